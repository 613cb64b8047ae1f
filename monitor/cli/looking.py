"""From references to inspections: what `check`, `audit` and `diff` of models share."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from monitor.identify import load_references
from monitor.inspect import Reader, inspect
from monitor.records import Place
from monitor.reports.inputs import Judged
from monitor.resources import load_rules
from monitor.sources import endpoint_of, open_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.cli.app import App
    from monitor.config import Config
    from monitor.records import Profile, Subject
    from monitor.sources import Sources


@contextmanager
def reach(app: App, config: Config, subjects: Sequence[Subject]) -> Iterator[Sources]:
    """The places these subjects live in; a session is opened only when some are not local files."""
    with ExitStack() as opened:
        transport = None
        endpoint = config.endpoint or endpoint_of()
        if app.network and any(subject.place is not Place.FILE for subject in subjects):
            from monitor.transport import Transport, origin  # noqa: PLC0415 - brings the HTTP library

            # The hub that the user's own configuration or environment names may stand in a private network.
            transport = opened.enter_context(Transport(allow_private=frozenset({origin(endpoint)})))
        yield open_sources(transport, endpoint=endpoint, now=app.now)


def reader(config: Config, profiles: tuple[Profile, ...]) -> Reader:
    """What reads, with the package's own rules and references.

    Raises:
        RuleError: a rule file is wrong.
    """
    return Reader(load_rules(), load_references(), config.policy, profiles)


def judge(app: App, config: Config, subjects: Sequence[Subject], profiles: tuple[Profile, ...]) -> Judged:
    """Look at each subject once, and judge it for each profile."""
    reads = reader(config, profiles)
    with reach(app, config, subjects) as sources:
        found = tuple(inspect(subject, sources, reads, app.now) for subject in subjects)
    return Judged(inspections=found, profiles=profiles, seen_at=app.now())
