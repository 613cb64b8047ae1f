"""Markdown for pull-request comments and step summaries (GitHub's flavour, https://github.github.com/gfm/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Decision
from monitor.reports import words
from monitor.reports.cite import cite_reason
from monitor.reports.human.audit import strongest
from monitor.reports.human.verdicts import contacts, headline, next_steps, seen, title
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.records import Inspection, Verdict
    from monitor.reports.inputs import Comparison, Judged

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~^$])")
_STARTS_A_BLOCK = re.compile(r"^(?=[-=]|\d+[.)])")
_SHOWN_REASONS = 3


def escape(text: str) -> str:
    """One line of text that Markdown leaves as it is.

    Markup and HTML are escaped; a zero-width space keeps `@name` and `#1` from calling people and issues
    (both are looked for in the rendered text, where an escape is gone), and `www.` and `://` from linking.
    """
    line = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = _SPECIAL.sub(r"\\\1", line)
    quiet = marked.replace("@", "@&#8203;").replace("\\#", "\\#&#8203;").replace("://", ":&#8203;//")
    return _STARTS_A_BLOCK.sub(r"\\", quiet.replace("www.", "www&#8203;."))


def audit(found: Judged) -> str:
    """A table with a row a model and a column a profile, the reasons beneath it."""
    profiles = list(dict.fromkeys(one.profile for model in found.inspections for one in model.verdicts))
    head = ["Model", "Licence", *map(escape, profiles)]
    rows = [_table_row(head), _table_row(["---"] * len(head))]
    rows += [_table_row(_cells(model, profiles)) for model in found.inspections]
    reasons = [line for model in found.inspections for line in _strongest(model)]
    parts = [
        "\n".join(rows),
        "\n".join(reasons),
        f"**{words.summary(found.inspections)}**",
        f"_{NOT_LEGAL_ADVICE}_",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def check(found: Judged) -> str:
    """A section a model and profile: answer, clauses, duties, next steps."""
    sections = [
        "\n\n".join(_section(model, verdict)) for model in found.inspections for verdict in model.verdicts
    ]
    return "\n\n".join([*sections, f"_{NOT_LEGAL_ADVICE}_"]) + "\n"


def comparison(found: Comparison) -> str:
    """What changed for the licensee, then the words."""
    symbol, word, _ = words.DIRECTIONS[found.direction]
    parts = [f"### {symbol} {escape(found.before_name)} → {escape(found.after_name)}: {word}"]
    if not found.diff.words_changed:
        parts.append("The words are the same.")
    if found.fields:
        rows = [_table_row(["Term", "Before", "After", "Direction"]), _table_row(["---"] * 4)]
        rows += [
            _table_row(
                [
                    escape(words.FIELDS.get(one.field, one.field)),
                    escape(one.before),
                    escape(one.after),
                    one.direction.value,
                ]
            )
            for one in found.fields
        ]
        parts.append("\n".join(rows))
    parts += [_hunk(one.marks, one.before, one.after) for one in found.diff.hunks]
    return "\n\n".join(parts) + "\n"


def _hunk(marks: Sequence[tuple[str, str]], before: str, after: str) -> str:
    shapes = {"insert": "**{}**", "delete": "~~{}~~", "equal": "{}"}
    pieces = marks or tuple((kind, text) for kind, text in (("delete", before), ("insert", after)) if text)
    told = [shapes[kind].format(escape(text)) for kind, text in pieces if text.strip()]
    return "> " + " ".join(told)


def _table_row(columns: Iterable[str]) -> str:
    return f"| {' | '.join(columns)} |"


def _cells(model: Inspection, profiles: Sequence[str]) -> Iterator[str]:
    verdicts = {verdict.profile: verdict for verdict in model.verdicts}
    yield escape(title(model))
    yield escape(words.licence(model.sheet.label))
    for name in profiles:
        verdict = verdicts.get(name)
        yield " ".join(words.ANSWERS[verdict.decision][:2]) if verdict else ""


def _strongest(model: Inspection) -> Iterator[str]:
    reason = strongest(model)
    if reason is not None and reason.decision is not Decision.ALLOW:
        quote = f" “{escape(cite_reason(model, reason)[0].words)}”" if reason.quote else ""
        yield f"- **{escape(title(model))}**: {escape(reason.sentence)}{quote}"


def _section(model: Inspection, verdict: Verdict) -> Iterator[str]:
    symbol, word, _ = words.ANSWERS[verdict.decision]
    yield f"### {symbol} {escape(title(model))} for {escape(verdict.profile)}: {word}"
    yield f"**{escape(headline(model, verdict))}**"
    deciding = [reason for reason in verdict.reasons if reason.decision is verdict.decision]
    for reason in deciding[:_SHOWN_REASONS] if verdict.decision is not Decision.ALLOW else ():
        if reason.quote:
            citation = cite_reason(model, reason)[0]
            yield f"> “{escape(citation.words)}”\n>\n> {escape(citation.place)}"
    if verdict.obligations and verdict.decision is not Decision.DENY:
        yield "\n".join(f"- [ ] {escape(duty)}" for duty in verdict.obligations)
    steps = [*next_steps(deciding, verdict.decision), *contacts(model, deciding), *verdict.way_out]
    if steps:
        yield "Next:\n\n" + "\n".join(f"1. {escape(step)}" for step in steps)
    yield f"Licence: {escape(words.licence(model.sheet.label))}, seen {seen(model)}"
