"""What patterns need is found wherever they are: in sentences, under stems, with glosses, across sections."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import views
from monitor.finder import Finder, bits
from monitor.literals import Table, need_of
from monitor.patterns import _parsed
from monitor.resources import load_rules
from monitor.rules import Scope
from monitor.views import Views
from monitor.windows import Prepared, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.patterns import Pattern

RULES = load_rules()
EXAMPLES = [example.text for rule in RULES.rules for example in rule.examples]


def with_parts(pattern: Pattern) -> Iterator[Pattern]:
    """A pattern, what it begins with and its alternatives."""
    yield pattern
    for part in pattern.parts:
        if part is not pattern:
            yield from with_parts(part)
    if pattern.lead:
        yield from with_parts(pattern.lead)


PATTERNS = list(
    dict.fromkeys(
        each
        for rule in RULES.rules
        for match in rule.matches
        for pattern in (*match.all, *match.any, *match.none)
        for each in with_parts(pattern)
    )
)
BREAKS = re.compile(r"\b(?:to|not|following|that|by|if|shall|may|any|the|for) ")
LAYOUTS = (
    "\n\n".join,
    " ".join,
    "".join,
    lambda sentences: f"# {sentences[0]}\n\n" + "\n- ".join(["You shall not:", *sentences]),
    lambda sentences: "\n".join(f"({at}) {sentence};" for at, sentence in enumerate(sentences)),
    lambda sentences: f'"Licensed Use" means {sentences[0]}\n\nThe Licensed Use: {sentences[-1]}',
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Some examples in one layout, with some of their characters and words changed."""
    sentences = draw(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=4))
    if draw(st.booleans()):  # broken off where a list may begin
        cuts = [cut.end() for cut in BREAKS.finditer(sentences[0])] or [0]
        cut = draw(st.sampled_from(cuts))
        sentences[:1] = [f"{sentences[0][:cut]}\n\n- {sentences[0][cut:]}"]
    chars = list(draw(st.sampled_from(LAYOUTS))(sentences))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(chars) - 1))
        chars[at] = draw(
            st.sampled_from(["", " ", "  ", "\n", "-", ".", ",", "s", "ed ", "\u00ad", "不", "о", "7"])
        )
    return "".join(chars)


@pytest.mark.parametrize("most", [views.BLOCK, 2])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts(), seed=st.integers(0, 2**32))
def test_a_pattern_of_the_rules_is_found_only_where_its_need_is_met(
    monkeypatch: pytest.MonkeyPatch, most: int, text: str, seed: int
) -> None:
    monkeypatch.setattr(views, "BLOCK", most)
    seen = Views(Prepared(text), RULES.finder)
    tried = random.Random(seed).sample(PATTERNS, 1000)  # noqa: S311 - a choice, no secret
    for scope in Scope:
        for block in seen.blocks(scope):
            block.cut_sections()
            for pattern in tried:
                met = block.met.where(pattern.need)
                for index, window in enumerate(block.windows):
                    assert met >> index & 1 or not pattern.regex.search(window.text), pattern.source


@pytest.mark.parametrize("most", [views.BLOCK, 2])
def test_every_scope_has_its_windows(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """A text of one block has them all in it; of a longer one the whole text stands by itself."""
    monkeypatch.setattr(views, "BLOCK", most)
    text = Prepared("# Use\n\nYou may not:\n\n- sell it;\n- rent it out.\n\nThat is all.")
    seen = Views(text, RULES.finder)
    for scope in Scope:
        told = []
        for block in seen.blocks(scope):
            block.cut_sections()
            told += [block.windows[at].text for at in bits(block.scopes[scope])]
        assert sorted(told) == sorted(window.text for window in windows(text, scope)), scope


@settings(max_examples=60, deadline=None)
@given(text=texts(), seed=st.integers(0, 2**32))
def test_a_short_sentence_holds_a_match_where_its_patterns_cover_words(text: str, seed: int) -> None:
    matches = [match for rule in RULES.rules for match in rule.matches]
    for block in Views(Prepared(text), RULES.finder).blocks(Scope.ITEM):
        for match in random.Random(seed).sample(matches, 60):  # noqa: S311 - a choice, no secret
            if match.scope in {Scope.ITEM, Scope.SENTENCE} and all(each.need for each in match.all):
                for index in bits(block._where(match)):
                    covered = block._cover([*match.all], match.any, index) is not None
                    assert block._holds([*match.all], match.any, index) == covered


def finder_of(*patterns: str) -> tuple[Finder, list[int]]:
    """A finder of what some patterns need, and the numbers of these needs."""
    table = Table()
    numbers = [table.add(need_of(_parsed(pattern))) for pattern in patterns]
    return Finder(table.nodes), numbers


@pytest.mark.parametrize(
    ("pattern", "pieces", "expected"),
    [
        ("may not", ["you may not", "not in may", "dismay nothing", "may  not", "may", ""], 0b101),
        ("may not use", ["may not use", "may not. not use", "may not abuse", "may not user"], 0b1011),
        (r"may not\b", ["may not", "may nothing"], 0b11),  # how the last word ends is left to the pattern
        (r"\barr\b", ["arr", "warranty", "(arr)", "an arr"], 0b1101),
        ("x a b", ["x a b", "x a", "a b x"], 0b1),
        ("禁止 use", ["您禁止 use", "禁止use"], 0b1),
        ("-as-a service", ["model-as-a service", "as a service"], 0b1),
        ("may not|x{3}", ["", "may not"], 0b11),
        ("^may.{0,10}$", ["may", "you may not use", "maybe, or maybe not"], 0b11),
        ("^may", ["you, or maybe not, or perhaps may", "may"], 0b11),
    ],
)
def test_strings_are_found_by_words_and_by_pairs_of_words(
    pattern: str, pieces: list[str], expected: int
) -> None:
    finder, (number,) = finder_of(pattern)
    assert finder.met(pieces).where(number) == expected


def test_words_are_told_with_the_pieces_that_hold_them() -> None:
    finder, (phrase, word) = finder_of("may not", r"\barr\b")
    met = finder.counted([("may not", 0b101), ("may", 0b10), ("not arr", 0b1)], [11, 3, 7])
    assert (met.where(phrase), met.where(word)) == (0b101, 0b1)


def test_words_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.finder._KNOWN_WORDS", 3)
    finder, (number,) = finder_of("w5 w6")
    assert finder.met([" ".join(f"w{at}" for at in range(9))]).where(number) == 1
    assert len(finder._words) <= 3
    assert finder.met(["w" * 99 + " w5 w6"]).where(number) == 1
    assert "w" * 99 not in finder._words


def test_bits() -> None:
    assert bits(0b1011) == [0, 1, 3]
    assert bits(0) == []
