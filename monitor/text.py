"""Text as rules and comparisons see it: tokens, sentences, list items, and a folding with a way back.

Pure. All offsets are Unicode code points of the text given. Nothing here cuts text off: whatever is
not a word is at most folded into a space, and every folded place maps back to an original one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Han, kana and hangul: scripts written without (dependable) spaces between words.
_CJK = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


def _is_cjk(char: str) -> bool:
    return char >= _CJK[0][0] and any(low <= char <= high for low, high in _CJK)


class Token(NamedTuple):
    """One word or number: `word` is its NFKC form, case kept; `start` and `end` are its place."""

    word: str
    start: int
    end: int


# A combining mark belongs to the character before it, so both are normalised together.
_IN_WORD = r"\w\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0300-\u036f"
# The group holds what is a word as it stands.
_WORD_RUN = re.compile(rf"([a-zA-Z0-9]++)(?![{_IN_WORD}])|[{_IN_WORD}]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def tokens(text: str) -> tuple[Token, ...]:
    """Words and numbers in order, NFKC-folded, case kept; a Chinese character is a word of its own.

    Invisible characters (soft hyphens, zero-width spaces, direction marks) do not split a word.

    Parameters:
        text: any text.
    """
    found: list[Token] = []
    for run in _WORD_RUN.finditer(text):
        start, end = run.span()
        raw = text[start:end]
        if run.lastindex:
            found.append(Token(raw, start, end))
        elif raw.isascii():
            found.extend(
                Token(part.group(), start + part.start(), start + part.end())
                for part in _word_part().finditer(raw)
            )
        else:
            found.extend(_wide_tokens(raw, start))
    return tuple(found)


@cache
def _word_part() -> re.Pattern[str]:
    """A character of these scripts, or a run of other letters; compiling it takes as long as a short text."""
    ranges = "".join(f"{low}-{high}" for low, high in _CJK)
    return re.compile(rf"[{ranges}]|[^\W_{ranges}]+")


def _wide_tokens(raw: str, offset: int) -> Iterator[Token]:
    """Tokens of a run with characters beyond ASCII, whose folded form may differ in length."""
    folded, places = _normalise(raw)
    for part in _word_part().finditer(folded):
        start, end = places[part.start()][0], places[part.end() - 1][1]
        yield Token(part.group(), offset + start, offset + end)


def _normalise(raw: str) -> tuple[str, list[tuple[int, int]]]:
    """NFKC without invisible characters, with the original (start, end) of every character."""
    out: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(raw):
        end = at + 1
        while end < len(raw) and unicodedata.combining(raw[end]):
            end += 1
        folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw[at:end]))
        out.append(folded)
        places.extend([(at, end)] * len(folded))
        at = end
    return "".join(out), places


def word_tokens(text: str) -> tuple[str, ...]:
    """The words of `tokens`: two texts say the same words exactly when these are equal.

    Parameters:
        text: any text.
    """
    return tuple(token.word for token in tokens(text))


def words_sha256(text: str) -> str:
    """SHA-256 of a text's words alone: equal exactly for texts that say the same words.

    Parameters:
        text: any text.
    """
    return hashlib.sha256("\n".join(word_tokens(text)).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded for matching, with a way back.

    Parameters:
        text: lower case, NFKC, plain quotes and dashes, no emphasis or list marks, single spaces.
        pieces: (start in `text`, start in the original, end in the original, whether character by
            character), in order, together covering `text`.
        starts, ends: of the pieces; the start in `text`, the end in the original.
        disguised: original (start, end) of characters that pose as others (see `LOOKALIKES`).
    """

    text: str
    pieces: tuple[tuple[int, int, int, bool], ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    disguised: tuple[tuple[int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original place of `text[start:end]` (not empty).

        Parameters:
            start, end: offsets in the folded text.
        """
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        index = bisect_right(self.starts, at) - 1
        start, first, last, exact = self.pieces[index]
        return (first + at - start, first + at - start + 1) if exact else (first, last)

    def position(self, original: int) -> int:
        """The first folded offset whose original place begins at or after `original`.

        Parameters:
            original: an offset in the original text.
        """
        low = bisect_right(self.ends, original)
        if low == len(self.pieces):
            return len(self.text)
        start, first, _, exact = self.pieces[low]
        return start + max(0, original - first) if exact else start


_QUOTES = dict.fromkeys("“”„‟«»「」『』〝〞〟＂", '"') | dict.fromkeys("‘’‚‛`´ʼ＇", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-")
_BULLETS = dict.fromkeys("•·●○▪■□◦‣∙※★☆►▶➢➤✓✔", " ")
# Cyrillic and Greek letters that look like Latin ones: inside a word with Latin letters they pose.
LOOKALIKES = dict(
    zip(
        "аеорсухіјѕԁһԛԝАВЕКМНОРСТХУІЈЅοανιερτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhqwABEKMHOPCTXYIJSoaviepTuxABEZHIKMNOPTYX".lower(),
        strict=True,
    )
)
_CHANGED = re.compile(
    # Everything below begins with one of these: most characters need no second look.
    r"(?=[ \t\r\n\f\v>/#+*;`|_\\\-]|[^\x00-\x7f]|[a-zA-Z][\u0300-\u036f])(?:"
    # A quote, comment, heading or bullet mark at the start of a line.
    r"(?P<edge>(?:^|(?<=\n))[ \t]*(?:(?:>|//|#+|[-+*]|;;)[ \t]+)+)"
    r"|(?P<hyphen>(?<=[a-zA-Z])-[ \t]*\r?\n[ \t]*(?=[a-zA-Z]))"
    r"|(?P<space>[ \t\r\n\f\v][ \t\r\n\f\v]+|[\t\r\n\f\v])"
    r"|(?P<mark>[*`|]+|_{1,3}(?![a-zA-Z0-9])|(?<![a-zA-Z0-9])_{1,3}|\\(?=[^\w\s]))"
    # A letter goes with the combining marks behind it.
    r"|(?P<wide>(?:[a-zA-Z](?=[\u0300-\u036f]))?[^\x00-\x7f]+)"
    r")"
)


def fold(text: str) -> Folded:
    """Fold a text for matching; wrapping, case, quotes, dashes, bullets, emphasis and width go.

    Parameters:
        text: any text.
    """
    out = _Folder()
    at = 0
    for match in _CHANGED.finditer(text):
        out.copy(text, at, match.start())
        at = match.end()
        _fold_change(out, match)
    out.copy(text, at, len(text))
    return out.folded()


def _fold_change(out: _Folder, match: re.Match[str]) -> None:
    """What one stretch that may not stay as it is becomes."""
    start, end = match.span()
    kind = match.lastgroup
    if kind == "wide":
        out.wide(match.string, start, end)
    elif kind == "space" and _between_cjk(match.string, start, end):
        return
    elif kind == "mark":
        if "|" in match.group():
            out.space(start, end)
    elif kind == "hyphen":
        out.put("-", start, end)
    else:
        out.space(start, end)


def _between_cjk(text: str, start: int, end: int) -> bool:
    """Whether white space stands inside a script that has none between words (a wrapped line)."""
    return bool(start > 0 and end < len(text) and _is_cjk(text[start - 1]) and _is_cjk(text[end]))


class _Folder:
    """Collects the pieces of one folding; lives inside `fold` only."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.pieces: list[tuple[int, int, int, bool]] = []
        self.disguised: list[tuple[int, int]] = []
        self.length = 0
        self.last = " "

    def copy(self, text: str, start: int, end: int) -> None:
        """Take a stretch as it is, in lower case (ASCII: same length)."""
        if start < end and self.last == " " and text[start] == " ":
            start += 1
        if start < end:
            self._add(text[start:end].lower(), start, end, exact=True)

    def space(self, start: int, end: int) -> None:
        """A stretch that is one space, unless one stands there already."""
        if self.last != " ":
            self._add(" ", start, end, exact=False)

    def put(self, folded: str, start: int, end: int) -> None:
        """A stretch that becomes something else (nothing at all is fine)."""
        if self.last == " ":
            folded = folded.removeprefix(" ")
        if folded:
            self._add(folded, start, end, exact=False)

    def wide(self, text: str, start: int, end: int) -> None:
        """Characters beyond ASCII: kept in one piece when folding changes none of them."""
        raw = text[start:end]
        poses = not LOOKALIKES.keys().isdisjoint(raw) and _poses(text, start, end)
        if not poses and _plain_wide(raw):
            self._add(raw, start, end, exact=True)
            return
        at = start
        while at < end:
            stop = at + 1
            while stop < end and unicodedata.combining(text[stop]):
                stop += 1
            char = text[at:stop]
            if poses and char in LOOKALIKES:
                self.disguised.append((at, stop))
                self.put(LOOKALIKES[char], at, stop)
            else:
                self.put(_fold_char(char), at, stop)
            at = stop

    def folded(self) -> Folded:
        """The finished value."""
        return Folded(
            "".join(self.out),
            tuple(self.pieces),
            tuple([piece[0] for piece in self.pieces]),
            tuple([piece[2] for piece in self.pieces]),
            tuple(self.disguised),
        )

    def _add(self, folded: str, start: int, end: int, *, exact: bool) -> None:
        self.pieces.append((self.length, start, end, exact))
        self.out.append(folded)
        self.length += len(folded)
        self.last = folded[-1]


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """One character (with its combining marks) as rules see it."""
    if char in _QUOTES:
        return _QUOTES[char]
    if char in _DASHES:
        return _DASHES[char]
    if char in _BULLETS:
        return " "
    folded = "".join(
        _QUOTES.get(part, _DASHES.get(part, part)) for part in unicodedata.normalize("NFKC", char).lower()
    )
    if _INVISIBLE.search(folded) or unicodedata.category(folded[:1] or " ") in {"Cf", "Cc"}:
        return ""
    return " " if folded.isspace() else folded


@lru_cache(maxsize=1024)
def _plain_wide(raw: str) -> bool:
    """Whether folding leaves every character of the run as it is."""
    return all(_fold_char(char) == char for char in raw) and not any(
        unicodedata.combining(char) for char in raw
    )


def _poses(text: str, start: int, end: int) -> bool:
    """Whether a run beyond ASCII stands in a Latin word, or is a word of look-alikes between Latin ones."""
    whole = end - start > 1 and LOOKALIKES.keys() >= set(text[start:end])
    reach = 2 if whole else 1
    near = text[max(0, start - reach) : start] + text[end : end + reach]
    return any(char.isascii() and char.isalpha() for char in near)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or list item, with what it hangs on.

    Parameters:
        start, end: its place in the text.
        stems: places of the sentences that introduce its list ("You shall not:"), outermost first.
        heading: place of the heading of its section.
    """

    start: int
    end: int
    stems: tuple[tuple[int, int], ...] = ()
    heading: tuple[int, int] | None = None


# Abbreviations after which a full stop does not end a sentence (folded to lower case).
_ABBREVIATIONS = frozenset(
    {
        *("al", "approx", "art", "cf", "co", "corp", "dept", "dr", "e.g", "etc", "ex", "fig", "i.e", "inc"),
        *("incl", "jr", "ltd", "mr", "mrs", "ms", "p", "par", "para", "pp", "prof", "resp"),
        *("sec", "secs", "sr", "st", "u.k", "u.s", "u.s.c", "v", "viz", "vs"),
    }
)
_BEFORE_NUMBER = frozenset({"no", "nos"})
_ENDS = re.compile(
    r"[:：][ \t]*\r?\n|(?i:following (?:\w{1,12} )?(?:conditions?|restrictions?|requirements?|limitations?)):(?=\s)|[.!?]['\"”’)\]]{0,3}(?=\s|$)"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|[。！？]['\"”’）」』】]{0,3}|；(?![并且而但或以和及]|同时)"
)
_MARKER = re.compile(
    r"[ \t>]*(?:"
    r"[-*+•·●○▪■◦‣∙–—][ \t]+"
    r"|\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)\]、．][ \t]+(?=\S)"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}[ \t]+(?=\S)"
    r"|[0-9]{1,2}[.、．](?=[^\s0-9.])"
    r"|\(?(?:[a-zA-Z]|[ivxlIVXL]{1,6})[.)][ \t]+"
    r"|\([a-zA-Z0-9]{1,4}\)"
    r"|[（(][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、．.]"
    r"|(?i:section|article|clause|chapter|part)[ \t]+[0-9ivx]{1,4}[.:)]?[ \t]+(?=\S)"
    r"|第[一二三四五六七八九十百0-9]{1,4}(?:[条章节款]|部分)"
    r")"
)
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]?[ \t]+)?(?=\S)")
_BLANK = re.compile(r"[ \t>#*/]*")
_FULL_LINE = 24
_IS_PUNCTUATED = re.compile(r"[，、,：:；;。]$")
_RULE_LINE = re.compile(r"[ \t]*[-=_*~]{3,}[ \t]*")


@dataclass(frozen=True, slots=True)
class _Block:
    """Consecutive lines that belong together: a paragraph, a list item or a heading.

    `body` is where the words behind the list marker begin.
    """

    start: int
    body: int
    end: int
    marker: str | None
    heading: bool
    indent: int


def _blocks(text: str) -> Iterator[_Block]:
    """Cut a text into blocks at blank lines, list markers and headings."""
    block: _Block | None = None
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        begins = _MARKER.match(bare)
        heading = _HEADING.match(bare)
        blank = bool(_BLANK.fullmatch(bare) or _RULE_LINE.fullmatch(bare))
        if block and (blank or begins or heading or block.heading or _is_short_line(text, block)):
            yield block
            block = None
        if not blank:
            block = _grown(block, at, bare, heading or begins, heading=bool(heading))
        at += len(line)
    if block:
        yield block


def _grown(
    block: _Block | None, at: int, bare: str, begins: re.Match[str] | None, *, heading: bool
) -> _Block:
    """The block with one more line, or a new one that begins with it."""
    if block:
        end = at + len(bare)
        return _Block(block.start, block.body, end, block.marker, block.heading, block.indent)
    indent = len(bare) - len(bare.lstrip())
    marker = begins.group().strip() if begins and not heading else None
    body = at + (begins.end() if begins else indent)
    return _Block(at + indent, body, at + len(bare), marker, heading, indent)


def _is_short_line(text: str, block: _Block) -> bool:
    """Whether the block's last line, in a script without spaces, is too short to be a wrapped one."""
    last = text[max(block.start, text.rfind("\n", block.start, block.end) + 1) : block.end]
    return len(last) < _FULL_LINE and any(map(_is_cjk, last)) and not _IS_PUNCTUATED.search(last)


def _sentence_spans(text: str, block: _Block) -> Iterator[tuple[int, int]]:
    """The sentences of a block; its list marker belongs to the first."""
    first, end = block.start, block.end
    for match in _ENDS.finditer(text, block.body, end):
        if match.group()[0] == "." and not _is_end(text, match.start(), match.end(), end):
            continue
        yield from _trimmed(text, first, match.end())
        first = match.end()
    yield from _trimmed(text, first, end)


_LAST_WORD = re.compile(r"[\w.]+$")


def _is_end(text: str, dot: int, after: int, end: int) -> bool:
    """Whether a full stop ends a sentence."""
    before = _LAST_WORD.search(text, max(0, dot - 24), dot)
    word = before.group().lower() if before else ""
    rest = text[after : min(end, after + 40)].lstrip()
    if word in _BEFORE_NUMBER:
        return not rest[:1].isdigit()
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    return not rest[:1].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends, unless nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Places of sentences, list items and headings in order; together they hold every word.

    Parameters:
        text: any text.
    """
    return tuple(span for block in _blocks(text) for span in _sentence_spans(text, block))


_TITLE_WORDS = 12
_TITLE_LENGTH = 90
# A colon, or a sentence that breaks off before its items ("You will not permit any third party to").
_STEM_END = re.compile(
    r"(?:[:：]['\"”’*_]{0,3}|(?i:\b(?:to|not|following|that|by|if|shall|may|any|the|for)|the following[.]))\Z"
)

_STEM_REACH = 16

_ENDS_LINE = re.compile(r"[ \t]*(?:[\r\n]|\Z)")


def units(text: str) -> tuple[Unit, ...]:
    """Sentences and list items with the stem and the heading they hang on.

    A sentence that ends with a colon introduces the items that follow it; an item that itself ends with
    a colon introduces deeper ones. A short line without a full stop at its end is a heading. What breaks
    off before an item that goes on in lower case introduces it, whether it also looks like a heading or not.

    Parameters:
        text: any text.
    """
    found: list[Unit] = []
    stems: list[_Stem] = []
    heading: tuple[int, int] | None = None
    blocks = tuple(_blocks(text))
    for block, then in zip(blocks, (*blocks[1:], None), strict=False):
        level, lettered = _level(text, block), bool(_LETTERED.match(block.marker or ""))
        spans = tuple(_sentence_spans(text, block))
        while stems and level is not None and (level == 0 or not stems[-1].holds(level, lettered)):
            stems.pop()
        title = None if stems and not block.heading else _title(text, block, spans)
        if title:
            heading, stems = title, []
        for span in spans:
            found.append(Unit(*span, tuple(stem.span for stem in stems), heading))
            opens = bool(_STEM_END.search(text, max(span[0], span[1] - _STEM_REACH), span[1]))
            opens = opens or (span[1] == block.end and _goes_on(text, span, then))
            inline = _before_first_item(text, span, then) if not opens and span[1] == block.end else None
            if inline or (opens and _ENDS_LINE.match(text, span[1])):
                kept = (stem for stem in stems if stem.holds(level or 0, lettered))
                first = _level(text, then) if then and then.marker else None
                stems = [*kept, _Stem(level or 0, lettered, first or 0, inline or span)]
    return tuple(found)


class _Stem(NamedTuple):
    """What introduces items: how deep it stands, whether a letter marks it, how deep its first item is."""

    level: int
    lettered: bool
    first: int
    span: tuple[int, int]

    def holds(self, level: int, lettered: bool) -> bool:  # noqa: FBT001 - a fact of a marker, as is the level
        """Whether an item stands below it: deeper, or as deep and marked the other way, as (a) below (1)."""
        below = self.level < level or (self.level == level > 0 and self.lettered != lettered)
        return below and level >= self.first


_LETTERED = re.compile(r"\W{0,4}[a-zA-Z]")


_FIRST_ITEM = re.compile(r"\s\((?:i|a|1|A|I)\)\s")


def _before_first_item(text: str, span: tuple[int, int], then: _Block | None) -> tuple[int, int] | None:
    """The words before the first item of a list that begins within a line and goes on in the next block."""
    if then is None or then.marker is None or text[span[1] - 1] not in ";,；，":
        return None
    first = _FIRST_ITEM.search(text, *span)
    return (span[0], first.start()) if first and first.start() > span[0] else None


_LEAST_STEM_WORDS = 4


def _goes_on(text: str, span: tuple[int, int], then: _Block | None) -> bool:
    """Whether a sentence breaks off, and the next block is an item that goes on with it in lower case."""
    if then is None or then.marker is None or not text[then.body : then.body + 1].islower():
        return False
    return text[span[1] - 1].isalnum() and text.count(" ", *span) >= _LEAST_STEM_WORDS - 1


_DEPTHS = (
    (re.compile(r"[0-9]{1,3}[.)、．]?$|[一二三四五六七八九十]{1,3}[、．.]$|[0-9]+\.[0-9.]*$"), 1),
    (re.compile(r"\(?[ivx]{2,6}[.)]$|\([ivx]\)$"), 3),
    (re.compile(r"\(?[a-zA-Z0-9]{1,2}[.)]|[（(]"), 2),
)


def _level(text: str, block: _Block) -> int | None:
    """How deep a block stands: 0 for a paragraph, then by the kind of its marker.

    None for a paragraph that goes on with what came before: it begins in lower case.
    """
    if block.marker is None:
        return None if text[block.start].islower() else 0
    if block.marker.startswith("第") or block.marker[:4].isalpha():
        return 0
    bare = block.marker.strip(" \t>")
    return (
        next((depth for pattern, depth in _DEPTHS if pattern.match(bare)), 4) + min(block.indent // 8, 3) * 4
    )


def _title(text: str, block: _Block, spans: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """The heading a block is, or begins with ("3. Disclaimer. The software ..."); None for plain text."""
    if block.heading:
        return block.start, block.end
    if block.marker is not None and len(spans) > 1 and _level(text, block) == 1:
        return _titled(text, *spans[0])
    raw = text[block.start : block.end].strip()
    if len(spans) > 1 or "\n" in raw or raw[-1:] in ";,。；，:：" or raw[-1:] == ".":
        return None
    return _titled(text, block.start, block.end)


def _titled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span when it is short and begins like a title."""
    raw = text[start:end]
    short = len(raw) <= _TITLE_LENGTH and len(raw.split()) <= _TITLE_WORDS
    begins = raw[:1].isupper() or raw[:1].isdigit() or _is_cjk(raw[:1])
    return (start, end) if short and begins else None
