"""The fifth form of the tables: the same in about half the bytes, for a hundred thousand models.

Hashes are bytes. A version names the snapshot that it was read from instead of repeating its address, commit
and hash. What a place tells of a file (address, type, headers) is kept once for all files that are alike but
for name and commit. Evidence is compressed; its hashes are over the text as before.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from .packing import HASHES, digest, packed
from .receipts import packed_receipt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

_TABLES = {
    "texts": """(
        id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, zlib BLOB NOT NULL)""",
    "documents": """(
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL REFERENCES subjects(id), role TEXT NOT NULL,
        name TEXT NOT NULL, state TEXT, state_since TEXT, state_checks INTEGER NOT NULL DEFAULT 0,
        state_detail TEXT, UNIQUE (subject_id, role, name))""",
    # What a place tells of files, with signs for what differs from file to file (`monitor.store.receipts`).
    "receipts": """(
        id INTEGER PRIMARY KEY, url TEXT NOT NULL, media_type TEXT NOT NULL, headers TEXT NOT NULL,
        UNIQUE (url, headers, media_type))""",
    "snapshots": """(
        id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id),
        run_id INTEGER NOT NULL REFERENCES runs(id), fetched_at TEXT NOT NULL, state TEXT NOT NULL,
        status INTEGER, receipt_id INTEGER NOT NULL REFERENCES receipts(id), etag TEXT, dates TEXT,
        blob_id BLOB, commit_id BLOB, sha256 BLOB REFERENCES texts(sha256), size INTEGER,
        detail TEXT NOT NULL)""",
    # Where a snapshot is named, address, commit and hash are that one's.
    "versions": """(
        id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id),
        run_id INTEGER NOT NULL REFERENCES runs(id), seen_at TEXT NOT NULL, state TEXT NOT NULL,
        governs TEXT NOT NULL, snapshot_id INTEGER REFERENCES snapshots(id), url TEXT, commit_id BLOB,
        raw_sha256 BLOB, text_sha256 BLOB REFERENCES texts(sha256), declared TEXT, faults TEXT NOT NULL,
        detail TEXT NOT NULL, reading_id INTEGER REFERENCES readings(id))""",
    "tools": "(id INTEGER PRIMARY KEY, told TEXT NOT NULL UNIQUE)",
    "terms": """(
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL REFERENCES subjects(id),
        run_id INTEGER NOT NULL REFERENCES runs(id), seen_at TEXT NOT NULL, state TEXT NOT NULL,
        commit_id BLOB, repo_id TEXT, moved_to TEXT, tool_id INTEGER NOT NULL REFERENCES tools(id),
        label TEXT NOT NULL, basis TEXT NOT NULL, decision TEXT, commercial_use TEXT NOT NULL,
        hosting TEXT NOT NULL, sheet_sha256 BLOB NOT NULL REFERENCES texts(sha256), verdicts BLOB NOT NULL,
        documents TEXT NOT NULL)""",
    # Evidence: hash = SHA-256 of the hash before it, in hexadecimal, and the payload, unpacked.
    "events": """(
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,
        subject_id INTEGER REFERENCES subjects(id), run_id INTEGER NOT NULL REFERENCES runs(id),
        payload BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL)""",
}

_INDEXES = (
    "CREATE INDEX snapshots_document ON snapshots (document_id, id)",
    "CREATE INDEX snapshots_blob ON snapshots (blob_id) WHERE blob_id IS NOT NULL",
    "CREATE INDEX versions_document ON versions (document_id, id)",
    "CREATE INDEX terms_subject ON terms (subject_id, id)",
)

_WATCHED = """CREATE VIEW watched AS
    SELECT subjects.key, terms.label, terms.decision, terms.commercial_use, terms.hosting, terms.basis,
        subjects.state, subjects.state_since,
        CASE typeof(terms.commit_id) WHEN 'blob' THEN lower(hex(terms.commit_id)) ELSE terms.commit_id END
            AS commit_id,
        terms.seen_at,
        CASE WHEN mark IS NULL THEN subjects.checked_at
            ELSE max(subjects.checked_at, coalesce((SELECT max(seen_at) FROM sweeps), ''))
            END AS checked_at
    FROM subjects LEFT JOIN terms ON terms.id = subjects.terms_id
    WHERE subjects.removed_at IS NULL"""

_ALIKE = """SELECT max(snapshots.id) FROM snapshots WHERE snapshots.document_id = versions.document_id
    AND sha256 = raw_sha256 AND snapshots.url = versions.url AND snapshots.commit_id IS versions.commit_id"""

# Filled in this order: versions are matched with snapshots in their old form.
_FILLED = {
    "texts": "SELECT rowid AS id, sha256, size, zlib FROM texts",
    "documents": """SELECT id, subject_id, role, name, state,
        CASE WHEN state = 'ok' THEN NULL ELSE state_since END AS state_since, state_checks, state_detail
        FROM documents""",
    "tools": "SELECT min(id) AS id, tool AS told FROM terms GROUP BY tool",
    "terms": """SELECT id, subject_id, run_id, seen_at, state, commit_id, repo_id, moved_to,
        (SELECT tools_new.id FROM tools_new WHERE told = tool) AS tool_id, label, basis, decision,
        commercial_use, hosting, sheet_sha256, verdicts, documents FROM terms""",
    "versions": f"""SELECT id, document_id, run_id, seen_at, state, governs, snapshot_id,
        iif(snapshot_id IS NULL, url, NULL) AS url, iif(snapshot_id IS NULL, commit_id, NULL) AS commit_id,
        iif(snapshot_id IS NULL, raw_sha256, NULL) AS raw_sha256, text_sha256, declared, faults, detail,
        reading_id FROM (SELECT *, ({_ALIKE}) AS snapshot_id FROM versions)""",  # noqa: S608 - own words
    "events": "SELECT id, at, kind, subject_id, run_id, payload, previous, hash FROM events",
}

_SNAPSHOTS = """SELECT snapshots.*, documents.name AS document, subjects.name AS subject FROM snapshots
    JOIN documents ON documents.id = document_id JOIN subjects ON subjects.id = subject_id
    ORDER BY snapshots.id"""


def compact(db: Database) -> None:
    """Brings tables of the fourth form into the fifth; nothing of what they hold is lost.

    Parameters:
        db: in a transaction, foreign keys not enforced: tables are dropped that others refer to.
    """
    db.execute("DROP VIEW watched")
    for name, columns in _TABLES.items():
        db.execute(f"CREATE TABLE {name}_new {columns}")
    for name, sql in _FILLED.items():
        _fill(db, f"{name}_new", _read(db, sql))
    _fill(db, "snapshots_new", _snapshots(db))
    for table, column in (("readings", "sha256"), ("alerts", "news_sha256"), ("references", "text_sha256")):
        _as_bytes(db, table, column)
    for name in _TABLES:
        db.execute(f"DROP TABLE IF EXISTS {name}")
        db.execute(f"ALTER TABLE {name}_new RENAME TO {name}")
    for statement in (*_INDEXES, _WATCHED):
        db.execute(statement)


def _read(db: Database, sql: str) -> Iterator[dict[str, Any]]:
    """Rows of the old tables, as the new ones hold them."""
    with closing(db.conn.execute(sql)) as cursor:
        names = [column[0] for column in cursor.description]
        for row in cursor:
            told = dict(zip(names, row, strict=True))
            yield {name: _stored(name, value) for name, value in told.items()}


def _stored(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, str):
        if name == "payload":
            return packed(value)
        if name in HASHES:
            return digest(value)
    return value


def _snapshots(db: Database) -> Iterator[dict[str, Any]]:
    """Snapshots, with what is told of them kept once for all that are alike."""
    receipts: dict[tuple[str | None, ...], int] = {}
    with closing(db.conn.execute(_SNAPSHOTS)) as cursor:
        names = [column[0] for column in cursor.description]
        for row in cursor:
            told = dict(zip(names, row, strict=True))
            stored = packed_receipt(told)
            receipt = (stored["url"], stored["media_type"], stored["headers"])
            if receipt not in receipts:
                receipts[receipt] = len(receipts) + 1
                db.execute("INSERT INTO receipts_new VALUES (?, ?, ?, ?)", (receipts[receipt], *receipt))
            for name in ("url", "media_type", "headers", "subject", "document"):
                del told[name]
            beside = {"etag": stored["etag"], "dates": stored["dates"], "receipt_id": receipts[receipt]}
            yield {name: _stored(name, value) for name, value in {**told, **beside}.items()}


def _fill(db: Database, table: str, rows: Iterator[dict[str, Any]]) -> None:
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - own names


def _as_bytes(db: Database, table: str, column: str) -> None:
    """Turns the hashes of a table that stays into bytes."""
    rows = db.conn.execute(f'SELECT id, {column} FROM "{table}" WHERE {column} IS NOT NULL').fetchall()  # noqa: S608 - own names
    db.conn.executemany(
        f'UPDATE "{table}" SET {column} = ? WHERE id = ?',  # noqa: S608 - own names
        [(digest(value) if isinstance(value, str) else value, number) for number, value in rows],
    )
