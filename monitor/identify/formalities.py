"""Words of a text that are no terms: titles, copyright statements, names in blanks, list numbers.

Each is recognised by what it says, never by the line it stands on, and never when it holds a word that
may grant, forbid or oblige.
"""

from __future__ import annotations

from monitor.expressions import expression
from monitor.references import TITLE_WORDS
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.identify.wording import Wording

_STATEMENT_WORDS = 32
_NAME_WORDS = 12
_STRANGERS = 1
"""How many words in lower case a statement may hold that nothing else explains ("2010 antirez")."""
_URL_LENGTH = 200
_JOINT_LENGTH = 3

_LIST_NUMBER = expression(r"[0-9]{1,2}|[a-z]|[ivx]{1,5}")
_JOINT = expression(r"[@./:_~+-]{1,3}")

_OPENING = frozenset({"all", "c", "copyright"})
# "copyright notice", "copyright holders" and the like speak of a copyright and state none.
_NO_HOLDER = frozenset(
    (word,) for word in ("notice", "notices", "law", "laws", "license", "licenses", "owner", "owners")
)
_JOINING = """
    and by the of for to from at in et al as all rights reserved present its their contributors
    contributor authors author affiliates subsidiaries others members project projects team developers
    copyright c year yyyy owner owners holder holders name names fullname organization organisation
    licensor insert your here de da di del der den des du la le van von zu und y e i
"""
_BINDING = """
    may must shall should can cannot will would not no nor non only unless except without provided if
    when any every each use used uses user users using usage commercial commercially noncommercial
    revenue revenues income profit profits fee fees pay pays paid payable payment royalty royalties
    charge prohibited prohibit prohibits forbidden forbid permitted permit permits permission allowed
    allow disallowed restricted restrict restriction restrictions require requires required requirement
    grant granted grants subject condition conditions license licensed licenses licence licenced
    licences sell sold resale host hosted hosting deploy deployed redistribute redistributed
    redistribution distribute distributed modify modified modification share agree agrees agreement
    consent approval prior written notify above exceeding exceed more than less million billion monthly
    annual percent research academic educational evaluation personal internal private military purpose
    purposes terms term limit train training trained is are be nicht kein keine keinen nur ohne
    kommerziell kommerzielle kommerziellen gewerblich verboten untersagt ne pas sans interdit interdite
    commerciale commerciales solo solamente sin uso comercial comerciales prohibido prohibida vietato
    senza 不 禁 止 勿 非 须 需 得 商 费 许 授 可 用 限 仅
"""
_CONNECTIVES = frozenset(_JOINING.split())
_OPERATIVE = frozenset(_BINDING.split())


def may_be_formal(text: Wording, start: int, title: frozenset[str]) -> bool:
    """Whether anything that begins at a word can be formal (see `is_formal`); most words cannot.

    Parameters:
        text: the text it stands in.
        start: the word.
        title: words that the licence's own title is made of.
    """
    word = text.folded[start]
    return (
        word in title
        or word in TITLE_WORDS
        or word in _OPENING
        or text.folded[start - 1] in _OPENING  # of the first word the last one: that does no harm
        or "©" in text.joints[start]
        or text.joints[start + 1].startswith((".", ")"))
    )


def is_formal(text: Wording, start: int, end: int, title: frozenset[str]) -> bool:
    """Whether words are a list number, or a title and a copyright statement or one of both.

    Parameters:
        text: the text they stand in.
        start, end: the first word and the one behind the last.
        title: words that the licence's own title is made of.
    """
    if end - start > _STATEMENT_WORDS:
        return False
    if end - start == 1 and _is_list_number(text, start):
        return True
    at = start
    if text.boundary(start):
        at = _title_end(text, start, end, title)
        if at == end:
            return any(word in title or word == "spdx" for word in text.folded[start:end])
    return _opens_copyright(text, at) and not text.breaks_off(at + 1, end) and _names_only(text, at, end)


def is_name(text: Wording, start: int, end: int) -> bool:
    """Whether words can be the name that a licence leaves a blank for.

    Parameters:
        text: the text they stand in.
        start, end: the first word and the one behind the last.
    """
    return (
        end - start <= _NAME_WORDS and not text.breaks_off(start + 1, end) and _names_only(text, start, end)
    )


def in_url(text: Wording, index: int) -> bool:
    """Whether a word stands in a URL: no white space between it and its scheme.

    Parameters:
        text: the text it stands in.
        index: of the word.
    """
    start = text.starts[index]
    before = text.text[max(0, start - _URL_LENGTH) : start]
    return bool(before) and not before[-1].isspace() and "://" in before.split()[-1]


def _title_end(text: Wording, start: int, end: int, title: frozenset[str]) -> int:
    """Where a title ends that begins at `start`; a copyright statement right behind it begins no later."""
    at = start
    while at < end and (text.folded[at] in title or text.folded[at] in TITLE_WORDS):
        at += 1
    if at < end:
        while at > start and not _opens_copyright(text, at):
            at -= 1
    return at


def _opens_copyright(text: Wording, index: int) -> bool:
    """Whether a copyright statement, what follows its mark, or "All rights reserved" begins here."""
    return (
        text.folded[index : index + 3] == ("all", "rights", "reserved")
        or "©" in text.between(index)
        or _is_mark(text, index)
        or (index > 0 and _is_mark(text, index - 1))
    )


def _is_mark(text: Wording, index: int) -> bool:
    """Whether a word is "(c)", or the "Copyright" of a statement."""
    word = text.folded[index]
    if word == "c":
        return text.between(index).endswith("(") and text.between(index + 1).startswith(")")
    return word == "copyright" and text.folded[index + 1 : index + 2] not in _NO_HOLDER


def _is_list_number(text: Wording, index: int) -> bool:
    """Whether a word is the number of a list item: "1." or "(a)" where a sentence or line begins."""
    return (
        bool(_LIST_NUMBER.fullmatch(text.folded[index]))
        and text.between(index + 1).startswith((".", ")"))
        and text.boundary(index) > 0
    )


def _names_only(text: Wording, start: int, end: int) -> bool:
    """Whether words can be years, names, addresses and what joins them, and grant or forbid nothing."""
    strangers = 0
    for index in range(start, end):
        word = text.folded[index]
        if word in _OPERATIVE:
            return False
        lower = text.tokens[index][:1].islower()
        if lower and word not in _CONNECTIVES and not _in_address(text, index):
            strangers += 1
    return strangers <= _STRANGERS


def _in_address(text: Wording, index: int) -> bool:
    """Whether a word is part of an e-mail address, a URL or a compound."""
    joints = (text.between(index), text.between(index + 1))
    return any(len(joint) <= _JOINT_LENGTH and bool(_JOINT.fullmatch(joint)) for joint in joints)
