"""Text cut into sentences, list items, headings and rows.

Pure. All offsets are Unicode code points of the text given. Nothing here cuts text off.
"""

from __future__ import annotations

import re

from monitor.expressions import expression
from monitor.folding import is_cjk
from monitor.stems import depth
from monitor.tables import rows
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.tables import Row


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
    r"[-*+•·●○▪■◦‣∙–—➢➤►▶][ \t]+"
    r"|[✔✓✅☑✘✗✖❌✕🚫⛔]\ufe0f?[ \t]*(?=\S)"
    r"|\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)\]、．][ \t]+(?=\S)"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}[ \t]+(?=\S)"
    r"|[0-9]{1,2}[.、．](?=[^\s0-9.])"
    r"|[A-Z]\.[0-9]{1,2}[.):]?[ \t]+(?=\S)"
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


class Block(NamedTuple):
    """Consecutive lines that belong together: a paragraph, a list item or a heading.

    `body` is where the words behind the list marker begin.
    """

    start: int
    body: int
    end: int
    marker: str | None
    heading: bool
    indent: int


def blocks(text: str, table: Iterable[Row]) -> Iterator[Block]:
    """Cut a text into blocks at blank lines, list markers, headings and rows of tables.

    Parameters:
        text: any text.
        table: the rows of its tables.
    """
    block: Block | None = None
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
            yield Block(begin, begin, skip, _ROW, heading=False, indent=0)
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


def _continues(text: str, block: Block, end: int, line: str) -> bool:
    """Whether a line that looks like an item goes on with the one before it."""
    return _refers(text, block, end) or _names(text, block, end, line) or _comments(text, block, end, line)


def _refers(text: str, block: Block, end: int) -> bool:
    """Whether a line ends in the middle of a reference ("under Section"), whose number begins the next."""
    return bool(_REFERENCE.search(text, max(block.start, end - _LONGEST_REFERENCE), end))


_NAMED = expression(r"[ \t>]*(?:section|article|clause|chapter|part)[ \t]", re.IGNORECASE)
_BEFORE_NAME = expression(
    r"[a-z,)][ \t](?:this|these|the|in|of|under|by|with|per|to|and|or|from|through|see|than)$", re.IGNORECASE
)
_LONGEST_BEFORE_NAME = 12


def _names(text: str, block: Block, end: int, line: str) -> bool:
    """Whether a line ends before what it names ("granted in this"), which begins the next ("Section 1")."""
    start = max(block.start, end - _LONGEST_BEFORE_NAME)
    return bool(_NAMED.match(line) and _BEFORE_NAME.search(text, start, end))


def _comments(text: str, block: Block, end: int, line: str) -> bool:
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


def _has_star(text: str, block: Block, end: int) -> bool:
    """Whether the last line of a block holds the star of a comment that was joined to other words."""
    return text.find(" * ", max(block.body, text.rfind("\n", block.start, end)), end) > 0


_LONGEST_COMMENT = 20_000


def _is_in_comment(text: str, block: Block) -> bool:
    """Whether a block stands under the opening of a comment that is not closed yet."""
    opened = text.rfind("/*", max(0, block.start - _LONGEST_COMMENT), block.start)
    column = opened - text.rfind("\n", 0, opened) - 1
    return opened >= 0 and column == block.indent - 1 and text.find("*/", opened + 1, block.start) < 0


def _opened(at: int, bare: str, begins: re.Match[str] | None, *, heading: bool) -> Block:
    """A new block; its end is not known yet."""
    indent = len(bare) - len(bare.lstrip())
    marker = begins.group().strip() if begins and not heading else None
    body = at + (begins.end() if begins else indent)
    return Block(at + indent, body, body, marker, heading, indent)


def _is_short_line(text: str, block: Block, end: int) -> bool:
    """Whether the block's last line, in a script without spaces, is too short to be a wrapped one."""
    last = text[max(block.start, text.rfind("\n", block.start, end) + 1) : end]
    return len(last) < _FULL_LINE and any(map(is_cjk, last)) and not _IS_PUNCTUATED.search(last)


def sentence_spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The sentences of a block; its list marker belongs to the first.

    Parameters:
        text: the block is of.
        block: a paragraph, an item, a heading or a row.
    """
    first, body, end = block.start, block.body, block.end
    if is_row(block):
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


def is_row(block: Block) -> bool:
    """Whether a block is a row of a table that is read as a whole.

    Parameters:
        block: any.
    """
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
    return tuple(span for block in blocks(text, rows(text)) for span in sentence_spans(text, block))


def depth_of(text: str, block: Block) -> int | None:
    """How deep a block stands: 0 for a paragraph, then by the kind of its marker; 3.1.2 is below 3.1.

    None for a paragraph that goes on with what came before: it begins in lower case.

    Parameters:
        text: the block is of.
        block: any.
    """
    if block.marker is None:
        return None if text[block.start].islower() else 0
    if block.marker.startswith("第") or block.marker[:4].isalpha():
        return 0
    return depth(block.marker.strip(" \t>"), block.indent)
