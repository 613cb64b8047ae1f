"""What a limit is about: commerce as such, or one kind of it. Pure.

"Commercial use needs a licence" withholds commerce; "a licence is needed to sell copies", in a text
that permits commerce or lets a business use the work within its house, is a condition for one kind of it.
"""

from __future__ import annotations

import re

from monitor.expressions import expression

# Commerce as such, not one thing that is done for money.
_AS_SUCH = expression(
    r"\bcommercial(?:ly)? (?:use[ds]?|usage|using|utili[sz]\w{1,6}|purposes?|exploit\w{0,5}|deploy\w{0,5}"
    r"|activit(?:y|ies)|applications?|users?|entit(?:y|ies)|products?|contexts?|settings?|ends|gain)\b"
    r"|\b(?:use[ds]?|using|exploit(?:ed)?|deploy(?:ed)?)\b[^.;]{0,60}\bcommercially|\bfor[- ]profit\b"
    r"|\bcommerciali[sz]|\bproduction\b|\bmoneti[sz]|\bcompan(?:y|ies)\b"
    r"|\b(?:business(?:es)?|enterprises?)\b(?! (?:licen[sc]|edition|plan|support))"
    r"|[商][业用業](?!授权|授權|许可|協議|协议|合作|版)|[盈营]利|企业(?!级|版)",
    re.IGNORECASE,
)
# What is done with the work for somebody else: copies sold or handed on, services, rivals.
_FOR_OTHERS = expression(
    r"\b(?:s[eo]ll|selling|sold|sales?|resell|resale|lease[ds]?|rent(?:al|ed)?|sub-?licen[sc]\w{1,4}"
    r"|(?:re)?distribut\w{1,4}|modif\w{1,4}|white-?label\w{0,4}|third part(?:y|ies)|customers|clients"
    r"|host\w{0,4}|compet\w{1,5}|as[- ]a[- ]service|commercial service)\b|销售|出售|转售|售卖|分发|第三方"
)
# The use of it, and not only what is done with copies of it.
_USES = expression(r"\b(?:use[ds]?|using|usage|deploy(?:ed)?|run|production)\b|使用|用于|商用")
# Copies may be given away, for nothing.
_HANDS_ON = expression(
    r"\b(?:may|can)\b(?! not)[^.;]{0,40}\b(?:(?:re)?distribute|give|share|pass|provide|convey|hand|make)\b"
    r"[^.;]{0,60}\b(?:others|copies|recipients|available|third parties|it|them|software|program)\b"
)
# A condition behind what is barred or asked for: one kind of use.
_ON_CONDITION = expression(
    r"\b(?:prohibited|forbidden|not (?:permitted|allowed)|required|needed|necessary|available)\b[^.;]{0,20}"
    r"\b(?:if|when|where|in case|whenever) (?!you (?:are|use it|use the \w{3,12})\b)"
)
_OF_COPIES = expression(
    r"\W{0,4}(?:[a-z0-9.()]{1,5} )?(?:such |these |any |all |the |your )?(?:derivative works?|derivatives"
    r"|derived works?"
    r"|modified (?:versions?|works?|copies)|copies|adaptations|(?:programs?|products?"
    r"|applications?) (?:whose|that|which)\b"
    r"[^.;]{0,60}\b(?:this|the) (?:program|software|library|model|work))\b[^.;]{0,60}?\b(?:may|must|can"
    r"|shall) ?not be\b"
)


def is_commerce_as_such(words: str) -> bool:
    """Whether words speak of commerce as such.

    Parameters:
        words: of a clause, folded or as quoted.
    """
    return _AS_SUCH.search(words) is not None


_BARS = expression(r"\b(?:not|without|must|shall|unless|required|only)\b", re.IGNORECASE)


def is_an_offer(words: str) -> bool:
    """Whether words that name a way to a licence only offer one, and not one for commerce.

    Parameters:
        words: of a clause, folded or as quoted.
    """
    return not (_AS_SUCH.search(words) or _BARS.search(words))


def is_for_others(words: str) -> bool:
    """Whether words speak of selling, hosting or passing on, and not of use.

    Parameters:
        words: folded.
    """
    return _FOR_OTHERS.search(words) is not None and not _USES.search(words)


def hands_on(words: str) -> bool:
    """Whether words let copies be handed on, and say nothing of use.

    Parameters:
        words: folded.
    """
    return _HANDS_ON.search(words) is not None and not _USES.search(words)


def is_on_condition(words: str) -> bool:
    """Whether what words bar or ask for depends on a condition behind it.

    Parameters:
        words: folded.
    """
    return _ON_CONDITION.search(words) is not None


def is_of_copies(words: str) -> bool:
    """Whether words forbid what is done with copies or with what is made of the work, not its use.

    Parameters:
        words: folded.
    """
    return _OF_COPIES.match(words) is not None
