"""`licensewatch explain`: what a rule looks for, or what was read in a text and what was not."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from monitor.cli.app import App, Command, emit, pass_app
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.cli.texts import Reader
from monitor.errors import UsageError
from monitor.reports import structured
from monitor.reports.human import desk
from monitor.reports.human.explain import explain
from monitor.resources import load_rules


@click.command("explain", cls=Command)
@click.argument("code", metavar="CODE|FILE")
@reported(Format.HUMAN, Format.JSON)
@pass_app
def command(app: App, code: str, form: Format, output: Path | None) -> Exit:
    """What the rule CODE looks for and why, or what was read in FILE: findings marked, doubts marked."""
    found = load_rules().get(code)
    if found is not None:
        text = (
            desk.rule(found, app.paper(output))
            if form is Format.HUMAN
            else structured.dumps(structured.rule(found))
        )
        emit(text, output)
        return Exit.CLEAN
    if not Path(code).exists():
        close = get_close_matches(code, [rule.id for rule in load_rules().rules], n=1)
        hint = f"Did you mean {close[0]}?" if close else "See licensewatch rules list."
        raise UsageError(f"{code!r} is neither a rule nor a file.", hint)
    reading = Reader.ready(app).read(code)
    text = (
        explain(reading, app.paper(output), load_rules())
        if form is Format.HUMAN
        else structured.dumps(structured.file_terms(reading))
    )
    emit(text, output)
    return Exit.CLEAN if reading.reading else Exit.INCOMPLETE
