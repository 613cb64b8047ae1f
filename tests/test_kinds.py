"""What a limit is about: commerce as such, or one kind of it beside a grant for the rest."""

from __future__ import annotations

import pytest

from monitor.classify import classify
from monitor.kinds import (
    hands_on,
    is_an_offer,
    is_commerce_as_such,
    is_for_others,
    is_of_copies,
    is_on_condition,
)
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules

RULES, REFERENCES = load_rules(), load_references()

OPEN = "Orchid may be used for commercial purposes, for example behind your own products. "
INSIDE = "You are granted a licence to use the Software for your own internal business purposes. "
OUTSIDE = "You are granted a licence to use the Software for non-commercial purposes only. "
FREE = "You may use the Service free of charge if:\n(a) you use it for non-commercial purposes; or\n"
STUDY = "(c) you use it solely for academic research."
PAID = (
    "Commercial users must register in 30 days. Commercial users shall pay 5% of their gross revenue to us."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            OPEN + "A commercial license must be obtained if you want to publish a derivative work.",
            "conditional",
        ),
        (OPEN + "You may not sell or lease Orchid for commercial gain.", "conditional"),
        (OPEN + "For enterprise licensing write to sales@example.org.", "allowed"),
        (OPEN + "Any commercial use requires a separate licence from us.", "separate-licence"),
        (INSIDE + "Without a separate agreement you may not sell copies for profit.", "conditional"),
        (INSIDE + "You may distribute copies to others only for non-commercial purposes.", "conditional"),
        (OUTSIDE + "You may distribute copies to others only for non-commercial purposes.", "prohibited"),
        (FREE + "(b) your annual revenue does not exceed USD 1,000,000; or\n" + STUDY, "conditional"),
        ("Use for non-commercial purposes is free. " + PAID, "conditional"),
    ],
)
def test_one_kind_of_commerce_is_a_condition(text: str, expected: str) -> None:
    """Beside a grant that leaves commerce open, or open within the house, one kind of it is no ban."""
    assert classify(text, RULES, REFERENCES).terms.commercial_use == Commercial(expected)


def test_commerce_as_such() -> None:
    """A licence that is called commercial does not yet speak of commerce as such."""
    as_such = "any commercial use requires a licence", "companies must ask first", "商业用途须取得授权"
    licences = "a commercial licence is needed to sell copies", "enterprise licensing", "如需商业授权请联系"
    assert all(map(is_commerce_as_such, as_such))
    assert not any(map(is_commerce_as_such, licences))


def test_an_offer() -> None:
    """A licence on offer is told from one that is needed."""
    assert is_an_offer("For enterprise licensing write to sales@example.org.")
    assert not is_an_offer("They may not republish it without first obtaining a licence.")
    assert not is_an_offer("For commercial use write to sales@example.org.")


def test_what_is_done_with_copies() -> None:
    """Selling and handing on are told from use."""
    assert is_for_others("you may not sell or lease it")
    assert not is_for_others("you may not sell or use it")
    assert hands_on("you may distribute copies to others for non-commercial purposes")
    assert not hands_on("you may use and distribute it to others for non-commercial purposes")
    assert is_of_copies("copies of it may not be distributed for profit")
    assert not is_of_copies("it may not be used for profit")
    assert is_on_condition("a licence is required if you host it")
    assert not is_on_condition("a licence is required for it")
