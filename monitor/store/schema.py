"""The tables of the database, as migrations: one function a step, never edited once released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from .compaction import compact

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x4C575431
"""Written into the file's header ("LWT1"): tells our databases from other programs'."""

VERSION = 6
"""Of the tables, in the header's `user_version`: the number of the last migration below."""

migrations = Migrations("licensewatch")

_FIRST = (
    # What is watched. `terms_id` is the state on record; the columns from `state` on tell of the last look.
    """CREATE TABLE subjects (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, place TEXT NOT NULL, name TEXT NOT NULL,
        revision TEXT, added_at TEXT NOT NULL, removed_at TEXT, terms_id INTEGER REFERENCES terms(id),
        state TEXT, state_since TEXT, state_checks INTEGER NOT NULL DEFAULT 0, state_detail TEXT,
        checked_at TEXT, checked_run INTEGER REFERENCES runs(id))""",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, counters TEXT)""",
    # Every body and every extracted text once, whoever has it; zlib-compressed.
    "CREATE TABLE texts (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, zlib BLOB NOT NULL)",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL REFERENCES subjects(id), role TEXT NOT NULL,
        name TEXT NOT NULL, first_seen_at TEXT NOT NULL, state TEXT, state_since TEXT,
        state_checks INTEGER NOT NULL DEFAULT 0, state_detail TEXT, UNIQUE (subject_id, role, name))""",
    # What was received, before anything was made of it; a row only when it differs from the one before.
    """CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id),
        run_id INTEGER NOT NULL REFERENCES runs(id), fetched_at TEXT NOT NULL, state TEXT NOT NULL,
        status INTEGER, url TEXT NOT NULL, media_type TEXT NOT NULL, headers TEXT NOT NULL, etag TEXT,
        blob_id TEXT, commit_id TEXT, sha256 TEXT REFERENCES texts(sha256), size INTEGER,
        detail TEXT NOT NULL)""",
    "CREATE INDEX snapshots_document ON snapshots (document_id, id)",
    "CREATE INDEX snapshots_blob ON snapshots (blob_id) WHERE blob_id IS NOT NULL",
    # What rules and references make of a text: once, however many models share it.
    """CREATE TABLE readings (
        id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, label TEXT NOT NULL, language TEXT NOT NULL,
        terms TEXT NOT NULL, identity TEXT NOT NULL, unaccounted TEXT NOT NULL)""",
    """CREATE TABLE findings (
        reading_id INTEGER NOT NULL REFERENCES readings(id), position INTEGER NOT NULL, rule TEXT NOT NULL,
        field TEXT NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL,
        quote TEXT NOT NULL, captures TEXT NOT NULL, experimental INTEGER NOT NULL,
        PRIMARY KEY (reading_id, position)) WITHOUT ROWID""",
    # What a document was, each time that it was on record as something else.
    """CREATE TABLE versions (
        id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id),
        run_id INTEGER NOT NULL REFERENCES runs(id), seen_at TEXT NOT NULL, state TEXT NOT NULL,
        governs TEXT NOT NULL, url TEXT NOT NULL, commit_id TEXT, raw_sha256 TEXT,
        text_sha256 TEXT REFERENCES texts(sha256), words_sha256 TEXT, declared TEXT, faults TEXT NOT NULL,
        detail TEXT NOT NULL, reading_id INTEGER REFERENCES readings(id))""",
    "CREATE INDEX versions_document ON versions (document_id, id)",
    "CREATE INDEX versions_text ON versions (text_sha256)",
    # What a subject was, each time: its sheet, its verdicts, and the versions they rest on.
    """CREATE TABLE terms (
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL REFERENCES subjects(id),
        run_id INTEGER NOT NULL REFERENCES runs(id), seen_at TEXT NOT NULL, state TEXT NOT NULL,
        commit_id TEXT, repo_id TEXT, tool TEXT NOT NULL, label TEXT NOT NULL, basis TEXT NOT NULL,
        decision TEXT, commercial_use TEXT NOT NULL, hosting TEXT NOT NULL, terms TEXT NOT NULL,
        sheet_sha256 TEXT NOT NULL REFERENCES texts(sha256), verdicts TEXT NOT NULL,
        documents TEXT NOT NULL)""",
    "CREATE INDEX terms_subject ON terms (subject_id, id)",
    # Evidence: hash = SHA-256 of the hash before it and the payload, both as they stand.
    """CREATE TABLE events (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,
        subject_id INTEGER REFERENCES subjects(id), run_id INTEGER NOT NULL REFERENCES runs(id),
        payload TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)""",
    # The readable face of an event that is a change; the whole of it is the event's payload.
    """CREATE TABLE changes (
        event_id INTEGER PRIMARY KEY REFERENCES events(id),
        subject_id INTEGER NOT NULL REFERENCES subjects(id), seen_at TEXT NOT NULL, event TEXT NOT NULL,
        cause TEXT NOT NULL, direction TEXT NOT NULL, by_use TEXT NOT NULL, documents TEXT NOT NULL,
        fields TEXT NOT NULL, before_label TEXT NOT NULL, after_label TEXT NOT NULL, before_commit TEXT,
        after_commit TEXT)""",
    "CREATE INDEX changes_subject ON changes (subject_id, event_id)",
    # The outbox. A bundle is what one message carries; it is settled before the first attempt.
    """CREATE TABLE alerts (
        id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL REFERENCES events(id), recipient TEXT NOT NULL,
        run_id INTEGER NOT NULL REFERENCES runs(id), kind TEXT NOT NULL,
        news_sha256 TEXT NOT NULL REFERENCES texts(sha256), bundle TEXT, message_id TEXT,
        owed_at TEXT NOT NULL, sent_at TEXT, attempts INTEGER NOT NULL DEFAULT 0, next_try_at TEXT,
        error TEXT, UNIQUE (event_id, recipient))""",
    "CREATE INDEX alerts_owed ON alerts (run_id, recipient) WHERE sent_at IS NULL",
    """CREATE TABLE waivers (
        id INTEGER PRIMARY KEY, subject TEXT NOT NULL, code TEXT NOT NULL, text_sha256 TEXT NOT NULL,
        reason TEXT NOT NULL, comment TEXT NOT NULL, owner TEXT NOT NULL, until TEXT NOT NULL,
        created_at TEXT NOT NULL)""",
    """CREATE TABLE "references" (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL, words_sha256 TEXT,
        text_sha256 TEXT REFERENCES texts(sha256), added_at TEXT NOT NULL)""",
    # For whoever opens the file with another program: one line a watched model.
    """CREATE VIEW watched AS
        SELECT subjects.key, terms.label, terms.decision, terms.commercial_use, terms.hosting, terms.basis,
            subjects.state, subjects.state_since, terms.commit_id, terms.seen_at, subjects.checked_at
        FROM subjects LEFT JOIN terms ON terms.id = subjects.terms_id
        WHERE subjects.removed_at IS NULL""",
)


@migrations()
def m001_first_tables(db: Database) -> None:
    """All tables of the first release."""
    for statement in _FIRST:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


@migrations()
def m002_troubles(db: Database) -> None:
    """What cannot be read and who was told of it; the name that a place redirects a subject to."""
    db.execute(
        """CREATE TABLE troubles (
        subject_id INTEGER PRIMARY KEY REFERENCES subjects(id), since TEXT NOT NULL, runs INTEGER NOT NULL,
        run_id INTEGER NOT NULL REFERENCES runs(id), state TEXT NOT NULL, detail TEXT NOT NULL,
        told_at TEXT, over TEXT)"""
    )
    db.execute("ALTER TABLE terms ADD COLUMN moved_to TEXT")
    db.execute("PRAGMA user_version = 2")


@migrations()
def m003_answers(db: Database) -> None:
    """Answers with their ETags, for conditional requests."""
    db.execute(
        """CREATE TABLE answers (
        slot TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT NOT NULL, body BLOB NOT NULL)"""
    )
    db.execute("PRAGMA user_version = 3")


@migrations()
def m004_sweeps(db: Database) -> None:
    """What a hub's lists are compared with; how far they were read counts as a check of every such model.

    Words are counted when somebody asks: a hash of them and an index in every version filled the file.
    """
    db.execute("DROP INDEX versions_text")
    db.execute("ALTER TABLE subjects ADD COLUMN mark TEXT")
    db.execute("CREATE TABLE sweeps (hub TEXT PRIMARY KEY, seen_at TEXT, told TEXT NOT NULL)")
    db.execute("DROP VIEW watched")
    db.execute(
        """CREATE VIEW watched AS
        SELECT subjects.key, terms.label, terms.decision, terms.commercial_use, terms.hosting, terms.basis,
            subjects.state, subjects.state_since, terms.commit_id, terms.seen_at,
            CASE WHEN mark IS NULL THEN subjects.checked_at
                ELSE max(subjects.checked_at, coalesce((SELECT max(seen_at) FROM sweeps), ''))
                END AS checked_at
        FROM subjects LEFT JOIN terms ON terms.id = subjects.terms_id
        WHERE subjects.removed_at IS NULL"""
    )
    db.execute("PRAGMA user_version = 4")


@migrations()
def m005_smaller(db: Database) -> None:
    """The same in about half the bytes: see `monitor.store.compaction`."""
    compact(db)
    db.execute("PRAGMA user_version = 5")


@migrations()
def m006_looks(db: Database) -> None:
    """What an audit that is not done has looked at."""
    db.execute(
        "CREATE TABLE looks (subject TEXT PRIMARY KEY, at TEXT NOT NULL, told BLOB NOT NULL) WITHOUT ROWID"
    )
    db.execute("PRAGMA user_version = 6")
