"""Looks for patterns in the windows of a text, one alternative at a time and only where it can be. Pure.

A pattern of forty alternatives is tried by `re` at every character with all forty of them. Here those alone
are tried of which the window holds what they need, and one that itself begins with alternatives is tried
where these begin. What is found is what the whole pattern would find: of all alternatives the one that begins
first, and of those that begin together the one that is written first.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from monitor.finder import Met
    from monitor.patterns import Pattern


class Seeker:
    """Remembers what it has seen of some windows.

    Parameters:
        texts: the windows.
        met: which of them hold what.
    """

    def __init__(self, texts: Sequence[str], met: Met) -> None:
        self._texts, self._met = texts, met
        self._likely: dict[Pattern, list[tuple[int, Pattern]]] = {}
        self._begins: dict[tuple[Pattern, int], list[int]] = {}

    def search(self, pattern: Pattern, index: int, at: int = 0) -> re.Match[str] | None:
        """Where a pattern is first found in a window.

        Parameters:
            pattern: any.
            index: of the window.
            at: where to begin.
        """
        best: re.Match[str] | None = None
        for part in self._parts(pattern, index):
            hit = self._first(part, index, at)
            if hit and (best is None or hit.start() < best.start()):
                best = hit
        return best

    def holds(self, pattern: Pattern, index: int) -> bool:
        """Whether a window holds a pattern at all.

        Parameters:
            pattern: any.
            index: of the window.
        """
        return any(self._first(part, index, 0) for part in self._parts(pattern, index))

    def _parts(self, pattern: Pattern, index: int) -> Iterator[Pattern]:
        """The alternatives that a window may hold."""
        likely = self._likely.get(pattern)
        if likely is None:
            masks = ((self._met.where(part.need), part) for part in pattern.parts)
            likely = [(mask, part) for mask, part in masks if mask]
            self._likely[pattern] = likely
        return (part for mask, part in likely if mask >> index & 1)

    def _first(self, part: Pattern, index: int, at: int) -> re.Match[str] | None:
        """Where one alternative is first found."""
        if part.lead is None:
            return part.regex.search(self._texts[index], at)
        begins = self._beginnings(part.lead, index)
        tries = (part.regex.match(self._texts[index], begin) for begin in begins[bisect_left(begins, at) :])
        return next(filter(None, tries), None)

    def _beginnings(self, pattern: Pattern, index: int) -> list[int]:
        """All places of a window where a pattern begins."""
        key = (pattern, index)
        if key not in self._begins:
            found: set[int] = set()
            for part in self._parts(pattern, index):
                found.update(self._places(part, index))
            self._begins[key] = sorted(found)
        return self._begins[key]

    def _places(self, part: Pattern, index: int) -> Iterator[int]:
        text = self._texts[index]
        if part.lead is not None:
            for begin in self._beginnings(part.lead, index):
                if part.regex.match(text, begin):
                    yield begin
            return
        hit = part.regex.search(text)
        while hit:
            yield hit.start()
            hit = part.regex.search(text, hit.start() + 1) if hit.start() < len(text) else None
