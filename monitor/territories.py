"""Territories as licences and adopters name them: ISO 3166-1 alpha-2 codes, `EU`, and `*` for the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.records import Profile

# Where the seat is, where the model runs, where the customers are, and where the outputs go.
FACTS = ("established_in", "served_from", "customers_in", "outputs_to")
WORLD = "*"
UNION = "EU"

# Members of the European Union since 2020-02-01.
UNION_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - a list of codes reads better as words
)

# ISO 3166-1 alpha-2, officially assigned codes (249), as of 2025.
COUNTRIES = frozenset(
    (  # noqa: SIM905 - as above
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
        "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
        "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
        "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
        "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
        "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
        "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
        "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    ).split()
)


def is_territory(code: str) -> bool:
    """Whether a code is one that a profile may name: a country, `EU` or `*`."""
    return code in COUNTRIES or code in (UNION, WORLD)


def expand(codes: Iterable[str]) -> frozenset[str]:
    """The countries behind some codes: `EU` becomes its members, `*` every country, others stay."""
    found: set[str] = set()
    for code in codes:
        found |= COUNTRIES if code == WORLD else UNION_MEMBERS if code == UNION else {code}
    return frozenset(found)


def declared(profile: Profile) -> tuple[str, ...]:
    """All places that a profile names, each once."""
    named = (profile.territories, *(getattr(profile, fact) for fact in FACTS))
    return tuple(dict.fromkeys(code for codes in named for code in codes))


def undeclared(profile: Profile) -> tuple[str, ...]:
    """The facts about places that a profile lacks; `territories` tells them all at once."""
    return () if profile.territories else tuple(fact for fact in FACTS if not getattr(profile, fact))


def shared(excluded: Iterable[str], declared: Iterable[str]) -> tuple[str, ...]:
    """The excluded codes that a declared territory touches, in the order the licence names them."""
    here = expand(declared)
    return tuple(code for code in excluded if expand((code,)) & here)
