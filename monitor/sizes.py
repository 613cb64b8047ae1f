"""Numbers of a licence against the declared facts of the adopter: is a threshold passed? Pure.

A clause counts something over a period and over a product or a whole group. Where just that figure was not
declared, others bound it: a day has no more users than its month, a product no more revenue than its group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.rates import RATES
from monitor.records import Policy, Profile, Threshold, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# The licence counts the group's users, the profile declares the product's: from here on it is not decided.
WIDE_MARGIN = 0.5
# Exchange rates move: a converted figure this near to the number does not decide.
RATE_MARGIN = 0.7

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
_WHOSE = {"group": " of the group", "product": " of the product", "employer": " of the employer"}
_WHOM = {
    "hosting": "offering it as a service (MaaS)",
    "commercial-product": "commercial products",
    "competitor": "competitors of the licensor",
}

# A private person outside any trade has none of these; users of something given away are possible.
_BUSINESS_METRICS = frozenset({"revenue", "devices", "employees", "budget"})

_Cell = tuple[str, str]
_SCOPES = ("product", "group")
_SPANS = ("day", "month", "year", "total")
# The key of the profile that holds a figure, by whose it is and over what time.
_USERS: Mapping[_Cell, str] = {
    ("product", "day"): "users_day",
    ("product", "month"): "users_month",
    ("product", "year"): "users_year",
    ("product", "total"): "users_total",
    ("group", "day"): "group_users_day",
    ("group", "month"): "group_users_month",
    ("group", "year"): "group_users_year",
}
_REVENUE: Mapping[_Cell, str] = {
    ("product", "month"): "product_revenue_month",
    ("product", "year"): "product_revenue_year",
    ("group", "month"): "revenue_month",
    ("group", "year"): "revenue_year",
}
_SINGLE = {
    "visits": "visits_month",
    "devices": "devices",
    "employees": "employees",
    "budget": "budget_year",
}
_YEARS = {"year": "year", "12-months": "year", "total": "total"}


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
        used: the key of the declared figure that was compared; empty where there is none.
        yours: that figure in words.
    """

    threshold: Threshold
    standing: Standing = Standing.UNKNOWN
    fact: str = ""
    used: str = ""
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


def clause(threshold: Threshold) -> str:
    """A threshold with whose number counts and whom it binds: `... a year of the group, for ... only`."""
    bound = _WHOM.get(threshold.applies_to)
    return f"{words(threshold)}{_WHOSE.get(threshold.basis, '')}{f', for {bound} only,' if bound else ''}"


def binds(threshold: Threshold, profile: Profile) -> bool:
    """Whether a threshold is about what the adopter does at all."""
    return not unbound(threshold, profile)


def unbound(threshold: Threshold, profile: Profile) -> str:
    """Why a threshold is not about what the adopter does; empty where it is, or may be."""
    uses = set(profile.uses)
    if "internal" in threshold.exempt and uses <= {Use.INTERNAL}:
        return "internal use is exempt"
    hosts = profile.model_as_a_service or Use.HOSTED_API in uses
    if threshold.applies_to == "hosting" and not hosts:
        return "you do not offer the model as a service"
    if threshold.applies_to == "commercial-product" and (not profile.commercial or uses == {Use.INTERNAL}):
        return "you have no commercial product with it"
    if threshold.applies_to == "competitor" and profile.competitor is False:
        return "you do not compete with the licensor"
    return ""


def measure(threshold: Threshold, profile: Profile, policy: Policy | None = None) -> Measure:
    """Compares one threshold with the declared facts, on the basis the clause names.

    Parameters:
        threshold: what the clause says.
        profile: the facts.
        policy: how near is near, and the exchange rates.
    """
    measured = _measured(_Scale(threshold, policy or Policy()), profile)
    competes = profile.competitor is not None or threshold.applies_to != "competitor"
    if not competes and measured.standing is Standing.ABOVE:
        return replace(measured, standing=Standing.UNKNOWN, fact="competitor")
    return measured


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


@dataclass(frozen=True, slots=True)
class _Scale:
    """A threshold as something that figures are held against."""

    threshold: Threshold
    policy: Policy

    def held(self, key: str, figure: float, currency: str | None = None, *, said: str = "") -> Measure:
        """Compares a figure with the threshold's number, in the threshold's currency."""
        yours = said or (f"{currency} {figure:,.0f}" if currency else f"{figure:,.0f}")
        measured = Measure(threshold=self.threshold, fact=key, used=key, yours=yours)
        if currency and self.threshold.currency and self.threshold.currency != currency:
            return self._converted(measured, figure, currency)
        return replace(measured, standing=self._standing(figure))

    def _converted(self, measured: Measure, figure: float, currency: str) -> Measure:
        """Compares a figure of another currency: only what lies well apart is decided."""
        rates = self.policy.rates or RATES
        target = self.threshold.currency or currency
        fact = f"{measured.fact} in {target}"
        if figure == 0:
            return replace(measured, standing=Standing.BELOW)
        if currency not in rates.per_dollar or target not in rates.per_dollar:
            return replace(measured, fact=fact)
        figure = figure / rates.per_dollar[currency] * rates.per_dollar[target]
        yours = f"{measured.yours}, about {target} {figure:,.0f} at rates of {rates.as_of}"
        if RATE_MARGIN * self.threshold.amount <= figure <= self.threshold.amount / RATE_MARGIN:
            return replace(measured, fact=fact, yours=yours)
        return replace(measured, standing=self._standing(figure), yours=yours)

    def _standing(self, figure: float) -> Standing:
        """Below, nearly there, or past the number (`>=` counts the number itself)."""
        amount = self.threshold.amount
        if figure >= amount if self.threshold.comparator == ">=" else figure > amount:
            return Standing.ABOVE
        return Standing.NEAR if figure > (1 - self.policy.margin) * amount else Standing.BELOW


def _measured(scale: _Scale, profile: Profile) -> Measure:
    """Compares one threshold with the figures of its metric."""
    threshold = scale.threshold
    wide = threshold.basis in {"group", "employer"}
    if threshold.metric == "revenue":
        span = "month" if threshold.period == "month" else "year"
        return _revenue(scale, profile, ("product" if threshold.basis == "product" else "group", span))
    if threshold.metric in {"mau", "dau", "users"}:
        usual = {"mau": "month", "dau": "day"}.get(threshold.metric)
        span = usual or _YEARS.get(threshold.period or "", "month")
        return _users(scale, profile, ("group" if wide and span != "total" else "product", span))
    key = _SINGLE.get(threshold.metric, "")
    figure = getattr(profile, key) if key else None
    if figure is not None:
        return scale.held(key, figure, profile.currency if threshold.metric == "budget" else None)
    if not profile.commercial and threshold.metric in _BUSINESS_METRICS:
        return Measure(threshold=threshold, standing=Standing.BELOW)
    return Measure(threshold=threshold, fact=key or f"the {_METRICS['other']} that the clause names")


def _revenue(scale: _Scale, profile: Profile, wanted: _Cell) -> Measure:
    """Revenue over the period of the clause: the group's, or the product's where the clause counts that."""
    declared = dict(_declared(profile, _REVENUE))
    if not declared and not profile.commercial:
        return scale.held(_REVENUE[wanted], 0.0, profile.currency)
    least = [
        scale.held(key, figure, profile.currency) for key, figure in _bounding(declared, wanted, up=False)
    ]
    most = [scale.held(key, figure, profile.currency) for key, figure in _bounding(declared, wanted, up=True)]
    scope, span = wanted
    if span == "month" and (scope, "year") in declared:
        key, year = declared[scope, "year"]
        # In some month of a year at least a twelfth of it came in.
        said = f"{profile.currency} {year:,.0f} a year"
        least.append(scale.held(key, year / 12, profile.currency, said=said))
    return _between(scale, _REVENUE[wanted], least, most)


def _users(scale: _Scale, profile: Profile, wanted: _Cell) -> Measure:
    """Users; the product's are the least that the group can have, and the group's the most of the product."""
    declared = dict(_declared(profile, _USERS))
    least = [scale.held(key, figure) for key, figure in _bounding(declared, wanted, up=False)]
    most = [scale.held(key, figure) for key, figure in _bounding(declared, wanted, up=True)]
    scope, span = wanted
    own = declared.get(("product", span))
    if scope == "group" and wanted not in declared and own and own[1] <= WIDE_MARGIN * scale.threshold.amount:
        most.append(scale.held(*own))
    return _between(scale, _USERS[wanted], least, most)


def _declared(profile: Profile, keys: Mapping[_Cell, str]) -> Iterator[tuple[_Cell, tuple[str, float]]]:
    """The figures of a profile, by whose they are and over what time."""
    for cell, key in keys.items():
        figure = getattr(profile, key)
        if figure is not None:
            yield cell, (key, figure)


def _bounding(
    declared: Mapping[_Cell, tuple[str, float]], wanted: _Cell, *, up: bool
) -> Iterator[tuple[str, float]]:
    """Declared figures that are at least (`up`) or at most the one that is wanted; itself is both."""
    for (scope, span), told in declared.items():
        wider = _SCOPES.index(scope) - _SCOPES.index(wanted[0]), _SPANS.index(span) - _SPANS.index(wanted[1])
        if min(wider) >= 0 if up else max(wider) <= 0:
            yield told


def _between(scale: _Scale, fact: str, least: Sequence[Measure], most: Sequence[Measure]) -> Measure:
    """What figures that bound the wanted one prove of it."""
    exact = next((measured for measured in most if measured.used == fact), None)
    if exact:
        return exact
    above = [measured for measured in least if measured.standing is Standing.ABOVE]
    under = [measured for measured in most if measured.standing in {Standing.BELOW, Standing.NEAR}]
    if above or under:
        return (above or under)[0]
    told = next(iter((*most, *least)), None)
    unknown = Measure(threshold=scale.threshold, fact=fact)
    return replace(unknown, used=told.used, yours=told.yours) if told else unknown
