"""One sentence put into a plain licence: a limit is never cleared, a kind word never blocks."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from insertions import HARMLESS, LAYOUTS, PLACES, RESTRICTIVE, inserted

from monitor.classify import classify
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules

KEYS = ("mit", "bsd-new", "bsd-simplified", "isc", "cc0-1.0", "zlib", "apache-2.0")
spec = importlib.util.find_spec("licensedcode")
if spec is None or spec.origin is None:
    pytest.skip("the licence texts of the development tools are not installed", allow_module_level=True)
FOLDER = Path(spec.origin).parent / "data" / "licenses"


@cache
def licence(key: str) -> str:
    return re.split(
        r"^---\s*$", (FOLDER / f"{key}.LICENSE").read_text("utf-8"), maxsplit=2, flags=re.MULTILINE
    )[2]


def commercial_use(text: str) -> Commercial:
    return classify(text, load_rules(), load_references()).terms.commercial_use


@pytest.mark.parametrize("key", KEYS)
def test_plain_text_is_allowed(key: str) -> None:
    assert commercial_use(licence(key)) is Commercial.ALLOWED


@pytest.mark.parametrize("sentence", RESTRICTIVE)
def test_each_restriction_counts(sentence: str) -> None:
    terms = classify(inserted(licence("mit"), sentence, "middle"), load_rules(), load_references()).terms
    assert terms.commercial_use is not Commercial.ALLOWED or terms.excluded_territories


@pytest.mark.parametrize("sentence", HARMLESS)
def test_each_kind_word_changes_nothing(sentence: str) -> None:
    assert commercial_use(inserted(licence("zlib"), sentence, "end")) is Commercial.ALLOWED


# Short texts first: the example that hypothesis shows at the end is one of them.
CASES = st.tuples(st.sampled_from(KEYS), st.sampled_from(PLACES), st.sampled_from(LAYOUTS))


@settings(deadline=None, max_examples=150)
@given(CASES, st.sampled_from(RESTRICTIVE))
def test_restriction_is_never_cleared(case: tuple[str, str, object], sentence: str) -> None:
    key, place, layout = case
    assert callable(layout)
    terms = classify(inserted(licence(key), layout(sentence), place), load_rules(), load_references()).terms
    # Places without rights are a field of their own, which verdicts refuse by.
    assert terms.commercial_use is not Commercial.ALLOWED or terms.excluded_territories


@settings(deadline=None, max_examples=100)
@given(CASES, st.sampled_from(HARMLESS))
def test_kind_words_change_nothing(case: tuple[str, str, object], sentence: str) -> None:
    key, place, layout = case
    assert callable(layout)
    assert commercial_use(inserted(licence(key), layout(sentence), place)) is Commercial.ALLOWED
