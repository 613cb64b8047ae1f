"""From what was fetched to a verdict: the package's own rules over documents written here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.identify import load_references
from monitor.inspect import Reader, inspect, nothing_known, only, read
from monitor.records import (
    Basis,
    Commercial,
    Decision,
    Fetched,
    Inspection,
    Level,
    Place,
    Policy,
    Profile,
    Role,
    Snapshot,
    State,
    Subject,
    Use,
)
from monitor.resources import load_rules
from monitor.sources import Sources, open_sources

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SUBJECT = Subject(Place.HUGGINGFACE, "acme/tiny")
GRANT = "You may use the Model for any purpose, including commercial purposes.\n"
BAN = "You may not use the Model for any commercial purpose.\n"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_rules(), load_references())


def snapshot(role: Role, name: str, body: bytes | str | None = None, **more: Any) -> Snapshot:  # noqa: ANN401 - fields
    content = body.encode() if isinstance(body, str) else body
    return Snapshot(role=role, name=name, url="https://hub.example/x", fetched_at=NOW, body=content, **more)


def metadata(**card: object) -> Snapshot:
    return snapshot(Role.METADATA, "metadata", json.dumps({"cardData": card}))


def looked(reader: Reader, *snapshots: Snapshot, **more: Any) -> Inspection:  # noqa: ANN401 - fields of a look
    values = {"state": State.OK, **more}
    return read(Fetched(subject=SUBJECT, snapshots=snapshots, **values), reader, NOW)


def decided(inspection: Inspection) -> Decision:
    return inspection.verdicts[0].decision


# ---- Several documents ---------------------------------------------------------------------------------


def test_a_text_that_grants_is_read_as_granting(reader: Reader) -> None:
    found = looked(reader, snapshot(Role.LICENSE, "LICENSE", GRANT), commit="c" * 40)
    assert found.sheet.terms.commercial_use is Commercial.ALLOWED
    assert (found.seen_at, found.commit, found.sheet.not_checked) == (NOW, "c" * 40, ())
    won = found.sheet.won["commercial_use"]
    assert won
    assert all(GRANT[one.finding.start : one.finding.end] == one.finding.quote for one in won)


def test_a_licence_of_code_never_clears_the_weights(reader: Reader) -> None:
    code, model = snapshot(Role.LICENSE, "LICENSE-CODE", GRANT), snapshot(Role.LICENSE, "LICENSE-MODEL", BAN)
    assert looked(reader, code, model).sheet.terms.commercial_use is Commercial.PROHIBITED
    assert decided(looked(reader, code)) is not Decision.ALLOW
    assert looked(reader, code).sheet.basis is Basis.NOTHING


def test_a_policy_binds_beside_the_licence(reader: Reader) -> None:
    policy = "You must not use the Model for military purposes or warfare.\n"
    found = looked(
        reader, snapshot(Role.LICENSE, "LICENSE", GRANT), snapshot(Role.POLICY, "USE_POLICY.md", policy)
    )
    assert found.sheet.terms.military_ban
    assert found.sheet.won["military_ban"][0].document == "USE_POLICY.md"


def test_words_of_the_card_count_against_the_tag(reader: Reader) -> None:
    card = (
        "---\nlicense: apache-2.0\n---\n# Tiny\n\nIt beats commercial models.\n\n## Notes\n\n"
        "Please use these files for research and personal projects only. For commercial use contact us.\n"
    )
    found = looked(reader, metadata(license="apache-2.0"), snapshot(Role.CARD, "README.md", card))
    assert found.sheet.terms.commercial_use is Commercial.SEPARATE
    assert decided(found) is Decision.DENY
    (conflict,) = found.sheet.conflicts
    assert (conflict.left, conflict.right) == ("README.md", "metadata")
    assert "For commercial use contact us" in conflict.left_says
    assert "license: apache-2.0" in conflict.right_says


@pytest.mark.parametrize(
    "words",
    [
        "MIT for research, contact us for commercial use.",
        "For commercial licensing write to sales@acme.example.",
        "The weights are for non-commercial use only.",
        "Commercial use requires a separate licence.",
    ],
)
def test_words_of_the_card_that_withhold_are_never_allowed(words: str, reader: Reader) -> None:
    card = f"---\nlicense: mit\n---\n# Tiny\n\n{words}\n"
    lax = replace(reader, policy=Policy(conflict=Level.ALLOW, declared_only=Level.ALLOW, unknown=Level.ALLOW))
    for snapshots in (
        (metadata(license="mit"), snapshot(Role.CARD, "README.md", card)),
        (snapshot(Role.LICENSE, "LICENSE", GRANT), snapshot(Role.CARD, "README.md", card)),
    ):
        assert decided(looked(lax, *snapshots)) in {Decision.REVIEW, Decision.DENY}


def test_a_card_that_speaks_of_no_licence_has_no_reading(reader: Reader) -> None:
    found = looked(reader, snapshot(Role.CARD, "README.md", "# Tiny\n\nIt writes text.\n"))
    assert found.reads[0].reading is None
    assert found.sheet.basis is Basis.NOTHING


def test_only_a_tag_is_for_a_person_to_look_at(reader: Reader) -> None:
    found = looked(reader, metadata(license="apache-2.0"))
    assert (found.sheet.basis, found.sheet.label) == (Basis.DECLARED, "Apache-2.0")
    assert decided(found) is Decision.REVIEW
    lax = replace(reader, policy=Policy(declared_only=Level.ALLOW))
    assert decided(looked(lax, metadata(license="apache-2.0"))) is Decision.ALLOW


def test_each_profile_has_its_verdict(reader: Reader) -> None:
    asked = replace(reader, profiles=(Profile(name="a"), Profile(name="b", uses=(Use.INTERNAL,))))
    found = looked(asked, snapshot(Role.LICENSE, "LICENSE", BAN))
    assert [verdict.profile for verdict in found.verdicts] == ["a", "b"]


# ---- What could not be read ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("license_", "told"),
    [
        (snapshot(Role.LICENSE, "LICENSE", bytes(range(256)) * 9), "LICENSE is binary"),
        (snapshot(Role.LICENSE, "LICENSE", b""), "LICENSE is empty"),
        (snapshot(Role.LICENSE, "LICENSE", GRANT + "\n" * 2_000_000), "LICENSE is cut off"),
        (snapshot(Role.LICENSE, "LICENSE", state=State.UNREACHABLE, detail="No answer."), "No answer"),
        (snapshot(Role.LINKED, "https://x.example", state=State.SUSPECT), "suspect"),
        (
            snapshot(Role.LICENSE, "LICENSE", state=State.MISSING, detail="There is no such file."),
            "no such file",
        ),
    ],
    ids=["binary", "empty", "cut", "unreachable", "suspect", "missing"],
)
def test_what_was_not_read_is_never_allowed(license_: Snapshot, told: str, reader: Reader) -> None:
    lax = replace(reader, policy=Policy(declared_only=Level.ALLOW, unknown=Level.ALLOW))
    found = looked(lax, metadata(license="mit"), license_)
    assert any(told in sentence for sentence in found.sheet.not_checked)
    assert decided(found) is Decision.INCOMPLETE


def test_a_gate_is_told_and_never_allowed(reader: Reader) -> None:
    gated = snapshot(Role.LICENSE, "LICENSE", state=State.GATED)
    lax = replace(reader, policy=Policy(declared_only=Level.ALLOW, gated=Level.ALLOW))
    prompt = snapshot(Role.GATE, "gate", "Share your name with us to get access.")
    found = looked(lax, metadata(license="mit"), prompt, gated)
    assert found.sheet.gated == ("LICENSE stands behind a gate and could not be read.",)
    assert decided(found) is Decision.REVIEW
    whole = looked(lax, gated, state=State.GATED, detail="acme/tiny is behind a gate.")
    assert decided(whole) is Decision.INCOMPLETE


@pytest.mark.parametrize("state", [State.GONE, State.UNREACHABLE, State.MISSING])
def test_a_subject_that_could_not_be_had_says_why(state: State, reader: Reader) -> None:
    assert looked(reader, state=state, detail="The hub is down.").sheet.not_checked == ("The hub is down.",)
    silent = looked(reader, state=state)
    assert silent.sheet.not_checked == (f"hf:acme/tiny is {state}.",)
    assert decided(silent) is Decision.INCOMPLETE


# ---- The whole way -------------------------------------------------------------------------------------


def test_inspects_a_local_file(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "LICENSE"
    path.write_text(BAN, encoding="utf-8")
    found = inspect(Subject(Place.FILE, str(path)), offline(), reader, lambda: NOW)
    assert (found.state, found.sheet.terms.commercial_use) == (State.OK, Commercial.PROHIBITED)
    assert nothing_known("0" * 40) is None


def test_without_a_network_other_places_are_not_checked(reader: Reader) -> None:
    found = inspect(SUBJECT, offline(), reader, lambda: NOW)
    assert found.state is State.UNREACHABLE
    assert decided(found) is Decision.INCOMPLETE


def offline() -> Sources:
    return open_sources(None, now=lambda: NOW)


def test_the_version_of_a_reader_names_all_that_reads(reader: Reader) -> None:
    other = replace(reader, rules=reader.rules._replace(digest="0" * 16))
    assert reader.rules.digest in reader.version
    assert reader.references.version in reader.version
    assert reader.version != other.version


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab \n\u2028"), max_size=60), st.data())
def test_blanking_keeps_every_place(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    kept = only(text, spans)
    inside = {at for start, end in spans for at in range(start, end)}
    assert len(kept) == len(text)
    for at, char in enumerate(text):
        assert kept[at] == (char if at in inside or char == "\n" else " ")
