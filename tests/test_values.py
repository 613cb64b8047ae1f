"""Numbers and percentages as clauses write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.folding import fold
from monitor.numerals import numbers
from monitor.quoted import prefix
from monitor.values import law, percent, sizes


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
        ("a tenth of the income", 10.0),
        ("one half of it", 50.0),
        ("half of what you earn", 50.0),
        ("half a year of it", None),
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


@pytest.mark.parametrize(
    ("words", "currency"), [("25 million canadian dollars", "CAD"), ("25 million pounds sterling", "GBP")]
)
def test_money_of_a_country(words: str, currency: str) -> None:
    assert [(each.amount, each.currency) for each in numbers(words)] == [(2.5e7, currency)]


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("INR 10 crore", 1e8, "INR"),
        ("two lakh rupees", 2e5, "INR"),
        ("2.5 lakh users", 2.5e5, None),
        ("ten million (10,000,000) JPY", 1e7, "JPY"),
    ],
)
def test_scales_and_sums_told_twice(words: str, amount: float, currency: str | None) -> None:
    assert [(each.amount, each.currency) for each in numbers(fold(words).text)] == [(amount, currency)]


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("revenue of 20 million RUB (~$200K USD) or more", [(2e7, None)]),
        ("累计用户数超过100万的", [(1e6, "total")]),
        ("organisations with 8 or more employees", [(8, None)]),
        ("no more than 5 developers", [(5, None)]),
        ("firms of fifty or more staff", [(50, None)]),
        ("a company size up to 20 people", [(20, None)]),
    ],
)
def test_sizes_told_again_and_small_ones(clause: str, told: list[tuple[float, str | None]]) -> None:
    words = fold(clause).text
    found = sizes(words, lambda start, end: words[start:end])
    assert [(size["amount"], size["period"]) for size in found] == told


def test_a_number_in_a_name_counts_nothing() -> None:
    words = fold("Above 50 million monthly active users show “Aurora-7B”, on all devices.").text
    assert [number.amount for number in numbers(words)] == [50_000_000]


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("on the release date of the Model", "at-release"),
        ("on the day on which the Model was first published", "at-release"),
        ("模型发布之日", "at-release"),
        ("in any month after you publish your product", "month"),
    ],
)
def test_active_users_are_counted_by_month_or_once_at_release(when: str, period: str) -> None:
    words = fold(f"If {when} you have more than 5 million monthly active users, ask for a licence.").text
    (size,) = sizes(words, lambda start, end: words[start:end])
    assert size["period"] == period


def test_the_year_that_money_is_of_is_no_size() -> None:
    words = "less than 1,000,000 usd (2019) total revenue in the prior tax year, or fewer than 100 employees"
    told = [(each["amount"], each["period"]) for each in sizes(words, lambda start, end: words[start:end])]
    assert told == [(1e6, "year"), (100, None)]


UNITS = "one two three four five six seven eight nine".split()  # noqa: SIM905 - a list reads best in one line
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - as above


def spelt(number: int, joint: str, hyphen: str) -> str:
    """A number below a thousand as people write it out."""
    hundreds, rest = divmod(number, 100)
    tens, unit = divmod(rest, 10)
    if rest < 10:
        below = UNITS[unit - 1] if unit else ""
    elif rest < 20:
        below = TEENS[rest - 10]
    else:
        below = TENS[tens - 2] + (f"{hyphen}{UNITS[unit - 1]}" if unit else "")
    above = f"{UNITS[hundreds - 1]} hundred" if hundreds else ""
    return f"{above}{joint if above and below else ''}{below}"


@given(
    st.integers(min_value=1, max_value=999),
    st.sampled_from([" and ", " "]),
    st.sampled_from(["-", " "]),
    st.sampled_from([(" million users", 1e6), (" thousand euros", 1e3), (" employees", 1)]),
)
def test_numbers_that_are_written_out(
    number: int, joint: str, hyphen: str, ending: tuple[str, float]
) -> None:
    (found,) = numbers(f"more than {spelt(number, joint, hyphen)}{ending[0]}")
    assert found.amount == number * ending[1]


@pytest.mark.parametrize("words", ["one of the users", "for the twelve months before", "a hundredth of it"])
def test_words_that_count_nothing(words: str) -> None:
    assert list(numbers(words)) == []


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("the law governing this licence is that of spain.", "Spain"),
        (
            "this agreement is governed by california and u.s. federal law.",
            "California, USA",
        ),
        ("9. law: israel.", "Israel"),
        ("(a) ontario, canada.", "Ontario, Canada"),
        ("this licence takes effect under scots law.", "Scotland"),
        ("the laws of the state of georgia apply.", "Georgia, USA"),
        ("the laws in force in the netherlands apply.", "Netherlands"),
        ("本许可证依照日本法律解释。", "Japan"),
        ("the law of the place where the licensor sits applies.", None),
    ],
)
def test_the_place_of_a_governing_law(words: str, place: str | None) -> None:
    assert next(law(words, lambda start, end: words[start:end]), {"law": None}) == {"law": place}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('Its name must begin with "Aurora".', "Aurora"),
        ("Its name must begin with 'Aurora'.", "Aurora"),
        ("Its name must start with the word Aurora.", "Aurora"),
        ('Names take the form "Aurora-<your name>".', "Aurora"),
        ("Tuned versions are called Aurora-something.", "Aurora"),
        ('A derived model must be called "Aurora Two".', "Aurora Two"),
        ("Its name must begin with a letter.", None),
        ('The "Aurora" must be kept.', None),
    ],
)
def test_the_word_a_name_must_carry(words: str, expected: str | None) -> None:
    found = prefix(words.lower(), lambda start, end: words[start:end])
    assert next(found, {"prefix": None}) == {"prefix": expected}
