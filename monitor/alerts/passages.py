"""Which words of a change to quote: whole sentences, the weightiest first, as many as a reader will take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from monitor.reports.plain import one_line, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.records import Change, Hunk

Marked: TypeAlias = "tuple[tuple[bool, str], ...]"
"""A passage in stretches, each with whether its words are part of the change."""

BUDGET = 2200
"""Characters quoted of one change: about thirty lines."""

LONGEST = 6000
"""Characters of the longest single passage quoted: a sentence is never cut, but one of a book is left out."""

SWAPS_SHOWN = 4
"""Exchanged words named apart under one passage."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One difference, ready to be shown.

    Parameters:
        document: where it stands.
        before, after: whole sentences in stretches; empty where there is none.
        moved: the words are the same, at another place.
        swaps: the words exchanged inside, as pairs of old and new; empty when whole sentences came or went.
    """

    document: str
    before: Marked = ()
    after: Marked = ()
    moved: bool = False
    swaps: tuple[tuple[str, str], ...] = ()


def passages(change: Change, budget: int = BUDGET) -> tuple[tuple[Passage, ...], int]:
    """The differences to quote, in reading order, and how many are left out.

    Those that hold the words of a changed term come first; then whatever there is room for.
    """
    hunks = [
        (one.document, hunk) for one in change.documents if one.diff is not None for hunk in one.diff.hunks
    ]
    quotes = [_flat(quote) for one in change.fields for quote in (one.before_quote, one.after_quote) if quote]
    order = sorted(range(len(hunks)), key=lambda at: (not _holds(hunks[at][1], quotes), at))
    taken: list[int] = []
    room = budget
    for at in order:
        size = len(hunks[at][1].before) + len(hunks[at][1].after)
        if size <= room or (not taken and size <= LONGEST):
            taken.append(at)
            room -= size
    return tuple(_passage(*hunks[at]) for at in sorted(taken)), len(hunks) - len(taken)


def shows(shown: Iterable[Passage], quote: str) -> bool:
    """Whether a quote can be read in the passages already."""
    flat = _flat(quote)
    sides = (side for one in shown for side in (one.before, one.after))
    return any(flat in _flat("".join(text for _, text in side)) for side in sides)


def _holds(hunk: Hunk, quotes: Sequence[str]) -> bool:
    sides = [_flat(side) for side in (hunk.before, hunk.after) if side]
    return any(quote in side or side in quote for quote in quotes for side in sides)


def _passage(document: str, hunk: Hunk) -> Passage:
    marks = [(kind, _spaced(text)) for kind, text in hunk.marks]
    inside = any(kind == "equal" for kind, _ in marks)
    return Passage(
        document=one_line(document),
        before=_side(marks, "delete", hunk.before),
        after=_side(marks, "insert", hunk.after),
        moved=hunk.kind == "move",
        swaps=tuple(_swaps(marks))[:SWAPS_SHOWN] if inside else (),
    )


def _side(marks: Sequence[tuple[str, str]], changed: str, whole: str) -> Marked:
    """One side in stretches; without marks inside, the whole of it."""
    if not whole.strip():
        return ()
    stretches = tuple((kind == changed, text) for kind, text in marks if kind in {"equal", changed})
    if _flat("".join(text for _, text in stretches)) == _flat(whole):
        return stretches
    return ((True, _spaced(whole).strip()),)


def _swaps(marks: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    old = new = ""
    for kind, text in (*marks, ("equal", "")):
        if kind == "delete":
            old += text
        elif kind == "insert":
            new += text
        elif old.strip() or new.strip():
            yield old.strip(), new.strip()
            old = new = ""


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", safe(text))


def _flat(text: str) -> str:
    return _spaced(text).strip()
