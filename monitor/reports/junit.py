"""JUnit XML, as Jenkins, GitLab and most build machines read it.

A suite a profile, a case a model. There is no standard; this keeps to what the schemas of Ant's reports
(windyroad/JUnit-Schema) and of the Jenkins xUnit plug-in have in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Decision
from monitor.reports import words
from monitor.reports.cite import cite_reason
from monitor.reports.human.verdicts import contacts, headline, next_steps, title
from monitor.reports.plain import one_line
from monitor.reports.settling import excuse, standing, unsettled
from monitor.reports.xml import element, leaf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Inspection, Reason, Remark, Verdict
    from monitor.reports.inputs import Judged

_SHOWN = 5
"""Reasons that a failure quotes."""

_REMARKS = "lock"
"""The suite of what was found about lock and waivers."""


def judged(found: Judged) -> str:
    """A suite a profile and a case a model: what could not be checked is an error, what fails a failure.

    Parameters:
        found: judged models.
    """
    profiles = dict.fromkeys(verdict.profile for model in found.inspections for verdict in model.verdicts)
    suites = [_suite(number, name, _cases(found, name), found) for number, name in enumerate(profiles)]
    if found.remarks:
        cases = [_remark(one, found) for one in found.remarks]
        suites.append(_suite(len(suites), _REMARKS, cases, found))
    document = element("testsuites", {}, suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOT_LEGAL_ADVICE} -->\n{document}\n'


_Case = tuple[str, str]
"""What became of a case (`failure`, `error` or nothing), and its element."""


def _suite(number: int, name: str, cases: Sequence[_Case], found: Judged) -> str:
    attributes = {
        "name": one_line(name) or "default",
        "package": "licensewatch",
        "id": str(number),
        # Zones are not allowed here; the time is UTC.
        "timestamp": f"{found.seen_at:%Y-%m-%dT%H:%M:%S}",
        "hostname": "localhost",
        "tests": str(len(cases)),
        "failures": str(sum(outcome == "failure" for outcome, _ in cases)),
        "errors": str(sum(outcome == "error" for outcome, _ in cases)),
        "skipped": "0",
        "time": "0",
    }
    inside = (
        element("properties", {}, indent=4),
        *(case for _, case in cases),
        leaf("system-out", {}, NOT_LEGAL_ADVICE, indent=4),
        leaf("system-err", {}, "", indent=4),
    )
    return element("testsuite", attributes, inside, indent=2)


def _cases(found: Judged, profile: str) -> list[_Case]:
    return [
        _case(model, verdict, found)
        for model in found.inspections
        for verdict in model.verdicts
        if verdict.profile == profile
    ]


def _case(model: Inspection, verdict: Verdict, found: Judged) -> _Case:
    decision = standing(model, verdict, found)
    outcome = _outcome(decision, found)
    name, group = title(model, commit=False), f"licensewatch.{one_line(verdict.profile)}"
    inside = []
    if outcome:
        open_ = unsettled(model, verdict, found)
        graver = [reason for reason in open_ if reason.decision is decision]
        attributes = {
            "message": headline(model, verdict) if not graver else one_line(graver[0].sentence),
            "type": graver[0].code if graver else verdict.decision.value,
        }
        inside = [leaf(outcome, attributes, "\n".join(_told(model, verdict, graver, found)), indent=6)]
    return outcome, element("testcase", {"name": name, "classname": group, "time": "0"}, inside, indent=4)


def _outcome(decision: Decision, found: Judged) -> str:
    if decision is Decision.INCOMPLETE:
        return "error"
    return "failure" if decision in found.failing else ""


def _told(model: Inspection, verdict: Verdict, reasons: Sequence[Reason], found: Judged) -> Iterator[str]:
    """What a person needs who sees nothing but the test report."""
    _, answer, _ = words.ANSWERS[verdict.decision]
    yield f"{title(model)} for {one_line(verdict.profile)}: {answer}."
    for reason in reasons[:_SHOWN]:
        yield ""
        yield one_line(reason.sentence)
        if reason.quote:
            citation = cite_reason(model, reason)[0]
            yield f"“{citation.words}”"
            yield f"({citation.place})"
    if len(reasons) > _SHOWN:
        yield f"\nand {words.count(len(reasons) - _SHOWN, 'more reason')}"
    yield ""
    steps = [*next_steps(reasons, verdict.decision), *contacts(model, reasons), *verdict.way_out]
    if any(reason.decision is Decision.OBLIGATIONS for reason in reasons):
        yield from (f"Do: {one_line(duty)}" for duty in verdict.obligations)
    yield from (f"Next: {one_line(step)}" for step in steps)
    for mention in found.mentions.get(model.subject.key, ()):
        yield f"Named in {one_line(mention.path)}, line {mention.line}."
    for one in found.settled:
        if (one.subject, one.profile) == (model.subject.key, verdict.profile):
            yield f"{one.reason.code}: {excuse(one)}"


def _remark(remark: Remark, found: Judged) -> _Case:
    outcome = _outcome(remark.decision, found)
    said = "\n".join(filter(None, (one_line(remark.sentence), *(f"“{one_line(q)}”" for q in remark.quotes))))
    step = f"\nNext: {one_line(remark.next_step)}" if remark.next_step else ""
    attributes = {"message": one_line(remark.sentence), "type": remark.code}
    inside = [leaf(outcome, attributes, said + step, indent=6)] if outcome else []
    place = f"{remark.at.path}:{remark.at.line}" if remark.at else ""
    name = one_line(f"{remark.subject or place} {remark.code}")
    case = {"name": name, "classname": f"licensewatch.{_REMARKS}", "time": "0"}
    return outcome, element("testcase", case, inside, indent=4)
