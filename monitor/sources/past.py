"""A licence's own past: the states of a repository before it was watched, from the commits of its place.

The hub's list of commits has no filter by path, but it tells of each file which commit changed it last. So
the past is walked from change to change: the number of requests grows with the changes of the licence, not
with the commits. What was removed in between leaves no such mark and is found by halving.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitor.errors import FetchError
from monitor.records import Fetched, Place, Role, State, Subject
from monitor.sources.answers import Info
from monitor.sources.names import CARD, in_order, is_safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.records import Snapshot
    from monitor.sources.github import GitHub
    from monitor.sources.huggingface import HuggingFace
    from monitor.sources.interface import Known

LOOKS = 24
"""Most commits that are looked at for one subject, at two requests each."""

_FEW = 3
_MOST_PATHS = 4
_FILES = frozenset({Role.LICENSE, Role.NOTICE, Role.POLICY})
_PAGES = 3
_PER_PAGE = 1000
_SHA = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Moment:
    """One commit of the list: its id and date."""

    sha: str
    date: datetime


@dataclass(frozen=True, slots=True)
class _State:
    """The files that carry terms at a commit.

    Parameters:
        info: of the model at that commit.
        last: per path the commit that changed it last.
    """

    info: Info
    last: Mapping[str, str]


@dataclass(slots=True)
class Past:
    """Walks back through one repository; used once.

    Parameters:
        hub: where it is.
        known: bytes that are already stored.
    """

    hub: HuggingFace
    known: Known
    left: int = field(default_factory=lambda: LOOKS)
    moments: tuple[Moment, ...] = ()
    states: dict[int, _State | None] = field(default_factory=dict)

    def before(self, fetched: Fetched) -> tuple[Fetched, ...]:
        """The look that was taken, with its date, behind the states before it; the oldest first.

        Parameters:
            fetched: the present state of a model.

        Returns:
            At least the look itself. Documents from outside of the repository stand in each state as they are
            today, since nobody knows what they said.
        """
        name = fetched.moved_to or fetched.subject.name
        if fetched.subject.place is not Place.HUGGINGFACE or fetched.commit is None:
            return (fetched,)
        self.moments = self._commits(name, fetched.commit)
        outside = tuple(one for one in fetched.snapshots if one.commit != fetched.commit)
        found: list[Fetched] = []
        for at, state in self._walk(name):
            made = fetched if not found else self._as_fetched(fetched.subject, state, outside)
            found.append(replace(made, dated=self.moments[at].date))
        return tuple(reversed(found)) or (fetched,)

    def _walk(self, name: str) -> list[tuple[int, _State]]:
        """States from the present back, each with the number of the commit that began it."""
        found: list[tuple[int, _State]] = []
        at = 0
        numbers = {moment.sha: number for number, moment in enumerate(self.moments)}
        by_card = False
        while at < len(self.moments) and (state := self._state(name, at)) is not None:
            by_card = by_card or (not found and not _texts(state))
            driving = [CARD] if by_card else _texts(state)
            changed = [numbers[state.last[path]] for path in driving if state.last.get(path) in numbers]
            began = self._since(name, at, min(changed, default=at if driving else len(self.moments) - 1))
            found.append((began, state))
            if not driving:
                break
            at = began + 1
        return found

    def _since(self, name: str, at: int, changed: int) -> int:
        """The commit since which the same files are there: that of the last change, or a removal after it."""
        here = self._state(name, at)
        there = self._state(name, changed)
        if changed <= at or here is None or there is None or _texts(here) == _texts(there):
            return max(at, changed)
        low, high = at, changed  # at `low` the files are those of `at`, at `high` they are not
        while high - low > 1:
            middle = (low + high) // 2
            state = self._state(name, middle)
            if state is None:
                break
            low, high = (middle, high) if _texts(state) == _texts(here) else (low, middle)
        return low

    def _state(self, name: str, number: int) -> _State | None:
        """What stood at a commit; None when it cannot be had, or enough was looked at."""
        if number not in self.states:
            if self.left <= 0:
                return None
            self.left -= 1
            self.states[number] = self._asked(name, self.moments[number].sha)
        return self.states[number]

    def _asked(self, name: str, sha: str) -> _State | None:
        info = self.hub.info(name, sha)
        if not isinstance(info, Info):
            return None
        paths = [path for _, path in in_order(info.paths) if is_safe(path)][:64]
        url = f"{self.hub.endpoint}/api/models/{quote(info.name)}/paths-info/{info.commit}"
        fields = [*(("paths", path) for path in paths), ("expand", "true")]
        try:
            response = self.hub.ask(url, fields)
        except FetchError:
            return None
        return _State(info, _last_changes(response.body)) if response.status == 200 else None

    def _as_fetched(self, subject: Subject, state: _State, outside: Sequence[Snapshot]) -> Fetched:
        """A state as if it had been looked at in its day."""
        own = self.hub.own_documents(state.info, self.known)
        return Fetched(
            subject=subject,
            state=State.OK,
            snapshots=(*own, *outside),
            commit=state.info.commit,
            repo_id=state.info.repo_id,
        )

    def _commits(self, name: str, commit: str) -> tuple[Moment, ...]:
        """Commits from the present one back, as far as a few pages reach; none when they cannot be had."""
        found: list[Moment] = []
        for page in range(_PAGES):
            url = f"{self.hub.endpoint}/api/models/{quote(name)}/commits/{commit}?limit={_PER_PAGE}&p={page}"
            try:
                response = self.hub.ask(url)
            except FetchError:
                return ()
            rows = _moments(response.body) if response.status == 200 else []
            found += rows
            if len(rows) < _PER_PAGE:
                break
        return tuple(found)


def past_on_github(github: GitHub, fetched: Fetched, known: Known) -> tuple[Fetched, ...]:
    """The same for a repository on GitHub, from the commits of each of its files that carry terms.

    GitHub lists the commits of a path, also those that removed it; a file that is not there any more is not
    asked after. Without a token few requests are allowed in an hour, and only a few states are looked up.

    Parameters:
        github: where it is.
        fetched: the present state.
        known: bytes that are already stored.
    """
    name = fetched.moved_to or fetched.subject.name
    own = [one for one in fetched.snapshots if one.commit == fetched.commit]
    outside = tuple(one for one in fetched.snapshots if one.commit != fetched.commit)
    paths = [one.name for one in own if one.role in _FILES][:_MOST_PATHS]
    listed = {
        row.sha: row for path in paths for row in github.commits(name, path, revision=fetched.commit or "")
    }
    moments = sorted((one for row in listed.values() if (one := _moment(row.sha, row.date))), key=_date)
    if not moments:
        return (fetched,)
    found = []
    for moment in moments[:-1][-(LOOKS if github.token else _FEW) :]:
        look = github.fetch(Subject(Place.GITHUB, name, moment.sha), known)
        if look.state is State.OK:
            snapshots = (*look.snapshots, *outside)
            found.append(replace(look, subject=fetched.subject, snapshots=snapshots, dated=moment.date))
    return (*found, replace(fetched, dated=moments[-1].date))


def _date(moment: Moment) -> datetime:
    return moment.date


def _texts(state: _State) -> list[str]:
    """The files that carry terms, without the card."""
    return [path for path in state.last if path != CARD]


def _last_changes(body: bytes) -> dict[str, str]:
    """Per path the commit that changed it last, from a paths-info answer."""
    found = {}
    for item in _rows(body):
        path, last = item.get("path"), item.get("lastCommit")
        if isinstance(path, str) and isinstance(last, dict) and isinstance(last.get("id"), str):
            found[path] = last["id"]
    return dict(sorted(found.items()))


def _moments(body: bytes) -> list[Moment]:
    """The commits of a page, newest first; what cannot be one ends the list."""
    found = []
    for item in _rows(body):
        moment = _moment(item.get("id"), item.get("date"))
        if moment is None:
            break
        found.append(moment)
    return found


def _moment(sha: object, date: object) -> Moment | None:
    """A commit with its date; None for what cannot be one."""
    if not isinstance(sha, str) or not _SHA.fullmatch(sha) or not isinstance(date, str):
        return None
    try:
        when = datetime.fromisoformat(date)
    except ValueError:
        return None
    return Moment(sha, when) if when.tzinfo else None


def _rows(body: bytes) -> list[dict[str, object]]:
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
