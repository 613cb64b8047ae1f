"""Rules as they are kept once read and checked, so that a start costs neither. Pure.

`tools/build_rules.py` writes the form to `monitor/compiled_rules.bin` when the package is built; the rule
files stay the truth, and `monitor.resources` reads them where the form was made from others.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, overload

from monitor.finder import Finder, Tables
from monitor.literals import listed
from monitor.patterns import Lexicon, Pattern
from monitor.rules import Example, Match, Rule, RuleSet, Scope, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from monitor.expressions import Key
    from monitor.records import Value

FORMAT = 7
"""Counts up whenever `packed` or the needs of patterns (`monitor.literals`) come out otherwise."""


def packed(rules: RuleSet) -> dict[str, Any]:
    """Rules as plain values.

    Parameters:
        rules: as `monitor.rules.parse` made them.
    """
    known: dict[Pattern, int] = {}
    patterns: list[bytes] = []

    def number(pattern: Pattern) -> int:
        """Of a pattern; those that it is made of come before it."""
        if pattern not in known:
            lead = number(pattern.lead) if pattern.lead else -1
            parts = [number(part) for part in pattern.parts if part is not pattern]
            known[pattern] = len(patterns)
            patterns.append(marshal.dumps([pattern.source, pattern.need, lead, parts]))
        return known[pattern]

    def numbers(whole: Iterable[Pattern]) -> list[int]:
        return [number(pattern) for pattern in whole]

    rows = [_packed_rule(rule, numbers) for rule in rules.rules]
    cue = numbers([rules.cue])[0] if rules.cue else None
    return {
        "format": FORMAT,
        "digest": rules.digest,
        "lexicon": dict(rules.lexicon),
        "nodes": [
            node if isinstance(node, str) else _bytes("H", listed(node)) for node in rules.finder.nodes
        ],
        "tables": tuple(rules.finder.tables),
        "patterns": b"".join(patterns),
        "starts": _bytes("I", accumulate(map(len, patterns), initial=0)),
        "cue": cue,
        "rules": rows,
    }


def _packed_rule(rule: Rule, numbers: Callable[[Iterable[Pattern]], list[int]]) -> list[Any]:
    """A rule as plain values; its patterns by their numbers."""

    def match(one: Match) -> list[Any]:
        lists = [numbers(each) for each in (one.all, one.any, one.none, one.under)]
        return [one.scope.value, *lists, dict(one.values), one.capture]

    def example(one: Example) -> list[Any]:
        return [one.text, one.finds, dict(one.values), one.note]

    return [
        *(rule.id, rule.title, rule.severity.value, rule.experimental, rule.rationale, rule.languages),
        [match(one) for one in rule.matches],
        marshal.dumps([[example(one) for one in rule.examples], [example(one) for one in rule.gaps]]),
    ]


def trees(rules: RuleSet) -> Iterator[tuple[Key, Any]]:
    """What `monitor.expressions` keeps of the patterns: their parse trees by source and digest.

    Parameters:
        rules: as `monitor.rules.parse` made them.
    """
    matches = [match for rule in rules.rules for match in rule.matches]
    whole = [rules.cue] if rules.cue else []  # these are tried as they stand, not by their parts
    whole += [pattern for match in matches for pattern in match.under]
    pending = [pattern for match in matches for pattern in (*match.all, *match.any, *match.none)]
    found = dict.fromkeys(whole)
    known: set[Pattern] = set()
    while pending:
        pattern = pending.pop()
        if pattern not in known:
            known.add(pattern)
            found.update({pattern: None} if pattern in pattern.parts else {})
            pending += [*pattern.parts, *([pattern.lead] if pattern.lead else [])]
    for pattern in found:
        yield (pattern.source, rules.digest), pattern.tree


def unpacked(form: Mapping[str, Any]) -> RuleSet:
    """The rules that `packed` gave.

    Parameters:
        form: values of this `FORMAT`.
    """
    lexicon = Lexicon(form["lexicon"], form["digest"])
    patterns = _Patterns(form["patterns"], array("I", form["starts"]), lexicon)
    cue = None if form["cue"] is None else patterns.get(form["cue"])
    rules = tuple(_rule(row, patterns) for row in form["rules"])
    return RuleSet(rules, form["digest"], lexicon.words, Finder(form["nodes"], Tables(*form["tables"])), cue)


def _bytes(code: str, numbers: Iterable[int]) -> bytes:
    return array(code, numbers).tobytes()


class _Patterns:
    """Patterns that are made when they are first looked at: most texts need few of them."""

    def __init__(self, raw: bytes, starts: array[int], lexicon: Lexicon) -> None:
        self._raw, self._starts, self._lexicon = raw, starts, lexicon
        self._made: dict[int, Pattern] = {}

    def get(self, number: int) -> Pattern:
        """The pattern of that number."""
        if number not in self._made:
            row = self._raw[self._starts[number] : self._starts[number + 1]]
            source, need, lead, parts = marshal.loads(row)  # noqa: S302 - our own file, as a module's bytecode is
            begins = self.get(lead) if lead >= 0 else None
            self._made[number] = Pattern(source, self._lexicon, need, begins, [*map(self.get, parts)])
        return self._made[number]


class _Listed(Sequence[Pattern]):
    """The patterns of a match, made when they are first looked at."""

    def __init__(self, patterns: _Patterns, numbers: Sequence[int]) -> None:
        self._patterns, self._numbers = patterns, numbers

    @cached_property
    def _all(self) -> tuple[Pattern, ...]:
        return tuple(map(self._patterns.get, self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self._all)

    @overload
    def __getitem__(self, index: int) -> Pattern: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Pattern]: ...
    def __getitem__(self, index: int | slice) -> Pattern | Sequence[Pattern]:
        """One of them, or several."""
        return self._all[index]


def _rule(row: Sequence[Any], patterns: _Patterns) -> Rule:
    name, title, severity, experimental, rationale, languages, matches, shown = row
    return Rule(
        id=name,
        title=title,
        severity=Severity(severity),
        experimental=experimental,
        rationale=rationale,
        languages=tuple(languages),
        matches=tuple(_match(one, patterns) for one in matches),
        examples=_Shown(shown, 0),
        gaps=_Shown(shown, 1),
    )


class _Shown(Sequence[Example]):
    """The examples or the gaps of a rule, made when first looked at: to read a licence needs none."""

    def __init__(self, raw: bytes, which: int) -> None:
        self._raw, self._which = raw, which

    @cached_property
    def _all(self) -> tuple[Example, ...]:
        rows = marshal.loads(self._raw)[self._which]  # noqa: S302 - our own file, as a module's bytecode is
        return tuple(_example(*row) for row in rows)

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Example]: ...
    def __getitem__(self, index: int | slice) -> Example | Sequence[Example]:
        """One of them, or several."""
        return self._all[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._raw)


def _match(row: Sequence[Any], patterns: _Patterns) -> Match:
    scope, *lists, values, capture = row
    every, some, none, under = (_Listed(patterns, numbers) for numbers in lists)
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
