"""Text -> reading: the findings of all rules, the terms they add up to, and what stays unaccounted. Pure."""

from __future__ import annotations

from monitor import language as languages
from monitor.accounting import settled, unaccounted
from monitor.denied import without_denied
from monitor.identify import identify
from monitor.own_duties import without_own
from monitor.records import Commercial, Finding, Reading
from monitor.records.frozen import replace
from monitor.relief import turned
from monitor.rules import EXPLAINED, Scope
from monitor.terms import derived, terms_of
from monitor.tied import tied
from monitor.tiers import tiered
from monitor.typed import TYPE_CHECKING, NamedTuple
from monitor.values import READERS
from monitor.views import LONGEST_QUOTE, Views
from monitor.windows import Prepared, Window, is_under, windows

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.identify import References
    from monitor.patterns import Pattern
    from monitor.records import Value
    from monitor.rules import Match, Rule, RuleSet


def classify(text: str, rules: RuleSet, references: References) -> Reading:
    """Read one text.

    Parameters:
        text: the extracted text; all offsets refer to it.
        rules: the rules to apply.
        references: known licences; sentences that align with the closest one in order are accounted for.
    """
    prepared, identity = Prepared(text), identify(text, references)
    views = Views(prepared, rules.finder, settled(prepared, identity))
    binding = without_denied(without_own(turned(_findings(views, rules), prepared.words), prepared), prepared)
    found = tuple(tiered(tuple(binding), prepared, lambda words: hits(words, rules)))
    found = tuple(tied(found, prepared))
    findings = derived(tuple(_told_once(hit for hit in found if hit.field != EXPLAINED)))
    left = tuple(unaccounted(views, found, identity, rules, lambda words: hits(words, rules)))
    language = languages.detect(text)
    terms = terms_of(findings)
    if _is_doubtful(terms.commercial_use, language, unaccounted=bool(left)):
        terms = replace(terms, commercial_use=Commercial.UNCLEAR)
    return Reading(terms=terms, identity=identity, findings=findings, unaccounted=left, language=language)


def hits(text: str, rules: RuleSet) -> tuple[Finding, ...]:
    """Everything that rules find in a text by themselves, `explained` included, as their examples ask.

    Parameters:
        text: any text.
        rules: the rules to apply.
    """
    return tuple(_findings(Views(Prepared(text), rules.finder), rules))


def _is_doubtful(use: Commercial, language: str, *, unaccounted: bool) -> bool:
    """Whether a grant may not be taken at its word, or silence may only mean that we cannot read."""
    if language in languages.WITH_RULES:
        return use is Commercial.ALLOWED and unaccounted
    believed = {Commercial.ALLOWED, Commercial.CONDITIONAL}
    return use in believed or (use is Commercial.SILENT and language != languages.UNKNOWN)


def _findings(views: Views, rules: RuleSet) -> Iterator[Finding]:
    """Everything all rules find, in order of place, without repeats."""
    found: dict[tuple[object, ...], Finding] = {}
    for rule in rules.rules:
        for match in rule.matches:
            for start, end, values in _match_findings(views, rule, match):
                key = (rule.field, start, end, *sorted(values.items(), key=str))
                if key not in found:
                    found[key] = Finding(
                        rule=rule.id, field=rule.field, start=start, end=end, quote=views.text.raw[start:end],
                        values=values, experimental=rule.experimental,
                    )  # fmt: skip
    yield from sorted(found.values(), key=lambda each: (each.start, each.end, each.rule))


def _match_findings(views: Views, rule: Rule, match: Match) -> Iterator[tuple[int, int, dict[str, Value]]]:
    """What a match finds: where, and with what values."""
    text = views.text
    for window, cover in views.hits(match, unsettled=rule.field == EXPLAINED):
        start, end = _quote_place(text, match, window, cover)
        for values in _values(text, match, window):
            yield start, end, {**match.values, **values}


def _told_once(found: Iterable[Finding]) -> Iterator[Finding]:
    """A size that only the definition of a term tells is told where the term is used first, not each time."""
    told = set()
    for one in found:
        if one.field == "thresholds" and not any(char.isdigit() for char in one.quote):
            key = (one.rule, *sorted(one.values.items(), key=str))
            if key in told:
                continue
            told.add(key)
        yield one


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
    prepared = Prepared(text)
    found = []
    for number, match in enumerate(rule.matches, 1):
        tried = [
            NearMiss(number, window.text, tuple(_reasons(prepared, match, window)))
            for window in windows(prepared, match.scope)
        ]
        found += sorted(tried, key=lambda each: len(each.reasons))[:1]
    return tuple(found)


def _reasons(text: Prepared, match: Match, window: Window) -> Iterator[str]:
    """Why a match does not hold in a window."""

    def hit(pattern: Pattern, words: str = window.text) -> re.Match[str] | None:
        return pattern.regex.search(words)

    hits = {pattern: hit(pattern) for pattern in (*match.all, *match.any)}
    yield from (f"all: not found: {pattern.source}" for pattern in match.all if not hits[pattern])
    if match.any and not any(hits[pattern] for pattern in match.any):
        yield f"any: none found of: {' ; '.join(pattern.source for pattern in match.any)}"
    barring = ((pattern, hit(pattern)) for pattern in match.none)
    yield from (f"none: found “{bar.group()}”: {pattern.source}" for pattern, bar in barring if bar)
    if match.under and not is_under(match, text.context(window.unit)):
        yield f"under: not in the heading or stem: {' ; '.join(pattern.source for pattern in match.under)}"
    if not any(one and one.end() > window.own for one in hits.values()) and any(hits.values()):
        yield "all: found in the stem of the list only, not in the item itself"
    if match.capture and not any(True for _ in _values(text, match, window)):
        yield f"capture: no {' or '.join(match.capture)} could be read out of the words"


def _quote_place(text: Prepared, match: Match, window: Window, cover: tuple[int, int]) -> tuple[int, int]:
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


def _values(text: Prepared, match: Match, window: Window) -> Iterator[Mapping[str, Value]]:
    """The values read out of a window: one set a finding; without readers one empty set."""
    if not match.capture:
        yield {}
        return

    def original(start: int, end: int) -> str:
        low, high = text.folded.original(window.folded_at(start), window.folded_at(end - 1) + 1)
        return text.raw[low:high]

    for name in match.capture:
        yield from READERS[name](window.text, original)
