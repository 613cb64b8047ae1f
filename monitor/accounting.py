"""Which sentences neither a rule nor a known licence explains. Pure."""

from __future__ import annotations

from bisect import bisect_left

from monitor.additions import is_harmless, limits, says_more
from monitor.disguise import has_strange_letters, is_disguised, skeleton
from monitor.expressions import expression
from monitor.language import is_foreign
from monitor.records import Finding, Hosting, Identity, Span
from monitor.relief import frees
from monitor.reservations import repeals, takes_back
from monitor.rules import EXPLAINED, Scope
from monitor.terms import GRANTED
from monitor.titles import numbers_a_subject
from monitor.typed import TYPE_CHECKING
from monitor.views import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from monitor.hanging import Unit
    from monitor.patterns import Pattern
    from monitor.rules import RuleSet
    from monitor.views import Views
    from monitor.windows import Prepared

    Read = Callable[[str], Iterable[Finding]]


def settled(text: Prepared, identity: Identity) -> frozenset[int]:
    """Numbers of the sentences that the closest reference explains, unless they are disguised.

    Parameters:
        text: prepared.
        identity: its closest reference.
    """
    if identity.reference is None:
        return frozenset()
    accounted = _Stretches(identity.accounted)
    residue = _Stretches((span.start, span.end) for span in identity.residue)
    return frozenset(
        index
        for index, unit in enumerate(text.units)
        if accounted.touch(unit)
        and not residue.touch(unit)
        and not is_disguised(text.raw[unit.start : unit.end])
    )


def unaccounted(
    views: Views, hits: Sequence[Finding], identity: Identity, rules: RuleSet, read: Read
) -> Iterator[Span]:
    """Sentences with cues that neither a rule nor the aligned reference explains, and disguised ones.

    What rules make of a disguised sentence explains nothing: they may have missed the word that matters.
    A grant explains its own sentence only as far as nothing in it forbids or charges. In a known licence
    with little added, an added sentence that limits anything needs an explanation, whatever it speaks of.

    Parameters:
        views: the text, and which of its sentences are settled.
        hits: everything that rules found in it, `explained` included.
        identity: its closest reference.
        rules: know the cues.
        read: what rules find in words by themselves; each clause of an added sentence is asked.
    """
    text, cue = views.text, rules.cue
    if cue is None:
        return
    known = _Known(hits, cue, read)
    residue = _Stretches((span.start, span.end) for span in identity.residue)
    few = identity.reference is not None and len(identity.residue) <= _FEW_ADDED
    likely = [
        [block.met.where(need) for need in (cue.need, *rules.sought)] for block in views.blocks(Scope.ITEM)
    ]
    for index, (unit, place) in enumerate(zip(text.units, text.places, strict=True)):
        if index in views.settled or text.says.get(index) == "":
            continue
        quote, words = text.raw[unit.start : unit.end], text.of(index)
        if not (is_disguised(quote) or has_strange_letters(quote)):
            if known.weighs(unit, words) or _is_bare_title(text, unit, place):
                continue
            added = few and residue.touch(unit, _SHORT)
            cued, *near = [mask >> index % BLOCK & 1 for mask in likely[index // BLOCK]]
            left = known.leaves(unit, words, _bits(near), added=added)
            if left is None:
                left = _needs_words(cue, text, index, likely=bool(cued)) or (added and not is_harmless(words))
            if not left or frees(words):
                continue
        yield Span(start=unit.start, end=unit.end, quote=quote)


def _needs_words(cue: Pattern, text: Prepared, index: int, *, likely: bool) -> bool:
    """Whether a sentence that no rule knows needs an explanation, wherever it stands."""
    words = text.of(index)
    told = index in text.says and cue.regex.search(words)  # a row of a table says more than its words
    return bool(is_foreign(words) or _has_cue(cue, text, text.places[index], likely=likely) or told)


def _bits(near: Sequence[int]) -> int:
    """Which of the expressions a sentence may hold that are looked for in many; all where none was told."""
    return sum(bit << at for at, bit in enumerate(near)) if near else -1


class _Known:
    """What rules found, to be asked how far it explains a sentence."""

    def __init__(self, hits: Iterable[Finding], cue: Pattern, read: Read) -> None:
        self._cue, self._read = cue, read
        found = [(hit, hit.values.get("says")) for hit in hits]
        explaining = [hit for hit, says in found if says not in _NOT_EXPLAINING]
        self._granting = _Stretches((hit.start, hit.end) for hit, says in found if says in _GRANTING)
        self._explained = _Stretches((hit.start, hit.end) for hit in explaining)
        self._weighed = _Stretches((hit.start, hit.end) for hit in explaining if hit.field not in _LIGHT)

    def weighs(self, unit: Unit, words: str) -> bool:
        """Whether a duty or a limit was read out of a sentence: nothing has to be asked of it."""
        return self._weighed.touch(unit) and not _NO_RIGHTS.search(words)

    def leaves(self, unit: Unit, words: str, near: int, *, added: bool) -> bool | None:
        """Whether what a sentence is known for leaves something of it open; None where nothing is known."""
        if repeals(words, near):
            return True
        if self._explained.touch(unit):
            return takes_back(words, near) or (added and says_more(words, self._is_known))
        if self._granting.touch(unit) and (not added or _GRANTS.search(words)):
            return _narrows(words, near, added=added)
        return None

    def _is_known(self, clause: str) -> bool:
        """Whether a clause speaks of no commerce and no limit, or a rule finds something in it by itself."""
        if not (limits(clause) or self._cue.regex.search(clause)):
            return True
        return any(hit.values.get("says") != _UNNAMED for hit in self._read(clause))


def _narrows(words: str, near: int, *, added: bool) -> bool:
    """Whether a granting sentence also forbids, charges or, added to a known licence, limits."""
    narrowed = _FORBIDS.search(words) or takes_back(words, near)
    return bool(narrowed or (added and limits(words)))


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

    def touch(self, unit: Unit, longest: int | None = None) -> bool:
        """Whether one of them, of at most so many characters, and a sentence overlap."""
        at = bisect_left(self._starts, unit.end) - 1
        if at < 0 or unit.start >= self._ends[at]:
            return False
        return longest is None or self._ends[at] - self._starts[at] <= longest


def _has_cue(cue: Pattern, text: Prepared, place: tuple[int, int], *, likely: bool) -> bool:
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


# Fields whose findings say nothing of what is barred or charged in the same sentence.
_LIGHT = frozenset(
    {EXPLAINED, "flow_down", "governing_law", "name_prefix", "ip_litigation_termination", "unilateral_change"}
)
_GRANTING = frozenset({GRANTED, Hosting.ALLOWED.value})
# What a rule says that found a limit on use without knowing what it shuts out: a trade may be meant.
_UNNAMED = "unnamed"
_NOT_EXPLAINING = _GRANTING | {_UNNAMED}
_FEW_ADDED = 3
# Characters: what is longer is a text of its own and speaks for itself.
_SHORT = 2_000
# What a grant in the same sentence does not explain.
_FORBIDS = expression(
    r"\b(?:may|shall|must) not (?:use|offer|host|sell|exploit|sublicen|monetis|monetiz|provide|be used|be offered|be sold)"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|\b(?:commercial|production|business|for-profit|compan(?:y|ies)|clients?"
    r"|profit)\b[^.;]{0,80}\b(?:not|prohibited|forbidden|excluded|reserved|required?|requires|needs?"
    r"|only|must|untersagt)\b"
    r"|\b(?:prohibited|forbidden|untersagt|verboten|interdit\w{0,3}|prohibid[oa])\b|(?:is|are) not (?:permitted|allowed)|not (?:extend|apply) to"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|\bfees? (?:is|are) (?:due|owed|payable)|may charge|subscription|moneti[sz]|(?:is|are) (?:excluded|reserved)|\b(?:owes?|pays?|remits?|must buy|must purchase)\b|\bpaid licen[sc]e|royalty of|share of the|limited to|\bonly (?:with|under (?:an?|our))\b|for money(?! or)|\bseparate (?:contract|agreement|licen[sc]e|arrangement)\b"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|\bwithout (?:the |any )?right to\b|\balone may\b|\bmay object to\b"
    r"|(?:written|prior) (?:approval|consent|permission|authori[sz]ation)|禁|须|仅|금지"
)
# A whole trade without rights, which is no purpose of use.
_NO_RIGHTS = expression(r"\bcompan(?:y|ies) (?:have|has|get|gets) no (?:permission|rights?|licen[sc]e)\b")
# What an added sentence has where it grants by itself, and not by the sentence that it hangs on.
_GRANTS = expression(
    r"\b(?:grants?|granted|permit(?:s|ted)?|permission|allow(?:s|ed)?|may(?! not)|can(?! ?not)|free(?:ly)?"
    r"|welcome"
    r"|authori[sz]ed?|licen[sc]ed|expressly)\b|可以|允许|授予"
)
_DEMANDS = expression(
    r"\b(?:no|not|non|never|only|without|unless|except|must|shall|requires?d?|prohibit\w{0,4}"
    r"|forbid\w{0,4}|pay\w{0,4}"
    r"|fees?|royalt\w{1,3}|[0-9]+ ?%)(?![a-z])|不|禁|仅|须|应|只|否|[✘✗✖❌×☒]"
)


def _is_bare_title(text: Prepared, unit: Unit, place: tuple[int, int]) -> bool:
    """Whether a sentence is a heading that names a subject and demands nothing ("3. Commercial use.")."""
    folded = text.folded.text
    named = unit.heading == (unit.start, unit.end) and not _DEMANDS.search(folded, *place)
    return named or numbers_a_subject(folded, place)
