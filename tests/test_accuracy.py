"""The development half of the scancode package's licences: nothing cleared or blocked without a reason."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.records import Commercial

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
if importlib.util.find_spec("licensedcode") is None:
    pytest.skip("the licence texts of the development tools are not installed", allow_module_level=True)
KNOWN = tomllib.loads((ROOT / "tests" / "adjudicated.toml").read_text("utf-8"))["texts"]
MOST_FALSE_BLOCKS = 0.01
MOST_UNCLEAR = 0.12
LEAST_SHARE_F1 = {"tuned": 0.95, "other": 0.85}
MOST_SHARES_WRONGLY_FOUND = 2


def tool() -> ModuleType:
    """The script that writes docs/accuracy.md."""
    spec = importlib.util.spec_from_file_location("accuracy", ROOT / "tools" / "accuracy.py")
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def readings() -> dict[str, tuple[str, str]]:
    """Key -> (category, what the engine says of commercial use)."""
    accuracy = tool()
    return {
        key: (category, str(accuracy.terms(text)["commercial_use"]))
        for key, category, text in accuracy.licences("development")
    }


@pytest.mark.parametrize("key", KNOWN)
def test_adjudicated_text_is_read_as_decided(readings: dict[str, tuple[str, str]], key: str) -> None:
    assert readings[key][1] == KNOWN[key][0], KNOWN[key][1]


def test_no_false_clears_and_few_false_blocks(readings: dict[str, tuple[str, str]]) -> None:
    open_ones = {key: use for key, (category, use) in readings.items() if category == "Permissive"}
    others = {key: use for key, (category, use) in readings.items() if category != "Permissive"}
    blocking = {Commercial.CONDITIONAL, Commercial.SEPARATE, Commercial.PROHIBITED}
    assert [key for key, use in others.items() if use == Commercial.ALLOWED and key not in KNOWN] == []
    blocked = [key for key, use in open_ones.items() if use in blocking and key not in KNOWN]
    assert len(blocked) <= MOST_FALSE_BLOCKS * len(open_ones), blocked
    unclear = [key for key, use in open_ones.items() if use == Commercial.UNCLEAR]
    assert len(unclear) <= MOST_UNCLEAR * len(open_ones), unclear


@pytest.mark.parametrize("part", LEAST_SHARE_F1)
def test_share_of_revenue_is_found_in_contracts(part: str) -> None:
    accuracy = tool()
    if not accuracy.SHARED.exists():
        pytest.skip("the labelled texts are not here")
    counts = accuracy.share_counts(part)
    assert accuracy.f1(counts) >= LEAST_SHARE_F1[part]
    assert counts[False, True] <= MOST_SHARES_WRONGLY_FOUND
