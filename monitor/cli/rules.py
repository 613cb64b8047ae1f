"""`licensewatch rules`: what the program looks for, and whether rules keep what their examples promise."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import Command, pass_app, say
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.errors import UsageError
from monitor.resources import load_rules
from monitor.rules import EXPLAINED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    """A sentence for each example that the rule does not keep, and how close each of its matches comes."""
    from monitor.classify import classify, near_misses  # noqa: PLC0415 - as above
    from monitor.reports.plain import clip  # noqa: PLC0415 - as above

    # A rule that only explains a sentence gives no findings; under the name of a field it does.
    probe = rule._replace(id=f"governing_law/{rule.id}") if rule.field == EXPLAINED else rule
    alone = rules._replace(rules=(probe,))
    for example in rule.examples:
        reading = classify(example.text, alone, references)
        found = [one.values for one in reading.findings if one.rule == probe.id]
        if any(_holds(values, example) for values in found) == example.finds:
            continue
        wrong = "does not find with the values given" if example.finds else "finds what it must leave alone"
        yield f"{rule.id} {wrong}: “{clip(example.text, 160)}”"
        yield from (f"  it reads: {_told(values)}" for values in found if example.finds)
        for near in near_misses(example.text, rule):
            how = "is closest" if near.reasons else "holds"
            yield f"  match {near.number} {how} in “{clip(near.words, 160)}”"
            yield from (f"    {clip(reason, 400)}" for reason in near.reasons)


def _told(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in values.items()) or "no values"


def _holds(values: Mapping[str, object], example: Example) -> bool:
    return all(values.get(key) == wanted for key, wanted in example.values.items())


@command.command("test", cls=Command)
@click.argument("chosen", nargs=-1, metavar="[FOLDER] [RULE]...")
@pass_app
def run_examples(app: App, chosen: tuple[str, ...]) -> Exit:
    """Run the examples that rules carry: of every rule, or of each RULE named.

    FOLDER holds rules of your own. For an example that is not kept, what comes closest is told: for each
    match of the rule the sentence and the patterns that fail there. Ends with 2 when there is one.
    """
    from monitor.identify import load_references  # noqa: PLC0415 - as above

    folder = next((Path(one) for one in chosen[:1] if Path(one).is_dir()), None)
    rules, references = load_rules(folder), load_references()
    picked = _picked(rules, chosen[1:] if folder else chosen)
    broken = [tuple(_broken(rule, rules, references)) for rule in picked]
    for line in (line for lines in broken for line in lines):
        emit(line)
    count = sum(len(rule.examples) for rule in picked)
    faults = sum(not line.startswith(" ") for lines in broken for line in lines)
    say(f"{len(picked)} rules, {count} examples, {faults} broken.", app)
    return Exit.FAILED if faults else Exit.CLEAN


def _picked(rules: RuleSet, named: Sequence[str]) -> tuple[Rule, ...]:
    """The rules named, or all.

    Raises:
        UsageError: there is no such rule or folder.
    """
    picked = []
    for name in named:
        rule = rules.get(name)
        if rule is None:
            close = get_close_matches(name, [each.id for each in rules.rules], n=1)
            hint = f"Did you mean {close[0]}?" if close else "See licensewatch rules list."
            raise UsageError(f"{name!r} is neither a rule nor a folder of rules.", hint)
        picked.append(rule)
    return tuple(picked) or rules.rules
