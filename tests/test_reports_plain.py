"""Words from outside: nothing in them may act on a terminal, a spreadsheet or a comment."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reports import csv_, markdown
from monitor.reports.layout import INKS, MARGIN, Paper, Row, cells, flow, labelled, table
from monitor.reports.plain import clip, one_line, safe

NASTY = st.text(
    alphabet=st.characters() | st.sampled_from("\x1b\x07\r\n\t\u202e\u2066\u200b\ufeff\x9b=+@|*<")
)


@settings(max_examples=100)
@given(NASTY | st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "L"])))
def test_safe_text_holds_nothing_that_acts(text: str) -> None:
    shown = safe(text)
    acting = [char for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert set(acting) <= set("\n\u200c\u200d")
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain words", "plain words"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x1b[2J", "\\x1b[2J"),
        ("allowed\u202edetibihorp", "allowed\\u202edetibihorp"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("pro\u00adhibited", "prohibited"),
        ("one\ttwo\r\nthree\rfour\u2028five", "one two\nthree\nfour\nfive"),
        ("lone \ud800 surrogate", "lone \\ud800 surrogate"),
        ("许可 ✓ é", "许可 ✓ é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_safe_shows_what_would_act(raw: str, shown: str) -> None:
    assert safe(raw) == shown


@settings(max_examples=100)
@given(st.text(alphabet="ab .,", max_size=60), st.integers(1, 30))
def test_clip_is_short_and_cuts_between_words(text: str, most: int) -> None:
    line, cut = one_line(text), clip(text, most)
    assert len(cut) <= max(most, 1)
    if cut != line:
        assert cut.endswith("…")
        assert line.startswith(cut[:-1])


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two, three", 10, "one two…"),
        ("unbreakable", 5, "unbr…"),
    ],
)
def test_clip(text: str, most: int, cut: str) -> None:
    assert clip(text, most) == cut


def test_cells_count_what_a_terminal_shows() -> None:
    assert cells("abc") == 3
    assert cells("许可证") == 6
    assert cells("e\u0301") == 1
    assert cells("a\u200db") == 2


@settings(max_examples=100)
@given(st.text(alphabet="ab c许可，e\u0301", max_size=120), st.integers(22, 50))
def test_flow_keeps_every_word_and_the_width(text: str, width: int) -> None:
    lines = flow([(text, "")], Paper(width), first="> ", rest="  ")
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines)[2:].split()) == "".join(text.split())
    assert all(line.startswith("> " if at == 0 else "  ") for at, line in enumerate(lines))


def test_flow_breaks_between_wide_characters_and_never_before_their_stop() -> None:
    assert flow([("一" * 9 + "二。三", "")], Paper(20)) == ["一" * 9, "二。三"]
    assert flow([("word 许可", "")], Paper(7), least=1) == ["word 许", "可"]


def test_flow_divides_only_words_wider_than_the_paper() -> None:
    assert flow([("x" * 45 + " end", "")], Paper(20)) == ["x" * 20, "x" * 20, "xxxxx end"]


def test_colour_surrounds_words_and_never_changes_them() -> None:
    runs = [("one ", "bad"), ("two", "good")]
    assert flow(runs, Paper(40, color=True)) == ["\x1b[1;31mone\x1b[0m \x1b[1;32mtwo\x1b[0m"]
    assert flow(runs, Paper(40)) == ["one two"]
    assert Paper(color=True).ink("", "bad") == ""
    assert all(Paper(color=False).ink("x", ink) == "x" for ink in INKS)


def test_a_label_stands_in_the_margin() -> None:
    first, second = labelled("Why", [("word " * 12, "")], Paper(40))
    assert first.startswith("Why" + " " * (MARGIN - 3) + "word")
    assert second.startswith(" " * MARGIN + "word")
    assert labelled("Territories", [("EU", "")], Paper(40)) == ["Territories EU"]


def test_a_table_takes_in_its_widest_column_and_pads_by_cells() -> None:
    rows = [
        Row((("许可", ""), ("short", "")), (("beneath the whole", ""),)),
        Row((("a" * 60, ""), ("b", ""))),
    ]
    lines = table(["Model", "Licence"], rows, Paper(40))
    assert all(cells(line) <= 40 for line in lines)
    column = lines[0].index("Licence")
    assert cells(lines[2][: lines[2].index("short")]) == column
    assert lines[3] == "    beneath the whole"
    assert "".join(line[:column].strip() for line in lines[4:]).startswith("a" * 60)


def test_a_table_narrower_than_its_columns_still_comes_out() -> None:
    lines = table(["a" * 30] * 6, [Row((("b" * 30, ""),) * 6)], Paper(20))
    assert len(lines) == 1 + 2 * 3


@settings(max_examples=100)
@given(NASTY)
def test_no_cell_is_a_formula(text: str) -> None:
    assert not csv_.cell(text).startswith(tuple("=+-@|%\t\r＝＋－＠"))


def test_a_formula_keeps_its_words_behind_an_apostrophe() -> None:
    assert csv_.cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert csv_.cell("\t=1+1") == "'=1+1"
    assert csv_.cell("MIT") == "MIT"


@settings(max_examples=100)
@given(NASTY)
def test_markdown_calls_nobody_links_nothing_and_holds_no_markup(text: str) -> None:
    shown = markdown.escape(text)
    assert "\n" not in shown
    assert "<" not in shown
    assert ">" not in shown
    for char in "*_`[]|~$":
        assert shown.count(char) == shown.count(f"\\{char}")
    assert "@&#8203;" * text.count("@") == "".join("@&#8203;" for _ in range(shown.count("@")))
    assert "://" not in shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("@octocat and #1", "@&#8203;octocat and \\#&#8203;1"),
        ("https://evil.example www.evil.example", "https:/&#8203;/evil.example www&#8203;.evil.example"),
        ("<img src=x> & co", "&lt;img src=x&gt; &amp; co"),
        ("- item", "\\- item"),
        ("1. item", "\\1. item"),
        ("=== rule", "\\=== rule"),
        ("a | b", "a \\| b"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_markdown_escapes(raw: str, shown: str) -> None:
    assert markdown.escape(raw) == shown
