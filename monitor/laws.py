"""The place whose law governs, read out of the words of a clause. Pure."""

from __future__ import annotations

from functools import lru_cache

from monitor import places
from monitor.expressions import expression

_LAWS = (
    # A province beside its federation.
    expression(r"(?P<place>[a-z' ]{3,40}) laws? and the (?:federal )?laws? of\b"),
    expression(
        r"(?:laws?|legislation|statutes) (?:and regulations )?(?:in force |applicable )?(?:of|in),? (?:the )?"
        r"(?P<place>[^.;()]{2,90})"
    ),
    expression(
        r"governing law (?:of \w{1,12} \w{1,12} )?(?:is|shall be|will be) (?:that of |the law of )?"
        r"(?:the )?(?P<place>[^.;()]{2,60})"
    ),
    expression(
        r"(?:\b(?:governing|applicable) |^(?:[0-9.()a-z]{1,7} )?|[.;:] ?)laws?(?: and \w{4,12})?: ?"
        r"(?:the laws? of )?(?P<place>[^.;()]{2,60})"
    ),
    expression(
        r"laws? (?:governing|applicable to) [^.;:]{3,50}? (?:is|are|shall be|will be) "
        r"(?P<place>[^.;()]{2,60})"
    ),
    expression(
        r"(?:choice of law|laws? (?:of|applicable to) (?:the|this) (?:contract|licen[sc]e|agreement)|\blaws?)"
        r"(?: and \w{4,12})?(?: ?[-:=|]{1,2}|\.) "
        r"(?P<place>[^.;()]{2,60})"
    ),
    expression(r"\"(?P<place>[a-z ]{3,30})\" (?:is|remains) [^.;]{0,30}law\b"),
    expression(r"\blaws? (?:is|are|shall be|will be) (?:that|those) of (?P<place>[^.;()]{2,60})"),
    expression(r"(?P<place>[a-z' ]{2,40}) (?:laws?|legislation|statutes)\b"),
    expression(r"governed by (?:the )?(?P<place>[a-z][^;()]{2,60}?) laws?\b"),
    # As texts in languages without rules of their own name it.
    expression(
        r"(?:soumise? au|régie? par le|droit applicable ?:? ?(?:le )?)(?P<place> ?droit [a-zéèç]{4,20})"
    ),
    expression(r"(?:gilt|unterliegt|findet) (?:das |dem )?(?P<place>[a-zäöü]{4,20} recht)\b"),
    expression(r"(?P<place>[\u3400-\u9fff]{2,6})法(?:に準拠|を準拠法)"),
    expression(r"(?:适用|適用|受|以|依据|依照|依據|根据|按照)(?:法律)?:?(?P<place>[^。;]{2,60}?)法[律規规]"),
    expression(r"(?:法律适用|适用法律|准据法|準據法)[:为是 ]{1,3}(?P<place>[^。;]{2,40})"),
    expression(
        r"^(?:\(?[0-9a-z]{1,3}[.)] )?(?P<place>[a-z][a-z', ]{2,60})\.?$"
    ),  # a place alone, beneath its heading
)
_CHINESE_MAINLAND = expression(r"大陆|中华人民共和国|中国")


@lru_cache(maxsize=32)  # several rules ask it of the same clause of a text
def place(folded: str) -> str | None:
    """The place whose law governs, by its usual English name; None where the words name none.

    Parameters:
        folded: the folded clause.
    """
    matches = (match for pattern in _LAWS for match in pattern.finditer(folded))
    named = (_law_place(match["place"]) for match in matches)
    return next((each for each in named if each), None)


def _law_place(words: str) -> str | None:
    """The place; a Chinese text that names the mainland means it, whatever else it sets apart."""
    return "China" if _CHINESE_MAINLAND.search(words) else places.law(words)
