"""Licences for tests of identification: one written for them, and the real ones where installed."""

from __future__ import annotations

import importlib.util
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.references import References, load_references

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]

HERON = """\
Heron Public License, version 3

Copyright (c) <year> <name of author>

This license lets anyone who receives the heron library, whether from its makers or from a friend, run
it, study it, change it and hand it on, as long as each of the duties below is met. Herons care little
for paper, so the duties are few.

1. Every copy carries this text, unchanged and whole, in a file that a reader will find without a guide.

2. A changed copy says in plain words that it was changed, by whom, and on which day that happened.

3. Neither the name of the Heron Society nor the names of its members may decorate the advertisement of
a product made from the library, unless the society sublicensed its name in a letter.

The library comes as a bird comes to a pond: without notice and without promise. In no event shall the
authors be liable for wet feet, lost fish, or any other harm that follows from watching it.

END OF TERMS AND CONDITIONS

How to hang this license on your own pond: put a board beside the water and write the lines above on it.
"""

EGRET = """\
Egret Licence

You may keep the egret program in a drawer, on a shelf or beneath a stone, and you may lend it to any
neighbour who asks before sunset. Whoever borrows it returns it dry. No egret was asked for its opinion
when this licence was written, and none shall be asked to defend it in a court of any country.
"""


def builder(name: str = "build_references") -> ModuleType:
    """A script of `tools`, as a module: usually the one that writes the reference data."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def made(folder: Path, texts: dict[str, str]) -> References:
    """References built from texts, by id, as the shipped ones are built."""
    tool = builder()
    built = [
        tool.build(tool.Source(key, frozenset(re.findall(r"\w+", key.lower())), text))
        for key, text in sorted(texts.items())
    ]
    for name, body in tool.files(built, "made").items():
        (folder / name).write_bytes(body)
    (folder / "hub.json").write_text('{"heron": "Heron-3", "birds": null}', encoding="utf-8")
    return load_references(folder)


def folder() -> Path:
    """Where the texts of the installed licence database are; tests that need it skip without it."""
    found: Path | None = builder().database()
    if found is None:
        pytest.skip("the licence database is not installed (tests/requirements-texts.txt)")
    return found


def real(key: str) -> str:
    """The text of one licence of the database, by its file's name there."""
    source = builder().parse(folder() / f"{key}.LICENSE")
    return str(source.text)


def layouts(text: str) -> dict[str, str]:
    """The same words in other clothes."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    return {
        "as it is": text,
        "wrapped": "\n\n".join(textwrap.fill(part, 66) for part in paragraphs),
        "unwrapped": "\n\n".join(" ".join(part.split()) for part in paragraphs),
        "windows": text.replace("\n", "\r\n"),
        "commented": "\n".join(f" * {line}" for line in text.splitlines()),
        "curly": re.sub(r"\"([^\"]*)\"", "“\\1”", text).replace("'", "’").replace(" - ", " — "),
        "wide": text.replace(" ", "\u00a0").replace("fi", "ﬁ"),
    }
