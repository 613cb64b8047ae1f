"""What a text says of hosting, by what it says of commerce and of whose service is spoken of."""

from __future__ import annotations

import pytest

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

GRANT = "The Licensor grants you a licence to use, copy, modify and sell the model for any purpose.\n\n"
KINDS = '"Commercial Use" means selling copies or offering the model to others as a hosted service. '


@pytest.mark.parametrize(
    ("words", "hosting"),
    [
        (f"{KINDS}Any Commercial Use requires a separate licence.", "restricted"),
        (f"{KINDS}Commercial Use is welcome.", "not-addressed"),
        ("Forbidden uses:\n\n- a paid API for others", "restricted"),
        ("Forbidden uses:\n\n- an API for others, paid or free", "prohibited"),
        (
            'It works with the hosted API of Acme ("Acme Service"). You need our licence for it.',
            "not-addressed",
        ),
        ("Whoever lets others query it over an API must have a subscription.", "restricted"),
    ],
)
def test_hosting(words: str, hosting: str) -> None:
    assert str(classify(GRANT + words, load_rules(), load_references()).terms.hosting) == hosting


@pytest.mark.parametrize(
    ("service", "hosting"),
    [
        ("our website and its REST API", "not-addressed"),
        ("making the model available to third parties over an API", "restricted"),
    ],
)
def test_a_service_is_whose_it_is(service: str, hosting: str) -> None:
    words = f'"Service" means {service}. You must obtain a separate licence before you use the Service.'
    assert str(classify(GRANT + words, load_rules(), load_references()).terms.hosting) == hosting


def test_twelve_months_are_a_year() -> None:
    words = (
        "Companies whose annual revenue exceeds $1,000,000 must obtain a commercial licence. It is free for "
        "companies whose revenue is below $1,000,000 in the last twelve months."
    )
    (size,) = classify(GRANT + words, load_rules(), load_references()).terms.thresholds
    assert (size.period, size.consequence) == ("year", "separate-licence")
