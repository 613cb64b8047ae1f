"""What whoever grants binds itself to is no duty of those who are granted."""

from __future__ import annotations

import pytest

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

GRANT = "Mellow Labs grants you permission to use, copy, modify and sell the model.\n\n"
OWN = (
    ("military_ban", "The Institute shall not itself apply the models to military ends."),
    ("acceptable_use", "The Foundation must not supply the models for mass surveillance."),
    ("no_training_other_models", "Mellow Labs shall not use any output to train any other model."),
    ("registration_required", "The Cooperative shall register each release before any commercial use."),
    ("display_attribution", 'We must display "Funded by Mellow" on our website.'),
    ("military_ban", "4 What the Foundation owes\n\n4.1 It shall not use the models for military purposes."),
    ("military_ban", "No rule of this text is meant to forbid the use for military purposes."),
)
OF_OTHERS = (
    (
        "military_ban",
        "Rules of conduct for model users\n\nThe following is prohibited:\n\n[A] Warfare.\n[B] Spam.",
    ),
    ("military_ban", "The Licensee shall not itself apply the models to military ends."),
    ("military_ban", "The Institute shall not permit any use of the models for military purposes."),
    ("military_ban", "We will terminate your licence, and you may not use the models for military ends."),
    ("acceptable_use", "4 What the licensee owes\n\n4.1 It shall not use the models for mass surveillance."),
    ("no_training_other_models", "Orange Labs shall not use any output to train any other model."),
    ("registration_required", "We will send the key once you have registered, before any commercial use."),
    ("military_ban", "No rule is meant to forbid tests, but the use for military purposes is prohibited."),
)


def test_what_whoever_grants_will_not_host_is_no_limit_to_hosting() -> None:
    def hosting(words: str) -> str:
        return str(classify(GRANT + words, load_rules(), load_references()).terms.hosting)

    assert hosting("The Foundation shall not offer the model as a hosted service.") == "not-addressed"
    assert hosting("Nobody shall offer the model as a hosted service.") == "prohibited"


@pytest.mark.parametrize(("field", "words"), OWN)
def test_a_duty_of_whoever_grants_binds_no_one_else(field: str, words: str) -> None:
    assert not getattr(classify(GRANT + words, load_rules(), load_references()).terms, field)


@pytest.mark.parametrize(("field", "words"), OF_OTHERS)
def test_what_others_have_to_do_stays(field: str, words: str) -> None:
    assert getattr(classify(GRANT + words, load_rules(), load_references()).terms, field)


NAMED = (
    ('Acme AI, Inc. ("Acme") grants You a license to use the Model.', "Acme"),
    (
        "Provider grants Customer a license to use the Model, and Customer grants Provider its feedback.",
        "Provider",
    ),
    ("The Consortium permits any person to use the Model.", "The Consortium"),
    ("DeepRiver publishes the Model under these terms.", "DeepRiver"),
)
OWED = (
    "{} shall not use what it is sent to train other models.",
    "{} will not sell user data, and shall not use it for surveillance.",
    "{} undertakes not to take part in military projects.",
    "{} may not, under its statutes, supply weapons makers.",
)


@pytest.mark.parametrize("owed", OWED)
@pytest.mark.parametrize(("grant", "who"), NAMED)
def test_who_grants_is_known_by_any_name(grant: str, who: str, owed: str) -> None:
    terms = classify(f"{grant}\n\n{owed.format(who)}", load_rules(), load_references()).terms
    assert not terms.military_ban
    assert not terms.acceptable_use
    assert not terms.no_training_other_models


@pytest.mark.parametrize("who", ["Customer", "Creator", "Evaluator", "Adopter", "The Institute", "Partner"])
def test_who_is_granted_to_is_bound(who: str) -> None:
    grant = f"Acme grants {who.replace('The', 'the')} a license to use the Model.\n\n"
    clause = f"{who} shall not use the Model for military purposes."
    assert classify(grant + clause, load_rules(), load_references()).terms.military_ban


def test_of_very_many_names_the_last_are_asked_for_no_more() -> None:
    """Each name is looked for in the whole text, which whoever writes it could make expensive."""
    clauses = [
        f"Lab{name} grants you rights. Lab{name} shall not use the Model for military purposes.\n\n"
        for name in range(40)
    ]
    found = [
        each
        for each in classify("".join(clauses), load_rules(), load_references()).findings
        if each.field == "military_ban"
    ]
    assert len(found) == 8


def test_a_very_long_sentence_denies_nothing() -> None:
    denied = "The authors hope that the Model is not used for military purposes"

    def banned(words: str) -> bool:
        return classify(words, load_rules(), load_references()).terms.military_ban

    assert not banned(denied + ".")
    assert banned(denied + " of any kind" * 200 + ".")
