"""Pages of a printed document to running text: what layout broke is joined, what it added is dropped.

A PDF knows lines on pages and no sentences. Page numbers, running heads and feet stand in the middle of
sentences that go on over the page, words are divided at line ends, and every line ends in a break.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PAGE_NUMBER = re.compile(
    r"[-–—\s]{0,4}(?:page\s{1,3})?\d{1,4}(?:\s{0,3}(?:/|of)\s{0,3}\d{1,4})?[-–—\s]{0,4}"
    r"|第\s{0,2}\d{1,4}\s{0,2}页",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_DIVIDED = re.compile(r"[a-z]{2}[-\u2010\u00ad]$")
_ENDS = re.compile(r"[.;:!?。；：！？][”\"')）]?$")
_ITEM = re.compile(
    r"[-*•·●▪]\s|\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?:\s|$)"
    r"|第[一二三四五六七八九十\d]{1,4}[条章节]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
)
_CJK_END, _CJK_START = (
    re.compile(r"[\u3000-\u9fff\uff00-\uffef]$"),
    re.compile(r"[\u3000-\u9fff\uff00-\uffef]"),
)
_EDGE = 2  # lines of a page that may be its head, and as many that may be its foot
_FULL = 0.7  # a line that reaches this part of the usual width was broken by the layout


def flowing(pages: Sequence[str]) -> str:
    """Running text of a document's pages, a blank line between paragraphs and list items.

    Parameters:
        pages: the text of each page, one line of the layout a line.
    """
    lines = [line for page in _without_margins(pages) for line in page]
    full = _width(lines) * _FULL
    out: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if _DIVIDED.search(before) and line[0].islower():
            out[-1] = out[-1][:-1]
        out += [_between(before, line, full), line]
    return "".join(out)


def _without_margins(pages: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each page without page numbers, and with a head or foot that repeats only once."""
    split = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    shapes = Counter(shape for lines in split for shape in {_shape(lines[at]) for at in _edge(lines)})
    repeated = {shape for shape, count in shapes.items() if count > 2 and count * 2 > len(split)}
    offset = _offset(split)
    told: set[str] = set()
    for page, lines in enumerate(split):
        kept = []
        for at, line in enumerate(lines):
            shape = _shape(line)
            edge = at in _edge(lines)
            if edge and (_number(line, page) == offset or shape in told):
                continue
            told |= {shape} & repeated
            kept.append(line)
        yield kept


def _offset(split: Sequence[Sequence[str]]) -> int:
    """By how much the printed page numbers differ from the count of pages; 1 where they begin with 1."""
    found = Counter(
        offset
        for page, lines in enumerate(split)
        for at in _edge(lines)
        if (offset := _number(lines[at], page)) is not None
    )
    offset, count = found.most_common(1)[0] if found else (1, 0)
    return offset if count > 1 else 1


def _number(line: str, page: int) -> int | None:
    """What a line that is a page number is ahead of the count of pages; None for any other line."""
    if not _PAGE_NUMBER.fullmatch(line):
        return None
    return int(_NUMBER.findall(line)[0]) - page


def _edge(lines: Sequence[str]) -> set[int]:
    """Where the first and last lines of a page are."""
    count = len(lines)
    return {at for at in range(count) if at < _EDGE or at >= count - _EDGE}


def _shape(line: str) -> str:
    """A line with its numbers taken out: heads that count pages are alike."""
    return _NUMBER.sub("#", line)


def _width(lines: Sequence[str]) -> int:
    """The length of a full line: nine tenths of the lines are no longer."""
    lengths = sorted(map(len, lines))
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _between(before: str, line: str, full: float) -> str:
    """What stands between two lines: nothing in a divided word, a space in a paragraph, else a blank line."""
    if not before:
        return ""
    if _ITEM.match(line):
        return "\n\n"
    broken = len(before) >= full
    if _DIVIDED.search(before) and line[0].islower():
        return ""
    if not broken and (_ENDS.search(before) or not line[0].islower()):
        return "\n\n"
    return "" if _CJK_END.search(before) and _CJK_START.match(line) else " "
