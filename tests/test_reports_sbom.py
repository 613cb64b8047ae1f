"""Bills of materials: valid by their own validators, and no licence on a tag's word."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from report_projects import DENIED, FOUND, MIT, hostile, licence, tagged, with_reads
from report_samples import SEEN, TEXT
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from monitor.records import (
    Basis,
    Conflict,
    Decision,
    Governs,
    How,
    Inspection,
    Place,
    Read,
    Reason,
    Role,
    Sheet,
    State,
    Subject,
)
from monitor.reports import cyclonedx, spdx
from monitor.reports.licensing import purl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.reports.inputs import Judged

REF = "LicenseRef-licensewatch-"


def judged(*models: Inspection) -> Judged:
    return replace(FOUND, inspections=models, settled=(), remarks=())


def packages(found: Judged) -> dict[str, Any]:
    return {one["name"]: one for one in document(found)["packages"]}


def document(found: Judged) -> Any:  # noqa: ANN401 - what a program reads
    told = json.loads(spdx.judged(found))
    parser = JsonLikeDictParser()  # type: ignore[no-untyped-call]  # as shipped
    faults = validate_full_spdx_document(parser.parse(told))
    assert [fault.validation_message for fault in faults] == []
    return told


@cache
def validator() -> JsonStrictValidator:
    return JsonStrictValidator(SchemaVersion.V1_6)


def bom(found: Judged) -> Any:  # noqa: ANN401 - as above
    text = cyclonedx.judged(found)
    assert validator().validate_str(text) is None
    return json.loads(text)


def components(found: Judged) -> dict[str, Any]:
    return {one["name"]: one for one in bom(found)["components"]}


def licences(component: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - as above
    held = [one["license"] for one in component.get("licenses", ())]
    return [(one["acknowledgement"], one.get("id") or one["name"]) for one in held]


# ---- What may be said of a licence -----------------------------------------------------------------------


def test_a_text_that_agrees_is_declared_and_concluded() -> None:
    found = judged(with_reads("labs/one", tagged("mit"), licence(MIT, "MIT")))
    package = packages(found)["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == ("MIT", "MIT")
    assert licences(components(found)["labs/one"]) == [("declared", "MIT"), ("concluded", "MIT")]
    assert "hasExtractedLicensingInfos" not in document(found)


def test_a_tag_alone_is_never_a_licence() -> None:
    found = judged(with_reads("labs/one", tagged("apache-2.0")))
    package = packages(found)["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == ("NOASSERTION", "NOASSERTION")
    assert package["licenseComments"] == "The tag says apache-2.0; no text was read that agrees."
    component = components(found)["labs/one"]
    assert licences(component) == []
    assert {"name": "licensewatch:licence-comment", "value": package["licenseComments"]} in component[
        "properties"
    ]


def test_a_tag_that_contradicts_the_text_leaves_both_unsaid() -> None:
    conflict = Conflict(
        kind="declaration", left="metadata", left_says="license: mit", right="LICENSE", right_says="GPL"
    )
    sheet = Sheet(label="GPL-3.0-only", conflicts=(conflict,))
    found = judged(with_reads("labs/one", tagged("mit"), licence("GPL text", "GPL-3.0-only"), sheet=sheet))
    package = packages(found)["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == ("NOASSERTION", "NOASSERTION")
    assert "metadata says license: mit, LICENSE says GPL." in package["licenseComments"]


def test_prose_that_contradicts_leaves_the_conclusion_open_and_the_declaration_standing() -> None:
    conflict = Conflict(
        kind="prose", left="README.md", left_says="research only", right="LICENSE", right_says="MIT"
    )
    sheet = Sheet(conflicts=(conflict,))
    package = packages(judged(with_reads("labs/one", licence(MIT, "MIT"), sheet=sheet)))["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == ("MIT", "NOASSERTION")


def test_what_was_not_read_leaves_the_conclusion_open() -> None:
    sheet = Sheet(not_checked=("USE_POLICY.md could not be fetched.",), gated=("A gate.",))
    package = packages(judged(with_reads("labs/one", licence(MIT, "MIT"), sheet=sheet)))["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == ("MIT", "NOASSERTION")
    assert "Not read: USE_POLICY.md could not be fetched." in package["licenseComments"]


@pytest.mark.parametrize(
    ("how", "name"), [(How.NEAR, "modified MIT"), (How.NONE, "MADE-UP COMMUNITY LICENSE")]
)
def test_a_text_that_only_resembles_a_licence_is_a_reference_with_its_words(how: How, name: str) -> None:
    read = licence(TEXT, "MIT" if how is How.NEAR else None, how)
    told = document(judged(with_reads("labs/one", tagged("mit"), read)))
    (extracted,) = told["hasExtractedLicensingInfos"]
    assert extracted["extractedText"] == TEXT
    assert extracted["name"] == name
    assert extracted["licenseId"].startswith(REF)
    (package,) = told["packages"]
    assert package["licenseConcluded"] == package["licenseDeclared"] == extracted["licenseId"]


def test_a_cyclonedx_text_is_given_once() -> None:
    found = judged(with_reads("labs/one", licence(TEXT, None, How.NONE)))
    declared, concluded = components(found)["labs/one"]["licenses"]
    assert declared["license"]["text"]["content"] == TEXT
    assert "text" not in concluded["license"]


def test_all_texts_hold_together_and_what_is_about_code_does_not_count() -> None:
    policy = licence("You must not do harm.", "LicenseRef-harm", name="USE_POLICY.md", role=Role.POLICY)
    code = licence("Apache text", "Apache-2.0", name="code/LICENSE")
    aside = Read(document=replace(code.document, governs=Governs.CODE), reading=code.reading)
    gone = licence("x", "BSD-3-Clause", name="LICENSE.old")
    lost = Read(document=replace(gone.document, state=State.GONE), reading=gone.reading)
    empty = licence(" \n", None, How.NONE, name="LICENSE.empty")
    gate = licence("Please fill in the form.", None, How.NONE, name="gate", role=Role.GATE)
    reads = (licence(MIT, "MIT"), policy, aside, lost, empty, gate)
    told = document(judged(with_reads("labs/one", *reads)))
    assert told["packages"][0]["licenseConcluded"] == "LicenseRef-harm AND MIT"
    assert [one["licenseId"] for one in told["hasExtractedLicensingInfos"]] == ["LicenseRef-harm"]


def test_an_id_that_the_library_does_not_list_is_a_reference() -> None:
    told = document(judged(with_reads("labs/one", licence("words", "Brand-New-2.0"))))
    assert told["packages"][0]["licenseConcluded"] == "LicenseRef-Brand-New-2.0"
    assert told["hasExtractedLicensingInfos"][0]["extractedText"] == "words"


def from_a_lock(*reads: Read, label: str = "MIT", code: str = "") -> Inspection:
    """A model as a lock keeps it: texts without readings, and the name of the whole."""
    found = with_reads(
        "labs/one",
        *(Read(document=read.document) for read in reads),
        sheet=Sheet(label=label, basis=Basis.TEXT),
    )
    reason = Reason(code=code, decision=Decision.REVIEW, sentence="Something is in doubt.")
    verdict = replace(found.verdicts[0], reasons=(reason,) if code else ())
    return replace(found, verdicts=(verdict,))


def test_a_locked_text_bears_the_name_that_was_locked() -> None:
    package = packages(judged(from_a_lock(tagged("mit"), licence(MIT, "MIT"))))["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == ("MIT", "MIT")


@pytest.mark.parametrize(
    ("code", "declared", "concluded"),
    [
        ("conflict", "NOASSERTION", "NOASSERTION"),
        ("incomplete", "MIT", "NOASSERTION"),
        ("hosting", "MIT", "MIT"),
    ],
)
def test_a_doubt_that_was_locked_leaves_the_conclusion_open(code: str, declared: str, concluded: str) -> None:
    package = packages(judged(from_a_lock(licence(MIT, "MIT"), code=code)))["labs/one"]
    assert (package["licenseDeclared"], package["licenseConcluded"]) == (declared, concluded)
    assert ("in doubt" in package.get("licenseComments", "")) == (concluded == "NOASSERTION")


def test_a_locked_text_beside_another_or_under_a_modified_name_gets_an_id_of_its_own() -> None:
    other = licence(TEXT, None, name="LICENSE.other")
    both = from_a_lock(licence(MIT, "MIT"), other)
    assert packages(judged(both))["labs/one"]["licenseConcluded"].count(REF) == 2
    modified = from_a_lock(licence(MIT, "MIT"), label="modified MIT (+ 1 passage)")
    assert packages(judged(modified))["labs/one"]["licenseConcluded"].startswith(REF)
    aside = licence(MIT, "MIT")
    code = Read(document=replace(aside.document, governs=Governs.CODE))
    assert packages(judged(from_a_lock(code)))["labs/one"]["licenseConcluded"] == "NOASSERTION"


# ---- Packages and lineage --------------------------------------------------------------------------------


def test_a_model_is_a_package_with_its_purl_and_verdicts() -> None:
    told = packages(replace(FOUND, remarks=()))
    one = told["labs/one"]
    assert one["externalRefs"] == [
        {
            "referenceCategory": "PACKAGE_MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:huggingface/labs/one@{DENIED.commit}",
        }
    ]
    assert one["downloadLocation"] == f"git+https://huggingface.co/labs/one@{DENIED.commit}"
    assert one["annotations"][0]["comment"].startswith("For support-bot: no. Commercial use needs")
    assert "commercial_use: Waived by legal@labs.example" in told["labs/three"]["annotations"][0]["comment"]


@pytest.mark.parametrize(
    ("subject", "commit", "told"),
    [
        (Subject(Place.HUGGINGFACE, "Org/Name"), "ABCDEF", "pkg:huggingface/Org/Name@abcdef"),
        (Subject(Place.HUGGINGFACE, "gpt2"), None, "pkg:huggingface/gpt2"),
        (Subject(Place.GITHUB, "Org/Name"), "a1", "pkg:github/org/name@a1"),
        (Subject(Place.HUGGINGFACE, "a/b c@d"), None, "pkg:huggingface/a/b%20c%40d"),
        (Subject(Place.MODELSCOPE, "a/b"), None, ""),
        (Subject(Place.WEB, "https://example.org/x"), None, ""),
        (Subject(Place.FILE, "./LICENSE"), None, ""),
    ],
)
def test_package_urls(subject: Subject, commit: str | None, told: str) -> None:
    assert purl(subject, commit) == told


@pytest.mark.parametrize(
    ("place", "name", "download"),
    [
        (Place.FILE, "./LICENSE", "NOASSERTION"),
        (Place.WEB, "https://example.org/terms", "https://example.org/terms"),
        (Place.WEB, "http://localhost/terms", "NOASSERTION"),
        (Place.GITHUB, "org/name", "git+https://github.com/org/name"),
        (Place.MODELSCOPE, "org/name", "git+https://modelscope.cn/models/org/name"),
    ],
)
def test_where_a_package_is_had(place: Place, name: str, download: str) -> None:
    one = replace(with_reads("x", licence(MIT, "MIT")), subject=Subject(place, name), commit=None)
    assert packages(judged(one))[name]["downloadLocation"] == download
    bom(judged(one))


def lineage(told: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - as above
    names = {one["SPDXID"]: one["name"] for one in told["packages"]}
    for one in told["relationships"]:
        if one["relationshipType"] != "DESCRIBES":
            yield names[one["spdxElementId"]], one["relationshipType"], names[one["relatedSpdxElement"]]


def test_lineage_reaches_through_base_models_that_were_not_asked_for() -> None:
    found = judged(
        with_reads(
            "labs/quant",
            tagged("mit", bases=("labs/tuned",), relation="quantized"),
            tagged("mit", bases=("base/root",), relation="finetune", name="base:labs/tuned:metadata"),
            licence(MIT, "MIT", name="base:labs/tuned:LICENSE"),
        )
    )
    told = document(found)
    assert list(lineage(told)) == [
        ("labs/quant", "GENERATED_FROM", "labs/tuned"),
        ("labs/tuned", "DESCENDANT_OF", "base/root"),
    ]
    described = [one for one in told["relationships"] if one["relationshipType"] == "DESCRIBES"]
    assert len(described) == 1
    by_name = {one["name"]: one for one in told["packages"]}
    assert by_name["labs/tuned"]["licenseConcluded"] == "MIT"
    assert by_name["labs/tuned"]["versionInfo"] == "c0ffee" * 6 + "c0ff"
    assert by_name["base/root"]["licenseConcluded"] == "NOASSERTION"
    (ancestor,) = components(found)["labs/quant"]["pedigree"]["ancestors"]
    assert ancestor["name"] == "labs/tuned"
    assert licences(ancestor) == [("declared", "MIT"), ("concluded", "MIT")]
    assert ancestor["pedigree"]["ancestors"][0]["name"] == "base/root"


def test_a_base_model_that_was_asked_for_is_that_package() -> None:
    base = with_reads("base/root", licence(MIT, "MIT"))
    twice = replace(base, subject=replace(base.subject, revision="v1"))
    found = judged(with_reads("labs/tuned", tagged("mit", bases=("base/root",))), base, twice)
    told = document(found)
    assert list(lineage(told)) == [("labs/tuned", "DESCENDANT_OF", "base/root")]
    assert len(told["packages"]) == 3
    assert len(bom(found)["components"]) == 3


def test_the_base_that_could_be_read_is_told_by_whoever_read_it() -> None:
    seen = with_reads(
        "labs/a", tagged(bases=("base/root",)), licence(MIT, "MIT", name="base:base/root:LICENSE")
    )
    blind = with_reads("labs/b", tagged(bases=("base/root",)))
    for models in ((seen, blind), (blind, seen)):
        assert packages(judged(*models))["base/root"]["licenseConcluded"] == "MIT"


def test_a_circle_of_base_models_ends_and_a_proposal_is_no_lineage() -> None:
    circle = with_reads(
        "labs/a",
        tagged(bases=("labs/b", "labs/a")),
        tagged(bases=("labs/a", "labs/c"), name="base:labs/b:metadata"),
        tagged(bases=("labs/b",), name="base:labs/c:metadata"),
    )
    assert len(list(lineage(document(judged(circle))))) == 4
    bom(judged(circle))
    proposed = with_reads("labs/a", tagged(bases=("labs/b",), relation="proposed"))
    assert list(lineage(document(judged(proposed)))) == []


def test_occurrences_and_texts_are_evidence() -> None:
    component = components(FOUND)["labs/one"]
    assert component["evidence"]["occurrences"] == [
        {"location": "sub/app/serve.py", "line": 12},
        {"location": "sub/Dockerfile", "line": 3},
    ]
    (text,) = [one for one in component["externalReferences"] if one["type"] == "license"]
    assert text["hashes"] == [{"alg": "SHA-256", "content": "3f2a91b0c4d5e6f7" * 4}]
    assert {"name": "licensewatch:verdict:support-bot", "value": "deny"} in component["properties"]
    locked = components(replace(FOUND, texts="model-licenses"))["labs/one"]
    assert locked["externalReferences"] == component["externalReferences"]


# ---- Determinism and hostile words -----------------------------------------------------------------------


@pytest.mark.parametrize("write", [spdx.judged, cyclonedx.judged])
def test_the_same_input_gives_the_same_bytes_and_another_time_another_document(write: Any) -> None:  # noqa: ANN401
    assert write(FOUND) == write(FOUND)
    later = replace(FOUND, seen_at=SEEN.replace(year=2027))
    key = "documentNamespace" if write is spdx.judged else "serialNumber"
    assert json.loads(write(FOUND))[key] != json.loads(write(later))[key]
    assert "2026-03-01T12:00:00Z" in write(FOUND)


def test_the_empty_document_is_valid() -> None:
    document(judged(with_reads("labs/one")))
    assert bom(judged())["components"] == []


@given(hostile())
def test_hostile_words_leave_spdx_valid(found: Judged) -> None:
    document(found)


@given(hostile())
def test_hostile_words_leave_cyclonedx_valid(found: Judged) -> None:
    bom(found)
