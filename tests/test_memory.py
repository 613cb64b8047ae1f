"""What stays behind once a text is read: of ten thousand texts no more than of a few hundred."""

from __future__ import annotations

import gc
import random
import tracemalloc
from typing import TYPE_CHECKING

from monitor import compiled, finder, patterns
from monitor.classify import classify
from monitor.literals import Table
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

TEXTS = 20
LENGTH = 2_000
KEPT = TEXTS * LENGTH
"""Bytes; whoever keeps the texts, or all their words, keeps more."""


def texts(chance: random.Random) -> Iterator[str]:
    """Texts without end, no two alike: a few sentences in new order, between words that no text has."""
    pool = [example.text for rule in load_rules().rules[::5] for example in rule.examples[:1]]
    while True:
        told: list[str] = []
        while sum(map(len, told)) < LENGTH:
            told += [chance.choice(pool), f"The {chance.randbytes(9).hex()} is {chance.randbytes(9).hex()}."]
        yield "\n\n".join(told)


def test_expressions_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST_MADE", 3)
    known = patterns.Patterns(patterns.Lexicon(), Table())
    made = [known.of(word) for word in "abcdef"]
    for pattern in (*made, made[0], made[-1]):
        assert pattern.regex is pattern.regex
        assert pattern.regex.search("..abcdef")
        assert sum("regex" in vars(one) for one in made) <= 3
    assert ["regex" in vars(one) for one in made] == [True, False, False, False, True, True]


def test_patterns_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [text for text, _ in zip(texts(random.Random(2)), range(3), strict=False)]  # noqa: S311 - as below
    found = [classify(text, load_rules(), load_references()) for text in told]
    monkeypatch.setattr(compiled, "MOST_PATTERNS", 40)
    monkeypatch.setattr(patterns, "MOST_MADE", 10)
    rules = load_rules.__wrapped__()
    known = rules.rules[0].matches[0].all._patterns  # type: ignore[attr-defined]  # where they are remembered
    assert [classify(text, rules, load_references()) for text in told] == found
    assert len(known._made) == len(known._order) == 40


def test_as_many_expressions_stay_as_many_licences_need(shared: Path) -> None:
    rules = load_rules.__wrapped__()
    made = rules.rules[0].matches[0].all[0]._lexicon._made
    for path in sorted((shared / "corpus" / "texts").glob("*.txt"))[::4]:
        classify(path.read_text(encoding="utf-8"), rules, load_references())
    assert 500 < len(made) == len({pattern.source for pattern in made}) < patterns.MOST_MADE


def test_reading_keeps_nothing_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, references = load_rules(), load_references()
    monkeypatch.setattr(finder, "_KNOWN_WORDS", 0)  # as if very many had been read already
    endless = texts(random.Random(1))  # noqa: S311 - a shuffle, no secret

    def read(count: int) -> None:
        for text, _ in zip(endless, range(count), strict=False):
            classify(text, rules, references)
        gc.collect()

    read(2 * TEXTS)  # what rules need of themselves is made when it is first needed
    tracemalloc.start()
    try:
        read(TEXTS)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < KEPT
