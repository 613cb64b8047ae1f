"""What terms mean for a profile: every decision, every reason for it, and that doubt never clears."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.records import (
    Basis,
    Commercial,
    Conflict,
    Decision,
    Finding,
    Hosting,
    Level,
    Policy,
    Profile,
    RevenueShare,
    Sheet,
    Sourced,
    Span,
    Terms,
    Threshold,
    Use,
)
from monitor.verdict import SEVERITY, STATE_CHANGES, headline, judge

if TYPE_CHECKING:
    from monitor.records import Reason, Value, Verdict

PROFILES_FILE = Path(__file__).parents[1] / "fixtures" / "profiles.toml"
GRANT = Terms(commercial_use=Commercial.ALLOWED)
CONDITIONAL = Terms(commercial_use=Commercial.CONDITIONAL)
FIRM = Profile(name="shop", territories=("US",), revenue_year=5e6, revenue_month=4e5, users_month=1000)
HOST = replace(FIRM, uses=(Use.HOSTED_API,), model_as_a_service=True)
PRIVATE = Profile(name="home", uses=(Use.INTERNAL,), commercial=False, territories=("DE",))
NEUTRAL = Policy(missing=Level.WARN, margin=0)
BIG = Threshold(metric="revenue", amount=1e6, currency="USD", period="year")


def sourced(name: str, quote: str, start: int = 0, **values: Value) -> Sourced:
    finding = Finding(
        rule=f"{name}/test", field=name, start=start, end=start + len(quote), quote=quote, values=values
    )
    return Sourced(document="LICENSE", sha256="0" * 64, finding=finding)


def sheet(terms: Terms, *won: Sourced, **more: Any) -> Sheet:  # noqa: ANN401 - any field of a sheet
    by_field: dict[str, tuple[Sourced, ...]] = {}
    for one in won:
        by_field[one.finding.field] = (*by_field.get(one.finding.field, ()), one)
    return Sheet(**{"terms": terms, "won": by_field, "basis": Basis.TEXT, "label": "MIT", **more})


def decide(terms: Terms, *won: Sourced, profile: Profile = FIRM, policy: Policy = NEUTRAL) -> Verdict:
    return judge(sheet(terms, *won), policy, profile)


def reason(verdict: Verdict, code: str) -> Reason:
    return next(each for each in verdict.reasons if each.code == code)


def codes(verdict: Verdict) -> set[str]:
    return {each.code for each in verdict.reasons}


def test_plain_grant_is_allowed_with_the_words_that_grant() -> None:
    verdict = decide(GRANT, sourced("commercial_use", "without restriction"))
    assert verdict.decision is Decision.ALLOW
    assert (verdict.profile, verdict.obligations) == ("shop", ())
    assert verdict.reasons[0].quote == "without restriction"
    assert verdict.reasons[0].document == "LICENSE"
    assert headline(verdict) == "YES, nothing to do beyond keeping licence and copyright notices."


def test_separate_licence_is_refused_and_says_whom_to_ask() -> None:
    verdict = decide(
        replace(GRANT, commercial_use=Commercial.SEPARATE),
        sourced("commercial_use", "commercial use needs authorisation", licensor="Example Lab"),
        sourced("registration_required", "write to licensing@example.org first"),
    )
    assert verdict.decision is Decision.DENY
    assert headline(verdict) == (
        "NO, not without a separate licence or written authorisation from Example Lab:"
        " commercial use is not granted."
    )
    assert verdict.reasons[0].next_step == "Write to licensing@example.org for a licence."


def test_contact_that_a_rule_read_wins_over_one_in_the_quote() -> None:
    found = sourced("commercial_use", "ask a@example.org", contact="b@example.org")
    verdict = decide(replace(GRANT, commercial_use=Commercial.SEPARATE), found)
    assert verdict.reasons[0].next_step == "Write to b@example.org for a licence."


def test_separate_licence_without_a_contact_names_the_licensor() -> None:
    verdict = decide(replace(GRANT, commercial_use=Commercial.SEPARATE))
    assert verdict.reasons[0].next_step == "Ask the licensor for a licence."
    assert verdict.reasons[0].quote == ""


def test_prohibited_is_refused() -> None:
    verdict = decide(replace(GRANT, commercial_use=Commercial.PROHIBITED))
    assert verdict.decision is Decision.DENY
    assert headline(verdict) == "NO: Commercial use is not granted, and the text offers no way to get it."


@pytest.mark.parametrize(
    ("quote", "decision"),
    [
        ("for NonCommercial purposes only", Decision.ALLOW),
        ("solely for non-commercial research purposes", Decision.REVIEW),
        ("for research or personal use only", Decision.ALLOW),
        ("仅用于学术研究", Decision.REVIEW),
    ],
)
def test_private_use_of_a_noncommercial_text(quote: str, decision: Decision) -> None:
    withheld = replace(GRANT, commercial_use=Commercial.PROHIBITED)
    assert decide(withheld, sourced("commercial_use", quote), profile=PRIVATE).decision is decision


def test_conditional_grant_with_unknown_condition_is_reviewed() -> None:
    assert decide(CONDITIONAL).decision is Decision.REVIEW
    assert decide(CONDITIONAL, profile=PRIVATE).decision is Decision.ALLOW


def test_silence_and_unclear_words_never_allow() -> None:
    assert reason(decide(Terms()), "no-grant").decision is Decision.REVIEW
    unclear = decide(Terms(commercial_use=Commercial.UNCLEAR), policy=replace(NEUTRAL, unknown=Level.ERROR))
    assert reason(unclear, "unclear").decision is Decision.DENY


@pytest.mark.parametrize(
    ("declared", "decision"),
    [
        (("US",), Decision.OBLIGATIONS),
        (("FR",), Decision.DENY),
        (("EU",), Decision.DENY),
        (("*",), Decision.DENY),
        (("US", "GB"), Decision.DENY),
        ((), Decision.REVIEW),
    ],
)
def test_excluded_territories(declared: tuple[str, ...], decision: Decision) -> None:
    terms = replace(GRANT, excluded_territories=("EU", "GB"))
    assert decide(terms, profile=replace(FIRM, territories=declared)).decision is decision


def test_a_member_of_the_union_excluded_touches_the_whole_union() -> None:
    terms = replace(GRANT, excluded_territories=("DE",))
    verdict = decide(terms, profile=replace(FIRM, territories=("EU",)))
    assert verdict.reasons[0].sentence.startswith("Not in DE: ")


@pytest.mark.parametrize(
    ("consequence", "decision"),
    [
        ("separate-licence", Decision.DENY),
        ("loss-of-rights", Decision.DENY),
        ("review", Decision.REVIEW),
        ("something-new", Decision.REVIEW),
        ("display", Decision.OBLIGATIONS),
        ("notify", Decision.OBLIGATIONS),
        ("registration", Decision.OBLIGATIONS),
        ("fee", Decision.OBLIGATIONS),
    ],
)
def test_passed_threshold(consequence: str, decision: Decision) -> None:
    terms = replace(CONDITIONAL, thresholds=(replace(BIG, consequence=consequence),))
    verdict = decide(terms)
    assert verdict.decision is decision
    assert "you declared USD 5,000,000" in reason(verdict, "thresholds").sentence
    assert bool(verdict.obligations) is (decision is Decision.OBLIGATIONS)


@pytest.mark.parametrize(
    ("revenue", "words", "decision"),
    [
        (
            2e5,
            "Only with more than USD 1,000,000 revenue a year a separate licence is needed first;",
            "allow",
        ),
        (8e5, "you declared USD 800,000.", "allow"),
        (9e5, "you declared USD 900,000, which is within 20% of it.", "review"),
        (1e6, "which is within 20% of it.", "review"),
        (1_000_001, "With more than USD 1,000,000", "deny"),
        (None, "the profile does not say; not declared: revenue_year.", "review"),
    ],
)
def test_threshold_against_declared_revenue(revenue: float | None, words: str, decision: str) -> None:
    terms = replace(CONDITIONAL, thresholds=(BIG,))
    near = replace(NEUTRAL, margin=0.2)
    profile = replace(FIRM, revenue_year=revenue, revenue_month=None)
    verdict = decide(terms, profile=profile, policy=near)
    assert verdict.decision == decision
    assert words in reason(verdict, "thresholds").sentence


def test_duty_that_may_be_owed_is_a_duty_where_a_figure_was_declared() -> None:
    terms = replace(CONDITIONAL, thresholds=(replace(BIG, consequence="display", basis="product"),))
    verdict = decide(terms)
    assert verdict.decision is Decision.OBLIGATIONS
    assert "product_revenue_year is not declared" in verdict.reasons[0].sentence
    assert decide(terms, profile=replace(FIRM, revenue_year=None)).decision is Decision.REVIEW
    licence = replace(CONDITIONAL, thresholds=(replace(BIG, basis="product"),))
    assert decide(licence).decision is Decision.REVIEW


def test_threshold_that_nobody_private_can_pass_is_no_matter() -> None:
    verdict = decide(replace(CONDITIONAL, thresholds=(replace(BIG, metric="devices"),)), profile=PRIVATE)
    assert "it does not reach you" in reason(verdict, "thresholds").sentence


def test_thresholds_quote_the_clause_with_their_number() -> None:
    other = replace(BIG, metric="mau", currency=None, amount=7.0)
    verdict = decide(
        replace(CONDITIONAL, thresholds=(BIG, other)),
        sourced("thresholds", "seven users", amount=7.0),
        sourced("thresholds", "a million dollars", amount=1e6),
    )
    quotes = {each.quote for each in verdict.reasons if each.code == "thresholds"}
    assert quotes == {"a million dollars", "seven users"}


def test_thresholds_joined_by_and_decide_together() -> None:
    users = Threshold(metric="mau", amount=1e6, period="month", group=1, join="and")
    both = (replace(BIG, group=1, join="and"), users)
    assert decide(replace(CONDITIONAL, thresholds=both)).decision is Decision.ALLOW
    many = replace(FIRM, users_month=2e6)
    assert decide(replace(CONDITIONAL, thresholds=both), profile=many).decision is Decision.DENY


def test_hosting_threshold_binds_hosts_only() -> None:
    terms = replace(CONDITIONAL, thresholds=(replace(BIG, applies_to="hosting"),), hosting=Hosting.RESTRICTED)
    assert decide(terms).decision is Decision.ALLOW
    assert decide(terms, profile=HOST).decision is Decision.DENY
    small = replace(HOST, revenue_year=10.0)
    assert decide(terms, profile=small).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("hosting", "host", "product"),
    [
        (Hosting.PROHIBITED, Decision.DENY, Decision.ALLOW),
        (Hosting.RESTRICTED, Decision.REVIEW, Decision.ALLOW),
        (Hosting.ALLOWED, Decision.ALLOW, Decision.ALLOW),
        (Hosting.SILENT, Decision.ALLOW, Decision.ALLOW),
    ],
)
def test_hosting(hosting: Hosting, host: Decision, product: Decision) -> None:
    terms = replace(GRANT, hosting=hosting)
    assert decide(terms, profile=HOST).decision is host
    assert decide(terms).decision is product


def test_hosting_clause_that_speaks_of_sale_may_reach_a_product() -> None:
    terms = replace(CONDITIONAL, hosting=Hosting.RESTRICTED)
    assert decide(terms, sourced("hosting", "the right to Sell the Software")).decision is Decision.REVIEW


def test_revenue_share() -> None:
    share = replace(GRANT, revenue_share=RevenueShare(present=True, rate=10.0))
    assert decide(share).obligations == ("Pay the licensor 10 % of revenue.",)
    unnamed = replace(GRANT, revenue_share=RevenueShare(present=True))
    assert decide(unnamed).decision is Decision.REVIEW
    assert decide(share, profile=PRIVATE).decision is Decision.ALLOW
    by_number = replace(share, thresholds=(replace(BIG, consequence="fee", amount=1e9),))
    assert decide(by_number).decision is Decision.ALLOW


def test_display_binds_those_who_show_something() -> None:
    terms = replace(GRANT, display_attribution=("Built with Example",))
    assert decide(terms).obligations == (
        (
            "Display “Built with Example” prominently, where the clause says"
            " (user interface, website or documentation)."
        ),
    )
    assert decide(terms, profile=PRIVATE).decision is Decision.ALLOW
    assert "the model's own name" in decide(replace(GRANT, display_attribution=("*",))).obligations[0]


def test_display_that_alone_makes_the_grant_conditional_binds_commerce_only() -> None:
    terms = replace(CONDITIONAL, display_attribution=("Example",))
    giver = replace(PRIVATE, uses=(Use.REDISTRIBUTE,))
    assert decide(terms).decision is Decision.OBLIGATIONS
    assert decide(terms, profile=giver).decision is Decision.ALLOW
    otherwise = replace(terms, thresholds=(replace(BIG, amount=1e9),))
    assert decide(otherwise, profile=giver).decision is Decision.OBLIGATIONS


def test_display_by_number_is_owed_above_it_only() -> None:
    number = replace(BIG, consequence="display")
    terms = replace(CONDITIONAL, display_attribution=("Example",), thresholds=(number,))
    assert decide(terms).decision is Decision.OBLIGATIONS
    assert decide(terms, profile=replace(FIRM, revenue_year=1.0)).decision is Decision.ALLOW
    assert codes(decide(terms, profile=PRIVATE)) == {"commercial_use"}


@pytest.mark.parametrize(
    ("use", "owed"), [(Use.FINE_TUNE, True), (Use.REDISTRIBUTE, True), (Use.PRODUCT, False)]
)
def test_name_prefix(use: Use, owed: bool) -> None:  # noqa: FBT001 - a table of cases
    verdict = decide(replace(GRANT, name_prefix="Example"), profile=replace(FIRM, uses=(use,)))
    assert ("name_prefix" in codes(verdict)) is owed


def test_training_ban() -> None:
    terms = replace(GRANT, no_training_other_models=True)
    distiller = replace(FIRM, uses=(Use.TRAIN_ON_OUTPUTS,))
    assert decide(terms, profile=distiller).decision is Decision.DENY
    assert decide(terms).obligations == ("Train no other model on it or on its outputs.",)


def test_purposes() -> None:
    verdict = decide(replace(GRANT, acceptable_use=True, military_ban=True))
    assert verdict.obligations == (
        "Keep to the use restrictions and bind your users to them.",
        "Keep it out of military use.",
    )
    assert headline(verdict) == "YES, with 2 duties."
    alone = decide(replace(GRANT, acceptable_use=True), profile=PRIVATE)
    assert alone.obligations == ("Keep to the use restrictions.",)
    assert headline(alone) == "YES, with 1 duty."


def test_flow_down_binds_those_who_pass_on_and_services_it_names() -> None:
    terms = replace(GRANT, flow_down=True)
    giver = replace(FIRM, uses=(Use.REDISTRIBUTE,))
    assert decide(terms, sourced("flow_down", "all copies"), profile=giver).decision is Decision.OBLIGATIONS
    assert decide(terms, sourced("flow_down", "all copies")).decision is Decision.ALLOW
    assert decide(terms, sourced("flow_down", "over a network")).decision is Decision.OBLIGATIONS


def test_marking_changes_is_owed_by_those_who_pass_on() -> None:
    found = sourced(STATE_CHANGES, "modified files must carry prominent notices")
    giver = replace(FIRM, uses=(Use.REDISTRIBUTE,))
    assert decide(GRANT, found, profile=giver).obligations == ("State prominently what you changed.",)
    assert decide(GRANT, found).decision is Decision.ALLOW
    known = judge(sheet(GRANT, label="Apache-2.0"), NEUTRAL, giver)
    assert known.obligations == ("State prominently what you changed.",)
    assert decide(GRANT, profile=giver).decision is Decision.ALLOW


def test_registration() -> None:
    terms = replace(CONDITIONAL, registration_required=True)
    clause = sourced("registration_required", "register before use", start=100)
    assert decide(terms, clause).decision is Decision.OBLIGATIONS
    assert decide(terms, clause, profile=PRIVATE).decision is Decision.OBLIGATIONS
    trade = sourced("registration_required", "before commercial use, register")
    assert decide(terms, trade, profile=PRIVATE).decision is Decision.ALLOW
    far = sourced("thresholds", "more than a billion", start=500)
    numbered = replace(terms, thresholds=(replace(BIG, amount=1e9),))
    assert decide(numbered, clause, far).decision is Decision.OBLIGATIONS
    same = sourced("thresholds", "register before use above a billion", start=90)
    assert decide(numbered, clause, same).decision is Decision.ALLOW
    withheld = replace(terms, commercial_use=Commercial.SEPARATE)
    assert "registration_required" not in codes(decide(withheld, clause))


def test_an_experimental_rule_cannot_refuse() -> None:
    found = sourced("commercial_use", "no commerce")
    tried = replace(found, finding=replace(found.finding, experimental=True))
    withheld = replace(GRANT, commercial_use=Commercial.PROHIBITED)
    assert decide(withheld, tried).decision is Decision.REVIEW
    assert decide(withheld, tried, found).decision is Decision.DENY


# ---- States and policy ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code", "decision"),
    [
        ({"not_checked": ("LICENSE could not be fetched.",)}, "unreachable", Decision.INCOMPLETE),
        ({"not_checked": ("A wall.",), "suspect": ("A wall.",)}, "suspect", Decision.INCOMPLETE),
        ({"gated": ("LICENSE stands behind a gate.",)}, "gated", Decision.REVIEW),
        ({"basis": Basis.NOTHING, "terms": Terms()}, "missing", Decision.REVIEW),
        ({"basis": Basis.DECLARED}, "declared-only", Decision.REVIEW),
        ({"unaccounted": (("README", Span(start=0, end=3, quote="pay")),)}, "unaccounted", Decision.REVIEW),
        (
            {"conflicts": (Conflict(kind="prose", left="a", left_says="x", right="b", right_says="y"),)},
            "conflict",
            Decision.REVIEW,
        ),
    ],
)
def test_states(more: dict[str, Any], code: str, decision: Decision) -> None:
    verdict = judge(sheet(**{"terms": GRANT, **more}), NEUTRAL, FIRM)
    assert verdict.decision is decision
    assert reason(verdict, code).next_step


def test_levels_of_states() -> None:
    gated = sheet(GRANT, gated=("The licence stands behind a gate.",))
    assert judge(gated, replace(NEUTRAL, gated=Level.ERROR), FIRM).decision is Decision.DENY
    assert judge(gated, replace(NEUTRAL, gated=Level.ALLOW), FIRM).decision is Decision.REVIEW
    declared = sheet(GRANT, basis=Basis.DECLARED)
    assert judge(declared, replace(NEUTRAL, declared_only=Level.ALLOW), FIRM).decision is Decision.ALLOW


def test_what_was_not_read_is_incomplete_and_not_missing() -> None:
    verdict = judge(sheet(Terms(), basis=Basis.NOTHING, not_checked=("It is down.",)), NEUTRAL, FIRM)
    assert codes(verdict) == {"unreachable"}
    assert headline(verdict) == "NOT CHECKED: It is down."


def test_a_refusal_that_was_read_outweighs_what_was_not() -> None:
    withheld = replace(GRANT, commercial_use=Commercial.PROHIBITED)
    verdict = judge(sheet(withheld, not_checked=("NOTICE is down.",)), NEUTRAL, FIRM)
    assert verdict.decision is Decision.DENY


def test_allowed_labels() -> None:
    policy = replace(NEUTRAL, allow=("MIT", "BSD-*"))
    assert judge(sheet(GRANT), policy, FIRM).decision is Decision.ALLOW
    assert judge(sheet(GRANT, label="BSD-3-Clause"), policy, FIRM).decision is Decision.ALLOW
    verdict = judge(sheet(GRANT, label="modified MIT (+ 1 passage)"), policy, FIRM)
    assert reason(verdict, "not-allowed").decision is Decision.DENY


def test_clauses_make_stricter() -> None:
    terms = replace(GRANT, governing_law="Ruritania")
    for level, decision in ((Level.WARN, "review"), (Level.ERROR, "deny"), (Level.ALLOW, "allow")):
        policy = replace(NEUTRAL, clauses={"governing_law": level, "commercial_use": Level.ERROR})
        assert decide(terms, policy=policy).decision == decision


def test_clauses_accept_doubt_but_never_grant() -> None:
    accept = replace(
        NEUTRAL, clauses=dict.fromkeys(("hosting", "commercial_use", "excluded_territories"), Level.ALLOW)
    )
    doubtful = replace(GRANT, hosting=Hosting.RESTRICTED)
    verdict = decide(doubtful, profile=HOST, policy=accept)
    assert verdict.decision is Decision.ALLOW
    assert reason(verdict, "hosting").sentence.endswith("The policy accepts this.")
    refused = replace(GRANT, commercial_use=Commercial.PROHIBITED)
    assert decide(refused, policy=accept).decision is Decision.DENY
    assert decide(Terms(), policy=accept).decision is Decision.REVIEW
    assert decide(Terms(commercial_use=Commercial.UNCLEAR), policy=accept).decision is Decision.REVIEW


TERMS = st.builds(
    Terms,
    commercial_use=st.sampled_from(Commercial),
    thresholds=st.lists(
        st.builds(
            Threshold,
            metric=st.sampled_from(["mau", "dau", "revenue", "visits", "employees"]),
            amount=st.floats(0, 1e9),
            currency=st.sampled_from(["USD", "CNY", "XXX", None]),
            period=st.sampled_from(["month", "year", None]),
            consequence=st.sampled_from(["separate-licence", "display", "review"]),
            basis=st.sampled_from(["group", "product"]),
            applies_to=st.sampled_from(["any", "hosting", "competitor"]),
        ),
        max_size=2,
    ).map(tuple),
    hosting=st.sampled_from(Hosting),
    display_attribution=st.sampled_from([(), ("Example",)]),
    excluded_territories=st.sampled_from([(), ("EU",)]),
    no_training_other_models=st.booleans(),
    registration_required=st.booleans(),
)
PROFILES = st.builds(
    Profile,
    uses=st.lists(st.sampled_from(Use), min_size=1, max_size=2).map(tuple),
    commercial=st.booleans(),
    revenue_year=st.none() | st.floats(0, 1e9),
    users_month=st.none() | st.floats(0, 1e9),
    territories=st.sampled_from([(), ("US",), ("DE",), ("*",)]),
)


@settings(max_examples=100, deadline=None)
@given(TERMS, PROFILES, st.sampled_from(Level))
def test_doubt_never_clears_whatever_the_policy(terms: Terms, profile: Profile, level: Level) -> None:
    lenient = Policy(
        unknown=level,
        conflict=level,
        declared_only=level,
        gated=level,
        missing=level,
        unreachable=level,
        suspect=level,
    )
    for more in (
        {"not_checked": ("x",)},
        {"gated": ("x",)},
        {"unaccounted": (("x", Span(start=0, end=1, quote="x")),)},
    ):
        verdict = judge(sheet(terms, **more), lenient, profile)
        assert verdict.decision not in {Decision.ALLOW, Decision.OBLIGATIONS}


@settings(max_examples=100, deadline=None)
@given(TERMS, PROFILES)
def test_verdicts_are_ordered_complete_and_worst_first(terms: Terms, profile: Profile) -> None:
    verdict = decide(terms, profile=profile)
    ranks = [SEVERITY.index(each.decision) for each in verdict.reasons]
    assert ranks == sorted(ranks)
    assert verdict.decision is verdict.reasons[0].decision
    assert all(each.sentence.endswith(".") for each in verdict.reasons)
    assert all(each.next_step for each in verdict.reasons if each.decision is not Decision.ALLOW)
    assert all(duty.endswith(".") for duty in verdict.obligations)
    assert headline(verdict).startswith(("YES", "NO"))


# ---- Against verdicts reached by reading ---------------------------------------------------------------

MARKS_CHANGES = re.compile(r"modified\s+files\s+to\s+carry\s+prominent\s+notices|indicate if You modified")


def gold_sheet(gold: dict[str, Any], text: str) -> Sheet:
    """A sheet from the labelled terms of a text, with its deciding quotes as findings."""
    found = [sourced(name, quote, max(0, text.find(quote))) for name, quote in gold["evidence"].items()]
    marks = MARKS_CHANGES.search(text)
    found += [sourced(STATE_CHANGES, marks.group(), marks.start())] if marks else []
    plain = {
        name: gold[name] for name in Terms.__dataclass_fields__ if not isinstance(gold[name], list | dict)
    }
    terms = Terms(
        **{
            **plain,
            "commercial_use": Commercial(gold["commercial_use"]),
            "hosting": Hosting(gold["hosting"]),
            "thresholds": tuple(Threshold(**each) for each in gold["thresholds"]),
            "revenue_share": RevenueShare(**gold["revenue_share"]),
            "display_attribution": tuple(gold["display_attribution"]),
            "excluded_territories": tuple(gold["excluded_territories"]),
        }
    )
    return sheet(terms, *found)


def test_agrees_with_a_careful_reader(shared: Path) -> None:
    corpus = shared / "corpus"
    gold = json.loads((corpus / "gold.json").read_text(encoding="utf-8"))
    cells = json.loads((corpus / "verdicts.json").read_text(encoding="utf-8"))
    settings_ = config.load(PROFILES_FILE)
    firm, wrong, cleared = 0, [], []
    for slug, row in cells.items():
        text = (corpus / "texts" / f"{slug}.txt").read_text(encoding="utf-8")
        for profile in settings_.profiles:
            cell = row[profile.name]
            got = judge(gold_sheet(gold[slug], text), settings_.policy, profile).decision
            clears = got in {Decision.ALLOW, Decision.OBLIGATIONS}
            cleared += [f"{slug} {profile.name}"] if cell["verdict"] == "deny" and clears else []
            if not cell["arguable"]:
                firm += 1
                wrong += [] if got == cell["verdict"] else [f"{slug} {profile.name}: {got}"]
    assert cleared == []
    assert firm > 80
    assert wrong == []


ABROAD = replace(CONDITIONAL, commercial_use=Commercial.ALLOWED, excluded_territories=("EU",))
APART = Profile(established_in=("US",), served_from=("US",), customers_in=("US",), outputs_to=("CA",))


def apart(fact: str, *codes: str) -> Profile:
    return replace(APART, **{fact: codes})  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", ["established_in", "served_from", "customers_in", "outputs_to"])
def test_each_place_counts_and_a_lacking_one_is_named(fact: str) -> None:
    assert decide(ABROAD, profile=APART).decision is Decision.OBLIGATIONS
    touched = decide(ABROAD, profile=apart(fact, "US", "FR"))
    assert touched.decision is Decision.DENY
    assert "FR" in reason(touched, "excluded_territories").sentence
    lacking = reason(decide(ABROAD, profile=apart(fact)), "excluded_territories")
    assert lacking.decision is Decision.REVIEW
    assert f"not declared: {fact}." in lacking.sentence
    assert f": {fact}" in lacking.next_step


def test_day_of_the_figures_is_told() -> None:
    terms = replace(CONDITIONAL, thresholds=(BIG,))
    verdict = decide(terms, profile=replace(FIRM, as_of=date(2026, 1, 31)))
    assert "you declared USD 5,000,000 as of 2026-01-31" in verdict.reasons[0].sentence


LINE = "a Model as a Service or\n an AI Desk Helper business with revenue above USD 1,000,000"


@pytest.mark.parametrize(
    ("profile", "decision"),
    [
        (FIRM, Decision.REVIEW),
        (replace(FIRM, business=("ai desk helper",)), Decision.DENY),
        (replace(FIRM, business=("Bakery",)), Decision.ALLOW),
        (replace(FIRM, revenue_year=10.0), Decision.ALLOW),
        (HOST, Decision.DENY),
        (PRIVATE, Decision.ALLOW),
    ],
)
def test_line_of_business_that_a_clause_binds_beside_services(profile: Profile, decision: Decision) -> None:
    terms = replace(CONDITIONAL, thresholds=(replace(BIG, applies_to="hosting"),))
    verdict = decide(terms, sourced("thresholds", LINE, amount=1e6), profile=profile)
    assert verdict.decision is decision
    if decision is Decision.REVIEW:
        assert "business (whether you conduct AI Desk Helper)" in verdict.reasons[0].sentence
