"""What a sentence that fits no rule means for whoever does not do what it speaks of."""

from __future__ import annotations

import pytest

from monitor.records import Decision, Policy, Profile, Sheet, Use
from monitor.verdict.case import Case
from monitor.verdict.reaching import settled

PRODUCT = Profile(uses=(Use.PRODUCT,), revenue_year=3e6)
HOST = Profile(uses=(Use.HOSTED_API,), model_as_a_service=True, revenue_year=5e8)
PRIVATE = Profile(uses=(Use.INTERNAL,), commercial=False, revenue_year=0, revenue_month=0, users_month=0)
TRAINER = Profile(uses=(Use.TRAIN_ON_OUTPUTS,), revenue_year=8e6)
SERVICES = "You may not run the model for third parties as a hosted or managed inference service."
COPIES = "Whoever passes it along does so with these conditions and cannot release the recipient from them."
TRAINING = "You may not let outputs go into training of another language model."
TRADE = "Larger companies are asked to pay for the upkeep."
HARM = "The Recipient will not use it to make any agent more toxic or more contagious."


def decided(profile: Profile, sentence: str) -> Decision | None:
    found = settled(Case(sheet=Sheet(), policy=Policy(), profile=profile), sentence)
    return found.decision if found else None


@pytest.mark.parametrize(
    ("sentence", "untouched", "touched", "decision"),
    [
        (SERVICES, PRODUCT, HOST, Decision.ALLOW),
        (COPIES, PRODUCT, HOST, Decision.ALLOW),
        (TRAINING, PRODUCT, TRAINER, Decision.OBLIGATIONS),
        (TRADE, PRIVATE, PRODUCT, Decision.ALLOW),
    ],
)
def test_a_sentence_reaches_those_who_do_it(
    sentence: str, untouched: Profile, touched: Profile, decision: Decision
) -> None:
    assert decided(untouched, sentence) is decision
    assert decided(touched, sentence) is None


@pytest.mark.parametrize("profile", [PRODUCT, HOST, PRIVATE, TRAINER])
def test_a_harmful_purpose_is_a_duty_for_everybody(profile: Profile) -> None:
    assert decided(profile, HARM) is Decision.OBLIGATIONS


@pytest.mark.parametrize(
    "sentence",
    [
        "You may not offer it as a hosted service or in products that you sell.",
        "You may not use, copy or distribute it without our consent.",
        "Every user pays ten euros, companies included.",
        "Use is reserved to members.",
        "You may not use it as a hosted service. " * 40,
    ],
)
@pytest.mark.parametrize("profile", [PRODUCT, PRIVATE])
def test_a_sentence_that_says_more_stays_open(sentence: str, profile: Profile) -> None:
    assert decided(profile, sentence) is None or (profile is PRIVATE and "products" in sentence)


def test_undeclared_facts_settle_nothing() -> None:
    nobody = Profile(uses=(Use.INTERNAL,), commercial=False)
    assert decided(nobody, TRADE) is None
