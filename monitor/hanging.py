"""Sentences and list items with what they hang on: what introduces their list, what heads them. Pure.

All offsets are Unicode code points of the text given.
"""

from __future__ import annotations

import re
from itertools import takewhile

from monitor.expressions import expression
from monitor.folding import is_cjk
from monitor.going_back import goes_on_counting, taken_up
from monitor.plain_lists import with_plain_lists
from monitor.stems import LETTER, NUMBERED, Stem, answered, are_siblings
from monitor.tables import rows
from monitor.text import Block, blocks, depth_of, is_row, sentence_spans
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.tables import Row


class Unit(NamedTuple):
    """A sentence or list item, with what it hangs on.

    Parameters:
        start, end: its place in the text.
        stems: places of the sentences that introduce its list ("You shall not:"), outermost first.
        heading: place of the heading of its section.
        above: places of the headings of the sections that its section is part of, outermost first.
    """

    start: int
    end: int
    stems: tuple[tuple[int, int], ...] = ()
    heading: tuple[int, int] | None = None
    above: tuple[tuple[int, int], ...] = ()


_EMPHASIS = "*_"
_MOST_BEFORE = 3
_TITLE_WORDS = 12
_TITLE_LENGTH = 90
# A colon, or a sentence that breaks off before its items ("You will not permit any third party to").
_STEM_END = expression(
    r"(?:[:：]['\"”’*_]{0,3}|(?i:\b(?:to|not|following|that|by|if|shall|may|any|the|for)"
    r"|the following[.]|\bif[.]))\Z"
)

_STEM_LAST = frozenset(":：'\"”’*_tgoyfletrTGOYFLETR")  # what it may end with, but for "the following."
_STEM_REACH = 16

_ENDS_LINE = expression(r"[ \t]*(?:[\r\n]|\Z)")


def units(text: str, table: Iterable[Row] | None = None) -> tuple[Unit, ...]:
    """Sentences and list items with the stem and the heading they hang on.

    A sentence that ends with a colon introduces the items that follow it; an item that itself ends with
    a colon introduces deeper ones. A short line without a full stop at its end is a heading. What breaks
    off before an item that goes on in lower case introduces it, whether it also looks like a heading or not.

    Parameters:
        text: any text.
        table: the rows of its tables, where they are known already.
    """
    outline = _Outline(text)
    cut = tuple(with_plain_lists(text, blocks(text, rows(text) if table is None else table)))
    for block, then in zip(cut, (*cut[1:], None), strict=False):
        outline.add(block, then)
    return tuple(outline.found)


class _Standing(NamedTuple):
    """Where a block stands: how deep, whether a letter marks it, its number, and the block behind it."""

    block: Block
    level: int | None
    lettered: bool
    number: int
    then: Block | None


class _Outline:
    """The stems and the heading that hold at a place, and the units found up to it.

    Parameters:
        text: of which blocks are added in order.
    """

    def __init__(self, text: str) -> None:
        self.found: list[Unit] = []
        self._text = text
        self._stems: list[Stem] = []
        self._heading: tuple[int, int] | None = None
        self._above: tuple[tuple[int, int], ...] = ()
        self._listed = False

    def add(self, block: Block, then: Block | None) -> None:
        """Hang the sentences of the next block.

        Parameters:
            block: the next.
            then: the one behind it.
        """
        at = self._standing(block, then)
        spans = tuple(sentence_spans(self._text, block))
        self._leave(at)
        last = self._listed
        self._listed = len(spans) == 1 and are_siblings(block.marker, then.marker if then else None)
        is_item = self._stems or self._listed
        is_item = is_item or (last and len(spans) == 1 and not _is_above(self._text, at.level, then))
        title = _title(self._text, block, spans) if block.heading or not is_item else None
        if title:
            self._above = self._outer(title)
            self._heading, self._stems = title, []
        for span in spans:
            self._hang(span, at)
        if title and then and then.marker and answered(self._text[slice(*title)]):
            self._stems = [self._stem(title, at)]
        self._stems = [stem.awaiting(at.level, at.number) for stem in self._stems]

    def _outer(self, title: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        """The headings that a new one stands below: of fewer marks, or of the number its own begins with."""
        rank, before = _rank(self._text, title), (*self._above, *((self._heading,) if self._heading else ()))
        return tuple(each for each in before if _is_below(rank, _rank(self._text, each)))[-_MOST_ABOVE:]

    def _standing(self, block: Block, then: Block | None) -> _Standing:
        """Where a block stands; one without a mark that is indented below a stem is an item of it."""
        level, lettered = depth_of(self._text, block), bool(_LETTERED.match(block.marker or ""))
        if level == 0 and self._stems and block.marker is None:
            level = None if block.indent >= self._stems[-1].indent + _INDENTED else 0
        return _Standing(block, level, lettered, _number(block), then)

    def _leave(self, at: _Standing) -> None:
        """Drop the stems that do not hold the block."""
        if at.level is None:
            return
        stems = self._stems
        while stems and (at.level == 0 or not stems[-1].holds(at.level, at.lettered, at.number)):
            stems.pop()

    def _hang(self, span: tuple[int, int], at: _Standing) -> None:
        """Add a sentence; where it introduces what follows it becomes a stem."""
        text, then = self._text, at.then
        stems = (*(stem.span for stem in self._stems), *self._before(span, at.block))
        self.found.append(Unit(*span, stems, self._heading, self._above))
        is_last = span[1] == at.block.end
        opens = _breaks_off(text, *span) or (is_last and _goes_on(text, span, then))
        opens = opens or (is_last and then is not None and self._names_bans(span) and then.marker is not None)
        inline = _before_first_item(text, span, then) if not opens and is_last else None
        if inline or (opens and _ENDS_LINE.match(text, span[1])):
            self._stems = [*self._kept(at), self._stem(inline or span, at)]

    def _names_bans(self, span: tuple[int, int]) -> bool:
        """Whether a sentence that is no heading names what the items behind it are: prohibited uses."""
        return span != self._heading and _BANS.match(self._text[slice(*span)][:_TITLE_LENGTH]) is not None

    def _before(self, span: tuple[int, int], block: Block) -> tuple[tuple[int, int], ...]:
        """Sentences before it that a sentence is understood with."""
        text, found, stems = self._text, self.found, self._stems
        before = taken_up(text, span, found[-1][:2] if found else None)
        if before and goes_on_counting(text, span):
            return (*found[-1].stems[len(stems) :], *before)[-_MOST_BEFORE:]
        if not before and stems and block.marker is None and text[span[0]].islower():
            return _items_of(text, stems[-1].span, found)
        return before

    def _kept(self, at: _Standing) -> tuple[Stem, ...]:
        """The stems that hold what the block introduces, too."""
        return tuple(stem for stem in self._stems if stem.holds(at.level or 0, at.lettered, at.number))

    def _stem(self, span: tuple[int, int], at: _Standing) -> Stem:
        """A sentence as what introduces the block behind it."""
        level, then = at.level or 0, at.then
        first = depth_of(self._text, then) if then and then.marker else None
        awaited = 1 if then and level and first == level and _number(then) == 1 else 0
        return Stem(level, at.lettered, first or 0, span, at.block.indent, awaited)


_BANS = expression(
    r"\W{0,8}(?:prohibited|forbidden|unacceptable|disallowed) (?:uses?|purposes|conduct|activities|actions)"
    r"\W{0,4}\Z",
    re.IGNORECASE,
)
_MOST_ABOVE = 3
_RANK = expression(
    r"[ \t>]*(?P<marks>#{1,6})?[ \t*_]*(?:(?:section|article)[ \t]+)?"
    r"(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){0,3})?",
    re.IGNORECASE,
)


def _rank(text: str, title: tuple[int, int]) -> tuple[int, str]:
    """How many marks a heading begins with, and the number behind them."""
    found = _RANK.match(text, *title)
    return (len(found["marks"] or ""), found["number"] or "") if found else (0, "")


def _is_below(rank: tuple[int, str], other: tuple[int, str]) -> bool:
    """Whether a heading is of a part of what another heads."""
    if rank[0] != other[0]:
        return rank[0] > other[0] > 0
    return bool(other[1]) and rank[1].startswith(f"{other[1]}.")


_CONDITIONAL = expression(r"\b(?:if|where|when|whenever|once|unless|in case|in the event)\b", re.IGNORECASE)


def _items_of(text: str, stem: tuple[int, int], found: Sequence[Unit]) -> tuple[tuple[int, int], ...]:
    """The last of a list of conditions: what goes on behind them in lower case ends their sentence."""
    if not _CONDITIONAL.search(text, *stem):
        return ()
    items = takewhile(lambda unit: stem in unit.stems, reversed(found[-_MOST_BEFORE:]))
    return tuple(unit[:2] for unit in reversed((*items,)))


def _is_above(text: str, level: int | None, then: Block | None) -> bool:
    """Whether what follows an item stands below it: a paragraph, or an item that is deeper."""
    if then is None or then.heading:
        return False
    return then.marker is None or (depth_of(text, then) or 0) > (level or 0)


def _breaks_off(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends as one that introduces items does."""
    last = text[end - 2 : end].lower() in {"g.", "f."} or text[end - 1] in _STEM_LAST
    return last and bool(_STEM_END.search(text, max(start, end - _STEM_REACH), end))


def _number(block: Block) -> int:
    """The number that a block is marked with; 0 where it is none of its own."""
    found = _COUNTED.match(block.marker or "")
    return int(found.group(1)) if found else 0


_COUNTED = expression(r"\(?([0-9]{1,3})[.)]?$")
_INDENTED = 2  # spaces
_LETTERED = expression(r"\W{0,4}[a-zA-Z]")


_FIRST_ITEM = expression(r"\s\((?:i|a|1|A|I)\)\s")


def _before_first_item(text: str, span: tuple[int, int], then: Block | None) -> tuple[int, int] | None:
    """The words before the first item of a list that begins within a line and goes on in the next block."""
    if then is None or then.marker is None or text[span[1] - 1] not in ";,；，":
        return None
    first = _FIRST_ITEM.search(text, *span)
    return (span[0], first.start()) if first and first.start() > span[0] else None


_LEAST_STEM_WORDS = 4
# "The following acts.", "in any of the ways listed below."
_ANNOUNCES = expression(
    r"\b(?:following(?: \w{1,14}){1,2}|(?:listed|set out|set forth|described|named|stated|given"
    r"|enumerated) (?:below|hereafter)"
    r"|as follows)[.]\Z",
    re.IGNORECASE,
)
_ANNOUNCED = 48


def _goes_on(text: str, span: tuple[int, int], then: Block | None) -> bool:
    """Whether a sentence breaks off, and the next block is an item that goes on with it in lower case."""
    if then is None or then.marker is None:
        return False
    if text[span[1] - 1] == ".":
        return bool(_ANNOUNCES.search(text, max(span[0], span[1] - _ANNOUNCED), span[1]))
    if not text[then.body : then.body + 1].islower():
        return False
    return text[span[1] - 1].isalnum() and text.count(" ", *span) >= _LEAST_STEM_WORDS - 1


def _title(text: str, block: Block, spans: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """The heading a block is, or begins with ("3. Disclaimer. The software ..."); None for plain text."""
    if block.heading:
        return block.start, block.end
    if is_row(block):
        return None
    if len(spans) > 1 and NUMBERED <= (depth_of(text, block) or 0) < LETTER:
        return _titled(text, *spans[0])
    raw = text[block.start : block.end].strip().rstrip(_EMPHASIS)
    if len(spans) > 1 or "\n" in raw or raw[-1:] in ";,。；，:：" or raw[-1:] == ".":
        return None
    return _titled(text, block.start, block.end)


def _titled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span when it is short and begins like a title."""
    raw = text[start:end].lstrip("> " + _EMPHASIS)
    short = len(raw) <= _TITLE_LENGTH and len(raw.split()) <= _TITLE_WORDS
    begins = raw[:1].isupper() or raw[:1].isdigit() or is_cjk(raw[:1])
    return (start, end) if short and begins else None
