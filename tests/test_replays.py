"""Whole histories of real licences: watched commit by commit, and read at once at a first look.

What a watch has to make of each commit stands in `replays.toml`; the texts are read from the reference
material. Histories that change files rather than words are in `test_replay.py`.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from watching import Desk

from monitor.demo.hub import Hub
from monitor.records import Cause, Direction, Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.records import Change

HISTORIES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "replays.toml").read_text(encoding="utf-8")
)["history"]
CARD = "---\nlicense: other\n---\n# Model\n"


@pytest.fixture
def texts(shared: Path) -> Path:
    return shared / "corpus" / "texts"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def body(texts: Path, step: Mapping[str, Any]) -> bytes:
    return (texts / f"{step['text']}.txt").read_bytes()


def expect(change: Change, step: Mapping[str, Any], path: str) -> None:
    assert [(each.event, each.document) for each in change.documents] == [(Event(step["event"]), path)]
    assert change.direction in {Direction(word) for word in step["direction"]}, step["what"]
    assert change.cause is Cause.THEIRS


@pytest.mark.parametrize("history", HISTORIES, ids=lambda one: one["name"].partition("/")[2])
def test_history_is_the_same_watched_and_looked_up(
    history: dict[str, Any], texts: Path, tmp_path: Path
) -> None:
    name, path, first, steps = (history[key] for key in ("name", "path", "first", "commit"))
    watched = []
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        repo = hub.add(name, {"README.md": CARD, path: body(texts, first)}, created=at(first["day"]))
        desk.look(name)
        for step in steps:
            repo.commit({path: body(texts, step)}, date=at(step["day"]))
            (change,) = desk.look(name).changes
            expect(change, step, path)
            watched.append(change)
        later = tmp_path / "later"
        later.mkdir()
        with Desk(later, hub) as newcomer:
            newcomer.look(name)
            found = newcomer.store.history(f"hf:{name}")
            assert [each.seen_at for each in found] == [at(step["day"]) for step in steps]
            assert all(each.reconstructed for each in found)
            told = [(each.event, each.direction, each.fields, each.by_use) for each in watched]
            assert [(each.event, each.direction, each.fields, each.by_use) for each in found] == told
