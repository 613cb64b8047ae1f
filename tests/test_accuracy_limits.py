"""Single sentences that limit what a grant gives are never cleared."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from monitor.classify import classify
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules

SENTENCES = tomllib.loads((Path(__file__).parent / "variants" / "limits.toml").read_text("utf-8"))
GRANT = (
    "MODEL LICENSE\n\n1. Grant. Licensor grants you a non-exclusive, worldwide licence to use, reproduce, "
    "modify and distribute the Model for any purpose, including commercial purposes.\n\n2. {}\n"
)


def is_cleared(text: str) -> bool:
    return classify(text, load_rules(), load_references()).terms.commercial_use is Commercial.ALLOWED


def test_the_grant_alone_is_cleared() -> None:
    assert is_cleared(GRANT.format("The licence is irrevocable."))


@pytest.mark.parametrize("sentence", SENTENCES["sentences"])
def test_limit_is_not_cleared_in_a_plain_grant(sentence: str) -> None:
    assert not is_cleared(GRANT.format(sentence))
