"""A text as a row of hashed words that remembers what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import Span
from monitor.references import EQUIVALENTS, word_hash
from monitor.text import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.text import Token

_OPENING = re.compile(r"[^\w\s*#>.,;:!?)\]}\-–—]{1,8}\Z")
_CLOSING = re.compile(r"[ ]?[%％]|[.!?。！？;；)\]\"'”’）」』》%％]{1,8}")
_PARAGRAPH = re.compile(r"\n[ \t>#*/|-]{0,80}\r?\n")
_FULL_STOP = re.compile(r"[.!?;:][\"'”’)\]*_]{0,4}\s|[。！？；]")
_ABBREVIATIONS = frozenset({"inc", "ltd", "co", "corp", "jr", "sr", "dr", "st", "no", "gmbh", "llc"})
_REACH = 8

_SAME = {word_hash(word): word_hash(other) for word, other in EQUIVALENTS.items()}


def spelled_alike(words: Sequence[int]) -> list[int]:
    """Word hashes with every spelling variant made the same.

    Parameters:
        words: hashes of words as written.
    """
    return [_SAME.get(word, word) for word in words]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text cut into words.

    Parameters:
        text: as given.
        tokens: its words with their places.
        folded: the words in folded case.
        written: hashes of the folded words.
        words: the same with spelling made equal.
    """

    text: str
    tokens: tuple[Token, ...]
    folded: tuple[str, ...]
    written: list[int]
    words: list[int]

    def between(self, index: int) -> str:
        """What stands between a word and the one before it; behind the last word, the rest.

        Parameters:
            index: of the later word.
        """
        start = self.tokens[index - 1].end if index else 0
        end = self.tokens[index].start if index < len(self.tokens) else len(self.text)
        return self.text[start:end]

    def span(self, start: int, end: int) -> Span:
        """Words as a place in the text, with the quotes, currency signs and stops that belong to them.

        Parameters:
            start, end: the first word and the one behind the last.
        """
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        before = first - min(len(self.between(start)), _REACH)
        after = last + min(len(self.between(end)), _REACH)
        opening = _OPENING.search(self.text, before, first)
        closing = _CLOSING.match(self.text, last, after)
        first = opening.start() if opening else first
        last = closing.end() if closing else last
        return Span(start=first, end=last, quote=self.text[first:last])

    def boundary(self, index: int) -> int:
        """How strong a cut the place before a word is: 3 paragraph, 2 sentence, 1 line, 0 none.

        Parameters:
            index: of the word.
        """
        if index in {0, len(self.words)}:
            return 3
        between = self.between(index)
        if _PARAGRAPH.search(between):
            return 3
        if self.ends_sentence(index):
            return 2
        return 1 if "\n" in between else 0

    def stops(self, index: int) -> bool:
        """Whether a full stop stands before a word, be it of a sentence or of an abbreviation.

        Parameters:
            index: of the word.
        """
        return bool(_FULL_STOP.search(self.between(index)))

    def ends_sentence(self, index: int) -> bool:
        """Whether a sentence ends before a word; "Inc." and initials end none.

        Parameters:
            index: of the word, not the first.
        """
        last = self.folded[index - 1]
        shortened = len(last) == 1 or last in _ABBREVIATIONS
        return self.stops(index) and not (shortened and self.between(index).startswith("."))


def wording(text: str) -> Wording:
    """Cut a text into words and hash them.

    Parameters:
        text: any text.
    """
    found = tokens(text)
    folded = tuple(token.word.casefold() for token in found)
    known = {word: word_hash(word) for word in set(folded)}
    written = [known[word] for word in folded]
    return Wording(text, found, folded, written, spelled_alike(written))
