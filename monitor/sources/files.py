"""Local files and folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.records import Fetched, Role, Snapshot, State, Subject
from monitor.sources.interface import git_blob_id
from monitor.sources.local import around, body_of, fault, home_of, media_type_of, missing
from monitor.sources.names import in_order, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.sources.interface import Clock, Known

_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Files:
    """Reads a file, or the files of a folder that carry terms.

    Parameters:
        now: the time of a look.
    """

    now: Clock

    def fetch(self, subject: Subject, known: Known) -> Fetched:  # noqa: ARG002 - a local file is read every time
        """Read a file, or what lies in a folder or one level below it; see `Source.fetch`."""
        path = Path(subject.name)
        try:
            is_folder, home = path.is_dir(), around(path)
        except (OSError, RuntimeError, ValueError) as error:  # a link to itself is a RuntimeError
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=fault(subject.name, error))
        if is_folder:
            return self._folder(subject, path)
        snapshot = self._file(path, role_of(path.name) or Role.LICENSE, path.name, home)
        return Fetched(subject=subject, state=snapshot.state, snapshots=(snapshot,), detail=snapshot.detail)

    def _folder(self, subject: Subject, folder: Path) -> Fetched:
        try:
            names, home = list(_listed(folder)), home_of(folder)
        except (OSError, RuntimeError) as error:
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=fault(subject.name, error))
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

    def _file(self, path: Path, role: Role, name: str, home: str) -> Snapshot:
        """One file; a link that leads out of the folder `home` is not followed."""
        try:
            body, detail = body_of(path, home)
            state = State.UNREACHABLE if body is None else State.OK
        except FileNotFoundError:
            body, state, detail = None, State.MISSING, missing(path)
        return Snapshot(
            role=role,
            name=name,
            url=str(path),
            fetched_at=self.now(),
            state=state,
            body=body,
            media_type=media_type_of(path),
            blob_id=None if body is None else git_blob_id(body),
            detail=detail,
        )


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
