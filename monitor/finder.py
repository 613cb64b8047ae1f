"""Finds what patterns need in the pieces of a text, by an index of the words of either. Pure.

A text is cut into words once; each word is looked up once, and so is each pair of neighbours. What a piece
holds is then a matter of sets of pieces, which are integers: bit 0 is the first piece.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.literals import BORDER, listed, marked, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from monitor.literals import Node

_EDGES = f" {BORDER}"
_KEY = 2
_KNOWN_WORDS = 16_384
_LONGEST_KEPT = 64


class Tables(NamedTuple):
    """What a `Finder` looks up; made by `tables_of`.

    Parameters:
        words: the strings without a space between words, and the words of all others as `_pairs_of` cuts
            them, by number: that of their node, or one behind all nodes.
        lengths: how long the strings are that begin with some characters.
        follow: per number, whether it is the right word of a pair.
        pairs: by the left word and the right one, the number of the pair.
        phrases: strings of several words, with the numbers of their pairs.
        size: of all numbers.
    """

    words: Mapping[str, int]
    lengths: Mapping[str, bytes]
    follow: bytes
    pairs: Mapping[int, Mapping[int, int]]
    phrases: Mapping[int, tuple[int, ...]]
    size: int


def tables_of(nodes: Sequence[Node]) -> Tables:
    """Give every word and every pair of words a number.

    Parameters:
        nodes: as in `Table.nodes`.
    """
    strings = {node: number for number, node in enumerate(nodes) if isinstance(node, str) and node}
    words = {string: number for string, number in strings.items() if " " not in string.strip(_EDGES)}
    told = {number: list(_pairs_of(string)) for string, number in strings.items() if string not in words}
    distinct = dict.fromkeys(pair for pairs in told.values() for pair in pairs)
    for pair in distinct:
        for word in pair:
            words.setdefault(word, len(nodes) + len(words))
    size = len(nodes) + len(words)
    numbers = {pair: size + at for at, pair in enumerate(distinct)}
    follow = bytearray(size)
    pairs: dict[int, dict[int, int]] = {}
    for (left, right), number in numbers.items():
        follow[words[right]] = True
        pairs.setdefault(words[left], {})[words[right]] = number
    phrases = {number: tuple(map(numbers.__getitem__, each)) for number, each in told.items()}
    return Tables(words, _lengths(words), bytes(follow), pairs, phrases, size + len(numbers))


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
    strings: tuple[int, ...]
    follows: tuple[int, ...]
    followed: tuple[Mapping[int, int], ...]


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
        self._parts: dict[int, tuple[bool, Sequence[int]]] = {}
        self._nothing: list[int | None] = [0] * self.tables.size
        for number, node in enumerate(nodes):
            if not isinstance(node, str) or number in self.tables.phrases:
                self._nothing[number] = None

    def met(
        self, pieces: Sequence[str], base: Met | None = None, added: Iterable[tuple[str, int]] | None = None
    ) -> Met:
        """Where each need is met.

        Parameters:
            pieces: stretches of folded text.
            base: the same for as many pieces, each of which holds no more words.
            added: stretches that together hold all words of the pieces, and all pairs of words, or those
                beyond `base`, each with the pieces that hold it, as bits; None where the pieces are to be
                looked through themselves.
        """
        told = ((piece, 1 << at) for at, piece in enumerate(pieces)) if added is None else added
        found: list[Any] = ((base and base.strings) or self._nothing).copy()
        holders: dict[str, int] = {}
        look_up = self._words.__getitem__
        for stretch, where in told:
            words = stretch.split(" ")
            for word in set(words):
                holders[word] = holders.get(word, 0) | where
            for left, right in pairwise(map(look_up, words)):
                for pairs in left.followed:
                    for follows in right.follows:
                        if follows in pairs:
                            found[pairs[follows]] |= where
        for word, where in holders.items():
            for number in look_up(word).strings:
                found[number] |= where
        found[0] = (1 << len(pieces)) - 1
        return Met(self, found, pieces)

    def sought(self, pieces: Sequence[str]) -> Met:
        """The same as `met`, faster where few needs will be asked for: each string is looked for then.

        Parameters:
            pieces: stretches of folded text.
        """
        return Sought(self, [None] * len(self.nodes), pieces)

    def parts(self, number: int) -> tuple[bool, Sequence[int]]:
        """Whether all of them or one is needed, and the numbers of what a need joins, the cheap first.

        Parameters:
            number: of a need that is not counted word by word.
        """
        known = self._parts.get(number)
        if known is None:
            node, phrases = self.nodes[number], self.tables.phrases
            every, *parts = (1, *phrases[number]) if isinstance(node, str) else listed(node)
            pairs = (phrases.get(part, ()) for part in parts)
            plain = [pair[0] if len(pair) == 1 else part for part, pair in zip(parts, pairs, strict=True)]
            plain.sort(key=lambda part: self._nothing[part] is None)
            known = self._parts[number] = bool(every), plain
        return known

    def _looked_up(self, word: str) -> _Word:
        _, _, follow, pairs, _, _ = self.tables
        held = set(self._held(marked(f" {word} ")))
        strings = tuple(number for number in held if number < len(self.nodes))
        follows = tuple(number for number in held if follow[number])
        return _Word(word, strings, follows, tuple(pairs[number] for number in held if number in pairs))

    def _held(self, word: str) -> Iterator[int]:
        """The numbers of the strings that a marked word holds."""
        words, lengths = self.tables.words, self.tables.lengths
        for at in range(len(word)):
            for key in (word[at : at + _KEY], word[at]):
                for length in lengths.get(key, b""):
                    number = words.get(word[at : at + length])
                    if number is not None:
                        yield number


class Met:
    """Sets of pieces, as bits, by need; made by `Finder.met`.

    Parameters:
        finder: knows the needs.
        strings: where the strings are met that were counted word by word; None for all other needs.
        pieces: the stretches of text.
    """

    def __init__(self, finder: Finder, strings: list[int | None], pieces: Sequence[str]) -> None:
        self.strings, self.pieces = strings, pieces
        self.everywhere = (1 << len(pieces)) - 1
        self._finder = finder
        self._known = strings.copy()

    def where(self, number: int) -> int:
        """The pieces that meet a need: bit 0 is the first.

        Parameters:
            number: of the need in its table.
        """
        known = self._known[number]
        if known is None:
            known = self._known[number] = self._joined(number)
        return known

    def _joined(self, number: int) -> int:
        every, parts = self._finder.parts(number)
        known, found = self._known, self.everywhere if every else 0
        for part in parts:
            mask = known[part]
            if mask is None:
                mask = self.where(part)
            if not every:
                found |= mask
            elif not (found := found & mask):
                break
        return found


class Sought(Met):
    """The same, where strings are looked for when they are asked for; made by `Finder.sought`."""

    def _joined(self, number: int) -> int:
        node = self._finder.nodes[number]
        if isinstance(node, str):
            string = node.replace(BORDER, "")
            return sum(1 << at for at, piece in enumerate(self.pieces) if string in piece)
        every, *parts = listed(node)
        return reduce(and_ if every else or_, map(self.where, parts))


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
