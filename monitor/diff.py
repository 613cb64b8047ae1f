"""What differs between two versions of a text: sentences first, then the words inside them.

Pure and without deadlines, so that the same two texts always give the same answer. Equal sentences are
aligned in order, sentences that were reworded are paired by the words they share, and only inside such
a pair diff-match-patch compares words. Its own comparison of whole texts gives up on long licences and
then answers "all deleted, all inserted"; nothing here does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from diff_match_patch import diff_match_patch

from monitor.alignment import align
from monitor.records import Hunk, TextDiff
from monitor.text import sentences
from monitor.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.alignment import Block
    from monitor.tokens import Token

_SIMILAR = 0.5
"""The least Dice coefficient of two sentences' words at which one counts as the other, reworded."""
_MAX_CELLS = 250_000
_MIN_BAND = 25
_MIN_MOVED = 5
_MAX_DMP_WORDS = 256
_IS_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_FIRST_CODE = 0xF0000
_MAX_DISTINCT = 0x20000


@dataclass(frozen=True, slots=True)
class _Side:
    """One version: its words, and the word each of its units (sentences or parts of them) begins with."""

    text: str
    tokens: tuple[Token, ...]
    cuts: tuple[int, ...]

    def words(self, unit: int) -> tuple[str, ...]:
        """The words of a unit."""
        return tuple(token.word for token in self.tokens[self.cuts[unit] : self.cuts[unit + 1]])

    def start(self, unit: int) -> int:
        """Where a unit begins in the text; the end of the text for the one after the last."""
        first = self.cuts[unit]
        return self._open(first) if first < len(self.tokens) else len(self.text)

    def end(self, unit: int) -> int:
        """Where a unit ends in the text, with the punctuation that closes it."""
        last = self.cuts[unit + 1] - 1
        stop = self._open(last + 1) if last + 1 < len(self.tokens) else len(self.text)
        end = self.tokens[last].end
        while end < stop and not self.text[end].isspace():
            end += 1
        return end

    def pieces(self, first: int, last: int) -> tuple[str, ...]:
        """The text of units `first` to `last`, one piece a word, layout included."""
        begin, finish = self.cuts[first], self.cuts[last + 1]
        edges = [self.start(first), *(self._open(word) for word in range(begin + 1, finish)), self.end(last)]
        return tuple(self.text[start:end] for start, end in pairwise(edges))

    def _open(self, word: int) -> int:
        """Where a word begins, with the marks that stand right before it."""
        start = self.tokens[word].start
        floor = self.tokens[word - 1].end if word else 0
        while start > floor and not self.text[start - 1].isspace():
            start -= 1
        return self.tokens[word].start if start == floor and word else start


def diff(before: str, after: str) -> TextDiff:
    """Word and sentence changes between two texts; layout and punctuation alone are none.

    Parameters:
        before, after: any texts.
    """
    old, new = tokens(before), tokens(after)
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(token.word, len(numbers)) for token in old]
    second = [numbers.setdefault(token.word, len(numbers)) for token in new]
    if first == second:
        return TextDiff(words_changed=False)
    left, right = _cut_alike(_side(before, old), _side(after, new), first, second)
    return TextDiff(words_changed=True, hunks=tuple(_hunks(left, right)))


def _side(text: str, found: tuple[Token, ...]) -> _Side:
    """A text cut into its sentences; words before the first sentence belong to it."""
    starts = [token.start for token in found]
    cuts = {bisect_right(starts, start - 1) for start, _ in sentences(text)}
    return _Side(text, found, tuple(sorted({0, *cuts, len(found)})))


def _cut_alike(old: _Side, new: _Side, first: list[int], second: list[int]) -> tuple[_Side, _Side]:
    """Both sides cut where either is, inside words they share.

    A sentence that was only wrapped or bulleted anew may be cut in other places on either side; its
    parts must still be found equal.
    """
    more: set[int] = set(old.cuts)
    others: set[int] = set(new.cuts)
    for at, other, size in align(first, second):
        inside = range(at + 1, at + size)
        more.update(cut - other + at for cut in new.cuts if cut - other + at in inside)
        others.update(cut - at + other for cut in old.cuts if cut in inside)
    return _Side(old.text, old.tokens, tuple(sorted(more))), _Side(
        new.text, new.tokens, tuple(sorted(others))
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """One difference between units: reworded (both), deleted (old only) or inserted (new only).

    `old_at` and `new_at` are where either side stands, whether or not it has a unit of its own there.
    """

    old: int | None
    new: int | None
    old_at: int
    new_at: int


def _hunks(old: _Side, new: _Side) -> Iterator[Hunk]:
    """Differences in reading order."""
    numbers: dict[tuple[str, ...], int] = {}
    first = [numbers.setdefault(old.words(unit), len(numbers)) for unit in range(len(old.cuts) - 1)]
    second = [numbers.setdefault(new.words(unit), len(numbers)) for unit in range(len(new.cuts) - 1)]
    steps: list[_Step] = []
    at = other_at = 0
    for start, other_start, size in (*align(first, second), (len(first), len(second), 0)):
        steps.extend(_steps(old, new, range(at, start), range(other_at, other_start)))
        at, other_at = start + size, other_start + size
    moves = _moves(old, first, second, steps)
    sources = set(moves.values())
    told = [step for step in steps if step.old not in sources or step.new is not None]
    for group in _grouped(told, moves):
        yield _hunk(old, new, group, moves)


def _steps(old: _Side, new: _Side, units: range, others: range) -> Iterator[_Step]:
    """The differences of a region: reworded units in order, and between them what came or went."""
    at, other_at = units.start, others.start
    for unit, other in (*_pairs(old, new, units, others), (units.stop, others.stop)):
        yield from (_Step(lone, None, lone, other_at) for lone in range(at, unit))
        yield from (_Step(None, lone, unit, lone) for lone in range(other_at, other))
        if unit < units.stop:
            yield _Step(unit, other, unit, other)
        at, other_at = unit + 1, other + 1


def _pairs(old: _Side, new: _Side, units: range, others: range) -> list[tuple[int, int]]:
    """Units of a region that reword each other: in order, and sharing the most words in all."""
    if not units or not others:
        return []
    bags = {unit: frozenset(old.words(unit)) for unit in units}
    other_bags = {other: frozenset(new.words(other)) for other in others}
    slope = len(others) / len(units)
    reach = max(_MIN_BAND, _MAX_CELLS // (2 * len(units)))
    chain = _Chain()
    for unit, bag in bags.items():
        middle = others.start + int((unit - units.start) * slope)
        near = range(max(others.start, middle - reach), min(others.stop, middle + reach + 1))
        chain.extend(unit, [(other, _alike(bag, other_bags[other])) for other in near])
    return chain.best()


def _alike(bag: frozenset[str], other: frozenset[str]) -> float:
    """The Dice coefficient of two sets of words."""
    total = len(bag) + len(other)
    if 2 * min(len(bag), len(other)) < _SIMILAR * total:
        return 0.0
    return 2 * len(bag & other) / total


class _Chain:
    """Collects similar pairs and finds the chain, rising on both sides, that is alike the most."""

    def __init__(self) -> None:
        self._pairs: list[tuple[int, int, int]] = []
        self._ends: list[int] = []
        self._sums: list[float] = []
        self._last: list[int] = []

    def extend(self, unit: int, others: Sequence[tuple[int, float]]) -> None:
        """Add the likenesses of one unit; units come in rising order."""
        fresh: list[tuple[int, float, int]] = []
        for other, alike in others:
            if alike >= _SIMILAR:
                step = bisect_left(self._ends, other) - 1
                before = self._last[step] if step >= 0 else -1
                total = alike + (self._sums[step] if step >= 0 else 0.0)
                fresh.append((other, total, len(self._pairs)))
                self._pairs.append((unit, other, before))
        for other, total, index in fresh:
            self._keep(other, total, index)

    def _keep(self, other: int, total: float, index: int) -> None:
        """Keep a chain's end unless one that ends no later is as good; drop those it beats."""
        step = bisect_right(self._ends, other)
        if step and self._sums[step - 1] >= total:
            return
        start = step - 1 if step and self._ends[step - 1] == other else step
        stop = step
        while stop < len(self._ends) and self._sums[stop] <= total:
            stop += 1
        self._ends[start:stop] = [other]
        self._sums[start:stop] = [total]
        self._last[start:stop] = [index]

    def best(self) -> list[tuple[int, int]]:
        """The best chain's pairs in order."""
        found: list[tuple[int, int]] = []
        index = self._last[-1] if self._last else -1
        while index >= 0:
            unit, other, index = self._pairs[index]
            found.append((unit, other))
        return found[::-1]


def _moves(old: _Side, first: list[int], second: list[int], steps: Sequence[_Step]) -> dict[int, int]:
    """New units that were deleted elsewhere with the same words: new unit -> old unit."""
    gone: dict[int, list[int]] = {}
    for step in steps:
        if step.new is None and step.old is not None and len(old.words(step.old)) >= _MIN_MOVED:
            gone.setdefault(first[step.old], []).append(step.old)
    moves: dict[int, int] = {}
    for step in steps:
        if step.old is None and step.new is not None and gone.get(second[step.new]):
            moves[step.new] = gone[second[step.new]].pop(0)
    return moves


def _grouped(steps: Sequence[_Step], moves: Mapping[int, int]) -> list[list[_Step]]:
    """Steps in reading order; units deleted or inserted one after another belong together."""
    groups: list[list[_Step]] = []
    for step in steps:
        if groups and _continues(groups[-1][-1], step, moves):
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _continues(last: _Step, step: _Step, moves: Mapping[int, int]) -> bool:
    """Whether a step deletes or inserts right behind the last one."""
    if last.new is None and step.new is None and last.old is not None:
        return step.old == last.old + 1
    if last.old is None and step.old is None and last.new is not None:
        return step.new == last.new + 1 and last.new not in moves and step.new not in moves
    return False


def _hunk(old: _Side, new: _Side, group: Sequence[_Step], moves: Mapping[int, int]) -> Hunk:
    """One difference as it is told."""
    first, last = group[0], group[-1]
    source = moves.get(first.new) if first.old is None and first.new is not None else None
    gone = (first.old, last.old) if source is None else (source, source)
    before = _passage(old, gone, first.old_at)
    after = _passage(new, (first.new, last.new), first.new_at)
    kind = "insert" if not before.words else "delete" if not after.words else "replace"
    return Hunk(
        kind=kind if source is None else "move",
        before="".join(before.pieces),
        after="".join(after.pieces),
        before_start=before.start,
        after_start=after.start,
        marks=tuple(_marks(before, after)),
    )


@dataclass(frozen=True, slots=True)
class _Passage:
    """Whole units of one side: their words, and their text in one piece a word."""

    words: tuple[str, ...]
    pieces: tuple[str, ...]
    start: int


def _passage(side: _Side, units: tuple[int | None, int | None], at: int) -> _Passage:
    """The units from the first to the last one; nothing, at the place of unit `at`, without any."""
    first, last = units
    if first is None or last is None:
        return _Passage((), (), side.start(at))
    words = side.tokens[side.cuts[first] : side.cuts[last + 1]]
    return _Passage(tuple(token.word for token in words), side.pieces(first, last), side.start(first))


def _marks(before: _Passage, after: _Passage) -> Iterator[tuple[str, str]]:
    """What happened to the words, in reading order; equal words as they stand in the new text."""
    at = other_at = 0
    told = ""
    for kind, count in _word_changes(before.words, after.words):
        if kind < 0:
            gone = "".join(before.pieces[at : at + count])
            coming = after.pieces[other_at][:1] if other_at < len(after.pieces) else ""
            told = f"{' ' * _glued(told[-1:], gone[:1])}{gone}{' ' * _glued(gone[-1:], coming)}"
            yield "delete", told
        else:
            told = "".join(after.pieces[other_at : other_at + count])
            yield ("insert" if kind else "equal"), told
        at += count if kind <= 0 else 0
        other_at += count if kind >= 0 else 0


def _glued(last: str, first: str) -> bool:
    """Whether two characters would make one word of two when set side by side."""
    return last.isalnum() and first.isalnum() and not (_IS_CJK.match(last) or _IS_CJK.match(first))


def _word_changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of words as (-1 deleted, 0 equal, 1 inserted; how many), freed of chance likenesses.

    The words are compared as single characters outside the surrogates and outside letters and spaces,
    by which diff-match-patch would otherwise move the borders. Passages that are too long for its
    quadratic comparison get theirs from the alignment.
    """
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(word, len(numbers)) for word in before]
    second = [numbers.setdefault(word, len(numbers)) for word in after]
    if len(numbers) > _MAX_DISTINCT:
        return [(-1, len(first)), (1, len(second))]
    old, new = ("".join(chr(_FIRST_CODE + number) for number in side) for side in (first, second))
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # no deadline: the length is bounded instead, and the answer repeatable
    if len(old) + len(new) <= _MAX_DMP_WORDS:
        changes = engine.diff_main(old, new, False)  # noqa: FBT003 - the library's own signature
    else:
        changes = list(_aligned_changes(old, new, align(first, second)))
    engine.diff_cleanupSemantic(changes)
    return [(kind, len(run)) for kind, run in changes]


def _aligned_changes(old: str, new: str, blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """An alignment in the form of diff-match-patch."""
    at = other_at = 0
    for start, other_start, size in (*blocks, (len(old), len(new), 0)):
        runs = ((-1, old[at:start]), (1, new[other_at:other_start]), (0, old[start : start + size]))
        yield from ((kind, run) for kind, run in runs if run)
        at, other_at = start + size, other_start + size
