"""Numbers in texts: digits or words, with scale and currency. Pure."""

from __future__ import annotations

import re

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6,
    "mm": 1e6, "b": 1e9, "bn": 1e9, "mio": 1e6, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "億": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_HAN_NUMBERS = {
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_CURRENCIES = {
    "us$": "USD", "usd": "USD", "u.s. dollars": "USD", "us dollars": "USD", "u.s. dollar": "USD", "us dollar": "USD",
    "dollars": "USD", "dollar": "USD", "$": "USD", "美元": "USD", "美金": "USD", "united states dollars": "USD",
    "eur": "EUR", "euros": "EUR", "euro": "EUR", "€": "EUR", "欧元": "EUR", "gbp": "GBP", "£": "GBP", "pounds": "GBP",
    "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "renminbi": "CNY", "人民币": "CNY", "元": "CNY", "cn¥": "CNY",
    "jpy": "JPY", "yen": "JPY", "krw": "KRW", "won": "KRW", "₩": "KRW", "hkd": "HKD", "hk$": "HKD", "sgd": "SGD",
    "s$": "SGD", "inr": "INR", "₹": "INR", "rupees": "INR", "chf": "CHF", "aud": "AUD", "a$": "AUD", "cad": "CAD",
    "ca$": "CAD", "¥": "CNY", "canadian dollars": "CAD", "australian dollars": "AUD", "hong kong dollars": "HKD",
    "rub": "RUB", "roubles": "RUB", "rubles": "RUB", "₽": "RUB", "brl": "BRL", "r$": "BRL", "aed": "AED", "sar": "SAR",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "twd": "TWD", "nt$": "TWD", "singapore dollars": "SGD", "swiss francs": "CHF", "pounds sterling": "GBP", "indian rupees": "INR", "港元": "HKD",
}  # fmt: skip


def _either(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = r"[0-9]{1,3}(?:[,' ][0-9]{3}){1,4}(?:\.[0-9]{1,2})?|[0-9]{1,15}(?:\.[0-9]{1,4})?"
_SCALE = rf"(?:(?:{_either({k: 0 for k in _SCALES if k.isascii()})})(?![a-z])|{_either({k: 0 for k in _SCALES if not k.isascii()})})"
_CURRENCY = rf"(?:(?<![a-z])(?:{_either({k: 0 for k in _CURRENCIES if k.isascii()})})(?![a-z])|{_either({k: 0 for k in _CURRENCIES if not k.isascii()})})"
_BELOW_HUNDRED = (
    rf"(?:(?:{_either(_TENS)})(?:[- ](?:{_either(_UNITS)}))?|{_either(_TEENS)}|{_either(_UNITS)})"
)
_IN_WORDS = rf"(?:half (?:of )?an?|(?:an? )?quarter of an?|an?(?= (?:thousand|[mb]illion)\b)|(?:(?:{_either(_UNITS)}|an?)[- ])?hundred(?: and {_BELOW_HUNDRED}| {_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
# Number words are read before a scale, a percent sign, the same in digits, or what they count.
_COUNTED = (
    r" (?:or (?:more|fewer) )?(?:(?:active|monthly|daily|paying|registered|concurrent|full-time|named|end) ){0,2}"
    r"(?:users?|people|persons|employees|staff|seats?|devices?|units|customers|visits|visitors|members"
    r"|accounts)\b"
)
_NUMBER = expression(
    rf"(?P<before>{_CURRENCY})? ?"
    rf"(?:(?P<digits>{_DIGITS})|(?<![a-z])(?P<words>{_IN_WORDS})(?= ?\(|[ -](?:hundred|thousand|million|billion|lakh|crore|per ?cent)|{_COUNTED})"
    r"|(?P<han>[一二两三四五六七八九十]{1,2})(?=[百千万亿]))"
    rf"(?:[ -]?\([0-9.,a-z -]{{1,20}}\))?"
    rf"[ -]?(?P<scale>{_SCALE})?(?:[ -]?(?P<scale_two>{_SCALE}))?"
    r"(?:[ -]?\([0-9][0-9.,]{2,20}\))?"
    rf"(?: ?(?:of )?(?P<after>{_CURRENCY})(?: \((?:{_CURRENCY} ?)?[0-9][0-9.,]{{0,20}}(?: ?{_CURRENCY})?\))?)?(?P<percent> ?%| ?per ?cent(?![a-z]))?"
)


# Without one of these there is no number; it is found much faster than one is.
_NUMERAL = expression(
    rf"[0-9{''.join(_HAN_NUMBERS)}]|(?<![a-z])(?:half|quarter|hundred|an?(?= (?:thousand|[mb]illion)\b)|{_either(_TENS)}|{_either(_TEENS)}|{_either(_UNITS)})(?=[ (-])"
)


# "Aurora-7B" is a name.
_NAMED = expression(r"[^\W\d_]-$")


# "Recommendation 2003/361/EC" is a law, "501(c)(3)" a section of one.
_REFERENCE = expression(r"/[0-9]|[0-9]\([a-z]\)")


class Number(NamedTuple):
    """A number in a text, with its currency where it is money."""

    start: int
    end: int
    amount: float
    currency: str | None
    percent: bool


def numbers(folded: str) -> Iterator[Number]:
    """All numbers of a folded text, digits or words, with scale and currency.

    Parameters:
        folded: folded text.
    """
    for match in _NUMBER.finditer(folded) if _NUMERAL.search(folded) else ():
        start = next(match.start(name) for name in ("before", "digits", "words", "han") if match[name])
        if (
            start
            and folded[start - 1].isascii()
            and (folded[start - 1].isalnum() or folded[start - 1] in ".,")
        ) or _NAMED.search(folded, max(0, start - 2), start):
            continue
        money = match["before"] or match["after"]
        if not money and _REFERENCE.search(folded, max(0, start - 1), match.end() + 2):
            continue
        amount = _amount(match)
        yield Number(
            start, match.end(), amount, _CURRENCIES[money] if money else None, bool(match["percent"])
        )


def _amount(match: re.Match[str]) -> float:
    if match["digits"]:
        amount = float(re.sub(r"[,' ]", "", match["digits"]))
    elif match["words"]:
        amount = _in_words(match["words"])
    else:
        amount = han_amount(match["han"])
    for scale in (match["scale"], match["scale_two"]):
        amount *= _SCALES[scale] if scale else 1
    return amount


_PARTS = (("half", 0.5), ("quarter", 0.25), ("a quarter", 0.25))


def _in_words(words: str) -> float:
    """A number below a thousand in English words: two hundred and fifty, twenty-five, a hundred."""
    amount = next((part for begin, part in _PARTS if words.startswith(begin)), float(words in {"a", "an"}))
    for word in re.split(r"[ -]", words):
        if word == "hundred":
            amount = max(amount, 1) * 100
        else:
            amount += _UNITS.get(word, 0) + _TEENS.get(word, 0) + _TENS.get(word, 0)
    return amount


def han_amount(han: str) -> float:
    """What one to three Chinese numerals amount to: 十 = 10, 二十 = 20, 十五 = 15, 二十五 = 25.

    Parameters:
        han: nothing but numerals.
    """
    first = float(_HAN_NUMBERS[han[0]])
    if len(han) == 1:
        return first
    if len(han) > len("十五"):
        return han_amount(han[:2]) + float(_HAN_NUMBERS[han[2]])
    second = float(_HAN_NUMBERS[han[1]])
    return first * second if han[1] == "十" else first + second
