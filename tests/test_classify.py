"""How rules are applied to a text: scopes, stems, quotes, and what stays unexplained.

The rules here are made up; those of the package are tested by their own examples.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.classify import classify
from monitor.identify import load_references
from monitor.records import Commercial, Reading
from monitor.resources import load_rules
from monitor.rules import RuleSet, parse
from monitor.telling import telling
from monitor.views import LONGEST_QUOTE

if TYPE_CHECKING:
    from monitor.references import References

HEAD = 'title = "A rule"\nrationale = "It matters."\n'
EXAMPLES = """
[[example]]
text = "a"
source = "written for this test"
[[example]]
text = "b"
source = "written for this test"
[[example]]
text = "c"
match = false
why = "it is another"
[[example]]
text = "d"
match = false
why = "it is another"
"""
CUES = 'cue = ["commercial", "may not", "fee"]\n'


@pytest.fixture(scope="module")
def references() -> References:
    return load_references()


def ruled(lexicon: str = CUES, **matches: str) -> RuleSet:
    """Rules by id (`__` stands for the slash), each with the body of its matches."""
    files = {name.replace("__", "/"): f"{HEAD}{body}{EXAMPLES}" for name, body in matches.items()}
    return parse(files, lexicon, "digest")


def match(all_: str, **more: str) -> str:
    """The TOML of one match."""
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f"[[match]]\nall = {all_}\n{keys}"


def quotes(reading: Reading, field: str) -> list[str]:
    return [finding.quote for finding in reading.findings if finding.field == field]


# ---- Scopes --------------------------------------------------------------------------------------------

LISTED = (
    "# Limits\n\nYou must not do any of these:\n\n- sell it;\n- lend it.\n\n"
    "Other words stand here. We sell books."
)


@pytest.mark.parametrize(
    ("scope", "patterns", "found"),
    [
        ("sentence", '["must not", "sell"]', ["- sell it;"]),
        ("item", '["must not", "sell"]', []),
        ("item", '["sell"]', ["- sell it;", "We sell books."]),
        ("section", '["must not", "lend"]', ["must not do any of these:\n\n- sell it;\n- lend"]),
        ("document", '["must not", "books"]', [LISTED[LISTED.index("must not") : -1]]),
    ],
)
def test_a_scope_says_how_much_counts(
    scope: str, patterns: str, found: list[str], references: References
) -> None:
    rules = ruled(military_ban__r=match(patterns, scope=f'"{scope}"'))
    assert quotes(classify(LISTED, rules, references), "military_ban") == found


def test_a_stem_alone_does_not_count_once_an_item(references: References) -> None:
    rules = ruled(military_ban__r=match('["must not"]'))
    assert quotes(classify(LISTED, rules, references), "military_ban") == ["You must not do any of these:"]


def test_any_none_and_under(references: References) -> None:
    text = (
        "# Limits\n\nYou must not sell it. You must not lend it ever. You must not paint it.\n\n"
        "# Other\n\nYou must not sell it."
    )
    rules = ruled(
        military_ban__r=match('["must not"]', any='["sell", "lend"]', none='["ever"]', under='["limits"]')
    )
    assert quotes(classify(text, rules, references), "military_ban") == ["You must not sell it."]


def test_patterns_see_folded_words_and_quotes_the_original(references: References) -> None:
    text = "You MUST\r\n> NOT  “sell” the **Mo\u00addel**."
    reading = classify(text, ruled(military_ban__r=match('["must not \\"sell\\" the model"]')), references)
    (finding,) = reading.findings
    assert (finding.start, finding.end, finding.quote) == (0, len(text), text)
    assert (finding.rule, reading.terms.military_ban) == ("military_ban/r", True)


def test_one_clause_is_found_once(references: References) -> None:
    twice = match('["sell"]') + match('["must not"]')
    rules = ruled(military_ban__a=twice, military_ban__b=match('["sell"]'), acceptable_use__a=twice)
    found = classify("You must not sell it.", rules, references).findings
    assert [finding.rule for finding in found] == ["acceptable_use/a", "military_ban/a"]


def test_a_long_sentence_is_quoted_where_it_matters(references: References) -> None:
    long = "and so on " * 60
    text = f"It begins here, {long}you must not sell it in any way, {long}and ends here."
    (finding,) = classify(text, ruled(military_ban__r=match('["must not", "sell i"]')), references).findings
    assert finding.quote == "must not sell it"
    assert text[finding.start : finding.end] == finding.quote
    far = f"It must not, {long}{long}be sold."
    (finding,) = classify(far, ruled(military_ban__r=match('["must not", "sold"]')), references).findings
    assert LONGEST_QUOTE <= finding.end - finding.start < LONGEST_QUOTE + 20
    assert finding.quote.startswith("must not")


def test_values_are_read_out_of_the_sentence(references: References) -> None:
    rules = ruled(
        revenue_share__r=match('["share"]', capture='["percent"]', values="{ from = 'revenue' }"),
        display_attribution__r=match('["display"]', capture='["phrase"]'),
    )
    reading = classify(
        "We take a 20 % share of revenue. You must display “Built with Acme”.", rules, references
    )
    share = next(finding for finding in reading.findings if finding.field == "revenue_share")
    assert dict(share.values) == {"from": "revenue", "rate": 20.0}
    assert reading.terms.revenue_share.rate == 20.0
    assert reading.terms.display_attribution == ("Built with Acme",)
    assert reading.terms.commercial_use is Commercial.CONDITIONAL


def test_experimental_rules_are_told_as_such(references: References) -> None:
    rules = ruled(military_ban__r='status = "experimental"\n' + match('["sell"]'))
    (finding,) = classify("Never sell it.", rules, references).findings
    assert finding.experimental


# ---- What stays unexplained ----------------------------------------------------------------------------


def test_sentences_with_cues_that_nothing_explains_are_told(references: References) -> None:
    rules = ruled(
        explained__r=match('["commercial models"]'),
        commercial_use__r=match('["granted"]', values="{ says = 'granted' }"),
    )
    text = "It beats commercial models. Use is granted. A fee is due. The sky is blue."
    reading = classify(text, rules, references)
    assert [span.quote for span in reading.unaccounted] == ["A fee is due."]
    assert all(text[span.start : span.end] == span.quote for span in reading.unaccounted)
    assert reading.terms.commercial_use is Commercial.UNCLEAR
    assert quotes(reading, "explained") == []
    clear = classify(text.replace(" A fee is due.", ""), rules, references)
    assert (clear.unaccounted, clear.terms.commercial_use) == ((), Commercial.ALLOWED)


def test_a_title_that_demands_nothing_is_no_clause(references: References) -> None:
    rules = ruled()
    assert classify("# Commercial Use\n\nThe sky is blue.", rules, references).unaccounted == ()
    told = classify("# No commercial use\n\nThe sky is blue.", rules, references).unaccounted
    assert [span.quote for span in told] == ["# No commercial use"]


@pytest.mark.parametrize(
    ("title", "open_"),
    [
        ("3. FEES.", False),
        ("b. Commercial use restrictions.", False),
        ("Section 5 Fees and Payment", False),
        ("II. Commercial Use", False),
        ("4. Commercial use excluded.", True),
        ("4. No commercial use.", True),
        ("4. Fees of 5%.", True),
        ("Commercial use is a fee.", True),
    ],
)
def test_a_number_and_a_subject_are_no_clause(title: str, open_: bool, references: References) -> None:  # noqa: FBT001 - a table of cases
    rules = ruled(lexicon='cue = ["commercial", "fee"]\n')
    told = classify(f"The sky is blue.\n\n{title}\n\nThe sea is green.", rules, references).unaccounted
    assert bool(told) is open_


def test_without_cues_nothing_is_unexplained(references: References) -> None:
    assert classify("A fee is due.", ruled(lexicon=""), references).unaccounted == ()


def test_a_sentence_of_the_reference_is_accounted_for(references: References) -> None:
    apache = (Path(__file__).parents[1] / "LICENSE").read_text(encoding="utf-8")
    rules = ruled(lexicon='cue = ["royalty-free", "fee"]\n')
    plain = classify(apache, rules, references)
    assert (plain.identity.reference, plain.unaccounted) == ("Apache-2.0", ())
    more = classify(f"{apache}\nA fee is due to us.\n", rules, references)
    assert [span.quote for span in more.unaccounted] == ["A fee is due to us."]
    inside = classify(
        apache.replace("royalty-free", "royalty-free once its price is paid", 1), rules, references
    )
    assert len(inside.unaccounted) == 1


def test_a_long_stem_counts_at_both_ends(references: References) -> None:
    stem = f"You must not {'do this or that or ' * 200}ever do any of these:"
    text = f"{stem}\n\n- sell it;\n- lend it;"
    rules = ruled(
        military_ban__a=match('["sell", "must not"]'),
        acceptable_use__a=match('["sell", "ever do any"]'),
    )
    found = classify(text, rules, references)
    assert quotes(found, "military_ban") == quotes(found, "acceptable_use") == ["- sell it;"]


def test_a_section_ends_at_the_next_heading_and_is_bounded(references: References) -> None:
    rules = ruled(military_ban__r=match('["must not", "books"]', scope='"section"'))
    near = "# One\n\nYou must not.\n\nWe sell books.\n\n# Two\n\nNothing."
    other = "# One\n\nYou must not.\n\n# Two\n\nWe sell books."
    far = "# One\n\nYou must not.\n\n" + "The sky is blue. " * 300 + "We sell books."
    found = [len(quotes(classify(text, rules, references), "military_ban")) for text in (near, other, far)]
    assert found == [1, 0, 0]


@pytest.mark.parametrize("text", ["", " \n ", "###\n---\n"])
def test_no_words_no_findings(text: str, references: References) -> None:
    reading = classify(text, load_rules(), references)
    assert (reading.findings, reading.unaccounted) == ((), ())
    assert reading.terms.commercial_use is Commercial.SILENT


def test_a_language_without_rules_grants_nothing(references: References) -> None:
    polish = (
        "Niniejsza licencja pozwala na korzystanie z modelu w dowolnym celu, także komercyjnym, "
        "oraz na jego sprzedaż bez opłat. " * 3
    )
    reading = classify(polish, load_rules(), references)
    assert reading.language not in {"en", "zh"}
    assert reading.terms.commercial_use is Commercial.UNCLEAR


def test_a_sentence_that_no_rule_can_read_leaves_a_grant_open(references: References) -> None:
    grant = "You may use, copy and sell the model for any purpose, including commercial purposes.\n\n"
    french = "La mise en ligne de l'ouvrage est du ressort de l'éditeur."
    assert classify(grant, load_rules(), references).terms.commercial_use is Commercial.ALLOWED
    assert classify(grant + french, load_rules(), references).terms.commercial_use is Commercial.UNCLEAR


# ---- Any text ------------------------------------------------------------------------------------------

CLAUSES = st.sampled_from(
    [
        "You may use the Model for any purpose, including commercial purposes.",
        "If you have more than 700 million monthly active users, you must request a licence from us.",
        "You must prominently display “Built with Acme” on a related website.",
        "You shall not:\n(a) offer it as a service;\n(b) use it for military purposes;",
        "本协议受新加坡法律管辖。",
        "未经书面授权，不得将本模型用于商业用途。",
        "The licence ends if you sue us over a patent.",
        "\u202egnirts\u202c",
        "соmmercial use is forbidden",
        "# Title",
        "x" * 900,
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CLAUSES, max_size=6), st.sampled_from(["\n", "\n\n", " ", "\r\n\r\n", "\n> "]))
def test_quotes_stand_where_they_say(clauses: list[str], between: str) -> None:
    text = between.join(clauses)
    reading = classify(text, load_rules(), load_references())
    spans = [(each.start, each.end, each.quote) for each in reading.findings]
    spans += [(each.start, each.end, each.quote) for each in reading.unaccounted]
    spans += [(each.start, each.end, each.quote) for each in reading.identity.residue]
    assert all(text[start:end] == quote != "" for start, end, quote in spans)
    assert list(reading.findings) == sorted(
        reading.findings, key=lambda each: (each.start, each.end, each.rule)
    )


@pytest.mark.parametrize(
    ("sentence", "use"),
    [
        ('Any product that runs the Model must prominently display "Acme" in its interface.', "conditional"),
        ('Products must display "Acme" prominently where users see it.', "conditional"),
        ('If you distribute the Model you must prominently display "Acme" on a website.', "allowed"),
        ('All advertising materials for a product must prominently display "Acme".', "allowed"),
    ],
)
def test_a_name_to_be_shown_in_products_is_a_condition_on_commerce(sentence: str, use: str) -> None:
    grant = "You may use the Model for any purpose, including commercial purposes."
    reading = classify(f"{grant}\n\n{sentence}", load_rules(), load_references())
    assert reading.terms.display_attribution == ("Acme",)
    assert reading.terms.commercial_use == use


def test_a_size_of_a_definition_is_told_where_the_term_is_first_used(references: References) -> None:
    text = (
        '"Large Party" means a company with more than two hundred employees.\n\n'
        "A Large Party must obtain a separate licence from us before it uses the model.\n\n"
        "Sale by a Large Party needs a separate licence from us too.\n"
    )
    limits = [one for one in classify(text, load_rules(), references).findings if one.field == "thresholds"]
    assert [one.values["amount"] for one in limits] == [200.0]
    assert limits[0].quote.startswith("A Large Party must")


@pytest.mark.parametrize(
    ("ban", "use"), [("", Commercial.CONDITIONAL), ("Nobody may use it commercially.", Commercial.SEPARATE)]
)
def test_what_small_businesses_may_do_is_a_condition_unless_all_are_barred(ban: str, use: Commercial) -> None:
    text = (
        "You may use the Model for research. You may also use it commercially if your annual revenue is at "
        "or below USD 10 million. Any other commercial use requires a separate commercial licence from us. "
    )
    assert classify(text + ban, load_rules(), load_references()).terms.commercial_use is use


def test_what_a_number_of_users_may_do_says_nothing_of_a_business() -> None:
    text = (
        "You may use the Model for research. A demonstration with at most 300 users is permitted. "
        "Any commercial use requires a separate commercial licence from us."
    )
    assert classify(text, load_rules(), load_references()).terms.commercial_use is Commercial.SEPARATE


def test_what_lets_one_host_does_not_tell_why_hosting_is_limited() -> None:
    text = (
        "You may use, copy, sell and host the Model for any purpose, including commercial purposes.\n\n"
        "Whoever offers the Model as a hosted service to third parties needs a separate licence from us.\n"
    )
    reading = classify(text, load_rules(), load_references())
    assert reading.terms.hosting == "restricted"
    assert {each.values["says"] for each in reading.findings if each.field == "hosting"} >= {
        "expressly-allowed"
    }
    assert {each.values["says"] for each in telling(reading, "hosting")} == {"restricted"}
