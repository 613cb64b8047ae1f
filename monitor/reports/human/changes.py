"""What changed: between two texts (`diff`) and over time (`history`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Cause, Direction, Event
from monitor.reports import words
from monitor.reports.layout import Run, flow, labelled
from monitor.reports.plain import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import Change, DocumentChange, FieldChange, Hunk, TextDiff, Use
    from monitor.reports.inputs import Comparison
    from monitor.reports.layout import Paper

EVENTS = {
    Event.WORDING: "words changed",
    Event.EDITORIAL: "layout only, the words are the same",
    Event.RETURNED: "returned to an earlier text",
    Event.ADDED: "document added",
    Event.REMOVED: "document removed",
    Event.RENAMED: "document renamed",
    Event.DECLARATION: "declared licence changed",
    Event.LINK: "link to the licence moved",
    Event.GATED: "put behind a gate",
    Event.UNGATED: "gate removed",
    Event.MOVED: "moved",
    Event.GONE: "gone",
    Event.READING: "read differently by us",
}

_SHAPES = {"insert": ("{+", "+}", "insert"), "delete": ("[-", "-]", "delete"), "equal": ("", "", "")}
"""Word marks as `git diff --word-diff` writes them."""

_QUOTE = 240
"""Characters of a quote beside a term; the changed passages follow in full."""

_SIGNS = {"insert": "+ ", "delete": "- ", "replace": "~ ", "move": "> "}


def comparison(found: Comparison, paper: Paper) -> str:
    """Direction first, then term by term, then the sentences with the changed words marked."""
    names = f"{one_line(found.before_name)} → {one_line(found.after_name)}"
    lines = flow([(names, "bold")], paper)
    lines += _direction(found.direction, found.by_use, paper)
    lines += _documents(found.documents, paper)
    if not found.diff.words_changed and not found.documents:
        lines.append("The words are the same.")
    lines += _fields(found.fields, paper)
    lines += _words(found.diff, paper)
    return "\n".join([*lines, ""])


def history(subject: str, changes: Sequence[Change], paper: Paper) -> str:
    """Every change, the latest first."""
    if not changes:
        return f"{one_line(subject)}: no change was seen so far.\n"
    lines = [paper.ink(f"{one_line(subject)}: {words.count(len(changes), 'change')} seen", "bold")]
    for change in sorted(changes, key=lambda one: one.seen_at, reverse=True):
        lines += ["", *told_change(change, paper)]
    return "\n".join([*lines, ""])


def told_change(change: Change, paper: Paper) -> Iterator[str]:
    """One change: when, what happened, which way, to which documents, and what it does to the terms."""
    ours = " (our reading changed, not the text)" if change.cause is Cause.OURS else ""
    ours += " (by the place's own history; before it was watched)" if change.reconstructed else ""
    runs: list[Run] = [
        (f"{change.seen_at:%Y-%m-%d %H:%M} UTC", "bold"),
        (f" {EVENTS[change.event]}{ours}", ""),
    ]
    yield from flow(runs, paper, rest="  ")
    yield from _direction(change.direction, change.by_use, paper)
    if change.before_label != change.after_label:
        labels = f"{words.licence(change.before_label)} → {words.licence(change.after_label)}"
        yield from labelled("Licence", [(labels, "")], paper)
    if change.before_commit or change.after_commit:
        commits = f"{(change.before_commit or 'none')[:7]} → {(change.after_commit or 'none')[:7]}"
        yield from labelled("Commit", [(one_line(commits), "dim")], paper)
    if change.reach:
        yield from labelled("In use", [(one_line(change.reach), "")], paper)
    if change.quiet:
        yield from labelled("Not sent", [(one_line(change.quiet), "")], paper)
    yield from _documents(change.documents, paper)
    yield from _fields(change.fields, paper)


def _documents(documents: Sequence[DocumentChange], paper: Paper) -> Iterator[str]:
    for document in documents:
        renamed = f", before {one_line(document.before_name)}" if document.before_name else ""
        note = (
            f": {one_line(document.note)}" if document.note and document.event is not Event.EDITORIAL else ""
        )
        told = f"{one_line(document.document)}{renamed}, {EVENTS[document.event]}{note}"
        yield from labelled("Document", [(told, "")], paper)


def _direction(direction: Direction, by_use: Mapping[Use, Direction], paper: Paper) -> Iterator[str]:
    symbol, word, ink = words.DIRECTIONS[direction]
    same = [use for use, one in by_use.items() if one is direction]
    for_uses = f" for {words.uses(same)}" if same and direction is not Direction.NONE else ""
    yield from flow([(f"{symbol} {word}", ink), (for_uses, "")], paper, rest="  ")
    for other in Direction:
        held = [use for use, one in by_use.items() if one is other]
        if held and other not in {direction, Direction.NONE}:
            sign, name, color = words.DIRECTIONS[other]
            yield from flow([(f"{sign} {name}", color), (f" for {words.uses(held)}", "")], paper, rest="  ")


def _fields(fields: Sequence[FieldChange], paper: Paper) -> Iterator[str]:
    """Term by term; a quote that stood there already, or on both sides, is not repeated."""
    shown: set[str] = set()
    for one in fields:
        symbol, word, ink = words.DIRECTIONS[one.direction]
        name = words.FIELDS.get(one.field, one.field)
        yield ""
        yield from flow([(f"{one_line(name)}: ", "bold"), (f"{symbol} {word}", ink)], paper, rest="  ")
        same = one.before_quote == one.after_quote
        for label, told, quote in (
            ("before", one.before, one.before_quote),
            ("after", one.after, one.after_quote),
        ):
            quoted = "" if same or not quote or quote in shown else f" “{clip(quote, _QUOTE)}”"
            shown.add(quote)
            runs = [(one_line(words.told(one.field, told)) or "nothing", ""), (quoted, "dim")]
            yield from labelled(f"  {label}", runs, paper)


def _words(diff: TextDiff, paper: Paper) -> Iterator[str]:
    if diff.hunks:
        yield ""
        yield paper.ink(f"{words.count(len(diff.hunks), 'passage')} with other words", "bold")
    for hunk in diff.hunks:
        yield from flow(_marked(hunk), paper, first=_SIGNS.get(hunk.kind, "~ "))


def _marked(hunk: Hunk) -> Iterator[Run]:
    """The sentence; changed words stand in signs too, so that they are seen without colour."""
    if hunk.kind in {"insert", "delete", "move"} or not hunk.marks:
        for text, ink in ((hunk.before, "delete"), (hunk.after, "insert")):
            if text and not (hunk.kind == "move" and ink == "delete"):
                yield f"{one_line(text)} ", "" if hunk.kind == "move" else ink
        return
    for kind, text in hunk.marks:
        opening, closing, ink = _SHAPES[kind]
        body = one_line(text)
        if not body:
            continue
        head = " " if text[:1].isspace() else ""
        tail = " " if text[-1:].isspace() else ""
        yield f"{head}{opening}{body}{closing}{tail}", ink
