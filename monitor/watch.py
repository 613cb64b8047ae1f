"""One pass over the watch list: fetch, keep, read, compare, judge, record, and owe what is to be told.

What was received is kept before anything is made of it; a change, its evidence and the alerts owed for it
are recorded in one transaction; a pass that was cut short is taken up where it ended.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor import inspect
from monitor.compare import carry_over, compare_subjects
from monitor.records import (
    Cause,
    Change,
    ChangeNews,
    Decision,
    Direction,
    Event,
    Inspection,
    Inventory,
    InventoryRow,
    OwedAlert,
    Shift,
    State,
)
from monitor.sheet import combine
from monitor.verdict import SEVERITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.inspect import Reader
    from monitor.records import Fetched, Subject
    from monitor.sources import Sources
    from monitor.store import Store, Stored

_UNREAD = frozenset({State.UNREACHABLE, State.SUSPECT, State.MISSING})
_ROWS_TOLD = frozenset({Decision.DENY, Decision.REVIEW, Decision.INCOMPLETE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a pass works with.

    Parameters:
        store: keeps everything.
        sources: where subjects are fetched.
        reader: rules, references, policy and profiles.
        recipients: addresses that alerts are owed to.
        now: the clock, UTC.
        workers: subjects fetched at the same time.
    """

    store: Store
    sources: Sources
    reader: Reader
    recipients: tuple[str, ...]
    now: Callable[[], datetime]
    workers: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a pass did.

    Parameters:
        run: its number.
        counters: subjects by outcome: `looked`, `first`, `same`, `changed`, `unread`, `resumed`.
        changes: what changed, in the order seen.
        unread: keys of the subjects that could not be read, with the reason.
        stopped: somebody asked to stop before the end; the next pass goes on from there.
    """

    run: int
    counters: Mapping[str, int]
    changes: tuple[Change, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    stopped: bool = False


@dataclass(slots=True)
class _Tally:
    """What a pass has done so far; lives inside `run_pass` only."""

    counters: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def run_pass(
    watch: Watch,
    subjects: Sequence[Subject],
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Look at every subject once.

    Parameters:
        watch: store, sources, reader, recipients.
        subjects: what to look at.
        stop: asked between two subjects; where it says yes, the pass ends and stays unfinished.
        progress: told the key of each subject that is done.

    Raises:
        StoreError: the database cannot be written; what was recorded before stays.
    """
    tally = _Tally()
    run, done = _opened(watch)
    tally.counters["resumed"] = len(done)
    left = [subject for subject in subjects if subject.key not in done]
    for fetched in _fetched(watch, left, stop):
        _settle(watch, run, fetched, tally)
        progress(fetched.subject.key)
    stopped = tally.counters["looked"] < len(left)
    if not stopped:
        _close(watch, run, tally)
    return Report(
        run=run,
        counters=dict(tally.counters),
        changes=tuple(tally.changes),
        unread=tuple(tally.unread),
        stopped=stopped,
    )


def _opened(watch: Watch) -> tuple[int, frozenset[str]]:
    """A new run, or the latest one if it was cut short, with what it has done already."""
    unfinished = watch.store.unfinished_runs()
    if unfinished:
        run = unfinished[0].number
        return run, watch.store.checked_in(run)
    return watch.store.start_run(watch.now()), frozenset()


def _fetched(watch: Watch, subjects: Sequence[Subject], stop: Callable[[], bool]) -> Iterator[Fetched]:
    """Looks at subjects as they come in; a bounded number is under way, and few wait to be settled."""
    waiting = iter(subjects)
    with ThreadPoolExecutor(max_workers=watch.workers, thread_name_prefix="fetch") as pool:
        pending: set[Future[Fetched]] = set()
        while True:
            while len(pending) < watch.workers and not stop():
                subject = next(waiting, None)
                if subject is None:
                    break
                pending.add(pool.submit(watch.sources.fetch, subject, watch.store.known))
            if not pending:
                return
            ready, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in ready)


def _settle(watch: Watch, run: int, fetched: Fetched, tally: _Tally) -> None:
    """Keep a look, make something of it, and record what it changed."""
    tally.counters["looked"] += 1
    watch.store.receive(run, fetched)
    key = fetched.subject.key
    before = watch.store.previous(key)
    if fetched.state in _UNREAD:
        tally.counters["unread"] += 1
        tally.unread.append((key, fetched.detail or str(fetched.state)))
        watch.store.mark_checked(run, key, watch.now())
    elif before is not None and _as_before(before, fetched, _tool(watch.reader)):
        tally.counters["same"] += 1
        watch.store.mark_checked(run, key, watch.now())
    else:
        _record(watch, run, fetched, before, tally)


def _as_before(before: Stored, fetched: Fetched, tool: str) -> bool:
    """Whether a look brought nothing that the record does not hold."""
    stood = {
        (read.document.role, read.document.name, read.document.sha256, read.document.state)
        for read in before.inspection.reads
    }
    came = {(one.role, one.name, one.sha256, one.state) for one in fetched.snapshots}
    same_place = before.repo_id == fetched.repo_id and before.inspection.state is fetched.state
    return stood == came and same_place and before.tool == tool


def _tool(reader: Reader) -> str:
    """What reads and judges, in a form that differs when the outcome could."""
    policy = hashlib.sha256(repr((reader.policy, reader.profiles)).encode()).hexdigest()[:12]
    return f"{reader.version}, policy {policy}"


def _record(watch: Watch, run: int, fetched: Fetched, before: Stored | None, tally: _Tally) -> None:
    """Read a look and put it on record, with the change and the alerts it gives rise to."""
    seen_at = watch.now()
    after = inspect.read(fetched, watch.reader, seen_at)
    change = None
    if before is not None:
        after = _carried(before.inspection, after, watch.reader)
        change = compare_subjects(
            before.inspection, after, seen_at=seen_at, earlier=_earlier(watch.store, before.inspection)
        )
    alerts = _owed(watch, before, after, change)
    watch.store.record(run, after, change, alerts, seen_at, repo_id=fetched.repo_id, tool=_tool(watch.reader))
    tally.counters["first" if before is None else "changed" if change else "same"] += 1
    if change:
        tally.changes.append(change)


def _carried(before: Inspection, after: Inspection, reader: Reader) -> Inspection:
    """The look with documents that could not be had as they last were; what was missed stays said."""
    reads = carry_over(before, after)
    if reads == after.reads:
        return after
    carried = combine(reads, reader.references)
    said = dict.fromkeys((*carried.not_checked, *after.sheet.not_checked))
    sheet = replace(carried, not_checked=tuple(said), gated=after.sheet.gated)
    return inspect.judged(replace(after, reads=reads, sheet=sheet), reader)


def _earlier(store: Store, before: Inspection) -> dict[str, datetime]:
    """Texts that documents of the subject had before the one they had last, with their day."""
    current = {read.document.sha256 for read in before.reads}
    return {
        past.sha256: past.first_seen
        for read in before.reads
        for past in store.history_texts(before.subject.key, read.document.name)
        if past.sha256 not in current
    }


def _owed(watch: Watch, before: Stored | None, after: Inspection, change: Change | None) -> list[OwedAlert]:
    """The alerts of one change, one a recipient."""
    if change is None or before is None:
        return []
    shifts = tuple(_shifts(before.inspection, after))
    if not _is_news(change, shifts):
        return []
    news = ChangeNews(change=change, shifts=shifts)
    return [OwedAlert(recipient=recipient, news=news) for recipient in watch.recipients]


def _is_news(change: Change, shifts: Sequence[Shift]) -> bool:
    """Whether anybody wants to be told: not of layout, nor of our own reading unless it got stricter."""
    if change.cause is Cause.OURS:
        return any(_stricter(shift) for shift in shifts)
    return change.event is not Event.EDITORIAL or change.direction is not Direction.NONE


def _stricter(shift: Shift) -> bool:
    if shift.before is None or shift.after is None:
        return False
    return SEVERITY.index(shift.after) < SEVERITY.index(shift.before)


def _shifts(before: Inspection, after: Inspection) -> Iterator[Shift]:
    """What each profile's verdict was and is."""
    old = {verdict.profile: verdict.decision for verdict in before.verdicts}
    for verdict in after.verdicts:
        reason = verdict.reasons[0].sentence if verdict.reasons else ""
        yield Shift(
            profile=verdict.profile, before=old.get(verdict.profile), after=verdict.decision, reason=reason
        )


def _close(watch: Watch, run: int, tally: _Tally) -> None:
    """Finish a run, and owe one inventory of all that was looked at for the first time."""
    inventory = _inventory(watch, run, tally)
    alerts = [OwedAlert(recipient=each, news=inventory) for each in watch.recipients] if inventory else []
    watch.store.finish_run(run, watch.now(), dict(tally.counters), alerts)


def _inventory(watch: Watch, run: int, tally: _Tally) -> Inventory | None:
    """What the first look at subjects found; None where none was new."""
    firsts = [found for key in watch.store.first_seen_in(run) if (found := watch.store.inspection(key))]
    new_unread = [(key, why) for key, why in tally.unread if watch.store.previous(key) is None]
    if not firsts:
        return None
    rows = [_row(found) for found in firsts]
    rows += [
        InventoryRow(subject=key, label="not read", decision=Decision.INCOMPLETE, reason=why)
        for key, why in new_unread
    ]
    told = sorted(
        (row for row in rows if row.decision in _ROWS_TOLD), key=lambda row: SEVERITY.index(row.decision)
    )
    return Inventory(seen_at=watch.now(), counts=Counter(row.decision for row in rows), rows=tuple(told))


def _row(found: Inspection) -> InventoryRow:
    """A subject by its worst verdict."""
    worst = min(found.verdicts, key=lambda verdict: SEVERITY.index(verdict.decision))
    reason = worst.reasons[0].sentence if worst.reasons else ""
    return InventoryRow(
        subject=found.subject.key, label=found.sheet.label, decision=worst.decision, reason=reason
    )
