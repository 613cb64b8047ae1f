"""When somebody is owed word of what cannot be read: not at once, not at every run, and again when it can.

The first word comes after three failed runs or three days, whichever is earlier, a reminder every week, and
one more word at the end. What fails for one reason in many subjects at once is told once. Edits that bear on
no term, and pages that flap, are listed once a week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from monitor.records import Notice, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from monitor.records import Change
    from monitor.store import Failing

RUNS = 3
PATIENCE = timedelta(hours=72)
REMINDER = timedelta(days=7)
MANY = 50
"""Subjects with one reason that become one line."""

_NAMED = 3
_LISTED = 20
_ADDRESS = re.compile(r"(https?://[^/\s?#]{1,255})[/?#]\S{0,4096}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be told now.

    Parameters:
        notices: worst news first come first.
        keys: of the subjects whose trouble, or its end, they tell.
    """

    notices: tuple[Notice, ...] = ()
    keys: tuple[str, ...] = ()


def lasting(found: Failing, now: datetime) -> bool:
    """Whether a trouble is more than a passing one.

    Parameters:
        found: counted up to the latest run.
        now: UTC.
    """
    return found.runs >= RUNS or now - found.since >= PATIENCE


def due(failing: Iterable[Failing], now: datetime) -> Due:
    """What to tell at the end of a run.

    Parameters:
        failing: every trouble, and those that ended.
        now: UTC.
    """
    found = list(failing)
    over = [one for one in found if one.over]
    first = [one for one in found if not one.over and one.told_at is None and lasting(one, now)]
    again = [one for one in found if not one.over and one.told_at and now - one.told_at >= REMINDER]
    notices = [
        *_told(first, now, _first, "cannot be read"),
        *_told(again, now, _still, "still cannot be read"),
        *_told(over, now, _resumed, "can be read again"),
    ]
    return Due(notices=tuple(notices), keys=tuple(one.subject.key for one in (*first, *again, *over)))


def week_of(at: datetime) -> datetime:
    """When the week of a time began: Monday, midnight UTC.

    Parameters:
        at: aware.
    """
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def listed(changes: Sequence[Change], now: datetime) -> Notice | None:
    """The list of what changed without a word to anybody; None where nothing did.

    Parameters:
        changes: each of which bears on no term.
        now: UTC.
    """
    edited = {change.subject: change for change in changes}
    if not edited:
        return None
    named = [f"{key} ({_edit(change)})" for key, change in list(edited.items())[:_LISTED]]
    more = f" and {len(edited) - _LISTED} more" if len(edited) > _LISTED else ""
    told = f"Edits that bear on no term were not told when they came: {', '.join(named)}{more}."
    return Notice(
        subject=f"{len(edited)} model{'s' * (len(edited) != 1)}",
        at=now,
        state=State.OK,
        sentence=f"{told} Each is told by licensewatch history MODEL.",
        quiet=True,
    )


def _edit(change: Change) -> str:
    """What was edited."""
    names = ", ".join(dict.fromkeys(one.document for one in change.documents[:_NAMED]))
    return names or change.event.value


def reason(found: Failing) -> str:
    """Why, without what differs from subject to subject: the name, and the path of an address."""
    named = found.detail.replace(found.subject.key, "…").replace(found.subject.name, "…")
    return _ADDRESS.sub(r"\1", named)


def _told(
    found: Sequence[Failing], now: datetime, sentence: Callable[[Failing], str], fate: str
) -> Iterable[Notice]:
    groups: dict[tuple[State, str], list[Failing]] = {}
    for one in found:
        groups.setdefault((one.over or one.state, reason(one)), []).append(one)
    for (state, why), alike in groups.items():
        since = None if alike[0].over else min(one.since for one in alike)
        if len(alike) >= MANY:
            yield Notice(
                subject=f"{len(alike)} models",
                at=now,
                state=state,
                since=since,
                sentence=f"{len(alike)} models {fate}, for one reason: {why} Among them: {_names(alike)}.",
            )
            continue
        for one in alike:
            since = None if one.over else one.since
            yield Notice(subject=one.subject.key, at=now, state=state, since=since, sentence=sentence(one))


def _names(alike: Sequence[Failing]) -> str:
    return ", ".join(one.subject.key for one in alike[:_NAMED])


def _first(one: Failing) -> str:
    return f"It could not be read in {one.runs} runs in a row: {one.detail}"


def _still(one: Failing) -> str:
    return f"It still cannot be read, {one.runs} runs in a row: {one.detail}"


def _resumed(one: Failing) -> str:
    gate = "; its terms stand behind a gate" if one.over is State.GATED else ""
    return f"It can be looked at again{gate}. It could not since {one.since:%Y-%m-%d %H:%M} UTC: {one.detail}"
