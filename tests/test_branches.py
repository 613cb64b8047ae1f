"""Alternatives put together by their first characters: the same is found, with the same groups."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.branches import code, grouped
from monitor.resources import load_rules

_parser: Any = re._parser  # type: ignore[attr-defined]
_compiler: Any = re._compiler  # type: ignore[attr-defined]

PIECES = st.sampled_from(
    ["a", "b", "ab", "abc", "ac", "[ab]", "[^a]", "a?", "b{0,2}", "(?:a|ab)", "(?:ab|ac|b|ad)", "(a|b|ab)",
     "(?i:a|ab)", r"\b", r"\b", r"(?:\b|(?!a))", "(?<=a)", "[a-c]{1,2}", "(?:b|c)?",
     "^", "$", "(?=a|ab)", "(?<!b|a)", "(?>ab|a|b)", "|", "|", "|", "|", ".", r"\w", "商",
     "(?:商业|商用|用)"]
)  # fmt: skip
TEXTS = st.text(alphabet="abcd 商业用A", max_size=14)


def quickened(tree: Any) -> re.Pattern[str]:  # noqa: ANN401 - the standard library gives its tree no type
    """A parse tree compiled as expressions are kept."""
    state = tree.state
    names = [None] * state.groups
    for name, at in state.groupdict.items():
        names[at] = name
    made: re.Pattern[str] = _compiler._sre.compile(
        "", state.flags, code(tree), state.groups - 1, state.groupdict, tuple(names)
    )
    return made


def told(pattern: re.Pattern[str], text: str) -> list[tuple[object, ...]]:
    """Everything a pattern finds."""
    return [(hit.span(), *hit.regs, hit.lastindex) for hit in pattern.finditer(text)]


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=9).map("".join), st.sampled_from([0, re.IGNORECASE]), TEXTS)
def test_the_same_is_found(source: str, flags: int, text: str) -> None:
    try:
        plain = re.compile(source, flags)
    except re.error:
        return
    quick = quickened(_parser.parse(source, flags))
    assert told(quick, text) == told(plain, text)
    assert bool(quick.fullmatch(text)) == bool(plain.fullmatch(text))


def test_the_patterns_of_the_rules_find_the_same() -> None:
    rules = load_rules()
    texts = [example.text.lower() for rule in rules.rules for example in rule.examples][::11]
    listed = {
        pattern for rule in rules.rules for match in rule.matches for pattern in (*match.all, *match.none)
    }
    for pattern in sorted(listed, key=lambda each: each.source)[::9]:
        plain, quick = _compiler.compile(pattern.tree), quickened(pattern.tree)
        for text in texts:
            assert told(quick, text) == told(plain, text), pattern.source


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("use|used|host|using|hosted", 2),
        ("(?:ab|b|ac)", 2),
        ("ab|(?:cd|ce)|ae", 2),
        ("abcd|(?:abdd|(?:abed))", 3),
        ("ab|[ac]d|ae", 3),  # the second may begin as the third does
        ("ab|[cd]e|ae", 2),
        ("ab|.|ae", 3),
        ("ab||ae", 3),
    ],
)
def test_what_begins_alike_is_put_together(source: str, left: int) -> None:
    tree = grouped(_parser.parse(source))
    alternatives = [argument[1] for operator, argument in _outermost(tree) if str(operator) == "BRANCH"]
    assert sum(map(len, alternatives)) == left


@pytest.mark.parametrize(
    ("source", "begins"),
    [
        (r"\b(?:use|host)\b", "uh"),
        (r"(?<!no )(?!x)[ab]c", "ab"),
        (r"\b(?:not )?(?:use|sell)", "nus"),
        (r"(?:ab|[c-e]){1,2}x", "abcde"),
        (r"\b(?:商用|use)", "商u"),
        (r"\b\w+", ""),
        (r"\b(?:use)?", ""),
        (r"\b(?i:use)", ""),
        (r"\b[^a]b", ""),
        (r"(?=use)", ""),
    ],
)
def test_the_engine_is_told_what_a_find_begins_with(source: str, begins: str) -> None:
    """Of what begins so, whether it is said so or not, it finds the same as ever."""
    tree = _parser.parse(source)
    charset = _compiler.SRE_INFO_CHARSET
    assert bool(code(tree)[2] & charset) == bool(begins)
    everything = " ".join(f"not {char}c {char}x {char}se use host abx 商用" for char in "abcdenusxh商u")
    assert told(quickened(tree), everything) == told(re.compile(source), everything)


def _outermost(tree: Any) -> Any:  # noqa: ANN401 - the standard library gives its tree no type
    """The items of a tree, out of the group around them."""
    operator, argument = tree[0]
    return argument[3] if len(tree) == 1 and str(operator) == "SUBPATTERN" else tree
