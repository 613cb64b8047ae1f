"""The audit: every model of a list, what may be done with it, and the strongest reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Decision, Place
from monitor.reports import words
from monitor.reports.cite import cite_reason
from monitor.reports.human.verdicts import title
from monitor.reports.layout import Row, Run, table
from monitor.reports.plain import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records import Inspection, Reason, Verdict
    from monitor.reports.layout import Paper

_FRAGMENT = 120
_LONGEST_NAME = 40


def audit(inspections: Sequence[Inspection], paper: Paper) -> str:
    """A table with a row a model and a column a profile, a summary line, the legal line once."""
    profiles = list(dict.fromkeys(verdict.profile for one in inspections for verdict in one.verdicts))
    rows = [_row(inspection, profiles) for inspection in inspections]
    lines = table(["Model", "Licence", *map(one_line, profiles)], rows, paper)
    return "\n".join(
        [*lines, "", paper.ink(words.summary(inspections), "bold"), paper.ink(NOT_LEGAL_ADVICE, "dim"), ""]
    )


def _row(inspection: Inspection, profiles: Sequence[str]) -> Row:
    verdicts = {verdict.profile: verdict for verdict in inspection.verdicts}
    columns: list[Run] = [(_name(inspection), "bold"), (words.licence(inspection.sheet.label), "")]
    return Row((*columns, *(_answer(verdicts.get(name)) for name in profiles)), tuple(_why(inspection)))


def _name(inspection: Inspection) -> str:
    """The reference; of a local file the end of its path."""
    name = title(inspection, commit=False)
    if inspection.subject.place is not Place.FILE or len(name) <= _LONGEST_NAME:
        return name
    return f"…{name[-_LONGEST_NAME:]}"


def _answer(verdict: Verdict | None) -> Run:
    if verdict is None:
        return "", ""
    symbol, word, ink = words.ANSWERS[verdict.decision]
    return f"{symbol} {word}", ink


def _why(inspection: Inspection) -> list[Run]:
    """The gravest reason in a line, with a fragment of the clause."""
    reason = strongest(inspection)
    if reason is None or reason.decision is Decision.ALLOW:
        return [(one_line(note), "dim") for note in inspection.sheet.not_checked[:1]]
    citation = cite_reason(inspection, reason)[0] if reason.quote else None
    quoted = f" {citation.place}: “{clip(citation.words, _FRAGMENT)}”" if citation else ""
    return [(one_line(reason.sentence), ""), (quoted, "dim")]


def strongest(inspection: Inspection) -> Reason | None:
    """The first reason of the gravest verdict, or None where nothing speaks against anything."""
    ranked = sorted(inspection.verdicts, key=lambda verdict: -words.GRAVITY.index(verdict.decision))
    return next(
        (reason for verdict in ranked for reason in verdict.reasons if reason.decision is verdict.decision),
        None,
    )
