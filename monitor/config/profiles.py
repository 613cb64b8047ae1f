"""`[profiles.NAME]`: the declared facts of the adopter, one table per product."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor import territories
from monitor.config.table import among
from monitor.records import Profile, Use

if TYPE_CHECKING:
    from datetime import date

    from monitor.config.table import Table

TEMPLATE = """\
# ---- Who asks ----------------------------------------------------------------------------------------
# One table per product. What a clause needs and you do not declare ends in "review", with the fact named.
[profiles.default]
# What you do with a model: internal, product, hosted-api, redistribute, fine-tune, train-on-outputs.
uses = ["product"]
# false only for a private person outside any trade.
commercial = true
# Revenue of the whole group, last twelve months and last month, and of this product alone.
#revenue_year = 3_000_000
#revenue_month = 250_000
#product_revenue_year = 1_000_000
#product_revenue_month = 80_000
currency = "USD"
# Active users of this product in a day, a month and a year, and of all products of the group.
#users_day = 9_000
#users_month = 40_000
#users_year = 70_000
#group_users_day = 20_000
#group_users_month = 90_000
#group_users_year = 150_000
# What fewer clauses count: everybody who ever signed up, visits, devices, staff, and the yearly budget.
#users_total = 120_000
#visits_month = 200_000
#devices = 300
#employees = 25
#budget_year = 2_000_000
# The day these facts are of; older than a year, verdicts that rest on them say so. A fact may have its own:
# revenue_year = { value = 3_000_000, as_of = 2026-01-31 }
#as_of = 2026-01-31
# Where you are established, and where the model and its results are used or offered:
# ISO 3166-1 codes, "EU", or "*" for the whole world.
#territories = ["US", "EU"]
# Or the same one by one: your seat, where the model runs, where customers are, where its outputs go.
#established_in = ["US"]
#served_from = ["US"]
#customers_in = ["US", "EU"]
#outputs_to = ["US", "EU"]
# true where you offer the model itself to third parties as a service; follows from hosted-api.
model_as_a_service = false
# Whether you compete with those who license models; whether all you do with the model is research.
#competitor = false
#research = false
# Your lines of business, where a licence binds some by name; whoever names some has no others.
#business = ["AI Work Assistant"]
"""

_CURRENCY = re.compile(r"[A-Z]{3}")
_NAME = re.compile(r"[^\W_][\w .+-]{0,63}")
# What people write for what ISO 3166-1 and the Union call otherwise.
_USUAL = {"UK": "GB", "EL": "GR", "USA": "US", "EEA": "EU", "WORLDWIDE": "*", "WORLD": "*"}
# Figures, each with those that count it in.
_WITHIN = {
    "revenue_month": ("revenue_year",),
    "product_revenue_month": ("product_revenue_year", "revenue_month"),
    "product_revenue_year": ("revenue_year",),
    "users_day": ("users_month", "group_users_day"),
    "users_month": ("users_year", "group_users_month"),
    "users_year": ("users_total", "group_users_year"),
    "group_users_day": ("group_users_month",),
    "group_users_month": ("group_users_year",),
}
_FIGURES = (
    *dict.fromkeys((*_WITHIN, *(whole for wholes in _WITHIN.values() for whole in wholes))),
    "visits_month",
    "devices",
    "employees",
    "budget_year",
)


def read(table: Table) -> tuple[Profile, ...]:
    """Named profiles; without any, the default one."""
    found = []
    for name in table.data:
        if not _NAME.fullmatch(name):
            table.fault(repr(name), "is no name for a profile: use letters, digits, spaces, dots, + and -")
        found.append(_profile(table.table(name), name))
    return tuple(found) or (Profile(),)


def _profile(table: Table, name: str) -> Profile:
    """One profile."""
    default = Profile()
    told = table.texts("uses", default.uses, lambda text: among(text, Use))
    if table.data.get("uses") == []:
        table.fault("uses", "is empty; name at least one use")
    uses = tuple(dict.fromkeys(Use(use) for use in told if use in set(Use)))
    facts = {key: _fact(table, key) for key in _FIGURES}
    profile = Profile(
        name=name,
        uses=uses or default.uses,
        commercial=table.flag("commercial", default=default.commercial),
        as_of=table.day("as_of"),
        dates={key: day for key, (_, day) in facts.items() if day},
        currency=table.text("currency", default.currency, _currency_fault),
        territories=_places(table, "territories"),
        established_in=_places(table, "established_in"),
        served_from=_places(table, "served_from"),
        customers_in=_places(table, "customers_in"),
        outputs_to=_places(table, "outputs_to"),
        model_as_a_service=table.flag("model_as_a_service", default=Use.HOSTED_API in uses),
        competitor=table.told("competitor"),
        research=table.told("research"),
        business=table.texts("business", (), lambda text: None if text.strip() else "is empty"),
        **{key: value for key, (value, _) in facts.items()},
    )
    _check_parts(table, profile)
    table.close()
    return profile


def _fact(table: Table, key: str) -> tuple[float | None, date | None]:
    """A figure, and its own day where it is written with one."""
    if not isinstance(table.data.get(key), dict):
        return table.number(key, 0), None
    inner = table.table(key)
    value, day = inner.number("value", 0), inner.day("as_of")
    if "value" not in inner.data:
        inner.fault("value", "is missing")
    inner.close()
    return value, day


def _places(table: Table, key: str) -> tuple[str, ...]:
    """Territories, each once."""
    return tuple(dict.fromkeys(table.texts(key, (), _territory_fault)))


def _check_parts(table: Table, profile: Profile) -> None:
    """Notes figures that are larger than another one that counts them in."""
    for part, wholes in _WITHIN.items():
        own = getattr(profile, part)
        for whole in wholes:
            all_in_all = getattr(profile, whole)
            if own is not None and all_in_all is not None and own > all_in_all:
                table.fault(part, f"is more than {table.name(whole)}, which counts it in; mend one of them")


def _currency_fault(text: str) -> str | None:
    """What is wrong with a currency."""
    return None if _CURRENCY.fullmatch(text) else f'is "{text}"; write an ISO 4217 code such as USD or EUR'


def _territory_fault(text: str) -> str | None:
    """What is wrong with a territory."""
    if territories.is_territory(text):
        return None
    upper = text.strip().upper()
    meant = _USUAL.get(upper, upper)
    hint = f" (did you mean {meant}?)" if territories.is_territory(meant) else ""
    return f'is "{text}"; write an ISO 3166-1 alpha-2 code, EU or *{hint}'
