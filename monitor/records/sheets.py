"""Sheets: the readings of all documents of a subject, and the terms they add up to."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the store resolves the hints of records at run time
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.records.documents import Document  # noqa: TC001 - as above
from monitor.records.readings import Finding, Reading, Span, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document with its reading (None when it has no text)."""

    document: Document
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A finding and the document it stands in."""

    document: str
    sha256: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two documents of one subject that do not say the same (tag apache-2.0, text says otherwise).

    Parameters:
        kind: declaration (tag against text), prose (card against text) or lineage (against the base model).
        left, right: names of the documents, with what each says.
    """

    kind: str
    left: str
    left_says: str
    right: str
    right_says: str


class Basis(StrEnum):
    """What the terms of a subject rest on."""

    TEXT = "text"
    DECLARED = "declared"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The terms of a whole subject.

    Parameters:
        terms: per field the most restrictive of all documents but `code` and `third-party`.
        won: per field that is not empty, the findings that decided it.
        basis: read texts, a declared id only, or nothing.
        label: what to call it: an SPDX id, `LicenseRef-...`, "modified MIT (+ 1 passage)", "undeclared".
        conflicts: documents that disagree.
        unaccounted: sentences nobody explained, with the document each stands in.
        not_checked: one sentence for each document or state that kept something from being read.
        suspect: those of them that are about a page that seems to be something else.
        gated: one sentence for each document that stands unread behind a gate.
        proposals: one sentence for each base model that something names and the subject does not declare.
    """

    terms: Terms = field(default_factory=Terms)
    won: Mapping[str, tuple[Sourced, ...]] = field(default_factory=dict)
    basis: Basis = Basis.NOTHING
    label: str = "undeclared"
    conflicts: tuple[Conflict, ...] = ()
    unaccounted: tuple[tuple[str, Span], ...] = ()
    not_checked: tuple[str, ...] = ()
    suspect: tuple[str, ...] = ()
    gated: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
