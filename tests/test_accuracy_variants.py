"""Forty licence-shaped texts of our own: hosting, Model as a Service and revenue share in as many wordings."""  # noqa: E501 - a pattern or a table row reads best in one line

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from written_terms import plain

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


@pytest.mark.parametrize("text", TEXTS)
def test_terms_are_exact(text: dict[str, Any]) -> None:
    expected = {**plain(Terms()), **text["terms"]}
    assert plain(classify(text["text"], load_rules(), load_references()).terms) == expected
