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
    """Declared facts of the adopter, for one product; None = not declared.

    Parameters:
        name: what the user calls it.
        uses: what is done with the model.
        commercial: False for a private person outside any trade.
        revenue_year, revenue_month: of the group, last twelve months and last month, in `currency`.
        product_revenue_year, product_revenue_month: of the product alone.
        users_day, users_month, users_year: active users of the product.
        group_users_day, group_users_month, group_users_year: of all products of the group.
        users_total: everybody who ever signed up for the product.
        visits_month: visits of the product.
        devices: on which the product runs.
        employees: of the group.
        budget_year: what the group has to spend, or was funded with, in `currency`.
        as_of: the day these facts are of.
        dates: the day of single facts that have another one, by key.
        currency: ISO 4217.
        territories: where it is established, used and offered: ISO 3166-1 alpha-2, `EU`, or `*` worldwide.
        established_in, served_from, customers_in, outputs_to: the same apart: the seat, where the model runs,
            where the customers are, where its outputs go.
        model_as_a_service: whether the model itself is offered to third parties as a service.
        competitor: whether it competes with those who license models.
        research: whether all of it is research in the sense of a licence for research.
        business: lines of business in a licence's own words, e.g. `AI Work Assistant`.
    """

    name: str = "default"
    uses: tuple[Use, ...] = (Use.PRODUCT,)
    commercial: bool = True
    revenue_year: float | None = None
    revenue_month: float | None = None
    product_revenue_year: float | None = None
    product_revenue_month: float | None = None
    users_day: float | None = None
    users_month: float | None = None
    users_year: float | None = None
    group_users_day: float | None = None
    group_users_month: float | None = None
    group_users_year: float | None = None
    users_total: float | None = None
    visits_month: float | None = None
    devices: float | None = None
    employees: float | None = None
    budget_year: float | None = None
    as_of: date | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    currency: str = "USD"
    territories: tuple[str, ...] = ()
    established_in: tuple[str, ...] = ()
    served_from: tuple[str, ...] = ()
    customers_in: tuple[str, ...] = ()
    outputs_to: tuple[str, ...] = ()
    model_as_a_service: bool = False
    competitor: bool | None = None
    research: bool | None = None
    business: tuple[str, ...] = ()

    def dated(self, fact: str) -> date | None:
        """The day a fact is of, as far as it was told.

        Parameters:
            fact: its key.
        """
        return self.dates.get(fact, self.as_of)


class Level(StrEnum):
    """What a policy makes of something found; `compare` leaves it to the profile's facts."""

    ALLOW = "allow"
    WARN = "warn"
    ERROR = "error"
    COMPARE = "compare"


class Kind(StrEnum):
    """What kind of licence a text is, by its own terms; `class:permissive` in a policy."""

    PERMISSIVE = "permissive"
    COPYLEFT = "copyleft"
    RESPONSIBLE = "responsible-use"
    SOURCE_AVAILABLE = "source-available"
    NONCOMMERCIAL = "non-commercial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Exchange rates of one day, good for an order of magnitude.

    Parameters:
        as_of: the day.
        per_dollar: units of a currency (ISO 4217) for one US dollar.
    """

    as_of: date
    per_dollar: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLevels:
    """What it means that the words of a text are no longer those that were reviewed, by direction.

    Parameters:
        tighter: less is allowed or more is owed; a mixed change counts as one.
        unclear: what it does is not known, or lies aside of what is allowed and owed.
        looser: more is allowed or less is owed.
        cosmetic: nothing that is allowed or owed moved.
    """

    tighter: Level = Level.ERROR
    unclear: Level = Level.WARN
    looser: Level = Level.ALLOW
    cosmetic: Level = Level.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the adopter accepts.

    Parameters:
        allow: what may be adopted: labels (SPDX ids, shell wildcards) and classes (`class:permissive`);
            empty = everything.
        unlisted: a licence that is not among them.
        alternatives: approved models, named wherever another one is refused.
        contact: whom to ask about a verdict; empty where nobody is named.
        clauses: per field of the terms; a field that is not named is compared with the profile.
        margin: how near below a number is told, as a share of it.
        unknown: a text or label nobody knows, and `unclear` terms.
        conflict: documents of the subject that disagree.
        declared_only: a licence that is only named in metadata, with no text in the subject.
        gated: terms that stand behind a gate.
        missing: no licence anywhere.
        unreachable: something could not be reached or read.
        suspect: a page that is there and seems to be something else (an error, a login).
        change: what was reviewed reads otherwise now.
        longest_deferral: days that a decision may be put off.
        rates: exchange rates in place of the package's own.
    """

    allow: tuple[str, ...] = ()
    unlisted: Level = Level.ERROR
    alternatives: tuple[str, ...] = ()
    contact: str = ""
    clauses: Mapping[str, Level] = field(default_factory=dict)
    margin: float = 0.2
    unknown: Level = Level.WARN
    conflict: Level = Level.WARN
    declared_only: Level = Level.WARN
    gated: Level = Level.WARN
    missing: Level = Level.ERROR
    unreachable: Level = Level.ERROR
    suspect: Level = Level.ERROR
    change: ChangeLevels = ChangeLevels()
    longest_deferral: int = 14
    rates: Rates | None = None
