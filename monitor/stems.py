"""Lists: how deep an item stands by its marker, and what introduces items. Pure."""

from __future__ import annotations

import re

from monitor.expressions import expression
from monitor.typed import NamedTuple

NUMBERED, LETTER = 10, 20
"""How deep an item stands that a number marks, and one that a letter marks."""
_ROMAN, _OTHER, _CIRCLED = 30, 40, 41
_DEPTHS = (
    (
        expression(
            r"[0-9]{1,3}[.)、．]?$|[一二三四五六七八九十]{1,3}[、．.]$|[0-9]+\.[0-9.]*$"
            r"|[A-Z]\.[0-9]{1,2}[.):]?$"
        ),
        NUMBERED,
    ),
    (expression(r"\(?[ivx]{2,6}[.)]$|\([ivx]\)$"), _ROMAN),
    (expression(r"\(?[a-zA-Z0-9]{1,2}[.)]|[（(]"), LETTER),
    (expression(r"[①-⑳]"), _CIRCLED),
)
_DEEPER = 40
_SPACES = 8
_MARKS = expression(r"[0-9a-zA-Z①-⑳]+")
_NUMBER = expression(r"[0-9]+(?=\D*$)")


def depth(marker: str, indent: int) -> int:
    """How deep an item stands, by the kind of its marker and by its indent; 3.1.2 is below 3.1.

    Parameters:
        marker: without white space.
        indent: spaces before it.
    """
    kind = next((each for pattern, each in _DEPTHS if pattern.match(marker)), _OTHER)
    below = min(marker.rstrip(".").count("."), 5) if kind == NUMBERED else 0
    return kind + below + min(indent // _SPACES, 3) * _DEEPER


def are_siblings(one: str | None, then: str | None) -> bool:
    """Whether two markers, one right behind the other, are of one list: of a kind, and the numbers in a row.

    Parameters:
        one: a marker.
        then: the marker of the next block.
    """
    if one is None or then is None or _MARKS.sub("", one) != _MARKS.sub("", then):
        return False
    first, second = _NUMBER.search(one), _NUMBER.search(then)
    return first is second or bool(first and second and int(second.group()) == int(first.group()) + 1)


_WHO = r"(?:what )?(?:you|licen[sc]ees?|users?|anyone|everyone|developers)"
_MAY = (
    rf"{_WHO} (?:can|may)(?: do| use it for)?|(?:you are )?(?:allowed|permitted)(?: to)?"
    r"|(?:granted )?permissions?(?: granted)?|you(?: a|')re (?:free|allowed|welcome) to|允许|可以|您可以"
)
_MAY_NOT = (
    rf"{_WHO} (?:can['’]?t|can ?not|(?:may|must|shall|should) not|are not allowed to)(?: do)?"
    r"|(?:this is )?(?:not|never) (?:allowed|permitted|ok(?:ay)?)|forbidden|prohibited|disallowed"
    r"|禁止|不允许|不可以"
)
_ASKS = (
    r"(?:not (?:allowed|permitted) without|(?:what )?(?:requires?|needs?)) (?:an? |our |my |prior )?"
    r"(?:(?:commercial|separate|written|explicit|express|paid|prior|special) ){0,2}"
    r"(?:licen[sc]e|permission|approval|consent|authori[sz]ation|agreement)"
)
_NUMBERED = r"[^\w]{0,8}(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}[.)]? )?"
_ANSWERS = tuple(
    (expression(rf"{_NUMBERED}(?:{titles})\W{{0,6}}\Z", re.IGNORECASE), says)
    for titles, says in (
        (_MAY, "you may:"),
        (_MAY_NOT, "you may not:"),
        (_ASKS, "you may not, without our written permission:"),
    )
)
_LONGEST_TITLE = 70


def answered(title: str) -> str:
    """What a title that only tells whether items may be done says of them; empty for others.

    Parameters:
        title: of a list ("You can't").
    """
    if len(title) > _LONGEST_TITLE:
        return ""
    return next((says for titles, says in _ANSWERS if titles.match(title)), "")


class Stem(NamedTuple):
    """What introduces items: how deep it stands, whether a letter marks it, how deep its first item is.

    `indent` is that of its line. Where its items are marked as it is itself and begin with 1 again, `awaited`
    is the number that the next of them has.
    """

    level: int
    lettered: bool
    first: int
    span: tuple[int, int]
    indent: int
    awaited: int

    def holds(self, level: int, lettered: bool, number: int) -> bool:  # noqa: FBT001 - a fact of a marker
        """Whether an item stands below it: deeper, or as deep and marked the other way, as (a) below (1)."""
        below = self.level < level or (self.level == level > 0 and self.lettered != lettered)
        # Numbers below a circled one.
        below = below or (self.level % _DEEPER == 1 != level % _DEEPER and level > 0)
        return (below or self.expects(level, number)) and level >= self.first

    def awaiting(self, level: int | None, number: int) -> Stem:
        """The same behind an item: it awaits the one after it where that was the next of its own."""
        return self._replace(awaited=self.awaited + 1) if self.expects(level, number) else self

    def expects(self, level: int | None, number: int) -> bool:
        """Whether an item marked as itself is the next of its own."""
        return level == self.level > 0 and number == self.awaited > 0
