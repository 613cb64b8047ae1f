"""A text folded for matching, with a way back: case, wrapping, quotes, dashes, width and emphasis go.

Pure. All offsets are Unicode code points of the text given. Nothing here cuts text off: whatever is
not a word is at most folded into a space, and every folded place maps back to an original one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

from monitor.expressions import expression
from monitor.typed import NamedTuple

# Han, kana and hangul: scripts written without (dependable) spaces between words.
CJK = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
INVISIBLE = expression(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def is_cjk(char: str) -> bool:
    """Whether a character belongs to one of these scripts.

    Parameters:
        char: one character.
    """
    return char >= CJK[0][0] and any(low <= char <= high for low, high in CJK)


class Folded(NamedTuple):
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
# What may not stay as it is. White space that stands alone needs no place here: it is one space, and stays
# where it is. A pattern begins with the one character that everything begins with, because the engine
# passes over all others fastest then; what that was is asked behind it.
_STARTS = " \t\r\n\f\v>/#+*;`|_\\-"
_SAME_SIZE = "".join(char for char in (*_QUOTES, *_DASHES) if not char.isascii())
_OPENING = expression(r"[ \t]+(?:(?:>|//|#+|[-+*]|;;)[ \t]+)+")  # marks in the very first line
_EDGE = (  # a quote, comment, heading or bullet mark at the start of a line
    r"(?P<edge>(?:(?<=\n.)|(?<=\A.))(?:(?<=[>+*-])|(?<=/)/|(?<=#)#*|(?<=;);)[ \t]+"
    r"(?:(?:>|//|#+|[-+*]|;;)[ \t]+)*)"
)
_HYPHEN = r"(?P<hyphen>(?<=[a-zA-Z]-)[ \t]*\r?\n[ \t]*(?=[a-zA-Z]))"
_SPACE = r"(?P<space>(?<=[ \t\r\n\f\v])[ \t\r\n\f\v]+)"
_LONE_SPACE = r"(?P<lone>(?<=[^\x00-\x7f][\t\r\n\f\v])(?=[^\x00-\x7f]))"  # perhaps within Chinese
_MARK = (
    r"(?P<mark>(?<=[*`|])[*`|]*|(?<=_)_{0,2}(?![a-zA-Z0-9])|(?<=_)(?<![a-zA-Z0-9]_)_{0,2}|(?<=\\)(?=[^\w\s]))"
)


@cache
def _changes(kind: str) -> re.Pattern[str]:
    """What to change in a text of ASCII, in a plain one, or in any."""
    if kind == "ascii":
        return expression(f"[{re.escape(_STARTS)}](?:{_SPACE}|(?<! )(?:{_EDGE}|{_HYPHEN}|{_MARK}))")
    kept = "" if kind == "any" else _SAME_SIZE
    others = "".join(char for char in map(chr, range(0x80)) if char not in _STARTS)
    wide = rf"(?P<wide>(?<=[^\x00-\x7f])[^\x00-\x7f{kept}]*)"
    plain = (
        f"[^{re.escape(others)}{kept}](?:{_SPACE}|(?<! )(?:{_EDGE}|{_HYPHEN}|{_LONE_SPACE}|{_MARK}|{wide}))"
    )
    if kind == "plain":
        return expression(plain)
    # A letter goes with the combining marks behind it.
    return expression(rf"{plain}|(?P<marked>[a-zA-Z](?=[\u0300-\u036f])[^\x00-\x7f]+)")


_WIDE = expression(r"[^\x00-\x7f]")


def _wide(text: str) -> frozenset[str]:
    """The characters of a text beyond ASCII."""
    return frozenset() if text.isascii() else frozenset(_WIDE.findall(text))


def _kind(text: str, wide: frozenset[str]) -> str:
    """`plain` where no character's meaning depends on its neighbours, nor its size on its case."""
    if not wide:
        return "ascii"
    strange = wide & LOOKALIKES.keys() or any(map(unicodedata.combining, wide))
    return "any" if strange or len(text.lower()) != len(text) else "plain"


def _lowered(text: str, kind: str, wide: frozenset[str]) -> str:
    """The text with what is replaced one by one; everything else beyond ASCII is left to `_Folder.wide`."""
    if kind == "any":
        lowered = "".join([char.lower() if char.isascii() else char for char in text])
    else:
        lowered = text.lower()
    for space in "\n\t\r\f\v":
        lowered = lowered.replace(space, " ")
    if kind == "plain":
        for char in wide.intersection(_SAME_SIZE):
            lowered = lowered.replace(char, _fold_char(char))
    return lowered


def fold(text: str) -> Folded:
    """Fold a text for matching; wrapping, case, quotes, dashes, bullets, emphasis and width go.

    Parameters:
        text: any text.
    """
    wide = _wide(text)
    kind = _kind(text, wide)
    out = _Folder(text, _lowered(text, kind, wide))
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    for match in _changes(kind).finditer(text, at):
        start, end = match.span()
        if at < start:
            out.copy(at, start)
        out.change(match.lastgroup, start, end)
        at = end
    if at < len(text):
        out.copy(at, len(text))
    return out.folded()


class _Folder:
    """Collects the pieces of one folding; lives inside `fold` only."""

    def __init__(self, text: str, lowered: str) -> None:
        self.text, self.lowered = text, lowered
        self.out: list[str] = []
        self.pieces: list[tuple[int, int, int, bool]] = []
        self.disguised: list[tuple[int, int]] = []
        self.length = 0
        self.last = " "

    def copy(self, start: int, end: int) -> None:
        """Take a stretch as it is, in lower case and with plain spaces (same length)."""
        if self.last == " " and self.lowered[start] == " ":
            start += 1
        if start < end:
            self._add(self.lowered[start:end], start, end, exact=True)

    def change(self, kind: str | None, start: int, end: int) -> None:
        """Take a stretch that may not stay as it is."""
        if kind in {"wide", "marked"}:
            self.wide(start, end)
        elif kind == "hyphen":
            self.put("-", start, end)
        elif kind == "mark":
            if "|" in self.text[start:end]:
                self.put(" ", start, end)
        elif kind == "edge" or not self._between_cjk(start, end):
            self.put(" ", start, end)

    def _between_cjk(self, start: int, end: int) -> bool:
        """Whether white space stands inside a script that has none between words (a wrapped line)."""
        text = self.text
        return bool(start > 0 and end < len(text) and is_cjk(text[start - 1]) and is_cjk(text[end]))

    def put(self, folded: str, start: int, end: int) -> None:
        """A stretch that becomes something else (nothing at all is fine); no two spaces follow each other."""
        if self.last == " ":
            folded = folded.removeprefix(" ")
        if folded:
            self._add(folded, start, end, exact=False)

    def wide(self, start: int, end: int) -> None:
        """Characters beyond ASCII: kept in one piece when folding changes none of them."""
        text, raw = self.text, self.text[start:end]
        poses = not LOOKALIKES.keys().isdisjoint(raw) and _poses(text, start, end)
        if not poses and all(map(_stays, raw)):
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
    if INVISIBLE.search(folded) or unicodedata.category(folded[:1] or " ") in {"Cf", "Cc"}:
        return ""
    return " " if folded.isspace() else folded


@lru_cache(maxsize=4096)
def _stays(char: str) -> bool:
    """Whether folding leaves a character as it is."""
    return _fold_char(char) == char and not unicodedata.combining(char)


def _poses(text: str, start: int, end: int) -> bool:
    """Whether a run beyond ASCII stands in a Latin word, or is a word of look-alikes between Latin ones."""
    whole = end - start > 1 and LOOKALIKES.keys() >= set(text[start:end])
    reach = 2 if whole else 1
    near = text[max(0, start - reach) : start] + text[end : end + reach]
    return any(char.isascii() and char.isalpha() for char in near)
