"""Regular expressions kept as the engine's code: the same as compiled ones, and never of another engine."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from monitor import expressions, places
from monitor.expressions import expression, of_words, packed, restored
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_parser: Any = re._parser  # type: ignore[attr-defined]
PATTERNS = {
    ("(?P<year>[0-9]{4})-(?P<month>[0-9]{2})", 0): "on 2026-11-27 and 2025-01-01",
    ("a(b)?c(?P<last>d)", int(re.IGNORECASE)): "xABCD acd",
    ("^商业(?:用途|目的)$", int(re.MULTILINE)): "x\n商业目的\ny",
    ("(?s:.)(?<!a)[^\\W\\d_]{1,3}?", 0): "1ab",
}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of kept code for some patterns."""
    place = tmp_path / "codes.bin"
    place.write_bytes(packed((key, _parser.parse(*key)) for key in PATTERNS))
    monkeypatch.setattr(expressions, "CODES", place)
    expressions._kept.cache_clear()
    yield place
    expressions._kept.cache_clear()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("key", PATTERNS)
def test_what_is_kept_finds_what_is_compiled(key: tuple[str, int]) -> None:
    made, plain = restored(key), re.compile(*key)
    assert made is not None
    assert (made.pattern, made.flags, made.groups, made.groupindex) == (
        plain.pattern, plain.flags, plain.groups, plain.groupindex,
    )  # fmt: skip
    found = [(hit.span(), hit.groupdict(), hit.lastgroup) for hit in made.finditer(PATTERNS[key])]
    assert found
    assert found == [(hit.span(), hit.groupdict(), hit.lastgroup) for hit in plain.finditer(PATTERNS[key])]
    later = expression(*key)
    for _ in range(2):
        assert [hit.span() for hit in later.finditer(PATTERNS[key])] == [span for span, *_ in found]
    assert (later.pattern, later.flags) == (made.pattern, made.flags)


def test_what_is_made_of_words_is_written_where_it_was_not_kept(kept: Path) -> None:
    words, written = ("one", "two"), []

    def write() -> str:
        written.append(words)
        return "one|two"

    assert of_words(words, write).findall("two of one") == ["two", "one"]
    assert written
    kept.write_bytes(packed([(("one\ntwo", 0), _parser.parse(expressions.asked()["one\ntwo", 0]))]))
    expressions._kept.cache_clear()
    written.clear()
    assert of_words(words, write).findall("two of one") == ["two", "one"]
    assert not written


@pytest.mark.parametrize("names", [("france", "united kingdom", "uk", "u.k."), ("中国", "大不列颠", "uk")])
def test_names_of_places_are_kept_by_what_they_are(names: tuple[str, ...]) -> None:
    text = "in the united kingdom, the u.k. or 中国, not ukraine; " + " ".join(names)
    assert places._any_name(names).findall(text) == re.compile(places._pattern(names)).findall(text)
    assert expressions.asked()["\n".join(names), 0] == places._pattern(names)


@pytest.mark.usefixtures("kept")
def test_other_flags_are_another_expression() -> None:
    assert restored(("a(b)?c(?P<last>d)", 0)) is None
    assert not expression("a(b)?c(?P<last>d)").search("ABCD")
    assert ("a(b)?c(?P<last>d)", 0) in expressions.asked()


def test_code_of_another_engine_is_not_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "MADE_BY", ("cpython-27", 1, 2, "big"))
    assert all(restored(key) is None for key in PATTERNS)
    assert kept.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\0" * 16, b"\xff" * 40, b"()" * 9])
def test_a_damaged_file_is_not_used(content: bytes, kept: Path) -> None:
    kept.write_bytes(content)
    assert all(restored(key) is None for key in PATTERNS)
    assert expression("a+").fullmatch("aaa")


@pytest.mark.usefixtures("kept")
def test_where_files_are_not_read_by_place_they_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pread")
    for key, text in PATTERNS.items():
        made = restored(key)
        assert made is not None
        assert made.findall(text) == re.compile(*key).findall(text)


def test_a_rules_pattern_is_kept_for_the_rules_it_was_kept_with() -> None:
    """The same source means something else where a word list has changed."""
    rules = load_rules()
    cue = rules.cue
    assert cue is not None
    assert restored((cue.source, "of other rules")) is None
    assert cue.regex.search("a fee is due")
