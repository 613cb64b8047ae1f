"""Passes over the watch list, and how far each came."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from .codec import dumps, loads
from .connection import Row, moment, reads
from .outbox import Outbox
from .values import RunInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.records import OwedAlert


class Runs(Outbox):
    """Runs, started, taken up again and finished."""

    def start_run(self, at: datetime) -> int:
        """Opens a run; its number."""
        with self._writing():
            return self._insert("runs", started_at=moment(at))

    def finish_run(
        self,
        run: int,
        at: datetime,
        counters: Mapping[str, int],
        alerts: Sequence[OwedAlert] = (),
        *,
        told: Sequence[str] = (),
    ) -> None:
        """Closes a run, and owes in the same transaction what it has to tell as a whole (an inventory).

        Parameters:
            run: its number.
            at: now, UTC.
            counters: what it did, by name: readable in `status` and in the table `runs`.
            alerts: news of the run itself, not of one subject's record.
            told: keys of the subjects whose trouble, or the end of it, these alerts tell.
        """
        with self._writing():
            self._do(
                "UPDATE runs SET finished_at = ?, counters = ? WHERE id = ?", moment(at), dumps(counters), run
            )
            self._owe_alone(run, alerts, at)
            self._note_told(told, at)

    @reads
    def runs(self, limit: int = 20) -> tuple[RunInfo, ...]:
        """The latest runs, newest first."""
        return tuple(_run(row) for row in self._rows("SELECT * FROM runs ORDER BY id DESC LIMIT ?", limit))

    @reads
    def unfinished_runs(self) -> tuple[RunInfo, ...]:
        """Runs that were cut short (or are still going on), newest first."""
        return tuple(
            _run(row) for row in self._rows("SELECT * FROM runs WHERE finished_at IS NULL ORDER BY id DESC")
        )

    @reads
    def checked_in(self, run: int) -> frozenset[str]:
        """Keys of the subjects that the run has done with."""
        rows = self._rows("SELECT key FROM subjects WHERE checked_run = ?", run)
        return frozenset(row["key"] for row in rows)

    def mark_checked(self, run: int, key: str, at: datetime, mark: str | None = None) -> None:
        """Notes that a run has done with a subject that it had nothing to record of."""
        with self._writing():
            self._mark_checked(run, key, at, mark)


def _run(row: Row) -> RunInfo:
    return RunInfo(
        number=row["id"],
        started_at=datetime.fromisoformat(row["started_at"]),
        finished_at=datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None,
        counters=loads(dict[str, int], row["counters"]) if row["counters"] else {},
    )
