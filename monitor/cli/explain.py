"""`licensewatch explain`: what a rule looks for, what a code means, or what was read in a text."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.cli.texts import Reader
from monitor.errors import UsageError
from monitor.reports import codes, structured
from monitor.reports.human import desk
from monitor.reports.human.explain import explain
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.reports.layout import Paper
    from monitor.reports.texts import FileReading

T = TypeVar("T")


@click.command("explain", cls=Command)
@click.argument("code", metavar="CODE|FILE")
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(app: App, code: str, form: Format, output: Path | None) -> Exit:
    """What a rule looks for or the code of a finding means, or what was read in FILE, doubts marked.

    CODE is a rule's id (commercial_use/sale-ban) or the code of a finding (declared-only, lock-stale).
    """
    rule = load_rules().get(code)
    if rule is not None:
        emit(_written(app, form, output, desk.rule, structured.rule, rule), output)
        return Exit.CLEAN
    if code in codes.CODES:
        kind = codes.Kind(code, tuple(one.id for one in load_rules().rules if one.field == code))
        emit(_written(app, form, output, desk.code, structured.code, kind), output)
        return Exit.CLEAN
    if not Path(code).exists():
        known = [*codes.CODES, *(one.id for one in load_rules().rules)]
        close = get_close_matches(code, known, n=1)
        hint = f"Did you mean {close[0]}?" if close else "See licensewatch rules list."
        raise UsageError(f"{code!r} is neither a rule, nor the code of a finding, nor a file.", hint)
    reading = Reader.ready(app).read(code)

    def human(found: FileReading, paper: Paper) -> str:
        return explain(found, paper, load_rules())

    emit(_written(app, form, output, human, structured.file_terms, reading), output)
    return Exit.CLEAN if reading.reading else Exit.INCOMPLETE


def _written(
    app: App,
    form: Format,
    output: Path | None,
    human: Callable[[T, Paper], str],
    machine: Callable[[T], structured.Json],
    found: T,
) -> str:
    return human(found, app.paper(output)) if form is Format.HUMAN else structured.dumps(machine(found))
