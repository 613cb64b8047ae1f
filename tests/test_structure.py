"""What is said in more than one sentence: who is of a size, and what follows for those who are."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_terms import plain

from monitor.classes import many, named
from monitor.classify import classify
from monitor.folding import fold
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules

TEXTS = [
    pytest.param(text, id=text["name"])
    for text in tomllib.loads((Path(__file__).parent / "variants/structure.toml").read_text("utf-8"))["text"]
]


@pytest.mark.parametrize("text", TEXTS)
def test_terms_that_matter(text: dict[str, Any]) -> None:
    found = plain(classify(text["text"], load_rules(), load_references()).terms)
    assert {name: found[name] for name in text["terms"]} == text["terms"]


NAMED = (
    ("A business counts as big when it employs 300 people.", "big business", "business is not big"),
    ("We treat a licensee as major once it has two million users.", "major licensee", ""),
    ("Large customers are those with more than 1,000 seats.", "large customer", ""),
    ("Large companies (more than 500 employees) may not use it.", "large company", ""),
    ("年收入超过五千万元的企业为大型企业。", "大型企业", ""),
)


@pytest.mark.parametrize(("sentence", "term", "other"), NAMED)
def test_classes_named_in_passing(sentence: str, term: str, other: str) -> None:
    words = fold(sentence).text
    (found,) = named(words, (0, len(words)))
    assert term in found.terms
    assert not other or other in found.others


@pytest.mark.parametrize(
    ("one", "more"),
    [
        ("licensee of significant scale", "licensees of significant scale"),
        ("big business", "big businesses"),
        ("eligible entity", "eligible entities"),
        ("large agency", "large agencies"),
        ("major survey", "major surveys"),
    ],
)
def test_plurals(one: str, more: str) -> None:
    assert many(one) == more


GRANT = "Anybody may use, copy, change and sell the model.\n\n"
SIZES = ("more than 300 employees", "annual revenue above $5 million", "over 2 million monthly active users")
BANS = (
    "may use it for non-commercial purposes only.",
    "may not use it for commercial purposes.",
    "must obtain a commercial licence before any commercial use.",
)


@given(
    size=st.sampled_from(SIZES), ban=st.sampled_from(BANS), word=st.sampled_from(("large", "major", "grown"))
)
def test_a_ban_for_a_class_of_a_size_is_a_condition(size: str, ban: str, word: str) -> None:
    text = f"{GRANT}A company is {word} if it has {size}. {word.capitalize()} companies {ban}"
    terms = classify(text, load_rules(), load_references()).terms
    assert terms.commercial_use is Commercial.CONDITIONAL
    assert len(terms.thresholds) == 1


@given(
    size=st.sampled_from(SIZES),
    ban=st.sampled_from(BANS),
    who=st.sampled_from(("You", "Licensees", "Anybody")),
)
def test_a_ban_for_everybody_beside_a_class_stays_a_ban(size: str, ban: str, who: str) -> None:
    text = f"You may use the model for study.\n\nA company is large if it has {size}. {who} {ban}"
    terms = classify(text, load_rules(), load_references()).terms
    assert terms.commercial_use in {Commercial.PROHIBITED, Commercial.SEPARATE}


def test_what_waits_for_an_agreement_goes_back_to_the_size_before_it() -> None:
    text = (
        "You may use the Model for any purpose, including commercial purposes. A company with more than 500 "
        "employees needs our separate agreement. Until that agreement has been signed, it may not use the "
        "Model commercially."
    )
    terms = classify(text, load_rules(), load_references()).terms
    assert terms.commercial_use is Commercial.CONDITIONAL
