"""`licensewatch status`: when was last looked, what failed, what is owed."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.cli.workspace import configured, listed, open_store
from monitor.lock import files
from monitor.lock.settling import ending
from monitor.reports import structured
from monitor.reports.human import desk, locks


@click.command("status", cls=Command)
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(app: App, form: Format, output: Path | None) -> Exit:
    """When was last looked and when next, what is known, what failed, what is owed, which waivers end soon.

    The exit code is 3 when the last pass should have been followed by another one by now.
    """
    from monitor.schedule import plan  # noqa: PLC0415 - brings the scheduler

    config = configured(app)
    with open_store(app, config) as store:
        found = store.status([subject.key for subject in listed(config)])
    last = found.last_run
    finished = last is not None and last.finished_at is not None
    planned = plan(config.watch, last.started_at if last else None, app.now(), finished=finished)
    waivers = ending(files.waivers(Path(files.FILE_NAME)), app.now().date())
    if form is Format.JSON:
        told = structured.status(found, planned.due, late=planned.late)
        emit(structured.dumps({**told, "waivers": [note._asdict() for note in waivers]}), output)
    else:
        paper = app.paper(output)
        shown = desk.status(found, app.now(), paper, due=planned.due, late=planned.late)
        emit(shown + locks.notes(waivers, paper), output)
    return Exit.INCOMPLETE if planned.late else Exit.CLEAN
