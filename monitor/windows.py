"""A text cut into windows, the folded words that rules are tried on, and which windows hold a match. Pure."""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce
from itertools import repeat
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from monitor.definitions import definitions, gloss
from monitor.finder import bits
from monitor.folding import fold
from monitor.rules import Scope
from monitor.seeking import Seeker
from monitor.text import Unit, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.finder import Finder, Met
    from monitor.records import Finding
    from monitor.rules import Match

_SECTION_LENGTH = 4000
_STEM_LENGTH = 1500
_MOST_STEMS = 4
BLOCK = 1024
"""So many windows are looked at together: sets of them stay small numbers, however long the text is."""
_ROOM = 40_000_000
"""Characters that all windows of one scope hold together, about; so much that no real text comes near."""


class Window(NamedTuple):
    """The folded words a rule is tried on, and where they come from.

    Parameters:
        text: stem and sentence, or more; behind them what defined terms mean.
        parts: (start in `text`, start in the folded text, length) of its pieces.
        own: where the sentence itself begins in `text`.
        unit: the sentence.
    """

    text: str
    parts: tuple[tuple[int, int, int], ...]
    own: int
    unit: Unit

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
        self.units = units(raw)
        position = self.folded.position
        self.places = tuple([(position(unit.start), position(unit.end)) for unit in self.units])
        self.defined = definitions(self.folded.text, self.places)
        self.reach = max(_ROOM // (1 + len(self.units)), 100)
        """What each sentence may have around it."""
        self._slices = {
            (unit.start, unit.end): place for unit, place in zip(self.units, self.places, strict=True)
        }

    def slice(self, span: tuple[int, int]) -> tuple[int, int]:
        """The folded place of an original one."""
        if span not in self._slices:
            self._slices[span] = self.folded.position(span[0]), self.folded.position(span[1])
        return self._slices[span]

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
        """The heading and the stems that a unit stands under."""
        title = [self.slice(unit.heading)] if unit.heading else []
        return " ".join(self.folded.text[slice(*part)] for part in (*title, *self.hung_on(unit)))


class Views:
    """A text cut into windows, by scope, when a rule first asks for them."""

    def __init__(self, text: Prepared, finder: Finder) -> None:
        self.text = text
        self._finder = finder
        self._blocks: dict[Scope, tuple[_Block, ...]] = {}

    def blocks(self, scope: Scope) -> tuple[_Block, ...]:
        """The windows of a scope in order, some at a time."""
        if scope not in self._blocks:
            cut = tuple(windows(self.text, scope))
            some = [cut[at : at + BLOCK] for at in range(0, len(cut), BLOCK)]
            known = (self._met(scope, number, each) for number, each in enumerate(some))
            self._blocks[scope] = tuple(map(_Block, repeat(self.text), some, known))
        return self._blocks[scope]

    def _met(self, scope: Scope, number: int, some: Sequence[Window]) -> Met:
        """What the windows of one block hold."""
        texts, finder = _texts(some), self._finder
        if scope is Scope.SENTENCE:  # an item and what it hangs on
            return finder.met(texts, self.blocks(Scope.ITEM)[number].met, _added(some))
        if scope is Scope.SECTION:
            return finder.met(texts, added=_held(self.text, some, number * BLOCK))
        return finder.met(texts) if scope is Scope.ITEM else finder.sought(texts)

    def hits(self, match: Match) -> Iterator[tuple[Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover."""
        # The windows of sections overlap: they are cut only for texts that hold the words at all.
        whole = self.blocks(Scope.DOCUMENT) if match.scope is Scope.SECTION else ()
        if whole and not any(_where(match, block.met) for block in whole):
            return
        for block in self.blocks(match.scope):
            yield from block.hits(match)


class _Block:
    """Some windows, and which of them hold what a pattern needs."""

    def __init__(self, text: Prepared, windows: Sequence[Window], met: Met) -> None:
        self.text, self.windows, self.met = text, windows, met
        self._seeker = Seeker(_texts(windows), met)

    def hits(self, match: Match) -> Iterator[tuple[Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover."""
        for index in bits(_where(match, self.met)):
            cover = self._cover(match, index)
            if cover is not None:
                yield self.windows[index], cover

    def _cover(self, match: Match, index: int) -> tuple[int, int] | None:
        """The stretch of the window that the patterns cover, or None where the match does not hold.

        At least one pattern must be found in the sentence itself, or its stem would count once an item.
        """
        window, seeker = self.windows[index], self._seeker
        spans = []
        for pattern in match.all:
            hit = (window.own and seeker.search(pattern, index, window.own)) or seeker.search(pattern, index)
            if not hit:
                return None
            spans.append(hit.span())
        if match.any:
            hits = [seeker.search(pattern, index) for pattern in match.any]
            spans.extend(hit.span() for hit in hits if hit)
            if not any(hits):
                return None
        own = [span for span in spans if span[1] > window.own]
        if not own or any(seeker.holds(pattern, index) for pattern in match.none):
            return None
        if match.under and not is_under(match, self.text.context(window.unit)):
            return None
        return min(span[0] for span in own), max(span[1] for span in own)


def is_under(match: Match, context: str) -> bool:
    """Whether the heading or the stems of a sentence hold what a match wants there.

    Parameters:
        match: may ask for words of a heading or stem.
        context: heading and stems, folded.
    """
    return any(pattern.regex.search(context) for pattern in match.under)


def _texts(windows: Iterable[Window]) -> list[str]:
    return [window.text for window in windows]


def _held(text: Prepared, windows: Sequence[Window], first: int) -> Iterator[tuple[str, int]]:
    """The stretches of a text that stand in windows of sections, which overlap, each with those that hold it.

    The windows are those of sentence `first` and on. Sentences with no space between them make one stretch,
    for a word may run over their border; each stretch begins with the last word before it, its neighbour.
    """
    folded, places = text.folded.text, text.places
    tails = [end for _, end in places]
    over: dict[int, int] = {}
    for index, window in enumerate(windows):
        _, start, length = window.parts[0]
        last = max(bisect_right(tails, start + length), first + index + 1)
        over[last] = over.get(last, 0) | 1 << index
    begun, holding, holders = -1, 0, 0
    for at in range(first, max(over)):
        holding = (holding | (1 << (at - first) if at - first < len(windows) else 0)) & ~over.get(at, 0)
        start, end = places[at]
        begun, holders = (start if begun < 0 else begun), holders | holding
        if at + 1 == len(places) or " " in folded[end : places[at + 1][0]]:
            yield folded[folded.rfind(" ", 0, max(begun - 1, 0)) + 1 : end], holders
            begun, holders = -1, 0
    if begun >= 0:
        yield folded[folded.rfind(" ", 0, max(begun - 1, 0)) + 1 : end], holders


def _added(windows: Iterable[Window]) -> Iterable[tuple[str, int]]:
    """What stands around sentences in their windows, each with the windows that hold it.

    These are stems and glosses; where they meet the sentence, two words become neighbours.
    """
    held: dict[str, int] = {}
    for index, window in enumerate(windows):
        text, (own, _, length) = window.text, window.parts[-1]
        end = own + length
        around = []
        if own:
            first = text.find(" ", own, end)
            around += [text[:own], text[text.rfind(" ", 0, own - 1) + 1 : first if first >= 0 else end]]
        if end < len(text):
            around.append(text[text.rfind(" ", own, end) + 1 :])
        for stretch in around:
            held[stretch] = held.get(stretch, 0) | 1 << index
    return held.items()


def _where(match: Match, met: Met) -> int:
    """The windows that hold what the patterns of a match need."""
    found = met.everywhere
    for pattern in match.all:
        found &= met.where(pattern.need)
        if not found:
            break
    if found and match.any:
        found &= reduce(or_, (met.where(pattern.need) for pattern in match.any))
    return found


def windows(text: Prepared, scope: Scope) -> Iterator[Window]:
    """The text cut up as a scope wants it, in order.

    Parameters:
        text: prepared.
        scope: how much a rule is tried on at once.
    """
    folded = text.folded.text
    if scope is Scope.DOCUMENT and text.units:
        yield Window(folded, ((0, 0, len(folded)),), 0, Unit(0, len(text.raw)))
        return
    for index, (unit, place) in enumerate(zip(text.units, text.places, strict=True)):
        if scope is Scope.SECTION:
            start, last = place[0], _section_end(text, index, min(text.reach, _SECTION_LENGTH))
            yield Window(folded[start:last], ((0, start, last - start),), 0, unit)
            continue
        window = _hung(folded, text.hung_on(unit) if scope is Scope.SENTENCE else (), place, unit)
        note = gloss(window.text, place, text.defined) if text.defined else ""
        yield window._replace(text=f"{window.text} {note}") if note else window


def _hung(folded: str, stems: Iterable[tuple[int, int]], place: tuple[int, int], unit: Unit) -> Window:
    """A sentence with the stems it hangs on before it."""
    start, end = place
    parts: list[tuple[int, int, int]] = []
    words, at = "", 0
    for first, last in stems:
        parts.append((at, first, last - first))
        words += f"{folded[first:last]} "
        at = len(words)
    parts.append((at, start, end - start))
    return Window(words + folded[start:end], tuple(parts), at, unit)


def _section_end(text: Prepared, index: int, most: int) -> int:
    """The folded end of the section a unit stands in, bounded."""
    start, heading = text.places[index][0], text.units[index].heading
    last = text.places[index][1]
    for at in range(index + 1, len(text.units)):
        end = text.places[at][1]
        if text.units[at].heading != heading or end - start > most:
            break
        last = end
    return last
