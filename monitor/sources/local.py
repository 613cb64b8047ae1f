"""One local file: what its name says, whether it may be read, and its bytes.

Knows none of the records, so that `licensewatch terms` starts fast; `monitor.sources.files` makes snapshots.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

LARGEST = 20 << 20
CARDS = frozenset({"readme.md", "readme", "readme.txt", "readme.rst", "readme.markdown"})
"""Names of cards, in lower case."""
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


def body_of(path: Path, home: Path) -> tuple[bytes | None, str]:
    """The bytes of a file, or None and one sentence on why they could not be read.

    Parameters:
        path: of the file.
        home: the folder that a link may not lead out of.

    Raises:
        FileNotFoundError: there is none.
    """
    try:
        real = path.resolve()
        if not real.is_relative_to(home):
            return None, f"{path} is a link to outside of its folder, {real}."
        return _read(real), ""
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError, ValueError) as error:  # a link to itself is a RuntimeError
        return None, fault(str(path), error)


def missing(path: Path) -> str:
    """The sentence on a file that is not there.

    Parameters:
        path: as asked for.
    """
    return f"{path} does not exist."


def media_type_of(path: Path) -> str:
    """The media type that the ending of a name stands for; empty where none is known.

    Parameters:
        path: of the file.
    """
    return _MEDIA.get(path.suffix.lower(), "")


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


def home_of(folder: Path) -> Path:
    """What links in a folder may lead to: itself, or the whole repository in the hub's own cache.

    The cache keeps `models--org--name/snapshots/<commit>/LICENSE` as a link to `../../blobs/<id>`.

    Parameters:
        folder: any.
    """
    whole = folder.resolve()
    return whole.parents[1] if len(whole.parents) > 1 and whole.parent.name == "snapshots" else whole


def around(path: Path) -> Path:
    """What a link that was named itself may lead to: the folder one works in, or else its own folder.

    In a pull request a stranger can turn LICENSE into a link to a secret of the build machine.

    Parameters:
        path: of the link.
    """
    here, folder = Path.cwd(), home_of(path.parent)
    return here if folder.is_relative_to(here) else folder


def fault(path: str, error: Exception) -> str:
    """The sentence on a file that cannot be read.

    Parameters:
        path: of the file.
        error: what was raised.
    """
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{path} cannot be read: {told}."
