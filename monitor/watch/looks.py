"""Looks at subjects, several at the same time; what cannot be had is a state, never an exception."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.pool import as_they_come
from monitor.records import Fetched, State, Subject
from monitor.watch.parts import Watch, mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def fetched_of(watch: Watch, subjects: Sequence[Subject], stop: Callable[[], bool]) -> Iterator[Fetched]:
    """Looks at subjects as they come in; a bounded number is under way, and few wait to be settled.

    Parameters:
        watch: what the pass works with.
        subjects: what to look at.
        stop: asked before each; where it says yes, what is under way is the last.
    """
    return as_they_come(subjects, partial(look, watch), watch.workers, stop)


def look(watch: Watch, subject: Subject) -> Fetched:
    """One look; a subject that our program cannot bear must not keep the others from being looked at.

    Parameters:
        watch: what the pass works with.
        subject: what to look at.

    Raises:
        StoreError: the database cannot be read.
    """
    try:
        fetched = watch.sources.fetch(subject, watch.store.known)
        if watch.backfill and watch.store.standing(subject.key) is None:
            fetched = watch.sources.with_past(fetched, watch.store.known)
    except StoreError:
        raise
    except Exception as fault:  # noqa: BLE001 - told and counted like any other trouble
        return Fetched(subject=subject, state=State.UNREACHABLE, detail=mistake(subject.key, fault))
    return fetched
