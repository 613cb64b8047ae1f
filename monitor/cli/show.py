"""`licensewatch show`: everything on record of one model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.cli.workspace import configured, known_subject, open_store
from monitor.reports import structured
from monitor.reports.human import sheet

if TYPE_CHECKING:
    from pathlib import Path


@click.command("show", cls=Command)
@click.argument("reference", metavar="REF")
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(app: App, reference: str, form: Format, output: Path | None) -> Exit:
    """Everything on record of one model: terms with the words that say so, documents, doubts."""
    config = configured(app)
    with open_store(app, config) as store:
        found = known_subject(store, config, subjects.parse(reference).key)
    if form is Format.HUMAN:
        emit(sheet.show(found, app.paper(output)), output)
    else:
        emit(structured.dumps(structured.inspected(found)), output)
    return Exit.CLEAN
