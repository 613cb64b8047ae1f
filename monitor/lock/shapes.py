"""Which facts a lock may tell, and of what kind their values are.

The vocabularies are those of `monitor.records`, told here again so that a locked check need not load it; a
test holds them together.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEVERITY = ("deny", "incomplete", "review", "obligations", "allow")
"""Decisions, worst first."""

VOCABULARIES: Mapping[str, frozenset[str]] = {
    "ROLE": frozenset({"metadata", "card", "license", "notice", "policy", "gate", "linked"}),
    "GOVERNS": frozenset({"weights", "code", "outputs", "policy", "third-party", "unknown"}),
    "STATE": frozenset({"ok", "gated", "missing", "gone", "unreachable", "suspect"}),
    "BASIS": frozenset({"text", "declared", "nothing"}),
    "DECISION": frozenset(SEVERITY),
    "DIRECTION": frozenset({"tighter", "looser", "mixed", "lateral", "none", "unclear"}),
    "CAUSE": frozenset({"theirs", "ours"}),
    "HOW": frozenset({"accepted", "baselined"}),
    "SIGN": frozenset({"+", "-"}),
    "DECLARED": frozenset({"license", "name", "link", "base", "relation", "gate", "gated"}),
}

_PATTERNS = {
    "SHA-256": re.compile(r"[0-9a-f]{64}"),
    "DIGEST": re.compile(r"[0-9a-f]{16}"),
    "NUMBER": re.compile(r"[0-9]{4,7}"),
}


class Shape(NamedTuple):
    """One kind of fact.

    Parameters:
        values: the kind of each value; one in lower case stands for itself.
        many: whether there may be several of it.
    """

    values: tuple[str, ...]
    many: bool = False


def is_fit(kind: str, value: str) -> bool:
    """Whether a value is of a kind.

    Parameters:
        kind: in capitals, or a word that stands for itself.
        value: as read.
    """
    if kind == "TEXT":
        return True
    if (allowed := VOCABULARIES.get(kind)) is not None:
        return value in allowed
    if pattern := _PATTERNS.get(kind):
        return pattern.fullmatch(value) is not None
    if reader := _READERS.get(kind):
        try:
            return reader(value)
        except ValueError:
            return False
    return value == kind


def _is_day(value: str) -> bool:
    return date.fromisoformat(value).isoformat() == value


def _is_time(value: str) -> bool:
    return datetime.fromisoformat(value).utcoffset() is not None


_READERS: Mapping[str, Callable[[str], bool]] = {"DAY": _is_day, "TIME": _is_time}

_TEXT = Shape(("TEXT",))

_DOCUMENT = {
    "role": Shape(("ROLE",)),
    "governs": Shape(("GOVERNS",)),
    "state": Shape(("STATE",)),
    "url": _TEXT,
    "detail": _TEXT,
    "commit": _TEXT,
    "body": Shape(("SHA-256",)),
    "text": Shape(("SHA-256",)),
    "words": Shape(("SHA-256",)),
    "declared": Shape(("DECLARED", "TEXT"), many=True),
    "fault": Shape(("TEXT",), many=True),
}
_VERDICT = {
    "is": Shape(("DECISION",)),
    "facts": Shape(("DIGEST",)),
    # Code, decision, digest, document, sentence, quote, next step.
    "reason": Shape(("TEXT", "DECISION", "DIGEST", "TEXT", "TEXT", "TEXT", "TEXT"), many=True),
    "duty": Shape(("TEXT",), many=True),
}
_VIEW: Mapping[str, Any] = {
    "seen": Shape(("TIME",)),
    "rules": _TEXT,
    "label": _TEXT,
    "basis": Shape(("BASIS",)),
    "state": Shape(("STATE",)),
    "commit": _TEXT,
    "document": {"NAME": _DOCUMENT},
    "term": Shape(("TEXT", "TEXT"), many=True),
    "verdict": {"NAME": _VERDICT},
}
_PENDING = {
    "cause": Shape(("CAUSE",)),
    "direction": Shape(("DIRECTION",)),
    # Document, number, whether it came or went, the sentence.
    "passage": Shape(("TEXT", "NUMBER", "SIGN", "TEXT"), many=True),
    # Field of the terms, before, after.
    "moved": Shape(("TEXT", "TEXT", "TEXT"), many=True),
    "note": Shape(("TEXT",), many=True),
}
_ADOPTED = {
    "decision": Shape(("DECISION",)),
    "reviewer": _TEXT,
    "commit": _TEXT,
    "text": Shape(("TEXT", "SHA-256"), many=True),
    "gate": Shape(("TEXT", "DAY")),
    "comment": _TEXT,
}

SHAPES: Mapping[str, Any] = {
    "reviewed": {**_VIEW, "by": _TEXT, "on": Shape(("DAY",))},
    "pending": {**_VIEW, **_PENDING},
    # Profile, code and digest of a reason.
    "settled": {"NAME": {"NAME": {"NAME": Shape(("DECISION", "HOW", "by", "TEXT", "on", "DAY"))}}},
    "deferred": {"until": Shape(("DAY", "by", "TEXT", "on", "DAY", "over", "DIGEST"))},
    # Product, time and profile.
    "adopted": {"NAME": {"NAME": {"NAME": _ADOPTED}}},
}
"""The words behind a model's key: a tree that ends in shapes. `NAME` stands for any word."""
