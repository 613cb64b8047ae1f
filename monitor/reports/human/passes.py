"""What one pass over the watch list found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Direction, Event
from monitor.reports import words
from monitor.reports.human.changes import told_change
from monitor.reports.layout import Paper, flow
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Change
    from monitor.reports.inputs import Passed

_COUNTED = (
    ("first", "seen for the first time"),
    ("same", "as before"),
    ("changed", "changed"),
    ("unread", "could not be read"),
    ("resumed", "done before the interruption"),
    ("unmoved", "did not move, by the lists of the hub"),
    ("read anew", "of those read anew from the database"),
)


def passed(done: Passed, paper: Paper) -> str:
    """The changes, tightest first, then what could not be read, then one line that sums up."""
    lines: list[str] = []
    for change in sorted(done.changes, key=_weight):
        lines += [*_change(change, paper), ""]
    for subject, why in done.unread:
        lines += flow(
            [("… ", "warn"), (f"{one_line(subject)}: ", "bold"), (one_line(why), "")], paper, rest="  "
        )
    looked = done.counters.get("looked", 0)
    told = [f"{done.counters[key]} {word}" for key, word in _COUNTED if done.counters.get(key)]
    summary = f"{words.count(looked, 'subject')} looked at{': ' if told else ''}{', '.join(told)}."
    lines += flow([(summary, "bold"), (_alerts(done), "")], paper)
    return "\n".join([*lines, ""])


def _change(change: Change, paper: Paper) -> Iterator[str]:
    yield paper.ink(one_line(change.subject), "bold")
    for line in told_change(change, Paper(paper.width - 2, paper.color)):
        yield f"  {line}" if line else ""


def _weight(change: Change) -> tuple[int, str]:
    order = (Direction.TIGHTER, Direction.MIXED, Direction.UNCLEAR, Direction.LOOSER, Direction.LATERAL)
    quiet = change.event is Event.EDITORIAL or change.direction not in order
    return (len(order) if quiet else order.index(change.direction), change.subject)


def _alerts(done: Passed) -> str:
    mails = f" {words.count(done.sent, 'alert')} sent." if done.sent else ""
    owed = f" {words.count(len(done.owed), 'alert')} still owed." if done.owed else ""
    return f"{mails}{owed}"
