"""What is owed to whom: for a change, and for a pass as a whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor.alerts.notices import due, listed, week_of
from monitor.records import (
    BASE,
    Cause,
    Change,
    ChangeNews,
    Decision,
    Direction,
    Event,
    Inspection,
    Inventory,
    InventoryRow,
    Notice,
    OwedAlert,
    Sheet,
    Shift,
    Verdict,
)
from monitor.verdict import SEVERITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from monitor.store import Failing, Stored
    from monitor.watch.parts import Watch

_ROWS_KEPT = 1000
_SENTENCES = 4
"""What is said of one profile; the model's own page has the rest."""
_ROWS_TOLD = frozenset({Decision.DENY, Decision.REVIEW, Decision.INCOMPLETE})


def owed(watch: Watch, before: Stored | None, after: Inspection, change: Change | None) -> list[OwedAlert]:
    """The alerts of one change, one a recipient.

    Parameters:
        watch: what the pass works with.
        before: what was on record; None at the first look.
        after: what is now.
        change: between the two.
    """
    if change is None or before is None:
        return []
    shifts = tuple(_shifts(before.inspection, after, {one.field for one in change.fields}))
    if not _is_news(change, shifts):
        return []
    news = ChangeNews(change=change, shifts=shifts)
    return [OwedAlert(recipient=recipient, news=news) for recipient in watch.recipients]


def _is_news(change: Change, shifts: Sequence[Shift]) -> bool:
    """Whether anybody wants to be told: not of layout or flapping, nor of our own reading unless stricter."""
    if change.quiet:
        return False
    if change.cause is Cause.OURS:
        return any(_stricter(shift) for shift in shifts)
    return change.event is not Event.EDITORIAL or change.direction is not Direction.NONE


def _stricter(shift: Shift) -> bool:
    if shift.before is None or shift.after is None:
        return False
    return SEVERITY.index(shift.after) < SEVERITY.index(shift.before)


def _shifts(before: Inspection, after: Inspection, changed: AbstractSet[str]) -> Iterator[Shift]:
    """What each profile's verdict was and is, and what the fields that changed mean for the profile."""
    old = {verdict.profile: verdict.decision for verdict in before.verdicts}
    for verdict in after.verdicts:
        yield Shift(
            profile=verdict.profile,
            before=old.get(verdict.profile),
            after=verdict.decision,
            reason=" ".join(_meaning(verdict, changed)),
        )


def _meaning(verdict: Verdict, changed: AbstractSet[str]) -> list[str]:
    """The gravest reason, and those that compare a changed clause with the profile's own facts."""
    touched = [reason for reason in verdict.reasons if reason.code in changed - {"commercial_use"}]
    told = dict.fromkeys(reason.sentence for reason in (*verdict.reasons[:1], *touched))
    return list(told)[:_SENTENCES]


def close(watch: Watch, run: int, counters: Mapping[str, int], watched: AbstractSet[str]) -> None:
    """Finish a run, and owe what it has to tell as a whole: an inventory, troubles, what was quiet.

    Parameters:
        watch: what the pass works with.
        run: the number of the run.
        counters: subjects by outcome.
        watched: keys of the subjects of the run.
    """
    now = watch.now()
    failing = [one for one in watch.store.failing() if one.subject.key in watched]
    told = due(failing, now)
    inventory = _inventory(watch, run, failing)
    quiet = _quiet(watch, run, watched)
    news: list[Inventory | Notice] = [one for one in (inventory, *told.notices, quiet) if one]
    alerts = [OwedAlert(recipient=each, news=one) for one in news for each in watch.recipients]
    alerts += [one for one in watch.reminders if not watch.store.was_owed(one)]
    watch.store.finish_run(run, now, dict(counters), alerts, told=told.keys)


def _quiet(watch: Watch, run: int, watched: AbstractSet[str]) -> Notice | None:
    """In the first run of a week, what changed in the weeks before it that nobody was told of."""
    before = next((one for one in watch.store.runs(2) if one.number < run), None)
    since, until = week_of(before.started_at) if before else None, week_of(watch.now())
    if since is None or since == until or not watch.recipients:
        return None
    changes = [one for one in watch.store.quiet_changes(since, until) if one.subject in watched]
    return listed(changes, watch.now())


def _inventory(watch: Watch, run: int, failing: Sequence[Failing]) -> Inventory | None:
    """What the first look at subjects found; None where none was new."""
    rows = [
        _row(key, *found) for key in watch.store.first_seen_in(run) if (found := watch.store.judgement(key))
    ]
    if not rows:
        return None
    rows += [
        InventoryRow(
            subject=one.subject.key, label="not read", decision=Decision.INCOMPLETE, reason=one.detail
        )
        for one in failing
        if one.runs == 1 and watch.store.previous(one.subject.key) is None
    ]
    told = sorted(
        (row for row in rows if row.decision in _ROWS_TOLD), key=lambda row: SEVERITY.index(row.decision)
    )
    return Inventory(
        seen_at=watch.now(),
        counts=Counter(row.decision for row in rows),
        rows=tuple(told[:_ROWS_KEPT]),
        more=max(len(told) - _ROWS_KEPT, 0),
    )


def _row(key: str, sheet: Sheet, verdicts: Sequence[Verdict]) -> InventoryRow:
    """A subject by its worst verdict."""
    worst = min(verdicts, key=lambda verdict: SEVERITY.index(verdict.decision))
    reason = worst.reasons[0].sentence if worst.reasons else ""
    over = next((each.right for each in sheet.conflicts if each.kind == "lineage"), "")
    return InventoryRow(
        subject=key,
        label=sheet.label,
        decision=worst.decision,
        reason=reason,
        over=over.removeprefix(BASE).partition(":")[0],
    )
