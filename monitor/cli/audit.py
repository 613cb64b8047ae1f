"""`licensewatch audit`: a whole list of models in one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import config as configuration
from monitor import subjects
from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.check import for_programs
from monitor.cli.exits import Exit, FailOn, of
from monitor.cli.looking import judge
from monitor.cli.options import Format, judging, reported
from monitor.cli.workspace import chosen, configured, overview
from monitor.errors import UsageError
from monitor.reports import markdown
from monitor.reports.human import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Subject, Use


@click.command("audit", cls=Command)
@click.argument("lists", nargs=-1, required=True, metavar="LIST...")
@judging
@reported(*Format)
@pass_app
def command(  # noqa: PLR0913 - one parameter an option
    app: App,
    *,
    lists: tuple[str, ...],
    names: tuple[str, ...],
    uses: tuple[Use, ...],
    fail_on: FailOn,
    form: Format,
    output: Path | None,
) -> Exit:
    """Judge whole lists of models: LIST is a file with one reference a line, or a reference.

    Without a configuration the table answers for the commonest uses: internal, product, hosted-api.
    """
    config = configured(app)
    asked = tuple(dict.fromkeys(_listed(lists)))
    if not asked:
        raise UsageError(f"{', '.join(lists)} names no model.", "Write one reference a line, e.g. ORG/NAME.")
    found = judge(app, config, asked, overview(chosen(config, names, ()), uses))
    if form is Format.HUMAN:
        text = audit.audit(found.inspections, app.paper(output))
    else:
        text = markdown.audit(found) if form is Format.MARKDOWN else for_programs(found, form)
    emit(text, output)
    return of((verdict for one in found.inspections for verdict in one.verdicts), fail_on)


def _listed(lists: Sequence[str]) -> Iterator[Subject]:
    for named in lists:
        if Path(named).is_file():
            yield from configuration.read_list(Path(named))
        else:
            yield subjects.parse(named)
