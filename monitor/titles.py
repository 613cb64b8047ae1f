"""Headings that number a subject of a licence and say nothing of it. Pure."""

from __future__ import annotations

from monitor.expressions import expression

_LONGEST = 100
_SUBJECT = (
    r"(?:us(?:e|es|age)|restrictions?|limitations?|conditions?|obligations?|fees?|payments?|pric(?:es|ing)"
    r"|charges|royalt(?:y|ies)|purposes?|rights?|grants?|scope|territor(?:y|ies)|competition|sales?|resale"
    r"|(?:re)?distribution|commercial|hosting|services?|third[- ]part(?:y|ies)|licen[sc](?:es?|ing)|personal"
    r"|research|academic|additional)"
)
_NUMBER = (
    r"\W{0,4}(?:(?:section|article|part|clause) )?(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}|[ivx]{1,4}|[a-z])[.):]? "
)
# "b. Use restrictions.", "Section 5 Fees": a number and up to four nouns. A participle ("excluded") or a verb
# would say something, so only what is listed counts, and "Prohibited uses", which says nothing of commerce.
_NUMBERED = expression(
    rf"{_NUMBER}{_SUBJECT}(?: (?:and |of |on |for |& )?{_SUBJECT}){{0,3}}\W{{0,2}}"
    rf"|(?:{_NUMBER}|\W{{0,4}})(?:prohibited|restricted|forbidden|unacceptable|disallowed|impermissible)"
    r" (?:uses?|purposes|conduct|activities|actions|acts|content|behaviou?rs?|applications|practices)\W{0,3}"
)


def numbers_a_subject(folded: str, place: tuple[int, int]) -> bool:
    """Whether a stretch is the number and the subject of a clause, and no more.

    Parameters:
        folded: the folded text.
        place: of the stretch.
    """
    start, end = place
    return end - start <= _LONGEST and _NUMBERED.fullmatch(folded, start, end) is not None
