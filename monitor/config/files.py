"""Files of the user: read within bounds, or a sentence on why not; and lists of subjects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor import subjects
from monitor.errors import ConfigError, UsageError
from monitor.records import Mention

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records import Subject

MAX_BYTES = 1_000_000
MAX_REFERENCE = 2_000


def read_list(path: Path) -> tuple[Subject, ...]:
    """Reads a list of subjects: one reference a line; `#` begins a comment; blank lines do not count.

    Parameters:
        path: the list, UTF-8.

    Raises:
        ConfigError: it cannot be read, or lines of it are no references (all of them at once).
    """
    return tuple(dict.fromkeys(subject for subject, _ in read_mentions(path)))


def read_mentions(path: Path) -> tuple[tuple[Subject, Mention], ...]:
    """As `read_list`, with the line of each reference; a subject that is named twice comes twice.

    Parameters:
        path: the list, UTF-8.

    Raises:
        ConfigError: it cannot be read, or lines of it are no references (all of them at once).
    """
    found: list[tuple[Subject, Mention]] = []
    faults: list[str] = []
    for number, line in enumerate(
        read_text(path, "Give a file with one reference a line.").splitlines(), start=1
    ):
        reference = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if reference:
            subject = read_subject(f"line {number}", reference, faults)
            found += [(subject, Mention(path.as_posix(), number, reference))] if subject else []
    if faults:
        raise ConfigError(
            str(path), faults, "Write one reference a line, e.g. org/name or https://example.org/x."
        )
    return tuple(found)


def read_text(path: Path, advice: str) -> str:
    """The text of a file, or a ConfigError that says why not."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError(str(path), ["there is no such file"], advice) from error
    except IsADirectoryError as error:
        raise ConfigError(str(path), ["is a folder, not a file"], advice) from error
    except OSError as error:
        raise ConfigError(
            str(path), [f"cannot be read: {error.strerror}"], "Check its permissions."
        ) from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(str(path), [f"is larger than {MAX_BYTES:,} bytes"], advice)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(str(path), [f"line {line}: is not UTF-8"], "Save it as UTF-8.") from error


def read_subject(where: str, reference: str, faults: list[str]) -> Subject | None:
    """A subject, or a fault."""
    if len(reference) > MAX_REFERENCE:
        faults.append(f"{where}: is longer than {MAX_REFERENCE:,} characters")
        return None
    try:
        return subjects.parse(reference)
    except UsageError as error:
        faults.append(f"{where}: {str(error).rstrip('.')}")
        return None
