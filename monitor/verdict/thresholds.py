"""Numbers that change rights or duties, against the declared facts."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import sizes
from monitor.rates import RATES
from monitor.records import Decision, Profile, Reason, Sourced, Threshold
from monitor.sizes import Measure, Standing
from monitor.verdict.case import SHOWS, whom_to_ask
from monitor.verdict.duties import display_duty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from monitor.verdict.case import Case

_REMOVES_RIGHTS = frozenset({"separate-licence", "loss-of-rights"})
_STALE = timedelta(days=366)
_KEYS = frozenset(each.name for each in fields(Profile))
# "A Model as a Service or AI Work Assistant business": it binds others than those who host.
_BUSINESS = re.compile(r"\bor\s+(?:an?\s+|any\s+)?(?P<name>\w[\w -]{1,60}?)\s+business\b", re.IGNORECASE)
_EFFECTS = {
    "separate-licence": "a separate licence is needed first",
    "loss-of-rights": "the rights end",
    "display": "a name has to be displayed",
    "notify": "the licensor has to be told",
    "registration": "registration is due",
    "fee": "a fee is due",
    "review": "the licensor decides anew",
}


def numbers(case: Case) -> Iterator[Reason]:
    """Numbers that change rights or duties, against the declared facts."""
    for group in sizes.grouped(case.terms.thresholds):
        if group[0].consequence == "display" and not case.does(SHOWS):
            continue
        spared = next((why for each in group if (why := sizes.unbound(each, case.profile))), "")
        business = _named_business(case, group) if spared else ""
        measure = sizes.weakest([sizes.measure(each, case.profile, case.policy) for each in group])
        if spared and not business:
            yield _not_bound(case, group, measure, spared)
            continue
        if business and not case.conducts(business) and measure.standing is Standing.ABOVE:
            fact = f"business (whether you conduct {business})"
            measure = replace(measure, standing=Standing.UNKNOWN, fact=fact)
        yield _passed(case, group, measure)


def _named_business(case: Case, group: tuple[Threshold, ...]) -> str:
    """The line of business that a clause for services binds beside them, where it may be the adopter's.

    Who declares lines of business declares that there are no others.
    """
    if not case.profile.commercial or any(threshold.applies_to != "hosting" for threshold in group):
        return ""
    source = _source(case, group[0])
    match = _BUSINESS.search(source.finding.quote if source else "")
    name = " ".join(match["name"].split()) if match else ""
    return "" if case.profile.business and not case.conducts(name) else name


def _not_bound(case: Case, group: tuple[Threshold, ...], measure: Measure, spared: str) -> Reason:
    """A number that is about something the adopter does not do."""
    own = f", and declared {measure.yours}" if measure.yours else ""
    sentence = f"With {_number(group)} {_effect(measure.threshold)}; {spared}{own}."
    return case.reason("thresholds", Decision.ALLOW, sentence, source=_source(case, measure.threshold))


def _passed(case: Case, group: tuple[Threshold, ...], measure: Measure) -> Reason:
    """What it means to stand so to a threshold."""
    number, effect = _number(group), _effect(measure.threshold)
    yours = _yours(case, measure)
    source = _source(case, measure.threshold)
    duty = _duty(case, measure.threshold.consequence)
    if measure.standing is Standing.UNKNOWN:
        return _undecided(case, f"With {number} {effect}; {yours}", duty, measure)
    if measure.standing is Standing.BELOW:
        sentence = f"Only with {number} {effect}; {yours if measure.yours else 'it does not reach you'}."
        return case.reason("thresholds", Decision.ALLOW, sentence, source=source)
    if measure.standing is Standing.NEAR:
        sentence = f"Only with {number} {effect}; {yours}, which is within {case.policy.margin:.0%} of it."
        step = "Decide whether the number will be passed; policy.margin says how near is near."
        return case.reason("thresholds", Decision.REVIEW, sentence, step, source)
    sentence = f"With {number} {effect}; {yours}."
    if duty:
        return case.reason("thresholds", Decision.OBLIGATIONS, sentence, duty, source)
    removes = measure.threshold.consequence in _REMOVES_RIGHTS
    decision = Decision.DENY if removes else Decision.REVIEW
    return case.reason("thresholds", decision, sentence, whom_to_ask(case, "the licensor"), source)


def _undecided(case: Case, sentence: str, duty: str, measure: Measure) -> Reason:
    """A number that the declared facts do not decide; the one that would is named."""
    source = _source(case, measure.threshold)
    if duty and measure.yours:
        # Doing what may be owed is safe, and asks for less than finding out.
        told = f"{sentence}, which does not rule it out ({measure.fact} is not declared)."
        return case.reason("thresholds", Decision.OBLIGATIONS, told, duty, source)
    if measure.fact.split(" ")[0] in _KEYS:
        step = f"Declare it in [profiles.{case.profile.name}]: {measure.fact}."
    else:
        step = f"Find out {measure.fact}, and whether it reaches you."
    return case.reason(
        "thresholds", Decision.REVIEW, f"{sentence}; not declared: {measure.fact}.", step, source
    )


def _number(group: tuple[Threshold, ...]) -> str:
    """What a clause counts, in words."""
    return " and ".join(sizes.clause(threshold) for threshold in group)


def _effect(threshold: Threshold) -> str:
    """What happens at the number, in words."""
    return _EFFECTS.get(threshold.consequence, f"the text says: {threshold.consequence}")


def _yours(case: Case, measure: Measure) -> str:
    """The declared figure that was compared, with its day, and whether that day is long ago."""
    if not measure.yours:
        return "the profile does not say"
    day = case.profile.dated(measure.used)
    dated = f" as of {day}{_age(case, day)}" if day else ""
    rates = (case.policy.rates or RATES).as_of
    old_rates = ", rates more than a year old" if "at rates of" in measure.yours and _age(case, rates) else ""
    other = f" ({measure.used})" if measure.used != measure.fact.split(" ")[0] else ""
    return f"you declared {measure.yours}{other}{old_rates}{dated}"


def _age(case: Case, day: date) -> str:
    """That a day is more than a year ago."""
    old = case.today is not None and case.today - day > _STALE
    return ", more than a year ago" if old else ""


def _duty(case: Case, consequence: str) -> str:
    """What a passed threshold obliges to do; empty where it takes rights away or leaves the matter open."""
    duties = {
        "display": display_duty(case.terms.display_attribution),
        "notify": "Notify the licensor of the size of the business.",
        "registration": "Register with the licensor.",
        "fee": "Pay the licensor's fee.",
    }
    return duties.get(consequence, "")


def _source(case: Case, threshold: Threshold) -> Sourced | None:
    """The finding that tells this number, where a rule kept the amount with it."""
    won = case.sheet.won.get("thresholds", ())
    return next(
        (sourced for sourced in won if sourced.finding.values.get("amount") == threshold.amount), None
    )
