"""`licensewatch terms`: what the clauses of licence texts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import Command, pass_app
from monitor.cli.clauses import told
from monitor.cli.formats import Format
from monitor.cli.options import reported

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.cli.exits import Exit
    from monitor.cli.given import App


@click.command("terms", cls=Command, silent=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reported(Format.HUMAN, Format.JSON, Format.JSONL)
@pass_app
def command(app: App, files: tuple[str, ...], form: Format, output: Path | None) -> Exit:
    """What the clauses of licence texts say, field by field, with the words that say so.

    Reads local files only. A file that cannot be read still has its line, and the exit code is 3 then.
    """
    return told(app, files, form, output)
