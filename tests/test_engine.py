"""The clause engine: what patterns need, rules as they are kept, and texts made to hide or to stall."""

from __future__ import annotations

import marshal
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_texts import builder

from monitor import compiled, kept, resources
from monitor.classify import classify, near_misses
from monitor.finder import Finder, Met, bits
from monitor.literals import Table, need_of
from monitor.records import Commercial
from monitor.references import load_references
from monitor.resources import load_rules
from monitor.rules import parse
from monitor.views import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.literals import Need
    from monitor.records import Reading
    from monitor.rules import RuleSet

ROOT = Path(__file__).parents[1]
RULES = load_rules()
REFERENCES = load_references()
_parser: Any = re._parser  # type: ignore[attr-defined]
BORDER = "\ue000"


def read(text: str) -> Reading:
    return classify(text, RULES, REFERENCES)


def needs(pattern: str) -> object:
    """What a pattern needs, in a form that reads well: every and one of, with `|` for a word's border."""

    def told(need: Need) -> object:
        if isinstance(need, str):
            return need.replace(BORDER, "|")
        return ("every" if need.every else "one", *map(told, need.parts))

    return told(need_of(_parser.parse(pattern)))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("royalty", "royalty"),
        (r"\bfee\b", "|fee|"),
        ("licen[sc]e", ("one", "licence", "license")),
        ("sells?", ("one", "sell", "sells")),
        ("may not", "may| |not"),
        (r"but (?:for)?\b", ("one", "but| |for|", "but| ")),
        (r"\b not", " |not"),
        ("may  not", ""),
        ("pay.{0,40}?fee", ("every", "pay", "fee")),
        ("pay|fees?", ("one", "fee", "fees", "pay")),
        ("(?:pay.{0,9}us|fee)", ("one", ("every", "pay", "us"), "fee")),
        ("(?:ab){2,9}c", ("every", "ab")[1]),
        ("(?:ab){0,9}cd", "cd"),
        ("[a-z]ab", "ab"),
        ("[^a]b%", "b|%"),
        (r"(?<!non)profit(?=s)", "profit"),
        ("(?i:Fee)", ""),
        (r"(a)\1", ""),
        ("ab(?:c|[a-z]){1,2}", "ab"),
        ("x", ""),
        ("%", "%"),
        ("禁止", "禁止"),
        ("a?", ""),
        ("a|bcd", ""),
        ("(?>ab)c", "abc"),
        (BORDER + "ab", "ab"),
        ("[0-9]%", ("one", *(f"{digit}|%" for digit in range(10)))),
    ],
)
def test_needs_are_read_off_the_pattern(pattern: str, expected: object) -> None:
    assert needs(pattern) == expected


PIECES = st.sampled_from(
    ["a", "b", "ab", "may", "not", " ", "[sc]", "(?:may|shall) not", "s?", r"\b", ".{0,3}?", "(?:x|yz|不得)",
     "%", "-", "[a-d]", "(?:ab){1,2}", "(?:no|b){0,1}", "(?<!a)", "(?=b)", r"\w", "^", "$", "得"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["a", "b", "ab", "may", "not", "shall", " ", "-", "%", "x", "yz", "不得", "s", "c", "d", "."]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=5).map("".join), st.lists(WORDS, max_size=12).map("".join))
def test_what_a_pattern_needs_is_there_wherever_it_is_found(pattern: str, text: str) -> None:
    try:
        tree = _parser.parse(pattern)
    except re.error:
        return
    table = Table()
    number = table.add(need_of(tree))
    if re.search(pattern, text):
        assert Finder(table.nodes).met([text]).where(number) == 1


def test_pieces_are_told_apart() -> None:
    table = Table()
    phrase, word, both = (
        table.add(need_of(_parser.parse(each))) for each in ("may not", r"\barr\b", "x{3}|may not")
    )
    met = Finder(table.nodes).met(["you may not", "not in may", "warranty", "(arr)", ""])
    assert [met.where(number) for number in (phrase, word, both)] == [0b1, 0b1000, 0b11111]
    assert list(bits(0b1011)) == [0, 1, 3]


def test_needs_never_change_what_is_found(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((shared / "corpus" / "texts").glob("*.txt"))[::9]
    ]
    quick = [read(text) for text in texts]
    monkeypatch.setattr(Met, "where", lambda met, *_: met.everywhere)
    monkeypatch.setattr(Met, "each", lambda met, numbers: [met.everywhere for _ in numbers])
    assert [read(text) for text in texts] == quick


def file_of(content: bytes) -> tuple[Any, dict[str, kept.Part]] | None:
    """What is read of a file with that content."""
    return kept.opened(lambda start, end: content[start:end], len(content))


def again(rules: RuleSet, common: Sequence[str] = ()) -> RuleSet:
    """Rules as they are read where they were kept."""
    form = compiled.opened(file_of(compiled.packed(rules, {"a/b.toml": 7}, common)))
    assert form is not None
    assert (form.digest, form.files) == (rules.digest, {"a/b.toml": 7})
    return compiled.unpacked(form)


def held(rules: RuleSet) -> tuple[object, list[list[object] | bytes]]:
    """What a file of kept rules holds."""
    head, parts = file_of(compiled.packed(rules, {})) or ({}, {})
    rows = [list(kept.Rows(parts, name)) for name in ("patterns", "shown")]
    return head, [*rows, *(parts[name](0, -1) for name in ("words", "lefts", "pairs", "joins", "joins.at"))]


def test_what_a_reference_explains_needs_no_rule(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((shared / "corpus" / "texts").glob("sc-*.txt"))[::4]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    quick = [read(text) for text in texts]
    assert any(reading.identity.reference for reading in quick)
    hits = Block.hits
    monkeypatch.setattr(Block, "hits", lambda block, match, **_: hits(block, match))
    assert [read(text) for text in texts] == quick


def test_rules_are_kept_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MOST_PATTERNS", 1 << 20)  # one that goes is another when it is made again
    once = again(RULES)
    same = again(once, ("you", "use,", "commercially"))
    assert held(same) == held(once)
    assert same.sought == RULES.sought
    assert [(rule.id, rule.examples, rule.gaps) for rule in same.rules] == [
        (rule.id, rule.examples, rule.gaps) for rule in RULES.rules
    ]
    text = "You may not use the Model commercially. Royalties of 5% are due."
    assert classify(text, same, REFERENCES) == read(text)


def test_rules_without_cues_are_kept() -> None:
    assert again(RULES._replace(cue=None)).cue is None


def test_words_that_were_looked_up_before_hold_what_they_hold() -> None:
    words = ("may", "(not", "royalty-free,", "不得", "“model”", "xyzzy", "")
    finder, plain = again(RULES, words).finder, again(RULES).finder
    assert {*finder.tables.known} == {*words}
    assert not plain.tables.known
    assert [finder._words[word] for word in words] == [plain._words[word] for word in words]
    with pytest.raises(ValueError, match=r"U\+0000"):
        compiled.packed(RULES, {}, ("a\0b",))


def test_the_list_of_common_words_is_what_its_builder_makes() -> None:
    builder()
    common_words = builder("common_words")
    text = "Aa, bb (cc) " + "d" * 33
    assert common_words.common([text] * 5 + ["bb only"]) == ["(cc)", "aa,", "bb"]
    listed = (ROOT / "tools" / "words.txt").read_text("utf-8").splitlines()
    assert listed == sorted(set(listed))
    assert max(map(len, listed)) <= common_words.LONGEST


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the rules are made of."""
    for folder in ("monitor", "rules", "tools"):
        skipped = shutil.ignore_patterns("__pycache__", "compiled_*.bin")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skipped)
    return tmp_path


def digest_and_seconds(checkout: Path) -> tuple[str, int, float]:
    """What a fresh process loads, and the processor time it takes."""
    code = (
        "import time; from monitor.resources import load_rules; began = time.process_time();"
        "rules = load_rules(); print(rules.digest, len(rules.rules), time.process_time() - began)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True
    )
    digest, count, seconds = done.stdout.split()
    return digest, int(count), float(seconds)


def test_rules_are_kept_at_a_build_and_read_again_when_they_change(checkout: Path) -> None:
    plain = digest_and_seconds(checkout)
    subprocess.run([sys.executable, "tools/build_rules.py"], cwd=checkout, check=True, capture_output=True)
    kept = digest_and_seconds(checkout)
    assert kept[:2] == plain[:2] == (RULES.digest, len(RULES.rules))
    assert kept[2] < plain[2] / 2
    (checkout / "rules" / "military_ban" / "military.toml").unlink()
    changed = digest_and_seconds(checkout)
    assert changed[0] != kept[0]
    assert changed[1] == kept[1] - 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        marshal.dumps({}),
        b"\xff",
        b"\xff" * 16,
        bytes(64),
        kept.packed([], {}),
        kept.packed({"format": -1}, {}),
        kept.packed({"format": compiled.FORMAT}, {})[:-1],
    ],
)
def test_a_damaged_file_of_kept_rules_is_not_used(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept.json").write_bytes(content)
    monkeypatch.setattr(resources, "COMPILED", tmp_path / "kept.json")
    assert load_rules.__wrapped__().digest == RULES.digest


BAN = "You may not use the Model for any commercial purpose."
GRANT = "You may use the Model for any purpose, including commercial purposes."
DISGUISES: dict[str, Callable[[str], str]] = {
    "cyrillic": lambda text: text.replace("o", "\u043e").replace("e", "\u0435"),
    "full width": lambda text: "".join(
        chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text
    ),
    "soft hyphens": "\u00ad".join,
    "zero width": "\u200b".join,
    "right to left": lambda text: f"\u202e{text}\u202c",
    "isolates": lambda text: "\u2066".join(text.split(" ")),
    "combining": "\u0335".join,
    "accents": lambda text: text.replace("o", "\u00f3").replace("e", "\u00e8"),
    "mathematical": lambda text: "".join(
        chr(0x1D41A + ord(char) - ord("a")) if "a" <= char <= "z" else char for char in text
    ),
    "joiners": "\u2060".join,
    "digits": lambda text: text.replace("o", "0").replace("i", "1"),
    "tags": lambda text: text.replace("commercial", "com<b></b>mercial"),
    "entities": lambda text: text.replace("m", "&#109;"),
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_ban_never_reads_as_allowed(disguise: Callable[[str], str]) -> None:
    assert read(GRANT).terms.commercial_use is Commercial.ALLOWED
    assert read(f"{GRANT}\n\n{disguise(BAN)}").terms.commercial_use is not Commercial.ALLOWED
    assert read(f"{disguise(BAN)}\n\n{GRANT}").terms.commercial_use is not Commercial.ALLOWED


def keywords() -> list[str]:
    """The strings that patterns look for: text made of them is the hardest to read."""
    tables = RULES.finder.tables
    names = {number: word.replace(BORDER, "") for word, number in tables.words.items()}
    (starts, rights), told = tables.pairs, [*names.values()]
    for at, left in enumerate(tables.lefts):
        told += [
            f"{names[left].rstrip()} {names[right].lstrip()}" for right in rights[starts[at] : starts[at + 1]]
        ]
    return [words.strip() for words in told]


@pytest.mark.parametrize("joint", [" ", ". ", "\n- ", "; ", "\n\n", ":\n"])
def test_sixty_kilobytes_of_keywords_take_bounded_time(joint: str) -> None:
    text = (joint.join(keywords()) + joint) * 9
    began = time.process_time()
    reading = read(text[:60_000])
    assert time.process_time() - began < 10
    assert reading.terms.commercial_use is not Commercial.ALLOWED


def test_time_grows_with_the_text_and_no_faster() -> None:
    text = (". ".join(keywords()) + ". ")[:30_000]

    def seconds(times: int) -> float:
        began = time.process_time()
        read(text * times)
        return time.process_time() - began

    seconds(1)
    assert seconds(8) < 8 * 4 * max(seconds(1), 0.05)


RULE = """
title = "t"
rationale = "r"
[match]
scope = "{scope}"
all = ["must", "pay"]
{more}
[[example]]
text = "Must pay."
source = "invented"
[[example]]
text = "He must pay."
source = "invented"
[[example]]
text = "Nothing."
match = false
why = "invented"
[[example]]
text = "Other."
match = false
why = "invented"
"""


@pytest.mark.parametrize(
    ("more", "text", "reasons"),
    [
        ("", "You must pay.", ()),
        ("", "No. You must go. No.", ("all: not found: pay",)),
        ("", "Nothing.", ("all: not found: must", "all: not found: pay")),
        ('any = ["fee", "sum"]', "You must pay.", ("any: none found of: fee ; sum",)),
        ('any = ["fee", "sum"]', "You must pay a fee.", ()),
        ('none = ["not"]', "You must not pay.", ("none: found “not”: not",)),
        ('under = ["terms"]', "You must pay.", ("under: not in the heading or stem: terms",)),
        ('capture = ["size"]', "You must pay.", ("capture: no size could be read out of the words",)),
        ("", "You must pay:\n- a\n", ()),
    ],
)
def test_near_misses_name_what_fails(more: str, text: str, reasons: tuple[str, ...]) -> None:
    rules = parse({"revenue_share/x": RULE.format(scope="sentence", more=more)}, "", "")
    (near,) = near_misses(text, rules.rules[0])
    assert (near.number, near.reasons) == (1, reasons)


def test_a_stem_alone_is_a_near_miss_and_no_text_is_none() -> None:
    rules = parse({"revenue_share/x": RULE.format(scope="sentence", more="")}, "", "")
    assert near_misses("", rules.rules[0]) == ()
    stem = parse(
        {"revenue_share/x": RULE.format(scope="sentence", more='none = ["^you must pay:$", "pay:$"]')}, "", ""
    )
    (near,) = near_misses("You must pay:\n- a sum\n", stem.rules[0])
    assert near.reasons == ("all: found in the stem of the list only, not in the item itself",)
