"""What was received, kept before anybody judges it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from monitor.records import State

from .codec import dumps
from .connection import Row, moment, reads
from .packing import digest
from .receipts import packed_receipt
from .troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.records import Fetched, Role, Snapshot, Subject

_SHA256 = 64


class Intake(Troubles):
    """Raw snapshots, and the state that each document and subject was found in."""

    @reads
    def known(self, blob_id: str) -> bytes | None:
        """The bytes of a git blob that some document has had, or None: no download is needed then.

        The id is computed anew, since what a server called these bytes is no proof for another server's.

        Parameters:
            blob_id: git's id, or the SHA-256, in hexadecimal.
        """
        if len(blob_id) == _SHA256:
            found = self._row("SELECT 1 FROM texts WHERE sha256 = ?", digest(blob_id))
            return self._kept(blob_id) if found else None
        row = self._row(
            "SELECT sha256 FROM snapshots WHERE blob_id = ? AND sha256 IS NOT NULL LIMIT 1", digest(blob_id)
        )
        if row is None:
            return None
        body = self._kept(row["sha256"])
        return body if git_blob_id(body) == blob_id else None

    def receive(
        self,
        run: int,
        fetched: Fetched,
        *,
        trouble: tuple[State, str] | None = None,
        checked_at: datetime | None = None,
        mark: str | None = None,
    ) -> int:
        """Keeps what one look at a subject brought, in one transaction; the number of new snapshots.

        A document that is as it was at the look before (bytes, state, status) adds no row. A subject that
        is not on the watch list is noted as known, not as watched.

        Parameters:
            run: the number of the run.
            fetched: everything that was received.
            trouble: what could not be had, and why; None when everything was.
            checked_at: given when nothing is to be recorded of this look: the run has done with the subject.
            mark: what the place's lists are compared with from then on; None where they tell nothing.
        """
        with self._writing():
            at = self._rows("SELECT started_at FROM runs WHERE id = ?", run)[0]["started_at"]
            subject = self._subject(fetched.subject, at)
            self._note_state("subjects", subject, at, fetched)
            if trouble:
                self._note_trouble(run, subject["id"], at, trouble)
            if fetched.state is State.OK:
                self._forget_others(subject["id"], fetched.snapshots)
            if checked_at:
                self._mark_checked(run, fetched.subject.key, checked_at, mark)
            name = fetched.subject.name
            return sum(self._receive(run, subject["id"], name, one) for one in fetched.snapshots)

    def _mark_checked(self, run: int, key: str, at: datetime, mark: str | None) -> None:
        self._do(
            "UPDATE subjects SET checked_run = ?, checked_at = ?, mark = ? WHERE key = ?",
            run,
            moment(at),
            mark,
            key,
        )
        self._end_trouble(run, key)

    def _subject(self, subject: Subject, at: str) -> Row:
        row = self._row("SELECT id, state FROM subjects WHERE key = ?", subject.key)
        return row or {"id": self._add_subject(subject, added_at=at, removed_at=at), "state": None}

    def _note_state(self, table: str, row: Row, at: str, found: Fetched | Snapshot) -> None:
        """Counts looks in a row that found the same state; a row that stays `ok` is left alone."""
        same = row["state"] == found.state
        if same and found.state is State.OK:
            return
        count = "state_checks + 1" if same else "1"
        since = "state_since" if same else "?3"
        begun = None if table == "documents" and found.state is State.OK else at
        sql = (
            f"UPDATE {table} SET state = ?1, state_detail = ?2, state_since = {since},"  # noqa: S608 - own words
            f" state_checks = {count} WHERE id = ?4"
        )
        self._do(sql, found.state.value, found.detail, begun, row["id"])

    def _forget_others(self, subject_id: int, found: Sequence[Snapshot]) -> None:
        """A document that is no part of the subject any more is in no state."""
        names = {(one.role.value, one.name) for one in found}
        rows = self._rows(
            "SELECT id, role, name FROM documents WHERE subject_id = ? AND state IS NOT NULL", subject_id
        )
        for row in rows:
            if (row["role"], row["name"]) not in names:
                self._do("UPDATE documents SET state = NULL, state_checks = 0 WHERE id = ?", row["id"])

    def _receive(self, run: int, subject_id: int, subject: str, snapshot: Snapshot) -> int:
        document = self._document(subject_id, snapshot.role, snapshot.name)
        self._note_state("documents", document, moment(snapshot.fetched_at), snapshot)
        last = self._row(
            "SELECT sha256, state, status FROM snapshots WHERE document_id = ? ORDER BY id DESC LIMIT 1",
            document["id"],
        )
        status = snapshot.status or (last and last["status"])  # none where stored bytes were taken again
        if last == {"sha256": snapshot.sha256, "state": snapshot.state.value, "status": status}:
            return 0
        self._keep_snapshot(run, document["id"], subject, snapshot)
        return 1

    def _document(self, subject_id: int, role: Role, name: str) -> Row:
        row = self._row(
            "SELECT id, state FROM documents WHERE subject_id = ? AND role = ? AND name = ?",
            subject_id,
            role.value,
            name,
        )
        if row is not None:
            return row
        added = self._insert("documents", subject_id=subject_id, role=role.value, name=name)
        return {"id": added, "state": None}

    def _keep_snapshot(self, run: int, document_id: int, subject: str, snapshot: Snapshot) -> None:
        body = snapshot.body
        told = {
            "url": snapshot.url,
            "media_type": snapshot.media_type,
            "headers": dumps(snapshot.headers),
            "etag": snapshot.etag,
            "commit_id": snapshot.commit,
            "blob_id": snapshot.blob_id,
        }
        stored = packed_receipt({**told, "subject": subject, "document": snapshot.name})
        self._insert(
            "snapshots",
            document_id=document_id,
            run_id=run,
            fetched_at=moment(snapshot.fetched_at),
            state=snapshot.state.value,
            status=snapshot.status,
            receipt_id=self._receipt({name: stored[name] for name in ("url", "media_type", "headers")}),
            etag=stored["etag"],
            dates=stored["dates"],
            blob_id=snapshot.blob_id,
            commit_id=snapshot.commit,
            sha256=None if body is None else self._keep(body),
            size=None if body is None else len(body),
            detail=snapshot.detail,
        )

    def _receipt(self, told: Mapping[str, str | None]) -> int:
        """What the place told of a file, kept once for all that are alike; its number."""
        asked = "SELECT id FROM receipts WHERE url = ? AND media_type = ? AND headers = ?"
        known = self._row(asked, *told.values())
        return int(known["id"]) if known else self._insert("receipts", **told)


def git_blob_id(body: bytes) -> str:
    """The id that git gives a file with these bytes (SHA-1 over a header and the bytes)."""
    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
