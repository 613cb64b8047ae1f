"""Which licence a text is, and what that licence does not account for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from licence_texts import EGRET, HERON, builder, folder, layouts, made, real

from monitor.identify import MAX_CHARACTERS, _Gap, _gaps, _slid, identify, load_references
from monitor.identify.wording import wording
from monitor.records import How, Identity
from monitor.tokens import tokens

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.references import References

FEE = "Any cloud provider that offers the library as a paid service owes 20 % of its revenue to the society."
SENTENCES = (
    FEE,
    "Commercial use is prohibited.",
    "Without a letter from the society, no company with more than 100 million users may run the library!",
    "The library may be used for research only.",
    "禁止商业使用。",
)


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> References:
    return made(tmp_path_factory.mktemp("birds"), {"Heron-3": HERON, "LicenseRef-egret": EGRET})


@pytest.fixture(scope="module")
def shipped() -> References:
    return load_references()


def quotes(identity: Identity) -> list[str]:
    return [" ".join(span.quote.replace(" * ", " ").split()) for span in identity.residue]


def check_places(text: str, identity: Identity) -> None:
    """Residue and accounted stretches are true to the text and together hold every word once."""
    for span in identity.residue:
        assert text[span.start : span.end] == span.quote
    stretches = sorted([(span.start, span.end) for span in identity.residue] + list(identity.accounted))
    assert all(end <= start for (_, end), (start, _) in pairwise(stretches))
    if identity.reference is not None:
        held = [any(s <= token.start and token.end <= e for s, e in stretches) for token in tokens(text)]
        assert all(held)


@pytest.mark.parametrize("layout", layouts(HERON))
def test_layout_does_not_matter(birds: References, layout: str) -> None:
    identity = identify(layouts(HERON)[layout], birds)
    assert (identity.reference, identity.how) == ("Heron-3", How.EXACT)
    assert (identity.residue, identity.missing, identity.label) == ((), 0, "Heron-3")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("This license lets", "This licence lets"),
        ("sublicensed its name", "sub-licensed its name"),
        ("sublicensed its name", "sub\nlicensed its name"),
        ("without a guide", "with out a guide"),
        ("watching it", "wat ching it"),
    ],
)
def test_spelling_makes_the_same_words(birds: References, old: str, new: str) -> None:
    assert old in HERON
    identity = identify(HERON.replace(old, new), birds)
    assert (identity.reference, identity.how, identity.residue) == ("Heron-3", How.WORDS, ())


def test_two_words_of_the_reference_written_as_one(birds: References) -> None:
    assert identify(HERON.replace("any other harm", "anyother harm"), birds).how is How.WORDS


@pytest.mark.parametrize(
    "top",
    [
        "",
        "Heron Public License\n",
        "# Heron Public License (Version 3)\n\nCopyright (c) 2024 Blue Pond, Inc.\n",
        "SPDX-License-Identifier: Heron-3\n",
        "Copyright 2019-2024 J. R. Smith and contributors. All rights reserved.\n",
        "(c) 2024 Amt für Wasser GmbH <info@example.org>\n",
        "© 2024 Ltd. of Ponds\nCopyright (C) 2023, the heron authors\n",
        "Heron Public License Copyright (c) 2024 Blue Pond ",
        "Copyright (c) 2024\n    Blue Pond Corporation and\n    its affiliates\n",
        "Copyright 2010 antirez\n",
        "Copyright (c) 2024 阿里云\n",
    ],
)
def test_titles_and_copyright_statements_are_no_residue(birds: References, top: str) -> None:
    body = HERON[HERON.index("This license lets") :]
    identity = identify(f"{top}\n{body}" if top.endswith("\n") else top + body, birds)
    assert (identity.reference, identity.how, quotes(identity)) == ("Heron-3", How.EXACT, [])


@pytest.mark.parametrize(
    ("top", "residue"),
    [
        ("Modified Heron Public License\n\n", "Modified"),
        ("Copyright (c) 2024 Blue Pond. Commercial use is prohibited.\n", "Commercial use is prohibited."),
        ("Copyright 2024 Pond Inc. Not for sale. All rights reserved.\n", "Not for sale."),
        (
            "Copyright 2024 Pond, for private use only\n",
            "Copyright 2024 Pond, for private use only",
        ),
        ("COPYRIGHT 2024 POND NON COMMERCIAL\n", "COPYRIGHT 2024 POND NON COMMERCIAL"),
        (
            "Copyright 2024 Pond nicht kommerziell\n",
            "Copyright 2024 Pond nicht kommerziell",
        ),
        ("Copyright 2024 绿塘 禁止商用\n", "Copyright 2024 绿塘 禁止商用"),
        ("Copyright holders stay away\n\n", "Copyright holders stay away"),
        (
            "Copyright 2024 pond frogs love quiet water\n\n",
            "Copyright 2024 pond frogs love quiet water",
        ),
        ("Copyright 2024 " + "Pond " * 40 + "\n", "Copyright 2024 " + ("Pond " * 40).strip()),
    ],
)
def test_only_the_statement_goes_never_its_line(birds: References, top: str, residue: str) -> None:
    identity = identify(f"{top}\n{HERON[HERON.index('This license lets') :]}", birds)
    assert (identity.reference, identity.how) == ("Heron-3", How.NEAR)
    # The word "Copyright" itself stands in the reference too.
    assert re.sub("(?i)^copyright ", "", " ".join(quotes(identity))) == re.sub("(?i)^copyright ", "", residue)


@pytest.mark.parametrize("name", ["Blue Pond, Inc.", "the copyright holder", "THE REGENTS OF THE POND", ""])
def test_names_fill_the_licences_own_blanks(birds: References, name: str) -> None:
    filled = HERON.replace("the Heron Society", name).replace("shall the\nauthors", f"shall {name}")
    assert identify(filled, birds).how is How.EXACT


@pytest.mark.parametrize(
    "name",
    [
        "a company that pays no fee to the society",
        "Blue Pond. Rent is due. Pond",
        "One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen",
    ],
)
def test_blanks_take_nothing_but_names(birds: References, name: str) -> None:
    identity = identify(HERON.replace("the Heron Society", name), birds)
    assert identity.how is How.NEAR
    assert " ".join(quotes(identity)) == name.removesuffix(" to the society") or "fee" in quotes(identity)[0]


def test_the_appendix_may_be_missing_or_filled(birds: References) -> None:
    body = HERON[: HERON.index("END OF TERMS")]
    assert identify(body, birds).how is How.EXACT
    assert identify(HERON.replace("<year> <name of author>", "2024 Blue Pond"), birds).how is How.EXACT


def test_list_numbers_may_differ_but_numbers_may_not(birds: References) -> None:
    renumbered = (
        HERON.replace("1. Every", "(a) Every").replace("2. A", "* A").replace("3. Neither", "4) Neither")
    )
    assert identify(renumbered, birds).how is How.EXACT
    identity = identify(HERON.replace("few.\n", "few. 7 herons\n"), birds)
    assert quotes(identity) == ["7 herons"]


def places(text: str) -> list[int]:
    """Where a sentence can be put in: between sentences, at either end, behind the end of the terms."""
    ends = [match.end() for match in re.finditer(r"[.:](?=\s)(?<!Inc\.)(?<!\d\.)", text)]
    return [0, len(text), *ends]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_added_sentence_is_the_residue_wherever_it_stands(birds: References, data: st.DataObject) -> None:
    sentence = data.draw(st.sampled_from(SENTENCES))
    at = data.draw(st.sampled_from(places(HERON)))
    joint = data.draw(st.sampled_from([" ", "\n", "\n\n"]))
    text = f"{HERON[:at]}{joint}{sentence}{joint}{HERON[at:]}"
    laid = layouts(text)[data.draw(st.sampled_from(sorted(layouts(text))))]
    identity = identify(laid, birds)
    assert (identity.reference, identity.how, identity.missing) == ("Heron-3", How.NEAR, 0)
    assert "".join(quotes(identity)).replace("— ", "- ") == " ".join(sentence.split())
    assert identity.label == "modified Heron-3 (+ 1 passage)"
    check_places(laid, identity)


def test_a_sentence_that_begins_like_its_neighbour_is_quoted_whole(birds: References) -> None:
    sentence = "The library is for research."
    identity = identify(HERON.replace("The library comes", f"{sentence} The library comes"), birds)
    assert quotes(identity) == [sentence]


def test_a_sentence_may_begin_and_end_like_its_neighbours(birds: References) -> None:
    sentence = "Many fish. A changed copy is rare. That happened"
    text = HERON.replace("that happened.", f"that happened. {sentence}.")
    assert quotes(identify(text, birds)) == [f"{sentence}."]


def test_a_substituted_phrase_is_residue_and_missing(birds: References) -> None:
    identity = identify(HERON.replace("without notice and", "against a yearly payment but"), birds)
    assert (identity.how, identity.missing) == (How.NEAR, 3)
    assert quotes(identity) == ["against a yearly payment but"]


def test_equal_words_by_chance_do_not_split_the_residue(birds: References) -> None:
    identity = identify(HERON.replace("run\nit, study it, change it", "read it, or buy it, hate it"), birds)
    assert len(identity.residue) == 1


def test_a_short_equal_run_between_long_new_stretches_is_residue_too(birds: References) -> None:
    new = "a buyer of this library pays for each and every fish he takes out of it in any year"
    old = "lets anyone who receives the heron library, whether from its makers or from a friend, run\nit"
    assert old in HERON
    start = HERON.index("This license lets")
    text = HERON.replace(old, f"{new}, whether from its lawyers upon demand by post or by wire within a week")
    (span,) = identify(text, birds).residue
    assert span.start == text.index("a buyer") > start


def test_an_insertion_does_not_move_over_the_one_before_it() -> None:
    first, second = _gaps(wording("pond pond pond heron"), ((1, 0, 1), (3, 1, 1)), 2)
    assert first == _Gap(0, 1, 0, 0)
    assert second.start >= first.end
    assert second.other_start >= first.other_end


def test_missing_words_alone_make_a_near_match(birds: References) -> None:
    identity = identify(HERON.replace(" without notice and", ""), birds)
    assert (identity.how, identity.missing, identity.residue) == (How.NEAR, 3, ())
    assert identity.label == "modified Heron-3 (- 3 words)"


def test_words_in_another_order_are_not_the_licence(birds: References) -> None:
    words = HERON.split()
    assert identify(" ".join(words[1::2] + words[::2]), birds) == Identity()
    moved = HERON.replace(
        "1. Every copy carries this text, unchanged and whole,", "Unchanged and whole, this"
    )
    assert identify(moved, birds).how is How.NEAR


def test_the_rest_of_a_text_with_two_licences_is_residue(birds: References) -> None:
    identity = identify(f"{EGRET}\n\n{HERON}", birds)
    assert (identity.reference, identity.how) == ("Heron-3", How.NEAR)
    assert quotes(identity) == [" ".join(EGRET.split())]


def test_half_a_licence_is_none(birds: References) -> None:
    assert identify(HERON[: HERON.index("3. Neither")], birds) == Identity()


def test_a_licence_lost_in_other_words_is_none(birds: References) -> None:
    story = " ".join(f"Chapter{number} tells of the pond." for number in range(150))
    assert identify(f"{EGRET}\n\n{story}", birds) == Identity()


@pytest.mark.parametrize("text", ["", "...", "herons", "x" * (MAX_CHARACTERS + 1), "Never seen before."])
def test_what_cannot_be_known_is_none(birds: References, text: str) -> None:
    assert identify(text, birds) == Identity()


def test_a_text_of_too_many_words_is_none(birds: References) -> None:
    assert identify(HERON + "pond " * 60_000, birds) == Identity()


def test_a_whole_listed_licence_and_more_beats_a_known_modification(
    tmp_path: Path,
) -> None:
    paragraph = (
        "Our only change: a product with more than 100 million users shows the name Heron on its wall."
    )
    texts = {"Heron-3": HERON, "LicenseRef-modified-heron": f"{HERON}\n{paragraph}\n"}
    references = made(tmp_path, texts)
    assert identify(f"{HERON}\n{paragraph}", references).reference == "LicenseRef-modified-heron"
    other = paragraph.replace("100 million users", "30 million dollars of revenue")
    identity = identify(f"{HERON}\n{other}", references)
    assert identity.reference == "Heron-3"
    assert quotes(identity) == [other]


def test_the_same_words_under_several_ids_answer_with_the_plainest(
    tmp_path: Path,
) -> None:
    texts = dict.fromkeys(("Heron-3-or-later", "Heron-3-only", "LicenseRef-heron"), HERON)
    assert identify(HERON, made(tmp_path, texts)).reference == "Heron-3-only"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(0, len(HERON)), max_size=4),
    noise=st.lists(st.text(max_size=30), min_size=4, max_size=4),
)
def test_places_are_true_whatever_the_text(birds: References, cuts: list[int], noise: list[str]) -> None:
    edges = [0, *sorted(cuts), len(HERON)]
    text = "".join(
        HERON[start:end] + mess for start, end, mess in zip(edges, edges[1:], [*noise, ""], strict=False)
    )
    identity = identify(text, birds)
    check_places(text, identity)
    assert (identity.how is How.NONE) == (identity.reference is None)
    if identity.how in {How.EXACT, How.WORDS}:
        assert not identity.residue
        assert not identity.missing


# Real licences, where the database is installed.

WELL_KNOWN = {
    "mit": "MIT",
    "apache-2.0": "Apache-2.0",
    "bsd-simplified": "BSD-2-Clause",
    "bsd-new": "BSD-3-Clause",
    "isc": "ISC",
    "cc0-1.0": "CC0-1.0",
    "zlib": "Zlib",
    "gpl-3.0": "GPL-3.0-only",
    "mpl-2.0": "MPL-2.0",
    "cc-by-4.0": "CC-BY-4.0",
    "unlicense": "Unlicense",
}


def test_licences_are_themselves(shipped: References) -> None:
    sources = [builder().parse(path) for path in sorted(folder().glob("*.LICENSE"))[::40]]
    known = [source for source in sources if source]
    assert len(known) > 10
    for source in known:
        identity = identify(source.text, shipped)
        assert (identity.reference, identity.how) == (source.id, How.EXACT)


@pytest.mark.parametrize("key", WELL_KNOWN)
def test_a_real_licence_in_other_clothes(shipped: References, key: str) -> None:
    for text in layouts(real(key)).values():
        identity = identify(text, shipped)
        assert (identity.reference, identity.how, identity.residue) == (WELL_KNOWN[key], How.EXACT, ())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_sentence_added_to_a_real_licence_is_its_residue(shipped: References, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(WELL_KNOWN)))
    sentence = data.draw(st.sampled_from(SENTENCES))
    paragraphs = re.split(r"\n[ \t]*\n", real(key).strip())
    at = data.draw(st.integers(0, len(paragraphs)))
    text = "\n\n".join([*paragraphs[:at], sentence, *paragraphs[at:]])
    identity = identify(text, shipped)
    assert (identity.reference, identity.how, identity.missing) == (WELL_KNOWN[key], How.NEAR, 0)
    assert quotes(identity) == [sentence]
    check_places(text, identity)


def test_a_restriction_put_in_the_place_of_a_grant(shipped: References) -> None:
    text = real("mit").replace("without restriction", "for non-commercial purposes")
    identity = identify(text, shipped)
    assert identity.label == "modified MIT (+ 1 passage, - 2 words)"
    assert quotes(identity) == ["for non-commercial purposes"]


def test_texts_of_the_corpus(shipped: References, shared: Path) -> None:
    texts = shared / "corpus" / "texts"
    labels = {
        "minimax-m2__2025-10-26-apache": "Apache-2.0",
        "minimax-m2__2025-10-27-mit": "MIT",
        "minimax-m2__2025-11-13a-modified-mit": "modified MIT (+ 1 passage)",
        "minimax-m2.1__2025-12-22-modified-mit": "modified MIT (+ 1 passage)",
        "fish-speech__2024-12-11-apache": "Apache-2.0",
        "llama-1-repo-gpl3__2023-02-24": "GPL-3.0-only",
        "redis__2020-06-25-bsd": "BSD-3-Clause",
        "minimax-01__2025-01-14": "unidentified",
    }
    for name, label in labels.items():
        assert identify((texts / f"{name}.txt").read_text("utf-8"), shipped).label == label


def test_an_insertion_moves_forward_to_where_a_sentence_begins() -> None:
    """The border after "One pond." is better than the one inside it."""
    read = wording("One pond. Two fish one pond. Three herons")
    gap = _Gap(1, 5, 1, 1)
    assert _slid(read, gap, 0, 3) == _Gap(2, 6, 2, 2)
    assert _slid(read, gap, 0, 0) == gap
