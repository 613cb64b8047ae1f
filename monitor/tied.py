"""Bans and needed licences that hold from a size on only: conditions, and not bans. Pure.

"An organisation is large if ... . Large organisations may use it for evaluation only. Anything else needs
a licence" withholds nothing from the small ones. A finding that withholds commercial use is looked at in its
sentence with what it hangs on and what its terms mean: where every clause of it that limits is about
somebody of a size, or holds on the condition of one, it is a condition and a threshold. A size that only
narrows a ban ("in particular companies with ...", "no more than ten users") ties nothing. Beside a grant for
commerce in so many words, what is barred of one kind of it is a condition as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from monitor.definitions import not_one, small, used
from monitor.expressions import expression
from monitor.kinds import hands_on, is_commerce_as_such, is_for_others, is_of_copies, is_on_condition
from monitor.records.frozen import replace
from monitor.reservations import clauses
from monitor.rules import EXPLAINED, Scope
from monitor.terms import CONDITION, GRANTED, NEEDS, NONCOMMERCIAL, WITHHELD
from monitor.typed import TYPE_CHECKING, NamedTuple
from monitor.values import sizes, triggers
from monitor.windows import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitor.records import Finding
    from monitor.windows import Prepared, Window

_BLOCKS = frozenset({NEEDS, NONCOMMERCIAL, WITHHELD})
_LIMITS = expression(
    r"\b(?:not|only|solely|exclusively|never|no|cannot|without|until|before|requires?|required|needs?"
    r"|must|shall"
    r"|ha(?:s|ve) to|prohibited|forbidden|(?:limited|restricted) to|excluded|excludes?|subject to)\b|n't\b"
    r"|不得|禁止|不能|不可|须|应当|需|仅|只|未经"
)
_CONDITION = expression(
    r"\b(?:if|when|whenever|where|once|as soon as|for|by|whose|above|beyond|unless|except)\b|如|若|当"
)
# What a clause has that limits the use, and not only a time or a notice.
_OF_USE = expression(
    r"commerc|licen|\bus(?:e|es|ed|ing)\b|product|purpose|evaluat|research|permi|consent|agreement|contract"
    r"|authori|\brights?\b|deploy|profit|business|商|授权|许可|使用|用于|用途|许可|同意"
)
_NARROWS = expression(
    r"\b(?:in particular|especially|including|even|also|notably|such as|namely|regardless|irrespective"
    r"|whatever)\b|包括|尤其|无论|不论"
)
_ALL = expression(
    r"\W{0,4}(?:(?:all|any|every|each|everybody|everyone|anyone|nobody|no one)\b(?! (?:else|other|such"
    r"|larger"
    r"|bigger|of (?:them|these|those)))|(?:任何|所有))"
)
_BACK = expression(
    r"\W{0,4}(?:[a-z0-9.()]{1,5} )?(?:and |or |but |so )?(?:then|which|who|with|without|unless|until|at"
    r"|for (?:an?|the|no|up)"
    r"|they|them|it|its|their|such|those|these|this"
    r"|that|any(?:thing|one|body)? (?:else|other)|every(?:thing|one|body) else|all (?:the )?others?|others?"
    r"|above|beyond|after|no\b|yes\b|only|not|must|may|shall|can|cannot|will|need|needs|is|are|in (?:that"
    r"|this"
    r"|such|which)|larger|bigger|whoever|otherwise|for (?:them|these|those|such)|we|you)\b"
    r"|\W{0,3}(?:如果?|若)?(?:其|该|此|则|但|否则|超过|超出|其他|应|须|需|不|禁|只|仅|未)"
)
_ELSE = expression(
    r"\b(?:else|others?|otherwise|larger|bigger|above|beyond|over|after|exceeds?|more)\b|其他|超过|超出|否则"
)
_LIST_OF_CONDITIONS = expression(
    r"\b(?:if|when|where|once|unless|except|either|any|one|all|both|following)\b"
    r"[^.;]{0,50}:?\Z"
)
_NUMBER = expression(r"[0-9]|illion|hundred|thousand|[百千万亿]")
# A condition at the head of a sentence governs what it says to its end.
_LEADS = expression(
    r"\W{0,4}(?:[a-z0-9.()]{1,5} )?(?:if|when|whenever|where|once|as soon as|for|in case|should)\b"
    r"|\W{0,3}(?:如|若|当)"
)
_REACH = 60
_BEHIND = 25
# "If you exceed such limitations": sizes that stand elsewhere.
_EXCEEDS = expression(
    r"\b(?:exceed|surpass|outgrow|go(?:es)? (?:over|beyond|above))\w{0,3} (?:any of )?(?:such|these|those"
    r"|this|the|said) "
    r"(?:\w{1,12} ){0,2}(?:limit(?:ation)?s?|thresholds?|caps?|quotas?|figures?|sizes?)\b"
)
_MOST_ITEMS = 8


def tied(hits: Sequence[Finding], text: Prepared) -> Iterator[Finding]:
    """The findings, with those that withhold from a size on only as conditions with their thresholds.

    Parameters:
        hits: what rules found.
        text: prepared.
    """
    starts = [unit.start for unit in text.units]
    places = [bisect_right(starts, hit.start) - 1 for hit in hits]
    sizes_told: dict[int, set[object]] = {}
    for hit, index in zip(hits, places, strict=True):
        if hit.field == "thresholds":
            sizes_told.setdefault(index, set()).add(hit.values.get("consequence"))
    known = _Known(
        text,
        any(each.values.get("use") == "commercial" or _grants_commerce(each) for each in hits),
        any(each.values.get("says") == GRANTED for each in hits),
        any(each.values.get("use") == "open" for each in hits),
        any(each.values.get("use") == "internal" for each in hits),
        sizes_told,
        frozenset(at for hit, at in zip(hits, places, strict=True) if hit.values.get("use") == "below"),
        cache(lambda: _asks_the_rest(text)),
    )
    for hit, index in zip(hits, places, strict=True):
        yield from _read(hit, index, known)


class _Known(NamedTuple):
    """What all findings of a text say together.

    Parameters:
        text: prepared.
        commerce: whether commercial use is granted in so many words.
        granted: whether anything is granted.
        open: whether it says that commerce is permitted.
        internal: whether a business may use it within its own house.
        below: the numbers of the sentences that let the small ones use it.
        sizes: what follows above the sizes of a sentence, by its number.
        asks: whether the text names a licence for whoever falls under no grant.
    """

    text: Prepared
    commerce: bool
    granted: bool
    open: bool
    internal: bool
    sizes: Mapping[int, set[object]]
    below: frozenset[int]
    asks: Callable[[], bool]


def _read(hit: Finding, index: int, known: _Known) -> Iterator[Finding]:
    """A finding, or what it is in the light of its sentence and those around it."""
    text, says = known.text, hit.values.get("says")
    if hit.field == "hosting":
        yield from _of_hosting(hit, text, index)
    elif hit.field in _ASKED_FOR and _is_denied(text, index):
        yield replace(hit, field=EXPLAINED, values={})
    elif hit.values.get("consequence") == "loss-of-rights" and (_asks_next(text, index) or known.asks()):
        yield replace(hit, values={**hit.values, "consequence": "separate-licence"})
    elif says not in _BLOCKS or hit.end > text.units[index].end:
        yield hit
    elif _is_of_one_kind(hit, known) or _is_one_of_several(index, known):
        yield replace(hit, values={"says": CONDITION})
    elif (told := _tie(text, index, hit)) is None:
        yield hit
    else:
        yield replace(hit, values={"says": CONDITION})
        if not known.sizes.get(index, set()) - ({"loss-of-rights"} if says == NEEDS else set()):
            yield from _thresholds(hit, told)


# "May be used for commercial and non-commercial purposes": commerce itself is open.
_COMMERCE = expression(
    r"\bcommercial(?:ly)?(?: purposes?| use)?,? (?:and|or|as well as) non-?commercial"
    r"|non-?commercial(?:ly)?"
    r"(?: purposes?| use)?,? (?:and|or|as well as) (?:for )?commercial|\b(?:personal|private|internal"
    r"|academic|research)"
    r"(?:,| and| or)[^.;]{0,40}(?<!non-)(?<!non )\bcommercial (?:purposes?|use)",
    re.IGNORECASE,
)


def _grants_commerce(hit: Finding) -> bool:
    """Whether a finding grants commercial use beside other use in so many words."""
    return hit.values.get("says") == GRANTED and _COMMERCE.search(" ".join(hit.quote.split())) is not None


_LARGER = expression(r"\W{0,4}(?:all |any |every )?(?:larger|bigger)\b")


def _is_of_one_kind(hit: Finding, known: _Known) -> bool:
    """Whether a finding limits one kind of commerce, beside a grant that leaves the rest of it open."""
    words, says = known.text.words(hit), hit.values["says"]
    if known.below and says == NEEDS and _LARGER.match(words):
        return True
    if says == NONCOMMERCIAL:
        return known.internal and hands_on(words)
    return (
        (known.commerce and is_on_condition(words))
        or (known.granted and says == WITHHELD and is_of_copies(words))
        or (known.open and says == NEEDS and not is_commerce_as_such(words))
        or ((known.open or known.internal) and is_for_others(words))
    )


_OR = expression(r"\bor\W{0,6}\Z|(?:或者?)\W{0,4}\Z")


def _is_one_of_several(index: int, known: _Known) -> bool:
    """Whether a sentence is one line of a list of those who may use it, and another one is for small ones."""
    units, text = known.text.units, known.text
    for other in known.below:
        apart = abs(other - index)
        if 0 < apart < _MOST_ITEMS and units[other].stems and units[other].stems == units[index].stems:
            return all(_OR.search(text.of(at)) for at in range(min(other, index), max(other, index)))
    return False


_ASKED_FOR = frozenset({"revenue_share", "registration_required", "display_attribution", "flow_down"})
_NO = expression(
    r"\W{0,4}(?:a(?:nswer)?[.:] )?(?:no|never|none|nothing|nope"
    r"|perhaps|maybe|not (?:at all|yet|now|here)|neither)\b(?! (?:longer|later"
    r"|more|less|matter))"
    r"(?![^.]{0,160}\b(?:but|except|unless|only|if|however)\b)|\W{0,4}(?:不|否|无需)"
)


def _is_denied(text: Prepared, index: int) -> bool:
    """Whether a sentence asks for a duty, and the next one says that there is none."""
    after = index + 1
    asks = text.of(index).rstrip(" *_\"').").endswith(("?", "？"))
    return asks and after < len(text.units) and _NO.match(text.of(after)) is not None


def _thresholds(hit: Finding, words: str) -> Iterator[Finding]:
    """What follows above the sizes that a finding is tied to."""
    consequence = "separate-licence" if hit.values["says"] == NEEDS else "loss-of-rights"
    for values in sizes(words, lambda start, end: words[start:end]):
        yield replace(hit, field="thresholds", values={**values, "consequence": consequence})


# "Above it the rights end. You must request a licence": what the next sentence asks for.
_ASKS = expression(
    r"\W{0,4}(?:in (?:that|this|such|which) case,? |then,? )?(?:you|it|they|licensees?"
    r"|(?:any|every)(?:one|body) else|(?:all |any )?others?"
    r"|(?:larger|bigger|other) \w{3,14}|(?:all|any|every) other \w{3,14}|such \w{3,14}"
    r"|the \w{3,20}|customers?)"
    r" (?:must|shall|may|can|need to|needs to|have to|has to|will need to"
    r"|should) (?:\w{1,12} ){0,3}?(?:request|obtain|apply|ask(?:ed)?"
    r"|acquire|purchase|negotiate|enter into|seek|contact)\b[^.;]{0,80}\b(?:licen[sc]e|agreement"
    r"|permission|authori[sz]ation)"
    r"|(?:您|你|其)?(?:须|应当?|必须|可|需要?)[^。;]{0,12}(?:申请|取得|获得|另行)[^。;]{0,12}(?:许可|授权)"
)


def _asks_next(text: Prepared, index: int) -> bool:
    """Whether the sentence after one of a size asks for the licence that is needed above it."""
    after = index + 1
    return (
        after < len(text.units)
        and text.units[after].heading == text.units[index].heading
        and bool(_ASKS.match(text.of(after)))
    )


# "You may not host it for others. For such use a separate licence is required": a way to have it.
_SUCH = expression(
    r"\b(?:such|doing so|do so|(?:this|that|these|those) (?:uses?|rights?|purposes?|activit(?:y|ies)"
    r"|services?|cases?|kinds?)|host(?:s|ed|ing)?|services?|apis?|maas|saas)\b|此类|该等|上述|前述|服务"
)
_TO_BE_HAD = expression(
    r"\b(?:contact|write to|reach out|get in touch|e-?mail|apply|request|obtain|enter into|negotiate"
    r"|purchase)\b[^.;]{0,90}\b(?:licen[sc]e|agreement|consent|permission|approval|authori[sz]ation|us\b"
    r"|licensor)"
    r"|\b(?:licen[sc]es?|agreements?|consent|permission|approval|authori[sz]ation)\b[^.;]{0,60}"
    r"\b(?:required|needed|necessary|available|offered|requested|obtained|purchased)\b"
    r"|(?:联系|申请|取得|获得|签订|签署)[^。;]{0,24}(?:授权|许可|协议|我方|许可方|我们)"
)
_NOT_TO_BE_HAD = expression(
    r"\b(?:not|no|never|cannot)\b[^.;]{0,40}\b(?:available|offered|granted|given|licen[sc]e|permission)"
    r"|不(?:提供|授予|予)"
)


def _of_hosting(hit: Finding, text: Prepared, index: int) -> Iterator[Finding]:
    """A finding of hosting, or what it is in the light of the next sentence."""
    if hit.values.get("says") == "expressly-allowed" and _is_denied(text, index):
        yield replace(hit, field=EXPLAINED, values={})
    elif _has_a_path(hit, text, index):
        yield replace(hit, values={"says": "restricted"})
    else:
        yield hit


def _has_a_path(hit: Finding, text: Prepared, index: int) -> bool:
    """Whether hosting is barred, and the next sentence says how leave for it is to be had."""
    after = index + 1
    if hit.values.get("says") != "prohibited" or after >= len(text.units):
        return False
    if text.units[after].heading != text.units[index].heading:
        return False
    said = text.of(after)
    return bool(_TO_BE_HAD.search(said) and _SUCH.search(said) and not _NOT_TO_BE_HAD.search(said))


# "You must buy a licence if you are not eligible", "for all other cases a licence may be purchased".
_FOR_THE_REST = expression(
    r"\b(?:not|outside|beyond|(?:all|any|every) other|otherwise|no longer)\b[^.;]{0,60}\b(?:eligib|compl"
    r"|within|covered"
    r"|meet|qualif|scenario|case|terms|limits|conditions|requirements|use|permitted|allowed)"
)
_PURCHASE = expression(
    r"\b(?:must|required to|needs? to|ha(?:s|ve) to|shall|may|can)\b[^.;]{0,30}\b(?:obtain|purchase"
    r"|acquire|buy|request"
    r"|order)\b[^.;]{0,80}\blicen[sc]es?\b"
    r"|\blicen[sc]es?\b[^.;]{0,60}\b(?:may|must|can|ha(?:s|ve) to) be (?:obtained|purchased|acquired"
    r"|bought|requested"
    r"|ordered|had)\b"
)


def _asks_the_rest(text: Prepared) -> bool:
    """Whether some sentence names the licence for whoever does not fall under this one."""
    said = (text.of(index) for index in range(len(text.units)))
    licences = (words for words in said if "licen" in words)
    return any(_FOR_THE_REST.search(words) and _PURCHASE.search(words) for words in licences)


def _tie(text: Prepared, index: int, hit: Finding) -> str | None:
    """The words with the sizes that a sentence's limits are tied to; None where one holds for everybody."""
    window = sentence(text, index, Scope.SENTENCE)
    marks = (*_marks(text, index, window),)
    if any(mark.large for mark in marks if mark.at >= window.own) or any(
        mark.at < window.own for mark in marks
    ):
        place = text.slice((hit.start, hit.end))
        within = window.own - text.places[index][0]
        return window.text if _holds(window, marks, (place[0] + within, place[1] + within)) else None
    return _items(text, index, window)


class _Mark(NamedTuple):
    """Where a sentence speaks of somebody of a size, and whether of the large ones."""

    at: int
    large: bool


def _marks(text: Prepared, index: int, window: Window) -> Iterator[_Mark]:
    """Where a window speaks of sizes: by numbers, and by terms that are defined by one."""
    note = window.text[window.ends :]
    for start, end in ((0, window.own), (window.own, window.ends)):
        said = window.text[start:end]
        for limits in _EXCEEDS.finditer(said):
            yield _Mark(start + limits.start(), large=True)
        if _NUMBER.search(said):
            for number, _ in triggers(said + note):
                if number.start >= len(said):
                    break
                few, rest = small(said[max(0, number.start - _REACH) : number.end + _BEHIND])
                yield _Mark(start + number.start, large=few == not_one(rest))
        for known, at, other in used(said, text.places[index], text.defined):
            if known.gloss.startswith(("more than", "at least", "less than")):
                yield _Mark(start + at, large=known.gloss.startswith("less than") == other)


def _holds(window: Window, marks: Sequence[_Mark], found: tuple[int, int]) -> bool:
    """Whether each clause that limits, of the part that was found, is about somebody of a size."""
    own, start, bound = window.text[window.own : window.ends], window.own, False
    above = [mark for mark in marks if mark.at < window.own]
    if above and not _ALL.match(own):
        turned = bool(_ELSE.search(own[:_REACH]))
        listed = window.text[: window.own].rstrip().endswith((":", "："))
        bound = any(mark.large or turned for mark in above) and (listed or bool(_BACK.match(own)))
    told, leads = False, bool(_LEADS.match(own))
    for clause in _clauses(own):
        first, start = start, start + len(clause)
        within = [mark.at - first for mark in marks if mark.large and first <= mark.at < start]
        apart = start <= found[0] or first >= found[1]
        if apart or not (_LIMITS.search(clause) and _OF_USE.search(clause)):
            bound = bound or bool(within)
        else:
            about = any(_is_about(clause, at) for at in within)
            bound = told = about or (bound and not within and (leads or _goes_on(clause)))
            if not bound:
                return False
    return told


_HAN_ALL = expression(r"任何|所有|一律|均不|均须|各|全部|本(?:模型|软件|协议|许可)")


def _goes_on(clause: str) -> bool:
    """Whether a clause speaks of whoever the one before does: in Chinese each does that names no others."""
    return bool(_BACK.match(clause)) or not (clause.isascii() or _HAN_ALL.search(clause))


_HAN_BORDER = expression(r"(?<=[,;\"])(?=[\u4e00-\u9fff])")


def _clauses(words: str) -> Iterator[str]:
    """The clauses of a sentence, in Chinese also at each comma and quotation mark."""
    for clause in clauses(words):
        yield from (clause,) if clause.isascii() else _HAN_BORDER.split(clause)


def _is_about(clause: str, at: int) -> bool:
    """Whether a clause limits whoever it speaks of at a place, or holds on that condition."""
    if _NARROWS.search(clause, max(0, at - _REACH), at):
        return False
    limit = _LIMITS.search(clause, at)
    return bool(limit or _CONDITION.search(clause, max(0, at - _REACH), at))


def _items(text: Prepared, index: int, window: Window) -> str | None:
    """The items of a list of conditions that a sentence breaks off before, where they are sizes."""
    if not _LIST_OF_CONDITIONS.search(window.text, max(window.own, window.ends - _REACH), window.ends):
        return None
    unit = text.units[index]
    for at in range(index + 1, min(index + 1 + _MOST_ITEMS, len(text.units))):
        if (unit.start, unit.end) not in text.units[at].stems:
            break
        item = sentence(text, at, Scope.SENTENCE)
        if any(mark.at >= item.own for mark in _marks(text, at, item)):
            return item.text
    return None
