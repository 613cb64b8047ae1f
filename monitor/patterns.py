"""Patterns of rules: regular expressions with named word lists, bounded so that no text can stall them.

Pure. A pattern is written for folded text (lower case, plain quotes and dashes, single spaces). Beyond
Python's `re` it knows `{name}` (a word list of the lexicon) and `<60>` (up to 60 characters, as few as
needed, within the text it is tried on).
"""

from __future__ import annotations

import re
import warnings
from collections import deque
from functools import cached_property
from types import MappingProxyType

from monitor.expressions import expression, restored
from monitor.literals import need_of
from monitor.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.literals import Need, Table

# The parse tree of the standard library's engine; there is no public door to it.
_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 - as the comment above says
_compiler: Any = re._compiler  # type: ignore[attr-defined]  # noqa: SLF001 - as above

MOST_MADE = 2_500
"""So many expressions stay once made; a long licence needs 400, a hundred different ones 2,000. The first
made goes first, and is made again when it is asked for: memory does not grow, however many texts are read."""
HEAVY = 1_500
"""Characters of a pattern, written out, from which it pays to look for a part of it before it is made."""
_NAME = expression(r"\{([a-z_]+)\}")
_GAP = expression(r" ?<([0-9]{1,3})>")


class PatternError(ValueError):
    """A pattern that may not be used; the message says why."""


def expand(pattern: str, words: Mapping[str, str]) -> str:
    """Replace `{name}` and `<N>`.

    Parameters:
        pattern: as written in a rule file.
        words: name -> regular expression.

    Raises:
        PatternError: a name is unknown.
    """
    missing = [name for name in _NAME.findall(pattern) if name not in words]
    if missing:
        raise PatternError(f"unknown word list {{{missing[0]}}}")
    return _GAP.sub(r".{0,\1}?", _NAME.sub(lambda match: words[match.group(1)], pattern))


class Lexicon:
    """Word lists that patterns name, each parsed once and when it is first named.

    Parameters:
        words: name -> regular expression without names.
        digest: of the rules whose patterns are kept as the engine's code; empty where none are.
    """

    def __init__(self, words: Mapping[str, str] = MappingProxyType({}), digest: str = "") -> None:
        self._given = words
        self._digest = digest
        self._written: dict[str, str] = {}
        self._made: deque[Pattern] = deque()
        self._trees: dict[str, Any] = {}

    @cached_property
    def words(self) -> dict[str, str]:
        """Name -> regular expression without names."""
        return dict(self._given)

    def add(self, name: str, pattern: str) -> None:
        """Take in one more list.

        Parameters:
            name: of the list.
            pattern: a regular expression that may name the lists before it.

        Raises:
            PatternError: see `need`; or it captures.
        """
        expanded = expand(pattern, self.words)
        tree = _linted(_parsed(expanded))
        if tree.state.groups > 1:
            raise PatternError("a word list may not capture: write (?:...)")
        self._trees[name], self.words[name], self._written[name] = tree, expanded, pattern

    def need(self, source: str) -> Need:
        """What a text must hold for a pattern to be found, after checking that the pattern is bounded.

        Parameters:
            source: as written in a rule file.

        Raises:
            PatternError: it is malformed, unbounded, repeats a repeat, or uses a word border beside a
                script that has none.
        """
        return need_of(_linted(self.tree(source)))

    def alternatives(self, source: str) -> list[tuple[str, str]]:
        """The alternatives of a pattern in order, each with what it begins with, where that has alternatives.

        Parameters:
            source: as written in a rule file, checked by `need`.
        """
        if _FLAG.search(source) or self.tree(source).state.groups > 1:
            return [(source, "")]  # an alternative by itself may mean something else
        found = []
        for part in _split(source):
            end = _opening(part)
            if _NAME.fullmatch(part):
                found += self.alternatives(self._written[part[1:-1]])
            else:
                lead = part[:end] if end and not _REPEATED.match(part, end) else ""
                found.append((part, lead))
        return found

    def behind(self, source: str) -> tuple[str, int, int] | None:
        """The longest group or list that a long pattern holds behind what it begins with, where it has one.

        Parameters:
            source: as written in a rule file, checked by `need`; one of `alternatives`.

        Returns:
            it, and how many characters stand before it in a find, at least and at most.
        """
        if len(self._whole(source)) < HEAVY or _FLAG.search(source) or self.tree(source).state.groups > 1:
            return None
        start, end = max(
            _groups(source), key=lambda span: len(self._whole(source[slice(*span)])), default=(0, 0)
        )
        if not start:
            return None
        least, most = self.tree(source[:start]).getwidth()
        return source[start:end], int(least), int(most)

    def _whole(self, source: str) -> str:
        return expand(source, self.words)

    def made(self, pattern: Pattern) -> re.Pattern[str]:
        """A pattern as a regular expression, for whose sake the one that was made first is forgotten.

        Parameters:
            pattern: remembers what it is given.
        """
        if len(self._made) >= MOST_MADE:
            self._made.popleft().forget()
        self._made.append(pattern)
        return self.compiled(pattern.source)

    def compiled(self, source: str) -> re.Pattern[str]:
        """A pattern as a regular expression.

        Parameters:
            source: as written in a rule file, checked by `need`.
        """
        kept = restored((source, self._digest)) if self._digest else None
        pattern: re.Pattern[str] = kept or _compiler.compile(self.tree(source))
        return pattern

    def tree(self, source: str) -> Any:  # noqa: ANN401 - the standard library gives its tree no type
        """The parse tree of a pattern, made of those of the lists it names: parsing them again takes long.

        Parameters:
            source: as written in a rule file.
        """
        names = [name for name in dict.fromkeys(_NAME.findall(source)) if name in self.words]
        tree = _parsed(expand(source, {**self.words, **{name: _mark(at) for at, name in enumerate(names)}}))
        _put(tree, [self._list(name) for name in names])
        return tree

    def _list(self, name: str) -> Any:  # noqa: ANN401 - as in tree
        if name not in self._trees:
            self._trees[name] = _parsed(self.words[name])
        return self._trees[name]


class Behind(NamedTuple):
    """What a find of a pattern holds somewhere behind where it begins.

    Parameters:
        pattern: what it holds.
        least, most: how many characters stand before that.
    """

    pattern: Pattern
    least: int
    most: int


class Pattern:
    """A pattern that is compiled when it is first tried: most texts need few of them.

    Parameters:
        source: as written in a rule file.
        lexicon: the word lists it names.
        need: number of what a text must hold for it to be found (see `monitor.literals`).
        lead: what it begins with, where that has alternatives itself.
        parts: its alternatives in order, none of which has any; itself where it has none.
        needs: of these parts, where telling them makes no part.
        behind: what else a find of it holds; known where that is quicker to look for than the whole.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the fields of a row
        self,
        source: str,
        lexicon: Lexicon,
        need: int,
        lead: Pattern | None = None,
        parts: Sequence[Pattern] = (),
        needs: Sequence[int] = (),
        behind: Behind | None = None,
    ) -> None:
        self.source, self.need, self.lead, self.behind = source, need, lead, behind
        self.parts = parts or (self,)
        self.needs = needs or [part.need for part in self.parts]
        self._lexicon = lexicon

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression."""
        return self._lexicon.made(self)

    def forget(self) -> None:
        """Let the regular expression go; it is made again when it is asked for."""
        vars(self).pop("regex", None)

    @cached_property
    def begins_text(self) -> bool:
        """Whether it is found where a text begins, or not at all."""
        return self.source.startswith("^") and len(_split(self.source)) == 1

    @property
    def tree(self) -> Any:  # noqa: ANN401 - as in Lexicon.tree
        """Its parse tree."""
        return self._lexicon.tree(self.source)


class Patterns:
    """Patterns over one table of needs, each made once.

    Parameters:
        lexicon: the word lists they name.
        table: takes in what they need.
    """

    def __init__(self, lexicon: Lexicon, table: Table) -> None:
        self._lexicon, self._table = lexicon, table
        self._whole: dict[str, Pattern] = {}
        self._single: dict[str, Pattern] = {}

    def of(self, source: str) -> Pattern:
        """The pattern.

        Parameters:
            source: as written in a rule file.

        Raises:
            PatternError: see `Lexicon.need`.
        """
        if source not in self._whole:
            need = self._table.add(self._lexicon.need(source))
            parts = [self._part(*part) for part in self._lexicon.alternatives(source)]
            alone = parts[0] if len(parts) == 1 and parts[0].source == source else None
            self._whole[source] = alone or Pattern(source, self._lexicon, need, parts=parts)
        return self._whole[source]

    def joint(self, every: Sequence[Pattern], some: Sequence[Pattern]) -> int:
        """The number of what a text must hold for several patterns to be found.

        Parameters:
            every: all of these.
            some: and one of these, where there are any.
        """
        needs = [pattern.need for pattern in every]
        if some:
            needs.append(self._table.join([pattern.need for pattern in some], every=False))
        return self._table.join(needs, every=True)

    def _part(self, source: str, lead: str) -> Pattern:
        if source not in self._single:
            need = self._table.add(self._lexicon.need(source))
            begins = self.of(lead) if lead else None
            told = self._lexicon.behind(source)
            behind = Behind(self.of(told[0]), *told[1:]) if told else None
            self._single[source] = Pattern(source, self._lexicon, need, begins, behind=behind)
        return self._single[source]


# A flag speaks for all that follows it.
_FLAG = expression(r"\(\?[aiLmsux]")
_REPEATED = expression(r"[?*+]|\{[0-9,]")
_MARKS = r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()|]"
_TOKEN = expression(_MARKS, re.DOTALL)


def _split(source: str) -> list[str]:
    """A pattern cut at its outermost `|`, whether all of it stands in one group or not."""
    while source.startswith("(?:") and _opening(source) == len(source):
        source = source[3:-1]
    parts, start, depth = [], 0, 0
    for token in _TOKEN.finditer(source):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == "|" and not depth:
            parts.append(source[start : token.start()])
            start = token.end()
    return [*parts, source[start:]]


def _opening(source: str) -> int:
    """Where the group or the word list ends that a pattern begins with; 0 where it begins otherwise."""
    name = _NAME.match(source)
    if name or not source.startswith("(?:"):
        return name.end() if name else 0
    depth = 0
    for token in _TOKEN.finditer(source):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if not depth:
            return token.end()
    return 0


_PIECE = expression(rf"{_MARKS}|\{{[a-z_]+\}}", re.DOTALL)


def _groups(source: str) -> Iterable[tuple[int, int]]:
    """Where groups and lists stand that any find of a pattern holds; nowhere where it has alternatives."""
    found: list[tuple[int, int]] = []
    start = depth = 0
    for token in _PIECE.finditer(source):
        told = token.group()
        if told == "|" and not depth:
            return ()
        start = start if depth else token.start()
        depth += {"(": 1, ")": -1}.get(told, 0)
        if not depth and (told == ")" or told[0] == "{") and source.startswith(("(?:", "{"), start):
            found.append((start, token.end()))
    return [(start, end) for start, end in found if not _REPEATED.match(source, end)]


_MARK = 0x10F000
"""Where the characters begin that stand for word lists while a pattern is parsed; of private use."""


def _mark(number: int) -> str:
    return f"(?={chr(_MARK + number)})"


def _parsed(pattern: str) -> Any:  # noqa: ANN401 - as in Lexicon.tree
    """The parse tree of a regular expression."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # what a later Python may read differently
            return _parser.parse(pattern)
    except (re.error, FutureWarning, OverflowError) as error:
        raise PatternError(str(error)) from error
    except RecursionError as error:
        raise PatternError("it is nested too deeply") from error


def _linted(tree: Any) -> Any:  # noqa: ANN401 - as in Lexicon.tree
    """The tree, where it may be used."""
    from monitor.bounds import Unbounded, lint  # noqa: PLC0415 - what is kept was looked at before

    try:
        lint(tree)
    except Unbounded as error:
        raise PatternError(str(error)) from None
    except RecursionError as error:
        raise PatternError("it is nested too deeply") from error
    return tree


def _put(tree: Any, trees: Sequence[Any]) -> None:  # noqa: ANN401 - as in Lexicon.tree
    """Put trees where their marks stand: `(?=mark)`, which the parser joins with nothing beside it."""
    from monitor.bounds import inner  # noqa: PLC0415 - as above

    for index, (operator, argument) in enumerate(tree):
        number = _marked(argument[1]) if str(operator) == "ASSERT" else -1
        if 0 <= number < len(trees):
            tree[index] = (_parser.SUBPATTERN, (None, 0, 0, trees[number]))
        else:
            for part in inner(argument):
                _put(part, trees)


def _marked(tree: Any) -> int:  # noqa: ANN401 - as in Lexicon.tree
    """The number of the word list that a tree is the mark of; below zero for any other."""
    operator, argument = tree[0] if len(tree) == 1 else ("", 0)
    return int(argument) - _MARK if str(operator) == "LITERAL" else -1
