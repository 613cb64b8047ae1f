"""Forty licence-shaped texts of our own: hosting, Model as a Service and revenue share in as many wordings."""  # noqa: E501 - a pattern or a table row reads best in one line

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.classify import classify
from monitor.records import Terms
from monitor.references import load_references
from monitor.resources import load_rules

FOLDER = Path(__file__).parent / "variants"
TEXTS = [
    pytest.param(text, id=f"{kind}-{text['name']}")
    for kind in ("known", "aside")
    for text in tomllib.loads((FOLDER / f"{kind}.toml").read_text("utf-8"))["text"]
]


def plain(terms: Terms) -> dict[str, Any]:
    """The terms as the files write them; of a threshold what the rubric names."""
    found = dataclasses.asdict(terms)
    names = ("metric", "amount", "currency", "period", "consequence")
    found["thresholds"] = [{name: each[name] for name in names if each[name]} for each in found["thresholds"]]
    found["revenue_share"] = {key: each for key, each in found["revenue_share"].items() if each is not None}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}


@pytest.mark.parametrize("text", TEXTS)
def test_terms_are_exact(text: dict[str, Any]) -> None:
    expected = {**plain(Terms()), **text["terms"]}
    assert plain(classify(text["text"], load_rules(), load_references()).terms) == expected
