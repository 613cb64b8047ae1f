"""`licensewatch history`: every change of one model that was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.cli.workspace import configured, known_subject, open_store
from monitor.reports import structured
from monitor.reports.human import changes

if TYPE_CHECKING:
    from pathlib import Path


@click.command("history", cls=Command)
@click.argument("reference", metavar="REF")
@reported(Format.HUMAN, Format.JSON, Format.JSONL)
@pass_app
def command(app: App, reference: str, form: Format, output: Path | None) -> Exit:
    """Every change of one model that was seen, the latest first."""
    key = subjects.parse(reference).key
    config = configured(app)
    with open_store(app, config) as store:
        known_subject(store, config, key)
        found = store.history(key)
    if form is Format.HUMAN:
        text = changes.history(key, found, app.paper(output))
    elif form is Format.JSON:
        text = structured.dumps({"subject": key, "changes": [structured.change(one) for one in found]})
    else:
        text = structured.lines(structured.change(one) for one in found)
    emit(text, output)
    return Exit.CLEAN
