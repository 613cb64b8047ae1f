"""Carries a sweep out: asks what is on record, plans, reads the lists, and says what needs a look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.records import BASE, Place, State, SweepInfo
from monitor.sweep import (
    FEW,
    FULL_EVERY,
    HUB_MODELS,
    PAGE,
    PER_LOOK,
    Found,
    Plan,
    Situation,
    Watched,
    Way,
    all_seen_by,
    by_name,
    compare,
    daily,
    must_look,
    plan,
    watched_since,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from monitor.records import ListPage, Sighting, Subject
    from monitor.store import Store


HUB = "huggingface.co"
"""The hub that is known to be large; of another one it is found out."""


class Lists(Protocol):
    """The lists of a hub; see `monitor.sources.HubLists`."""

    @property
    def endpoint(self) -> str:
        """The hub's address."""

    def pages(self, *, sort: str, limit: int, author: str | None = None) -> Iterator[ListPage]:
        """One list, page by page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a pass has to look at.

    Parameters:
        due: subjects to look at, in the order they were given.
        unmoved: keys of subjects that the lists say are as they were.
        stale: of those, what something else has read: what is stored is to be read anew.
        unlisted: keys of models that should have been on the lists and were not: no list tells of them.
        fault: why the lists could not be read to their end; empty when they were, or nobody read any.
        info: of the sweep, to be kept when all that is due was looked at; None when there was none.
    """

    due: tuple[Subject, ...]
    unmoved: tuple[str, ...] = ()
    stale: tuple[Sighting, ...] = ()
    unlisted: frozenset[str] = frozenset()
    fault: str = ""
    info: SweepInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Knows which subjects need a look.

    Parameters:
        store: what is on record.
        lists: of the hub.
        tool: what would read a model now; what something else has read is read anew.
        now: the clock, UTC.
        stop: asked between two pages.
    """

    store: Store
    lists: Lists
    tool: str
    now: Callable[[], datetime]
    stop: Callable[[], bool] = lambda: False

    def round(self, subjects: Sequence[Subject], done: AbstractSet[str] = frozenset()) -> Round:
        """Read the lists and say what a pass has to look at; few models are simply all looked at.

        Parameters:
            subjects: of all kinds of places; those that are not on the hub are always due.
            done: keys of subjects that the pass has looked at, before it was cut short; they are due again
                only when they have moved since.

        Raises:
            StoreError: the database cannot be read or written.
        """
        asked = {one.key for one in subjects if one.place is Place.HUGGINGFACE}
        if len(asked) <= FEW:
            return Round(due=tuple(one for one in subjects if one.key not in done))
        known = {one.key: one for one in self.store.sightings() if one.key in asked}
        must = {key for key in asked if key not in known or must_look(known[key], self.tool)}
        links, bases = self._standing(asked - must)
        must |= links
        last = self.store.last_sweep(self.lists.endpoint)
        swept = self._swept([one for key, one in known.items() if key not in must], len(must), bases, last)
        others = {one.key for one in subjects} - asked
        due = ((others | must) - done) | swept.due
        info = self._told(swept, len(due), last)
        self.store.keep_sweep(info if not swept.subjects else _announced(info, last))
        unmoved = () if swept.fault else tuple(sorted(asked - due - done))
        return Round(
            due=tuple(one for one in subjects if one.key in due),
            unmoved=unmoved,
            stale=tuple(known[key] for key in unmoved if known[key].tool != self.tool),
            unlisted=swept.unlisted,
            fault=swept.fault,
            info=info,
        )

    def _standing(self, asked: AbstractSet[str]) -> tuple[set[str], dict[str, set[str]]]:
        """One model for each document that lies outside of it: it changes without a commit to the model.

        Returns:
            The keys of those for linked documents, and by base model the keys of those for its documents.
        """
        chosen: dict[str, str] = {}
        for name, key in self.store.sharing():
            if key in asked:
                chosen.setdefault(name, key)
        links, bases = set(), dict[str, set[str]]()
        for name, key in chosen.items():
            if name.startswith(BASE):
                bases.setdefault(name.removeprefix(BASE).partition(":")[0], set()).add(key)
            else:
                links.add(key)
        return links, bases

    def _swept(
        self,
        listable: Sequence[Sighting],
        singly: int,
        bases: Mapping[str, AbstractSet[str]],
        last: SweepInfo | None,
    ) -> _Swept:
        """Plan, and read the lists that were planned."""
        authors = Counter(name.partition("/")[0] for name in (*(_name(one) for one in listable), *bases))
        pages = sum(-(-count // PAGE) for count in authors.values())
        at = Situation(
            subjects=len(listable),
            pages=pages,
            singly=singly,
            hub_models=HUB_MODELS if urlsplit(self.lists.endpoint).hostname == HUB else len(listable),
            last=last,
        )
        began = self.now()
        planned, found, fault = plan(at, began), Found(), ""
        try:
            watched = watched_since(by_name(listable), bases.keys(), last)
            self._read(planned.way, found, watched, sorted(authors))
        except FetchError as error:
            fault = error.problem
        due = found.moved.union(*(bases[one] for one in found.touched))
        unlisted: set[str] = set()
        if planned.full and not fault:
            there = [one for one in listable if one.state is not State.GONE]
            unlisted = {one.key for one in there} - found.seen
            due |= unlisted | {one.key for one in there if one.state is State.GATED}
        return _Swept(
            began=began,
            plan=planned,
            found=found,
            subjects=len(listable),
            due=frozenset(due),
            unlisted=frozenset() if planned.way is Way.SINGLY else frozenset(unlisted),
            fault=fault,
        )

    def _read(
        self,
        way: Way,
        found: Found,
        watched: Watched,
        authors: Sequence[str],
    ) -> None:
        """Read lists.

        Raises:
            FetchError: one cannot be had, or somebody asked to stop.
        """
        if way is Way.NEWEST:
            compare(self._pages(sort="lastModified", limit=PAGE), watched, found, newest_first=True)
            return
        # What is newest now: whatever moves while the lists are read is newer, and told by the next sweep.
        compare(islice(self._pages(sort="lastModified", limit=1), 1), Watched(), found)
        if way is Way.ALL:
            compare(self._pages(sort="createdAt", limit=PAGE), watched, found)
        elif way is Way.AUTHORS:
            for author in authors:
                compare(self._pages(sort="createdAt", limit=PAGE, author=author), watched, found)

    def _pages(self, *, sort: str, limit: int, author: str | None = None) -> Iterator[ListPage]:
        for page in self.lists.pages(sort=sort, limit=limit, author=author):
            yield page
            if self.stop():
                raise FetchError("Stopped while reading the lists of the hub.")

    def _told(self, swept: _Swept, looks: int, last: SweepInfo | None) -> SweepInfo:
        """What is on record of the sweep once all that is due was looked at."""
        found, way = swept.found, swept.plan.way
        allowed = found.allowed or (last.allowed if last else None)
        info = SweepInfo(
            hub=self.lists.endpoint,
            at=swept.began,
            way=way.value,
            subjects=swept.subjects,
            planned=swept.plan.requests,
            requests=found.requests,
            looks=looks,
            all_seen_by=all_seen_by(self.now(), looks * PER_LOOK, allowed),
            allowed=allowed,
            fault=swept.fault,
        )
        if swept.fault:
            return _announced(info, last)
        full_at = swept.began if swept.plan.full or last is None else last.full_at
        return replace(
            info,
            seen_at=swept.began,
            watermark=found.newest,
            full_at=full_at,
            full_due=full_at + FULL_EVERY if full_at else None,
            hub_models=found.models if way is Way.ALL else last.hub_models if last else None,
            daily=_daily(found, last, swept) if way is Way.NEWEST else last.daily if last else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Swept:
    """What reading the lists came to: the parts of a round."""

    began: datetime
    plan: Plan
    found: Found
    subjects: int
    due: frozenset[str]
    unlisted: frozenset[str]
    fault: str


def _name(one: Sighting) -> str:
    """What the hub calls a model today."""
    return one.moved_to or one.name


def _announced(info: SweepInfo, last: SweepInfo | None) -> SweepInfo:
    """A sweep that has not come to its end: what was seen by the one before it still is all that was."""
    if last is None:
        return replace(
            info, seen_at=None, watermark=None, full_at=None, full_due=None, hub_models=None, daily=None
        )
    return replace(
        info,
        seen_at=last.seen_at,
        watermark=last.watermark,
        full_at=last.full_at,
        full_due=last.full_due,
        hub_models=last.hub_models,
        daily=last.daily,
    )


def _daily(found: Found, last: SweepInfo | None, swept: _Swept) -> float | None:
    """How many models move in a day."""
    if last is None or last.seen_at is None:
        return None
    return daily(found.fresh, swept.began - last.seen_at)
