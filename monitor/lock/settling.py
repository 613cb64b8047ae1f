"""Which reasons of a verdict somebody has dealt with, and what is left of the verdict without them.

A reason that could not be checked is never settled: nobody can answer for what nobody has read. A refusal is
settled by a waiver or by the baseline, not by accepting it on review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitor.lock.shapes import SEVERITY
from monitor.waivers import ACQUIRED, NO_TEXT, REASONS, WARNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from monitor.lock.model import Entry, LockedReason, LockedVerdict, Mark, View
    from monitor.waivers import Waiver

_READ = "Read it, and grant it anew on that text or remove it."


class Facts(NamedTuple):
    """What a profile declares, as far as a lock and waivers need it.

    Parameters:
        digest: of all that it is judged by: its table and the policy.
        uses: of the profile.
        territories: all it names.
    """

    digest: str
    uses: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()


class Ruling(NamedTuple):
    """That a reason is settled, how, and by whom; see `monitor.records.Settled`."""

    how: str
    owner: str
    justification: str
    sha256: str = ""
    until: date | None = None


class Note(NamedTuple):
    """Something about the lock or a waiver; see `monitor.records.Remark`."""

    code: str
    sentence: str
    subject: str = ""
    decision: str = "allow"
    next_step: str = ""
    sha256: str = ""
    quotes: tuple[str, ...] = ()


class Judgement(NamedTuple):
    """A locked verdict with what became of its reasons.

    Parameters:
        verdict: as locked.
        decision: what is left of it.
        rulings: by the place of the reason in the verdict.
    """

    verdict: LockedVerdict
    decision: str
    rulings: Mapping[int, Ruling]


class Desk(NamedTuple):
    """What lies on the desk when verdicts are settled.

    Parameters:
        waivers: all of them.
        facts: of each profile, by its name.
        today: the day.
    """

    waivers: tuple[Waiver, ...]
    facts: Mapping[str, Facts]
    today: date


def settle(subject: str, view: View, verdict: LockedVerdict, entry: Entry | None, desk: Desk) -> Judgement:
    """What is left of a verdict.

    Parameters:
        subject: key of the model.
        view: what the verdict was made of.
        verdict: for one profile.
        entry: of the lock, whose marks count; None where the model is not locked.
        desk: waivers, facts and the day.
    """
    rulings = {}
    for place, reason in enumerate(verdict.reasons):
        found = _ruling(subject, view, verdict.profile, reason, entry, desk)
        if found is not None:
            rulings[place] = found
    left = [one.decision for place, one in enumerate(verdict.reasons) if place not in rulings]
    if not verdict.reasons:
        left = [verdict.decision]
    return Judgement(verdict=verdict, decision=worst(left), rulings=rulings)


def worst(decisions: Iterable[str]) -> str:
    """The gravest of some decisions; `allow` where there is none.

    Parameters:
        decisions: any.
    """
    return min(decisions, key=SEVERITY.index, default="allow")


def _ruling(
    subject: str, view: View, profile: str, reason: LockedReason, entry: Entry | None, desk: Desk
) -> Ruling | None:
    """How a reason was settled, or None."""
    if reason.decision in {"allow", "incomplete"}:
        return None
    for waiver in desk.waivers:
        if waiver.covers(subject, profile, reason.code) and not _lapsed(waiver, view, reason, profile, desk):
            told = f"{REASONS[waiver.reason]}: {waiver.comment}"
            if waiver.license:
                told = f"{told} ({waiver.license.counterparty}, {waiver.license.contract})"
            return Ruling(
                how="waived",
                owner=waiver.owner,
                justification=told,
                sha256=waiver.sha256 if waiver.sha256 != NO_TEXT else "",
                until=waiver.ends,
            )
    if entry is None:
        return None
    mark = next((one for one in entry.marks if _marks(one, profile, reason)), None)
    if mark is not None:
        return Ruling(how=mark.how, owner=mark.by, justification=f"{mark.how} on {mark.on.isoformat()}")
    return _put_off(entry, view, desk.today)


def _marks(mark: Mark, profile: str, reason: LockedReason) -> bool:
    """Whether a mark covers a reason, which must not have become graver."""
    same = (mark.profile, mark.code, mark.digest) == (profile, reason.code, reason.digest)
    graver = SEVERITY.index(reason.decision) < SEVERITY.index(mark.decision)
    return same and not graver and (mark.how != "accepted" or reason.decision != "deny")


def _put_off(entry: Entry, view: View, today: date) -> Ruling | None:
    """The deferral of an entry, where it is about these words and its day has not passed."""
    put_off = entry.deferral
    if put_off is None or today > put_off.until:
        return None
    said = {view.said} | ({entry.pending.view.said} if entry.pending and view is entry.reviewed else set())
    if put_off.over not in said:
        return None
    told = f"deferred on {put_off.on.isoformat()}"
    return Ruling(how="deferred", owner=put_off.by, justification=told, until=put_off.until)


def _fits(waiver: Waiver, view: View, reason: LockedReason) -> bool:
    """Whether the text is the one that a waiver was granted on."""
    document = view.document(reason.document)
    digests = frozenset(document.digests) if document and document.digests else view.digests
    if waiver.sha256 == NO_TEXT:
        return not any(one.text for one in view.documents if one.role != "metadata")
    return waiver.sha256 in digests


def _lapsed(waiver: Waiver, view: View, reason: LockedReason, profile: str, desk: Desk) -> Note | None:
    """Why a waiver about a reason does not hold; None when it does."""
    facts = desk.facts.get(profile, Facts(digest=""))
    if not _fits(waiver, view, reason):
        document = view.document(reason.document)
        now = next(iter(document.digests), "") if document else ""
        return Note(
            code="waiver-mismatched",
            sentence=f"{waiver.title} was granted on another text than stands there now.",
            subject=waiver.subject,
            decision="review",
            next_step=_READ,
            sha256=now,
        )
    if short := waiver.falls_short(facts.uses, facts.territories):
        return Note(
            code="waiver-mismatched",
            sentence=f"{waiver.title} does not cover profile {profile}: {short}.",
            subject=waiver.subject,
            decision="review",
            next_step=f"Have the licence extended, or name the profiles that it covers ({ACQUIRED}).",
            sha256=waiver.sha256,
        )
    return _ended(waiver) if desk.today > waiver.ends else None


def _ended(waiver: Waiver) -> Note:
    return Note(
        code="waiver-expired",
        sentence=f"{waiver.title} ended on {waiver.ends.isoformat()}.",
        subject=waiver.subject,
        decision="review",
        next_step=f"Ask {waiver.owner} to renew it, or remove it.",
        sha256=waiver.sha256,
    )


def ending(waivers: Iterable[Waiver], today: date) -> tuple[Note, ...]:
    """What owners have to know: waivers that have ended or end soon, whatever they cover.

    Parameters:
        waivers: all of them.
        today: the day.
    """
    return tuple(
        _ended(one) if today > one.ends else _ends_soon(one) for one in waivers if one.ends - today <= WARNED
    )


def _ends_soon(waiver: Waiver) -> Note:
    return Note(
        code="waiver-expiring",
        sentence=f"{waiver.title} ends on {waiver.ends.isoformat()}.",
        subject=waiver.subject,
        next_step=f"{waiver.owner}: renew it before that day, or it becomes a finding.",
        sha256=waiver.sha256,
    )


def waiver_notes(
    looked_at: Sequence[tuple[str, View, LockedVerdict]], desk: Desk, *, everything: bool
) -> tuple[Note, ...]:
    """What is to be said of the waivers themselves: those that lapsed, end soon, or are of no use.

    Parameters:
        looked_at: each model with what each verdict was made of.
        desk: waivers, facts and the day.
        everything: whether all models of the project were looked at, so that a waiver for another is unused.
    """
    return tuple(
        dict.fromkeys(
            note for one in desk.waivers for note in _notes(one, looked_at, desk, everything=everything)
        )
    )


def _notes(
    waiver: Waiver, looked_at: Sequence[tuple[str, View, LockedVerdict]], desk: Desk, *, everything: bool
) -> Iterator[Note]:
    covered = [
        _lapsed(waiver, view, reason, verdict.profile, desk)
        for subject, view, verdict in looked_at
        for reason in verdict.reasons
        if reason.decision != "allow" and waiver.covers(subject, verdict.profile, reason.code)
    ]
    if not covered:
        if everything or any(subject == waiver.subject for subject, _, _ in looked_at):
            yield Note(
                code="waiver-unused",
                sentence=f"{waiver.title} covers no finding that there is.",
                subject=waiver.subject,
                next_step="Remove it.",
                sha256=waiver.sha256,
            )
        return
    yield from (note for note in covered if note)
    if None in covered and waiver.ends - desk.today <= WARNED:
        yield _ends_soon(waiver)
