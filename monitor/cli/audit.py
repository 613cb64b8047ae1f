"""`licensewatch audit`: a whole list of models in one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import config as configuration
from monitor import subjects
from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit, FailOn, of
from monitor.cli.formats import Format
from monitor.cli.looking import WORKERS, judge, keeping
from monitor.cli.options import judging, reported
from monitor.cli.workspace import chosen, configured, overview
from monitor.cli.writing import Pages, placed, publish
from monitor.config.watching import MOST_WORKERS
from monitor.errors import UsageError
from monitor.reports.human import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.cli.given import App
    from monitor.records import Mention, Subject, Use
    from monitor.reports.inputs import Judged
    from monitor.reports.layout import Paper


@click.command("audit", cls=Command)
@click.argument("lists", nargs=-1, required=True, metavar="LIST...")
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    metavar="N",
    help=f"Models looked at at the same time [default: {WORKERS}, or as many as the configuration says].",
)
@judging
@reported(*Format)
@pass_app
def command(  # noqa: PLR0913 - one parameter an option
    app: App,
    *,
    lists: tuple[str, ...],
    workers: int | None,
    names: tuple[str, ...],
    uses: tuple[Use, ...],
    fail_on: FailOn,
    form: Format,
    output: Path | None,
) -> Exit:
    """Judge whole lists of models: LIST is a file with one reference a line, or a reference.

    Without a configuration the table answers for the commonest uses: internal, product, hosted-api. What was
    looked at is kept in the database (that of a long list also where there was none) until the audit is done:
    one that is interrupted goes on from there.
    """
    config = configured(app)
    named = list(_listed(lists))
    asked = tuple(dict.fromkeys(subject for subject, _ in named))
    if not asked:
        raise UsageError(f"{', '.join(lists)} names no model.", "Write one reference a line, e.g. ORG/NAME.")
    profiles = overview(chosen(config, names, ()), uses)
    workers = workers or max(WORKERS, config.watch.workers)
    with keeping(app, config, asked) as store:
        found = judge(app, config, asked, profiles, store=store, workers=workers)
    found = placed(found, fail_on, [(subject, mention) for subject, mention in named if mention])
    publish(app, found, form, output, Pages(human, "audit"))
    return of((verdict for one in found.inspections for verdict in one.verdicts), fail_on)


def human(found: Judged, paper: Paper) -> str:
    """Judged models for a person."""
    return audit.audit(found.inspections, paper)


def _listed(lists: Sequence[str]) -> Iterator[tuple[Subject, Mention | None]]:
    """Every subject, with the line of the list that names it."""
    for named in lists:
        if Path(named).is_file():
            yield from configuration.read_mentions(Path(named))
        else:
            yield subjects.parse(named), None
