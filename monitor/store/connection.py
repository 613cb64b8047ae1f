"""One SQLite file: opened, guarded, written in whole transactions, its faults told in plain sentences."""

from __future__ import annotations

import functools
import hashlib
import sqlite3
import threading
import zlib
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeAlias, TypeVar

from monitor.errors import StoreError

from .packing import as_known, as_stored, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlite_utils import Database

P = ParamSpec("P")
S = TypeVar("S", bound="Connection")
T = TypeVar("T")
Row: TypeAlias = "dict[str, Any]"
Parameter: TypeAlias = "str | int | float | bytes | None"

BUSY_SECONDS = 10.0
LARGEST = 256 << 20
"""Bytes that a stored body may unpack to: more than anything is read, less than a bomb."""

_TOLD = {
    sqlite3.SQLITE_NOTADB: ("is not a database", "Give another path with --db."),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "Restore it from a backup."),
    sqlite3.SQLITE_BUSY: (
        "is locked by another process",
        "Wait until the other licensewatch is done, or stop it.",
    ),
    sqlite3.SQLITE_READONLY: ("cannot be written", "Check the permissions of the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "Check that the folder exists and may be written."),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Free some space; nothing of this step was kept."),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk reports an error", "Check the disk."),
}


class Connection:
    """The file behind a `Store`; safe to share between threads, one of which is served at a time.

    Parameters:
        db: an open database with our tables.
        path: where it lies, for messages.
    """

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._lock = threading.RLock()
        self.path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = True, timeout: float = BUSY_SECONDS) -> Self:
        """Opens the database, makes it where there is none, and brings its tables up to date.

        Parameters:
            path: of the file.
            create: whether to make it when it does not exist.
            timeout: seconds to wait for another process to let go of the database.

        Raises:
            StoreError: not a database of ours, from a newer version, locked, or not writable.
        """
        if not create and not path.exists():
            raise StoreError(f"There is no database at {path}.", "Make one with `licensewatch watch --once`.")
        if not path.parent.is_dir():
            raise StoreError(
                f"The folder of the database, {path.parent}, does not exist.", "Create it first."
            )
        with told(path):
            conn = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
            try:
                return cls(_prepared(conn, path), path)
            except BaseException:
                conn.close()
                raise

    def close(self) -> None:
        """Closes the file; what was recorded stays."""
        with self._lock, told(self.path):
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction around several calls: all of them or none.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it or nothing.

        It takes the right to write at once (`atomic()` of sqlite-utils would wait until the first write,
        when a reader that wants to become a writer is refused without any waiting).
        """
        with self._lock, told(self.path):
            if self._db.conn.in_transaction:  # part of `together`
                yield
                return
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    def _rows(self, sql: str, *parameters: Parameter) -> list[Row]:
        with self._lock, told(self.path):
            cursor = self._db.execute(sql, _bound(parameters))
            names = [column[0] for column in cursor.description]
            return [
                {name: as_known(name, value) for name, value in zip(names, row, strict=True)}
                for row in cursor
            ]

    def _tuples(self, sql: str, *parameters: Parameter) -> list[tuple[Any, ...]]:
        """As `_rows`, in a fifth of the memory: for a hundred thousand rows."""
        with self._lock, told(self.path):
            return self._db.execute(sql, _bound(parameters)).fetchall()

    def _row(self, sql: str, *parameters: Parameter) -> Row | None:
        return next(iter(self._rows(sql, *parameters)), None)

    def _do(self, sql: str, *parameters: Parameter) -> int:
        """Runs one statement of an open transaction; the number of rows it touched."""
        return self._db.execute(sql, _bound(parameters)).rowcount

    def _do_each(self, sql: str, rows: Iterable[Sequence[Parameter]]) -> None:
        self._db.conn.executemany(sql, map(_bound, rows))

    def _insert(self, table: str, **values: Parameter) -> int:
        """Adds one row in an open transaction; its id."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - names are our own
        stored = tuple(as_stored(name, value) for name, value in values.items())
        cursor = self._db.execute(sql, _bound(stored))
        return int(cursor.lastrowid or 0)

    def _keep(self, body: bytes) -> str:
        """Stores a body in an open transaction, unless it is there already; its SHA-256."""
        sha256 = hashlib.sha256(body).hexdigest()
        if self._row("SELECT 1 FROM texts WHERE sha256 = ?", digest(sha256)) is None:
            self._insert("texts", sha256=sha256, size=len(body), zlib=zlib.compress(body))
        return sha256

    def _kept(self, sha256: str) -> bytes:
        row = self._row("SELECT zlib FROM texts WHERE sha256 = ?", digest(sha256))
        if row is None:
            raise StoreError(f"No text with the SHA-256 {sha256} is stored in {self.path}.")
        return unpacked(row["zlib"], sha256)


def unpacked(packed: bytes, sha256: str) -> bytes:
    """A stored body, proved to be the one that was stored.

    Raises:
        StoreError: the bytes are not those of that SHA-256 (any more).
    """
    try:
        body = zlib.decompressobj().decompress(packed, LARGEST)
    except (TypeError, zlib.error):
        body = b""
    if hashlib.sha256(body).hexdigest() != sha256:
        raise StoreError(f"The stored text {sha256} is damaged.", "Restore the database from a backup.")
    return body


def reads(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Makes a method that reads the record tell values that are not ours (a row that somebody altered).

    Raises:
        StoreError: naming the file.
    """

    @functools.wraps(method)
    def read(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        try:
            return method(self, *args, **options)
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as fault:
            raise StoreError(
                f"The database {self.path} holds something that licensewatch did not write.",
                "Run `licensewatch verify`, and restore it from a backup if it is damaged.",
            ) from fault

    return read


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns faults of SQLite into sentences.

    Raises:
        StoreError: naming the file, and saying what to do.
    """
    try:
        yield
    except sqlite3.Error as fault:
        code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without the extended part
        problem, advice = _TOLD.get(code, (f"refused a statement ({fault})", "This is a bug: report it."))
        raise StoreError(f"The database {path} {problem}.", advice) from fault


def moment(at: datetime) -> str:
    """A time as it is stored: UTC, to the microsecond, so that the order of texts is that of times."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _bound(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """Values as SQLite can hold them: names from outside may hold lone surrogates, which UTF-8 has not."""
    return tuple(
        value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
        for value in parameters
    )


def _prepared(conn: sqlite3.Connection, path: Path) -> Database:
    from sqlite_utils import Database  # noqa: PLC0415 - 100 ms that commands without a database do not pay

    from .schema import migrations  # noqa: PLC0415 - as above

    db = Database(conn)
    _refuse_foreign(db, path)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = NORMAL")
    if migrations.pending(db):
        older = bool(db.table_names())
        conn.execute("BEGIN IMMEDIATE")  # two processes that open a new file at once take turns
        try:
            migrations.apply(db)
            conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
        if older:
            with suppress(
                sqlite3.OperationalError
            ):  # no room, or somebody reads: the file stays as large as it is
                conn.execute("VACUUM")
    conn.execute("PRAGMA foreign_keys = ON")
    return db


def _refuse_foreign(db: Database, path: Path) -> None:
    from .schema import APPLICATION_ID, VERSION  # noqa: PLC0415 - as in `_prepared`

    if not db.table_names():
        return  # an empty file is a new database
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(f"The database {path} belongs to another program.", "Give another path with --db.")
    if db.execute("PRAGMA user_version").fetchone()[0] > VERSION:
        raise StoreError(
            f"The database {path} was written by a newer licensewatch.", "Update licensewatch to read it."
        )
