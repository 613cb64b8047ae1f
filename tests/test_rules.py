"""What every rule gets for free: its examples, layouts that may not matter, patterns that must."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from monitor.classify import classify, hits
from monitor.records import Identity
from monitor.references import load_references
from monitor.resources import load_rules
from monitor.rules import Example, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

RULES = load_rules()
REFERENCES = load_references()
EXAMPLES = [(rule, example) for rule in RULES.rules for example in rule.examples]
MATCHING = [(rule, example) for rule, example in EXAMPLES if example.finds]
GAPS = [(rule, gap) for rule in RULES.rules for gap in rule.gaps]


def name(pair: object) -> str:
    if isinstance(pair, Rule):
        return pair.id
    return pair.text[:40] if isinstance(pair, Example) else str(pair)


def finds(rule: Rule, text: str, values: Mapping[str, object] | None = None) -> bool:
    """Whether the rule alone finds something in a text, with the values asked for."""
    found = hits(text, RULES._replace(rules=(rule,)))
    return any(all(hit.values.get(key) == value for key, value in (values or {}).items()) for hit in found)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=name)
def test_example(rule: Rule, example: Example) -> None:
    assert finds(rule, example.text, dict(example.values)) is example.finds, example.note


@pytest.mark.parametrize(
    ("rule", "gap"),
    [pytest.param(*pair, marks=pytest.mark.xfail(strict=True, reason="a known gap")) for pair in GAPS]
    or [pytest.param(None, None, marks=pytest.mark.skip(reason="no rule names a gap"))],
    ids=name,
)
def test_gap(rule: Rule, gap: Example) -> None:
    assert finds(rule, gap.text, dict(gap.values)) is gap.finds


def _rewrapped(text: str) -> str:
    """Every third space between words becomes the end of a line, with spaces at the line's end."""
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        lines.append("  \n".join(" ".join(words[at : at + 7]) for at in range(0, len(words), 7)))
    return "\n".join(lines)


def _wide(text: str) -> str:
    """Full-width letters and digits, as Chinese keyboards give them."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text)


_LINE = re.compile(r"^((?:- |\([a-z]\) )?)(.+)$", re.MULTILINE)
LAYOUTS: dict[str, Callable[[str], str]] = {
    "re-wrapped": _rewrapped,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "trailing spaces": lambda text: "\n".join(f"{line}   " for line in text.split("\n")),
    "quoted": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "bold": lambda text: _LINE.sub(r"\1**\2**", text),
    "curly": lambda text: text.replace('"', "\u201d").replace("'", "\u2019"),
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "full width": _wide,
    "capitals": str.upper,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("rule", "example"), MATCHING, ids=name)
def test_layout_does_not_matter(rule: Rule, example: Example, layout: str) -> None:
    """Each example is found again with its numbers and enumerations; phrases keep the letters they have."""
    values = {
        key: value for key, value in example.values.items() if key not in {"phrase", "prefix", "contact"}
    }
    assert finds(rule, LAYOUTS[layout](example.text), values)


def without_one(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with one of its parts taken away: an entry of a list of patterns, or a whole match."""
    for number, match in enumerate(rule.matches):
        before, after = rule.matches[:number], rule.matches[number + 1 :]
        if before or after:
            yield f"match {number + 1}", rule._replace(matches=before + after)
        for key in ("all", "any", "none", "under"):
            patterns = getattr(match, key)
            for at, pattern in enumerate(patterns):
                fewer = patterns[:at] + patterns[at + 1 :]
                if fewer or key != "all":
                    less = match._replace(**{key: fewer, "need": None})
                    yield (
                        f"match {number + 1}, {key}: {pattern.source}",
                        rule._replace(matches=(*before, less, *after)),
                    )


def outcome(rule: Rule) -> tuple[bool, ...]:
    return tuple(finds(rule, example.text, dict(example.values)) for example in rule.examples)


@pytest.mark.parametrize("rule", RULES.rules, ids=name)
def test_every_part_is_needed(rule: Rule) -> None:
    """Whatever is taken away, some example comes out otherwise; a lone entry of `all` is the rule itself."""
    whole = outcome(rule)
    assert [where for where, less in without_one(rule) if outcome(less) == whole] == []


def test_identity_of_nothing() -> None:
    """A text of one example resembles no licence, or examples would be explained by it."""
    assert classify("Use is permitted.", RULES, REFERENCES).identity == Identity()
