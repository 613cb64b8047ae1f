"""One pass over the watch list: fetch, keep, read, compare, judge, record, and owe what is to be told.

What was received is kept before anything is made of it; a change, its evidence and the alerts owed for it
are recorded in one transaction; a pass that was cut short is taken up where it ended.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import inspect
from monitor.alerts.notices import due, lasting
from monitor.compare import carry_over, compare_subjects
from monitor.doubt import believed, vanished, weighed, without_noise
from monitor.errors import StoreError
from monitor.pool import as_they_come
from monitor.reach import reach_of
from monitor.records import (
    BASE,
    Cause,
    Change,
    ChangeNews,
    Decision,
    Direction,
    DocumentChange,
    Event,
    Fetched,
    Inspection,
    Inventory,
    InventoryRow,
    Notice,
    OwedAlert,
    Place,
    Role,
    Shift,
    State,
)
from monitor.sheet import combine
from monitor.sweep import is_pinned, mark
from monitor.sweeper import Round, Sweeper
from monitor.verdict import SEVERITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from monitor.inspect import Reader
    from monitor.records import Document, Read, Sheet, Snapshot, Subject, Verdict
    from monitor.sources import Sources
    from monitor.store import Failing, Standing, Store, Stored

TAKEN_UP = timedelta(days=1)
"""How old a pass that was cut short may be and still be gone on with; what it saw is old news by then."""

_REMEMBERED = 50
"""Texts of a web page that are remembered, to see it flap between them."""

_PASSING = frozenset({State.UNREACHABLE, State.SUSPECT})
_UNREAD = _PASSING | {State.MISSING}
_ROWS_KEPT = 1000
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
        pause: waits a moment before a web page that changed is asked for again.
        backfill: whether a subject's own past is read at the first look.
    """

    store: Store
    sources: Sources
    reader: Reader
    recipients: tuple[str, ...]
    now: Callable[[], datetime]
    workers: int = 4
    pause: Callable[[], None] = lambda: None
    backfill: bool = True


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
    unlisted: AbstractSet[str] = frozenset()


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
    swept = _swept(watch, subjects, done, tally, stop)
    if not (swept.fault and stop()):
        _note_untold(watch, run, subjects, done, swept)
    for key in swept.unmoved:
        progress(key)
    whole = _looked(watch, run, swept.due, tally, stop, progress)
    whole = whole and _looked(watch, run, _echoes(watch, run, subjects, swept), tally, stop, progress)
    stopped = not whole or (stop() and bool(swept.fault))
    if not stopped:
        _close(watch, run, tally.counters, {subject.key for subject in subjects})
        if swept.info:
            watch.store.keep_sweep(swept.info)
    return Report(
        run=run,
        counters=dict(tally.counters),
        changes=tuple(tally.changes),
        unread=tuple(tally.unread),
        stopped=stopped,
    )


def _swept(
    watch: Watch, subjects: Sequence[Subject], done: AbstractSet[str], tally: _Tally, stop: Callable[[], bool]
) -> Round:
    """What has to be looked at: everything, or what a sweep through the lists of the hub leaves."""
    if watch.sources.lists is None:
        return Round(due=tuple(subject for subject in subjects if subject.key not in done))
    tool = _tool(watch.reader)
    sweeper = Sweeper(store=watch.store, lists=watch.sources.lists, tool=tool, now=watch.now, stop=stop)
    swept = sweeper.round(subjects, done)
    tally.counters["unmoved"] = len(swept.unmoved)
    tally.unlisted = swept.unlisted
    if swept.fault:
        tally.unread.append((watch.sources.lists.endpoint, swept.fault))
    return swept


def _note_untold(
    watch: Watch, run: int, subjects: Sequence[Subject], done: AbstractSet[str], swept: Round
) -> None:
    """Count what a broken list kept from being told of like any look that failed, and what it tells again."""
    if swept.fault:
        due = {subject.key for subject in swept.due}
        untold = [one.key for one in subjects if one.place is Place.HUGGINGFACE and one.key not in due | done]
        watch.store.note_troubles(run, untold, (State.UNREACHABLE, swept.fault))
    else:
        unmoved = frozenset(swept.unmoved)
        told = [one.subject.key for one in watch.store.failing() if one.subject.key in unmoved]
        watch.store.end_troubles(run, told)


def _looked(
    watch: Watch,
    run: int,
    due: Sequence[Subject],
    tally: _Tally,
    stop: Callable[[], bool],
    progress: Callable[[str], None],
) -> bool:
    """Look at subjects; whether that was done with all of them."""
    settled = 0
    for fetched in _fetched(watch, due, stop):
        if stop() and _trouble(fetched):
            continue  # perhaps only because we were asked to stop: that is no look
        _settle(watch, run, fetched, tally)
        progress(fetched.subject.key)
        settled += 1
    return settled == len(due)


def _echoes(watch: Watch, run: int, subjects: Sequence[Subject], swept: Round) -> tuple[Subject, ...]:
    """Models that share a document outside of them that changed in this run, where one stood for all."""
    if not swept.unmoved:
        return ()
    changed = {one.document for change in watch.store.changes_in(run) for one in change.documents}
    sharing = {key for _, key in watch.store.sharing(sorted(changed))} - watch.store.checked_in(run)
    return tuple(subject for subject in subjects if subject.key in sharing)


def _opened(watch: Watch) -> tuple[int, frozenset[str]]:
    """A new run, or the latest one if it was just cut short, with what it has done already."""
    unfinished = watch.store.unfinished_runs()
    fresh = [one for one in unfinished[:1] if watch.now() - one.started_at < TAKEN_UP]
    for old in unfinished[len(fresh) :]:
        _close(watch, old.number, {"cut short": 1}, frozenset())
    if fresh:
        run = fresh[0].number
        return run, watch.store.checked_in(run)
    return watch.store.start_run(watch.now()), frozenset()


def _fetched(watch: Watch, subjects: Sequence[Subject], stop: Callable[[], bool]) -> Iterator[Fetched]:
    """Looks at subjects as they come in; a bounded number is under way, and few wait to be settled."""
    return as_they_come(subjects, partial(_look, watch), watch.workers, stop)


def _look(watch: Watch, subject: Subject) -> Fetched:
    """One look; a subject that our program cannot bear must not keep the others from being looked at."""
    try:
        fetched = watch.sources.fetch(subject, watch.store.known)
        if watch.backfill and watch.store.standing(subject.key) is None:
            fetched = watch.sources.with_past(fetched, watch.store.known)
    except StoreError:
        raise
    except Exception as fault:  # noqa: BLE001 - told and counted like any other trouble
        return Fetched(subject=subject, state=State.UNREACHABLE, detail=_internal(subject.key, fault))
    return fetched


def _internal(key: str, fault: Exception) -> str:
    told = f"{type(fault).__name__}: {fault}"[:300]
    return f"{key} could not be read because of a mistake in licensewatch ({told}); please report it."


def _trouble(fetched: Fetched) -> tuple[State, str] | None:
    """What could not be had, and why: the subject as a whole, or the first of its documents."""
    if fetched.state in _UNREAD:
        return fetched.state, fetched.detail or f"{fetched.subject.key} is {fetched.state}."
    missed = [one for one in fetched.snapshots if one.state in _PASSING]
    if not missed:
        return None
    more = f" (and {len(missed) - 1} more)" if len(missed) > 1 else ""
    return missed[0].state, (missed[0].detail or f"{missed[0].name} is {missed[0].state}.") + more


def _settle(watch: Watch, run: int, fetched: Fetched, tally: _Tally) -> None:
    """Keep a look, make something of it, and record what it changed."""
    tally.counters["looked"] += 1
    key = fetched.subject.key
    standing = watch.store.standing(key)
    failing = watch.store.failing_at(key)
    patient = failing is None or not lasting(failing, watch.now())
    fetched = _looked_for(watch, standing, fetched)
    tool, before = _tool(watch.reader), None
    # What was missed for long can be had again: the record says still that it was not checked.
    over = not patient and _trouble(fetched) is None
    same = standing is not None and not over and _as_before(standing, fetched, tool, patient=patient)
    if standing is not None and not same and fetched.state not in _UNREAD:
        before = _renewed(watch, run, watch.store.previous(key), fetched)
        standing = watch.store.standing(key) or standing
        fetched = _doubted(watch, before, fetched, patient=patient)
        same = not over and _as_before(standing, fetched, tool, patient=patient)
    trouble = _trouble(fetched)
    if trouble:
        tally.unread.append((key, trouble[1]))
    if fetched.state in _UNREAD:
        tally.counters["unread"] += 1
    elif same:
        tally.counters["same"] += 1
    else:
        if fetched.past and _reconstructed(watch, run, fetched, tally):
            return
        watch.store.receive(run, fetched, trouble=trouble)
        _judge(watch, run, fetched, before, tally)
        return
    watch.store.receive(run, fetched, trouble=trouble, checked_at=watch.now(), mark=_mark(fetched, tally))


def _mark(fetched: Fetched, tally: _Tally) -> str | None:
    """What the lists of the hub are compared with from now on; None where only another look tells."""
    subject = fetched.subject
    told = next((one.body for one in fetched.snapshots[:1] if one.role is Role.METADATA), None)
    if (
        subject.place is not Place.HUGGINGFACE
        or not told
        or _trouble(fetched)
        or subject.key in tally.unlisted
    ):
        return None
    return mark(json.loads(told), None if is_pinned(subject.revision) else fetched.commit)


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
        return _look(watch, fetched.subject)

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
        came = {key: stood.get(key, had) if had[1] in _PASSING else had for key, had in came.items()}
    same_state = standing.state is fetched.state
    return stood == came and same_state and _same_place(standing, fetched) and standing.tool == tool


def _same_place(before: Stored | Standing, fetched: Fetched) -> bool:
    """Whether the repository is the one on record, under the same name, as far as was told."""
    place = (fetched.repo_id, fetched.moved_to)
    return fetched.repo_id is None or place == (before.repo_id, before.moved_to)


def _tool(reader: Reader) -> str:
    """What reads and judges, in a form that differs when the outcome could."""
    policy = hashlib.sha256(repr((reader.policy, reader.profiles)).encode()).hexdigest()[:12]
    return f"{reader.version}, policy {policy}"


def _judge(watch: Watch, run: int, fetched: Fetched, before: Stored | None, tally: _Tally) -> None:
    """Read a look that was kept, and put it on record."""
    seen_at = watch.now()
    try:
        after, change = _compared(watch, fetched, before, seen_at)
    except StoreError:
        raise
    except Exception as fault:  # noqa: BLE001 - as in `_look`
        why = _internal(fetched.subject.key, fault)
        tally.counters["unread"] += 1
        tally.unread.append((fetched.subject.key, why))
        watch.store.receive(run, fetched, trouble=(State.UNREACHABLE, why), checked_at=seen_at)
        return
    if before is not None and change is None and _adds_nothing(before, fetched, after, _tool(watch.reader)):
        tally.counters["same"] += 1
        watch.store.mark_checked(run, fetched.subject.key, seen_at, _mark(fetched, tally))
        return
    watch.store.record(
        run,
        after,
        change,
        _owed(watch, before, after, change),
        seen_at,
        repo_id=fetched.repo_id or (before.repo_id if before else None),
        moved_to=fetched.moved_to,
        tool=_tool(watch.reader),
        mark=_mark(fetched, tally),
    )
    tally.counters["first" if before is None else "changed" if change else "same"] += 1
    if change:
        tally.changes.append(change)


def _reconstructed(watch: Watch, run: int, fetched: Fetched, tally: _Tally) -> bool:
    """Put the first look at a subject on record behind its past, in one transaction; whether that worked.

    Nobody is told: what happened before we came is history, not news.
    """
    try:
        with watch.store.together():
            was = None
            for look in (*fetched.past, replace(fetched, past=())):
                watch.store.receive(run, look, trouble=_trouble(look))
                lists_mark = _mark(look, tally) if look.commit == fetched.commit else None
                was = _relived(watch, run, look, was, lists_mark)
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - what keeps the past from being read need not keep the present from it
        return False
    tally.counters["first"] += 1
    return True


def _relived(
    watch: Watch, run: int, look: Fetched, was: Inspection | None, lists_mark: str | None
) -> Inspection:
    """One state on record as the place's own history tells it, and what it changed; the state."""
    now = watch.now()
    dated = look.dated or now
    after = inspect.read(look, watch.reader, dated)
    change = None
    if was is not None:
        change = compare_subjects(was, after, seen_at=dated, earlier=_earlier(watch.store, was))
    if change:
        change = replace(change, reconstructed=True)
    watch.store.record(
        run,
        after,
        change,
        [],
        now,
        repo_id=look.repo_id,
        moved_to=look.moved_to,
        tool=_tool(watch.reader),
        mark=lists_mark,
    )
    return after


def _renewed(watch: Watch, run: int, before: Stored | None, fetched: Fetched) -> Stored | None:
    """What is on record, read again from the stored bytes where another extractor or rules read it.

    Otherwise a page that was fetched anew would seem to have changed what only we read differently. Where
    nothing new was received, the comparison sees that by itself.
    """
    tool = _tool(watch.reader)
    if before is None or before.tool == tool or before.inspection.state is not State.OK:
        return before
    stood = {read.document.sha256 for read in before.inspection.reads}
    if stood >= {one.sha256 for one in fetched.snapshots if one.body is not None}:
        return before
    was, now = before.inspection, watch.now()
    try:
        again = _reread(watch, was)
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - told when the look itself is read
        return before
    change = compare_subjects(was, again, seen_at=now)
    watch.store.record(
        run,
        again,
        change,
        _owed(watch, before, again, change),
        now,
        repo_id=before.repo_id,
        moved_to=before.moved_to,
        tool=tool,
    )
    return replace(before, inspection=again, tool=tool, run=run)


def _reread(watch: Watch, was: Inspection) -> Inspection:
    """What is on record, made anew from its stored bytes."""
    bodies = [watch.store.snapshot(was.subject.key, read.document) for read in was.reads]
    reads = tuple(
        inspect.read_one(body, watch.reader) if body else read
        for body, read in zip(bodies, was.reads, strict=True)
    )
    sheet = replace(combine(reads, watch.reader.references), gated=was.sheet.gated)
    return inspect.judged(replace(was, reads=reads, sheet=sheet), watch.reader)


def _compared(
    watch: Watch, fetched: Fetched, before: Stored | None, seen_at: datetime
) -> tuple[Inspection, Change | None]:
    """What a look says, and what that changes."""
    after = inspect.read(fetched, watch.reader, seen_at)
    if before is None:
        return after, None
    was = _last_had(before, after, watch.reader)
    after = _carried(was, after, watch.reader)
    change = compare_subjects(was, after, seen_at=seen_at, earlier=_earlier(watch.store, was))
    if change:
        change = weighed(change, was, after, lambda name: _memory(watch.store, was.subject.key, name))
        change = replace(change, reach=reach_of(was.subject, change, was, after))
    return after, _with_fate(change, before, fetched, after)


def _adds_nothing(before: Stored, fetched: Fetched, after: Inspection, tool: str) -> bool:
    """Whether the record says all this already, but for the day, the commit and where redirects led."""
    was = before.inspection
    same = replace(after, seen_at=was.seen_at, commit=was.commit, reads=_placed(was.reads, after.reads))
    return same == before.inspection and _same_place(before, fetched) and before.tool == tool


def _placed(before: Sequence[Read], after: Sequence[Read]) -> tuple[Read, ...]:
    """The documents of a look, said to have been read where they were read before."""
    old = {(read.document.role, read.document.name): read.document for read in before}
    return tuple(_at(read, old.get((read.document.role, read.document.name))) for read in after)


def _at(read: Read, last: Document | None) -> Read:
    if last is None:
        return read
    return replace(read, document=replace(read.document, url=last.url, commit=last.commit))


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


def _with_fate(change: Change | None, before: Stored, fetched: Fetched, after: Inspection) -> Change | None:
    """A change with what happened to the repository itself: it moved, or it is there again."""
    fates = tuple(_fates(before, fetched))
    if not fates:
        return change
    found = change or Change(
        subject=fetched.subject.key,
        seen_at=after.seen_at,
        event=Event.RETURNED,
        cause=Cause.THEIRS,
        direction=Direction.NONE,
        before_label=before.inspection.sheet.label,
        after_label=after.sheet.label,
        before_commit=before.inspection.commit,
        after_commit=after.commit,
    )
    moved = any(fate.event is Event.MOVED for fate in fates)
    return replace(
        found,
        event=Event.MOVED if moved else found.event,
        cause=Cause.THEIRS,
        direction=_of_another(found.direction) if _is_another(before, fetched) else found.direction,
        documents=(*fates, *found.documents),
    )


def _fates(before: Stored, fetched: Fetched) -> Iterator[DocumentChange]:
    key, name = fetched.subject.key, fetched.moved_to or fetched.subject.name
    if before.inspection.state is State.GONE and fetched.state in {State.OK, State.GATED}:
        note = f"the repository is there again; it was gone since {before.inspection.seen_at:%Y-%m-%d}"
        yield DocumentChange(event=Event.RETURNED, document=key, note=note)
    if _is_another(before, fetched):
        note = f"another repository answers under this name now: {name}; its owner may be another one too"
        yield DocumentChange(event=Event.MOVED, document=key, note=note)
    elif not _same_place(before, fetched) and before.repo_id:
        note = f"it is called {name} now; it is the same repository"
        yield DocumentChange(event=Event.MOVED, document=key, note=note)


def _is_another(before: Stored, fetched: Fetched) -> bool:
    """Whether the place says that this is not the repository on record."""
    return bool(before.repo_id and fetched.repo_id and before.repo_id != fetched.repo_id)


def _of_another(direction: Direction) -> Direction:
    """Terms of another repository are never called better, or the same."""
    return direction if direction in {Direction.TIGHTER, Direction.MIXED} else Direction.UNCLEAR


def _carried(before: Inspection, after: Inspection, reader: Reader) -> Inspection:
    """The look with documents that could not be had as they last were; what was missed stays said."""
    reads = carry_over(before, replace(after, reads=without_noise(before, after)))
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


def _memory(store: Store, key: str, name: str) -> list[tuple[datetime, str]]:
    """The latest texts that a document has had, with their day, oldest first."""
    past = store.history_texts(key, name)[-_REMEMBERED:]
    return [(one.first_seen, store.text(one.text_sha256).decode("utf-8", "surrogatepass")) for one in past]


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


def _shifts(before: Inspection, after: Inspection) -> Iterator[Shift]:
    """What each profile's verdict was and is."""
    old = {verdict.profile: verdict.decision for verdict in before.verdicts}
    for verdict in after.verdicts:
        reason = verdict.reasons[0].sentence if verdict.reasons else ""
        yield Shift(
            profile=verdict.profile, before=old.get(verdict.profile), after=verdict.decision, reason=reason
        )


def _close(watch: Watch, run: int, counters: Mapping[str, int], watched: AbstractSet[str]) -> None:
    """Finish a run, and owe what it has to tell as a whole: one inventory, and what cannot be read."""
    now = watch.now()
    failing = [one for one in watch.store.failing() if one.subject.key in watched]
    told = due(failing, now)
    inventory = _inventory(watch, run, failing)
    news: list[Inventory | Notice] = [*([inventory] if inventory else []), *told.notices]
    alerts = [OwedAlert(recipient=each, news=one) for one in news for each in watch.recipients]
    watch.store.finish_run(run, now, dict(counters), alerts, told=told.keys)


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
