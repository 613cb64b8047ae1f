"""What one file names, by the kind that its name tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.mentions import commands, python, settings
from monitor.mentions.found import Found, packages
from monitor.records import Mention

if TYPE_CHECKING:
    from collections.abc import Callable

_LOCKS = re.compile(
    r"(?:package-lock|composer|poetry|uv|yarn|pnpm-lock|pdm|Pipfile)\b.{0,5}(?:lock|json|ya?ml)"
)
_IMAGES = re.compile(
    r"(?:.{0,100}[.-])?(?:Dockerfile|Containerfile)(?:\..{1,60})?|.{1,100}\.dockerfile", re.IGNORECASE
)
_SCRIPTS = re.compile(
    r".{1,200}\.(?:sh|bash|zsh|env|mk)|Makefile|GNUmakefile|[Jj]ustfile|\.env(?:\..{1,60})?"
)
_BY_ENDING: dict[str, Callable[[str, str], Found]] = {
    "py": python.read,
    "pyi": python.read,
    "ipynb": settings.read_notebook,
    "json": settings.read_json,
    "jsonld": settings.read_json,
    "yaml": settings.read_yaml,
    "yml": settings.read_yaml,
    "toml": settings.read_toml,
}


def reader_of(name: str) -> Callable[[str, str], Found] | None:
    """What reads a file of this name; None for files in which no models are looked for.

    Parameters:
        name: without folders.
    """
    if _LOCKS.fullmatch(name):
        return None
    if _IMAGES.fullmatch(name) or _SCRIPTS.fullmatch(name):
        return commands.read
    ending = name.rpartition(".")[2].lower()
    if ending in {"spdx", "xml", "cdx"}:
        return _listed
    return _BY_ENDING.get(ending)


def _listed(path: str, text: str) -> Found:
    """Package URLs in a bill of materials that is no JSON: SPDX tag-value, CycloneDX XML."""
    rows = enumerate(text.split("\n"), 1)
    return Found(tuple(Mention(path, number, each) for number, row in rows for each in packages(row)))
