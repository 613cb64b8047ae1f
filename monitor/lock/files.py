"""The lock, its texts and the waivers on disk: read, held against hashes, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor import toml
from monitor.errors import ConfigError, LockError, TextsError
from monitor.lock import form
from monitor.lock.parse import parse
from monitor.lock.settling import Facts
from monitor.waivers import FILE_NAME as WAIVERS
from monitor.waivers import SCHEMA as WAIVERS_SCHEMA
from monitor.waivers import Waiver, block
from monitor.waivers import parse as parse_waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.lock.model import Lock

FILE_NAME = "model-licenses.lock"
FOLDER = "model-licenses"
MAX_BYTES = 50_000_000
"""Of a lock; some hundred thousand lines."""
MAX_TEXT = 20_000_000
"""Of one committed text."""
_MAX_TOML = 1_000_000
# What a profile is not judged by; everything else in the configuration may move a verdict.
_ASIDE = frozenset({"schema", "profiles", "watch", "mail", "hub", "store", "lock"})
_NO_VERDICT = frozenset({"alternatives", "change", "contact", "longest_deferral"})
_PLACES = ("territories", "established_in", "served_from", "customers_in", "outputs_to")
# Texts are what was received, to the byte: no checkout may turn their line ends.
_ATTRIBUTES = "*.txt -text\n"


def load(path: Path) -> Lock:
    """Read a lock.

    Parameters:
        path: the file; its texts are in the folder `model-licenses` beside it.

    Raises:
        LockError: it cannot be read, or has faults (all of them at once).
    """
    raw = _bytes(path, MAX_BYTES)
    if isinstance(raw, str):
        raise LockError(
            str(path), [raw], "Write one with licensewatch lock REF, or name another with --lock."
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise LockError(str(path), ["it is not UTF-8"], "Take the file back from git.") from error
    return parse(text, str(path))


def save(lock: Lock, texts: Mapping[str, bytes], path: Path) -> None:
    """Write the texts a lock refers to, then the lock, so that it never names a text that is not there.

    Each file is replaced in one step: whoever stops the program leaves the old one or the new one.

    Parameters:
        lock: to be written.
        texts: new ones by their SHA-256; those the lock does not refer to are not written.
        path: of the lock.

    Raises:
        LockError: something cannot be written.
    """
    folder = path.with_name(FOLDER)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitattributes").exists():
            replace(folder / ".gitattributes", _ATTRIBUTES.encode())
        for sha in sorted(lock.texts & texts.keys()):
            if _spoilt(folder, sha):
                replace(folder / f"{sha}.txt", texts[sha])
        replace(path, form.write(lock).encode())
    except OSError as error:
        where = error.filename or path
        raise LockError(
            str(path), [f"{where} cannot be written: {error.strerror}"], "Check its permissions and the disk."
        ) from error


def replace(path: Path, body: bytes) -> None:
    """Put a file in the place of another in one step, flushed to the disk before.

    A link is replaced by the file and not followed: it may have come with a pull request.

    Parameters:
        path: to be replaced.
        body: its new content.
    """
    from tempfile import mkstemp  # noqa: PLC0415 - a locked check writes nothing

    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.is_file() and not path.is_symlink() else 0o644
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def spoilt(path: Path, wanted: Iterable[str]) -> dict[str, str]:
    """The committed texts that are missing or are not what they were, each with what is wrong.

    Parameters:
        path: of the lock.
        wanted: SHA-256 of the texts.
    """
    folder = path.with_name(FOLDER)
    return {sha: problem for sha in sorted(wanted) if (problem := _spoilt(folder, sha))}


def _spoilt(folder: Path, sha: str) -> str:
    file = folder / f"{sha}.txt"
    raw = _bytes(file, MAX_TEXT)
    if isinstance(raw, str):
        return f"{file}: {raw}"
    if hashlib.sha256(raw).hexdigest() == sha:
        return ""
    as_received = hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest() == sha
    return f"{file} is another text than was reviewed" + (", by its line ends" if as_received else "")


def texts(path: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Committed texts, by their SHA-256.

    Parameters:
        path: of the lock.
        wanted: SHA-256 of the texts.

    Raises:
        TextsError: some are missing or are not what they were (all of them at once).
    """
    shas = sorted(wanted)
    if faults := spoilt(path, shas):
        raise TextsError(
            str(path), list(faults.values()), "Take them back from git, or lock the models anew."
        )
    folder = path.with_name(FOLDER)
    return {sha: (folder / f"{sha}.txt").read_bytes().decode("utf-8", "surrogatepass") for sha in shas}


def waivers_of(path: Path) -> Path:
    """The file of the waivers that belong to a lock.

    Parameters:
        path: of the lock.
    """
    return path.with_name(WAIVERS)


def waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers beside a lock; none where there is no such file.

    Parameters:
        path: of the lock; the waivers are `model-waivers.toml` beside it.

    Raises:
        ConfigError: the file cannot be read, or has faults (all of them at once).
    """
    file = waivers_of(path)
    if not file.exists():
        return ()
    data = _toml(file)
    found, faults = parse_waivers(data)
    if faults:
        raise ConfigError(str(file), faults, "Mend the keys named and try again.")
    return found


def add_waiver(path: Path, waiver: Waiver) -> Path:
    """Put a waiver at the end of the file beside a lock; the file's path.

    Parameters:
        path: of the lock.
        waiver: to be added.

    Raises:
        ConfigError: the file has faults already, or cannot be written.
    """
    file = waivers_of(path)
    waivers(path)
    before = file.read_bytes() if file.exists() else f"schema = {WAIVERS_SCHEMA}\n".encode()
    try:
        replace(file, before + (b"" if before.endswith(b"\n") else b"\n") + block(waiver).encode())
    except OSError as error:
        raise ConfigError(
            str(file), [f"cannot be written: {error.strerror}"], "Check its permissions."
        ) from error
    return file


def facts(config: Path | None) -> dict[str, Facts]:
    """What each profile is judged by, in short; the file is checked elsewhere, whole.

    Parameters:
        config: the configuration; None where there is none, which means the default profile.

    Raises:
        ConfigError: the file cannot be read or is no TOML.
    """
    data = _toml(config) if config else {}
    profiles = data.get("profiles") or {"default": {}}
    if not isinstance(profiles, dict) or not all(isinstance(one, dict) for one in profiles.values()):
        raise ConfigError(
            str(config), ["profiles: each must be a table of its own"], "Mend it and try again."
        )
    policy = {key: value for key, value in data.items() if key not in _ASIDE}
    if isinstance(own := policy.get("policy"), dict):
        policy["policy"] = {key: value for key, value in own.items() if key not in _NO_VERDICT}
    return {name: _facts(profile, policy) for name, profile in profiles.items()}


def _facts(profile: Mapping[str, Any], policy: Mapping[str, Any]) -> Facts:
    judged_by = json.dumps([profile, policy], sort_keys=True, default=str, separators=(",", ":"))
    listed = [place for key in _PLACES for place in _texts(profile.get(key))]
    return Facts(
        digest=hashlib.sha256(judged_by.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        uses=tuple(_texts(profile.get("uses", ["product"]))),
        territories=tuple(dict.fromkeys(listed)),
    )


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _toml(path: Path) -> dict[str, Any]:
    raw = _bytes(path, _MAX_TOML)
    if isinstance(raw, str):
        raise ConfigError(str(path), [raw], "Check the file.")
    try:
        return toml.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise ConfigError(str(path), [f"not valid TOML: {error}"], "Mend the line.") from error


def _bytes(path: Path, most: int) -> bytes | str:
    """The bytes of a regular file, or why they cannot be had; a pipe or a device is not waited for."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return "is no regular file"
            raw = file.read(most + 1)
    except FileNotFoundError:
        return "there is no such file"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return raw if len(raw) <= most else f"is larger than {most:,} bytes"
