"""Quick looks that spare a whole expression: with and without them the same is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import classes, definitions, disguise, going_back, language, numerals

ANYTHING = re.compile("")
NUMBERS = st.sampled_from(
    [
        "one",
        "two hundred and fifty",
        "a hundred",
        "ten",
        "often",
        " ",
        "-",
        "(",
        "(1)",
        " million",
        " users",
        "7",
        "1,000",
        "usd ",
        "$",
        "百万",
        "十亿",
        "half a million",
        " percent",
        "per cent",
        "anyone",
        ".",
    ]
)
LETTERS = st.sampled_from(
    [
        "a",
        "b",
        " ",
        ".",
        "-",
        "*",
        "“",
        "”",
        "’",
        "§",
        "…",
        "€",
        "&#65;",
        "<b>",
        "\x01",
        "\u200b",
        "\u202e",
        "é",
        "ж",
        "商",
        "s e l l i n g",
        "n.o.t.h.i.n.g",
        "\u0336",
        "\ue000",
        "☃",
        "\u2013",
    ]
)
WORDS = st.sampled_from(
    [
        "die",
        "der",
        "das",
        "und",
        "la",
        "de",
        "the",
        "of",
        "use",
        "és",
        "<a href=x>",
        "https://und.de/die",
        "nicht",
        "les",
        "que",
        "ne",
        "pas",
        ".",
    ]
)
CLAUSES = st.sampled_from(
    [
        "a company is large",
        "we treat a licensee as major",
        " if it has ",
        "more than 500 employees",
        "large ",
        "companies",
        " are those with ",
        " (",
        ")",
        "a small firm ",
        "is any ",
        "firm ",
        "whose revenue is below ",
        "$5 million",
        ". ",
        ", ",
    ]
)
SUMS = st.sampled_from(
    [
        "on the part that exceeds",
        " this",
        " such",
        " the said",
        " amount",
        " Sum",
        "limits",
        " limit",
        ", ",
        "above",
    ]
)
together = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@together
@given(st.lists(NUMBERS, max_size=8).map("".join))
def test_numbers(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    quick = list(numerals.numbers(words))
    with monkeypatch.context() as patched:
        patched.setattr(numerals, "_NUMERAL", ANYTHING)
        assert quick == list(numerals.numbers(words))


@together
@given(st.lists(LETTERS, max_size=12).map("".join))
def test_disguises(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    quick = disguise.is_disguised(words), disguise.has_strange_letters(words)
    with monkeypatch.context() as patched:
        patched.setattr(disguise, "_ODD", ANYTHING)
        assert quick == (disguise.is_disguised(words), disguise.has_strange_letters(words))


@together
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_languages(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    quick = language.detect(words), language.is_foreign(words)
    with monkeypatch.context() as patched:
        patched.setattr(
            language, "_ELSEWHERE", frozenset(words.split()) | set(language._LATIN_WORD.findall(words))
        )
        assert quick == (language.detect(words), language.is_foreign(words))


@together
@given(st.lists(CLAUSES, max_size=8).map("".join))
def test_classes(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    quick = list(classes.named(words, (0, len(words))))
    with monkeypatch.context() as patched:
        for name in ("_SOME_IF", "_ARE_THOSE", "_NUMBER_IN_BRACKETS"):
            patched.setattr(classes, name, ANYTHING)
        assert quick == list(classes.named(words, (0, len(words))))


@together
@given(st.lists(SUMS, max_size=8).map("".join))
def test_sums_gone_back_to(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    text = f"It is free. {words}"
    quick = going_back.taken_up(text, (12, len(text)), (0, 11))
    with monkeypatch.context() as patched:
        patched.setattr(going_back, "_A_SUM", ANYTHING)
        assert quick == going_back.taken_up(text, (12, len(text)), (0, 11))


@pytest.mark.parametrize("term", ["company", "licensee of significant scale", "entity", "business", "关联方"])
def test_a_term_and_its_plural_have_their_root_in_common(term: str) -> None:
    assert definitions._root(term) in term
    assert definitions._root(term) in classes.many(term)
