"""A text with what was read in it marked, and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports import words
from monitor.reports.layout import Run, flow, labelled
from monitor.reports.plain import one_line, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Finding, Span, Value
    from monitor.reports.layout import Paper
    from monitor.reports.texts import FileReading
    from monitor.rules import RuleSet


def explain(found: FileReading, paper: Paper, rules: RuleSet | None = None) -> str:
    """The whole text with numbered findings in brackets, then what each number and mark means.

    Findings stand in `[1: ... ]`, sentences with cues that no rule explains in `[?: ... ]`.

    Parameters:
        found: a file that was read.
        paper: what is written on.
        rules: the rules it was read with, to tell why each of them matters.
    """
    if found.reading is None or found.text is None:
        return "\n".join([*labelled("Unread", [(one_line(found.error), "warn")], paper), ""])
    lines = [paper.ink(f"{one_line(found.path)}: {words.licence(found.reading.identity.label)}", "bold"), ""]
    for paragraph in _paragraphs(list(_marked(found.text, found.findings, found.unaccounted))):
        lines += flow(paragraph, paper)
    lines += ["", *_legend(found.findings, paper, rules)]
    count = len(found.unaccounted)
    if count:
        lines.append(
            paper.ink(
                f"[?] {words.count(count, 'sentence')} with cues that no rule explains: read them.", "warn"
            )
        )
    else:
        lines.append("Every sentence with a cue of money, commerce, permission or prohibition is explained.")
    return "\n".join([*lines, ""])


def _marked(text: str, findings: Sequence[Finding], unaccounted: Sequence[Span]) -> Iterator[Run]:
    """The text in runs; brackets open and close where findings do, also where these overlap."""
    spans: dict[tuple[int, int], list[str]] = {}
    for number, finding in enumerate(findings, 1):
        spans.setdefault((finding.start, finding.end), []).append(str(number))
    for span in unaccounted:
        spans.setdefault((span.start, span.end), []).append("?")
    edges: list[tuple[int, int, str]] = []
    for (start, end), names in spans.items():
        mark = ",".join(names)
        edges += [(start, 1, f"[{mark}: "), (end, 0, f" :{mark}]")]
    at = depth = 0
    for place, opens, mark in sorted(edges):
        yield safe(text[at:place]), "bold" if depth else ""
        yield mark, "warn" if "?" in mark else "label"
        at, depth = place, depth + (1 if opens else -1)
    yield safe(text[at:]), ""


def _paragraphs(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs of each line of the text; an empty one stays an empty line."""
    line: list[Run] = []
    for text, ink in runs:
        first, *others = text.split("\n")
        line.append((first, ink))
        for other in others:
            yield line
            line = [(other, ink)]
    yield line


def _legend(findings: Sequence[Finding], paper: Paper, rules: RuleSet | None) -> Iterator[str]:
    told: set[str] = set()
    for number, finding in enumerate(findings, 1):
        values = ", ".join(
            f"{key} {_value(held)}" for key, held in finding.values.items() if held not in (None, ())
        )
        trial = " (experimental)" if finding.experimental else ""
        implied = "" if finding.rule.startswith(f"{finding.field}/") else f", and so for {finding.field}"
        line = f"{finding.rule}{trial}{implied}{f': {one_line(values)}' if values else ''}"
        yield from labelled(f"[{number}]", [(line, "")], paper, margin=6)
        rule = rules.get(finding.rule) if rules else None
        if rule and rule.id not in told:
            told.add(rule.id)
            why = f"{one_line(rule.title)}. {one_line(rule.rationale)}"
            yield from labelled("", [(why, "dim")], paper, margin=6)


def _value(held: Value) -> str:
    if isinstance(held, float):
        return f"{held:,.15g}"
    return ", ".join(held) if isinstance(held, tuple) else str(held)
