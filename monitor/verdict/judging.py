"""All rules of a verdict, and the answer they give together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Decision, Policy, Profile, Reason, Sheet, Verdict
from monitor.verdict import doubts, duties, grant, thresholds
from monitor.verdict.case import SEVERITY, Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def judge(sheet: Sheet, policy: Policy, profile: Profile) -> Verdict:
    """Applies a policy and one profile to the terms of a subject.

    Parameters:
        sheet: the subject's terms, with the findings that decided each field.
        policy: what the adopter accepts. It can make a verdict stricter, and it can accept what would be
            reviewed, but it never grants a right that the licence withholds and never clears doubt.
        profile: declared facts; a fact that a clause needs and that is not declared gives `review`.
    """
    case = Case(sheet=sheet, policy=policy, profile=profile)
    reasons = sorted(
        (case.settled(reason) for rule in _RULES for reason in rule(case)),
        key=lambda reason: SEVERITY.index(reason.decision),
    )
    duties = (reason.next_step for reason in reasons if reason.decision is Decision.OBLIGATIONS)
    return Verdict(
        decision=reasons[0].decision,
        profile=profile.name,
        reasons=tuple(reasons),
        obligations=tuple(dict.fromkeys(duties)),
    )


def headline(verdict: Verdict) -> str:
    """The verdict in one line that begins with the answer: YES, NO, NOT DECIDED or NOT CHECKED."""
    if verdict.decision is Decision.ALLOW:
        return "YES, nothing to do beyond keeping licence and copyright notices."
    if verdict.decision is Decision.OBLIGATIONS:
        count = len(verdict.obligations)
        return f"YES, with {count} {'duty' if count == 1 else 'duties'}."
    sentence = verdict.reasons[0].sentence
    if verdict.decision is not Decision.DENY:
        return f"{'NOT DECIDED' if verdict.decision is Decision.REVIEW else 'NOT CHECKED'}: {sentence}"
    return f"NO, n{sentence[1:]}" if sentence.startswith("Not ") else f"NO: {sentence}"


_RULES: tuple[Callable[[Case], Iterator[Reason]], ...] = (
    grant.commercial,
    grant.excluded,
    thresholds.numbers,
    duties.hosting,
    duties.revenue_share,
    duties.training,
    duties.display,
    duties.naming,
    duties.registration,
    duties.passing_on,
    duties.purposes,
    doubts.label,
    doubts.clauses,
    doubts.doubts,
    doubts.states,
)
