"""Words on a terminal of a given width: wrapping by display cells, colour where it is wanted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Run: TypeAlias = "tuple[str, str]"
"""A stretch of text and the name of its ink."""

INKS = {
    "": "",
    "bold": "1",
    "dim": "2",
    "good": "1;32",
    "warn": "1;33",
    "bad": "1;31",
    "insert": "32",
    "delete": "31",
    "label": "36",
}
"""SGR parameters (ECMA-48) by name; meaning is never carried by colour alone."""

_CLOSING = frozenset("，。、；：？！）】」』》〉”’％")
_JOINTS = frozenset("-/_")
_ATOM = re.compile(r"\s+|\S")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on.

    Parameters:
        width: in display cells.
        color: whether escape sequences may be written.
    """

    width: int = 88
    color: bool = False

    def ink(self, text: str, name: str) -> str:
        """The text in a colour, or as it is on paper without colour."""
        code = INKS[name]
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text


def cells(text: str) -> int:
    """How many columns a terminal gives the text (UAX #11: wide and full-width characters take two)."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def flow(
    runs: Iterable[Run], paper: Paper, *, first: str = "", rest: str | None = None, least: int = 20
) -> list[str]:
    """Wrap a paragraph.

    Lines break at spaces and between wide characters; a word is divided only when it is wider than the paper.

    Parameters:
        runs: the paragraph, in stretches of one ink each.
        first: what the first line begins with.
        rest: what every other line begins with; spaces as wide as `first` when None.
        least: cells that a line has at least, however narrow the paper is.
    """
    hang = " " * cells(first) if rest is None else rest
    room = max(paper.width - max(cells(first), cells(hang)), least)
    lines = [_painted(line, paper) for line in _lines(_words(runs, room), room)] or [""]
    return [(first if i == 0 else hang) + line for i, line in enumerate(lines)]


MARGIN = 9
"""Columns that the labels of a sheet stand in."""


def labelled(label: str, runs: Iterable[Run], paper: Paper, *, margin: int = MARGIN) -> list[str]:
    """A paragraph with a word in its margin (`Why      ...`), continued under itself."""
    shown = label if cells(label) < margin else f"{label} "
    gap = " " * max(margin - cells(shown), 0)
    lines = flow(runs, paper, first=" " * cells(shown + gap), rest=" " * margin)
    return [paper.ink(shown, "label") + gap + lines[0][len(shown + gap) :], *lines[1:]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a run for each column, and a paragraph beneath that uses the whole width."""

    columns: tuple[Run, ...]
    beneath: tuple[Run, ...] = ()


def table(head: Sequence[str], rows: Sequence[Row], paper: Paper) -> list[str]:
    """A table without vertical lines; too wide columns are wrapped, the widest first."""
    widths = _fitted(
        [max([cells(name), *(cells(row.columns[at][0]) for row in rows)]) for at, name in enumerate(head)],
        paper.width,
    )
    lines = _row([(name, "bold") for name in head], widths, paper)
    lines.append(paper.ink("─" * min(sum(widths) + _GAP * (len(widths) - 1), paper.width), "dim"))
    for row in rows:
        lines += _row(row.columns, widths, paper)
        if row.beneath:
            lines += flow(row.beneath, paper, first="    ")
    return lines


_GAP = 2
_NARROWEST = 10


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths, with the widest taken in until all fit (or nothing more can be taken)."""
    spare = room - _GAP * (len(widths) - 1)
    fitted = list(widths)
    while sum(fitted) > spare and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _row(columns: Sequence[Run], widths: Sequence[int], paper: Paper) -> list[str]:
    """The lines of one row; every column is wrapped in its own width."""
    wrapped = [
        flow([(text, "")], Paper(width), least=1) for (text, _), width in zip(columns, widths, strict=True)
    ]
    lines = []
    for at in range(max(map(len, wrapped))):
        parts = []
        for (_, ink), width, column in zip(columns, widths, wrapped, strict=True):
            text = column[at] if at < len(column) else ""
            parts.append(paper.ink(text, ink) + " " * (width - cells(text)))
        lines.append((" " * _GAP).join(parts).rstrip())
    return lines


def _cells(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _words(runs: Iterable[Run], room: int) -> Iterator[tuple[bool, list[Run]]]:
    """Unbreakable stretches, each with whether a space stands before it."""
    word: list[Run] = []
    spaced = False
    used = 0
    for char, ink in ((atom, ink) for text, ink in runs for atom in _ATOM.findall(text)):
        if word and (char.isspace() or used + cells(char) > room or _may_part(word, char)):
            yield spaced, word
            word, spaced, used = [], False, 0
        if char.isspace():
            spaced = True
        else:
            word.append((char, ink))
            used += cells(char)
    if word:
        yield spaced, word


def _may_part(word: Sequence[Run], after: str) -> bool:
    """Whether a line may end before a character that no space parts from the word.

    Beside a wide character, but not before a stop; and after the hyphens and slashes that join names.
    What begins with a bracket is a code, to be copied whole.
    """
    if word[0][0] == "[":
        return False
    before = word[-1][0]
    if 2 in (_cells(before), _cells(after)):
        return after not in _CLOSING
    return before in _JOINTS and after.isalnum() and len(word) > 1 and word[-2][0].isalnum()


def _lines(words: Iterable[tuple[bool, list[Run]]], room: int) -> Iterator[list[Run]]:
    line: list[Run] = []
    used = 0
    for spaced, word in words:
        size = sum(cells(text) for text, _ in word)
        gap = 1 if spaced and line else 0
        if line and used + gap + size > room:
            yield line
            line, used, gap = [], 0, 0
        if gap:
            line.append((" ", word[0][1] if line[-1][1] == word[0][1] else ""))
        line.extend(word)
        used += gap + size
    if line:
        yield line


def _painted(line: Sequence[Run], paper: Paper) -> str:
    parts: list[Run] = []
    for text, ink in line:
        if parts and parts[-1][1] == ink:
            parts[-1] = (parts[-1][0] + text, ink)
        else:
            parts.append((text, ink))
    return "".join(paper.ink(text, ink) for text, ink in parts)
