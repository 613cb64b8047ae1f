"""What a report is made from, where the records of the middle have no word for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.records import (
    Decision,
    Direction,
    Inspection,
    Profile,
    TextDiff,
    Use,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.records import Change, DocumentChange, FieldChange, Mention, Remark, Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two texts, what differs in words, and what that does to the terms.

    Parameters:
        before_name, after_name: as the user named them.
        documents: what happened to each document, where models were compared and not two texts.
    """

    before_name: str
    after_name: str
    diff: TextDiff
    direction: Direction
    by_use: Mapping[Use, Direction] = field(default_factory=dict)
    fields: tuple[FieldChange, ...] = ()
    documents: tuple[DocumentChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Models with their verdicts, and the profiles they were judged for.

    Parameters:
        inspections: in the order asked for.
        profiles: for whom.
        seen_at: when they were looked at, UTC.
        settled: reasons of the verdicts that somebody has dealt with.
        remarks: what was found about the lock and the waivers.
        failing: decisions that end with exit code 1.
        mentions: by a subject's key, where files of the project name it.
        lock: the file of the lock, as given; empty without one.
        texts: the folder with the texts that were judged, where they are files of the project.
        here: the folder the command runs in, absolute, with forward slashes; relative paths start there.
        root: the project's root, absolute; machine formats tell paths from there.
        manual: address of the folder with the page of codes, where it is known.
    """

    inspections: tuple[Inspection, ...]
    profiles: tuple[Profile, ...]
    seen_at: datetime
    settled: tuple[Settled, ...] = ()
    remarks: tuple[Remark, ...] = ()
    failing: frozenset[Decision] = frozenset({Decision.REVIEW, Decision.DENY})
    mentions: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    lock: str = ""
    texts: str = ""
    here: str = "/"
    root: str = "/"
    manual: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One pass over the watch list, and what became of the alerts that were owed.

    Parameters:
        run: its number.
        counters: subjects by outcome: `looked`, `first`, `same`, `changed`, `unread`, `resumed`.
        changes: in the order seen.
        unread: subjects that could not be read, each with the reason.
        stopped: it ended before everything was looked at.
        sent: alerts that a mail server took.
        owed: recipients who were not served, each with the reason.
    """

    run: int
    counters: Mapping[str, int]
    changes: tuple[Change, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    stopped: bool = False
    sent: int = 0
    owed: tuple[tuple[str, str], ...] = ()
