"""`licensewatch list`: the watch list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.cli.workspace import configured, watched
from monitor.reports import structured
from monitor.reports.human import desk

if TYPE_CHECKING:
    from pathlib import Path


@click.command("list", cls=Command)
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(app: App, form: Format, output: Path | None) -> Exit:
    """Show what is watched, one reference a line: what was added, and what the configuration names."""
    found = watched(app, configured(app))
    if form is Format.HUMAN:
        emit(desk.watch_list(found), output)
    else:
        emit(structured.dumps({"subjects": [subject.key for subject in found]}), output)
    return Exit.CLEAN
