"""JSON in one line is what the standard library writes."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.reports.structured import compact

if TYPE_CHECKING:
    from monitor.reports.structured import Json

STRINGS = st.text(st.one_of(st.characters(), st.sampled_from('"\\\n\t\r\b\f\x00\x1f\x7f\u2028\ud800')))
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, STRINGS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(STRINGS, inner, max_size=4)),
    max_leaves=20,
)


class Word(StrEnum):
    """A word."""

    ONE = "a\n"


class Number(IntEnum):
    """A number."""

    ONE = 1


@given(VALUES)
def test_it_is_written_as_the_standard_library_does(value: Json) -> None:
    assert compact(value) == json.dumps(value, ensure_ascii=False, allow_nan=False)


def test_members_of_enumerations_are_their_values() -> None:
    assert compact([Word.ONE, Number.ONE, 2.0, 1e30]) == '["a\\n", 1, 2.0, 1e+30]'


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        compact([b"x"])  # type: ignore[list-item]
