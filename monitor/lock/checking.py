"""A check by the lock alone: what was reviewed is judged, and nothing that happened elsewhere makes it red.

Neither a change of the licensor nor one of our rules can fail it; both wait as `pending` for a review. What
can: a verdict nobody settled, a committed text that is missing or is another one than was reviewed, and
facts or a policy that are no longer those it was judged by.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from monitor.lock.settling import Judgement, Note, settle, waiver_notes, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from monitor.lock.model import Entry, Lock, Pending
    from monitor.lock.settling import Desk

STALE = timedelta(days=14)
"""How long after the last refresh a lock is said to be stale."""

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]*")
QUOTED = 5
"""Sentences of a change that are quoted in a note."""


class Checked(NamedTuple):
    """One model of a lock, judged.

    Parameters:
        entry: as locked.
        judgements: one a profile.
        notes: what was found about its part of the lock.
    """

    entry: Entry
    judgements: tuple[Judgement, ...]
    notes: tuple[Note, ...] = ()

    @property
    def decision(self) -> str:
        """What is left of its verdicts and notes together."""
        decisions = [one.decision for one in self.judgements] + [one.decision for one in self.notes]
        return worst(decisions)


class Outcome(NamedTuple):
    """A whole lock, or a part of it, judged.

    Parameters:
        refreshed: the day on which the lock was last refreshed.
        checked: one a model.
        notes: what was found about the lock and the waivers as a whole.
    """

    refreshed: date
    checked: tuple[Checked, ...]
    notes: tuple[Note, ...] = ()

    @property
    def decisions(self) -> tuple[str, ...]:
        """All that an exit code depends on."""
        return (*(one.decision for one in self.checked), *(one.decision for one in self.notes))


def check(lock: Lock, entries: Sequence[Entry], desk: Desk, spoilt: Mapping[str, str]) -> Outcome:
    """Judge entries of a lock as they were reviewed.

    Parameters:
        lock: they stand in.
        entries: to judge.
        desk: waivers, facts of the profiles wanted, and the day.
        spoilt: committed texts that are not what the lock says, by SHA-256, with what is wrong.
    """
    checked = tuple(_checked(entry, desk, spoilt) for entry in entries)
    looked_at = [
        (one.entry.subject, one.entry.reviewed, judgement.verdict)
        for one in checked
        for judgement in one.judgements
    ]
    everything = len(entries) == len(lock.entries)
    notes = (*_stale(lock, desk.today), *waiver_notes(looked_at, desk, everything=everything))
    return Outcome(refreshed=lock.refreshed, checked=checked, notes=notes)


def _checked(entry: Entry, desk: Desk, spoilt: Mapping[str, str]) -> Checked:
    judgements = []
    notes = list(_spoilt(entry, spoilt))
    for profile, facts in desk.facts.items():
        verdict = entry.reviewed.verdict(profile)
        if verdict is None or verdict.facts != facts.digest:
            notes.append(_other_facts(entry, profile, known=verdict is not None))
        if verdict is not None:
            judgements.append(settle(entry.subject, entry.reviewed, verdict, entry, desk))
    if entry.pending:
        notes.append(pending_note(entry, entry.pending))
    return Checked(entry=entry, judgements=tuple(judgements), notes=tuple(notes))


def _spoilt(entry: Entry, spoilt: Mapping[str, str]) -> Iterator[Note]:
    """The committed texts of a model that cannot be trusted, each told once."""
    for sha, name in entry.texts.items():
        if sha in spoilt:
            yield Note(
                code="lock-text",
                sentence=f"{name} of {entry.subject} could not be checked: {spoilt[sha]}.",
                subject=entry.subject,
                decision="incomplete",
                next_step="Take the file back from git, or lock the model anew.",
                sha256=sha,
            )


def _other_facts(entry: Entry, profile: str, *, known: bool) -> Note:
    """A verdict that was made for other facts says nothing about these."""
    told = "the profile or the policy has changed since" if known else "the lock holds no verdict for it"
    return Note(
        code="lock-facts",
        sentence=f"{entry.subject} could not be judged for profile {profile}: {told}.",
        subject=entry.subject,
        decision="incomplete",
        next_step="Run licensewatch lock --refresh and commit what it writes.",
    )


def pending_note(entry: Entry, pending: Pending, decision: str = "allow") -> Note:
    """What waits for a review.

    Parameters:
        entry: as locked.
        pending: what was found since.
        decision: what it leads to; a locked check only tells it.
    """
    since = f"since it was reviewed on {entry.reviewed_on.isoformat()} by {entry.reviewer}"
    if pending.cause == "ours":
        sentence = (
            f"Our reading of {entry.subject} has changed {since}: {pending.direction}; its words have not."
        )
    else:
        sentence = f"The terms of {entry.subject} have changed {since}: {pending.direction}."
    documents = [pending.view.document(one.document) for one in pending.passages]
    return Note(
        code="lock-pending",
        sentence=sentence,
        subject=entry.subject,
        decision=decision,
        next_step=f"Read it, then run licensewatch review {typed(entry.subject)} with --accept, --waive"
        " or --defer 5d.",
        sha256=next((one.text for one in documents if one and one.text), ""),
        quotes=(*told(pending), *pending.notes),
    )


def told(pending: Pending) -> tuple[str, ...]:
    """The sentences that came and went, signed, in order; how many more there are.

    Parameters:
        pending: what was found.
    """
    shown = [f"{'+' if one.added else '-'} {one.sentence}" for one in pending.passages[:QUOTED]]
    more = len(pending.passages) - len(shown)
    return (*shown, *([f"and {more} more"] if more else []))


def typed(subject: str) -> str:
    """A key as one would type it in a POSIX shell, which does nothing else than pass it on.

    Parameters:
        subject: the key.
    """
    reference = subject.removeprefix("hf:").removeprefix("file:")
    if _PLAIN.fullmatch(reference):
        return reference
    quoted = reference.replace("'", "'\"'\"'")
    return f"'{quoted}'"


def _stale(lock: Lock, today: date) -> Iterator[Note]:
    age = today - lock.refreshed
    if age > STALE:
        yield Note(
            code="lock-stale",
            sentence=f"The lock was last compared with the hubs {age.days} days ago, on {lock.refreshed}.",
            next_step="Run licensewatch lock --refresh, best on a schedule.",
        )
