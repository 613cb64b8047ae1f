"""Numbers that change rights or duties, against the declared facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor import sizes
from monitor.records import Decision, Reason, Sourced, Threshold
from monitor.sizes import Measure, Standing
from monitor.verdict.case import SHOWS, whom_to_ask
from monitor.verdict.duties import display_duty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.verdict.case import Case

_REMOVES_RIGHTS = frozenset({"separate-licence", "loss-of-rights"})
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
        bound = [threshold for threshold in group if sizes.binds(threshold, case.profile)]
        business = "" if bound else _named_business(case, group)
        bound = list(group) if business else bound
        if len(bound) < len(group) or (group[0].consequence == "display" and not case.does(SHOWS)):
            continue
        measure = sizes.weakest([sizes.measure(threshold, case.profile) for threshold in bound])
        number = " and ".join(sizes.words(threshold) for threshold in bound)
        if business and not case.conducts(business) and measure.standing is Standing.ABOVE:
            fact = f"business (whether you conduct {business})"
            measure = replace(measure, standing=Standing.UNKNOWN, fact=fact)
        yield _passed(case, number, measure)


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


def _passed(case: Case, number: str, measure: Measure) -> Reason:
    """What it means to stand so to a threshold."""
    consequence = measure.threshold.consequence
    effect = _EFFECTS.get(consequence, f"the text says: {consequence}")
    dated = f" as of {case.profile.as_of}" if case.profile.as_of else ""
    yours = f"you declared {measure.yours}{dated}" if measure.yours else "the profile does not say"
    source = _source(case, measure.threshold)
    duty = _duty(case, consequence)
    if measure.standing is Standing.UNKNOWN and duty and measure.yours:
        # Doing what may be owed is safe, and asks for less than finding out.
        sentence = (
            f"At {number} {effect}; {yours}, which does not rule it out ({measure.fact} is not declared)."
        )
        return case.reason("thresholds", Decision.OBLIGATIONS, sentence, duty, source)
    if measure.standing is Standing.UNKNOWN:
        sentence = f"At {number} {effect}; {yours}; not declared: {measure.fact}."
        step = f"Declare for the profile {case.profile.name}: {measure.fact}."
        return case.reason("thresholds", Decision.REVIEW, sentence, step, source)
    if measure.standing is Standing.BELOW:
        sentence = f"Only at {number} {effect}; {yours if measure.yours else 'it does not reach you'}."
        return case.reason("thresholds", Decision.ALLOW, sentence, source=source)
    if measure.standing is Standing.NEAR:
        sentence = f"Only at {number} {effect}; {yours}, which is near."
        return case.reason("thresholds", Decision.ALLOW, sentence, "Watch the number.", source)
    sentence = f"At {number} {effect}; {yours}."
    if duty:
        return case.reason("thresholds", Decision.OBLIGATIONS, sentence, duty, source)
    decision = Decision.DENY if consequence in _REMOVES_RIGHTS else Decision.REVIEW
    return case.reason("thresholds", decision, sentence, whom_to_ask(case, "the licensor"), source)


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
