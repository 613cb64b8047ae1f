"""From references to inspections: what `check`, `audit` and `diff` of models share."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import aliases
from monitor.cli.app import say
from monitor.cli.progress import progress
from monitor.cli.workspace import open_store
from monitor.errors import StoreError
from monitor.identify import load_references
from monitor.inspect import Reader, inspect, nothing_known, read
from monitor.pool import as_they_come
from monitor.records import Place, State
from monitor.reports.inputs import Judged
from monitor.resources import load_rules
from monitor.sources import endpoint_of, github_of, modelscope_of, open_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from monitor.cli.given import App
    from monitor.config import Config
    from monitor.records import Fetched, Profile, Subject
    from monitor.sources import Answers, Sources
    from monitor.store import Store

WORKERS = 8
"""Subjects that are looked at at the same time, unless somebody says otherwise."""

KEPT_FROM = 50
"""An audit of so many subjects keeps its looks even where there is no database yet."""

TAKEN_UP = timedelta(days=1)
"""How old the looks of an audit that was cut short may be, to go on from there."""

_PASSING = frozenset({State.UNREACHABLE, State.SUSPECT, State.MISSING})


@contextmanager
def reach(
    app: App,
    config: Config,
    subjects: Sequence[Subject],
    answers: Answers | None = None,
    nap: Callable[[float], object] = time.sleep,
    workers: int = WORKERS,
) -> Iterator[Sources]:
    """The places these subjects live in; a session is opened only when some are not local files.

    Parameters:
        app: network or none, and the clock.
        config: may name another hub.
        subjects: what is to be looked at.
        answers: keeps answers for conditional requests.
        nap: waits between attempts and for rate limits, in seconds.
        workers: how many are looked at at the same time; as many connections are kept to each host.
    """
    with ExitStack() as opened:
        transport = None
        endpoint = config.endpoint or endpoint_of()
        if app.network and any(subject.place is not Place.FILE for subject in subjects):
            from monitor.transport import Limits, Transport, origin  # noqa: PLC0415 - brings the HTTP library

            # What the user's own configuration or environment names may stand in a private network.
            named = (endpoint, github_of()[0], modelscope_of()[0])
            transport = opened.enter_context(
                Transport(Limits(workers=workers), allow_private=frozenset(map(origin, named)), sleep=nap)
            )
        named_otherwise = _aliases(app)
        yield open_sources(
            transport, endpoint=endpoint, now=app.now, answers=answers, aliases=named_otherwise
        )


def _aliases(app: App) -> dict[str, str]:
    """What internal names and mirrors stand for: `aliases.toml` beside the configuration, where there is one.

    Raises:
        ConfigError: the file cannot be read or has faults.
    """
    path = (app.config.parent if app.config else Path()) / aliases.FILE_NAME
    return aliases.load(path) if path.is_file() else {}


def reader(config: Config, profiles: tuple[Profile, ...]) -> Reader:
    """What reads, with the package's own rules and references.

    Raises:
        RuleError: a rule file is wrong.
    """
    return Reader(load_rules(), load_references(), config.policy, profiles, config.watch.pages)


def judge(
    app: App,
    config: Config,
    subjects: Sequence[Subject],
    profiles: tuple[Profile, ...],
    *,
    store: Store | None = None,
    workers: int = WORKERS,
) -> Judged:
    """Look at each subject once, several at the same time, and judge it for each profile.

    Parameters:
        app: network or none, the clock, and whether progress is shown.
        config: policy.
        subjects: what to look at; the answer is in the same order.
        profiles: for whom.
        store: keeps what was looked at until all is; None keeps nothing.
        workers: how many are looked at at the same time.
    """
    reads = reader(config, profiles)
    with ExitStack() as opened:
        sources = opened.enter_context(reach(app, config, subjects, workers=workers))
        if len(subjects) > 1:
            tell = opened.enter_context(progress(app, len(subjects)))
            found = {}
            for fetched in _looks(app, subjects, sources, store, workers):
                found[fetched.subject] = read(fetched, reads, _taken_at(fetched, app.now()))
                tell(fetched.subject.key)
        else:
            found = {one: inspect(one, sources, reads, app.now) for one in subjects}
    if store:
        store.forget_looks((one.key for one in subjects), app.now() - TAKEN_UP)
    return Judged(inspections=tuple(found[one] for one in subjects), profiles=profiles, seen_at=app.now())


@contextmanager
def keeping(app: App, config: Config, subjects: Sequence[Subject]) -> Iterator[Store | None]:
    """The database, where looks are kept until an audit is done; None where nothing is to be kept.

    Parameters:
        app: names the database, and whether the network may be used.
        config: names it otherwise.
        subjects: what is to be looked at.
    """
    path = app.db or config.database
    distant = sum(subject.place is not Place.FILE for subject in subjects)
    if not app.network or distant < 2 or not (path.is_file() or app.db or distant >= KEPT_FROM):
        yield None
        return
    try:
        store = open_store(app, config, create=True)
    except StoreError:
        if app.db or path.is_file():
            raise
        store = None  # nobody asked for a database, and there is no place for one
    if store is None:
        yield None
        return
    with store:
        yield store


def _looks(
    app: App, subjects: Sequence[Subject], sources: Sources, store: Store | None, workers: int
) -> Iterator[Fetched]:
    """Looks at all subjects: those that were kept, and the others as they come."""
    if store is None:
        yield from as_they_come(subjects, lambda one: sources.fetch(one, nothing_known), workers)
        return
    waiting = []
    for subject in subjects:
        distant = subject.place is not Place.FILE
        kept = store.kept_look(subject.key, app.now() - TAKEN_UP) if distant else None
        if kept:
            yield kept
        else:
            waiting.append(subject)
    if len(waiting) < len(subjects):
        before = f"{len(subjects) - len(waiting)} of {len(subjects)}"
        say(f"{before} were looked at before this audit was cut short; it goes on from there.", app)
    for fetched in as_they_come(waiting, lambda one: sources.fetch(one, store.known), workers):
        if _is_kept(fetched):
            store.keep_look(fetched, app.now())
        yield fetched


def _is_kept(fetched: Fetched) -> bool:
    """Whether a look need not be taken again: not at a file here, and nothing is missing that may pass."""
    states = {fetched.state, *(one.state for one in fetched.snapshots)}
    return fetched.subject.place is not Place.FILE and not states & _PASSING


def _taken_at(fetched: Fetched, now: datetime) -> datetime:
    """When a look was taken, which may have been before an audit was cut short."""
    return min([now, *(one.fetched_at for one in fetched.snapshots)])
