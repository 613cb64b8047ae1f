"""The watch list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Place, Subject

from .connection import Connection, moment, reads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Watchlist(Connection):
    """Subjects, added and removed by the user."""

    def add_subjects(self, subjects: Sequence[Subject], at: datetime) -> int:
        """Puts subjects on the watch list; the number of those that were not on it.

        A subject that was removed earlier comes back with its history.
        """
        with self._writing():
            return sum(self._add(one, at) for one in subjects)

    def remove_subject(self, key: str, at: datetime) -> bool:
        """Takes a subject off the watch list and keeps its history; whether it was on the list."""
        with self._writing():
            return bool(
                self._do(
                    "UPDATE subjects SET removed_at = ? WHERE key = ? AND removed_at IS NULL", moment(at), key
                )
            )

    @reads
    def subjects(self) -> tuple[Subject, ...]:
        """The watch list, in the order in which it was written."""
        rows = self._rows("SELECT place, name, revision FROM subjects WHERE removed_at IS NULL ORDER BY id")
        return tuple(Subject(Place(row["place"]), row["name"], row["revision"]) for row in rows)

    def _add(self, subject: Subject, at: datetime) -> bool:
        known = self._row("SELECT id, removed_at FROM subjects WHERE key = ?", subject.key)
        if known is None:
            self._add_subject(subject, moment(at))
        elif known["removed_at"] is not None:
            self._do("UPDATE subjects SET removed_at = NULL WHERE id = ?", known["id"])
        return known is None or known["removed_at"] is not None

    def _add_subject(self, subject: Subject, added_at: str, removed_at: str | None = None) -> int:
        return self._insert(
            "subjects",
            key=subject.key,
            place=subject.place.value,
            name=subject.name,
            revision=subject.revision,
            added_at=added_at,
            removed_at=removed_at,
        )
