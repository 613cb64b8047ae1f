"""Which known licence a text is, in what way, and which of its words that licence does not hold.

Pure. A similarity only proposes candidates; the answer comes from aligning the text's words with the
candidate's in order, so that one added sentence is found wherever it stands: before the title, in the
middle of a paragraph, or after "END OF TERMS AND CONDITIONS". What is left over is the residue.

Titles, copyright statements, names in the licence's own blanks, list numbers and spelling variants are
no residue. Each is recognised by what it is and never by the line it stands on, so that a sentence
that follows a copyright statement on the same line stays.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.alignment import align
from monitor.records import How, Identity, Span
from monitor.references import (
    EQUIVALENTS,
    Reference,
    References,
    TITLE_WORDS,
    load_references,
    shingle_hashes,
    word_hash,
)
from monitor.text import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.alignment import Block

__all__ = ["References", "identify", "load_references"]

MAX_CHARACTERS = 1_000_000
MAX_WORDS = 60_000
NEAR_SHARE = 0.8
"""The least share of a reference's firm words that a text must hold in order to be near it."""
NEAR_RESIDUE = 3
"""How many times the words it shares with its reference a near text may hold besides."""

_LOOKED_UP = 20_000
_ALIGNED = 6
_CHANCE_RUN = 8
_JOINED_RUN = 2
_SLIDE = 64
_FILL_WORDS = 12
_STATEMENT_WORDS = 32
_STATEMENT_LINES = 4
_STRANGERS = 2

_SAME = {word_hash(word): word_hash(other) for word, other in EQUIVALENTS.items()}


@dataclass(frozen=True, slots=True)
class _Gap:
    """A place where text and reference differ: words of the text, words of the reference."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def size(self) -> int:
        """The longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text cut into words, with their hashes as written and with spelling made equal."""

    text: str
    tokens: tuple[Token, ...]
    folded: tuple[str, ...]
    written: list[int]
    words: list[int]

    def between(self, index: int) -> str:
        """What stands between a word and the one before it."""
        start = self.tokens[index - 1].end if index else 0
        return self.text[start : self.tokens[index].start]

    def span(self, start: int, end: int) -> Span:
        """The words from `start` to before `end`, with the marks that belong to them."""
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        before = self.tokens[start - 1].end if start else 0
        after = self.tokens[end].start if end < len(self.tokens) else len(self.text)
        opening = _OPENING.search(self.text, max(before, first - 8), first)
        closing = _CLOSING.match(self.text, last, min(after, last + 8))
        first = opening.start() if opening else first
        last = closing.end() if closing else last
        return Span(start=first, end=last, quote=self.text[first:last])


_OPENING = re.compile(r"[^\w\s*#>.,;:!?)\]}\-–—]{1,8}\Z")
_CLOSING = re.compile(r"[ ]?[%％]|[.!?。！？;；)\]\"'”’）」』》%％]{1,8}")


_PARAGRAPH = re.compile(r"\n[ \t>#*/|-]{0,80}\r?\n")
_FULL_STOP = re.compile(r"[.!?;:][\"'”’)\]*_]{0,4}\s|[。！？；]")
_LIST_NUMBER = re.compile(r"[0-9]{1,2}|[a-z]|[ivx]{1,5}")
_JOINT = re.compile(r"[@./:_~+-]{1,3}")
_ABBREVIATIONS = frozenset({"inc", "ltd", "co", "corp", "jr", "sr", "dr", "st", "no", "gmbh", "llc"})
# "copyright notice", "copyright holders" and the like speak of a copyright and state none.
_NO_HOLDER = frozenset(
    (word,)
    for word in ("notice", "notices", "law", "laws", "license", "licenses", "owner", "owners", "interest")
) | {()}
_CONNECTIVES = frozenset(
    """and by the of for to from at in et al as all rights reserved present its their contributors contributor
    authors author affiliates subsidiaries others members project projects team developers copyright c year yyyy
    owner owners holder holders name names fullname organization organisation licensor insert your here
    de da di del der den des du la le van von zu und y e i""".split()
)
# A stretch with one of these may grant, forbid or oblige: it is never taken for a name.
_OPERATIVE = frozenset(
    """may must shall should can cannot will would not no nor non only unless except without provided if when
    any every each use used uses user users using usage commercial commercially noncommercial revenue revenues
    income profit profits fee fees pay pays paid payable payment royalty royalties charge prohibited prohibit
    prohibits forbidden forbid permitted permit permits permission allowed allow disallowed restricted restrict
    restriction restrictions require requires required requirement grant granted grants subject condition
    conditions license licensed licenses licence licenced licences sell sold resale host hosted hosting deploy
    deployed redistribute redistributed redistribution distribute distributed modify modified modification share
    agree agrees agreement consent approval prior written notify contact above exceeding exceed more than less
    million billion monthly annual percent research academic educational evaluation personal internal private
    military purpose purposes terms term limited limit train training trained is are be""".split()
) - {"limited"}
_OPERATIVE_HAN = frozenset("不禁止勿非须需得商费许授可用限仅")


@dataclass(frozen=True, slots=True)
class _Match:
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
    def rank(self) -> tuple[int, bool, bool, int, str]:
        """The best first: least left over, then SPDX ids, plain ids before `-or-later`, short ones."""
        name = self.reference.id
        return (
            self.extra + self.missing,
            name.startswith("LicenseRef-"),
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
    read = _read(text)
    if not read.words or len(read.words) > MAX_WORDS:
        return Identity()
    matches = (_match(read, references, reference) for reference in _candidates(read.words, references))
    near = [match for match in matches if _is_near(match)]
    if not near:
        return Identity()
    return _identity(read, min(near, key=lambda match: match.rank))


def _read(text: str) -> _Text:
    """Cut a text into words and hash them."""
    found = tokens(text)
    folded = tuple(token.word.casefold() for token in found)
    known = {word: word_hash(word) for word in set(folded)}
    written = [known[word] for word in folded]
    return _Text(text, found, folded, written, [_SAME.get(word, word) for word in written])


def _candidates(words: list[int], references: References) -> list[Reference]:
    """The references worth aligning with: those that leave least over by an estimate from shingles."""
    hits: Counter[int] = Counter()
    for shingle in heapq.nsmallest(_LOOKED_UP, set(shingle_hashes(words))):
        hits.update(references.holders(shingle))

    def left_over(owner: int) -> tuple[float, int]:
        entry = references.entries[owner]
        return len(words) + entry.words * (1 - 2 * hits[owner] / entry.sketch), owner

    return [references.entries[owner] for owner in heapq.nsmallest(_ALIGNED, hits, key=left_over)]


def _match(read: _Text, references: References, reference: Reference) -> _Match:
    """Lay a text beside a reference."""
    written = references.sequence(reference)
    words = [_SAME.get(word, word) for word in written]
    blocks = align(read.words, words)
    exact = all(read.written[at : at + size] == written[other : other + size] for at, other, size in blocks)
    kept: list[_Gap] = []
    for gap in _gaps(read, blocks, len(words)):
        if _is_respelled(read, gap, words):
            exact = False
        else:
            kept.extend(_unexplained(read, gap, reference))
    merged = _without_chance(kept)
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


def _gaps(read: _Text, blocks: Sequence[Block], other_size: int) -> Iterator[_Gap]:
    """What lies between aligned stretches; what was only inserted is moved to where sentences begin."""
    at = other_at = 0
    for start, other_start, length in (*blocks, (len(read.words), other_size, 0)):
        gap = _Gap(at, start, other_at, other_start)
        at, other_at = start + length, other_start + length
        if gap.start < gap.end and gap.other_start == gap.other_end:
            yield _slid(read, gap, length)
        elif gap.size:
            yield gap


def _slid(read: _Text, gap: _Gap, room: int) -> _Gap:
    """An insertion moved along equal words ("A B | A C" is "A | B A C") to the best boundaries.

    Words that repeat at both edges make the place of an insertion ambiguous; backwards it may move by
    what it ends with, forwards by at most `room` words.
    """
    words, start, end = read.words, gap.start, gap.end
    back = 0
    while back < min(start, gap.other_start, _SLIDE) and words[start - back - 1] == words[end - back - 1]:
        back += 1
    ahead = 0
    while ahead < min(room, _SLIDE) and words[start + ahead] == words[end + ahead]:
        ahead += 1
    shift = max(
        range(-back, ahead + 1),
        key=lambda shift: (_boundary(read, start + shift) + _boundary(read, end + shift), -abs(shift)),
    )
    return _Gap(start + shift, end + shift, gap.other_start + shift, gap.other_end + shift)


def _boundary(read: _Text, index: int) -> int:
    """How strong a cut the place before a word is: paragraph, sentence, line or none."""
    if index in {0, len(read.words)}:
        return 3
    between = read.between(index)
    if _PARAGRAPH.search(between):
        return 3
    if _ends_sentence(read, index):
        return 2
    return 1 if "\n" in between else 0


def _ends_sentence(read: _Text, index: int) -> bool:
    """Whether a sentence ends before a word; "Inc." and initials end none."""
    between = read.between(index)
    if not _FULL_STOP.search(between):
        return False
    last = read.folded[index - 1]
    return not (between[0] == "." and (len(last) == 1 or last in _ABBREVIATIONS))


def _is_respelled(read: _Text, gap: _Gap, words: list[int]) -> bool:
    """Whether both sides are the same letters, cut into words differently ("sub-license")."""
    count, other = gap.end - gap.start, gap.other_end - gap.other_start
    if not (count and other and count + other <= 5):
        return False
    joined = "".join(read.folded[gap.start : gap.end])
    return len(joined) <= 48 and _spells(joined, words[gap.other_start : gap.other_end])


def _spells(joined: str, words: list[int]) -> bool:
    """Whether a string can be cut into words with these hashes."""
    if len(words) == 1:
        return word_hash(EQUIVALENTS.get(joined, joined)) == words[0]
    return any(
        word_hash(EQUIVALENTS.get(joined[:cut], joined[:cut])) == words[0]
        and _spells(joined[cut:], words[1:])
        for cut in range(1, len(joined))
    )


def _unexplained(read: _Text, gap: _Gap, reference: Reference) -> Iterator[_Gap]:
    """What stays of a gap once names, titles, copyright statements and list numbers are taken out."""
    if _is_filled(read, gap, reference):
        return
    kept = list(_kept_words(read, gap, reference))
    if not kept:
        if gap.other_start < gap.other_end:
            yield replace(gap, start=gap.end)
        return
    other = gap.other_start
    for start, end in kept:
        yield _Gap(start, end, other, gap.other_end)
        other = gap.other_end


def _is_filled(read: _Text, gap: _Gap, reference: Reference) -> bool:
    """Whether the words are a name where the reference has a blank or names its own licensor."""
    inside = any(
        loose.fill and loose.start <= gap.other_start and gap.other_end <= loose.end
        for loose in reference.loose
    )
    return (
        inside
        and gap.end - gap.start <= _FILL_WORDS
        and not any(_ends_sentence(read, index) for index in range(gap.start + 1, gap.end))
        and _names_only(read, gap.start, gap.end)
    )


def _kept_words(read: _Text, gap: _Gap, reference: Reference) -> Iterator[tuple[int, int]]:
    """Stretches of a gap that are no title, copyright statement or list number."""
    inside = range(gap.start + 1, gap.end)
    cuts = [index for index in inside if _boundary(read, index) or _FULL_STOP.search(read.between(index))]
    cuts.append(gap.end)
    at = gap.start
    kept = at
    cut = 0
    while at < gap.end:
        while cuts[cut] <= at:
            cut += 1
        formal = [end for end in cuts[cut : cut + _STATEMENT_LINES] if _is_formal(read, at, end, reference)]
        if formal:
            if kept < at:
                yield kept, at
            at = kept = formal[-1]
        else:
            at = cuts[cut]
    if kept < at:
        yield kept, at


def _is_formal(read: _Text, start: int, end: int, reference: Reference) -> bool:
    """Whether words are a list number, or a title and a copyright statement or one of both."""
    if end - start > _STATEMENT_WORDS:
        return False
    if end - start == 1 and _is_list_number(read, start):
        return True
    at = start
    if start == 0 or _boundary(read, start):
        named = reference.title | TITLE_WORDS
        while at < end and read.folded[at] in named:
            at += 1
        if at == end:
            return any(word in reference.title for word in read.folded[start:end])
        while at > start and not _opens_copyright(read, at):
            at -= 1
    if not _opens_copyright(read, at):
        return False
    inner = range(at + 1, end)
    return not any(_ends_sentence(read, index) for index in inner) and _names_only(read, at, end)


def _opens_copyright(read: _Text, index: int) -> bool:
    """Whether a copyright statement or its "All rights reserved" begins with a word."""
    if read.folded[index : index + 3] == ("all", "rights", "reserved"):
        return True
    before = read.between(index)
    return (
        "©" in before
        or (
            read.folded[index] == "c"
            and before.endswith("(")
            and read.span(index, index + 1).quote.endswith(")")
        )
        or (read.folded[index] == "copyright" and read.folded[index + 1 : index + 2] not in _NO_HOLDER)
    )


def _is_list_number(read: _Text, index: int) -> bool:
    """Whether a word is the number of a list item: "1." or "(a)" where a sentence or line begins."""
    after = read.between(index + 1)[:1] if index + 1 < len(read.words) else ""
    return (
        bool(_LIST_NUMBER.fullmatch(read.folded[index]))
        and after in {".", ")"}
        and _boundary(read, index) > 0
    )


def _names_only(read: _Text, start: int, end: int) -> bool:
    """Whether words can be years, names, addresses and what joins them, and grant or forbid nothing."""
    strangers = 0
    for index in range(start, end):
        word = read.folded[index]
        if word in _OPERATIVE or word in _OPERATIVE_HAN:
            return False
        if (
            read.tokens[index].word[:1].islower()
            and word not in _CONNECTIVES
            and not _in_address(read, index)
        ):
            strangers += 1
    return strangers <= _STRANGERS


def _in_address(read: _Text, index: int) -> bool:
    """Whether a word is part of an e-mail address, a URL or a compound."""
    before = read.between(index)
    after = read.between(index + 1) if index + 1 < len(read.words) else ""
    return any(len(joint) <= 3 and bool(_JOINT.fullmatch(joint)) for joint in (before, after))


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
    run = max(second.start - first.end, second.other_start - first.other_end)
    new = (first.start < first.end) + (second.start < second.end)
    return (new == 2 and run <= _JOINED_RUN) or (
        new > 0 and run <= _CHANCE_RUN and run <= min(first.size, second.size)
    )


def _firm(gap: _Gap, reference: Reference) -> int:
    """How many words of a gap's reference side a text may not leave out."""
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


def _identity(read: _Text, match: _Match) -> Identity:
    """The answer, in places of the text."""
    accounted: list[tuple[int, int]] = []
    at = 0
    for start, end in (*match.residue, (len(read.words), len(read.words))):
        if at < start:
            accounted.append((read.tokens[at].start, read.tokens[start - 1].end))
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
