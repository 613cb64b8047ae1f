"""The event log: each entry is bound to the one before it by a hash, so that none can be altered unseen."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from monitor.errors import StoreError

from .codec import canonical
from .connection import Row, moment, reads, unpacked
from .intake import Intake
from .packing import digest, packed, unpacked_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

GENESIS = "0" * 64
"""What stands where the first event's previous hash would."""


class Events(Intake):
    """The chain, appended to and proved."""

    @reads
    def verify_chain(self) -> tuple[str, ...]:
        """Every fault of the event log and of the stored texts, one sentence each; empty when all is well.

        What was cut off at the end of the log leaves no trace in it: compare `head()` with a hash that was
        kept elsewhere.
        """
        return (*self._chain_faults(), *self._text_faults())

    @reads
    def head(self) -> str:
        """The hash of the latest event; zeros before the first."""
        row = self._row("SELECT hash FROM events ORDER BY id DESC LIMIT 1")
        return row["hash"] if row else GENESIS

    def _append_event(
        self, run: int, payload: Mapping[str, object], at: datetime, *, subject: str | None = None
    ) -> int:
        """Adds an event in an open transaction; its id.

        `kind` of the payload is what happened; subject, run and time are put beside it.
        """
        told = canonical({**payload, "at": moment(at), "run": run, "subject": subject})
        previous = self.head()
        row = self._row("SELECT id FROM subjects WHERE key = ?", subject)
        return self._insert(
            "events",
            at=moment(at),
            kind=str(payload["kind"]),
            subject_id=row["id"] if row else None,
            run_id=run,
            payload=packed(told),
            previous=previous,
            hash=chained(previous, told),
        )

    def _chain_faults(self) -> Iterator[str]:
        previous, expected = GENESIS, 1
        for row in self._rows("SELECT id, payload, previous, hash FROM events ORDER BY id"):
            if row["id"] != expected:
                yield f"Before event {row['id']}, event {expected} is missing."
            if row["previous"] != previous:
                yield f"Event {row['id']} does not follow from the event before it."
            if not _is_whole(row):
                yield f"Event {row['id']} is not as it was written."
            previous, expected = row["hash"], row["id"] + 1

    def _text_faults(self) -> Iterator[str]:
        for row in self._rows("SELECT sha256 FROM texts ORDER BY sha256"):
            body: Row = self._rows("SELECT zlib FROM texts WHERE sha256 = ?", digest(row["sha256"]))[0]
            try:
                unpacked(body["zlib"], row["sha256"])
            except StoreError as fault:
                yield fault.problem


def _is_whole(row: Row) -> bool:
    """Whether an event says what its hash is of."""
    try:
        payload = unpacked_text(row["payload"])
    except ValueError:
        return False
    return isinstance(row["previous"], str) and row["hash"] == chained(row["previous"], payload)


def chained(previous: str, payload: str) -> str:
    """The hash of an event: SHA-256 over the previous hash and the payload, in UTF-8."""
    return hashlib.sha256((previous + payload).encode()).hexdigest()
