"""Defined terms: what a sentence means by a word that the text itself defines elsewhere. Pure.

"You may use the Model for the Permitted Purpose" is harmless until "Permitted Purpose" means academic
research. Rules see the sentence with a gloss behind it that says, in words rules know, what the term is.
"""

from __future__ import annotations

from functools import lru_cache

from monitor.classes import Named, many, named
from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING, NamedTuple, TypeAlias
from monitor.values import MEASURED, measured, sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.records import Value

_Tier: TypeAlias = "tuple[tuple[str, ...], str, tuple[int, int]]"

_MOST_TERMS = 60
_BODY = 600
_HEAD = 120
_BEFORE = 220
# "X" means ..., "X" or "Y" shall mean ..., (the "X"), A Competing Use means ..., X是指...
_QUOTED = expression(
    r'"(?P<term>[^"]{2,60})"(?:[ ,]{0,2}(?:or|and) "[^"]{2,60}")?\)? ?(?:shall |will )?(?:means?|: |:(?=[\u4e00-\u9fff])|refers? to|describes?|designates?|is defined as|includes?|is to (?=make|offer|give|provide|run|host|operate|let|enable)|is (?:any|every|each)\b|are (?=the (?:sums?|amounts?|total|number)\b)|is an? (?:\w{1,14} ){0,2}(?:service|product|platform|application|person|entity|organi[sz]ation|company|undertaking|business|firm|group|licensee|provider|operator)\b|is (?:someone|anyone|anybody|whoever|a person|an entity) (?:who|that)|是指|指)'  # noqa: E501 - a pattern or a table row reads best in one line
)
_BARE = expression(
    r"^(?:[0-9.()]{1,7} )?(?:an? |the |any )?(?P<term>[a-z][a-z-]{2,20}(?: [a-z-]{2,20}){0,3}) (?:means|shall mean|(?<=threshold )is|describes|is any|is one (?:that|which|who)|is defined as)\b"  # noqa: E501 - a pattern or a table row reads best in one line
)
_DEFINING = (" means", " shall mean", " describes", " is any", " is one ", " is defined as", "threshold is ")
# Whoever has more than so much is a Large Operator.
_SHALL_BE_CALLED = expression(
    r" (?:(?:is|are|shall be|will be)(?: (?:considered|deemed|called|referred to as|treated as|classed as"
    r"|regarded as)(?: to be)?)?|counts? as|qualif(?:y|ies) as) (?:an? )"
    r"\"?(?P<term>[a-z-]{3,20} [a-z-]{4,20})[\".]{0,2}$"
)
_ASIDE = expression(r'\((?:the |each,? an? |collectively,? (?:the )?|an? )?"(?P<term>[^"]{2,60})"\)')

_NONCOMMERCIAL = expression(
    r"non-? ?commercial|not[- ]for[- ]profit|non-? ?profit|academic|(?:scientific|scholarly) research|personal study|非商业|学术|科研"  # noqa: E501 - a pattern or a table row reads best in one line
)
_BOTH = expression(
    r"(?:and|or|as well as|and/or) (?:for )?(?:non-? ?)?commercial (?:use|purpose)|including (?:\w{1,12} )?commercial|any purpose"  # noqa: E501 - a pattern or a table row reads best in one line
)
_COMMERCIAL = expression(
    r"(?<!non-)(?<!non)(?<!non )commercial|for a fee|revenue|profit|monetary|paid |商业|盈利|营利"
)
_SERVICE = expression(
    r"as[- ]a[- ]service|\bhost(?:ed|ing)?\b|endpoints?\b|remote access|time-?sharing|service bureau|cloud (?:provider|service|platform|marketplace)|(?:via|in|through) the cloud|\bsaas\b|resell\w{0,3} (?:access|inference)|(?:run|perform|provid|offer|sell)\w{0,4} inference|\bservices? (?:that|which) (?:mak|giv|offer|provid|expos)|application programming interface|(?:over|through|via|across) (?:a|the|any) (?:\w{1,12} ){0,2}(?:network|internet|web)\b|\bapis?\b|managed service|third[- ]part(?:y|ies)[^.;]{0,80}\bservice|模型即服务|云服务|(?:对外|第三方|他人|公众|客户)[^。;]{0,40}(?:接口|在线|网络|调用)"  # noqa: E501 - a pattern or a table row reads best in one line
    r"|(?:abilit|access|able|let|allow|enabl|permit|offer|provid|suppl|mak|giv|operat|run|serv|expos|us)(?:e|es|ing|s|y|ies)?\b[^.;]{0,80}(?:outside|others\b|third part|customers|clients|public|unrelated|unaffiliated|(?:other|not) (?:than|persons|parties|compan|organi|employ))[^.;]{0,80}(?:prompt|quer|\bcall|remote|network|internet|endpoint|online|inference|interact|subscri|on demand|pay-per)"  # noqa: E501 - a pattern or a table row reads best in one line
)
_EXAMPLES = expression(r"\b(?:including|such as|for example|whether|e\.g\.)")
_COMPETING = expression(r"compet(?:es?|ing|itive|itor)|substitut")
_OTHER_THAN = expression(r"\b(?:other than|except|excluding|but not)\b")
_EVALUATION = expression(r"\b(?:evaluat|testing|trial|non-production)")

# A term is glossed where its own words name a use, a purpose or a business; by the first kind that fits.
_USE = expression(r"use|purpose|activit|exploit|research|用途|目的|使用")
_NO_TERM = expression(r"polic(?:y|ies)|agreement|^uses?$|licen[sc]e$|restrictions?$")
_COMMERCIAL_TERM = expression(r"(?:commercial|production|business) (?:use|purpose|exploitation|activity)s?$")
_BUSINESS = expression(
    r"use|service|\bserv(?:e|es|ing)\b|offering|\bhost|provider|operator|deploy|business|suppl|access"
    r"|instance|platform|resell|vendor|gateway|服务|使用|运营|托管"
)


# Whoever is told apart by a size, and the size in the words that numbers are read from.
_SIZED = expression(
    r"licensee|provider|operator|\bhost|vendor|platform|deployer|user|customer|adopter|firm|startup"
    r"|start-up|undertaking|corporat|institution|person|\btier\b|\bparty\b|compan(?:y|ies)|entit(?:y|ies)"
    r"|organi[sz]ation|enterprise|business|group|threshold|\bscale\b|\blarge|服务商|提供商|运营商|企业|用户|主体|机构|公司"
    r"|平台|被许可人"
)
_WHO = expression(
    r"[ :,]{0,2}(?:an?|any|each|every|someone|anyone|whoever|those)?\b ?(?:\w{1,12} ){0,3}(?:person|entity|compan|organi[sz]ation|outfit|business|firm|group|undertaking|licensee|body|institution|people|anyone|whoever|who\b|that\b|which\b)"  # noqa: E501 - a pattern or a table row reads best in one line
)
_SMALL = expression(
    r"\b(?:has|have|do|does|did)(?: not|n't) (?:\w{1,12} ){0,3}(?:exceed|more than|over|above)|less than|fewer than|lower than|below|\bunder\b|not exceed|not more than|no more than|up to|at most|不超|不足|低于|少于|以下|小于"  # noqa: E501 - a pattern or a table row reads best in one line
)
_COUNTED = {
    "mau": "monthly active users",
    "dau": "daily active users",
    "users": "users",
    "visits": "visits",
    "devices": "devices",
    "employees": "employees",
    "budget": "budget",
    "other": "requests",
    "revenue": "revenue",
}
_SPANS = {"12-months": " in the last twelve months", "year": " a year", "month": " a month"}


class Definition(NamedTuple):
    """A defined term (folded), what a sentence that uses it says by it, and the place of its definition."""

    term: str
    gloss: str
    start: int
    end: int
    unless: str = ""
    """What is said of whoever is not one: for small companies, the size from which they are none."""


def definitions(
    folded: str, places: Iterable[tuple[int, int]], tiers: Iterable[_Tier] = ()
) -> tuple[Definition, ...]:
    """The terms that a text defines and that change what other sentences say.

    Parameters:
        folded: the folded text.
        places: its sentences.
        tiers: classes that rows of tables tell apart: names, what tells them apart, and the row's place.
    """
    told = tuple(places)
    wholes = [_whole(folded, told, at) for at in range(len(told))]
    bodies = [found for whole in wholes for found in _defined(folded, whole)][:_MOST_TERMS]
    first = [(term, _gloss(term, body), place) for term, body, place in bodies]
    known = {term: gloss for term, gloss, _ in first if gloss}
    found = []
    for (term, body, place), (_, gloss, _) in zip(bodies, first, strict=True):
        meaning = gloss or _gloss(term, _with_known(body, known))
        if meaning and meaning not in term:
            found.append(Definition(term, meaning, *place, _beyond(term, body)))
    known_terms = {each.term for each in found}
    passing = [each for whole in wholes for each in _in_passing(folded, whole)]
    passing += [each for terms, body, place in tiers for each in _of_size(Named(terms, (), body), place)]
    found += [each for each in passing if each.term not in known_terms][:_MOST_TERMS]
    return tuple(found)


def _in_passing(folded: str, place: tuple[int, int]) -> Iterator[Definition]:
    """The classes of a size that a sentence tells apart in passing."""
    for each in named(folded, place):
        yield from _of_size(each, place)


def _of_size(each: Named, place: tuple[int, int]) -> Iterator[Definition]:
    """The names of a class of a size, and those of whoever is not of it."""
    meaning = _size(each.body)
    if meaning:
        small = bool(_SMALL.search(each.body))
        beyond = _size(each.body, small=not small)
        terms = (term for term in each.terms if meaning not in term)
        yield from (Definition(term, meaning, *place, beyond if small else "") for term in terms)
        yield from (Definition(term, beyond, *place) for term in each.others)


_MOST_ITEMS = 6


def _whole(folded: str, places: tuple[tuple[int, int], ...], at: int) -> tuple[int, int]:
    """The place of a sentence with the list that it breaks off before ("X" means a company that: (a) ...)."""
    start, end = places[at]
    for _, more in places[at + 1 : at + 1 + _MOST_ITEMS]:
        if folded[end - 1 : end] not in {":", ",", ";"} and not folded.endswith((" or", " and"), start, end):
            break
        end = more
    return start, end


def gloss(sentence: str, place: tuple[int, int], known: Iterable[Definition]) -> str:
    """What to add behind a sentence so that the terms it uses are understood; empty where none is.

    Parameters:
        sentence: folded words.
        place: where they stand; a definition is not glossed by itself.
        known: the definitions of the text.
    """
    meant = (
        each.unless if each.unless and not_one else each.gloss
        for each, _, not_one in used(sentence, place, known)
    )
    return " ".join(dict.fromkeys(f"[{each}]" for each in meant))


def used(
    sentence: str, place: tuple[int, int], known: Iterable[Definition]
) -> Iterator[tuple[Definition, int, bool]]:
    """The terms that a sentence uses, each with where, and whether it speaks of whoever is not one.

    Parameters:
        sentence: folded words.
        place: where they stand; a definition does not use its own term.
        known: the definitions of the text.
    """
    for each in known:
        if _root(each.term) not in sentence or each.start <= place[0] < each.end:
            continue
        if _uses(sentence, each.term) or _uses(sentence, many(each.term)):
            at = sentence.find(each.term.removesuffix("y"))
            yield each, max(at, 0), bool(_NOT_ONE.search(sentence[max(0, at - _NOT_REACH) : max(at, 0)]))


@lru_cache(maxsize=256)
def _root(term: str) -> str:
    """What a term and its plural have in common, to tell fast that a sentence uses neither."""
    return term.split(" of ", maxsplit=1)[0] if " of " in term else term.removesuffix("y")


_NOT_REACH = 40
_NOT_ONE = expression(
    r"\b(?:other than|not|no longer|except|unless|nor|neither|ceases?|outside|beyond)\b|\bnon-$"
)


def small(words: str) -> tuple[bool, str]:
    """Whether a size is one to stay below, and the words without what says so.

    Parameters:
        words: about a number, folded.
    """
    rest = _SMALL.sub(" ", words)
    return rest != words, rest


def not_one(words: str) -> bool:
    """Whether words before a term or a size speak of whoever is not of it.

    Parameters:
        words: folded.
    """
    return bool(_NOT_ONE.search(words))


def _defined(folded: str, place: tuple[int, int]) -> Iterable[tuple[str, str, tuple[int, int]]]:
    """Terms that one sentence defines, each with the words that define it."""
    start, end = place
    quotes = folded.find('"', start, end) >= 0
    for match in _QUOTED.finditer(folded, start, end) if quotes else ():
        yield match["term"], folded[match.end() : min(end, match.end() + _BODY)], place
    called = _SHALL_BE_CALLED.search(folded, max(start, end - _HEAD), end)
    if called:
        yield called["term"], folded[max(start, called.start() - _BODY) : called.start()], place
    head = folded[start : start + _HEAD]
    bare = _BARE.match(head) if any(word in head for word in _DEFINING) else None
    if bare:
        yield bare["term"], folded[start + bare.end() : min(end, start + _BODY)], place
    for match in _ASIDE.finditer(folded, start, end) if quotes else ():
        yield match["term"], folded[max(start, match.start() - _BEFORE) : match.start()], place


def _gloss(term: str, body: str) -> str:
    """What a term means in words rules know; empty where it changes nothing."""
    if _NO_TERM.search(term):
        return ""
    if (_SIZED.search(term) or _WHO.match(body)) and (told := _size(body) or _limit(term, body)):
        return " and ".join([told, *_also(term, body)])
    if _COMMERCIAL_TERM.match(term):  # whatever it is told apart from
        return "commercial use"
    if _COMPETING.search(body) and _USE.search(term):
        return (
            "purpose other than competing with the licensor"
            if _OTHER_THAN.search(body)
            else "competing product"
        )
    if _USE.search(term) and _NONCOMMERCIAL.search(body) and not _BOTH.search(body):
        return "for non-commercial purposes"
    if _is_served(term, body):
        return "as a service"
    if _USE.search(term) and _EVALUATION.search(body) and not _COMMERCIAL.search(body):
        return "only for evaluation"
    if _USE.search(term) and _COMMERCIAL.search(body) and not _NONCOMMERCIAL.search(body):
        return "commercial use"
    head = body[:_MEASURE_REACH]
    if _COUNTS.match(body) and not _DIGITS.search(head) and (told := measured(head)):
        return f"{MEASURED}{told}"
    return ""


# "Group Income" means the total income of ...: what is counted, without a figure.
_COUNTS = expression(
    r"[ :,]{0,2}(?:(?:the|all|any|a|an|its|your|what|everything|total|aggregate|combined|consolidated"
    r"|annual|yearly"
    r"|monthly|gross|net|average|worldwide|global) ?){0,5}(?:sums?|number|amounts?|total|aggregate|monies"
    r"|money|revenues?"
    r"|income|turnover|receipts|sales|earnings|invoiced|billed|received|count|average|employees|users"
    r"|people|persons|customers|devices|proceeds)\b"
    r"|[^。;]{0,40}(?:收入|总额|总和|数量|人数|用户数|营业额)"
)
_DIGITS = expression(r"\b(?!12\b)[0-9]{2,}|illion|[百千万亿]")
_MEASURE_REACH = 260


def _also(term: str, body: str) -> Iterable[str]:
    """Whoever is of a size and offers a service is told apart by both."""
    if _is_served(term, body):
        yield "as a service"


# What the licensor itself runs, or what is licensed: "the Service" is then no business of the licensee.
_OURS = expression(
    r"(?<!licensee)(?<!customer)(?<!user)(?<!operator)(?<!provider)(?<!party)(?<!recipient)'s (?:own )?"
    r"(?:[\w-]{1,14} ){0,3}(?:services?|platforms?|apis?|cloud)\b|\bour (?:own )?(?:[\w-]{1,14} ){0,2}"
    r"(?:services?|platforms?|apis?|cloud)\b"
)
_BARE_SERVICE = expression(r"(?:the |our )?services?$")
_FOR_OTHERS = expression(
    r"third[- ]part|\bothers\b|customers|clients|\bpublic\b|outside|subscribers|as[- ]a[- ]service"
    r"|第三方|他人|公众|客户"
)


def _is_served(term: str, body: str) -> bool:
    """Whether a term names a business of letting others reach the thing from afar."""
    told = _EXAMPLES.split(body, maxsplit=1)[0]
    if not _BUSINESS.search(term) or not _SERVICE.search(told) or _OURS.search(told):
        return False
    return _BARE_SERVICE.match(term) is None or _FOR_OTHERS.search(told) is not None


def _beyond(term: str, body: str) -> str:
    """The size from which nobody is what a term names; empty where it names none that is small."""
    sized = _SIZED.search(term) or _WHO.match(body)
    return _size(body, small=False) if sized and _SMALL.search(body) else ""


def _size(body: str, *, small: bool | None = None) -> str:
    """The sizes that a definition names, said in one way; empty where it names none.

    Parameters:
        body: the definition.
        small: whether to say them as limits from below or above; as the definition has them where None.
    """
    below = bool(_SMALL.search(body)) if small is None else small
    said = (_said(values, small=below) for values in sizes(body, lambda start, end: body[start:end]))
    return " or ".join(dict.fromkeys(said))


_LIMIT_NAMED = expression(r"threshold|\blimit|\bceiling\b|\bcap\b|阈值|门槛|上限")


def _limit(term: str, body: str) -> str:
    """The sizes of what is called a threshold, which need not say again that they are passed."""
    return _size(f"more than {body}") if _LIMIT_NAMED.search(term) else ""


def _said(values: Mapping[str, Value], *, small: bool) -> str:
    """One size in words: a company with at least 5000000 usd revenue a year."""
    limit = "less than" if small else "at least" if values["comparator"] == ">=" else "more than"
    amount = f"{values['amount']:.15g} {str(values['currency'] or '').lower()}".strip()
    metric = str(values["metric"])
    span = _SPANS.get(str(values["period"]), "") if values["currency"] else ""
    return f"{limit} {amount} {_COUNTED[metric]}{span}"


def _with_known(body: str, known: dict[str, str]) -> str:
    """A definition with the terms it rests on spelt out."""
    return " ".join([body, *(meaning for term, meaning in known.items() if term in body)])


def _uses(sentence: str, term: str) -> bool:
    """Whether a term stands in a sentence as words of its own, or as their plural, and not behind "non-"."""
    at = sentence.find(term)
    if at < 0 or not (term.isascii() and term[-1].isalnum()):
        return at >= 0 and not sentence.endswith("非", 0, at)
    plural = "" if term.endswith("s") else "s"
    while at >= 0:
        end = at + len(term)
        more = end + len(plural) if sentence.startswith(plural, end) else end
        whole = _is_border(sentence, at) and (_is_border(sentence, end) or _is_border(sentence, more))
        if whole and not sentence.endswith(("non-", "non "), 0, at):
            return True
        at = sentence.find(term, at + 1)
    return False


def _is_border(sentence: str, at: int) -> bool:
    r"""What `\b` asks of a place; compiling a pattern for every term would take longer than all else."""
    before, after = sentence[max(0, at - 1) : at], sentence[at : at + 1]
    return (before.isalnum() or before == "_") != (after.isalnum() or after == "_")
