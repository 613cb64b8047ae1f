"""What somebody has dealt with: which reasons of a verdict are left, and who did what about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Decision, Settling
from monitor.reports import words
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from monitor.records import Inspection, Reason, Settled, Verdict
    from monitor.reports.inputs import Judged


def unsettled(model: Inspection, verdict: Verdict, found: Judged) -> tuple[Reason, ...]:
    """The reasons of a verdict that nobody has dealt with, worst first.

    Parameters:
        model: that was judged.
        verdict: one of its.
        found: knows what was settled.
    """
    settled = dealt(found)
    return tuple(one for one in verdict.reasons if (model.subject.key, verdict.profile, one) not in settled)


def standing(model: Inspection, verdict: Verdict, found: Judged) -> Decision:
    """What is left of a decision when everything that was settled is taken away.

    Parameters:
        model: that was judged.
        verdict: one of its.
        found: knows what was settled.
    """
    left = unsettled(model, verdict, found)
    if len(left) == len(verdict.reasons):
        return verdict.decision
    return words.gravest(reason.decision for reason in left) or Decision.ALLOW


def summary(found: Judged) -> str:
    """As `words.summary`, by what is left of each verdict; how many findings were settled.

    Parameters:
        found: judged models.
    """
    decided = [[standing(one, verdict, found) for verdict in one.verdicts] for one in found.inspections]
    settled = len(found.settled)
    return words.tally(decided) + (f" ({words.count(settled, 'finding')} settled)" if settled else "")


def dealt(found: Judged) -> dict[tuple[str, str, Reason], Settled]:
    """What was settled, by subject, profile and reason.

    Parameters:
        found: judged models.
    """
    return {(one.subject, one.profile, one.reason): one for one in found.settled}


HOW = {
    Settling.WAIVED: "waived",
    Settling.ACCEPTED: "accepted on review",
    Settling.BASELINED: "stood when the baseline was drawn",
    Settling.DEFERRED: "put off",
}
"""What somebody did about a finding, in words."""


def excuse(settled: Settled) -> str:
    """Who dealt with a finding, how, why, and until when; one line.

    Parameters:
        settled: as it stands in lock or waiver.
    """
    whom = f" by {one_line(settled.owner)}" if settled.owner else ""
    until = f" until {settled.until:%Y-%m-%d}" if settled.until else ""
    why = f": {one_line(settled.justification)}" if settled.justification else ""
    return f"{HOW[settled.how].capitalize()}{whom}{until}{why}"
