"""Sentence and word differences between two texts."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_texts import EGRET, HERON, layouts

from monitor.diff import diff
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records import TextDiff

SENTENCES = st.lists(
    st.sampled_from(
        [
            "You may use the model.",
            "You may not use the model.",
            "A product with more than 100 million users needs a licence.",
            "A product with more than 30 million users needs a licence!",
            "The outputs are yours; the weights are ours.",
            "- no military use\n",
            "\n\n2. Payment\n\n",
            "未经许可，不得用于商业用途。",
            "商业用途须获得许可。",
            "ⅷ ﬁnes of US$20M (20 %)",
            "* * *",
        ]
    ),
    max_size=9,
)
TEXTS = st.one_of(
    SENTENCES.map(" ".join),
    st.text(alphabet="ab .\n!1-é\u0301中文。", max_size=40).filter(lambda text: "℀" not in text),
)


def rest(text: str, taken: list[tuple[int, str]]) -> tuple[str, ...]:
    """The words of a text without the passages that hunks took out of it."""
    out = []
    at = 0
    for start, passage in sorted(taken):
        assert text[start : start + len(passage)] == passage
        assert start >= at
        out.append(text[at:start])
        at = start + len(passage)
    return word_tokens(" ".join([*out, text[at:]]))


def check(before: str, after: str) -> TextDiff:
    """What holds for any two texts."""
    found = diff(before, after)
    assert found.words_changed == (word_tokens(before) != word_tokens(after))
    assert bool(found.hunks) == found.words_changed
    assert rest(before, [(hunk.before_start, hunk.before) for hunk in found.hunks]) == rest(
        after, [(hunk.after_start, hunk.after) for hunk in found.hunks]
    )
    assert [hunk.after_start for hunk in found.hunks] == sorted(hunk.after_start for hunk in found.hunks)
    for hunk in found.hunks:
        assert bool(hunk.before) == (hunk.kind != "insert")
        assert bool(hunk.after) == (hunk.kind != "delete")
        assert "".join(text for kind, text in hunk.marks if kind != "delete") == hunk.after
        old = "".join(text for kind, text in hunk.marks if kind != "insert")
        assert word_tokens(old) == word_tokens(hunk.before)
        assert (word_tokens(hunk.before) == word_tokens(hunk.after)) == (hunk.kind == "move")
        assert all(text for _, text in hunk.marks)
    return found


@settings(max_examples=200, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_hunks_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    check(before, after)
    assert diff(before, after) == diff(before, after)


@settings(max_examples=50, deadline=None)
@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff(text, text) == diff("", "")


@pytest.mark.parametrize("layout", layouts(HERON))
def test_layout_alone_is_no_change(layout: str) -> None:
    assert not diff(HERON, layouts(HERON)[layout]).words_changed


@pytest.mark.parametrize("layout", layouts(HERON))
def test_one_changed_number_is_one_hunk_whatever_the_layout(layout: str) -> None:
    after = layouts(HERON.replace("version 3", "version 4"))[layout]
    (hunk,) = check(HERON, after).hunks
    assert hunk.kind == "replace"
    assert [(kind, text.strip()) for kind, text in hunk.marks if kind != "equal"] == [
        ("delete", "3"),
        ("insert", "4"),
    ]


def test_an_added_paragraph_is_one_insertion() -> None:
    paragraph = "Whoever sells fish from this pond pays a tenth. The tenth is due in spring."
    (hunk,) = check(HERON, HERON.replace("The library comes", f"{paragraph}\n\nThe library comes")).hunks
    assert (hunk.kind, hunk.before, hunk.after) == ("insert", "", paragraph)
    assert hunk.marks == (("insert", paragraph),)
    assert HERON[hunk.before_start :].startswith("The library comes")


def test_a_removed_paragraph_is_one_deletion() -> None:
    start, end = HERON.index("2. A changed"), HERON.index("3. Neither")
    (hunk,) = check(HERON, HERON[:start] + HERON[end:]).hunks
    assert (hunk.kind, hunk.after) == ("delete", "")
    assert hunk.before == HERON[start:end].strip()


def test_words_inside_a_sentence_are_marked_whole() -> None:
    (hunk,) = check("You may use it commercially.", "You may use it non-commercially.").hunks
    assert hunk.kind == "replace"
    assert hunk.marks == (("equal", "You may use it "), ("insert", "non-"), ("equal", "commercially."))


def test_chance_words_do_not_chop_a_rewritten_clause() -> None:
    same = "under the conditions of this agreement and of the policy that is linked from its last page"
    before = f"Use is granted to each natural person for research and nothing else {same}."
    after = f"Use is granted to firms that pay a yearly fee for hosting plus support {same}."
    (hunk,) = check(before, after).hunks
    assert [kind for kind, _ in hunk.marks] == ["equal", "delete", "insert", "equal"]


def test_case_is_kept() -> None:
    assert check("the model", "the Model").words_changed


def test_a_moved_sentence_is_told_as_moved() -> None:
    one = "Every copy carries this text, unchanged and whole."
    rest_of_it = "A changed copy says that it was changed. Neither name may decorate an advertisement."
    found = check(f"{one} {rest_of_it}", f"{rest_of_it} {one}")
    assert [hunk.kind for hunk in found.hunks] == ["move"]
    (hunk,) = found.hunks
    assert word_tokens(hunk.before) == word_tokens(hunk.after)
    assert hunk.marks == (("equal", hunk.after),)


def test_chinese_sentences_are_paired() -> None:
    before = "本模型可免费用于学术研究。商业用途须登记。本协议适用中国法律。"
    after = "本模型可免费用于学术研究。商业用途须登记并支付费用。本协议适用中国法律。"
    (hunk,) = check(before, after).hunks
    assert (hunk.before, hunk.after) == ("商业用途须登记。", "商业用途须登记并支付费用。")
    assert ("insert", "并支付费用。") in hunk.marks or ("insert", "并支付费用") in hunk.marks


def test_deleted_words_are_not_glued_to_their_neighbours() -> None:
    found = check("alpha beta gamma delta epsilon zeta eta", "alpha beta gamma delta epsilon zeta")
    assert found.hunks[0].marks[-1] == ("delete", " eta")
    found = check("alpha beta gamma delta", "beta gamma delta")
    assert found.hunks[0].marks[0] == ("delete", "alpha ")


def test_long_sentences_are_compared_as_well() -> None:
    words = [f"word{number % 250}" for number in range(400)]
    changed = [*words[:200], "never", *words[201:]]
    (hunk,) = check(" ".join(words), " ".join(changed)).hunks
    assert [(kind, text.strip()) for kind, text in hunk.marks if kind != "equal"] == [
        ("delete", "word200"),
        ("insert", "never"),
    ]


def test_a_sentence_of_too_many_different_words_is_replaced_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.diff._MAX_DISTINCT", 4)
    (hunk,) = check("one two three four", "one two three five").hunks
    assert hunk.marks == (("delete", "one two three four "), ("insert", "one two three five"))


def test_texts_with_nothing_in_common_are_deleted_and_inserted() -> None:
    found = check("One two three.", "四五六。")
    assert [hunk.kind for hunk in found.hunks] == ["delete", "insert"]


def test_two_licences_keep_what_they_share() -> None:
    found = check(f"{HERON}\n{EGRET}", f"{EGRET.replace('drawer', 'boat')}\n{HERON}")
    assert any(hunk.kind in {"replace", "move"} for hunk in found.hunks)


def test_many_reworded_sentences_are_paired_in_a_band() -> None:
    before = " ".join(
        f"Sentence {number} grants the right number {number} to users." for number in range(700)
    )
    after = before.replace("grants the right", "takes the right")
    found = check(before, after)
    assert len(found.hunks) == 700
    assert all(hunk.kind == "replace" for hunk in found.hunks)


def test_real_pairs(shared: Path) -> None:
    """Layout changes are none, and no reworded licence collapses into all deleted, all inserted."""
    corpus = shared / "corpus"
    for pair in json.loads((corpus / "pairs.json").read_text("utf-8")):
        before, after = (
            (corpus / "texts" / f"{pair[side]}.txt").read_text("utf-8") for side in ("before", "after")
        )
        found = check(before, after)
        shared_words = set(word_tokens(before)) & set(word_tokens(after))
        union = set(word_tokens(before)) | set(word_tokens(after))
        if len(shared_words) > 0.8 * len(union):
            changed = sum(len(text) for hunk in found.hunks for kind, text in hunk.marks if kind != "equal")
            assert changed < 0.5 * (len(before) + len(after))
        wrapped = "\n\n".join(textwrap.fill(part, 50) for part in re.split(r"\n[ \t]*\n", before))
        if word_tokens(wrapped) == word_tokens(before):
            assert not diff(before, wrapped).hunks
