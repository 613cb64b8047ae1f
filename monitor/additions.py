"""What a sentence added to a known licence may speak of without changing what it allows. Pure.

Whoever copies the MIT licence and adds a line to it means something by that line. It is taken for harmless
where a rule explains each of its clauses, or where it is of a kind that says nothing of rights: thanks, a
wish to be cited, an address, a piece of history.
"""

from __future__ import annotations

from monitor.expressions import expression
from monitor.formulas import is_formula
from monitor.reservations import clauses, is_spared, strays
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def limits(words: str) -> bool:
    """Whether added words say whom, what for, when or where: a grant with them is a smaller one.

    Parameters:
        words: a folded sentence that grants something.
    """
    words = _BESIDE_THE_POINT.sub(" ", words)
    return bool(_NARROWS.search(words) or _LIMITS.search(words))


def is_harmless(words: str) -> bool:
    """Whether an added sentence that no rule explains is of a kind that changes nobody's rights.

    Parameters:
        words: a folded sentence without words of commerce, permission or prohibition.
    """
    words = " ".join(_BESIDE_THE_POINT.sub(" ", words).split())
    if is_formula(words) or _defines(words):
        return True
    if _LIMITS.search(words) or _DUTY.search(words) or (_OPERATIVE.search(words) and _SAYS.search(words)):
        return False
    is_short = words.isascii() and len(words.split()) < _FEWEST_WORDS
    return is_short or bool(_KINDS.search(words))


def _defines(words: str) -> bool:
    """Whether a sentence says what a word of the text stands for, and leaves nothing out."""
    if not _DEFINES.match(words) or _NARROWED_TERM.search(words) or _LIMITS.search(words):
        return False
    return len(list(clauses(words))) == 1


def says_more(words: str, is_known: Callable[[str], bool]) -> bool:
    """Whether an added sentence that a rule explains speaks of more than what the rule knows it for.

    Parameters:
        words: a folded sentence.
        is_known: whether a clause needs no explanation beyond itself.
    """
    if _PRICED.search(words):
        return True
    if is_formula(words):
        return False
    if " means " in words:
        return bool(_NARROWED_TERM.search(words))
    if strays(words, _NOT_BESIDE) or strays(words, _NARROWS):
        return True
    parts = list(_whole(clauses(words)))
    return len(parts) > 1 and any(
        not (_HANGS.match(part) or is_spared(part) or is_known(part) or not _SAYS.search(part))
        for part in parts
    )


def _whole(parts: Iterable[str]) -> Iterator[str]:
    """Clauses with what their brackets hold; bits without a sentence in them are left out."""
    held = ""
    for part in parts:
        held += part
        if held.count("(") <= held.count(")"):
            if len(held.split()) >= _FEWEST_WORDS:
                yield held
            held = ""
    if held:
        yield held


_FEWEST_WORDS = 3
# Whoever has to keep a notice is not limited by that.
_UNLESS_KEPT = (
    r"(?! (?:keep|retain|leave|include|reproduce|respect|preserve) (?:(?:all|this|the|these|that|above)"
    r" ){1,3}"
    r"(?:copyright|notice|header|licen|disclaimer|text|attribution|credit))"
)
# Kinds of sentences that tell of the work and its makers, and nothing of rights in it.
_KINDS = expression(
    r"\b(?:thanks?|thankful|grateful|gratitude|indebted|acknowledg\w{1,6}|inspired by|dedicated to"
    r"|in memory|cit(?:e|es|ing|ation|ations)|bibtex|papers?|slides|mention(?:ed)?|contributors?"
    r"|volunteers?|authors?|written by|maintain\w{1,6}|developed (?:at|by|in)|based on|derived from"
    r"|modified from|ported|port of|translat\w{1,5}|version|versioning|releases?|released|revision"
    r"|changelog|history|since|began|started|nightly|builds?|stable|fixes|numbered|contact|questions?"
    r"|e-?mail|write to|mail(?:ing)? lists?|newsletter|issues? tracker|bugs?|reports?|feedback|security"
    r"|chat|code of conduct|moderated|covenant|documentation|documented|readme|folders?|files?"
    r"|director(?:y|ies)|manual|homepage|website|https?|found (?:at|in)|screenshots?|examples?|tests?"
    r"|benchmarks?|lines of code|tokens|images|photographs|samples|parameters|hours of|python|compiler"
    r"|install\w{0,5}|memory|linking|linked|librar(?:y|ies)|compatible|mistakes|risk|loss is yours"
    r"|promises?|encrypt\w{2,6}|telemetry|cookies|phone home|collected|prevails?"
    r"|english (?:one|text|version)|respective owners|copyright|spdx|names?|named|patch(?:es)?"
    r"|pull requests?|cla to sign|patent reading|specification|support contracts?|as follows"
    r"|there (?:is|are) no|we believe|aims to)\b"
    r"|\w@\w"
    r"|谢|引用|论文|联系|贡献者|版本|译文|仅供参考|为准|议题|文档|交流群|词元"
)
# Turns with words of limits that limit nothing.
_BESIDE_THE_POINT = expression(
    r"\b(?:including|includes?),? (?:but (?:is |are )?not limited to|without limitation)\b"
    r"|\bpermitted only if (?:each|all) of the following conditions\b"
    r"|,? with only a few conditions\b|\bin consideration of (?:your|their|the licensee's) (?:acceptance"
    r"|agreement)\b"
    r"|\b(?:inc|corp|ltd|gmbh|co|pty|llc|plc)\b\.?,?|\b(?:pty |proprietary )?limited(?=,? all rights)"
    r"|\b[a-z]{2,20} corporation\b(?=[ ,.]*(?:$|\(|all rights))"
)
# What asks something of whoever has it.
_DUTY = expression(r"\b(?:must|shall|ha(?:s|ve) to|to be (?:erased|deleted|destroyed|returned|removed))\b")
# How a clause begins that says nothing by itself.
_HANGS = expression(r",? ?(?:without|but not limited)\b")
# Whom and what for: what a sentence added to a known licence may not speak of without an explanation.
_LIMITS = expression(
    r"\b(?:"
    r"only|alone|limited|unless|excluded|(?:is|are|be|remains?|use) reserved"
    r"|reserved (?:to|for)|needs?|clients?|customers|compan(?:y|ies)|business(?:es)?|firms?"
    r"|enterprises?|corporations?|organi[sz]ations?|institutions?|governments? and|members"
    r"|partners|individuals|students|hobbyists|amateurs|professionals|trade(?! ?mark| ?name| secret| dress)"
    r"|personal(?! data| injur)|private(?:ly)?|production|competition|host(?:s|ed|ing)?|resale"
    r"|earn(?:s|ed|ings)?|income|money|costs?|price|split|shared?|owes?|buy|bought|trial"
    r"|for profit|no (?:fee|licen[sc]e|rights?)|at home|to learn|other than (?:as|by|for|in|on)|save for|usd"
    r"|eur|cents?"
    r"|remuneration|insofar|commerce|withheld|not covered|in consideration of|applicants?|annual sum"
    r"|vendors|agencies|elsewhere|outside|beyond|suppliers|(?:is|are) for"
    r"|(?:one|a single) (?:machine|computer|device|person|site|seat|server|user|place|location|building"
    r"|office|campus)"
    r")\b|不|须|仅|限|收费|计费|费用|价钱|价格|每[^。；]{0,12}元|付|自行决定|失效|除|企业|公司|广告|商|用户"
)
# What an added sentence without a cue may not speak of: use of the work, who has rights in it, and when.
_OPERATIVE = expression(
    r"\b(?:permissions?|permitted|rights?|licen[sc](?:e|es|ed|ees?)|grants?|granted|us(?:e|ed|es|ers?"
    r"|ing)|asks?|asked|scope|meant"
    r"|until|expires?|ends?|withdraw\w{0,2}|revo\w{2,6}|obligat\w{2,4}"
    r"|belongs? in|not in|never|traded?|(?:as|so) long as|euros?|dollars?|pounds?|shops?|shareware"
    r"|expected|everybody else)\b"
)
# Of whom and what no clause of an added sentence may speak, however it begins.
_NOT_BESIDE = expression(
    r"\b(?:bought|alone|commercial(?:ly)? (?!software|computer software|item|or (?:private|non|otherwise"
    r"|not)|and non)|amateurs|professionals"
    r"|students|hobbyists"
    r"|firms?|compan(?:y|ies) (?!shall|is|will|may)"
    r"|members|shareware|everybody else|the rest|business(?:es)?(?! interruption| source)"
    r"|trade(?! ?mark| ?name| secret| dress)|remuneration"
    r"|competition(?! law)|takings|turnover|renting|vendors|elsewhere"
    r"|natural persons?|unlicen[sc]ed|circle of|has to be (?:purchased|bought)"
    r"|is (?:not )?a licen[sc]e for|nothing in this (?:document|text|file) is"
    r"|licen[sc]ed if|qualif(?:y|ies|ied)|charit\w{2,6}|non-?profit"
    r"|(?:as|so) long as (?:you" + _UNLESS_KEPT + r"|your)"
    r"|not use|be used|production|profit(?!s)|market(?!ing)|price|money)\b"
)
# A price, whatever stands beside it.
_PRICED = expression(
    r"\bpays? (?:the|an?|its|their) (?:\w{1,12} ){0,2}(?:fees?|price|rate|charge)s?\b"
    r"|\bcommercial (?:entities|users|licensees|parties|customers)\b|\bfailing which\b|\bvoid for\b"
    r"|自动终止|收回|续用|商务|期满|满[一二三两0-9]{1,3}(?:年|个?月|天)|"
    r"\b(?:subject to|against) (?:an? )?(?:\w{1,12} )?(?:fees?|charges?|payment|royalt\w{1,3}|per ?cent)\b"
    r"|\b(?:fees?|charges?|price|royalt(?:y|ies)) of\b"
)
_DEFINES = expression(
    r"\W{0,4}(?:[0-9a-z]{1,3}(?:\.[0-9]{1,2}){0,3}[.)] )?(?:for (?:legal entities|the purposes? of"
    r" [\w ]{3,40}), )?"
    r"(?:[\"']?(?!each|every|any|all|use\b|who)[a-z][\w-]{1,20}(?: (?!that\b|who\b"
    r"|which\b)[\w-]{2,20}){0,2}[\"']?"
    r"(?: form)? (?:shall mean|means?|refers? to)|[\"'](?:you|recipient|licensee)[\"'] includes?) (?:the"
    r"|an?|any|this"
    r"|these|each|all)\b"
)
# Whom or what a defined term leaves out.
_NARROWED_TERM = expression(
    r"\b(?:territory|natural persons?(?! or)|outside|acting|other than|only|private|students?|academic"
    r"|non-? ?commercial|members?|research\w{0,3}|except|solely|not(?! limited))\b"
)
# Without one of these a line says nothing of it: it is a title or an address.
_SAYS = expression(
    r"\b(?:no|not|only|must|shall|may(?! [0-9]{4})|is|are|be|can|will|do|does|has|have|except|unless"
    r"|without|asks?|needs?|requires?|ends?|expires?|applies|apply"
    r"|covers?|lasts?|you|we|please|stays?|remains?|belongs?|meant|never|limited|reserved|excluded|granted"
    r"|permitted|allowed|withheld|prohibited|needed|required|owed)\b"
)
# When and where, which narrow a grant.
_NARROWS = expression(
    r"\b(?:until|while|during|(?:as|so) long as (?:you"
    + _UNLESS_KEPT
    + r"|your|they)|on (?:mon|tues|wednes|thurs|fri|satur"
    r"|sun|week"
    r"|work)\w{3,4}|at (?:home|school|work)|in (?:class|schools?|universit\w{1,3})"
    r"|for (?:one|a|two|three|[0-9]{1,3}) (?:days?|weeks?|months?|years?))\b"
)
