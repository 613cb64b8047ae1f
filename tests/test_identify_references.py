"""The reference data: what is shipped, how it is read, and how two rows of words are aligned."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_texts import HERON, ROOT, builder, folder, made

from monitor import alignment
from monitor.alignment import align
from monitor.references import load_references, unsigned, word_hash

if TYPE_CHECKING:
    from pathlib import Path

DATA = ROOT / "monitor" / "references"
ROWS = st.lists(st.integers(0, 6), max_size=40)


def test_the_hubs_identifiers_name_references_that_exist(shared: Path) -> None:
    references = load_references()
    listed = (shared / "hub" / "license-ids.md").read_text("utf-8")
    known = {entry.id for entry in references.entries}
    assert all(f"| `{key}`" in listed for key in references.hub)
    assert listed.count("| `") == len(references.hub)
    assert {name for name in references.hub.values() if name} <= known
    assert references.named(" Apache-2.0 ") == "Apache-2.0"
    assert references.named("openrail") is None
    assert references.named("never-heard-of") is None


def test_no_words_are_shipped() -> None:
    """A catalogue row holds an id, words of the licence's name, and numbers."""
    rows = json.loads((DATA / "catalogue.json").read_text("utf-8"))["entries"]
    assert max(len(row[1].split()) for row in rows) < 30
    assert all(isinstance(value, int) for row in rows for value in (*row[2:6], *row[6]))


def test_the_shipped_data_is_what_the_builder_makes() -> None:
    """Every fortieth file of the database: sequence, loose stretches and sketch."""
    references = load_references()
    entries = {entry.id: (index, entry) for index, entry in enumerate(references.entries)}
    sources = [builder().parse(path) for path in sorted(folder().glob("*.LICENSE"))[::40]]
    for source in filter(None, sources):
        built = builder().build(source)
        index, entry = entries[source.id]
        assert references.sequence(entry) == list(built.words)
        assert [(part.start, part.end, part.fill) for part in entry.loose] == list(built.loose)
        assert entry.title == source.title
        assert all(index in references.shares([shingle]) for shingle in built.sketch)
        assert all(shingle < references.reach(len(built.words)) for shingle in built.sketch)
    assert references.version.startswith("scancode-32.")


def test_what_a_text_may_leave_out(tmp_path: Path) -> None:
    references = made(tmp_path, {"Heron-3": HERON})
    (entry,) = references.entries
    words = HERON.lower().split()
    assert entry.words > len(words) - 10
    filled = [part for part in entry.loose if part.fill]
    assert len(filled) == 3
    assert entry.loose[-1].end == entry.words
    assert references.sequence(entry)[5] == word_hash("copyright")
    assert references.terms == {}


def test_the_builder_writes_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "heron.LICENSE").write_text(
        f"---\nkey: heron\nshort_name: Heron\nname: Heron License\nspdx_license_key: Heron-3\n---\n{HERON}",
        "utf-8",
    )
    (texts / "odd.LICENSE").write_text("no front matter", "utf-8")
    (texts / "own.LICENSE").write_text(
        "---\nkey: own\nshort_name: Own\nname: Own\nspdx_license_key: LicenseRef-own\n---\ntext", "utf-8"
    )
    monkeypatch.setattr(builder(), "database", lambda: texts)
    monkeypatch.setattr(sys, "argv", ["build_references.py", "--target", str(tmp_path)])
    builder().main()
    assert [row[0] for row in json.loads((tmp_path / "catalogue.json").read_text())["entries"]] == ["Heron-3"]
    monkeypatch.setattr(builder(), "database", lambda: None)
    with pytest.raises(SystemExit):
        builder().main()


def test_integers_are_little_endian_on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bytes([1, 0, 2, 0])
    here = list(unsigned("H", raw))
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert here == [1, 2]
    assert list(unsigned("H", raw)) == [256, 512]


def longest(first: list[int], second: list[int]) -> int:
    """Length of the longest common subsequence, the slow way."""
    row = [0] * (len(second) + 1)
    for word in first:
        previous, row = row, [0]
        for at, other in enumerate(second):
            row.append(previous[at] + 1 if word == other else max(previous[at + 1], row[-1]))
    return row[-1]


@settings(max_examples=150, deadline=None)
@given(first=ROWS, second=ROWS)
def test_aligned_stretches_are_equal_and_in_order(first: list[int], second: list[int]) -> None:
    at = other_at = 0
    for start, other, size in align(first, second):
        assert start >= at
        assert other >= other_at
        assert first[start : start + size] == second[other : other + size]
        assert size > 0
        at, other_at = start + size, other + size


@settings(max_examples=150, deadline=None)
@given(first=ROWS, second=ROWS)
def test_the_bit_rows_find_a_longest_common_subsequence(first: list[int], second: list[int]) -> None:
    pairs = alignment._longest_common(first, second)
    assert len(pairs) == longest(first, second)
    assert all(first[at] == second[other] for at, other in pairs)
    assert pairs == sorted(pairs)


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.integers(0, 50), max_size=80),
    at=st.integers(0, 80),
    put=st.lists(st.integers(100, 120), max_size=9),
)
def test_an_insertion_costs_nothing_else(words: list[int], at: int, put: list[int]) -> None:
    changed = words[:at] + put + words[at:]
    assert sum(size for _, _, size in align(changed, words)) == len(words)


def test_what_is_too_long_to_compare_counts_as_different() -> None:
    first = [1, *([2, 3] * 2000), 9]
    second = [4, *([3, 2] * 2000), 8]
    assert align(first, second) == ()
