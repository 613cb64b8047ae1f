"""Sentences that fit no rule and cannot reach a profile: they speak of what it does not do.

Who only runs a model in a product of its own is not touched by a clause on passing the weights on, whatever
it says. Nothing is settled by silence: the sentence has to speak of that doing alone, without a word of
money, trade or use at large, and the profile has to say what it does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from monitor.records import Decision, Use

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.verdict.case import Case

_LONGEST = 1_000  # characters; what is longer says more than one thing
_SERVICES = (
    r"as[- ]a[- ](?:\w+[- ])?service|\b[sm]aas\b|\b(?:as|by|through|via) (?:an? )?apis?\b"
    r"|\bapi (?:access|services?)|\bendpoints?\b|hosted supply"
    r"|\bhost(?:s|ed|ing)? (?:\w+ ){0,3}(?:for|to) (?:third|others|customers|outside|users)"
    r"|(?:hosted|managed|online|inference|network) (?:[\w-]+ )*(?:service|offering|platform)"
)
_TRADE = (
    r"commerc|business|\bsell|\bsold\b|\bsale|\bfees?\b|\bpay|royalt|revenue|turnover|income|compan(?:y"
    r"|ies)"
    r"|\bproducts?\b|customers|enterprise|corporat|for[- ]profit|moneti|employees|professional"
)
_PASSING_ON = (
    r"distribut|pass(?:es|ed|ing)? (?:it |them |the \w+ )?(?:on|along)\b|\btransfer|sub-?licen[cs]"
    r"|\brecipients?\b"
    r"|\bpublish|\bcopies\b|\bconvey|\brelease[sd]? (?:it|them|a|the)\b|hand(?:s|ed|ing)? (?:it "
    r"|them )?on\b"
)
_USE_AT_LARGE = r"\b(?:us(?:e|es|ed|ing)|run(?:s|ning)?|deploy\w*|operat\w+|access\w*|download\w*)\b"
_TRAINING = r"\b(?:train\w*|distil\w*|tun(?:e|ing)|improv\w+)\b[^.;]{0,120}\b(?:models?|llms?)\b"
_FORBIDS = r"\b(?:may|must|shall|will|can) ?not\b|cannot|prohibit|forbid|\bno (?:part|output|use)\b"
_EVERYBODY = (
    r"non-?commercial|\b(?:personal|private|individuals?|hobby\w*|natural persons?|everyone|everybody"
    r"|anyone)\b"
    r"|\b(?:any|each|every|all) (?:users?|persons?|uses?|licensees?)\b"
)
_SIZE = r"revenue|turnover|income|employees|receipts|sales|\busers\b|funding|raised"
_HARM = (
    r"harm|fraud|deceiv|decept|defam|discriminat|minors?\b|child|weapon|toxic|contagious|malware"
    r"|illegal|unlawful"
    r"|violat|privacy|surveil|\bvoice\b|impersonat|misinform|harass|hate|violen|terror|suicid|hurt"
    r"|exploit (?:any|a|the)? ?vuln"
)


def _met(pattern: str, words: str) -> bool:
    """Whether something is spoken of; compiled where a sentence needs it, as most texts leave none open."""
    return re.search(pattern, words, re.IGNORECASE) is not None


class Settled(NamedTuple):
    """What becomes of a sentence for one profile.

    Parameters:
        decision: `allow` where it does not reach it, `obligations` where it is a duty that can be kept.
        why: the end of the reason's sentence.
        duty: as an order; empty where there is none.
    """

    decision: Decision
    why: str
    duty: str = ""


def settled(case: Case, sentence: str) -> Settled | None:
    """What a sentence that fits no rule means for the profile; None where it stays open.

    Parameters:
        case: the profile in question.
        sentence: as quoted.
    """
    words = " ".join(sentence.split())
    if len(words) > _LONGEST:
        return None
    return next((found for judge in _JUDGES if (found := judge(case, words))), None)


def _services(case: Case, words: str) -> Settled | None:
    """A clause on services for those who offer none."""
    if case.hosts or not _met(_SERVICES, words) or _met(_TRADE, words):
        return None
    return Settled(Decision.ALLOW, "it is about offering the model as a service, which you do not")


def _handing_on(case: Case, words: str) -> Settled | None:
    """A clause on copies for those who keep theirs."""
    keeps = not (case.hosts or case.does(frozenset({Use.REDISTRIBUTE, Use.FINE_TUNE})))
    if not keeps or not _met(_PASSING_ON, words) or _met(f"{_TRADE}|{_USE_AT_LARGE}", words):
        return None
    return Settled(Decision.ALLOW, "it is about passing the model on, which you do not")


def _other_models(case: Case, words: str) -> Settled | None:
    """A ban on training for those who train nothing."""
    trains = case.does(frozenset({Use.TRAIN_ON_OUTPUTS, Use.FINE_TUNE}))
    if trains or not (_met(_TRAINING, words) and _met(_FORBIDS, words)) or _met(_TRADE, words):
        return None
    return Settled(
        Decision.OBLIGATIONS,
        "it is about training other models, which you do not",
        "Train no other model on it or on its outputs.",
    )


def _trade(case: Case, words: str) -> Settled | None:
    """What binds trade or size, for a private person without either."""
    facts = case.profile
    small = not any((facts.revenue_year, facts.revenue_month, facts.users_month, facts.employees))
    if facts.commercial or facts.revenue_year is None or not small or _met(_EVERYBODY, words):
        return None
    if not _met(f"{_TRADE}|{_SIZE}", words):
        return None
    return Settled(Decision.ALLOW, "it is about trade and size, and you have neither")


def _harm(_case: Case, words: str) -> Settled | None:
    """A forbidden purpose that does harm: a duty for everybody."""
    if not (_met(_HARM, words) and _met(_FORBIDS, words)) or _met(f"{_TRADE}|{_SERVICES}", words):
        return None
    return Settled(Decision.OBLIGATIONS, "it forbids a harmful purpose", "Keep to the use restrictions.")


_JUDGES: tuple[Callable[[Case, str], Settled | None], ...] = (
    _services, _handing_on, _other_models, _trade, _harm,
)  # fmt: skip
