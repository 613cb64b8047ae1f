"""A text cut into windows: the folded words that rules are tried on. Pure."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import pairwise

from monitor.definitions import definitions, gloss
from monitor.folding import fold
from monitor.going_back import has_no_subject
from monitor.hanging import Unit, units
from monitor.records.frozen import replace
from monitor.rules import EXPLAINED, Scope
from monitor.stems import answered
from monitor.tables import rows, tier
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.records import Finding
    from monitor.rules import Match
    from monitor.tables import Row

_SECTION_LENGTH = 4000
_STEM_LENGTH = 1500
_MOST_STEMS = 4
_ROOM = 40_000_000
"""Characters that all windows of one scope hold together, about; so much that no real text comes near."""


class Window(NamedTuple):
    """The folded words a rule is tried on, and where they come from.

    Parameters:
        text: stem and sentence, or more; behind them what defined terms mean.
        parts: (start in `text`, start in the folded text, length) of its pieces.
        own: where the sentence itself begins in `text`.
        unit: the sentence.
        ends: where what it says ends in `text`, and what defined terms mean begins.
    """

    text: str
    parts: tuple[tuple[int, int, int], ...]
    own: int
    unit: Unit
    ends: int = 0

    def folded_at(self, at: int) -> int:
        """The offset in the folded text of an offset in `text`."""
        start, origin, length = next(part for part in reversed(self.parts) if at >= part[0])
        return origin + min(at - start, length)


class Prepared:
    """A text prepared for rules.

    Parameters:
        raw: the text as given.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.folded = fold(raw)
        table = rows(raw)
        self.units = units(raw, table)
        position = self.folded.position
        self.places = tuple([(position(unit.start), position(unit.end)) for unit in self.units])
        said = {row.start: row.says for row in table}
        self.says = {at: said[unit.start] for at, unit in enumerate(self.units) if unit.start in said}
        """What rows of tables and answers to headings say, by the number of their sentence."""
        self.says.update(self._answering())
        self.reach = max(_ROOM // (1 + len(self.units)), 100)
        """What each sentence may have around it."""
        self._slices = {
            (unit.start, unit.end): place for unit, place in zip(self.units, self.places, strict=True)
        }
        self.titles = dict(self._answers())
        """What stems say that only answer for their items, by where they begin in the folded text."""
        self.defined = definitions(self.folded.text, self.places, self._tiers(table) if table else ())

    def _tiers(self, table: Iterable[Row]) -> Iterator[tuple[tuple[str, ...], str, tuple[int, int]]]:
        """The classes that rows tell apart, with what the sentence before the table says of the figures."""
        numbers = {unit.start: number for number, unit in enumerate(self.units)}
        for row in table:
            names, body = tier(row)
            if names and row.start in numbers:
                number = numbers[row.start]
                stem = " ".join(self.folded.text[slice(*part)] for part in self.hung_on(self.units[number]))
                yield names, f"{body} {stem}", self.places[number]

    def _answering(self) -> Iterator[tuple[int, str]]:
        """Sentences below a heading that say something of what it names, as "Not permitted." does."""
        for at, (above, unit) in enumerate(pairwise(self.units), 1):
            if above[:2] == unit.heading and not unit.stems and has_no_subject(self.raw, unit[:2]):
                yield at, f"{self.of(at - 1)}: {self.of(at)}"

    def _answers(self) -> Iterator[tuple[int, str]]:
        """Stems that only answer whether what their items name may be done, and what they say of it."""
        for stem in {stem for unit in self.units for stem in unit.stems}:
            place = self.slice(stem)
            says = answered(self.folded.text[slice(*place)])
            if says:
                yield place[0], says

    @cached_property
    def sections(self) -> list[int]:
        """For each sentence the last one of its section, or as far as a section may reach."""
        most = min(self.reach, _SECTION_LENGTH)
        found: list[int] = []
        last = 0
        for index, (unit, (start, _)) in enumerate(zip(self.units, self.places, strict=True)):
            last = max(last, index)
            while (
                last + 1 < len(self.units)
                and self.units[last + 1].heading == unit.heading
                and self.places[last + 1][1] - start <= most
            ):
                last += 1
            found.append(last)
        return found

    def slice(self, span: tuple[int, int]) -> tuple[int, int]:
        """The folded place of an original one."""
        if span not in self._slices:
            self._slices[span] = self.folded.position(span[0]), self.folded.position(span[1])
        return self._slices[span]

    def of(self, index: int) -> str:
        """The folded words of a sentence."""
        return self.says.get(index) or self.folded.text[slice(*self.places[index])]

    def words(self, found: Finding) -> str:
        """The folded words of a finding."""
        return self.folded.text[slice(*self.slice((found.start, found.end)))]

    def hung_on(self, unit: Unit) -> Iterator[tuple[int, int]]:
        """The folded places of the stems of a unit; of a very long one its beginning and its end.

        A stem of 20 kB with 2,500 items would otherwise be tried 2,500 times; it is also read as a sentence.
        """
        stems = (
            unit.stems if len(unit.stems) <= _MOST_STEMS else (unit.stems[0], *unit.stems[1 - _MOST_STEMS :])
        )
        half = min(_STEM_LENGTH, self.reach // _MOST_STEMS) // 2
        for stem in stems:
            start, end = self.slice(stem)
            if end - start <= 2 * half:
                yield start, end
            else:
                yield start, start + half
                yield end - half, end

    def context(self, unit: Unit) -> str:
        """The headings and the stems that a unit stands under."""
        titles = [self.slice(each) for each in (*unit.above, *((unit.heading,) if unit.heading else ()))]
        return " ".join(self.folded.text[slice(*part)] for part in (*titles, *self.hung_on(unit)))


def is_under(match: Match, context: str) -> bool:
    """Whether the heading or the stems of a sentence hold what a match wants there.

    Parameters:
        match: may ask for words of a heading or stem.
        context: heading and stems, folded.
    """
    return any(pattern.regex.search(context) for pattern in match.under)


def windows(text: Prepared, scope: Scope) -> Iterator[Window]:
    """The text cut up as a scope wants it, in order.

    Parameters:
        text: prepared.
        scope: how much a rule is tried on at once.
    """
    folded = text.folded.text
    if scope is Scope.DOCUMENT and text.units:
        yield Window(folded, ((0, 0, len(folded)),), 0, Unit(0, len(text.raw)))
    elif scope is Scope.SECTION:
        yield from (section(text, index) for index in range(len(text.units)))
    else:
        yield from (sentence(text, index, scope) for index in range(len(text.units)))


def sentence(text: Prepared, index: int, scope: Scope) -> Window:
    """A sentence, with the stems it hangs on before it where its scope wants them, and a gloss behind it.

    Parameters:
        text: prepared.
        index: of the sentence.
        scope: how much a rule is tried on at once.
    """
    unit, (start, end) = text.units[index], text.places[index]
    folded = text.folded.text
    parts: list[tuple[int, int, int]] = []
    words = ""
    for first, last in text.hung_on(unit) if scope is Scope.SENTENCE else ():
        parts.append((len(words), first, last - first))
        words += f"{text.titles.get(first) or folded[first:last]} "
    parts.append((len(words), start, end - start))
    whole = words + text.of(index)
    note = gloss(whole, (start, end), text.defined) if text.defined else ""
    return Window(f"{whole} {note}" if note else whole, tuple(parts), len(words), unit, len(whole))


def section(text: Prepared, index: int) -> Window:
    """A sentence and the rest of its section.

    Parameters:
        text: prepared.
        index: of the sentence.
    """
    start, last = text.places[index][0], text.places[text.sections[index]][1]
    return Window(text.folded.text[start:last], ((0, start, last - start),), 0, text.units[index])


def explained(
    found: Iterable[Finding],
    text: Prepared,
    concerns: Callable[[Finding], bool],
    explains: Callable[[int], bool],
) -> Iterator[Finding]:
    """The findings, with those that their sentence turns out not to demand as mere explanations.

    Parameters:
        found: what rules found.
        text: that they were found in.
        concerns: whether a finding is one that its sentence is asked about.
        explains: whether the sentence of a number demands nothing; asked once a sentence.
    """
    starts = [unit.start for unit in text.units]
    answers: dict[int, bool] = {}
    for hit in found:
        if not concerns(hit):
            yield hit
            continue
        index = max(0, bisect_right(starts, hit.start) - 1)
        if index not in answers:
            answers[index] = explains(index)
        yield replace(hit, field=EXPLAINED, values={}) if answers[index] else hit
