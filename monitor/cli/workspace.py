"""From the global options to the configuration, the database and the profiles that a command works with."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import config as configuration
from monitor.errors import StoreError, UsageError
from monitor.records import Profile, Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.cli.given import App
    from monitor.config import Config
    from monitor.records import Inspection, Subject
    from monitor.store import Store

_OVERVIEW = (Use.INTERNAL, Use.PRODUCT, Use.HOSTED_API)
"""What an audit asks about as long as nobody has said what the models are for."""


def configured(app: App) -> Config:
    """The configuration: the file that was named, else `licensewatch.toml` here, else the defaults.

    Raises:
        ConfigError: the file cannot be read or has faults.
    """
    named = app.config
    if named is None and Path(configuration.FILE_NAME).is_file():
        named = Path(configuration.FILE_NAME)
    return configuration.load(named) if named else configuration.Config()


def open_store(app: App, config: Config, *, create: bool = False) -> Store:
    """The database, to be used in a `with` statement.

    Raises:
        StoreError: there is none and none is to be made, or it cannot be used.
    """
    from monitor.store import Store  # noqa: PLC0415 - brings SQLite tools that most commands do not need

    path = app.db or config.database
    if not create and not path.is_file():
        raise StoreError(
            f"There is no database at {path}.", "Put something on the watch list: licensewatch add REF."
        )
    return Store.open(path, create=create)


def chosen(config: Config, names: Sequence[str], uses: Sequence[Use]) -> tuple[Profile, ...]:
    """The profiles to judge for.

    Parameters:
        config: holds at least one profile.
        names: of the profiles wanted; all when empty.
        uses: in place of each profile's own uses, when there are any.

    Raises:
        UsageError: a name is no profile's.
    """
    known = {profile.name: profile for profile in config.profiles}
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
            raise UsageError(f"No profile is called {name!r}.", hint)
    picked = [known[name] for name in dict.fromkeys(names)] or list(config.profiles)
    return tuple(replace(profile, uses=tuple(dict.fromkeys(uses)) or profile.uses) for profile in picked)


def overview(profiles: tuple[Profile, ...], uses: Sequence[Use]) -> tuple[Profile, ...]:
    """The columns of an audit: the profiles, or the commonest uses while only the default profile stands.

    Parameters:
        profiles: as chosen.
        uses: as asked for; each becomes a column of its own.
    """
    asked = tuple(uses) or (_OVERVIEW if profiles == (Profile(),) else ())
    if not asked:
        return profiles
    single = len(profiles) == 1
    return tuple(
        replace(profile, uses=(use,), name=use.value if single else f"{profile.name}: {use}")
        for profile in profiles
        for use in dict.fromkeys(asked)
    )


def watched(app: App, config: Config) -> tuple[Subject, ...]:
    """What is watched: subjects that were added, then those of the configuration and of its list.

    Raises:
        ConfigError: the list cannot be read or has faults.
    """
    added: tuple[Subject, ...] = ()
    if (app.db or config.database).is_file():
        with open_store(app, config) as store:
            added = store.subjects()
    return tuple(dict.fromkeys((*added, *listed(config))))


def listed(config: Config) -> tuple[Subject, ...]:
    """What the configuration says is watched: its own subjects, then those of its list.

    Raises:
        ConfigError: the list cannot be read or has faults.
    """
    found = configuration.read_list(config.watch.list) if config.watch.list else ()
    return tuple(dict.fromkeys((*config.watch.subjects, *found)))


def known_subject(store: Store, config: Config, key: str) -> Inspection:
    """A subject as it stands on record.

    Raises:
        UsageError: it was never looked at.
    """
    found = store.inspection(key)
    if found is None:
        watching = {subject.key for subject in (*store.subjects(), *listed(config))}
        if key in watching:
            raise UsageError(f"{key} was not looked at yet.", "Run licensewatch watch --once.")
        close = get_close_matches(key, watching, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"Look at it now: licensewatch check {key}"
        raise UsageError(f"Nothing is on record for {key}.", hint)
    return found
