"""`licensewatch terms`: what the clauses of licence texts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, pass_app, stream
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.cli.texts import Reader
from monitor.reports import structured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitor.reports.texts import FileReading


@click.command("terms", cls=Command, silent=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reported(Format.HUMAN, Format.JSON, Format.JSONL)
@pass_app
def command(app: App, files: tuple[str, ...], form: Format, output: Path | None) -> Exit:
    """What the clauses of licence texts say, field by field, with the words that say so.

    Reads local files only. A file that cannot be read still has its line, and the exit code is 3 then.
    """
    reader = Reader.ready(app)
    unread: list[str] = []

    def read() -> Iterator[FileReading]:
        for path in files:
            one = reader.read(path)
            if one.reading is None:
                unread.append(path)
            yield one

    stream(_told(read(), form, app, output), output)
    return Exit.INCOMPLETE if unread else Exit.CLEAN


def _told(found: Iterable[FileReading], form: Format, app: App, output: Path | None) -> Iterator[str]:
    """The report in parts: lines and sheets one by one, so that ten thousand files need no more memory."""
    if form is Format.JSONL:
        yield from map(structured.lines, ([structured.file_terms(one)] for one in found))
    elif form is Format.JSON:
        yield structured.dumps({"files": [structured.file_terms(one) for one in found]}) + "\n"
    else:
        from monitor.reports.human import sheet  # noqa: PLC0415 - only people need it

        for count, one in enumerate(found):
            yield ("\n" if count else "") + sheet.terms(one, app.paper(output))
