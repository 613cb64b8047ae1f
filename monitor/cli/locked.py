"""`licensewatch check --locked`: the lock alone is asked, no place, no database, no rule.

This is what a build runs at every commit. Nothing is imported before it is known to be needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.exits import by_decision
from monitor.cli.locks import desk
from monitor.lock import files
from monitor.lock.checking import check
from monitor.lock.settling import Note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.cli.exits import Exit, FailOn
    from monitor.cli.given import App
    from monitor.lock.checking import Outcome
    from monitor.lock.model import Entry, Lock


def run(app: App, references: Sequence[str] | None, names: Sequence[str], path: Path) -> Outcome:
    """Judge a lock, or some models of it.

    Parameters:
        app: knows the configuration and the clock.
        references: models; None for all of the lock.
        names: of the profiles; all when empty.
        path: of the lock.

    Raises:
        LockError: the lock cannot be read or has faults.
    """
    lock = files.load(path)
    entries, missing = (lock.entries, ()) if references is None else _wanted(lock, references, path)
    spoilt = files.spoilt(path, (sha for entry in entries for sha in entry.texts))
    found = check(lock, entries, desk(app, path, names), spoilt)
    return found._replace(notes=(*missing, *found.notes))


def _wanted(lock: Lock, references: Sequence[str], path: Path) -> tuple[tuple[Entry, ...], tuple[Note, ...]]:
    """The entries that references mean, and a note for each that is not in the lock."""
    from monitor import subjects  # noqa: PLC0415 - a check of the whole lock parses no reference

    entries: dict[str, Entry] = {}
    missing = []
    for subject in map(subjects.parse, references):
        pinned = subject.key.partition("@")[0] if subject.revision else ""
        base = lock.entry(pinned) if pinned else None
        entry = lock.entry(subject.key)
        if entry is None and base is not None and _is_at(base, subject.revision or ""):
            entry = base
        if entry is None:
            missing.append(_not_locked(subject.key, base, path))
        else:
            entries[entry.subject] = entry
    return tuple(entries.values()), tuple(missing)


def _is_at(entry: Entry, revision: str) -> bool:
    """Whether an entry was reviewed at the commit that a reference is pinned to."""
    return len(revision) >= 7 and (entry.reviewed.commit or "").startswith(revision)


def _not_locked(key: str, base: Entry | None, path: Path) -> Note:
    elsewhere = f"; the lock holds it at {(base.reviewed.commit or 'another state')[:12]}" if base else ""
    return Note(
        code="lock-missing",
        sentence=f"{key} was not reviewed: it is not in {path}{elsewhere}.",
        subject=key,
        decision="incomplete",
        next_step=f"Run licensewatch lock {key} and commit what it writes.",
    )


def code(outcome: Outcome, fail_on: FailOn) -> Exit:
    """The exit code that an outcome calls for.

    Parameters:
        outcome: of the check.
        fail_on: the mildest decision that fails.
    """
    return by_decision(outcome.decisions, fail_on)
