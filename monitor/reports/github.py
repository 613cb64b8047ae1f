"""Annotations of a GitHub workflow: commands in what a step prints.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; escaping as the runner's own
tool kit does it (actions/toolkit, packages/core/src/command.ts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Decision
from monitor.reports import codes, words
from monitor.reports.plain import clip, one_line
from monitor.reports.results import Result, results
from monitor.reports.settling import summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.reports.inputs import Judged

MOST = 10
"""Annotations of a kind that GitHub shows of one step; the others would be dropped without a word."""

_LONGEST = 600
"""Characters of a line; a message of 4 KiB is cut by GitHub."""


def judged(found: Judged) -> str:
    """At most ten annotations of each kind, worst first, the last of which counts those that are left out.

    Parameters:
        found: judged models.
    """
    told = [one for one in results(found) if one.live]
    lines = [line for kind in ("error", "warning", "notice") for line in _kind(kind, told, found)]
    lines.append(f"{summary(found)}. {NOT_LEGAL_ADVICE}")
    return "\n".join(lines) + "\n"


def _kind(kind: str, told: Sequence[Result], found: Judged) -> Iterator[str]:
    ours = sorted(
        (one for one in told if _kind_of(one.decision, found) == kind),
        key=lambda one: -words.GRAVITY.index(one.decision),
    )
    shown = ours if len(ours) <= MOST else ours[: MOST - 1]
    yield from (_annotation(kind, one) for one in shown)
    more = len(ours) - len(shown)
    if more:
        text = f"and {more} more of this kind; the summary and the log of this step list all."
        yield f"::{kind} title=licensewatch::{data(text)}"


def _kind_of(decision: Decision, found: Judged) -> str:
    if decision in found.failing or decision is Decision.INCOMPLETE:
        return "error"
    return "warning" if decision in {Decision.REVIEW, Decision.DENY} else "notice"


def _annotation(kind: str, one: Result) -> str:
    place = ""
    spot = one.spot
    if spot is not None and spot.inside:
        place = f"file={value(spot.path)},line={spot.line or 1},"
    title = f"{one.name}: {codes.told(one.code).title}" if one.name else codes.told(one.code).title
    message = "%0A".join(data(clip(part, _LONGEST)) for part in one.parts)
    return f"::{kind} {place}title={value(title)}::{message}"


def data(text: str) -> str:
    """One line as the message of a command.

    Parameters:
        text: any.
    """
    return one_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def value(text: str) -> str:
    """One line as the value of a property, where a comma or colon would end it.

    Parameters:
        text: any.
    """
    return data(text).replace(":", "%3A").replace(",", "%2C")
