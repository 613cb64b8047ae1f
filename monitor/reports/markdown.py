"""Markdown for pull-request comments and step summaries (GitHub's flavour, https://github.github.com/gfm/)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Decision
from monitor.reports import words
from monitor.reports.cite import cite_reason, document_named
from monitor.reports.human.audit import strongest
from monitor.reports.human.verdicts import contacts, headline, next_steps, seen, title
from monitor.reports.plain import one_line
from monitor.reports.settling import excuse, standing, summary, unsettled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.records import Inspection, Reason, Verdict
    from monitor.reports.inputs import Comparison, Judged

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~^$])")
_STARTS_A_BLOCK = re.compile(r"^(?=[-=]|\d+[.)])")
_SHOWN_REASONS = 3
_SHOWN_MENTIONS = 3
_CLEAR = frozenset({Decision.ALLOW, Decision.OBLIGATIONS})

_COMMENT = 60_000
"""Characters of a comment on GitHub, with room for what a workflow adds (it takes 65,536)."""

MARK = "<!-- licensewatch -->"
"""Not shown; a workflow finds its own comment by it and writes it anew instead of adding another."""


def escape(text: str) -> str:
    """One line of text that Markdown leaves as it is.

    Markup and HTML are escaped; a zero-width space keeps `@name` and `#1` from calling people and issues
    (both are looked for in the rendered text, where an escape is gone), and `www.` and `//` from linking.
    """
    line = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = _SPECIAL.sub(r"\\\1", line)
    quiet = marked.replace("@", "@&#8203;").replace("\\#", "\\#&#8203;").replace("//", "/&#8203;/")
    return _STARTS_A_BLOCK.sub(r"\\", quiet.replace("www.", "www&#8203;."))


def audit(found: Judged) -> str:
    """A summary, a table with a row a model and a column a profile, the reasons beneath it."""
    profiles = list(dict.fromkeys(one.profile for model in found.inspections for one in model.verdicts))
    head = ["Model", "Licence", *map(escape, profiles)]
    rows = [_table_row(head), _table_row(["---"] * len(head))]
    rows += [_table_row(_cells(model, profiles)) for model in found.inspections]
    reasons = [line for model in found.inspections for line in _strongest(model)]
    listed = ["\n".join(part) for part in (rows, reasons, _settled(found), _remarks(found)) if part]
    head = [MARK, f"**{summary(found)}**"]
    return "\n\n".join([*head, *listed, f"_{NOT_LEGAL_ADVICE}_"]) + "\n"


def check(found: Judged) -> str:
    """A summary, a section a model that needs attention, the others in a list.

    A comment holds 65,536 characters; what no longer fits is counted.
    """
    answers = [answer for model in found.inspections for answer in _answers(model, found)]
    sections = ["\n\n".join(_section(answer, found)) for answer in answers if answer.decision not in _CLEAR]
    clear = [_line(answer) for answer in answers if answer.decision is Decision.ALLOW]
    duties = ["\n\n".join(_section(one, found)) for one in answers if one.decision is Decision.OBLIGATIONS]
    listed = ["\n".join(part) for part in (clear, _settled(found), _remarks(found)) if part]
    head = [MARK, f"**{summary(found)}**"]
    return "\n\n".join([*head, *_fitting([*sections, *duties, *listed]), f"_{NOT_LEGAL_ADVICE}_"]) + "\n"


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


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is said of a model for one profile, or for several in the same words.

    Parameters:
        model: that was judged.
        verdict: the first of them.
        decision: what is left of it after what was settled.
        reasons: that decide, and that nobody has dealt with.
        profiles: in order.
    """

    model: Inspection
    verdict: Verdict
    decision: Decision
    reasons: tuple[Reason, ...]
    profiles: tuple[str, ...]


def _answers(model: Inspection, found: Judged) -> list[_Answer]:
    answers: dict[object, _Answer] = {}
    for verdict in model.verdicts:
        decision = standing(model, verdict, found)
        reasons = tuple(one for one in unsettled(model, verdict, found) if one.decision is decision)
        key = (decision, reasons, verdict.obligations)
        known = answers.get(key)
        profiles = (*(known.profiles if known else ()), verdict.profile)
        answers[key] = _Answer(model, known.verdict if known else verdict, decision, reasons, profiles)
    return list(answers.values())


def _section(answer: _Answer, found: Judged) -> Iterator[str]:
    model, verdict, decision = answer.model, answer.verdict, answer.decision
    symbol, word, _ = words.ANSWERS[decision]
    profiles = words.listing([escape(name) for name in answer.profiles])
    yield f"### {symbol} {escape(title(model))} for {profiles}: {word}"
    told = headline(model, verdict) if decision is verdict.decision else answer.reasons[0].sentence
    yield f"**{escape(told)}**"
    for reason in answer.reasons[:_SHOWN_REASONS]:
        yield from _why(model, reason, told)
    more = len(answer.reasons) - _SHOWN_REASONS
    if more > 0:
        yield f"and {words.count(more, 'more reason')}"
    if verdict.obligations and decision is not Decision.DENY:
        yield "\n".join(f"- [ ] {escape(duty)}" for duty in verdict.obligations)
    steps = [*next_steps(answer.reasons, decision), *contacts(model, answer.reasons), *verdict.way_out]
    if steps:
        yield "Next:\n\n" + "\n".join(f"1. {escape(step)}" for step in steps)
    yield f"<sub>{'. '.join(_evidence(answer, found))}.</sub>"


def _why(model: Inspection, reason: Reason, told: str) -> Iterator[str]:
    """The sentence where it was not said yet, and the clause."""
    sentence = one_line(reason.sentence)
    if sentence != one_line(told) and reason.decision is not Decision.OBLIGATIONS:
        yield escape(sentence)
    if reason.quote:
        citation = cite_reason(model, reason)[0]
        yield f"> “{escape(citation.words)}”\n>\n> {escape(citation.place)}"


def _evidence(answer: _Answer, found: Judged) -> Iterator[str]:
    """Where the project names the model, under which licence it stands, and which text says so."""
    named = found.mentions.get(answer.model.subject.key, ())
    if named:
        places = [f"{escape(one.path)} line {one.line}" for one in named[:_SHOWN_MENTIONS]]
        more = len(named) - len(places)
        yield "Named in " + ", ".join(places) + (f" and {more} more" if more > 0 else "")
    yield f"Licence: {escape(words.licence(answer.model.sheet.label))}"
    cited = [
        cite_reason(answer.model, one)[0].document for one in answer.reasons[:_SHOWN_REASONS] if one.quote
    ]
    for name in dict.fromkeys(cited):
        document = document_named(answer.model, name)
        if document and document.sha256:
            yield f"{escape(name)}: SHA-256 {escape(document.sha256)}"
    yield f"Seen {seen(answer.model)}"


def _line(answer: _Answer) -> str:
    symbol, word, _ = words.ANSWERS[answer.decision]
    profiles = words.listing([escape(name) for name in answer.profiles])
    label = escape(words.licence(answer.model.sheet.label))
    return f"- {symbol} **{escape(title(answer.model))}** for {profiles}: {word} ({label})"


def _settled(found: Judged) -> list[str]:
    """What somebody has dealt with, which stays to be seen."""
    if not found.settled:
        return []
    lines = [
        f"- {escape(one.subject)} for {escape(one.profile)}, {escape(one.reason.code)}: {escape(excuse(one))}"
        for one in found.settled
    ]
    return ["**Settled**\n", *lines]


def _remarks(found: Judged) -> list[str]:
    """What was found about lock and waivers."""
    return [
        f"- **{escape(one.sentence)}** {' '.join(f'“{escape(quote)}”' for quote in one.quotes)}"
        f" {escape(one.next_step)}".rstrip()
        for one in found.remarks
    ]


def _fitting(parts: Sequence[str]) -> Iterator[str]:
    """As many parts as a comment holds, worst first as they come, and how many were left out."""
    left = _COMMENT
    for number, part in enumerate(parts):
        left -= len(part) + 2
        if left < 0:
            yield f"and {words.count(len(parts) - number, 'more section')}; --format json has everything."
            return
        yield part
