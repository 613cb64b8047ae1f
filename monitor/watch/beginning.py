"""The first look at a subject: its own past goes on record before its present."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor import inspect
from monitor.compare.subjects import compare_subjects
from monitor.doubt import weighed
from monitor.errors import StoreError
from monitor.watch.comparing import earlier_texts
from monitor.watch.parts import Tally, Watch, mark_of, tool_of, trouble_of

if TYPE_CHECKING:
    from monitor.records import Fetched, Inspection


def reconstructed(watch: Watch, run: int, fetched: Fetched, tally: Tally) -> bool:
    """Put the first look at a subject on record behind its past, in one transaction; whether that worked.

    Nobody is told: what happened before we came is history, not news.

    Parameters:
        watch: what the pass works with.
        run: the number of the run.
        fetched: the look, with its past.
        tally: what the pass has done so far.

    Raises:
        StoreError: the database cannot be written.
    """
    try:
        with watch.store.together():
            was = None
            for look in (*fetched.past, replace(fetched, past=())):
                watch.store.receive(run, look, trouble=trouble_of(look))
                lists_mark = mark_of(look, tally) if look.commit == fetched.commit else None
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
        change = compare_subjects(was, after, seen_at=dated, earlier=earlier_texts(watch.store, was))
    if change and was is not None:
        # Commits of a repository have no memory of flapping: only what words weigh is asked.
        change = replace(weighed(change, was, after, lambda _: ()), reconstructed=True)
    watch.store.record(
        run,
        after,
        change,
        [],
        now,
        repo_id=look.repo_id,
        moved_to=look.moved_to,
        tool=tool_of(watch.reader),
        mark=lists_mark,
    )
    return after
