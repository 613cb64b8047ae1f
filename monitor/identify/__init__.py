"""Which known licence a text is, in what way, and which of its words that licence does not hold.

Pure. A similarity only proposes candidates; the answer comes from aligning the text's words with the
candidate's in order, so that one added sentence is found wherever it stands: before the title, in the
middle of a paragraph, or after "END OF TERMS AND CONDITIONS". What is left over is the residue.

Titles, copyright statements, names in the licence's own blanks, list numbers and spelling variants are
no residue. Each is recognised by what it is and never by the line it stands on, so that a sentence
that follows a copyright statement on the same line stays.
"""

from __future__ import annotations

from bisect import bisect_right

from monitor.alignment import Grams, align
from monitor.identify.formalities import in_url, is_formal, is_name, may_be_formal
from monitor.identify.wording import wording
from monitor.records import How, Identity
from monitor.references import (
    EQUIVALENTS,
    Reference,
    References,
    load_references,
    shingle_hashes,
    word_hash,
)
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.alignment import Block
    from monitor.identify.wording import Wording
    from monitor.references import Loose

__all__ = ["References", "identify", "load_references"]

MAX_CHARACTERS = 1_000_000
MAX_WORDS = 60_000
NEAR_SHARE = 0.8
"""The least share of a reference's firm words that a text must hold in order to be near it."""
NEAR_RESIDUE = 3
"""How many times the words it shares with its reference a near text may hold besides."""

_LOOKED_UP = 20_000
_ALIGNED = 6
# A text that holds 80 % of a reference in order keeps 40 % of its word triples even where every changed
# word stands alone; sampling makes that less.
_SHARED = 0.25
# How far the estimate from a sample of shingles may be off, as a share of the text's words.
_DOUBT = 0.15
# How many words of copyright statements and titles a text may have beside all that.
_FORMAL_WORDS = 400
_CHANCE_RUN = 8
_JOINED_RUN = 2
_SLIDE = 64
_URL_WORDS = 3
_STATEMENT_LINES = 4
_RESPELLED_WORDS = 5
_RESPELLED_LENGTH = 48


class _Gap(NamedTuple):
    """A place where text and reference differ: words of the text, words of the reference."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def size(self) -> int:
        """The longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)

    def lies_in(self, stretch: Loose) -> bool:
        """Whether the reference's side stands inside a stretch of it, or at its edge."""
        return stretch.start <= self.other_start and self.other_end <= stretch.end


class _Match(NamedTuple):
    """A text laid beside one reference: what is left over on both sides."""

    reference: Reference
    residue: tuple[tuple[int, int], ...]
    missing: int
    held: int
    firm: int
    exact: bool

    @property
    def extra(self) -> int:
        """Words of the text that the reference does not hold."""
        return sum(end - start for start, end in self.residue)

    @property
    def is_unlisted(self) -> bool:
        """Whether the reference is not on the SPDX list."""
        return self.reference.id.startswith("LicenseRef-")

    @property
    def rank(self) -> tuple[int, bool, bool, int, str]:
        """The best first: least left over, then SPDX ids, plain ids before `-or-later`, short ones."""
        name = self.reference.id
        return (
            self.extra + self.missing,
            self.is_unlisted,
            name.endswith("-or-later"),
            len(name),
            name,
        )


def identify(text: str, references: References) -> Identity:
    """The closest known licence of a text and what that licence does not account for.

    Parameters:
        text: any text; one of more than a million characters is not looked at.
        references: what is known, from `load_references`.
    """
    if len(text) > MAX_CHARACTERS:
        return Identity()
    read = wording(text)
    if not read.words or len(read.words) > MAX_WORDS:
        return Identity()
    near = [match for match in _matches(read, references) if _is_near(match)]
    return _identity(read, _closest(near)) if near else Identity()


def _candidates(words: list[int], references: References) -> list[tuple[float, int]]:
    """The references worth aligning with: those that leave least over by an estimate from shingles.

    Returns:
        (estimate of the words left over on both sides, index into `references.entries`), least first.
    """
    least = max(0, len(words) - _FORMAL_WORDS) // (1 + NEAR_RESIDUE)
    reach = references.reach(least)
    shingles = {shingle for shingle in shingle_hashes(words) if shingle < reach}
    sampled = shingles if len(shingles) <= _LOOKED_UP else sorted(shingles)[:_LOOKED_UP]
    sizes = references.sizes
    estimates = (
        (len(words) + size * (1 - 2 * count / sketch), owner)
        for owner, count in references.shares(sampled).items()
        for size, sketch in (sizes[3 * owner : 3 * owner + 2],)
        if count >= _SHARED * sketch and len(words) <= (1 + NEAR_RESIDUE) * size + _FORMAL_WORDS
    )
    return sorted(estimates)[:_ALIGNED]


def _matches(read: Wording, references: References) -> Iterator[_Match]:
    """The text laid beside its candidates, as long as one of them can still leave less over."""
    least, grams = float("inf"), Grams(read.words)
    for estimate, owner in _candidates(read.words, references):
        if estimate > least:
            return
        match = _match(read, references, references.entries[owner], grams)
        left_over = match.extra + match.missing
        doubt = _DOUBT * len(read.words) if left_over else 1
        least = min(least, max(left_over, estimate) + doubt)
        yield match


def _closest(near: Sequence[_Match]) -> _Match:
    """The match to answer with.

    A text that holds a whole SPDX licence and something more is told as that, even where a known
    modification of the licence would leave a little less over.
    """
    best = min(near, key=lambda match: match.rank)
    if best.extra + best.missing and best.is_unlisted:
        whole = [
            match
            for match in near
            if not match.missing and not match.is_unlisted and match.extra <= match.held
        ]
        return min(whole, key=lambda match: match.rank, default=best)
    return best


def _match(read: Wording, references: References, reference: Reference, grams: Grams) -> _Match:
    """Lay a text beside a reference."""
    numbers = references.numbers(reference)
    written, words = (
        list(map(each.__getitem__, numbers)) for each in (references.vocabulary, references.alike)
    )
    blocks = align(read.words, words, grams)
    exact = all(read.written[at : at + size] == written[other : other + size] for at, other, size in blocks)
    kept: list[_Gap] = []
    for gap in _gaps(read, blocks, len(words)):
        if _is_respelled(read, gap, words) or _is_address(read, gap, reference):
            exact = False
        else:
            kept.extend(_unexplained(read, gap, reference))
    merged = _without_chance([gap for gap in kept if gap.start < gap.end or _firm(gap, reference)])
    missing = sum(_firm(gap, reference) for gap in merged)
    firm = reference.words - sum(loose.end - loose.start for loose in reference.loose)
    return _Match(
        reference=reference,
        residue=tuple((gap.start, gap.end) for gap in merged if gap.start < gap.end),
        missing=missing,
        held=firm - missing,
        firm=firm,
        exact=exact,
    )


def _gaps(read: Wording, blocks: Sequence[Block], other_size: int) -> Iterator[_Gap]:
    """What lies between aligned stretches; what was only inserted is moved to where sentences begin."""
    at = other_at = behind = 0
    for start, other_start, length in (*blocks, (len(read.words), other_size, 0)):
        gap = _Gap(at, start, other_at, other_start)
        if gap.start < gap.end and gap.other_start == gap.other_end:
            gap = _slid(read, gap, min(gap.start - behind, gap.other_start), length)
        if gap.size:
            yield gap
            behind = gap.end
        at, other_at = start + length, other_start + length


def _slid(read: Wording, gap: _Gap, behind: int, ahead: int) -> _Gap:
    """An insertion moved along equal words ("A B | A C" is "A | B A C") to the best boundaries.

    Words that repeat at both edges make the place of an insertion ambiguous; it may move over `behind`
    aligned words backwards and over `ahead` forwards.
    """
    words, start, end = read.words, gap.start, gap.end
    back = forth = 0
    while back < min(behind, _SLIDE) and words[start - back - 1] == words[end - back - 1]:
        back += 1
    while forth < min(ahead, _SLIDE) and words[start + forth] == words[end + forth]:
        forth += 1
    shift = max(
        range(-back, forth + 1),
        key=lambda shift: (read.boundary(start + shift) + read.boundary(end + shift), -abs(shift)),
    )
    return _Gap(start + shift, end + shift, gap.other_start + shift, gap.other_end + shift)


def _is_respelled(read: Wording, gap: _Gap, words: list[int]) -> bool:
    """Whether both sides are the same letters, cut into words differently ("sub-license")."""
    count, other = gap.end - gap.start, gap.other_end - gap.other_start
    if not (count and other and count + other <= _RESPELLED_WORDS):
        return False
    joined = "".join(read.folded[gap.start : gap.end])
    return len(joined) <= _RESPELLED_LENGTH and _spells(joined, words[gap.other_start : gap.other_end])


def _is_address(read: Wording, gap: _Gap, reference: Reference) -> bool:
    """Whether all that differs is a part of a URL in a stretch that might as well be missing."""
    return (
        gap.start < gap.end
        and gap.size <= _URL_WORDS
        and any(gap.lies_in(stretch) for stretch in reference.loose)
        and all(in_url(read, index) for index in range(gap.start, gap.end))
    )


def _spells(joined: str, words: list[int]) -> bool:
    """Whether a string can be cut into words with these hashes."""
    if len(words) == 1:
        return word_hash(EQUIVALENTS.get(joined, joined)) == words[0]
    return any(
        word_hash(EQUIVALENTS.get(joined[:cut], joined[:cut])) == words[0]
        and _spells(joined[cut:], words[1:])
        for cut in range(1, len(joined))
    )


def _unexplained(read: Wording, gap: _Gap, reference: Reference) -> Iterator[_Gap]:
    """What stays of a gap once names, titles, copyright statements and list numbers are taken out."""
    blank = any(stretch.fill and gap.lies_in(stretch) for stretch in reference.loose)
    if blank and is_name(read, gap.start, gap.end):
        return
    kept = list(_kept_words(read, gap, reference))
    if not kept:
        if gap.other_start < gap.other_end:
            yield gap._replace(start=gap.end)
        return
    other = gap.other_start
    for start, end in kept:
        yield _Gap(start, end, other, gap.other_end)
        other = gap.other_end


def _kept_words(read: Wording, gap: _Gap, reference: Reference) -> Iterator[tuple[int, int]]:
    """Stretches of a gap that are no title, copyright statement or list number."""
    cuts = [*read.cuts(gap.start, gap.end), gap.end]
    at = kept = gap.start
    cut = 0
    while at < gap.end:
        cut = bisect_right(cuts, at, cut)
        ends = cuts[cut : cut + _STATEMENT_LINES] if may_be_formal(read, at, reference.title) else ()
        formal = [end for end in ends if is_formal(read, at, end, reference.title)]
        if formal:
            if kept < at:
                yield kept, at
            at = kept = formal[-1]
        else:
            at = cuts[cut]
    if kept < at:
        yield kept, at


def _without_chance(gaps: Sequence[_Gap]) -> list[_Gap]:
    """Gaps joined where the few equal words between them are there by chance."""
    merged: list[_Gap] = []
    for gap in gaps:
        current = gap
        while merged and _is_chance(merged[-1], current):
            last = merged.pop()
            current = _Gap(last.start, current.end, last.other_start, current.other_end)
        merged.append(current)
    return merged


def _is_chance(first: _Gap, second: _Gap) -> bool:
    """Whether the run between two gaps is short against both, or next to nothing between new words."""
    run = second.start - first.end
    new = (first.start < first.end) + (second.start < second.end)
    return (new == 2 and run <= _JOINED_RUN) or (
        new > 0 and run <= _CHANCE_RUN and run <= min(first.size, second.size)
    )


def _firm(gap: _Gap, reference: Reference) -> int:
    """How many words of a gap's reference side a text may not leave out."""
    if gap.other_start == gap.other_end:
        return 0
    loose = sum(
        max(0, min(gap.other_end, stretch.end) - max(gap.other_start, stretch.start))
        for stretch in reference.loose
    )
    return gap.other_end - gap.other_start - loose


def _is_near(match: _Match) -> bool:
    """Whether a text holds enough of a reference, and little enough besides, to be called after it."""
    return (
        match.held > 0
        and match.held >= NEAR_SHARE * match.firm
        and match.extra <= NEAR_RESIDUE * max(match.held, 1)
    )


def _identity(read: Wording, match: _Match) -> Identity:
    """The answer, in places of the text."""
    accounted: list[tuple[int, int]] = []
    at = 0
    for start, end in (*match.residue, (len(read.words), len(read.words))):
        if at < start:
            accounted.append((read.starts[at], read.ends[start - 1]))
        at = end
    how = How.NEAR
    if not match.residue and not match.missing:
        how = How.EXACT if match.exact else How.WORDS
    return Identity(
        reference=match.reference.id,
        how=how,
        residue=tuple(read.span(start, end) for start, end in match.residue),
        missing=match.missing,
        accounted=tuple(accounted),
    )
