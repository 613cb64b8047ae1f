"""docs/threats.md is true: every row has a guard and a test, and each of them exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "threats.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| Threat "))
]


@cache
def in_file(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def named(cell: str) -> list[str]:
    names = re.findall(r"`([^`]+)`", cell)
    assert ", ".join(f"`{name}`" for name in names) == cell
    return names


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_every_threat_has_a_guard_and_a_test(row: list[str]) -> None:
    threat, guards, tests = row
    assert threat
    assert named(guards)
    assert named(tests)
    for guard in named(guards):
        module, _, path = guard.partition(":")
        found: object = import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
    for test in named(tests):
        file, _, name = test.partition("::")
        assert name in in_file(file), test


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) > 35


@pytest.mark.parametrize("file", ["test_threats.py", "test_fuzz.py"])
def test_every_such_test_stands_for_a_threat(file: str) -> None:
    inner = {
        "test_links_without_dots_are",
        "test_the_grant_itself_clears",
        "test_the_whole_rule_is_one",
        "test_ordinary_letters_are_no_disguise",
        "test_every_folded_stretch_has_its_place",
        "test_sentences_hold_every_word_once",
        "test_disguise_is_looked_for_in_anything",
        "test_differences_lead_from_one_text_to_the_other",
    }
    told = {test for row in ROWS for test in named(row[2])}
    tests = {name for name in in_file(file) if name.startswith("test_")} - inner
    assert {name for name in tests if f"{file}::{name}" not in told} == set()
