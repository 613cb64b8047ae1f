"""`[profiles.NAME]`: the declared facts of the adopter, one table per product."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor import territories
from monitor.config.table import among
from monitor.records import Profile, Use

if TYPE_CHECKING:
    from monitor.config.table import Table

TEMPLATE = """\
# ---- Who asks ----------------------------------------------------------------------------------------
# One table per product. What a clause needs and you do not declare ends in "review", with the fact named.
[profiles.default]
# What you do with a model: internal, product, hosted-api, redistribute, fine-tune, train-on-outputs.
uses = ["product"]
# false only for a private person outside any trade.
commercial = true
# Revenue of the whole group, last twelve months and last month; users of this product, last month.
#revenue_year = 3_000_000
#revenue_month = 250_000
#users_month = 40_000
# Some clauses count the product's own revenue, all users of the group, or heads.
#product_revenue_year = 1_000_000
#product_revenue_month = 80_000
#group_users_month = 90_000
#employees = 25
# The day these figures are of.
#as_of = 2026-01-31
currency = "USD"
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
# Your lines of business, where a licence binds some by name.
#business = ["AI Work Assistant"]
"""

_CURRENCY = re.compile(r"[A-Z]{3}")
_NAME = re.compile(r"[^\W_][\w .+-]{0,63}")
# What people write for what ISO 3166-1 and the Union call otherwise.
_USUAL = {"UK": "GB", "EL": "GR", "USA": "US", "EEA": "EU", "WORLDWIDE": "*", "WORLD": "*"}
# Figures of the product, and those of the group.
_PARTS = (
    ("product_revenue_year", "revenue_year"),
    ("product_revenue_month", "revenue_month"),
    ("users_month", "group_users_month"),
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
    profile = Profile(
        name=name,
        uses=uses or default.uses,
        commercial=table.flag("commercial", default=default.commercial),
        revenue_year=table.number("revenue_year", 0),
        revenue_month=table.number("revenue_month", 0),
        product_revenue_year=table.number("product_revenue_year", 0),
        product_revenue_month=table.number("product_revenue_month", 0),
        users_month=table.number("users_month", 0),
        group_users_month=table.number("group_users_month", 0),
        employees=table.number("employees", 0),
        as_of=table.day("as_of"),
        currency=table.text("currency", default.currency, _currency_fault),
        territories=_places(table, "territories"),
        established_in=_places(table, "established_in"),
        served_from=_places(table, "served_from"),
        customers_in=_places(table, "customers_in"),
        outputs_to=_places(table, "outputs_to"),
        model_as_a_service=table.flag("model_as_a_service", default=Use.HOSTED_API in uses),
        business=table.texts("business", (), lambda text: None if text.strip() else "is empty"),
    )
    _product_within_group(table, profile)
    table.close()
    return profile


def _places(table: Table, key: str) -> tuple[str, ...]:
    """Territories, each once."""
    return tuple(dict.fromkeys(table.texts(key, (), _territory_fault)))


def _product_within_group(table: Table, profile: Profile) -> None:
    """Notes figures of the product that are larger than those of the group it belongs to."""
    for part, whole in _PARTS:
        own, group = getattr(profile, part), getattr(profile, whole)
        if own is not None and group is not None and own > group:
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
