"""Local files and folders."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.records import Fetched, Role, Snapshot, State, Subject
from monitor.sources.interface import git_blob_id
from monitor.sources.names import in_order, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.sources.interface import Clock, Known

LARGEST = 20 << 20
_ENTRIES = 10_000
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_MEDIA = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".htm": "text/html",
    ".html": "text/html",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Files:
    """Reads a file, or the files of a folder that carry terms.

    Parameters:
        now: the time of a look.
        named: whether the name that git gives each file is wanted.
    """

    now: Clock
    named: bool = True

    def fetch(self, subject: Subject, known: Known) -> Fetched:  # noqa: ARG002 - a local file is read every time
        """Read a file, or what lies in a folder or one level below it; see `Source.fetch`."""
        path = Path(subject.name)
        try:
            is_folder, around = path.is_dir(), _around(path)
        except (OSError, RuntimeError, ValueError) as error:  # a link to itself is a RuntimeError
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=_fault(subject.name, error))
        if is_folder:
            return self._folder(subject, path)
        snapshot = self._file(path, role_of(path.name) or Role.LICENSE, path.name, around)
        return Fetched(subject=subject, state=snapshot.state, snapshots=(snapshot,), detail=snapshot.detail)

    def _folder(self, subject: Subject, folder: Path) -> Fetched:
        try:
            names, home = list(_listed(folder)), _home(folder)
        except (OSError, RuntimeError) as error:
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=_fault(subject.name, error))
        found = tuple(self._file(folder / name, role, name, home) for role, name in in_order(names))
        if not found:
            detail = f"{subject.name} holds no licence, card or policy."
            return Fetched(subject=subject, state=State.MISSING, detail=detail)
        read = any(snapshot.state is State.OK for snapshot in found)
        return Fetched(
            subject=subject,
            state=State.OK if read else found[0].state,
            snapshots=found,
            detail="" if read else found[0].detail,
        )

    def _file(self, path: Path, role: Role, name: str, home: Path) -> Snapshot:
        """One file; a link that leads out of the folder `home` is not followed."""
        body, state, detail = None, State.OK, ""
        try:
            real = path.resolve()
            if real.is_relative_to(home):
                body = _read(real)
            else:
                state, detail = State.UNREACHABLE, f"{path} is a link to outside of its folder, {real}."
        except FileNotFoundError:
            state, detail = State.MISSING, f"{path} does not exist."
        except (OSError, RuntimeError, ValueError) as error:
            state, detail = State.UNREACHABLE, _fault(str(path), error)
        return Snapshot(
            role=role,
            name=name,
            url=str(path),
            fetched_at=self.now(),
            state=state,
            body=body,
            media_type=_MEDIA.get(path.suffix.lower(), ""),
            blob_id=git_blob_id(body) if body is not None and self.named else None,
            detail=detail,
        )


def _read(path: Path) -> bytes:
    """The whole of a regular file that is not too large; never waits for a pipe, nor follows a link.

    Raises:
        ValueError: when it is something else.
    """
    with os.fdopen(os.open(path, _OPENING), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise ValueError("it is no regular file")
        body = opened.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST >> 20} MiB")
    return body


def _listed(folder: Path) -> Iterator[str]:
    """Paths of the files in a folder and one level below it, relative, with forward slashes."""
    left = _ENTRIES
    pending = [""]
    while pending and left:
        inside = pending.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                left -= 1
                if not left:
                    break
                path = f"{inside}/{entry.name}" if inside else entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending += [path] if not inside and not entry.name.startswith(".") else []
                else:
                    yield path


def _home(folder: Path) -> Path:
    """What links in a folder may lead to: itself, or the whole repository in the hub's own cache.

    The cache keeps `models--org--name/snapshots/<commit>/LICENSE` as a link to `../../blobs/<id>`.
    """
    whole = folder.resolve()
    return whole.parents[1] if len(whole.parents) > 1 and whole.parent.name == "snapshots" else whole


def _around(path: Path) -> Path:
    """What a link that was named itself may lead to: the folder one works in, or else its own folder.

    In a pull request a stranger can turn LICENSE into a link to a secret of the build machine.
    """
    here, folder = Path.cwd(), _home(path.parent)
    return here if folder.is_relative_to(here) else folder


def _fault(path: str, error: Exception) -> str:
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{path} cannot be read: {told}."
