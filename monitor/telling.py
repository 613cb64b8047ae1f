"""Which finding tells a field best, and a quote short enough to be told. Pure."""

from __future__ import annotations

from monitor.records import Commercial, Finding, Hosting, Reading
from monitor.terms import CONDITION, NEEDS, NONCOMMERCIAL, WITHHELD, commercial

# What a reader wants to see first: that somebody has to be asked, then that something is forbidden.
_WEIGHT = {NEEDS: -3, WITHHELD: -2, CONDITION: -1, NONCOMMERCIAL: -1}
_QUOTED = 160


def telling(reading: Reading, field: str) -> tuple[Finding, ...]:
    """The findings of a field, those that decided it first: for commercial use a ban before a grant.

    Where hosting is limited, what lets one host decided nothing.

    Parameters:
        reading: of one document.
        field: of the terms.
    """
    found = [finding for finding in reading.findings if finding.field == field]
    if field == "hosting" and reading.terms.hosting is not Hosting.ALLOWED:
        found = [each for each in found if each.values.get("says") != Hosting.ALLOWED] or found
    if field != "commercial_use":
        return tuple(found)
    whole = commercial(found)
    decisive = [
        each for each in found if commercial([each]) in {whole, Commercial.PROHIBITED, Commercial.SEPARATE}
    ]
    return tuple(sorted(decisive or found, key=lambda each: _WEIGHT.get(str(each.values.get("says")), 0)))


def short(quote: str) -> str:
    """A quote on one line, its end cut off where it is long.

    Parameters:
        quote: of any length.
    """
    line = " ".join(quote.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED].rstrip()}…"
