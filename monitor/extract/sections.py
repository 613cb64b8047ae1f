"""The stretches of a card's prose that speak of its licence.

A card is mostly not terms: benchmarks against "commercial models", examples, training data. Rules read
only what is found here, and everything a licence could hide in has to be found: a section by its
heading, a badge, a row of a table, a sentence by its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.hanging import units
from monitor.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LICENCE_WORD = r"licen[cs]|许可|許可|授权|授權|ライセンス|라이선스|лицензи|lizenz|licenci|licenç|版权|版權"
_HEADING_CUES = re.compile(
    rf"{_LICENCE_WORD}|terms of (?:use|service)|terms (?:and|&) conditions|conditions of use|legal\b"
    r"|copyright|usage (?:terms|restrict|polic|rights|limit|guidelines)|use (?:restrict|polic)|acceptable use"
    r"|prohibited use|restrictions|commercial use"
    r"|使用条款|使用條款|使用限制|使用协议|商用|商业使用|声明|協議|协议|利用規約|商用利用",
    re.IGNORECASE,
)
_CUES = re.compile(
    rf"{_LICENCE_WORD}"
    r"|non[-\s]?commercial|commerciali[sz]|(?:for|any|in|allow\w*|permit\w*|free|both|and|or) commercial\b"
    r"|commercial(?:ly)? (?:us|purpose|exploit|deploy|right|term|agreement|enquir|inquir|entit|release)"
    r"|(?:research|academic|education\w*|personal|private|hobby|evaluation|internal)"
    r"(?:[-\s](?:and|or|&)[-\s]\w{1,20})?(?:[-\s]\w{1,20})?[-\s]only"
    r"|(?:only|free) (?:be used |to use )?for (?:\w{1,20},? ){0,4}"
    r"(?:research|academic|education|personal|private|hobby|evaluation)"
    r"|(?:intended|released|provided|available|restricted|limited) (?:solely |only |exclusively )?(?:for|to)"
    r" (?:\w{1,20},? ){0,3}(?:research|academic|education|non)"
    r"|research purposes|academic purposes|written (?:consent|agreement|permission|authori[sz]ation|approval)"
    r"|(?:prior|express|separate) (?:consent|agreement|permission|authori[sz]ation|approval)|permission"
    r"|without (?:\w{1,12} ){0,2}consent|must (?:\w{1,12} )?(?:display|credit|attribute|mention)|built with"
    r"|royalt|redistribut|acceptable[- ]use|us(?:e|age) policy|terms of (?:use|service)|terms and cond"
    r"|monthly active|active users|annual revenue|revenue share|share of (?:\w{1,20} )?revenue"
    r"|(?:may|must|can|shall|should|do) ?not (?:be )?(?:us|sell|sold|deploy|host|redistribut|train|distribut)"
    r"|(?:not|never) (?:permitted|allowed|authori[sz]ed|for sale)|prohibit|forbidden|copyright|©"
    r"|all rights reserved"
    r"|(?<![\w.-])(?:mit|bsd|apache|gpl|agpl|lgpl|cc[- ]by[-\w]{0,12}|openrail\S{0,3})\b[^.\n]{0,30}\bterms"
    r"|商用(?!模型|系统|服务)|商[业業](?:用途|使用|目的|化|授权|许可|应用|性|活动|利用)|非商|営利|仅供|僅供|仅限|研究用途|研究目的|学术|授权|禁止|不得|상업|비영리",
    re.IGNORECASE,
)
# Words with a licence in them that say nothing of this model's: taken out before the cues are looked for.
_NEUTRAL = re.compile(
    r"permissive(?:ly)?[-\s]licen[cs]e[ds]?|licen[cs]e[-\s]?plates?|driv(?:er|ing)(?:['’]?s)?[-\s]licen[cs]es?"
    r"|licensed (?:physician|clinician|doctor|professional|attorney|lawyer|therapist)s?",
    re.IGNORECASE,
)
# A sentence that begins like this goes on with what the one before it said.
_GOES_ON = re.compile(
    r"\W{0,4}(?:but|however|except|otherwise|for (?:all |any )?other|if you|please|contact"
    r"|in (?:that|this) case|this (?:applies|includes|means|does)|the same|但|如需|如果|若|否则|请|除)",
    re.IGNORECASE,
)
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(\S[^\n]{0,300})")
_SETEXT = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*")
_TAG_HEADING = re.compile(r"[^<\n]{0,20}<h([1-6])\b[^>]{0,200}>([^\n]{0,300})", re.IGNORECASE)
_BOLD = re.compile(r"\s{0,3}(?:\*\*|__)([^*_\n]{1,80})(?:\*\*|__)[ \t]*[:：]?[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+-]{0,20})")
_BADGE = re.compile(
    r"\[?!\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)(?:\]\([^()\n]{0,500}\))?|<img\b[^<>]{0,1000}>", re.IGNORECASE
)
_LICENCE = re.compile(_LICENCE_WORD, re.IGNORECASE)
_PROSE_LANGUAGES = frozenset(
    ("", "text", "txt", "plain", "plaintext", "md", "markdown", "license", "licence")
)
_BOLD_LEVEL = 7
_SHORT_CELL = 40


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of prose with its place and what it is in Markdown.

    Parameters:
        level: of the heading it is, or 0.
        title: of the heading.
        code: it stands in a code block, or fences one.
        listing: the code block is prose (a licence text set as code).
    """

    start: int
    end: int
    text: str
    level: int = 0
    title: str = ""
    code: bool = False
    listing: bool = False


def licence_sections(prose: str) -> tuple[Span, ...]:
    """The stretches of a card's prose that speak of its licence, in order, not overlapping.

    Whole sections headed "License", "Terms of use", "许可证"...; elsewhere badges, table rows or cells,
    and sentences (with the list they introduce) that speak of licences, permission or commercial use.
    Code blocks are left out, unless a licence section sets the licence's text as code.

    Parameters:
        prose: Markdown, any characters; offsets of the result are in it.
    """
    lines = _headed(_fenced(_lines(prose)))
    inside = _sectioned(lines)
    found = [
        (line.start, line.end) for line in lines if line.start in inside and (not line.code or line.listing)
    ]
    rest = [line if line.start not in inside else None for line in lines]
    for run in _runs(rest):
        found.extend(_table(run) if _is_row(run[0]) else _passages(prose, run[0].start, run[-1].end))
    return tuple(Span(start=start, end=end, quote=prose[start:end]) for start, end in _merged(prose, found))


def _lines(prose: str) -> list[_Line]:
    """The lines of a text, each with its end-of-line mark."""
    lines: list[_Line] = []
    at = 0
    for text in prose.splitlines(keepends=True):
        lines.append(_Line(at, at + len(text), text))
        at += len(text)
    return lines


def _fenced(lines: list[_Line]) -> list[_Line]:
    """The lines with those of code blocks marked; a fence that is never closed opens none.

    (Markdown shows all that follows such a fence as code; a licence must not hide there.)
    """
    out = list(lines)
    open_for: dict[str, int] = {}  # from this many marks on, no fence of the kind is closed any more
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at].text)
        if fence and len(fence.group(1)) < open_for.get(fence.group(1)[0], len(fence.group(1)) + 1):
            closing = _closing(lines, at + 1, fence.group(1))
            if closing is None:
                open_for[fence.group(1)[0]] = len(fence.group(1))
            else:
                body = "".join(line.text for line in lines[at + 1 : closing])
                listing = _is_listing(fence.group(2), body)
                out[at : closing + 1] = [
                    replace(line, code=True, listing=listing) for line in lines[at : closing + 1]
                ]
                at = closing
        at += 1
    return out


def _closing(lines: list[_Line], start: int, marks: str) -> int | None:
    """The line that closes a fence."""
    return next(
        (
            at
            for at in range(start, len(lines))
            if len(bare := lines[at].text.strip()) >= len(marks) and not bare.strip(marks[0])
        ),
        None,
    )


def _is_listing(language: str, body: str) -> bool:
    """Whether a code block holds prose that speaks of a licence, and neither a program nor BibTeX."""
    prose = language.lower() in _PROSE_LANGUAGES and not body.lstrip().startswith("@")
    return prose and _has_cue(body)


def _headed(lines: list[_Line]) -> list[_Line]:
    """The lines with headings marked: `#`, underlined, `<h2>`, and bold lines as the lowest level."""
    out = list(lines)
    for at, line in enumerate(lines):
        if line.code:
            continue
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        level, title = _heading(line.text.rstrip("\r\n"), following.rstrip("\r\n"))
        if level:
            out[at] = replace(line, level=level, title=title)
    return out


def _heading(text: str, following: str) -> tuple[int, str]:
    """Level and title of the heading a line is; level 0 for other lines."""
    if match := _ATX.match(text):
        return len(match.group(1)), match.group(2)
    if match := _TAG_HEADING.match(text):
        return int(match.group(1)), match.group(2)
    if match := _BOLD.fullmatch(text):
        return _BOLD_LEVEL, match.group(1)
    underline = _SETEXT.fullmatch(following)
    if underline and text.strip() and "|" not in text and len(following.strip()) > 1:
        return (1 if underline.group(1) else 2), text
    return 0, ""


def _sectioned(lines: list[_Line]) -> frozenset[int]:
    """Where the lines begin that stand in a section whose heading speaks of a licence."""
    inside: set[int] = set()
    level = 0
    for line in lines:
        if line.level and (not level or line.level <= level):
            level = line.level if _HEADING_CUES.search(_NEUTRAL.sub("", line.title)) else 0
        if level:
            inside.add(line.start)
    return frozenset(inside)


def _runs(lines: list[_Line | None]) -> Iterator[list[_Line]]:
    """Neighbouring lines that are all rows of a table, or all not; without code, headings, sections."""
    run: list[_Line] = []
    for line in lines:
        apart = line is None or line.code or bool(line.level)
        if run and (apart or (line is not None and _is_row(line) != _is_row(run[0]))):
            yield run
            run = []
        if line is not None and not apart:
            run.append(line)
    if run:
        yield run


def _is_row(line: _Line) -> bool:
    """Whether a line is a row of a Markdown table."""
    return line.text.lstrip().startswith("|") or line.text.count("|") > 1


def _table(rows: list[_Line]) -> Iterator[tuple[int, int]]:
    """Rows headed "License", cells below such a heading, and cells that speak of a licence at length."""
    columns = {at for at, (start, end) in enumerate(_cells(rows[0])) if _names(rows[0], start, end)}
    for row in rows:
        cells = _cells(row)
        first = next(((start, end) for start, end in cells if start < end), None)
        if first and _names(row, *first):
            yield row.start, row.end
            continue
        for at, (start, end) in enumerate(cells):
            if at in columns or _has_cue(row.text[start - row.start : end - row.start]):
                yield start, end


def _names(row: _Line, start: int, end: int) -> bool:
    """Whether a cell is short and names a licence as its subject."""
    cell = row.text[start - row.start : end - row.start]
    return len(cell) <= _SHORT_CELL and bool(_LICENCE.search(_NEUTRAL.sub("", cell)))


def _cells(row: _Line) -> list[tuple[int, int]]:
    """The places of a row's cells, without the space around them."""
    cells: list[tuple[int, int]] = []
    at = row.start
    for cell in row.text.split("|"):
        start = at + len(cell) - len(cell.lstrip())
        cells.append((start, max(start, at + len(cell.rstrip()))))
        at += len(cell) + 1
    return cells


def _passages(prose: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Badges and sentences of a stretch that speak of a licence, and what such a sentence introduces."""
    text = prose[start:end]
    for badge in _BADGE.finditer(text):
        if _LICENCE.search(badge.group()):
            yield start + badge.start(), start + badge.end()
    taken: set[tuple[int, int]] = set()
    last = -1
    for unit in units(_without_badges(text)):
        words = text[unit.start : unit.end]
        goes_on = last >= 0 and "\n\n" not in text[last : unit.start] and bool(_GOES_ON.match(words))
        cue = _has_cue(words) or not taken.isdisjoint(unit.stems)
        last = unit.end if cue else -1
        if cue or goes_on:
            taken.add((unit.start, unit.end))
            yield start + unit.start, start + unit.end


def _without_badges(text: str) -> str:
    """The text with badges blanked out, at the same length."""
    return _BADGE.sub(lambda badge: " " * len(badge.group()), text)


def _has_cue(text: str) -> bool:
    """Whether words speak of a licence, permission or commercial use."""
    return bool(_CUES.search(_NEUTRAL.sub("", text)))


def _merged(prose: str, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches in order; those that touch, or have only white space between them, as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(_trimmed(prose, found)):
        if last and (start <= last[1] or prose[last[1] : start].isspace()):
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _trimmed(prose: str, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches without white space at their ends, and without empty ones."""
    for start, end in found:
        words = prose[start:end]
        begin = start + len(words) - len(words.lstrip())
        stop = start + len(words.rstrip())
        if begin < stop:
            yield begin, stop
