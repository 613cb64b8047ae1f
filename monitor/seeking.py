"""Looks for patterns in the windows of a text, one alternative at a time and only where it can be. Pure.

A pattern of forty alternatives is tried by `re` at every character with all forty of them. Here those alone
are tried of which the window holds what they need, and one that itself begins with alternatives is tried
where these begin. What is found is what the whole pattern would find: of all alternatives the one that begins
first, and of those that begin together the one that is written first.
"""

from __future__ import annotations

from bisect import bisect_left

from monitor.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from monitor.finder import Met
    from monitor.patterns import Pattern


Likely: TypeAlias = "tuple[list[tuple[int, int]], Sequence[Pattern]]"
"""Alternatives in order, each as the windows that may hold it, as bits, and its place among all of them."""


class _Alternatives(dict["Pattern", Likely]):
    """The alternatives of patterns that any window may hold.

    Parameters:
        met: which windows hold what.
    """

    def __init__(self, met: Met) -> None:
        super().__init__()
        self._met = met

    def __missing__(self, pattern: Pattern) -> Likely:
        """Those of a pattern that is looked for first."""
        masks = self._met.each(pattern.needs)
        found = [(mask, at) for at, mask in enumerate(masks) if mask]
        self[pattern] = likely = found, pattern.parts
        return likely


class Seeker:
    """Remembers what it has seen of some windows.

    Parameters:
        texts: the windows.
        met: which of them hold what.
    """

    def __init__(self, texts: Sequence[str], met: Met) -> None:
        self._texts = texts
        self._likely = _Alternatives(met)
        self._begins: dict[tuple[Pattern, int], list[int]] = {}

    def search(self, pattern: Pattern, index: int, at: int = 0) -> re.Match[str] | None:
        """Where a pattern is first found in a window.

        Parameters:
            pattern: any.
            index: of the window.
            at: where to begin.
        """
        best: re.Match[str] | None = None
        bit = 1 << index
        likely, parts = self._likely[pattern]
        for mask, number in likely:
            if mask & bit:
                hit = self._first(parts[number], index, at)
                if hit and (best is None or hit.start() < best.start()):
                    best = hit
        return best

    def found(self, pattern: Pattern, index: int, at: int = 0) -> re.Match[str] | None:
        """Where some alternative of a pattern is found in a window, whichever is tried first.

        Parameters:
            pattern: any.
            index: of the window.
            at: where to begin.
        """
        bit = 1 << index
        likely, parts = self._likely[pattern]
        for mask, number in likely:
            if mask & bit and (hit := self._first(parts[number], index, at)):
                return hit
        return None

    def _first(self, part: Pattern, index: int, at: int) -> re.Match[str] | None:
        """Where one alternative is first found."""
        if part.begins_text:  # the engine would try everywhere else too
            return None if at else part.regex.match(self._texts[index])
        text = self._texts[index]
        if part.lead is None:
            return part.regex.search(text, at) if self._may_follow(part, index, at) else None
        begins = self._tried(part, part.lead, index, at)
        if begins:
            match = part.regex.match
            for begin in begins:
                if hit := match(text, begin):
                    return hit
        return None

    def _tried(self, part: Pattern, lead: Pattern, index: int, at: int = 0) -> Sequence[int]:
        """The places of a window where one alternative may begin: the whole is made and tried there alone."""
        begins, behind = self._beginnings(lead, index), part.behind
        if at:
            begins = begins[bisect_left(begins, at) :]
        if not (begins and behind):
            return begins
        places, (_, least, most) = self._beginnings(behind.pattern, index), behind
        return [
            begin
            for begin in begins
            if (place := bisect_left(places, begin + least)) < len(places) and places[place] <= begin + most
        ]

    def _may_follow(self, part: Pattern, index: int, at: int) -> bool:
        """Whether what one alternative holds stands far enough behind a place of a window."""
        if part.behind is None:
            return True
        places = self._beginnings(part.behind.pattern, index)
        return bool(places) and places[-1] >= at + part.behind.least

    def _beginnings(self, pattern: Pattern, index: int) -> list[int]:
        """All places of a window where a pattern begins."""
        key = (pattern, index)
        known = self._begins.get(key)
        if known is None:
            found: set[int] = set()
            bit = 1 << index
            likely, parts = self._likely[pattern]
            for mask, number in likely:
                if mask & bit:
                    found.update(self._places(parts[number], index))
            known = self._begins[key] = sorted(found)
        return known

    def _places(self, part: Pattern, index: int) -> list[int]:
        """All places of a window where one alternative begins."""
        text = self._texts[index]
        if part.lead is not None:
            begins = self._tried(part, part.lead, index)
            return [begin for begin in begins if part.regex.match(text, begin)]
        if not self._may_follow(part, index, 0):
            return []
        found, search = [], part.regex.search
        hit = search(text)
        while hit:
            at = hit.start()
            found.append(at)
            hit = search(text, at + 1) if at < len(text) else None
        return found
