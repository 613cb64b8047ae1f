"""Where words stand: the whole sentence around a quote, its section and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.hanging import units
from monitor.records import Role
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from monitor.records import Document, Inspection, Reason

_LONGEST = 420
"""Characters of a sentence that are shown; some licences have sentences of a page."""

_LONGEST_TITLE = 40

_units = lru_cache(maxsize=4)(units)
"""A report quotes the same few texts again and again; to cut one into sentences takes long."""

_NUMBER = re.compile(
    r"[\s#>*_(\[-]{0,8}(?:(?:section|article|clause|art\.)\s{1,3})?"
    r"(\d{1,3}(?:\.\d{1,3}){0,4}|[ivxIVX]{1,6}(?=[.)])|[a-zA-Z](?=[.)])|第[一二三四五六七八九十百\d]{1,4}[条章节款])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document and where they stand, fit to be shown.

    Parameters:
        words: the whole sentence, or as much of it around the quote as can be shown.
        place: `LICENSE, section 3, line 24`; only the document's name where the quote is not in its text.
        document: its name, as it is.
        title: whether the words are a heading, which says less than a sentence.
        span: where the whole sentence stands in the text; None where the quote is not in it.
    """

    words: str
    place: str
    document: str
    title: bool = False
    span: tuple[int, int] | None = None


def cite(text: str | None, name: str, quote: str, start: int | None = None) -> Citation:
    """The sentence a quote stands in.

    Parameters:
        text: the document's text; None when it is not at hand.
        name: the document's name.
        quote: words of the text.
        start: where they stand, where known; otherwise their first occurrence is taken.
    """
    at = text.find(quote) if text is not None and start is None and quote else start
    if text is None or at is None or at < 0 or not quote:
        return Citation(_window(one_line(quote), ""), one_line(name), name)
    unit = next((unit for unit in _units(text) if unit.start <= at < unit.end), None)
    line = text.count("\n", 0, at) + 1
    if unit is None:
        place = f"{one_line(name)}, line {line}"
        return Citation(_window(one_line(quote), ""), place, name, span=(at, at + len(quote)))
    end = max(unit.end, at + len(quote))
    section = _section(text, unit.heading, unit.start)
    place = ", ".join(filter(None, (one_line(name), section, f"line {line}")))
    title = unit.heading == (unit.start, unit.end)
    words = _window(one_line(text[unit.start : end]), one_line(quote))
    return Citation(words, place, name, title, (unit.start, end))


def cite_reason(inspection: Inspection, reason: Reason, *, most: int = 1) -> tuple[Citation, ...]:
    """The sentences that a reason of a verdict rests on: its own first, those of cards and headings last.

    Parameters:
        inspection: holds the texts and the findings that decided each term.
        reason: with a quote.
        most: how many at most.
    """
    won = inspection.sheet.won.get(reason.code, ())
    own = [one for one in won if (one.document, one.finding.quote) == (reason.document, reason.quote)]
    found = (
        [
            _cited(inspection, one.document, one.finding.quote, one.finding.start)
            for one in (*own[:1], *(one for one in won if one not in own[:1]))
        ]
        if own
        else [_cited(inspection, reason.document, reason.quote, None)]
    )
    cards = {read.document.name for read in inspection.reads if read.document.role is Role.CARD}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.title, one.document in cards)))[:most]


def _cited(inspection: Inspection, name: str, quote: str, start: int | None) -> Citation:
    document = document_named(inspection, name)
    return cite(document.text if document else None, name, quote, start)


def document_named(inspection: Inspection, name: str) -> Document | None:
    """The document of that name, or None."""
    return next((read.document for read in inspection.reads if read.document.name == name), None)


def _section(text: str, heading: tuple[int, int] | None, start: int) -> str:
    """`section 3` from the heading's number or the item's own, else the heading's words."""
    title = one_line(text[slice(*heading)]).strip(" #*_:") if heading else ""
    for candidate in (title, text[start : start + 40]):
        found = _NUMBER.match(candidate)
        if found and candidate:
            number = found.group(1)
            return number if number.startswith("第") else f"section {number}"
    # What a text begins with is its own title.
    is_title = heading is None or not text[: heading[0]].strip()
    return "" if is_title or len(title) > _LONGEST_TITLE else f"“{title}”"


def _window(sentence: str, quote: str) -> str:
    """The sentence, shortened at word boundaries around the quote when it is long."""
    if len(sentence) <= _LONGEST:
        return sentence
    at = max(sentence.find(quote), 0)
    spare = max(_LONGEST - len(quote), 0)
    first = _word_edge(sentence, max(at - spare // 3, 0), -1)
    last = _word_edge(sentence, min(first + max(_LONGEST, len(quote)), len(sentence)), 1)
    head = "… " if first else ""
    tail = " …" if last < len(sentence) else ""
    return f"{head}{sentence[first:last].strip()}{tail}"


def _word_edge(sentence: str, at: int, step: int) -> int:
    """The nearest end of a word in that direction; the place itself where words have no spaces."""
    for distance in range(40):
        place = at + step * distance
        if place <= 0 or place >= len(sentence):
            return min(max(place, 0), len(sentence))
        if sentence[place - 1].isspace() or sentence[place].isspace():
            return place
    return at
