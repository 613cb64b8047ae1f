"""What a lock holds, as frozen values.

The values are words and numbers of the file itself, not records of the middle: a locked check compares
them without loading anything else. They are named tuples and no dataclasses, which take five times as long
to be made, at every start. `monitor.lock.viewing` makes them of an inspection, and
`monitor.lock.restoring` the other way round.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

SCHEMA = 1
"""Of the text form; raised when an older program would misread it."""


class LockedDocument(NamedTuple):
    """One document of a model as it was read.

    Parameters:
        name, role, governs, state, url, detail: as in the record of a document.
        commit: of the repository it was read at, where that is another one than the model's.
        body: SHA-256 of the bytes as received.
        text: SHA-256 of the text as committed, in UTF-8; None where nothing could be read.
        words: SHA-256 of its words alone; equal for a text that was only wrapped differently.
        declared: what metadata say of the licence, as pairs of a key and a value, sorted.
        faults: sentences on what could not be read.
    """

    name: str
    role: str
    governs: str = "unknown"
    state: str = "ok"
    url: str = ""
    detail: str = ""
    commit: str | None = None
    body: str | None = None
    text: str | None = None
    words: str | None = None
    declared: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def digests(self) -> tuple[str, ...]:
        """The hashes a waiver may name it by."""
        return tuple(one for one in (self.body, self.text) if one)


class LockedReason(NamedTuple):
    """Why a verdict was what it was.

    Parameters:
        code, decision, sentence, document, quote, next_step: as in the record of a reason.
        digest: what it is recognised by when somebody has settled it (see `monitor.lock.viewing`).
    """

    code: str
    decision: str
    digest: str
    sentence: str
    document: str = ""
    quote: str = ""
    next_step: str = ""


class LockedVerdict(NamedTuple):
    """What was judged for one profile.

    Parameters:
        profile: its name.
        decision: the outcome.
        facts: digest of the profile and policy it was judged by.
        reasons: worst first.
        obligations: what to do, sorted.
    """

    profile: str
    decision: str
    facts: str
    reasons: tuple[LockedReason, ...] = ()
    obligations: tuple[str, ...] = ()


class View(NamedTuple):
    """A model as it was seen: its documents, and what was made of them.

    Parameters:
        seen_at: when it was looked at, UTC.
        rules: what read it.
        label: what its licence is called.
        basis: what its terms rest on.
        commit: resolved, where the place has commits.
        state: of the model as a whole.
        documents: sorted by name.
        terms: what the clauses say, as pairs of a field and its value in words, sorted.
        verdicts: one a profile, sorted.
    """

    seen_at: datetime
    rules: str
    label: str
    basis: str
    commit: str | None = None
    state: str = "ok"
    documents: tuple[LockedDocument, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    verdicts: tuple[LockedVerdict, ...] = ()

    def document(self, name: str) -> LockedDocument | None:
        """The document of that name, or None."""
        return next((one for one in self.documents if one.name == name), None)

    def verdict(self, profile: str) -> LockedVerdict | None:
        """What was judged for the profile of that name, or None."""
        return next((one for one in self.verdicts if one.profile == profile), None)

    @property
    def digests(self) -> frozenset[str]:
        """The hashes of all its documents, of bytes and of texts."""
        return frozenset(digest for one in self.documents for digest in one.digests)

    @property
    def said(self) -> str:
        """Digest of all that the model says: the words of its documents and what it declares."""
        parts = [f"{one.name}\n{one.words}\n{one.declared}\n{one.state}" for one in self.documents]
        return hashlib.sha256("\n".join([self.state, *parts]).encode("utf-8", "surrogatepass")).hexdigest()[
            :16
        ]


class Passage(NamedTuple):
    """A sentence that was added to a document, or taken from it."""

    document: str
    position: int
    added: bool
    sentence: str


class Pending(NamedTuple):
    """What a refresh found and nobody has decided on.

    Parameters:
        view: the model as it is now.
        cause: `theirs`, or `ours` where only our reading of the same words is another.
        direction: of the change.
        passages: what the words gained and lost, in order.
        moved: fields of the terms that moved: name, before, after.
        notes: one sentence for each document that came, went or was renamed.
    """

    view: View
    cause: str
    direction: str
    passages: tuple[Passage, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Mark(NamedTuple):
    """A reason of a verdict that was accepted on review, or stood when the baseline was drawn.

    It covers the same reason for as long as it is no graver than it was.

    Parameters:
        profile, code, decision, digest: of the reason.
        how: `accepted` or `baselined`.
        by: who did.
        on: the day.
    """

    profile: str
    code: str
    digest: str
    decision: str
    how: str
    by: str
    on: date


class Deferral(NamedTuple):
    """A decision put off.

    Parameters:
        until: the last day on which nothing fails for it.
        by: who put it off.
        on: the day.
        over: digest of the words it covers (see `View.said`).
    """

    until: date
    by: str
    on: date
    over: str


class Adoption(NamedTuple):
    """Who took a model for a product, when, by which texts. Never taken away.

    Parameters:
        product: what it was taken for; the profile's name where nothing else was told.
        at: when, UTC.
        profile: it was judged for.
        decision: what the verdict was.
        reviewer: who decided.
        commit: at which the texts were read.
        texts: pairs of a document's name and the SHA-256 of its committed text, sorted.
        gate_by, gate_on: who accepted the gate, and when, where there was one.
        comment: in one line.
    """

    product: str
    at: datetime
    profile: str
    decision: str
    reviewer: str
    commit: str | None = None
    texts: tuple[tuple[str, str], ...] = ()
    gate_by: str = ""
    gate_on: date | None = None
    comment: str = ""


class Entry(NamedTuple):
    """One model of the lock.

    Parameters:
        subject: its key.
        reviewed: as it was reviewed.
        reviewer: by whom.
        reviewed_on: on which day.
        pending: what was found since.
        marks: reasons that were accepted or stood before, sorted.
        deferral: where the decision was put off.
        adoptions: sorted by product, time and profile.
    """

    subject: str
    reviewed: View
    reviewer: str
    reviewed_on: date
    pending: Pending | None = None
    marks: tuple[Mark, ...] = ()
    deferral: Deferral | None = None
    adoptions: tuple[Adoption, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """SHA-256 of every committed text that it refers to, with the name of its document."""
        views = [self.reviewed, *([self.pending.view] if self.pending else [])]
        past = {sha: name for one in self.adoptions for name, sha in one.texts}
        return past | {one.text: one.name for view in reversed(views) for one in view.documents if one.text}


class Lock(NamedTuple):
    """A whole lock.

    Parameters:
        refreshed: the day on which every model was last compared with its place.
        entries: sorted by subject.
    """

    refreshed: date
    entries: tuple[Entry, ...] = ()

    def entry(self, subject: str) -> Entry | None:
        """The entry of that key, or None."""
        return next((one for one in self.entries if one.subject == subject), None)

    @property
    def texts(self) -> frozenset[str]:
        """SHA-256 of every committed text that it refers to."""
        return frozenset(sha for one in self.entries for sha in one.texts)
