"""Comma-separated values that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from monitor.reports.cite import document_named
from monitor.reports.plain import one_line
from monitor.reports.settling import excuse, standing, unsettled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Inspection, Remark, Verdict
    from monitor.reports.inputs import Judged

COLUMNS = (
    "subject",
    "commit",
    "licence",
    "basis",
    "profile",
    "verdict",
    "reason",
    "document",
    "quote",
    "next",
    "obligations",
    "not_checked",
    "sha256",
    "seen_at",
    "standing",
    "settled",
)

_FORMULA = re.compile('(?:^|(?<=[;,"] )|(?<=[;,"]))(?=[=+\\-@|%＝＋－＠])')
"""Before what makes a spreadsheet calculate a cell (OWASP, CSV injection), with the full-width forms."""


def judged(found: Judged) -> str:
    """One row a model and profile, with the gravest reason that stands, then one a remark; RFC 4180."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for inspection in found.inspections:
        for verdict in inspection.verdicts:
            writer.writerow([cell(held) for held in _row(inspection, verdict, found)])
    for remark in found.remarks:
        told = _remark(remark)
        writer.writerow([cell(told.get(column, "")) for column in COLUMNS])
    return page.getvalue()


def cell(text: str) -> str:
    """One line that no spreadsheet takes for a formula: an apostrophe stands before what looks like one.

    Also behind a semicolon or comma, since many countries' spreadsheets divide cells there.
    """
    return _FORMULA.sub("'", one_line(text))


def _row(inspection: Inspection, verdict: Verdict, found: Judged) -> Iterator[str]:
    reason = next(iter((*unsettled(inspection, verdict, found), *verdict.reasons)), None)
    document = document_named(inspection, reason.document) if reason else None
    yield inspection.subject.key
    yield inspection.commit or ""
    yield inspection.sheet.label
    yield inspection.sheet.basis.value
    yield verdict.profile
    yield verdict.decision.value
    yield reason.sentence if reason else ""
    yield reason.document if reason else ""
    yield reason.quote if reason else ""
    yield reason.next_step if reason else ""
    yield "; ".join(verdict.obligations)
    yield "; ".join(inspection.sheet.not_checked)
    yield (document.sha256 or "") if document else ""
    yield f"{inspection.seen_at:%Y-%m-%dT%H:%M:%SZ}"
    yield standing(inspection, verdict, found).value
    yield "; ".join(
        f"{one.reason.code}: {excuse(one)}"
        for one in found.settled
        if (one.subject, one.profile) == (inspection.subject.key, verdict.profile)
    )


def _remark(remark: Remark) -> dict[str, str]:
    """What is told of lock and waivers, in the columns that it has a word for."""
    return {
        "subject": remark.subject,
        "reason": remark.sentence,
        "quote": " ".join(remark.quotes),
        "next": remark.next_step,
        "sha256": remark.sha256,
        "standing": remark.decision.value,
    }
