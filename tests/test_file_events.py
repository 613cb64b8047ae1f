"""Licences that changed by what happened to files and links: added, renamed, removed, moved away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from watching import Desk

from monitor.demo.hub import Hub
from monitor.records import Change, Direction, Event, Role, State
from monitor.sources import open_sources
from monitor.transport import Limits, Transport, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.demo.repository import Content

TEXTS = Path(__file__).parents[1] / "fixtures" / "replays"
DISPLAY = (TEXTS / "display.txt").read_text(encoding="utf-8")
MODEL = (TEXTS / "model.txt").read_text(encoding="utf-8")
COMMUNITY = (TEXTS / "community.txt").read_text(encoding="utf-8")
NAME = "borealis/one"


def card(link: str = "LICENSE", *, license_id: str = "other") -> str:
    return f"---\nlicense: {license_id}\nlicense_name: borealis\nlicense_link: {link}\n---\n# One\n"


class Scene:
    """One model that is watched while its files move.

    Parameters:
        desk: watches.
        hub: holds the model, and pages of another host (the same port under another name).
    """

    def __init__(self, desk: Desk, hub: Hub) -> None:
        self.desk, self.hub = desk, hub
        self.elsewhere = f"http://localhost:{hub.port}"

    def start(self, files: dict[str, Content]) -> None:
        self.hub.add(NAME, {"README.md": card(), **files})
        assert not self.desk.look(NAME).changes

    def commit(self, files: dict[str, Content]) -> Change:
        """What the watch makes of a commit; the same look again finds nothing."""
        self.hub.repo(NAME).commit(files)
        (change,) = self.desk.look(NAME).changes
        assert not self.desk.look(NAME).changes
        return change


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        desk.transport.close()
        hosts = frozenset({origin(hub.url), f"localhost:{hub.port}"})
        desk.transport = Transport(Limits(attempts=1), allow_private=hosts)
        desk.sources = open_sources(desk.transport, endpoint=hub.url, token="", now=desk.now)
        yield Scene(desk, hub)


def told(change: Change) -> set[tuple[Event, str]]:
    return {(each.event, each.document) for each in change.documents}


def test_model_licence_is_added_and_the_old_one_renamed_for_the_code(scene: Scene) -> None:
    scene.start({"LICENSE": DISPLAY})
    added = scene.commit({"LICENSE-MODEL": MODEL})
    assert told(added) == {(Event.ADDED, "LICENSE-MODEL")}
    assert added.direction is Direction.TIGHTER
    assert added.documents[0].note == "governs weights"
    renamed = scene.commit({"LICENSE": None, "LICENSE-CODE": DISPLAY})
    (event,) = renamed.documents
    assert (event.event, event.before_name, event.document) == (Event.RENAMED, "LICENSE", "LICENSE-CODE")
    assert event.note == "LICENSE is now LICENSE-CODE and governs code instead of unknown"
    assert renamed.direction is Direction.LOOSER  # the display clause speaks of code only from here on
    assert [each.field for each in renamed.fields] == ["commercial_use", "display_attribution"]


def test_code_licence_is_deleted_and_the_model_licence_renamed(scene: Scene) -> None:
    scene.start({"LICENSE-CODE": DISPLAY, "LICENSE-MODEL": MODEL})
    change = scene.commit({"LICENSE-CODE": None, "LICENSE-MODEL": None, "LICENSE": MODEL})
    assert told(change) == {(Event.REMOVED, "LICENSE-CODE"), (Event.RENAMED, "LICENSE")}
    assert (change.fields, change.direction) == ((), Direction.LATERAL)


@pytest.mark.parametrize("same_words", [True, False])
def test_licence_is_removed_and_the_link_moved_to_another_host(scene: Scene, *, same_words: bool) -> None:
    scene.start({"LICENSE": COMMUNITY})
    words = COMMUNITY if same_words else COMMUNITY.replace("20 million", "10 million")
    link = f"{scene.elsewhere}/polaris/license.txt"
    scene.hub.page("/polaris/license.txt", words, "text/plain")
    change = scene.commit({"LICENSE": None, "README.md": card(link)})
    # The card's front matter says the same as the metadata, and is told once.
    assert told(change) == {
        (Event.REMOVED, "LICENSE"),
        (Event.LINK, "metadata"),
        (Event.ADDED, link),
    }
    notes = {(each.event, each.document): each.note for each in change.documents}
    assert notes[Event.LINK, "metadata"] == f"license link LICENSE -> {link} (another host)"
    if same_words:
        assert notes[Event.ADDED, link] == "with the words that stood in LICENSE"
        assert (change.fields, change.direction) == ((), Direction.LATERAL)
    else:
        assert ([each.field for each in change.fields], change.direction) == (
            ["thresholds"],
            Direction.TIGHTER,
        )


def test_rename_with_a_changed_number_is_a_rename_and_a_change_of_words(scene: Scene) -> None:
    scene.start({"LICENSE": COMMUNITY})
    tighter = COMMUNITY.replace("20 million", "10 million")
    change = scene.commit({"LICENSE": None, "LICENSE.md": tighter, "README.md": card("LICENSE.md")})
    assert {(Event.RENAMED, "LICENSE.md"), (Event.WORDING, "LICENSE.md")} < told(change)
    assert (change.event, change.direction) == (Event.WORDING, Direction.TIGHTER)


def test_tag_and_name_and_gate(scene: Scene) -> None:
    scene.start({"LICENSE": MODEL})
    tagged = scene.commit({"README.md": card(license_id="mit")})
    assert {event for event, _ in told(tagged)} == {Event.DECLARATION}
    scene.hub.repo(NAME).gated = "manual"
    (gated,) = scene.desk.look(NAME).changes
    assert told(gated) == {(Event.GATED, "metadata")}
    scene.hub.repo(NAME).gated = False
    (opened,) = scene.desk.look(NAME).changes
    assert told(opened) == {(Event.UNGATED, "metadata")}


def test_repository_is_renamed_and_replaced(scene: Scene) -> None:
    scene.start({"LICENSE": MODEL})
    scene.hub.rename(NAME, "borealis/uno")
    (moved,) = scene.desk.look(NAME).changes
    assert moved.event is Event.MOVED


# ---- Pointers and policies -----------------------------------------------------------------------------


def test_pointer_is_followed_and_said_to_be_one(scene: Scene) -> None:
    url = f"{scene.elsewhere}/terms.txt"
    scene.hub.page("/terms.txt", COMMUNITY, "text/plain")
    scene.start({"LICENSE": f"Ref to {url}\n"})
    found = scene.desk.state(NAME)
    documents = {read.document.name: read.document for read in found.reads}
    assert documents[url].role is Role.LINKED
    assert documents["LICENSE"].detail == f"only points to {url}"
    assert found.sheet.terms.excluded_territories == ("EU", "GB", "KR")
    assert found.sheet.label == "LicenseRef-borealis"
    scene.hub.page("/terms.txt", COMMUNITY.replace("South Korea", "Japan"), "text/plain")
    (change,) = scene.desk.look(NAME).changes
    assert told(change) == {(Event.WORDING, url)}


def test_pointer_to_nothing_is_not_checked(scene: Scene) -> None:
    scene.start({"LICENSE": f"See {scene.elsewhere}/none for the licence.\n"})
    assert scene.desk.state(NAME).sheet.not_checked


def test_policy_that_a_licence_takes_in_is_part_of_it(scene: Scene) -> None:
    url = f"{scene.elsewhere}/use-policy"
    scene.hub.page("/use-policy", "<main><p>You may not use the Model for military purposes.</p></main>")
    words = f"You must adhere to the Acceptable Use Policy ({url}), which is incorporated by reference.\n"
    scene.start({"LICENSE": DISPLAY + words})
    found = scene.desk.state(NAME)
    assert found.sheet.terms.military_ban
    (policy,) = (read.document for read in found.reads if read.document.name == url)
    assert (policy.role, policy.state) == (Role.POLICY, State.OK)


def test_links_are_followed_two_steps_and_five_in_all(scene: Scene) -> None:
    for step in range(4):
        scene.hub.page(f"/step/{step}", f"Ref to {scene.elsewhere}/step/{step + 1}\n", "text/plain")
    scene.start({"LICENSE": f"Ref to {scene.elsewhere}/step/0\n"})
    names = [read.document.name for read in scene.desk.state(NAME).reads]
    assert [name for name in names if "/step/" in name] == [
        f"{scene.elsewhere}/step/{step}" for step in (0, 1)
    ]
    many = " ".join(f"{scene.elsewhere}/many/{number}" for number in range(9))
    scene.commit({"LICENSE": f"Ref to {many}\n"})
    asked = {seen.path for seen in scene.hub.requests if seen.path.startswith("/many/")}
    assert len(asked) == 5
