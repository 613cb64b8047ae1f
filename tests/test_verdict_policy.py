"""What a policy makes of terms: kinds of licences, margins, states, days, questions, and the way to a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import (
    Basis,
    ChangeLevels,
    Commercial,
    Decision,
    Direction,
    Finding,
    Hosting,
    Kind,
    Level,
    Policy,
    Profile,
    Rates,
    Reason,
    RevenueShare,
    Sheet,
    Sourced,
    Span,
    Terms,
    Threshold,
    Use,
    Verdict,
)
from monitor.verdict import judge, moved
from monitor.verdict.kinds import is_listed, kind_of
from monitor.verdict.questions import question

GRANT = Terms(commercial_use=Commercial.ALLOWED)
CONDITIONAL = Terms(commercial_use=Commercial.CONDITIONAL)
FIRM = Profile(name="shop", territories=("US",), revenue_year=5e6, revenue_month=4e5, users_month=1000)
PLAIN = Policy(margin=0)
BIG = Threshold(metric="revenue", amount=20e6, currency="USD", period="year", basis="group")


def sheet(terms: Terms, label: str = "MIT") -> Sheet:
    return Sheet(terms=terms, basis=Basis.TEXT, label=label)


def decide(terms: Terms, policy: Policy = PLAIN, profile: Profile = FIRM) -> Verdict:
    return judge(sheet(terms), policy, profile, today=date(2026, 6, 1))


def told(verdict: Verdict, code: str) -> Reason:
    return next(each for each in verdict.reasons if each.code == code)


# ---- Kinds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "kind"),
    [
        (GRANT, Kind.PERMISSIVE),
        (replace(GRANT, governing_law="Ruritania", ip_litigation_termination=True), Kind.PERMISSIVE),
        (replace(GRANT, flow_down=True), Kind.COPYLEFT),
        (replace(GRANT, flow_down=True, acceptable_use=True), Kind.RESPONSIBLE),
        (replace(GRANT, military_ban=True), Kind.RESPONSIBLE),
        (CONDITIONAL, Kind.SOURCE_AVAILABLE),
        (replace(GRANT, hosting=Hosting.PROHIBITED), Kind.SOURCE_AVAILABLE),
        (replace(GRANT, excluded_territories=("EU",)), Kind.SOURCE_AVAILABLE),
        (replace(GRANT, revenue_share=RevenueShare(present=True)), Kind.SOURCE_AVAILABLE),
        (replace(GRANT, no_training_other_models=True), Kind.SOURCE_AVAILABLE),
        (replace(GRANT, commercial_use=Commercial.SEPARATE), Kind.NONCOMMERCIAL),
        (replace(GRANT, commercial_use=Commercial.PROHIBITED), Kind.NONCOMMERCIAL),
        (replace(GRANT, commercial_use=Commercial.UNCLEAR), None),
        (Terms(), None),
    ],
)
def test_kind_follows_what_the_terms_say(terms: Terms, kind: Kind | None) -> None:
    assert kind_of(sheet(terms)) is kind


def test_a_text_that_is_not_all_understood_is_of_no_kind() -> None:
    doubtful = replace(sheet(GRANT), unaccounted=(("LICENSE", Span(start=0, end=3, quote="Pay")),))
    assert kind_of(doubtful) is None
    assert not is_listed(doubtful, ("class:*",))


@pytest.mark.parametrize(
    ("label", "allow", "listed"),
    [
        ("MIT", ("MIT",), True),
        ("modified MIT (+ 1 passage)", ("MIT*",), False),
        ("Odd", ("class:permissive",), True),
        ("Odd", ("class:copyleft",), False),
        ("Odd", ("class:*",), True),
        ("MIT AND Apache-2.0", ("MIT", "Apache-*"), True),
        ("MIT AND Odd", ("MIT",), False),
        ("class:permissive", ("class:copyleft",), False),
    ],
)
def test_listed(label: str, allow: tuple[str, ...], listed: bool) -> None:  # noqa: FBT001 - a table of cases
    assert is_listed(sheet(GRANT, label), allow) is listed


def test_a_licence_off_the_list_is_told_with_its_kind_and_the_policy_decides() -> None:
    policy = replace(PLAIN, allow=("class:permissive", "Apache-2.0"))
    verdict = decide(replace(GRANT, flow_down=True), policy)
    assert told(verdict, "not-allowed").decision is Decision.DENY
    assert "this is MIT (copyleft)." in told(verdict, "not-allowed").sentence
    assert decide(replace(GRANT, flow_down=True), replace(policy, unlisted=Level.WARN)).decision == "review"
    assert decide(GRANT, policy).decision is Decision.ALLOW


# ---- Numbers -------------------------------------------------------------------------------------------


def sentence(threshold: Threshold, profile: Profile = FIRM, policy: Policy = PLAIN) -> str:
    return told(decide(replace(CONDITIONAL, thresholds=(threshold,)), policy, profile), "thresholds").sentence


def test_clause_and_facts_are_told_side_by_side() -> None:
    hosting = replace(BIG, applies_to="hosting")
    assert sentence(hosting, replace(FIRM, revenue_year=12e6)) == (
        "With more than USD 20,000,000 revenue a year of the group, for offering it as a service (MaaS) only,"
        " a separate licence is needed first; you do not offer the model as a service,"
        " and declared USD 12,000,000."
    )
    assert "internal use is exempt" in sentence(
        replace(BIG, exempt=("internal",)), replace(FIRM, uses=(Use.INTERNAL,))
    )
    assert "you do not compete" in sentence(
        replace(BIG, applies_to="competitor", amount=1), replace(FIRM, competitor=False)
    )


def test_whether_one_competes_is_a_fact_to_declare() -> None:
    terms = replace(CONDITIONAL, thresholds=(replace(BIG, applies_to="competitor", amount=1),))
    open_ = decide(terms)
    assert open_.decision is Decision.REVIEW
    assert told(open_, "thresholds").next_step == "Declare it in [profiles.shop]: competitor."
    assert decide(terms, profile=replace(FIRM, competitor=True)).decision is Decision.DENY
    assert decide(terms, profile=replace(FIRM, competitor=False)).decision is Decision.ALLOW


def test_every_lacking_fact_can_be_declared() -> None:
    bare = Profile(name="bare")
    for metric in ("mau", "dau", "users", "revenue", "visits", "devices", "employees", "budget"):
        threshold = replace(BIG, metric=metric, currency=None)
        step = told(
            decide(replace(CONDITIONAL, thresholds=(threshold,)), profile=bare), "thresholds"
        ).next_step
        key = step.removeprefix("Declare it in [profiles.bare]: ").removesuffix(".")
        assert key in Profile.__dataclass_fields__
        known = replace(bare, **{key: 1.0})  # type: ignore[arg-type]
        assert decide(replace(CONDITIONAL, thresholds=(threshold,)), profile=known).decision is Decision.ALLOW


def test_a_size_of_no_known_kind_is_for_a_person() -> None:
    verdict = decide(replace(CONDITIONAL, thresholds=(replace(BIG, metric="other"),)))
    assert verdict.decision is Decision.REVIEW
    assert "Find out the size that the clause names" in told(verdict, "thresholds").next_step


@pytest.mark.parametrize(
    ("margin", "decision"), [(0.0, Decision.ALLOW), (0.1, Decision.ALLOW), (0.2, Decision.REVIEW)]
)
def test_margin_of_the_policy_warns(margin: float, decision: Decision) -> None:
    terms = replace(CONDITIONAL, thresholds=(BIG,))
    verdict = decide(terms, replace(PLAIN, margin=margin), replace(FIRM, revenue_year=17e6))
    assert verdict.decision is decision


def test_days_of_facts_and_rates_are_told_and_old_ones_said() -> None:
    aged = replace(FIRM, as_of=date(2024, 1, 31), dates={"users_month": date(2026, 5, 1)})
    assert sentence(BIG, aged).endswith("you declared USD 5,000,000 as of 2024-01-31, more than a year ago.")
    users = Threshold(metric="mau", amount=1e6)
    assert sentence(users, aged).endswith("you declared 1,000 as of 2026-05-01.")
    abroad = replace(FIRM, currency="EUR", revenue_year=1e6)
    old = Rates(as_of=date(2020, 1, 1), per_dollar={"USD": 1.0, "EUR": 0.5})
    assert sentence(BIG, abroad, replace(PLAIN, rates=old)).endswith(
        "you declared EUR 1,000,000, about USD 2,000,000 at rates of 2020-01-01, rates more than a year old."
    )
    assert "at rates of 2025-12-31." in sentence(BIG, abroad)


@pytest.mark.parametrize(("day", "old"), [(date(2025, 5, 31), False), (date(2025, 5, 30), True)])
def test_old_is_more_than_a_year_ago(day: date, old: bool) -> None:  # noqa: FBT001 - a table of cases
    assert ("more than a year ago" in sentence(BIG, replace(FIRM, as_of=day))) is old


def test_a_figure_that_only_bounds_the_one_asked_for_is_named() -> None:
    assert sentence(replace(BIG, basis="product"), replace(FIRM, revenue_year=50e6, revenue_month=None)) == (
        "With more than USD 20,000,000 revenue a year of the product a separate licence is needed first;"
        " you declared USD 50,000,000 (revenue_year); not declared: product_revenue_year."
    )


# ---- Consent and research ------------------------------------------------------------------------------


def worded(terms: Terms, field: str, quote: str, at: int = 0) -> Sheet:
    finding = Finding(rule=f"{field}/test", field=field, start=at, end=at + len(quote), quote=quote)
    return replace(
        sheet(terms), won={field: (Sourced(document="LICENSE", sha256="0" * 64, finding=finding),)}
    )


@pytest.mark.parametrize(
    ("quote", "decision"),
    [
        ("Hosting needs the Institute's prior written consent.", Decision.DENY),
        ("You may not host it without our permission.", Decision.DENY),
        ("向第三方提供服务须事先取得书面授权。", Decision.DENY),
        ("Hosts keep a record of what they host.", Decision.REVIEW),
    ],
)
def test_hosting_that_needs_consent_first_is_refused(quote: str, decision: Decision) -> None:
    host = replace(FIRM, uses=(Use.HOSTED_API,), model_as_a_service=True)
    held = worded(replace(CONDITIONAL, hosting=Hosting.RESTRICTED), "hosting", quote)
    assert judge(held, PLAIN, host).decision is decision


def test_a_page_to_ask_at_is_named() -> None:
    quote = "For commercial use apply at https://lab.example/license."
    held = worded(Terms(commercial_use=Commercial.SEPARATE), "commercial_use", quote)
    assert (
        judge(held, PLAIN, FIRM).reasons[0].next_step == "Ask for a licence at https://lab.example/license."
    )


@pytest.mark.parametrize(
    ("research", "decision"),
    [(None, Decision.REVIEW), (True, Decision.ALLOW), (False, Decision.DENY)],
)
def test_research_is_a_fact_to_declare(research: bool | None, decision: Decision) -> None:  # noqa: FBT001 - as above
    held = worded(Terms(commercial_use=Commercial.PROHIBITED), "commercial_use", "for academic research only")
    home = Profile(name="home", uses=(Use.INTERNAL,), commercial=False, research=research)
    verdict = judge(held, PLAIN, home)
    assert verdict.decision is decision
    if research is None:
        assert "declare research in [profiles.home]" in verdict.reasons[0].next_step


@pytest.mark.parametrize(
    ("quote", "decision"),
    [
        ("It may be used in commercial products, but nobody may host it for others.", Decision.ALLOW),
        ("Nobody may host it for others, save as a function inside a finished application.", Decision.ALLOW),
        ("Nobody may offer a product whose value comes from it.", Decision.REVIEW),
        ("Hosting it, or its sale, is not granted.", Decision.REVIEW),
    ],
)
def test_hosting_clause_reaches_a_product_only_where_it_limits_products(
    quote: str, decision: Decision
) -> None:
    held = worded(replace(GRANT, hosting=Hosting.PROHIBITED), "hosting", quote)
    assert judge(held, PLAIN, FIRM).decision is decision


@pytest.mark.parametrize(
    ("direction", "decision"),
    [
        (Direction.TIGHTER, Decision.DENY),
        (Direction.MIXED, Decision.DENY),
        (Direction.UNCLEAR, Decision.REVIEW),
        (Direction.LATERAL, Decision.REVIEW),
        (Direction.LOOSER, Decision.ALLOW),
        (Direction.NONE, Decision.ALLOW),
    ],
)
def test_change_is_judged_by_its_direction(direction: Direction, decision: Decision) -> None:
    assert moved(direction, PLAIN) is decision
    assert moved(direction, PLAIN, words=False) is Decision.ALLOW
    strict = replace(PLAIN, change=ChangeLevels(looser=Level.WARN, cosmetic=Level.WARN))
    assert moved(Direction.LOOSER, strict) is moved(Direction.NONE, strict) is Decision.REVIEW


# ---- Places --------------------------------------------------------------------------------------------

HOME = "No rights go to companies with their principal place of business in the European Union."


@pytest.mark.parametrize(
    ("places", "decision"),
    [
        ({"established_in": ("US",), "customers_in": ("*",)}, Decision.ALLOW),
        ({"established_in": ("US", "FR")}, Decision.DENY),
        ({"territories": ("DE",)}, Decision.DENY),
        ({"territories": ("US",)}, Decision.ALLOW),
        ({"territories": ("US", "CA")}, Decision.ALLOW),
        ({"territories": ("US", "*")}, Decision.REVIEW),
        ({"customers_in": ("US",)}, Decision.REVIEW),
        ({}, Decision.REVIEW),
    ],
)
def test_clause_on_who_is_at_home_asks_for_the_seat(
    places: dict[str, tuple[str, ...]], decision: Decision
) -> None:
    held = worded(replace(GRANT, excluded_territories=("EU",)), "excluded_territories", HOME)
    verdict = judge(held, PLAIN, replace(FIRM, **{"territories": (), **places}))  # type: ignore[arg-type]
    assert verdict.decision is decision
    if decision is Decision.REVIEW:
        assert (
            told(verdict, "excluded_territories").next_step == "Declare in [profiles.shop]: established_in."
        )


@pytest.mark.parametrize("quote", ["It may not be used in the EU.", f"{HOME} Nor may it be used there.", ""])
def test_clause_on_use_asks_for_every_place(quote: str) -> None:
    held = worded(replace(GRANT, excluded_territories=("EU",)), "excluded_territories", quote)
    abroad = replace(FIRM, territories=(), established_in=("US",), customers_in=("*",))
    assert judge(held, PLAIN, abroad).decision is Decision.DENY


# ---- Whom a duty binds ---------------------------------------------------------------------------------

HOSTED = replace(CONDITIONAL, hosting=Hosting.RESTRICTED)
HOSTS = "A Big Operator may not run a hosted service without our written consent."


def several(terms: Terms, **quotes: str) -> Sheet:
    won = {
        field: worded(terms, field, quote, 1000 * place).won[field]
        for place, (field, quote) in enumerate(quotes.items())
    }
    return replace(sheet(terms), won=won)


@pytest.mark.parametrize(
    ("duty", "owed"),
    [
        ("2. Every Operator shows the name “Example” to its users.", False),
        ("(b) All small Operators show “Example”.", False),
        ("Everybody shows the name “Example”; an Operator too.", True),
        ("Every Provider shows the name “Example”.", True),
    ],
)
def test_duty_of_those_who_host_is_none_of_others(duty: str, owed: bool) -> None:  # noqa: FBT001 - as above
    terms = replace(HOSTED, display_attribution=("Example",))
    held = several(terms, hosting=HOSTS, display_attribution=duty)
    verdict = judge(held, PLAIN, FIRM)
    assert bool(verdict.obligations) is owed
    host = replace(FIRM, uses=(Use.HOSTED_API,), model_as_a_service=True)
    assert judge(held, PLAIN, host).obligations
    free = several(replace(GRANT, display_attribution=("Example",)), hosting=HOSTS, display_attribution=duty)
    assert judge(free, PLAIN, FIRM).obligations


def test_registration_of_those_who_host_is_none_of_others() -> None:
    terms = replace(CONDITIONAL, registration_required=True, thresholds=(replace(BIG, applies_to="hosting"),))
    held = several(
        terms,
        thresholds="An Operator above USD 20m asks us.",
        registration_required="Each Operator registers.",
    )
    assert judge(held, PLAIN, FIRM).obligations == ()
    assert judge(held, PLAIN, replace(FIRM, model_as_a_service=True)).obligations


@pytest.mark.parametrize(
    ("quote", "owed"),
    [
        ("Send the request for such an agreement to lab@example.org.", False),
        ("该许可可通过邮件申请。", False),
        ("Register before use.", True),
    ],
)
def test_step_that_another_clause_leads_to_is_judged_there(quote: str, owed: bool) -> None:  # noqa: FBT001 - as above
    terms = replace(HOSTED, registration_required=True)
    assert (
        bool(judge(several(terms, hosting=HOSTS, registration_required=quote), PLAIN, FIRM).obligations)
        is owed
    )
    alone = replace(CONDITIONAL, registration_required=True)
    assert judge(several(alone, registration_required=quote), PLAIN, FIRM).obligations


# ---- States, questions and the way out -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("suspect", "key", "code"), [((), "unreachable", "unreachable"), (("A wall.",), "suspect", "suspect")]
)
def test_what_was_not_read_is_incomplete_or_for_a_person(
    suspect: tuple[str, ...], key: str, code: str
) -> None:
    unread = replace(sheet(GRANT), not_checked=("A wall.",), suspect=suspect)
    assert judge(unread, PLAIN, FIRM).decision is Decision.INCOMPLETE
    lenient = replace(PLAIN, **{key: Level.WARN})  # type: ignore[arg-type]
    verdict = judge(unread, lenient, FIRM)
    assert verdict.decision is Decision.REVIEW
    assert told(verdict, code).next_step


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Every operator remits five percent of its takings.", "make you pay"),
        ("Customers of more than 300 employees need a paper.", "at a size"),
        ("It is not available in some countries.", "a country that you are in"),
        ("You may not offer it as a hosted service.", "forbid offering the model to others"),
        ("A hosted service keeps our rules.", "tie offering the model to others"),
        ("Outputs must not be used to train rivals.", "forbid training other models"),
        ("You may not sell it.", "forbid selling the model"),
        ("不得用于商业目的。", "forbid using the model commercially"),
        ("Die Nutzung zu gewerblichen Zwecken ist untersagt.", "forbid using the model commercially"),
        ("Recipients may not publish it.", "forbid passing the model on"),
        ("You may not ask for a fee.", "forbid you to charge others"),
        ("It serves non-commercial research.", "limit the use to purposes"),
        ("Obtain our written consent first.", "make you ask or register"),
        ("This is forbidden.", "forbid what you do"),
        ("Use is granted solely within the lab.", "allow less than"),
        ("Something else.", "take a right from you"),
    ],
)
def test_question_is_one_that_yes_or_no_answers(words: str, asks: str) -> None:
    found = question(words)
    assert asks in found.asks
    assert found.of(words).startswith("Does “")
    assert found.of(words).endswith(f"” {found.asks}?")


@pytest.mark.parametrize(
    ("words", "opening"),
    [
        ("7.3 You  keep\nbooks.", "You keep books."),
        ("(b) Pay us.", "Pay us."),
        ("A “Host” pays.", "A 'Host' pays."),
        (f"{'word ' * 20}.", "word word word word word word word word word…"),
        ("付" * 60, f"{'付' * 48}…"),
        ("3.5 million users", "3.5 million users"),
    ],
)
def test_question_names_its_sentence_by_the_first_words(words: str, opening: str) -> None:
    assert question(words).of(words).startswith(f"Does “{opening}” ")


@given(st.text(max_size=300))
def test_every_sentence_gets_one_question(words: str) -> None:
    found = question(words)
    assert found.about
    assert found.of(words).endswith(f"{found.asks}?")
    assert len(found.of(words)) < 200


def test_same_words_in_two_documents_ask_once() -> None:
    left = Span(start=0, end=9, quote="Pay  us.\n")
    right = Span(start=4, end=11, quote="Pay us.")
    open_ = replace(sheet(GRANT), unaccounted=(("LICENSE", left), ("README.md", right)))
    reasons = [each for each in judge(open_, PLAIN, FIRM).reasons if each.code == "unaccounted"]
    assert [(each.document, each.next_step) for each in reasons] == [
        ("LICENSE", "Does “Pay us.” make you pay the licensor?")
    ]
    assert reasons[0].sentence == "A sentence about payment fits no rule."


PAYS = replace(CONDITIONAL, revenue_share=RevenueShare(present=True, rate=5.0))
SHUT = replace(CONDITIONAL, excluded_territories=("KP",))


@pytest.mark.parametrize(
    ("terms", "words", "open_"),
    [
        (PAYS, "Keep accounts and send a statement each quarter.", False),
        (
            replace(PAYS, revenue_share=RevenueShare()),
            "Keep accounts and send a statement each quarter.",
            True,
        ),
        (PAYS, "Late sums bear interest at 6 % a year.", False),
        (PAYS, "With each statement pay a fee of 3 % of your sales.", True),
        (PAYS, "Records are shown; the model may not be hosted.", True),
        (PAYS, "Reporting companies need a separate agreement.", True),
        (PAYS, "Pay what is asked.", True),
        (PAYS, f"Keep accounts. {'x ' * 600}", True),
        (SHUT, "Use in an Excluded Region is not licensed.", False),
        (SHUT, "Use in an Excluded Region costs a fee.", True),
        (GRANT, "Use in an Excluded Region is not licensed.", True),
    ],
)
def test_sentence_on_what_a_found_clause_says_leaves_nothing_open(
    terms: Terms,
    words: str,
    open_: bool,  # noqa: FBT001 - as above
) -> None:
    held = replace(sheet(terms), unaccounted=(("LICENSE", Span(start=0, end=len(words), quote=words)),))
    found = told(judge(held, PLAIN, FIRM), "unaccounted")
    assert (found.decision is Decision.REVIEW) is open_
    assert bool(found.next_step) is open_


@pytest.mark.parametrize(
    ("title", "open_"),
    [
        ("II. RESEARCH AND NON-COMMERCIAL USE", False),
        ("Section 3 Personal, Non-Commercial and Other Use", False),
        ("2. Non-commercial use only", True),
        ("2. Commercial use excluded", True),
        ("Non-commercial use", True),
    ],
)
def test_head_of_a_section_leaves_nothing_open_beside_a_grant(title: str, open_: bool) -> None:  # noqa: FBT001 - as above
    left = (("LICENSE", Span(start=0, end=len(title), quote=title)),)
    granted = replace(worded(CONDITIONAL, "commercial_use", "Companies may use it."), unaccounted=left)
    found = told(judge(granted, PLAIN, FIRM), "unaccounted")
    assert (found.decision is Decision.REVIEW) is open_
    bare = replace(sheet(CONDITIONAL), unaccounted=left)
    assert told(judge(bare, PLAIN, FIRM), "unaccounted").decision is Decision.REVIEW


def test_fee_above_a_size_is_a_payment_too() -> None:
    terms = replace(CONDITIONAL, thresholds=(replace(BIG, consequence="fee"),))
    held = replace(sheet(terms), unaccounted=(("LICENSE", Span(start=0, end=9, quote="Keep accounts.")),))
    assert told(judge(held, PLAIN, FIRM), "unaccounted").decision is Decision.ALLOW


def test_refusal_names_alternatives_whom_to_ask_and_the_command() -> None:
    policy = replace(PLAIN, alternatives=("org/a", "org/b"), contact="legal@example.org")
    withheld = sheet(replace(GRANT, commercial_use=Commercial.PROHIBITED))
    found = judge(withheld, policy, FIRM, reference="./my model/LICENSE's")
    assert found.way_out == (
        "Take an approved model instead: org/a, org/b.",
        "Ask legal@example.org whether it may be adopted.",
        "When that is settled: licensewatch check './my model/LICENSE'\"'\"'s' --profile shop",
    )
    plain = judge(withheld, PLAIN, Profile(), reference="org/a")
    assert plain.way_out == ("When that is settled: licensewatch check org/a",)
    assert judge(sheet(GRANT), policy, FIRM, reference="org/a").way_out == ()
    assert judge(withheld, PLAIN, FIRM).way_out == ()


@pytest.mark.parametrize("level", [Level.WARN, Level.ERROR, Level.COMPARE, Level.ALLOW])
def test_comparing_is_what_happens_without_a_line(level: Level) -> None:
    terms = replace(GRANT, military_ban=True)
    verdict = decide(terms, replace(PLAIN, clauses={"military_ban": level}))
    expected = {Level.WARN: Decision.REVIEW, Level.ERROR: Decision.DENY}
    assert verdict.decision is expected.get(level, Decision.OBLIGATIONS)
