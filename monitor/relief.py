"""Sentences that free from a duty: what rules find in them is turned round. Pure.

"You do not need to register for commercial use" has all the words of a duty to register. Where every duty
of a sentence is denied and no condition is left, the sentence asks for nothing. A condition keeps the
finding: "no fee is due below a million users" says that one is due above.
"""

from __future__ import annotations

from monitor.expressions import expression
from monitor.records import Hosting
from monitor.records.frozen import replace
from monitor.rules import EXPLAINED
from monitor.terms import CONDITION, NEEDS, PATH
from monitor.typed import TYPE_CHECKING

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
    r"(?:(?! (?:(?:but|on condition)\b|(?:must|shall) (?!not\b)))[^.;:,，。；：]){0,200}"
    r"(?:, (?:(?:or|nor|and|whether|neither)\b"
    r"(?! (?:all |any |the |for )?(?:others?|everyone|everybody|rest|those|compan(?:y|ies)|business(?:es)?"
    r"|firms?|you|they|who)\b)|"
    r"(?:[\w-]{1,16} ){0,3}(?:or|nor) )[^.;:,]{0,120}){0,4}"
)
# The denial of a duty, to the end of what it denies.
_RELIEF = expression(
    "(?:"
    r"\b(?:do|does|did|is|are|be|shall|will|has|have|must)(?: not|n't) (?:\w{1,10} ){0,2}"
    r"(?:required?|requiring|need|needed|have to|obliged?|obligated|necessary|owe|owed|due|asked"
    r"|conditional|dependent)\b"
    r"|\bneither (?:[\w-]{1,14} ){1,4}nor (?:[\w-]{1,14} ){1,4}(?:is|are) "
    r"(?:required|needed|due|owed|payable|asked)\b"
    r"|\bneedn't\b"
    r"|\b(?:needs?|requires?) (?:not|neither|no)\b"
    r"|\bwithout (?:any |an )?(?:additional|further|extra) (?:\w{1,12} ){0,2}licen[sc]es?(?: being)? "
    r"(?:required|needed)\b"
    r"|\b(?:we|us|i|(?!(?:sub)?licensees?\b|recipients?\b|users?\b|customers?\b|you\b)[a-z]{3,20}) "
    r"(?:(?:do|does|will|shall)(?: not|n't) (?:charge|collect|claim|take|receive|demand|want|ask)"
    r"|(?:charges?|collects?|claims?|takes?|receives?|demands?|wants?|asks?) (?:for )?(?:nothing|no))\b"
    r"|\b(?:pays?|owes?) nothing\b"
    rf"|\bno (?:[\w-]{{1,14}},? ){{0,6}}{_ASKED}\b[^.;:]{{0,80}}"
    r"\b(?:(?:is|are|be|has to be|have to be) (?:\w{1,10} )?(?:owed|due|required|needed|necessary"
    r"|payable|asked|charged|levied|sought|demanded|claimed)|gives? rise|arises?)\b"
    r"|\b(?:free of|without) (?:any )?(?:charge|fees?|royalt(?:y|ies)|payment|registration|asking"
    r"|having to|needing to|further (?:consent|permission|formality|formalities))\b"
    r"(?! (?:must|shall|has to|have to|needs? to|(?:is|are) (?:to|required))\b)"
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
    r"|\bagainst (?:an? |the )?(?:\w{1,12} ){0,2}(?:per ?cent|%|fee|payment|royalt|share|part\b)"
    r"|\bexcept\b|\bother than\b|\buntil\b|\bhowever\b|\bbut\b|\bon condition\b"
    r"|\b(?:do not|don't|never) (?:use|run|deploy|sell|host|offer|make)\b"
    r"|须|應|应|必须|需|不得|禁止|仅|只能|申请|支付|登记|除"
)
_FOR_SOME = expression(
    r"\b(?:if|where|when|while|during|unless|until|provided|except|other than|as long as|so long as"
    r"|below|fewer|less than|up to|at most|first|internal|research|non-?commercial|non-?profit|personal"
    r"|private|evaluation|academic|buyers?|alone|students?)\b"
    r"|[0-9] ?(?:million|billion|%|万|亿)|如果|若|以下|不超过|低于|少于|以内|满足|情况下|非商业"
    r"|研究|(?<!不区分)个人"
)
# A ban on mixing it with what would have it disclosed, or leave to choose the terms: nothing to pass on.
_NO_SHARE_ALIKE = expression(
    r"\b(?:in|such) (?:an?|any) (?:\w{1,12} )?(?:way|manner|fashion)\b[^.;]{0,40}\b(?:requires?|causes?"
    r"|obliges?"
    r"|would|could|subjects?|makes?)\b"
    r"|\b(?:under|up ?on|on) (?:such|any|whatever|whichever) (?:terms|licen[sc]es?|conditions)(?: as"
    r"| that| which)? "
    r"(?:you|it|they|he|she|the \w{3,14})? ?(?:sees?|thinks?|likes?|chooses?|wish(?:es)?|wants?|prefers?"
    r"|deems?)\b"
    r"(?![^.;]{0,80}\b(?:provided|as long as|but|if)\b)"
)
# Clauses of an earlier text that are gone, whatever they said; what goes on some condition is not.
_GONE = expression(
    r"\b(?:clauses?|sections?|paragraphs?|articles?|provisions?|rules?|restrictions?"
    r"|requirements?)\b[^;]{0,300}?\b"
    r"(?:(?:is|are|was|were) (?:hereby )?(?:struck|deleted|repealed|abolished|rescinded|lifted)"
    r"|no longer (?:appl(?:y|ies)|in force|binds?)|ha(?:s|ve) no (?:further|more) (?:force|effect))\b"
    r"|(?:旧版|原版|此前|先前|以前)[^。]{0,120}(?:规定|条款|限制)[^。]{0,40}(?:不再适用|不再有效|废止|失效)"
)
_ON_CONDITION = expression(
    r"\b(?:if|when|whenever|where|once|unless|exceeds?|exceeding|as soon as|you have|your)\b|如果"
    r"|超过[^”\"]{0,40}的,"
)
_DUTIES = frozenset({"registration_required", "revenue_share", "display_attribution"})
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


def turned(hits: Iterable[Finding], words: Callable[[Finding], str]) -> Iterator[Finding]:
    """The findings, with those of a duty that their own sentence denies as mere explanations.

    What is told of clauses of an earlier text that are gone is left out, and its sentence left to a reader.

    Parameters:
        hits: what rules found.
        words: gives the folded words of a finding.
    """
    for hit in hits:
        said = words(hit)
        if hit.field != EXPLAINED and _GONE.search(said) and not _ON_CONDITION.search(said):
            continue  # neither a limit nor a grant
        asks = hit.field in _DUTIES or hit.values.get("says") in _ASKING
        none = (asks and frees(said)) or (hit.field == "flow_down" and _NO_SHARE_ALIKE.search(said))
        yield replace(hit, field=EXPLAINED, values={}) if none else hit
