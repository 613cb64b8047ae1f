"""What the clauses of local files say, written in a format; the work of `licensewatch terms`."""

from __future__ import annotations

from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import stream
from monitor.cli.texts import Reader
from monitor.reports import structured
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from monitor.cli.given import App
    from monitor.reports.texts import FileReading


def told(app: App, files: Sequence[str], form: Format, output: Path | None = None) -> Exit:
    """Read files and tell what their clauses say.

    Parameters:
        app: knows the paper.
        files: their paths.
        form: how to write it.
        output: where to; None for standard output.
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
