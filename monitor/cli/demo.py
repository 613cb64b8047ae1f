"""`licensewatch demo`: the whole story on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.given import App


@click.command("demo", cls=Command)
@pass_app
def command(app: App) -> Exit:
    """Play the whole story on this machine: audit, watch, three changes, the alert, a refused check.

    Nothing leaves the machine, and nothing stays behind.
    """
    from monitor.cli import main  # noqa: PLC0415 - the command line plays itself

    try:
        from monitor.demo.run import play  # noqa: PLC0415 - an optional part of the installation
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The demo needs the package {error.name}.", "Install it with: pip install 'licensewatch[demo]'"
        ) from error
    played = play(lambda arguments: main(["--color", app.color, *arguments]))
    return Exit.CLEAN if played == 0 else Exit.FAILED
