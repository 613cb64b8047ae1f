"""What a look says beside what is on record: the same documents read by the same rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor import inspect
from monitor.compare.subjects import carry_over, compare_subjects
from monitor.doubt import weighed, without_noise
from monitor.errors import StoreError
from monitor.reach import reach_of
from monitor.records import Change, Fetched, Inspection, Role, State
from monitor.sheet import combine
from monitor.watch.fates import with_fate
from monitor.watch.owing import owed
from monitor.watch.parts import Watch, tool_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.inspect import Reader
    from monitor.store import Store, Stored

_REMEMBERED = 50
"""Texts of a web page that are remembered, to see it flap between them."""


def compared(
    watch: Watch, fetched: Fetched, before: Stored | None, seen_at: datetime
) -> tuple[Inspection, Change | None]:
    """What a look says, and what that changes.

    Parameters:
        watch: what the pass works with.
        fetched: the look.
        before: what is on record; None at the first look.
        seen_at: when the look was taken, UTC.
    """
    after = inspect.read(fetched, watch.reader, seen_at)
    if before is None:
        return after, None
    was = _last_had(before, after, watch.reader)
    after = _carried(was, after, watch.reader)
    change = compare_subjects(was, after, seen_at=seen_at, earlier=earlier_texts(watch.store, was))
    if change:
        change = weighed(change, was, after, lambda name: _memory(watch.store, was.subject.key, name))
        change = replace(change, reach=reach_of(was.subject, change, was, after))
    return after, with_fate(change, before, fetched, after)


def _last_had(before: Stored, after: Inspection, reader: Reader) -> Inspection:
    """What a look is compared with: for a subject that is there again, what it said before it was gone."""
    was = before.inspection
    if was.state is not State.GONE or after.state is not State.OK:
        return was
    had = {read.document.name for read in before.last_texts}
    # Metadata without a word of its own is not kept among the texts.
    silent = [
        one for one in after.reads if one.document.role is Role.METADATA and one.document.name not in had
    ]
    reads = (*before.last_texts, *silent)
    return replace(was, state=State.OK, reads=reads, sheet=combine(reads, reader.references))


def _carried(before: Inspection, after: Inspection, reader: Reader) -> Inspection:
    """The look with documents that could not be had as they last were; what was missed stays said."""
    reads = carry_over(before, replace(after, reads=without_noise(before, after)))
    if reads == after.reads:
        return after
    carried = combine(reads, reader.references)
    said = dict.fromkeys((*carried.not_checked, *after.sheet.not_checked))
    sheet = replace(carried, not_checked=tuple(said), gated=after.sheet.gated)
    return inspect.judged(replace(after, reads=reads, sheet=sheet), reader)


def earlier_texts(store: Store, before: Inspection) -> dict[str, datetime]:
    """Texts that documents of the subject had before the one they had last, with their day.

    Parameters:
        store: what is on record.
        before: the state that a look is compared with.
    """
    current = {read.document.sha256 for read in before.reads}
    return {
        past.sha256: past.first_seen
        for read in before.reads
        for past in store.history_texts(before.subject.key, read.document.name)
        if past.sha256 not in current
    }


def _memory(store: Store, key: str, name: str) -> list[tuple[datetime, str]]:
    """The latest texts that a document has had, with their day, oldest first."""
    past = store.history_texts(key, name)[-_REMEMBERED:]
    return [(one.first_seen, store.text(one.text_sha256).decode("utf-8", "surrogatepass")) for one in past]


def renewed(watch: Watch, run: int, before: Stored | None, fetched: Fetched) -> Stored | None:
    """What is on record, read again from the stored bytes where another extractor or rules read it.

    Otherwise a page that was fetched anew would seem to have changed what only we read differently. Where
    nothing new was received, the comparison sees that by itself.

    Parameters:
        watch: what the pass works with.
        run: the number of the run.
        before: what is on record.
        fetched: the look.
    """
    tool = tool_of(watch.reader)
    if before is None or before.tool == tool or before.inspection.state is not State.OK:
        return before
    stood = {read.document.sha256 for read in before.inspection.reads}
    if stood >= {one.sha256 for one in fetched.snapshots if one.body is not None}:
        return before
    try:
        again, _ = read_anew(watch, run, before)
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - told when the look itself is read
        return before
    return again


def read_anew(
    watch: Watch, run: int, before: Stored, mark: str | None = None
) -> tuple[Stored, Change | None]:
    """What is on record, read from the stored bytes by what reads now, and recorded; what that changed.

    Parameters:
        watch: what the pass works with.
        run: the number of the run.
        before: what is on record.
        mark: what the lists of the hub are compared with; None where another look tells it.
    """
    was, now, tool = before.inspection, watch.now(), tool_of(watch.reader)
    again = _reread(watch, was)
    change = compare_subjects(was, again, seen_at=now)
    watch.store.record(
        run,
        again,
        change,
        owed(watch, before, again, change),
        now,
        repo_id=before.repo_id,
        moved_to=before.moved_to,
        tool=tool,
        mark=mark,
    )
    return replace(before, inspection=again, tool=tool, run=run), change


def _reread(watch: Watch, was: Inspection) -> Inspection:
    """What is on record, made anew from its stored bytes."""
    bodies = [watch.store.snapshot(was.subject.key, read.document) for read in was.reads]
    reads = tuple(
        inspect.read_one(body, watch.reader) if body else read
        for body, read in zip(bodies, was.reads, strict=True)
    )
    sheet = replace(combine(reads, watch.reader.references), gated=was.sheet.gated)
    return inspect.judged(replace(was, reads=reads, sheet=sheet), watch.reader)
