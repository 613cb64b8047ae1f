"""A licence's own past, read at the first look: years at once, dated by the commits, and told to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from watching import Desk

from monitor.demo.hub import Hub
from monitor.records import (
    ChangeNews,
    Direction,
    Event,
    Fetched,
    Place,
    Role,
    Snapshot,
    State,
    Subject,
)
from monitor.sources import past
from monitor.sources.github import Commit, GitHub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.demo.repository import Content
    from monitor.records import Change
    from monitor.sources import Known

TEXTS = Path(__file__).parents[1] / "fixtures" / "replays"
DISPLAY = (TEXTS / "display.txt").read_text(encoding="utf-8")
MODEL = (TEXTS / "model.txt").read_text(encoding="utf-8")
COMMUNITY = (TEXTS / "community.txt").read_text(encoding="utf-8")
NAME = "hf:borealis/one"
CARD = "---\nlicense: other\nlicense_name: borealis\n---\n# One\n"
FIRST = datetime(2024, 5, 1, tzinfo=UTC)


class Scene:
    """A model with a past that nobody watched.

    Parameters:
        desk: watches from now on.
        hub: holds the model.
    """

    def __init__(self, desk: Desk, hub: Hub) -> None:
        self.desk, self.hub = desk, hub
        self.day = FIRST

    def commit(self, files: dict[str, Content]) -> datetime:
        """One commit, a month after the one before; its date."""
        if "borealis/one" not in self.hub.shelf.repos:
            self.hub.add("borealis/one", {"README.md": CARD, **files}, created=self.day)
        else:
            self.day += timedelta(days=30)
            self.hub.repo("borealis/one").commit(files, date=self.day)
        return self.day

    def other(self, count: int) -> None:
        """Commits that touch no terms."""
        for number in range(count):
            self.commit({"weights.txt": f"{self.day} {number}"})

    def history(self) -> tuple[Change, ...]:
        self.desk.look("borealis/one")
        return self.desk.store.history(NAME)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        yield Scene(desk, hub)


def told(changes: tuple[Change, ...]) -> list[tuple[datetime, set[tuple[Event, str]]]]:
    return [(each.seen_at, {(one.event, one.document) for one in each.documents}) for each in changes]


def test_past_is_told_with_its_dates_and_directions(scene: Scene) -> None:
    scene.commit({"LICENSE": COMMUNITY})
    scene.other(5)
    tighter = scene.commit({"LICENSE": COMMUNITY.replace("20 million", "10 million")})
    scene.other(3)
    wrapped = scene.commit({"LICENSE": COMMUNITY.replace("20 million", "10 million").replace(", ", ",\n")})
    back = scene.commit({"LICENSE": COMMUNITY})
    scene.other(2)
    changes = scene.history()
    assert told(changes) == [
        (tighter, {(Event.WORDING, "LICENSE")}),
        (wrapped, {(Event.EDITORIAL, "LICENSE")}),
        (back, {(Event.RETURNED, "LICENSE")}),
    ]
    assert [each.direction for each in changes] == [Direction.TIGHTER, Direction.NONE, Direction.LOOSER]
    assert all(each.reconstructed for each in changes)
    assert changes[2].documents[0].note == f"returned to the text of {FIRST:%Y-%m-%d}"
    old = scene.desk.store.document_at(NAME, "LICENSE", tighter + timedelta(days=1))
    assert old is not None
    assert "10 million" in (old.text or "")


def test_nobody_is_told_of_the_past_and_all_of_what_comes(scene: Scene) -> None:
    scene.commit({"LICENSE": DISPLAY})
    scene.commit({"LICENSE": MODEL})
    assert len(scene.history()) == 1
    assert not any(isinstance(news, ChangeNews) for _, news in scene.desk.mail())
    scene.commit({"LICENSE": COMMUNITY})
    (change,) = scene.desk.look("borealis/one").changes
    assert not change.reconstructed
    assert [each.reconstructed for each in scene.desk.store.history(NAME)] == [True, False]
    assert scene.desk.store.verify_chain() == ()


def test_files_that_came_went_and_were_renamed(scene: Scene) -> None:
    scene.commit({"LICENSE": DISPLAY})
    added = scene.commit({"LICENSE-MODEL": MODEL})
    renamed = scene.commit({"LICENSE": None, "LICENSE-CODE": DISPLAY})
    scene.other(4)
    removed = scene.commit({"LICENSE-CODE": None})  # leaves no mark on any file that is still there
    scene.other(3)
    assert told(scene.history()) == [
        (added, {(Event.ADDED, "LICENSE-MODEL")}),
        (renamed, {(Event.RENAMED, "LICENSE-CODE")}),
        (removed, {(Event.REMOVED, "LICENSE-CODE")}),
    ]


def test_model_with_a_tag_alone_has_the_past_of_its_card(scene: Scene) -> None:
    scene.commit({})
    tagged = scene.commit({"README.md": CARD.replace("other", "mit")})
    assert told(scene.history()) == [(tagged, {(Event.DECLARATION, "metadata")})]


def test_requests_grow_with_changes_and_not_with_commits(scene: Scene) -> None:
    scene.commit({"LICENSE": DISPLAY})
    scene.other(60)
    scene.commit({"LICENSE": MODEL})
    scene.other(60)
    scene.hub.requests.clear()
    assert len(scene.history()) == 1
    assert sum(seen.bucket == "api" for seen in scene.hub.requests) <= 16


def test_looks_are_bounded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "LOOKS", 6)
    scene.commit({"LICENSE": COMMUNITY})
    for number in range(21, 40):
        scene.commit({"LICENSE": COMMUNITY.replace("20 million", f"{number} million")})
    changes = scene.history()
    assert 1 <= len(changes) < 19
    assert changes[-1].documents[0].document == "LICENSE"


def test_cut_short_it_is_read_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.commit({"LICENSE": DISPLAY})
    scene.commit({"LICENSE": MODEL})
    record, calls = scene.desk.store.record, []

    def dies(*values: object, **named: object) -> int:
        calls.append(values)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return record(*values, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(type(scene.desk.store), "record", lambda _, *values, **named: dies(*values, **named))
    with pytest.raises(KeyboardInterrupt):
        scene.desk.look("borealis/one")
    assert scene.desk.store.standing(NAME) is None  # all of it or nothing
    monkeypatch.undo()
    assert len(scene.history()) == 1
    assert not any(isinstance(news, ChangeNews) for _, news in scene.desk.mail())


def test_without_backfill_there_is_no_past(scene: Scene) -> None:
    scene.commit({"LICENSE": DISPLAY})
    scene.commit({"LICENSE": MODEL})
    scene.desk.backfill = False
    assert scene.history() == ()


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 200, "body": b"<html>"}, {"status": 200, "body": b'[{"id": 3}]'}]
)
def test_hub_that_tells_no_past_is_no_trouble(scene: Scene, fault: dict[str, object]) -> None:
    scene.commit({"LICENSE": DISPLAY})
    scene.commit({"LICENSE": MODEL})
    scene.hub.fail("/api/models/borealis/one/commits", times=99, **fault)
    assert scene.history() == ()
    assert scene.desk.state(NAME).sheet.terms.military_ban


# ---- GitHub --------------------------------------------------------------------------------------------


class Repository(GitHub):
    """A repository whose three states are known without a server; a fourth commit is broken."""

    def commits(self, name: str, path: str, *, revision: str = "", most: int = 100) -> tuple[Commit, ...]:
        assert (name, revision, most) == ("borealis/one", SHAS[2], 100)
        days = [f"2024-0{month}-01T00:00:00Z" for month in (3, 2, 1)]
        rows = [Commit(sha, day, path) for sha, day in zip(reversed(SHAS), days, strict=True)]
        return (*rows, Commit("f" * 40, "in spring", path))

    def fetch(self, subject: Subject, known: Known) -> Fetched:  # noqa: ARG002 - as the source it stands for
        number = SHAS.index(subject.revision or SHAS[2])
        licence = Snapshot(
            role=Role.LICENSE,
            name="LICENSE",
            url="https://github.example/LICENSE",
            fetched_at=FIRST,
            body=(DISPLAY, MODEL, COMMUNITY)[number].encode(),
            commit=SHAS[number],
        )
        return Fetched(subject=subject, state=State.OK, snapshots=(licence,), commit=SHAS[number])


SHAS = ("a" * 40, "b" * 40, "c" * 40)


def test_past_of_a_repository_on_github(scene: Scene) -> None:
    github = Repository(transport=scene.desk.transport, now=scene.desk.now, endpoint="", token="t")
    scene.desk.sources = replace(
        scene.desk.sources, places={**scene.desk.sources.places, Place.GITHUB: github}
    )
    scene.desk.look("github:borealis/one")
    found = scene.desk.store.history("github:borealis/one")
    assert [(each.seen_at.month, each.after_commit) for each in found] == [(2, SHAS[1]), (3, SHAS[2])]
    assert all(each.reconstructed for each in found)
    anonymous = replace(github, token=None)
    assert len(past.past_on_github(anonymous, github.fetch(SUBJECT, no_bytes), no_bytes)) == 3


SUBJECT = Subject(Place.GITHUB, "borealis/one")


def no_bytes(_: str) -> None:
    return None
