"""Names, places, policies and bans in Chinese, put together from inventories of what each slot may hold."""

from __future__ import annotations

import itertools
import random
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from monitor.records import Terms

SLOTS = tomllib.loads((Path(__file__).parent / "variants" / "policy.toml").read_text("utf-8"))
GRANT = "Aurora Labs grants You a worldwide license to use and distribute the Model.\n\n"
CHINESE_GRANT = "极光实验室授予您全球范围内免费使用和分发本模型的权利。\n\n"
PLACES = {
    "the European Union": ("EU",),
    "the United States of America or Canada": ("CA", "US"),
    "the European Union, the United Kingdom and the Republic of Korea": ("EU", "GB", "KR"),
    "mainland China": ("CN",),
    "Germany and France": ("DE", "FR"),
}
FLAGS = ("military_ban", "acceptable_use", "no_training_other_models")
MANY = 60


def _terms(clause: str) -> Terms:
    is_chinese = any("\u4e00" <= char <= "\u9fff" for char in clause)
    text = (CHINESE_GRANT if is_chinese else GRANT) + clause[0].upper() + clause[1:]
    return classify(text, load_rules(), load_references()).terms


def _some(*slots: list[str]) -> list[tuple[str, ...]]:
    every = list(itertools.product(*slots))
    return random.Random(len(every)).sample(every, MANY)  # noqa: S311 - a sample, no secret


def test_a_name_owed_in_any_of_these_words_is_read() -> None:
    made = [f"{who} {bears}." for who, bears in _some(SLOTS["names"]["who"], SLOTS["names"]["bears"])]
    missed = [each for each in (*made, *SLOTS["names"]["owed"]) if not _terms(each).name_prefix]
    assert missed == []


def test_a_name_that_nobody_owes_is_none() -> None:
    assert [each for each in SLOTS["names"]["free"] if _terms(each).name_prefix] == []


def test_places_left_out_in_any_of_these_words_are_read() -> None:
    made = [
        (left_out.format(place), PLACES[place])
        for left_out, place in _some(SLOTS["places"]["left_out"], [*PLACES])
    ]
    made += [(clause, tuple(codes)) for clause, codes in SLOTS["places"]["chinese"].items()]
    assert [clause for clause, codes in made if _terms(clause).excluded_territories != codes] == []


def test_places_that_are_only_named_are_not_left_out() -> None:
    assert [each for each in SLOTS["places"]["neutral"] if _terms(each).excluded_territories] == []


def test_a_policy_that_binds_by_whatever_name_is_read() -> None:
    made = [binds.format(n=name) for name, binds in _some(*SLOTS["policies"].values())]
    assert [each for each in made if not _terms(each).acceptable_use] == []


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("field", FLAGS)
def test_bans_in_chinese(field: str, *, found: bool) -> None:
    clauses = SLOTS["chinese"][f"{field}_{'found' if found else 'neutral'}"]
    assert [each for each in clauses if getattr(_terms(each), field) is not found] == []
