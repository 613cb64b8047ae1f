"""Whether a web page changed, or only its noise. Pure.

A page changes at almost every fetch: dates that count the days, dates written the other way round, menus,
tracking addresses, error pages with status 200, cookie walls. What is held against each other here are the
words without all that. What is only editorial stays in the record and is mailed to nobody; a changed number,
date of effect, name, address or reference, and every change in a sentence that permits, forbids or obliges,
is told, however few words moved.

The classes of noise follow the published history of a terms archive (Open Terms Archive, collection genai-eu,
2025-2026), where 43 % of the recorded changes had the same words and 32 % returned to a text seen before.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.diff import diff
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from monitor.records import Hunk

SHRUNK = 0.4
"""Of the words that a page had: what has fewer is not believed at once."""

_SHORT = 400
_TINY = 120


class Kind(StrEnum):
    """What became of a page."""

    SAME = "same"
    QUIET = "quiet"
    KNOWN = "known"
    CHANGED = "changed"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a page, and why, in words that go on from "the page"; empty where it is the same."""

    kind: Kind
    reason: str = ""


def judge(before: str, after: str, memory: Sequence[str] = (), *, shrinking: bool = False) -> Verdict:
    """What became of a page between two texts.

    Parameters:
        before: the text it had.
        after: the text that came.
        memory: fingerprints of the texts it has had, oldest first, up to `before`.
        shrinking: whether a page that lost most of its words is taken for what it is.
    """
    if fingerprint(before) == fingerprint(after):
        return Verdict(Kind.SAME)
    doubt = suspicion(before, after, shrinking=shrinking)
    if doubt:
        return Verdict(Kind.SUSPECT, doubt)
    if (fingerprint(before), fingerprint(after)) in pairwise(memory):
        return Verdict(Kind.KNOWN, "went to and fro between the same two texts before")
    weight = next(_weights(before, after), "")
    if weight:
        return Verdict(Kind.CHANGED, weight)
    return Verdict(Kind.QUIET, "changed in layout, numbering, headings or wording that bears on nothing")


# ---- What is no text of terms ----------------------------------------------------------------------------

_WALL = re.compile(
    r"page (?:cannot be|could not be|can[’']t be) found"
    r"|(?:404|page|site|document|file)\W{0,3}(?:was )?not found"
    r"|^\W{0,9}(?:error )?(?:40[0-9]\W{0,3})?(?:not found|forbidden)\W{0,9}$"
    r"|(?:page|content) (?:isn[’']t|is not) available|access (?:was |is )?denied|403 forbidden|just a moment"
    r"|enable (?:javascript|cookies)|captcha|(?:are you|verify (?:that )?you are) (?:a )?(?:human|robot)"
    r"|(?:log|sign) ?in to (?:continue|view|your)|temporarily (?:unavailable|down)"
    r"|(?:down for|under|scheduled) maintenance|service unavailable|something went wrong"
    r"|internal server error|bad gateway|too many requests|accept (?:all )?cookies"
    r"|页面不存在|无法访问|请先?登录",
    re.IGNORECASE | re.MULTILINE,
)
_ANCHORS = re.compile(
    r"licen[cs]|terms|agreement|copyright|permi(?:t|ss)|warrant|grant|许可|协议|条款|版权", re.IGNORECASE
)


def wall(text: str) -> str:
    """Why a page is an error page, a login or a cookie wall, whatever its status; empty when it may be terms.

    Parameters:
        text: of the page, seen for the first time.
    """
    short = len(word_tokens(text)) < _TINY
    return _walled(text) if short or not _ANCHORS.search(text) else ""


def _walled(text: str) -> str:
    found = _WALL.search(text)
    if found and len(word_tokens(text)) < _SHORT:
        return f'looks like an error page or a wall ("{found.group().strip()}")'
    return ""


def suspicion(before: str, after: str, *, shrinking: bool = False) -> str:
    """Why a page cannot be the new text of one that held terms; empty when it may be.

    Parameters:
        before: the text it had.
        after: the text that came.
        shrinking: whether a page that lost most of its words is taken for what it is.
    """
    told = "" if _WALL.search(before) else _walled(after)
    if told:
        return told
    if _ANCHORS.search(before) and not _ANCHORS.search(after):
        return "speaks of no licence, terms or permission any more"
    if not shrinking and len(word_tokens(after)) < SHRUNK * len(word_tokens(before)):
        return "lost most of its words"
    return ""


# ---- What stays of a text --------------------------------------------------------------------------------

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = "|".join([*_MONTHS, *(f"{month[:3]}\\.?" for month in _MONTHS), "sept\\.?"])
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\s+{_DAY.format('d1')},?\s+(?P<y1>(?:19|20)\d\d)"
    rf"|{_DAY.format('d2')}(?:\s+of)?\s+(?P<m2>{_MONTH}),?\s+(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)(?:[-/.]|\s?年\s?)(?P<m3>\d{1,2})(?:[-/.]|\s?月\s?)(?P<d3>\d{1,2})(?:\s?日)?)(?!\d)",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:(?:about|over|almost|around|more than|less than) )?(?:an?|one|\d{1,3}|a few|last) "
    r"(?:second|minute|hour|day|week|month|year)s?(?: ago)?\b|\b(?:yesterday|today|just now)\b"
    r"|\d{1,3} ?(?:天|小时|分钟|个月|年)前",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|published|posted|edited|revised|reviewed|released?)\b|更新|发布|修订",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://(?:www\.)?([\w.-]{1,253})(?::\d{1,5})?(/[^\s<>()\"'\]?#]{0,500})?([?#][^\s<>()\"'\]]{0,500})?"
)
_LOCALE = re.compile(r"/[a-z]{2}(?:[-_][A-Za-z]{2})?(?=/|$)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w-])")
_EMPHASIS = re.compile(r"\*{1,3}|\\(?=[.)\]])|(?<!\w)_{1,3}|_{1,3}(?!\w)")
_BUTTONS = re.compile(
    r"close|open|menu|search|back|next|previous|share|print|copy|download|expand(?: all)?|collapse(?: all)?"
    r"|more|less|home|log ?in|sign ?(?:in|up)|skip to (?:main )?content|table of contents|on this page"
    r"|loading|chevron\w*|arrow\w*",
    re.IGNORECASE,
)
_MARKS = "#>*_-•·|= \t\\"


def fingerprint(text: str) -> str:
    """SHA-256 of what stays of a text when its noise is taken away: equal for texts that only differ in that.

    Parameters:
        text: of a page.
    """
    return hashlib.sha256("\n".join(word_tokens(settled(text))).encode("utf-8", "replace")).hexdigest()


def settled(text: str) -> str:
    """A text without buttons and dates that count the days, with dates and addresses in one spelling.

    Parameters:
        text: of a page.
    """
    lines = unicodedata.normalize("NFKC", text).splitlines()
    return "\n".join(_line(line) for line in lines if not _BUTTONS.fullmatch(line.strip(_MARKS)))


def _line(line: str) -> str:
    if _UPDATED.search(line[:200]) and len(line) < _SHORT:
        line = _AGO.sub(" ", line)
    line = _DATE.sub(_dated, _EMPHASIS.sub("", line))
    line = _LINK.sub(lambda found: f" {found[1].lower()} {_path(found[2] or '')} ", line)
    line = _MAIL.sub(lambda found: f" mailx{_lettered(found[0].lower().encode().hex())} ", line)
    return _HOST.sub(lambda found: f" hostx{_lettered(found[0].encode().hex())} ", line)


def _dated(found: re.Match[str]) -> str:
    """A date as one word, whichever way it was written."""
    part = found.groupdict()
    year, month, day = next(
        (part[f"y{n}"], part[f"m{n}"], part[f"d{n}"]) for n in (1, 2, 3) if part[f"y{n}"] is not None
    )
    number = int(month) if month.isdigit() else 1 + [one[:3] for one in _MONTHS].index(month[:3].lower())
    return f" dayx{_lettered(f'{year}{number:02}{int(day):02}')} "


def _lettered(code: str) -> str:
    """Digits as letters, so that the code stays one word."""
    return code.translate(str.maketrans("0123456789", "ghijklmnop"))


def _path(path: str) -> str:
    """The path of an address as one word, without the part that names a language."""
    bare = _LOCALE.sub("", path).rstrip("/.,;")
    return f"pathx{_lettered(hashlib.sha256(bare.encode()).hexdigest()[:8])}" if bare else ""


# ---- What weighs -----------------------------------------------------------------------------------------

# "1.", "(a)", "A.1", "I.2.a" and their like, at the beginning of a line.
NUMBERING = re.compile(
    r"\A(?:[A-Za-z\d]{1,3}(?:\.[a-z\d]{1,3}){1,4}(?=\s+[A-Z\"“])"
    r"|\(?(?:[A-Za-z]|[ivxlcIVXLC]{1,6}|\d{1,3})(?:\.(?:[A-Za-z]|\d{1,3})){0,4}[.):、]{1,3})\s*"
)
_ENDS = tuple(".;:!?,。；：！？，")
_FEW = 12
_MANY = 6
_TURNS = re.compile(
    r"not?|nor|never|none|only|solely|unless|except\w*|exclud\w+|includ\w+|without|must|shall|may|can(?:not)?"
    r"|any|all|and|or|own\w*|free|fees?|pa(?:y|id|ys)|pric\w+|sell|sale|prohibit\w*|forbid\w*|permi\w+"
    r"|authori[sz]\w*|consent|grant\w*|licen[cs]\w*|commerc\w+|revenue|royalt\w+|liab\w+|terminat\w+|law"
    r"|court\w*|train\w*|distribut\w*|military|days?|months?|years?|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|hundred|thousand|million|billion|percent|sections?|clauses?|articles?|annex\w*"
    r"|exhibits?|schedules?|appendix",
    re.IGNORECASE,
)
_BINDING = re.compile(
    r"\b(?:may|must|shall|can(?:not)?|will|not|agree\w*|permi\w+|prohibit\w*|forbid\w*|grant\w*|right\w*"
    r"|licen[cs]\w*|liab\w+|responsib\w+|warrant\w*|terminat\w+|require\w*|oblig\w*|entitle\w*|allow\w*"
    r"|restrict\w*|consent)\b|可以|允许|授权|不得|禁止|应当|必须|同意",
    re.IGNORECASE,
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LIGHT = frozenset(
    [
        *(
            "a",
            "an",
            "the",
            "of",
            "to",
            "in",
            "on",
            "at",
            "by",
            "for",
            "from",
            "with",
            "as",
            "is",
            "are",
            "be",
        ),
        *(
            "been",
            "was",
            "were",
            "this",
            "that",
            "these",
            "those",
            "it",
            "its",
            "which",
            "who",
            "our",
            "your",
        ),
        *("their", "his", "her", "we", "you", "they", "i", "s", "t", "date", "br", "please"),
    ]
)
# Words that turn a sentence and stand in many a heading.
_COMMON = frozenset(("all", "and", "any", "or", "law", "own"))
_SPELLED = (
    (re.compile(r"is(?=(?:e[ds]?|ing|ation\w*|able|er\w*)$)"), "iz"),
    (re.compile(r"yse"), "yze"),
    (re.compile(r"our(?=(?:s|ed|ing|able|al|ful|ite)?$)"), "or"),
    (re.compile(r"tre(?=s?$)"), "ter"),
    (re.compile(r"ence(?=[sd]?$)"), "ense"),
    (re.compile(r"ll(?=(?:ed|ing|er|ation)$)"), "l"),
)


def _weights(before: str, after: str) -> Iterator[str]:
    """Why each change of the words weighs; nothing for one that does not."""
    old, new = _body(before), _body(after)
    there = Counter(word_tokens(old))
    stayed = {word for word, count in Counter(word_tokens(new)).items() if there[word] == count}
    for hunk in diff(old, new).hunks:
        if hunk.kind != "move" and (why := _weight(hunk, stayed)):
            yield why


def _body(text: str) -> str:
    """The sentences, list items and rows of a text: no numbering, and no short lines that are only names."""
    lines = settled(text).splitlines()
    return "\n\n".join(bare for line in lines if (bare := _unnumbered(line)) and not _is_furniture(line))


def _unnumbered(line: str) -> str:
    start = line.lstrip(_MARKS)
    return NUMBERING.sub("", start, count=1).lstrip(_MARKS).rstrip() if start else ""


def _is_furniture(line: str) -> bool:
    """Whether a line is a heading, a breadcrumb or a label and says nothing by itself."""
    stripped = line.strip()
    if stripped.startswith(("-", "*", "•", "+", "|", ">")) or "|" in stripped or "<br" in stripped:
        return False
    bare = _unnumbered(line)
    words = word_tokens(bare)
    return (
        len(words) <= _FEW
        and not bare.rstrip("*_ ").endswith(_ENDS)
        and not any(char.isdigit() for char in bare)
        and not _CJK.search(bare)
        and not any(_TURNS.fullmatch(word) for word in words if word.lower() not in _COMMON)
    )


def _weight(hunk: Hunk, stayed: AbstractSet[str]) -> str:
    """Why one difference weighs; empty when it does not.

    Parameters:
        hunk: not a move.
        stayed: words that the page holds as often as before.
    """
    old, new = sides(hunk)
    if _alike(hunk.before) == _alike(hunk.after):
        return ""
    gone, came = leftover(old, new)
    if not gone and not came:
        return "has words in another order"
    firsts = {words[0] for words in (word_tokens(hunk.before), word_tokens(hunk.after)) if words}
    sentence = f"{hunk.before} {hunk.after}"
    changed = [word for word in (*gone, *came) if is_word(word) or word not in stayed]
    told = [_word_weight(word, sentence, known=word in firsts) for word in changed]
    heavy = [word for word in changed if is_word(word) and word.lower() not in _LIGHT]
    if heavy and not (hunk.before and hunk.after):
        return "has a sentence more or less"
    if not any(told) and (len(heavy) >= _MANY or (heavy and _BINDING.search(sentence))):
        return "has other words"
    return next((why for why in told if why), "")


def _word_weight(word: str, sentence: str, *, known: bool) -> str:
    """Why a word that came or went weighs by itself; empty when it does not.

    Parameters:
        word: as `settled` leaves it.
        sentence: that it stands in, before and after.
        known: it begins the sentence, so that its capital says nothing.
    """
    if not is_word(word):
        if word.startswith("dayx"):
            return "" if _UPDATED.search(sentence) else "has another day"
        return "" if word.startswith("pathx") else "names another address"
    if any(char.isdigit() for char in word):
        return "has another number"
    if _TURNS.fullmatch(word):
        return "has words added or left out that turn a sentence"
    if word[:1].isupper() and not known:
        return "names somebody or something else"
    return "has other words" if _CJK.search(word) else ""


def is_word(word: str) -> bool:
    """Whether a word stands in the text as such, and for no date or address.

    Parameters:
        word: as `settled` leaves it.
    """
    return not word.startswith(("dayx", "hostx", "mailx", "pathx"))


def sides(hunk: Hunk) -> tuple[list[str], list[str]]:
    """The words that went, and those that came.

    Parameters:
        hunk: not a move.
    """
    if not hunk.marks:
        return list(word_tokens(hunk.before)), list(word_tokens(hunk.after))
    return _marked(hunk, "delete"), _marked(hunk, "insert")


def _marked(hunk: Hunk, kind: str) -> list[str]:
    return [word for mark, text in hunk.marks if mark == kind for word in word_tokens(text)]


def leftover(old: Iterable[str], new: Iterable[str]) -> tuple[list[str], list[str]]:
    """The words of each side that the other lacks, whatever their case and spelling.

    Parameters:
        old: that went.
        new: that came.
    """
    old, new = list(old), list(new)
    left, right = Counter(map(_folded, old)), Counter(map(_folded, new))
    return list(_rest(old, left - right)), list(_rest(new, right - left))


def _rest(words: Iterable[str], counts: Counter[str]) -> Iterator[str]:
    for word in words:
        if counts[_folded(word)] > 0:
            counts[_folded(word)] -= 1
            yield word


def _folded(word: str) -> str:
    """A word in lower case and in one of its two English spellings."""
    folded = word.lower()
    if len(folded) > 4:  # shorter ones are "our", "ise" themselves
        for british, american in _SPELLED:
            folded = british.sub(american, folded)
    return folded


def _alike(text: str) -> str:
    """A text's letters and digits in a row: equal where only case, spelling and white space differ."""
    return "".join(_folded(word) for word in word_tokens(text))
