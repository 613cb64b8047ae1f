"""Two texts: which way the words went that the rules read, and whether something else moved near commerce."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.compare.terms import NONE, by_use, compare_terms, overall
from monitor.terms import CONDITION, NEEDS, NONCOMMERCIAL, WITHHELD
from monitor.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.records import (
        Direction,
        FieldChange,
        Finding,
        Hunk,
        Reading,
        Span,
        TextDiff,
        Use,
    )


_COMMERCE = re.compile(
    r"commerc(?!ially reasonable)|royalt(?!y[- ]free)|revenue|moneti[sz]|商业|商用|收费|付费|营利|盈利",
    re.IGNORECASE,
)
_PERMISSION = re.compile(
    r"\b(?:may|permi(?:t|ss)\w*|allow\w*|grant\w*|prohibit\w*|forbid\w*|(?:not|only) use)\b"
    r"|可以|允许|授权|不得|禁止|仅",
    re.IGNORECASE,
)
_LIABILITY = re.compile(r"\b(?:liab\w+|damages|warrant\w*|indemni\w+)\b|责任|赔偿|保证", re.IGNORECASE)
# Words whose coming or going turns a sentence, whatever it is about.
_TURNS = re.compile(
    r"\b(?:not?|nor|never|only|solely|unless|except|without|must|shall|may|can(?:not)?|any|all|free|fees?|pay|paid"
    r"|prohibit\w*|forbid\w*|permi\w+|authori[sz]\w*|consent|grant\w*|sell|sale|\d[\d,.]*)\b"
    r"|不|禁止|仅|只|须|必须|允许|授权|同意|除非",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """What lies between two texts.

    Parameters:
        words_changed: False when only layout or punctuation differs.
        direction: in one word.
        by_use: per use that is touched.
        changes: per field of the terms.
    """

    words_changed: bool
    direction: Direction
    by_use: Mapping[Use, Direction] = field(default_factory=dict)
    changes: tuple[FieldChange, ...] = ()


def compare_texts(before: Reading, after: Reading, diff: TextDiff) -> TextChange:
    """What lies between two readings of a text; the same words are no change, however they are read.

    Parameters:
        before, after: readings by the same rules.
        diff: between the same two texts.
    """
    if not diff.words_changed:
        return TextChange(words_changed=False, direction=NONE)
    changes = compare_terms(before.terms, after.terms, before.findings, after.findings)
    known = _left_over(before) & _left_over(after)
    removed, added = _sides(diff, "delete"), _sides(diff, "insert")
    unread = any(_unread(before, each) for each in removed) or any(_unread(after, each) for each in added)
    near = unread or _hidden(before, after) or any(_unexplained(before, each, known) for each in removed)
    return TextChange(
        words_changed=True,
        direction=overall(
            changes,
            words_changed=True,
            near_cues=near,
            added_cues=any(_unexplained(after, each, known) for each in added),
        ),
        by_use=by_use(changes),
        changes=changes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Sentences of one side, where they begin, and those of their words that the other side lacks."""

    words: str
    start: int
    changed: str


def _sides(diff: TextDiff, kind: str) -> tuple[_Side, ...]:
    """What lost words (`delete`) or gained them (`insert`), by sentence; a move changes no words."""
    return tuple(side for hunk in diff.hunks if hunk.kind != "move" for side in _hunk_sides(hunk, kind))


def _hunk_sides(hunk: Hunk, kind: str) -> Iterator[_Side]:
    """One side of a hunk: whole where it was reworded, else each of its sentences, all new or all gone."""
    words, start = (hunk.before, hunk.before_start) if kind == "delete" else (hunk.after, hunk.after_start)
    if hunk.marks and hunk.before and hunk.after:
        changed = " ".join(marked for mark, marked in hunk.marks if mark == kind)
        yield _Side(words=words, start=start, changed=changed)
        return
    for begin, end in sentences(words):
        yield _Side(words=words[begin:end], start=start + begin, changed=words[begin:end])


def _hidden(before: Reading, after: Reading) -> bool:
    """Whether clauses on commercial use came or went behind a stricter one that stayed.

    That a text withholds it goes without saying where it is to be had by a licence only.
    """
    same = before.terms.commercial_use is after.terms.commercial_use
    old, new = _says(before), _says(after)
    return same and old != new and not (NEEDS in new and old == new | {WITHHELD})


def _says(reading: Reading) -> frozenset[object]:
    """What the clauses on commercial use say, each for itself; conditions are told by their own fields."""
    said = {each.values.get("says") for each in reading.findings if each.field == "commercial_use"}
    return frozenset(WITHHELD if each == NONCOMMERCIAL else each for each in said - {CONDITION})


def _left_over(reading: Reading) -> set[str]:
    """The sentences that nobody explained."""
    return {_plain(span.quote) for span in reading.unaccounted}


def _unexplained(reading: Reading, side: _Side, known: set[str]) -> bool:
    """Whether changed words of weight stand in a sentence nobody explained.

    Parameters:
        reading: of the side's text.
        side: what changed.
        known: unexplained sentences that stand on both sides.
    """
    fresh = [span for span in reading.unaccounted if _plain(span.quote) not in known]
    weighty = _COMMERCE.search(side.changed) or _TURNS.search(side.changed)
    return bool(weighty) and _touches(fresh, side)


def _unread(reading: Reading, side: _Side) -> bool:
    """Whether changed words permit or forbid commerce where no rule found anything."""
    permits = _COMMERCE.search(side.changed) and _PERMISSION.search(side.words)
    return bool(permits) and not _LIABILITY.search(side.words) and not _touches(reading.findings, side)


def _touches(spans: Iterable[Finding | Span], side: _Side) -> bool:
    """Whether a span lies in a side's sentences, in part at least."""
    end = side.start + len(side.words)
    return any(span.start < end and side.start < span.end for span in spans)


def _plain(quote: str) -> str:
    """A quote without its layout."""
    return " ".join(quote.split())
