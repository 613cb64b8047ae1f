"""One answerable question for a sentence that fits no rule, from the words that made it stand out.

A person answers it with yes or no, and the answer settles the sentence: no more is asked than what the words
could mean for an adopter, the gravest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


# Characters of a sentence that are looked at; a longer one is asked about by its beginning.
_LONGEST = 2_000
_SHOWN = 48  # of its beginning, where it is named
# "7.3 You", "(b) pay", "4. The": the number of a clause, and not that of a size.
_NUMBER = re.compile(
    r"^[\W_]*(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+|\d{1,3}(?:\.\d{1,3}){1,3}\s+(?=[A-Z]))?"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a sentence seems to be about, and what to ask of it.

    Parameters:
        about: the subject, as in "a sentence about payment".
        asks: what yes or no answers, as in "Does it make you pay the licensor?"
    """

    about: str
    asks: str

    def of(self, sentence: str) -> str:
        """The whole question, which names the sentence by its first words.

        Parameters:
            sentence: as quoted.
        """
        return f"Does “{_opening(sentence)}” {self.asks}?"


def _opening(sentence: str) -> str:
    """The first words of a sentence, without the number of its clause."""
    words = _NUMBER.sub("", " ".join(sentence[:_LONGEST].split())).replace("“", "'").replace("”", "'")
    if len(words) <= _SHOWN:
        return words
    cut = words[: _SHOWN + 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[_SHOWN // 2 :] else cut[:_SHOWN]}…"


def _words(*patterns: str) -> str:
    return "|".join(patterns)


def _met(cue: str, words: str) -> bool:
    """Whether a cue is there; compiled where a sentence needs it, since most texts leave none open."""
    return re.search(cue, words, re.IGNORECASE) is not None


_FORBIDS = _words(
    r"\b(?:may|shall|must|can|will|do|does|is|are) ?not\b", r"\bcannot\b", r"n't\b", r"prohibit", r"forbid",
    r"\bban(?:s|ned)?\b", r"restrict", r"exclud", r"\bno (?:right|permission|licen[sc]e|use)\b", r"\bnever\b",
    r"refrain", r"without (?:\w+ ){0,4}(?:consent|permission|approval|authori[sz]ation|licen[sc]e)",
    "不得", "禁止", "严禁", "不可", "禁じ", "금지", r"untersagt", r"verboten", r"interdit", r"prohibid",
    r"запрещ",
)  # fmt: skip
_LIMITS = _words(
    r"\b(?:only|solely|exclusively)\b", r"limited to", r"provided that", r"unless", r"subject to",
    "仅限", "仅供", "只能", r"\bnur\b", r"uniquement", r"únicamente",
)  # fmt: skip
_PAYS = _words(
    r"royalt", r"\bfees?\b", r"\bpay(?:s|ing|ments?|able)?\b", r"\bpaid\b", r"\bremit", r"invoice",
    r"\bowe[sd]?\b",
    r"\bcharge", r"\bpric", r"remunerat", r"compensat", r"subscription", r"\bshare of\b", r"percent",
    r"\d ?%",
    "费用", "付费", "支付", "分成", r"lizenzgebühr", r"redevance", r"regal[ií]a", "使用料", "수수료",
)  # fmt: skip
_SIZE = _words(
    r"\b(?:monthly|daily|annual|active)\b[^.]{0,40}\b(?:users?|revenues?|sales|turnover|income)\b",
    r"employees",
    r"(?:revenues?|turnover|income|users?)\b[^.]{0,60}\d", r"\b(?:million|billion)\b",
    "月活", "日活", "营业额", "收入.{0,20}(?:万|亿)",
)  # fmt: skip
_PLACE = _words(r"territor", r"\bcountr(?:y|ies)\b", r"jurisdiction", r"\bregions?\b", "地区", "境内", "国家")
_RESEARCH = _words(
    r"research", r"academic", r"non-?commercial", r"personal use", r"private use", r"evaluation",
    r"non-?profit",
    "科研", "学术", "非商业", "个人", r"forschung", r"recherche", r"investigación", "研究",
)  # fmt: skip
_ASKS = _words(
    r"\b(?:register|notify|request|apply|contact|obtain|acquire)\b", r"(?:written|prior|separate) (?:\w+ )?"
    r"(?:permission|consent|authori[sz]ation|approval|licen[sc]e|agreement)", "授权", "申请", "登记", "许可",
)  # fmt: skip

# What may be forbidden or limited, the most telling first: the words, the subject, and the doing.
_DEEDS: Sequence[tuple[str, str, str]] = (
    (
        _words(r"as[- ]a[- ]service", r"\b[sm]aas\b", r"\bapis?\b", r"\bhost(?:s|ed|ing)?\b", r"\bcloud\b",
        "云服务"),
        "services",
        "offering the model to others as a service",
    ),
    (
        _words(r"\btrain(?:s|ing)?\b", r"distil", r"other (?:\w+ )?models", "训练", "蒸馏"),
        "training",
        "training other models with it or its outputs",
    ),
    (
        _words(r"\bcompet(?:e|es|ing|itors?|itive)\b", "竞争"),
        "competition",
        "what competes with the licensor",
    ),
    (
        _words(r"\b(?:re)?sell(?:s|ing)?\b", r"\bsold\b", r"\bsale\b", r"\brent\b", r"\blease\b", "出售",
        "销售"),
        "sale",
        "selling the model, access to it or what is made with it",
    ),
    (
        _words(
            r"(?<!non-)(?<!non)(?<!non )commerc", r"kommerz", r"gewerb", r"comercial",
            r"for[- ]profit", r"moneti[sz]", r"\bprofit", r"business",
            "(?<!非)商业", "(?<!非)商用", "盈利", "营利", "商業", "営利", "상업", "영리", r"коммерч",
        ),
        "commercial use",
        "using the model commercially",
    ),
    (
        _words(r"distribut", r"sublicen[sc]", r"\btransfer", r"publish", r"copies\b", "分发", "转让"),
        "passing on",
        "passing the model on, or what is made from it",
    ),
)  # fmt: skip


def question(sentence: str) -> Question:
    """The one question that a sentence leaves open.

    Parameters:
        sentence: as quoted; of any length and language.
    """
    words = " ".join(sentence[:_LONGEST].split())
    forbids = _met(_FORBIDS, words)
    if _met(_PAYS, words) and not forbids:
        return Question("payment", "make you pay the licensor")
    if _met(_SIZE, words):
        return Question(
            "size",
            "change what you may do at a size (users, revenue, staff) that you have",
        )
    if _met(_PLACE, words):
        return Question("places", "keep the model from a country that you are in or serve")
    deed = next(((about, doing) for cue, about, doing in _DEEDS if _met(cue, words)), None)
    if deed:
        about, doing = deed
        if forbids:
            return Question(about, f"forbid {doing}")
        return Question(about, f"tie {doing} to a condition that you do not meet")
    if _met(_PAYS, words):
        return Question("charges", "forbid you to charge others, or make you pay")
    return _other(words, forbids=forbids)


def _other(words: str, *, forbids: bool) -> Question:
    """The question where no doing is named: about purposes, permission, or all that is done."""
    if _met(_RESEARCH, words):
        return Question("purposes", "limit the use to purposes that yours is not among")
    if _met(_ASKS, words):
        return Question("permission", "make you ask or register before you use the model")
    if forbids:
        return Question("prohibitions", "forbid what you do with the model")
    if _met(_LIMITS, words):
        return Question("limits", "allow less than what you do with the model")
    return Question("rights or money", "take a right from you, or ask something of you")
