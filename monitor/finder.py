"""Finds what patterns need in the pieces of a text, by an index of the words of either. Pure.

A text is cut into words once; each word is looked up once, and so is each pair of neighbours. What a piece
holds is then a matter of sets of pieces, which are integers: bit 0 is the first piece.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import reduce
from itertools import accumulate, chain, compress, pairwise
from operator import add, and_
from types import MappingProxyType

from monitor.literals import BORDER, NOTHING, SHORT, marked, words_of
from monitor.typed import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from monitor.literals import Node

_EDGES = f" {BORDER}"
_KEY = 2
_KNOWN_WORDS = 8_192
_LONGEST_KEPT = 64
_RIGHT, _LEFT, _LATER = 1, 2, 4
_UNKNOWN = -1
"""In place of a set of pieces that was not asked for yet."""
_UNKNOWN_WHERE_LATER = bytes([_UNKNOWN & 0xFF if kind & _LATER else 0 for kind in range(256)])
_ONE, _ALL, _AT_MOST = 0, 1, 2


class Flat(NamedTuple):
    """Rows of numbers in one row: to make a value of each takes longer than to look it up.

    Parameters:
        starts: per row where it begins in `numbers`, and where the last one ends.
        numbers: of all rows.
    """

    starts: array[int]
    numbers: array[int]


def flat(rows: Iterable[Sequence[int]]) -> Flat:
    """Rows in one.

    Parameters:
        rows: of numbers that are not negative.
    """
    made = [*rows]
    return Flat(array("I", accumulate(map(len, made), initial=0)), array("I", chain.from_iterable(made)))


class Tables(NamedTuple):
    """What a `Finder` looks up; made by `tables_of`.

    Parameters:
        words: the strings without a space between words, and the words of all others as `_pairs_of` cuts
            them, by number: that of their node, or one behind all nodes.
        lengths: how long the strings are that begin with some characters.
        kinds: per number, as bits, whether it is the right or the left word of a pair, and whether it is a
            need that is not counted word by word.
        lefts: the left words of pairs, in order.
        pairs: per left word the right ones; the number of a pair is its place among them, behind all words.
        joins: per need what it joins: whether one of it is needed or all, then three counts and as many
            numbers: of what is counted word by word, of all other needs, and of strings of more than two
            words where one is needed, for which the number of the longest pair of each comes before its own.
            Of a need that a piece is short, that and how many characters it may have; else nothing.
        known: words of texts that were looked up when the tables were made, with the numbers of their rows.
        rows: of each such word what `Finder.row` told.
    """

    words: Mapping[str, int]
    lengths: Mapping[str, bytes]
    kinds: bytes
    lefts: array[int]
    pairs: Flat
    joins: Flat
    known: Mapping[str, int] = MappingProxyType({})
    rows: Flat = flat(())


def tables_of(nodes: Sequence[Node]) -> Tables:
    """Give every word and every pair of words a number.

    Parameters:
        nodes: as in `Table.nodes`.
    """
    strings = {node: number for number, node in enumerate(nodes) if _is_string(node)}
    words = {string: number for string, number in strings.items() if " " not in string.strip(_EDGES)}
    told = {number: list(_pairs_of(string)) for string, number in strings.items() if string not in words}
    distinct = dict.fromkeys(pair for pairs in told.values() for pair in pairs)
    for pair in distinct:
        for word in pair:
            words.setdefault(word, len(nodes) + len(words))
    size = len(nodes) + len(words)
    ordered = sorted(distinct, key=lambda pair: (words[pair[0]], words[pair[1]]))
    numbers = {pair: number for number, pair in enumerate(ordered, size)}
    kinds = bytearray(size)
    pairs: dict[int, list[int]] = {}
    for left, right in ordered:
        kinds[words[left]] |= _LEFT
        kinds[words[right]] |= _RIGHT
        pairs.setdefault(words[left], []).append(words[right])
    for each in told.values():  # the longest is rarest, and is asked for first
        each.sort(key=lambda pair: len(pair[0]) + len(pair[1]), reverse=True)
    phrases = {number: tuple(map(numbers.__getitem__, each)) for number, each in told.items()}
    for number, node in enumerate(nodes):
        kinds[number] |= _LATER if number in phrases or not _is_string(node) else 0
    joins = flat(_join(number, node, kinds, phrases) for number, node in enumerate(nodes))
    return Tables(words, _lengths(words), bytes(kinds), array("I", pairs), flat(pairs.values()), joins)


def _join(number: int, node: Node, kinds: bytearray, phrases: Mapping[int, tuple[int, ...]]) -> list[int]:
    """A row of `Tables.joins`."""
    if isinstance(node, str) and node.startswith(SHORT):
        return [_AT_MOST, int(node.removeprefix(SHORT))]
    if isinstance(node, str) and number not in phrases:
        return []
    every, *parts = (1, number) if isinstance(node, str) else node
    split = {part: phrases[part] for part in parts if part in phrases}
    long = [] if every else [part for part, pairs in split.items() if len(pairs) > 1]
    strings = [pair for part, pairs in split.items() if part not in long for pair in pairs]
    strings += [part for part in parts if not kinds[part] & _LATER]
    others = [part for part in parts if kinds[part] & _LATER and part not in phrases]
    firsts = [split[part][0] for part in long]
    return [every, len(strings), len(others), len(long), *strings, *others, *firsts, *long]


def _is_string(node: Node) -> TypeGuard[str]:
    """Whether a need is a string to look for."""
    return isinstance(node, str) and node != NOTHING and not node.startswith(SHORT)


def _pairs_of(string: str) -> Iterator[tuple[str, str]]:
    """Neighbours in a string of several words: how the left one ends, and how the right one begins."""
    for left, right in pairwise(words_of(string)):
        yield left.lstrip(_EDGES), right.rstrip(_EDGES)


def _lengths(words: Iterable[str]) -> dict[str, bytes]:
    """How long the words are that begin with some characters."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:_KEY], set()).add(len(word))
    return {key: bytes(sorted(lengths)) for key, lengths in found.items()}


_Word: TypeAlias = "tuple[Sequence[int], Sequence[int], Sequence[Mapping[int, int]]]"
"""What a word of a text holds: the numbers of the strings in it, what it may be the right one of a pair by,
and of each that it may be the left one by, the numbers of its pairs by their right ones."""


class _Words(dict[str, _Word]):
    """The words of texts that were looked up so far."""

    def __init__(self, look_up: Callable[[str], _Word]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Word:
        """Look a word up; keep it unless it is too long to come again."""
        found = self._look_up(word)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _KNOWN_WORDS:
                self.clear()
            self[word] = found
        return found


class Finder:
    """Which needs of a table are met by which pieces of a text.

    Words are looked up whole, between one space and the next, and remembered.

    Parameters:
        nodes: as in `Table.nodes`.
        tables: what `tables_of` makes of them.
    """

    def __init__(self, nodes: Sequence[Node] = (), tables: Tables | None = None) -> None:
        self.tables = tables or tables_of(nodes)
        self._words = _Words(self._looked_up)
        self._followed: dict[int, Mapping[int, int]] = {}
        kinds, pairs = self.tables.kinds, self.tables.pairs.numbers
        self._nothing = [*array("b", kinds.translate(_UNKNOWN_WHERE_LATER)), *bytes(len(pairs))]

    def met(self, pieces: Sequence[str]) -> Met:
        """Where each need is met.

        Parameters:
            pieces: stretches of folded text.
        """
        return self.counted([(piece, 1 << at) for at, piece in enumerate(pieces)], [*map(len, pieces)])

    def counted(self, told: Iterable[tuple[str, int]], lengths: Sequence[int]) -> Met:
        """The same for pieces that have stretches in common.

        Parameters:
            told: stretches that together hold all words of the pieces, and all pairs of neighbours, each with
                the pieces that hold it, as bits.
            lengths: of the pieces.
        """
        found = self._nothing.copy()
        holders: dict[str, int] = {}
        split = []
        for stretch, where in told:
            words = stretch.split(" ")
            split.append((words, where))
            for word in set(words):
                holders[word] = holders.get(word, 0) | where
        known = {word: self._words[word] for word in holders}  # long ones are looked up anew in every text
        for word, where in holders.items():
            for number in known[word][0]:
                found[number] |= where
        for words, where in split:
            left: Sequence[Mapping[int, int]] = ()
            for _, follows, followed in map(known.__getitem__, words):
                for pairs in left:
                    for right in follows:
                        if right in pairs:
                            found[pairs[right]] |= where
                left = followed
        return Met(self, found, lengths)

    def _looked_up(self, word: str) -> _Word:
        number = self.tables.known.get(word)
        if number is None:
            row = self.row(word)
        else:
            starts, numbers = self.tables.rows
            row = numbers[starts[number] : starts[number + 1]].tolist()
        strings = row[0] + 2
        lefts = row[1] + strings
        followed = self._followed
        return row[2:strings], row[strings:lefts], [followed.get(at) or self._pairs(at) for at in row[lefts:]]

    def _pairs(self, left: int) -> Mapping[int, int]:
        """The pairs of a left word, by their right ones."""
        starts, rights = self.tables.pairs
        low, high, size = starts[left], starts[left + 1], len(self.tables.kinds)
        found = self._followed[left] = dict(
            zip(rights[low:high], range(size + low, size + high), strict=True)
        )
        return found

    def row(self, word: str) -> list[int]:
        """What a word of a text holds, by numbers.

        Parameters:
            word: between one space and the next.

        Returns:
            how many strings it holds and how many right words of pairs, these, and places of left words.
        """
        kinds, most = self.tables.kinds, len(self.tables.joins.starts) - 1
        held = sorted(set(self._held(marked(f" {word} "))))
        strings = [number for number in held if number < most]
        follows = [number for number in held if kinds[number] & _RIGHT]
        lefts = [bisect_left(self.tables.lefts, number) for number in held if kinds[number] & _LEFT]
        return [len(strings), len(follows), *strings, *follows, *lefts]

    def _held(self, word: str) -> Iterator[int]:
        """The numbers of the strings that a marked word holds."""
        words, lengths = self.tables.words, self.tables.lengths
        known = map(lengths.get, map(add, word, f"{word[1:]} ")), map(lengths.get, word)
        for at, (by_two, by_one) in enumerate(zip(*known, strict=True)):
            for length in (by_two or b"") + (by_one or b""):
                number = words.get(word[at : at + length])
                if number is not None:
                    yield number


class Met:
    """Sets of pieces, as bits, by need; made by `Finder.met`.

    Parameters:
        finder: knows the needs.
        known: where the strings are met that were counted word by word; below zero for all other needs.
        lengths: of the pieces.
    """

    def __init__(self, finder: Finder, known: list[int], lengths: Sequence[int]) -> None:
        self.everywhere = (1 << len(lengths)) - 1
        self._known, self._lengths = known, lengths
        self._starts, self._flat = finder.tables.joins

    def where(self, number: int) -> int:
        """The pieces that meet a need: bit 0 is the first.

        Parameters:
            number: of the need in its table.
        """
        found = self._known[number]
        if found == _UNKNOWN:
            row = self._flat[self._starts[number] : self._starts[number + 1]].tolist()
            found = self._known[number] = self._joined(row) if row else self.everywhere
        return found

    def _short(self, most: int) -> int:
        """The pieces of at most so many characters."""
        return int("".join(["1" if length <= most else "0" for length in self._lengths[::-1]]) or "0", 2)

    def each(self, numbers: Sequence[int]) -> Sequence[int]:
        """The same of several needs.

        Parameters:
            numbers: of the needs in their table.
        """
        known = self._known
        found = [known[number] for number in numbers]
        return [*map(self.where, numbers)] if _UNKNOWN in found else found

    def _joined(self, row: Sequence[int]) -> int:
        """The pieces that meet a need that joins others, told by its row of `Tables.joins`."""
        known, kind = self._known, row[0]
        if kind == _AT_MOST:
            return self._short(row[1])
        _, strings, others, phrases = row[:4]
        counted = row[4 : 4 + strings] if others or phrases else row[4:]
        if kind == _ALL:
            found = self.everywhere
            for string in counted:
                found &= known[string]
            for other in row[4 + strings :] if others else ():
                if not found:
                    break
                mask = known[other]
                found &= self.where(other) if mask == _UNKNOWN else mask
            return found
        found = 0
        for string in counted:
            found |= known[string]
        if phrases:
            end = 4 + strings + others
            for phrase in compress(row[end + phrases :], map(known.__getitem__, row[end : end + phrases])):
                pairs = self._flat[self._starts[phrase] + 4 : self._starts[phrase + 1]].tolist()
                found |= reduce(and_, map(known.__getitem__, pairs))
        for other in row[4 + strings : 4 + strings + others] if others else ():
            mask = known[other]
            found |= self.where(other) if mask == _UNKNOWN else mask
        return found


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, lowest first.

    Parameters:
        mask: not negative.
    """
    found = []
    while mask:
        at = (mask & -mask).bit_length() - 1
        found.append(at)
        mask ^= 1 << at
    return found
