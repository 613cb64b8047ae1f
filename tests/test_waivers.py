"""Waivers: read as a whole, written as they are read, and no wider than what they rest on."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.waivers import NO_TEXT, REASONS, Acquired, Waiver, block, parse

SHA = "ab" * 32
LICENSE = {
    "counterparty": "Ember Labs",
    "contract": "EL-2026-7",
    "models": ["org/name"],
    "uses": ["product"],
    "territories": ["DE"],
    "end": date(2026, 12, 31),
}
GOOD: dict[str, Any] = {
    "subject": "hf:org/name",
    "owner": "jane@firm.example",
    "reason": "RISK_ACCEPTED",
    "comment": "Decided by the board.",
    "codes": ["commercial_use"],
    "sha256": SHA,
    "until": date(2027, 1, 1),
}


def faults_of(*waivers: dict[str, Any], **more: Any) -> tuple[str, ...]:  # noqa: ANN401 - keys of a file
    return parse({"schema": 1, "waiver": list(waivers), **more})[1]


words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=10
).filter(str.isprintable)
several = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)
acquired = st.builds(
    Acquired,
    counterparty=words,
    contract=words,
    models=several,
    uses=several,
    territories=several,
    end=st.dates(),
)
shared = {
    "number": st.just(1),
    "subject": words,
    "owner": words,
    "comment": words,
    "codes": several,
    "sha256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True) | st.just(NO_TEXT),
    "until": st.dates(),
    "profiles": st.just(()) | several,
}
waivers = st.builds(Waiver, reason=st.sampled_from(sorted(REASONS)), license=acquired, **shared)


@given(waivers)
def test_what_is_written_is_read(waiver: Waiver) -> None:
    found, faults = parse(tomllib.loads(f"schema = 1\n{block(waiver)}"))
    assert faults == ()
    assert found == (waiver,)


def test_a_file_without_waivers_is_good() -> None:
    assert parse({"schema": 1}) == ((), ())


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        {},
        {**GOOD, "reason": "BECAUSE", "sha256": "abc", "until": "2027-01-01", "codes": [], "ownr": "x"},
        {**GOOD, "reason": "LICENSE_ACQUIRED"},
        {
            **GOOD,
            "reason": "LICENSE_ACQUIRED",
            "license": {**LICENSE, "end": None, "uses": "product", "usse": []},
        },
        {**GOOD, "comment": "two\nlines", "profiles": [1]},
        waivers=[],
    )
    told = "\n".join(faults)
    for fault in (
        "waivers: is not known (did you mean waiver?)",
        "waiver[1].owner: is missing",
        "waiver[1].until: is missing",
        "waiver[1].codes: is missing",
        "waiver[2].reason: is 'BECAUSE'; it must be one of LICENSE_ACQUIRED",
        "waiver[2].sha256: must be 64 hexadecimal digits",
        "waiver[2].until: must be a day such as 2026-12-31, without quotes",
        "waiver[2].codes: must be a list",
        "waiver[2].ownr: is not known (did you mean owner?)",
        "waiver[3].license: LICENSE_ACQUIRED needs a table",
        "waiver[4].license.end: is missing",
        "waiver[4].license.uses: must be a list",
        "waiver[4].license.usse: is not known (did you mean uses?)",
        "waiver[5].comment: must be one line of text",
        "waiver[5].profiles: must be a list",
    ):
        assert fault in told


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({}, "schema: write `schema = 1`"),
        ({"schema": True}, "schema: write"),
        ({"schema": 2}, "schema: write"),
        ({"schema": 1, "waiver": {}}, "waiver: write each as a table of its own"),
        ({"schema": 1, "waiver": ["x"]}, "waiver: write each as a table of its own"),
    ],
)
def test_a_file_of_another_shape(data: dict[str, Any], fault: str) -> None:
    assert any(one.startswith(fault) for one in parse(data)[1])


def waiver(**more: Any) -> Waiver:  # noqa: ANN401 - keys of a waiver
    found, faults = parse({"schema": 1, "waiver": [{**GOOD, **more}]})
    assert faults == ()
    return found[0]


def test_it_covers_what_it_names_and_nothing_else() -> None:
    found = waiver(profiles=["bot"])
    assert found.covers("hf:org/name", "bot", "commercial_use")
    assert not found.covers("hf:org/other", "bot", "commercial_use")
    assert not found.covers("hf:org/name", "api", "commercial_use")
    assert not found.covers("hf:org/name", "bot", "hosting")
    assert waiver().covers("hf:org/name", "api", "commercial_use")
    assert "commercial_use of hf:org/name, owner jane@firm.example" in found.title


def test_it_reaches_no_further_than_the_licence_it_rests_on() -> None:
    found = waiver(reason="LICENSE_ACQUIRED", license=LICENSE)
    assert found.ends == date(2026, 12, 31)
    assert found.falls_short(["product"], ["DE"]) == ""
    assert found.falls_short(["product", "hosted-api"], []) == "the licence does not reach hosted-api"
    assert found.falls_short(["product"], ["DE", "US"]) == "the licence does not reach US"
    world = waiver(reason="LICENSE_ACQUIRED", license={**LICENSE, "territories": ["*"]})
    assert world.falls_short(["product"], ["US"]) == ""
    other = waiver(reason="LICENSE_ACQUIRED", license=LICENSE, subject="hf:org/other@main")
    assert other.falls_short(["product"], ["DE"]) == "the licence is for org/name"
    assert waiver().falls_short(["hosted-api"], ["US"]) == ""
    assert waiver().ends == date(2027, 1, 1)


def test_the_example_of_the_manual_is_a_waiver() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "lock.md").read_text(encoding="utf-8")
    shown = manual.split("```toml\n")[1].split("```")[0]
    found, faults = parse(tomllib.loads(shown.replace("…", SHA)))
    assert faults == ()
    assert found[0].falls_short(["product"], ["AT"]) == ""
    assert all(name in shown for name in REASONS)
