"""Bans that are denied, hoped for or only told of: they bind nobody. Pure.

"Nothing here keeps you from portraying weapons" and "an earlier draft forbade it" hold all the words of a
ban. Rules see the words; here it is asked whether any ban is left once what is denied is taken away.
"""

from __future__ import annotations

from functools import lru_cache

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING
from monitor.windows import explained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.records import Finding
    from monitor.windows import Prepared

_BANS = frozenset(
    {"acceptable_use", "military_ban", "no_training_other_models", "excluded_territories", "name_prefix"}
)


_LONGEST = 2_000  # sentences that are longer deny nothing as a whole


def without_denied(found: Iterable[Finding], text: Prepared) -> Iterator[Finding]:
    """The findings, with bans that are denied, hoped for or told of as mere explanations.

    Parameters:
        found: what rules found.
        text: that they were found in.
    """
    return explained(found, text, lambda hit: hit.field in _BANS, lambda index: _is_no_ban(text, index))


_NUMBER = r"^\W{0,4}(?:(?:section|article|clause) )?(?:[0-9a-z]{1,3}(?:[.-][0-9a-z]{1,3}){0,3}[.)\]:]{0,2} )?"
# A ban that is denied, to the end of what it denies.
_DENIED = expression(
    r"(?:\b(?:no|nothing|none|neither|hardly)\b(?:(?!\b(?:may|shall|must|can|will|rights?|use[ds]?"
    r"|permission)\b)[^.;]){0,90}?"
    r"\b(?:(?:forbid|prohibit|prevent|keep|restrict|ban|bar|limit|stop|preclude|hinder|exclude|outlaw)s?\b"
    r"|stands? in|rules? out|(?:forbidden|prohibited|restricted|limited) nor\b|(?:is|are|be"
    r"|been) (?:\w{1,12} )?(?:forbidden|prohibited|restricted|banned|barred|limited|excluded"
    r"|off[- ]limits|meant to|intended to|ruled out|left out))"
    r"|\b(?:not|n't|never) (?:\w{1,12} ){0,3}?(?:forbid|forbidden|prohibit|prohibited|restrict"
    r"|restricted|bann?e?d?|barred|prevent|preclude|police|policing"
    r"|limit|limited|rule out|exclude|excluded|withhold|a ban|off[- ]limits|outlaw(?:ed)?|object|mind"
    r"|affect(?:ed)?|mean that|imply)\b(?! to| by)"
    r"|\b(?:no|not|n't|nor) (?:\w{1,12} ){0,3}(?:acceptable[- ]use|usage|use) polic|polic(?:y"
    r"|ies)\b[^.;]{0,60}\b(?:do|does)(?: not|n't) (?:apply|bind|govern|extend)"
    r"|\b(?:cannot|can't|(?:do|does|will)(?: not|n't)) (?:promise|guarantee|warrant|assure)\b|\b(?:will"
    r"|may|can|do) or (?:will|may|can|do) not\b|\bno promises?\b"
    r"|\bno (?:\w{1,14}[- ]){0,4}?(?:list of (?:\w{1,12} ){0,2}uses|field-of-use|bans?\b"
    r"|use restrictions?|restrictions? on|counterpart|forbidden|prohibited)"
    r"|不(?:禁止|限制|妨碍|排除|影响|构成)|没有(?:任何)?[^。;]{0,12}(?:限制|禁止)|未(?:禁止|限制|设)"
    r")(?:(?!, (?:but|except|provided|save|however|though|yet|unless)\b|, (?:and "
    r"|nor )?[\w' -]{2,40} (?:may|must|shall|can|will|do|does|is|are) ?not\b|, (?:and |nor )?(?:you|it"
    r"|they|the \w{2,12}) (?:may|must|shall|can)\b)[^.;:。；]){0,300}"
)
# What is hoped for or told of others, of the past, or of how the model behaves: nothing here follows from it.
_TOLD = expression(
    r"\b(?:creates?|imposes?|entails?|is|are|has|have|carr(?:y|ies)) (?:no|not an?"
    r"|neither an?) (?:\w{1,12} )?(?:duty|duties|obligations?|conditions?|terms?\b|legal|binding"
    r"|counterpart)\b"
    r"|\bnot (?:legally )?binding\b|\bbinds? nobody\b|\bno (?:legal|binding) (?:force|effect)\b"
    r"|\b(?:recommends?|encourages?|urges?|hopes?|would be (?:glad|happy|grateful)|should (?:not )?like"
    r"|would (?:not )?(?:like|prefer)|invites?|appreciates?)\b"
    r"|\b(?:do|does)(?: not|n't) (?:require|oblige|demand)\b"
    r"|\b(?:an? |the |our |some )?(?:early|earlier|first|former|previous|older) (?:draft|edition"
    r"|version|text|licen[sc]e)s?\b[^.;]{0,80}\b(?:\w{2,12}ed|forbade|had|was|were|would have|did|said"
    r"|bade)\b"
    r"|\b(?:some|many|most|several) (?:other )?(?:laborator|lab|licen[sc]|vendor|provider|compan"
    r"|publisher|maker)\w{0,4}\b|\b(?:other|unlike) (?:laborator|licen[sc]|vendor|provider"
    r"|publisher)\w{1,5}"
    r"|\b(?:do|does|did)(?: not|n't) (?:allow|permit|let) us\b|\b(?:forbids?|bars?|prevents?|keeps?) us\b"
    r"|\b(?:model|system|data|dataset|corpus|corpora|weights|outputs?|set|evaluation|answers"
    r"|filters?) (?:(?:will|do|does|did|may|can|should)(?: not|n't)|cannot) "
    r"(?:describe|answer|include|contain|respond|produce|know|generate|recogni[sz]e|understand|detect"
    r"|follow|reflect|represent|perform|work|help|tell|explain|give|provide|offer|reply"
    r"|always|be (?:free|accurate|suitable|able|reliable|safe|perfect|complete))\b|\b(?:must"
    r"|should)(?: not|n't) be relied"
    r"|(?:鼓励|建议|希望|倡议)"
    r"|(?:旧版|原版|此前|先前|以前|早期)[^。]{0,80}(?:删除|取消|废止|不再|移除)"
)
_STILL = expression(
    r"\b(?:may|shall|must|can|will|do|does|should) ?not\b|n't\b|\bcannot\b|\bnever\b|\bprohibit"
    r"|\bforbid|\bbanned\b|\bexclud|\boff[- ]limits|\bbarred\b"
    r"|\bnot (?:to|be|permitted|allowed|licen[sc]ed|for)\b|\bno (?:right|licen[sc]e|use|permission|part"
    r"|person|one)\b|\bnobody\b|\brefrain|\bonly\b|\bunlicen|\boutside\b"
    r"|\b(?:must|shall|agrees? to|comply|adhere|consistent|observe|subject to)\b"
    r"|不得|禁止|不可|不能|严禁|请勿|仅|遵守"
)
_BINDS = expression(
    r"\b(?:may|shall|must|can) ?not\b(?! (?:be relied|answer))|\bcannot\b|\bprohibit|\bforbidden\b"
    r"|\b(?:must|shall|agrees? to|comply|adhere|observe|subject to)\b(?! not be relied)"
    r"|不得|禁止|不可|不能|严禁|请勿|遵守"
)
_QUOTE = expression(r'"[^"]{1,300}"')
_ASKED = expression(
    rf"{_NUMBER}[\"'(]{{0,2}}(?:(?:is|are)|do you|does (?:the|this|it|your)|have you|any)\b[^?]{{0,120}}"
    r"(?:forbid|prohibit|restrict|\bban|off[- ]limits|limit(?!ed to)|exclud)[^?]{0,80}\?\W{0,3}$|(?:是否"
    r"|有没有)[^?？]{0,40}(?:禁止|限制)[^?？]{0,20}[?？]"
)
_ANSWERED_NO = expression(
    r"^\W{0,4}(?:no\b|none\b|nothing\b|there (?:is|are) (?:no|none)|not at (?:all|present)"
    r"|we have none|没有|无|否)"
)


def _is_no_ban(prepared: Prepared, index: int) -> bool:
    """Whether a sentence, or what it hangs on, denies a ban, hopes or tells of others, and bans nothing."""
    words, unit = prepared.of(index), prepared.units[index]
    if len(words) > _LONGEST:
        return False
    if _is_free(words):
        return True
    stems = [prepared.folded.text[slice(*part)] for part in prepared.hung_on(unit)]
    if any(_is_free(stem) for stem in stems if len(stem) <= _LONGEST) and not _STILL.search(words):
        return True
    return _asks_in_vain(prepared, index)


@lru_cache(maxsize=64)  # the items of a list share their stem
def _is_free(words: str) -> bool:
    """Whether a sentence denies a ban, or tells of none that binds, and holds no other."""
    rest = _DENIED.sub(" ", words)
    if rest != words and not _STILL.search(rest):
        return True
    return bool(_TOLD.search(words)) and not _BINDS.search(_QUOTE.sub(" ", _TOLD.sub(" ", rest)))


def _asks_in_vain(prepared: Prepared, index: int) -> bool:
    """Whether a sentence or its heading asks what is forbidden, and what follows says: nothing."""
    heading, last = prepared.units[index].heading, len(prepared.units)
    if _ASKED.search(prepared.of(index)):
        return index + 1 < last and bool(_ANSWERED_NO.search(prepared.of(index + 1)))
    if index and _ANSWERED_NO.search(prepared.of(index)) and _ASKED.search(prepared.of(index - 1)):
        return True
    if heading is None or not _ASKED.search(prepared.folded.text[slice(*prepared.slice(heading))]):
        return False
    first = index
    while first > 0 and prepared.units[first - 1].heading == heading:
        first -= 1
    return any(_ANSWERED_NO.search(prepared.of(at)) for at in range(first, min(first + 2, last)))
