"""Rules as they are kept once read and checked, so that a start costs neither. Pure.

`tools/build_rules.py` writes the form to `monitor/compiled_rules.json` when the package is built; the rule
files stay the truth, and `monitor.resources` reads them where the form was made from others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.literals import Finder
from monitor.patterns import Lexicon, Pattern
from monitor.rules import Example, Match, Rule, RuleSet, Scope, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.records import Value

FORMAT = 5
"""Counts up whenever `packed` or the needs of patterns (`monitor.literals`) come out otherwise."""


def packed(rules: RuleSet) -> dict[str, Any]:
    """Rules as JSON values.

    Parameters:
        rules: as `monitor.rules.parse` made them.
    """
    known: dict[Pattern, int] = {}
    patterns: list[list[Any]] = []

    def number(pattern: Pattern) -> int:
        """Of a pattern; those that it is made of come before it."""
        if pattern not in known:
            lead = number(pattern.lead) if pattern.lead else -1
            parts = [number(part) for part in pattern.parts if part is not pattern]
            known[pattern] = len(patterns)
            patterns.append([pattern.source, pattern.need, lead, parts])
        return known[pattern]

    def numbers(listed: Iterable[Pattern]) -> list[int]:
        return [number(pattern) for pattern in listed]

    def match(one: Match) -> list[Any]:
        lists = [numbers(listed) for listed in (one.all, one.any, one.none, one.under)]
        return [one.scope, *lists, dict(one.values), one.capture]

    def example(one: Example) -> list[Any]:
        return [one.text, one.finds, dict(one.values), one.note]

    rows = [
        [
            *(rule.id, rule.title, rule.severity, rule.experimental, rule.rationale, rule.languages),
            [match(one) for one in rule.matches],
            [example(one) for one in rule.examples],
            [example(one) for one in rule.gaps],
        ]
        for rule in rules.rules
    ]
    cue = numbers([rules.cue])[0] if rules.cue else None
    return {
        "format": FORMAT,
        "digest": rules.digest,
        "lexicon": dict(rules.lexicon),
        "nodes": rules.finder.nodes,
        "patterns": patterns,
        "cue": cue,
        "rules": rows,
    }


def unpacked(form: Mapping[str, Any]) -> RuleSet:
    """The rules that `packed` gave.

    Parameters:
        form: JSON values of this `FORMAT`.
    """
    lexicon = Lexicon(form["lexicon"])
    patterns: list[Pattern] = []
    for source, need, lead, parts in form["patterns"]:
        begins = patterns[lead] if lead >= 0 else None
        patterns.append(Pattern(source, lexicon, need, begins, [patterns[part] for part in parts]))
    cue = None if form["cue"] is None else patterns[form["cue"]]
    rules = tuple(_rule(row, patterns) for row in form["rules"])
    return RuleSet(rules, form["digest"], lexicon.words, Finder(form["nodes"]), cue)


def _rule(row: Sequence[Any], patterns: Sequence[Pattern]) -> Rule:
    name, title, severity, experimental, rationale, languages, matches, examples, gaps = row
    return Rule(
        id=name,
        title=title,
        severity=Severity(severity),
        experimental=experimental,
        rationale=rationale,
        languages=tuple(languages),
        matches=tuple(_match(one, patterns) for one in matches),
        examples=tuple(_example(*one) for one in examples),
        gaps=tuple(_example(*one) for one in gaps),
    )


def _match(row: Sequence[Any], patterns: Sequence[Pattern]) -> Match:
    scope, *lists, values, capture = row
    every, some, none, under = (tuple(patterns[number] for number in listed) for listed in lists)
    return Match(
        scope=Scope(scope),
        all=every,
        any=some,
        none=none,
        under=under,
        values=_values(values),
        capture=tuple(capture),
    )


def _example(text: str, finds: bool, values: Mapping[str, Any], note: str) -> Example:  # noqa: FBT001 - a row's field
    return Example(text=text, finds=finds, values=_values(values), note=note)


def _values(raw: Mapping[str, Any]) -> dict[str, Value]:
    """JSON values, lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
