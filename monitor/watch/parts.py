"""What a pass works with, what it does, and what it tells in the end."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.records import Change, Fetched, Place, Role, State
from monitor.sweep import is_pinned, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from monitor.inspect import Reader
    from monitor.records import OwedAlert
    from monitor.sources import Sources
    from monitor.store import Store

PASSING = frozenset({State.UNREACHABLE, State.SUSPECT})
"""States that say nothing of a document: it may be there as it was."""

UNREAD = PASSING | {State.MISSING}
"""States that leave a subject as it is on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a pass works with.

    Parameters:
        store: keeps everything.
        sources: where subjects are fetched.
        reader: rules, references, policy and profiles.
        recipients: addresses that alerts are owed to.
        now: the clock, UTC.
        workers: subjects fetched at the same time.
        pause: waits a moment before a web page that changed is asked for again.
        backfill: whether a subject's own past is read at the first look.
        reminders: what is owed at the end of a pass unless it was owed before.
    """

    store: Store
    sources: Sources
    reader: Reader
    recipients: tuple[str, ...]
    now: Callable[[], datetime]
    workers: int = 4
    pause: Callable[[], None] = lambda: None
    backfill: bool = True
    reminders: tuple[OwedAlert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a pass did.

    Parameters:
        run: its number.
        counters: subjects by outcome: `looked`, `first`, `same`, `changed`, `unread`, `resumed`, `unmoved`,
            and of those `read anew`.
        changes: what changed, in the order seen.
        unread: keys of the subjects that could not be read, with the reason.
        stopped: somebody asked to stop before the end; the next pass goes on from there.
    """

    run: int
    counters: Mapping[str, int]
    changes: tuple[Change, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    stopped: bool = False


@dataclass(slots=True)
class Tally:
    """What a pass has done so far; lives inside `run_pass` only."""

    counters: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    unlisted: AbstractSet[str] = frozenset()


def tool_of(reader: Reader) -> str:
    """What reads and judges, in a form that differs when the outcome could.

    Parameters:
        reader: rules, references, policy and profiles.
    """
    policy = hashlib.sha256(repr((reader.policy, reader.profiles)).encode()).hexdigest()[:12]
    return f"{reader.version}, policy {policy}"


def mistake(key: str, fault: Exception) -> str:
    """One sentence on what only our own program can be blamed for.

    Parameters:
        key: of the subject that it could not bear.
        fault: what was raised.
    """
    told = f"{type(fault).__name__}: {fault}"[:300]
    return f"{key} could not be read because of a mistake in licensewatch ({told}); please report it."


def trouble_of(fetched: Fetched) -> tuple[State, str] | None:
    """What could not be had, and why: the subject as a whole, or the first of its documents.

    Parameters:
        fetched: the look.
    """
    if fetched.state in UNREAD:
        return fetched.state, fetched.detail or f"{fetched.subject.key} is {fetched.state}."
    missed = [one for one in fetched.snapshots if one.state in PASSING]
    if not missed:
        return None
    more = f" (and {len(missed) - 1} more)" if len(missed) > 1 else ""
    return missed[0].state, (missed[0].detail or f"{missed[0].name} is {missed[0].state}.") + more


def mark_of(fetched: Fetched, tally: Tally) -> str | None:
    """What the lists of the hub are compared with from now on; None where only another look tells.

    Parameters:
        fetched: the look.
        tally: what the pass has done so far.
    """
    subject = fetched.subject
    told = next((one.body for one in fetched.snapshots[:1] if one.role is Role.METADATA), None)
    if (
        subject.place is not Place.HUGGINGFACE
        or not told
        or trouble_of(fetched)
        or subject.key in tally.unlisted
    ):
        return None
    return mark(json.loads(told), None if is_pinned(subject.revision) else fetched.commit)
