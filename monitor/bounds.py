"""Refuses patterns of rules that could take more than bounded time, whatever the text. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# The parse tree of the standard library's engine; there is no public door to it.
_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 - as the comment above says

MOST_REPEATS = 400


class Unbounded(ValueError):  # noqa: N818 - what it says of a pattern
    """A pattern that may take too long, or never finds what it should; the message says why."""


def lint(tree: Any, inside: int = 1) -> None:  # noqa: ANN401 - the standard library gives its tree no type
    """Refuse what could take more than bounded time.

    Parameters:
        tree: a parse tree of `re`.
        inside: how often the surrounding repeats may repeat it.

    Raises:
        Unbounded: it could; or a word border stands beside a script that has none.
    """
    for index, (operator, argument) in enumerate(tree):
        name = str(operator)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            _lint_repeat(argument, inside)
            continue
        if name == "AT" and "BOUNDARY" in str(argument):
            _lint_boundary(tree, index)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            _lint_assertion(*argument)
        for part in inner(argument):
            lint(part, inside)


def _lint_repeat(argument: tuple[int, Any, Any], inside: int) -> None:
    _, most, inner = argument
    times = inside * int(most)
    if int(most) > MOST_REPEATS:
        raise Unbounded(f"a repeat needs an upper bound of at most {MOST_REPEATS}")
    if inside > 1 and int(most) > 1 and times > MOST_REPEATS:
        raise Unbounded("a repeat within a repeat takes too long on hostile text")
    lint(inner, times)


def _lint_assertion(direction: int, inner: Any) -> None:  # noqa: ANN401 - as in lint
    least, most = inner.getwidth()
    if direction < 0 and least != most:
        raise Unbounded("a look-behind must always be as long")


def _lint_boundary(tree: Any, index: int) -> None:  # noqa: ANN401 - as in lint
    beside = (*_edge(tree[:index], -1), *_edge(tree[index + 1 :], 0))
    if any(character > 0x2E7F for character in beside):
        raise Unbounded("a word border (\\b) means nothing beside Chinese characters")


def _edge(tree: Any, at: int) -> Iterator[int]:  # noqa: ANN401 - as in lint
    """The characters a tree may begin with (`at` 0) or end with (`at` -1)."""
    if not len(tree):
        return
    operator, argument = tree[at]
    if str(operator) == "LITERAL":
        yield argument
    elif str(operator) == "IN":
        yield from (value for kind, value in argument if str(kind) == "LITERAL")
        yield from (value[1] for kind, value in argument if str(kind) == "RANGE")
    else:
        for part in inner(argument):
            yield from _edge(part, at)


def inner(argument: Any) -> list[Any]:  # noqa: ANN401 - as in lint
    """The sub-patterns of a group, a branch or an assertion.

    Parameters:
        argument: of an item of a parse tree.
    """
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple):
        parts = [each for each in argument if isinstance(each, _parser.SubPattern)]
        branches = [each for each in argument if isinstance(each, list)]
        return parts + [sub for branch in branches for sub in branch if isinstance(sub, _parser.SubPattern)]
    return []
