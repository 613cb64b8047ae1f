"""Whole sentences of licences that say the same everywhere, but for the names in them. Pure.

"X is provided by Y on an 'as is' basis", "Z. All rights reserved.", "2. Scope of this License": sentences
that hang on a known licence in each of its copies. A formula is known from its first word to its last; what
stands for a name in it may hold no word that gives, bars or limits.
"""

from __future__ import annotations

from monitor.expressions import expression

# The number of a clause or the dot of an item.
_NUMBER = (
    r"\W{0,6}(?:(?:(?:section|article|clause|appendix) )?[0-9a-z]{1,3}(?:\.[0-9]{1,2}){0,4}"
    r"(?:[.):]{1,2}| ?--?)? )?(?:attention|notice to users?|note)?\W{0,3}"
)
_END = r"[\W_]{0,8}"


def _names(most: int) -> str:
    """A slot for so many words at most: who or what is spoken of."""
    return rf"((?:[\w.,&'\"()/@+*:-]+ ){{0,{most - 1}}}[\w.,&'\"()/@+*:-]+?)"


_WHO, _WORK = _names(9), _names(12)
_TEXT = r"(?:this|the|these|our|its) (?:[\w.-]+ ){0,6}(?:licen[sc]es?|agreements?|terms|document|notice|text)"
_TO = r"(?: to (?:you|the public|anyone|any user|users|(?:the )?(?:licensee|recipient|user)s?),?)?"
_IS = r"(?:is|are|is being|are being)"
_SENTENCES = (
    # As it is.
    (rf"{_WORK} {_IS} (?:hereby |expressly )?(?:provided|supplied|offered|distributed|furnished|delivered"
    rf"|licen[sc]ed|released|made available)(?: by {_WHO})?{_TO}(?: on an?| in its)?"
    r" [\"'`]{0,2}as[- ]is\W{0,3}(?: (?:basis|condition))?(?:,? (?:and )?(?:for free|free of charge))?"),
    rf"{_WHO} {_IS} making {_WORK} available{_TO} on an [\"'`]{{0,2}}as[- ]is\W{{0,3}} basis",
    rf"{_WHO} (?:makes|provides|offers) {_WORK} (?:available )?on an [\"'`]{{0,2}}as[- ]is\W{{0,3}} basis",
    # Who owns it.
    (rf"(?:{_WORK} (?:is|are|remains|is,? and remains),? )?(?:an? )?copyright(?:ed)?(?: \(c\)|"
    rf" ©)?[ 0-9,-]{{0,40}}"
    rf"(?:(?:by |of )?{_WHO})?(?:,? all rights (?:are )?reserved)?(?: except as (?:specified|stated|set"
    rf" out) below)?"),
    rf"{_WORK} copyright(?: \(c\)| ©)?[ 0-9,-]{{2,60}}(?:by )?{_WHO},? all rights (?:are )?reserved",
    (rf"(?:{_WHO},? )?all (?:other )?rights (?:are )?reserved(?: by {_WHO})?"
    r"(?: except as (?:specified|stated|set out) below)?"),
    (rf"{_WHO} reserves all (?:other )?rights(?: not (?:expressly |specifically )?granted)?(?: herein|"
    rf" here| hereunder)?"),
    (r"no (?:other|title|ownership|hardware|immunity)(?: (?:(?:express|implied|express or implied|title"
    r"|ownership"
    r"|rights?|licen[sc]es?|interests?|per se|patents?|or|and),? ?){1,6})?(?: ?(?:is|are|was) (?:hereby )?"
    r"(?:granted|conferred|transferred|conveyed|licen[sc]ed|implied))?(?: (?:hereby|hereunder|herein|by this"
    r" (?:licen[sc]e|agreement)))?(?:,? (?:whether )?(?:(?:expressly|directly|indirectly|either|or),? ){0,4}"
    r"(?:by implication|by estoppel|estoppel|or otherwise|otherwise|or|,| ){1,8})?"),
    # Who wrote it, who paid for it.
    (r"this (?:software|product|program|library|package|work) (?:consists of|includes|contains)"
    r" (?:voluntary )?"
    rf"contributions made by (?:{_WHO} and )?(?:many )?individuals(?: on behalf of {_WORK})?"),
    (rf"{_WORK} (?:includes?|contains?|uses?|incorporates?|{_IS} based(?: in part)? (?:on|upon)|{_IS})(?:"
    rf" an?| the)?"
    r"(?: (?:software|code|work|material|documentation|product|implementation|library|program|package)){1,2}"
    r"(?: that (?:was|were|is))?(?: (?:developed|written|owned|created|produced|contributed|provided"
    r"|maintained"
    rf"|conceived|or|and)){{0,4}} (?:by|of) {_WORK}"),
    (rf"(?:[a-z]{{1,4}}-?[a-z0-9]{{1,8}}-[0-9a-z-]{{2,20}}|\([a-z]{{2,5}}\)) (?:between|with|and)"
    rf" {_names(40)}"),
    (rf"{_WHO} has (?:certain )?rights in this (?:work|software|material|data)(?: (?:pursuant to|under)"
    rf" (?:prime )?(?:contract|grant|agreement)(?: no\.?| number)?(?: {_WHO})?)?"),
    rf"the (?:initial developer|original code|original author)(?: of the original code)? is:? {_WORK}",
    (rf"{_WORK} (?:is|are) (?:an? )?(?:(?:freely[- ]available|free|open[- ]source) )?(?:software(?:"
    rf" package)?|freeware"
    r"|placed in the public domain|in the public domain)"),
    r"you are free to",
    # Between whom, for how long, where it is found.
    (rf"this (?:licen[sc]e )?(?:agreement|licen[sc]e) is (?:an? (?:legal )?agreement |made |entered into )?"
    rf"(?:by and )?between {_WORK},? and (?:you|the (?:individual|organi[sz]ation|entity|person)"
    rf"(?: or (?:organi[sz]ation|entity|individual))?)(?: \([^()]{{1,20}}\))?(?: {_names(30)})?"),
    (r"the (?:limited |above |foregoing )?(?:permissions?|licen[sc]es?|rights) granted (?:above|herein"
    r"|here|hereunder)"
    rf" (?:is|are) (?:perpetual|irrevocable)(?: and will not be revoked by {_WORK}| for the duration of"
    rf" the applicable"
    r" copyright| \(for the duration of the applicable copyright(?: in the \w{4,10})?\))?"),
    (rf"{_TEXT} (?:may|can)(?: also)? be (?:found|obtained|located|viewed|read) (?:on|from|at) (?:the"
    rf" following"
    rf"|an? proxy server on|the (?:web|internet|world wide web)|https?:)(?: {_names(20)})?"),
    (rf"{_TEXT} (?:is|was) (?:an? )?(?:adapt(?:at)?ion of|adapted from|based (?:up)?on|inspired by"
    rf"|derived from"
    rf"|modell?ed (?:after|on)|certified as|(?:in)?compatible with|aligned with) {_WORK}"),
    (rf"no one other than {_WHO} has the right to (?:modify|change|revise|publish) (?:or publish )?(?:the"
    rf" terms"
    rf"|new versions) {_WORK}"),
    # How it is read.
    r"for the avoidance of doubt,?",
    rf"title to {_WORK} (?:shall |will )?(?:at all times )?remains? with {_WHO}",
    (r"(?:capitali[sz]ed terms (?:are|have) (?:defined|the meanings?) ([\w '’.]{1,60})|words in the"
    r" singular ([\w ]{1,60})"
    rf"|(?:definitions )?(?:in {_TEXT},? )?the terms below have the following meanings"
    rf"|each (?:term|provision) of {_TEXT} is (?:separately enforceable|severable))"),
    rf"{_WORK} (?:does|do) not create an? (?:attorney|lawyer)-client (?:or other )?relationship",
    (r"(?:-+ ?)?(?:end of (?:the |this )?(?:[\w.]{1,16} ){0,3}(?:licen[sc]es?|terms(?: and conditions)?"
    r"|agreement|notice"
    r"|document)|(?:begin|end) pgp [a-z ]{9,24})"),
    rf"(?:last )?(?:updated|revised|modified|changed)(?: on)?:? {_names(6)}",
    # What is asked of copies.
    (r"(?:(?:any|all|the) )?(?:modifications|modified versions|modified files|altered versions|changes"
    r"|altered source"
    r" versions)(?: of (?:the|this) \w{3,10})? (?:must|shall|should) be (?:clearly |plainly |prominently"
    r" )?(?:marked"
    r"|identified|documented|labell?ed|indicated)(?: as such)?"),
    (r"(?:if (?:it is )?(?:changed|modified|altered),? )?(?:it|they|modified (?:versions|files)) (?:must"
    r"|shall) be renamed"),
    (r"(?:such )?(?:re)?distributions?(?: of (?:the|this) \w{3,10})? (?:must|shall)(?: also)? (?:contain"
    r"|include|retain|carry)"
    r" (?:a|this|the) (?:(?:verbatim |full )?copy of )?(?:this|the above|this same|the) (?:document"
    r"|licen[sc]e|notice|text|file)"),
    rf"you (?:must|shall|should)(?: also)? (?:acknowledge|credit) (?:us|{_WHO})(?: as {_WHO})?",
    (rf"if you use (?:it|{_WHO})(?:,? or (?:only )?parts of it,?)?(?: in an? \w{{3,10}},?)? you (?:must"
    rf"|should|ought to)"
    rf" acknowledge (?:us|(?:somewhere )?in your documentation that you(?:'ve| have) used {_WHO})"),
    r"credit must be given in ([\w -]{3,40})documentation",
    # Who answers for it.
    (rf"(?:should|if) {_WORK} proves? (?:to be )?defective(?: in any respect)?,? (?:you|(?:the )?(?:user"
    rf"|licensee|recipient)s?)"
    r"(?: \(([^()]{3,80})\))? assumes? the (?:entire |full )?cost of (?:all|any) (?:necessary"
    r" )?([\w, ]{3,60})"),
    (rf"(?:should|if) {_WORK} proves? (?:to be )?defective,? the (?:entire |full )?cost of"
    rf" ([\w, ]{{3,60}}) lies with you"),
    rf"{_WHO} (?:assumes?|accepts?|takes?) no (?:responsibility|liability) (?:for|to) {_names(24)}",
    (rf"the entire risk as to {_names(14)} (?:is|lies|remains|rests|shall be|shall remain) (?:assumed by"
    rf"|with) {_WORK}"),
    (rf"(?:any )?(?:us(?:e|ing)|modif\w{{4,8}}|distribut\w{{3,4}}|,|or|and| ){{1,16}}of {_WHO} is"
    rf" (?:entirely |solely )?at"
    r" (?:the users?'?|your|one's|the recipient's) own risk"),
    (rf"{_WHO} will not provide any (?:(?:training|updates|support|other support|enhancements|extensions"
    rf"|maintenance|or"
    rf"|and),? ?){{1,6}}(?: for {_WHO})?"),
)  # fmt: skip
_SENTENCE = expression(rf"{_NUMBER}(?:{'|'.join(_SENTENCES)}){_END}")
# What gives, bars or limits, where a name is expected.
_NO_NAME = expression(
    r"\b(?:only|alone|solely|exclusively|not|no|never|unless|except|until|while|during|if|provided that"
    r"|as long as"
    r"|so long as|but|must|shall|may|can|cannot|will|would|needs?|has to|have to|requires?|required|permits?"
    r"|permitted|permission|allow\w{0,3}|us(?:e|es|ed|ers?) (?:by|in|for|at|is|are)|for (?:use|free|those"
    r"|whom|people"
    r"|persons?|students?|schools|research|teaching|education\w{0,2}|evaluation|testing|study|home"
    r"|private|personal"
    r"|commercial|non\w{0,10}|one|a|an|internal|members)|to (?:those|people|students|members|friends|schools)"
    r"|compan(?:y|ies)|business(?:es)?|firms?|enterprises?|individuals?|hobby\w{2,5}|amateurs?|professionals?"
    r"|customers?|clients?|partners|students?|schools?|academic|commerce|commercial\w{0,4}|private\w{0,2}"
    r"|personal"
    r"|trade(?! ?mark)|sell\w{0,3}|sold|sale|pays?|paid|fees?|price|costs?|money|royalt\w{1,3}"
    r"|profit\w{0,3}|revenue"
    r"|licen[sc]ed (?:to|for)|reserved (?:to|for)|rights? (?:to|for)|hosted|service|production|outside"
    r"|within|inside"
    r"|beyond|above|below|more than|euros?|dollars?|usd|eur)\b|[$€£¥%]"
)
# Nouns and verbs that neither bar nor limit: the items of a list of rights, and headings.
_PLAIN = (
    r"reproduc(?:e|ing|tions?)|cop(?:y|ies|ying)|distribut(?:e|ing|ions?)|perform(?:ance)?"
    r"|display(?:ing)?|publicly"
    r"|publish(?:ing)?|transmit(?:ting)?|adapt(?:ing|ations?)?|modif(?:y|ying|ied|ications?)|combin(?:e"
    r"|ed|ing|ations?)"
    r"|incorporat(?:e|ed|ing)|create|creating|creation|prepar(?:e|ing|ation)|import|transform|retrieve"
    r"|redesign"
    r"|interpret(?:ation)?|edit|extract(?:ion)?|re-utili[sz]ation|re-?distribut(?:e|ing|ions?)"
    r"|disseminate|works?"
    r"|original|derivative|collective|collections?|phonorecords|public|information|data|databases?"
    r"|changed|others?"
    r"|media|formats?|digital|audio|transmissions?|means|any|form|medium|one or more|and/or|or|and|the|a"
    r"|an|of|to|in"
    r"|as|by|with|from|on|its|their|thereof|upon|based|into|whole|parts?|substantial|contents|works?"
    r"|materials?"
    r"|definitions?|scope|terms?|conditions?|termination|rights?|attribution|exclusions?|grants?|licen[sc]es?"
    r"|limitations?|exceptions?|liability|warrant(?:y|ies)|disclaimers?|notices?|submission|contributions?"
    r"|trade ?marks?|patents?|copyrights?|mutual|actions?|relationship|reinstatement|choice|law|applicable"
    r"|governing|jurisdiction|venue|compliance|laws|severability|entire|agreement|miscellaneous|general"
    r"|section"
    r"|article|versions?|new|effects?|sources?|executable|object|code|larger|application|claims?|infringement"
    r"|indemnity|responsibility|additional|accepting|acceptance|fair use|downstream|recipients?|technical"
    r"|allowed"
    r"|software|products?|purpose|this|that|legal|required|offer|licensors?|retention|enforceability|capacity"
    r"|permanent|temporary|lending|communication|making available|including|without limitation|appendix"
    r"|exhibit"
)
_PLAIN_WORDS = expression(rf"{_NUMBER}(?:(?:{_PLAIN})\b[ ,.:;()§*\"'-]{{0,4}}){{1,60}}")


def is_formula(words: str) -> bool:
    """Whether a sentence is one of those that stand in many licences and change nobody's rights.

    Parameters:
        words: a folded sentence without words of commerce, permission or prohibition.
    """
    if _PLAIN_WORDS.fullmatch(words):
        return True
    found = _SENTENCE.fullmatch(words)
    return found is not None and not any(_NO_NAME.search(slot) for slot in found.groups() if slot)
