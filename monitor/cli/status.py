"""`licensewatch status`: when was last looked, what failed, what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.cli.workspace import configured, listed, open_store
from monitor.reports import structured
from monitor.reports.human import desk

if TYPE_CHECKING:
    from pathlib import Path


@click.command("status", cls=Command)
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(app: App, form: Format, output: Path | None) -> Exit:
    """When was last looked, what is known, what failed, what is owed."""
    config = configured(app)
    with open_store(app, config) as store:
        found = store.status([subject.key for subject in listed(config)])
    if form is Format.JSON:
        emit(structured.dumps(structured.plain(found)), output)
    else:
        emit(desk.status(found, app.now(), app.paper(output)), output)
    return Exit.CLEAN
