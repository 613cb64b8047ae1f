"""Which language a text is written in, as far as it matters: whether our rules can read it. Pure."""

from __future__ import annotations

from collections import Counter

from monitor.expressions import expression

WITH_RULES = frozenset({"en", "zh"})
UNKNOWN = "und"
"""A text too short or too strange to tell."""

_SAMPLE = 20_000
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_KANA = r"\u3040-\u30ff"
_HANGUL = r"\uac00-\ud7af"
_CYRILLIC = r"\u0400-\u04ff"
_ARABIC = r"\u0600-\u06ff"
_ANY_SCRIPT = expression(f"[{_HAN}{_KANA}{_HANGUL}{_CYRILLIC}{_ARABIC}]")
_LETTER = expression("[a-z]")
_LATIN_WORD = expression(r"[a-zàâäáãåçéèêëíîïñóôöõúùûüßœæ]+")
# The most frequent words of running text; none is shared with English as a frequent word.
_FREQUENT = {
    "en": "the of and to in or that this any for by you be is with not as such".split(),  # noqa: SIM905 - a word list reads best as a line
    "fr": "le la les des et une du est que dans pour sur avec vous aux ce cette".split(),  # noqa: SIM905 - as above
    "de": "der die das und ist nicht für den dem ein eine zu auf von sie werden".split(),  # noqa: SIM905 - as above
    "es": "el los las una y en que por con para del se su no es esta como".split(),  # noqa: SIM905 - as above
    "it": "il gli di che per con una del della sono non si è nel le i da".split(),  # noqa: SIM905 - as above
    "pt": "o os as uma e em que por com para do da não se esta ao na".split(),  # noqa: SIM905 - as above
    "nl": "de het een en van dat niet met voor op zijn worden u deze is te aan".split(),  # noqa: SIM905 - as above
}
_SHARE_SCRIPT = 0.2
_LEAST_WORDS = 4
_CLEARLY = 1.5
_ADDRESS = expression(r"https?://[^\s)\]>\"]{1,400}|<[^<>]{0,400}>")


def _script(sample: str) -> str | None:
    """The language whose script a good part of the letters belongs to."""
    beyond = len(_ANY_SCRIPT.findall(sample))
    if not beyond or beyond <= _SHARE_SCRIPT / 2 * len(_LETTER.findall(sample)):  # a few names
        return None
    letters = sum(map(str.isalpha, sample)) or 1
    for code, script in (("ja", _KANA), ("ko", _HANGUL), ("ru", _CYRILLIC), ("ar", _ARABIC), ("zh", _HAN)):
        least = _SHARE_SCRIPT / 2 if code == "ja" else _SHARE_SCRIPT
        if len(expression(f"[{script}]").findall(sample)) / letters > least:
            return code
    return None


def detect(text: str) -> str:
    """An ISO 639-1 code, or `und` where a text is too short or too strange to tell.

    A text that is Chinese beside English (a bilingual licence) counts as the one with more characters.

    Parameters:
        text: any text; the first 20,000 characters count.
    """
    sample = text[:_SAMPLE].lower()
    script = None if sample.isascii() else _script(sample)
    if script:
        return script
    words = Counter(_LATIN_WORD.findall(_ADDRESS.sub(" ", sample)))
    scores = {code: sum(words[word] for word in frequent) for code, frequent in _FREQUENT.items()}
    english = scores.pop("en")
    best = max(scores, key=lambda code: scores[code])
    if scores[best] >= _LEAST_WORDS and scores[best] > english * _CLEARLY:
        return best
    return "en" if english else UNKNOWN
