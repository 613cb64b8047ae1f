"""The exit codes, in one place; the table of the README is made from this enumeration."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.records import Decision, Verdict
    from monitor.reports.inputs import Judged


class Exit(IntEnum):
    """What a process ends with; `meaning` says it in words.

    Finding something and being unable to look are different answers: a gate that could not read a
    licence must not look like one that read it and found nothing, nor like one that found a fault in it.
    """

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Exit:  # noqa: PYI034 - enumerations are built by value
        """A member is its number; the words ride along."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    CLEAN = 0, "Everything asked for was done and nothing at or above `--fail-on` was found."
    FINDINGS = (
        1,
        "A verdict is at or above `--fail-on`: not allowed as it stands, or somebody has to decide.",
    )
    FAILED = 2, "The tool, its configuration or the command line is wrong; nothing was judged."
    INCOMPLETE = (
        3,
        "Something could not be checked (unreachable, unreadable); if 1 applies too, the code is 1.",
    )
    INTERRUPTED = 130, "Stopped from the keyboard; what was stored before is kept."
    PIPE_CLOSED = 141, "Whoever read the output stopped reading."


class FailOn(StrEnum):
    """From which decision on a command ends with `Exit.FINDINGS`."""

    NEVER = "never"
    OBLIGATIONS = "obligations"
    REVIEW = "review"
    DENY = "deny"


DEFAULT = FailOn.REVIEW

_GRAVER: Mapping[FailOn, frozenset[str]] = {
    FailOn.NEVER: frozenset(),
    FailOn.OBLIGATIONS: frozenset({"obligations", "review", "deny"}),
    FailOn.REVIEW: frozenset({"review", "deny"}),
    FailOn.DENY: frozenset({"deny"}),
}
"""Values of `Decision`: neither the help page nor a locked check loads the records."""


def failing(fail_on: FailOn) -> frozenset[Decision]:
    """The decisions that end with `Exit.FINDINGS`.

    Parameters:
        fail_on: the mildest of them.
    """
    from monitor.records import Decision  # noqa: PLC0415 - see `_GRAVER`

    return frozenset(map(Decision, _GRAVER[fail_on]))


def by_decision(decisions: Iterable[str], fail_on: FailOn) -> Exit:
    """The exit code that these decisions call for.

    `--fail-on never` silences findings, never the fact that something was not checked.

    Parameters:
        decisions: members of `Decision`, or their values.
        fail_on: the mildest that fails.
    """
    found = frozenset(decisions)
    if found & _GRAVER[fail_on]:
        return Exit.FINDINGS
    return Exit.INCOMPLETE if "incomplete" in found else Exit.CLEAN


def of(verdicts: Iterable[Verdict], fail_on: FailOn) -> Exit:
    """The exit code that these verdicts call for.

    Parameters:
        verdicts: as judged.
        fail_on: the mildest decision that fails.
    """
    return by_decision((verdict.decision for verdict in verdicts), fail_on)


def undealt(found: Judged, fail_on: FailOn) -> Exit:
    """The exit code that judged models call for: without reasons that were dealt with, with remarks.

    Parameters:
        found: as judged.
        fail_on: the mildest decision that fails.
    """
    return by_decision(_undealt(found), fail_on)


def _undealt(found: Judged) -> Iterator[str]:
    """What is left of each verdict, as a whole: a doubt beside something unread does not outweigh that."""
    from monitor.lock.settling import worst  # noqa: PLC0415 - the help page needs the codes alone

    settled = {(one.subject, one.profile, one.reason) for one in found.settled}
    for inspection in found.inspections:
        for verdict in inspection.verdicts:
            place = inspection.subject.key, verdict.profile
            left = [one.decision for one in verdict.reasons if (*place, one) not in settled]
            if len(left) == len(verdict.reasons):
                yield verdict.decision
            elif left:
                yield worst(left)
    yield from (remark.decision for remark in found.remarks)


def table() -> str:
    """The Markdown table of the README: what each code means, and which verdicts give it by `--fail-on`."""
    columns = (f"`{each}`{' (default)' if each is DEFAULT else ''}" for each in FailOn)
    head = ("Code", "Meaning", *(f"`--fail-on` {column}" for column in columns))
    rows = ((f"`{code.value}`", code.meaning, *(_giving(code, each) for each in FailOn)) for code in Exit)
    first, *others = (f"| {' | '.join(line)} |" for line in (head, *rows))
    return "\n".join((first, "|---" * len(head) + "|", *others))


def _giving(code: Exit, fail_on: FailOn) -> str:
    """The verdicts that give a code."""
    from monitor.records import Decision, Verdict  # noqa: PLC0415 - as above

    alone = (Verdict(decision=decision, profile="") for decision in Decision)
    return ", ".join(verdict.decision for verdict in alone if of((verdict,), fail_on) is code)
