"""`licensewatch diff`: what changed between two texts, or between two revisions of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.cli.texts import Reader
from monitor.errors import ReadError
from monitor.reports import markdown, structured
from monitor.reports.human import changes
from monitor.reports.inputs import Comparison

if TYPE_CHECKING:
    from pathlib import Path


@click.command("diff", cls=Command)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@reported(Format.HUMAN, Format.JSON, Format.MARKDOWN)
@pass_app
def command(app: App, before: str, after: str, form: Format, output: Path | None) -> Exit:
    """What changed from A to B, and in whose favour: local files, or ORG/NAME@REV."""
    found = _files(app, before, after)
    if form is Format.JSON:
        emit(structured.dumps(structured.comparison(found)), output)
    elif form is Format.MARKDOWN:
        emit(markdown.comparison(found), output)
    else:
        emit(changes.comparison(found, app.paper(output)), output)
    return Exit.CLEAN


def _files(app: App, before: str, after: str) -> Comparison:
    from monitor.compare import compare_texts  # noqa: PLC0415 - as the next
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
