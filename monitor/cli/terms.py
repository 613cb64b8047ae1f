"""`licensewatch terms`: what the clauses of licence texts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.cli.texts import Reader
from monitor.reports import structured
from monitor.reports.human import sheet

if TYPE_CHECKING:
    from pathlib import Path


@click.command("terms", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reported(Format.HUMAN, Format.JSON, Format.JSONL)
@pass_app
def command(app: App, files: tuple[str, ...], form: Format, output: Path | None) -> Exit:
    """What the clauses of licence texts say, field by field, with the words that say so.

    Reads local files only. A file that cannot be read still has its line, and the exit code is 3 then.
    """
    reader = Reader.ready(app)
    found = [reader.read(path) for path in files]
    if form is Format.JSONL:
        text = structured.lines(structured.file_terms(one) for one in found)
    elif form is Format.JSON:
        text = structured.dumps({"files": [structured.file_terms(one) for one in found]})
    else:
        text = "\n".join(sheet.terms(one, app.paper(output)) for one in found)
    emit(text, output)
    return Exit.INCOMPLETE if any(one.reading is None for one in found) else Exit.CLEAN
