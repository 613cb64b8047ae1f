"""`aliases.toml`: what internal names and mirrors of models are really called.

    schema = 1

    [aliases]
    "our-org/support-base" = "meta-llama/Llama-3.1-8B@0e9e39f249a16976918f6564b8830bc894c89659"
    "/models/llama31" = "meta-llama/Llama-3.1-8B"

A name may be what a model card, a configuration or a watch list calls a model; the other side is a model of
the hub, at a commit where the copy was taken at one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from monitor import toml
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE_NAME = "aliases.toml"
_UPSTREAM = re.compile(r"[A-Za-z0-9._-]{1,96}/[A-Za-z0-9._-]{1,96}(?:@[\w./-]{1,100})?")
_LARGEST = 1 << 20


def load(path: Path) -> dict[str, str]:
    """Upstream models by the names that stand for them, in lower case.

    Parameters:
        path: the TOML file.

    Raises:
        ConfigError: it cannot be read, or has faults (all of them at once).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ConfigError(str(path), [f"it cannot be read ({error})"]) from error
    return parse(text, str(path))


def parse(text: str, source: str) -> dict[str, str]:
    """Read the text of such a file.

    Parameters:
        text: TOML 1.0.
        source: its path as the user wrote it.

    Raises:
        ConfigError: with all faults at once.
    """
    if len(text) > _LARGEST:
        raise ConfigError(source, ["it is larger than 1 MiB"])
    try:
        table = toml.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(source, [f"it is no TOML ({error})"]) from error
    faults = list(_faults(table))
    if faults:
        raise ConfigError(source, faults, 'A line is written: "our-org/name" = "org/name@commit".')
    return {name.strip().lower(): upstream for name, upstream in table.get("aliases", {}).items()}


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    """Everything that is wrong, one clause each."""
    yield from (f"{key} is no key of this file" for key in sorted(table.keys() - {"schema", "aliases"}))
    if table.get("schema") != 1:
        yield "schema must be 1"
    aliases = table.get("aliases", {})
    if not isinstance(aliases, dict):
        yield "aliases must be a table"
        return
    for name, upstream in aliases.items():
        if not isinstance(upstream, str) or not _UPSTREAM.fullmatch(upstream):
            yield f'aliases."{name}" must name a model of the hub, as org/name or org/name@commit'
        elif upstream.partition("@")[0].lower() == name.strip().lower():
            yield f'aliases."{name}" stands for itself'
