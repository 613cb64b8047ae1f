"""Every text of the reference collection, read as a local file: none fails, each has a name and a verdict."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from monitor.cli import main
from monitor.identify import load_references
from monitor.inspect import Reader, inspect
from monitor.records import Decision, Place, Role, State, Subject
from monitor.resources import load_rules
from monitor.sources import open_sources

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def texts(shared: Path) -> list[Path]:
    return sorted((shared / "corpus" / "texts").glob("*.txt"))


def test_an_audit_of_all_texts_names_each(
    texts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = tmp_path / "texts.txt"
    listed.write_text("".join(f"{path}\n" for path in texts), encoding="utf-8")
    assert main(["--no-network", "audit", "--format", "json", str(listed)]) == 1
    told = json.loads(capsys.readouterr().out)["models"]
    assert [one["subject"] for one in told] == [f"file:{path}" for path in texts]
    for one in told:
        assert one["label"]
        assert {verdict["verdict"] for verdict in one["verdicts"]} <= set(Decision)


def test_every_quote_of_an_inspection_stands_in_its_text(texts: list[Path]) -> None:
    reader = Reader(load_rules(), load_references())
    sources = open_sources(None, now=lambda: NOW)
    for path in texts[::5]:  # the audit above reads all of them
        found = inspect(Subject(Place.FILE, str(path)), sources, reader, lambda: NOW)
        (read,) = found.reads
        text = read.document.text or ""
        assert (found.state, found.sheet.not_checked) == (State.OK, ())
        assert (found.sheet.label == "undeclared") is (read.document.role is Role.POLICY)
        for field, won in found.sheet.won.items():
            assert won, f"{path.name}: nothing says why {field} is what it is"
            assert all(text[one.finding.start : one.finding.end] == one.finding.quote for one in won)
