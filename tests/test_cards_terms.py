"""What is read out of the twelve written cards: the terms of a subject that has nothing but its card."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.extract import parse_card
from monitor.inspect import Reader, read
from monitor.records import Fetched, Place, Role, Snapshot, State, Subject, Terms
from monitor.references import load_references
from monitor.resources import load_rules

CARDS = sorted((Path(__file__).parents[1] / "fixtures" / "cards").glob("*.json"))
SEEN = datetime(2026, 1, 2, tzinfo=UTC)
DECLARED = (
    "license",
    "license_name",
    "license_link",
    "base_model",
    "base_model_relation",
    "extra_gated_prompt",
)
PLAIN_THRESHOLD = ("metric", "amount", "currency", "period", "consequence")


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The package's own rules and references."""
    return Reader(load_rules(), load_references())


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_terms_of_a_subject_with_a_written_card(
    path: Path, reader: Reader, request: pytest.FixtureRequest
) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    if expected["gap"]:
        request.applymarker(pytest.mark.xfail(reason=expected["gap"], strict=True))
    inspection = read(_fetched(path.with_suffix(".md").read_bytes()), reader, SEEN)
    told = {
        name: value for name, value in _told(inspection.sheet.terms).items() if name not in expected["doubt"]
    }
    assert told == expected["terms"]


def _fetched(card: bytes) -> Fetched:
    """A repository with nothing but a card, and the gate prompt and the metadata that stand in it."""
    data = {key: value for key, value in parse_card(card.decode()).data.items() if key in DECLARED}
    bodies = {Role.METADATA: json.dumps({"cardData": data}).encode(), Role.CARD: card}
    if "extra_gated_prompt" in data:
        bodies[Role.GATE] = data["extra_gated_prompt"].encode()
    snapshots = tuple(
        Snapshot(role=role, name=role.value, url="https://hub.example/a/b", fetched_at=SEEN, body=body)
        for role, body in bodies.items()
    )
    return Fetched(subject=Subject(Place.HUGGINGFACE, "a/b"), state=State.OK, snapshots=snapshots)


def _told(terms: Terms) -> dict[str, Any]:
    """The fields that are not empty, and commercial use always, in the form of the written expectation."""
    empty = Terms()
    told = {
        field.name: getattr(terms, field.name)
        for field in fields(terms)
        if field.name == "commercial_use" or getattr(terms, field.name) != getattr(empty, field.name)
    }
    if "thresholds" in told:
        told["thresholds"] = [
            {key: value for key, value in asdict(threshold).items() if key in PLAIN_THRESHOLD}
            for threshold in terms.thresholds
        ]
    plain: dict[str, Any] = json.loads(json.dumps(told))
    return plain
