"""`licensewatch add`: put models on the watch list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import config as configuration
from monitor import subjects
from monitor.cli.app import Command, pass_app, say
from monitor.cli.exits import Exit
from monitor.cli.workspace import configured, open_store
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.given import App


@click.command("add", cls=Command)
@click.argument("references", nargs=-1, metavar="REF...")
@click.option(
    "--from",
    "lists",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A list of references.",
)
@pass_app
def command(app: App, references: tuple[str, ...], lists: tuple[Path, ...]) -> Exit:
    """Put models on the watch list: ORG/NAME[@REV], github:OWNER/REPO, modelscope:OWNER/NAME, URL, path."""
    found = [subjects.parse(reference) for reference in references]
    for path in lists:
        found += configuration.read_list(path)
    if not found:
        raise UsageError(
            "Nothing to add.", "Name a model, e.g. licensewatch add ORG/NAME, or a list with --from FILE."
        )
    with open_store(app, configured(app), create=True) as store:
        added = store.add_subjects(found, app.now())
    known = f", {len(found) - added} were on it already" if added < len(found) else ""
    say(f"{added} added to the watch list{known}. Look at them: licensewatch watch --once", app)
    return Exit.CLEAN
