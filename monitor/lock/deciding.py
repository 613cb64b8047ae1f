"""What happens to an entry of a lock: it is made, renewed, accepted, put off, or taken as the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.lock.model import Adoption, Deferral, Entry, Mark, Passage, Pending
from monitor.lock.shapes import SEVERITY
from monitor.records import Cause, Direction, Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from monitor.lock.model import LockedVerdict, View
    from monitor.records import Change, DocumentChange

_MOST = 200
"""Sentences of one change that a lock holds; the texts hold the rest."""
_LONGEST = 4_000
_CLEAR = frozenset({"allow", "obligations"})
_EVENTS = {
    Event.ADDED: "came",
    Event.REMOVED: "went",
    Event.RENAMED: "was renamed",
    Event.RETURNED: "returned to an earlier text",
    Event.DECLARATION: "declares something else",
    Event.LINK: "links to another licence",
    Event.GATED: "now stands behind a gate",
    Event.UNGATED: "stands behind no gate any more",
    Event.MOVED: "moved",
    Event.GONE: "is gone",
}


@dataclass(frozen=True, kw_only=True)
class Review:
    """Who decides, when, and what is to be remembered of it.

    Parameters:
        by: the reviewer.
        at: when, UTC.
        product: what the model is taken for; empty for the profile's name.
        profiles: for which it is decided; empty for all.
        gate_by, gate_on: who accepted the gate, and when.
        comment: in one line.
    """

    by: str
    at: datetime
    product: str = ""
    profiles: tuple[str, ...] = ()
    gate_by: str = ""
    gate_on: date | None = None
    comment: str = ""

    @property
    def on(self) -> date:
        """The day."""
        return self.at.date()

    def decides(self, profile: str) -> bool:
        """Whether it is about a profile."""
        return not self.profiles or profile in self.profiles


def first(subject: str, view: View, review: Review) -> Entry:
    """A model that was not locked before.

    What its licence allows is adopted at once; what has to be decided waits for a decision.

    Parameters:
        subject: its key.
        view: as it is now.
        review: who locks it.
    """
    entry = Entry(subject=subject, reviewed=view, reviewer=review.by, reviewed_on=review.on)
    clear = [one for one in view.verdicts if one.decision in _CLEAR and review.decides(one.profile)]
    return _adopted(entry, clear, review)


def renewed(entry: Entry, now: View, again: View, change: Change | None) -> Entry:
    """An entry after its model was looked at again.

    Whatever the licensor changed, and whatever we read otherwise in the same words, waits as pending. What
    the user changed (profile, policy) is judged anew at once.

    Parameters:
        entry: as it stood.
        now: the model as it is, what could not be had this time as it was last had.
        again: the reviewed documents, read and judged by what reads now.
        change: what happened to the words between; None where nothing did.
    """
    reviewed = entry.reviewed._replace(verdicts=_under_new_facts(entry.reviewed, again))
    entry = entry._replace(reviewed=reviewed)
    if change is not None and change.cause is Cause.THEIRS and counts(change):
        return entry._replace(pending=pending_of(now, change))
    if moved := _read_otherwise(reviewed, again):
        direction = Direction.TIGHTER if any(_graver(*pair) for pair in moved) else Direction.LOOSER
        notes = tuple(sorted(f"{new.profile}: {old.decision} -> {new.decision}" for old, new in moved))
        reading = Pending(view=again, cause=Cause.OURS.value, direction=direction.value, notes=notes)
        return entry._replace(pending=reading)
    return entry._replace(pending=None)


def counts(change: Change) -> bool:
    """Whether a change is more than layout, and nobody has doubts that it is one.

    Parameters:
        change: between the reviewed documents and those of now.
    """
    return not change.quiet and change.event is not Event.EDITORIAL


def pending_of(now: View, change: Change) -> Pending:
    """A change as it waits for a review.

    Parameters:
        now: the model as it is.
        change: that led there.
    """
    found = [passage for document in change.documents for passage in _passages(document)]
    more = len(found) - _MOST
    notes = {note for document in change.documents for note in _notes(document)}
    return Pending(
        view=now,
        cause=change.cause.value,
        direction=change.direction.value,
        passages=tuple(sorted(found[:_MOST], key=lambda one: (one.document, one.position, one.added))),
        moved=tuple(sorted((one.field, one.before, one.after) for one in change.fields)),
        notes=tuple(sorted(notes | ({f"and {more} more passages, see the texts"} if more > 0 else set()))),
    )


def _passages(document: DocumentChange) -> Iterator[Passage]:
    """The sentences that a document gained and lost."""
    hunks = document.diff.hunks if document.diff else ()
    sides = [
        (sentence, added) for one in hunks for sentence, added in ((one.before, False), (one.after, True))
    ]
    told = [(" ".join(sentence.split()), added) for sentence, added in sides if sentence.strip()]
    for position, (sentence, added) in enumerate(told, start=1):
        shown = sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]}…"
        yield Passage(document=document.document, position=position, added=added, sentence=shown)


def _notes(document: DocumentChange) -> Iterator[str]:
    """What happened to a document beside its words."""
    if what := _EVENTS.get(document.event):
        yield f"{document.document} {what}" + (f": {document.note}" if document.note else "")


def _under_new_facts(reviewed: View, again: View) -> tuple[LockedVerdict, ...]:
    """The reviewed verdicts; those judged by other facts than today's as they are judged by these."""
    old = {one.profile: one for one in reviewed.verdicts}
    kept = (old.get(one.profile, one) for one in again.verdicts)
    return tuple(
        was if was.facts == new.facts else new for was, new in zip(kept, again.verdicts, strict=True)
    )


def _read_otherwise(reviewed: View, again: View) -> list[tuple[LockedVerdict, LockedVerdict]]:
    """Verdicts on the same words that differ in their decision: before and now."""
    pairs = ((one, again.verdict(one.profile)) for one in reviewed.verdicts)
    return [(was, new) for was, new in pairs if new is not None and was.decision != new.decision]


def _graver(was: LockedVerdict, now: LockedVerdict) -> bool:
    return SEVERITY.index(now.decision) < SEVERITY.index(was.decision)


def accepted(entry: Entry, review: Review) -> Entry:
    """An entry whose pending change, or whose standing doubts, were read and accepted.

    What is refused, and what could not be checked, stays so: the one takes a waiver, the other a look.

    Parameters:
        entry: as it stands.
        review: who accepts, and for which profiles.
    """
    done = _taken(entry, review)
    deciding = [one for one in done.reviewed.verdicts if review.decides(one.profile)]
    marks = {_place(mark): mark for mark in done.marks}
    for verdict in deciding:
        for mark in _to_mark(verdict, "accepted", ("review", "obligations"), review):
            marks[_place(mark)] = mark
    done = done._replace(marks=tuple(marks[place] for place in sorted(marks)))
    return _adopted(done, [one for one in deciding if one.decision not in {"deny", "incomplete"}], review)


def waived(entry: Entry, review: Review) -> Entry:
    """An entry that is adopted under waivers, as it is now and whatever its verdicts; these stay as they are.

    Parameters:
        entry: as it stands.
        review: who waives, and for which profiles.
    """
    done = _taken(entry, review)
    return _adopted(done, [one for one in done.reviewed.verdicts if review.decides(one.profile)], review)


def _taken(entry: Entry, review: Review) -> Entry:
    """The entry with what waited as reviewed, and with the marks that still are about something."""
    view = entry.pending.view if entry.pending else entry.reviewed
    return entry._replace(
        reviewed=view,
        reviewer=review.by,
        reviewed_on=review.on,
        pending=None,
        deferral=None,
        marks=tuple(mark for mark in entry.marks if _stands(mark, view)),
    )


def deferred(entry: Entry, until: date, review: Review) -> Entry:
    """An entry whose decision was put off; it covers the words that stand now, pending ones too.

    Parameters:
        entry: as it stands.
        until: the last day.
        review: who puts it off.
    """
    view = entry.pending.view if entry.pending else entry.reviewed
    put_off = Deferral(until=until, by=review.by, on=review.on, over=view.said)
    return entry._replace(deferral=put_off)


def baselined(entry: Entry, review: Review) -> Entry:
    """An entry whose reviewed verdicts are taken as they stand: only what is new or graver fails from now on.

    Parameters:
        entry: as it stands.
        review: who draws the baseline, and for which profiles.
    """
    kept = [mark for mark in entry.marks if mark.how != "baselined" and _stands(mark, entry.reviewed)]
    marks = {_place(mark): mark for mark in kept}
    for verdict in entry.reviewed.verdicts:
        if review.decides(verdict.profile):
            for mark in _to_mark(verdict, "baselined", ("deny", "review", "obligations"), review):
                marks.setdefault(_place(mark), mark)
    return entry._replace(marks=tuple(marks[place] for place in sorted(marks)))


def _place(mark: Mark) -> tuple[str, str, str]:
    return mark.profile, mark.code, mark.digest


def _to_mark(verdict: LockedVerdict, how: str, decisions: Sequence[str], review: Review) -> Iterator[Mark]:
    """A mark for each reason of some decisions; the gravest where one is given twice."""
    for reason in reversed(verdict.reasons):
        if reason.decision in decisions:
            yield Mark(
                profile=verdict.profile,
                code=reason.code,
                digest=reason.digest,
                decision=reason.decision,
                how=how,
                by=review.by,
                on=review.on,
            )


def _stands(mark: Mark, view: View) -> bool:
    """Whether what a mark is about is still there."""
    verdict = view.verdict(mark.profile)
    return verdict is not None and any(
        (one.code, one.digest) == (mark.code, mark.digest) for one in verdict.reasons
    )


def _adopted(entry: Entry, verdicts: Sequence[LockedVerdict], review: Review) -> Entry:
    """The entry with a record of who took the model for what, by which texts."""
    texts = tuple(sorted((one.name, one.text) for one in entry.reviewed.documents if one.text))
    kept = {(one.product, one.at, one.profile): one for one in entry.adoptions}
    for verdict in verdicts:
        adoption = Adoption(
            product=review.product or verdict.profile,
            at=review.at.replace(microsecond=0),
            profile=verdict.profile,
            decision=verdict.decision,
            reviewer=review.by,
            commit=entry.reviewed.commit,
            texts=texts,
            gate_by=review.gate_by if review.gate_on else "",
            gate_on=review.gate_on,
            comment=review.comment,
        )
        while (place := (adoption.product, adoption.at, adoption.profile)) in kept:
            adoption = adoption._replace(at=adoption.at + timedelta(seconds=1))  # no record replaces another
        kept[place] = adoption
    return entry._replace(adoptions=tuple(kept[place] for place in sorted(kept)))
