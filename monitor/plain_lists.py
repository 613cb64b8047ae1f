"""Lists whose items have no mark: lines below what introduces them, one an item. Pure.

Copied from a web page, "You may not:" is followed by lines that no bullet begins. They are told from a
paragraph that was wrapped by where the lines end: each begins like a sentence, and the first word of one
would have fitted into the line before.
"""

from __future__ import annotations

from itertools import pairwise

from monitor.expressions import expression
from monitor.text import Block
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FEWEST = 2
_LONGEST = 200
_MARK = "-"
# What introduces a list; a leave that "without" asks for is one, however many lines it has.
_INTRODUCES = expression(r"(?<!without)[:：]\Z")
_REACH = 12


def with_plain_lists(text: str, cut: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a text, where those that are lists without marks are cut into their lines.

    Parameters:
        text: the blocks are of.
        cut: its blocks in order.
    """
    introduced = False
    for block in cut:
        plain = introduced and block.marker is None and not block.heading
        lines = _lines(text, block) if plain else []
        if _are_items(text, lines):
            for start, end in lines:
                yield Block(start, start, end, _MARK, heading=False, indent=block.indent)
        else:
            yield block
        introduced = bool(_INTRODUCES.search(text, max(block.start, block.end - _REACH), block.end))


def _lines(text: str, block: Block) -> list[tuple[int, int]]:
    """Places of the lines of a block, without white space at their ends."""
    found, at = [], block.start
    for line in text[block.start : block.end].splitlines(keepends=True):
        begin = at + len(line) - len(line.lstrip())
        found.append((begin, at + len(line.rstrip())))
        at += len(line)
    return found


def _are_items(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines are items: none goes on with the one before it, and they were not filled."""
    if len(lines) < _FEWEST or any(end - start > _LONGEST for start, end in lines):
        return False
    if not all(text[start].isupper() and text[end - 1] != "," for start, end in lines):
        return False
    width = max(end - start for start, end in lines)
    return any(
        end - start + 1 + len(text[then:until].split(maxsplit=1)[0]) <= width
        for (start, end), (then, until) in pairwise(lines)
    )
