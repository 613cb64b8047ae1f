"""The windows of a text that hold a match of a rule: by what patterns need, then by the patterns. Pure."""

from __future__ import annotations

from bisect import bisect_left
from functools import reduce
from operator import or_

from monitor.finder import bits
from monitor.rules import Scope
from monitor.seeking import Seeker
from monitor.typed import TYPE_CHECKING
from monitor.windows import is_under, section, sentence, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.finder import Finder, Met
    from monitor.hanging import Unit
    from monitor.patterns import Pattern
    from monitor.rules import Match
    from monitor.windows import Prepared, Window

BLOCK = 1024
"""So many sentences are looked at together: sets of them stay small numbers, however long the text is."""
LONGEST_QUOTE = 700
"""Characters of a sentence that is quoted as a whole."""
_OF_SENTENCES = frozenset({Scope.SENTENCE, Scope.ITEM})
_SEAM = 64
"""How far a string may reach to either side of the place where two sentences meet; longer than any is."""


class Views:
    """A text cut into windows when a rule first asks for them.

    Parameters:
        text: prepared.
        finder: finds what patterns need.
        settled: numbers of sentences that need no explanation.
    """

    def __init__(self, text: Prepared, finder: Finder, settled: frozenset[int] = frozenset()) -> None:
        self.text, self.settled = text, settled
        self._finder = finder
        self._blocks: dict[bool, tuple[Block, ...]] = {}

    def blocks(self, scope: Scope) -> tuple[Block, ...]:
        """The windows of a scope in order, some at a time; all stand together, but for that of a long text.

        Parameters:
            scope: how much a rule is tried on at once.
        """
        starts = range(0, len(self.text.units), BLOCK)
        whole = scope is Scope.DOCUMENT and len(starts) > 1
        if whole not in self._blocks:
            self._blocks[whole] = (
                tuple([self._document(window) for window in windows(self.text, scope)])
                if whole
                else tuple([_sentences(self.text, self._finder, first, self.settled) for first in starts])
            )
        return self._blocks[whole]

    def _document(self, window: Window) -> Block:
        return Block(self.text, [window], self._finder.met([window.text]), {Scope.DOCUMENT: 1})

    def hits(self, match: Match, *, unsettled: bool = False) -> Iterator[tuple[Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover.

        Parameters:
            match: of any rule.
            unsettled: whether sentences that need no explanation are left out.
        """
        for block in self.blocks(match.scope):
            yield from block.hits(match, unsettled=unsettled)


def _sentences(text: Prepared, finder: Finder, first: int, settled: frozenset[int]) -> Block:
    """Some sentences: by themselves, with what they hang on, the text where these are all, their sections."""
    count = min(BLOCK, len(text.units) - first)
    items = [sentence(text, first + at, Scope.ITEM) for at in range(count)]
    hanging = [at for at in range(count) if text.units[first + at].stems]
    hung = [sentence(text, first + at, Scope.SENTENCE) for at in hanging]
    whole = [*windows(text, Scope.DOCUMENT)] if count == len(text.units) else []
    alone = (1 << count) - 1
    places = [1 << at for at in range(count)]
    for number, at in enumerate(hanging, count):
        alone ^= places[at]
        places[at] |= 1 << number
    document = len(whole) << count + len(hung)
    behind = count + len(hung) + len(whole)
    held = _in_sections(text, first, count)
    told = [
        (item.text, place | held.get(first + at, 0) << behind | document)
        for at, (item, place) in enumerate(zip(items, places, strict=True))
    ]
    told += [(text.of(at), held[at] << behind) for at in held if at >= first + count]
    told += [
        (_seam(text, at), (held[at] & held[at + 1]) << behind | document) for at in held if at + 1 in held
    ]
    told += [(stretch, document) for stretch in _ends(text)] if whole else []
    told += _around(hung, count)
    lengths = [len(window.text) for window in (*items, *hung, *whole)]
    lengths += [text.places[text.sections[at]][1] - text.places[at][0] for at in range(first, first + count)]
    scopes = {
        Scope.ITEM: (1 << count) - 1,
        Scope.SENTENCE: alone | (1 << count + len(hung)) - (1 << count),
        Scope.SECTION: (1 << count) - 1 << behind,
        Scope.DOCUMENT: document,
    }
    spared = reduce(or_, (place for at, place in enumerate(places) if first + at in settled), 0)
    met = finder.counted(told, lengths)
    return Block(text, [*items, *hung, *whole], met, scopes, spared, range(first, first + count))


def _ends(text: Prepared) -> tuple[str, str]:
    """What stands before the first sentence, with its first word, and behind the last, with its last word."""
    folded, start, end = text.folded.text, text.places[0][0], text.places[-1][1]
    low, high = folded.rfind(" ", 0, end) + 1, folded.find(" ", start)
    return folded[: high if high >= 0 else len(folded)], folded[low:]


def _in_sections(text: Prepared, first: int, count: int) -> dict[int, int]:
    """Per sentence those of so many sections that hold it, as bits; `first` begins the first of them."""
    ends = text.sections
    found = {}
    for at in range(first, ends[first + count - 1] + 1):
        low, high = bisect_left(ends, at, first, first + count), min(at + 1, first + count)
        found[at] = (1 << max(low, high) - first) - (1 << low - first)
    return found


def _seam(text: Prepared, index: int) -> str:
    """The last word of a sentence, and the first of the next one, with what stands between them."""
    folded, end, start = text.folded.text, text.places[index][1], text.places[index + 1][0]
    low, high = folded.rfind(" ", 0, end) + 1, folded.find(" ", start)
    return folded[max(low, end - _SEAM) : min(high if high >= 0 else len(folded), start + _SEAM)]


def _around(hung: Iterable[Window], first: int) -> Iterable[tuple[str, int]]:
    """What stands around sentences in their windows, each with the windows that hold it, the first by number.

    These are stems and glosses; where they meet the sentence, two words become neighbours.
    """
    held: dict[str, int] = {}
    for index, window in enumerate(hung, first):
        text, (own, _, length) = window.text, window.parts[-1]
        end = own + length
        space = text.find(" ", own, end)
        around = [text[:own], text[text.rfind(" ", 0, own - 1) + 1 : space if space >= 0 else end]]
        if end < len(text):
            around.append(text[text.rfind(" ", own, end) + 1 :])
        for stretch in around:
            held[stretch] = held.get(stretch, 0) | 1 << index
    return held.items()


class Block:
    """Some windows, and which of them hold what a pattern needs.

    Parameters:
        text: they are cut from.
        windows: of one scope or more.
        met: which of them meet what need.
        scopes: which of them are of a scope.
        spared: those of sentences that need no explanation.
        sections: numbers of sentences; the windows of their sections, which are long and overlap, are cut
            behind the others when a match is likely to hold in one.
    """

    def __init__(
        self,
        text: Prepared,
        windows: list[Window],
        met: Met,
        scopes: Mapping[Scope, int],
        spared: int = 0,
        sections: range = range(0),
    ) -> None:
        self.text, self.windows, self.met, self.scopes = text, windows, met, scopes
        self._spared, self._sections = spared, sections
        self._texts = [window.text for window in windows]
        self._seeker = Seeker(self._texts, met)
        self._contexts: dict[object, str] = {}
        self._under: dict[object, bool] = {}

    def cut_sections(self) -> None:
        """Cut the windows that were left for later."""
        more = [section(self.text, index) for index in self._sections]
        self._sections = range(0)
        self.windows += more
        self._texts += [window.text for window in more]

    def hits(self, match: Match, *, unsettled: bool = False) -> Iterator[tuple[Window, tuple[int, int]]]:
        """The windows a match holds in, each with the stretch that its patterns cover, at most its own words.

        A sentence that is quoted as a whole is covered as a whole.

        Parameters:
            match: of a rule of one of the scopes.
            unsettled: whether sentences that need no explanation are left out.
        """
        found = self._where(match) & (~self._spared if unsettled else -1)
        if not found:
            return
        if match.scope is Scope.SECTION:
            self.cut_sections()
        every, some = list(match.all), tuple(match.any)
        whole = match.scope in _OF_SENTENCES and all(pattern.need for pattern in (*every, *some))
        barring: list[tuple[int, Pattern]] | None = None
        for index in bits(found):
            window = self.windows[index]
            if match.under and not self._is_under(match, window.unit):
                continue
            if whole and window.unit.end - window.unit.start <= LONGEST_QUOTE:
                cover = (window.own, len(window.text)) if self._holds(every, some, index) else None
            else:
                cover = self._cover(every, some, index)
            if cover:
                if barring is None:
                    barring = [(self.met.where(pattern.need), pattern) for pattern in match.none]
                if not self._bars(barring, index):
                    yield window, cover

    def _bars(self, barring: Iterable[tuple[int, Pattern]], index: int) -> bool:
        """Whether a window holds one of some patterns, each told with the windows that may hold it."""
        bit, found = 1 << index, self._seeker.found
        for mask, pattern in barring:  # noqa: SIM110 - tried often, and a generator takes longer
            if mask & bit and found(pattern, index):
                return True
        return False

    def _is_under(self, match: Match, unit: Unit) -> bool:
        """Whether a sentence stands under what a match wants there; sentences share headings and stems."""
        above = unit.heading, unit.stems
        known = self._under.get((above, *match.under))
        if known is None:
            if above not in self._contexts:
                self._contexts[above] = self.text.context(unit)
            known = self._under[(above, *match.under)] = is_under(match, self._contexts[above])
        return known

    def _where(self, match: Match) -> int:
        """The windows that hold what the patterns of a match need."""
        found, where = self.scopes[match.scope], self.met.where
        if match.need is not None:
            return found & where(match.need)
        for pattern in match.all:
            found &= where(pattern.need)
            if not found:
                return 0
        return found & reduce(or_, (where(pattern.need) for pattern in match.any)) if match.any else found

    def _cover(self, every: list[Pattern], some: Sequence[Pattern], index: int) -> tuple[int, int] | None:
        """The stretch of the window that the patterns cover, or None where one is not found.

        At least one pattern must be found in the sentence itself, or its stem would count once an item. A
        pattern that is not found is tried first in the next window, for it will rarely be found there either.
        """
        own, search = self.windows[index].own, self._seeker.search
        spans = []
        for at, pattern in enumerate(every):
            hit = (own and search(pattern, index, own)) or search(pattern, index)
            if not hit:
                every.insert(0, every.pop(at))
                return None
            spans.append(hit.span())
        if some:
            hits = [hit.span() for pattern in some if (hit := search(pattern, index))]
            if not hits:
                return None
            spans += hits
        within = [span for span in spans if span[1] > own]
        return (min(within)[0], max(end for _, end in within)) if within else None

    def _holds(self, every: list[Pattern], some: Sequence[Pattern], index: int) -> bool:
        """Whether `_cover` would cover anything: it does not matter which alternative is found first.

        Parameters:
            every: each is found; none of them is ever found in no characters at all.
            some: one of them is found, where there are any; as `every`.
            index: of the window.
        """
        own, found, search = self.windows[index].own, self._seeker.found, self._seeker.search
        within = False
        for at, pattern in enumerate(every):
            hit = found(pattern, index, own) or (own and search(pattern, index))
            if not hit:
                every.insert(0, every.pop(at))
                return False
            within = within or hit.end() > own
        if not some:
            return within
        if within:
            return any(found(pattern, index) for pattern in some)
        return any(hit.end() > own for pattern in some if (hit := search(pattern, index)))
