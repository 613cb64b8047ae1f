"""One pass over the watch list, from the first list of a hub to the last look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.records import Place, State, Subject
from monitor.sweeper import Round, Sweeper
from monitor.watch.comparing import read_anew
from monitor.watch.looks import fetched_of
from monitor.watch.owing import close
from monitor.watch.parts import Report, Tally, Watch, tool_of, trouble_of
from monitor.watch.settling import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

TAKEN_UP = timedelta(days=1)
"""How old a pass that was cut short may be and still be gone on with; what it saw is old news by then."""


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
    tally = Tally()
    run, done = _opened(watch)
    tally.counters["resumed"] = len(done)
    swept = _swept(watch, subjects, done, tally, stop)
    if not (swept.fault and stop()):
        _note_untold(watch, run, subjects, done, swept)
    marks = {one.key: one.mark for one in swept.stale}
    for key in swept.unmoved:
        if key not in marks:
            progress(key)
    whole = _looked(watch, run, swept.due, tally, stop, progress)
    whole = whole and _looked(watch, run, _echoes(watch, run, subjects, swept), tally, stop, progress)
    stale = [(one, marks[one.key]) for one in subjects if one.key in marks]
    whole = whole and _read_anew(watch, run, stale, tally, stop, progress)
    stopped = not whole or (stop() and bool(swept.fault))
    if not stopped:
        close(watch, run, tally.counters, {subject.key for subject in subjects})
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
    watch: Watch, subjects: Sequence[Subject], done: AbstractSet[str], tally: Tally, stop: Callable[[], bool]
) -> Round:
    """What has to be looked at: everything, or what a sweep through the lists of the hub leaves."""
    if watch.sources.lists is None:
        return Round(due=tuple(subject for subject in subjects if subject.key not in done))
    tool = tool_of(watch.reader)
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
    tally: Tally,
    stop: Callable[[], bool],
    progress: Callable[[str], None],
) -> bool:
    """Look at subjects; whether that was done with all of them."""
    settled = 0
    for fetched in fetched_of(watch, due, stop):
        if stop() and trouble_of(fetched):
            continue  # perhaps only because we were asked to stop: that is no look
        settle(watch, run, fetched, tally)
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


def _read_anew(
    watch: Watch,
    run: int,
    stale: Sequence[tuple[Subject, str | None]],
    tally: Tally,
    stop: Callable[[], bool],
    progress: Callable[[str], None],
) -> bool:
    """Read anew what is stored of models that did not move but that something else has read; whether all was.

    Nothing is asked of any place, but for what our program cannot bear to read from its store.
    """
    odd = []
    done = watch.store.checked_in(run) if stale else frozenset()
    for subject, mark in stale:
        if subject.key in done:
            continue
        if stop():
            return False
        before = watch.store.previous(subject.key)
        try:
            _, change = read_anew(watch, run, before, mark) if before else (None, None)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - a look tells what is the matter
            odd.append(subject)
            continue
        tally.counters["read anew"] += 1
        tally.changes += [change] if change else []
        progress(subject.key)
    return _looked(watch, run, odd, tally, stop, progress)


def _opened(watch: Watch) -> tuple[int, frozenset[str]]:
    """A new run, or the latest one if it was just cut short, with what it has done already."""
    unfinished = watch.store.unfinished_runs()
    fresh = [one for one in unfinished[:1] if watch.now() - one.started_at < TAKEN_UP]
    for old in unfinished[len(fresh) :]:
        close(watch, old.number, {"cut short": 1}, frozenset())
    if fresh:
        run = fresh[0].number
        return run, watch.store.checked_in(run)
    return watch.store.start_run(watch.now()), frozenset()
