"""What stays behind once a text is read: of ten thousand texts no more than of a few hundred."""

from __future__ import annotations

import gc
import random
import tracemalloc
from typing import TYPE_CHECKING

from monitor import finder
from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

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
