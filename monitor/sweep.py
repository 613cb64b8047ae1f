"""Which models of a hub need a look, told by the hub's lists: the arithmetic and the comparison.

A look at one model costs a request to the API. A list tells of a thousand models a request which commit
each is at, and whether its gate or its tags changed; what a list tells is compared with a *mark* that the
last whole look left. Lists can be read newest first (only what moved since the last time), by author, or to
their end. Only commits move a model to the front of the list: a gate that is put up does not. So there is a
slow full pass too.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.errors import FetchError
from monitor.records import Allowed, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from monitor.records import Listed, ListPage, Sighting, SweepInfo

PAGE = 1000
"""Models that a hub lists in one request."""

PER_LOOK = 1
"""Requests to the API that one look costs: the model's info, with what git knows of its files."""

FEW = 50
"""Up to so many models are looked at one by one whatever arithmetic says: that is the surest way."""

FULL_EVERY = timedelta(days=7)

OVERLAP = timedelta(minutes=10)
"""How far back a sweep looks behind the one before it: a hub's list may be behind its repositories."""

USUAL = Allowed(500, 300)
"""What the Hugging Face Hub grants to somebody it does not know (its documentation of rate limits)."""

HUB_MODELS = 3_000_000
"""About how many models the Hugging Face Hub has, as long as nobody has counted."""

_DAILY = 60_000.0
_SHORTEST = timedelta(hours=1)
_DAY = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
_COMMIT = re.compile("[0-9a-f]{40}")
_TERMS_TAGS = ("license:", "base_model:")


class Way(StrEnum):
    """How watched models are looked for, the most thorough first: it is taken where two cost the same."""

    SINGLY = "one by one"
    AUTHORS = "by author"
    ALL = "all pages"
    NEWEST = "newest first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a plan is made from.

    Parameters:
        subjects: watched models that lists can tell of.
        pages: pages that the lists of their authors have, at least one an author.
        singly: models that must be looked at whatever the lists say.
        hub_models: on the hub, as long as no full pass has counted them.
        last: the sweep before.
    """

    subjects: int
    pages: int
    singly: int
    hub_models: int = HUB_MODELS
    last: SweepInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a sweep is going to do.

    Parameters:
        way: of looking.
        full: whether it sees every watched model, moved or not.
        requests: to the API that the lists are expected to cost.
        looks: models that must be looked at whatever the lists say.
    """

    way: Way
    full: bool
    requests: int
    looks: int


@dataclass(slots=True)
class Found:
    """What lists told.

    Parameters:
        moved: keys of models that are not as they were.
        seen: keys of models that were on a list.
        touched: base models that moved since the sweep before.
        newest: time of the latest commit on the hub when the first list was read.
        models: that were listed.
        fresh: of those, how many moved after the watermark.
        requests: that it cost.
        allowed: as the hub last told.
    """

    moved: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    newest: datetime | None = None
    models: int = 0
    fresh: int = 0
    requests: int = 0
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What lists are compared with.

    Parameters:
        models: what is on record of watched models, by every name that a list may have them under.
        bases: models that watched ones are made from.
        since: the watermark of the sweep before.
        until: how far down lists are read newest first: a list may have been behind when it was last read.
    """

    models: Mapping[str, Sequence[Sighting]] = field(default_factory=dict)
    bases: AbstractSet[str] = frozenset()
    since: datetime | None = None
    until: datetime = _NEVER


def plan(at: Situation, now: datetime) -> Plan:
    """Choose the cheapest way that sees what has to be seen.

    Parameters:
        at: what there is to see.
        now: UTC.
    """
    costs = costs_of(at, now)
    if full_due(at.last, now):
        del costs[Way.NEWEST]
    way = min(costs, key=lambda each: (costs[each], list(Way).index(each)))
    looks = at.singly + (at.subjects if way is Way.SINGLY else 0)
    return Plan(
        way=way, full=way is not Way.NEWEST, requests=1 if way is Way.SINGLY else costs[way], looks=looks
    )


def costs_of(at: Situation, now: datetime) -> dict[Way, int]:
    """Requests to the API that each way costs.

    All but newest first ask once more, for what is newest: the next sweep has to know.

    Parameters:
        at: what there is to see.
        now: UTC.
    """
    last = at.last
    since = now - last.watermark if last and last.watermark else _DAY
    moves = _DAILY if last is None or last.daily is None else last.daily
    moved = moves * (max(since, timedelta()) + OVERLAP) / _DAY
    listed = at.hub_models if last is None or last.hub_models is None else last.hub_models
    pages = max(-(-listed // PAGE), 1)
    return {
        Way.SINGLY: 1 + PER_LOOK * at.subjects,
        Way.AUTHORS: 1 + at.pages,
        Way.ALL: 1 + pages,
        Way.NEWEST: min(1 + int(moved / PAGE), pages),
    }


def watched_since(
    models: Mapping[str, Sequence[Sighting]], bases: AbstractSet[str], last: SweepInfo | None
) -> Watched:
    """What lists are compared with.

    Parameters:
        models: what is on record of watched models, by name.
        bases: models that watched ones are made from.
        last: the sweep before.
    """
    if last is None or last.watermark is None or last.seen_at is None:
        return Watched(models=models, bases=bases)
    until = min(last.watermark, last.seen_at - OVERLAP)
    return Watched(models=models, bases=bases, since=last.watermark, until=until)


def full_due(last: SweepInfo | None, now: datetime) -> bool:
    """Whether the slow clock has come round; also when nothing is known of what moved before.

    Parameters:
        last: the sweep before.
        now: UTC.
    """
    if last is None or last.watermark is None or last.full_at is None:
        return True
    return now - last.full_at >= FULL_EVERY


def all_seen_by(now: datetime, requests: int, allowed: Allowed | None) -> datetime:
    """When a number of requests will have been made, by the rate limit alone.

    Parameters:
        now: UTC.
        requests: to the API.
        allowed: in a window; None means what is usual.
    """
    window = allowed or USUAL
    full = max(requests - 1, 0) // max(window.requests, 1)
    return now + timedelta(seconds=full * window.seconds)


def daily(moved: int, elapsed: timedelta) -> float:
    """How many models move in a day.

    Parameters:
        moved: so many did.
        elapsed: in this time.
    """
    return moved / (max(elapsed, _SHORTEST) / _DAY)


def mark(told: Mapping[str, object], commit: str | None) -> str | None:
    """What a model is to its hub's list: another mark means that it needs a look.

    Parameters:
        told: an item of the list, or the model's info.
        commit: that it is at; None for a model that is watched at one commit for ever: its tags are those of
            another commit then, and not compared.

    Returns:
        None for a private model: what a list says of it hangs on who asks.
    """
    if told.get("private") is not False:
        return None
    facts = [told.get(key) for key in ("_id", "id", "gated", "disabled")]
    if commit is not None:
        tags = told.get("tags")
        listed = tags if isinstance(tags, list) else []
        terms = {tag for tag in listed if isinstance(tag, str) and tag.startswith(_TERMS_TAGS)}
        facts += [commit, sorted(terms)]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def is_pinned(revision: str | None) -> bool:
    """Whether a revision is a commit, whose files never change.

    Parameters:
        revision: as watched.
    """
    return revision is not None and _COMMIT.fullmatch(revision) is not None


def must_look(one: Sighting, tool: str) -> bool:
    """Whether a model must be looked at whatever the lists say.

    Parameters:
        one: what is on record of it.
        tool: what would read it now.
    """
    on_branch = one.revision not in {None, "main"} and not is_pinned(one.revision)
    unseen = one.mark is None and one.state is not State.GONE
    return on_branch or unseen or (one.tool != tool and one.state is not State.OK)


def by_name(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    """Models by every name that a list may have them under.

    Parameters:
        sightings: what is on record.
    """
    found: dict[str, list[Sighting]] = {}
    for one in sightings:
        for name in {one.name, one.moved_to or one.name}:
            found.setdefault(name, []).append(one)
    return found


def compare(pages: Iterable[ListPage], watched: Watched, found: Found, *, newest_first: bool = False) -> None:
    """Read a list and note what is not as it was. The first list of a sweep must be newest first.

    Parameters:
        pages: of one list.
        watched: what to compare it with.
        found: is added to.
        newest_first: read down to what was seen before, else to the end of the pages.

    Raises:
        FetchError: the list cannot be read, or is not in the order that was asked for.
    """
    before: datetime | None = None
    for page in pages:
        found.requests += 1
        found.models += len(page.models)
        found.allowed = page.allowed or found.allowed
        for one in page.models:
            found.newest = found.newest or one.modified
            if newest_first:
                before = _in_order(one, before)
            if one.modified > watched.until and one.name in watched.bases:
                found.touched.add(one.name)
            found.fresh += watched.since is not None and one.modified > watched.since
            for sighting in watched.models.get(one.name, ()):
                _note(one, sighting, found)
        if before is not None and before < watched.until:
            return


def _in_order(one: Listed, before: datetime | None) -> datetime:
    """The time of this model, after the check that it is not newer than the one before it."""
    if before is not None and one.modified > before:
        raise FetchError(f"The hub's list is not newest first: {one.name} stands behind older models.")
    return one.modified


def _note(one: Listed, sighting: Sighting, found: Found) -> None:
    found.seen.add(sighting.key)
    commit = one.told.get("sha")
    at = None if is_pinned(sighting.revision) else commit if isinstance(commit, str) else ""
    if mark(one.told, at) != sighting.mark:
        found.moved.add(sighting.key)
