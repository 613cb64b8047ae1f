"""Whether a change touches the revision that somebody uses. Pure.

A revision that is a commit never changes by itself. What stands outside of the repository does: the gate,
the page that a licence link leads to, a policy that the licence takes in by link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import Event

if TYPE_CHECKING:
    from monitor.records import Change, Document, DocumentChange, Inspection, Subject

_COMMIT = re.compile(r"[0-9a-f]{40}")
_GATES = frozenset({Event.GATED, Event.UNGATED})
_FATES = {
    Event.GONE: "pinned: the repository is gone; what you hold keeps its terms",
    Event.MOVED: "pinned: the repository moved",
}


def reach_of(subject: Subject, change: Change, before: Inspection, after: Inspection) -> str:
    """One sentence on whether the revision in use is touched; empty where none is pinned.

    Parameters:
        subject: as it is watched.
        change: between the two looks.
        before: the look before.
        after: the look now.
    """
    if subject.revision is None or not _COMMIT.fullmatch(subject.revision):
        return ""
    for event, sentence in _FATES.items():
        if event in {one.event for one in change.documents}:
            return sentence
    documents = {read.document.name: read.document for each in (before, after) for read in each.reads}
    outside = [
        told
        for one in change.documents
        if (told := _outside(one, documents.get(one.document), subject.revision))
    ]
    if outside:
        return f"may reach you now: {', '.join(dict.fromkeys(outside))}"
    return "pinned: text unchanged"


def _outside(one: DocumentChange, document: Document | None, revision: str) -> str:
    """What changed that no commit holds; empty for a file of the pinned revision."""
    if one.event in _GATES:
        return "the gate"
    if document is None or document.commit == revision:
        return ""
    return f"linked {document.role}" if document.role != "linked" else f"linked page {document.name}"
