"""Judged models beside the lock of a project: what is settled, and what changed since the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.locks import desk
from monitor.cli.looking import reader
from monitor.errors import TextsError
from monitor.lock import files
from monitor.lock.checking import pending_note, typed
from monitor.lock.deciding import counts, pending_of
from monitor.lock.restoring import inspection_of, reason_of
from monitor.lock.settling import Note, settle, waiver_notes
from monitor.lock.viewing import view_of
from monitor.locking import beside
from monitor.records import Decision, Remark, Settled, Settling
from monitor.reports.inputs import Judged
from monitor.verdict import moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitor.cli.given import App
    from monitor.config import Config
    from monitor.inspect import Reader
    from monitor.lock.checking import Outcome
    from monitor.lock.model import Entry, View
    from monitor.lock.settling import Desk, Judgement
    from monitor.records import Inspection


def locked(app: App, config: Config, outcome: Outcome, path: Path) -> Judged:
    """The outcome of a locked check as judged models, for reports that want the whole.

    Parameters:
        app: knows the clock.
        config: holds the profiles.
        outcome: of the check.
        path: of the lock, whose texts are read where they are good.
    """
    wanted = {one.text for each in outcome.checked for one in each.entry.reviewed.documents if one.text}
    texts = files.texts(path, wanted - files.spoilt(path, wanted).keys())
    names = {judged.verdict.profile for one in outcome.checked for judged in one.judgements}
    notes = [note for one in outcome.checked for note in one.notes]
    return Judged(
        inspections=tuple(
            inspection_of(one.entry.subject, one.entry.reviewed, texts) for one in outcome.checked
        ),
        profiles=tuple(profile for profile in config.profiles if profile.name in names),
        seen_at=app.now(),
        settled=tuple(
            _settled((one.entry.subject, judged) for one in outcome.checked for judged in one.judgements)
        ),
        remarks=tuple(remark(note) for note in (*notes, *outcome.notes)),
    )


def against(app: App, config: Config, found: Judged, path: Path) -> Judged:
    """Models that were looked at, beside what was reviewed of them: settled reasons, and what changed since.

    Parameters:
        app: knows the clock.
        config: policy and pages.
        found: as judged just now.
        path: of the lock; without one only waivers count.
    """
    lock = files.load(path) if path.exists() else None
    on_desk = desk(app, path, [profile.name for profile in found.profiles])
    reads = reader(config, found.profiles)
    digests = {name: facts.digest for name, facts in on_desk.facts.items()}
    judgements: list[tuple[str, View, Judgement]] = []
    notes: list[Note] = []
    for inspection in found.inspections:
        key = inspection.subject.key
        entry = lock.entry(key) if lock else None
        view = view_of(inspection, digests, reads.version)
        judgements += [(key, view, settle(key, view, one, entry, on_desk)) for one in view.verdicts]
        if entry is not None:
            notes += _since_review(entry, inspection, path, reads, on_desk)
        elif lock is not None:
            notes.append(_unlocked(key, path))
    looked_at = [(key, view, judged.verdict) for key, view, judged in judgements]
    notes += waiver_notes(looked_at, on_desk, everything=False)
    return Judged(
        inspections=found.inspections,
        profiles=found.profiles,
        seen_at=found.seen_at,
        settled=tuple(_settled((key, judged) for key, _, judged in judgements)),
        remarks=tuple(map(remark, notes)),
    )


def _since_review(entry: Entry, now: Inspection, path: Path, reads: Reader, on_desk: Desk) -> Iterator[Note]:
    """What the licensor changed since the review, at the level the policy gives it."""
    wanted = {one.text for one in entry.reviewed.documents if one.text}
    try:
        texts = files.texts(path, wanted)
    except TextsError as error:
        yield Note(
            code="lock-text",
            sentence=f"What was reviewed of {entry.subject} could not be checked: {'; '.join(error.faults)}.",
            subject=entry.subject,
            decision="incomplete",
            next_step="Take the files back from git, or lock the model anew.",
        )
        return
    digests = {name: facts.digest for name, facts in on_desk.facts.items()}
    change = beside(entry, now, texts, reads, digests).change
    if change is None or not counts(change) or change.cause == "ours":
        return
    view = view_of(now, digests, reads.version)
    put_off = entry.deferral
    deferred = put_off is not None and on_desk.today <= put_off.until and put_off.over == view.said
    level = Decision.ALLOW if deferred else moved(change.direction, reads.policy)
    note = pending_note(entry, pending_of(view, change), level.value)
    until = f" Deferred until {put_off.until} by {put_off.by}." if put_off and deferred else ""
    yield Note(
        code="lock-changed",
        sentence=f"{note.sentence}{until}",
        subject=note.subject,
        decision=note.decision,
        next_step=f"Run licensewatch lock --refresh and read git diff; then licensewatch review"
        f" {typed(entry.subject)} with --accept, --waive or --defer 5d.",
        sha256=note.sha256,
        quotes=note.quotes,
    )


def _unlocked(key: str, path: Path) -> Note:
    return Note(
        code="lock-missing",
        sentence=f"{key} is not in {path}.",
        subject=key,
        next_step=f"To adopt it: licensewatch lock {typed(key)}",
    )


def _settled(judgements: Iterable[tuple[str, Judgement]]) -> Iterator[Settled]:
    for key, judged in judgements:
        for place, ruling in judged.rulings.items():
            yield Settled(
                subject=key,
                profile=judged.verdict.profile,
                reason=reason_of(judged.verdict.reasons[place]),
                how=Settling(ruling.how),
                owner=ruling.owner,
                justification=ruling.justification,
                sha256=ruling.sha256,
                until=ruling.until,
            )


def remark(note: Note) -> Remark:
    """A note as reports know it.

    Parameters:
        note: of the lock.
    """
    return Remark(
        code=note.code,
        sentence=note.sentence,
        subject=note.subject,
        decision=Decision(note.decision),
        next_step=note.next_step,
        sha256=note.sha256,
        quotes=note.quotes,
    )
