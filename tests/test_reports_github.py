"""Annotations of a workflow: on the right line, at most ten of a kind, and no command of anybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from report_projects import CLEAN, DENIED, FOUND, HOSTILE, hostile
from report_samples import model

from monitor.records import NOT_LEGAL_ADVICE, Decision, Mention
from monitor.reports import github

if TYPE_CHECKING:
    from monitor.reports.inputs import Judged

# As the runner reads a line: the command, its properties, the message (actions/runner, ActionCommand.cs).
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def told_by(found: Judged) -> list[tuple[str, dict[str, str], str]]:
    lines = github.judged(found).splitlines()
    assert "::" not in lines[-1]
    told = []
    for line in lines[:-1]:
        command = COMMAND.fullmatch(line)
        assert command
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        told.append((command[1], properties, command[3]))
    return told


def test_each_stands_where_the_project_names_the_model() -> None:
    (first, *_) = told_by(FOUND)
    assert first[0] == "error"
    assert first[1] == {
        "file": "sub/app/serve.py",
        "line": "12",
        "title": "labs/one @0f3a91c%3A Commercial use",
    }
    sentence, clause, step = first[2].split("%0A")
    assert sentence == "Commercial use needs a prior written authorisation from the licensor."
    assert clause.startswith("“Any commercial use")
    assert step.startswith("Next: Write to licensing@labs.example")


def test_a_remark_stands_at_its_own_place_or_where_the_model_is_named() -> None:
    at = Mention("notebooks/a.ipynb", 3, "load(name)")
    unnamed = replace(FOUND.remarks[0], code="mention", subject="", at=at)
    unlocked = replace(FOUND.remarks[0], code="lock-missing", subject="hf:labs/new")
    mentions = {"hf:labs/new": (Mention("new.py", 8, "labs/new"),)}
    found = replace(CLEAN, remarks=(unnamed, unlocked), mentions=mentions, lock="model-licenses.lock")
    places = [(properties["file"], properties["line"]) for _, properties, _ in told_by(found)]
    assert places == [("sub/notebooks/a.ipynb", "3"), ("sub/new.py", "8")]


def test_kinds_follow_what_fails() -> None:
    def kinds(found: Judged) -> list[str]:
        return [f"{kind} {properties['title'].split('%3A')[0]}" for kind, properties, _ in told_by(found)]

    bare = replace(FOUND, remarks=())
    assert kinds(bare) == [
        "error labs/one @0f3a91c",
        "error labs/five",
        "error labs/four @0f3a91c",
        "notice labs/two @0f3a91c",
    ]
    assert kinds(replace(bare, failing=frozenset())) == [
        "error labs/five",
        "warning labs/one @0f3a91c",
        "warning labs/four @0f3a91c",
        "notice labs/two @0f3a91c",
    ]


def test_what_was_waived_is_not_annotated() -> None:
    assert not any("labs/three" in properties["title"] for _, properties, _ in told_by(FOUND))


def test_a_document_outside_the_project_gives_no_file() -> None:
    told = told_by(replace(FOUND, mentions={}))
    assert all("file" not in properties for _, properties, _ in told)


def test_a_clean_run_says_so_and_annotates_nothing() -> None:
    assert github.judged(CLEAN) == f"1 model: 1 yes. {NOT_LEGAL_ADVICE}\n"


@pytest.mark.parametrize(
    ("count", "shown", "more"), [(10, 10, ""), (11, 10, "and 2 more"), (40, 10, "and 31 more")]
)
def test_at_most_ten_of_a_kind_and_the_last_counts_the_rest(count: int, shown: int, more: str) -> None:
    models = tuple(model(f"labs/m{number}", Decision.DENY) for number in range(count))
    told = told_by(replace(CLEAN, inspections=models))
    assert len(told) == shown
    assert told[-1][2].startswith(more)
    assert all(kind == "error" for kind, _, _ in told)


@pytest.mark.parametrize(
    ("raw", "data", "value"),
    [
        ("50 % off", "50 %25 off", "50 %25 off"),
        ("a: b, c", "a: b, c", "a%3A b%2C c"),
        ("one\r\ntwo", "one two", "one two"),
        ("%0A::error::x", "%250A\\x3a:error\\x3a:x", "%250A\\x3a%3Aerror\\x3a%3Ax"),
    ],
)
def test_escaping(raw: str, data: str, value: str) -> None:
    assert github.data(raw) == data
    assert github.value(raw) == value


@given(HOSTILE)
def test_no_word_ends_a_property_or_a_message(text: str) -> None:
    assert not set(github.value(text)) & set(":,\r\n")
    assert not set(github.data(text)) & set("\r\n")


@given(hostile())
def test_hostile_words_make_no_further_command(found: Judged) -> None:
    assert len(told_by(found)) <= 3


def test_a_path_with_marks_is_escaped() -> None:
    mentions = {DENIED.subject.key: (Mention("a,b:c%.py", 4, "labs/one"),)}
    (first, *_) = told_by(replace(FOUND, mentions=mentions))
    assert first[1]["file"] == "sub/a%2Cb%3Ac%25.py"
