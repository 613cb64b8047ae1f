"""Tables: their rows as sentences that say what header and cells say together. Pure.

A row "Hosting for others | no" below the header "Activity | Permitted?" means that hosting for others is
not permitted. Rows are found where cells stand between bars, tabs or in columns two spaces apart. Of a table
that compares this text with earlier ones only the column of this text is read.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter

from monitor.expressions import expression
from monitor.folding import fold
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Row(NamedTuple):
    """A row of a table: its place, its cells and those of the header, folded, and what it says.

    Parameters:
        start, end: its place, in code points.
        header: the cells of the header; none where there is no header.
        cells: its own.
        says: a sentence or more; nothing where it is a header that demands nothing by itself.
    """

    start: int
    end: int
    header: tuple[str, ...]
    cells: tuple[str, ...]
    says: str


class _Line(NamedTuple):
    """A line of a table: its place, and its cells with the columns that they begin in."""

    start: int
    end: int
    cells: tuple[tuple[int, str], ...]
    rule: bool


_LONGEST_CELL = 200
_LONGEST_TITLE = 60
_SHORT_CELL = 60
_LEAST_ROWS = 3
_NO_NAME = (":", "：", ".", ";", ",", "。", "；")
_MOST_ROWS = 400
_MOST_CELLS = 24
_MOST_GAPS = 400  # pairs of spaces in a line
_BEFORE = 400
_RULE = expression(r"[\s|+:=_\-─━═┄┌┬┐├┼┤└┴┘╞╪╡╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛]{3,}\Z")
_BARRED = frozenset("|│┃║")
_BARS = expression(r"[|│┃║]")
_COLUMN = expression(r"\S+(?: \S+)*")
_MARKER = expression(
    r"(?:§ ?)?[-*•·(]?(?:[A-Z]?[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})?(?:\.[0-9]{1,2}){0,4}[.)]?\Z"
)
_SENTENCES = expression(r"[.!?。！？](?=\s+\S|[\u4e00-\u9fff])")


def rows(text: str) -> tuple[Row, ...]:
    """The rows of all tables of a text, headers included, and of lists with ticks and crosses, in order.

    Parameters:
        text: any text.
    """
    ticked = () if text.isascii() else tuple(_ticked(text))
    tabled = _tabled(text)
    if not (ticked and tabled):
        return ticked or tabled
    taken = [range(row.start, row.end) for row in tabled]
    free = (row for row in ticked if not any(row.start in span for span in taken))
    return tuple(sorted((*tabled, *free), key=lambda row: row.start))


def _tabled(text: str) -> tuple[Row, ...]:
    """The rows of all tables."""
    if not ("|" in text or "\t" in text or "  " in text or "│" in text or "┃" in text or "║" in text):
        return ()
    return tuple(row for lines in _tables(text) for row in _rows(text, lines))


def _tables(text: str) -> Iterator[list[_Line]]:
    """Consecutive lines that are cut into cells in the same way."""
    for kind, lines in _kinds(text):
        if kind != " " or _has_columns(lines):
            yield [_line(at, bare, kind) for at, bare in lines]


def _has_columns(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether as many lines have cells as a table has rows; two spaces behind full stops look like that, too.

    What bars or tabs may stand around may be a table of fewer rows.
    """
    if lines[0][1].lstrip()[:1] in _BARRED or any("\t" in bare for _, bare in lines):
        return True
    plain = [bare.strip() for _, bare in lines if bare.isascii() and "\x1f" not in bare]
    return len(lines) - len(plain) + sum("  " in inner for inner in plain) >= _LEAST_ROWS


def _kinds(text: str) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Consecutive lines that are cut into cells in the same way, and how, with their places."""
    lines: list[tuple[int, str]] = []
    kind, at = "", 0
    for raw in text.splitlines(keepends=True):
        bare = raw.rstrip()
        sort = _sort(bare, kind)
        if sort != kind or (kind and len(lines) >= _MOST_ROWS):
            if kind and lines:
                yield kind, lines
            lines, kind = [], sort
        if kind:
            lines.append((at, bare))
        at += len(raw)
    if kind and lines:
        yield kind, lines


def _sort(line: str, last: str) -> str:
    """How a line is cut into cells: by bars, tabs or spaces; empty where it is no row."""
    if not line:
        return ""
    inner = line.strip()
    if last and _RULE.match(inner):
        return last
    if _BARS.search(inner, 1):
        return "|" if len(_BARS.findall(inner)) <= _MOST_CELLS else ""
    if "\t" in inner:
        return "\t" if inner.count("\t") <= _MOST_CELLS else ""
    return " " if ("  " in inner or last == " ") and inner.count("  ") <= _MOST_GAPS else ""


def _line(at: int, bare: str, kind: str) -> _Line:
    """A line cut into cells."""
    indent = len(bare) - len(bare.lstrip())
    start, end, inner = at + indent, at + len(bare), bare.strip()
    if _RULE.match(inner):
        return _Line(start, end, (), rule=True)
    if kind == "|":
        whole = _BARS.split(inner)
        parts = whole[bool(not whole[0].strip()) : len(whole) - bool(not whole[-1].strip())]
        return _Line(
            start, end, tuple((number, part.strip()) for number, part in enumerate(parts)), rule=False
        )
    if kind == "\t":
        parts = [part for part in inner.split("\t") if part]
        return _Line(
            start, end, tuple((number, part.strip()) for number, part in enumerate(parts)), rule=False
        )
    cells = [(part.start(), part.group()) for part in _COLUMN.finditer(bare)]
    return _Line(start, end, tuple(cells), rule=False)


def _rows(text: str, lines: list[_Line]) -> Iterator[Row]:
    """The rows of what may be a table."""
    barred = bool(_BARS.search(text, lines[0].start, lines[0].end))
    spaced = not barred and "\t" not in text[lines[0].start : lines[-1].end]
    told = _joined(lines) if spaced else [line for line in lines if len(line.cells) > 1]
    if len(told) < (_LEAST_ROWS if spaced else 2) or not (barred or _is_short(told)):
        return
    ruled = any(line.rule for line in lines if line.start > told[0].start and line.start < told[1].start)
    first = tuple(_plain(cell) for _, cell in told[0].cells)
    header = first if ruled or _is_header(first) else ()
    kept = _present(header, fold(text[max(0, lines[0].start - _BEFORE) : lines[0].start]).text)
    if header:
        asks = any(len(cell) > _LONGEST_TITLE or _DEMANDS.search(cell) for cell in header)
        yield Row(told[0].start, told[0].end, (), header, " | ".join(header) if asks else "")
    for line in told[bool(header) :]:
        cells = tuple(_plain(cell) for _, cell in line.cells)
        if len(cells) > 1 and all(
            len(cell) <= _LONGEST_CELL and not _SENTENCES.search(cell) for cell in cells
        ):
            said = " ".join(_said(header, cells, kept))
            if said:
                yield Row(line.start, line.end, header, cells, said)


def _joined(lines: list[_Line]) -> list[_Line]:
    """The rows of a table in columns: what goes on in the next line is joined."""
    second = Counter(line.cells[1][0] for line in lines if len(line.cells) > 1)
    if not second:
        return []
    column = max(second.items(), key=itemgetter(1))[0]  # `most_common` loads `heapq`
    aligned = sum(count for at, count in second.items() if abs(at - column) <= 1)
    if aligned * 4 < 3 * sum(second.values()):
        return []
    wide = max((line for line in lines if len(line.cells) > 1), key=lambda line: len(line.cells))
    columns = [at for at, _ in wide.cells]
    found: list[_Line] = []
    open_row: _Line | None = None
    for line in (line for line in lines if not line.rule):
        (first, _), *more = line.cells
        if not more and first + 1 < column:
            if open_row is not None:  # two lines without a second column: running text
                return []
            open_row = line
            continue
        if first + 1 >= column or (open_row is None and found and first > found[-1].cells[0][0] + 1):
            if not found:
                return []
            before = found.pop()
        elif open_row is not None:
            before, open_row = open_row, None
        else:
            before = _Line(line.start, line.end, (), rule=False)
        found.append(_Line(before.start, line.end, _merged(before.cells, line.cells, columns), rule=False))
    return found if abs(column - columns[1]) <= 1 or len(columns) > 2 else []


def _merged(
    cells: Sequence[tuple[int, str]], more: Sequence[tuple[int, str]], columns: Sequence[int]
) -> tuple[tuple[int, str], ...]:
    """The cells of a row with those of its next line, each in its column."""
    found = dict.fromkeys(columns, "")
    for start, cell in (*cells, *more):
        at = max((column for column in columns if column <= start + 1), default=columns[0])
        found[at] = f"{found[at]} {cell}".strip()
    return tuple(found.items())


def _is_short(told: Sequence[_Line]) -> bool:
    """Whether columns hold short cells, and names in the first; a list with numbers is no table."""
    cells = [cell for line in told for _, cell in line.cells if cell]
    firsts = [line.cells[0][1] for line in told]
    filled = sum(1 for line in told if sum(1 for _, cell in line.cells if cell) > 1)
    named = sum(1 for first in firsts if not _MARKER.match(first) and not first.endswith(_NO_NAME))
    return (
        sum(map(len, cells)) <= _SHORT_CELL * len(cells)
        and named * 4 >= 3 * len(firsts)
        and filled * 4 >= 3 * len(told)
    )


_TICKS = dict.fromkeys("✔✓✅☑○√", "yes") | dict.fromkeys("✘✗✖❌×☒✕", "no")


def _plain(cell: str) -> str:
    """A cell folded; ticks, which folding takes for marks of a list, as words."""
    bare = cell.strip(" \ufe0f")
    return _TICKS[bare] if bare in _TICKS else fold(cell).text.strip(" .*_`~:")


_MARKED = expression(
    r"^[ \t>]*(?:[-*+•][ \t]+)?(?:\*\*)?(?P<tick>[✔✓✅☑✘✗✖❌✕])\ufe0f?[ \t]*"
    r"(?P<label>[^\s|│┃║][^\n|│┃║]{0,200})$",
    re.MULTILINE,
)
_SAYS_ITSELF = expression(
    r"(?:no|not|never|none|yes|you|don't|do not|must|may|can|cannot|always|allowed|permitted|prohibited"
    r"|forbidden)\b|(?:禁止|不得|不可|不能|可以|允许|不允许)"
)


def _ticked(text: str) -> Iterator[Row]:
    """Lines of lists in which a tick means that something may be done and a cross that it may not.

    Ticks alone are marks of a list; they answer something only where there are crosses too.
    """
    found = [(match, _TICKS[match["tick"]], _plain(match["label"])) for match in _MARKED.finditer(text)]
    if all(answer == "yes" for _, answer, _ in found):
        return
    for match, answer, label in found[:_MOST_ROWS]:
        if label and not match["label"].rstrip(" *_").endswith((":", "：")):
            whose = "you may: " if answer == "yes" else "you may not: "
            says = label if _SAYS_ITSELF.match(label) or _DUTY.search(label) else f"{whose}{label}"
            start = match.end() - len(match.group().lstrip(" \t>"))
            yield Row(start, match.end(), (), (label, answer), says)


_YES = expression(
    r"(?:yes|y|ok(?:ay)?|allowed|permitted|granted|included|unlimited|可以?|允许|是|许可)(?:[,;] .{1,80})?\Z"
)
_NO = expression(
    r"(?:no|never|not (?:allowed|permitted|granted|included|available)|prohibited|forbidden|excluded"
    r"|x|不可以?|不允许|禁止|否|不得)\Z"
)
_VOID = expression(
    r"(?:none|nothing|n/?a|[-–—]*|zero|free|free of charge|not (?:required|needed|offered|necessary"
    r"|applicable)"
    r"|irrelevant|0|无|不限|无需.{0,6}|免费)\Z"
)
_DUTY = expression(
    r"\bregist|\bfees?\b|royalt|\bprice\b|\bcharge|\bpay|\bcosts?\b|attribution|\bdisplay|\bnotice|\breport"
    r"|\bapproval|\blicen[sc]e (?:needed|required)|\bcontract|\bagreement|\bshare of|\bname in|\bsign-?up"
    r"|登记|费|署名|申请"
)
_MONEY = expression(r"\bfees?\b|\bprice\b|\bcosts?\b|\bpay|\bcharge|royalt|\brate\b|费|价")
_PERMISSION = expression(
    r"permi|allow|status|\bmay\b|\bcan\b|\bok\b|granted|licen[sc]ed|possible|是否|权限|可否|许可"
)
_MEASURE = expression(
    r"revenue|turnover|income|sales|users?\b|staff|employees|seats|devices|customers|\bsize\b|budget|收入"
    r"|用户|员工|营业额"
)
# What a title has that is more than one.
_DEMANDS = expression(
    r"prohibit|forbid|\bnot\b|\bonly\b|\bmust\b|\bno\b|\bnever\b|\bshall\b|[0-9]|禁止|不得|仅|须"
)
_WHAT_FOR = expression(
    r"\b(?:uses?|hosting|redistribution|distribution|sale|resale|modification|apis?|training"
    r"|production)\b|使用|用途|商用"
)
_DIGIT = expression(r"[0-9]|illion|[百千万亿]")


# What headers speak of; without a line below it, a first row of other words says something by itself.
_HEADS = expression(
    r"permi|allow|status|condition|\bnotes?\b|remark|\bfees?\b|price|\bcosts?\b|\bpay|charge|royalt"
    r"|licen[sc]|\buses?\b"
    r"|\bwho|\bwhat|\bmay\b|requir|consequence|\bthen\b|\bterms\b|version|edition|\bv[0-9]|\b(?:19"
    r"|20)[0-9]{2}\b|\bplan\b"
    r"|\btiers?\b|\btopic|\bact\b|activity|revenue|turnover|income|users?\b|staff|employees|seats|size|允许"
    r"|许可|条件|费|用途"
    r"|是否|说明|情况|档|收入|用户|员工"
)
_SCOPE = expression(
    r"(?:scope|purposes?|field(?: of use)?|permitted uses?|uses?|licen[sc]ed for|范围|用途)\Z"
)
_ANY = expression(r"\b(?:any|all|every|unlimited|unrestricted|worldwide|world)|任何|不限|所有")


def _is_header(cells: Sequence[str]) -> bool:
    """Whether the cells of a first row name what stands below them."""
    return _HEADS.search(" | ".join(cells)) is not None and all(
        cell
        and not (_YES.match(cell) or _NO.match(cell) or _VOID.match(cell))
        and (_EDITION.search(cell) or not _DIGIT.search(cell))
        for cell in cells[1:]
    )


_EDITION = expression(
    r"\bv\.? ?[0-9]|version|edition|release\b|\b(?:19|20)[0-9]{2}\b|earlier|\bold\b|former|previous"
    r"|\bnew\b|\bthis\b"
    r"|\bthese\b|\bnow\b|current|\bbefore\b|\bafter\b|present|旧|新|现行|本版"
)
_THIS = expression(r"\bthis\b|\bthese\b|\bnew\b|\bnow\b|current|\bafter\b|present|\btoday\b|新|现行|本版")
_COMPARES = expression(r"compar|earlier|previous|former|chang|histor|\bold\b|对比|比较|旧|变更")
_YEAR = expression(r"\b(?:19|20)[0-9]{2}\b")


def _present(header: Sequence[str], before: str) -> int | None:
    """Of a table that compares editions, the column of this one; None where that is not told."""
    editions = [number for number, cell in enumerate(header) if number and _EDITION.search(cell)]
    if len(editions) < 2 or len(editions) < len(header) - 1:
        return None
    this = [number for number in editions if _THIS.search(header[number])]
    if len(this) == 1:
        return this[0]
    years = [year.group() for number in editions if (year := _YEAR.search(header[number]))]
    ascending = len(years) == len(editions) and years == sorted(set(years))
    return editions[-1] if ascending and _COMPARES.search(before) else None


def _said(header: Sequence[str], cells: Sequence[str], kept: int | None) -> Iterator[str]:
    """What a row says, a sentence for each of its cells behind the first."""
    label = cells[0]
    if not label:
        return
    who = _described(header, cells)
    subject = f"{label} ({_measured(header[who], cells[who])})" if who else label
    subject = _measured(header[0], subject) if header else subject
    for number, cell in enumerate(cells[1:], 1):
        if number == who or (kept is not None and number != kept):
            continue
        title = header[number] if number < len(header) and kept is None else ""
        yield from _told(title, subject, cell, bare=not header)


def _measured(title: str, cell: str) -> str:
    """A cell with a figure, and what its header says is counted."""
    return f"{title} {cell}" if _MEASURE.search(title) and _DIGIT.search(cell) else cell


def _described(header: Sequence[str], cells: Sequence[str]) -> int:
    """The cell that says by a size whom a row is about; 0 where none does."""
    for number, (title, cell) in enumerate(zip(header[1:-1], cells[1:-1], strict=False), 1):
        if _DIGIT.search(cell) and not (_MONEY.search(title) or _EDITION.search(title)):
            return number
    return 0


def _told(title: str, subject: str, cell: str, *, bare: bool) -> Iterator[str]:
    """What one cell says of what its row is about."""
    if _VOID.match(cell):
        asked = title if _DUTY.search(title) else subject if _DUTY.search(subject) and not title else ""
        if asked:
            yield "no fee is owed." if title and _MONEY.search(title) else f"no {asked} is required."
    elif _YES.match(cell) or _NO.match(cell):
        yield _answer(title, subject, cell)
    elif _DIGIT.search(cell) and (_MONEY.search(title) or (_MONEY.search(subject) and not title)):
        fee = cell if "%" in cell or "percent" in cell or "per cent" in cell else f"a fee of {cell}"
        yield f"{subject}: must pay {fee}."
    elif bare:
        only = "only for " if _SCOPE.match(subject) and not _ANY.search(cell) else ""
        yield f"{subject}: {only}{cell}."
    else:
        what = f"{title} " if _WHAT_FOR.search(title) else ""
        yield from (f"for {subject}, {what}{part.strip()}." for part in cell.split(";") if part.strip())


def _answer(title: str, subject: str, cell: str) -> str:
    """What a yes or a no says below its header."""
    denied = _NO.match(cell)
    asked = title if _DUTY.search(title) else subject if not title and _DUTY.search(subject) else ""
    if asked:
        return f"no {asked} is required." if denied else f"{asked} is required."
    title = "commercial use" if title == "commercial" else title
    what = subject if not title or _PERMISSION.search(title) else f"for {subject} {title}"
    return f"{what} is not permitted." if denied else f"{what} is permitted."


_TIER = expression(
    r"\btiers?\b|\bclass(?:es)?\b|\blevels?\b|\bgroups?\b|\bcategor|\bplans?\b|\bbands?\b|档|级|类"
)
_OF_ITSELF = expression(
    r"\b(?:tier|class|level|group|category|plan|band)\b|[a-z]{0,6} ?[0-9]\Z|[\u4e00-\u9fff]"
)
_LONGEST_NAME = 24


def tier(row: Row) -> tuple[tuple[str, ...], str]:
    """What somebody in the class that a row tells apart is called, and what tells it apart; empty where none.

    Parameters:
        row: of any table.
    """
    label = row.cells[0]
    body = " ".join(
        f"{title} {cell}"
        for title, cell in zip(row.header[1:], row.cells[1:], strict=False)
        if _DIGIT.search(cell)
    )
    if (
        not body
        or not label
        or len(label) > _LONGEST_NAME
        or not (row.header and _TIER.search(f"{row.header[0]} {label}"))
    ):
        return (), ""
    who = (row.header[0], "licensee", "user", "customer", "company", "organisation", "organization", "tier")
    names = (*(f"{label} {each}" for each in who), f"{row.header[0]} {label}")
    return ((label,) if _OF_ITSELF.search(label) else names), body
