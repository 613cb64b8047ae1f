"""Numbers and percentages as clauses write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.values import numbers, percent


def rate(words: str) -> object:
    """The percentage read out of some words."""
    return next(percent(words, lambda start, end: words[start:end]))["rate"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pay 20% of it", 20.0),
        ("pay 2.5 per cent thereon", 2.5),
        ("10 percent of sales", 10.0),
        ("ten percent of sales", 10.0),
        ("twenty-five (25) percent", 25.0),
        ("25 (twenty-five) percent", 25.0),
        ("fifty percent (50%)", 50.0),
        ("收入的百分之五", 5.0),
        ("收入的百分之二十五", 25.0),
        ("收入的15%", 15.0),
        ("5 percentage points", None),
        ("ten people", None),
        ("a share of it", None),
    ],
)
def test_percentage(words: str, expected: float | None) -> None:
    assert rate(words) == expected


@given(st.integers(min_value=1, max_value=100), st.sampled_from(["%", " %", " percent", " per cent"]))
def test_percentage_in_any_writing(amount: int, sign: str) -> None:
    assert rate(f"you owe {amount}{sign} of it") == amount


@pytest.mark.parametrize(
    "words", ["10 million us dollars", "10 million of us dollars", "us$ 10 million", "$10m"]
)
def test_money_is_no_percentage(words: str) -> None:
    assert [(each.amount, each.currency, each.percent) for each in numbers(words)] == [(1e7, "USD", False)]
