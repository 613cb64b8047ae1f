"""`licensewatch init`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import config
from monitor.cli.app import Command, pass_app, say
from monitor.cli.exits import Exit
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.given import App


@click.command("init", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), default=".")
@pass_app
def command(app: App, folder: Path) -> Exit:
    """Write a commented licensewatch.toml into FOLDER (here, unless told otherwise)."""
    path = app.config or folder / config.FILE_NAME
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(config.template())
    except FileExistsError as error:
        raise UsageError(
            f"{path} is there already and stays as it is.", "Edit it, or move it away."
        ) from error
    say(f"Wrote {path}. Say in it what you do with models, then: licensewatch add ORG/NAME", app)
    return Exit.CLEAN
