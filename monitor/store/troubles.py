"""What cannot be read, for how long, and whether anybody was told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from monitor.records import Place, State, Subject

from .answers import Answers
from .connection import Row, moment
from .values import Failing

if TYPE_CHECKING:
    from collections.abc import Sequence


class Troubles(Answers):
    """One row a subject that could not be read as a whole at its last look; it goes when that is over."""

    def failing(self) -> tuple[Failing, ...]:
        """Subjects that could not be read at their last look, or whose end of that is still to be told."""
        rows = self._rows(
            "SELECT key, place, name, revision, troubles.* FROM troubles"
            " JOIN subjects ON subjects.id = subject_id ORDER BY since, key"
        )
        return tuple(_failing(row) for row in rows)

    def failing_at(self, key: str) -> Failing | None:
        """The same of one subject."""
        row = self._row(
            "SELECT key, place, name, revision, troubles.* FROM troubles"
            " JOIN subjects ON subjects.id = subject_id WHERE key = ?",
            key,
        )
        return _failing(row) if row else None

    def note_troubles(self, run: int, keys: Sequence[str], found: tuple[State, str]) -> None:
        """Counts a run that could not be told of subjects, without a look at each.

        Parameters:
            run: its number; counted once.
            keys: of the subjects; those that were never recorded are left out.
            found: what was not had, and why.
        """
        if not keys:
            return
        with self._writing():
            at = self._rows("SELECT started_at FROM runs WHERE id = ?", run)[0]["started_at"]
            for key in keys:
                row = self._row("SELECT id FROM subjects WHERE key = ?", key)
                if row:
                    self._note_trouble(run, row["id"], at, found)

    def end_troubles(self, run: int, keys: Sequence[str]) -> None:
        """Notes that a run was told of subjects again, and that they are as they were."""
        if not keys:
            return
        with self._writing():
            for key in keys:
                self._end_trouble(run, key)

    def looks_in_state(self, key: str, state: State) -> int:
        """How many looks in a row, up to the latest, have found a subject in a state."""
        row = self._row("SELECT state_checks FROM subjects WHERE key = ? AND state = ?", key, state.value)
        return int(row["state_checks"]) if row else 0

    def _note_trouble(self, run: int, subject: int, at: str, found: tuple[State, str]) -> None:
        """Counts a run that could not read a subject; in an open transaction.

        Parameters:
            run: its number; counted once, however often it looks.
            subject: the id of its row.
            at: of the look.
            found: what was not had, and why.
        """
        self._do(
            "INSERT INTO troubles (subject_id, since, runs, run_id, state, detail)"
            " VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT (subject_id) DO UPDATE SET"
            " runs = runs + (run_id != ?3), run_id = ?3, state = ?4, detail = ?5, over = NULL",
            subject,
            at,
            run,
            found[0].value,
            found[1],
        )

    def _end_trouble(self, run: int, key: str) -> None:
        """Notes that a run has read a subject, unless it has noted trouble itself; in an open transaction.

        Whoever was told of the trouble is owed to be told of its end; that a subject is gone is told as a
        change.
        """
        found = "subject_id IN (SELECT id FROM subjects WHERE key = ?1) AND run_id != ?2"
        row = self._row(f"SELECT told_at FROM troubles WHERE {found}", key, run)  # noqa: S608 - constant
        if row is None:
            return
        state = self._rows("SELECT state FROM subjects WHERE key = ?", key)[0]["state"]
        if row["told_at"] is None or state == State.GONE:
            self._do(f"DELETE FROM troubles WHERE {found}", key, run)  # noqa: S608 - constant
        else:
            self._do(f"UPDATE troubles SET over = ?3 WHERE {found}", key, run, state)  # noqa: S608 - constant

    def _note_told(self, keys: Sequence[str], at: datetime) -> None:
        """Notes whose trouble was told, and forgets those whose end was; in an open transaction."""
        for key in keys:
            row = self._rows("SELECT id FROM subjects WHERE key = ?", key)[0]
            self._do("DELETE FROM troubles WHERE subject_id = ? AND over IS NOT NULL", row["id"])
            self._do("UPDATE troubles SET told_at = ? WHERE subject_id = ?", moment(at), row["id"])


def _failing(row: Row) -> Failing:
    return Failing(
        subject=Subject(Place(row["place"]), row["name"], row["revision"]),
        since=datetime.fromisoformat(row["since"]),
        runs=row["runs"],
        run=row["run_id"],
        state=State(row["state"]),
        detail=row["detail"],
        told_at=datetime.fromisoformat(row["told_at"]) if row["told_at"] else None,
        over=State(row["over"]) if row["over"] else None,
    )
