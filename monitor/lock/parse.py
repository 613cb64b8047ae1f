"""The text of a lock back to its values; all faults at once, each with the line it stands in."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.errors import LockError
from monitor.lock.building import entry_of
from monitor.lock.form import HEADING
from monitor.lock.model import SCHEMA, Lock
from monitor.lock.shapes import SHAPES, Shape, is_fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_LINES = 400_000
MAX_FAULTS = 40
"""Faults that are told; a file that is no lock at all would have one a line."""

_WORDS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+')
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_ADVICE = "Mend the lines named, or take the file back from git."


def parse(text: str, source: str) -> Lock:
    """Read the text of a lock.

    Parameters:
        text: as written by `monitor.lock.form`, its lines in any order.
        source: its path, for faults.

    Raises:
        LockError: it is of another version, or has faults.
    """
    lines = [line.rstrip() for line in text.removeprefix("\ufeff").split("\n", MAX_LINES)]
    _known_version(lines[0], source)
    facts = _Facts()
    for number, line in enumerate(lines[1:], start=2):
        if line and not line.startswith("#"):
            facts.take(number, line)
    lock = facts.lock()
    if facts.faults:
        told = facts.faults[:MAX_FAULTS]
        more = len(facts.faults) - len(told)
        raise LockError(source, [*told, *([f"and {more} more"] if more else [])], _ADVICE)
    return lock


def _known_version(first: str, source: str) -> None:
    """Stop at a file that is no lock, or one of a newer program: its lines would only seem faulty."""
    found = first.split(" ")
    if found == [HEADING, str(SCHEMA)]:
        return
    if _CONFLICT.match(first):
        raise LockError(source, [_conflict(1)], _ADVICE)
    if len(found) == 2 and found[0] == HEADING:
        problem = f"line 1: it is of version {found[1][:20]}, and this program reads version {SCHEMA}"
        raise LockError(source, [problem], "Update licensewatch, or write the lock anew.")
    raise LockError(source, [f"line 1: a lock begins with `{HEADING} {SCHEMA}`"], _ADVICE)


def _conflict(number: int) -> str:
    return (
        f"line {number}: a mark of a merge conflict; keep the lines of both sides, one of two that disagree,"
        " and take the mark away"
    )


class _Facts:
    """The lines read so far, as a tree of words, with what was wrong with them."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.refreshed: dict[str, int] = {}
        self.tree: dict[str, dict[str, Any]] = {}
        self.first: dict[str, int] = {}
        self._lines: dict[tuple[str, ...], int] = {}

    def take(self, number: int, line: str) -> None:
        """One line that is neither blank nor a comment."""
        if _CONFLICT.match(line):
            self.faults.append(_conflict(number))
            return
        words = line.split(" ") if '"' not in line else _quoted(line)
        if words is None:
            self.faults.append(f"line {number}: a quoted word is not closed or not JSON")
        elif words[0] == "refreshed":
            self._take_refreshed(number, words)
        elif fault := self._fault(number, words):
            self.faults.append(f"line {number}: {fault}")

    def _take_refreshed(self, number: int, words: Sequence[str]) -> None:
        if len(words) == 2 and is_fit("DAY", words[1]):
            self.refreshed[words[1]] = number
        else:
            self.faults.append(f"line {number}: write `refreshed` and a day such as 2026-03-01")

    def _fault(self, number: int, words: list[str]) -> str:
        """Put a fact into the tree; what is wrong with it, or nothing."""
        found = _shape(words)
        if isinstance(found, str):
            return found
        shape, path, values = found
        for kind, value in zip(shape.values, values, strict=True):
            if not is_fit(kind, value):
                return f"{value[:60]!r} is no {kind.lower()}"
        self.first.setdefault(words[0], number)
        place: Any = self.tree
        for key in path[:-1]:
            place = place.setdefault(key, {})
        if shape.many:
            place.setdefault(path[-1], {})[tuple(values)] = number
        elif place.setdefault(path[-1], values) != values:
            return f"it says otherwise than line {self._lines[tuple(path)]}; keep one of the two"
        else:
            self._lines.setdefault(tuple(path), number)
        return ""

    def lock(self) -> Lock:
        """The lock; of no use once there are faults."""
        if not self.refreshed:
            self.faults.append("there is no line `refreshed`; write it with the day of the last refresh")
        elif len(self.refreshed) > 1:
            lines = " and ".join(map(str, self.refreshed.values()))
            self.faults.append(f"lines {lines} name two days `refreshed`; keep the earlier")
        entries = []
        for subject in sorted(self.tree):
            faults: list[str] = []
            entry = entry_of(subject, self.tree[subject], faults)
            self.faults += [f"line {self.first[subject]}: {fault}" for fault in faults]
            entries += [entry] if entry else []
        day = next(iter(self.refreshed), date.min.isoformat())
        return Lock(refreshed=date.fromisoformat(day), entries=tuple(entries))


def _quoted(line: str) -> list[str] | None:
    """The words of a line with quoted ones among them; None where it is not made of words."""
    if _WORDS.sub("", line).strip():
        return None
    try:
        return [json.loads(one) if one.startswith('"') else one for one in _WORDS.findall(line)]
    except ValueError:
        return None


def _shape(words: list[str]) -> tuple[Shape, list[str], list[str]] | str:
    """Which fact a line tells, its place in the tree and its values; or what is wrong with it."""
    known: Any = SHAPES
    path = words[:1]
    at = 1
    while not isinstance(known, Shape):
        if at >= len(words):
            return f"it ends where one of {', '.join(_choices(known))} should stand"
        name = words[at]
        if "NAME" in known:
            known = known["NAME"]
        elif name in known:
            known = known[name]
        else:
            from difflib import get_close_matches  # noqa: PLC0415 - only a faulty lock needs it

            close = get_close_matches(name, _choices(known), n=1)
            hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(_choices(known))}"
            return f"{name[:60]!r} is no fact{hint}"
        path.append(name)
        at += 1
    values = words[at:]
    if len(values) != len(known.values):
        shown = " ".join(kind.lower() for kind in known.values)
        return f"{words[at - 1]} is followed by {len(known.values)} words ({shown}), not {len(values)}"
    return known, path, values


def _choices(known: Mapping[str, Any]) -> list[str]:
    """The facts that may stand here, for people."""
    return ["a name"] if "NAME" in known else sorted(known)
