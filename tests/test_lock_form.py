"""The text of a lock: whatever it holds comes back, in any order of lines, and every fault is told."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lock_samples import locks, sample, texts

from monitor import records
from monitor.errors import LockError
from monitor.lock.form import word, write
from monitor.lock.parse import MAX_FAULTS, parse
from monitor.lock.shapes import SEVERITY, VOCABULARIES

if TYPE_CHECKING:
    from monitor.lock.model import Lock

KEY = "hf:org/model-00"


def read(text: str) -> Lock:
    return parse(text, "model-licenses.lock")


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(LockError) as told:
        read(text)
    assert str(told.value).startswith("model-licenses.lock: ")
    return told.value.faults


@settings(max_examples=150)
@given(locks)
def test_what_is_written_is_read(lock: Lock) -> None:
    text = write(lock)
    assert read(text) == lock
    assert write(read(text)) == text


@settings(max_examples=60)
@given(locks, st.integers())
def test_lines_may_stand_in_any_order_and_twice(lock: Lock, seed: int) -> None:
    head, *lines = write(lock).splitlines()
    lines += lines[:5]
    random.Random(seed).shuffle(lines)  # noqa: S311 - no secret
    assert read("\r\n".join([head, *lines])) == lock


@given(texts)
def test_a_word_is_one_printable_word(text: str) -> None:
    shown = word(text)
    assert shown.isprintable()
    assert shown.startswith('"') or not any(char.isspace() for char in shown)
    shown.encode()


def test_every_line_but_the_head_names_its_model() -> None:
    lines = write(sample(2)).splitlines()
    assert lines[0] == "licensewatch-lock 1"
    assert lines[3] == "refreshed 2026-03-01"
    assert all(line.startswith("hf:org/model-0") for line in lines[4:])
    assert lines[4:] == sorted(lines[4:])
    assert f"{KEY} reviewed document metadata declared license mit" in lines
    assert f'{KEY} reviewed by "Jane Doe"' in lines


def test_vocabularies_are_those_of_the_records() -> None:
    for name, kind in {
        "ROLE": records.Role,
        "GOVERNS": records.Governs,
        "STATE": records.State,
        "BASIS": records.Basis,
        "DECISION": records.Decision,
        "DIRECTION": records.Direction,
        "CAUSE": records.Cause,
    }.items():
        assert {str(member) for member in kind} == VOCABULARIES[name]
    assert VOCABULARIES["HOW"] <= {str(member) for member in records.Settling}
    assert set(SEVERITY) == VOCABULARIES["DECISION"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (f"{KEY} reviewd by x", "'reviewd' is no fact; did you mean reviewed?"),
        (f"{KEY} xyz", "'xyz' is no fact; there are adopted, deferred, pending, reviewed, settled"),
        (f"{KEY} reviewed document LICENSE rolle license", "did you mean role?"),
        (f"{KEY} reviewed document LICENSE", "it ends where one of body, commit"),
        (f"{KEY} reviewed document", "it ends where one of a name should stand"),
        (f"{KEY}", "it ends where one of adopted"),
        (f"{KEY} reviewed document LICENSE role licence", "'licence' is no role"),
        (f"{KEY} reviewed document LICENSE body abc", "'abc' is no sha-256"),
        (f"{KEY} reviewed on 1.3.2026", "'1.3.2026' is no day"),
        (f"{KEY} reviewed seen 2026-03-01T12:00:00", "is no time"),
        (f"{KEY} reviewed by Jane Doe", "by is followed by 1 words (text), not 2"),
        (f"{KEY} reviewed on 2026-03-02", "it says otherwise than line"),
        (f'{KEY} reviewed by "Jane', "a quoted word is not closed"),
        (f'{KEY} reviewed by "Ja\\xne"', "a quoted word is not closed or not JSON"),
        (f"{KEY} adopted bot 1999 default reviewer x", "names no time"),
        (f"{KEY} pending cause theirs", "hf:org/model-00 pending lacks its line `seen`"),
        (f"{KEY} reviewed verdict other is allow", "verdict other lacks its line `facts`"),
        (f"{KEY} reviewed document NOTICE state ok", "document NOTICE lacks its line `role`"),
        (
            f"{KEY} adopted bot 2026-03-01T12:00:00Z x reviewer y",
            "adopted bot 2026-03-01T12:00:00Z x lacks its line `decision`",
        ),
        ("hf:org/other pending note x", "hf:org/other reviewed lacks its line `by`"),
        ("refreshed yesterday", "write `refreshed` and a day"),
        ("<<<<<<< HEAD", "a mark of a merge conflict"),
        ("=======", "a mark of a merge conflict"),
        ("||||||| base", "a mark of a merge conflict"),
        (">>>>>>> topic", "a mark of a merge conflict"),
    ],
)
def test_a_fault_names_its_line(line: str, fault: str) -> None:
    text = f"{write(sample())}{line}\n"
    found = [one for one in faults_of(text) if fault in one]
    assert found
    assert found[0].startswith("line ")


def test_all_faults_are_told_at_once() -> None:
    text = (
        f"{write(sample())}<<<<<<< HEAD\n{KEY} reviewed on 2026-03-02\n{KEY} x\n{KEY} reviewed basis guess\n"
    )
    found = faults_of(text)
    assert [fault.split(":")[0] for fault in found] == ["line 26", "line 27", "line 28", "line 29"]
    many = faults_of(write(sample()) + "nonsense here\n" * 100)
    assert len(many) == MAX_FAULTS + 1
    assert many[-1] == "and 60 more"


def test_two_days_of_refresh_after_a_merge() -> None:
    (fault,) = faults_of(f"{write(sample())}refreshed 2026-03-08\n")
    assert fault == "lines 4 and 26 name two days `refreshed`; keep the earlier"
    (fault,) = faults_of(write(sample()).replace("refreshed 2026-03-01\n", ""))
    assert fault == "there is no line `refreshed`; write it with the day of the last refresh"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a lock begins with `licensewatch-lock 1`"),
        ("version: 1\n", "a lock begins with `licensewatch-lock 1`"),
        ("licensewatch-lock 2\nanything\n", "it is of version 2, and this program reads version 1"),
        ("<<<<<<< ours\nlicensewatch-lock 1\n", "a mark of a merge conflict"),
    ],
)
def test_what_is_no_lock_of_this_version_is_told_alone(text: str, told: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith("line 1: ")
    assert told in fault


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(LockError):
        read(f"licensewatch-lock 1\nrefreshed 2026-03-01\n{text}")
