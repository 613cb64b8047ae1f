"""Bans that bind nobody who takes a licence, beside those that do: many sentences made of parts."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import pytest

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from monitor.records import Terms

GRANT = "Aurora Labs grants You a worldwide, royalty-free license to use and distribute the Model.\n\n"
THEMES = {
    "military_ban": ("weapons", "warfare", "military systems"),
    "acceptable_use": ("surveillance", "disinformation", "deepfakes"),
}
WITHOUT_FORCE = (
    "Aurora Labs shall not work on {}.",
    "We will not take contracts about {}.",
    "The Licensor undertakes not to use the data for {}.",
    "Our funders do not allow us to work on {}.",
    "Nothing in this License prohibits use for {}.",
    "No rule in this Schedule is meant to forbid {} as a theme.",
    "Use for {} is neither prohibited nor restricted.",
    "We make no rule about {}, and no field is off limits.",
    "The Model will not explain {}.",
    "We would prefer that the Model not be used for {}; this is a wish.",
    "Our Statement of Hopes, in which we say that {} should not be its end, creates no duty.",
    "An earlier version of this License prohibited use for {}.",
    "Some other laboratories do not allow {}.",
    'The clause of other licenses ("you may not use it for {}") has no counterpart here.',
    "Does this License forbid {}? No.",
    "Duties of Aurora Labs\n\nIt shall not be paid by makers of {}.",
    "7. Duties of the Institute\n\n7.1 The Institute keeps files.\n7.2 It shall not itself use them for {}.",
)
BINDING = (
    "You shall not use the Model for {}.",
    "Aurora Labs does not permit use for {}.",
    "We do not grant any right to use the Model for {}.",
    "We will not license the Model for {}.",
    "Nothing in this License permits use for {}.",
    "Aurora Labs shall not sell support, and You may not use the Model for {}.",
    "Neither the Model nor its outputs may be used for {}.",
    "Without limiting the foregoing, You shall not use the Model for {}.",
    "No person may use the Model for {}, which is prohibited.",
    "Prohibited acts\n\n1. {}\n2. fraud",
    "Licensee shall not perform the following acts.\n① {}\n② fraud",
    "You may use the Model for anything but {}.",
)


def _terms(text: str) -> Terms:
    return classify(GRANT + text[0].upper() + text[1:], load_rules(), load_references()).terms


@pytest.mark.parametrize("field", THEMES)
@pytest.mark.parametrize("sentence", WITHOUT_FORCE)
def test_what_binds_nobody_is_no_ban(sentence: str, field: str) -> None:
    for theme in THEMES[field]:
        assert not getattr(_terms(sentence.format(theme)), field), theme


@pytest.mark.parametrize("field", THEMES)
@pytest.mark.parametrize("sentence", BINDING)
def test_what_binds_is_a_ban(sentence: str, field: str) -> None:
    for theme in THEMES[field]:
        assert getattr(_terms(sentence.format(theme)), field), theme


TRAINING_BINDS = (
    "Except for Derivatives, You may not use outputs to train any model.",
    "Outputs must not be used for developing a model that is offered in competition with ours.",
    "Evaluator shall not use outputs to create, train or improve any model.",
    "Distillation of the Model is not permitted.",
    "You may use outputs for anything but the training of other models.",
    "Training other models on outputs requires our written consent.",
    "You may train other models with outputs, but not models that compete with ours.",
)
TRAINING_FREE = (
    "Aurora Labs shall not use output that You send to it to train any AI model, whether or not competing.",
    "What the Model writes may be used to teach other models, competing ones too.",
    "No promise about what you will or will not train: teach other models with the outputs all day.",
    "Outputs may be used to improve other models; we cannot promise that they do.",
    "The training code may not be used with other models.",
)


@pytest.mark.parametrize(
    ("sentence", "binds"),
    [*((each, True) for each in TRAINING_BINDS), *((each, False) for each in TRAINING_FREE)],
)
def test_who_may_train(sentence: str, *, binds: bool) -> None:
    assert _terms(sentence).no_training_other_models is binds


WHO = ("You", "The Licensee", "Any person who uses the Model", "Each Recipient", "Developers")
MODAL = (
    "may not", "shall not, and shall not permit others to,", "must in no event", "agree not to",
    "are barred from any act intended to", "do not have the right to", "may never",
)  # fmt: skip
USE = ("use the Model", "employ the Weights", "deploy any Derivative", "put the Model to use")
FOR = {
    "military_ban": (
        "for defense or intelligence purposes", "to make firearms", "for the manufacture of ammunition",
        "in any application whose purpose is to kill people", "on the battlefield", "for military end uses",
    ),
    "acceptable_use": (
        "to harass others", "for social scoring", "to predict whether somebody will commit crimes",
        "for emotion recognition at work", "in critical infrastructure", "to impersonate real persons",
    ),
}  # fmt: skip


@pytest.mark.parametrize("field", FOR)
def test_sentences_made_of_parts(field: str) -> None:
    parts = list(itertools.product(WHO, MODAL, USE, FOR[field]))
    missed = [
        sentence
        for each in random.Random(8).sample(parts, 60)  # noqa: S311 - a sample, no secret
        if not getattr(_terms(sentence := f"{' '.join(each)}."), field)
    ]
    assert not missed
