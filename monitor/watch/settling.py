"""What becomes of one look: kept as it came, and put on record where it says more than the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.alerts.notices import lasting
from monitor.doubt import believed, vanished
from monitor.errors import StoreError
from monitor.records import Document, Fetched, Inspection, Read, Snapshot, State
from monitor.watch.beginning import reconstructed
from monitor.watch.comparing import compared, renewed
from monitor.watch.fates import same_place
from monitor.watch.looks import look
from monitor.watch.owing import owed
from monitor.watch.parts import PASSING, UNREAD, Tally, Watch, mark_of, mistake, tool_of, trouble_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.store import Standing, Stored


def settle(watch: Watch, run: int, fetched: Fetched, tally: Tally) -> None:
    """Keep a look, make something of it, and record what it changed.

    Parameters:
        watch: what the pass works with.
        run: the number of the run.
        fetched: the look.
        tally: what the pass has done so far.
    """
    tally.counters["looked"] += 1
    key = fetched.subject.key
    standing = watch.store.standing(key)
    failing = watch.store.failing_at(key)
    patient = failing is None or not lasting(failing, watch.now())
    fetched = _looked_for(watch, standing, fetched)
    tool, before = tool_of(watch.reader), None
    # What was missed for long can be had again: the record says still that it was not checked.
    over = not patient and trouble_of(fetched) is None
    same = standing is not None and not over and _as_before(standing, fetched, tool, patient=patient)
    if standing is not None and not same and fetched.state not in UNREAD:
        before = renewed(watch, run, watch.store.previous(key), fetched)
        standing = watch.store.standing(key) or standing
        fetched = _doubted(watch, before, fetched, patient=patient)
        same = not over and _as_before(standing, fetched, tool, patient=patient)
    trouble = trouble_of(fetched)
    if trouble:
        tally.unread.append((key, trouble[1]))
    if fetched.state in UNREAD:
        tally.counters["unread"] += 1
    elif same:
        tally.counters["same"] += 1
    else:
        if fetched.past and reconstructed(watch, run, fetched, tally):
            return
        watch.store.receive(run, fetched, trouble=trouble)
        _judge(watch, run, fetched, before, tally)
        return
    watch.store.receive(run, fetched, trouble=trouble, checked_at=watch.now(), mark=mark_of(fetched, tally))


def _looked_for(watch: Watch, standing: Standing | None, fetched: Fetched) -> Fetched:
    """A look, with a repository that vanished told as gone where that may be said."""
    if standing is None:
        return fetched
    if standing.state is State.GONE and fetched.state is State.MISSING:
        return replace(fetched, state=State.GONE)
    return vanished(fetched, watch.store.looks_in_state(fetched.subject.key, State.MISSING))


def _doubted(watch: Watch, before: Stored | None, fetched: Fetched, *, patient: bool) -> Fetched:
    """A look, with web pages that may not be what they seem marked as suspect."""
    if before is None:
        return fetched
    last = {read.document.name: read for read in (*before.last_texts, *before.inspection.reads)}

    def again() -> Fetched:
        watch.pause()
        return look(watch, fetched.subject)

    def text_of(snapshot: Snapshot) -> str:
        return watch.reader.extract(snapshot).text or ""

    return believed(fetched, last, again, text_of, shrinking=not patient)


def _as_before(standing: Standing, fetched: Fetched, tool: str, *, patient: bool) -> bool:
    """Whether a look brought nothing that the record does not hold.

    Where we are patient, a document that could not be had this time counts as it last was.
    """
    stood = standing.documents
    came = {(one.role, one.name): (one.sha256, one.state) for one in fetched.snapshots}
    if patient:
        came = {key: stood.get(key, had) if had[1] in PASSING else had for key, had in came.items()}
    same_state = standing.state is fetched.state
    return stood == came and same_state and same_place(standing, fetched) and standing.tool == tool


def _judge(watch: Watch, run: int, fetched: Fetched, before: Stored | None, tally: Tally) -> None:
    """Read a look that was kept, and put it on record."""
    seen_at = watch.now()
    try:
        after, change = compared(watch, fetched, before, seen_at)
    except StoreError:
        raise
    except Exception as fault:  # noqa: BLE001 - as in `look`
        why = mistake(fetched.subject.key, fault)
        tally.counters["unread"] += 1
        tally.unread.append((fetched.subject.key, why))
        watch.store.receive(run, fetched, trouble=(State.UNREACHABLE, why), checked_at=seen_at)
        return
    if before is not None and change is None and _adds_nothing(before, fetched, after, tool_of(watch.reader)):
        tally.counters["same"] += 1
        watch.store.mark_checked(run, fetched.subject.key, seen_at, mark_of(fetched, tally))
        return
    watch.store.record(
        run,
        after,
        change,
        owed(watch, before, after, change),
        seen_at,
        repo_id=fetched.repo_id or (before.repo_id if before else None),
        moved_to=fetched.moved_to,
        tool=tool_of(watch.reader),
        mark=mark_of(fetched, tally),
    )
    tally.counters["first" if before is None else "changed" if change else "same"] += 1
    if change:
        tally.changes.append(change)


def _adds_nothing(before: Stored, fetched: Fetched, after: Inspection, tool: str) -> bool:
    """Whether the record says all this already, but for the day, the commit and where redirects led."""
    was = before.inspection
    same = replace(after, seen_at=was.seen_at, commit=was.commit, reads=_placed(was.reads, after.reads))
    return same == before.inspection and same_place(before, fetched) and before.tool == tool


def _placed(before: Sequence[Read], after: Sequence[Read]) -> tuple[Read, ...]:
    """The documents of a look, said to have been read where they were read before."""
    old = {(read.document.role, read.document.name): read.document for read in before}
    return tuple(_at(read, old.get((read.document.role, read.document.name))) for read in after)


def _at(read: Read, last: Document | None) -> Read:
    if last is None:
        return read
    return replace(read, document=replace(read.document, url=last.url, commit=last.commit))
