"""Changes: what happened to documents, and what that does to terms."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the store resolves the hints of records at run time
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - as above
from enum import StrEnum

from monitor.records.profiles import Use  # noqa: TC001 - as above


class Direction(StrEnum):
    """Which way a change goes for the licensee."""

    TIGHTER = "tighter"
    LOOSER = "looser"
    MIXED = "mixed"
    LATERAL = "lateral"
    NONE = "none"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One difference between two texts.

    Parameters:
        kind: `insert`, `delete`, `replace` or `move`.
        before, after: whole sentences; empty where there is none.
        before_start, after_start: where they stand, code points.
        marks: the words inside: (`equal` | `insert` | `delete`, text) in reading order.
    """

    kind: str
    before: str
    after: str
    before_start: int
    after_start: int
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDiff:
    """What differs between two texts.

    Parameters:
        words_changed: False when the sequences of NFKC-folded word and number tokens, case kept, are equal.
        hunks: the differences in reading order; empty when the words are the same.
    """

    words_changed: bool
    hunks: tuple[Hunk, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of the terms, before and after."""

    field: str
    before: str
    after: str
    direction: Direction
    uses: tuple[Use, ...] = ()
    before_quote: str = ""
    after_quote: str = ""


class Event(StrEnum):
    """What happened to a document or subject."""

    WORDING = "wording"
    EDITORIAL = "editorial"
    RETURNED = "returned"
    ADDED = "document-added"
    REMOVED = "document-removed"
    RENAMED = "document-renamed"
    DECLARATION = "declaration"
    LINK = "link-moved"
    GATED = "gated"
    UNGATED = "ungated"
    MOVED = "subject-moved"
    GONE = "subject-gone"
    READING = "reading"


class Cause(StrEnum):
    """Whose doing a change is: the licensor's, or only our extractor's or rules'."""

    THEIRS = "theirs"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """What happened to one document.

    Parameters:
        event: one of `Event`.
        document: its name (the new one, when renamed).
        before_name: the old name, when renamed.
        before_sha256, after_sha256: of the raw bytes; None where there is none.
        diff: the words, where both texts are known.
        note: one sentence, e.g. "returned to the text of 2026-03-01" or "license mit -> other".
    """

    event: Event
    document: str
    before_name: str | None = None
    before_sha256: str | None = None
    after_sha256: str | None = None
    diff: TextDiff | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event on a subject: what happened to its documents and what that does to its terms.

    Parameters:
        subject: the subject's key.
        seen_at: when we saw it, UTC.
        event: the weightiest of the documents' events.
        cause: theirs or ours.
        direction: overall.
        by_use: per use.
        documents: what happened to each document.
        fields: what that does to the terms.
        before_label, after_label: what the licence was and is called.
        before_commit, after_commit: where known.
        reconstructed: told by the place's own history at the first look, not witnessed by us.
        quiet: one sentence on why nobody is mailed of it; empty for every other change.
        reach: one sentence on whether the revision in use is touched, where one is pinned.
    """

    subject: str
    seen_at: datetime
    event: Event
    cause: Cause
    direction: Direction
    by_use: Mapping[Use, Direction] = field(default_factory=dict)
    documents: tuple[DocumentChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    before_label: str = ""
    after_label: str = ""
    before_commit: str | None = None
    after_commit: str | None = None
    reconstructed: bool = False
    quiet: str = ""
    reach: str = ""
