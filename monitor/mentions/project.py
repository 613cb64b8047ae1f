"""A folder with a project -> what its files name. The one module here that reads a disk."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.mentions.files import reader_of
from monitor.mentions.found import Found, repository, together
from monitor.records import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 8 << 20
"""Bytes of a file that is read; configurations and notebooks with pictures stay below."""
MOST = 100_000
"""Entries of folders that are looked at."""

_SKIPPED = frozenset(
    {
        "__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "wandb", "mlruns",
        "model-licenses",
    }
)  # fmt: skip
_CACHED = re.compile(r"models--(?P<owner>[A-Za-z0-9._-]{1,96}?)--(?P<name>[A-Za-z0-9._-]{1,96})")
# Keys of ggml's gguf.md: where the file's own model and the models it was made from are published.
_ORIGINS = (".repo_url", ".huggingface.repository")
_COMMIT = re.compile(r"[0-9a-f]{40}")


def read(path: Path) -> Found:
    """What a file, or the files of a folder, name; links are not followed.

    Parameters:
        path: of a project, a file, or a cache of the hub (`~/.cache/huggingface/hub`).

    Raises:
        UsageError: there is nothing at that path.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist.", "Give the folder of a project, or a file, after --from.")
    if path.is_file():
        return _file(path)
    return together(_folder(path))


def _folder(folder: Path) -> Iterator[Found]:
    left, pending = MOST, [folder]
    while pending:
        inside = pending.pop()
        try:
            entries = sorted(os.scandir(inside), key=lambda entry: entry.name)
        except OSError as error:
            yield Found(unread=((_shown(inside), f"cannot be read: {error.strerror}"),))
            continue
        left -= len(entries)
        if left < 0:
            yield Found(unread=((_shown(inside), f"is beyond the first {MOST:,} files of the project"),))
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                cached = _CACHED.fullmatch(entry.name)
                if cached:
                    yield _cached(Path(entry.path), f"{cached['owner']}/{cached['name']}")
                elif not _is_skipped(entry.name):
                    pending.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield _file(Path(entry.path))


def _is_skipped(name: str) -> bool:
    """Hidden folders are, except those that tell a build machine what to do."""
    return name in _SKIPPED or (
        name.startswith(".") and name not in {".github", ".gitlab", ".circleci", ".devcontainer"}
    )


def _cached(folder: Path, name: str) -> Found:
    """One model in a cache of the hub, at the commits that are there."""
    try:
        commits = sorted(
            entry.name for entry in os.scandir(folder / "snapshots") if _COMMIT.fullmatch(entry.name)
        )
    except OSError:
        commits = []
    return Found(tuple(Mention(_shown(folder), 1, f"{name}@{commit}") for commit in commits or ["main"]))


def _file(path: Path) -> Found:
    if path.suffix.lower() == ".gguf":
        return _model(path)
    reader = reader_of(path.name)
    if reader is None:
        return Found()
    try:
        if path.stat().st_size > LARGEST:
            return Found(unread=((_shown(path), f"is larger than {LARGEST >> 20} MiB"),))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return Found(unread=((_shown(path), f"cannot be read: {error.strerror}"),))
    except UnicodeDecodeError:
        return Found(unread=((_shown(path), "is no UTF-8 text"),))
    return reader(_shown(path), text.replace("\r\n", "\n"))


def _model(path: Path) -> Found:
    """A GGUF file: the repositories that its header names, or itself where it names none."""
    from monitor.extract.gguf import HEADER, header_json  # noqa: PLC0415 - few projects hold models

    try:
        with path.open("rb") as file:
            header = header_json(file.read(HEADER))
    except OSError as error:
        return Found(unread=((_shown(path), f"cannot be read: {error.strerror}"),))
    told: dict[str, str] = json.loads(header)["gguf"] if header else {}
    named = [repository(value) for key, value in told.items() if key.endswith(_ORIGINS)]
    references = [each for each in dict.fromkeys(named) if each] or [_local(path)]
    return Found(tuple(Mention(_shown(path), 1, each) for each in references))


def _shown(path: Path) -> str:
    return path.as_posix()


def _local(path: Path) -> str:
    """A reference to a file: a bare name would be taken for a model of the hub."""
    shown = path.as_posix()
    return shown if path.is_absolute() or shown.startswith("../") else f"./{shown}"
