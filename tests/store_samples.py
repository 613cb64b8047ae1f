"""Records for tests of the store and the alerts: drawn at random by type, or made up."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

from hypothesis import strategies as st

from monitor.records import (
    Cause,
    Change,
    Direction,
    Document,
    DocumentChange,
    Event,
    Fetched,
    FieldChange,
    Finding,
    How,
    Hunk,
    Identity,
    Inspection,
    Place,
    Read,
    Reading,
    Role,
    Sheet,
    Snapshot,
    Sourced,
    State,
    Subject,
    Terms,
    TextDiff,
    Threshold,
    Use,
)

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ORCA = Subject(Place.HUGGINGFACE, "example-lab/orca")
FREE = "You may use the model for any purpose."
LIMITED = "You may use the model up to 1 million users."


ANY_TEXT = st.text(st.characters(), max_size=8)
"""Lone surrogates included."""


def later(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def drawn(kind: object, text: st.SearchStrategy[str] = ANY_TEXT) -> st.SearchStrategy[typing.Any]:
    """Any value of a type that records hold, other time zones included, with strings from `text`."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and inner[1:] == (...,):
        return st.lists(drawn(inner[0], text), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(drawn(one, text) for one in inner))
    if origin is Mapping:
        return st.dictionaries(drawn(inner[0], text), drawn(inner[1], text), max_size=2)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of(*(drawn(one, text) for one in inner))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{one.name: drawn(hints[one.name], text) for one in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return {
        str: text,
        int: st.integers(-(2**40), 2**40),
        float: st.floats(allow_nan=False) | st.integers(0, 10**12),
        bool: st.booleans(),
        type(None): st.none(),
        datetime: st.datetimes(
            AT.replace(year=2000, tzinfo=None),
            AT.replace(year=2100, tzinfo=None),
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))]),
        ),
    }[typing.cast("type", kind)]


def snapshot(body: bytes | None = FREE.encode(), **told: typing.Any) -> Snapshot:  # noqa: ANN401 - any field
    return replace(Snapshot(role=Role.LICENSE, name="LICENSE", url="u", fetched_at=AT, body=body), **told)


def fetched(*snapshots: Snapshot, state: State = State.OK, subject: Subject = ORCA) -> Fetched:
    return Fetched(subject=subject, state=state, snapshots=snapshots, commit="c" * 40)


def read(text: str | None = FREE, name: str = "LICENSE", **told: typing.Any) -> Read:  # noqa: ANN401 - any field
    found = Finding(rule="hosting/plain", field="hosting", start=0, end=3, quote="You", values={"n": 1.5})
    document = Document(role=Role.LICENSE, name=name, url="u", state=State.OK, text=text, sha256="ab")
    reading = Reading(
        terms=Terms(thresholds=(Threshold(metric="mau", amount=1e6),)),
        identity=Identity(reference="MIT", how=How.EXACT),
        findings=(found,),
    )
    return Read(document=replace(document, **told), reading=reading if text is not None else None)


def inspection(*reads: Read, **told: typing.Any) -> Inspection:  # noqa: ANN401 - any field
    won = tuple(
        Sourced(document=one.document.name, sha256="ab", finding=one.reading.findings[0])
        for one in reads
        if one.reading
    )
    sheet = Sheet(label="MIT", won={"hosting": won} if won else {})
    found = Inspection(
        subject=ORCA, seen_at=AT, state=State.OK, commit="c" * 40, reads=reads, sheet=sheet, verdicts=()
    )
    return replace(found, **told)


def hunk(before: str = FREE, after: str = LIMITED, **told: typing.Any) -> Hunk:  # noqa: ANN401 - any field
    kind = "replace" if before and after else "insert" if after else "delete"
    return replace(Hunk(kind=kind, before=before, after=after, before_start=0, after_start=0), **told)


def document_change(*hunks: Hunk, **told: typing.Any) -> DocumentChange:  # noqa: ANN401 - any field
    found = DocumentChange(
        event=Event.WORDING,
        document="LICENSE",
        before_sha256="a" * 64,
        after_sha256="b" * 64,
        diff=TextDiff(words_changed=True, hunks=hunks) if hunks else None,
    )
    return replace(found, **told)


def change(*documents: DocumentChange, **told: typing.Any) -> Change:  # noqa: ANN401 - any field
    tighter = Direction.TIGHTER
    limit = FieldChange(field="thresholds", before="none", after="above 1 million users", direction=tighter)
    found = Change(
        subject=ORCA.key,
        seen_at=AT,
        event=Event.WORDING,
        cause=Cause.THEIRS,
        direction=tighter,
        by_use={Use.PRODUCT: tighter},
        documents=documents or (document_change(hunk()),),
        fields=(limit,),
        before_label="MIT",
        after_label="modified MIT (+ 1 passage)",
        before_commit="c" * 40,
        after_commit="d" * 40,
    )
    return replace(found, **told)
