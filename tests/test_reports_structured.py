"""Reports for programs: exact keys, whole numbers, safe text."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_projects import FOUND as PROJECT
from report_samples import PROFILES, QUOTE, SEEN, file_reading, model, unreachable

from monitor.records import (
    NOT_LEGAL_ADVICE,
    Cause,
    Change,
    Decision,
    Direction,
    DocumentChange,
    Event,
    FieldChange,
    Hunk,
    Place,
    Reason,
    RevenueShare,
    Subject,
    Terms,
    TextDiff,
    Threshold,
    Use,
    Verdict,
)
from monitor.reports import csv_, markdown, structured
from monitor.reports.inputs import Comparison, Judged, Passed
from monitor.reports.texts import FileReading
from monitor.rules import Example, Rule, RuleSet, Severity

RUBRIC = {
    "commercial_use", "thresholds", "revenue_share", "hosting", "display_attribution", "name_prefix",
    "excluded_territories", "no_training_other_models", "acceptable_use", "military_ban", "unilateral_change",
    "ip_litigation_termination", "governing_law", "flow_down", "registration_required",
}  # fmt: skip

FOUND = Judged(
    inspections=(
        model("labs/one", Decision.DENY),
        model("labs/two", Decision.OBLIGATIONS),
        unreachable("labs/five"),
    ),
    profiles=PROFILES,
    seen_at=SEEN,
)


def through_json(value: structured.Json) -> Any:  # noqa: ANN401 - what a program reads
    return json.loads(structured.dumps(value))


# ---- JSON ----------------------------------------------------------------------------------------------


def test_the_terms_of_a_file_have_the_keys_of_the_contract() -> None:
    told = through_json(structured.file_terms(file_reading()))
    assert set(told) == {"path", "terms", "identity", "findings", "unaccounted", "language"}
    assert set(told["terms"]) == RUBRIC
    assert told["terms"]["commercial_use"] == "separate-licence"
    assert told["terms"]["revenue_share"] == {"present": False, "rate": None}
    assert told["identity"] == {"reference": None, "how": "none", "label": "unidentified", "residue": []}
    (finding,) = told["findings"]
    assert set(finding) == {"rule", "field", "start", "end", "quote", "values"}
    assert finding["quote"] == QUOTE
    assert told["unaccounted"] == [{"start": 0, "end": 25, "quote": "MADE-UP COMMUNITY LICENSE"}]


def test_an_extracted_text_comes_along_and_an_error_comes_alone() -> None:
    extracted = file_reading()._replace(extracted=True)
    assert through_json(structured.file_terms(extracted))["text"] == extracted.text
    assert through_json(structured.file_terms(FileReading(path="x", error="No."))) == {
        "path": "x",
        "error": "No.",
    }


def test_an_experimental_finding_says_so() -> None:
    found = file_reading()
    assert found.reading
    trial = replace(found.findings[0], experimental=True)
    told = structured.file_terms(found._replace(reading=replace(found.reading, findings=(trial,))))
    assert through_json(told)["findings"][0]["experimental"] is True


@pytest.mark.parametrize(
    ("amount", "told"), [(1e8, "100000000"), (2.5, "2.5"), (1e22, "10000000000000000000000")]
)
def test_amounts_are_whole_where_they_are(amount: float, told: str) -> None:
    limit = Threshold(metric="mau", amount=amount)
    assert f'"amount": {told},' in structured.dumps(structured.plain(Terms(thresholds=(limit,))))


def test_a_count_that_the_rubric_has_no_word_for_is_named_beside_it() -> None:
    limits = (Threshold(metric="employees", amount=250.0), Threshold(metric="users", amount=9.0))
    told = through_json(structured.terms(Terms(thresholds=limits)))["thresholds"]
    assert [(one["metric"], one.get("counted")) for one in told] == [("other", "employees"), ("users", None)]


def test_numbers_that_json_lacks_are_null() -> None:
    assert structured.plain(float("inf")) is None
    assert structured.plain(RevenueShare(present=True, rate=10.0)) == {"present": True, "rate": 10}


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        structured.plain(object())


def test_times_are_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    assert (
        structured.plain(datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1))))
        == "2026-03-01T12:00:00Z"
    )
    assert structured.plain(datetime(2026, 3, 1, 12, tzinfo=UTC)) == "2026-03-01T12:00:00Z"
    monkeypatch.undo()
    time.tzset()


@settings(max_examples=100)
@given(st.text(alphabet=st.characters() | st.sampled_from("\x1b\u202e\u2028\ud800\U000e0041")))
def test_json_text_is_printable_and_reads_back(text: str) -> None:
    shown = structured.dumps({"a": [text, 1]})
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert json.loads(shown) == {"a": [text, 1]}
    assert structured.lines([text]).count("\n") == 1


def test_an_audit_is_one_object_with_every_model_and_the_legal_line_once() -> None:
    shown = structured.dumps(structured.judged(FOUND))
    told = json.loads(shown)
    assert told["schema"] == structured.SCHEMA
    assert told["summary"] == "3 models: 1 with duties, 1 no, 1 not checked"
    assert shown.count(NOT_LEGAL_ADVICE) == 1
    assert [one["subject"] for one in told["models"]] == ["hf:labs/one", "hf:labs/two", "hf:labs/five"]
    one = told["models"][0]
    assert one["verdicts"][0]["verdict"] == "deny"
    assert one["verdicts"][0]["reasons"][0]["field"] == "commercial_use"
    assert set(one["terms"]) == RUBRIC
    assert one["won"]["commercial_use"][0]["document"] == "LICENSE"
    assert one["documents"][1]["sha256"].startswith("3f2a")
    assert one["documents"][0]["declared"]["licenses"] == ["mit"]
    assert "text" not in one["documents"][1]
    assert one["unaccounted"] == [{"document": "LICENSE", "start": 0, "end": 4, "quote": "MADE"}]
    assert told["models"][2]["not_checked"] == ["The hub did not answer within 10 seconds."]


def test_lines_carry_path_profile_verdict_and_the_legal_line_each() -> None:
    local = replace(FOUND.inspections[0], subject=Subject(Place.FILE, "../texts/x.txt"))
    told = [
        json.loads(line)
        for line in structured.lines(
            structured.judged_lines(replace(FOUND, inspections=(local, FOUND.inspections[1])))
        ).splitlines()
    ]
    assert [(one.get("path"), one["profile"], one["verdict"]) for one in told] == [
        ("../texts/x.txt", "support-bot", "deny"),
        (None, "support-bot", "obligations"),
    ]
    assert told[0]["reasons"][0]["quote"] == QUOTE
    assert told[1]["obligations"][0].startswith("Show")
    assert all(one["notice"] == NOT_LEGAL_ADVICE for one in told)


def test_show_is_one_model_with_the_legal_line() -> None:
    told = through_json(structured.inspected(FOUND.inspections[0]))
    assert told["subject"] == "hf:labs/one"
    assert told["notice"] == NOT_LEGAL_ADVICE


COMPARISON = Comparison(
    before_name="a",
    after_name="b",
    diff=TextDiff(
        words_changed=True,
        hunks=(
            Hunk(kind="insert", before="", after="Pay *us*.", before_start=0, after_start=0),
            Hunk(
                kind="replace", before="x", after="y", before_start=0, after_start=0,
                marks=(("equal", "Above "), ("delete", "100"), ("insert", "50"), ("equal", " ")),
            ),
        ),
    ),
    direction=Direction.TIGHTER,
    by_use={Use.PRODUCT: Direction.TIGHTER},
    fields=(
        FieldChange(
            field="thresholds", before="none", after="mau | dau", direction=Direction.TIGHTER,
            uses=(Use.PRODUCT,),
        ),
    ),
)  # fmt: skip


def test_a_diff_has_the_keys_of_the_contract() -> None:
    told = through_json(structured.comparison(COMPARISON))
    assert {"words_changed", "direction", "by_use", "changes"} <= set(told)
    assert told["by_use"] == {"product": "tighter"}
    assert told["changes"] == [
        {
            "field": "thresholds",
            "before": "none",
            "after": "mau | dau",
            "direction": "tighter",
            "uses": ["product"],
            "before_quote": "",
            "after_quote": "",
        }
    ]


def test_a_change_of_a_history_is_the_record() -> None:
    change = Change(
        subject="hf:a/b", seen_at=SEEN, event=Event.WORDING, cause=Cause.THEIRS, direction=Direction.TIGHTER
    )
    told = through_json(structured.change(change))
    assert (told["event"], told["cause"], told["seen_at"]) == ("wording", "theirs", "2026-03-01T12:00:00Z")


def test_a_pass_is_one_object() -> None:
    done = Passed(
        run=2, counters={"looked": 1}, unread=(("hf:a/b", "Gone."),), sent=1, owed=(("x@y.example", "down"),)
    )
    assert through_json(structured.passed(done)) == {
        "run": 2,
        "counters": {"looked": 1},
        "changes": [],
        "unread": [{"subject": "hf:a/b", "reason": "Gone."}],
        "stopped": False,
        "alerts_sent": 1,
        "alerts_owed": [{"recipient": "x@y.example", "error": "down"}],
    }


def test_a_comparison_of_models_names_their_documents() -> None:
    document = DocumentChange(event=Event.RENAMED, document="LICENSE", before_name="LICENCE", note="n")
    told = through_json(structured.comparison(replace(COMPARISON, documents=(document,))))
    assert told["documents"] == [
        {"document": "LICENSE", "event": "document-renamed", "before_name": "LICENCE", "note": "n"}
    ]


def test_rules_come_without_their_patterns() -> None:
    rule = Rule(
        id="hosting/x", title="T", severity=Severity.INFO, experimental=False, rationale="R",
        languages=("en",), matches=(), examples=(Example(text="E", finds=True),),
    )  # fmt: skip
    told = through_json(structured.rules(RuleSet((rule,), "d")))
    assert told["digest"] == "d"
    assert told["rules"][0]["field"] == "hosting"
    assert told["rules"][0]["examples"][0]["text"] == "E"
    assert "matches" not in told["rules"][0]


# ---- CSV -----------------------------------------------------------------------------------------------


def test_the_table_for_spreadsheets_has_a_row_a_model_and_profile() -> None:
    evil = Verdict(
        decision=Decision.DENY,
        profile="=1+1",
        reasons=(
            Reason(code="x", decision=Decision.DENY, sentence="@SUM(A1)", quote='two\n"lines", one cell'),
        ),
    )
    bare = replace(model("labs/four", Decision.ALLOW), commit=None)
    found = replace(
        FOUND, inspections=(*FOUND.inspections, model("labs/six", Decision.DENY, verdicts=(evil,)), bare)
    )
    rows = list(csv.DictReader(io.StringIO(csv_.judged(found))))
    assert tuple(rows[0]) == csv_.COLUMNS
    assert [row["verdict"] for row in rows] == ["deny", "obligations", "incomplete", "deny", "allow"]
    assert rows[0]["sha256"].startswith("3f2a")
    assert rows[0]["seen_at"] == "2026-03-01T12:00:00Z"
    assert rows[1]["obligations"].count("; ") == 1
    assert rows[3]["profile"] == "'=1+1"
    assert rows[3]["reason"] == "'@SUM(A1)"
    assert rows[3]["quote"] == 'two "lines", one cell'
    assert rows[3]["sha256"] == ""
    assert rows[4]["reason"] == rows[4]["commit"] == ""
    assert csv_.judged(found).count("\r\n") == 6


# ---- Markdown ------------------------------------------------------------------------------------------


def test_the_audit_comment_is_a_table_with_reasons() -> None:
    shown = markdown.audit(
        replace(FOUND, inspections=(*FOUND.inspections, model("labs/four", Decision.ALLOW)))
    )
    assert shown.startswith(f"{markdown.MARK}\n\n**4 models: 1 yes, 1 with duties, 1 no, 1 not checked**")
    lines = shown.splitlines()[4:]
    assert lines[0] == "| Model | Licence | support-bot |"
    assert lines[1] == "| --- | --- | --- |"
    assert lines[2] == "| labs/one @&#8203;0f3a91c | modified MIT \\(\\+ 1 passage\\) | ✗ no |"
    assert "- **labs/five**: The hub did not answer" in shown
    assert shown.count(NOT_LEGAL_ADVICE) == 1


def test_a_model_that_was_not_judged_for_a_profile_has_an_empty_cell() -> None:
    other = replace(FOUND.inspections[1], verdicts=(Verdict(decision=Decision.ALLOW, profile="lab"),))
    shown = markdown.audit(replace(FOUND, inspections=(FOUND.inspections[0], other)))
    assert shown.splitlines()[6].endswith("| ✗ no |  |")


def test_the_check_comment_says_why_what_and_next() -> None:
    shown = markdown.check(FOUND)
    assert "### ✗ labs/one @&#8203;0f3a91c for support-bot: no" in shown
    assert "> “Any commercial use of the weights" in shown
    assert "> LICENSE, section 3, line 7" in shown
    assert "- [ ] Show “Built with Example” on a page of the product." in shown
    assert "Next:\n\n1. Write to licensing@&#8203;labs.example" in shown
    assert shown.count(NOT_LEGAL_ADVICE) == 1


def test_an_allowed_model_needs_no_quote() -> None:
    shown = markdown.check(replace(FOUND, inspections=(model("labs/four", Decision.ALLOW),)))
    assert "\n> " not in shown
    assert "Next" not in shown


def test_the_diff_comment_shows_direction_terms_and_words() -> None:
    shown = markdown.comparison(COMPARISON)
    assert "### ▲ a → b: tighter" in shown
    assert "| Size limits | none | mau \\| dau | tighter |" in shown
    assert "> **Pay \\*us\\*.**" in shown
    assert "> Above ~~100~~ **50**" in shown
    same = replace(COMPARISON, diff=TextDiff(words_changed=False), fields=(), direction=Direction.NONE)
    assert "The words are the same." in markdown.comparison(same)


# ---- What was settled ----------------------------------------------------------------------------------


def test_what_was_settled_is_in_every_object_and_leaves_the_verdict_as_judged() -> None:
    told = through_json(structured.judged(PROJECT))
    (settled,) = told["settled"]
    assert settled["subject"] == "hf:labs/three"
    assert (settled["field"], settled["how"], settled["until"]) == ("commercial_use", "waived", "2026-12-31")
    assert [one["code"] for one in told["remarks"]] == ["waiver-expired"]
    (verdict,) = told["models"][2]["verdicts"]
    assert (verdict["verdict"], verdict["standing"]) == ("deny", "allow")
    lines = [json.loads(line) for line in structured.judged_texts(PROJECT).splitlines()]
    standing = [one["standing"] for one in lines if "standing" in one]
    assert standing == ["deny", "obligations", "allow", "review", "incomplete", "allow"]
    assert lines[-1]["remark"]["sentence"].startswith("The waiver of")


def test_a_row_tells_what_stands_and_what_was_settled() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_.judged(PROJECT), newline="")))
    assert [row["standing"] for row in rows] == [
        "deny", "obligations", "allow", "review", "incomplete", "allow", "deny",
    ]  # fmt: skip
    assert rows[2]["settled"].startswith("commercial_use: Waived by legal@labs.example until 2026-12-31")
    assert (rows[-1]["subject"], rows[-1]["verdict"]) == ("hf:labs/one", "")
    assert rows[-1]["quote"] == "Any commercial use is prohibited."
