"""`check --from PATH`: the models that a project names, judged, with the places that name them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.cli import main
from monitor.cli.exits import Exit
from monitor.demo.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO = Path(__file__).parents[1] / "fixtures" / "demo"


class Run:
    """Runs command lines within a folder; holds what the last one wrote."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        code = main([*arguments, "--color", "never"])
        self.out, self.err = self.capture.readouterr()
        return code

    @property
    def words(self) -> str:
        return " ".join(self.out.split())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("HF_", "GITHUB_", "LICENSEWATCH_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    monkeypatch.setenv("LICENSEWATCH_REVIEWER", "ada")
    with Hub() as hub:
        hub.load(DEMO)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield Run(capsys)


def load(*names: str, tail: str = "") -> None:
    rows = [f'AutoModel.from_pretrained("{name}")' for name in names]
    Path("app.py").write_text("\n".join([*rows, tail]))


def test_models_are_judged_and_told_with_their_places(run: Run) -> None:
    load("ember/ember-max", "aurora-ai/aurora-2")
    Path("start.sh").write_text("vllm serve ember/ember-max\n")
    assert run("check", "--from", ".") == Exit.FINDINGS
    assert "Used in app.py:1, start.sh:1" in run.words
    assert "Used in app.py:2" in run.words
    assert run.words.count("ember/ember-max @") == 1


def test_machines_read_the_places_too(run: Run) -> None:
    load("aurora-ai/aurora-2")
    run("check", "--from", "app.py", "--format", "json")
    (model,) = json.loads(run.out)["models"]
    assert model["mentions"] == [{"path": "app.py", "line": 1, "reference": "aurora-ai/aurora-2"}]
    load("ember/ember-max")
    run("check", "--from", ".", "--format", "github")
    assert "::error file=app.py,line=1," in run.out
    run("check", "--from", ".", "--format", "sarif")
    places = [one["locations"][0]["physicalLocation"] for one in json.loads(run.out)["runs"][0]["results"]]
    assert {(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places} == {
        ("app.py", 1)
    }


def test_what_cannot_be_followed_is_not_checked(run: Run) -> None:
    load("aurora-ai/aurora-2", tail="AutoModel.from_pretrained(name)")
    assert run("check", "--from", ".", "--use", "internal") == Exit.INCOMPLETE
    assert "app.py:2 uses a model whose name is not written there" in run.words
    load("aurora-ai/aurora-2", tail="AutoModel.from_pretrained(name)  # licensewatch: ignore")
    assert run("check", "--from", ".", "--use", "internal") == Exit.CLEAN


def test_what_is_said_in_a_comment_must_be_a_reference(run: Run) -> None:
    load(tail="AutoModel.from_pretrained(name)  # licensewatch: soon")
    assert run("check", "--from", ".") == Exit.INCOMPLETE
    assert "app.py:1 names no model" in run.words


def test_a_file_that_cannot_be_read_is_not_checked(run: Run) -> None:
    Path("app.py").write_text("def (")
    assert run("check", "--from", ".") == Exit.INCOMPLETE
    assert "app.py is no Python of this version; models that it names are not checked." in run.words


def test_a_project_without_models_is_clean_and_says_so(run: Run) -> None:
    load()
    assert run("check", "--from", ".") == Exit.CLEAN
    assert "No file under . names a model." in run.words


def test_references_are_checked_beside_those_of_the_project(run: Run) -> None:
    load("aurora-ai/aurora-2")
    run("check", "blueriver/river-7b", "aurora-ai/aurora-2", "--from", ".", "--format", "json")
    told: Any = json.loads(run.out)
    assert [one["subject"] for one in told["models"]] == ["hf:blueriver/river-7b", "hf:aurora-ai/aurora-2"]


def test_a_path_that_is_not_there_is_told(run: Run) -> None:
    assert run("check", "--from", "gone") == Exit.FAILED
    assert "gone does not exist" in run.err


def test_a_lock_is_asked_for_what_the_project_names(run: Run) -> None:
    assert run("lock", "aurora-ai/aurora-2", "ember/ember-max", "--no-network") != Exit.CLEAN
    assert run("lock", "aurora-ai/aurora-2", "ember/ember-max") == Exit.CLEAN
    load("aurora-ai/aurora-2")
    everything = run("check", "--locked")
    assert everything == Exit.FINDINGS  # nobody has accepted ember-max
    run("check", "--locked", "--from", ".")
    assert "ember-max" not in run.out
    load("cobalt/cobalt-vl", tail="AutoModel.from_pretrained(name)")
    assert run("check", "--locked", "--from", ".") == Exit.INCOMPLETE
    assert "hf:cobalt/cobalt-vl was not reviewed" in run.words
    assert "named in app.py:1" in run.words
    assert "app.py:2 uses a model whose name is not written there" in run.words
    assert run("check", "--locked", "--from", ".", "--format", "json") == Exit.INCOMPLETE


def test_many_places_are_counted(run: Run) -> None:
    assert run("lock", "aurora-ai/aurora-2") == Exit.CLEAN
    load(*["cobalt/cobalt-vl"] * 6)
    run("check", "--locked", "--from", ".")
    assert "named in app.py:1, app.py:2, app.py:3 and 3 more places" in run.words
    run("check", "--from", ".")
    assert "Used in app.py:1, app.py:2, app.py:3, app.py:4 and 2 more places" in run.words


def test_a_project_without_models_asks_no_lock_for_the_rest(run: Run) -> None:
    assert run("lock", "ember/ember-max") == Exit.CLEAN
    load()
    assert run("check", "--locked", "--from", ".") == Exit.CLEAN
