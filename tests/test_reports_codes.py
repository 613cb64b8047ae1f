"""The codes of reasons: each that a verdict can have is told in the manual."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from monitor.records import Terms
from monitor.reports import codes
from monitor.reports.words import FIELDS

ROOT = Path(__file__).parents[1]


def emitted() -> set[str]:
    """The codes that verdict, lock and command line give their reasons and remarks."""
    found = {field.name for field in fields(Terms)}
    package = ROOT / "monitor"
    for path in (*package.glob("verdict/*.py"), *package.glob("lock/*.py"), *package.glob("cli/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


def test_every_code_of_a_verdict_is_told() -> None:
    assert emitted() - codes.CODES.keys() == set()
    assert FIELDS.keys() <= codes.CODES.keys()


@pytest.mark.parametrize("code", codes.CODES)
def test_a_code_is_told_in_whole_sentences(code: str) -> None:
    one = codes.CODES[code]
    assert re.fullmatch(r"[a-z]+(?:[_-][a-z]+)*", code)
    assert one.meaning.endswith(".")
    assert one.remedy.endswith(".")
    assert len(one.title) <= 30


def test_a_code_that_nobody_described_is_told_by_its_name() -> None:
    told = codes.told("lock-brand-new")
    assert told.title == "Lock brand new"
    assert "lock brand new" in told.meaning


def test_the_manual_has_an_anchor_for_each() -> None:
    manual = (ROOT / "docs" / codes.MANUAL).read_text(encoding="utf-8")
    assert all(f'<a id="{code}"></a>' in manual for code in codes.CODES)
    assert codes.table() in manual
