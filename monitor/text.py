"""Text as rules see it: sentences and list items with what they hang on.

Pure. All offsets are Unicode code points of the text given. Nothing here cuts text off.
"""

from __future__ import annotations

import re
from itertools import takewhile

from monitor.expressions import expression
from monitor.folding import is_cjk
from monitor.going_back import goes_on_counting, taken_up
from monitor.stems import LETTER, NUMBERED, Stem, are_siblings, depth
from monitor.tables import rows
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.tables import Row


class Unit(NamedTuple):
    """A sentence or list item, with what it hangs on.

    Parameters:
        start, end: its place in the text.
        stems: places of the sentences that introduce its list ("You shall not:"), outermost first.
        heading: place of the heading of its section.
    """

    start: int
    end: int
    stems: tuple[tuple[int, int], ...] = ()
    heading: tuple[int, int] | None = None


# Abbreviations after which a full stop does not end a sentence (folded to lower case).
_ABBREVIATIONS = frozenset(
    {
        *("al", "approx", "art", "cf", "co", "corp", "dept", "dr", "e.g", "etc", "ex", "fig", "i.e", "inc"),
        *("incl", "jr", "ltd", "mr", "mrs", "ms", "p", "par", "para", "pp", "prof", "resp"),
        *("sec", "secs", "sr", "st", "u.k", "u.s", "u.s.c", "v", "viz", "vs"),
    }
)
_BEFORE_NUMBER = frozenset({"no", "nos"})
# What may end a sentence; `_cuts` looks at what a full stop or a colon stands behind.
_ENDS = expression(
    r"[:：.!?。！？；](?:(?<=[:：])[ \t]*\r?\n|(?<=[.!?])['\"”’)\]]{0,3}(?=\s|$)"
    r"|(?<=[。！？])['\"”’）」』】]{0,3}|(?<=；)(?![并且而但或以和及]|同时)|(?<=:)(?=\s))"
)
_FOLLOWING = expression(
    r"following (?:\w{1,12} )?(?:conditions?|restrictions?|requirements?|limitations?):\Z", re.IGNORECASE
)
_FOLLOWING_LENGTH = 36
_MARKER = expression(
    r"[ \t>]*(?:"
    r"[-*+•·●○▪■◦‣∙–—][ \t]+"
    r"|\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)\]、．][ \t]+(?=\S)"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}[ \t]+(?=\S)"
    r"|[0-9]{1,2}[.、．](?=[^\s0-9.])"
    r"|\(?(?:[a-zA-Z]|[ivxlIVXL]{1,6})[.)][ \t]+"
    r"|\([a-zA-Z0-9]{1,4}\)"
    r"|[（(][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、．.]"
    r"|(?i:section|article|clause|chapter|part)[ \t]+[0-9ivx]{1,4}[.:)]?[ \t]+(?=\S)"
    r"|第[一二三四五六七八九十百0-9]{1,4}(?:[条章节款]|部分)"
    r"|\|(?=[ \t]?\S)"  # a row of a table says by itself what holds
    r"|\[[a-zA-Z0-9]{1,3}\][ \t]+"
    r"|[①-⑳]"
    r")"
)
_ROW = "|"
_HEADING = expression(r"[ \t]*#{1,6}[ \t]+(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]?[ \t]+)?(?=\S)")
_FULL_LINE = 24
_IS_PUNCTUATED = expression(r"[，、,：:；;。]$")
_NOTHING = expression(
    r"[ \t>#*/]*\Z|[ \t]*[-=_*~]{3,}[ \t]*\Z|[ \t]*[|+─━═┄┌├└│┃╔╠╚║][-+|:=─━═┄┌┬┐├┼┤└┴┘│┃╔╦╗╠╬╣╚╩╝║ ]{2,}\Z"
)


class _Block(NamedTuple):
    """Consecutive lines that belong together: a paragraph, a list item or a heading.

    `body` is where the words behind the list marker begin.
    """

    start: int
    body: int
    end: int
    marker: str | None
    heading: bool
    indent: int


def _blocks(text: str, table: Iterable[Row]) -> Iterator[_Block]:
    """Cut a text into blocks at blank lines, list markers, headings and rows of tables."""
    block: _Block | None = None
    at = end = skip = 0
    told = {row.start: row.end for row in table}
    scripts = not text.isascii()  # whether there may be one without spaces
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        begin = at + len(bare) - len(bare.lstrip()) if told else -1
        if begin in told:
            if block:
                yield block._replace(end=end)
                block = None
            skip = told[begin]
            yield _Block(begin, begin, skip, _ROW, heading=False, indent=0)
        if at < skip:
            at += len(line)
            continue
        plain = bare[:1].isalnum()  # as most lines begin
        blank = not plain and (not bare or _NOTHING.match(bare))
        heading = None if plain or blank else _HEADING.match(bare)
        begins = heading or (None if blank else _MARKER.match(bare))
        if begins and not heading and block and _continues(text, block, end, bare):
            begins = None
        if block and (blank or begins or block.heading or (scripts and _is_short_line(text, block, end))):
            yield block._replace(end=end)
            block = None
        if not blank:
            block = block or _opened(at, bare, begins, heading=bool(heading))
            end = at + len(bare)
        at += len(line)
    if block:
        yield block._replace(end=end)


_REFERENCE = expression(
    r"[a-z]\W{1,3}(?:(?:sub-?)?sections?|articles?|(?:sub-?)?clauses?|paragraphs?|exhibits?|annex"
    r"|schedules?|appendix"
    r"|attachments?)$",
    re.IGNORECASE,
)
_LONGEST_REFERENCE = 18


def _continues(text: str, block: _Block, end: int, line: str) -> bool:
    """Whether a line that looks like an item goes on with the one before it."""
    return _refers(text, block, end) or _names(text, block, end, line) or _comments(text, block, end, line)


def _refers(text: str, block: _Block, end: int) -> bool:
    """Whether a line ends in the middle of a reference ("under Section"), whose number begins the next."""
    return bool(_REFERENCE.search(text, max(block.start, end - _LONGEST_REFERENCE), end))


_NAMED = expression(r"[ \t>]*(?:section|article|clause|chapter|part)[ \t]", re.IGNORECASE)
_BEFORE_NAME = expression(
    r"[a-z,)][ \t](?:this|these|the|in|of|under|by|with|per|to|and|or|from|through|see|than)$", re.IGNORECASE
)
_LONGEST_BEFORE_NAME = 12


def _names(text: str, block: _Block, end: int, line: str) -> bool:
    """Whether a line ends before what it names ("granted in this"), which begins the next ("Section 1")."""
    start = max(block.start, end - _LONGEST_BEFORE_NAME)
    return bool(_NAMED.match(line) and _BEFORE_NAME.search(text, start, end))


def _comments(text: str, block: _Block, end: int, line: str) -> bool:
    """Whether a line goes on with a sentence of a comment, each line of which begins with a star."""
    if text[end - 1] in ".:;!?":
        return False
    if line.startswith(" * ") and _has_star(text, block, end):
        return True
    # At the very beginning of a text the space before the first star is often cut off.
    indent = block.indent or int(block.start == 0)
    if block.marker != "*" or not line.startswith(" " * indent + "* "):
        return False
    return indent == 1 or _is_in_comment(text, block)


def _has_star(text: str, block: _Block, end: int) -> bool:
    """Whether the last line of a block holds the star of a comment that was joined to other words."""
    return text.find(" * ", max(block.body, text.rfind("\n", block.start, end)), end) > 0


_LONGEST_COMMENT = 20_000


def _is_in_comment(text: str, block: _Block) -> bool:
    """Whether a block stands under the opening of a comment that is not closed yet."""
    opened = text.rfind("/*", max(0, block.start - _LONGEST_COMMENT), block.start)
    column = opened - text.rfind("\n", 0, opened) - 1
    return opened >= 0 and column == block.indent - 1 and text.find("*/", opened + 1, block.start) < 0


def _opened(at: int, bare: str, begins: re.Match[str] | None, *, heading: bool) -> _Block:
    """A new block; its end is not known yet."""
    indent = len(bare) - len(bare.lstrip())
    marker = begins.group().strip() if begins and not heading else None
    body = at + (begins.end() if begins else indent)
    return _Block(at + indent, body, body, marker, heading, indent)


def _is_short_line(text: str, block: _Block, end: int) -> bool:
    """Whether the block's last line, in a script without spaces, is too short to be a wrapped one."""
    last = text[max(block.start, text.rfind("\n", block.start, end) + 1) : end]
    return len(last) < _FULL_LINE and any(map(is_cjk, last)) and not _IS_PUNCTUATED.search(last)


def _sentence_spans(text: str, block: _Block) -> Iterator[tuple[int, int]]:
    """The sentences of a block; its list marker belongs to the first."""
    first, body, end = block.start, block.body, block.end
    if _is_row(block):
        yield first, end
        return
    for match in _ENDS.finditer(text, body, end):
        if _cuts(text, match, body, end):
            yield from _trimmed(text, first, match.end())
            first = match.end()
    yield from _trimmed(text, first, end)


def _cuts(text: str, match: re.Match[str], body: int, end: int) -> bool:
    """Whether what may end a sentence of a block does: a full stop, or a colon within a line."""
    at, after = match.span()
    if text[at] == ".":
        return _is_end(text, at, after, end)
    if text[at] == ":" and after == at + 1:
        return bool(_FOLLOWING.search(text, max(body, after - _FOLLOWING_LENGTH), after))
    return True


# "The purposes of Annex A." ends there, "A. Smith" does not.
_LABELLED = expression(
    r"[a-z,;)][ \t\n](?:annex|appendix|attachment|exhibit|part|schedule|section|tier)[ \t\n][a-z]$",
    re.IGNORECASE,
)
_LAST_WORD = expression(r"(?<![\w.])[\w.]+$")


def _is_end(text: str, dot: int, after: int, end: int) -> bool:
    """Whether a full stop ends a sentence."""
    before = _LAST_WORD.search(text, max(0, dot - 24), dot)
    word = before.group().lower() if before else ""
    rest = text[after : min(end, after + 40)].lstrip()
    if word in _BEFORE_NUMBER:
        return not rest[:1].isdigit()
    if len(word) == 1 and word.isalpha() and not _LABELLED.search(text, max(0, dot - 24), dot):
        return False
    if word in _ABBREVIATIONS:
        return False
    return not rest[:1].islower()


def _is_row(block: _Block) -> bool:
    """Whether a block is a row of a table that is read as a whole."""
    return block.marker == _ROW and block.start == block.body


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends, unless nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Places of sentences, list items and headings in order; together they hold every word.

    Parameters:
        text: any text.
    """
    return tuple(span for block in _blocks(text, rows(text)) for span in _sentence_spans(text, block))


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
    found: list[Unit] = []
    stems: list[Stem] = []
    heading: tuple[int, int] | None = None
    listed = False
    blocks = tuple(_blocks(text, rows(text) if table is None else table))
    for block, then in zip(blocks, (*blocks[1:], None), strict=False):
        level, lettered = _level(text, block), bool(_LETTERED.match(block.marker or ""))
        if level == 0 and stems and block.marker is None and block.indent >= stems[-1].indent + _INDENTED:
            level = None  # an item without a mark
        spans = tuple(_sentence_spans(text, block))
        number = _number(block)
        while stems and level is not None and (level == 0 or not stems[-1].holds(level, lettered, number)):
            stems.pop()
        listed, last = len(spans) == 1 and are_siblings(block.marker, then.marker if then else None), listed
        is_item = stems or listed or (last and len(spans) == 1 and not _is_above(text, level, then))
        title = _title(text, block, spans) if block.heading or not is_item else None
        if title:
            heading, stems = title, []
        for span in spans:
            before = taken_up(text, span, found[-1][:2] if found else None)
            if before and goes_on_counting(text, span):
                before = (*found[-1].stems[len(stems) :], *before)[-_MOST_BEFORE:]
            if not before and stems and block.marker is None and text[span[0]].islower():
                before = _items_of(text, stems[-1].span, found)
            found.append(Unit(*span, (*(stem.span for stem in stems), *before), heading))
            opens = _breaks_off(text, *span)
            opens = opens or (span[1] == block.end and _goes_on(text, span, then))
            inline = _before_first_item(text, span, then) if not opens and span[1] == block.end else None
            if inline or (opens and _ENDS_LINE.match(text, span[1])):
                kept = (stem for stem in stems if stem.holds(level or 0, lettered, number))
                first = _level(text, then) if then and then.marker else None
                awaited = 1 if then and level and first == level and _number(then) == 1 else 0
                stems = [
                    *kept,
                    Stem(level or 0, lettered, first or 0, inline or span, block.indent, awaited),
                ]
        stems = [stem.awaiting(level, number) for stem in stems]
    return tuple(found)


_CONDITIONAL = expression(r"\b(?:if|where|when|whenever|once|unless|in case|in the event)\b", re.IGNORECASE)


def _items_of(text: str, stem: tuple[int, int], found: Sequence[Unit]) -> tuple[tuple[int, int], ...]:
    """The last of a list of conditions: what goes on behind them in lower case ends their sentence."""
    if not _CONDITIONAL.search(text, *stem):
        return ()
    items = takewhile(lambda unit: stem in unit.stems, reversed(found[-_MOST_BEFORE:]))
    return tuple(unit[:2] for unit in reversed((*items,)))


def _is_above(text: str, level: int | None, then: _Block | None) -> bool:
    """Whether what follows an item stands below it: a paragraph, or an item that is deeper."""
    if then is None or then.heading:
        return False
    return then.marker is None or (_level(text, then) or 0) > (level or 0)


def _breaks_off(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends as one that introduces items does."""
    last = text[end - 2 : end].lower() in {"g.", "f."} or text[end - 1] in _STEM_LAST
    return last and bool(_STEM_END.search(text, max(start, end - _STEM_REACH), end))


def _number(block: _Block) -> int:
    """The number that a block is marked with; 0 where it is none of its own."""
    found = _COUNTED.match(block.marker or "")
    return int(found.group(1)) if found else 0


_COUNTED = expression(r"\(?([0-9]{1,3})[.)]?$")
_INDENTED = 2  # spaces


_LETTERED = expression(r"\W{0,4}[a-zA-Z]")


_FIRST_ITEM = expression(r"\s\((?:i|a|1|A|I)\)\s")


def _before_first_item(text: str, span: tuple[int, int], then: _Block | None) -> tuple[int, int] | None:
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


def _goes_on(text: str, span: tuple[int, int], then: _Block | None) -> bool:
    """Whether a sentence breaks off, and the next block is an item that goes on with it in lower case."""
    if then is None or then.marker is None:
        return False
    if text[span[1] - 1] == ".":
        return bool(_ANNOUNCES.search(text, max(span[0], span[1] - _ANNOUNCED), span[1]))
    if not text[then.body : then.body + 1].islower():
        return False
    return text[span[1] - 1].isalnum() and text.count(" ", *span) >= _LEAST_STEM_WORDS - 1


def _level(text: str, block: _Block) -> int | None:
    """How deep a block stands: 0 for a paragraph, then by the kind of its marker; 3.1.2 is below 3.1.

    None for a paragraph that goes on with what came before: it begins in lower case.
    """
    if block.marker is None:
        return None if text[block.start].islower() else 0
    if block.marker.startswith("第") or block.marker[:4].isalpha():
        return 0
    return depth(block.marker.strip(" \t>"), block.indent)


def _title(text: str, block: _Block, spans: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """The heading a block is, or begins with ("3. Disclaimer. The software ..."); None for plain text."""
    if block.heading:
        return block.start, block.end
    if _is_row(block):
        return None
    if len(spans) > 1 and NUMBERED <= (_level(text, block) or 0) < LETTER:
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
