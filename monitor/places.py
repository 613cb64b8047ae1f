"""Places that clauses name: countries and groups to ISO 3166-1 codes, and whose law is meant. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.expressions import of_words
from monitor.place_names import TERRITORIES
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# What contracts say beyond the usual names; folded.
_ALIASES = {
    "大不列颠及北爱尔兰联合王国": "GB", "uk": "GB", "u.k.": "GB", "great britain": "GB", "britain": "GB", "usa": "US", "u.s.a.": "US", "u.s.": "US",
    "united states of america": "US", "korea": "KR", "republic of korea": "KR", "eu": "EU",
    "european economic area": "EU", "eea": "EU", "member states of the european union": "EU", "prc": "CN",
    "people's republic of china": "CN", "mainland china": "CN", "chinese mainland": "CN", "中华人民共和国": "CN",
    "中国大陆": "CN", "香港": "HK", "香港特别行政区": "HK", "澳门": "MO", "澳门特别行政区": "MO", "台湾": "TW", "台灣": "TW", "中華民國": "TW", "韩国": "KR", "大韩民国": "KR", "欧洲联盟": "EU", "欧洲经济区": "EU", "美利坚合众国": "US", "hong kong": "HK",
    "macau": "MO", "macao": "MO", "russian federation": "RU", "viet nam": "VN", "czech republic": "CZ", "turkey": "TR",
    "holland": "NL", "the netherlands": "NL", "uae": "AE",
}  # fmt: skip
_STATES = (
    "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida",
    "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland",
    "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada",
    "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "ohio", "oklahoma",
    "oregon", "pennsylvania", "rhode island", "south carolina", "south dakota", "tennessee", "texas", "utah",
    "vermont", "virginia", "washington", "west virginia", "wisconsin", "wyoming",
)  # fmt: skip
_ADJECTIVES = {
    "prc": "China", "chinese": "China", "dutch": "Netherlands", "english": "England", "england": "England",
    "england and wales": "England", "scottish": "Scotland", "scotland": "Scotland", "french": "France",
    "german": "Germany", "swiss": "Switzerland", "israeli": "Israel", "japanese": "Japan", "italian": "Italy",
    "korean": "Republic of Korea", "swedish": "Sweden", "finnish": "Finland", "danish": "Denmark", "norwegian": "Norway",
    "belgian": "Belgium", "austrian": "Austria", "indian": "India", "irish": "Ireland", "spanish": "Spain",
    "canadian": "Canada", "australian": "Australia", "singaporean": "Singapore", "ontario": "Ontario, Canada",
    "quebec": "Quebec, Canada", "québec": "Quebec, Canada", "british columbia": "British Columbia, Canada", "alberta": "Alberta, Canada",
    "new south wales": "New South Wales, Australia", "victoria": "Victoria, Australia",
    "queensland": "Queensland, Australia", "western australia": "Western Australia", "dubai": "United Arab Emirates",
    "polish": "Poland", "czech": "Czechia", "portuguese": "Portugal", "greek": "Greece", "turkish": "Turkey",
    "russian": "Russia", "brazilian": "Brazil", "estonian": "Estonia", "luxembourgish": "Luxembourg",
    "taiwanese": "Taiwan", "welsh": "Wales", "northern ireland": "Northern Ireland",
    "droit français": "France", "droit suisse": "Switzerland", "droit belge": "Belgium",
    "deutsches recht": "Germany", "deutschem recht": "Germany", "österreichisches recht": "Austria",
    "schweizer recht": "Switzerland", "schweizerisches recht": "Switzerland",
    "scots": "Scotland", "icelandic": "Iceland", "hungarian": "Hungary", "romanian": "Romania", "bulgarian": "Bulgaria",
    "croatian": "Croatia", "slovak": "Slovakia", "slovenian": "Slovenia", "serbian": "Serbia", "latvian": "Latvia",
    "lithuanian": "Lithuania", "ukrainian": "Ukraine", "maltese": "Malta", "cypriot": "Cyprus", "mexican": "Mexico",
    "argentine": "Argentina", "chilean": "Chile", "colombian": "Colombia", "south african": "South Africa",
    "egyptian": "Egypt", "emirati": "United Arab Emirates", "saudi": "Saudi Arabia", "thai": "Thailand", "kenyan": "Kenya", "nigerian": "Nigeria", "moroccan": "Morocco", "pakistani": "Pakistan",
    "bangladeshi": "Bangladesh", "kazakh": "Kazakhstan", "armenian": "Armenia", "jordanian": "Jordan", "lebanese": "Lebanon",
    "qatari": "Qatar", "kuwaiti": "Kuwait", "peruvian": "Peru", "uruguayan": "Uruguay", "tunisian": "Tunisia",
    "vietnamese": "Vietnam", "indonesian": "Indonesia", "malaysian": "Malaysia", "philippine": "Philippines",
    "manitoba": "Manitoba, Canada", "nova scotia": "Nova Scotia, Canada", "saskatchewan": "Saskatchewan, Canada",
    "new brunswick": "New Brunswick, Canada", "south australia": "South Australia, Australia",
    "tasmania": "Tasmania, Australia", "state of georgia": "Georgia, USA", "georgia, usa": "Georgia, USA",
    "district of columbia": "District of Columbia, USA", "californian": "California, USA", "texan": "Texas, USA",
    "abu dhabi": "United Arab Emirates", "dubai international financial centre": "United Arab Emirates",
}  # fmt: skip
_OWN_NAMES = {
    "HK": "Hong Kong",
    "MO": "Macau",
    "KR": "Republic of Korea",
    "US": "United States",
    "GB": "United Kingdom",
}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {**TERRITORIES, **_ALIASES}


@lru_cache(maxsize=1)
def _code_pattern() -> re.Pattern[str]:
    return _any_name(tuple(_codes()))


@lru_cache(maxsize=1)
def _law_pattern() -> re.Pattern[str]:
    return _any_name((*_codes(), *_STATES, *_ADJECTIVES))


def _any_name(names: tuple[str, ...]) -> re.Pattern[str]:
    return of_words(names, lambda: _pattern(names))


def _pattern(names: tuple[str, ...]) -> str:
    """Any of the names, longest first; Latin ones only as whole words."""
    ordered = sorted(names, key=len, reverse=True)
    latin = _any_of(name for name in ordered if name[0] < "\u2e80")
    han = _any_of(name for name in ordered if name[0] >= "\u2e80")
    return rf"(?<![\w-])(?:{latin})(?![\w-])|(?=[\u2e80-\uffff])(?:{han})"


def _any_of(names: Iterable[str]) -> str:
    """Alternatives that are tried by their first character."""
    rests: dict[str, list[str]] = {}
    for name in re.escape("\n".join(names)).split("\\\n"):  # a thousand names by themselves take longer
        first = name[: 1 + name.startswith("\\")]
        rests.setdefault(first, []).append(name[len(first) :])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())


@lru_cache(maxsize=32)  # several rules ask it of the same clause of a text
def territories(folded: str) -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 codes (and `EU`) of the places a folded text names, in order, once each.

    Parameters:
        folded: folded text.
    """
    return tuple(dict.fromkeys(_codes()[match.group()] for match in _code_pattern().finditer(folded)))


def law(folded: str) -> str | None:
    """The place a folded stretch of a governing-law clause names first, by its usual English name.

    Hong Kong's own law is not China's, though its full name holds both; a state wins over its country.

    Parameters:
        folded: the words behind "laws of" or before "law".
    """
    for match in _law_pattern().finditer(folded):
        name = match.group()
        if name in _STATES:
            return f"{name.title()}, USA"
        if name in _ADJECTIVES:
            return _ADJECTIVES[name]
        code = _codes()[name]
        if code == "US" and any(state in folded for state in _STATES):
            continue
        return _OWN_NAMES.get(code) or _english(code)
    return None


@lru_cache(maxsize=256)
def _english(code: str) -> str:
    """The English name of a code."""
    return next((name.title() for name, each in TERRITORIES.items() if each == code and name.isascii()), code)
