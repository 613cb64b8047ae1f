"""`[rates]`: exchange rates in place of the package's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Rates

if TYPE_CHECKING:
    from monitor.config.table import Table

TEMPLATE = """\
# ---- Exchange rates ----------------------------------------------------------------------------------
# Units of a currency for one US dollar, and their day, in place of the package's own table. They only tell
# how far apart two amounts are: a converted amount near to a number does not decide, a person does.
#[rates]
#as_of = 2026-01-31
#EUR = 0.85
#CNY = 7.0
"""

_DOLLAR = "USD"


def read(table: Table) -> Rates | None:
    """The rates of one day, all that are wanted; the dollar is always 1."""
    as_of = table.day("as_of")
    if "as_of" not in table.data:
        table.fault("as_of", "is missing: write the day of the rates, such as 2026-01-31")
    per_dollar = {_DOLLAR: 1.0}
    for key in table.data:
        if len(key) == 3 and key.isascii() and key.isalpha() and key.isupper():
            value = table.number(key, 0)
            if value == 0:
                table.fault(key, "must be more than 0")
            elif key == _DOLLAR and value != 1:
                table.fault(key, "must be 1: rates are units for one US dollar")
            elif value:
                per_dollar[key] = value
    table.close()
    return Rates(as_of=as_of, per_dollar=per_dollar) if as_of else None
