"""Sentences that free from a duty: what rules find in them is turned round. Pure.

"You do not need to register for commercial use" has all the words of a duty to register. Where every duty
of a sentence is denied and no condition is left, the sentence asks for nothing. A condition keeps the
finding: "no fee is due below a million users" says that one is due above.

"The clause (non-commercial use only) is struck out" has all the words of a limit as well, and tells only
of an earlier text, as long as the sentence says nothing beside what it quotes and that it is gone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.expressions import expression
from monitor.records import Hosting
from monitor.rules import EXPLAINED
from monitor.terms import CONDITION, NEEDS, PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.records import Finding

_LONGEST = 1_000  # characters; a longer sentence says more than one thing
_ASKED = (
    r"(?:fees?|royalt(?:y|ies)|remuneration|payments?|charges?|prices?|commissions?|registrations?"
    r"|applications?|notifications?|notices?|accounts?|forms?|licen[sc]es?|consents?|permissions?"
    r"|approvals?|authori[sz]ations?|agreements?|contracts?|revenues?|shares?|parts?|credits?)"
)
_TO_END = (
    r"[^.;:,，。；：]{0,200}(?:, (?:(?:or|nor|and|whether|neither)\b"
    r"|(?:[\w-]{1,16} ){0,3}(?:or|nor) )[^.;:,]{0,120}){0,4}"
)
# The denial of a duty, to the end of what it denies.
_RELIEF = expression(
    "(?:"
    r"\b(?:do|does|did|is|are|be|shall|will|has|have|must)(?: not|n't) (?:\w{1,10} ){0,2}"
    r"(?:required?|requiring|need|needed|have to|obliged?|obligated|necessary|owe|owed|due|asked"
    r"|conditional|dependent)\b"
    r"|\bneeds? (?:not|neither|no)\b"
    r"|\b(?:we|us|i|licensor|company|provider|authors?|[a-z]{3,20}) "
    r"(?:(?:do|does|will|shall)(?: not|n't) (?:charge|collect|claim|take|receive|demand|want|ask)"
    r"|(?:charges?|collects?|claims?|takes?|receives?|demands?|wants?|asks?) (?:for )?(?:nothing|no))\b"
    r"|\b(?:pays?|owes?) nothing\b"
    rf"|\bno (?:[\w-]{{1,14}},? ){{0,6}}{_ASKED}\b[^.;:]{{0,80}}"
    r"\b(?:(?:is|are|be|has to be|have to be) (?:\w{1,10} )?(?:owed|due|required|needed|necessary"
    r"|payable|asked|charged|levied|sought|demanded|claimed)|gives? rise|arises?)\b"
    r"|\b(?:free of|without) (?:any )?(?:charge|fees?|royalt(?:y|ies)|payment|registration|asking"
    r"|having to|needing to|further (?:consent|permission|formality|formalities))\b"
    r"|\bnothing\b[^.;:]{0,60}\b(?:prohibits?|restricts?|prevents?|limits?|forbids?|precludes?"
    r"|hinders?|obliges?|requires?|owed|due|payable)\b"
    rf"){_TO_END}"
    r"|(?:无需|无须|不必|不需要?|毋需|毋须|免于|不收取|不要求|不参与)[^。；;，,]{0,60}"
)
# What asks, bars or limits in the rest of the sentence, or says that the relief is one for some.
_MORE = expression(
    r"\b(?:must|shall|requires?|required|needs?|have to|has to|obliged|pays?|owes?|remits?|owed|due"
    r"|payable|register|notify|apply|contact|obtain|ask)\b"
    r"|\b(?:may|can|shall|must|will) ?not\b|\bprohibit|\bforbid|\bonly\b|\bsolely\b|\bunless\b"
    r"|\bexcept\b|\bother than\b|\buntil\b|\bhowever\b|\bbut\b"
    r"|须|應|应|必须|需|不得|禁止|仅|只能|申请|支付|登记|除"
)
_FOR_SOME = expression(
    r"\b(?:if|where|when|while|during|unless|until|provided|except|other than|as long as|so long as"
    r"|below|fewer|less than|up to|at most|first|internal|research|non-?commercial|non-?profit|personal"
    r"|private|evaluation|academic|buyers?|alone|students?)\b"
    r"|[0-9] ?(?:million|billion|%|万|亿)|如果|若|以下|不超过|低于|少于|以内|满足|情况下|非商业"
    r"|研究|(?<!不区分)个人"
)
# What a sentence quotes of an earlier text.
_QUOTED = expression(
    r"\"[^\"]{1,300}\"|\([^()]{1,300}\)"
    r"|, which (?:forbade|prohibited|barred|banned|restricted|limited|required|demanded) [^,;.]{1,120},"
)
# That it is gone, and what says that something came in its place, that it stays for some or goes later.
_GONE = expression(
    r"\b(?:is|are|was|were) (?:hereby )?(?:struck out|struck|deleted|repealed|abolished|rescinded)\b"
    r"|\bno longer (?:appl(?:y|ies)|in force)\b|\bused to (?:read|say)\b|\bformerly (?:read|said)\b"
    r"|\bha(?:s|ve) no (?:further|more) (?:force|effect)\b|不再适用|不再有效|(?:予以|已经?|均)废止"
)
_NOT_ALL_GONE = expression(
    r"\b(?:no longer|not) (?:in|for|to)\b|\b(?:exceptions?|exemptions?|exempt|permissions?|permitted|permits?"
    r"|grants?|granted|rights?|free|freedom|allow\w{0,4}|may|can|instead|replaced (?:by|with)|now|as of|from"
    r"|with effect|effective|after|upon|once|on|will|for (?!anyone|anybody|everyone|everybody|all )\w{1,20}|"
    r"where|when|while|during|even)\b|[0-9]{4}|例外|豁免|免费|可以|允许|但|后|(?<!本版发布之日)(?<!即日)起|改为|仅对|至"
)
# What a quoted clause has that asks or limits; a version number in brackets is none.
_WORDS_QUOTED = expression(_QUOTED.pattern.replace("[^()]{1,300}", "(?=[^()]{0,40}[a-z])[^()]{1,300}"))
_LIMITED = expression(
    r"\b(?:non-?commercial|only|solely|must|shall|needs?|required?|may not|not|no|never|charges?|fees?"
    r"|costs?|pay|royalt\w{1,3}|forbade|prohibit\w{0,4}|barred|banned|restricted|limited|demanded)\b|仅|应当|须|不得|禁止"
)
_DUTIES = frozenset({"registration_required", "revenue_share", "display_attribution"})
_STAYS = (_MORE, _FOR_SOME, _NOT_ALL_GONE)
_ASKING = frozenset({NEEDS, PATH, CONDITION, Hosting.RESTRICTED.value})


def frees(words: str) -> bool:
    """Whether a sentence denies every duty that it speaks of, for everybody.

    Parameters:
        words: a folded sentence.
    """
    if len(words) > _LONGEST or _FOR_SOME.search(words):
        return False
    rest = _RELIEF.sub(" ", words)
    return rest != words and not _MORE.search(rest)


def repeals(words: str) -> bool:
    """Whether a sentence only quotes clauses of an earlier text and says that they are gone, for everybody.

    Parameters:
        words: a folded sentence.
    """
    if len(words) > _LONGEST:
        return False
    rest = _QUOTED.sub(" ", words)
    told = _GONE.sub(" ", rest)
    return rest not in {words, told} and not any(more.search(told) for more in _STAYS)


def lifts(words: str) -> bool:
    """Whether a sentence only tells of limits and duties of an earlier text that are gone.

    Parameters:
        words: a folded sentence.
    """
    return repeals(words) and all(_LIMITED.search(quoted) for quoted in _WORDS_QUOTED.findall(words))


def turned(hits: Iterable[Finding], words: Callable[[Finding], str]) -> Iterator[Finding]:
    """The findings, with those of a duty that their own sentence denies as mere explanations.

    Of a sentence that repeals nothing is left; a grant that is gone does not even explain it.

    Parameters:
        hits: what rules found.
        words: gives the folded words of a finding.
    """
    for hit in hits:
        if repeals(words(hit)):
            if lifts(words(hit)):
                yield replace(hit, field=EXPLAINED, values={})
            continue
        asks = hit.field in _DUTIES or hit.values.get("says") in _ASKING
        yield replace(hit, field=EXPLAINED, values={}) if asks and frees(words(hit)) else hit
