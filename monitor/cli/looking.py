"""From references to inspections: what `check`, `audit` and `diff` of models share."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import aliases
from monitor.cli.progress import progress
from monitor.identify import load_references
from monitor.inspect import Reader, inspect, nothing_known, read
from monitor.pool import as_they_come
from monitor.records import Place
from monitor.reports.inputs import Judged
from monitor.resources import load_rules
from monitor.sources import endpoint_of, github_of, modelscope_of, open_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from monitor.cli.app import App
    from monitor.config import Config
    from monitor.records import Inspection, Profile, Subject
    from monitor.sources import Answers, Sources

WORKERS = 8
"""Subjects that an audit looks at at the same time; as many as the session keeps connections."""


@contextmanager
def reach(
    app: App,
    config: Config,
    subjects: Sequence[Subject],
    answers: Answers | None = None,
    nap: Callable[[float], object] = time.sleep,
) -> Iterator[Sources]:
    """The places these subjects live in; a session is opened only when some are not local files.

    Parameters:
        app: network or none, and the clock.
        config: may name another hub.
        subjects: what is to be looked at.
        answers: keeps answers for conditional requests.
        nap: waits between attempts and for rate limits, in seconds.
    """
    with ExitStack() as opened:
        transport = None
        endpoint = config.endpoint or endpoint_of()
        if app.network and any(subject.place is not Place.FILE for subject in subjects):
            from monitor.transport import Transport, origin  # noqa: PLC0415 - brings the HTTP library

            # What the user's own configuration or environment names may stand in a private network.
            named = (endpoint, github_of()[0], modelscope_of()[0])
            transport = opened.enter_context(
                Transport(allow_private=frozenset(map(origin, named)), sleep=nap)
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


def judge(app: App, config: Config, subjects: Sequence[Subject], profiles: tuple[Profile, ...]) -> Judged:
    """Look at each subject once, several at the same time, and judge it for each profile.

    Parameters:
        app: network or none, the clock, and whether progress is shown.
        config: policy, and how many are looked at at the same time.
        subjects: what to look at; the answer is in the same order.
        profiles: for whom.
    """
    reads = reader(config, profiles)
    with ExitStack() as opened:
        sources = opened.enter_context(reach(app, config, subjects))
        if len(subjects) > 1:
            tell = opened.enter_context(progress(app, len(subjects)))
            found = _together(subjects, sources, reads, app.now, tell)
        else:
            found = {one: inspect(one, sources, reads, app.now) for one in subjects}
    return Judged(inspections=tuple(found[one] for one in subjects), profiles=profiles, seen_at=app.now())


def _together(
    subjects: Sequence[Subject],
    sources: Sources,
    reads: Reader,
    now: Callable[[], datetime],
    tell: Callable[[str], None],
) -> dict[Subject, Inspection]:
    """Several looks at the same time; what has come is read while others are under way."""
    found = {}
    for fetched in as_they_come(subjects, lambda one: sources.fetch(one, nothing_known), WORKERS):
        found[fetched.subject] = read(fetched, reads, now())
        tell(fetched.subject.key)
    return found
