"""Single clauses of our own in over a hundred wordings: hosting, API access, what is owed for use, sizes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from monitor.records import Threshold

FILE = Path(__file__).parent / "variants" / "wordings.toml"
GRANT = (
    "You may use, copy, modify and distribute the Model for any purpose, including commercial purposes.\n\n"
)
CHINESE_GRANT = "您可以将本模型用于任何目的,包括商业用途。\n\n"
OTHERS = {
    "registration": "registration_required",
    "display": "display_attribution",
    "training": "no_training_other_models",
}
WORDINGS = [
    pytest.param(
        wording,
        id=wording["text"][:60],
        marks=pytest.mark.xfail(wording.get("gap", False), strict=True, reason="not read exactly yet"),
    )
    for wording in tomllib.loads(FILE.read_text("utf-8"))["wording"]
]


def told(threshold: Threshold) -> str:
    """A threshold as the file writes it."""
    parts = (threshold.metric, f"{threshold.amount:.0f}", threshold.currency, threshold.period)
    return " ".join(part for part in (*parts, threshold.consequence) if part)


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_clause_in_this_wording_is_read(wording: dict[str, Any]) -> None:
    grant = GRANT if wording["text"].isascii() else CHINESE_GRANT
    terms = classify(grant + wording["text"], load_rules(), load_references()).terms
    assert terms.hosting == wording.get("hosting", "not-addressed")
    assert terms.revenue_share.present is wording.get("share", False)
    if "rate" in wording:
        assert terms.revenue_share.rate == wording["rate"]
    assert bool(terms.thresholds) is wording.get("size", False)
    if "sizes" in wording:
        assert [told(each) for each in terms.thresholds] == wording["sizes"]
    assert list(terms.excluded_territories) == wording.get("territories", [])
    assert terms.commercial_use == wording.get("commercial_use", terms.commercial_use)
    for name, said in wording.items():
        if name in OTHERS:
            assert bool(getattr(terms, OTHERS[name])) is said
