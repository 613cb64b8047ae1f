"""Real histories of models' licences, replayed on a hub and watched after each commit.

The texts are read from the reference material; who changed what and when is told in its `pairs.json` and in
the sources of `index.tsv`. Which files stood beside each other follows their recorded names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from watching import Desk

from monitor.demo.hub import Hub
from monitor.records import Cause, Change, Direction, Event, Inventory, Use

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitor.demo.repository import Repo

TIGHTER, LOOSER, LATERAL, NONE = Direction.TIGHTER, Direction.LOOSER, Direction.LATERAL, Direction.NONE


@dataclass(frozen=True, kw_only=True)
class Step:
    """A commit and what a watch has to make of it.

    Parameters:
        files: what changes: the slug of a text by path; None deletes.
        event, direction: of the subject as a whole.
        documents: (event, name) of each document's own change.
        moved: fields of the terms that move, each with its direction.
        uses: direction per use, where a use is touched.
        told: whether anybody is owed an alert.
    """

    files: Mapping[str, str | None]
    event: Event
    direction: Direction
    documents: set[tuple[Event, str]]
    moved: Mapping[str, Direction] = field(default_factory=dict)
    uses: Mapping[Use, Direction] = field(default_factory=dict)
    told: bool = True


CARD = "---\nlicense: other\n---\n# Model\n\nA model that writes text.\n"
EVERY_USE = dict.fromkeys(Use, TIGHTER)
OFFERS = (Use.PRODUCT, Use.HOSTED_API)

HISTORIES: dict[str, tuple[Mapping[str, str], tuple[Step, ...]]] = {
    # The agreement loses its threshold, display duty, name prefix and training ban; the code is split off.
    "MiniMaxAI/MiniMax-Text-01": (
        {"LICENSE": "minimax-01__2025-01-14"},
        (
            Step(
                files={
                    "LICENSE": None,
                    "LICENSE-MODEL": "minimax-01__2025-02-20a",
                    "LICENSE-CODE": "minimax-m2__2025-10-27-mit",
                },
                event=Event.WORDING,
                direction=LOOSER,
                documents={
                    (Event.RENAMED, "LICENSE-MODEL"),
                    (Event.WORDING, "LICENSE-MODEL"),
                    (Event.ADDED, "LICENSE-CODE"),
                },
                moved={
                    "commercial_use": LOOSER,
                    "thresholds": LOOSER,
                    "display_attribution": LOOSER,
                    "name_prefix": LOOSER,
                    "no_training_other_models": LOOSER,
                },
                uses=dict.fromkeys(set(Use) - {Use.INTERNAL}, LOOSER),
            ),
            Step(
                files={"LICENSE-MODEL": "minimax-01__2025-02-20b"},  # another spelling of one date
                event=Event.EDITORIAL,
                direction=NONE,
                documents={(Event.EDITORIAL, "LICENSE-MODEL")},
                told=False,
            ),
        ),
    ),
    # Apache-2.0 for a day, MIT for 17, then MIT with a paragraph, which is re-wrapped an hour later.
    "MiniMaxAI/MiniMax-M2": (
        {"LICENSE": "minimax-m2__2025-10-26-apache"},
        (
            Step(
                files={"LICENSE": "minimax-m2__2025-10-27-mit"},
                event=Event.WORDING,
                direction=LATERAL,
                documents={(Event.WORDING, "LICENSE")},
                moved={"ip_litigation_termination": LATERAL},
                uses=dict.fromkeys(Use, LATERAL),
            ),
            Step(
                files={"LICENSE": "minimax-m2__2025-11-13a-modified-mit"},
                event=Event.WORDING,
                direction=TIGHTER,
                documents={(Event.WORDING, "LICENSE")},
                moved={"commercial_use": TIGHTER, "thresholds": TIGHTER, "display_attribution": TIGHTER},
                uses=dict.fromkeys(OFFERS, TIGHTER),
            ),
            Step(
                files={"LICENSE": "minimax-m2__2025-11-13b-modified-mit"},
                event=Event.EDITORIAL,
                direction=NONE,
                documents={(Event.EDITORIAL, "LICENSE")},
                told=False,
            ),
        ),
    ),
    # A licence of the weights is added beside the old file, which three days later becomes that of the code.
    "MiniMaxAI/MiniMax-M2.5": (
        {"LICENSE": "minimax-m2.5__2026-02-13-modified-mit"},
        (
            Step(
                files={"LICENSE-MODEL": "minimax-m2.5__2026-03-06-model-license"},
                event=Event.ADDED,
                direction=TIGHTER,
                documents={(Event.ADDED, "LICENSE-MODEL")},
                moved={
                    "acceptable_use": TIGHTER,
                    "military_ban": TIGHTER,
                    "ip_litigation_termination": LATERAL,
                    "governing_law": LATERAL,
                    "flow_down": LATERAL,
                },
                uses=EVERY_USE,
            ),
            Step(
                files={"LICENSE": None, "LICENSE-CODE": "minimax-m2.5__2026-02-13-modified-mit"},
                event=Event.RENAMED,
                direction=LOOSER,
                documents={(Event.RENAMED, "LICENSE-CODE")},
                moved={"commercial_use": LOOSER, "display_attribution": LOOSER},
                uses=dict.fromkeys(OFFERS, LOOSER),
            ),
        ),
    ),
}


UNCLEAR, MIXED = Direction.UNCLEAR, Direction.MIXED


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A commit to one licence file, and what is sure of it whoever reads the texts.

    Parameters:
        text: its slug.
        directions: any of them is right.
        moved: fields that must move, each with its direction; others may.
        told: whether an alert is owed.
    """

    text: str
    directions: set[Direction]
    moved: Mapping[str, Direction] = field(default_factory=dict)
    told: bool = True


def quiet(text: str) -> Commit:
    """A commit that changes no term."""
    return Commit(text=text, directions={NONE}, told=False)


def commercial(text: str, direction: Direction) -> Commit:
    """A commit that lets commercial use be, or ends it."""
    return Commit(text=text, directions={direction}, moved={"commercial_use": direction})


def territories(text: str) -> Commit:
    """A commit that leaves countries out."""
    return Commit(text=text, directions={TIGHTER}, moved={"excluded_territories": TIGHTER})


OTHERS: dict[str, tuple[str, tuple[Commit, ...]]] = {
    # "Only for non-commercial purposes" goes, but commercial use still wants a written authorisation.
    "01-ai/Yi": (
        "yi__2023-11-04-v1.0",
        (
            Commit(text="yi__2023-11-04-v2.0", directions={LOOSER, LATERAL, UNCLEAR}),
            commercial("yi__2024-05-30-apache", LOOSER),
        ),
    ),
    # The licensor's name is corrected, a Chinese version is put in front, then "research" is taken out.
    "THUDM/ChatGLM-6B": (
        "chatglm-6b__2023-03-14a",
        (
            Commit(text="chatglm-6b__2023-03-14b", directions={LATERAL}),
            quiet("chatglm-6b__2023-05-24"),
            commercial("chatglm-6b__2023-07-08", LOOSER),
        ),
    ),
    "Tencent-Hunyuan/HunyuanDiT": (
        "hunyuan-dit__2024-05-23",
        (territories("hunyuan-dit__2024-10-11"), quiet("hunyuan-dit__2024-12-17")),
    ),
    "Tencent-Hunyuan/HunyuanVideo": ("hunyuanvideo__2024-12-03", (territories("hunyuanvideo__2024-12-04"),)),
    # More models in a definition; then outputs lose their sentence on commercial purposes, for one day.
    "black-forest-labs/flux": (
        "flux1-dev__2024-08-01",
        (
            Commit(text="flux1-dev__2024-11-21", directions={NONE, LATERAL}, told=False),
            Commit(text="flux1-dev__2025-06-26-v1.1", directions={TIGHTER, MIXED, UNCLEAR}),
            Commit(text="flux1-dev__2025-06-27-v1.1.1", directions={LOOSER, MIXED, UNCLEAR}),
        ),
    ),
    "Lightricks/LTX-Video": ("ltx-video__2024-11-22", (commercial("ltx-video__2024-11-25-apache", LOOSER),)),
    # The licensor's address gets a link.
    "Lightricks/LTX-2": ("ltx-2__2026-01-05", (quiet("ltx-2__2026-02-09"),)),
    # Commercial use stays, with restrictions on use.
    "CompVis/stable-diffusion": (
        "sd-compvis__2022-01-14-mit",
        (
            Commit(
                text="sc-stable-diffusion-2022-08-22",
                directions={TIGHTER, MIXED},
                moved={"acceptable_use": TIGHTER},
            ),
        ),
    ),
    "Stability-AI/generative-models": ("sdxl-0.9__2023-06-22", (commercial("sdxl-1.0__2023-07-26", LOOSER),)),
    "fishaudio/fish-speech": (
        "fish-speech__2023-12-08-bsd",
        (
            commercial("fish-speech__2024-05-23-ccbyncsa", TIGHTER),
            commercial("fish-speech__2024-12-11-apache", LOOSER),
        ),
    ),
}


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub


@pytest.fixture
def texts(shared: Path) -> Path:
    return shared / "corpus" / "texts"


def files(step: Mapping[str, str | None], texts: Path) -> dict[str, bytes | None]:
    return {path: (texts / f"{slug}.txt").read_bytes() if slug else None for path, slug in step.items()}


@pytest.mark.parametrize("name", HISTORIES, ids=lambda name: str(name).partition("/")[2])
def test_each_commit_is_told_as_what_it_is(name: str, hub: Hub, texts: Path, tmp_path: Path) -> None:
    first, steps = HISTORIES[name]
    repo = hub.add(name, {"README.md": CARD, **files(first, texts)})
    with Desk(tmp_path, hub) as desk:
        assert desk.look(name).changes == ()
        assert [type(news) for _, news in desk.mail()] == [Inventory]
        recorded = repo.head.sha
        for step in steps:
            repo.commit(files(step.files, texts))
            report = desk.look(name)
            (change,) = report.changes
            expect(change, step)
            assert (change.before_commit, change.after_commit) == (recorded, repo.head.sha)
            recorded = repo.head.sha
            assert desk.news() == ([change] if step.told else [])
            expect_quiet(desk, name, repo)
        assert len(desk.store.history(f"hf:{name}")) == len(steps)
        assert desk.store.verify_chain() == ()


def expect(change: Change, step: Step) -> None:
    """A change is what the step says."""
    assert (change.event, change.cause, change.direction) == (step.event, Cause.THEIRS, step.direction)
    assert {(each.event, each.document) for each in change.documents} == step.documents
    assert {each.field: each.direction for each in change.fields} == step.moved
    assert dict(change.by_use) == dict(step.uses)
    assert all(each.before_quote or each.after_quote for each in change.fields)


def expect_quiet(desk: Desk, name: str, repo: Repo) -> None:
    """Another look, and one after a commit that touches no terms, find and owe nothing."""
    assert desk.look(name).counters["same"] == 1
    repo.commit({"weights.bin": f"step {len(repo.commits)}"})
    report = desk.look(name)
    assert (report.counters["same"], report.changes) == (1, ())
    assert desk.mail() == []


@pytest.mark.parametrize("name", OTHERS, ids=lambda name: str(name).partition("/")[2])
def test_each_commit_to_a_licence_is_told_in_the_right_direction(
    name: str, hub: Hub, texts: Path, tmp_path: Path
) -> None:
    first, commits = OTHERS[name]
    repo = hub.add(name, {"README.md": CARD, **files({"LICENSE": first}, texts)})
    with Desk(tmp_path, hub) as desk:
        assert desk.look(name).changes == ()
        desk.mail()
        for commit in commits:
            repo.commit(files({"LICENSE": commit.text}, texts))
            (change,) = desk.look(name).changes
            assert {each.document for each in change.documents} == {"LICENSE"}
            assert change.cause is Cause.THEIRS
            assert change.direction in commit.directions
            moved = {each.field: each.direction for each in change.fields}
            assert commit.moved.items() <= moved.items()
            assert bool(desk.news()) == commit.told
            expect_quiet(desk, name, repo)
        assert len(desk.store.history(f"hf:{name}")) == len(commits)
        assert desk.store.verify_chain() == ()


def test_the_added_paragraph_is_told_with_its_words(hub: Hub, texts: Path, tmp_path: Path) -> None:
    name = "replayed/M2"
    repo = hub.add(name, {"LICENSE": (texts / "minimax-m2__2025-10-27-mit.txt").read_bytes()})
    with Desk(tmp_path, hub) as desk:
        desk.look(name)
        repo.commit({"LICENSE": (texts / "minimax-m2__2025-11-13a-modified-mit.txt").read_bytes()})
        (change,) = desk.look(name).changes
        thresholds = next(each for each in change.fields if each.field == "thresholds")
        assert "100,000,000" in thresholds.after
        assert "USD 30,000,000" in thresholds.after
        assert "annual recurring revenue" in thresholds.after_quote
        assert change.before_label == "MIT"
        assert change.after_label == "modified MIT (+ 1 passage)"
        stored = desk.state(name)
        text = next(read.document.text for read in stored.reads if read.document.name == "LICENSE")
        assert text is not None
        for sourced in (each for won in stored.sheet.won.values() for each in won):
            assert text[sourced.finding.start : sourced.finding.end] == sourced.finding.quote


def test_a_return_is_told_as_one(hub: Hub, texts: Path, tmp_path: Path) -> None:
    name = "replayed/back"
    plain = (texts / "minimax-m2__2025-10-27-mit.txt").read_bytes()
    repo = hub.add(name, {"LICENSE": plain})
    with Desk(tmp_path, hub) as desk:
        desk.look(name)
        day = desk.now()
        repo.commit({"LICENSE": (texts / "minimax-m2__2025-11-13a-modified-mit.txt").read_bytes()})
        desk.look(name)
        repo.commit({"LICENSE": plain})
        (change,) = desk.look(name).changes
        assert (change.event, change.direction) == (Event.RETURNED, LOOSER)
        assert f"{day:%Y-%m-%d}" in change.documents[0].note
        assert len(desk.news()) == 2
