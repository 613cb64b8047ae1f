"""Sizes of one sentence that lead to different things: above one a notice, above another a licence. Pure.

Rules look at a sentence as a whole: whatever it asks for, it asks for above each of its sizes. Where every
part of it names sizes of its own and what follows above them, each part is read for itself.
"""

from __future__ import annotations

from bisect import bisect_right

from monitor.expressions import expression
from monitor.records.frozen import replace
from monitor.typed import TYPE_CHECKING
from monitor.values import measured, triggers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.records import Finding
    from monitor.windows import Prepared

_BORDER = expression(
    r"; (?:and |but |or )?|[,.] (?:and|but|while|whereas) (?=(?:if|where|when|once|above|beyond|over|from"
    r"|those|for|licensees?|companies|organi[sz]ations|entities|users|any|products?|an?)\b)|；"
)

_MOST_SENTENCES, _MOST_PARTS = 24, 12  # to read a part for itself takes as long as to read a text of its own


def tiered(
    hits: Sequence[Finding], text: Prepared, read: Callable[[str], Sequence[Finding]]
) -> Iterator[Finding]:
    """The findings, with sizes of a sentence that parts tell apart as each part has them.

    Parameters:
        hits: what rules found.
        text: prepared.
        read: what rules find in a text.
    """
    starts = [unit.start for unit in text.units]
    sizes: dict[int, list[Finding]] = {}
    for hit in hits:
        if hit.field == "thresholds":
            sizes.setdefault(bisect_right(starts, hit.start) - 1, []).append(hit)
    several = [at for at, those in sizes.items() if len({hit.values.get("amount") for hit in those}) > 1]
    parted = {at: _apart(text.of(at), sizes[at], read) for at in several[:_MOST_SENTENCES]}
    told = {at: found for at, found in parted.items() if found}
    for hit in hits:
        at = bisect_right(starts, hit.start) - 1
        if hit.field != "thresholds" or at not in told:
            yield hit
        elif hit is sizes[at][0]:
            yield from told[at]


def _apart(words: str, hits: Sequence[Finding], read: Callable[[str], Sequence[Finding]]) -> list[Finding]:
    """The sizes of a sentence as its parts have them; none where it is not in such parts."""
    amounts = {hit.values.get("amount") for hit in hits}
    parts = _BORDER.split(words)
    if not 2 <= len(parts) <= _MOST_PARTS:
        return []
    found: list[Finding] = []
    measure = measured(words)
    for part in parts:
        said = part if any(True for _ in triggers(part)) else f"{part.rstrip(' .;')} ({measure})."
        sized = [one for one in read(said) if one.field == "thresholds"]
        if not sized:
            return []
        found += [replace(hits[0], rule=one.rule, values=one.values) for one in sized]
    return found if {one.values.get("amount") for one in found} == amounts else []
