"""What licences say of commerce, in thousands of wordings: a sample of sentences made of an inventory."""

from __future__ import annotations

import pytest
from said import Said, in_a_licence, inventory, sentences

from monitor.classify import classify
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules

SEEDS = (7, 11)
_EACH = 5  # sentences of every kind
_MOST_MISSED = 0.06
HARMLESS = inventory()["harmless"]


def use(licence: str) -> str:
    return str(classify(licence, load_rules(), load_references()).terms.commercial_use)


@pytest.mark.parametrize("seed", SEEDS)
def test_sentences_are_read_as_they_are_meant(seed: int) -> None:
    said = list(sentences(seed, _EACH))
    read = [(each, use(each.licence)) for each in said]
    assert [each.sentence for each, found in read if _is_cleared(each, found)] == []
    missed = [(found, each.value, each.sentence) for each, found in read if found != each.value]
    assert len(missed) <= _MOST_MISSED * len(said), missed


def _is_cleared(said: Said, found: str) -> bool:
    return found == Commercial.ALLOWED != said.value


@pytest.mark.parametrize("sentence", HARMLESS["read"])
def test_talk_of_commerce_that_limits_nothing(sentence: str) -> None:
    assert use(in_a_licence(sentence)) == Commercial.ALLOWED


@pytest.mark.parametrize("sentence", HARMLESS["left"])
def test_what_is_left_to_a_reader(sentence: str) -> None:
    """No rule knows these; when one does, they belong to the others."""
    assert use(in_a_licence(sentence)) == Commercial.UNCLEAR
