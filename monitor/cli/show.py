"""`licensewatch show`: everything on record of one model."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import Command, pass_app
from monitor.cli.days import Day
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.locks import lock_option
from monitor.cli.options import reported
from monitor.cli.workspace import configured, known_subject, open_store
from monitor.lock import files
from monitor.reports import past, structured
from monitor.reports.human import sheet

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.config import Config


@click.command("show", cls=Command)
@click.argument("reference", metavar="REF")
@click.option("--as-of", "day", type=Day(), metavar="DAY", help="As it stood at the end of that day, UTC.")
@lock_option
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(
    app: App, *, reference: str, day: date | None, path: Path, form: Format, output: Path | None
) -> Exit:
    """Everything on record of one model: terms with the words that say so, documents, doubts.

    With --as-of: what stood on that day by the lock and by the database, each for itself, and whether
    somebody looked then or the place's own history tells it.
    """
    config = configured(app)
    key = subjects.parse(reference).key
    if day is not None:
        return _as_of(app, config, key, day, path, form, output)
    with open_store(app, config) as store:
        found = known_subject(store, config, key)
    if form is Format.HUMAN:
        emit(sheet.show(found, app.paper(output)), output)
    else:
        emit(structured.dumps(structured.inspected(found)), output)
    return Exit.CLEAN


def _as_of(  # noqa: PLR0913, PLR0917 - as above
    app: App, config: Config, key: str, day: date, path: Path, form: Format, output: Path | None
) -> Exit:
    """Both records of a day; that neither knows of it is an answer of its own."""
    when = datetime.combine(day, time.max, UTC)
    entry = files.load(path).entry(key) if path.is_file() else None
    spoilt = files.spoilt(path, entry.texts) if entry else {}
    then = past.of_entry(entry, when, spoilt) if entry else None
    recorded = None
    if (app.db or config.database).is_file():
        with open_store(app, config) as store:
            recorded = store.inspection_at(key, when)
    found = past.Past(subject=key, day=day, adopted=then, recorded=recorded)
    if form is Format.HUMAN:
        emit(past.human(found, app.paper(output)), output)
    else:
        emit(structured.dumps(past.plain(found)), output)
    return Exit.CLEAN if then or recorded else Exit.INCOMPLETE
