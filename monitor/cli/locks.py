"""What the commands around a lock share: where it is, who decides, what lies on the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.errors import UsageError
from monitor.lock import files
from monitor.lock.settling import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.cli.given import App
    from monitor.lock.model import Entry, Lock

    F = TypeVar("F", bound=Callable[..., Any])

CONFIG = "licensewatch.toml"


def lock_option(command: F) -> F:
    """`--lock FILE`."""
    return click.option(
        "--lock",
        "path",
        type=click.Path(path_type=Path, dir_okay=False),
        default=files.FILE_NAME,
        show_default=True,
        metavar="FILE",
        help="The lock; its texts and waivers stand beside it.",
    )(command)


def by_option(command: F) -> F:
    """`--by NAME`: a decision has somebody who made it."""
    return click.option(
        "--by",
        envvar=["LICENSEWATCH_REVIEWER", "GIT_AUTHOR_NAME", "USER", "LOGNAME", "USERNAME"],
        metavar="NAME",
        help="Who decides [default: $LICENSEWATCH_REVIEWER, git's author, or the login name].",
    )(command)


def decider(by: str | None) -> str:
    """The name of whoever decides.

    Parameters:
        by: as given.

    Raises:
        UsageError: nobody is named.
    """
    name = " ".join((by or "").split())
    if not name:
        raise UsageError("A decision needs a name, and none is known.", "Give yours with --by NAME.")
    return name


def config_path(app: App) -> Path | None:
    """The configuration file that is in force, or None."""
    if app.config is not None:
        return app.config
    return Path(CONFIG) if Path(CONFIG).is_file() else None


def desk(app: App, path: Path, names: Sequence[str] = ()) -> Desk:
    """Waivers, facts and the day.

    Parameters:
        app: knows the configuration and the clock.
        path: of the lock.
        names: of the profiles wanted; all when empty.

    Raises:
        ConfigError: the configuration or the waivers have faults.
        UsageError: a name is no profile's.
    """
    facts = files.facts(config_path(app))
    for name in names:
        if name not in facts:
            raise UsageError(f"No profile is called {name!r}.", f"There are: {', '.join(facts)}.")
    wanted = {name: facts[name] for name in (dict.fromkeys(names) or facts)}
    return Desk(waivers=files.waivers(path), facts=wanted, today=app.now().date())


def settled_beside(path: Path) -> bool:
    """Whether there is anything that may have settled a finding.

    Parameters:
        path: of the lock.
    """
    return path.is_file() or files.waivers_of(path).is_file()


def found_entry(lock: Lock, key: str, path: Path) -> Entry:
    """The entry of a model.

    Parameters:
        lock: as loaded.
        key: of the model.
        path: of the lock.

    Raises:
        UsageError: it is not locked.
    """
    entry = lock.entry(key)
    if entry is None:
        raise UsageError(f"{key} is not in {path}.", f"Lock it first: licensewatch lock {key}")
    return entry
