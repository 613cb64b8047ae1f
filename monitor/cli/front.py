"""Command lines so plain that they are read without click, which takes longer to load than a licence.

`terms` with files and a format is what runs most often, and in loops. Whatever else stands on the line goes
to click, mistakes above all: it alone tells of them.
"""

from __future__ import annotations

import os

from monitor.cli.formats import Format
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMATS = {form.value: form for form in (Format.HUMAN, Format.JSON, Format.JSONL)}
ASKED = frozenset({"LICENSEWATCH_DB", "LICENSEWATCH_CONFIG"})
"""Variables of the environment that options are read from."""


def plain(arguments: Sequence[str]) -> tuple[tuple[str, ...], Format] | None:
    """The files and the format of a plain `terms`; None for any other command line.

    Parameters:
        arguments: those after the program's name.
    """
    if arguments[:1] != ["terms"] or ASKED & os.environ.keys():
        return None
    files, form = [], Format.HUMAN.value
    rest = iter(arguments[1:])
    for word in rest:
        if word == "--format":
            form = next(rest, "")
        elif word.startswith("-"):
            return None
        else:
            files.append(word)
    return (tuple(files), _FORMATS[form]) if files and form in _FORMATS else None
