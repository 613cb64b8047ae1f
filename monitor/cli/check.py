"""`licensewatch check`: may we use this, why, and what to do next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.locks import lock_option, settled_beside
from monitor.cli.options import Format, judging, reported
from monitor.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.cli.exits import Exit, FailOn
    from monitor.lock.checking import Outcome
    from monitor.records import Use
    from monitor.reports.inputs import Judged
    from monitor.reports.layout import Paper


@click.command("check", cls=Command)
@click.argument("references", nargs=-1, metavar="REF...")
@click.option("--locked", "by_lock", is_flag=True, help="Judge by the lock alone: no network, no database.")
@lock_option
@judging
@reported(*Format)
@pass_app
def command(  # noqa: PLR0913 - one parameter an option
    app: App,
    *,
    references: tuple[str, ...],
    by_lock: bool,
    path: Path,
    names: tuple[str, ...],
    uses: tuple[Use, ...],
    fail_on: FailOn,
    form: Format,
    output: Path | None,
) -> Exit:
    """Judge models (ORG/NAME[@REV]...) or licence files (./LICENSE) and say why, and what to do next.

    Beside a lock, what was accepted or waived there fails nothing, and a change since the review does. With
    --locked the lock alone is judged, all of it where no REF is given.
    """
    if by_lock:
        if uses:
            raise UsageError("--use cannot be judged by a lock.", "Name a profile with --profile instead.")
        from monitor.cli import locked  # noqa: PLC0415 - a locked check loads nothing else, others not this

        outcome = locked.run(app, references, names, path)
        _publish_locked(app, outcome, path, fail_on, form, output)
        return locked.code(outcome, fail_on)
    if not references:
        raise UsageError("Nothing to check was named.", "Give a REF such as org/name, or --locked.")
    from monitor import subjects  # noqa: PLC0415 - as above
    from monitor.cli.exits import undealt  # noqa: PLC0415 - as above
    from monitor.cli.looking import judge  # noqa: PLC0415 - as above
    from monitor.cli.workspace import chosen, configured  # noqa: PLC0415 - as above
    from monitor.cli.writing import Pages, placed, publish  # noqa: PLC0415 - as above

    config = configured(app)
    asked = [subjects.parse(reference) for reference in references]
    found = judge(app, config, asked, chosen(config, names, uses))
    # What was decided was decided for the profile's own uses.
    if not uses and settled_beside(path):
        from monitor.cli.settled import against  # noqa: PLC0415 - only beside a lock or waivers

        found = against(app, config, found, path)
    publish(app, placed(found, fail_on), form, output, Pages(human, "check"))
    return undealt(found, fail_on)


def human(found: Judged, paper: Paper) -> str:
    """Judged models for a person."""
    from monitor.reports.human import locks, verdicts  # noqa: PLC0415 - as above

    shown = verdicts.check(found.inspections, found.profiles, paper)
    return shown + locks.settled(found.settled, paper) + locks.notes(found.remarks, paper)


def _publish_locked(
    app: App, outcome: Outcome, path: Path, fail_on: FailOn, form: Format, output: Path | None
) -> None:
    """A locked check as a report; programs and build machines get it in the shape of every other check."""
    from monitor.reports.human import locks  # noqa: PLC0415 - as above

    if form is Format.HUMAN and os.environ.get("GITHUB_ACTIONS") != "true":
        emit(locks.check(outcome, str(path), app.paper(output)), output)
        return
    from monitor.cli.settled import locked  # noqa: PLC0415 - as above
    from monitor.cli.workspace import configured  # noqa: PLC0415 - as above
    from monitor.cli.writing import Pages, placed, publish  # noqa: PLC0415 - as above

    found = placed(locked(app, configured(app), outcome, path), fail_on)
    pages = Pages(lambda _, paper: locks.check(outcome, str(path), paper), "check")
    publish(app, found, form, output, pages)
