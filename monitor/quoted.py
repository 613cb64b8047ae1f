"""Words that a clause fixes: phrases to show and the beginning of a name. Pure.

Both readers take folded text and a way to see the original words of a stretch of it (see `monitor.values`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Value

Values: TypeAlias = "dict[str, Value]"
Original: TypeAlias = Callable[[int, int], str]

_QUOTED = expression(r'"([^"]{2,240})"')
_SHOWN_TITLE = expression(
    r"(?:display|show|include|state|mark|label|words|phrase|line|name|appear|afficher|mention|显示|展示|标注|标明|注明)"
)
_SHOWN = expression(
    r"(?:prominent|clear|conspicuous|visib)(?:ly|le) "
    r"(?:display|show|stat|indicat|mark|featur|includ|plac|mention)(?:s|e|es|ed|ing)? "
    r'(?:the )?(?:\w{1,12} ){0,3}"([^"]{2,80})"'
    r"|(?:display|show|stat|indicat|featur|includ|plac|mention)(?:s|e|es|ed|ing)? (?:the )?(?:\w{1,12} ){0,1}"
    r'"([^"]{2,80})" (?:prominently|clearly|conspicuously|visibly)'
)
_UNFIXED = expression(r"\bnames?\b|\blogo|\bcredit|attribut|acknowledg|名称|标识|来源|署名")
_STOPPED = expression(
    r"(?:(?!(?:is|are|was|were|uses|includes|contains)\b)[^\s.]{1,30} ){1,5}[\w.-]{0,30}\w\."
)
"""A few words without a verb, and the full stop of the sentence that quotes them, as Americans set it."""
_OPENED = expression(
    r"\((?:(?:the|an?|each|any|our|your|its|this|these|such|collectively|together|hereinafter|also"
    r'|以下简称|下称|简称)[, ]*){0,3}(?:"[^"]{1,60}",? (?:or|and) ?)?$'
)
_CLOSED = expression(r'(?:,? ?(?:or|and) "[^"]{1,60}")?\)')
_TOLD = expression(
    r"\b(?:the (?:words|line|phrase|legend|credit|sentence|label|text|statement|attribution):?"
    r"|display|show|state|read|see|print|bear|put) "
    r"(?!the )([a-z][^.,;\"]{4,80})"
)
_EMPHASISED = expression(r"(\*\*|__|[`*_])(?=[^\s`*_])([^`*_]{2,80})(?<=[^\s`*_])\1(?![a-zA-Z0-9])")
_CAPITALS = expression(r"[A-Z][a-z]{2,10}(?: (?:by|with|on|using))?(?:\s+[A-Z0-9][\w.-]{0,30}){1,5}")


def phrases(folded: str, original: Original) -> Iterator[Values]:
    """Quoted phrases behind a verb of showing; `*` when none is fixed, and none only defined.

    Parameters:
        folded: the folded clause.
        original: gives the words as they stand.
    """
    found = tuple(quoted(folded, original)) or tuple(marked(folded, original))
    if not found and (_UNFIXED.search(folded) or not _QUOTED.search(folded)):
        found = ({"phrase": "*"},)
    yield from found


def quoted(folded: str, original: Original) -> Iterator[Values]:
    """Quoted phrases behind a verb of showing, and nothing where there are none.

    Parameters:
        folded: the folded clause.
        original: gives the words as they stand.
    """
    verb = _SHOWN_TITLE.search(folded)
    found = [match for match in _QUOTED.finditer(folded) if not _is_definition(folded, match)]
    start = max(0, verb.start() - 60) if verb else 0
    found = [match for match in found if match.start() >= start] or found
    for match in found or _QUOTED_ONCE.finditer(folded, start):
        words = " ".join(original(match.start(1), match.end(1)).split())
        stopped = not folded[match.end() :].strip() and _STOPPED.fullmatch(words)
        yield {"phrase": words[:-1] if stopped else words}


def shown(folded: str, original: Original) -> Iterator[Values]:
    """The quoted phrases right behind a verb of showing, in a clause that quotes other words too.

    Parameters:
        folded: the folded clause.
        original: gives the words as they stand.
    """
    for match in _SHOWN.finditer(folded):
        yield {"phrase": " ".join(original(*match.span(match.lastindex or 1)).split())}


def marked(folded: str, original: Original) -> Iterator[Values]:
    """A phrase without quotes: in bold, or as far as capitals reach, "the words Powered by Aurora".

    Parameters:
        folded: the folded clause.
        original: gives the words as they stand.
    """
    bold = [" ".join(words.split()) for _, words in _EMPHASISED.findall(original(0, len(folded)))]
    for words in bold:
        yield {"phrase": words}
    for match in () if bold else _TOLD.finditer(folded):
        capitals = _CAPITALS.match(original(*match.span(1)))
        if capitals:
            yield {"phrase": " ".join(capitals.group().split())}


def _is_definition(folded: str, match: re.Match[str]) -> bool:
    """Whether a quoted word is only defined here: ("Software") or "Software" means."""
    before, after = folded[: match.start()].rstrip(), folded[match.end() :].lstrip()
    if match.group(1).endswith("?") or before.endswith(
        (" menu", " screen", " section", " file", " page", " an", " named", " called")
    ):
        return True  # the name of the place where something stands
    if after.startswith(("页面", "栏", "菜单", "page", "menu", "screen", "section")):
        return True
    if _OPENED.search(before) and _CLOSED.match(after):
        return True
    return after.startswith(("means", "shall mean", "must include", "may include", "是指", "指"))


def prefix(folded: str, original: Original) -> Iterator[Values]:
    """The word a derived model's name must carry.

    Parameters:
        folded: the folded clause.
        original: gives the words as they stand.
    """
    names = [match.start() for match in _NAME.finditer(folded)]
    found = [
        match
        for match in _QUOTED.finditer(folded)
        if (not _is_definition(folded, match) and not folded[: match.start()].endswith(_INSTANCE))
        or folded[: match.start()].endswith(("be called ", "is called ", "named "))
    ]
    found = found or list(_QUOTED_ONCE.finditer(folded)) or list(_begun_with(folded, original))
    if names and found:
        nearest = min(found, key=lambda match: min(abs(match.start() - name) for name in names))
        yield {"prefix": _before_blank(" ".join(original(*nearest.span(nearest.lastindex or 1)).split()))}


def _begun_with(folded: str, original: Original) -> Iterator[re.Match[str]]:
    """The capitalised words that a name has to begin with, where they are not in quotes."""
    for match in _BEGUN_WITH.finditer(folded):
        word = original(*match.span(match.lastindex or 1))
        if word[:1].isupper():
            yield match


def _before_blank(words: str) -> str:
    """The fixed part of a form to fill in: "Aurora-<your name>" begins with "Aurora"."""
    fixed = re.split(r"[<\[{*]|\.\.\.|…", words, maxsplit=1)[0]
    return fixed.strip(" -_/.") if fixed != words and fixed.strip(" -_/.") else words


_INSTANCE = (" as in ", " such as ", "for example ", "for example, ", "for instance ", "e.g. ", "e.g., ")
_QUOTED_ONCE = expression(r"(?<![a-z])'([^']{2,80})'(?![a-z])")
_BEGUN_WITH = expression(
    r"(?:begin|start|open|commenc|prefix)\w{0,4} (?:its |the |their )?(?:names? )?with (?:the )?"
    r"(?:word |name |prefix |term )?([a-z][\w-]{1,30})"
    r"|(?:includ|contain|carr|bear)\w{0,3} the (?:word|name|prefix|term) ([a-z][\w-]{1,30})"
    r"(?= (?:at|in|to) the (?:front|head|beg|start)|[.;,]|$)"
    r"|(?:includ|contain|carr|bear|have|keep|retain|mention)\w{0,3} (?:the (?:word|name|prefix|term) )?"
    r"([a-z][\w-]{1,30}) (?:at|in) (?:the|its|their) (?:[a-z]{1,12} ){0,3}names?\b"
    r"|first (?:word|part|element) (?:is|shall be|must be|has to be) ([a-z][\w-]{1,30})"
    r"|(?:called|named) ([a-z]\w{1,20})-(?:something|xxx?\b|your|name|\W)"
)
_NAME = expression(
    r"\bname[sd]?\b|\bnaming\b|\bprefix|\bcalled\b|\bcall (?=[\w-]{1,16} )|\btitled?s?\b"
    r"|\bdesignations?\b|命名|名称|冠以|之名|名字"
)
