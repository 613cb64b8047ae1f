"""From a look at a model to its entry in a lock: reads the reviewed texts again, compares, and decides.

Both sides are read by the rules of today, so that only what the licensor changed shows as such; what our
reading makes of the same words is told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor import inspect
from monitor.compare.subjects import carry_over, compare_subjects
from monitor.doubt import weighed, without_noise
from monitor.lock import deciding
from monitor.lock.restoring import inspection_of
from monitor.lock.viewing import view_of
from monitor.records import Declared, Read, State
from monitor.sheet import combine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.inspect import Reader
    from monitor.lock.model import Entry, Pending, View
    from monitor.records import Change, Inspection

_UNREAD = frozenset({State.UNREACHABLE, State.SUSPECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A model of a lock beside what it is now.

    Parameters:
        now: the model; what could not be had this time as it was when reviewed.
        view: the same, as it would be locked.
        again: the reviewed documents as they are read today.
        change: what the licensor changed; None where nothing.
        unread: whether something could not be had this time.
    """

    now: Inspection
    view: View
    again: View
    change: Change | None
    unread: bool


def beside(
    entry: Entry, now: Inspection, texts: Mapping[str, str], reader: Reader, facts: Mapping[str, str]
) -> Beside:
    """Hold a look at a model against what was reviewed.

    Parameters:
        entry: of the lock.
        now: a fresh look, read by `reader`.
        texts: committed texts of the entry, by their SHA-256.
        reader: what reads now.
        facts: digest of what each profile is judged by.
    """
    was = inspect.read_again(inspection_of(entry.subject, entry.reviewed, texts), reader)
    after = _carried(was, now, reader)
    change = compare_subjects(was, after, seen_at=now.seen_at)
    if change is not None:
        change = weighed(change, was, after, lambda _: [])
    unread = now.state in _UNREAD or any(read.document.state in _UNREAD for read in now.reads)
    return Beside(
        now=after,
        view=view_of(after, facts, reader.version),
        again=view_of(was, facts, reader.version),
        change=change,
        unread=unread,
    )


def _carried(was: Inspection, now: Inspection, reader: Reader) -> Inspection:
    """The look in the order a lock keeps, with what could not be had as it was when reviewed."""
    now = replace(now, reads=tuple(map(_tidied, now.reads)))
    reads = carry_over(was, replace(now, reads=without_noise(was, now)))
    if reads == now.reads:
        return now
    carried = combine(reads, reader.references)
    said = dict.fromkeys((*carried.not_checked, *now.sheet.not_checked))
    sheet = replace(carried, not_checked=tuple(said), gated=now.sheet.gated)
    return inspect.judged(replace(now, reads=reads, sheet=sheet), reader)


def _tidied(read: Read) -> Read:
    """What metadata list in no order, in the order of a lock."""
    declared = read.document.declared
    return (
        read
        if declared is None
        else replace(read, document=replace(read.document, declared=_sorted(declared)))
    )


def _sorted(declared: Declared) -> Declared:
    return replace(
        declared,
        licenses=tuple(sorted(set(declared.licenses))),
        base_models=tuple(sorted(set(declared.base_models))),
    )


def renew(entry: Entry, found: Beside) -> Entry:
    """The entry after a fresh look.

    What waits for a review goes on waiting while something could not be had, and keeps its words while they
    are the same, so that a refresh that finds nothing new writes nothing new.

    Parameters:
        entry: as it stands.
        found: the look beside it.
    """
    done = deciding.renewed(entry, found.view, found.again, found.change)
    old, new = entry.pending, done.pending
    if (new is None and old is not None and found.unread) or (old and new and _same(old, new)):
        return done._replace(pending=old)
    return done


def _same(old: Pending, new: Pending) -> bool:
    """Whether two changes are one: the same words, judged alike for the same facts."""
    judged = [[(one.profile, one.decision, one.facts) for one in side.view.verdicts] for side in (old, new)]
    return (old.cause, old.view.said) == (new.cause, new.view.said) and judged[0] == judged[1]
