"""Few changed words in a file that no rule reads: which of them are told, and which owe nothing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from watching import Desk

from monitor.demo.hub import Hub
from monitor.edits import weight
from monitor.records import Cause, Direction, Event

if TYPE_CHECKING:
    from pathlib import Path

LICENCE = """Acme Model Licence, version 1.2

Copyright (c) 2025 Acme Labs Inc.

1. Grant. Acme Labs Inc. grants you a non-exclusive licence to use, reproduce and distribute the Model
Wren-7B, including for commercial purposes, subject to section 3.

2. Notices. You must keep this licence with every copy. Complaints are answered within 30 days, since
15/01/2025.

3. Term. This licence ends when you breach section 2. It is governed by the laws of France. Bills come
monthly, and two of three may be paid late.

四、被许可人应当保留本协议。
"""

TOLD = [
    ("within 30 days", "within 10 days", "has another number"),
    ("two of three", "two of four", "has another number"),
    ("laws of France", "laws of Spain", "names another place"),
    ("Acme Labs Inc. grants", "Borealis Ltd. grants", "names another party"),
    ("subject to section 3", "subject to sections 2 and 3", "has another reference"),
    ("breach section 2", "breach section 1", "has another reference"),
    ("You must keep", "You may keep", "permits, forbids or obliges in other words"),
    ("应当保留", "可以保留", "permits, forbids or obliges in other words"),
]
UNTOLD = [
    ("non-exclusive", "nonexclusive"),
    ("reproduce and distribute", "reproduce, and distribute"),
    ("Copyright (c) 2025", "Copyright (c) 2025-2026"),
    ("version 1.2", "version 1.3"),
    ("Wren-7B", "Wren-13B"),
    ("15/01/2025", "15 January 2025"),
    ("Complaints are answered", "Complaints get answered"),
    ("3. Term.", "4. Term."),
    ("\n\n2. Notices", "\n\nA whole new sentence of 40 words may stand here.\n\n2. Notices"),
]


@pytest.mark.parametrize(("old", "new", "why"), TOLD)
def test_words_of_weight(old: str, new: str, why: str) -> None:
    assert LICENCE.count(old) == 1
    assert weight(LICENCE, LICENCE.replace(old, new)) == why
    assert weight(LICENCE.replace(old, new), LICENCE)


@pytest.mark.parametrize(("old", "new"), UNTOLD)
def test_words_that_bear_on_nothing(old: str, new: str) -> None:
    assert LICENCE.count(old) == 1
    assert weight(LICENCE, LICENCE.replace(old, new)) == ""


@given(st.integers(30, 110))
def test_another_width_of_lines_weighs_nothing(width: int) -> None:
    paragraphs = LICENCE.split("\n\n")
    wrapped = "\n\n".join(textwrap.fill(one, width, break_long_words=False) for one in paragraphs)
    assert weight(LICENCE, wrapped) == ""


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_any_changed_number_weighs(one: int, two: int) -> None:
    before, after = (LICENCE.replace("30 days", f"{number} days") for number in (one, two))
    assert bool(weight(before, after)) == (one != two)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_held_against_each_other(one: str, two: str) -> None:
    assert weight(one, one) == ""
    assert weight(one, two) == "" or one != two


def test_texts_beyond_reading_weigh_nothing_here() -> None:
    assert weight("10 days. " * 50_000, "20 days. " * 50_000) == ""


def test_a_commit_with_few_words_of_weight_is_told(tmp_path: Path) -> None:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        repo = hub.add("acme/model", {"README.md": "---\nlicense: other\n---\n", "LICENSE": LICENCE})
        desk.look("acme/model")
        desk.mail()
        repo.commit({"LICENSE": LICENCE.replace("within 30 days", "within 10 days")})
        (change,) = desk.look("acme/model").changes
        assert (change.event, change.direction, change.cause) == (
            Event.WORDING,
            Direction.LATERAL,
            Cause.THEIRS,
        )
        assert change.documents[0].note == "the text has another number; no term that is read here"
        assert desk.news() == [change]
        repo.commit(
            {"LICENSE": LICENCE.replace("within 30 days", "within 10 days").replace("non-ex", "nonex")}
        )
        (typo,) = desk.look("acme/model").changes
        assert (typo.event, typo.direction) == (Event.EDITORIAL, Direction.NONE)
        assert desk.news() == []
