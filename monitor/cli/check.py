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
    if form is Format.MARKDOWN:
        from monitor.reports import markdown  # noqa: PLC0415 - one format is written, the others need no time

        return markdown.check(found)
    return for_programs(found, form)


def for_programs(found: Judged, form: Format) -> str:
    """Judged models as JSON, JSON lines or CSV."""
    from monitor.reports import csv_, structured  # noqa: PLC0415 - as above

    if form is Format.CSV:
        return csv_.judged(found)
    if form is Format.JSONL:
        return structured.lines(structured.judged_lines(found))
    return structured.dumps(structured.judged(found))
