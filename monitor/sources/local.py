"""One local file: what its name says, whether it may be read, and its bytes.

Knows none of the records, nor `pathlib`, so that `licensewatch terms` starts fast; snapshots are made by
`monitor.sources.files`.
"""

from __future__ import annotations

import errno
import os
import stat

from monitor.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Place: TypeAlias = "str | os.PathLike[str]"

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


def spelled(path: str) -> str:
    """A path without what means nothing in it, doubled slashes and single dots, as `pathlib` spells it.

    Parameters:
        path: as given.
    """
    if os.name == "nt":
        return os.path.normpath(path)
    parts = (part for part in path.split("/") if part not in {"", "."})
    return ("/" if path.startswith("/") else "") + "/".join(parts) or "."


def body_of(path: Place, home: str) -> tuple[bytes | None, str]:
    """The bytes of a file, or None and one sentence on why they could not be read.

    Parameters:
        path: of the file.
        home: the folder that a link may not lead out of.

    Raises:
        FileNotFoundError: there is none.
    """
    try:
        real = _resolved(path)
        if not _is_within(real, home):
            return None, f"{path} is a link to outside of its folder, {real}."
        return _read(real), ""
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError, ValueError) as error:  # a link to itself is a RuntimeError
        return None, fault(str(path), error)


def missing(path: Place) -> str:
    """The sentence on a file that is not there.

    Parameters:
        path: as asked for.
    """
    return f"{path} does not exist."


def media_type_of(path: Place) -> str:
    """The media type that the ending of a name stands for; empty where none is known.

    Parameters:
        path: of the file.
    """
    return _MEDIA.get(os.path.splitext(path)[1].lower(), "")


def _read(path: str) -> bytes:
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


def _resolved(path: Place) -> str:
    """The path without links.

    Raises:
        RuntimeError: a link leads to itself.
    """
    real = os.path.realpath(path)
    try:
        os.stat(real)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RuntimeError(f"Symlink loop from {error.filename!r}") from error
    return real


def _is_within(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, or is the folder."""
    inner, outer = os.path.normcase(path), os.path.normcase(folder)
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)


def home_of(folder: Place) -> str:
    """What links in a folder may lead to: itself, or the whole repository in the hub's own cache.

    The cache keeps `models--org--name/snapshots/<commit>/LICENSE` as a link to `../../blobs/<id>`.

    Parameters:
        folder: any.

    Raises:
        RuntimeError: it is a link that leads to itself.
    """
    whole = _resolved(folder)
    parent = os.path.dirname(whole)
    return os.path.dirname(parent) if os.path.basename(parent) == "snapshots" else whole


def around(path: Place) -> str:
    """What a link that was named itself may lead to: the folder one works in, or else its own folder.

    In a pull request a stranger can turn LICENSE into a link to a secret of the build machine.

    Parameters:
        path: of the link.

    Raises:
        OSError: the folder that one works in is gone.
        RuntimeError: the folder of the link is a link that leads to itself.
    """
    here, folder = os.getcwd(), home_of(os.path.dirname(path) or os.curdir)
    return here if _is_within(folder, here) else folder


def fault(path: str, error: Exception) -> str:
    """The sentence on a file that cannot be read.

    Parameters:
        path: of the file.
        error: what was raised.
    """
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{path} cannot be read: {told}."
