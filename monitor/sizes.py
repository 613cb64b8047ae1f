"""Numbers of a licence against the declared facts of the adopter: is a threshold passed?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.records import Profile, Threshold, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A number that is nearly reached is told, though it is not reached.
MARGIN = 0.8
# The licence counts the group's users, the profile declares the product's: from here on it is not decided.
WIDE_MARGIN = 0.5
# Exchange rates move: a converted figure this near to the number does not decide.
RATE_MARGIN = 0.7

RATES_DATE = "2025-12-31"
# Units of the currency for one US dollar, rounded, as of RATES_DATE. Good for an order of magnitude only.
PER_DOLLAR = {
    "USD": 1.0,
    "AUD": 1.5,
    "BRL": 5.5,
    "CAD": 1.37,
    "CHF": 0.8,
    "CNY": 7.0,
    "EUR": 0.85,
    "GBP": 0.75,
    "HKD": 7.8,
    "INR": 90.0,
    "JPY": 156.0,
    "KRW": 1450.0,
    "SGD": 1.29,
    "TWD": 31.5,
}

_METRICS = {
    "mau": "monthly active users",
    "dau": "daily active users",
    "users": "users",
    "revenue": "revenue",
    "visits": "visits",
    "devices": "devices",
    "employees": "employees",
    "budget": "budget",
    "other": "size",
}
_PERIODS = {"month": "a month", "year": "a year", "12-months": "in any 12 months", "total": "in total"}
# A private person outside any trade has none of these; users of something given away are possible.
_BUSINESS_METRICS = frozenset({"revenue", "devices", "employees", "budget"})
_USER_METRICS = frozenset({"mau", "users"})


class Standing(StrEnum):
    """Where the adopter stands to a threshold."""

    BELOW = "below"
    NEAR = "near"
    UNKNOWN = "unknown"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A threshold with the adopter's standing to it.

    Parameters:
        threshold: as the licence has it.
        standing: as far as the declared facts tell.
        fact: the key of the profile that would decide, where it is lacking or not enough.
        yours: the declared figure in words; empty where there is none.
    """

    threshold: Threshold
    standing: Standing = Standing.UNKNOWN
    fact: str = ""
    yours: str = ""


def words(threshold: Threshold) -> str:
    """A threshold in words, e.g. `more than USD 30,000,000 revenue a year`."""
    amount = (
        f"{threshold.amount:,.0f}" if threshold.amount == int(threshold.amount) else f"{threshold.amount:,}"
    )
    money = f"{threshold.currency} {amount}" if threshold.currency else amount
    lead = "at least" if threshold.comparator == ">=" else "more than"
    period = "" if threshold.metric in {"mau", "dau"} else _PERIODS.get(threshold.period or "", "")
    return " ".join(
        part for part in (lead, money, _METRICS.get(threshold.metric, threshold.metric), period) if part
    )


def binds(threshold: Threshold, profile: Profile) -> bool:
    """Whether a threshold is about what the adopter does at all."""
    uses = set(profile.uses)
    if "internal" in threshold.exempt and uses <= {Use.INTERNAL}:
        return False
    if threshold.applies_to == "hosting":
        return profile.model_as_a_service or Use.HOSTED_API in uses
    if threshold.applies_to == "commercial-product":
        return profile.commercial and uses != {Use.INTERNAL}
    return True


def measure(threshold: Threshold, profile: Profile) -> Measure:
    """Compares one threshold with the declared facts, on the basis the clause names."""
    measured = _measured(threshold, profile)
    if threshold.applies_to == "competitor" and measured.standing is Standing.ABOVE:
        return replace(measured, standing=Standing.UNKNOWN, fact="whether you compete with the licensor")
    return measured


def _measured(threshold: Threshold, profile: Profile) -> Measure:
    """Compares one threshold with the figure of its metric."""
    if threshold.metric == "revenue":
        return _revenue(threshold, profile)
    if threshold.metric in _USER_METRICS:
        return _users(threshold, profile)
    if threshold.metric == "dau":
        return _daily_users(threshold, profile)
    if threshold.metric == "employees" and profile.employees is not None:
        return _against(threshold, profile.employees, None, "employees")
    if not profile.commercial and threshold.metric in _BUSINESS_METRICS:
        return Measure(threshold=threshold, standing=Standing.BELOW)
    return Measure(threshold=threshold, fact=threshold.metric)


def grouped(thresholds: Iterable[Threshold]) -> tuple[tuple[Threshold, ...], ...]:
    """Thresholds that decide together: one clause's that are joined by `and`; each other one alone."""
    alone: list[tuple[Threshold, ...]] = []
    joined: dict[int, list[Threshold]] = {}
    for threshold in thresholds:
        if threshold.group is not None and threshold.join == "and":
            joined.setdefault(threshold.group, []).append(threshold)
        else:
            alone.append((threshold,))
    return (*alone, *(tuple(group) for group in joined.values()))


def weakest(measures: Sequence[Measure]) -> Measure:
    """Of thresholds that must all be passed, the one the adopter is furthest from passing."""
    order = list(Standing)
    return min(measures, key=lambda measure: order.index(measure.standing))


def _revenue(threshold: Threshold, profile: Profile) -> Measure:
    """Revenue over the period of the clause: the group's, or the product's where the clause counts that."""
    monthly = threshold.period == "month"
    if threshold.basis == "product":
        own = profile.product_revenue_month if monthly else profile.product_revenue_year
        if own is not None:
            key = "product_revenue_month" if monthly else "product_revenue_year"
            return _against(threshold, own, profile.currency, key)
    fact = "revenue_month" if monthly else "revenue_year"
    figure = profile.revenue_month if monthly else profile.revenue_year
    if figure is None and not profile.commercial:
        figure = 0.0
    if figure is None:
        return _other_period(threshold, profile, fact)
    measured = _against(threshold, figure, profile.currency, fact)
    if measured.standing is Standing.ABOVE and threshold.basis == "product":
        # The group's revenue is above; the product's own was not declared.
        return Measure(
            threshold=threshold,
            standing=Standing.UNKNOWN,
            fact=f"product_{fact}",
            yours=measured.yours,
        )
    return measured


def _other_period(threshold: Threshold, profile: Profile, fact: str) -> Measure:
    """What a year's revenue proves of a month's: all of it below is below, a twelfth above is above."""
    unknown = Measure(threshold=threshold, fact=fact)
    if fact != "revenue_month" or profile.revenue_year is None:
        return unknown
    most = _against(threshold, profile.revenue_year, profile.currency, fact)
    least = _against(threshold, profile.revenue_year / 12, profile.currency, fact)
    if most.standing is Standing.BELOW:
        return most
    return least if least.standing is Standing.ABOVE else unknown


def _users(threshold: Threshold, profile: Profile) -> Measure:
    """Users; the product's are the least that the group can have, and the group's the most of the product."""
    wide = threshold.basis in {"group", "employer"}
    fact = "users_month"
    if profile.group_users_month is not None:
        group = _against(threshold, profile.group_users_month, None, "group_users_month")
        if wide or group.standing is Standing.BELOW:
            return group
    if profile.users_month is None:
        return Measure(threshold=threshold, fact=fact)
    measured = _against(threshold, profile.users_month, None, fact)
    grown = profile.users_month > WIDE_MARGIN * threshold.amount and measured.standing is not Standing.ABOVE
    if grown and wide:
        return replace(measured, standing=Standing.UNKNOWN, fact="group_users_month")
    return measured


def _daily_users(threshold: Threshold, profile: Profile) -> Measure:
    """Daily users are never more than monthly ones; above that nothing is known."""
    monthly = _users(threshold, profile)
    if monthly.standing is Standing.BELOW or not monthly.yours:
        return monthly
    return Measure(threshold=threshold, fact="daily active users", yours=monthly.yours)


def _against(threshold: Threshold, figure: float, currency: str | None, fact: str) -> Measure:
    """Compares a figure with the threshold's number, in the threshold's currency."""
    yours = f"{currency} {figure:,.0f}" if currency else f"{figure:,.0f}"
    if currency and threshold.currency and threshold.currency != currency:
        return _converted(threshold, figure, currency, Measure(threshold=threshold, fact=fact, yours=yours))
    return Measure(threshold=threshold, standing=_standing(threshold, figure), fact=fact, yours=yours)


def _converted(threshold: Threshold, figure: float, currency: str, measured: Measure) -> Measure:
    """Compares a figure of another currency: only what lies well apart is decided."""
    target = threshold.currency or currency
    fact = f"{measured.fact} in {target}"
    if figure == 0:
        return replace(measured, standing=Standing.BELOW)
    if currency not in PER_DOLLAR or target not in PER_DOLLAR:
        return replace(measured, fact=fact)
    figure = figure / PER_DOLLAR[currency] * PER_DOLLAR[target]
    yours = f"{measured.yours}, about {target} {figure:,.0f} at rates of {RATES_DATE}"
    if RATE_MARGIN * threshold.amount <= figure <= threshold.amount / RATE_MARGIN:
        return replace(measured, fact=fact, yours=yours)
    return replace(measured, standing=_standing(threshold, figure), yours=yours)


def _standing(threshold: Threshold, figure: float) -> Standing:
    """Below, nearly there, or past the number (`>=` counts the number itself)."""
    passed = figure >= threshold.amount if threshold.comparator == ">=" else figure > threshold.amount
    if passed:
        return Standing.ABOVE
    return Standing.NEAR if figure > MARGIN * threshold.amount else Standing.BELOW
