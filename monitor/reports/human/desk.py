"""What one looks at to run the thing: the watch list, the status, the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports import codes, words
from monitor.reports.layout import Row, flow, labelled, table
from monitor.reports.plain import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.records import Subject, SweepInfo
    from monitor.reports.layout import Paper
    from monitor.rules import Rule, RuleSet
    from monitor.store.values import RunInfo, StatusInfo

_TROUBLES_SHOWN = 10
_MARGIN = 13


def watch_list(subjects: Sequence[Subject]) -> str:
    """One reference a line, ready to be read back."""
    return "".join(f"{one_line(subject.key)}\n" for subject in subjects)


def status(
    found: StatusInfo, now: datetime, paper: Paper, *, due: datetime | None = None, late: bool = False
) -> str:
    """When was last looked, what is known, what failed, what is owed.

    Parameters:
        found: what is on record.
        now: UTC.
        paper: what it is written on.
        due: when the next run is; None where nothing is planned.
        late: it should have been there by now.
    """
    lines = [paper.ink(f"{words.count(found.subjects, 'subject')} on the watch list", "bold")]
    lines += _fact("Last run", _run(found.last_run, now), paper)
    if due and found.last_run:
        lines += labelled("Next run", [_next(due, now, late=late)], paper, margin=_MARGIN)
    cut_short = [run for run in found.unfinished if run != found.last_run]
    if cut_short:
        lines += _fact("Unfinished", words.count(len(cut_short), "earlier run"), paper)
    if found.never_checked:
        lines += _fact("Never seen", words.count(found.never_checked, "subject"), paper)
    verdicts = (
        (found.by_decision.get(decision, 0), words.ANSWERS[decision][1]) for decision in words.GRAVITY
    )
    lines += _fact(
        "Verdicts", ", ".join(f"{number} {word}" for number, word in verdicts if number) or "none yet", paper
    )
    states = ((number, words.STATES[state]) for state, number in found.by_state.items())
    lines += _fact(
        "Reached", ", ".join(f"{number} {word}" for number, word in states if number) or "none yet", paper
    )
    if found.sweep:
        lines += _sweep(found.sweep, now, paper)
    lines += _fact("Changes", f"{found.changes} on record", paper)
    lines += _outbox(found, now, paper)
    lines += _troubles(found, now, paper)
    return "\n".join([*lines, ""])


def rules(found: RuleSet, paper: Paper) -> str:
    """Every rule with what it is for, in order of id, and how many there are."""
    rows = [
        Row(
            (
                (rule.id, "bold"),
                (rule.severity.value, ""),
                (", ".join(rule.languages), ""),
                (_title(rule), ""),
            )
        )
        for rule in found.rules
    ]
    lines = table(["Rule", "Severity", "Languages", "What it finds"], rows, paper)
    return "\n".join([*lines, "", f"{words.count(len(found.rules), 'rule')}, state {found.digest}", ""])


def rule(found: Rule, paper: Paper) -> str:
    """One rule: why it is there, what it finds, what it leaves, what it is known to miss."""
    lines = flow([(found.id, "bold"), (f" {_title(found)}", "")], paper, rest="  ")
    lines += labelled("Field", [(words.FIELDS.get(found.field, found.field), "")], paper)
    lines += labelled("Severity", [(found.severity.value, "")], paper, margin=10)
    lines += ["", *flow([(one_line(found.rationale), "")], paper)]
    for heading, picked in (
        ("Finds", [one for one in found.examples if one.finds]),
        ("Leaves alone", [one for one in found.examples if not one.finds]),
        ("Known to miss", list(found.gaps)),
    ):
        if picked:
            lines += ["", paper.ink(heading, "bold")]
        for example in picked:
            note = f" ({one_line(example.note)})" if example.note else ""
            lines += flow(
                [(f"“{one_line(example.text)}”", ""), (note, "dim")], paper, first="  ", rest="    "
            )
    return "\n".join([*lines, ""])


def code(found: codes.Kind, paper: Paper) -> str:
    """The code of a finding: what it says, what usually helps, which rules find it."""
    told = codes.told(found.id)
    lines = flow([(found.id, "bold"), (f" {told.title}", "")], paper, rest="  ")
    lines += ["", *flow([(told.meaning, "")], paper), "", *labelled("Next", [(told.remedy, "")], paper)]
    if found.rules:
        lines += labelled("Rules", [(", ".join(found.rules), "")], paper)
    return "\n".join([*lines, ""])


def ago(then: datetime, now: datetime) -> str:
    """`3 hours ago`, `2 days ago`."""
    seconds = max(int((now - then).total_seconds()), 0)
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{words.count(seconds // size, name)} ago"
    return "just now"


def _title(found: Rule) -> str:
    return one_line(found.title) + (" (experimental)" if found.experimental else "")


def _fact(label: str, told: str, paper: Paper) -> list[str]:
    return labelled(label, [(told, "")], paper, margin=_MARGIN)


def _run(run: RunInfo | None, now: datetime) -> str:
    if run is None:
        return "none yet; run licensewatch watch --once"
    when = f"{run.started_at:%Y-%m-%d %H:%M} UTC, {ago(run.started_at, now)}"
    if run.finished_at is None:
        return f"{when}, not finished"
    counted = ", ".join(f"{number} {one_line(name)}" for name, number in run.counters.items() if number)
    return f"{when}{f': {counted}' if counted else ''}"


def _next(due: datetime, now: datetime, *, late: bool) -> tuple[str, str]:
    """When the next run is, and whether it is late."""
    when = f"{due:%Y-%m-%d %H:%M} UTC"
    if late:
        return f"overdue: it was due {when}, {ago(due, now)}; is licensewatch watch running?", "warn"
    return (when if due > now else f"due since {when}"), ""


def _sweep(info: SweepInfo, now: datetime, paper: Paper) -> Iterator[str]:
    """How the hub's models are looked for, what that costs, and when everything will have been seen."""
    lists = f"{words.count(info.requests, 'request')} to its lists ({info.planned} planned)"
    models = f"{words.count(info.subjects, 'model')}, {info.looks} looked at one by one"
    yield from _fact("Hub", f"{info.way}: {lists} for {models}, {ago(info.at, now)}", paper)
    if info.fault:
        yield from labelled("", [(clip(info.fault, 200), "warn")], paper, margin=_MARGIN)
    if info.all_seen_by and info.all_seen_by > now:
        yield from _fact(
            "", f"everything will have been seen by {info.all_seen_by:%Y-%m-%d %H:%M} UTC", paper
        )
    if info.full_due:
        yield from _fact("", f"the next full pass is due {info.full_due:%Y-%m-%d %H:%M} UTC", paper)


def _outbox(found: StatusInfo, now: datetime, paper: Paper) -> Iterator[str]:
    owed = found.pending + found.failed
    since = f", the oldest from {ago(found.owed_since, now)}" if found.owed_since else ""
    yield from _fact("Alerts owed", f"{owed}{since}" if owed else "none", paper)
    if found.failed:
        error = f": {one_line(found.last_error)}" if found.last_error else ""
        yield from labelled(
            "", [(f"{found.failed} could not be sent yet{error}", "warn")], paper, margin=_MARGIN
        )


def _troubles(found: StatusInfo, now: datetime, paper: Paper) -> Iterator[str]:
    if found.troubles:
        yield ""
        yield paper.ink(
            f"{words.count(len(found.troubles), 'document or model', 'documents or models')} not readable",
            "warn",
        )
    for trouble in found.troubles[:_TROUBLES_SHOWN]:
        what = f"{trouble.subject} {trouble.document}".strip()
        detail = f": {clip(trouble.detail, 160)}" if trouble.detail else ""
        looks = f", {trouble.checks} looks in a row" if trouble.checks > 1 else ""
        told = f"{words.STATES[trouble.state]} since {ago(trouble.since, now)}{looks}{detail}"
        yield from flow([(f"{one_line(what)}: ", ""), (told, "dim")], paper, first="  ", rest="    ")
    if len(found.troubles) > _TROUBLES_SHOWN:
        yield f"  and {len(found.troubles) - _TROUBLES_SHOWN} more"
