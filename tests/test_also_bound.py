"""A card's prose that binds the model to another licence than its tag: never read as the tag alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.also_bound import also_bound
from monitor.classify import classify
from monitor.records import Commercial, Declared, Document, Read, Role, State
from monitor.references import load_references
from monitor.resources import load_rules
from monitor.sheet import combine

if TYPE_CHECKING:
    from monitor.records import Sheet

REFERENCES = load_references()
RULES = load_rules()


def document(role: Role, text: str, declared: Declared | None = None) -> Read:
    """A document that was read."""
    told = Document(
        role=role, name=role.value, url="https://hub.example/a/b", state=State.OK, text=text,
        sha256=role.value, declared=declared,
    )  # fmt: skip
    return Read(document=told, reading=classify(text, RULES, REFERENCES))


def sheet(prose: str, *others: Read, tag: str = "apache-2.0", license_name: str | None = None) -> Sheet:
    """The sheet of a model that declares a tag and has a card."""
    declared = document(
        Role.METADATA, f"license: {tag}", Declared(licenses=(tag,), license_name=license_name)
    )
    return combine([declared, document(Role.CARD, prose), *others], REFERENCES)


KNOWN = (
    "The merged model is subject to the Llama 3.1 Community License in addition to Apache-2.0.",
    "Since it holds its weights, this model is governed by the terms of the Llama 3.1\nCommunity License.",
    "Released under the Llama 3.1 Community License Agreement.",
    "Users are bound by the llama3.1 license.",
)
UNKNOWN = (
    "The merged model is subject to the Nordlicht Weights License as well.",
    "Use has to comply with the Heron Labs Terms of Use.",
    "The model falls under the Kestrel licence, version 2.",
)
SAME = (
    "Released under the Apache License, Version 2.0.",
    "The model is subject to the Apache 2.0 license.",
    "Use is governed by the terms of the license of the base model.",
    "This model is subject to the same license as the others.",
    "The training data is subject to the Nordlicht Data License.",
    "The code is governed by the MIT License.",
    "It is released under the Nordlicht Weights License.",
)


@pytest.mark.parametrize("prose", KNOWN)
def test_terms_of_a_known_licence_bind_too(prose: str) -> None:
    found = sheet(prose)
    assert found.terms.commercial_use is Commercial.CONDITIONAL
    assert [each.amount for each in found.terms.thresholds] == [7e8]
    assert found.won["thresholds"][0].finding.quote == prose


@pytest.mark.parametrize("prose", UNKNOWN)
def test_an_unknown_licence_makes_nothing_allowed(prose: str) -> None:
    found = sheet(prose)
    assert found.terms.commercial_use is Commercial.UNCLEAR
    assert [span.quote for _, span in found.unaccounted] == [prose]


@pytest.mark.parametrize("prose", SAME)
def test_the_declared_licence_by_another_name_changes_nothing(prose: str) -> None:
    found = sheet(prose)
    assert found.terms.commercial_use is Commercial.ALLOWED
    assert found.unaccounted == ()


@pytest.mark.parametrize(
    ("prose", "tag"),
    [
        ("Governed by the GNU General Public License v3.", "gpl-3.0"),
        ("Subject to the CreativeML Open RAIL-M license.", "creativeml-openrail-m"),
    ],
)
def test_names_are_joined_in_many_ways(prose: str, tag: str) -> None:
    assert sheet(prose, tag=tag).terms == sheet("", tag=tag).terms


def test_a_licence_whose_text_is_there_is_known() -> None:
    text = document(
        Role.LICENSE,
        "KESTREL LICENSE\n\nPermission is granted to use it for any purpose, including commercial use.",
    )
    found = sheet("Use is subject to the Kestrel License.", text, tag="other", license_name="bird")
    assert found.terms.commercial_use is Commercial.ALLOWED


def test_a_card_with_thousands_of_names_is_read_in_part() -> None:
    prose = "".join(f"Use is subject to the N{number} License.\n\n" for number in range(3000))
    assert len(list(also_bound([document(Role.CARD, prose)], (), REFERENCES))) == 50


@given(st.text(st.sampled_from("subject to the of license terms version 2.0 a\n.,-é許"), max_size=200))
def test_any_prose_has_its_sentences_quoted(prose: str) -> None:
    for read in also_bound([document(Role.CARD, f"{prose} subject to the X1 license")], (), REFERENCES):
        assert read.reading
        for span in read.reading.unaccounted:
            assert (read.document.text or "")[span.start : span.end] == span.quote
