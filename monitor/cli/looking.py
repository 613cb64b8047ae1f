"""From references to inspections: what `check`, `audit` and `diff` of models share."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import aliases
from monitor.identify import load_references
from monitor.inspect import Reader, inspect
from monitor.records import Place
from monitor.reports.inputs import Judged
from monitor.resources import load_rules
from monitor.sources import endpoint_of, github_of, modelscope_of, open_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.cli.app import App
    from monitor.config import Config
    from monitor.records import Profile, Subject
    from monitor.sources import Answers, Sources


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
    """Look at each subject once, and judge it for each profile."""
    reads = reader(config, profiles)
    with reach(app, config, subjects) as sources:
        found = tuple(inspect(subject, sources, reads, app.now) for subject in subjects)
    return Judged(inspections=found, profiles=profiles, seen_at=app.now())
