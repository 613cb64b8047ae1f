"""`licensewatch check`: may we use this, why, and what to do next."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from monitor.cli.app import Command, pass_app
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.locks import lock_option, settled_beside
from monitor.cli.options import judging, reported
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.cli.exits import Exit, FailOn
    from monitor.cli.mentioned import Named
    from monitor.lock.checking import Outcome
    from monitor.records import Use
    from monitor.reports.inputs import Judged
    from monitor.reports.layout import Paper


@click.command("check", cls=Command)
@click.argument("references", nargs=-1, metavar="REF...")
@click.option(
    "--from",
    "projects",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Check the models that the files of a project name; may be repeated.",
)
@click.option("--locked", "by_lock", is_flag=True, help="Judge by the lock alone: no network, no database.")
@lock_option
@judging
@reported(*Format)
@pass_app
def command(  # noqa: PLR0913 - one parameter an option
    app: App,
    *,
    references: tuple[str, ...],
    projects: tuple[Path, ...],
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
    ask = _Ask(references, _named(projects) if projects else None, names, uses, path)
    report = _Report(fail_on, form, output)
    if by_lock and uses:
        raise UsageError("--use cannot be judged by a lock.", "Name a profile with --profile instead.")
    return _by_lock(app, ask, report) if by_lock else _by_look(app, ask, report)


class _Ask(NamedTuple):
    """What is to be judged, and for whom.

    Parameters:
        references: as given.
        project: models that files name; None where no project was given.
        names: of the profiles; empty for all.
        uses: in place of the profiles' own.
        path: of the lock.
    """

    references: tuple[str, ...]
    project: Named | None
    names: tuple[str, ...]
    uses: tuple[Use, ...]
    path: Path


class _Report(NamedTuple):
    """From which verdict on the command fails, and how and where the result is written."""

    fail_on: FailOn
    form: Format
    output: Path | None


def _named(projects: tuple[Path, ...]) -> Named:
    from monitor.cli.mentioned import named  # noqa: PLC0415 - only a project is looked through

    return named(projects)


def _by_look(app: App, ask: _Ask, report: _Report) -> Exit:
    """A check of models and files as they are now."""
    if not ask.references and ask.project is None:
        raise UsageError(
            "Nothing to check was named.", "Give a REF such as org/name, or --from PATH, or --locked."
        )
    from monitor import subjects  # noqa: PLC0415 - a locked check loads none of these
    from monitor.cli.exits import undealt  # noqa: PLC0415 - as above
    from monitor.cli.looking import judge  # noqa: PLC0415 - as above
    from monitor.cli.workspace import chosen, configured  # noqa: PLC0415 - as above
    from monitor.cli.writing import Pages, placed, publish  # noqa: PLC0415 - as above

    config, project = configured(app), ask.project
    asked = dict.fromkeys(subjects.parse(reference) for reference in ask.references)
    asked |= dict.fromkeys(project.subjects if project else ())
    found = judge(app, config, tuple(asked), chosen(config, ask.names, ask.uses))
    # What was decided was decided for the profile's own uses.
    if not ask.uses and settled_beside(ask.path):
        from monitor.cli.settled import against  # noqa: PLC0415 - only beside a lock or waivers

        found = against(app, config, found, ask.path)
    if project:
        found = replace(found, remarks=(*found.remarks, *project.remarks))
    found = placed(found, report.fail_on, project.pairs if project else (), lock=ask.path)
    publish(app, found, report.form, report.output, Pages(human, "check"))
    return undealt(found, report.fail_on)


def human(found: Judged, paper: Paper) -> str:
    """Judged models for a person."""
    from monitor.reports.human import locks, verdicts  # noqa: PLC0415 - as above

    shown = verdicts.check(found.inspections, found.profiles, paper, found.mentions)
    return shown + locks.settled(found.settled, paper) + locks.notes(found.remarks, paper)


def _by_lock(app: App, ask: _Ask, report: _Report) -> Exit:
    """A check by the lock alone."""
    from monitor.cli import locked  # noqa: PLC0415 - a locked check loads nothing else, others not this

    project = ask.project
    wanted = (*ask.references, *(project.keys if project else ()))
    outcome = locked.run(app, wanted if ask.references or project else None, ask.names, ask.path)
    if project:
        from monitor.cli.mentioned import beside_lock  # noqa: PLC0415 - as above

        outcome = beside_lock(outcome, project)
    _publish_locked(app, outcome, ask, report)
    return locked.code(outcome, report.fail_on)


def _publish_locked(app: App, outcome: Outcome, ask: _Ask, report: _Report) -> None:
    """A locked check as a report; programs and build machines get it in the shape of every other check."""
    from monitor.reports.human import locks  # noqa: PLC0415 - as above

    path, project = ask.path, ask.project
    if report.form is Format.HUMAN and os.environ.get("GITHUB_ACTIONS") != "true":
        emit(locks.check(outcome, str(path), app.paper(report.output)), report.output)
        return
    from monitor.cli.mentioned import CODE  # noqa: PLC0415 - as above
    from monitor.cli.settled import locked  # noqa: PLC0415 - as above
    from monitor.cli.workspace import configured  # noqa: PLC0415 - as above
    from monitor.cli.writing import Pages, placed, publish  # noqa: PLC0415 - as above
    from monitor.lock.files import FOLDER  # noqa: PLC0415 - as above

    found = locked(app, configured(app), outcome, path)
    if project:
        # The notes of a lock know no places; the remarks that they were made from do.
        others = (one for one in found.remarks if one.code != CODE)
        found = replace(found, remarks=(*others, *project.remarks))
    found = placed(found, report.fail_on, project.pairs if project else (), lock=path)
    found = replace(found, texts=path.with_name(FOLDER).as_posix())
    pages = Pages(lambda _, paper: locks.check(outcome, str(path), paper), "check")
    publish(app, found, report.form, report.output, pages)
