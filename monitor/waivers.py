"""`model-waivers.toml`: findings that somebody answers for, each bound to the text it was granted on.

A waiver says who, why, which findings, for which words and until when. It lapses when the text changes,
when its day has passed, or when the licence it rests on does not reach as far as the profile; then it is a
finding itself. Nothing here loads more than a locked check can afford.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FILE_NAME = "model-waivers.toml"
SCHEMA = 1
NO_TEXT = "none"
"""In place of a SHA-256, for a model that has no text at all."""
WARNED = timedelta(days=14)
"""How long before the end of a waiver its owner is told."""
ACQUIRED = "LICENSE_ACQUIRED"
REASONS = {
    ACQUIRED: "a licence was bought or granted",
    "NOT_APPLICABLE": "the clause is about something we do not do",
    "MISREAD": "the program reads the clause wrongly",
    "RISK_ACCEPTED": "somebody entitled to has accepted the risk",
    "BEING_REPLACED": "the model is on its way out",
}
"""Why a finding may be waived."""

_DIGEST = re.compile(rf"[0-9a-f]{{64}}|{NO_TEXT}")
_TEXTS = ("subject", "owner", "reason", "comment", "sha256")
_KNOWN = frozenset({*_TEXTS, "codes", "profiles", "until", "license"})
_LICENSE = ("counterparty", "contract", "models", "uses", "territories", "end")
_LONGEST = 2_000


class Acquired(NamedTuple):
    """A licence that was bought or granted: what `LICENSE_ACQUIRED` rests on.

    Parameters:
        counterparty: who granted it.
        contract: where it is kept.
        models: names of models, as their hub writes them.
        uses, territories: how far it reaches; `*` is everywhere.
        end: its last day.
    """

    counterparty: str
    contract: str
    models: tuple[str, ...]
    uses: tuple[str, ...]
    territories: tuple[str, ...]
    end: date


class Waiver(NamedTuple):
    """Somebody's word that findings of one text need not fail.

    Parameters:
        number: its place in the file, from 1.
        subject: key of the model.
        owner: who answers for it and is told before it ends.
        reason: one of `REASONS`.
        comment: in one's own words.
        codes: of the findings.
        sha256: of the text, as every finding prints it; `none` for a model without any.
        until: its last day.
        profiles: for which it holds; empty for all.
        license: what was acquired.
    """

    number: int
    subject: str
    owner: str
    reason: str
    comment: str
    codes: tuple[str, ...]
    sha256: str
    until: date
    profiles: tuple[str, ...] = ()
    license: Acquired | None = None

    @property
    def ends(self) -> date:
        """The last day on which it holds."""
        return min(self.until, self.license.end) if self.license else self.until

    @property
    def title(self) -> str:
        """What to call it: `waiver 2 (commercial_use of hf:org/name, owner jane@example.org)`."""
        return f"Waiver {self.number} ({', '.join(self.codes)} of {self.subject}, owner {self.owner})"

    def covers(self, subject: str, profile: str, code: str) -> bool:
        """Whether it is about such a finding, whatever the text and the day."""
        return (
            self.subject == subject and code in self.codes and (not self.profiles or profile in self.profiles)
        )

    def falls_short(self, uses: Iterable[str], territories: Iterable[str]) -> str:
        """What a profile does that the acquired licence does not reach; empty when it reaches.

        Parameters:
            uses: of the profile.
            territories: all it declares.
        """
        if self.license is None:
            return ""
        if self.subject.partition(":")[2].partition("@")[0] not in self.license.models:
            return f"the licence is for {', '.join(self.license.models)}"
        beyond = [one for one in uses if one not in self.license.uses]
        if "*" not in self.license.territories:
            beyond += [one for one in territories if one not in self.license.territories]
        return f"the licence does not reach {', '.join(beyond)}" if beyond else ""


def parse(data: Mapping[str, Any]) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    """The waivers of a file, and all its faults.

    Parameters:
        data: the file's TOML.
    """
    faults = [
        f"{key}: is not known{_meant(key, ('schema', 'waiver'))}"
        for key in data
        if key not in {"schema", "waiver"}
    ]
    if data.get("schema") != SCHEMA or isinstance(data.get("schema"), bool):
        faults.append(f"schema: write `schema = {SCHEMA}`")
    listed = data.get("waiver", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return (), (*faults, "waiver: write each as a table of its own, `[[waiver]]`")
    found = [_waiver(number, one, faults) for number, one in enumerate(listed, start=1)]
    return tuple(one for one in found if one), tuple(faults)


def _meant(key: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a faulty file needs it

    close = get_close_matches(key, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


class _Fields:
    """Reads the fields of one table; each fault names it."""

    def __init__(self, where: str, data: Mapping[str, Any], faults: list[str]) -> None:
        self.where = where
        self.data = data
        self.faults = faults

    def fault(self, key: str, problem: str) -> None:
        self.faults.append(f"{self.where}.{key}: {problem}")

    def close(self, known: Iterable[str]) -> None:
        for key in self.data:
            if key not in known:
                self.fault(key, f"is not known{_meant(key, known)}")

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value.strip() and len(value) <= _LONGEST and value.isprintable():
            return value
        self.fault(key, "is missing" if value is None else "must be one line of text")
        return ""

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if (
            isinstance(value, list)
            and all(isinstance(one, str) and one.strip() for one in value)
            and (value or not needed)
        ):
            return tuple(dict.fromkeys(value))
        self.fault(key, "is missing" if key not in self.data else "must be a list of texts with one or more")
        return ()

    def day(self, key: str) -> date:
        value = self.data.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.fault(key, "is missing" if value is None else "must be a day such as 2026-12-31, without quotes")
        return date.max


def _waiver(number: int, data: Mapping[str, Any], faults: list[str]) -> Waiver | None:
    """One waiver; None when it has faults."""
    before = len(faults)
    fields = _Fields(f"waiver[{number}]", data, faults)
    told = {key: fields.text(key) for key in _TEXTS}
    if told["reason"] and told["reason"] not in REASONS:
        fields.fault("reason", f"is {told['reason']!r}; it must be one of {', '.join(REASONS)}")
    if told["sha256"] and not _DIGEST.fullmatch(told["sha256"]):
        fields.fault("sha256", f"must be 64 hexadecimal digits as a finding prints them, or {NO_TEXT!r}")
    found = Waiver(
        number=number,
        codes=fields.texts("codes"),
        profiles=fields.texts("profiles", needed=False),
        until=fields.day("until"),
        license=_acquired(fields, told["reason"]),
        **told,
    )
    fields.close(sorted(_KNOWN))
    return found if len(faults) == before else None


def _acquired(fields: _Fields, reason: str) -> Acquired | None:
    """The licence that was acquired, where the reason says that one was."""
    data = fields.data.get("license")
    if data is None and reason != ACQUIRED:
        return None
    if not isinstance(data, dict):
        fields.fault("license", f"{ACQUIRED} needs a table [waiver.license] with {', '.join(_LICENSE)}")
        return None
    inner = _Fields(f"{fields.where}.license", data, fields.faults)
    found = Acquired(
        counterparty=inner.text("counterparty"),
        contract=inner.text("contract"),
        models=inner.texts("models"),
        uses=inner.texts("uses"),
        territories=inner.texts("territories"),
        end=inner.day("end"),
    )
    inner.close(_LICENSE)
    return found


def block(waiver: Waiver) -> str:
    """A waiver as TOML, to be put at the end of the file.

    Parameters:
        waiver: any; its number is not written.
    """
    told = [f"{key} = {_quoted(getattr(waiver, key))}" for key in _TEXTS]
    told += [f"codes = {_listed(waiver.codes)}"]
    told += [f"profiles = {_listed(waiver.profiles)}"] if waiver.profiles else []
    told += [f"until = {waiver.until.isoformat()}"]
    if acquired := waiver.license:
        told += ["", "[waiver.license]"]
        told += [f"{key} = {_quoted(getattr(acquired, key))}" for key in ("counterparty", "contract")]
        told += [f"{key} = {_listed(getattr(acquired, key))}" for key in ("models", "uses", "territories")]
        told += [f"end = {acquired.end.isoformat()}"]
    return "\n[[waiver]]\n" + "\n".join(told) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0."""
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else rf"\U{ord(char):08x}" for char in shown) + '"'


def _listed(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"
