"""Records survive the way to JSON and back, and nothing else is taken for one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import drawn

from monitor.errors import StoreError
from monitor.records import (
    Change,
    ChangeNews,
    Fetched,
    Inspection,
    Inventory,
    Notice,
    Sheet,
    Span,
    Subject,
    Threshold,
)
from monitor.store.codec import canonical, decode, dumps, encode, loads

ROOTS = [Inspection, Change, ChangeNews, Inventory, Notice, Sheet]


@pytest.mark.parametrize("kind", ROOTS, ids=lambda kind: kind.__name__)
def test_round_trip(kind: type) -> None:
    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(drawn(kind))
    def survives(value: object) -> None:
        line = dumps(value)
        assert line.encode()
        assert loads(kind, line) == value
        assert loads(kind, canonical(value)) == value
        assert canonical(loads(kind, line)) == canonical(value)

    survives()


def test_defaults_are_left_out_but_not_values_that_only_equal_them() -> None:
    assert encode(Threshold(metric="mau", amount=7)) == {"metric": "mau", "amount": 7}
    assert encode(Threshold(metric="mau", amount=7, group=0)) == {"metric": "mau", "amount": 7, "group": 0}
    quirky = Sheet(label="undeclared", not_checked=("x",))
    assert encode(quirky) == {"not_checked": ["x"]}


def test_json_is_readable_in_any_script() -> None:
    assert "许可" in dumps(Span(start=0, end=2, quote="许可"))
    assert dumps(Span(start=0, end=1, quote="\ud800")).isascii()


@given(st.text())
def test_canonical_does_not_depend_on_order(name: str) -> None:
    assert canonical({"b": 1, name: 2, "a": 3}) == canonical(
        dict(reversed({"b": 1, name: 2, "a": 3}.items()))
    )


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        (Span, "{", "not JSON"),
        (Span, '{"start":0,"end":1}', "quote"),
        (Span, '{"start":0,"end":1,"quote":2}', "int stands where str is expected"),
        (Span, '{"start":true,"end":1,"quote":""}', "bool stands where int is expected"),
        (Span, '{"start":0,"end":1,"quote":"","mood":1}', "Span has no field mood"),
        (Span, "[]", "cannot be read"),
        (Subject, '{"place":"moon","name":"x"}', "moon"),
        (Subject, '{"place":"hf","name":"x","revision":1}', "int is none of str | NoneType"),
        (tuple[Span, ...], "{}", "dict stands where a list is expected"),
        (tuple[int, str], "[1]", "shorter"),
        (Fetched, '{"subject":{"place":"hf","name":"x"},"state":"ok","snapshots":3}', "list"),
    ],
)
def test_what_is_no_record_is_refused(kind: type, text: str, fault: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be read|not JSON") as caught:
        loads(kind, text)
    assert fault in caught.value.problem
    assert "verify" in caught.value.advice


@dataclass
class Odd:
    """A record of a type that no record has."""

    when: complex


@pytest.mark.parametrize("data", [{"when": 1}])
def test_unknown_types_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="has no JSON form"):
        decode(Odd, json.loads(json.dumps(data)))
    with pytest.raises(TypeError, match="complex has no JSON form"):
        encode(Odd(1j))
