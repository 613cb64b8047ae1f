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
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
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
_ENGLISH = frozenset(_FREQUENT["en"]) - {"in", "or", "is", "as"}  # words of other languages too
_FOREIGN = frozenset(
    word for code, words in _FREQUENT.items() if code != "en" for word in words if len(word) > 1
) - {"is", "no", "as", "do", "on", "per", "met", "van", "con"}  # words or parts of names in English
_ELSEWHERE = frozenset(word for code, words in _FREQUENT.items() if code != "en" for word in words)
_SHARE_SCRIPT = 0.2
_LEAST_WORDS = 4
_ACCENTED = 2
_IN_ADDRESS = frozenset("@./")
_CLEARLY = 1.5
_ADDRESS = expression(r"https?://[^\s)\]>\"]{1,400}|<[^<>]{0,400}>")


def _script(sample: str) -> str | None:
    """The language whose script a good part of the letters belongs to."""
    beyond = len(_ANY_SCRIPT.findall(sample))
    if not beyond or beyond <= _SHARE_SCRIPT / 2 * sum(map(sample.count, _LETTERS)):  # a few names
        return None
    letters = sum(map(str.isalpha, sample)) or 1
    for code, script in (("ja", _KANA), ("ko", _HANGUL), ("ru", _CYRILLIC), ("ar", _ARABIC), ("zh", _HAN)):
        least = _SHARE_SCRIPT / 2 if code == "ja" else _SHARE_SCRIPT
        if len(expression(f"[{script}]").findall(sample)) / letters > least:
            return code
    return None


def _most_spoken(text: str, least: int) -> tuple[str | None, int]:
    """The language beside English that so many frequent words speak for clearly, and the English ones."""
    spoken = _LATIN_WORD.findall(_ADDRESS.sub(" ", text))
    if sum(map(_ELSEWHERE.__contains__, spoken)) < least:
        return None, sum(map(_FREQUENT["en"].__contains__, spoken))
    words = Counter(spoken)
    scores = {code: sum(words[word] for word in frequent) for code, frequent in _FREQUENT.items()}
    english = scores.pop("en")
    best = max(scores, key=lambda code: scores[code])
    return (best if scores[best] >= least and scores[best] > english * _CLEARLY else None), english


def is_foreign(sentence: str) -> bool:
    """Whether a sentence is written in a language that no rule reads, whatever the text around it is in.

    Parameters:
        sentence: in lower case; one without letters of its own script or two frequent words of a foreign
            language is taken for a name.
    """
    script = None if sentence.isascii() else _script(sentence)
    if script:
        return script not in WITH_RULES
    plain = " ".join(word for word in sentence.split() if _IN_ADDRESS.isdisjoint(word[:-1]))
    words = _LATIN_WORD.findall(plain)
    if len(words) < _LEAST_WORDS or not _ENGLISH.isdisjoint(words):
        return _most_spoken(plain, _LEAST_WORDS)[0] is not None
    accented = sum(not word.isascii() for word in words)
    return sum(word in _FOREIGN for word in words) >= (1 if accented >= _ACCENTED else 2)


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
    best, english = _most_spoken(sample, _LEAST_WORDS)
    if best:
        return best
    return "en" if english else UNKNOWN
