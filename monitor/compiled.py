"""Rules as they are kept once read and checked, so that a start costs neither. Pure.

`tools/build_rules.py` writes the form to `monitor/compiled_rules.bin` when the package is built; the rule
files stay the truth, and `monitor.resources` reads them where the form was made from others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from functools import cached_property

from monitor import kept
from monitor.finder import Finder, Flat, Tables, flat
from monitor.patterns import Behind, Lexicon, Pattern
from monitor.rules import Example, Match, Rule, RuleSet, Scope, Severity
from monitor.typed import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.expressions import Key
    from monitor.records import Value

FORMAT = 13
"""Counts up whenever `packed` or the needs of patterns (`monitor.literals`) come out otherwise."""


MOST_PATTERNS = 4_000
"""So many patterns stay once made, of twice as many; a licence needs 1,200. The first made goes first."""


class Kept(NamedTuple):
    """Rules that are kept, not made yet.

    Parameters:
        digest: of the files that they were read from.
        files: these files, with how long they were.
        head: what is always read.
        parts: what is looked into.
    """

    digest: str
    files: Mapping[str, int]
    head: Mapping[str, Any]
    parts: Mapping[str, kept.Part]


def opened(content: tuple[Any, dict[str, kept.Part]] | None) -> Kept | None:
    """Kept rules; None where they are damaged or of another format.

    Parameters:
        content: head and parts, from `monitor.kept`.
    """
    head, parts = content or (None, {})
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        return None
    return Kept(head["digest"], head["files"], head, parts)


def packed(rules: RuleSet, files: Mapping[str, int], common: Iterable[str] = ()) -> bytes:
    """What `opened` and `unpacked` read.

    Parameters:
        rules: as `monitor.rules.parse` made them.
        files: what they were read from, with how long each is.
        common: words that many texts hold, folded: what they hold is looked up now.

    Raises:
        ValueError: a pattern needs U+0000, or a common word holds it.
    """
    patterns = _Numbered()
    finder, tables, known_words = rules.finder, rules.finder.tables, list(common)
    head = {
        "format": FORMAT,
        "digest": rules.digest,
        "files": dict(files),
        "cue": None if rules.cue is None else patterns.number(rules.cue),
        "sought": list(rules.sought),
        "rules": [_packed_rule(rule, patterns.numbers) for rule in rules.rules],
        "finder": [dict(tables.lengths), tables.kinds],
    }
    parts = {
        **kept.rows("patterns", patterns.rows),
        **kept.rows("lexicon", [dict(rules.lexicon)]),
        **_packed_flat("joins", tables.joins),
        "lefts": kept.numbers(tables.lefts),
        **_packed_flat("pairs", tables.pairs),
        **kept.rows(
            "shown", ([_packed_examples(each) for each in (rule.examples, rule.gaps)] for rule in rules.rules)
        ),
        **_packed_flat("rows", flat(map(finder.row, known_words))),
        **kept.words("common", {word: number for number, word in enumerate(known_words)}),
        **kept.words("words", tables.words),
    }
    return kept.packed(head, parts)


class _Numbered:
    """Patterns in the order in which they are first asked for; those that one is made of come before it."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._known: dict[Pattern, int] = {}

    def number(self, pattern: Pattern) -> int:
        """Of a pattern, which is packed where it is new."""
        if pattern not in self._known:
            lead = self.number(pattern.lead) if pattern.lead else -1
            parts = [self.number(part) for part in pattern.parts if part is not pattern]
            row = [pattern.source, pattern.need, lead, parts, [*pattern.needs]]
            if pattern.behind:
                row.append([self.number(pattern.behind.pattern), *pattern.behind[1:]])
            self._known[pattern] = len(self.rows)
            self.rows.append(row)
        return self._known[pattern]

    def numbers(self, patterns: Iterable[Pattern]) -> list[int]:
        """Of several."""
        return [self.number(pattern) for pattern in patterns]


def _packed_flat(name: str, rows: Flat) -> dict[str, bytes]:
    return {f"{name}.at": kept.numbers(rows.starts), name: kept.numbers(rows.numbers)}


def _flat(name: str, parts: Mapping[str, kept.Part]) -> Flat:
    return Flat(kept.numbers_of(parts[f"{name}.at"]), kept.numbers_of(parts[name]))


def _packed_rule(rule: Rule, numbers: Callable[[Iterable[Pattern]], list[int]]) -> list[Any]:
    """A rule as plain values, without what is only shown; its patterns by their numbers."""

    def match(one: Match) -> list[Any]:
        lists = [numbers(each) for each in (one.all, one.any, one.none, one.under)]
        return [one.scope.value, one.need, *lists, dict(one.values), one.capture]

    told = (rule.id, rule.title, rule.severity.value, rule.experimental, rule.rationale, rule.languages)
    return [*told, [match(one) for one in rule.matches]]


def _packed_examples(examples: Iterable[Example]) -> list[Any]:
    return [[one.text, one.finds, dict(one.values), one.note] for one in examples]


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
            pending += [pattern.behind.pattern] if pattern.behind else []
    for pattern in found:
        yield (pattern.source, rules.digest), pattern.tree


def unpacked(form: Kept) -> RuleSet:
    """The rules that `packed` gave.

    Parameters:
        form: as `opened` gave it.
    """
    head, parts = form.head, form.parts
    words = _Lexicon(kept.Rows(parts, "lexicon"))
    lexicon = Lexicon(words, form.digest)
    patterns = _Patterns(kept.Rows(parts, "patterns", whole=True), lexicon)
    cue = None if head["cue"] is None else patterns.get(head["cue"])
    shown = kept.Rows(parts, "shown")
    rules = tuple(_rule(row, patterns, shown, number) for number, row in enumerate(head["rules"]))
    finder = Finder(tables=_tables(head["finder"], parts))
    return RuleSet(rules, form.digest, words, finder, cue, tuple(head["sought"]))


class _Lexicon(Mapping[str, str]):
    """Word lists that are read when one is asked for: where expressions are kept, none is."""

    def __init__(self, rows: kept.Rows) -> None:
        self._rows = rows

    @cached_property
    def _all(self) -> dict[str, str]:
        return dict(self._rows[0])

    def __getitem__(self, name: str) -> str:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def _tables(head: Sequence[Any], parts: Mapping[str, kept.Part]) -> Tables:
    """What a finder looks up."""
    lengths, kinds = head
    return Tables(
        words=kept.Words(parts, "words"),
        lengths=lengths,
        kinds=kinds,
        lefts=kept.numbers_of(parts["lefts"]),
        pairs=_flat("pairs", parts),
        joins=_flat("joins", parts),
        known=kept.Words(parts, "common"),
        rows=_flat("rows", parts),
    )


class _Patterns:
    """Patterns that are made when they are first looked at: most texts need few of them."""

    def __init__(self, rows: kept.Rows, lexicon: Lexicon) -> None:
        self._rows, self._lexicon = rows, lexicon
        self._made: dict[int, Pattern] = {}
        self._order: deque[int] = deque()

    def get(self, number: int) -> Pattern:
        """The pattern of that number."""
        made = self._made.get(number)
        if made is None:
            source, need, lead, parts, needs, *told = self._rows[number]
            begins = self.get(lead) if lead >= 0 else None
            behind = [Behind(self.get(other), least, most) for other, least, most in told]
            made = Pattern(source, self._lexicon, need, begins, self.listed(parts), needs, *behind)
            if len(self._order) >= MOST_PATTERNS:
                self._made.pop(self._order.popleft(), None)
            self._order.append(number)
            self._made[number] = made
        return made

    def listed(self, numbers: Sequence[int]) -> Sequence[Pattern]:
        """The patterns of some numbers."""
        return _Listed(self, numbers) if numbers else ()


class _Listed(Sequence[Pattern]):
    """Some patterns, each made when it is first looked at."""

    def __init__(self, patterns: _Patterns, numbers: Sequence[int]) -> None:
        self._patterns, self._numbers = patterns, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Pattern]:
        return map(self._patterns.get, self._numbers)

    @overload
    def __getitem__(self, index: int) -> Pattern: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Pattern]: ...
    def __getitem__(self, index: int | slice) -> Pattern | Sequence[Pattern]:
        """One of them, or several."""
        return tuple(self)[index] if isinstance(index, slice) else self._patterns.get(self._numbers[index])


def _rule(row: Sequence[Any], patterns: _Patterns, shown: kept.Rows, number: int) -> Rule:
    name, title, severity, experimental, rationale, languages, matches = row
    return Rule(
        id=name,
        title=title,
        severity=Severity(severity),
        experimental=experimental,
        rationale=rationale,
        languages=tuple(languages),
        matches=tuple(_match(one, patterns) for one in matches),
        examples=_Shown(shown, number, 0),
        gaps=_Shown(shown, number, 1),
    )


class _Shown(Sequence[Example]):
    """The examples or the gaps of a rule, made when first looked at: to read a licence needs none."""

    def __init__(self, rows: kept.Rows, number: int, which: int) -> None:
        self._rows, self._number, self._which = rows, number, which

    @cached_property
    def _all(self) -> tuple[Example, ...]:
        return tuple(_example(*row) for row in self._rows[self._number][self._which])

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
        return hash((self._number, self._which))


_SCOPES = {one.value: one for one in Scope}


def _match(row: Sequence[Any], patterns: _Patterns) -> Match:
    """A match; by place, since every start makes hundreds of them."""
    scope, need, every, some, none, under, values, capture = row
    listed = patterns.listed
    return Match(
        listed(every),
        _SCOPES[scope],
        listed(some),
        listed(none),
        listed(under),
        _values(values),
        tuple(capture),
        need,
    )


def _example(text: str, finds: bool, values: Mapping[str, Any], note: str) -> Example:  # noqa: FBT001 - a row's field
    return Example(text=text, finds=finds, values=_values(values), note=note)


def _values(raw: Mapping[str, Any]) -> dict[str, Value]:
    """JSON values, lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
