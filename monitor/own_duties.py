"""What whoever grants binds itself to: no duty of those who are granted. Pure.

"The Institute shall not use the data for military ends" has all the words of a ban. Rules look for what may
not be done; here it is asked who may not do it. Who grants is told by the usual names ("the Foundation",
"we") and by what the text says of a name elsewhere; "it" goes back to whoever owed something before. A
sentence that says besides what somebody else has to do, or what is not granted, is left as it is.
"""

from __future__ import annotations

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING
from monitor.windows import explained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.records import Finding
    from monitor.windows import Prepared

_FIELDS = frozenset({
    "acceptable_use", "military_ban", "no_training_other_models", "registration_required",
    "display_attribution", "name_prefix", "flow_down",
})  # fmt: skip
_HOSTS_NOT = expression(r"\b(?:shall|must|will) not (?:itself )?(?:host|offer|operate|train|run|use)\b")
_BACK = 5  # sentences that "it" may go back over

_NUMBER = r"^\W{0,4}(?:(?:section|article|clause) )?(?:[0-9a-z]{1,3}(?:[.-][0-9a-z]{1,3}){0,3}[.)\]:]{0,2} )?"
# Who does it, and the verb that owes it.
_SUBJECT = expression(
    rf"{_NUMBER}(?:[a-z' ]{{3,40}}[.:] )?(?:(?:for|on|in) [^,;.]{{3,60}}, )?"
    r"(?P<who>[a-z][\w&.' -]{0,48}?),? (?:also |itself |themselves |further |in turn |, [^,]{3,60}, )?"
    r"(?:(?P<duty>(?:shall|must|has to|have to|undertakes?|promises?|pledges?|commits? (?:itself|themselves)"
    r"|agrees?|guarantees?|(?:is|are) (?:obliged|bound|committed))(?! not be \w+(?:ed|en|ld|ut)\b)\b)"
    r"|(?P<will>(?:will|do|does|may|can|would)(?: not|n't| never)|cannot|never|has never"
    r"|have never)\b(?! be \w+(?:ed|en|ld|ut)\b))"
)
# What a licensor says to bind others.
_SPEECH = expression(
    r" (?:to )?(?:\w{1,12}ly )?(?:grant|permit|allow|authori[sz]e|licen[sc]e|consent|tolerate|condone"
    r"|accept|want|wish"
    r"|support|let|give|extend|offer|agree|approve|enforce|provide|ask|like|recommend"
    r"|endorse)\b"
)
_TAKERS = expression(
    r"^(?:the |each |every |any |an? |all |no |such |other |those |your )?(?:you\b"
    r"|\w{0,20} ?(?:licensee|user|recipient|creator"
    r"|customer|researcher|developer|person|part(?:y|ies)|operator|adopter|member|contributor"
    r"|distributor|deployer|evaluator"
    r"|participant|sub-?licensee|compan(?:y that|ies)|subscriber|affiliate|employee)s?\b|nobody|no one"
    r"|who|anyone|anybody"
    r"|everyone|they who|outputs?|models?|weights|software|use|content|it is|this|these|there|that|such"
    r"|results?)"
)
_OURS = expression(
    r"^(?:the )?(?:we|i|(?:the )?licensors?|(?:the )?grantors?|our (?:team|staff|company|lab))$"
)
_USUAL = expression(
    r"^(?:the )?(?:authors?|association|institute|foundation|co-?operative|consortium|laboratory|lab"
    r"|university|publisher|project|council|trust|agency)$"
)
_GOES_BACK = frozenset({"it", "they", "he", "she"})
_TAKES_TOO = expression(
    r"\b(?:you|licensees?|users?|recipients?|nobody|no one|the (?:model|software|weights|work|outputs?)"
    r"|customers?)"
    r" (?:may|shall|must|can|will|agrees?|undertakes?|(?:do|does|are|is) not|need)"
    r"|\b(?:permit|allow|tolerate|authori[sz]e|consent|accept|support|licen[sc]e|grant|enforce)s?"
    r" (?!its|our|their|it\b|funds|money)(?:[\w-]{1,12} ){0,4}(?:us(?:e|es|ing)|deploy\w{0,4}|purposes?)\b"
)
_OF_OURS = expression(
    r"\b(?:duties|obligations?|commitments?|promises?|undertakings?|pledges?|rules|bounds) (?:of|for|on|by) "
    r"(?:the |our )?(?P<who>[\w&' -]{2,40}?)(?: itself| themselves)?\W*$"
    r"|what (?P<owing>the [\w' -]{2,30}|we|[\w-]{2,20}) (?:owes?|promises?|undertakes?|will do|does)\b"
    r"|\bour (?:own )?(?:duties|obligations|commitments?|promises?|undertakings?|pledges?)\b"
)
_OF_OURS_ZH = expression(
    r"^\W{0,4}(?:第?[0-9一二三四五六七八九十.]{1,5}[条、.]? ?)?(?:我们|我方|许可方|授权方|本公司|本实验室)"
    r"(?:承诺|保证|不会|将不|不得|绝不|应当?|须)(?!许可|授权|允许|同意)"
)


def without_own(found: Iterable[Finding], text: Prepared) -> Iterator[Finding]:
    """The findings, with what whoever grants demands of itself as mere explanations.

    Parameters:
        found: what rules found.
        text: that they were found in.
    """
    licensors = _Licensors(text.folded.text)

    def concerns(hit: Finding) -> bool:
        return hit.field in _FIELDS or (hit.field == "hosting" and bool(_HOSTS_NOT.search(text.words(hit))))

    return explained(found, text, concerns, lambda index: _is_own(text, index, licensors))


def _is_own(prepared: Prepared, index: int, licensors: _Licensors) -> bool:
    """Whether a sentence, or the stem of its list, tells what the licensor owes."""
    words, unit = prepared.of(index), prepared.units[index]
    if _OF_OURS_ZH.search(words):
        return True
    owing = _owing(words)
    if owing is None and unit.stems:
        stems = [prepared.folded.text[slice(*part)] for part in prepared.hung_on(unit)]
        owing = next((each for each in map(_owing, stems) if each), None)
    heading = prepared.folded.text[slice(*prepared.slice(unit.heading))] if unit.heading else ""
    ours = _OF_OURS.search(heading)
    named = ours and (ours["who"] or ours["owing"] or "we")
    if ours and ours["who"] and not licensors[ours["who"]]:
        named = None  # "rules of conduct for model users" is about them
    if named and not _TAKERS.search(named) and (owing in _GOES_BACK or owing is None or named in owing):
        return not _TAKES_TOO.search(words)
    if owing in _GOES_BACK:
        owing = _gone_back_to(prepared, index)
    return owing is not None and licensors[owing] and not _TAKES_TOO.search(words)


def _owing(words: str) -> str | None:
    """Who owes what a sentence tells as somebody's duty; not who only speaks to bind others."""
    match = _SUBJECT.search(words)
    if match is None or (match["will"] and _SPEECH.match(words, match.end())):
        return None
    return match["who"]


def _gone_back_to(prepared: Prepared, index: int) -> str | None:
    """Whom "it" means: who owes something in a sentence before, in the same section."""
    heading = prepared.units[index].heading
    for at in range(index - 1, max(-1, index - 1 - _BACK), -1):
        if prepared.units[at].heading != heading:
            return None
        match = _SUBJECT.search(prepared.of(at))
        if match is None or match["who"] not in _GOES_BACK:
            return match["who"] if match else None
    return None


_MOST_NAMES, _MOST_MENTIONS, _BEFORE = 32, 400, 24
_GRANTED_TO = expression(r"\b(?:grants?|gives?|licen[sc]es|permits?|allows?)(?: to)? (?:the )?$")
_MAY_USE = expression(r" (?:may|can) (?:use|install|run|copy|reproduce|modify|distribute|download|deploy)\b")
_GRANTS = expression(
    r"[\"')]{0,2}(?: hereby| herewith| therefore)?,? (?:grants?|gives?|licen[sc]es|permits?"
    r"|allows?|lets)(?: to)? (?!us\b|back\b|notice|no\b|(?:the )?licensor)[a-z]"
)
_SPEAKS = expression(
    r" (?:hereby |shall |will |itself )?(?:publish|releas|licen[sc]es\b|disclaim|trained"
    r"|trains|develop|not be liable"
    r"|makes no|gives no|is not liable|reserves|has (?:trained|developed|released)|opens)"
)


class _Licensors(dict[str, bool]):
    """Whether somebody is who grants, by what the text says of them; of very many names, nobody else is.

    Parameters:
        text: folded.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, who: str) -> bool:
        """Whether one is that is asked for first."""
        if _OURS.search(who):
            return True
        if _TAKERS.search(who) or len(self) >= _MOST_NAMES:
            return False
        found = self[who] = self._is_told(who)
        return found

    def _is_told(self, who: str) -> bool:
        """What is told first counts: a licence to use what users send comes last."""
        speaks = False
        for start in self._mentions(who):
            end = start + len(who)
            if _GRANTED_TO.search(self._text, max(0, start - _BEFORE), start) or _MAY_USE.match(
                self._text, end
            ):
                return False
            if _GRANTS.match(self._text, end):
                return True
            speaks = speaks or _SPEAKS.match(self._text, end) is not None
        return speaks or _USUAL.search(who) is not None

    def _mentions(self, who: str) -> Iterator[int]:
        """Where the first of them stand, as words of their own."""
        at = -1
        for _ in range(_MOST_MENTIONS):
            at = self._text.find(who, at + 1)
            if at < 0:
                return
            if not self._text[at - 1 : at].isalnum():
                yield at
