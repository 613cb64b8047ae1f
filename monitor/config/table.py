"""One table of a TOML file, read key by key: what is wrong is noted, and reading goes on."""

from __future__ import annotations

import difflib
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from monitor.records import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_LARGEST = 1e18  # of any number; more than all the money there is
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,9})([smhd])")
_LEVELS = (Level.ALLOW, Level.WARN, Level.ERROR)


class Table:
    """One table of the file, read key by key; what is wrong is noted, and reading goes on.

    Parameters:
        data: the table as TOML gave it.
        path: the dotted path of the table; empty for the whole file.
        faults: shared by all tables of the file.
    """

    def __init__(self, data: Mapping[str, Any], path: str, faults: list[str]) -> None:
        self.data = data
        self.path = path
        self.faults = faults
        self._known: list[str] = []

    def fault(self, key: str, problem: str) -> None:
        """Notes what is wrong with a key."""
        self.faults.append(f"{self.name(key)} {problem}")

    def name(self, key: str) -> str:
        """The dotted path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str, kind: type | tuple[type, ...], called: str) -> Any:  # noqa: ANN401 - raw TOML
        """The value of a key, if it is there and of the kind."""
        self._known.append(key)
        value = self.data.get(key)
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if key in self.data and wrong:
            self.fault(key, f"must be {called}, not {toml_kind(value)}")
        return None if wrong else value

    def table(self, key: str) -> Table:
        """A table below this one; empty where it is absent."""
        return Table(self.take(key, dict, "a table") or {}, self.name(key), self.faults)

    def text(self, key: str, default: str, check: Callable[[str], str | None] = lambda _: None) -> str:
        """A text; `check` gives what is wrong with it."""
        value = self.take(key, str, "a text")
        if value is None:
            return default
        problem = check(value) if value.strip() else "is empty"
        if problem:
            self.fault(key, problem)
        return default if problem else str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.take(key, bool, "true or false")
        return default if value is None else bool(value)

    def told(self, key: str) -> bool | None:
        """True or false, or None where it is not told."""
        value = self.take(key, bool, "true or false")
        return None if value is None else bool(value)

    def whole(self, key: str, default: int | None, low: int, high: int | None) -> int | None:
        """A whole number within bounds."""
        value = self.take(key, int, "a whole number")
        return default if value is None or not self.within(key, value, low, high) else int(value)

    def number(self, key: str, low: float, high: float | None = None) -> float | None:
        """A number within bounds."""
        value = self.take(key, (int, float), "a number")
        return None if value is None or not self.within(key, value, low, high) else float(value)

    def within(self, key: str, value: float, low: float, high: float | None) -> bool:
        """Whether a number is one, not endless and within bounds; a fault if not."""
        good = abs(value) <= _LARGEST and low <= value and (high is None or value <= high)
        if not good:
            self.fault(
                key, f"must be {low:,} or more" if high is None else f"must be from {low:,} to {high:,}"
            )
        return good

    def texts(
        self, key: str, default: tuple[str, ...], check: Callable[[str], str | None]
    ) -> tuple[str, ...]:
        """A list of texts, in order; each is checked."""
        values = self.take(key, list, "a list of texts")
        if values is None:
            return default
        for index, value in enumerate(values):
            problem = check(value) if isinstance(value, str) else f"must be a text, not {toml_kind(value)}"
            if problem:
                self.fault(f"{key}[{index}]", problem)
        return tuple(value for value in values if isinstance(value, str))

    def day(self, key: str) -> date | None:
        """A date without a time."""
        value = self.take(key, date, "a date such as 2026-01-31")
        return value.date() if isinstance(value, datetime) else value

    def level(self, key: str, default: Level, *, allowed: tuple[Level, ...] = _LEVELS) -> Level:
        """A level of the policy, among those that make sense for the key."""
        value = self.text(key, default, lambda text: among(text, allowed))
        return Level(value)

    def duration(self, key: str, low: int, high: int) -> int | None:
        """Seconds, from a whole number or `90s`, `15m`, `6h`, `1d`."""
        value = self.take(key, (int, str), 'a duration such as "6h"')
        if isinstance(value, str):
            match = _DURATION.fullmatch(value.strip())
            if match is None:
                self.fault(key, f'is "{value}"; write a duration such as "90s", "15m", "6h" or "1d"')
                return None
            value = int(match[1]) * _UNITS[match[2]]
        return None if value is None or not self.within(key, value, low, high) else int(value)

    def close(self, instead: Mapping[str, str] | None = None) -> None:
        """Notes every key that nobody asked for.

        Parameters:
            instead: what to write in place of keys that other tools have, or that this one had.
        """
        for key in self.data:
            if key not in self._known:
                meant = (instead or {}).get(key)
                self.fault(key, f"is not a known key{f': {meant}' if meant else hint(key, self._known)}")


def toml_kind(value: object) -> str:
    """What TOML calls the kind of a value."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (str, "a text"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "a date or time")


def hint(wrong: str, known: Iterable[str]) -> str:
    """What was probably meant."""
    close = difflib.get_close_matches(wrong.lower(), list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def among(text: str, allowed: Iterable[str]) -> str | None:
    """What is wrong with a word that has to be one of a few."""
    names = [str(name) for name in allowed]
    if text in names:
        return None
    return f'is "{text}"; it must be one of {", ".join(names)}{hint(text, names)}'
