"""Patterns looked for one alternative at a time: what is found is what the whole pattern finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import patterns
from monitor.finder import Finder
from monitor.literals import Table
from monitor.patterns import HEAVY, Lexicon, PatternError, Patterns
from monitor.resources import load_rules
from monitor.seeking import Seeker

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = load_rules()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    known = Lexicon()
    known.add("may_not", "(?:may not|shall not|never|x|\\bno\\b)")
    known.add("deep", "(?:{may_not} use|host|(?:a|ab)c)")
    return known


def sought(lexicon: Lexicon, source: str, texts: list[str], at: int) -> list[tuple[int, int] | None]:
    table = Table()
    pattern = Patterns(lexicon, table).of(source)
    seeker = Seeker(texts, Finder(table.nodes).met(texts))
    hits = [seeker.search(pattern, index, at) for index in range(len(texts))]
    if not at:
        assert [bool(seeker.found(pattern, index)) for index in range(len(texts))] == [
            bool(hit) for hit in hits
        ]
    return [hit.span() if hit else None for hit in hits]


PIECES = st.sampled_from(
    ["{may_not}", "{deep}", "a", "ab", "(?:a|ab)", "(?:(?:b|{may_not})|c)", " <9>", "(?:b|a)?", "{may_not}?",
     "(?:ab|a){1,2}", "|", "|", "[|(]", r"\|", "(?=a)", "(?<!b)", r"\b", " ", "use", "x", "(?:|b)", "(a)",
     "^"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["may not", "shall not", "never", "no", "use", "host", "a", "ab", "abc", "x", "|", " "]
)


@pytest.fixture(params=[0, HEAVY])
def heavy(request: pytest.FixtureRequest) -> Iterator[int]:
    """From how many characters on a part of a pattern is looked for first: from none on, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "HEAVY", request.param)
        yield request.param


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("heavy")
@given(
    st.lists(PIECES, min_size=1, max_size=7).map("".join),
    st.lists(st.lists(WORDS, max_size=9).map("".join), min_size=1, max_size=3),
    st.integers(0, 4),
)
def test_a_pattern_is_found_where_the_whole_of_it_is(
    lexicon: Lexicon, source: str, texts: list[str], at: int
) -> None:
    try:
        lexicon.need(source)
    except PatternError:
        return
    at = min(at, *map(len, texts))
    hits = [lexicon.compiled(source).search(text, at) for text in texts]
    assert sought(lexicon, source, texts, at) == [hit.span() if hit else None for hit in hits]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a|b", [("a", ""), ("b", "")]),
        ("(?:a|b)", [("a", ""), ("b", "")]),
        ("(?:a|b)c", [("(?:a|b)c", "(?:a|b)")]),
        ("(?:a|b)?c", [("(?:a|b)?c", "")]),
        ("(?:a|b){0,2}c", [("(?:a|b){0,2}c", "")]),
        ("(?:a|b){may_not}", [("(?:a|b){may_not}", "(?:a|b)")]),
        ("{may_not} <5>use|y", [("{may_not} <5>use", "{may_not}"), ("y", "")]),
        ("{deep}", [("{may_not} use", "{may_not}"), ("host", ""), ("(?:a|ab)c", "(?:a|ab)")]),
        (r"[|(]|\|\(|[]|]|[^]|]", [("[|(]", ""), (r"\|\(", ""), ("[]|]", ""), ("[^]|]", "")]),
        ("(a)|b", [("(a)|b", "")]),
        ("(?i:a)|b", [("(?i:a)|b", "")]),
        ("(?:a|b)(?:c|d)", [("(?:a|b)(?:c|d)", "(?:a|b)")]),
    ],
)
def test_alternatives(lexicon: Lexicon, source: str, parts: list[tuple[str, str]]) -> None:
    assert lexicon.alternatives(source) == parts


@pytest.mark.parametrize(
    ("source", "behind"),
    [
        ("a (?:b|cd)", ("(?:b|cd)", 2, 2)),
        ("(?:a|bc) <5>{may_not}", ("{may_not}", 1, 7)),
        ("{may_not} (?:b|c)x{deep}", ("{deep}", 4, 12)),
        ("a(?:b|c)?{may_not}{0,2}", None),
        ("a(?=(?:b|c))(?!{deep})(?<=a)", None),
        ("{deep} use", None),
        ("a(?:b|c)|x", None),
        (r"a\((?:b|[)(|])\)", (r"(?:b|[)(|])", 2, 2)),
        ("(?i:a)(?:b|c)", None),
        ("(a)(?:b|c)", None),
    ],
)
def test_what_stands_behind(
    lexicon: Lexicon, source: str, behind: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lexicon.behind(source) is None
    monkeypatch.setattr(patterns, "HEAVY", 0)
    assert lexicon.behind(source) == behind


def test_what_stands_behind_is_looked_for_as_far_as_it_may_stand(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "HEAVY", 0)
    texts = ["bc---use", "bc----use", "ause", "use", "aabcabc---use", "use a bc---us"]
    for source in ("(?:a|bc)<3>(?:use|host)", "(?:a|bc)[a-]{0,3}(?:use|host)", "[ab]c?<3>(?:use|host)"):
        assert [hit and hit[0] for hit in sought(lexicon, source, texts, 0)] == [0, None, 0, None, 5, None]


def test_every_pattern_of_the_rules_is_found_as_the_whole_of_it_is() -> None:
    """Over the sentences that the rules are shown by."""
    texts = [example.text.lower() for rule in RULES.rules for example in rule.examples][::7]
    seeker = Seeker(texts, RULES.finder.met(texts))
    listed = (
        pattern
        for rule in RULES.rules
        for match in rule.matches
        for pattern in (*match.all, *match.any, *match.none)
    )
    for pattern in list(dict.fromkeys(listed))[::5]:
        for index, text in enumerate(texts):
            hit, whole = seeker.search(pattern, index), pattern.regex.search(text)
            assert (hit and hit.span()) == (whole and whole.span())
