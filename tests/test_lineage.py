"""Models made from other models: what binds them is read, watched, and never cleared by their own tag."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watching import Desk

from monitor import aliases
from monitor.alerts.digest import build_digest
from monitor.demo.hub import Hub
from monitor.errors import ConfigError
from monitor.extract.gguf import header_json
from monitor.extract.metadata import parse_metadata
from monitor.records import Decision, Direction, Event, Profile, State, Use
from monitor.sources import Sources, open_sources
from monitor.sources.origins import clues, files_to_ask
from monitor.transport import Limits, Transport, origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.demo.repository import Content
    from monitor.records import Inspection

TEXTS = Path(__file__).parents[1] / "fixtures" / "replays"
COMMUNITY = (TEXTS / "community.txt").read_text(encoding="utf-8")
MODEL = (TEXTS / "model.txt").read_text(encoding="utf-8")
BASE = "polaris/polaris-8b"


def card(**keys: object) -> str:
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in keys.items())
    return f"---\n{lines}---\n# A model\n"


def gguf(**keys: str) -> bytes:
    """The beginning of a GGUF file, with an array before the last key as vocabularies are."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    body = b"GGUF" + struct.pack("<IQQ", 3, 0, len(keys) + 2)
    body += text("general.alignment") + struct.pack("<II", 4, 32)
    body += text("general.tags") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b")
    for key, value in keys.items():
        body += text(key.replace("__", ".")) + struct.pack("<I", 8) + text(value)
    return body


class Scene:
    """A base model under a strict agreement, and models that are made from it.

    Parameters:
        desk: watches.
        hub: holds them.
    """

    def __init__(self, desk: Desk, hub: Hub) -> None:
        self.desk, self.hub = desk, hub
        hub.add(BASE, {"README.md": card(license="other", license_name="polaris"), "LICENSE": COMMUNITY})

    def add(self, name: str, files: Mapping[str, Content] | None = None, **keys: object) -> Inspection:
        """What the first look at a model finds."""
        self.hub.add(name, {"README.md": card(license="apache-2.0", **keys), **(files or {})})
        return self.look(name)

    def look(self, name: str) -> Inspection:
        self.desk.look(name)
        return self.desk.state(name)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        yield Scene(desk, hub)


def names(found: Inspection) -> set[str]:
    return {read.document.name for read in found.reads}


def lineage(found: Inspection) -> list[tuple[str, str, str]]:
    return [
        (each.left, each.left_says, each.right) for each in found.sheet.conflicts if each.kind == "lineage"
    ]


# ---- Declared ------------------------------------------------------------------------------------------


def test_repack_with_a_looser_tag_is_held_to_its_base(scene: Scene) -> None:
    found = scene.add("fork/polaris-8b-gguf", base_model=BASE, base_model_relation="quantized")
    assert lineage(found) == [("metadata", "license: apache-2.0", f"base:{BASE}:LICENSE")]
    (conflict,) = (each for each in found.sheet.conflicts if each.kind == "lineage")
    assert "annual revenue is more than 20 million" in conflict.right_says
    assert found.sheet.terms.excluded_territories == ("EU", "GB", "KR")
    assert found.sheet.won["thresholds"][0].document == f"base:{BASE}:LICENSE"
    assert found.sheet.label == "Apache-2.0"  # its own name; what binds it stands beside
    assert {verdict.decision for verdict in found.verdicts} == {Decision.REVIEW}


def test_red_only_if_the_terms_of_both_are(scene: Scene) -> None:
    scene.desk.rejudge(
        profiles=(
            Profile(name="small", uses=(Use.PRODUCT,), revenue_year=1e6, territories=("US",)),
            Profile(name="large", uses=(Use.PRODUCT,), revenue_year=9e7, territories=("US",)),
        )
    )
    found = scene.add("fork/polaris-8b-ft", base_model=[BASE])
    decisions = {verdict.profile: verdict.decision for verdict in found.verdicts}
    assert decisions == {"small": Decision.REVIEW, "large": Decision.DENY}


def test_the_same_licence_is_no_conflict(scene: Scene) -> None:
    found = scene.add("fork/same", {"LICENSE": COMMUNITY}, base_model=BASE)
    assert lineage(found) == []
    scene.hub.add("free/base", {"README.md": card(license="mit")})
    assert lineage(scene.add("fork/stricter", {"LICENSE": COMMUNITY}, base_model="free/base")) == []


def test_a_base_grants_nothing_that_the_model_does_not(scene: Scene) -> None:
    scene.hub.add("free/base", {"README.md": card(license="apache-2.0")})
    scene.hub.add("fork/bare", {"README.md": card(base_model="free/base")})
    found = scene.look("fork/bare")
    assert found.sheet.terms.commercial_use == "not-addressed"
    assert found.verdicts[0].decision is Decision.DENY


def test_chain_circle_and_merge(scene: Scene) -> None:
    scene.hub.add("fork/middle", {"README.md": card(license="mit", base_model=BASE)})
    scene.hub.add("fork/circle", {"README.md": card(license="mit", base_model=["fork/last", "fork/circle"])})
    found = scene.add("fork/last", base_model=["fork/middle", "fork/circle"], base_model_relation="merge")
    bases = {read.document.base for read in found.reads} - {None}
    assert bases == {"fork/middle", BASE, "fork/circle"}
    assert (f"base:{BASE}:LICENSE") in {right for _, _, right in lineage(found)}


def test_long_chains_are_bounded_and_said_to_be_cut(scene: Scene) -> None:
    for step in range(12):
        scene.hub.add(f"chain/m{step}", {"README.md": card(license="mit", base_model=f"chain/m{step + 1}")})
    found = scene.look("chain/m0")
    assert len({read.document.base for read in found.reads} - {None}) == 9  # eight, and the one not read
    assert any("more than 8 base models" in sentence for sentence in found.sheet.not_checked)


@pytest.mark.parametrize("name", ["nobody/none", "no model at all", "a:b/../c"])
def test_base_that_cannot_be_read_is_not_checked(scene: Scene, name: str) -> None:
    found = scene.add("fork/lost", base_model=name)
    assert found.verdicts[0].decision is Decision.INCOMPLETE
    assert found.sheet.not_checked


def test_change_of_the_base_is_a_change_of_what_is_made_from_it(scene: Scene) -> None:
    scene.add("fork/polaris-8b-ft", base_model=BASE)
    scene.hub.repo(BASE).commit({"LICENSE": COMMUNITY.replace("20 million", "10 million")})
    (change,) = scene.desk.look("fork/polaris-8b-ft").changes
    assert [(each.event, each.document) for each in change.documents] == [
        (Event.WORDING, f"base:{BASE}:LICENSE")
    ]
    assert change.direction is Direction.TIGHTER


def test_base_is_fetched_once_for_all_that_are_made_from_it(scene: Scene) -> None:
    many = [f"fork/repack-{number}" for number in range(4)]
    for name in many:
        scene.hub.add(name, {"README.md": card(license="apache-2.0", base_model=BASE)})
    scene.hub.requests.clear()
    scene.desk.look(*many)
    assert sum(seen.path.startswith(f"/api/models/{BASE}?") for seen in scene.hub.requests) == 1


def test_repacks_with_one_cause_are_one_line(scene: Scene) -> None:
    many = [f"fork/repack-{number}" for number in range(5)]
    for name in many:
        scene.hub.add(name, {"README.md": card(license="apache-2.0", base_model=BASE)})
    scene.desk.look(*many)
    (inventory,) = (news for _, news in scene.desk.mail())
    digest = build_digest([inventory])
    ((line,),) = (stock.rows for stock in digest.stocks)
    assert set(line.model.split(", ")) == set(many)
    assert f"5 repacks called Apache-2.0 over {BASE}; one decision covers all." in line.reason
    assert digest.stocks[0].sentence.startswith("5 models: ")


# ---- Proposed ------------------------------------------------------------------------------------------

GREEN = Profile(name="green", uses=(Use.INTERNAL,), territories=("US",))


@pytest.mark.parametrize(
    ("name", "files", "prose", "words"),
    [
        (
            "fork/a",
            {"config.json": json.dumps({"_name_or_path": BASE})},
            "",
            f"config.json names {BASE} as what it was made from; the card declares no base model.",
        ),
        (
            "fork/b",
            {"adapter_config.json": json.dumps({"base_model_name_or_path": BASE})},
            "",
            f"adapter_config.json names {BASE}",
        ),
        (
            "fork/c",
            {"m.gguf": gguf(general__base_model__0__repo_url=f"https://huggingface.co/{BASE}")},
            "",
            f"m.gguf names {BASE}",
        ),
        ("fork/d", {}, f"A fine-tuned version of [P](https://huggingface.co/{BASE}).", f"made from {BASE}"),
        ("fork/polaris-8b-AWQ", {}, "", "Its name says that it is a repack of polaris-8b"),
    ],
)
def test_proposal_leads_to_review(
    tmp_path: Path, name: str, files: Mapping[str, Content], prose: str, words: str
) -> None:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        desk.transport.close()
        desk.transport, desk.sources = _reaching(desk, hub)
        desk.rejudge(profiles=(GREEN,))
        scene = Scene(desk, hub)
        hub.add(name, {"README.md": card(license="mit") + prose, "LICENSE": MODEL, **files})
        found = scene.look(name)
        (sentence,) = found.sheet.proposals
        assert words in sentence
        assert found.sheet.terms.excluded_territories == ()  # nobody has said that it is the base
        reasons = {reason.code: reason.decision for reason in found.verdicts[0].reasons}
        assert reasons["lineage"] is Decision.REVIEW
        if "AWQ" not in name:
            assert f"base:{BASE}:LICENSE" in names(found)


def _reaching(desk: Desk, hub: Hub, named: Mapping[str, str] | None = None) -> tuple[Transport, Sources]:
    """A session that reaches the host of large files, too."""
    hosts = frozenset({origin(hub.url), f"localhost:{hub.port}"})
    transport = Transport(Limits(attempts=1), allow_private=hosts)
    return transport, open_sources(
        transport, endpoint=hub.url, token="", now=desk.now, aliases=dict(named or {})
    )


def test_what_declares_its_base_is_asked_nothing_more(scene: Scene) -> None:
    scene.hub.requests.clear()
    found = scene.add("fork/plain", {"config.json": "{}", "m.gguf": gguf()}, base_model=BASE)
    assert not {"config.json", "m.gguf", "lineage"} & names(found)


def test_model_that_names_itself_proposes_nothing(scene: Scene) -> None:
    found = scene.add("solo/one", {"config.json": json.dumps({"_name_or_path": "solo/one"})})
    assert found.sheet.proposals == ()
    found = scene.add("solo/two", {"config.json": json.dumps({"_name_or_path": "./checkpoint-500"})})
    assert [sentence.partition(";")[0] for sentence in found.sheet.proposals] == [
        "config.json names ./checkpoint-500 as what it was made from"
    ]
    assert not any(read.document.base for read in found.reads)


# ---- Aliases -------------------------------------------------------------------------------------------


def test_alias_stands_for_its_upstream(tmp_path: Path) -> None:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        scene = Scene(desk, hub)
        commit = hub.repo(BASE).head.sha
        hub.repo(BASE).commit({"LICENSE": MODEL})
        desk.transport.close()
        named = {"/models/polaris": f"{BASE}@{commit}", "inner/polaris": f"{BASE}@{commit}"}
        desk.transport, desk.sources = _reaching(desk, hub, named)
        path = json.dumps({"_name_or_path": "/models/polaris"})
        found = scene.add("fork/inside", {"config.json": path})
        assert found.sheet.proposals == ()  # the user's own file says so
        assert found.sheet.terms.excluded_territories == ("EU", "GB", "KR")
        assert f"base:{BASE}@{commit}:LICENSE" in names(found)
        mirror = scene.look("inner/polaris")
        assert (mirror.commit, mirror.state) == (commit, State.OK)
        assert mirror.sheet.terms.excluded_territories == ("EU", "GB", "KR")


def test_aliases_are_read_with_all_faults_at_once(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text('schema = 1\n[aliases]\n"Our/Name" = "org/name@abc"\n', encoding="utf-8")
    assert aliases.load(path) == {"our/name": "org/name@abc"}
    with pytest.raises(ConfigError) as caught:
        aliases.parse('schema = 2\nalias = 1\n[aliases]\n"a" = 3\n"x/y" = "x/y@1"\n', "aliases.toml")
    assert len(caught.value.faults) == 4
    for text in ("schema = ", "schema = 1\naliases = 3\n", "x" * (2 << 20)):
        with pytest.raises(ConfigError):
            aliases.parse(text, "aliases.toml")
    with pytest.raises(ConfigError):
        aliases.load(tmp_path / "none.toml")


# ---- Headers and clues ---------------------------------------------------------------------------------


def test_header_of_a_gguf_file() -> None:
    told = header_json(
        gguf(
            general__name="X",
            general__license="llama3.1",
            general__base_model__0__name="Polaris 8b",
            general__base_model__0__organization="polaris",
            general__source__url=f"https://huggingface.co/{BASE}",
        )
    )
    assert told is not None
    declared, faults = parse_metadata(told)
    assert faults == ()
    assert declared is not None
    assert declared.licenses == ("llama3.1",)
    assert declared.base_models == ("polaris/Polaris-8b", BASE)


def test_header_that_ends_early_gives_what_it_has() -> None:
    whole = gguf(general__license="mit", general__source__url="https://huggingface.co/a/b")
    assert header_json(whole[:-5]) == header_json(gguf(general__license="mit"))
    assert header_json(b"GGML" + whole[4:]) is None
    assert header_json(whole[:20]) is None


@settings(max_examples=60, deadline=500)
@given(st.binary(max_size=300))
def test_hostile_header_is_read_in_time(data: bytes) -> None:
    header_json(b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 60) + data)


def test_files_and_names_that_tell() -> None:
    assert files_to_ask(["b.gguf", "a.gguf", "config.json", "x.py"]) == (("config.json",), "a.gguf")
    assert files_to_ask([]) == ((), None)
    assert clues("org/plain", ()) == ()
    assert clues("org/llama-8b-4bit", ())[0].model == ""
