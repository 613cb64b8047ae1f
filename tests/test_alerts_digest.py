"""What a digest says, in which order, and that no stranger's words can do more than be read."""

from __future__ import annotations

import shlex
import unicodedata
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import AT, FREE, LIMITED, change, document_change, drawn, hunk, later

from monitor.alerts.digest import MODELS_SHOWN, ROWS_SHOWN, TAGS, build_digest
from monitor.alerts.page import render_html
from monitor.alerts.passages import BUDGET, LONGEST, passages
from monitor.alerts.text import render_text
from monitor.records import (
    NOT_LEGAL_ADVICE,
    Cause,
    ChangeNews,
    Decision,
    Direction,
    Event,
    FieldChange,
    Inventory,
    InventoryRow,
    Notice,
    Shift,
    State,
    Use,
)
from monitor.reports.layout import cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records import Change

PARAGRAPH = (
    "If the model is used for products with more than 100 million monthly active users, you shall"
    ' prominently display "Orca" on their user interface.'
)


def news(*changes: Change) -> list[ChangeNews]:
    return [ChangeNews(change=one) for one in changes]


def of(direction: Direction, subject: str, **told: Any) -> Change:  # noqa: ANN401 - any field
    return change(direction=direction, subject=subject, before_label=subject, **told)


def notice(state: State = State.UNREACHABLE, subject: str = "hf:a/down") -> Notice:
    return Notice(subject=subject, at=AT, state=state, since=later(-60), sentence="No answer.")


def section(text: str, title: str) -> list[str]:
    """The lines below a title of the text part."""
    lines = text.split("\n")
    start = lines.index(title) + 1
    return lines[start : lines.index("", start)]


# The subject line.


def test_subject_names_the_weightiest_and_counts_the_rest() -> None:
    found = [
        of(Direction.LOOSER, "hf:a/looser"),
        of(Direction.LOOSER, "hf:b/looser"),
        of(Direction.TIGHTER, "hf:MiniMaxAI/MiniMax-M2"),
    ]
    digest = build_digest([*news(*found), notice()])
    assert digest.subject == "[licensewatch] TIGHTER: MiniMaxAI/MiniMax-M2 (+2 looser, 1 unreachable)"
    assert digest.summary == "4 models with news: 1 tighter, 2 looser and 1 unreachable."


def test_subject_of_one_piece_of_news_has_no_count() -> None:
    assert build_digest(news(change())).subject == "[licensewatch] TIGHTER: example-lab/orca"
    assert build_digest([notice(State.OK)]).subject == "[licensewatch] READABLE AGAIN: a/down"


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ({"direction": Direction.MIXED}, "mixed"),
        ({"direction": Direction.UNCLEAR}, "unclear"),
        ({"direction": Direction.LATERAL}, "changed"),
        ({"direction": Direction.NONE, "event": Event.EDITORIAL}, "editorial"),
        ({"direction": Direction.NONE, "event": Event.DECLARATION}, "declared"),
        ({"direction": Direction.TIGHTER, "event": Event.DECLARATION}, "tighter"),
        ({"direction": Direction.UNCLEAR, "event": Event.GATED}, "gated"),
        ({"direction": Direction.UNCLEAR, "event": Event.GONE}, "gone"),
        ({"direction": Direction.TIGHTER, "cause": Cause.OURS}, "our reading"),
    ],
)
def test_every_kind_of_change_has_its_tag(told: dict[str, Any], tag: str) -> None:
    (item,) = build_digest(news(change(**told))).items
    assert item.tag == tag


def test_order_is_by_weight_not_by_time() -> None:
    directions = [Direction.NONE, Direction.LATERAL, Direction.LOOSER, Direction.UNCLEAR, Direction.TIGHTER]
    digest = build_digest(news(*(of(one, f"hf:a/{one}") for one in directions)))
    tags = [item.tag for item in digest.items]
    assert tags == ["tighter", "unclear", "looser", "changed", "editorial"]
    assert tags == sorted(tags, key=TAGS.index)


# Items.


def test_models_that_share_a_text_share_an_item() -> None:
    shared = [
        change(subject=f"hf:a/model-{n}", seen_at=later(n), after_commit=f"{n:040d}") for n in range(30)
    ]
    (item,) = build_digest(news(*shared)).items
    assert item.models == tuple(f"a/model-{n}" for n in range(MODELS_SHOWN))
    assert item.more == 30 - MODELS_SHOWN
    assert "a/model-3 seen 2026-03-01 12:03 UTC, commit cccccccccccc -> 000000000000" in item.evidence
    digest = build_digest(news(*shared))
    assert digest.subject == "[licensewatch] TIGHTER: a/model-0 (+29 tighter)"
    assert "a/model-11 and 18 more" in " ".join(render_text(digest).split())


@pytest.mark.parametrize(
    "other",
    [
        {"documents": (document_change(hunk(), after_sha256="e" * 64),)},
        {"documents": (document_change(hunk(), document="LICENSE.md"),)},
        {"direction": Direction.MIXED},
        {"before_label": "Apache-2.0"},
        {"fields": ()},
    ],
)
def test_what_differs_is_told_apart(other: dict[str, Any]) -> None:
    assert len(build_digest(news(change(), change(subject="hf:a/other", **other))).items) == 2


def test_what_a_change_means_for_the_reader_tells_items_apart() -> None:
    shift = Shift(profile="bot", before=Decision.ALLOW, after=Decision.DENY)
    both = [ChangeNews(change=change()), ChangeNews(change=change(subject="hf:a/b"), shifts=(shift,))]
    assert len(build_digest(both).items) == 2


def test_declarations_are_alike_by_what_they_say_not_by_their_bytes() -> None:
    def declared(subject: str, sha256: str) -> Change:
        one = document_change(
            event=Event.DECLARATION, document="metadata", after_sha256=sha256, note="license mit -> other"
        )
        return change(one, subject=subject, event=Event.DECLARATION)

    (item,) = build_digest(news(declared("hf:a/a", "1" * 64), declared("hf:a/b", "2" * 64))).items
    assert item.models == ("a/a", "a/b")
    assert item.happened == ("What metadata declares changed. License mit -> other.",)


def test_item_tells_what_happened_and_for_which_uses() -> None:
    renamed = document_change(event=Event.RENAMED, before_name="LICENSE-OLD", note="")
    uses = {
        Use.PRODUCT: Direction.TIGHTER,
        Use.HOSTED_API: Direction.TIGHTER,
        Use.FINE_TUNE: Direction.LOOSER,
        Use.INTERNAL: Direction.NONE,
    }
    text = render_text(build_digest(news(change(renamed, by_use=uses))))
    assert "LICENSE-OLD was renamed to LICENSE.\n" in text
    assert "tighter for product, hosted-api\nlooser for fine-tune\n" in text
    assert "internal" not in text
    assert "Licence: MIT -> modified MIT (+ 1 passage)\n" in text
    assert "  Size limits: none -> above 1 million users (tighter)" in section(
        text, "What it does to the terms"
    )


def test_every_event_has_its_sentence() -> None:
    for event in Event:
        (item,) = build_digest(news(change(document_change(event=event, before_name="OLD")))).items
        assert item.happened[0].endswith(".")


def test_unchanged_label_is_said_once() -> None:
    text = render_text(build_digest(news(change(before_label="MIT", after_label="MIT"))))
    assert "Licence: MIT\n" in text


def test_what_it_means_for_each_profile() -> None:
    shifts = (
        Shift(profile="bot", before=Decision.ALLOW, after=Decision.DENY, reason="You are above the limit."),
        Shift(profile="lab", before=Decision.ALLOW, after=Decision.ALLOW),
        Shift(profile="new", before=None, after=Decision.INCOMPLETE),
    )
    digest = build_digest([ChangeNews(change=change(), shifts=shifts)])
    assert section(render_text(digest), "What it means for you") == [
        "  bot: yes -> no. You are above the limit.",
        "  lab: still yes.",
        "  new: not judged -> not checked.",
    ]
    assert "You are above the limit." in render_html(digest)


def test_evidence_gives_hashes_time_and_commits() -> None:
    (item,) = build_digest(news(change())).items
    assert item.evidence == (
        "LICENSE: sha256 aaaaaaaaaaaa -> bbbbbbbbbbbb",
        "Seen 2026-03-01 12:00 UTC, commit cccccccccccc -> dddddddddddd",
    )
    added = document_change(before_sha256=None)
    (item,) = build_digest(news(change(added, before_commit=None, after_commit=None))).items
    assert item.evidence == ("LICENSE: sha256 none -> bbbbbbbbbbbb", "Seen 2026-03-01 12:00 UTC")


def test_next_steps_can_be_copied() -> None:
    (item,) = build_digest(news(change(subject="hf:a/b@main"))).items
    assert item.commands == (
        ("licensewatch", "diff", "hf:a/b@" + "c" * 40, "hf:a/b@" + "d" * 40),
        ("licensewatch", "show", "hf:a/b@main"),
    )
    (item,) = build_digest(news(change(subject="https://example.org/t", before_commit=None))).items
    assert item.commands[0] == ("licensewatch", "history", "https://example.org/t")


def test_long_command_is_continued_as_a_shell_reads_it() -> None:
    text = render_text(build_digest(news(change(subject="file:./my $(rm -rf ~) model"))))
    commands = "\n".join(section(text, "Next"))
    words = shlex.split(commands.replace("\\\n", ""))
    assert "\\\n" in commands
    assert words == [
        *("licensewatch", "diff", *(f"file:./my $(rm -rf ~) model@{end}" for end in ("c" * 40, "d" * 40))),
        *("licensewatch", "show", "file:./my $(rm -rf ~) model"),
    ]


# Passages.


def test_quotes_are_whole_sentences_with_the_words_marked() -> None:
    marks = (
        ("equal", "You may use the model "),
        ("delete", "for any purpose"),
        ("insert", "up to 1 million users"),
        ("equal", "."),
    )
    digest = build_digest(news(change(document_change(hunk(marks=marks)))))
    assert section(render_text(digest), "The words, before (-) and after (+)") == [
        "  LICENSE:",
        f"    - {FREE}",
        f"    + {LIMITED}",
        '      changed: "for any purpose" -> "up to 1 million users"',
    ]
    html = render_html(digest)
    assert ">for any purpose</del>." in html
    assert ">up to 1 million users</ins>." in html


def test_added_and_moved_sentences_are_quoted_whole() -> None:
    added, moved = hunk("", PARAGRAPH), hunk(FREE, FREE, kind="move")
    text = render_text(build_digest(news(change(document_change(added, moved)))))
    assert " ".join(section(text, "The words, before (-) and after (+)")).count("-  ") == 0
    assert "    + If the model is used" in text
    assert "moved to another place:" in text


def test_marks_that_do_not_make_the_sentence_are_not_trusted() -> None:
    ((passage,), _) = passages(change(document_change(hunk(marks=(("delete", "You"), ("insert", "He"))))))
    assert passage.before == ((True, FREE),)
    assert passage.after == ((True, LIMITED),)


def test_words_of_changed_terms_come_before_the_rest() -> None:
    noise = [hunk(f"Old section {n}. " + "x " * 9, f"New section {n}. " + "y " * 9) for n in range(100)]
    late = hunk("", PARAGRAPH)
    limit = FieldChange(
        field="thresholds",
        before="none",
        after="100 million",
        direction=Direction.TIGHTER,
        after_quote="more than 100 million monthly\n active users",
    )
    found = change(document_change(*noise, late), fields=(limit,))
    shown, omitted = passages(found)
    assert shown[-1].after == ((True, PARAGRAPH),)
    assert omitted == 101 - len(shown) > 60
    text = render_text(build_digest(news(found)))
    assert f"... {omitted} more; `licensewatch diff` shows them all." in text
    assert len(text.split("\n")) < 110


def test_one_long_sentence_is_quoted_whole_and_a_book_is_not() -> None:
    long = "You shall " + "not " * (BUDGET // 4) + "sell it."
    ((passage,), omitted) = passages(change(document_change(hunk("", long))))
    assert (passage.after, omitted) == (((True, long),), 0)
    assert passages(change(document_change(hunk("", "word " * LONGEST)))) == ((), 1)


def test_quote_that_no_passage_shows_stands_with_its_term() -> None:
    def limit(quote: str) -> FieldChange:
        return FieldChange(
            field="x", before="no", after="yes", direction=Direction.TIGHTER, after_quote=quote
        )

    text = render_text(
        build_digest(news(change(fields=(limit("Elsewhere it says."), limit("1 million users")))))
    )
    assert section(text, "What it does to the terms") == [
        "  x: no -> yes (tighter)",
        '    + "Elsewhere it says."',
        "  x: no -> yes (tighter)",
    ]


# Notices and inventories.


def test_notices_come_last_with_since_when() -> None:
    text = render_text(build_digest([notice(), *news(change()), notice(State.OK, "hf:a/up")]))
    assert text.index("TIGHTER: ") < text.index("WATCHING") < text.index("* a/down")
    flat = " ".join(text.split())
    assert "* a/down: unreachable. No answer. Since 2026-03-01 11:00 UTC." in flat
    assert "* a/up: readable again. No answer." in flat
    bare = Notice(subject="hf:a/b", at=AT, state=State.GONE, sentence="It is gone.")
    assert build_digest([bare]).remarks[0].sentence == "It is gone."


def test_inventory_is_one_sentence_and_the_rows_that_need_somebody() -> None:
    counts = dict(
        zip((Decision.ALLOW, Decision.OBLIGATIONS, Decision.INCOMPLETE), (212, 61, 18), strict=True)
    )
    rows = [InventoryRow(subject="hf:a/b", label="MIT", decision=Decision.REVIEW, reason="Read it.")]
    digest = build_digest([Inventory(seen_at=AT, counts={Decision.REVIEW: 9} | counts, rows=tuple(rows))])
    sentence = "300 models: 212 yes, 61 with duties, 18 unread, 9 need a decision"
    assert digest.subject == f"[licensewatch] {sentence}"
    text = render_text(digest)
    assert text.count(sentence) == 1
    assert "  * a/b: needs a decision (MIT)\n    Read it.\n" in text
    html = render_html(digest)
    assert html.count(sentence) == 2  # title and text
    assert "Read it." in html


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({Decision.REVIEW: 1}, "1 model: 1 needs a decision"),
        ({Decision.DENY: 2, Decision.ALLOW: 0}, "2 models: 2 no"),
        ({}, "0 models"),
    ],
)
def test_inventory_counts_in_plain_words(counts: dict[Decision, int], sentence: str) -> None:
    assert build_digest([Inventory(seen_at=AT, counts=counts)]).summary == sentence


def test_long_inventory_beside_news() -> None:
    row = InventoryRow(subject="hf:a/b", label="MIT", decision=Decision.DENY)
    stock = Inventory(seen_at=AT, counts={Decision.DENY: 90}, rows=(row,) * 90)
    digest = build_digest([stock, *news(change())])
    text, html = render_text(digest), render_html(digest)
    assert digest.subject.startswith("[licensewatch] TIGHTER: ")
    assert f"... and {90 - ROWS_SHOWN} more; `licensewatch list`" in text
    assert text.count("* a/b: no (MIT)") == html.count("<b>a/b</b>") == ROWS_SHOWN
    assert "FIRST LOOK\n90 models: 90 no\n" in text
    assert "First look. 90 models: 90 no" in html


# Strangers' words.

HOSTILE = st.text(
    st.sampled_from("\r\n\x1b\x00\u202e\u2066\u200b\ud800<>&\"'`$\\;:许可，\u2028\t a") | st.characters(),
    max_size=60,
)


def is_active(char: str) -> bool:
    """Whether a character can steer, hide or reorder others (the two joiners of scripts cannot)."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\u200c\u200d"


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.found.update(name for name, _ in attrs)


KNOWN = (
    "html head meta title body div p span h2 table tr td th b i br ins del pre code"
    " style lang charset name content aria-label cellspacing cellpadding role colspan align"
)
"""Tags and attributes of the template."""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    st.lists(
        drawn(ChangeNews, HOSTILE) | drawn(Notice, HOSTILE) | drawn(Inventory, HOSTILE),
        min_size=1,
        max_size=3,
    )
)
def test_no_words_do_more_than_be_read(found: list[ChangeNews | Notice | Inventory]) -> None:
    digest = build_digest(found)
    text, html = render_text(digest), render_html(digest)
    for shown in (digest.subject, text.replace("\n", ""), html.replace("\n", "")):
        assert shown.encode()
        assert not [char for char in shown if is_active(char)]
    assert "\n" not in digest.subject
    assert text.count(NOT_LEGAL_ADVICE) == html.count(NOT_LEGAL_ADVICE) == 1
    page = Tags()
    page.feed(html)
    assert page.found <= set(KNOWN.split())
    commands = {word for item in digest.items for command in item.commands for word in command}
    wide = [line for line in text.split("\n") if cells(line) > 78]
    assert not [line for line in wide if line.strip().removesuffix(" \\") not in commands]


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "<img src=x onerror=y>", "{{ 7*7 }}", "</td></tr></table>"]
)
def test_markup_is_shown_not_obeyed(words: str) -> None:
    shift = Shift(profile=words, before=None, after=Decision.DENY, reason=words)
    found = change(
        document_change(hunk("", words), document=words, note=words), subject=words, before_label=words
    )
    digest = build_digest(
        [
            ChangeNews(change=found, shifts=(shift,)),
            Notice(subject=words, at=AT, state=State.GONE, sentence=words),
            Inventory(
                seen_at=AT,
                counts={},
                rows=(InventoryRow(subject=words, label=words, decision=Decision.DENY, reason=words),),
            ),
        ]
    )
    html = render_html(digest)
    assert html.count(escape(words)) >= 10
    assert html.count(words) == (html.count(escape(words)) if escape(words) == words else 0)
    assert words in render_text(digest)


def test_page_has_no_sheet_script_link_or_image() -> None:
    html = render_html(build_digest([*news(change()), notice()]))
    for banned in ("<style", "<script", "<a ", "<img", "http", "@media", "url("):
        assert banned not in html
    assert 'name="color-scheme" content="light dark"' in html
