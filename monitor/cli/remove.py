"""`licensewatch remove`: take models off the watch list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import Command, pass_app, say
from monitor.cli.exits import Exit
from monitor.cli.workspace import configured, open_store
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.given import App


@click.command("remove", cls=Command)
@click.argument("references", nargs=-1, required=True, metavar="REF...")
@pass_app
def command(app: App, references: tuple[str, ...]) -> Exit:
    """Take models off the watch list; what was seen of them stays on record."""
    keys = [subjects.parse(reference).key for reference in references]
    with open_store(app, configured(app)) as store:
        unknown = [key for key in keys if not store.remove_subject(key, app.now())]
    if unknown:
        raise UsageError(f"Not on the watch list: {', '.join(unknown)}.", "See licensewatch list.")
    say(f"{len(keys)} taken off the watch list.", app)
    return Exit.CLEAN
