"""What happened to the repository itself: it moved, it is another one, it is there again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.records import Cause, Change, Direction, DocumentChange, Event, Fetched, Inspection, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import Standing, Stored


def same_place(before: Stored | Standing, fetched: Fetched) -> bool:
    """Whether the repository is the one on record, under the same name, as far as was told.

    Parameters:
        before: what is on record.
        fetched: the look.
    """
    place = (fetched.repo_id, fetched.moved_to)
    return fetched.repo_id is None or place == (before.repo_id, before.moved_to)


def with_fate(change: Change | None, before: Stored, fetched: Fetched, after: Inspection) -> Change | None:
    """A change with what happened to the repository itself: it moved, or it is there again.

    Parameters:
        change: of the documents; None where they are as they were.
        before: what is on record.
        fetched: the look.
        after: what the look says.
    """
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
    elif not same_place(before, fetched) and before.repo_id:
        note = f"it is called {name} now; it is the same repository"
        yield DocumentChange(event=Event.MOVED, document=key, note=note)


def _is_another(before: Stored, fetched: Fetched) -> bool:
    """Whether the place says that this is not the repository on record."""
    return bool(before.repo_id and fetched.repo_id and before.repo_id != fetched.repo_id)


def _of_another(direction: Direction) -> Direction:
    """Terms of another repository are never called better, or the same."""
    return direction if direction in {Direction.TIGHTER, Direction.MIXED} else Direction.UNCLEAR
