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
    """When was last looked and when next, what is known, what failed, what is owed.

    The exit code is 3 when the last pass should have been followed by another one by now.
    """
    from monitor.schedule import plan  # noqa: PLC0415 - brings the scheduler

    config = configured(app)
    with open_store(app, config) as store:
        found = store.status([subject.key for subject in listed(config)])
    last = found.last_run
    finished = last is not None and last.finished_at is not None
    planned = plan(config.watch, last.started_at if last else None, app.now(), finished=finished)
    if form is Format.JSON:
        emit(structured.dumps(structured.status(found, planned.due, late=planned.late)), output)
    else:
        emit(desk.status(found, app.now(), app.paper(output), due=planned.due, late=planned.late), output)
    return Exit.INCOMPLETE if planned.late else Exit.CLEAN
