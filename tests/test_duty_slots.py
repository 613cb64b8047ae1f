"""Sentences drawn from slots, each in a small licence: what is owed in any of many wordings, and near misses.

The inventories are in `tests/variants/duties.toml`. What is drawn is the same each time; a few of each form
keep the test fast, and another seed draws others.
"""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from written_terms import plain

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

SLOTS = tomllib.loads((Path(__file__).parent / "variants/duties.toml").read_text("utf-8"))
SEED = 7
DRAWN = 10
"""Sentences of each form."""
_SLOT = re.compile(r"\{(\w+)\}")


class Drawn:
    """Words drawn for slots, the same for a slot wherever it stands in a sentence.

    Parameters:
        form: of the inventory.
        rng: draws.
    """

    def __init__(self, form: dict[str, Any], rng: random.Random) -> None:
        self.slots, self.rng = {**SLOTS["words"], **form.get("slots", {})}, rng
        self.chosen: dict[str, str] = {}

    def fill(self, words: str) -> str:
        """The words with every slot filled."""
        return _SLOT.sub(self._one, words)

    def _one(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in self.chosen:
            self.chosen[name] = self.fill(self.rng.choice(self.slots[name]))
        return self.chosen[name]


def drawn(form: dict[str, Any]) -> list[Any]:
    """Some sentences of a form in a licence, each with the value it gives the field."""
    rng = random.Random(f"{SEED} {form['name']}")  # noqa: S311 - the same sentences each time
    found = []
    for number in range(DRAWN):
        words = Drawn(form, rng)
        template = form["texts"][number % len(form["texts"])]
        sentence = re.sub(r" +([.,;])", r"\1", words.fill(template))
        frame = rng.choice(SLOTS["frames"][form.get("lang", "en")])
        value = form["value"]
        value = [words.fill(each) for each in value] if isinstance(value, list) else value
        text = frame.format(sentence[0].upper() + sentence[1:])
        found.append(pytest.param(text, form["field"], value, id=f"{form['name']}-{number}"))
    return found


def told(value: object) -> object:
    """A value as it is compared: letters and digits of phrases."""
    if isinstance(value, list):
        return [" ".join(re.findall(r"\w+", each.lower())) for each in value]
    return value


@pytest.mark.parametrize(("text", "field", "value"), [one for form in SLOTS["form"] for one in drawn(form)])
def test_a_sentence_is_read_in_any_words(text: str, field: str, value: object) -> None:
    found = plain(classify(text, load_rules(), load_references()).terms)[field]
    if value == ["*"]:
        assert found
    else:
        assert told(found) == told(value)
