"""Looks for patterns in the windows of a text, one alternative at a time and only where it can be. Pure.

A pattern of forty alternatives is tried by `re` at every character with all forty of them. Here those alone
are tried of which the window holds what they need, and one that itself begins with alternatives is tried
where these begin. What is found is what the whole pattern would find: of all alternatives the one that begins
first, and of those that begin together the one that is written first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from monitor.finder import Met
    from monitor.patterns import Pattern


Likely: TypeAlias = "list[tuple[int, Pattern]]"
"""Alternatives in order, each with the windows that may hold it, as bits."""


class Seeker:
    """Remembers what it has seen of some windows.

    Parameters:
        texts: the windows.
        met: which of them hold what.
    """

    def __init__(self, texts: Sequence[str], met: Met) -> None:
        self._texts, self._met = texts, met
        self._likely: dict[Pattern, Likely] = {}
        self._begins: dict[tuple[Pattern, int], list[int]] = {}

    def likely(self, pattern: Pattern) -> Likely:
        """The alternatives of a pattern that any window may hold.

        Parameters:
            pattern: any.
        """
        known = self._likely.get(pattern)
        if known is None:
            masks = map(self._met.where, pattern.needs)
            known = [(mask, pattern.parts[at]) for at, mask in enumerate(masks) if mask]
            self._likely[pattern] = known
        return known

    def search(self, likely: Likely, index: int, at: int = 0) -> re.Match[str] | None:
        """Where a pattern is first found in a window.

        Parameters:
            likely: its alternatives.
            index: of the window.
            at: where to begin.
        """
        best: re.Match[str] | None = None
        bit = 1 << index
        for mask, part in likely:
            if mask & bit:
                hit = self._first(part, index, at)
                if hit and (best is None or hit.start() < best.start()):
                    best = hit
        return best

    def holds(self, likely: Likely, index: int) -> bool:
        """Whether a window holds a pattern at all.

        Parameters:
            likely: its alternatives.
            index: of the window.
        """
        bit = 1 << index
        for mask, part in likely:  # noqa: SIM110 - most often tried of all, and a generator takes longer
            if mask & bit and self._first(part, index, 0):
                return True
        return False

    def _first(self, part: Pattern, index: int, at: int) -> re.Match[str] | None:
        """Where one alternative is first found."""
        if part.begins_text:  # the engine would try everywhere else too
            return None if at else part.regex.match(self._texts[index])
        if part.lead is None:
            return part.regex.search(self._texts[index], at)
        text, match = self._texts[index], part.regex.match
        for begin in self._beginnings(part.lead, index):
            if begin >= at and (hit := match(text, begin)):
                return hit
        return None

    def _beginnings(self, pattern: Pattern, index: int) -> list[int]:
        """All places of a window where a pattern begins."""
        key = (pattern, index)
        if key not in self._begins:
            found: set[int] = set()
            for mask, part in self.likely(pattern):
                if mask >> index & 1:
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
