"""Records that are made without `dataclasses` are what `dataclasses` would make of them."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import FrozenInstanceError, dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Finding, Identity, Reading, Span, Terms, Threshold
from monitor.records.frozen import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping


class Cheap(Record):
    """One made by ours."""

    name: str
    size: int = 3
    held: Mapping[str, int] = {}

    @property
    def double(self) -> int:
        """Twice its size."""
        return 2 * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """The same by `dataclasses`."""

    name: str
    size: int = 3
    held: Mapping[str, int] = field(default_factory=dict)


VALUES = st.fixed_dictionaries(
    {"name": st.text(max_size=3)},
    optional={"size": st.integers(0, 3), "held": st.dictionaries(st.text(max_size=1), st.integers(0, 1))},
)


def told(record: object) -> str:
    return repr(record).replace("Plain", "Cheap")


@given(one=VALUES, other=VALUES)
def test_a_record_is_what_dataclasses_would_make(one: dict[str, Any], other: dict[str, Any]) -> None:
    made, same = Cheap(**one), Plain(**one)
    assert told(made) == told(same)
    assert dataclasses.asdict(made) == dataclasses.asdict(same)
    assert (made == Cheap(**other)) is (same == Plain(**other))
    assert made not in (same, made.name)
    changed = {key: value for key, value in other.items() if key != "name"}
    again = replace(made, **changed)
    assert told(again) == told(dataclasses.replace(same, **changed))
    assert again == dataclasses.replace(made, **changed)
    assert [copy.copy(made), copy.deepcopy(made)] == [made, made]


def test_fields_are_told_as_dataclasses_tells_them() -> None:
    def row(one: dataclasses.Field[Any]) -> tuple[object, ...]:
        return one.name, one.type, one.default, one.default_factory is dataclasses.MISSING, one.kw_only

    assert list(map(row, dataclasses.fields(Cheap))) == list(map(row, dataclasses.fields(Plain)))
    assert dataclasses.is_dataclass(Cheap(name=""))
    assert not hasattr(Cheap(name=""), "__dict__")


def test_a_record_changes_nothing_and_shares_nothing() -> None:
    one, other = Cheap(name="a"), Cheap(name="b")
    assert one.held is not other.held
    assert one.double == 6
    with pytest.raises(FrozenInstanceError):
        one.size = 4  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.size
    with pytest.raises(TypeError):
        hash(one)
    assert hash(Span(start=0, end=1, quote="a")) == hash(Span(start=0, end=1, quote="a"))


@pytest.mark.parametrize("values", [{}, {"name": "a", "sizes": 1}])
def test_a_field_that_is_missing_or_unknown_is_told(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"name|sizes"):
        Cheap(**values)


def test_the_records_of_a_reading_have_their_defaults() -> None:
    finding = Finding(rule="a/b", field="a", start=0, end=1, quote="x")
    assert finding == Finding(rule="a/b", field="a", start=0, end=1, quote="x", values={}, experimental=False)
    reading = Reading(terms=Terms(), identity=Identity(), findings=(finding,))
    assert (reading.language, reading.unaccounted) == ("en", ())
    assert Threshold(metric="mau", amount=1.0) != Threshold(metric="mau", amount=2.0)
