"""Front matter by the hub's rule, and the passages of a card that speak of its licence."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import Card, decode_text, licence_sections, parse_card
from monitor.extract.card import MAX_ALIASES, MAX_DEPTH, MAX_FRONT_MATTER, front_matter

# REGEX_YAML_BLOCK of huggingface_hub/repocard.py: "exact same regex as in the Hub server".
HUB = re.compile(r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))")
CARDS = sorted((Path(__file__).parents[1] / "fixtures" / "cards").glob("*.json"))
KEYS = ("license", "license_name", "license_link", "base_model", "base_model_relation")


@pytest.fixture(params=["C", "Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads YAML by PyYAML's loader in C, and by the one in Python that stands in where C is missing."""
    if request.param == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


fragments = st.sampled_from(
    ["---", "--", "-", "\n", "\r\n", "\r", " ", "\t", "a: b", "\u2028", "\x85", "\x1c", "x", "\x0b"]
)


@given(st.lists(fragments, max_size=14).map("".join))
@settings(max_examples=600)
def test_front_matter_is_where_the_hubs_expression_finds_it(text: str) -> None:
    match = HUB.search(text)
    assert front_matter(text) == (match and (match.start(2), match.end(2), match.end()))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\na: b\n---\nprose", (4, 8, 13)),
        ("\n\n---\r\na: b\r\n---  \r\nprose", (7, 11, 20)),
        ("\ufeff---\na: b\n---", (5, 9, 13)),
        ("---\r\n---\n", (4, 4, 9)),
        ("---\n---\n", None),
        ("--- \na: b\n---\n", None),
        ("----\na: b\n---\n", None),
        ("<!-- x -->\n---\na: b\n---\n", None),
        ("---\na: b\n----\n", None),
        ("---\na: b", None),
    ],
)
def test_front_matter_place(text: str, place: tuple[int, int, int] | None) -> None:
    assert front_matter(text) == place


def test_all_recorded_cards_read_as_expected(shared: Path) -> None:
    folder = shared / "hub" / "cards"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert len(expected) == 59
    assert {name: _facts((folder / name).read_bytes()) for name in expected} == expected


def _facts(data: bytes) -> dict[str, object]:
    """The facts of a card in the form of expected.json, from its values; `declared` must agree."""
    card = parse_card(decode_text(data)[0])
    if card.fault:
        return {"fault": card.fault}
    facts = {key: card.data[key] for key in KEYS if key in card.data}
    for key, words in (("license", card.declared.licenses), ("base_model", card.declared.base_models)):
        value = card.data.get(key, [])
        assert list(words) == (value if isinstance(value, list) else [value])
    for key in ("license_name", "license_link", "base_model_relation"):
        assert getattr(card.declared, key) == card.data.get(key)
    return facts | ({"has_gate_prompt": True} if card.declared.gate_prompt else {})


def _card(front: str, prose: str = "prose") -> Card:
    return parse_card(f"---\n{front}\n---\n{prose}")


def test_prose_begins_behind_the_closing_fence() -> None:
    text = "---\nlicense: mit\n---\n# Title\n---\n"
    card = parse_card(text)
    assert card.prose == text[card.prose_start :] == "# Title\n---\n"


@pytest.mark.parametrize(
    ("front", "licenses"),
    [
        ("license: mit", ("mit",)),
        ("license: [mit, other]", ("mit", "other")),
        ("license: 3.0", ("3.0",)),
        ("license: no", ("no",)),
        ("license: 2025-01-02", ("2025-01-02",)),
        ("license: ~", ()),
        ("license:", ()),
        ("license: ''", ()),
        ("License: mit", ()),
        ("license: mit\nlicense: other", ("other",)),
        ("base: &b {license: gpl}\n<<: *b", ("gpl",)),
        ("{license: mit}", ("mit",)),
    ],
)
@pytest.mark.usefixtures("loader")
def test_licence_is_declared_as_written(front: str, licenses: tuple[str, ...]) -> None:
    card = _card(front)
    assert card.declared.licenses == licenses
    assert card.fault is None


def test_a_fence_inside_a_quoted_prompt_ends_the_front_matter() -> None:
    card = _card('license: mit\nextra_gated_prompt: "a\n---\nb"')
    assert card.fault
    assert card.fault.startswith("front matter is not YAML")


@pytest.mark.parametrize(
    ("front", "fault"),
    [
        ("a: b: c", "front matter is not YAML (mapping values are not allowed"),
        ("a:\tb\n\t- c", "front matter is not YAML"),
        ("released: 2024-13-45", "front matter is not YAML (month must be in 1..12)"),
        ("a: !!timestamp x", "front matter is not YAML"),
        ("a: !!bool x", "front matter is not YAML"),
        ("a: !!python/object:os.system x", "front matter is not YAML"),
        ("? [a]\n: b", "front matter is not YAML"),
        ("a: b\n...\n--- c", "front matter is not YAML"),
        ("a: \x00", "front matter is not YAML"),
        ("- mit", "front matter is not a mapping"),
        ("mit", "front matter is not a mapping"),
        ("# nothing", "front matter is empty"),
        ("license: {id: mit}", "front matter gives license as neither a word nor a list of words"),
        ("license: [mit, [other]]", "front matter gives license as neither"),
        ("a: " + "[" * (MAX_DEPTH + 1), "front matter is nested more than"),
        ("a: &a [*a]", "front matter has more than"),
        ("a: &a b\nc: [" + "*a," * (MAX_ALIASES + 1) + "]", "front matter has more than"),
        ("a: " + "1:" * 500 + "1", "front matter holds a number"),
        ("a: !!int '" + "9" * 5000 + "'", "front matter holds a number"),
        ("a: " + "b" * MAX_FRONT_MATTER, "front matter is too large"),
    ],
)
@pytest.mark.usefixtures("loader")
def test_every_fault_has_a_name(front: str, fault: str) -> None:
    card = _card(front)
    assert card.fault is not None
    assert card.fault.startswith(fault)
    assert card.prose.endswith("prose")


def test_deep_yaml_up_to_the_limit_is_read() -> None:
    deep = MAX_DEPTH - 1
    assert _card("license: mit\na: " + "[" * deep + "]" * deep).fault is None


@pytest.mark.usefixtures("loader")
def test_no_lone_surrogate_comes_out_of_an_escape() -> None:
    card = _card('license: "a\\ud800b"')
    assert card.fault or card.declared.licenses == ("a\ufffdb",)


@given(st.text(alphabet="-:&*!|>[]{}#'\"%@`, \n\ta1~<?\\\x00\ud800\ufeff", max_size=60))
@settings(max_examples=200)
def test_no_front_matter_raises(front: str) -> None:
    card = _card(front)
    assert card.fault is None or "\n" not in card.fault


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "a: b\n" * 2_000_000,
        " " * 10_000_000,
        "---\n" + "\n---x" * 2_000_000,
        "---\n" + "---" * 3_000_000,
        "---\na: " + "[" * 5_000_000 + "\n---\n",
        "---\n" + "a" * 10_000_000 + "\n---\n",
        "---\n" + "\n".join(f"k{at}: &a{at} [*a{at - 1},*a{at - 1}]" for at in range(1, 40)) + "\n---\n",
    ],
    ids=["unclosed", "blanks", "near-fences", "dashes", "brackets", "huge", "bomb"],
)
def test_ten_megabytes_of_front_matter_are_bounded(text: str) -> None:
    began = time.process_time()
    assert parse_card(text).fault
    assert time.process_time() - began < 5


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_written_cards_declare_and_show_their_licence(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    card = parse_card(path.with_suffix(".md").read_text(encoding="utf-8"))
    assert card.fault is None
    for key, value in expected["declared"].items():
        got = getattr(card.declared, key)
        assert (list(got) if isinstance(got, tuple) else got) == value
    read = _folded(" ".join(span.quote for span in licence_sections(card.prose)))
    assert [words for words in expected["inside"] if _folded(words) not in read] == []
    assert [words for words in expected["outside"] if _folded(words) not in _folded(card.prose)] == []
    assert [words for words in expected["outside"] if _folded(words) in read] == []


def _folded(text: str) -> str:
    return " ".join(text.split())


def test_there_are_twelve_written_cards() -> None:
    assert len(CARDS) == 12
