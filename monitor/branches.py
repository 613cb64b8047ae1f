"""Alternatives put together by the characters they begin with, so that the engine tries few of them. Pure.

The engine of `re` tries one alternative after the other. Where twenty of a hundred begin with "c", it tries
all the others too before it fails; put together as c(?:...), they cost one look. What is found stays the
same: of two alternatives only one can be found at a place unless both may begin with the same character, and
those stay in order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The parse tree of the standard library's engine; there is no public door to it.
_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 - as the comment above says
_compiler: Any = re._compiler  # type: ignore[attr-defined]  # noqa: SLF001 - as above
_MOST_IN_RANGE = 64
_LOOKS = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})

_Items: TypeAlias = "list[Any]"
_Groups: TypeAlias = "list[tuple[frozenset[int] | None, list[_Items]]]"
"""Per group the characters it may begin with, where they are known, and its alternatives."""


def grouped(tree: Any) -> Any:  # noqa: ANN401 - the standard library gives its tree no type
    """A parse tree that finds the same, with its alternatives put together.

    Parameters:
        tree: a parse tree of `re`; left as it is where case is ignored.
    """
    if tree.state.flags & re.IGNORECASE:
        return tree
    return _parser.SubPattern(tree.state, _grouped(tree, tree.state))


def code(tree: Any) -> list[int]:  # noqa: ANN401 - as in grouped
    """The engine's code for a parse tree, told beforehand what characters a find may begin with.

    The engine passes over all others a good deal faster than it tries each. It knows of them by itself only
    where an expression begins with characters, not where it looks about first, as with a word border.

    Parameters:
        tree: a parse tree of `re`.
    """
    best, flags = grouped(tree), tree.state.flags
    plain: list[int] = _compiler._code(best, flags)  # noqa: SLF001 - there is no public door to it
    begins = None if flags & re.IGNORECASE else _begins(best)
    if not begins or plain[_HINTS] & (_compiler.SRE_INFO_PREFIX | _compiler.SRE_INFO_CHARSET):
        return plain
    rest = plain[1 + plain[1] :]
    hinted = plain[: _HINTS + 3]
    charset, _ = _compiler._optimize_charset([(_parser.LITERAL, one) for one in sorted(begins)])  # noqa: SLF001 - as above
    _compiler._compile_charset(charset, flags, hinted)  # noqa: SLF001 - as above
    hinted[1] = len(hinted) - 1
    hinted[_HINTS] |= _compiler.SRE_INFO_CHARSET
    return [*hinted, *rest]


_HINTS = 2
"""Where code that begins with a block of hints tells which there are: its length stands before, the least and
the most characters of a find behind, and then those that it begins with."""


def _grouped(items: Iterable[Any], state: Any) -> _Items:  # noqa: ANN401 - as in grouped
    """Items one after another, with the alternatives in them put together."""
    found: _Items = []
    for operator, argument in items:
        name = str(operator)
        if name == "BRANCH":
            found += _branch([_grouped(each, state) for each in _flat(argument[1])], state)
        elif name == "SUBPATTERN" and not (argument[1] or argument[2]):
            found.append((operator, (*argument[:3], _made(argument[3], state))))
        elif name in _REPEATS:
            found.append((operator, (*argument[:2], _made(argument[2], state))))
        elif name in {"ASSERT", "ASSERT_NOT"}:
            found.append((operator, (argument[0], _made(argument[1], state))))
        elif name == "ATOMIC_GROUP":
            found.append((operator, _made(argument, state)))
        else:
            found.append((operator, argument))
    return found


def _made(items: Iterable[Any], state: Any) -> Any:  # noqa: ANN401 - as in grouped
    return _parser.SubPattern(state, _grouped(items, state))


def _flat(alternatives: Iterable[Any]) -> Iterator[Any]:
    """Alternatives with those that are alternatives themselves in their place."""
    for each in alternatives:
        operator, argument = each[0] if len(each) == 1 else ("", [])
        if str(operator) == "BRANCH":
            yield from _flat(argument[1])
        elif str(operator) == "SUBPATTERN" and not any(argument[:3]):
            yield from _flat([argument[3]])
        else:
            yield each


def _branch(alternatives: list[_Items], state: Any) -> _Items:  # noqa: ANN401 - as in grouped
    """Alternatives as items: those that begin alike as what they begin with and their rests."""
    groups: _Groups = []
    for each in alternatives:
        begins = _begins(each)
        same = _same(groups, begins) if begins and len(begins) == 1 and str(each[0][0]) == "LITERAL" else None
        if same is None:
            groups.append((begins, [each]))
        else:
            same.append(each)
    made = [_joined(group, state) for _, group in groups]
    if len(made) == 1:
        return made[0]
    branch = [_parser.SubPattern(state, each) for each in made]
    return [(_parser.BRANCH, (None, branch))]


def _same(groups: _Groups, begins: frozenset[int]) -> list[_Items] | None:
    """The group that begins with the same character; None where what stands between may begin with it too."""
    for other, group in reversed(groups):
        if other == begins and str(group[0][0][0]) == "LITERAL":
            return group
        if other is None or other & begins:
            return None
    return None


def _joined(group: list[_Items], state: Any) -> _Items:  # noqa: ANN401 - as in grouped
    if len(group) == 1:
        return group[0]
    return [group[0][0], *_branch([each[1:] for each in group], state)]


def _begins(items: Any) -> frozenset[int] | None:  # noqa: ANN401 - as in grouped
    """The characters that what items find may begin with; None where that may be any, or nothing at all."""
    found: frozenset[int] = frozenset()
    for operator, argument in items:
        name = str(operator)
        if name in _LOOKS:  # they take no characters
            continue
        begins = _begins_one(name, argument)
        if begins is None:
            return None
        found |= begins
        if not (name in _REPEATS and argument[0] == 0):
            return found
    return None


def _begins_one(name: str, argument: Any) -> frozenset[int] | None:  # noqa: ANN401 - as in grouped
    """The same of one item, where it is not left out."""
    if name == "LITERAL":
        return frozenset({argument})
    if name == "IN":
        return _class(argument)
    if name == "SUBPATTERN" and not (argument[1] or argument[2]):
        return _begins(argument[3])
    if name in _REPEATS:
        return _begins(argument[2])
    if name == "BRANCH":
        parts = [_begins(each) for each in argument[1]]
        return None if None in parts else frozenset().union(*(part for part in parts if part))
    return None


def _class(argument: Iterable[Any]) -> frozenset[int] | None:
    """The characters of a small class."""
    found: set[int] = set()
    for operator, value in argument:
        low, high = (value, value) if str(operator) == "LITERAL" else (0, _MOST_IN_RANGE)
        if str(operator) == "RANGE":
            low, high = value
        if high - low >= _MOST_IN_RANGE:
            return None
        found.update(range(low, high + 1))
    return frozenset(found)
