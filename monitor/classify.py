"""Text -> reading: the findings of all rules, the terms they add up to, and what stays unaccounted. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor import language as languages
from monitor.definitions import Definition, definitions, gloss
from monitor.disguise import has_strange_letters, is_disguised, skeleton
from monitor.identify import identify
from monitor.records import Commercial, Finding, Identity, Reading, Span
from monitor.rules import EXPLAINED, Match, Rule, RuleSet, Scope
from monitor.terms import derived, terms_of
from monitor.text import Folded, Unit, fold, units
from monitor.values import READERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.identify import References
    from monitor.records import Value

LONGEST_QUOTE = 700
_SECTION_LENGTH = 4000
_STEM_LENGTH = 1500
_MOST_STEMS = 4
_ROOM = 40_000_000
"""Characters that all windows of one scope hold together, about; so much that no real text comes near."""


@dataclass(frozen=True, slots=True)
class _Window:
    """The folded words a rule is tried on, and where they come from.

    Parameters:
        text: stem and sentence, or more.
        parts: (start in `text`, start in the folded text, length) of its pieces.
        own: where the sentence itself begins in `text`.
        unit: the sentence.
    """

    text: str
    parts: tuple[tuple[int, int, int], ...]
    own: int
    unit: Unit
    context: str = ""

    def folded_at(self, at: int) -> int:
        """The offset in the folded text of an offset in `text`."""
        for start, origin, length in reversed(self.parts):
            if at >= start:
                return origin + min(at - start, length)
        return self.parts[0][1]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text prepared for rules."""

    raw: str
    folded: Folded
    units: tuple[Unit, ...]
    places: tuple[tuple[int, int], ...]
    defined: tuple[Definition, ...] = ()

    def slice(self, span: tuple[int, int] | None) -> tuple[int, int]:
        """The folded place of an original one."""
        if span is None:
            return (0, 0)
        return self.folded.position(span[0]), self.folded.position(span[1])


def _prepared(text: str) -> _Text:
    folded, found = fold(text), units(text)
    places = tuple((folded.position(unit.start), folded.position(unit.end)) for unit in found)
    return _Text(text, folded, found, places, definitions(folded.text, places))


def classify(text: str, rules: RuleSet, references: References) -> Reading:
    """Read one text.

    Parameters:
        text: the extracted text; all offsets refer to it.
        rules: the rules to apply.
        references: known licences; sentences that align with the closest one in order are accounted for.
    """
    prepared = _prepared(text)
    hits = tuple(_findings(prepared, rules))
    identity = identify(text, references)
    findings = derived(tuple(hit for hit in hits if hit.field != EXPLAINED))
    unaccounted = tuple(_unaccounted(prepared, hits, identity, rules))
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
    return use is Commercial.ALLOWED or (use is Commercial.SILENT and language != languages.UNKNOWN)


def _findings(text: _Text, rules: RuleSet) -> Iterator[Finding]:
    """Everything all rules find, in order of place, without repeats."""
    windows: dict[Scope, tuple[_Window, ...]] = {}
    found: dict[tuple[object, ...], Finding] = {}
    searched = " ".join([text.folded.text, *(f"[{each.gloss}]" for each in text.defined)])
    for rule in rules.rules:
        for match in rule.matches:
            if not _is_possible(match, searched):
                continue
            if match.scope not in windows:
                windows[match.scope] = tuple(_windows(text, match.scope))
            for finding in _match_findings(text, rule, match, windows[match.scope]):
                key = (
                    finding.field,
                    finding.start,
                    finding.end,
                    tuple(sorted(finding.values.items(), key=str)),
                )
                found.setdefault(key, finding)
    yield from sorted(found.values(), key=lambda each: (each.start, each.end, each.rule))


def _is_possible(match: Match, searched: str) -> bool:
    """Whether the anchor occurs anywhere; a pattern tied to the start of a sentence has to be tried there."""
    return "^" in match.all[0].pattern or bool(match.all[0].search(searched))


def _windows(text: _Text, scope: Scope) -> Iterator[_Window]:
    """The text cut up as a scope wants it."""
    folded = text.folded.text
    reach = max(_ROOM // (1 + len(text.units)), 100)  # what each sentence may have around it
    for index, unit in enumerate(text.units):
        start, end = text.places[index]
        hung = list(_hung_on(text, unit, reach))
        title = unit.heading and text.slice(unit.heading)
        context = " ".join(folded[slice(*part)] for part in (title, *hung) if part)
        if scope is Scope.DOCUMENT:
            yield _Window(folded, ((0, 0, len(folded)),), 0, Unit(0, len(text.raw)))
            return
        if scope is Scope.SECTION:
            last = _section_end(text, index, min(reach, _SECTION_LENGTH))
            yield _Window(folded[start:last], ((0, start, last - start),), 0, unit, context)
            continue
        window = _hung(folded, hung if scope is Scope.SENTENCE else (), (start, end), unit, context)
        note = gloss(window.text, (start, end), text.defined) if text.defined else ""
        yield replace(window, text=f"{window.text} {note}") if note else window


def _hung_on(text: _Text, unit: Unit, reach: int) -> Iterator[tuple[int, int]]:
    """The folded places of the stems of a unit; of a very long one its beginning and its end.

    A stem of 20 kB with 2,500 items would otherwise be tried 2,500 times; it is also read as a sentence.
    """
    stems = unit.stems if len(unit.stems) <= _MOST_STEMS else (unit.stems[0], *unit.stems[1 - _MOST_STEMS :])
    half = min(_STEM_LENGTH, reach // _MOST_STEMS) // 2
    for stem in stems:
        start, end = text.slice(stem)
        if end - start <= 2 * half:
            yield start, end
        else:
            yield start, start + half
            yield end - half, end


def _hung(
    folded: str, stems: Sequence[tuple[int, int]], place: tuple[int, int], unit: Unit, context: str
) -> _Window:
    """A sentence with the stems it hangs on before it."""
    parts: list[tuple[int, int, int]] = []
    at = 0
    for start, end in stems:
        parts.append((at, start, end - start))
        at += end - start + 1
    parts.append((at, place[0], place[1] - place[0]))
    words = " ".join(folded[start : start + length] for _, start, length in parts)
    return _Window(words, tuple(parts), at, unit, context)


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


def _match_findings(text: _Text, rule: Rule, match: Match, windows: Sequence[_Window]) -> Iterator[Finding]:
    for window in windows:
        cover = _cover(match, window)
        if cover is None:
            continue
        start, end = _quote_place(text, match, window, cover)
        for values in _values(text, match, window):
            yield Finding(
                rule=rule.id, field=rule.field, start=start, end=end, quote=text.raw[start:end],
                values={**match.values, **values}, experimental=rule.experimental,
            )  # fmt: skip


def _cover(match: Match, window: _Window) -> tuple[int, int] | None:
    """The stretch of the window that the patterns cover, or None where the match does not hold.

    At least one pattern must be found in the sentence itself, or its stem would count once an item.
    """
    spans = []
    for pattern in match.all:
        hit = pattern.search(window.text, window.own) or pattern.search(window.text)
        if hit is None:
            return None
        spans.append(hit.span())
    if match.any:
        hits = [pattern.search(window.text) for pattern in match.any]
        spans.extend(hit.span() for hit in hits if hit)
        if not any(hits):
            return None
    if any(pattern.search(window.text) for pattern in match.none):
        return None
    if match.under and not any(pattern.search(window.context) for pattern in match.under):
        return None
    own = [span for span in spans if span[1] > window.own]
    return (min(span[0] for span in own), max(span[1] for span in own)) if own else None


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


def _unaccounted(text: _Text, hits: Sequence[Finding], identity: Identity, rules: RuleSet) -> Iterator[Span]:
    """Sentences with cues that neither a rule nor the aligned reference explains, and disguised ones.

    What rules make of a disguised sentence explains nothing: they may have missed the word that matters.
    """
    cue = re.compile(rules.lexicon["cue"]) if "cue" in rules.lexicon else None
    if cue is None:
        return
    explained = sorted((hit.start, hit.end) for hit in hits)
    for unit, (start, end) in zip(text.units, text.places, strict=True):
        words = text.raw[unit.start : unit.end]
        disguised = is_disguised(words)
        strange = disguised or has_strange_letters(words)
        if not strange and not _has_cue(cue, text.folded.text, start, end):
            continue
        if not strange and any(low < unit.end and unit.start < high for low, high in explained):
            continue
        if not disguised and _is_accounted(unit, identity):
            continue
        if not strange and _is_bare_title(text, unit, (start, end)):
            continue
        yield Span(start=unit.start, end=unit.end, quote=words)


def _has_cue(cue: re.Pattern[str], folded: str, start: int, end: int) -> bool:
    """Whether words speak of money, commerce, permission or prohibition, in whatever spelling."""
    if cue.search(folded, start, end):
        return True
    words = folded[start:end]
    bare = skeleton(words)
    return bare != words and bool(cue.search(bare))


_DEMANDS = re.compile(
    r"\b(?:no|not|non|never|only|without|unless|except|must|shall|requires?d?|prohibit\w{0,4}|forbid\w{0,4}|pay\w{0,4}"
    r"|fees?|royalt\w{1,3}|[0-9]+ ?%)(?![a-z])|不|禁|仅|须|应|只"
)


def _is_bare_title(text: _Text, unit: Unit, place: tuple[int, int]) -> bool:
    """Whether a sentence is a heading that names a subject and demands nothing ("3. Commercial use.")."""
    return unit.heading == (unit.start, unit.end) and not _DEMANDS.search(text.folded.text, *place)


def _is_accounted(unit: Unit, identity: Identity) -> bool:
    """Whether a sentence lies within the reference, with no word of the residue in it."""
    if identity.reference is None:
        return False
    if any(span.start < unit.end and unit.start < span.end for span in identity.residue):
        return False
    return any(low < unit.end and unit.start < high for low, high in identity.accounted)
