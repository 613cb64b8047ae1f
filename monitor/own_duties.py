"""What whoever grants binds itself to, and what is only told: no duty of those who are granted. Pure.

"The Institute shall not use the data for military ends" has all the words of a ban. Rules look for what may
not be done; here it is asked who may not do it. The one who grants is known by the usual names ("the
Foundation", "we"), by what the text calls it, and by the sentence that grants. A sentence that says besides
what somebody else has to do, or what is not granted, is left as it is; so is every other subject.
"""

from __future__ import annotations

import re

from monitor.expressions import expression
from monitor.records.frozen import replace
from monitor.rules import EXPLAINED
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.records import Finding
    from monitor.windows import Prepared

_FIELDS = frozenset({
    "acceptable_use", "military_ban", "no_training_other_models", "registration_required",
    "display_attribution", "flow_down",
})  # fmt: skip
_USUAL = (
    r"we|(?:the )?(?:licensors?|authors?|association|institute|foundation|co-?operative|provider|consortium"
    r"|laboratory|lab|university|publisher|project|council|trust|agency)"
)
_LONGEST = 600
_GRANTS = expression(
    r"(?:^|[.,;\n] )([a-z][\w&'-]{1,20}(?: [a-z0-9][\w&'.-]{0,20}){0,2}),? (?:hereby )?"
    r"(?:grants?|licen[sc]es) (?:to )?"
    r"(?:you|the licensee|licensee|each|everyone|anyone|any person|permission)\b"
    r"|\b(?:trained|developed|published|released|licen[sc]ed) by ([a-z][\w&'-]{1,20}(?: [a-z][\w&'-]{1,20})?)"
    r"(?=[.,;]|$)"
)
_NO_NAME = frozenset({"this licence", "this license", "this agreement", "the user", "you", "a contributor"})
_NUMBER = r"^(?:[-§(]{0,2}[0-9a-z]{1,3}(?:\.[0-9]{1,3}){0,3}[.)]{0,2} ){0,2}"
_BOUND = (
    r"(?:,[^,.;]{0,60},)? (?:(?:itself|hereby|also|therefore|neither) ){0,2}"
    r"(?:shall|must|will|may|undertakes?|promises?|agrees?|commits?|has to|have to)\b"
)
_IT = expression(rf"{_NUMBER}(?:it|they) (?:shall|must|will|undertakes?)\b")
_HEADED = expression(
    rf"\b(?:{_USUAL}) (?:owes?|undertakes?|promises?|commits?|binds)|(?:dut(?:y|ies)|obligations|"
    rf"undertakings|commitments|promises) of (?:{_USUAL})\b|\bwe promise\b"
)
_OTHERS = expression(
    r"\b(?:you|licensees?|users?|recipients?|customers?|operators?|whoever|anyone|deployers?|nobody|no one)"
    r" (?:[\w-]{1,12} ){0,3}?(?:may|must|shall|will|agrees?|undertakes?|can(?:not)?|has to|have"
    r"|register\w{0,3})\b"
    r"|\b(?:permit|allow|tolerate|authori[sz]e|consent|accept|support|licen[sc]e|grant|enforce)s?"
    r" (?!its|our|their|it\b|funds|money)(?:[\w-]{1,12} ){0,4}(?:us(?:e|es|ing)|deploy\w{0,4}|purposes?)\b"
    r"|\b(?:terminat|revok|withdraw|suspend)|\b(?:once|after|until|when|if|unless) (?:you|the licensee)\b"
)
_ONLY_TOLD = expression(
    r"\b(?:creates?|imposes?|establish(?:es)?) no (?:\w{1,12} )?(?:dut|obligation|restriction)"
    r"|has no counterpart|\bno (?:rule|provision|clause|term|section)s? (?:[\w-]{1,12} ){0,5}"
    r"(?:(?:is|are) meant to|forbids?|prohibits?|restricts?)\b"
    r"|\bnothing (?:here|herein) (?:keeps|prevents|stops|hinders|bars)\b"
    r"|\b(?:allow|permit)s? us to\b"
)
_HOWEVER = expression(r"\b(?:but|except|however|unless|save)\b")


def without_own(found: Iterable[Finding], text: Prepared) -> Iterator[Finding]:
    """The findings, with what whoever grants demands of itself, and what is only told, as mere explanations.

    Parameters:
        found: what rules found.
        text: that they were found in.
    """
    subject: re.Pattern[str] | None = None
    for hit in found:
        if hit.field not in _FIELDS:
            yield hit
            continue
        subject = subject or re.compile(rf"{_NUMBER}(?:{_grantors(text.folded.text)}){_BOUND}")
        own = _is_own(text.words(hit), subject) or _is_told(text.words(hit)) or _goes_on(hit, text)
        yield replace(hit, field=EXPLAINED, values={}) if own else hit


def _grantors(folded: str) -> str:
    """The names of whoever grants, as alternatives."""
    names = {name for match in _GRANTS.finditer(folded) for name in match.groups() if name} - _NO_NAME
    return "|".join((_USUAL, *map(re.escape, sorted(names))))


def _is_own(words: str, subject: re.Pattern[str]) -> bool:
    return len(words) <= _LONGEST and subject.search(words) is not None and not _OTHERS.search(words)


def _is_told(words: str) -> bool:
    return len(words) <= _LONGEST and _ONLY_TOLD.search(words) is not None and not _HOWEVER.search(words)


def _goes_on(hit: Finding, text: Prepared) -> bool:
    """Whether "it shall" stands under a heading on what whoever grants owes."""
    words = text.words(hit)
    if not _IT.search(words) or _OTHERS.search(words):
        return False
    unit = next((unit for unit in text.units if unit.start <= hit.start < unit.end), None)
    return unit is not None and _HEADED.search(text.context(unit)) is not None
