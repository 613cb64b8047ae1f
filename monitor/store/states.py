"""What is on record of each subject: recorded whole, in one transaction, and read back whole."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, cast

from monitor.records import (
    Change,
    Decision,
    Declared,
    Document,
    Finding,
    Governs,
    Identity,
    Inspection,
    Place,
    Read,
    Reading,
    Role,
    Sheet,
    Span,
    State,
    Subject,
    Terms,
    Value,
    Verdict,
)

from .codec import Json, canonical, decode, dumps, encode, loads
from .connection import Parameter, Row, moment, reads
from .packing import digest
from .receipts import unpacked_receipt
from .sweeps import Sweeps
from .values import Stored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.records import OwedAlert

_GRAVITY = (Decision.DENY, Decision.INCOMPLETE, Decision.REVIEW, Decision.OBLIGATIONS, Decision.ALLOW)

VERSIONS = """SELECT versions.id, versions.document_id, versions.seen_at, versions.state, governs,
        text_sha256, declared, faults, versions.detail, reading_id, documents.role,
        documents.name AS document, subjects.name AS subject, blob_id, etag, dates, snapshot_id,
        iif(snapshot_id IS NULL, versions.url, receipts.url) AS url,
        iif(snapshot_id IS NULL, versions.commit_id, snapshots.commit_id) AS commit_id,
        iif(snapshot_id IS NULL, versions.raw_sha256, snapshots.sha256) AS raw_sha256
    FROM versions JOIN documents ON documents.id = versions.document_id
    JOIN subjects ON subjects.id = documents.subject_id LEFT JOIN snapshots ON snapshots.id = snapshot_id
    LEFT JOIN receipts ON receipts.id = receipt_id"""


class States(Sweeps):
    """Records states of subjects, with what led to them and whom they concern."""

    def record(  # noqa: PLR0913 - one transaction needs all of it; a parameter object would only wrap it
        self,
        run: int,
        inspection: Inspection,
        change: Change | None,
        alerts: Sequence[OwedAlert],
        at: datetime,
        *,
        repo_id: str | None = None,
        moved_to: str | None = None,
        tool: str = "",
        mark: str | None = None,
    ) -> int:
        """Puts a subject's state on record, with its change and the alerts owed for it: all or nothing.

        The subject counts as checked in the run. The number of the event is returned.

        Parameters:
            run: the number of the run.
            inspection: the state, whole.
            change: what it changed; None at the first look, or when only our record needs renewing.
            alerts: what is owed to whom for this event.
            at: now, UTC.
            repo_id: the place's own identity of the repository.
            moved_to: the name that the place redirected to, where it did.
            tool: the extractor and rules that read it, in a form that differs when they do.
            mark: what the place's lists are compared with; None where they tell nothing.
        """
        key = inspection.subject.key
        with self._writing():
            subject = self._subject(inspection.subject, moment(at))["id"]
            first = self._row("SELECT 1 FROM terms WHERE subject_id = ?", subject) is None
            documents = [self._place(run, subject, read, inspection.seen_at) for read in inspection.reads]
            sheet = self._keep(canonical(inspection.sheet).encode())
            place = {"repo_id": repo_id, "moved_to": moved_to, "tool": tool}
            terms = self._keep_terms(run, subject, inspection, documents, sheet, place)
            payload = {
                "kind": change.event.value if change else "first-seen" if first else "recorded-anew",
                "terms": terms,
                "sheet": sheet,
                "commit": inspection.commit,
                "documents": [_evidence(read, inspection.commit) for read in inspection.reads],
                "change": self._folded(change) if change else None,
            }
            event = self._append_event(run, payload, at, subject=key)
            if change:
                self._keep_change(event, subject, change)
            self._owe(run, event, alerts, at)
            self._mark_checked(run, key, at, mark)
        return event

    @reads
    def previous(self, key: str) -> Stored | None:
        """The state on record that the next look is compared with; None before the first."""
        row = self._terms_row(key)
        if row is None:
            return None
        inspection = self._inspection(row)
        return Stored(
            inspection=inspection,
            repo_id=row["repo_id"],
            tool=row["tool"],
            run=row["run_id"],
            last_texts=self._last_texts(row, inspection),
            moved_to=row["moved_to"],
        )

    @reads
    def inspection(self, key: str) -> Inspection | None:
        """The subject as last recorded, verdicts and all; None when it never was."""
        row = self._terms_row(key)
        return self._inspection(row) if row else None

    @reads
    def judgement(self, key: str) -> tuple[Sheet, tuple[Verdict, ...]] | None:
        """The sheet and verdicts of a subject as last recorded, without its texts; None when it never was."""
        row = self._terms_row(key)
        return (self._sheet(row), self._verdicts(row)) if row else None

    # Writing, inside the transaction.

    def _place(self, run: int, subject: int, read: Read, at: datetime) -> dict[str, Parameter]:
        """The version that holds this document as read, with what is told of its place and is another now.

        The latest version if that is the same, else a new one: a new commit alone makes no new version.
        """
        found = read.document
        document = self._document(subject, found.role, found.name)["id"]
        values: dict[str, Parameter] = {
            "state": found.state.value,
            "governs": found.governs.value,
            "raw_sha256": found.sha256,
            "text_sha256": None if found.text is None else self._keep(_bytes(found.text)),
            "declared": dumps(found.declared) if found.declared else None,
            "faults": dumps(found.faults),
            "reading_id": self._keep_reading(read.reading) if read.reading else None,
        }
        last = self._version("versions.document_id = ? ORDER BY versions.id DESC LIMIT 1", document)
        if last and all(last[name] == value for name, value in values.items()):
            where = {"url": found.url, "commit_id": found.commit, "detail": found.detail}
            return {
                "version": last["id"],
                **{name: value for name, value in where.items() if last[name] != value},
            }
        if snapshot := self._snapshot_of(document, found):
            del values["raw_sha256"]
            source: dict[str, Parameter] = {"snapshot_id": snapshot}
        else:
            source = {"url": found.url, "commit_id": found.commit}
        added = self._insert(
            "versions",
            document_id=document,
            run_id=run,
            seen_at=moment(at),
            detail=found.detail,
            **source,
            **values,
        )
        return {"version": added}

    def _snapshot_of(self, document: int, found: Document) -> int | None:
        """The latest snapshot of a document, if that is what was read, from where it was read."""
        row = self._row(
            "SELECT snapshots.id, receipts.url, commit_id, sha256, blob_id, etag, dates,"
            " documents.name AS document, subjects.name AS subject FROM snapshots"
            " JOIN receipts ON receipts.id = receipt_id JOIN documents ON documents.id = document_id"
            " JOIN subjects ON subjects.id = subject_id WHERE document_id = ?"
            " ORDER BY snapshots.id DESC LIMIT 1",
            document,
        )
        if row is None or found.sha256 is None:
            return None
        told = (row["sha256"], unpacked_receipt(row)["url"], row["commit_id"])
        return row["id"] if told == (found.sha256, found.url, found.commit) else None

    def _keep_reading(self, reading: Reading) -> int:
        sha256 = hashlib.sha256(_bytes(canonical(reading))).hexdigest()
        known = self._row("SELECT id FROM readings WHERE sha256 = ?", digest(sha256))
        if known:
            return int(known["id"])
        number = self._insert(
            "readings",
            sha256=sha256,
            label=reading.identity.label,
            language=reading.language,
            terms=dumps(reading.terms),
            identity=dumps(reading.identity),
            unaccounted=dumps(reading.unaccounted),
        )
        self._do_each(
            "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_finding_row(number, position, one) for position, one in enumerate(reading.findings)),
        )
        return number

    def _keep_terms(
        self,
        run: int,
        subject: int,
        inspection: Inspection,
        documents: Sequence[Mapping[str, Parameter]],
        sheet: str,
        place: Mapping[str, str | None],
    ) -> int:
        of = inspection.sheet
        worst = min((one.decision for one in inspection.verdicts), key=_GRAVITY.index, default=None)
        tool_id = self._tool(place["tool"] or "")
        number = self._insert(
            "terms",
            subject_id=subject,
            run_id=run,
            seen_at=moment(inspection.seen_at),
            state=inspection.state.value,
            commit_id=inspection.commit,
            label=of.label,
            basis=of.basis.value,
            decision=worst.value if worst else None,
            commercial_use=of.terms.commercial_use.value,
            hosting=of.terms.hosting.value,
            sheet_sha256=sheet,
            verdicts=self._keep(canonical(inspection.verdicts).encode()),
            documents=dumps(documents),
            repo_id=place["repo_id"],
            moved_to=place["moved_to"],
            tool_id=tool_id,
        )
        self._do("UPDATE subjects SET terms_id = ? WHERE id = ?", number, subject)
        return number

    def _tool(self, told: str) -> int:
        known = self._row("SELECT id FROM tools WHERE told = ?", told)
        return int(known["id"]) if known else self._insert("tools", told=told)

    def _keep_change(self, event: int, subject: int, change: Change) -> None:
        self._insert(
            "changes",
            event_id=event,
            subject_id=subject,
            seen_at=moment(change.seen_at),
            event=change.event.value,
            cause=change.cause.value,
            direction=change.direction.value,
            by_use=dumps(change.by_use),
            documents=dumps([one.document for one in change.documents]),
            fields=dumps([f"{one.field}: {one.before} -> {one.after}" for one in change.fields]),
            before_label=change.before_label,
            after_label=change.after_label,
            before_commit=change.before_commit,
            after_commit=change.after_commit,
        )

    def _folded(self, change: Change) -> Json:
        """A change with each diff kept aside: a text that a thousand models share changes once."""
        data = cast("dict[str, Json]", encode(change))
        for one in cast("list[dict[str, Json]]", data.get("documents", [])):
            if "diff" in one:
                one["diff"] = self._keep(canonical(one["diff"]).encode())
        return data

    # Reading.

    def _unfolded(self, data: dict[str, Json]) -> Change:
        for one in cast("list[dict[str, Json]]", data.get("documents", [])):
            if "diff" in one:
                one["diff"] = json.loads(self._kept(cast("str", one["diff"])))
        return decode(Change, data)

    def _terms_row(self, key: str) -> Row | None:
        return self._row(
            "SELECT terms.*, told AS tool, key, place, name, revision FROM subjects"
            " JOIN terms ON terms.id = terms_id JOIN tools ON tools.id = tool_id WHERE key = ?",
            key,
        )

    def _inspection(self, row: Row) -> Inspection:
        return Inspection(
            subject=Subject(Place(row["place"]), row["name"], row["revision"]),
            seen_at=datetime.fromisoformat(row["seen_at"]),
            state=State(row["state"]),
            commit=row["commit_id"],
            reads=tuple(self._read_at(place) for place in json.loads(row["documents"])),
            sheet=self._sheet(row),
            verdicts=self._verdicts(row),
        )

    def _sheet(self, row: Row) -> Sheet:
        return loads(Sheet, self._kept(row["sheet_sha256"]).decode())

    def _verdicts(self, row: Row) -> tuple[Verdict, ...]:
        """The verdicts: kept aside, since models that share a licence share them; inline in older rows."""
        told: str = row["verdicts"]
        return loads(tuple[Verdict, ...], told if told.startswith("[") else self._kept(told).decode())

    def _read_at(self, place: Mapping[str, Value]) -> Read:
        """A document as it was in a recorded state: its version, at the place where it stood then."""
        row = self._versions("versions.id = ?", cast("int", place["version"]))[0]
        return self._read({**row, **place})

    def _versions(self, condition: str, *parameters: Parameter) -> list[Row]:
        """Versions that fulfil a condition, with what they share with their snapshots."""
        rows = self._rows(f"{VERSIONS} WHERE {condition}", *parameters)
        return [unpacked_receipt(row) if row["snapshot_id"] else row for row in rows]

    def _version(self, condition: str, *parameters: Parameter) -> Row | None:
        return next(iter(self._versions(condition, *parameters)), None)

    def _read(self, row: Row) -> Read:
        text, declared, reading = row["text_sha256"], row["declared"], row["reading_id"]
        document = Document(
            role=Role(row["role"]),
            name=row["document"],
            url=row["url"],
            state=State(row["state"]),
            governs=Governs(row["governs"]),
            text=self._kept(text).decode("utf-8", "surrogatepass") if text else None,
            declared=loads(Declared, declared) if declared else None,
            faults=loads(tuple[str, ...], row["faults"]),
            sha256=row["raw_sha256"],
            commit=row["commit_id"],
            detail=row["detail"],
        )
        return Read(document=document, reading=self._reading(reading) if reading else None)

    def _reading(self, number: int) -> Reading:
        row = self._rows("SELECT * FROM readings WHERE id = ?", number)[0]
        findings = self._rows("SELECT * FROM findings WHERE reading_id = ? ORDER BY position", number)
        return Reading(
            terms=loads(Terms, row["terms"]),
            identity=loads(Identity, row["identity"]),
            findings=tuple(_finding(one) for one in findings),
            unaccounted=loads(tuple[Span, ...], row["unaccounted"]),
            language=row["language"],
        )

    def _last_texts(self, row: Row, inspection: Inspection) -> tuple[Read, ...]:
        """What the documents said that say nothing now; of a whole subject, when that could not be read."""
        places = json.loads(row["documents"])
        if inspection.state is not State.OK:
            places += self._places_when_ok(row["subject_id"])
        having = {(one.document.role, one.document.name) for one in inspection.reads if one.document.text}
        found = {}
        for place in places:
            last = self._version(
                "text_sha256 IS NOT NULL AND versions.document_id ="
                " (SELECT document_id FROM versions WHERE id = ?) ORDER BY versions.id DESC LIMIT 1",
                place["version"],
            )
            if last and (last["role"], last["document"]) not in having:
                found[last["id"]] = self._read(last)
        return tuple(found.values())

    def _places_when_ok(self, subject: int) -> list[dict[str, Value]]:
        row = self._row(
            "SELECT documents FROM terms WHERE subject_id = ? AND state = 'ok' ORDER BY id DESC LIMIT 1",
            subject,
        )
        return cast("list[dict[str, Value]]", json.loads(row["documents"])) if row else []


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _evidence(read: Read, commit: str | None) -> dict[str, object]:
    """What an event says of a document; what is left out is nothing, or as told beside it.

    Parameters:
        read: the document.
        commit: that the event tells of; that of the document unless told otherwise.
    """
    found = read.document
    text = None if found.text is None else hashlib.sha256(_bytes(found.text)).hexdigest()
    told = {
        "name": found.name,
        "role": found.role,
        "state": found.state,
        "url": found.url,
        "commit": None if found.commit == commit else found.commit,
        "sha256": found.sha256,
        "text_sha256": None if text == found.sha256 else text,
        "label": read.reading.identity.label if read.reading else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _finding_row(reading: int, position: int, one: Finding) -> tuple[Parameter, ...]:
    where = (reading, position, one.rule, one.field, one.start, one.end)
    return (*where, one.quote, dumps(one.values), one.experimental)


def _finding(row: Row) -> Finding:
    data = {
        "rule": row["rule"],
        "field": row["field"],
        "start": row["start_offset"],
        "end": row["end_offset"],
        "quote": row["quote"],
        "values": json.loads(row["captures"]),
        "experimental": bool(row["experimental"]),
    }
    return decode(Finding, data)
