"""Typed values read out of a clause: sizes, percentages, phrases, places, laws. Pure.

Every reader takes folded text (see `monitor.folding.fold`) and a way to see the original words of a stretch
of it, and yields the values of one finding each. Numbers are plain floats in units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from monitor import laws, places
from monitor.expressions import expression
from monitor.numerals import Number, han_amount, numbers
from monitor.quoted import Original, Values, phrases, prefix, quoted, shown
from monitor.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import re

Reader: TypeAlias = Callable[[str, Original], Iterator[Values]]

# What is counted, by the words near a number; the first that is nearest wins.
_METRICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, expression(pattern))
    for name, pattern in (
        ("mau", r"month,? [^.;]{0,40}\b(?:people|persons|individuals)\b|monthly active (?:end[- ])?users?|monthly active user|monthly actives|monthly audience|(?:people|persons) (?:who|that) are active [^.;]{0,30}month|active (?:end[- ])?users? (?:per|a|each|in any|in a) (?:calendar )?month|\bmaus?\b|monthly (?:unique )?users?|users per month|persons (?:use|reach) [^.;]{0,30}(?:a|per|each|in a) month|(?:people|persons|individuals) (?:a|each|per|every|in (?:a|any|one|each)) (?:calendar )?month|月活跃?(?:用户)?|月度活跃用户"),
        ("dau", r"daily average of [^.;]{0,30}users|daily audience|daily actives|daily usage [^.;]{0,60}users|(?:people|persons|users) [^.;]{0,60}on an average day|daily (?:average )?active (?:end[- ])?users?|average daily (?:active )?(?:end[- ])?users?|daily average (?:number of )?(?:active )?users?|daily active (?:end[- ])?users?|daily active user|\bdaus?\b|active users per day|日活跃?(?:用户)?|日均(?:用户)?活跃(?:用户)?数?"),
        ("visits", r"(?:monthly |daily |unique )?(?:visits|visitors|page ?views)|访问量"),
        ("devices", r"devices?\b|\b(?:robots|vehicles|handsets|smartphones|phones)\b|units\b|[台部]|设备|终端"),
        ("employees", r"employees?\b|\bdevelopers\b|\bteam members\b|(?:company|team|firm|organi[sz]ation) size|full[- ]time (?:staff|personnel)|headcount|\bstaff\b|workforce|people employed|(?:people|persons) (?:\w{1,10} ){0,2}work(?:s|ing)? (?:for|at|in)\b|employers? of|payroll|\bemploys?\b|员工|雇员"),
        ("users", r"(?:registered |active |end[- ]|total |paying )?users\b|customers\b|seats?\b|tenants\b|subscribers\b|accounts\b|用户"),
        ("budget", r"budget|funding|capital raised|venture capital|\bha(?:s|ve|d) raised\b|\braised\b[^.;]{0,40}(?:invest|capital|round)|(?:invest|capital|round)\w{0,4}[^.;]{0,40}\braised\b|\bfunds? raised|investments? raised|融资|预算"),
        ("other", r"\b(?:api )?(?:requests|calls)\b|\btokens (?:per|a|each|every|in (?:a|any)|do|does|has|have|exceed|pass)\b|\bdownload(?:s|ed)\b|\binstall(?:s|ed|ations)\b|调用|下载|请求"),
        ("revenue", r"revenues?|turnover|\barr\b|gross (?:income|receipts|sales)|net sales|(?:annual|yearly) sales|\b(?:in|of) sales\b|\breceipts\b|\b(?:mak(?:e|es|ing)|made(?! available)|gross(?:es|ing)?|bill(?:s|ing)?|invoic(?:e|es|ing)|book(?:s|ing)?)\b|\bsales (?:of|above|over|exceeding)\b|income|earnings|turn(?:s|ed|ing)? over|\bearn(?:s|ed|ing)?\b|(?:brings?|brought|takes?|taken|took) in\b|收入|营收|营业额|营业收入|销售额"),
    )
)  # fmt: skip
# "Monthly" in "monthly active users" tells nothing of the period of the revenue beside it.
# So does the one in "an annual fee" of the size from which it is owed.
_USER_COUNTS = expression(
    "|".join(pattern.pattern for name, pattern in _METRICS if name in {"mau", "dau"})
    + r"|(?:annual|yearly|monthly) (?:\w{1,12} )?(?:fees?|payments?|royalt(?:y|ies)|licen[sc]es?|subscriptions?|reports?)\b"
)
_MONEY_METRICS = {"revenue", "budget"}
_NEAR = 170
_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, expression(pattern))
    for name, pattern in (
        ("12-months", r"consecutive (?:twelve|12)|(?:twelve|12)(?: \(12\))? consecutive months|(?:twelve|12)(?: ?\(12\))?[- ]month|(?:trailing|preceding|previous|last|prior|past|rolling) (?:twelve|12)|(?:in|over|within|during) (?:any )?(?:twelve|12) months|\b[lt]tm\b|连续(?:十二|12)个月"),
        ("year", r"annual|yearly|per year|per annum|a year|\barr\b|fiscal year|financial year|calendar year|each year|preceding year|last year|(?:prior|previous) (?:\w{1,12} )?year|(?:business|accounting|tax|trading) year|财年|财政年度|年度|每年|年收入|年营|全年|一年"),
        ("month", r"monthly|per month|a month|each month|calendar month|any month|每月|月度|月收入|月活"),
        ("total", r"in total(?! (?:\w{1,12} )?(?:funding|revenue|sales|income|turnover|assets|raised))|aggregate lifetime|lifetime (?:gross|revenues?|sales|income|earnings)\b|cumulative|累计"),
    )
)  # fmt: skip
_LIMITING = expression(
    r"more than|(?:great|larg|bigg)er than|exceed|over\b|above|at least|or more|or greater|in excess"
    r"|surpass|north of|beyond|(?:climb|go|goes|going|ris|grow|grew|mov|get|gets|run)\w{0,3} (?:past"
    r"|above)|\b(?:or|and) (?:higher|above|up)\b|及以上|upwards of|\btops\b|topped|cross(?:es|ed)\b|\bhits\b"
    r"|outgrow|\bonce (?:\w{1,12} ){1,4}(?:counts?|has|have|serves?|gains?|attracts?|earns?|employs?)\b"
    r"|as many as|pass(?:es|ed)\b|\bpass (?=[$€£0-9]|us|eur|gbp)|attain|\bfrom (?=[^.;]{1,60}\bon\b)"
    r"|onwards|\bonce (?:you|they|it) ha(?:ve|s)\b|starting (?:at|from)|higher than|no less than"
    r"|not less than|at most|accumulat(?:ed|es) |\bthe first (?=[$€£0-9]|us|eur)|"
    r"less than|fewer than|below|under\b|up to|not exceed|no more than|at or above|equal to|reach|≥|>|<"
    r"|超过|超出|超(?=[0-9])|大于|高于|达到|以上|不超|不足|低于|少于|以下|小于|不低于"
)
_AT_LEAST = expression(
    r"at least|or (?:more|greater)(?! than)|\bonce (?:\w{1,12} ){1,4}(?:ha(?:ve|s)|counts?|serves?|gains?"
    r"|attracts?|earns?|employs?)\b|\bhits\b|as many as|no(?:t)? less than|at or above|equal to or|reach"
    r"|≥|>=|达到|不低于|以上|less than|fewer than|below|under\b|低于|少于|以下"
)
_RELEASE = expression(r"(?:on|as of|at) (?:the )?<|release date|发布之?日|发布日期")
_BIND_HOSTING = expression(
    r"model[- ]as[- ]a[- ]service|\bmaas\b|hosting (?:service|provider)|cloud (?:service|provider)"
    r"|as[- ]a[- ]service|模型即服务|云服务"
)
_BIND_PRODUCT = expression(r"commercial (?:product|service|application|use|purpose)|commercially|商业")
_GROUP = expression(r"affiliate|aggregate|group\b|together with|关联")
_PRODUCT = expression(
    r"(?:product|service|application)s?[^.;]{0,40}(?:ha(?:s|ve|d)|with|exceed|in the aggregate)"
    r"|of (?:the |your |such )?(?:product|service)|产品|应用"
)
_INTERNAL = expression(r"internal use|内部使用")


def sizes(folded: str, original: Original) -> Iterator[Values]:
    """Numeric size triggers: users, revenue, devices... each with amount, currency, period and whom it binds.

    Parameters:
        folded: the folded clause.
        original: unused here.
    """
    del original
    whole: Values = {}
    for number, metric in triggers(folded):
        # Of the clause as a whole: looked for once, for a clause may have thousands of numbers.
        whole = whole or _of_all(folded)
        on = _ON.search(folded, max(0, number.start - _ON_REACH), number.start)
        yield {
            "metric": metric,
            "amount": number.amount - bool(on and number.amount % 10 == 1),
            "currency": number.currency,
            "period": _period(folded, number, metric),
            "comparator": ">=" if not on and _AT_LEAST.search(_near(folded, number)) else ">",
            **whole,
        }


# "From device 20,001 on": from the first one past the number that is meant.
_ON = expression(r"\bfrom (?:the )?(?:\w{1,12} )?(?:no\.? ?)?\Z|第\Z")
_ON_REACH = 30


def triggers(folded: str) -> Iterator[tuple[Number, str]]:
    """The numbers that are sizes, each with what it counts.

    Parameters:
        folded: a folded clause.
    """
    told = _MEASURED.search(folded)
    for number in numbers(folded):
        metric = _metric(folded, number) or (_of_measure(told[1], number) if told else None)
        if (
            metric is None
            or number.percent
            or _YEAR_OF_MONEY.match(folded, number.start - 1)
            or _DURATION.match(folded, number.end)
            or _IN_OTHER_MONEY.search(folded, max(0, number.start - 14), number.start)
            or _PRICE.search(folded, max(0, number.start - 70), number.start)
            or not _LIMITING.search(folded, max(0, number.start - 90), number.end + 60)
        ):
            continue
        yield number, metric


MEASURED = "measured as "
"""How a gloss begins that says what a defined measure counts, and over what time."""
_MEASURED = expression(rf"\[{MEASURED}([^\]]{{1,60}})\]")
_PEOPLE = expression(r"\b(?:persons|people|individuals|players|readers|patients)\b|人数")
_SUMS = expression(r"\b(?:receiv|invoic|earn|charg|collect|bill|paid to|gross)|收取|所得")


def measured(body: str) -> str:
    """What a definition counts and over what time, in words that sizes are read from; empty where nothing.

    Parameters:
        body: the words behind "means", folded.
    """
    found = [(hit.start(), name) for name, pattern in _METRICS if (hit := pattern.search(body))]
    if not found:
        found = [
            (0, name) for name, pattern in (("users", _PEOPLE), ("revenue", _SUMS)) if pattern.search(body)
        ]
    name = min(found, default=(0, ""), key=lambda each: each[0])[1]
    spans = [(hit.start(), span) for span, pattern in _PERIODS if (hit := pattern.search(body))]
    span = min(spans)[1] if spans else ""
    if name in {"users", "mau"} and span == "month":
        return "monthly active users"
    return f"{_NAMES[name]}{_OVER.get(span, '') if name == 'revenue' else ''}" if name in _NAMES else ""


_NAMES = {
    "revenue": "revenue", "users": "users", "mau": "monthly active users", "dau": "daily active users",
    "devices": "devices", "employees": "employees", "visits": "visits",
}  # fmt: skip
_OVER = {"12-months": " in the last twelve months", "year": " a year", "month": " a month"}


def _near(folded: str, number: Number) -> str:
    """The words about a number that say how it is compared."""
    return folded[max(0, number.start - 60) : number.end + 25]


def _of_all(folded: str) -> Values:
    """What a clause says of all its numbers."""
    exempt = ("internal",) if _INTERNAL.search(folded) else ()
    return {"basis": _basis(folded), "applies_to": _binds(folded), "exempt": exempt}


# "An annual fee of 2,000 euros": what is owed, not a size.
_PRICE = expression(
    r"\b(?:fees?|prices?|charges?|royalt(?:y|ies)|payments?) (?:of|is"
    r"|are) (?:up to )?(?:[a-z -]{3,40} \()?\Z|\b(?:ceiling|cap|maximum) of \Z"
)
# "1,000,000 USD (2019)": the year that the money is of.
_YEAR_OF_MONEY = expression(r"\((?:19|20)[0-9]{2}\)")
# "20 million RUB (about USD 200,000)": the same sum again.
_IN_OTHER_MONEY = expression(r"\((?:~|≈|approx\w{0,8}\.? |about |ca\.? |circa |roughly |equals )\Z")
# "Within 30 days", "12 months": a time, not a size.
_DURATION = expression(
    r"[ -]?(?:calendar |business |consecutive |working )?(?:days?|weeks?|months?|years?|hours?|minutes?|天"
    r"|日内|个月|年内|小时)(?![a-z])"
)


def _metric(folded: str, number: Number) -> str | None:
    """What a number counts: the nearest fitting word behind or before it."""
    best: tuple[int, str] | None = None
    for name, pattern in _METRICS:
        if (name in _MONEY_METRICS) != (number.currency is not None):
            continue
        for match in pattern.finditer(
            folded, max(0, number.start - _NEAR), min(len(folded), number.end + _NEAR)
        ):
            behind = match.start() >= number.end
            distance = match.start() - number.end if behind else (number.start - match.end()) + 8
            if best is None or distance < best[0]:
                best = (distance, name)
    if best is None or (number.currency is None and number.amount < _LEAST_COUNT):
        return "employees" if number.amount > 1 and _STAFF.match(folded, number.end) else None
    return best[1]


_LEAST_COUNT = 20
# "Up to 3 employees" is a size, however small; three users or devices may be anything.
_STAFF = expression(
    r"\+? ?(?:or (?:more|fewer) )?(?:full-time |paid )?(?:employees|staff|developers|team members)\b"
)
_FAR = 1000  # "in total over any 12 months": the weaker word only counts alone
_IN_ALL = expression(
    r"\bin total\b|\bin all\b|cumulative|altogether|\bsince (?:its|the|their) (?:launch|release)"
)


_AT_RELEASE = expression(
    r"(?:release|version|launch) date|(?:first|initial|date of|day of) (?:the )?(?:publication|release)"
    r"|(?:date|day) on which [^.;]{0,40}\b(?:was|is|were|are) (?:first )?(?:released|published)"
    r"|发布(?:日|之日|时|之时|之前|前)"
)


def _period(folded: str, number: Number, metric: str) -> str | None:
    """The period a number is counted over."""
    if metric == "mau":
        return "at-release" if _AT_RELEASE.search(folded) else "month"
    if metric in {"dau", "devices", "users", "employees"}:
        counts_on = metric in {"devices", "users"}
        if metric == "users" and _AT_RELEASE.search(folded):
            return "at-release"
        in_all = counts_on and (
            folded.endswith("the first ", 0, number.start)
            or "累计" in folded[max(0, number.start - 16) : number.start]
            or _IN_ALL.search(folded, number.end, number.end + 110)
        )
        return "total" if in_all else None
    best: tuple[int, str] | None = None
    low = max(0, number.start - 310)
    masked = _USER_COUNTS.sub(lambda match: " " * len(match.group()), folded[low : number.end + 310])
    start, end = number.start - low, number.end - low
    for name, pattern in _PERIODS:
        for match in pattern.finditer(masked, max(0, start - 110), min(len(masked), end + 110)):
            behind = match.start() >= end
            distance = match.start() - end if behind else start - match.end()
            distance += _FAR if name == "total" else 0
            if best is None or distance < best[0]:
                best = (distance, name)
    told = None if best else _MEASURED.search(folded)
    return best[1] if best else _span(told[1]) if told else None


def _span(words: str) -> str | None:
    """The period that a gloss names."""
    return next((name for name, pattern in _PERIODS if pattern.search(words)), None)


def _of_measure(words: str, number: Number) -> str | None:
    """What a number counts that is compared with a defined measure."""
    for name, pattern in _METRICS:
        if pattern.search(words) and (name in _MONEY_METRICS) == (number.currency is not None):
            return name
    return None


def _basis(folded: str) -> str:
    """Whose size counts."""
    if _GROUP.search(folded):
        return "group"
    return "product" if _PRODUCT.search(folded) else "licensee"


def _binds(folded: str) -> str:
    """Whom a size trigger binds."""
    if _BIND_HOSTING.search(folded):
        return "hosting"
    return "commercial-product" if _BIND_PRODUCT.search(folded) else "any"


def percent(folded: str, original: Original) -> Iterator[Values]:
    """The first percentage of the clause, or none.

    Parameters:
        folded: the folded clause.
        original: unused here.
    """
    del original
    han = _HAN_PERCENT.search(folded)
    told = (number.amount for number in numbers(folded) if number.percent)
    rate = han_amount(han[1]) if han else next(told, None)
    part = _PART.search(folded) if rate is None else None
    yield {"rate": _PARTS[part[1] or part[2]] if part else rate}


# "A tenth of the income", "half of what you earn".
_PART = expression(
    r"\b(?:an?|one)[- ](half|third|quarter|fifth|tenth|twentieth)\b|\b(half) (?:of )?(?:the|its|your|all|what)\b"
)
_PARTS = {"half": 50.0, "third": 33.3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0, "twentieth": 5.0}
_HAN_PERCENT = expression(r"百分之([一二三四五六七八九十]{1,3})")


def law(folded: str, original: Original) -> Iterator[Values]:
    """The place whose law governs (see `monitor.laws`).

    Parameters:
        folded: the folded clause.
        original: unused here.
    """
    del original
    place = laws.place(folded)
    if place:
        yield {"law": place}


_EXCLUDES = expression(
    r"excluding|exclud|except|other than|outside|not (?:apply|include|extend|available|permitted|licensed"
    r"|granted|authorized|authorised)"
    r"|prohibited|forbidden|may not|shall not|must not|no (?:right|licen[sc]e)|除外|不包括|以外|不适用|不得|除"
)


def territories(folded: str, original: Original) -> Iterator[Values]:
    """Places a clause leaves out, as ISO codes; one finding each.

    Parameters:
        folded: the folded clause.
        original: unused here.
    """
    del original
    cue = _EXCLUDES.search(folded)
    codes = places.territories(folded[cue.start() :] if cue else folded) or places.territories(folded)
    for code in codes:
        yield {"code": code}


_EMAIL = expression(r"[a-z0-9][a-z0-9._%+-]{0,60}@[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,4}")
_LINK = expression(r"(?:https?://|www\.)[^\s<>\"'()]{3,200}")
_SUBJECT = expression(r'subject(?: line)?[^"]{0,30}"([^"]{2,80})"')


def contact(folded: str, original: Original) -> Iterator[Values]:
    """Whom to write to: an e-mail address or a link, with the subject line where one is asked for.

    Parameters:
        folded: the folded clause.
        original: gives the words as they stand.
    """
    place = _EMAIL.search(folded) or _LINK.search(folded)
    if place is None:
        yield {}
        return
    told = original(*place.span()).strip().rstrip(".,;")
    subject = _SUBJECT.search(folded)
    line = f', subject "{original(*subject.span(1))}"' if subject else ""
    yield {"contact": f"{told}{line}"}


READERS: Mapping[str, Reader] = {
    "contact": contact,
    "size": sizes,
    "phrase": phrases,
    "quoted": quoted,
    "shown": shown,
    "prefix": prefix,
    "percent": percent,
    "law": law,
    "territory": territories,
}
