"""Clauses made of slots: who may or may not do what, for whom, on what condition; sizes and what follows.

A sample of all combinations, the same in each run.
"""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from written_terms import plain

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import Terms

FOLDER = Path(__file__).parent / "variants"
SLOTS = tomllib.loads((FOLDER / "slots.toml").read_text("utf-8"))
SIZES = tomllib.loads((FOLDER / "sizes.toml").read_text("utf-8"))
GRANT = (
    "Aurora Model Licence\n\n1. You may use, copy, change and share the Model for any purpose, including"
    " commercial purposes.\n\n2. {}\n\n3. The Model is provided without any warranty.\n"
)
HAN_GRANT = "曙光模型许可协议\n\n一、您可以使用、复制、修改和分发本模型，包括用于商业目的。\n\n二、{}\n\n三、本模型按原样提供。\n"  # noqa: E501 - a text reads best in one line
_SLOT = re.compile(r"\{([a-z_]+)\}")
SEED = 20
PER_TEMPLATE = 2
SIZED = 90


def filled(template: str, chance: random.Random) -> str:
    """A template with a word in each slot, and a capital at its beginning."""
    while slot := _SLOT.search(template):
        words: Sequence[str] = SLOTS["slots"][slot[1]]
        template = f"{template[: slot.start()]}{chance.choice(words)}{template[slot.end() :]}"
    return template[:1].upper() + template[1:]


def terms_of(clause: str) -> Terms:
    """What is read of a clause in a short licence."""
    grant = GRANT if clause.isascii() else HAN_GRANT
    return classify(grant.format(clause), load_rules(), load_references()).terms


def clauses() -> Iterator[tuple[str, str, Any]]:
    """Samples of each template: the clause, its field, and what is to be read."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    for clause in SLOTS["clause"]:
        samples = {filled(clause["text"], chance) for _ in range(PER_TEMPLATE)}
        yield from ((sample, clause["field"], clause["want"]) for sample in sorted(samples))


def capital(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def sized() -> Iterator[tuple[str, dict[str, Any]]]:
    """Samples of sizes with what follows above them: the clause and its one threshold."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    for _ in range(SIZED):
        size, end = chance.choice(SIZES["size"]), chance.choice(SIZES["consequence"])
        number = chance.choice(SIZES["sum" if size.get("money") else "number"])
        wanted = {
            "metric": size["metric"],
            "amount": float(number["amount"]),
            "currency": number.get("currency"),
            "period": size.get("period"),
            "consequence": end["name"],
        }
        yield (
            clause_of(size, number["words"], end, chance),
            {key: each for key, each in wanted.items() if each},
        )


def clause_of(size: Mapping[str, Any], number: str, end: Mapping[str, Any], chance: random.Random) -> str:
    """One clause that joins a size and what follows in one of several ways."""
    you, they = chance.choice(end["you"]), chance.choice(end["they"])
    if "whole" in size:
        passed = size["whole"].replace("{x}", number)
        return chance.choice(
            (f"If {passed}, {you}.", f"{you} as soon as {passed}.", f"Where {passed}, {you}.")
        )
    has = size["has"].replace("{x}", number)
    return chance.choice(
        (
            f"If Your organization {has}, {you}.",
            f"{you} if Your company {has}.",
            f'"Large Enterprise" means an entity that, with affiliates, {has}. Large Enterprises {they}.',
            f'An entity that {has} is a "Large Entity". Large Entities {they}.',
        )
    )


@pytest.mark.parametrize(("clause", "field", "want"), [*clauses()])
def test_a_clause_of_slots_is_read(clause: str, field: str, want: object) -> None:
    found = getattr(terms_of(clause), field)
    assert (found.present if field == "revenue_share" else found) == want


@pytest.mark.parametrize(("clause", "want"), [*sized()])
def test_a_size_and_what_follows_are_read(clause: str, want: dict[str, Any]) -> None:
    assert plain(terms_of(capital(clause)))["thresholds"] == [want]
