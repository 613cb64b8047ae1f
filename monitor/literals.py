"""What a pattern needs: the strings a text must hold before a regular expression is worth trying.

Pure. The needs are read off the pattern's own parse tree, so that whoever writes a rule writes nothing
extra. They never miss: where they are not met, the pattern cannot be found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The parse tree of the standard library's engine; there is no public door to it.
_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 - as the comment above says


class Group(NamedTuple):
    """Needs joined by "and" (`every`) or by "or"."""

    every: bool
    parts: tuple[Need, ...]


Need: TypeAlias = "str | Group"
"""A string, or several needs; "" needs nothing."""

NOTHING = ""
BORDER = "\ue000"
r"""Stands in a need where a word begins or ends (`\b`); of private use, so that no text means it."""
SHORT = "\ue001"
"""Begins a need that is no string but a number: so many characters a text may have at most."""
_ROUND = 16
_IS_BORDER = expression(r"\b")
_MOST_STRINGS = 40
_MOST_CHARACTERS = 40
_MOST_IN_CLASS = 12


class _Part(NamedTuple):
    """What a piece of a pattern matches: exactly these strings, or unknown ones that need something."""

    exact: frozenset[str] | None
    need: Need = NOTHING


_EMPTY = _Part(frozenset({""}))
_UNKNOWN = _Part(None)


def need_of(tree: Any) -> Need:  # noqa: ANN401 - the standard library gives its tree no type
    """What a text must hold where a pattern is to be found.

    Parameters:
        tree: a parse tree of `re`.
    """
    need = _need(_sequence(tree))
    if len(tree) < 2 or (str(tree[0][1]), str(tree[-1][1])) != ("AT_BEGINNING", "AT_END"):
        return need
    longest = tree.getwidth()[1] + 1  # the end may also stand before a last line end
    return _all_of([f"{SHORT}{-(-longest // _ROUND) * _ROUND}", need])


def _need(part: _Part) -> Need:
    if part.exact is None:
        return part.need
    strings = map(_bordered, sorted(part.exact))
    return _one_of(each if any(map(_tells, words_of(each))) else NOTHING for each in strings)


def _sequence(tree: Any) -> _Part:  # noqa: ANN401 - as in need_of
    """Items one after another: runs of known strings between what is unknown."""
    run: frozenset[str] | None = frozenset({""})
    needs: list[Need] = []
    exact = True
    for operator, argument in tree:
        part = _item(str(operator), argument)
        joined = _joined(run, part.exact)
        if joined is not None:
            run = joined
            continue
        exact = False
        needs.append(_need(_Part(run)) if run else NOTHING)
        needs.append(NOTHING if part.exact else part.need)
        run = part.exact or frozenset({""})
    if exact:
        return _Part(run)
    return _Part(None, _all_of([*needs, _need(_Part(run))]))


@lru_cache(maxsize=512)
def _shared(tree: Any) -> _Part:  # noqa: ANN401 - as in need_of
    """What a group matches; many patterns share the trees of word lists."""
    return _sequence(tree)


def _joined(run: frozenset[str] | None, exact: frozenset[str] | None) -> frozenset[str] | None:
    """Every string of one set before every string of the other; None where that is too many."""
    if run is None or exact is None or len(run) * len(exact) > _MOST_STRINGS:
        return None
    joined = frozenset(first + second for first in run for second in exact)
    return joined if max(map(len, joined)) <= _MOST_CHARACTERS else None


def _item(name: str, argument: Any) -> _Part:  # noqa: ANN401 - as in need_of
    """One item of a parse tree."""
    if name == "LITERAL":
        return _UNKNOWN if chr(argument) in {BORDER, SHORT} else _Part(frozenset({chr(argument)}))
    if name == "IN":
        return _class(argument)
    if name == "AT":
        return _Part(frozenset({BORDER})) if str(argument) == "AT_BOUNDARY" else _EMPTY
    if name in {"ASSERT", "ASSERT_NOT"}:
        return _EMPTY
    if name == "BRANCH":
        return _branch([_sequence(each) for each in argument[1]])
    if name == "SUBPATTERN":
        _, added, _, inner = argument
        return _UNKNOWN if added & re.IGNORECASE else _shared(inner)
    if name == "ATOMIC_GROUP":
        return _sequence(argument)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _repeat(*argument)
    return _UNKNOWN


def _class(argument: Sequence[tuple[Any, Any]]) -> _Part:
    """A character class, as long as it is small."""
    characters: set[str] = set()
    for operator, value in argument:
        name = str(operator)
        low, high = (value, value) if name == "LITERAL" else value if name == "RANGE" else (0, _MOST_IN_CLASS)
        if high - low >= _MOST_IN_CLASS:
            return _UNKNOWN
        characters.update(map(chr, range(low, high + 1)))
    return _Part(frozenset(characters)) if len(characters) <= _MOST_IN_CLASS else _UNKNOWN


def _branch(parts: Sequence[_Part]) -> _Part:
    """Alternatives: all their strings, or what one of them needs."""
    exact = frozenset().union(*(part.exact for part in parts if part.exact is not None))
    if all(part.exact is not None for part in parts) and len(exact) <= _MOST_STRINGS:
        return _Part(exact)
    return _Part(None, _one_of(_need(part) for part in parts))


def _repeat(least: int, most: int, inner: Any) -> _Part:  # noqa: ANN401 - as in need_of
    """An optional item, or one that comes at least once."""
    part = _sequence(inner)
    if (least, most) == (1, 1):
        return part
    if (least, most) == (0, 1) and part.exact is not None:
        return _Part(part.exact | {""})
    return _Part(None, _need(part) if least else NOTHING)


def _bordered(string: str) -> str:
    """A string with its inner word borders marked; those at its ends only where the pattern asks for them.

    One beside a space is that of the word behind it, which is not known.
    """
    bare = string.replace(BORDER, "")
    inner = marked(bare).strip(BORDER)
    first = string.startswith(BORDER) and not bare.startswith(" ")
    last = string.endswith(BORDER) and not bare.endswith(" ")
    return f"{BORDER if first else ''}{inner}{BORDER if last else ''}" if bare else ""


def marked(words: str) -> str:
    """Words with all their borders marked.

    Parameters:
        words: of a text, or of a pattern.
    """
    return _IS_BORDER.sub(BORDER, words)


def words_of(string: str) -> list[str]:
    """The words of a marked string, each with the spaces beside it: "may not" is "may " and " not".

    None where two spaces follow each other, as they never do in folded text.

    Parameters:
        string: as in `Table.nodes`.
    """
    words = string.split(" ")
    last = len(words) - 1
    found = [f"{' ' if at else ''}{word}{' ' if at < last else ''}" for at, word in enumerate(words)]
    return [] if "  " in string else [word for word in found if word.strip(f" {BORDER}")]


def _tells(piece: str) -> bool:
    """Whether a piece is worth looking for: a lone Latin letter stands everywhere."""
    bare = piece.replace(BORDER, "").strip(" ")
    return len(bare) > 1 or not (bare.isascii() and bare.isalpha()) or len(piece) > 3


def _all_of(needs: Iterable[Need]) -> Need:
    parts: dict[Need, None] = {}
    for need in needs:
        if isinstance(need, Group) and need.every:
            parts.update(dict.fromkeys(need.parts))
        elif need != NOTHING:
            parts[need] = None
    if len(parts) < 2:
        return next(iter(parts), NOTHING)
    return Group(True, tuple(parts))  # noqa: FBT003 - a tuple's field


def _one_of(needs: Iterable[Need]) -> Need:
    parts: dict[Need, None] = {}
    for need in needs:
        if need == NOTHING:
            return NOTHING
        joined = need.parts if isinstance(need, Group) and not need.every else (need,)
        parts.update(dict.fromkeys(joined))
    return next(iter(parts)) if len(parts) == 1 else Group(False, tuple(parts))  # noqa: FBT003 - as above


def _least(parts: Sequence[Need]) -> list[Need]:
    """Alternatives without the strings that hold another one: that is found wherever they are."""
    strings: list[str] = []
    for string in sorted((part for part in parts if isinstance(part, str)), key=len):
        if string.startswith(SHORT) or not any(other in string for other in strings):
            strings.append(string)
    return [part for part in parts if not isinstance(part, str) or part in strings]


Node: TypeAlias = "str | list[int]"
"""A string to look for, or 1 (all of) or 0 (one of) and the numbers of the nodes it joins."""


class Table:
    """Needs of many patterns as numbered nodes, each kept once and after the nodes it joins.

    Of what is needed together the least comes first: where that is missing, nothing else is looked up.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = [NOTHING]
        self._weights = [0]
        self._numbers: dict[Need, int] = {NOTHING: 0}

    def add(self, need: Need) -> int:
        """The number of a need.

        Parameters:
            need: of any pattern.
        """
        if need not in self._numbers:
            self._numbers[need] = self._added(need)
        return self._numbers[need]

    def _added(self, need: Need) -> int:
        if isinstance(need, str):
            return self._kept(need, 1)
        parts = need.parts if need.every else _least(need.parts)
        if len(parts) == 1:
            return self.add(parts[0])
        return self._joining([*map(self.add, parts)], every=need.every)

    def _joining(self, parts: list[int], *, every: bool) -> int:
        weights = self._weights
        if every:
            parts.sort(key=weights.__getitem__)
        return self._kept([int(every), *parts], sum(map(weights.__getitem__, parts)))

    def _kept(self, node: Node, weight: int) -> int:
        self.nodes.append(node)
        self._weights.append(weight)
        return len(self.nodes) - 1

    def join(self, numbers: Iterable[int], *, every: bool) -> int:
        """The number of a need made of others.

        Parameters:
            numbers: of the others.
            every: whether all of them are needed, or one.
        """
        parts = list(dict.fromkeys(numbers))
        if not every and 0 in parts:
            return 0
        parts = [part for part in parts if part]
        if len(parts) < 2:
            return parts[0] if parts else 0
        return self._joining(parts, every=every)
