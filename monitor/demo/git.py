"""Git object ids as git itself computes them, so that the hub's oids and ETags can be checked by anybody.

Source of the formats: git's object model (`git hash-object`, `git mktree`, `git commit-tree`) and the
Git LFS pointer specification, version 1.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LFS_SUFFIXES = frozenset(
    {".bin", ".docx", ".gguf", ".h5", ".onnx", ".pdf", ".pt", ".pth", ".safetensors", ".zip"}
)
LFS_BYTES = 10 * 1024 * 1024  # the hub refuses larger files outside LFS


def _object_id(kind: str, body: bytes) -> str:
    """SHA-1 of a git object of this kind."""
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(body), body), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class File:
    """One file's bytes and whether git keeps them itself or through an LFS pointer."""

    data: bytes
    lfs: bool = False

    @classmethod
    def of(cls, path: str, data: bytes) -> File:
        """A file that is LFS when a usual `.gitattributes` of the hub would make it so."""
        large = len(data) > LFS_BYTES or PurePosixPath(path).suffix.lower() in LFS_SUFFIXES
        return cls(data, large)

    @property
    def size(self) -> int:
        """Length of the bytes."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes in hexadecimal: the LFS oid."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def stored(self) -> bytes:
        """What git stores: the bytes, or their LFS pointer."""
        if not self.lfs:
            return self.data
        return (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {self.size}\n"
        ).encode()

    @property
    def oid(self) -> str:
        """The git blob id of what git stores."""
        return blob_id(self.stored)


def blob_id(data: bytes) -> str:
    """The id `git hash-object` gives to these bytes."""
    return _object_id("blob", data)


def tree_ids(files: Mapping[str, File]) -> dict[str, str]:
    """The id of every folder of a file list, by path; the root is the empty path."""
    folders: dict[str, dict[str, str]] = {"": {}}
    for path, file in files.items():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folders.setdefault("/".join(parts[:depth]), {})
        folders["/".join(parts[:-1])][parts[-1]] = file.oid
    ids: dict[str, str] = {}
    for folder in sorted(folders, key=lambda path: path.count("/") + bool(path), reverse=True):
        ids[folder] = _tree_id(folders[folder], _children(ids, folder))
    return ids


def _children(ids: Mapping[str, str], folder: str) -> dict[str, str]:
    """Folders directly below a folder, by name, with their tree ids."""
    start = f"{folder}/" if folder else ""
    below = {path.removeprefix(start): oid for path, oid in ids.items() if path.startswith(start)}
    return {name: oid for name, oid in below.items() if name and "/" not in name}


def _tree_id(files: Mapping[str, str], folders: Mapping[str, str]) -> str:
    """The id of one tree object; git sorts folders as if their names ended in a slash."""
    rows = [(name.encode(), b"100644", oid) for name, oid in files.items()]
    rows += [(name.encode() + b"/", b"40000", oid) for name, oid in folders.items()]
    body = b"".join(
        b"%s %s\0%s" % (mode, key.rstrip(b"/"), bytes.fromhex(oid)) for key, mode, oid in sorted(rows)
    )
    return _object_id("tree", body)


def commit_id(*, tree: str, parent: str | None, author: str, date: datetime, message: str) -> str:
    """The id of a commit object with author and committer the same person at the same second (UTC)."""
    who = f"{author} <{author}@example.invalid> {int(date.timestamp())} +0000"
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {who}", f"committer {who}"]
    return _object_id("commit", ("\n".join(lines) + f"\n\n{message}\n").encode())
