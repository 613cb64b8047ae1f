"""JSON and JSON lines: the records as they are, for programs.

Every object with a verdict carries the legal line as `notice`; a line of JSON lines is such an object of
its own, since lines are filtered and passed on one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import Enum
from math import isfinite

from monitor.records import NOT_LEGAL_ADVICE
from monitor.records.frozen import Record
from monitor.reports.plain import COMMAND
from monitor.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.records import (
        Change,
        Finding,
        Inspection,
        Read,
        Reason,
        Settled,
        Sourced,
        Terms,
        Threshold,
        Verdict,
    )
    from monitor.reports import codes
    from monitor.reports.inputs import Comparison, Judged, Passed
    from monitor.reports.texts import FileReading
    from monitor.rules import Rule, RuleSet
    from monitor.store.values import StatusInfo

_METRICS = frozenset({"mau", "dau", "users", "revenue", "visits", "devices", "budget", "other"})

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

SCHEMA = 1
"""Raised when a key changes its meaning or goes; new keys do not raise it."""


def plain(value: object) -> Json:
    """Any record as JSON values: times in UTC, whole numbers without a point."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return (int(value) if value.is_integer() else value) if isfinite(value) else None
    if isinstance(value, Record):
        return {name: plain(getattr(value, name)) for name in type(value).names}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(held) for key, held in value.items()}
    if isinstance(value, Iterable):
        return [plain(held) for held in value]
    return _rarer(value)


def _rarer(value: object) -> Json:
    """The same of what no reading of a text holds."""
    from dataclasses import fields, is_dataclass  # noqa: PLC0415 - takes long to load
    from datetime import UTC, datetime  # noqa: PLC0415 - as above

    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value: Json, *, indent: int | None = 2) -> str:
    """JSON text with letters as they are and everything that could act on a terminal escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    shown = text if text.isprintable() else "".join(_escaped(char) for char in text)
    # Such marks stand inside of strings only; what build machines would obey becomes an escape too.
    return COMMAND.sub(lambda mark: f"\\u{ord(mark.group()):04x}", shown)


def lines(values: Iterable[Json]) -> str:
    """One object a line."""
    return "".join(f"{dumps(value, indent=None)}\n" for value in values)


def judged(found: Judged) -> Json:
    """The object of `audit` and `check`."""
    from monitor.reports.settling import summary  # noqa: PLC0415 - only verdicts need its words

    return {
        "schema": SCHEMA,
        "seen_at": plain(found.seen_at),
        "summary": summary(found),
        "profiles": plain(found.profiles),
        "models": [_model(one, found) for one in found.inspections],
        "settled": [_settled(one) for one in found.settled],
        "remarks": plain(found.remarks),
        "notice": NOT_LEGAL_ADVICE,
    }


def judged_lines(found: Judged) -> list[Json]:
    """One object a model and profile, as CI reads it, then one for each remark about lock and waivers."""
    from monitor.reports.settling import standing  # noqa: PLC0415 - only verdicts need its words

    told: list[Json] = [
        {
            **_subject(one),
            **_verdict(verdict),
            "standing": standing(one, verdict, found).value,
            "seen_at": plain(one.seen_at),
            "notice": NOT_LEGAL_ADVICE,
        }
        for one in found.inspections
        for verdict in one.verdicts
    ]
    return [*told, *({"remark": plain(one), "notice": NOT_LEGAL_ADVICE} for one in found.remarks)]


def judged_text(found: Judged) -> str:
    """The object of `audit` and `check` as text."""
    return dumps(judged(found))


def judged_texts(found: Judged) -> str:
    """The lines of `audit` and `check` as text."""
    return lines(judged_lines(found))


def terms(found: Terms) -> dict[str, Json]:
    """Terms in the words of the rubric: a count that it has none for is `other`, and named as `counted`.

    Parameters:
        found: of a text or of a model.
    """
    return {**_object(found), "thresholds": [_limit(one) for one in found.thresholds]}


def _limit(one: Threshold) -> dict[str, Json]:
    told = _object(one)
    return told if one.metric in _METRICS else {**told, "metric": "other", "counted": one.metric}


def inspection(found: Inspection) -> dict[str, Json]:
    """Everything known of one model, texts excepted: they are named by their SHA-256."""
    sheet = found.sheet
    return {
        **_subject(found),
        "seen_at": plain(found.seen_at),
        "verdicts": [_verdict(verdict) for verdict in found.verdicts],
        "basis": sheet.basis.value,
        "terms": terms(sheet.terms),
        "won": {name: [_sourced(one) for one in won] for name, won in sheet.won.items()},
        "conflicts": plain(sheet.conflicts),
        "unaccounted": [{"document": name, **_object(span)} for name, span in sheet.unaccounted],
        "not_checked": plain(sheet.not_checked),
        "documents": [_document(read) for read in found.reads],
    }


def inspected(found: Inspection) -> Json:
    """The object of `show`."""
    return {"schema": SCHEMA, **inspection(found), "notice": NOT_LEGAL_ADVICE}


def file_terms(found: FileReading) -> dict[str, Json]:
    """The object of `terms`: what the clauses of one file say."""
    if found.reading is None:
        return {"path": found.path, "error": found.error}
    identity = found.reading.identity
    told: dict[str, Json] = {
        "path": found.path,
        "terms": terms(found.reading.terms),
        "identity": {
            "reference": identity.reference,
            "how": identity.how.value,
            "label": identity.label,
            "residue": plain(identity.residue),
        },
        "findings": [_finding(one) for one in found.findings],
        "unaccounted": plain(found.unaccounted),
        "language": found.reading.language,
    }
    return {**told, "text": found.text} if found.extracted else told


def comparison(found: Comparison) -> dict[str, Json]:
    """The object of `diff`."""
    return {
        "before": found.before_name,
        "after": found.after_name,
        "words_changed": found.diff.words_changed,
        "direction": found.direction.value,
        "by_use": plain(found.by_use),
        "changes": plain(found.fields),
        "hunks": plain(found.diff.hunks),
        "documents": [
            {
                "document": one.document,
                "event": one.event.value,
                "before_name": one.before_name,
                "note": one.note,
            }
            for one in found.documents
        ],
    }


def change(found: Change) -> Json:
    """One entry of a history."""
    return plain(found)


def passed(done: Passed) -> Json:
    """The line of one pass over the watch list."""
    return {
        "run": done.run,
        "counters": plain(done.counters),
        "changes": [change(one) for one in done.changes],
        "unread": [{"subject": subject, "reason": reason} for subject, reason in done.unread],
        "stopped": done.stopped,
        "alerts_sent": done.sent,
        "alerts_owed": [{"recipient": recipient, "error": error} for recipient, error in done.owed],
    }


def status(found: StatusInfo, due: datetime, *, late: bool) -> dict[str, Json]:
    """What is on record, and when the next run is due."""
    from dataclasses import fields  # noqa: PLC0415 - as above

    told = {one.name: plain(getattr(found, one.name)) for one in fields(found)}
    return {**told, "next_run": plain(due), "overdue": late}


def rules(found: RuleSet) -> Json:
    """The list of rules."""
    return {"digest": found.digest, "rules": [rule(one) for one in found.rules]}


def rule(found: Rule) -> dict[str, Json]:
    """One rule, with its examples and without its patterns."""
    return {
        "id": found.id,
        "field": found.field,
        "title": found.title,
        "severity": found.severity.value,
        "experimental": found.experimental,
        "languages": plain(found.languages),
        "rationale": found.rationale,
        "examples": [plain(one._asdict()) for one in found.examples],
        "gaps": [plain(one._asdict()) for one in found.gaps],
    }


def _model(one: Inspection, found: Judged) -> dict[str, Json]:
    """A model, with what is left of its verdicts after what was settled."""
    from monitor.reports.settling import standing  # noqa: PLC0415 - only verdicts need its words

    verdicts: list[Json] = [
        {**_verdict(verdict), "standing": standing(one, verdict, found).value} for verdict in one.verdicts
    ]
    return {**inspection(one), "verdicts": verdicts, **_mentions(one, found)}


def _settled(one: Settled) -> Json:
    return {
        "subject": one.subject,
        "profile": one.profile,
        "field": one.reason.code,
        "sentence": one.reason.sentence,
        "how": one.how.value,
        "owner": one.owner,
        "justification": one.justification,
        "sha256": one.sha256,
        "until": one.until.isoformat() if one.until else None,
    }


def _mentions(one: Inspection, found: Judged) -> dict[str, Json]:
    """Where the project names the model, where it was looked for."""
    named = found.mentions.get(one.subject.key, ())
    return {"mentions": plain(named)} if named else {}


def code(found: codes.Kind) -> dict[str, Json]:
    """The code of a finding in words."""
    from monitor.reports import codes  # noqa: PLC0415 - only an explanation needs them

    told = codes.told(found.id)
    return {
        "code": found.id,
        "title": told.title,
        "meaning": told.meaning,
        "remedy": told.remedy,
        "rules": plain(found.rules),
    }


def _object(value: object) -> dict[str, Json]:
    held = plain(value)
    return held if isinstance(held, dict) else {}


def _subject(found: Inspection) -> dict[str, Json]:
    subject = found.subject
    path: dict[str, Json] = {"path": subject.name} if subject.place == "file" else {}
    return {
        **path,
        "subject": subject.key,
        "state": found.state.value,
        "commit": found.commit,
        "label": found.sheet.label,
    }


def _verdict(verdict: Verdict) -> dict[str, Json]:
    return {
        "profile": verdict.profile,
        "verdict": verdict.decision.value,
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "obligations": plain(verdict.obligations),
        "way_out": plain(verdict.way_out),
    }


def _reason(reason: Reason) -> Json:
    return {
        "field": reason.code,
        "verdict": reason.decision.value,
        "sentence": reason.sentence,
        "document": reason.document,
        "quote": reason.quote,
        "next": reason.next_step,
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "field": finding.field,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "values": plain(finding.values),
        **({"experimental": True} if finding.experimental else {}),
    }


def _sourced(sourced: Sourced) -> Json:
    return {"document": sourced.document, "sha256": sourced.sha256, **_finding(sourced.finding)}


def _document(read: Read) -> Json:
    document = read.document
    return {
        "name": document.name,
        "role": document.role.value,
        "governs": document.governs.value,
        "state": document.state.value,
        "url": document.url,
        "sha256": document.sha256,
        "commit": document.commit,
        "label": read.reading.identity.label if read.reading else None,
        "language": read.reading.language if read.reading else None,
        "declared": plain(document.declared),
        "faults": plain(document.faults),
        "detail": document.detail,
    }


def _escaped(char: str) -> str:
    """A character that is not printable as a JSON escape (RFC 8259, section 7); newlines stay."""
    if char.isprintable() or char == "\n":
        return char
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
