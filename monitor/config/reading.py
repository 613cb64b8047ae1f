"""The whole file: its sections, one module each, read into one frozen value."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.config import mail, places, policy, profiles, rates, watching
from monitor.config.files import read_text
from monitor.config.settings import FILE_NAME, SCHEMA, Config
from monitor.config.table import Table
from monitor.errors import ConfigError
from monitor.toml import LONG_KEY

if TYPE_CHECKING:
    from monitor.records import Policy

_HEAD = """\
# licensewatch: what you are, what you accept, what is watched. Not legal advice.
# Settings begin with # where they are not in force; every one shown is the default or an example.
# Paths are relative to the folder of this file.
schema = 1
"""


def load(path: Path) -> Config:
    """Reads a configuration file.

    Parameters:
        path: the TOML file; paths inside it are relative to its folder.

    Raises:
        ConfigError: it cannot be read, or has faults (all of them at once).
    """
    return parse(read_text(path, f"Run `licensewatch init` to write a {FILE_NAME}."), str(path))


def parse(text: str, source: str) -> Config:
    """Reads the text of a configuration.

    Parameters:
        text: TOML 1.0.
        source: its path as the user wrote it; relative paths in the text start from its folder.

    Raises:
        ConfigError: with all faults at once.
    """
    root = Table(_toml(text, source), "", [])
    _check_schema(root)
    folder = Path(source).parent
    config = Config(
        profiles=profiles.read(root.table("profiles")),
        policy=_policy(root),
        watch=watching.read(root.table("watch"), folder),
        mail=mail.read(root.table("mail")) if "mail" in root.data else None,
        database=places.read_database(root.table("store"), folder),
        endpoint=places.read_endpoint(root.table("hub")),
    )
    root.close()
    if root.faults:
        raise ConfigError(source, root.faults, "Mend the keys named and try again.")
    return config


def _policy(root: Table) -> Policy:
    """The policy, with the exchange rates that it counts by."""
    told = policy.read(root.table("policy"))
    return replace(told, rates=rates.read(root.table("rates"))) if "rates" in root.data else told


def template() -> str:
    """The commented configuration that `init` writes; it stands for the defaults.

    Lines that begin with `#` and no space are settings to be uncommented.
    """
    sections = (profiles, policy, rates, watching, mail, places)
    return "\n".join((_HEAD, *(section.TEMPLATE for section in sections)))


def _toml(text: str, source: str) -> dict[str, Any]:
    """The values of a TOML text, or a ConfigError that says why not."""
    if LONG_KEY.search(text):
        raise ConfigError(source, ["not usable: it holds a key of too many parts"])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        last = f"at line {text.count(chr(10)) + 1}, the last"
        problem = str(error).replace("at end of document", last)
        raise ConfigError(source, [f"not valid TOML: {problem}"], "Mend the line.") from error
    except RecursionError as error:
        raise ConfigError(source, ["not usable: values are nested too deeply"]) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise ConfigError(source, ["not usable: it holds a number that is too long"]) from error


def _check_schema(root: Table) -> None:
    """Notes a schema that is missing or that this version does not read."""
    schema = root.whole("schema", None, 1, None)
    if schema is None and "schema" not in root.data:
        root.fault("schema", f"is missing: write `schema = {SCHEMA}`")
    elif schema is not None and schema != SCHEMA:
        root.fault("schema", f"is {schema}; this version reads {SCHEMA}")
