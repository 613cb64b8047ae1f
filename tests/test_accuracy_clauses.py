"""Single clauses of our own, in many hands, for fields that are yes or no, for laws, names and phrases."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

FILE = Path(__file__).parent / "variants" / "clauses.toml"
CLAUSES = [
    pytest.param(clause, id=f"{clause['field']}: {clause['text'][:50]}")
    for clause in tomllib.loads(FILE.read_text("utf-8"))["clause"]
]


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_in_these_words_is_read(clause: dict[str, Any]) -> None:
    terms = classify(clause["text"], load_rules(), load_references()).terms
    read = getattr(terms, clause["field"])
    assert bool(read) is clause["found"]
    if "value" in clause:
        assert clause["value"] in (read if isinstance(read, tuple) else (read,))
