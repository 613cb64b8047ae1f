"""What a sentence takes back beside what a rule knows it for: its clauses, one by one. Pure.

"No warranty is given, and no business may use it" is a disclaimer for its first half only. A rule that
explains a sentence says what kind of sentence it is; here each of its clauses is asked whether it bars a
use, persons, a time or a place, or asks for money, without being of the known kinds itself.
"""

from __future__ import annotations

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

_STEM_ENDS = (":", "：", " to")  # what may not be done is said by the items of the list that follows
_LONGEST = 4_000  # characters of a sentence that are looked at
# Where a clause with a subject or a verb of its own begins.
_BORDER = expression(
    r"[;:](?= )|,? (?:although|though|whereas|and with) (?=\w)"
    r"|,? (?:and|but|or|yet|while|except that|so that) "
    r"(?=(?:the|this|that|these|those|no|none|nobody|in no|must|may|shall|can|cannot|will|you"
    r"|users?|it|they|we|he|she"
    r"|only|never|not|without|keep|a|an|any|all|paying|compan(?:y|ies)|business(?:es)?|professionals?"
    r"|commercial|merchants?|traders?|dealers?|shops?|firms?|enterprises?|sellers?|schools?|pupils?"
    r"|others?|everybody|everyone)\b)"
    r"|,? (?:nor|since|because|without) (?=\w)|, (?:which|who|whose|where|with|at|for)\b| and, "
)
_PERSONS = (
    r"\b(?<!the )(?<!of )(?:business(?:es)?|compan(?:y|ies)|corporations?|firms?|enterprises?"
    r"|professionals?|traders?|merchants?|shops?"
    r"|(?:commercial|paying|business|corporate|industrial|professional) (?:users?|parties|entities"
    r"|organi[sz]ations?|licensees?|customers?)|for-profit \w{3,20}|organi[sz]ations?"
    r"|contractors?|employers?|banks?|broadcasters?|vendors?|operators?|agenc(?:y|ies)|governments?"
    r"|hosts?|hosting \w{4,12}|cloud \w{4,12}|resellers?)\b"
)
_DEEDS = (
    r"(?:us(?:e|ed|es|ing)|exercis\w{1,4}|offer\w{0,4}|(?:re)?s(?:ell|elling|old|ale)|trad(?:e|ed|ing)"
    r"|deploy\w{0,4}|host\w{0,3}|run|operat\w{1,3}|exploit\w{0,4}"
    r"|moneti[sz]\w{1,4}|rent\w{0,3}|leas(?:e|ed|ing)|lent|lend|sub-?licen[sc]\w{1,4}"
    r"|commerciali[sz]\w{1,4}|employ(?:ed)?|earn\w{0,3}|profit\w{0,3}"
    r"|download\w{0,3}|access\w{0,3}|charg(?:e|ed|ing)|licen[sc]ed|distribut\w{1,4}|cop(?:y|ied)"
    r"|embed\w{0,4})\b"
)
_NOT = (
    r"(?:\b(?:may|must|shall|can|should|will|do|does|is|are)(?: not|n't)\b(?! (?:only|limited))"
    r"|\b(?:cannot|never)\b|\bnot to\b"
    r"|\bno(?:body|ne| ?one| person| party)?\b(?: \w{1,16}){0,6} (?:may|shall|can|must)\b"
    r"|\bneither\b(?: \w{1,16}){0,6} (?:may|shall|can|must)\b"
    r"|\b(?:in|under) no (?:event|case|circumstances?) (?:may|shall|can|will|must|is|are)\b"
    r"|\bprohibit\w{0,4}|\bforbid\w{0,4}|\bwithout (?:first )?paying\b)"
)
# A border that all alternatives begin with is asked for once, before them: where there are many, most places
# fail there.
_BARRING = (
    # What is done with it.
    (
        rf"{_NOT}(?: [\w-]{{1,16}},?){{0,4}}? {_DEEDS}"
        r"|^,? ?nor (?:be )?(?:used|run|sold|hosted|offered|deployed|operated)\b"
        r"|\bno (?:use|sale|resale|right|permission|licen[sc]e|copies|copy)\b(?: \w{1,16}){0,7} (?:is"
        r"|are|has|have|for|outside)\b"
        r"|\b(?:licen[sc]e|grant|permissions?|rights?)\b(?:[^.;]|\.(?=[0-9])){0,40} (?:does|do|shall"
        r"|will) not (?:include|extend|cover|comprise) (?:such|this|that|these|those|the) (?:rights?"
        r"|use|permission)\b"
    ),
    # Who may not, or has to do more.
    (
        rf"\b(?:{_PERSONS}[^.;]{{0,60}}\b(?:needs?|must|requires?|pays?|have no|has no|get no|(?:is"
        rf"|are) (?:not|asked|excluded|barred|outside|unlicen[sc]ed|exempt)|may not|only|first)\b"
        rf"|\b(?:obligatory|mandatory|compulsory|required|excluded|closed|unavailable) (?:for"
        rf"|to) (?:\w{{1,14}} ){{0,2}}{_PERSONS}|{_NOT}[^.;]{{0,60}}\b(?:by|to"
        rf"|for) (?:\w{{1,14}} ){{0,2}}{_PERSONS}"
        rf"|\breserved (?:for|to)\b|\bonly (?:for|by|to|among) (?:\w{{1,14}} ){{0,2}}(?:{_PERSONS}"
        rf"|persons|people|students|hobbyists|amateurs|schools|universities|members|individuals|friends"
        rf"|natural)"
        r"|\b(?:outside|beyond) (?:its|the|this) (?:scope|licen[sc]e|permission)\b|\b(?:belongs?|stays?"
        r"|remains?) in [^.;]{0,40}, not in\b)"
    ),
    # What it costs.
    (
        r"\bno (?:charge|fee|price|payment|money) (?:may|shall|must|can) be\b|\bexpected to (?:register"
        r"|pay)\b"
        r"|[0-9] ?(?:euros?|dollars?|usd|eur|pounds?|yen|francs?)\b|[$€£¥] ?[0-9]|\b(?:\b(?:a|one"
        r"|another) (?:tenth|fifth|quarter|half|third|portion|share|percentage|cut) of (?:the|your|its"
        r"|their|all|any|what)\b|\b(?:per ?cent|%) of\b"
        r"|\b(?:must|shall|have to|has to|needs? to|agrees? to|obliged to"
        r"|required to)(?: \w{1,12}){0,2} (?:pay|buy|purchase|remit|donate|subscribe)\b"
        r"|\b(?:fee|price|charge|payment|donation|royalt(?:y|ies)|subscription)s? (?:is|are|becomes?"
        r"|shall be|will be) (?:due|owed|payable|required|obligatory|mandatory|compulsory)\b|\b(?:are"
        r"|is|be) asked for\b|\bto be bought\b)"
    ),
    # How long.
    (
        r"\b(?:permissions?|rights?|licen[sc]es?|grants?)\b(?: [\w,]{1,16}){0,6} (?:expires?|lapses?"
        r"|(?<!commercial )(?<!any )(?<!all )ends?(?! user| product| customer)|runs? out|ceases?)\b"
        r"|\b(?:may|can|right to|free to)(?: \w{1,12}){0,4} (?:withdraw|revoke|cancel|rescind)\b"
        r"|\bgiven away\b[^.;]{0,20}\bnever\b|^, which (?:ends?|expires?|lapses?|ceases?)\b"
    ),
    # For what.
    (
        r"\b(?:enterprise|paid|premium|professional) (?:edition|version|plan|tier)\b"
        r"|\bonly (?:for|in|within|inside|at|on|while|with|during)\b|\b(?:solely|exclusively) (?:for|in"
        r"|by|within|at)\b"
        r"|\b(?:do|does|must|may|shall) not (?:earn|profit|make money|make a profit)\b"
        r"|\bpaid (?:agreement|contract|licen[sc]e|edition|version)\b"
    ),
)  # fmt: skip
_BARS = tuple(map(expression, _BARRING))
# What is told of an earlier text changes this one in a way that nobody here can weigh.
_REPEAL = (
    r"\b(?:clause|section|paragraph|article|provision|rule|exemption|exception|permission|grant|condition"
    r"|term"
    r"|sentence)s?\b(?![^.;]{0,120}\badvertis)[^.;]{0,120}\b(?:is|are|was|were) (?:hereby )?"
    r"(?:struck|deleted|repealed|abolished|rescinded)\b"
)
_REPEALS = expression(_REPEAL)
SOUGHT = (*_BARRING, _REPEAL)
"""Expressions that are looked for in many sentences; `RuleSet.sought` tells what each needs."""
# What makes such words harmless where they stand in the same clause.
_SPARES = expression(
    r"\b(?:keeps?|retains?) (?:all|everything|every|100 ?%|one hundred per ?cent|the whole)\b"
    r"|\b(?:arbitrat\w{2,4}|tribunals?|courts?)\b"
    r"|\bif (?:you|they|the licensee|recipients?) (?:do|does) not (?:keep|comply|follow|observe|respect"
    r"|meet|honou?r)\b"
    r"|\bwhat (?:these|this|the) (?:terms|licen[sc]e|document) (?:do|does) not (?:cover|grant|allow"
    r"|permit)\b"
    r"|\bin (?:the|any|such) (?:ways?|manners?) (?:listed|set out|named|described|prohibited)\b"
    r"|\b(?:data|datasets?|source code)\b[^.;]{0,20} (?:is|are) not licen[sc]ed\b(?! (?:to|for))"
    r"|\b(?:warrant\w{0,6}|liab\w{2,6}|damages?|responsib\w{2,6}|guarant\w{1,5}|represent(?:s|ed"
    r"|ations?)?|merchantab\w{1,6}|fitness|infring\w{0,7}|indemn\w{2,6}|loss(?:es)? of|losses"
    r"|risks?|error-free|uninterrupted)\b"
    r"|\b(?:endors\w{1,5}|promot\w{1,4}|advertis(?:e|ing|ements?)|publicity|trade ?marks?|trade ?names?"
    r"|trade dress|logos?"
    r"|marks?|misrepresent\w{0,5}|impl(?:y|ies|ied)|estoppel|patents?|pretend\w{0,3}|affiliat\w{1,4}"
    r"|sponsor\w{0,5})\b"
    r"|\b(?:the|their|its|our|his|her|any|this|other|own|your|my|same) (?:\w{1,14} ){0,3}names?\b"
    r"|\bnames? of\b|\bas to\b[^.;]{0,20}\b(?:suitab|quality)"
    r"|\bexcept (?:as|in|under|for|to)\b|\bother than as\b|\bunless\b[^.;]{0,80}\b(?:notice|licen[sc]e"
    r"|comply|conditions?|source)\b|\bin (?:compliance|accordance) with\b"
    r"|\b(?:do|does)(?: not|n't) (?:agree|accept|consent|have to|need to)\b"
    r"|\bno (?:[\w-]{1,14} ){0,3}(?:has|have|need|needs|is|are) (?:to be )?(?:sought|needed|necessary"
    r"|required|asked)\b|\bno (?:[\w,]{1,14} ){0,6}(?:fees?|payments?|charges?|royalt\w{1,3})\b"
    r"(?! (?:may|shall|must|can))|\bthanks?\b|commercial use is (?:expressly )?(?:permitted|allowed)\W*$"
    r"|\bnot (?:be )?(?:required|obliged|have to|need)\b|\b(?:need|needs) (?:not|neither)\b|\bnothing\b"
    r"|\b(?:breach\w{0,3}|violat\w{1,4}|fail\w{0,4}|comply|non-?compliance|litigation|lawsuit|sues?"
    r"|infringement|export\w{0,4}|laws?)\b"
    r"|\b(?:life|safety|nuclear|aircraft|hazard\w{0,4}|fault[- ]tolerant|critical|medical)\b"
    r"|\bfor any (?:purpose|use|conduct) (?:listed|set out|named|described|prohibited)\b"
    r"|^\W{0,3}(?:[a-z0-9.()]{1,6} )?(?:the |a |an )?\w{2,20} (?:shall|may|must|will) not use (?:the "
    r"|any |our )?(?:\w{2,20},? ?(?:or |and |a |an |the )?){1,6}$|\b(?:invited"
    r"|encouraged|welcome) to\b|\bvoluntar\w{1,4}"
    # Others' rights, and what is done to the terms themselves.
    r"|\b(?:offer|impose|add|attach|apply)(?:ing)?(?: (?:or|and) \w{3,8})? (?:any |an? |no )?"
    r"(?:[\w-]{1,14},? (?:or |and )?){0,4}(?:terms|conditions|restrictions?|limitations?|requirements?"
    r"|provisions|reservations|obligations)\b"
    r"|\bnot (?:include|contain) any works? licen[sc]ed under\b"
    r"|\b(?:distributed|released|licen[sc]ed|published|put|placed) under (?:any |an? )?(?:other|another"
    r"|different|more restrictive) (?:\w{1,14} )?(?:licen[sc]es?|terms)\b"
    r"|\bnot (?:\w{1,12} (?:to )?){0,3}(?:limit|affect|restrict|change|alter|diminish|reduce|impair"
    r"|supersede) (?:your|any|the|their|fair|a recipient's) (?:\w{1,14} ){0,2}?(?:rights?|freedoms?"
    r"|fair|use)\b(?! of (?:the )?(?:licensor|owner|author|us|our|commercial))"
    r"|\b(?:technolog\w{2,5}|technical|technical protective|copy[- ]protection) (?:protection )?measures\b"
    r"|\byour (?:own )?version of this (?:file|work)\b"
    # What a word stands for.
    r"|(?:%|\bper ?cent\)?) of (?:the |its |such )?(?:[\w-]{1,14} ){0,3}(?:voting|votes|outstanding)\b"
    r"|\b(?:solely|exclusively) for (?:the )?purposes? of (?:this (?:licen[sc]e|agreement|definition"
    r"|section|paragraph)|section|determining|interpreting)\b"
    r"|\b(?:owned|designated|controlled|held) (?:solely|exclusively) by\b"
    r"|\bnot (?:be )?(?:construed|deemed|considered|interpreted|regarded|treated)\b"
    r"(?! (?:as )?(?:an? |to be )?(?:permitted|allowed|authori[sz]ed|use))"
    r"|\bsolely in the form of\b|\brestricted rights\b|\bgovernment (?:software )?rights\b"
    # The licence itself, which is not handed on.
    r"|\bnot sub-?licen[sc]e (?:the|this) (?:\w{3,12} )?(?:works?|database|data|software|program|materials?"
    r"|licen[sc]e)(?: \(see [^()]{1,20}\))?\W{0,3}$|\byou (?:may|must) not (?:distribute|convey) (?:it"
    r"|the \w{3,12}"
    r"(?: \w{3,12})?) at all\b"
    # What need not be, and what must be beside it.
    r"|\b(?:compelled|forced)\b|\b(?:do|does) not require\b|\bcannot (?:agree|accept)\b"
    r"|\bthe (?:term|word|name|designation) [\"']|\bsuggests?\b|\bofficial status\b"
    r"|[\"'] names?\b|'s names?\b"
    r"|\b(?:an?|different|new|another) (?:\w{1,14} ){0,2}names?\b|\b(?:moral|publicity|privacy) rights\b"
    r"|\bonly (?:in ways|with the following (?:conditions|terms|restrictions|notices?))\b"
    r"|\b(?:portion|half|part|third) of (?:the|this) (?:software|work|code|program|package|library|document"
    r"|entire|whole|file|aggregate)\b"
    r"|\bonly (?:the|in conjunction|if (?:the|all|these|you)|to the extent|in (?:source|binary|object"
    r"|accordance|compliance|connection|the form)|with (?:respect|regard)|for (?:the (?:purpose"
    r"|purposes) of|claims|that)|under)\b"
    r"|\b(?:notices?|copyright|attribution|acknowledg\w{1,6})\b[^.;]{0,40}\b(?:remov\w{1,3}"
    r"|alter\w{0,3}|delet\w{1,3}|chang\w{1,3}|retain\w{0,3}|reproduc\w{1,3})\b"
)
# Turns that run over several clauses, of which none would be harmless by itself: who does not agree stays
# away, what is not copied or changed is no matter of the text, and only what the text permits is done.
_FORMULAS = expression(
    r"\b(?:if|should) you (?:do not|don't|cannot|are not willing|are unwilling|disagree)\b[^.;]{0,40}"
    r"\b(?:agree|accept|consent|bound|comply)\b[^.;]{0,240}?\b(?:do not|may not|must not|should not|cannot"
    r"|don't) (?:download|install|use|copy|access)\b[^.;]{0,120}"
    r"|\bif you (?:fail to comply|do not comply) with (?:any of )?(?:them|these (?:terms|conditions)|this"
    r" licen[sc]e)\b"
    r"[^.;]{0,160}? (?:will|shall) (?:end|terminate)(?: automatically)?\b"
    r"|\bactivities other than (?:(?:copying|distribut\w{2,3}|modif\w{4,7}|conveying|reproduction"
    r"|publication|and|or|and/or|,) ?){1,7}(?:is|are) not covered by this licen[sc]e; they are outside"
    r" its scope\b"
    r"|\b(?:may|must|shall|should) not be (?:re-?)?distributed without (?:\w{1,14} ){0,6}?(?:(?:copyright )?"
    r"notices?|disclaimers?|attribution|acknowledg\w{1,6}|statement (?:regarding|of|about)"
    r"|copy of (?:this|the) (?:licen[sc]e|notice|text|document|file))(?=[.,;]|$)"
    r"|\b(?:may|shall|must|will) not (?:use|copy|modify|sub-?licen[sc]e|distribute|reproduce|access)\b"
    r"[^.;]{0,200}? except (?:as|to the extent) (?:(?:expressly|explicitly|otherwise|specifically) )?"
    r"(?:provided|permitted|set forth|stated|authori[sz]ed|allowed)(?: for)? (?:herein|hereunder|above"
    r"|below|(?:under|in|by) (?:the terms of )?this (?:licen[sc]e|agreement|document))\b"
)


def clauses(words: str) -> Iterator[str]:
    """The clauses of a sentence, each with what it says by itself.

    Parameters:
        words: a folded sentence.
    """
    start = 0
    for border in _BORDER.finditer(words, 0, _LONGEST):
        yield words[start : border.start()]
        start = border.start()
    yield words[start:_LONGEST]


def is_spared(clause: str) -> bool:
    """Whether a clause is of one of the harmless kinds, whatever it speaks of.

    Parameters:
        clause: folded words.
    """
    return bool(_SPARES.search(clause))


def strays(words: str, limits: re.Pattern[str]) -> bool:
    """Whether a clause of a sentence speaks of something without being of one of the harmless kinds.

    Parameters:
        words: a folded sentence that a rule explains as a whole.
        limits: what a clause may not speak of.
    """
    return any(limits.search(clause) and not is_spared(clause) for clause in clauses(words))


def repeals(words: str, near: int = -1) -> bool:
    """Whether a sentence strikes a part of an earlier text.

    Parameters:
        words: a folded sentence.
        near: which of `SOUGHT` it may hold, as bits; all where that is not known.
    """
    return bool(near >> len(_BARS) & 1 and _REPEALS.search(words))


def takes_back(words: str, near: int = -1) -> bool:
    """Whether a clause of a sentence bars or charges something and is of none of the harmless kinds.

    Parameters:
        words: a folded sentence that a rule explains as a whole.
        near: which of `SOUGHT` the sentence may hold, as bits; all where that is not known.
    """
    first = 1 if words.endswith(_STEM_ENDS) else 0
    # What bars in a clause does so in the sentence: a clause begins and ends where words do.
    likely = [
        bar
        for at, bar in enumerate(_BARS)
        if at >= first and near >> at & 1 and bar.search(words, 0, _LONGEST)
    ]
    return _bars_beside(words, likely) and _bars_beside(_FORMULAS.sub(" ", words[:_LONGEST]), _BARS[first:])


def _bars_beside(words: str, bars: Sequence[re.Pattern[str]]) -> bool:
    return bool(bars) and any(
        not is_spared(clause) for clause in clauses(words) if any(bar.search(clause) for bar in bars)
    )
