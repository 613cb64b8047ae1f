"""Permissive licences and sentences in our own words are cleared; limits behind the same words are not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.classify import classify
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules

FILE = Path(__file__).parent / "variants" / "permissive.toml"
RAW = tomllib.loads(FILE.read_text("utf-8"))
AROUND = "Permission to use, copy, modify, distribute and sell this software is granted to everyone.\n\n{}\n\nThis notice shall be kept."  # noqa: E501 - a text reads best in one line


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(
            each["text"],
            id=" ".join(each["text"].split())[:60],
            marks=pytest.mark.xfail(each.get("gap", False), strict=True, reason="not read yet"),
        )
        for each in RAW[kind]
    ]


def commercial_use(text: str) -> Commercial:
    return classify(text, load_rules(), load_references()).terms.commercial_use


@pytest.mark.parametrize("text", cases("licence"))
def test_licence_is_cleared(text: str) -> None:
    assert commercial_use(text) is Commercial.ALLOWED


@pytest.mark.parametrize("sentence", cases("sentence"))
def test_sentence_leaves_a_licence_cleared(sentence: str) -> None:
    assert commercial_use(AROUND.format(sentence)) is Commercial.ALLOWED


@pytest.mark.parametrize("sentence", cases("limit"))
def test_limit_is_not_cleared_behind_what_every_licence_says(sentence: str) -> None:
    assert commercial_use(AROUND.format(sentence)) is not Commercial.ALLOWED
