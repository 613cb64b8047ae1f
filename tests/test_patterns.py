"""Patterns of rules: what they know beyond `re`, and what the lint refuses."""

from __future__ import annotations

import re
import time

import pytest

from monitor.patterns import Lexicon, Pattern, PatternError, expand
from monitor.resources import load_rules


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    known = Lexicon()
    known.add("may_not", "(?:may not|shall not)")
    known.add("use", "(?:use|host|使用)")
    known.add("both", "(?:{may_not} {use}|never)")
    return known


def test_names_and_gaps_are_replaced(lexicon: Lexicon) -> None:
    assert expand("{may_not} <20>sell", lexicon.words) == "(?:may not|shall not).{0,20}?sell"
    assert lexicon.words["both"] == "(?:(?:may not|shall not) (?:use|host|使用)|never)"


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        ("{may_not} <20>sell", "you may not ever sell", (4, 21)),
        ("{both}", "you shall not host", (4, 18)),
        ("(?:{use}|{both}) it", "they never it", (5, 13)),
        ("{use}{0,2}d", "used", (0, 4)),
        ("{use}?ful", "ful", (0, 3)),
        ("(?<=you ){may_not}", "you may not", (4, 11)),
        ("^{use}", "no use", None),
        ("{may_not} <3>sell", "may not ever sell", None),
    ],
)
def test_a_pattern_matches_as_its_expansion_does(
    pattern: str, text: str, span: tuple[int, int] | None, lexicon: Lexicon
) -> None:
    found = Pattern(pattern, lexicon, 0).regex.search(text)
    plain = re.search(expand(pattern, lexicon.words), text)
    assert (found and found.span()) == (plain and plain.span()) == span


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("a.*b", "upper bound"),
        ("a.+b", "upper bound"),
        ("a{3,}", "upper bound"),
        ("a{1,401}", "upper bound"),
        ("(?>a{1,401})", "upper bound"),
        ("(?=a{1,401})b", "upper bound"),
        ("x|a{1,401}", "upper bound"),
        ("(?:a{1,40}){1,40}", "repeat within a repeat"),
        ("(?:(?:a|b){1,40}c?){1,40}", "repeat within a repeat"),
        ("(?:{use} <60>){1,40}", "repeat within a repeat"),
        (r"\b禁止", "Chinese"),
        (r"禁止\b", "Chinese"),
        (r"\b(?:no|不)", "Chinese"),
        (r"(?:no|[一-龥])\b", "Chinese"),
        (r"\b{use}", "Chinese"),
        (r"(?<=a|bc)d", "look-behind"),
        ("{nothing}", "unknown word list {nothing}"),
        ("(a", "missing"),
        ("[[a]", "nested set"),
        ("(?:" * 2000 + "a" + ")" * 2000, "too deeply"),
        ("a{99999999999999999999}", "repetition number is too large"),
    ],
)
def test_what_could_stall_or_is_no_pattern_is_refused(pattern: str, words: str, lexicon: Lexicon) -> None:
    with pytest.raises(PatternError, match=re.escape(words)):
        lexicon.need(pattern)


@pytest.mark.parametrize(
    "pattern", ["a{0,400}", "(?:ab?){1,40}", r"\buse\b", "(?<=a)b", "禁止", r"\bno|不", "(?=)a"]
)
def test_what_is_bounded_is_accepted(pattern: str, lexicon: Lexicon) -> None:
    lexicon.need(pattern)
    Pattern(pattern, lexicon, 0).regex.search("text")


def test_a_word_list_may_not_capture(lexicon: Lexicon) -> None:
    with pytest.raises(PatternError, match="capture"):
        lexicon.add("captures", "(a)")


def test_characters_that_stand_for_word_lists_mean_nothing_in_a_rule(lexicon: Lexicon) -> None:
    assert Pattern("(?=\U0010f000)", lexicon, 0).regex.search("may not") is None
    assert Pattern("(?=\U0010f000)", lexicon, 0).regex.search("\U0010f000")


def test_every_pattern_of_the_package_compiles() -> None:
    rules = load_rules()
    patterns = {
        pattern.source: pattern
        for rule in rules.rules
        for match in rule.matches
        for pattern in (*match.all, *match.any, *match.none, *match.under)
    }
    assert len(patterns) > 100
    for source, pattern in patterns.items():
        assert pattern.regex.flags == re.compile(expand(source, rules.lexicon)).flags


def test_no_pattern_takes_long_on_text_made_to_stall_it() -> None:
    rules = load_rules()
    text = "if hosted service may not unless license commercial use " * 200
    began = time.process_time()
    for rule in rules.rules:
        for match in rule.matches:
            for pattern in (*match.all, *match.any, *match.none):
                pattern.regex.search(text + "zzz")
    assert time.process_time() - began < 30
