"""A text as a row of hashed words that remembers what stands between them."""

from __future__ import annotations

from bisect import bisect_left

from monitor.expressions import expression
from monitor.records import Span
from monitor.references import EQUIVALENTS, word_hash
from monitor.tokens import columns
from monitor.typed import NamedTuple

_OPENING = expression(r"[^\w\s*#>.,;:!?)\]}\-–—]{1,8}\Z")
_CLOSING = expression(r"[ ]?[%％]|[.!?。！？;；)\]\"'”’）」』》%％]{1,8}")
_PARAGRAPH = expression(r"\n[ \t>#*/|-]{0,80}\r?\n")
_FULL_STOP = expression(r"[.!?;:][\"'”’)\]*_]{0,4}\s|[。！？；]")
_ABBREVIATIONS = frozenset({"inc", "ltd", "co", "corp", "jr", "sr", "dr", "st", "no", "gmbh", "llc"})
_REACH = 8

_SAME = {word_hash(word): word_hash(other) for word, other in EQUIVALENTS.items()}

# What the characters between two words may be.
_IS_PARAGRAPH, _IS_LINE, _IS_STOP = 4, 2, 1


class Wording(NamedTuple):
    """A text cut into words.

    Parameters:
        text: as given.
        tokens: its words as they stand.
        starts, ends: their places.
        joints: what stands before each word, and behind the last.
        folded: the words in folded case.
        written: hashes of the folded words.
        words: the same with spelling made equal.
        kinds: what each of the joints is.
        breaks: the words with anything but plain words before them: a stop or the end of a line.
        firsts: the words before which a sentence ends.
    """

    text: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joints: tuple[str, ...]
    folded: tuple[str, ...]
    written: list[int]
    words: list[int]
    kinds: list[int]
    breaks: list[int]
    firsts: list[int]

    def between(self, index: int) -> str:
        """What stands between a word and the one before it; behind the last word, the rest.

        Parameters:
            index: of the later word.
        """
        return self.joints[index]

    def span(self, start: int, end: int) -> Span:
        """Words as a place in the text, with the quotes, currency signs and stops that belong to them.

        Parameters:
            start, end: the first word and the one behind the last.
        """
        first, last = self.starts[start], self.ends[end - 1]
        before = first - min(len(self.joints[start]), _REACH)
        after = last + min(len(self.joints[end]), _REACH)
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
        kind = self.kinds[index]
        if index in {0, len(self.words)} or kind & _IS_PARAGRAPH:
            return 3
        if kind & _IS_STOP and self.ends_sentence(index):
            return 2
        return 1 if kind & _IS_LINE else 0

    def cuts(self, start: int, end: int) -> list[int]:
        """The words of a stretch, but its first, that stand behind a full stop or begin a line.

        Parameters:
            start, end: the first word and the one behind the last.
        """
        return self.breaks[bisect_left(self.breaks, start + 1) : bisect_left(self.breaks, end)]

    def ends_sentence(self, index: int) -> bool:
        """Whether a sentence ends before a word; "Inc." and initials end none.

        Parameters:
            index: of the word, not the first.
        """
        return self.breaks_off(index, index + 1)

    def breaks_off(self, start: int, end: int) -> bool:
        """Whether a sentence ends before one of some words.

        Parameters:
            start, end: the first word, not that of the text, and the one behind the last.
        """
        at = bisect_left(self.firsts, start)
        return at < len(self.firsts) and self.firsts[at] < end


def wording(text: str) -> Wording:
    """Cut a text into words and hash them.

    Parameters:
        text: any text.
    """
    found = columns(text)
    folded = tuple(map(str.casefold, found.words))
    hashes = {word: word_hash(word) for word in set(folded)}
    alike = {word: _SAME.get(number, number) for word, number in hashes.items()}
    known = {joint: _kind(joint) for joint in set(found.between)}
    kinds = [known[joint] for joint in found.between]
    breaks = [index for index, kind in enumerate(kinds) if kind]
    firsts = [
        index
        for index in breaks
        if index and kinds[index] & _IS_STOP and not _is_shortened(folded[index - 1], found.between[index])
    ]
    written, words = ([table[word] for word in folded] for table in (hashes, alike))
    return Wording(text, *found, folded, written, words, kinds, breaks, firsts)


def _kind(joint: str) -> int:
    paragraph = _IS_PARAGRAPH if _PARAGRAPH.search(joint) else 0
    return paragraph | (_IS_LINE if "\n" in joint else 0) | (_IS_STOP if _FULL_STOP.search(joint) else 0)


def _is_shortened(word: str, joint: str) -> bool:
    """Whether the full stop behind a word is that of an abbreviation or of an initial."""
    return joint.startswith(".") and (len(word) == 1 or word in _ABBREVIATIONS)
