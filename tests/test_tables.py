"""Tables: what their rows say, and what is no table."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import tables
from monitor.classify import classify
from monitor.records import Commercial, Hosting
from monitor.references import load_references
from monitor.resources import load_rules
from monitor.tables import rows, tier
from monitor.text import sentences

SAID = (
    ("| Act | Allowed? |\n|---|---|\n| Hosting | no |", "hosting is not permitted."),
    ("| Act | Allowed? |\n|---|---|\n| Hosting | ✔️ |", "hosting is permitted."),
    ("Act | Fee\nCopying | 3 euros", "copying: must pay a fee of 3 euros."),
    ("Act\tFee\nCopying\t3 % of sales", "copying: must pay 3 % of sales."),
    ("Act | Fee\nCopying | none", "no fee is owed."),
    ("Plan | Hosting\nHobby | no", "for hobby hosting is not permitted."),
    ("Plan | Registration\nHobby | yes", "registration is required."),
    ("Turnover | You\nabove $2 million | need a licence", "for turnover above $2 million, need a licence."),
    ("Who | Turnover | Then\nbig | above $2 million | stop", "for big (turnover above $2 million), stop."),
    ("Topic | 2023 | this licence\nHosting | no | yes", "hosting is permitted."),
    ("Earlier editions compared\n\nTopic | 2021 | 2023\nHosting | no | yes", "hosting is permitted."),
    ("Use       yes\nCopies    yes\nRoyalty   none", "no royalty is required."),
    ("What      who\nCopying   all\n  and so  of us\nSelling   nobody", "for copying and so, all of us."),
)  # fmt: skip


@pytest.mark.parametrize(("text", "says"), SAID)
def test_a_row_says_what_header_and_cells_say(text: str, says: str) -> None:
    assert says in [row.says for row in rows(text)]


def test_columns_of_years_that_are_not_compared_are_all_read() -> None:
    found = rows("Topic | 2021 | 2023\nHosting | no | yes")[-1].says
    assert "not permitted" in found
    assert "is permitted" in found


TICKED: tuple[tuple[str, list[str]], ...] = (
    ("✅ Commercial use\n❌ Military use", ["you may: commercial use", "you may not: military use"]),
    ("- ✔️ Use at work\n* ✘ Sell it", ["you may: use at work", "you may not: sell it"]),
    ("✓ Fee: 5 euros\n✗ No resale", ["fee: 5 euros", "no resale"]),
    ("✅ one\n✅ two", []),
    ("❌ Prohibited:\n- war", []),
)


@pytest.mark.parametrize(("text", "says"), TICKED)
def test_ticks_and_crosses_say_what_may_be_done(text: str, says: list[str]) -> None:
    assert [row.says for row in rows(text)] == says
    assert all(text[row.start : row.end].strip() == text[row.start : row.end] for row in rows(text))


def test_a_list_with_ticks_beside_a_table() -> None:
    found = rows("✅ Resale\n❌ War\n\n| Act | ok? |\n|---|---|\n| ❌ Hosting | no |")
    assert [row.start for row in found] == sorted(row.start for row in found)
    assert [row.says for row in found][:2] == ["you may: resale", "you may not: war"]


NO_TABLE = (
    "1.1     Grant. We grant a licence.\n1.2     Limits. You may not sell it.\n1.3     End. It ends.",
    "A sentence.  Another one after two spaces.\nA third  one.\nAnd a fourth  line of it.",
    "Licensor:        Foo\nLicensed Work:   Bar\nChange Date:     2030-01-01",
    "Home | About | Contact",
    "| a cell with a sentence. And another one. | no |\n| more of that. And so on. | yes |",
)


@pytest.mark.parametrize("text", NO_TABLE)
def test_other_layouts_are_no_tables(text: str) -> None:
    assert [row for row in rows(text) if row.says] == []


def test_a_class_is_told_apart_by_a_row() -> None:
    row = rows("Tier | Who\nGold | above 1,000 users")[-1]
    names, body = tier(row)
    assert "gold licensee" in names
    assert body == "who above 1,000 users"
    assert tier(rows("File | Size\nweights | 3 GB")[-1]) == ((), "")


CELL = st.text("abc de|\t-", max_size=12)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4).map("  ".join), max_size=8).map("\n".join))
def test_rows_stand_in_order_and_sentences_hold_every_word(text: str) -> None:
    found = rows(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    held = "".join(text[start:end] for start, end in sentences(text))
    assert [char for char in held if char.isalpha()] == [char for char in text if char.isalpha()]


LAYOUTS = (
    "| Act | Allowed |\n|---|---|\n| {} | {} |\n| Studying | yes |",
    "Act | Allowed\n{} | {}\nStudying | yes",
    "Act\tAllowed\n{}\t{}\nStudying\tyes",
    f"{'Act':<40} Allowed\n{{:<40}} {{}}\n{'Studying':<40} yes",
    "┌────┬────┐\n│ Act │ Allowed │\n├────┼────┤\n│ {} │ {} │\n│ Studying │ yes │\n└────┴────┘",
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("no", ["no", "prohibited", "not allowed", "❌"])
def test_a_denied_row_is_never_cleared(layout: str, no: str) -> None:
    grant = "Anybody may use, copy, change and sell the model.\n\n"
    read = classify(grant + layout.format("Commercial use", no), load_rules(), load_references())
    assert read.terms.commercial_use is Commercial.PROHIBITED
    read = classify(
        grant + layout.format("Hosting it for third parties", no), load_rules(), load_references()
    )
    assert read.terms.hosting is Hosting.PROHIBITED


NOT_CLEARED = (
    "Commercial use    no",
    "| Commercial use | no |",
    "Commercial use ✘",
    "商业使用：否",
    "| Use | Commercial |\n|---|---|\n| allowed | no |",
    "Businesses    not licensed\nPeople        licensed\nSchools       licensed",
    "Scope | research\nTerm | one year",
    "Topic | v1 | v2\nCommercial use | yes | no",
    "Commercial use forbidden | for companies\nRed | green\nBlue | yellow",
)


@pytest.mark.parametrize("text", NOT_CLEARED)
def test_a_limit_without_a_verb_is_not_cleared(text: str) -> None:
    grant = "Permission is granted to anybody to use, copy, modify and sell copies of the model.\n\n"
    read = classify(grant + text, load_rules(), load_references())
    assert read.terms.commercial_use is not Commercial.ALLOWED


@pytest.mark.parametrize(
    "piece", ["a  b\n", "| a | b |\n", "a\tb\n", "  a   b   c\n", "|" * 50 + "\n", "a  "]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    started = time.process_time()
    rows(piece * 20_000)
    assert time.process_time() - started < 5


CELLS = st.sampled_from(
    [
        "Use",
        "yes",
        "no fee",
        "Copies are allowed.",
        "2 %",
        "  ",
        "   ",
        " ",
        "\t",
        "|",
        "\xa0",
        "\x1f",
        "-----",
        "是",
    ]
)


@given(st.lists(st.lists(CELLS, max_size=6).map("".join), max_size=7).map("\n".join))
def test_lines_without_columns_are_no_table_anyway(text: str) -> None:
    found = rows(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_has_columns", lambda _: True)
        assert rows(text) == found
