"""All rules of a verdict, and the answer they give together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import Decision, Policy, Profile, Reason, Sheet, Verdict
from monitor.verdict import doubts, duties, grant, places, thresholds
from monitor.verdict.case import SEVERITY, Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

_CLEAR = frozenset({Decision.ALLOW, Decision.OBLIGATIONS})
_PLAIN = re.compile(r"[A-Za-z0-9@%_+=:,./-]+")


def judge(
    sheet: Sheet, policy: Policy, profile: Profile, *, today: date | None = None, reference: str = ""
) -> Verdict:
    """Applies a policy and one profile to the terms of a subject.

    Parameters:
        sheet: the subject's terms, with the findings that decided each field.
        policy: what the adopter accepts. It can make a verdict stricter, and it can accept what would be
            reviewed, but it never grants a right that the licence withholds and never clears doubt.
        profile: declared facts; a fact that a clause needs and that is not declared gives `review`.
        today: by which facts are told to be old; None: nobody asks.
        reference: the subject as one would type it, for naming the command to run.
    """
    case = Case(sheet=sheet, policy=policy, profile=profile, today=today)
    reasons = sorted(
        (case.settled(reason) for rule in _RULES for reason in rule(case)),
        key=lambda reason: SEVERITY.index(reason.decision),
    )
    duties = (reason.next_step for reason in reasons if reason.decision is Decision.OBLIGATIONS)
    decision = reasons[0].decision
    return Verdict(
        decision=decision,
        profile=profile.name,
        reasons=tuple(reasons),
        obligations=tuple(dict.fromkeys(duties)),
        way_out=() if decision in _CLEAR else tuple(_way_out(case, reference)),
    )


def _way_out(case: Case, reference: str) -> Iterator[str]:
    """What leads to a yes beside the next steps of the reasons."""
    if case.policy.alternatives:
        yield f"Take an approved model instead: {', '.join(case.policy.alternatives)}."
    if case.policy.contact:
        yield f"Ask {case.policy.contact} whether it may be adopted."
    if reference:
        named = "" if case.profile.name == Profile().name else f" --profile {_quoted(case.profile.name)}"
        yield f"When that is settled: licensewatch check {_quoted(reference)}{named}"


def _quoted(word: str) -> str:
    """A word as a POSIX shell takes it for one."""
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"


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
    places.excluded,
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
