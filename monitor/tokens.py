"""The words of a text, with their places: what comparison, identification and hashing see.

Pure. All offsets are Unicode code points of the text given.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import accumulate

from monitor.expressions import expression
from monitor.folding import CJK, INVISIBLE
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


class Token(NamedTuple):
    """One word or number: `word` is its NFKC form, case kept; `start` and `end` are its place."""

    word: str
    start: int
    end: int


# A combining mark belongs to the character before it, so both are normalised together.
_IN_WORD = r"\w\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0300-\u036f"
# The group holds what is a word as it stands.
_WORD_RUN = expression(rf"([a-zA-Z0-9]++)(?![{_IN_WORD}])|[{_IN_WORD}]+")
_PLAIN_WORD = expression("([a-zA-Z0-9]+)")
_WIDE_IN_WORD = expression(
    r"[^\W\x00-\x7f]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0300-\u036f]"
)


class Words(NamedTuple):
    """The tokens of a text as columns, and what stands before each of them and behind the last."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    between: tuple[str, ...]


def columns(text: str) -> Words:
    """The same as `tokens`, much faster where a text has no words beyond ASCII.

    Parameters:
        text: any text.
    """
    if text.isascii() or not _WIDE_IN_WORD.search(text):
        parts = _PLAIN_WORD.split(text)
        places = tuple(accumulate(map(len, parts)))
        return Words(tuple(parts[1::2]), places[:-1:2], places[1::2], tuple(parts[::2]))
    found = list(_tokens(text))
    words, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    gaps = zip((0, *ends), (*starts, len(text)), strict=True)
    return Words(words, starts, ends, tuple([text[end:start] for end, start in gaps]))


def tokens(text: str) -> tuple[Token, ...]:
    """Words and numbers in order, NFKC-folded, case kept; a Chinese character is a word of its own.

    Invisible characters (soft hyphens, zero-width spaces, direction marks) do not split a word.

    Parameters:
        text: any text.
    """
    return tuple(map(Token, *columns(text)[:3]))


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    for run in _WORD_RUN.finditer(text):
        start, end = run.span()
        raw = text[start:end]
        if run.lastindex:
            yield raw, start, end
        elif raw.isascii():
            for part in _word_part().finditer(raw):
                yield part.group(), start + part.start(), start + part.end()
        else:
            yield from _wide_tokens(raw, start)


@cache
def _word_part() -> re.Pattern[str]:
    """A character of these scripts, or a run of other letters; compiling it takes as long as a short text."""
    ranges = "".join(f"{low}-{high}" for low, high in CJK)
    return expression(rf"[{ranges}]|[^\W_{ranges}]+")


def _wide_tokens(raw: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """Tokens of a run with characters beyond ASCII, whose folded form may differ in length."""
    if unicodedata.is_normalized("NFKC", raw) and not INVISIBLE.search(raw):
        for part in _word_part().finditer(raw):
            yield part.group(), offset + part.start(), offset + part.end()
        return
    folded, places = _normalise(raw)
    for part in _word_part().finditer(folded):
        start, end = places[part.start()][0], places[part.end() - 1][1]
        yield part.group(), offset + start, offset + end


def _normalise(raw: str) -> tuple[str, list[tuple[int, int]]]:
    """NFKC without invisible characters, with the original (start, end) of every character."""
    out: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(raw):
        end = at + 1
        while end < len(raw) and unicodedata.combining(raw[end]):
            end += 1
        folded = INVISIBLE.sub("", unicodedata.normalize("NFKC", raw[at:end]))
        out.append(folded)
        places.extend([(at, end)] * len(folded))
        at = end
    return "".join(out), places


def word_tokens(text: str) -> tuple[str, ...]:
    """The words of `tokens`: two texts say the same words exactly when these are equal.

    Parameters:
        text: any text.
    """
    return columns(text).words


def words_sha256(text: str) -> str:
    """SHA-256 of a text's words alone: equal exactly for texts that say the same words.

    Parameters:
        text: any text.
    """
    import hashlib  # noqa: PLC0415 - reading clauses needs none of it, and it takes long to load

    return hashlib.sha256("\n".join(word_tokens(text)).encode("utf-8", "surrogatepass")).hexdigest()
