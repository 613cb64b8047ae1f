"""One process at a time: a lock file beside the database, held by the operating system.

`flock` locks end with the process that holds them, however it ends, so that no stale lock ever needs to be
removed by hand. The file names the process that holds it; it is taken away with the lock.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.errors import BusyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def hold(database: Path) -> Iterator[Path]:
    """Hold the lock of a database while the block runs.

    Parameters:
        database: the database's file; the lock is `<database>.lock` beside it.

    Yields:
        The lock file's path.

    Raises:
        BusyError: another process holds it, or this one does already.
        StoreError: the file cannot be made.
    """
    path = database.with_name(f"{database.name}.lock")
    handle = _take(path)
    try:
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _take(path: Path) -> int:
    """A descriptor of the file at `path`, locked."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(
                f"The lock file {path} cannot be made: {error.strerror}.", "Make its folder writable."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            os.close(handle)
            raise _busy(path, holder) from error
        if _still_there(path, handle):
            return handle
        os.close(handle)  # its last holder took the file away between our opening and our locking it


def _still_there(path: Path, handle: int) -> bool:
    """Whether the path still names the file that was opened."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _busy(path: Path, holder: str) -> BusyError:
    who = f"process {holder}" if holder.isdigit() else "another process"
    return BusyError(
        f"{who[0].upper()}{who[1:]} is watching with this database already (it holds {path}).",
        "Wait until it has finished, stop it, or name another database with --db.",
    )
