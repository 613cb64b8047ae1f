"""A text cut into windows, the folded words that rules are tried on, and which windows hold a match. Pure."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from monitor.definitions import definitions, gloss
from monitor.finder import bits
from monitor.folding import fold
from monitor.rules import Scope
from monitor.seeking import Seeker
from monitor.text import Unit, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.finder import Finder, Met
    from monitor.records import Finding
    from monitor.rules import Match
    from monitor.seeking import Likely

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
        self._blocks: dict[Scope, tuple[Block, ...]] = {}

    def blocks(self, scope: Scope) -> tuple[Block, ...]:
        """The windows of a scope in order, some at a time; sentences and items share theirs."""
        kind = Scope.ITEM if scope is Scope.SENTENCE else scope
        if kind not in self._blocks:
            cut = tuple(windows(self.text, kind))
            make = self._sentences if kind is Scope.ITEM else self._others
            some = ((at, cut[at : at + BLOCK]) for at in range(0, len(cut), BLOCK))
            self._blocks[kind] = tuple([make(kind, first, part) for first, part in some])
        return self._blocks[kind]

    def _sentences(self, _: Scope, first: int, items: tuple[Window, ...]) -> Block:
        """Items, and behind them those that hang on something, with what they hang on."""
        hung = [index for index, item in enumerate(items) if item.unit.stems]
        more = [_sentence(self.text, first + index, Scope.SENTENCE) for index in hung]
        bits_of = [1 << index for index in range(len(items))]
        sentences = (1 << len(items)) - 1
        for at, index in enumerate(hung, len(items)):
            sentences ^= bits_of[index]
            bits_of[index] |= 1 << at
            sentences |= 1 << at
        told = [*zip(_texts(items), bits_of, strict=True), *_added(more, len(items))]
        whole = (*items, *more)
        scopes = {Scope.ITEM: (1 << len(items)) - 1, Scope.SENTENCE: sentences}
        return Block(self.text, whole, self._finder.met(_texts(whole), told), scopes)

    def _others(self, scope: Scope, _: int, some: tuple[Window, ...]) -> Block:
        """Sections, or the whole text."""
        places = [(start, start + length) for window in some for _, start, length in window.parts]
        met = self._finder.sought(self.text.folded.text, places)
        return Block(self.text, some, met, {scope: met.everywhere})

    def hits(self, match: Match) -> Iterator[tuple[Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover."""
        # The windows of sections overlap: they are cut only for texts that hold the words at all.
        whole = self.blocks(Scope.DOCUMENT) if match.scope is Scope.SECTION else ()
        if whole and not any(_where(match, block.met, 1) for block in whole):
            return
        for block in self.blocks(match.scope):
            yield from block.hits(match)


class Block:
    """Some windows, and which of them hold what a pattern needs.

    Parameters:
        text: they are cut from.
        windows: of one scope or more.
        met: which of them meet what need.
        scopes: which of them are of a scope.
    """

    def __init__(
        self, text: Prepared, windows: Sequence[Window], met: Met, scopes: Mapping[Scope, int]
    ) -> None:
        self.text, self.windows, self.met = text, windows, met
        self._scopes = scopes
        self._seeker = Seeker(_texts(windows), met)

    def hits(self, match: Match) -> Iterator[tuple[Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover."""
        found = _where(match, self.met, self._scopes[match.scope])
        if not found:
            return
        likely = self._seeker.likely
        every, some, none = ([*map(likely, each)] for each in (match.all, match.any, match.none))
        for index in bits(found):
            cover = self._cover(every, some, index)
            window = self.windows[index]
            if (
                cover
                and not any(self._seeker.holds(each, index) for each in none)
                and (not match.under or is_under(match, self.text.context(window.unit)))
            ):
                yield window, cover

    def _cover(self, every: Sequence[Likely], some: Sequence[Likely], index: int) -> tuple[int, int] | None:
        """The stretch of the window that the patterns cover, or None where one is not found.

        At least one pattern must be found in the sentence itself, or its stem would count once an item.
        """
        own, search = self.windows[index].own, self._seeker.search
        spans = []
        for pattern in every:
            hit = (own and search(pattern, index, own)) or search(pattern, index)
            if not hit:
                return None
            spans.append(hit.span())
        if some:
            hits = [hit.span() for pattern in some if (hit := search(pattern, index))]
            if not hits:
                return None
            spans += hits
        within = [span for span in spans if span[1] > own]
        return (min(within)[0], max(end for _, end in within)) if within else None


def is_under(match: Match, context: str) -> bool:
    """Whether the heading or the stems of a sentence hold what a match wants there.

    Parameters:
        match: may ask for words of a heading or stem.
        context: heading and stems, folded.
    """
    return any(pattern.regex.search(context) for pattern in match.under)


def _texts(windows: Iterable[Window]) -> list[str]:
    return [window.text for window in windows]


def _added(windows: Iterable[Window], first: int) -> Iterable[tuple[str, int]]:
    """What stands around sentences in their windows, each with the windows that hold it, the first by number.

    These are stems and glosses; where they meet the sentence, two words become neighbours.
    """
    held: dict[str, int] = {}
    for index, window in enumerate(windows, first):
        text, (own, _, length) = window.text, window.parts[-1]
        end = own + length
        space = text.find(" ", own, end)
        around = [text[:own], text[text.rfind(" ", 0, own - 1) + 1 : space if space >= 0 else end]]
        if end < len(text):
            around.append(text[text.rfind(" ", own, end) + 1 :])
        for stretch in around:
            held[stretch] = held.get(stretch, 0) | 1 << index
    return held.items()


def _where(match: Match, met: Met, within: int) -> int:
    """Those of some windows that hold what the patterns of a match need."""
    found = within
    for pattern in match.all:
        found &= met.where(pattern.need, found)
        if not found:
            return 0
    return (
        found & reduce(or_, (met.where(pattern.need, found) for pattern in match.any)) if match.any else found
    )


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
        else:
            yield _sentence(text, index, scope)


def _sentence(text: Prepared, index: int, scope: Scope) -> Window:
    """A sentence, with the stems it hangs on before it where its scope wants them, and a gloss behind it."""
    unit, (start, end) = text.units[index], text.places[index]
    folded = text.folded.text
    parts: list[tuple[int, int, int]] = []
    words = ""
    for first, last in text.hung_on(unit) if scope is Scope.SENTENCE else ():
        parts.append((len(words), first, last - first))
        words += f"{folded[first:last]} "
    parts.append((len(words), start, end - start))
    whole = words + folded[start:end]
    note = gloss(whole, (start, end), text.defined) if text.defined else ""
    return Window(f"{whole} {note}" if note else whole, tuple(parts), len(words), unit)


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
