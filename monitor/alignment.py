"""Two sequences of words laid beside each other in order, in bounded time.

Pure. Patience alignment: stretches of words that both sides hold once are the fixed points, what
lies between them is aligned the same way, and what is left small enough gets its longest common
subsequence by the bit-vector method (Hyyrö 2004, "Bit-parallel LCS-length computation revisited").
Unlike a comparison of sets of shingles this sees words that moved; unlike `difflib` its time is
bounded for hostile input: what exceeds the bound counts as different.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from itertools import compress, count
from operator import lt, ne

from monitor.typed import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Block: TypeAlias = "tuple[int, int, int]"
"""(place in the first, place in the second, number of equal words)."""

_ANCHORS = (4, 2)
_MAX_DEPTH = 12
_LEAST_RUN = 64
_PROBE = 16
_PROBED = (1, 4, 7)
"""Where a long run is looked for, in eighths of the shorter side."""
_WIDTH = array("I").itemsize
_SMALL_PART = 8
"""A stretch is small where so many of it are shorter than the whole."""
_MAX_CELLS = 4_000_000


def align(first: Sequence[int], second: Sequence[int], grams: Grams | None = None) -> tuple[Block, ...]:
    """Stretches that both sequences hold, in the order of both; adjacent ones are joined.

    Parameters:
        first, second: words as numbers, equal numbers for equal words.
        grams: of the first, where it is laid beside several.
    """
    found: list[Block] = []
    both = grams or Grams(first), Grams(second)
    pending = [(_Range(0, len(first), 0, len(second)), 0)]
    while pending:
        whole, depth = pending.pop()
        rest = _trimmed(first, second, whole, found)
        if rest.low == rest.high or rest.other_low == rest.other_high:
            continue
        left, right = first[rest.low : rest.high], second[rest.other_low : rest.other_high]
        run = _long_run(left, right)
        if run:
            at, other, size = rest.low + run[0], rest.other_low + run[1], run[2]
            found.append((at, other, size))
            pending.append((_Range(rest.low, at, rest.other_low, other), depth))
            pending.append((_Range(at + size, rest.high, other + size, rest.other_high), depth))
            continue
        anchors = _anchors(both, rest) if depth < _MAX_DEPTH else []
        if anchors:
            pending.extend((part, depth + 1) for part in _parts(rest, anchors))
        else:
            found.extend(
                (rest.low + at, rest.other_low + other, 1) for at, other in _longest_common(left, right)
            )
    return _joined(sorted(found))


class _Range(NamedTuple):
    """A stretch of either sequence."""

    low: int
    high: int
    other_low: int
    other_high: int


def _trimmed(first: Sequence[int], second: Sequence[int], whole: _Range, found: list[Block]) -> _Range:
    """What is left of a range without the words that both sides begin and end with, which are noted."""
    low, high, other_low, other_high = whole
    head = _common_prefix(first, second, whole)
    if head:
        found.append((low, other_low, head))
    rest = _Range(low + head, high, other_low + head, other_high)
    tail = _common_suffix(first, second, rest)
    if tail:
        found.append((high - tail, other_high - tail, tail))
    return _Range(rest.low, high - tail, rest.other_low, other_high - tail)


def _parts(whole: _Range, anchors: Sequence[tuple[int, int]]) -> Iterator[_Range]:
    """A range cut before each anchor; an anchor right behind another one needs no cut."""
    low, other_low = whole.low, whole.other_low
    last = (-1, -1)
    for at, other in anchors:
        if (at, other) != (last[0] + 1, last[1] + 1):
            yield _Range(low, whole.low + at, other_low, whole.other_low + other)
            low, other_low = whole.low + at, whole.other_low + other
        last = (at, other)
    yield _Range(low, whole.high, other_low, whole.other_high)


def _common_prefix(first: Sequence[int], second: Sequence[int], part: _Range) -> int:
    """How many words both stretches begin with."""
    low, high, other_low, other_high = part
    limit = min(high - low, other_high - other_low)
    return _same(first[low : low + limit], second[other_low : other_low + limit])


def _common_suffix(first: Sequence[int], second: Sequence[int], part: _Range) -> int:
    """How many words both stretches end with."""
    low, high, other_low, other_high = part
    limit = min(high - low, other_high - other_low)
    return _same(first[high - limit : high][::-1], second[other_high - limit : other_high][::-1])


def _same(first: Sequence[int], second: Sequence[int]) -> int:
    """How many words two stretches of one length begin with."""
    if first == second:
        return len(first)
    return next(compress(count(), map(ne, first, second)))


def _long_run(first: Sequence[int], second: Sequence[int]) -> Block | None:
    """One stretch that both hold and that outweighs all else of one side; looked for at a few places only.

    Whatever else is fixed lies before it on both sides, or behind it: anchors, which cost a look at every
    word, could say no more of it.
    """
    shorter = min(len(first), len(second))
    if shorter < _LEAST_RUN:
        return None
    swapped = len(first) > len(second)
    short, long = (second, first) if swapped else (first, second)
    raw = array("I", long).tobytes()
    for part in _PROBED:
        start = part * (shorter - _PROBE) // 8
        probe = array("I", short[start : start + _PROBE]).tobytes()
        at = raw.find(probe)
        if at < 0 or at % _WIDTH or raw.find(probe, at + 1) >= 0:
            continue
        at //= _WIDTH
        back = _common_suffix(short, long, _Range(0, start, 0, at))
        size = back + _common_prefix(short, long, _Range(start, len(short), at, len(long)))
        if size > 2 * (shorter - size):
            return (at - back, start - back, size) if swapped else (start - back, at - back, size)
    return None


class Grams:
    """Short stretches of a sequence in order, by their size.

    Parameters:
        words: the sequence.
    """

    def __init__(self, words: Sequence[int]) -> None:
        self._words = words
        self._whole: dict[int, list[tuple[int, ...]]] = {}

    def within(self, size: int, low: int, high: int) -> list[tuple[int, ...]]:
        """Those of a size between two places; all are cut only where much of the sequence is asked for.

        Parameters:
            size: of each.
            low, high: the first word and the one behind the last.
        """
        if size not in self._whole and (high - low) * _SMALL_PART < len(self._words):
            return self._cut(size, self._words[low:high])
        if size not in self._whole:
            self._whole[size] = self._cut(size, self._words)
        return self._whole[size][low : max(low, high - size + 1)]

    @staticmethod
    def _cut(size: int, words: Sequence[int]) -> list[tuple[int, ...]]:
        return list(zip(*(words[skip:] for skip in range(size)), strict=False))


def _anchors(both: tuple[Grams, Grams], part: _Range) -> list[tuple[int, int]]:
    """Places of short stretches that both sides of a range hold exactly once, rising on both."""
    low, high, other_low, other_high = part
    for size in _ANCHORS:
        grams, others = both[0].within(size, low, high), both[1].within(size, other_low, other_high)
        known = dict(zip(others, range(len(others)), strict=True))
        held = list(compress(range(len(grams)), map(known.__contains__, grams)))
        if not held:
            continue
        counts = Counter(map(grams.__getitem__, held))
        if len(known) < len(others):
            often = Counter(filter(counts.__contains__, others))
            counts.update(gram for gram in often if often[gram] > 1)
        pairs = [(at, known[grams[at]]) for at in held if counts[grams[at]] == 1]
        if pairs:
            return _rising(pairs)
    return []


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs (rising in the first) that also rise in the second: patience sorting."""
    others = [other for _, other in pairs]
    if all(map(lt, others, others[1:])):  # nothing has moved, as in most texts
        return pairs
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(other)
            last.append(index)
        else:
            tops[pile] = other
            last[pile] = index
    chain: list[tuple[int, int]] = []
    index = last[-1]
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _longest_common(first: Sequence[int], second: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of places of one longest common subsequence; none when the stretches are too long."""
    if len(first) * len(second) > _MAX_CELLS:
        return []
    where: dict[int, int] = {}
    for at, word in enumerate(second):
        where[word] = where.get(word, 0) | 1 << at
    full = (1 << len(second)) - 1
    row = full
    rows: list[int] = []
    shared = [at for at, word in enumerate(first) if word in where]
    for at in shared:
        matches = row & where[first[at]]
        row = ((row + matches) | (row - matches)) & full
        rows.append(row)
    return [(shared[at], other) for at, other in _traced(rows, len(second))]


def _traced(rows: list[int], width: int) -> list[tuple[int, int]]:
    """Walk the bit rows back: a zero bit says that its column lengthened the subsequence."""
    pairs: list[tuple[int, int]] = []
    row, column = len(rows), width
    while row and column:
        bit = 1 << (column - 1)
        if rows[row - 1] & bit:
            column -= 1
        elif row > 1 and not rows[row - 2] & bit:
            row -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]


def _joined(blocks: list[Block]) -> tuple[Block, ...]:
    """Blocks with neighbours on both sides made one."""
    joined: list[Block] = []
    for block in blocks:
        if joined:
            at, other, size = joined[-1]
            if block[:2] == (at + size, other + size):
                joined[-1] = (at, other, size + block[2])
                continue
        joined.append(block)
    return tuple(joined)
