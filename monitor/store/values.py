"""What the store hands out besides the records: states on record, runs, the outbox, its own status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.records import (
        ChangeNews,
        Decision,
        Inspection,
        Inventory,
        Notice,
        Read,
        Role,
        State,
        Subject,
        SweepInfo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A subject as it stands on record: what the next look is compared with.

    Parameters:
        inspection: as last recorded, texts included.
        repo_id: the place's own identity of the repository.
        moved_to: the name that the place redirected to, where it did.
        tool: what read it (extractor and rules), as told when it was recorded.
        run: the run that recorded it.
        last_texts: documents that have no text now (gone, gated, unreachable), as they were when they
            last had one.
    """

    inspection: Inspection
    repo_id: str | None
    tool: str
    run: int
    last_texts: tuple[Read, ...] = ()
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A subject as it stands on record, in short.

    Parameters:
        state: of the subject as a whole.
        repo_id, moved_to, tool: as in `Stored`.
        documents: SHA-256 of the bytes and state of each document, by role and name.
    """

    state: State
    repo_id: str | None
    moved_to: str | None
    tool: str
    documents: Mapping[tuple[Role, str], tuple[str | None, State]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastText:
    """One text that a document has had.

    Parameters:
        sha256: of the bytes it was received as, as in the document itself; of the text where it had none.
        text_sha256: of the text as extracted (UTF-8).
        words_sha256: of its words alone; equal for a text that was only wrapped differently.
        first_seen: when the document first had it, UTC.
    """

    sha256: str
    text_sha256: str
    words_sha256: str
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """One pass over the watch list; `finished_at` is None while it runs or when it was cut short."""

    number: int
    started_at: datetime
    finished_at: datetime | None = None
    counters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A subject or document that could not be read at the last look.

    Parameters:
        subject: the subject's key.
        document: its name; empty for the subject as a whole.
        since: when it was first found in this state, UTC.
        checks: looks in a row that found it so.
        detail: one sentence, where known.
    """

    subject: str
    document: str
    state: State
    since: datetime
    checks: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A subject that runs could not read, as a whole or in part.

    Parameters:
        since: when a run first failed to, UTC.
        runs: how many in a row did.
        run: the latest of them.
        state: what the latest found, of the subject or of its first document that could not be had.
        detail: one sentence on why.
        told_at: when somebody was last told; None means never.
        over: the state it was found in since; None while it lasts.
    """

    subject: Subject
    since: datetime
    runs: int
    run: int
    state: State
    detail: str
    told_at: datetime | None = None
    over: State | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInfo:
    """What is on record, counted.

    Parameters:
        last_run: the latest run, finished or not.
        unfinished: runs that were cut short or are still going on.
        subjects: on the watch list.
        never_checked: of those, how many no run has finished looking at.
        by_state: subjects per state of the last look.
        by_decision: subjects per worst verdict on record.
        changes: on record, in all.
        pending: alerts owed and never tried.
        failed: alerts owed that at least one attempt has failed to deliver.
        owed_since: of the oldest alert owed, UTC.
        last_error: of the latest failed attempt that is still owed.
        troubles: what cannot be read, longest first.
        sweep: the last one through the lists of a hub; None when nobody needed one.
    """

    last_run: RunInfo | None
    unfinished: tuple[RunInfo, ...]
    subjects: int
    never_checked: int
    by_state: Mapping[State, int]
    by_decision: Mapping[Decision, int]
    changes: int
    pending: int
    failed: int
    owed_since: datetime | None
    last_error: str
    troubles: tuple[Trouble, ...]
    sweep: SweepInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The alerts of one run that one message carries to one recipient.

    Parameters:
        key: derived from the events and the recipient: the same at every attempt.
        ids: of the alerts.
        news: in the order in which it was owed.
        attempts: how many have failed so far.
    """

    key: str
    recipient: str
    ids: tuple[int, ...]
    news: tuple[ChangeNews | Inventory | Notice, ...]
    attempts: int = 0
