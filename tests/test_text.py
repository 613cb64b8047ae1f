"""Words, sentences and folding: properties over any text, and the places everything leads back to."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.folding import LOOKALIKES, fold
from monitor.hanging import Unit, units
from monitor.text import sentences
from monitor.tokens import tokens, word_tokens

QUICK = settings(max_examples=60, deadline=None)
# Any text, with the characters that mean something to this module far more often than by chance.
ALPHABET = st.one_of(
    st.sampled_from(
        " \t\n\r.:;,-*#>|_`\\/()[]1239aiIvxZ“”’—•·　"
        "\u00ad\u200b\u202e\ufeff\u0301ﬁÅİßаеＡ１４第一条、。：（）的한"
    ),
    st.characters(),
)
TEXTS = st.text(ALPHABET, max_size=120)
WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789", min_size=1, max_size=9), min_size=2, max_size=30
)


# ---- Tokens --------------------------------------------------------------------------------------------


@QUICK
@given(TEXTS)
def test_tokens_are_words_in_order_at_their_places(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last
        assert token.word
        assert not any(char.isspace() for char in token.word)
        last = token.start


@QUICK
@given(TEXTS)
def test_ascii_tokens_stand_in_the_text_as_they_are(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert all(plain[token.start : token.end] == token.word for token in tokens(plain))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("US$ 20,000,000.00", ("US", "20", "000", "000", "00")),
        ("com\u00admer\u200bcial", ("commercial",)),
        ("Ｌicense ２０％", ("License", "20")),
        ("ﬁne ①", ("fine", "1")),
        ("e\u0301tude étude", ("étude", "étude")),
        ("不得用于 API服务", ("不", "得", "用", "于", "API", "服", "务")),
        ("snake_case MiXed", ("snake", "case", "MiXed")),
        ("", ()),
        ("-- ... \u0301", ()),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert word_tokens(text) == words


def test_a_word_of_wide_characters_leads_back_to_all_of_them() -> None:
    text = "(com\u00admercial) e\u0301tude"
    assert [text[token.start : token.end] for token in tokens(text)] == ["com\u00admercial", "e\u0301tude"]


# ---- Folding -------------------------------------------------------------------------------------------


@QUICK
@given(TEXTS)
@example("a\u0301b")
@example("\u00ad\u00ad")
@example("İﬁ㎡")
def test_every_folded_place_leads_back_into_the_text(text: str) -> None:
    folded = fold(text)
    last = (0, 0)
    for at in range(len(folded.text)):
        start, end = folded.original(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert last <= (start, end)
        last = (start, end)
        assert folded.position(start) <= at
        assert folded.original(folded.position(start), at + 1)[0] <= start


@QUICK
@given(TEXTS)
def test_every_place_leads_to_a_folded_one_in_order(text: str) -> None:
    folded = fold(text)
    found = [folded.position(at) for at in range(len(text) + 1)]
    assert found == sorted(found)
    assert all(0 <= at <= len(folded.text) for at in found)
    assert found[-1] == len(folded.text)


@QUICK
@given(TEXTS)
def test_a_span_leads_back_to_what_it_was_made_of(text: str) -> None:
    folded = fold(text)
    if folded.text:
        start, end = folded.original(0, len(folded.text))
        assert fold(text[start:end]).text.strip() == folded.text.strip()


@QUICK
@given(TEXTS)
@example("a ¨¨ ¨")
def test_folded_text_is_plain(text: str) -> None:
    folded = fold(text).text
    assert "  " not in folded
    assert not set(folded) & set("\t\n\r“”‘’–—•`*|\u00ad\u200b\ufeff")
    assert not any(char.isascii() and char.isupper() for char in folded)


@QUICK
@given(WORDS)
def test_layout_does_not_matter(words: list[str]) -> None:
    plain = " ".join(words)
    expected = fold(plain).text
    for space in ("\n", "\r\n", "   ", " \n", "\t", "\u00a0", "\n\n", "\u3000", "\n    "):
        assert fold(space.join(words)).text == expected
    assert fold("".join(f"> {word}\n" for word in words)).text.strip() == expected
    assert fold("".join(f"  * {word} \r\n" for word in words)).text.strip() == expected
    assert fold("".join(f"// {word}\n" for word in words)).text.strip() == expected
    assert fold("| " + " | ".join(words) + " |").text.strip() == expected
    assert fold(" ".join(f"**{word}**" for word in words)).text == expected
    assert fold(" ".join(f"_{word}_" for word in words)).text == expected
    assert fold(" ".join("\u00ad".join(word) for word in words)).text == expected
    assert fold(" ".join("\u200b".join(word) for word in words)).text == expected
    assert fold("".join(_wide(char) for char in plain)).text == expected
    assert fold(plain.upper()).text == expected


def _wide(char: str) -> str:
    """The full-width form of an ASCII character."""
    return "\u3000" if char == " " else chr(ord(char) + 0xFEE0)


@QUICK
@given(TEXTS)
def test_folding_loses_no_ascii_letter(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert "".join(word_tokens(fold(plain).text)) == "".join(word_tokens(plain.lower()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“Built with X” — it’s", '"built with x" - it\'s'),
        ("non-\ncommercial", "non-commercial"),
        ("non-\r\n   commercial use", "non-commercial use"),
        ("snake_case __bold__ _it_ `code`", "snake_case bold it code"),
        ("US\\$ 5 \\[x\\]", "us$ 5 [x]"),
        ("* item\n+ item\n# Title\n;; note", "item item title note"),
        ("a|b", "a b"),
        ("商业\n用途 必须", "商业用途 必须"),
        ("商业\nuse", "商业 use"),
        ("２０％", "20%"),
        ("e\u0301tude", "étude"),
        ("ﬁne", "fine"),
        ("•item", "item"),
        ("x•y", "x y"),
        ("\ufeffMIT", "mit"),
        ("", ""),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text).text.strip() == folded


def test_look_alikes_in_latin_words_are_read_and_reported() -> None:
    text = "соmmercial use; Вы можете"  # the first two letters and the last words are Cyrillic
    folded = fold(text)
    assert folded.text.startswith("commercial use")
    assert folded.disguised == ((0, 1), (1, 2))
    assert "можете" in folded.text
    assert fold("you must рау fees").text == "you must pay fees"  # all of it Cyrillic
    assert fold("а сор и рос").disguised == ()
    assert "".join(LOOKALIKES.values()).isascii()
    assert all(not char.isascii() and unicodedata.name(char) for char in LOOKALIKES)


def test_a_span_of_a_folded_character_is_the_whole_original_one() -> None:
    text = "a ㎡ of"
    folded = fold(text)
    assert folded.text == "a m2 of"
    assert folded.original(2, 3) == folded.original(3, 4) == (2, 3)
    assert folded.position(2) == 2
    assert folded.position(4) == 5


# ---- Sentences and units -------------------------------------------------------------------------------


@QUICK
@given(TEXTS)
@example("a:\n\u2028b")
def test_sentences_hold_every_word_in_order(text: str) -> None:
    spans = sentences(text)
    assert list(spans) == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    held = {at for start, end in spans for at in range(start, end)}
    assert all(set(range(token.start, token.end)) <= held for token in tokens(text))


@QUICK
@given(TEXTS)
def test_units_are_the_sentences_and_hang_on_earlier_ones(text: str) -> None:
    found = units(text)
    spans = sentences(text)
    assert tuple((unit.start, unit.end) for unit in found) == spans
    for unit in found:
        assert all(stem in spans and stem[1] <= unit.start for stem in unit.stems)
        assert list(unit.stems) == sorted(unit.stems)
        assert unit.heading is None or unit.heading[0] <= unit.start


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer is no. Next", ["The answer is no.", "Next"]),
        ("As of No. 5 of it", ["As of No. 5 of it"]),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("See Sec. 4 of U.S. law. Acme Inc. may sue.", ["See Sec. 4 of U.S. law.", "Acme Inc. may sue."]),
        ("As in Annex A. It ends. A. Smith sues.", ["As in Annex A.", "It ends.", "A. Smith sues."]),
        ("Version 2.0 is out. i.e. this", ["Version 2.0 is out. i.e. this"]),
        ("He said “no.” Then left.", ["He said “no.”", "Then left."]),
        ("wrapped\nline here\n\nnext", ["wrapped\nline here", "next"]),
        ("- one\n- two", ["- one", "- two"]),
        ("1. First\n2. Second", ["1. First", "2. Second"]),
        ("intro:\nnext", ["intro:", "next"]),
        ("甲方。乙方；丙方", ["甲方。", "乙方；", "丙方"]),
        ("第一条 范围\n本协议适用。", ["第一条 范围", "本协议适用。"]),
        ("一、总则\n（一）甲\n（二）乙", ["一、总则", "（一）甲", "（二）乙"]),
        ("# Title\ntext", ["# Title", "text"]),
        ("before\n-----\nafter", ["before", "after"]),
        ("> quoted\n>\n> more", ["> quoted", "> more"]),
        (" \n\t\n", []),
    ],
)
def test_cuts_sentences(text: str, found: list[str]) -> None:
    assert told(text) == found


def hung(text: str, words: str) -> tuple[list[str], str | None]:
    """Stems and heading of the unit that begins with some words."""
    unit: Unit = next(each for each in units(text) if text[each.start : each.end].startswith(words))
    heading = text[slice(*unit.heading)] if unit.heading else None
    return [text[start:end] for start, end in unit.stems], heading


def test_items_hang_on_what_introduces_them() -> None:
    text = (
        "# 3. Restrictions\n\nYou shall not:\n\n(a) sell it;\n(b) do any of these:\n"
        "    (i) rent it;\n    (ii) lend it;\n(c) hide it.\n\nThis goes on.\n"
    )
    assert hung(text, "(a)") == (["You shall not:"], "# 3. Restrictions")
    assert hung(text, "(ii)")[0] == ["You shall not:", "(b) do any of these:"]
    assert hung(text, "(c)")[0] == ["You shall not:"]
    assert hung(text, "This goes")[0] == []


def test_what_breaks_off_before_an_item_in_lower_case_introduces_it() -> None:
    text = (
        "Limits\n\nA user shall not use the Model\n\n (a) to harm anybody;\n (b) in warfare.\n\n"
        "1. Scope of the rights\n (a) The rights are wide.\n"
    )
    assert hung(text, "(b)")[0] == ["A user shall not use the Model"]
    assert hung(text, "(a) The rights")[0] == []


def test_lines_below_what_introduces_them_are_items_without_marks() -> None:
    text = (
        "3.2 Use\n\nYou may not:\n\nUse it to harm anybody in any way\nSpy on people\nGo to war with it\n\n"
        "3.3 Rest\n\nYou may nap.\n"
    )
    assert hung(text, "Spy")[0] == ["You may not:"]
    assert hung(text, "You may nap")[0] == []


def test_a_wrapped_paragraph_behind_a_colon_is_no_list() -> None:
    text = "You may not:\n\nUse Aurora or Borealis or any\nOther model to harm people or\nAnimals.\n"
    assert len(units(text)) == len(("You may not:", "Use Aurora"))


def test_items_numbered_with_the_letter_of_their_annex_are_items() -> None:
    text = "Annex A\n\nYou agree not to use it:\n\nA.1 To spy;\nA.2 In warfare.\n"
    assert hung(text, "A.2")[0] == ["You agree not to use it:"]
    text = "E.1 You agree not to:\n\n(a) spy;\n(b) kill.\n\nE.2 You may nap.\n"
    assert hung(text, "(b)")[0] == ["E.1 You agree not to:"]
    assert hung(text, "E.2")[0] == []


def test_a_list_that_begins_within_a_line_has_its_words_as_stem() -> None:
    text = "4.2 The user shall not (i) copy it;\n(ii) sell or lend it; (iii) run\nit for others.\n\n5. More."
    assert hung(text, "(ii)")[0] == ["4.2 The user shall not"]
    assert hung(text, "5. More")[0] == []


@pytest.mark.parametrize("word", ["Section", "Clause", "paragraph", "Sub-section"])
def test_a_number_that_a_reference_begins_before_is_no_item(word: str) -> None:
    text = f"5.2. If you sue, the rights under {word}\n2.1 of this licence shall end.\n\n2.1 Other."
    assert [text[unit.start : unit.end][-6:] for unit in units(text)] == ["l end.", "Other."]


@pytest.mark.parametrize(("before", "whole"), [("in this", True), ("under", True), ("here", False)])
def test_a_named_section_that_a_line_ends_before_is_no_heading(before: str, *, whole: bool) -> None:
    text = f"You may not use the rights {before}\nSection 1 for money.\n\nSection 2 Other."
    assert len(units(text)) == (2 if whole else 3)


def test_indented_lines_without_a_mark_hang_on_their_stem() -> None:
    text = "You may not:\n\n    Copy it.\n    Sell it.\n\nThanks to all."
    assert [len(unit.stems) for unit in units(text)] == [0, 1, 1, 0]


def test_a_list_that_counts_anew_stands_below_its_stem() -> None:
    text = "2. Keep it.\n3. You agree not to:\n1. Spy on people\n i. at home; or\n2. Lie.\n4. Send us a note."
    assert [len(unit.stems) for unit in units(text)] == [0, 0, 1, 2, 1, 0]


def test_a_number_of_more_parts_hangs_on_the_one_it_begins_with() -> None:
    text = "3.1. You may share it, so long as:\n3.1.1. You keep this; and\n3.1.2. You ask.\n3.2. It ends."
    assert [len(unit.stems) for unit in units(text)] == [0, 1, 1, 0]


def test_a_comment_that_was_joined_to_other_words_goes_on() -> None:
    text = "The rights end. * As is, and without the right to put it on\n * the market."
    assert [text[unit.start : unit.end][-7:] for unit in units(text)] == ["ts end.", "market."]


def test_a_section_behind_a_list_is_no_item_of_it() -> None:
    text = (
        "3. Limits\n\nYou must not do any of the following.\n\n(a) Sell it.\n(b) Lend it.\n\n"
        "4. Labels\n\n(1) You shall not\n(a) hide it,\n(b) paint it.\n(2) Show it.\n"
    )
    assert hung(text, "(b) Lend")[0] == ["You must not do any of the following."]
    assert hung(text, "4. Labels")[0] == []
    assert hung(text, "(b) paint")[0] == ["(1) You shall not"]
    assert hung(text, "(2)")[0] == []


def test_a_paragraph_in_lower_case_goes_on_with_the_list() -> None:
    text = "You shall not:\n\n- sell it\n\nnor lend it to others;\n\nOther matters."
    assert hung(text, "nor lend")[0] == ["You shall not:"]
    assert hung(text, "Other")[0] == []


def test_headings() -> None:
    text = "Terms of Use\n\nBe kind.\n\n3. Disclaimer. It comes as it is.\n\nMore of it.\n\n## Last\nEnd."
    assert hung(text, "Be kind")[1] == "Terms of Use"
    assert hung(text, "More of it")[1] == "3. Disclaimer."
    assert hung(text, "End.")[1] == "## Last"
    assert hung("a line in lower case\n\nText follows.", "Text")[1] is None
    assert (
        hung("This line is, alas, much too long to be the heading of anything " * 2 + "\n\nText.", "Text")[1]
        is None
    )


def test_a_sentence_of_a_comment_goes_on_in_its_next_line() -> None:
    text = " * Keep this header, and keep the program out of commercial\n * hands. Thanks.\n * Enjoy it."
    assert [text[slice(*place)] for place in sentences(text)] == [
        "* Keep this header, and keep the program out of commercial\n * hands.",
        "Thanks.",
        "* Enjoy it.",
    ]
    stripped = "* It may be used freely,\n * and sold."
    assert [stripped[slice(*place)] for place in sentences(stripped)] == [stripped]
    listed = "* use it\n* copy it"
    assert len(sentences(listed)) == 2
    within = (
        "    /* Keep this.\n     * Use is free, without\n     * fee.\n     */\n     * use it\n     * copy it"
    )
    assert [text for place in sentences(within) if "fee" in (text := within[slice(*place)])] == [
        "* Use is free, without\n     * fee."
    ]
    assert within[slice(*sentences(within)[-1])] == "* copy it"


def test_chinese_lists_hang_on_their_stem() -> None:
    text = (
        "第三条 使用限制\n您不得从事下列行为：\n（一）出售模型；\n（二）出租模型。\n第四条 其他\n本条独立。"
    )
    assert hung(text, "（二）")[0] == ["您不得从事下列行为："]
    assert hung(text, "（二）")[1] == "第三条 使用限制"
    assert hung(text, "本条独立") == ([], "第四条 其他")


def test_a_wrapped_chinese_paragraph_is_one_sentence() -> None:
    line = "本协议适用于您对本模型及其衍生作品的任何使用、复制、修改和再分发行为，包括但不限于"
    assert told(f"{line}\n通过接口提供服务。") == [f"{line}\n通过接口提供服务。"]


# ---- Hostile input -------------------------------------------------------------------------------------

PIECES = (
    *(
        "a",
        " ",
        "\n",
        "\r\n",
        "\t",
        ".",
        ":",
        "-",
        "*",
        "#",
        ">",
        "|",
        "_",
        "\\",
        "(",
        "1",
        "第",
        "一",
        "。",
        "：",
    ),
    *(
        "\u00ad",
        "\u0301",
        "a\u0301",
        "•",
        "ﷺ",
        "а",
        "İ",
        "\u2028",
        "a-\n",
        "a. ",
        "> ",
        "- ",
        "# ",
        "1.",
        "a:\n",
    ),
    *("(a) ", "- a:\n", "'\"", ". '", "...", "一\n", "A ", "a\u200b", "**", "//", "_a"),
)


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = (piece * 30_000)[:30_000]
    began = time.process_time()
    assert len(fold(text).text) <= 20 * len(text)
    assert len(units(text)) <= len(text)
    assert len(tokens(text)) <= 20 * len(text)
    assert time.process_time() - began < 5.0


def test_a_megabyte_takes_seconds() -> None:
    text = ("You may not sell the “Model” — nor:\n  (a) lend it; 商业用途。\n  (b) rent it.\n\n" * 20_000)[
        :1_000_000
    ]
    began = time.process_time()
    folded = fold(text)
    assert len(units(text)) > 10_000
    assert folded.original(len(folded.text) - 1, len(folded.text))[1] <= len(text)
    assert time.process_time() - began < 20.0
