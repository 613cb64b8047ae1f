"""JUnit XML: what test report readers count, what a person reads in a failure."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_projects import CLEAN, DENIED, FOUND, HOSTILE, WAIVED, hostile, settled
from report_samples import model

from monitor.records import Decision, Settling, Verdict
from monitor.reports import junit
from monitor.reports.xml import element, escape, leaf

if TYPE_CHECKING:
    from monitor.reports.inputs import Judged

# What the schema of Ant's reports (windyroad/JUnit-Schema) asks of each element, in our words.
ATTRIBUTES = {
    "testsuites": set(),
    "testsuite": {
        "name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time",
    },
    "properties": set(),
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "system-out": set(),
    "system-err": set(),
}  # fmt: skip
ORDER = re.compile(r"properties(?: testcase)*? system-out system-err")


def parsed(found: Judged) -> list[junitparser.TestSuite]:
    text = junit.judged(found)
    follows_the_schema(ET.fromstring(text.encode()))  # noqa: S314 - our own
    return list(junitparser.JUnitXml.fromstring(text.encode()))


def follows_the_schema(root: ET.Element) -> None:
    for one in root.iter():
        assert set(one.attrib) == ATTRIBUTES[one.tag]
    for number, suite in enumerate(root):
        assert ORDER.fullmatch(" ".join(child.tag for child in suite))
        assert suite.get("id") == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(sum(case.find("failure") is not None for case in cases))
        assert suite.get("errors") == str(sum(case.find("error") is not None for case in cases))
        assert all(len(case) <= 1 for case in cases)


def test_a_suite_a_profile_and_a_case_a_model() -> None:
    suite, lock = parsed(FOUND)
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("support-bot", 6, 2, 1)
    outcomes = {case.name: [type(one).__name__ for one in case.result] for case in suite}
    assert outcomes == {
        "labs/one": ["Failure"],
        "labs/two": [],
        "labs/three": [],
        "labs/four": ["Failure"],
        "labs/five": ["Error"],
        "labs/six": [],
    }
    assert (lock.name, lock.tests, lock.failures) == ("lock", 1, 1)
    two = (*DENIED.verdicts, Verdict(decision=Decision.ALLOW, profile="hobby"))
    names = [
        one.name for one in parsed(replace(FOUND, inspections=(replace(DENIED, verdicts=two),), remarks=()))
    ]
    assert names == ["support-bot", "hobby"]


@pytest.mark.parametrize(
    ("failing", "failures"),
    [
        (frozenset(), 0),
        (frozenset({Decision.DENY}), 1),
        (frozenset({Decision.DENY, Decision.REVIEW}), 2),
        (frozenset({Decision.DENY, Decision.REVIEW, Decision.OBLIGATIONS}), 3),
    ],
)
def test_failures_are_what_the_command_fails_on_and_errors_always_are(
    failing: frozenset[Decision], failures: int
) -> None:
    suite = parsed(replace(FOUND, failing=failing, remarks=()))[0]
    assert (suite.failures, suite.errors) == (failures, 1)


def test_a_failure_quotes_the_clause_and_says_how_to_get_green() -> None:
    suite = parsed(FOUND)[0]
    (case,) = [one for one in suite if one.name == "labs/one"]
    (failure,) = case.result
    assert failure.message == "Commercial use needs a prior written authorisation from the licensor."
    assert failure.type == "commercial_use"
    assert "“Any commercial use of the weights" in failure.text
    assert "LICENSE, section 3, line 7" in failure.text
    assert "Next: Write to licensing@labs.example" in failure.text
    assert "Named in app/serve.py, line 12." in failure.text


def test_duties_that_fail_are_told() -> None:
    found = replace(FOUND, failing=frozenset({Decision.OBLIGATIONS}), remarks=())
    (case,) = [one for one in parsed(found)[0] if one.name == "labs/two"]
    assert "Do: Hand the agreement on with the weights." in case.result[0].text


def test_many_reasons_are_counted() -> None:
    reason = DENIED.verdicts[0].reasons[0]
    reasons = tuple(replace(reason, sentence=f"Reason {number}.") for number in range(8))
    verdict = replace(DENIED.verdicts[0], reasons=reasons)
    (case, *_) = parsed(replace(FOUND, inspections=(replace(DENIED, verdicts=(verdict,)),)))[0]
    assert "and 3 more reasons" in case.result[0].text


def test_what_is_left_of_a_waived_verdict_decides() -> None:
    reason = WAIVED.verdicts[0].reasons[0]
    milder = replace(
        reason, decision=Decision.REVIEW, code="unaccounted", sentence="A sentence fits no rule."
    )
    verdict = replace(WAIVED.verdicts[0], reasons=(reason, milder))
    left = replace(WAIVED, verdicts=(verdict,))
    found = replace(FOUND, inspections=(left,), settled=(settled(left, Settling.WAIVED),), remarks=())
    (case,) = parsed(found)[0]
    assert case.result[0].type == "unaccounted"
    assert "commercial_use: Waived by legal@labs.example" in case.result[0].text
    assert parsed(replace(found, failing=frozenset({Decision.DENY})))[0].failures == 0


def test_a_clean_run_has_no_failures_and_nothing_at_all_is_well_formed() -> None:
    assert parsed(CLEAN)[0].failures == 0
    assert parsed(replace(CLEAN, inspections=())) == []


def test_a_remark_that_is_only_told_is_a_case_that_passed() -> None:
    told = replace(FOUND.remarks[0], decision=Decision.ALLOW, subject="")
    lock = parsed(replace(FOUND, remarks=(told,)))[-1]
    assert (lock.tests, lock.failures) == (1, 0)


def test_a_verdict_without_a_reason_is_told_by_what_it_means() -> None:
    bare = model("labs/one", Decision.DENY, verdicts=(Verdict(decision=Decision.INCOMPLETE, profile="p"),))
    (case,) = parsed(replace(FOUND, inspections=(bare,), remarks=(), settled=()))[0]
    assert case.result[0].type == "incomplete"


@given(hostile())
def test_hostile_words_leave_it_well_formed(found: Judged) -> None:
    parsed(found)


@given(HOSTILE | st.text())
def test_what_xml_cannot_hold_is_made_visible(text: str) -> None:
    for written in (leaf("a", {"b": text}, text), element("a", {"b": text}, [leaf("c", {}, text)])):
        root = ET.fromstring(written)  # noqa: S314 - our own
        assert root.tag == "a"
        assert "\n" not in root.attrib["b"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; &quot;d&quot; &apos;e&apos;"),
        ("\x00\x08", "\\x00\\x08"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("]]>", "]]&gt;"),
        ("\ud800", "\\ud800"),
        ("许可", "许可"),
    ],
)
def test_escape(raw: str, shown: str) -> None:
    assert escape(raw) == shown
