"""What the commands ask of the record."""

from __future__ import annotations

import json
import re
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.errors import StoreError
from monitor.records import Change, Decision, Direction, Document, Event, Snapshot, State
from monitor.tokens import words_sha256

from .connection import Row, moment, reads
from .packing import digest, unpacked_text
from .receipts import unpacked_receipt
from .standings import Standings
from .states import VERSIONS
from .values import PastText, StatusInfo, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records import Inspection

E = TypeVar("E", bound=StrEnum)

_DIGITS = 64
_MOST_QUIET = 5000
_HEX = re.compile("[0-9a-f]{8,64}")
_COMMIT = """(SELECT CASE typeof(told) WHEN 'blob' THEN lower(hex(told)) ELSE told END
    FROM (SELECT iif(snapshot_id IS NULL, versions.commit_id, snapshots.commit_id) AS told))"""
"""The commit of a version, in hexadecimal."""

_WATCHED = "(removed_at IS NULL OR key IN (SELECT value FROM json_each(?)))"


class Lookups(Standings):
    """Reads what is on record; changes nothing."""

    @reads
    def history(self, key: str) -> tuple[Change, ...]:
        """Every change of a subject on record, oldest first."""
        rows = self._rows(
            "SELECT payload FROM events JOIN changes ON event_id = events.id"
            " JOIN subjects ON subjects.id = changes.subject_id WHERE key = ? ORDER BY events.id",
            key,
        )
        return tuple(self._changed(row) for row in rows)

    @reads
    def changes_in(self, run: int) -> tuple[Change, ...]:
        """Every change that a run has put on record, in order."""
        rows = self._rows(
            "SELECT payload FROM events JOIN changes ON event_id = events.id WHERE run_id = ?"
            " ORDER BY events.id",
            run,
        )
        return tuple(self._changed(row) for row in rows)

    @reads
    def quiet_changes(self, since: datetime, until: datetime) -> tuple[Change, ...]:
        """Changes of theirs that nobody was owed word of, in order; none of the past before the first look.

        Parameters:
            since: when they were recorded, UTC.
            until: up to this time, UTC; not itself.
        """
        rows = self._rows(
            "SELECT payload FROM events JOIN changes ON event_id = events.id"
            " WHERE at >= ? AND at < ? AND cause = 'theirs' AND event IN ('editorial', 'returned', 'wording')"
            " AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.event_id = events.id)"
            " ORDER BY events.id LIMIT ?",
            moment(since),
            moment(until),
            _MOST_QUIET,
        )
        return tuple(one for row in rows if _is_quiet(one := self._changed(row)))

    def _changed(self, row: Row) -> Change:
        return self._unfolded(json.loads(unpacked_text(row["payload"]))["change"])

    @reads
    def first_seen_in(self, run: int) -> tuple[str, ...]:
        """Keys of the subjects whose first state on record is of this run, in the order recorded."""
        rows = self._rows(
            "SELECT key FROM terms JOIN subjects ON subjects.id = subject_id GROUP BY subject_id"
            " HAVING MIN(terms.run_id) = ? ORDER BY MIN(terms.id)",
            run,
        )
        return tuple(row["key"] for row in rows)

    @reads
    def history_texts(self, key: str, document: str) -> tuple[PastText, ...]:
        """Every text that a document has had, in order, a text that came back each time anew."""
        rows = self._rows(
            f"{VERSIONS} WHERE key = ? AND documents.name = ? AND text_sha256 IS NOT NULL"
            " ORDER BY versions.id",
            key,
            document,
        )
        past = [
            PastText(
                sha256=row["raw_sha256"] or row["text_sha256"],
                text_sha256=row["text_sha256"],
                words_sha256=words_sha256(self._kept(row["text_sha256"]).decode("utf-8", "surrogatepass")),
                first_seen=datetime.fromisoformat(row["seen_at"]),
            )
            for row in rows
        ]
        return tuple(
            one
            for one, before in zip(past, [None, *past], strict=False)
            if not before or before.text_sha256 != one.text_sha256
        )

    @reads
    def document_at(self, key: str, name: str, when: datetime | str) -> Document | None:
        """A document as it was on record at a time, or at a commit.

        Parameters:
            key: of the subject.
            name: of the document.
            when: a time (the latest version seen by then), or a commit, or at least 7 characters of one.
        """
        if isinstance(when, datetime):
            condition, value = "versions.seen_at <= ?1", moment(when)
        else:
            condition, value = f"length(?1) >= 7 AND substr({_COMMIT}, 1, length(?1)) = ?1", when
        row = self._version(
            f"{condition} AND key = ?2 AND documents.name = ?3 ORDER BY versions.id DESC LIMIT 1",
            value,
            key,
            name,
        )
        return self._read(row).document if row else None

    @reads
    def inspection_at(self, key: str, when: datetime) -> tuple[Inspection, bool] | None:
        """A subject as it was on record at a time; None where nothing is known of that time.

        The flag is True where somebody looked by then, False where the place's own history tells it, read
        later.

        Parameters:
            key: of the subject.
            when: the time.
        """
        row = self._row(
            "SELECT terms.*, told AS tool, key, place, name, revision, started_at FROM terms"
            " JOIN subjects ON subjects.id = terms.subject_id JOIN tools ON tools.id = tool_id"
            " JOIN runs ON runs.id = terms.run_id WHERE key = ? AND terms.seen_at <= ?"
            " ORDER BY terms.seen_at DESC, terms.id DESC LIMIT 1",
            key,
            moment(when),
        )
        if row is None:
            return None
        return self._inspection(row), datetime.fromisoformat(row["started_at"]) <= when

    @reads
    def snapshot(self, key: str, document: Document) -> Snapshot | None:
        """The latest snapshot that a document on record was read from; None where it had no body.

        Parameters:
            key: of the subject.
            document: of that subject, on record.
        """
        row = self._row(
            "SELECT snapshots.*, receipts.url, media_type, documents.name AS document,"
            " subjects.name AS subject FROM snapshots JOIN receipts ON receipts.id = receipt_id"
            " JOIN documents ON documents.id = document_id JOIN subjects ON subjects.id = subject_id"
            " WHERE key = ? AND role = ? AND documents.name = ? AND sha256 = ?"
            " ORDER BY snapshots.id DESC LIMIT 1",
            key,
            document.role.value,
            document.name,
            digest(document.sha256) if document.sha256 else None,
        )
        if row is None:
            return None
        row = unpacked_receipt(row)
        return Snapshot(
            role=document.role,
            name=document.name,
            url=row["url"],
            fetched_at=datetime.fromisoformat(row["fetched_at"]),
            state=document.state,
            body=self._kept(row["sha256"]),
            status=row["status"],
            media_type=row["media_type"],
            etag=row["etag"],
            blob_id=row["blob_id"],
            commit=document.commit,
            detail=document.detail,
        )

    @reads
    def text(self, sha256: str) -> bytes:
        """A stored body or text.

        Parameters:
            sha256: in hexadecimal; its first 8 or more digits will do where they say which.

        Raises:
            StoreError: none or several texts have that SHA-256.
        """
        if len(sha256) < 8:
            raise StoreError(f"{sha256!r} is too short for a SHA-256.", "Give at least its first 8 digits.")
        begun = sha256.lower()
        ends = [begun.ljust(_DIGITS, digit) for digit in "0f"] if _HEX.fullmatch(begun) else []
        rows = self._rows(
            "SELECT sha256 FROM texts WHERE sha256 BETWEEN ? AND ? LIMIT 2",
            *map(bytes.fromhex, ends or ["", ""]),
        )
        if len(rows) != 1:
            count = "Several texts have" if rows else "No text has"
            raise StoreError(f"{count} a SHA-256 that begins with {sha256} in {self.path}.")
        return self._kept(rows[0]["sha256"])

    @reads
    def status(self, also: Sequence[str] = ()) -> StatusInfo:
        """What is on record, counted.

        Parameters:
            also: keys of subjects that are watched without being on the watch list kept here.
        """
        keys = json.dumps(list(also))
        watched = f"FROM subjects LEFT JOIN terms ON terms.id = terms_id WHERE {_WATCHED}"
        last = self.runs(1)
        return StatusInfo(
            last_run=last[0] if last else None,
            unfinished=self.unfinished_runs(),
            subjects=self._count(f"SELECT count(*) AS n {watched}", keys),
            never_checked=self._count(f"SELECT count(*) AS n {watched} AND checked_at IS NULL", keys),
            by_state=self._counts(
                State, f"SELECT subjects.state AS name, count(*) AS n {watched} GROUP BY 1", keys
            ),
            by_decision=self._counts(
                Decision, f"SELECT decision AS name, count(*) AS n {watched} GROUP BY 1", keys
            ),
            changes=self._count("SELECT count(*) AS n FROM changes"),
            troubles=self._troubles(keys),
            sweep=self.last_sweep(),
            **self._outbox_status(),
        )

    def _outbox_status(self) -> dict[str, Any]:
        owed = self._rows("SELECT attempts, owed_at, error FROM alerts WHERE sent_at IS NULL ORDER BY id")
        failed = [row for row in owed if row["attempts"]]
        return {
            "pending": len(owed) - len(failed),
            "failed": len(failed),
            "owed_since": datetime.fromisoformat(owed[0]["owed_at"]) if owed else None,
            "last_error": failed[-1]["error"] if failed else "",
        }

    def _troubles(self, keys: str) -> tuple[Trouble, ...]:
        rows = self._rows(
            f"""SELECT key, '' AS document, state, state_since, state_checks, state_detail FROM subjects
                WHERE {_WATCHED} AND state IS NOT NULL AND state != 'ok'
            UNION ALL
            SELECT key, documents.name, documents.state, documents.state_since, documents.state_checks,
                documents.state_detail FROM documents JOIN subjects ON subjects.id = subject_id
                WHERE {_WATCHED} AND documents.state IS NOT NULL AND documents.state != 'ok'
            ORDER BY 4, 1, 2""",  # noqa: S608 - put together from constants alone
            keys,
            keys,
        )
        return tuple(
            Trouble(
                subject=row["key"],
                document=row["document"],
                state=State(row["state"]),
                since=datetime.fromisoformat(row["state_since"]),
                checks=row["state_checks"],
                detail=row["state_detail"] or "",
            )
            for row in rows
        )

    def _count(self, sql: str, *values: str) -> int:
        return int(self._rows(sql, *values)[0]["n"])

    def _counts(self, kind: type[E], sql: str, *values: str) -> dict[E, int]:
        return {kind(row["name"]): row["n"] for row in self._rows(sql, *values) if row["name"] is not None}


def _is_quiet(change: Change) -> bool:
    """Whether a change was recorded for its own sake, and not for the history before the first look."""
    plain = change.event is Event.EDITORIAL and change.direction is Direction.NONE
    return not change.reconstructed and (plain or bool(change.quiet))
