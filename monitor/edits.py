"""Few words that were changed in a file, where no term moved and somebody wants to know all the same. Pure.

A commit says that its author meant it, so that the doubts about web pages (`monitor.noise`) do not hold
for files: typing errors, layout, dates and whole new passages (which rules answer for) owe
nothing. A changed number, place, party or reference owes, and a word that permits, forbids or obliges.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from monitor.diff import diff
from monitor.noise import NUMBERING, is_word, leftover, settled, sides
from monitor.places import law, territories
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from monitor.records import Hunk

_LONGEST = 400_000
_NUMERIC_DATE = re.compile(r"(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d(?![/.-]?\d)")
# "M2.5", "FLUX.1", "Qwen-7B": the number of an edition, not of a limit; "USD30" is one.
_EDITION = re.compile(r"(?<=[A-Za-z])(?<!USD)(?<!EUR)(?<!RMB)(?<!CNY)[-.]?\d+(?:[.-]\d+)*", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d[\d.,]*%?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|sixty|ninety|hundred"
    r"|thousand|million|billion|half|double|percent",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"must|shall|may|will|can|cannot|not|no|never|only|solely|unless|except|without|prohibited|permitted|forbidden"
    r"|required|entitled|allowed",
    re.IGNORECASE,
)
_MODAL_HAN = re.compile("不得|不可|禁止|应当|必须|可以|有权|无权|未经")
_REFERENCE = re.compile(
    r"\b(?:sections?|clauses?|articles?|exhibits?|annex|schedules?|appendix)\b|§|第", re.IGNORECASE
)
_PARTY = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|corp|corporation|limited|plc|s\.a|pty|licensors?|copyright holders?"
    r"|by and between|grants? you|hereby grants?)\b|\(c\)|©|有限公司|许可方",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"copyright|\(c\)|©|版权", re.IGNORECASE)
_VERSION = re.compile(r"\b(?:version|release)\b|\bv\d|版本", re.IGNORECASE)
_TITLE = 12
_ENDS = (".", ";", ":", "。", "；", "：")


def weight(before: str, after: str) -> str:
    """Why a change of few words is told although no term moved; empty where it is not.

    Parameters:
        before: the text of a file.
        after: its new text.

    Returns:
        Words that go on from "the text".
    """
    if max(len(before), len(after)) > _LONGEST:
        return ""
    old, new = _undated(before), _undated(after)
    there = Counter(word_tokens(old))
    if there == Counter(word_tokens(new)):
        return ""
    # A word that both texts hold as often only stands in another line of them.
    stayed = {word for word, count in Counter(word_tokens(new)).items() if there[word] == count}
    changed = (one for one in diff(old, new).hunks if one.kind != "move" and one.before and one.after)
    return next((why for hunk in changed if (why := _why(hunk, stayed))), "")


def _undated(text: str) -> str:
    """A text without numbers of paragraphs and editions, with dates as one word each."""
    lines = settled(_EDITION.sub("", _NUMERIC_DATE.sub(" ", text))).splitlines()
    starts = [True, *(not line.strip() or line.rstrip().endswith(_ENDS) for line in lines)]
    return "\n".join(
        NUMBERING.sub("", line.strip(), count=1) if start else line
        for line, start in zip(lines, starts, strict=False)
    )


def _why(hunk: Hunk, stayed: AbstractSet[str]) -> str:
    """Why one changed sentence weighs; empty where it does not."""
    gone, came = leftover(*sides(hunk))
    words = [word for word in (*gone, *came) if is_word(word) and word not in stayed]
    if not words and len(_MODAL_HAN.findall(hunk.before)) == len(_MODAL_HAN.findall(hunk.after)):
        return ""
    old, new = hunk.before.lower(), hunk.after.lower()
    if territories(old) != territories(new) or law(old) != law(new):
        return "names another place"
    if not _is_label(hunk) and any(_NUMBER.fullmatch(word) for word in words):
        return "has another reference" if _REFERENCE.search(hunk.after) else "has another number"
    if _MODAL_HAN.findall(hunk.before) != _MODAL_HAN.findall(hunk.after):
        return "permits, forbids or obliges in other words"
    if any(_MODAL.fullmatch(word) for word in words):
        return "permits, forbids or obliges in other words"
    return "names another party" if _PARTY.search(hunk.after) and _is_named(words, hunk) else ""


def _is_label(hunk: Hunk) -> bool:
    """Whether a line only says which edition this is, and whose."""
    if len(word_tokens(hunk.after)) > _TITLE:
        return False
    return bool(_COPYRIGHT.search(hunk.after) or _VERSION.search(hunk.after))


def _is_named(words: Sequence[str], hunk: Hunk) -> bool:
    """Whether some of the words are names: capital letters that do not only begin the sentence."""
    firsts = {each[0] for each in (word_tokens(hunk.before), word_tokens(hunk.after)) if each}
    return any(word[:1].isupper() and word not in firsts for word in words)
