"""Classes of persons that a text tells apart in passing: "a company is large if ...". Pure.

Beside definitions in quotes a text says in the course of a sentence who belongs to a class; later sentences
speak of "large companies" or of "a company that is not large". What tells the class apart is its body.
"""

from __future__ import annotations

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOUN = (
    r"(?:licensee|provider|operator|company|entity|organi[sz]ation|enterprise|business|firm|undertaking"
    r"|group"
    r"|user|customer|institution|person|corporation|developer|deployer|employer|vendor|adopter|party|body"
    r"|client|studio|shop|team|startup|start-up|publisher|agency)"
)
_NOUNS = rf"(?:{_NOUN}(?:s|es)?|compan(?:y|ies)|entit(?:y|ies)|agenc(?:y|ies)|part(?:y|ies)|bodies)"
# A company is large | counts as large | is called a large company: before "if" and the like.
_CALLED = expression(
    rf"\b(?P<noun>{_NOUN}) (?:is|counts as|ranks as|qualifies as|is (?:considered|deemed|called|regarded as"
    r"|treated as|said to be|classed as|held to be))(?: to be)? (?:an? )?\"?(?P<word>[a-z][a-z-]{2,20})\"?"
    rf"(?: {_NOUN})?,?\Z"
)
# We treat a licensee as major.
_TREATED = expression(
    rf"\b(?:treat|regard|count|consider|call|deem|class|term)s? (?:an? |any |each |every )?(?P<noun>{_NOUN}) "
    r"(?:as |to be )?(?:an? )?\"?(?P<word>[a-z][a-z-]{2,20})\"?"
    rf"(?: {_NOUN})?,?\Z"
)
_IF = (" if ", " when ", " where ", " once ", " as soon as ")
_SOME_IF = expression(r" (?:if|when|where|once|as soon as) ")
_BEFORE_IF = 90
# Large customers are those with ...; a small user is a company whose ...
_ARE = expression(
    rf"(?:^|[.;:)] |\b(?:the|an?|any) )(?P<term>[a-z][a-z-]{{2,20}} {_NOUNS}),? (?:are|is|means?) "
    rf"(?=(?:those|all|any|an?|every|one|whoever|such|someone|anyone)\b|{_NOUNS}\b)"
)
# What it ends with; it begins with a space, which is soon found.
_ARE_THOSE = expression(
    r" (?:are|is|means?) (?:(?:those|all|any|an?|every|one|whoever|such|someone|anyone)\b|"
    rf"{_NOUNS}\b)"
)
_ARE_HEAD = 90
# Large companies (more than 500 employees) ...
_IN_BRACKETS = expression(
    rf"(?P<term>[a-z][a-z-]{{2,20}} {_NOUNS}) \((?P<body>[^()]{{0,200}}[0-9][^()]{{0,200}})\)"
)
_NUMBER_IN_BRACKETS = expression(r"\([^()]{0,200}[0-9]")  # which most sentences have not, as is soon seen
# 年收入超过五千万元的企业为大型企业
_HAN = expression(
    r"(?P<body>[^。;]{2,90}的[^。;,，]{1,8})(?:为|是|属于|称为|视为|即为"
    r"|构成)\"?(?P<term>[\u4e00-\u9fff]{2,10})\"?[。;,，(]?\Z"
)
_MOST = 600


class Named(NamedTuple):
    """The names of a class, those of whoever is not of it, and what tells it apart."""

    terms: tuple[str, ...]
    others: tuple[str, ...]
    body: str


def named(folded: str, place: tuple[int, int]) -> Iterator[Named]:
    """The classes that a sentence tells apart in passing.

    Parameters:
        folded: the folded text.
        place: of the sentence, with the list that it breaks off before.
    """
    start, end = place
    for word in _IF if _SOME_IF.search(folded, start, end) else ():
        at = folded.find(word, start, end)
        if at > start:
            head = folded[max(start, at - _BEFORE_IF) : at]
            called = _CALLED.search(head) or _TREATED.search(head)
            if called:
                body = folded[at + len(word) : min(end, at + _MOST)]
                yield _names(called["word"], called["noun"], body)
    head = folded[start : min(end, start + _ARE_HEAD)]
    are = _ARE.search(head) if _ARE_THOSE.search(head) else None
    if are:
        yield Named((_one(are["term"]),), (), folded[start + are.end() : min(end, start + _MOST)])
    if folded.find("的", start, end) > 0 and (han := _HAN.search(folded, start, end)):
        yield Named((han["term"],), (), han["body"])
    if _NUMBER_IN_BRACKETS.search(folded, start, end):
        for aside in _IN_BRACKETS.finditer(folded, start, end):
            yield Named((_one(aside["term"]),), (), aside["body"])


def _names(word: str, noun: str, body: str) -> Named:
    """What somebody of a class is called, and somebody who is not: a company that is (not) large."""
    links = ("is", "that is", "which is", "counts as", "that counts as")
    others = (f"{noun} {link} not {word}" for link in links[:3])
    return Named((f"{word} {noun}", *(f"{noun} {link} {word}" for link in links)), (*others,), body)


def _one(term: str) -> str:
    """The singular of a name."""
    for many, one in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if term.endswith(many) and not term.endswith("ss"):
            return term.removesuffix(many) + one
    return term.removesuffix("es") if term.endswith("sses") else term


def many(term: str) -> str:
    """The plural of a name, as of "licensee of significant scale", "eligible entity", "big business".

    Parameters:
        term: in the singular.
    """
    if " of " in term:
        return term.replace(" of ", "s of ", 1)
    if term.endswith("y") and not term.endswith(("ay", "ey", "oy")):
        return f"{term[:-1]}ies"
    return f"{term}es" if term.endswith(("ss", "x", "ch", "sh")) else f"{term}s"
