"""`licensewatch diff`: what changed between two texts, or between two revisions of a model."""

from __future__ import annotations

from pathlib import Path

import click

from monitor import subjects
from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.cli.texts import Reader
from monitor.cli.workspace import configured
from monitor.errors import ReadError
from monitor.records import Direction, State, TextDiff
from monitor.reports import markdown, structured
from monitor.reports.human import changes
from monitor.reports.inputs import Comparison


@click.command("diff", cls=Command)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@reported(Format.HUMAN, Format.JSON, Format.MARKDOWN)
@pass_app
def command(app: App, before: str, after: str, form: Format, output: Path | None) -> Exit:
    """What changed from A to B, and in whose favour: local files, or ORG/NAME@REV."""
    local = Path(before).exists() and Path(after).exists()
    found = _files(app, before, after) if local else _subjects(app, before, after)
    if form is Format.JSON:
        emit(structured.dumps(structured.comparison(found)), output)
    elif form is Format.MARKDOWN:
        emit(markdown.comparison(found), output)
    else:
        emit(changes.comparison(found, app.paper(output)), output)
    return Exit.CLEAN


def _files(app: App, before: str, after: str) -> Comparison:
    from monitor.compare.texts import compare_texts  # noqa: PLC0415 - as the next
    from monitor.diff import diff  # noqa: PLC0415 - what only a comparison needs

    reader = Reader.ready(app)
    old, new = reader.read(before), reader.read(after)
    if old.reading is None or old.text is None:
        raise ReadError(old.error)
    if new.reading is None or new.text is None:
        raise ReadError(new.error)
    words = diff(old.text, new.text)
    moved = compare_texts(old.reading, new.reading, words)
    return Comparison(
        before_name=before,
        after_name=after,
        diff=words,
        direction=moved.direction,
        by_use=moved.by_use,
        fields=moved.changes,
    )


def _subjects(app: App, before: str, after: str) -> Comparison:
    from monitor.cli.looking import judge  # noqa: PLC0415 - what only a comparison of models needs
    from monitor.compare.subjects import compare_subjects  # noqa: PLC0415 - as above

    asked = [subjects.parse(before), subjects.parse(after)]
    old, new = judge(app, configured(app), asked, ()).inspections
    for one in (old, new):
        if one.state is not State.OK:
            raise ReadError("; ".join(one.sheet.not_checked) or f"{one.subject.key} is {one.state}.")
    change = compare_subjects(old, new, seen_at=app.now())
    documents = change.documents if change else ()
    diffs = [one.diff for one in documents if one.diff]
    words = TextDiff(
        words_changed=any(one.words_changed for one in diffs),
        hunks=tuple(hunk for one in diffs for hunk in one.hunks),
    )
    return Comparison(
        before_name=before,
        after_name=after,
        diff=words,
        direction=change.direction if change else Direction.NONE,
        by_use=change.by_use if change else {},
        fields=change.fields if change else (),
        documents=documents,
    )
