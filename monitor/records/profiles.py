"""Profiles and policies: what the adopter does and accepts."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the store resolves the hints of records at run time
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - as above
from enum import StrEnum


class Use(StrEnum):
    """What an adopter does with a model."""

    INTERNAL = "internal"
    PRODUCT = "product"
    HOSTED_API = "hosted-api"
    REDISTRIBUTE = "redistribute"
    FINE_TUNE = "fine-tune"
    TRAIN_ON_OUTPUTS = "train-on-outputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Declared facts of the adopter, for one product.

    Parameters:
        name: what the user calls it.
        uses: what is done with the model.
        commercial: False for a private person outside any trade.
        revenue_year: group revenue of the last twelve months, in `currency`; None = not declared.
        revenue_month: in `currency`; None = not declared.
        product_revenue_year, product_revenue_month: of the product alone; None = not declared.
        users_month: monthly active users of the product; None = not declared.
        group_users_month: of all products of the group; None = not declared.
        employees: of the group; None = not declared.
        as_of: the day the figures are of; None = not declared.
        currency: ISO 4217.
        territories: where it is established, used and offered: ISO 3166-1 alpha-2, `EU`, or `*` worldwide.
        established_in, served_from, customers_in, outputs_to: the same apart: the seat, where the model runs,
            where the customers are, where its outputs go.
        model_as_a_service: whether the model itself is offered to third parties as a service.
        business: lines of business in a licence's own words, e.g. `AI Work Assistant`.
    """

    name: str = "default"
    uses: tuple[Use, ...] = (Use.PRODUCT,)
    commercial: bool = True
    revenue_year: float | None = None
    revenue_month: float | None = None
    product_revenue_year: float | None = None
    product_revenue_month: float | None = None
    users_month: float | None = None
    group_users_month: float | None = None
    employees: float | None = None
    as_of: date | None = None
    currency: str = "USD"
    territories: tuple[str, ...] = ()
    established_in: tuple[str, ...] = ()
    served_from: tuple[str, ...] = ()
    customers_in: tuple[str, ...] = ()
    outputs_to: tuple[str, ...] = ()
    model_as_a_service: bool = False
    business: tuple[str, ...] = ()


class Level(StrEnum):
    """What a policy makes of something found."""

    ALLOW = "allow"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the adopter accepts.

    Parameters:
        allow: labels (SPDX ids, shell wildcards) that may be adopted; empty = every label may.
        clauses: per field of the terms `allow`, `warn` or `error`; a field that is not named is judged
            by the profile alone.
        unknown: a text or label nobody knows, and `unclear` terms.
        conflict: documents of the subject that disagree.
        declared_only: a licence that is only named in metadata, with no text in the subject.
        gated: terms that stand behind a gate.
        missing: no licence anywhere.
        incomplete: something could not be reached or read.
    """

    allow: tuple[str, ...] = ()
    clauses: Mapping[str, Level] = field(default_factory=dict)
    unknown: Level = Level.WARN
    conflict: Level = Level.WARN
    declared_only: Level = Level.WARN
    gated: Level = Level.WARN
    missing: Level = Level.ERROR
    incomplete: Level = Level.ERROR
