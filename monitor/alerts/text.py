"""A digest as plain text, at most 78 columns wide (RFC 5322, section 2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE
from monitor.reports.layout import Paper, cells, flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .digest import Answer, Digest, Item, Line, Stock
    from .passages import Marked, Passage

PAPER = Paper(width=78)


def render_text(digest: Digest) -> str:
    """The whole message as text."""
    lines = [*_flow(digest.summary), ""]
    for number, item in enumerate(digest.items, 1):
        lines += [*_item(item, number, len(digest.items)), "", ""]
    if digest.remarks:
        lines += ["WATCHING", ""]
        for remark in digest.remarks:
            lines += _flow(f"{remark.model}: {remark.tag}. {remark.sentence}", "  * ")
        lines.append("")
    for stock in digest.stocks:
        lines += [*_stock(stock, told=stock.sentence == digest.summary), ""]
    return "\n".join([*lines, "-" * 70, NOT_LEGAL_ADVICE, ""])


def _flow(text: str, first: str = "", rest: str | None = None) -> list[str]:
    return flow([(text, "")], PAPER, first=first, rest=rest)


def _item(item: Item, number: int, of: int) -> Iterator[str]:
    count = f"{number}. " if of > 1 else ""
    names = ", ".join(item.models) + (f" and {item.more} more" if item.more else "")
    head = _flow(f"{count}{item.tag.upper()}: {names}")
    yield from head
    yield "=" * max(map(cells, head))
    for direction, uses in item.uses:
        yield from _flow(f"{direction} for {uses}")
    before, after = item.labels
    yield from _flow(f"Licence: {before} -> {after}" if before != after else f"Licence: {after}")
    for sentence in item.happened:
        yield from _flow(sentence)
    yield from _section("What it does to the terms", [row for one in item.lines for row in _line(one)])
    yield from _section(
        "What it means for you",
        [
            row
            for one in item.answers
            for row in _flow(f"{one.profile}: {_turn(one)}. {one.reason}".strip(), "  ", "    ")
        ],
    )
    yield from _section("The words, before (-) and after (+)", list(_quoted(item)))
    yield from _section("Evidence", [row for one in item.evidence for row in _flow(one, "  ", "    ")])
    yield from _section("Next", [row for one in item.commands for row in _command(one)])


def _section(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield from ("", title, *rows)


def _line(line: Line) -> Iterator[str]:
    uses = f" for {line.uses}" if line.uses else ""
    yield from _flow(f"{line.name}: {line.before} -> {line.after} ({line.direction}{uses})", "  ", "    ")
    for sign, quote in line.quotes:
        yield from _flow(f'"{quote}"', f"    {sign} ")


def _turn(answer: Answer) -> str:
    same = answer.before == answer.after
    return f"still {answer.after}" if same else f"{answer.before} -> {answer.after}"


def _quoted(item: Item) -> Iterator[str]:
    document = ""
    for passage in item.passages:
        if passage.document != document:
            document = passage.document
            yield from _flow(f"{document}:", "  ")
        yield from _passage(passage)
    if item.omitted:
        yield f"  ... {item.omitted} more; `licensewatch diff` shows them all."


def _passage(passage: Passage) -> Iterator[str]:
    if passage.moved:
        yield from _flow("moved to another place:", "    ")
    for sign, side in (("-", passage.before), ("+", passage.after)):
        if side:
            yield from _flow(_plain(side), f"    {sign} ")
    for old, new in passage.swaps:
        yield from _flow(f"{_named(old)} -> {_named(new)}", "      changed: ", "        ")


def _plain(side: Marked) -> str:
    return "".join(text for _, text in side).strip()


def _named(words: str) -> str:
    return f'"{words}"' if words else "(nothing)"


def _command(command: Sequence[str]) -> Iterator[str]:
    """A command as it can be copied, continued on the next line where it is too long for one."""
    line = "  " + " ".join(command)
    if cells(line) <= PAPER.width:
        yield line
        return
    program, verb, *references = command
    rows = [f"  {program} {verb}", *(f"    {one}" for one in references)]
    yield from (f"{row} \\" for row in rows[:-1])
    yield rows[-1]


def _stock(stock: Stock, *, told: bool) -> Iterator[str]:
    if not told:
        yield from ("FIRST LOOK", *_flow(stock.sentence), "")
    for row in stock.rows:
        yield from _flow(f"{row.model}: {row.answer} ({row.label})", "  * ")
        if row.reason:
            yield from _flow(row.reason, "    ")
    if stock.more:
        yield f"  ... and {stock.more} more; `licensewatch list` shows them all."
