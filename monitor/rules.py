"""Rule files: TOML text -> rules. Pure; `monitor.resources` reads the files.

A rule is one TOML file, its id is its path below the rules folder without the ending, the first part of
the id is the field it speaks to. See docs/rules.md for how to write one.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from monitor.errors import RuleError
from monitor.finder import Finder
from monitor.literals import Table
from monitor.patterns import Lexicon, Pattern, PatternError, Patterns
from monitor.reservations import SOUGHT
from monitor.typed import TYPE_CHECKING, Any, NamedTuple
from monitor.values import READERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.records import Value


class Scope(StrEnum):
    """How much text the patterns of a match may draw on."""

    SENTENCE = "sentence"  # a sentence or list item, with the stem of its list
    ITEM = "item"  # the sentence or item alone
    SECTION = "section"  # the sentence and the rest of its section
    DOCUMENT = "document"  # the whole text


class Severity(StrEnum):
    """How much a finding weighs in lists and reports."""

    INFO = "info"
    WARN = "warn"
    ERROR = "error"


FIELDS = (
    "commercial_use", "thresholds", "revenue_share", "hosting", "display_attribution", "name_prefix",
    "excluded_territories", "no_training_other_models", "acceptable_use", "military_ban", "unilateral_change",
    "ip_litigation_termination", "flow_down", "registration_required", "governing_law",
)  # fmt: skip
EXPLAINED = "explained"
"""The field of rules that change no term: they say that a sentence with cues is known and harmless."""


class Match(NamedTuple):
    """One shape a clause takes.

    Parameters:
        all: every pattern must be found; the first one is the anchor and lies within one sentence.
        scope: how much text counts.
        any: at least one of them must be found, where there are any.
        none: none of them may be found.
        under: at least one must be found in the section's heading or the list's stem, where there are any.
        values: fixed values of the finding.
        capture: types of values to read out of the words (see `monitor.values`).
        need: number of what a text must hold for `all` and `any` together (see `monitor.literals`); None
            where that has to be asked of each pattern.
    """

    all: Sequence[Pattern]
    scope: Scope = Scope.SENTENCE
    any: Sequence[Pattern] = ()
    none: Sequence[Pattern] = ()
    under: Sequence[Pattern] = ()
    values: Mapping[str, Value] = MappingProxyType({})
    capture: tuple[str, ...] = ()
    need: int | None = None


class Example(NamedTuple):
    """A sentence the rule must find (with these values), or must not find."""

    text: str
    finds: bool
    values: Mapping[str, Value] = MappingProxyType({})
    note: str = ""


class Rule(NamedTuple):
    """One rule; the meaning of its parts is told in docs/rules.md."""

    id: str
    title: str
    severity: Severity
    experimental: bool
    rationale: str
    languages: tuple[str, ...]
    matches: tuple[Match, ...]
    examples: Sequence[Example]
    gaps: Sequence[Example] = ()

    @property
    def field(self) -> str:
        """The field of the terms the rule speaks to."""
        return self.id.split("/", 1)[0]


class RuleSet(NamedTuple):
    """All rules, ready to be tried.

    Parameters:
        rules: in order of their ids.
        digest: of the files they were read from.
        lexicon: word lists, as regular expressions.
        finder: finds what patterns need.
        cue: what makes a sentence need an explanation; None where the lexicon has no list `cue`.
        sought: per expression of `monitor.reservations.SOUGHT` the number of what a sentence must hold; empty
            where that is not known.
    """

    rules: tuple[Rule, ...]
    digest: str
    lexicon: Mapping[str, str] = MappingProxyType({})
    finder: Finder = Finder(())
    cue: Pattern | None = None
    sought: tuple[int, ...] = ()

    def get(self, rule: str) -> Rule | None:
        """The rule of that id, if there is one."""
        return next((each for each in self.rules if each.id == rule), None)


_KEYS = {"title", "severity", "status", "rationale", "languages", "match", "example", "gap"}
_MATCH_KEYS = {"scope", "all", "any", "none", "under", "values", "capture"}
_EXAMPLE_KEYS = {"text", "match", "values", "source", "why"}


def parse(files: Mapping[str, str], lexicon: str, digest: str) -> RuleSet:
    """Read rule files.

    Parameters:
        files: rule id -> TOML text.
        lexicon: TOML text: name -> alternatives (regular expressions, may use other names).
        digest: identifies the state of all the files; kept with every verdict.

    Raises:
        RuleError: with every fault of every file.
    """
    faults: list[str] = []
    known = _lexicon(lexicon, faults)
    table = Table()
    patterns = Patterns(known, table)
    rules = [_Reader(rule, text, patterns, faults).rule() for rule, text in sorted(files.items())]
    if faults:
        raise RuleError("rules", faults, "Correct the files named; docs/rules.md tells the form.")
    cue = patterns.of("{cue}") if "cue" in known.words else None
    sought = tuple(table.add(known.need(source)) for source in SOUGHT)
    ready = tuple(rule for rule in rules if rule)
    return RuleSet(ready, digest, known.words, Finder(table.nodes), cue, sought)


def _lexicon(text: str, faults: list[str]) -> Lexicon:
    """The word lists; a later one may use those before it."""
    known = Lexicon()
    for name, alternatives in _toml(text, "lexicon.toml", faults).items():
        if not isinstance(alternatives, list) or not all(isinstance(each, str) for each in alternatives):
            faults.append(f"lexicon.toml: {name} must be a list of strings")
            continue
        try:
            known.add(name, f"(?:{'|'.join(alternatives)})")
        except PatternError as error:
            faults.append(f"lexicon.toml: {name}: {error}")
    return known


def _toml(text: str, name: str, faults: list[str]) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - rules that are kept compiled need none of it

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # beside its own: numbers too long, tables too deep
        faults.append(f"{name}: {error}")
        return {}


class _Reader:
    """Reads one rule file; every fault goes to the common list."""

    def __init__(self, rule: str, text: str, patterns: Patterns, faults: list[str]) -> None:
        self.id, self.patterns, self.faults = rule, patterns, faults
        self.raw = _toml(text, f"{rule}.toml", faults)

    def rule(self) -> Rule | None:
        """The rule, or None where it is not usable (the faults say why)."""
        before = len(self.faults)
        self._check_keys(self.raw, _KEYS, "")
        if self.id.split("/", 1)[0] not in {*FIELDS, EXPLAINED}:
            self._fault(f"the folder must be one of {', '.join(FIELDS)} or {EXPLAINED}")
        title, rationale = self._string("title"), self._string("rationale")
        severity = self._choice("severity", [each.value for each in Severity], Severity.WARN.value)
        status = self._choice("status", ["stable", "experimental"], "stable")
        languages = self._texts(self.raw, "languages")
        matches = tuple(self._matches())
        examples = tuple(self._examples("example"))
        gaps = tuple(self._examples("gap"))
        self._check_examples(examples)
        if len(self.faults) > before:
            return None
        return Rule(
            id=self.id, title=title, severity=Severity(severity), experimental=status == "experimental",
            rationale=rationale, languages=languages or ("en",), matches=matches,
            examples=examples, gaps=gaps,
        )  # fmt: skip

    def _fault(self, sentence: str) -> None:
        self.faults.append(f"{self.id}.toml: {sentence}")

    def _check_keys(self, table: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

                near = get_close_matches(key, known, 1)
                self._fault(f"unknown key {where}{key}" + (f" (did you mean {near[0]}?)" if near else ""))

    def _string(self, key: str) -> str:
        value = self.raw.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._fault(f"{key} must be a sentence")
        return ""

    def _choice(self, key: str, choices: list[str], default: str) -> str:
        value = self.raw.get(key, default)
        if value in choices:
            return str(value)
        self._fault(f"{key} must be one of {', '.join(choices)}")
        return default

    def _texts(self, table: Mapping[str, Any], key: str, where: str = "") -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self._fault(f"{where}{key} must be a list of strings")
        return ()

    def _captures(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        names = self._texts(table, "capture", "match.")
        for name in names:
            if name not in READERS:
                self._fault(f"match.capture: {name!r} is none of {', '.join(sorted(READERS))}")
        return names

    def _values(self, table: Mapping[str, Any], where: str) -> dict[str, Value]:
        """The fixed values of a table, lists as tuples."""
        raw = table.get("values", {})
        told = raw.items() if isinstance(raw, dict) else [("", raw)]
        held = {key: tuple(value) if isinstance(value, list) else value for key, value in told}
        if all(key and _is_value(value) for key, value in held.items()):
            return held
        self._fault(f"{where}.values must be a table of texts, numbers, true or false, or lists of texts")
        return {}

    def _tables(self, key: str) -> Iterator[Mapping[str, Any]]:
        raw = self.raw.get(key, [])
        for table in raw if isinstance(raw, list) else [raw]:
            if isinstance(table, dict):
                yield table
            else:
                self._fault(f"{key} must be a table")

    def _matches(self) -> Iterator[Match]:
        tables = list(self._tables("match"))
        if not tables:
            self._fault("match is missing")
        for table in tables:
            self._check_keys(table, _MATCH_KEYS, "match.")
            if not table.get("all"):
                self._fault("match.all must hold at least one pattern")
            scope = table.get("scope", Scope.SENTENCE.value)
            if scope not in [each.value for each in Scope]:
                self._fault(f"match.scope must be one of {', '.join(Scope)}")
                scope = Scope.SENTENCE.value
            every, some = self._patterns(table, "all"), self._patterns(table, "any")
            yield Match(
                scope=Scope(scope),
                all=every,
                any=some,
                need=self.patterns.joint(every, some),
                none=self._patterns(table, "none"),
                under=self._patterns(table, "under"),
                values=self._values(table, "match"),
                capture=self._captures(table),
            )

    def _patterns(self, table: Mapping[str, Any], key: str) -> tuple[Pattern, ...]:
        found = []
        for pattern in self._texts(table, key, "match."):
            try:
                found.append(self.patterns.of(pattern))
            except PatternError as error:
                self._fault(f"match.{key}: {pattern!r}: {error}")
        return tuple(found)

    def _examples(self, key: str) -> Iterator[Example]:
        for table in self._tables(key):
            self._check_keys(table, _EXAMPLE_KEYS, f"{key}.")
            text, finds = table.get("text"), table.get("match", True)
            if not isinstance(text, str) or not isinstance(finds, bool):
                self._fault(f"{key}.text must be a string and {key}.match true or false")
                continue
            note = table.get("source") if finds else table.get("why")
            if not isinstance(note, str):
                self._fault(f"{key} {text[:40]!r} lacks {'source' if finds else 'why'}")
            yield Example(text=text, finds=finds, values=self._values(table, key), note=str(note))

    def _check_examples(self, examples: Iterable[Example]) -> None:
        outcomes = [example.finds for example in examples]
        for finds, word in ((True, "match"), (False, "no match")):
            if outcomes.count(finds) < _LEAST_EXAMPLES:
                self._fault(f"needs at least {_LEAST_EXAMPLES} examples with {word}")


_LEAST_EXAMPLES = 2


def _is_value(value: object) -> bool:
    """Whether something may be a value of a finding."""
    if isinstance(value, tuple):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, (str, int, float, bool))
