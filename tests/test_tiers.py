"""Sizes of one sentence that lead to different things."""

from __future__ import annotations

from collections import Counter

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

GRANT = "You may use the Model for any purpose, including commercial purposes.\n\n"
TIERS = (
    "If your annual revenue exceeds ${low} million you must notify us, "
    "and if it exceeds ${high} million you must obtain a licence from us.\n\n"
)


def consequences(text: str) -> Counter[str | None]:
    terms = classify(GRANT + text, load_rules(), load_references()).terms
    return Counter(each.consequence for each in terms.thresholds)


def test_each_size_of_a_sentence_has_what_its_own_part_asks_for() -> None:
    assert consequences(TIERS.format(low=1, high=20)) == {"notify": 1, "separate-licence": 1}


def test_of_very_many_such_sentences_the_last_are_read_as_a_whole() -> None:
    """To read a part for itself takes long, and whoever writes the text could make it long."""
    told = consequences("".join(TIERS.format(low=1 + at, high=100 + at) for at in range(26)))
    assert told["notify"] == 24


def test_a_sentence_of_very_many_parts_is_read_as_a_whole() -> None:
    parts = [f"if your annual revenue exceeds ${at} million you must notify us" for at in range(2, 14)]
    first = "If your annual revenue exceeds $1 million you must obtain a licence from us"
    assert consequences(f"{'; and '.join([first, *parts])}.")["notify"] == 0
