"""`licensewatch rules`: what the program looks for, and whether rules keep what their examples promise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app, say
from monitor.cli.exits import Exit
from monitor.cli.options import Format, reported
from monitor.resources import load_rules
from monitor.rules import EXPLAINED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.references import References
    from monitor.rules import Example, Rule, RuleSet


@click.group("rules", short_help="List the rules, or run the examples they carry.")
def command() -> None:
    """List the rules, or run the examples they carry."""


@command.command("list", cls=Command)
@reported(Format.HUMAN, Format.JSON)
@pass_app
def list_rules(app: App, form: Format, output: Path | None) -> Exit:
    """Every rule with its severity and what it finds."""
    from monitor.reports import structured  # noqa: PLC0415 - commands import what they need when they run
    from monitor.reports.human import desk  # noqa: PLC0415 - as above

    rules = load_rules()
    text = (
        desk.rules(rules, app.paper(output))
        if form is Format.HUMAN
        else structured.dumps(structured.rules(rules))
    )
    emit(text, output)
    return Exit.CLEAN


def _broken(rule: Rule, rules: RuleSet, references: References) -> Iterator[str]:
    """A sentence for each example that the rule does not keep."""
    from monitor.classify import classify  # noqa: PLC0415 - as above
    from monitor.reports.plain import clip  # noqa: PLC0415 - as above

    # A rule that only explains a sentence gives no findings; under the name of a field it does.
    probe = replace(rule, id=f"acceptable_use/{rule.id}") if rule.field == EXPLAINED else rule
    alone = replace(rules, rules=(probe,))
    for example in rule.examples:
        reading = classify(example.text, alone, references)
        found = [one.values for one in reading.findings if one.rule == probe.id]
        if any(_holds(values, example) for values in found) != example.finds:
            wrong = (
                "finds what it must leave alone"
                if not example.finds
                else "does not find with the values given"
            )
            yield f"{rule.id} {wrong}: “{clip(example.text, 160)}”"


def _holds(values: Mapping[str, object], example: Example) -> bool:
    return all(values.get(key) == wanted for key, wanted in example.values.items())


@command.command("test", cls=Command)
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@pass_app
def run_examples(app: App, folder: Path | None) -> Exit:
    """Run the examples that every rule carries; FOLDER holds rules of your own.

    Ends with 2 when a rule does not find what its examples say, or finds what they exclude.
    """
    from monitor.identify import load_references  # noqa: PLC0415 - as above

    rules, references = load_rules(folder), load_references()
    broken = [fault for rule in rules.rules for fault in _broken(rule, rules, references)]
    for fault in broken:
        emit(fault)
    count = sum(len(rule.examples) for rule in rules.rules)
    say(f"{len(rules.rules)} rules, {count} examples, {len(broken)} broken.", app)
    return Exit.FAILED if broken else Exit.CLEAN
