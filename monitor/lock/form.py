"""A lock as text: one fact a line, sorted, each line whole by itself.

A line is a model's key and words behind it, one space between. A word that holds more than letters, digits
and common marks is a JSON string (RFC 8259), in which everything that is not printable is escaped: no
licence can act on a terminal or break a line. Since every line names its model and its place, lines may
stand in any order, and a merge that keeps the lines of both sides is right or tells where it is not.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from monitor.lock.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.lock.model import Adoption, Entry, Lock, LockedDocument, LockedVerdict, Mark, Pending, View

HEADING = "licensewatch-lock"
"""The first word of the first line; the number of the form follows."""
COMMENTS = (
    "# Licence texts this project has adopted, and who decided. Written by licensewatch; commit it.",
    "# The texts stand in model-licenses/ by their SHA-256. Not legal advice; the quoted text governs.",
)

_BARE = re.compile(r"(?!#)[A-Za-z0-9_./:@+%=,~*-]+")


def write(lock: Lock) -> str:
    """The text of a lock; equal locks give equal texts.

    Parameters:
        lock: any.
    """
    facts = (word for entry in lock.entries for word in _entry(entry))
    lines = sorted({" ".join(map(word, fact)) for fact in facts})
    head = (f"{HEADING} {SCHEMA}", *COMMENTS, f"refreshed {lock.refreshed.isoformat()}")
    return "\n".join([*head, *lines]) + "\n"


def word(text: str) -> str:
    """One word of a line.

    Parameters:
        text: what it says; anything.
    """
    if _BARE.fullmatch(text):
        return text
    shown = json.dumps(text, ensure_ascii=False)
    return shown if shown.isprintable() else "".join(map(_visible, shown))


def _visible(char: str) -> str:
    return char if char.isprintable() else json.dumps(char)[1:-1]


def _entry(entry: Entry) -> Iterator[tuple[str, ...]]:
    """All facts of one model."""
    facts: list[tuple[str, ...]] = [
        ("reviewed", "by", entry.reviewer),
        ("reviewed", "on", entry.reviewed_on.isoformat()),
    ]
    facts += [("reviewed", *fact) for fact in _view(entry.reviewed)]
    facts += [("settled", *_mark(mark)) for mark in entry.marks]
    facts += [fact for adoption in entry.adoptions for fact in _adoption(adoption)]
    if entry.pending:
        facts += [("pending", *fact) for fact in _pending(entry.pending)]
    if put_off := entry.deferral:
        until, on = put_off.until.isoformat(), put_off.on.isoformat()
        facts.append(("deferred", "until", until, "by", put_off.by, "on", on, "over", put_off.over))
    return ((entry.subject, *fact) for fact in facts)


def _view(view: View) -> Iterator[tuple[str, ...]]:
    """What was seen and what was made of it."""
    yield "seen", view.seen_at.isoformat()
    yield "rules", view.rules
    yield "label", view.label
    yield "basis", view.basis
    yield "state", view.state
    if view.commit is not None:
        yield "commit", view.commit
    for document in view.documents:
        yield from (("document", document.name, *fact) for fact in _document(document))
    yield from (("term", *term) for term in view.terms)
    for verdict in view.verdicts:
        yield from (("verdict", verdict.profile, *fact) for fact in _verdict(verdict))


def _document(document: LockedDocument) -> Iterator[tuple[str, ...]]:
    yield "role", document.role
    yield "governs", document.governs
    yield "state", document.state
    if document.url:
        yield "url", document.url
    if document.detail:
        yield "detail", document.detail
    for name in ("commit", "body", "text", "words"):
        if (value := getattr(document, name)) is not None:
            yield name, value
    yield from (("declared", *pair) for pair in document.declared)
    yield from (("fault", fault) for fault in document.faults)


def _verdict(verdict: LockedVerdict) -> Iterator[tuple[str, ...]]:
    yield "is", verdict.decision
    yield "facts", verdict.facts
    for one in verdict.reasons:
        told = (one.document, one.sentence, one.quote, one.next_step)
        yield "reason", one.code, one.decision, one.digest, *told
    yield from (("duty", duty) for duty in verdict.obligations)


def _pending(pending: Pending) -> Iterator[tuple[str, ...]]:
    yield "cause", pending.cause
    yield "direction", pending.direction
    for one in pending.passages:
        yield "passage", one.document, f"{one.position:04}", "+" if one.added else "-", one.sentence
    yield from (("moved", *moved) for moved in pending.moved)
    yield from (("note", note) for note in pending.notes)
    yield from _view(pending.view)


def _mark(mark: Mark) -> tuple[str, ...]:
    reason = (mark.profile, mark.code, mark.digest, mark.decision)
    return (*reason, mark.how, "by", mark.by, "on", mark.on.isoformat())


def _adoption(adoption: Adoption) -> Iterator[tuple[str, ...]]:
    told = [
        ("decision", adoption.decision),
        ("reviewer", adoption.reviewer),
        *(("text", *pair) for pair in adoption.texts),
    ]
    if adoption.commit is not None:
        told.append(("commit", adoption.commit))
    if adoption.gate_on is not None:
        told.append(("gate", adoption.gate_by, adoption.gate_on.isoformat()))
    if adoption.comment:
        told.append(("comment", adoption.comment))
    place = ("adopted", adoption.product, adoption.at.isoformat(), adoption.profile)
    return ((*place, *fact) for fact in told)
