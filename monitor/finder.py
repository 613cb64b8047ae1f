"""Finds what patterns need in the pieces of a text, by an index of the words of either. Pure.

A text is cut into words once; each word is looked up once, and so is each pair of neighbours. What a piece
holds is then a matter of sets of pieces, which are integers: bit 0 is the first piece.
"""

from __future__ import annotations

from array import array
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

Row: TypeAlias = "tuple[Sequence[int], Sequence[int], Sequence[int]]"


class Joins(NamedTuple):
    """What needs join, as numbers in one row: to make a value of each takes longer than to look it up.

    Parameters:
        starts: per need where what it joins begins in `flat`; where the next one's begins, it joins nothing.
        flat: per need whether all of it is needed or one, then three counts and as many numbers: of what is
            counted word by word, of all other needs, and of strings of more than two words where one is
            needed, for which the number of the longest pair of each comes before its own.
    """

    starts: Sequence[int]
    flat: Sequence[int]


class Tables(NamedTuple):
    """What a `Finder` looks up; made by `tables_of`.

    Parameters:
        words: the strings without a space between words, and the words of all others as `_pairs_of` cuts
            them, by number: that of their node, or one behind all nodes.
        lengths: how long the strings are that begin with some characters.
        kinds: per number, as bits, whether it is the right or the left word of a pair, and whether it is a
            need that is not counted word by word.
        pairs: per left word, by the right one, the number of the pair.
        joins: what needs join.
        size: of all numbers.
        known: words of texts that were looked up when the tables were made, with the numbers of their rows.
        rows: of each such word what `Finder.row` told.
    """

    words: Mapping[str, int]
    lengths: Mapping[str, bytes]
    kinds: bytes
    pairs: Sequence[Mapping[int, int]]
    joins: Joins
    size: int
    known: Mapping[str, int] = MappingProxyType({})
    rows: Sequence[Row] = ()


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
    numbers = {pair: size + at for at, pair in enumerate(distinct)}
    kinds = bytearray(size)
    pairs: list[dict[int, int]] = [{} for _ in range(size)]
    for (left, right), number in numbers.items():
        kinds[words[left]] |= _LEFT
        kinds[words[right]] |= _RIGHT
        pairs[words[left]][words[right]] = number
    for each in told.values():  # the longest is rarest, and is asked for first
        each.sort(key=lambda pair: len(pair[0]) + len(pair[1]), reverse=True)
    phrases = {number: tuple(map(numbers.__getitem__, each)) for number, each in told.items()}
    for number, node in enumerate(nodes):
        kinds[number] |= _LATER if number in phrases or not _is_string(node) else 0
    joins = [_join(number, node, kinds, phrases) for number, node in enumerate(nodes)]
    starts, flat = accumulate(map(len, joins), initial=0), chain.from_iterable(joins)
    joined = Joins(array("I", starts), array("I", flat))
    return Tables(words, _lengths(words), bytes(kinds), pairs, joined, size + len(numbers))


def _join(number: int, node: Node, kinds: bytearray, phrases: Mapping[int, tuple[int, ...]]) -> list[int]:
    """A row of `Joins`; empty where a need is a string that is counted, or of no length, or nothing."""
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


class _Word(NamedTuple):
    """What a word of a text holds.

    Parameters:
        word: itself.
        strings: the numbers of the strings in it.
        follows: what it may be the right one of a pair by.
        followed: of each pair that it may be the left one of, the right one and the number of the pair.
    """

    word: str
    strings: Sequence[int]
    follows: Sequence[int]
    followed: Sequence[Mapping[int, int]]


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

    def __init__(self, nodes: Sequence[Node], tables: Tables | None = None) -> None:
        self.nodes = nodes
        self.tables = tables or tables_of(nodes)
        self._words = _Words(self._looked_up)
        kinds, size = self.tables.kinds, self.tables.size
        self._nothing = [*array("b", kinds.translate(_UNKNOWN_WHERE_LATER)), *bytes(size - len(kinds))]

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
            for number in known[word].strings:
                found[number] |= where
        for words, where in split:
            left: Sequence[Mapping[int, int]] = ()
            for _, _, follows, followed in map(known.__getitem__, words):
                for pairs in left:
                    for right in follows:
                        if right in pairs:
                            found[pairs[right]] |= where
                left = followed
        return Met(self, found, lengths)

    def _looked_up(self, word: str) -> _Word:
        known = self.tables.known.get(word)
        strings, follows, lefts = self.row(word) if known is None else self.tables.rows[known]
        return _Word(word, strings, follows, [self.tables.pairs[left] for left in lefts])

    def row(self, word: str) -> Row:
        """What a word of a text holds: numbers of strings, of right words and of left words of pairs.

        Parameters:
            word: between one space and the next.
        """
        kinds, most = self.tables.kinds, len(self.nodes)
        held = sorted(set(self._held(marked(f" {word} "))))
        return (
            [number for number in held if number < most],
            [number for number in held if kinds[number] & _RIGHT],
            [number for number in held if kinds[number] & _LEFT],
        )

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
        self._finder, self._known, self._lengths = finder, known, lengths
        self._starts, self._flat = finder.tables.joins

    def where(self, number: int) -> int:
        """The pieces that meet a need: bit 0 is the first.

        Parameters:
            number: of the need in its table.
        """
        found = self._known[number]
        if found == _UNKNOWN:
            row = self._flat[self._starts[number] : self._starts[number + 1]]
            found = self._joined(row) if row else self._short(str(self._finder.nodes[number]))
            self._known[number] = found
        return found

    def _short(self, need: str) -> int:
        """The pieces of at most so many characters; all where nothing is needed."""
        if need == NOTHING:
            return self.everywhere
        most = int(need.removeprefix(SHORT))
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
        """The pieces that meet a need that joins others, told by what `Joins.flat` holds of it."""
        known = self._known
        every, strings, others, phrases = row[:4]
        counted = row[4 : 4 + strings] if others or phrases else row[4:]
        if every:
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
                pairs = self._flat[self._starts[phrase] + 4 : self._starts[phrase + 1]]
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
