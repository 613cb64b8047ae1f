"""`licensewatch check`: may we use this, why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import App, Command, pass_app
from monitor.cli.exits import Exit, FailOn, of
from monitor.cli.looking import judge
from monitor.cli.options import Format, judging, reported
from monitor.cli.workspace import chosen, configured
from monitor.cli.writing import Pages, placed, publish
from monitor.reports.human import verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records import Use
    from monitor.reports.inputs import Judged
    from monitor.reports.layout import Paper


@click.command("check", cls=Command)
@click.argument("references", nargs=-1, required=True, metavar="REF...")
@judging
@reported(*Format)
@pass_app
def command(  # noqa: PLR0913 - one parameter an option
    app: App,
    *,
    references: tuple[str, ...],
    names: tuple[str, ...],
    uses: tuple[Use, ...],
    fail_on: FailOn,
    form: Format,
    output: Path | None,
) -> Exit:
    """Judge models (ORG/NAME[@REV]...) or licence files (./LICENSE) and say why, and what to do next."""
    config = configured(app)
    asked = [subjects.parse(reference) for reference in references]
    found = judge(app, config, asked, chosen(config, names, uses))
    found = placed(found, fail_on)
    publish(app, found, form, output, Pages(human, "check"))
    return of((verdict for one in found.inspections for verdict in one.verdicts), fail_on)


def human(found: Judged, paper: Paper) -> str:
    """Judged models for a person."""
    return verdicts.check(found.inspections, found.profiles, paper)
