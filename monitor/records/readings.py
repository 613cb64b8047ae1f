"""Readings: what rules and references make of texts, and the terms they add up to."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the store resolves the hints of records at run time
from enum import StrEnum

from monitor.records.frozen import Record
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | tuple[str, ...] | None"


class Span(Record):
    """A stretch of a text: `text[start:end] == quote`, in Unicode code points."""

    start: int
    end: int
    quote: str


class Finding(Record):
    """One clause found by one rule.

    Parameters:
        rule: the rule's id, `<field>/<name>`.
        field: the field of the terms it speaks to.
        start, end, quote: exact place in the text, code points, and the words there.
        values: what was read out of it; keys depend on the field.
        experimental: found by a rule that may not fail CI.
    """

    rule: str
    field: str
    start: int
    end: int
    quote: str
    values: Mapping[str, Value] = {}
    experimental: bool = False


class Commercial(StrEnum):
    """May it be used commercially? `unclear` is what a program adds: something stayed unexplained."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    SEPARATE = "separate-licence"
    PROHIBITED = "prohibited"
    UNCLEAR = "unclear"
    SILENT = "not-addressed"


class Hosting(StrEnum):
    """May it be offered to third parties as a service?"""

    SILENT = "not-addressed"
    ALLOWED = "expressly-allowed"
    RESTRICTED = "restricted"
    PROHIBITED = "prohibited"


class Threshold(Record):
    """A number at which somebody's rights or duties change.

    Parameters:
        metric: mau, dau, users, revenue, visits, devices, employees, budget or other.
        amount: the number, in units of the metric or of the currency.
        currency: ISO 4217, for money.
        period: month, year, 12-months, total, at-release or None.
        consequence: separate-licence, display, notify, loss-of-rights, review, registration or fee.
        comparator: `>` or `>=`.
        basis: whose number counts: licensee, group, product or employer.
        applies_to: whom it binds: any, commercial-product, hosting or competitor.
        exempt: uses that are free of it, e.g. internal.
        group: thresholds of one clause that are joined carry the same group and `join`.
        join: `or` or `and`.
    """

    metric: str
    amount: float
    currency: str | None = None
    period: str | None = None
    consequence: str = "separate-licence"
    comparator: str = ">"
    basis: str = "licensee"
    applies_to: str = "any"
    exempt: tuple[str, ...] = ()
    group: int | None = None
    join: str = "or"


class RevenueShare(Record):
    """Whether the licensee pays the licensor by revenue, and how many percent where told."""

    present: bool = False
    rate: float | None = None


class Terms(Record):
    """The structured sheet of one text or of a whole subject. The defaults are the empty values."""

    commercial_use: Commercial = Commercial.SILENT
    thresholds: tuple[Threshold, ...] = ()
    revenue_share: RevenueShare = RevenueShare()
    hosting: Hosting = Hosting.SILENT
    display_attribution: tuple[str, ...] = ()
    name_prefix: str | None = None
    excluded_territories: tuple[str, ...] = ()
    no_training_other_models: bool = False
    acceptable_use: bool = False
    military_ban: bool = False
    unilateral_change: bool = False
    ip_litigation_termination: bool = False
    governing_law: str | None = None
    flow_down: bool = False
    registration_required: bool = False


class How(StrEnum):
    """In what way a text is like its reference."""

    EXACT = "exact"
    WORDS = "words"
    NEAR = "near"
    NONE = "none"


class Identity(Record):
    """The closest known licence of a text, and what that licence does not account for.

    Parameters:
        reference: SPDX id (or `LicenseRef-...`) of the closest reference; None when there is none.
        how: exact (same bytes of words, wrapping aside), words (same words), near, none.
        residue: stretches of the text that the reference does not hold, in order.
        missing: stretches of the reference that the text lacks, as a number of words.
        accounted: stretches of the text that align in order with the reference.
    """

    reference: str | None = None
    how: How = How.NONE
    residue: tuple[Span, ...] = ()
    missing: int = 0
    accounted: tuple[tuple[int, int], ...] = ()

    @property
    def label(self) -> str:
        """What to call the text: never the bare id of a reference it only resembles."""
        if self.reference is None:
            return "unidentified"
        if self.how is How.NEAR:
            extra = len(self.residue)
            parts = [f"+ {extra} passage{'' if extra == 1 else 's'}"] if extra else []
            parts += [f"- {self.missing} words"] if self.missing else []
            return (
                f"modified {self.reference} ({', '.join(parts)})" if parts else f"modified {self.reference}"
            )
        return self.reference


class Reading(Record):
    """All that the rules and the references make of one text.

    Parameters:
        terms: the text's own sheet.
        identity: its closest reference.
        findings: in order of their place.
        unaccounted: sentences with cues of money, commerce, permission or prohibition that nothing explains.
        language: `en`, `zh`, another ISO 639-1 code, or `und`.
    """

    terms: Terms
    identity: Identity
    findings: tuple[Finding, ...] = ()
    unaccounted: tuple[Span, ...] = ()
    language: str = "en"
