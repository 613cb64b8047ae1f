"""`licensewatch check`: may we use this, why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit, FailOn, of
from monitor.cli.looking import judge
from monitor.cli.options import Format, judging, reported
from monitor.cli.workspace import chosen, configured
from monitor.reports import csv_, markdown, structured
from monitor.reports.human import verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records import Use
    from monitor.reports.inputs import Judged


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
    emit(_written(app, found, form, output), output)
    return of((verdict for one in found.inspections for verdict in one.verdicts), fail_on)


def _written(app: App, found: Judged, form: Format, output: Path | None) -> str:
    if form is Format.HUMAN:
        return verdicts.check(found.inspections, found.profiles, app.paper(output))
    return written(found, form, markdown.check(found) if form is Format.MARKDOWN else "")


def written(found: Judged, form: Format, comment: str) -> str:
    """Judged models in a format for programs; `comment` is the Markdown."""
    if form is Format.JSON:
        return structured.dumps(structured.judged(found))
    if form is Format.JSONL:
        return structured.lines(structured.judged_lines(found))
    return csv_.judged(found) if form is Format.CSV else comment
