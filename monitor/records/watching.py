"""Watching: what is owed to recipients, and what a hub's lists tell."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the store resolves the hints of records at run time
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - as above

from monitor.records.changes import Change  # noqa: TC001 - as above
from monitor.records.documents import State  # noqa: TC001 - as above
from monitor.records.verdicts import Decision  # noqa: TC001 - as above


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a change does to one profile's verdict.

    Parameters:
        profile: the profile's name.
        before, after: the decisions; None where there was or is none.
        reason: one sentence: why it is what it is now.
    """

    profile: str
    before: Decision | None
    after: Decision | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNews:
    """A change worth telling, with what it means for each profile."""

    change: Change
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One subject of an inventory that needs somebody's attention.

    Parameters:
        over: the base model whose terms its own are looser than; empty where there is none.
    """

    subject: str
    label: str
    decision: Decision
    reason: str = ""
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the first look at a number of subjects found.

    Parameters:
        seen_at: UTC.
        counts: subjects per decision.
        rows: those that are not simply allowed, worst first.
        more: such rows that were left out, because there were too many.
    """

    seen_at: datetime
    counts: Mapping[Decision, int]
    rows: tuple[InventoryRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One model as a hub's list tells of it.

    Parameters:
        name: `owner/name` as the hub writes it today.
        modified: time of its last commit, UTC.
        told: the item of the list.
    """

    name: str
    modified: datetime
    told: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many requests a hub takes in a window of time.

    Parameters:
        requests: to its API.
        seconds: that the window lasts.
    """

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a hub's list of models.

    Parameters:
        models: in the order of the list.
        allowed: what the hub says of its rate limit; None when it says nothing.
    """

    models: tuple[Listed, ...]
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is on record of a watched model, as far as a hub's list can be compared with it.

    Parameters:
        key: of the subject.
        name: as it is watched.
        revision: as it is watched.
        mark: of its last look (see `monitor.sweep.mark`); None when there was none or something was missed.
        state: of its last look.
        moved_to: the name that the hub gave for it, where it is another.
        tool: what read it.
    """

    key: str
    name: str
    revision: str | None = None
    mark: str | None = None
    state: State | None = None
    moved_to: str | None = None
    tool: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepInfo:
    """What the last sweep through a hub's lists was planned to do and did.

    Parameters:
        hub: its address.
        at: when the sweep began, UTC.
        way: how models were looked for (see `monitor.sweep.Way`).
        subjects: watched models that lists can tell of.
        planned: requests to the API that the lists were expected to cost.
        requests: that they did cost.
        looks: models that are looked at one by one in this pass.
        all_seen_by: when everything will have been seen, by the hub's rate limit, UTC.
        seen_at: when the last sweep began that came to its end; None before the first did.
        watermark: the latest commit on the hub at that time.
        full_at: when the last full pass was; None before the first.
        full_due: when the next one is; None before the first.
        hub_models: on the hub, counted by the last full pass through all pages.
        daily: models that move in a day, measured by the last sweep.
        allowed: requests in a window, as the hub last told.
        fault: why the lists could not be read to their end; empty when they were.
    """

    hub: str
    at: datetime
    way: str
    subjects: int
    planned: int
    requests: int = 0
    looks: int = 0
    all_seen_by: datetime | None = None
    seen_at: datetime | None = None
    watermark: datetime | None = None
    full_at: datetime | None = None
    full_due: datetime | None = None
    hub_models: int | None = None
    daily: float | None = None
    allowed: Allowed | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about the watching itself: a subject that cannot be read, or can be again; what was not told.

    Parameters:
        subject: the subject's key, or how many are concerned.
        at: when we noticed, UTC.
        state: the state it is in now; `ok` means that it can be read again.
        since: since when it is in that state, where known.
        sentence: what happened, complete.
        quiet: it lists changes that were not worth a word when they came.
        tag: what a digest calls it (one of its own tags), where that is not the state.
    """

    subject: str
    at: datetime
    state: State
    since: datetime | None = None
    sentence: str
    quiet: bool = False
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedAlert:
    """News owed to one recipient (an e-mail address)."""

    recipient: str
    news: ChangeNews | Inventory | Notice
