"""Thresholds against declared facts, and the places a territory covers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import sizes, territories
from monitor.rates import RATES
from monitor.records import Policy, Profile, Rates, Threshold, Use
from monitor.sizes import Standing, measure

YEAR = Threshold(metric="revenue", amount=1e6, currency="USD", period="year")
MONTH = replace(YEAR, period="month")
USERS = Threshold(metric="mau", amount=1e6, period="month")
FIRM = Profile(revenue_year=2e6, revenue_month=2e5, users_month=1000)


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (YEAR, "more than USD 1,000,000 revenue a year"),
        (
            replace(YEAR, comparator=">=", period="12-months"),
            "at least USD 1,000,000 revenue in any 12 months",
        ),
        (USERS, "more than 1,000,000 monthly active users"),
        (Threshold(metric="visits", amount=0.5), "more than 0.5 visits"),
        (Threshold(metric="tokens", amount=3, period="total"), "more than 3 tokens in total"),
    ],
)
def test_words(threshold: Threshold, words: str) -> None:
    assert sizes.words(threshold) == words


@pytest.mark.parametrize(
    ("change", "uses", "commercial", "bound"),
    [
        ({}, (Use.INTERNAL,), True, True),
        ({"exempt": ("internal",)}, (Use.INTERNAL,), True, False),
        ({"exempt": ("internal",)}, (Use.INTERNAL, Use.PRODUCT), True, True),
        ({"applies_to": "hosting"}, (Use.PRODUCT,), True, False),
        ({"applies_to": "hosting"}, (Use.HOSTED_API,), True, True),
        ({"applies_to": "commercial-product"}, (Use.PRODUCT,), True, True),
        ({"applies_to": "commercial-product"}, (Use.PRODUCT,), False, False),
        ({"applies_to": "commercial-product"}, (Use.INTERNAL,), True, False),
    ],
)
def test_binds(change: dict[str, str], uses: tuple[Use, ...], *, commercial: bool, bound: bool) -> None:
    profile = Profile(uses=uses, commercial=commercial)
    assert sizes.binds(replace(USERS, **change), profile) is bound  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("threshold", "profile", "standing"),
    [
        (YEAR, FIRM, Standing.ABOVE),
        (YEAR, replace(FIRM, revenue_year=1e6), Standing.NEAR),
        (replace(YEAR, comparator=">="), replace(FIRM, revenue_year=1e6), Standing.ABOVE),
        (YEAR, replace(FIRM, revenue_year=None), Standing.UNKNOWN),
        (YEAR, Profile(commercial=False), Standing.BELOW),
        (replace(YEAR, basis="product"), FIRM, Standing.UNKNOWN),
        (MONTH, FIRM, Standing.BELOW),
        (MONTH, Profile(revenue_year=5e5), Standing.BELOW),
        (MONTH, Profile(revenue_year=2e7), Standing.ABOVE),
        (MONTH, Profile(revenue_year=5e6), Standing.UNKNOWN),
        (MONTH, Profile(), Standing.UNKNOWN),
        (USERS, FIRM, Standing.BELOW),
        (USERS, Profile(), Standing.UNKNOWN),
        (USERS, Profile(users_month=2e6), Standing.ABOVE),
        (replace(USERS, basis="group"), Profile(users_month=6e5), Standing.UNKNOWN),
        (replace(USERS, basis="group"), Profile(users_month=4e5), Standing.BELOW),
        (replace(USERS, basis="group"), Profile(users_month=2e6), Standing.ABOVE),
        (replace(USERS, metric="dau"), FIRM, Standing.BELOW),
        (replace(USERS, metric="dau"), Profile(users_month=2e6), Standing.UNKNOWN),
        (replace(USERS, metric="dau"), Profile(), Standing.UNKNOWN),
        (replace(USERS, metric="employees"), FIRM, Standing.UNKNOWN),
        (replace(USERS, metric="visits"), Profile(commercial=False), Standing.UNKNOWN),
        (replace(USERS, metric="employees"), Profile(commercial=False), Standing.BELOW),
        (replace(YEAR, applies_to="competitor"), FIRM, Standing.UNKNOWN),
    ],
)
def test_standing(threshold: Threshold, profile: Profile, standing: Standing) -> None:
    measured = measure(threshold, profile)
    assert measured.standing is standing
    assert (measured.fact != "") or standing is not Standing.UNKNOWN


@pytest.mark.parametrize(
    ("figure", "currency", "standing"),
    [
        (1e5, "EUR", Standing.BELOW),
        (9e5, "EUR", Standing.UNKNOWN),
        (5e6, "EUR", Standing.ABOVE),
        (1e6, "CNY", Standing.BELOW),
        (1.0, "XTS", Standing.UNKNOWN),
        (0.0, "XTS", Standing.BELOW),
    ],
)
def test_other_currency_decides_only_what_lies_well_apart(
    figure: float, currency: str, standing: Standing
) -> None:
    measured = measure(YEAR, Profile(revenue_year=figure, currency=currency))
    assert measured.standing is standing
    assert measured.yours.startswith(f"{currency} ")
    if figure and currency != "XTS":
        assert f"at rates of {RATES.as_of}" in measured.yours


def test_money_without_a_currency_is_compared_as_it_stands() -> None:
    assert measure(replace(YEAR, currency=None), FIRM).standing is Standing.ABOVE


def test_thresholds_joined_by_and_come_as_one_group() -> None:
    joined = replace(YEAR, group=1, join="and"), replace(USERS, group=1, join="and")
    alone = replace(YEAR, group=2)
    assert sizes.grouped((*joined, alone)) == ((alone,), joined)
    assert sizes.weakest([measure(each, FIRM) for each in joined]).threshold is joined[1]


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_more_revenue_never_lowers_the_standing(one: float, two: float) -> None:
    order = list(Standing)
    less, more = (
        order.index(measure(YEAR, Profile(revenue_year=figure)).standing) for figure in sorted((one, two))
    )
    assert less <= more


def test_countries() -> None:
    assert len(territories.COUNTRIES) == 249
    assert len(territories.UNION_MEMBERS) == 27
    assert territories.UNION_MEMBERS < territories.COUNTRIES
    assert {code for code in ("US", "EU", "*", "UK", "de", "") if territories.is_territory(code)} == {
        "US",
        "EU",
        "*",
    }


@pytest.mark.parametrize(
    ("excluded", "declared", "touched"),
    [
        (("EU", "GB"), ("DE",), ("EU",)),
        (("DE",), ("EU",), ("DE",)),
        (("GB",), ("EU",), ()),
        (("KR",), ("*",), ("KR",)),
        (("US",), (), ()),
        (("XX",), ("XX",), ("XX",)),
    ],
)
def test_shared(excluded: tuple[str, ...], declared: tuple[str, ...], touched: tuple[str, ...]) -> None:
    assert territories.shared(excluded, declared) == touched


BY_PRODUCT = replace(YEAR, basis="product")
BY_GROUP = replace(USERS, basis="group")
HEADS = Threshold(metric="employees", amount=50)


@pytest.mark.parametrize(
    ("threshold", "facts", "standing", "fact"),
    [
        (BY_PRODUCT, {"product_revenue_year": 1e5}, Standing.BELOW, "product_revenue_year"),
        (BY_PRODUCT, {"product_revenue_year": 2e6}, Standing.ABOVE, "product_revenue_year"),
        (BY_PRODUCT, {}, Standing.UNKNOWN, "product_revenue_year"),
        (
            replace(BY_PRODUCT, period="month"),
            {"product_revenue_month": 1e6},
            Standing.NEAR,
            "product_revenue_month",
        ),
        (YEAR, {"product_revenue_year": 1e5}, Standing.ABOVE, "revenue_year"),
        (BY_GROUP, {"users_month": 9e5}, Standing.UNKNOWN, "group_users_month"),
        (BY_GROUP, {"users_month": 1e5, "group_users_month": 2e6}, Standing.ABOVE, "group_users_month"),
        (BY_GROUP, {"users_month": 9e5, "group_users_month": 95e4}, Standing.NEAR, "group_users_month"),
        (USERS, {"users_month": None, "group_users_month": 10}, Standing.BELOW, "group_users_month"),
        (USERS, {"users_month": None, "group_users_month": 2e6}, Standing.UNKNOWN, "users_month"),
        (
            replace(BY_GROUP, metric="dau"),
            {"users_month": None, "group_users_month": 2e6},
            Standing.UNKNOWN,
            "group_users_day",
        ),
        (HEADS, {"employees": 51}, Standing.ABOVE, "employees"),
        (HEADS, {"employees": 12}, Standing.BELOW, "employees"),
        (HEADS, {}, Standing.UNKNOWN, "employees"),
    ],
)
def test_group_and_product_are_compared_with_what_the_clause_counts(
    threshold: Threshold, facts: dict[str, float], standing: Standing, fact: str
) -> None:
    found = measure(threshold, replace(FIRM, **facts))  # type: ignore[arg-type]
    assert (found.standing, found.fact) == (standing, fact)


@pytest.mark.parametrize(
    ("revenue", "standing"),
    [
        (0.7e6, Standing.UNKNOWN),
        (0.69e6, Standing.BELOW),
        (1e6 / 0.7, Standing.UNKNOWN),
        (1.43e6, Standing.ABOVE),
    ],
)
def test_converted_figure_decides_outside_of_the_margin_of_rates(revenue: float, standing: Standing) -> None:
    even = Policy(margin=0, rates=Rates(as_of=RATES.as_of, per_dollar={"USD": 1.0, "EUR": 1.0}))
    assert measure(YEAR, Profile(revenue_year=revenue, currency="EUR"), even).standing is standing


@pytest.mark.parametrize(("users", "standing"), [(5e5, Standing.BELOW), (500_001.0, Standing.UNKNOWN)])
def test_half_of_a_number_of_the_group_is_not_reached_by_the_product(
    users: float, standing: Standing
) -> None:
    assert measure(BY_GROUP, Profile(users_month=users)).standing is standing


@pytest.mark.parametrize(
    ("metric", "period", "basis", "fact"),
    [
        ("mau", "year", "licensee", "users_month"),
        ("dau", "year", "group", "group_users_day"),
        ("users", "year", "licensee", "users_year"),
        ("users", "12-months", "employer", "group_users_year"),
        ("users", "total", "group", "users_total"),
        ("users", None, "group", "group_users_month"),
        ("revenue", "month", "product", "product_revenue_month"),
        ("revenue", None, "employer", "revenue_year"),
        ("visits", "month", "licensee", "visits_month"),
        ("devices", None, "licensee", "devices"),
        ("budget", "year", "licensee", "budget_year"),
    ],
)
def test_figure_that_a_clause_counts_is_the_one_that_is_asked_for(
    metric: str, period: str | None, basis: str, fact: str
) -> None:
    threshold = Threshold(metric=metric, amount=100, period=period, basis=basis)
    assert measure(threshold, Profile()).fact == fact
    known = measure(threshold, Profile(**{fact: 200.0}))  # type: ignore[arg-type]
    assert (known.standing, known.used, known.fact) == (Standing.ABOVE, fact, fact)


def test_budget_is_money_and_heads_are_none() -> None:
    budget = Threshold(metric="budget", amount=100, currency="USD")
    assert measure(budget, Profile(budget_year=50)).yours == "USD 50"
    assert measure(HEADS, Profile(employees=40)).yours == "40"


@pytest.mark.parametrize(
    ("facts", "standing", "used"),
    [
        ({"users_day": 2e6}, Standing.ABOVE, "users_day"),
        ({"users_year": 9}, Standing.BELOW, "users_year"),
        ({"users_total": 9}, Standing.BELOW, "users_total"),
        ({"group_users_year": 9}, Standing.BELOW, "group_users_year"),
        ({"users_day": 9}, Standing.UNKNOWN, "users_day"),
        ({"users_year": 2e6}, Standing.UNKNOWN, "users_year"),
        ({"users_day": 2e6, "users_month": 3e6}, Standing.ABOVE, "users_month"),
    ],
)
def test_figures_over_other_times_bound_the_one_that_is_asked_for(
    facts: dict[str, float], standing: Standing, used: str
) -> None:
    found = measure(USERS, Profile(**facts))  # type: ignore[arg-type]
    assert (found.standing, found.used) == (standing, used)


def test_figure_in_another_currency_that_does_not_decide_is_asked_for_in_that_of_the_clause() -> None:
    found = measure(YEAR, Profile(revenue_year=9e5, product_revenue_year=1e5, currency="EUR"))
    assert (found.standing, found.fact, found.used) == (
        Standing.UNKNOWN,
        "revenue_year in USD",
        "revenue_year",
    )


@pytest.mark.parametrize(("year", "standing"), [(12e6, Standing.UNKNOWN), (12.1e6, Standing.ABOVE)])
def test_twelfth_of_a_year_came_in_some_month(year: float, standing: Standing) -> None:
    found = measure(MONTH, Profile(revenue_year=year))
    assert found.standing is standing
    if standing is Standing.ABOVE:
        assert found.yours == "USD 12,100,000 a year"
