"""`licensewatch rules`: what the program looks for, and whether rules keep what their examples promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.resources import load_rules

if TYPE_CHECKING:
    from pathlib import Path


@click.group("rules", short_help="List the rules, or run the examples they carry.")
def command() -> None:
    """List the rules, or run the examples they carry."""


@command.command("list", cls=Command)
@reported(Format.HUMAN, Format.JSON)
@pass_app
def list_rules(app: App, form: Format, output: Path | None) -> Exit:
    """Every rule with its severity and what it finds."""
    from monitor.reports import structured  # noqa: PLC0415 - commands import what they need when they run
    from monitor.reports.human import desk  # noqa: PLC0415 - as above

    rules = load_rules()
    text = (
        desk.rules(rules, app.paper(output))
        if form is Format.HUMAN
        else structured.dumps(structured.rules(rules))
    )
    emit(text, output)
    return Exit.CLEAN
