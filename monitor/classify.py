"""Text -> reading: the findings of all rules, the terms they add up to, and what stays unaccounted. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import reduce
from itertools import repeat
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from monitor import language as languages
from monitor.definitions import definitions, gloss
from monitor.disguise import has_strange_letters, is_disguised, skeleton
from monitor.expressions import expression
from monitor.folding import fold
from monitor.identify import identify
from monitor.literals import bits
from monitor.records import Commercial, Finding, Hosting, Identity, Reading, Span
from monitor.rules import EXPLAINED, Scope
from monitor.seeking import Seeker
from monitor.terms import GRANTED, derived, terms_of
from monitor.text import Unit, units
from monitor.titles import numbers_a_subject
from monitor.values import READERS

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.identify import References
    from monitor.literals import Finder, Met
    from monitor.patterns import Pattern
    from monitor.records import Value
    from monitor.rules import Match, Rule, RuleSet

LONGEST_QUOTE = 700
_SECTION_LENGTH = 4000
_STEM_LENGTH = 1500
_MOST_STEMS = 4
_BLOCK = 1024
"""So many windows are looked at together: sets of them stay small numbers, however long the text is."""
_ROOM = 40_000_000
"""Characters that all windows of one scope hold together, about; so much that no real text comes near."""


class _Window(NamedTuple):
    """The folded words a rule is tried on, and where they come from.

    Parameters:
        text: stem and sentence, or more; behind them what defined terms mean.
        parts: (start in `text`, start in the folded text, length) of its pieces.
        own: where the sentence itself begins in `text`.
        unit: the sentence.
    """

    text: str
    parts: tuple[tuple[int, int, int], ...]
    own: int
    unit: Unit

    def folded_at(self, at: int) -> int:
        """The offset in the folded text of an offset in `text`."""
        start, origin, length = next(part for part in reversed(self.parts) if at >= part[0])
        return origin + min(at - start, length)


class _Text:
    """A text prepared for rules.

    Parameters:
        raw: the text as given.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.folded = fold(raw)
        self.units = units(raw)
        position = self.folded.position
        self.places = tuple([(position(unit.start), position(unit.end)) for unit in self.units])
        self.defined = definitions(self.folded.text, self.places)
        self.reach = max(_ROOM // (1 + len(self.units)), 100)
        """What each sentence may have around it."""
        self._slices = {
            (unit.start, unit.end): place for unit, place in zip(self.units, self.places, strict=True)
        }

    def slice(self, span: tuple[int, int]) -> tuple[int, int]:
        """The folded place of an original one."""
        if span not in self._slices:
            self._slices[span] = self.folded.position(span[0]), self.folded.position(span[1])
        return self._slices[span]

    def hung_on(self, unit: Unit) -> Iterator[tuple[int, int]]:
        """The folded places of the stems of a unit; of a very long one its beginning and its end.

        A stem of 20 kB with 2,500 items would otherwise be tried 2,500 times; it is also read as a sentence.
        """
        stems = (
            unit.stems if len(unit.stems) <= _MOST_STEMS else (unit.stems[0], *unit.stems[1 - _MOST_STEMS :])
        )
        half = min(_STEM_LENGTH, self.reach // _MOST_STEMS) // 2
        for stem in stems:
            start, end = self.slice(stem)
            if end - start <= 2 * half:
                yield start, end
            else:
                yield start, start + half
                yield end - half, end

    def context(self, unit: Unit) -> str:
        """The heading and the stems that a unit stands under."""
        title = [self.slice(unit.heading)] if unit.heading else []
        return " ".join(self.folded.text[slice(*part)] for part in (*title, *self.hung_on(unit)))


def classify(text: str, rules: RuleSet, references: References) -> Reading:
    """Read one text.

    Parameters:
        text: the extracted text; all offsets refer to it.
        rules: the rules to apply.
        references: known licences; sentences that align with the closest one in order are accounted for.
    """
    views = _Views(_Text(text), rules.finder)
    hits = tuple(_findings(views, rules))
    identity = identify(text, references)
    findings = derived(tuple(hit for hit in hits if hit.field != EXPLAINED))
    unaccounted = tuple(_unaccounted(views, hits, identity, rules))
    language = languages.detect(text)
    terms = terms_of(findings)
    if _is_doubtful(terms.commercial_use, language, unaccounted=bool(unaccounted)):
        terms = replace(terms, commercial_use=Commercial.UNCLEAR)
    return Reading(
        terms=terms, identity=identity, findings=findings, unaccounted=unaccounted, language=language
    )


def _is_doubtful(use: Commercial, language: str, *, unaccounted: bool) -> bool:
    """Whether a grant may not be taken at its word, or silence may only mean that we cannot read."""
    if language in languages.WITH_RULES:
        return use is Commercial.ALLOWED and unaccounted
    believed = {Commercial.ALLOWED, Commercial.CONDITIONAL}
    return use in believed or (use is Commercial.SILENT and language != languages.UNKNOWN)


class _Views:
    """A text cut into windows, by scope, when a rule first asks for them."""

    def __init__(self, text: _Text, finder: Finder) -> None:
        self.text = text
        self._finder = finder
        self._blocks: dict[Scope, tuple[_Block, ...]] = {}

    def blocks(self, scope: Scope) -> tuple[_Block, ...]:
        """The windows of a scope in order, some at a time."""
        if scope not in self._blocks:
            windows = tuple(_windows(self.text, scope))
            some = [windows[at : at + _BLOCK] for at in range(0, len(windows), _BLOCK)]
            if scope is Scope.SENTENCE:  # an item and what it hangs on
                known = [
                    self._finder.met(_texts(each), base.met, _added(self.text.folded.text, each))
                    for each, base in zip(some, self.blocks(Scope.ITEM), strict=True)
                ]
            elif scope is Scope.SECTION:
                known = [
                    self._finder.met(_texts(each), added=_held(self.text, each, number * _BLOCK))
                    for number, each in enumerate(some)
                ]
            else:
                known = [self._finder.met(_texts(each)) for each in some]
            self._blocks[scope] = tuple(map(_Block, repeat(self.text), some, known))
        return self._blocks[scope]

    def hits(self, match: Match) -> Iterator[tuple[_Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover."""
        # The windows of sections overlap: they are cut only for texts that hold the words at all.
        whole = self.blocks(Scope.DOCUMENT) if match.scope is Scope.SECTION else ()
        if whole and not any(_where(match, block.met) for block in whole):
            return
        for block in self.blocks(match.scope):
            yield from block.hits(match)


class _Block:
    """Some windows, and which of them hold what a pattern needs."""

    def __init__(self, text: _Text, windows: Sequence[_Window], met: Met) -> None:
        self.text, self.windows, self.met = text, windows, met
        self._seeker = Seeker(_texts(windows), met)

    def hits(self, match: Match) -> Iterator[tuple[_Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover."""
        for index in bits(_where(match, self.met)):
            cover = self._cover(match, index)
            if cover is not None:
                yield self.windows[index], cover

    def _cover(self, match: Match, index: int) -> tuple[int, int] | None:
        """The stretch of the window that the patterns cover, or None where the match does not hold.

        At least one pattern must be found in the sentence itself, or its stem would count once an item.
        """
        window, seeker = self.windows[index], self._seeker
        spans = []
        for pattern in match.all:
            hit = (window.own and seeker.search(pattern, index, window.own)) or seeker.search(pattern, index)
            if not hit:
                return None
            spans.append(hit.span())
        if match.any:
            hits = [seeker.search(pattern, index) for pattern in match.any]
            spans.extend(hit.span() for hit in hits if hit)
            if not any(hits):
                return None
        own = [span for span in spans if span[1] > window.own]
        if not own or any(seeker.holds(pattern, index) for pattern in match.none):
            return None
        if match.under and not _is_under(match, self.text.context(window.unit)):
            return None
        return min(span[0] for span in own), max(span[1] for span in own)


def _is_under(match: Match, context: str) -> bool:
    """Whether the heading or the stems of a sentence hold what a match wants there."""
    return any(pattern.regex.search(context) for pattern in match.under)


def _texts(windows: Iterable[_Window]) -> list[str]:
    return [window.text for window in windows]


def _held(text: _Text, windows: Sequence[_Window], first: int) -> Iterator[tuple[str, int]]:
    """The stretches of a text that stand in windows of sections, which overlap, each with those that hold it.

    The windows are those of sentence `first` and on. Sentences with no space between them make one stretch,
    for a word may run over their border.
    """
    folded, places = text.folded.text, text.places
    tails = [end for _, end in places]
    over: dict[int, int] = {}
    for index, window in enumerate(windows):
        _, start, length = window.parts[0]
        last = max(bisect_right(tails, start + length), first + index + 1)
        over[last] = over.get(last, 0) | 1 << index
    begun, holding, holders = -1, 0, 0
    for at in range(first, max(over)):
        holding = (holding | (1 << (at - first) if at - first < len(windows) else 0)) & ~over.get(at, 0)
        start, end = places[at]
        begun, holders = (start if begun < 0 else begun), holders | holding
        if at + 1 == len(places) or " " in folded[end : places[at + 1][0]]:
            yield folded[begun:end], holders
            begun, holders = -1, 0
    if begun >= 0:
        yield folded[begun:end], holders


def _added(folded: str, windows: Iterable[_Window]) -> Iterable[tuple[str, int]]:
    """What stands around sentences in their windows: stems, glosses, each with the windows that hold it."""
    held: dict[str, int] = {}
    for index, window in enumerate(windows):
        *stems, (own, _, length) = window.parts
        around = [folded[start : start + size] for _, start, size in stems]
        for stretch in (*around, window.text[own + length :]):
            held[stretch] = held.get(stretch, 0) | 1 << index
    return held.items()


def _where(match: Match, met: Met) -> int:
    """The windows that hold what the patterns of a match need."""
    found = met.everywhere
    for pattern in match.all:
        found &= met.where(pattern.need)
    if found and match.any:
        found &= reduce(or_, (met.where(pattern.need) for pattern in match.any))
    return found


def _findings(views: _Views, rules: RuleSet) -> Iterator[Finding]:
    """Everything all rules find, in order of place, without repeats."""
    found: dict[tuple[object, ...], Finding] = {}
    for rule in rules.rules:
        for match in rule.matches:
            for finding in _match_findings(views, rule, match):
                values = tuple(sorted(finding.values.items(), key=str))
                found.setdefault((finding.field, finding.start, finding.end, values), finding)
    yield from sorted(found.values(), key=lambda each: (each.start, each.end, each.rule))


def _windows(text: _Text, scope: Scope) -> Iterator[_Window]:
    """The text cut up as a scope wants it."""
    folded = text.folded.text
    if scope is Scope.DOCUMENT and text.units:
        yield _Window(folded, ((0, 0, len(folded)),), 0, Unit(0, len(text.raw)))
        return
    for index, (unit, place) in enumerate(zip(text.units, text.places, strict=True)):
        if scope is Scope.SECTION:
            start, last = place[0], _section_end(text, index, min(text.reach, _SECTION_LENGTH))
            yield _Window(folded[start:last], ((0, start, last - start),), 0, unit)
            continue
        window = _hung(folded, text.hung_on(unit) if scope is Scope.SENTENCE else (), place, unit)
        note = gloss(window.text, place, text.defined) if text.defined else ""
        yield window._replace(text=f"{window.text} {note}") if note else window


def _hung(folded: str, stems: Iterable[tuple[int, int]], place: tuple[int, int], unit: Unit) -> _Window:
    """A sentence with the stems it hangs on before it."""
    start, end = place
    parts: list[tuple[int, int, int]] = []
    words, at = "", 0
    for first, last in stems:
        parts.append((at, first, last - first))
        words += f"{folded[first:last]} "
        at = len(words)
    parts.append((at, start, end - start))
    return _Window(words + folded[start:end], tuple(parts), at, unit)


def _section_end(text: _Text, index: int, most: int) -> int:
    """The folded end of the section a unit stands in, bounded."""
    start, heading = text.places[index][0], text.units[index].heading
    last = text.places[index][1]
    for at in range(index + 1, len(text.units)):
        end = text.places[at][1]
        if text.units[at].heading != heading or end - start > most:
            break
        last = end
    return last


def _match_findings(views: _Views, rule: Rule, match: Match) -> Iterator[Finding]:
    text = views.text
    for window, cover in views.hits(match):
        start, end = _quote_place(text, match, window, cover)
        for values in _values(text, match, window):
            yield Finding(
                rule=rule.id, field=rule.field, start=start, end=end, quote=text.raw[start:end],
                values={**match.values, **values}, experimental=rule.experimental,
            )  # fmt: skip


class NearMiss(NamedTuple):
    """The sentence that comes closest to one match of a rule, and what keeps it from matching.

    Parameters:
        number: of the match in its rule, from 1.
        words: the folded words that were tried, stem first.
        reasons: sentences; none where the match holds.
    """

    number: int
    words: str
    reasons: tuple[str, ...]


def near_misses(text: str, rule: Rule) -> tuple[NearMiss, ...]:
    """How close a text comes to each match of a rule: what whoever writes the rule has to know.

    Parameters:
        text: any text, such as an example.
        rule: the rule.
    """
    prepared = _Text(text)
    found = []
    for number, match in enumerate(rule.matches, 1):
        tried = [
            NearMiss(number, window.text, tuple(_reasons(prepared, match, window)))
            for window in _windows(prepared, match.scope)
        ]
        found += sorted(tried, key=lambda each: len(each.reasons))[:1]
    return tuple(found)


def _reasons(text: _Text, match: Match, window: _Window) -> Iterator[str]:
    """Why a match does not hold in a window."""

    def hit(pattern: Pattern, words: str = window.text) -> re.Match[str] | None:
        return pattern.regex.search(words)

    hits = {pattern: hit(pattern) for pattern in (*match.all, *match.any)}
    yield from (f"all: not found: {pattern.source}" for pattern in match.all if not hits[pattern])
    if match.any and not any(hits[pattern] for pattern in match.any):
        yield f"any: none found of: {' ; '.join(pattern.source for pattern in match.any)}"
    barring = ((pattern, hit(pattern)) for pattern in match.none)
    yield from (f"none: found “{bar.group()}”: {pattern.source}" for pattern, bar in barring if bar)
    if match.under and not _is_under(match, text.context(window.unit)):
        yield f"under: not in the heading or stem: {' ; '.join(pattern.source for pattern in match.under)}"
    if not any(one and one.end() > window.own for one in hits.values()) and any(hits.values()):
        yield "all: found in the stem of the list only, not in the item itself"
    if match.capture and not any(True for _ in _values(text, match, window)):
        yield f"capture: no {' or '.join(match.capture)} could be read out of the words"


def _quote_place(text: _Text, match: Match, window: _Window, cover: tuple[int, int]) -> tuple[int, int]:
    """Where the words to quote stand: the whole sentence, or the part of it that matters where it is long."""
    unit = window.unit
    if match.scope in {Scope.SENTENCE, Scope.ITEM} and unit.end - unit.start <= LONGEST_QUOTE:
        return unit.start, unit.end
    low, high = (window.folded_at(max(at, window.own)) for at in cover)
    start, end = text.folded.original(low, max(high, low + 1))
    return _whole_words(text.raw, start, min(end, start + LONGEST_QUOTE))


def _whole_words(raw: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to word borders."""
    while start > 0 and raw[start - 1].isalnum() and raw[start].isalnum():
        start -= 1
    while end < len(raw) and raw[end].isalnum() and raw[end - 1].isalnum():
        end += 1
    return start, end


def _values(text: _Text, match: Match, window: _Window) -> Iterator[Mapping[str, Value]]:
    """The values read out of a window: one set a finding; without readers one empty set."""
    if not match.capture:
        yield {}
        return

    def original(start: int, end: int) -> str:
        low, high = text.folded.original(window.folded_at(start), window.folded_at(end - 1) + 1)
        return text.raw[low:high]

    for name in match.capture:
        yield from READERS[name](window.text, original)


def _unaccounted(
    views: _Views, hits: Sequence[Finding], identity: Identity, rules: RuleSet
) -> Iterator[Span]:
    """Sentences with cues that neither a rule nor the aligned reference explains, and disguised ones.

    What rules make of a disguised sentence explains nothing: they may have missed the word that matters.
    A grant explains its own sentence only as far as nothing in it forbids or charges. In a known licence
    with little added, an added sentence that limits anything needs an explanation, whatever it speaks of.
    """
    text, cue = views.text, rules.cue
    if cue is None:
        return
    granting = _Stretches((hit.start, hit.end) for hit in hits if hit.values.get("says") in _GRANTING)
    explained = _Stretches((hit.start, hit.end) for hit in hits if hit.values.get("says") not in _GRANTING)
    residue = _Stretches((span.start, span.end) for span in identity.residue)
    accounted = _Stretches(identity.accounted if identity.reference else ())
    few = identity.reference is not None and len(identity.residue) <= _FEW_ADDED
    likely = [block.met.where(cue.need) for block in views.blocks(Scope.ITEM)]
    for index, (unit, place) in enumerate(zip(text.units, text.places, strict=True)):
        quote = text.raw[unit.start : unit.end]
        disguised = is_disguised(quote)
        if not disguised and accounted.touch(unit) and not residue.touch(unit):
            continue
        strange = disguised or has_strange_letters(quote)
        if not strange and (explained.touch(unit) or _is_bare_title(text, unit, place)):
            continue
        added = few and residue.touch(unit)
        granted = granting.touch(unit) and (not added or _GRANTS.search(text.folded.text, *place))
        if granted and not strange:
            needs = bool(_FORBIDS.search(text.folded.text, *place))
        else:
            needs = _has_cue(cue, text, place, likely=bool(likely[index // _BLOCK] >> index % _BLOCK & 1))
        needs = needs or (added and bool(_LIMITS.search(text.folded.text, *place)))
        if strange or needs:
            yield Span(start=unit.start, end=unit.end, quote=quote)


class _Stretches:
    """Stretches of a text, to be asked whether a sentence has words in them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, unit: Unit) -> bool:
        """Whether one of them and a sentence overlap."""
        at = bisect_left(self._starts, unit.end) - 1
        return at >= 0 and unit.start < self._ends[at]


def _has_cue(cue: Pattern, text: _Text, place: tuple[int, int], *, likely: bool) -> bool:
    """Whether words speak of money, commerce, permission or prohibition, in whatever spelling.

    Parameters:
        cue: the pattern of such words.
        text: the text.
        place: folded place of a sentence.
        likely: whether the sentence holds what the pattern needs.
    """
    if likely and cue.regex.search(text.folded.text, *place):
        return True
    words = text.folded.text[slice(*place)]
    bare = skeleton(words)
    return bare != words and bool(cue.regex.search(bare))


_GRANTING = frozenset({GRANTED, Hosting.ALLOWED.value})
_FEW_ADDED = 3
# What a grant in the same sentence does not explain.
_FORBIDS = expression(
    r"\b(?:may|shall|must) not (?:use|offer|host|sell|exploit|sublicen|monetis|monetiz|provide|be used|be offered|be sold)"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|\b(?:commercial|production|business|for-profit|compan(?:y|ies)|clients?|profit)\b[^.;]{0,80}\b(?:not|prohibited|forbidden|excluded|reserved|required?|requires|needs?|only|must|untersagt)\b"
    r"|\b(?:prohibited|forbidden|untersagt|verboten|interdit\w{0,3}|prohibid[oa])\b|(?:is|are) not (?:permitted|allowed)|not (?:extend|apply) to"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|\bfees? (?:is|are) (?:due|owed|payable)|may charge|subscription|moneti[sz]|(?:is|are) (?:excluded|reserved)|\b(?:owes?|pays?|remits?|must buy|must purchase)\b|\bpaid licen[sc]e|royalty of|share of the|limited to|\bonly with\b|for money"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|(?:written|prior) (?:approval|consent|permission|authori[sz]ation)|禁|须|仅|금지"
)
# Whom and what for: what a sentence added to a known licence may not speak of without an explanation.
_LIMITS = expression(
    r"\b(?:"
    r"only|alone|limited|unless|excluded|(?:is|are|be|remains?|use) reserved"
    r"|reserved (?:to|for)|needs?|clients?|customers|compan(?:y|ies)|business(?:es)?|firms?"
    r"|enterprises?|corporations?|organi[sz]ations?|institutions?|governments? and|members"
    r"|partners|individuals|students|hobbyists|trade(?! ?mark| ?name| secret| dress)"
    r"|personal(?! data| injur)|private(?:ly)?|production|competition|host(?:s|ed|ing)?|resale"
    r"|earn(?:s|ed|ings)?|income|money|costs?|price|split|shared?|owes?|buy|bought|trial"
    r"|for profit|no (?:fee|licen[sc]e|rights?)|at home|to learn"
    r"|one (?:machine|computer|device|person)"
    r")\b|不|须|仅|限"
)

# What an added sentence has where it grants by itself, and not by the sentence that it hangs on.
_GRANTS = expression(
    r"\b(?:grants?|granted|permit(?:s|ted)?|permission|allow(?:s|ed)?|may(?! not)|can(?! ?not)|free(?:ly)?"
    r"|welcome"
    r"|authori[sz]ed?|licen[sc]ed|expressly)\b|可以|允许|授予"
)

_DEMANDS = expression(
    r"\b(?:no|not|non|never|only|without|unless|except|must|shall|requires?d?|prohibit\w{0,4}|forbid\w{0,4}|pay\w{0,4}"
    r"|fees?|royalt\w{1,3}|[0-9]+ ?%)(?![a-z])|不|禁|仅|须|应|只"
)


def _is_bare_title(text: _Text, unit: Unit, place: tuple[int, int]) -> bool:
    """Whether a sentence is a heading that names a subject and demands nothing ("3. Commercial use.")."""
    folded = text.folded.text
    named = unit.heading == (unit.start, unit.end) and not _DEMANDS.search(folded, *place)
    return named or numbers_a_subject(folded, place)
