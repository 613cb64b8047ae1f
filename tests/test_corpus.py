"""Every text of the reference collection, read as a local file: each is named, each quote is true."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from monitor.identify import load_references
from monitor.inspect import Reader, inspect
from monitor.records import Place, Role, State, Subject
from monitor.resources import load_rules
from monitor.sources import open_sources

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def texts(shared: Path) -> list[Path]:
    return sorted((shared / "corpus" / "texts").glob("*.txt"))


def test_every_text_is_named_and_every_quote_stands_in_it(texts: list[Path]) -> None:
    reader = Reader(load_rules(), load_references())
    sources = open_sources(None, now=lambda: NOW)
    assert texts
    for path in texts:
        found = inspect(Subject(Place.FILE, str(path)), sources, reader, lambda: NOW)
        (read,) = found.reads
        text = read.document.text or ""
        assert (found.state, read.document.faults) == (State.OK, ())
        # A policy alone, or a file that only names the address of its terms, is no licence.
        points = any("only points to" in sentence for sentence in found.sheet.not_checked)
        assert (found.sheet.label == "undeclared") <= (read.document.role is Role.POLICY or points)
        for field, won in found.sheet.won.items():
            assert won, f"{path.name}: nothing says why {field} is what it is"
            assert all(text[one.finding.start : one.finding.end] == one.finding.quote for one in won)
