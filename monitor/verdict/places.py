"""Places in which a text gives no rights, against where the adopter is and what reaches where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor import territories
from monitor.records import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Reason
    from monitor.verdict.case import Case

_FIELD = "excluded_territories"
_SEAT = ("established_in",)
# Where somebody is at home, and nothing of where the model is run, offered or its outputs are shown.
_AT_HOME = re.compile(
    r"domiciled|principal place of business|headquarter|registered (?:office|seat)|"
    r"(?:established|incorporated|organi[sz]ed|resident|residing) (?:in|under)|based in|nationals? of"
    r"|注册地|住所|总部|设立于",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:use[ds]?|using|run|runs|distribut\w+|offer\w*|deploy\w*|access\w*|display\w*|outputs?|available"
    r"|within|outside|territory|region)\b"
    r"|使用|分发|部署|提供|输出|境内|境外|地区",
    re.IGNORECASE,
)


def excluded(case: Case) -> Iterator[Reason]:
    """Places in which the text gives no rights; a clause on who is at home there asks for the seat only."""
    if case.terms.excluded_territories:
        yield _at_home(case) if _binds_the_seat(case) else _anywhere(case)


def _binds_the_seat(case: Case) -> bool:
    """Whether all clauses that exclude places speak of who is at home there, and of nothing else."""
    quotes = [sourced.finding.quote for sourced in case.sheet.won.get(_FIELD, ())]
    return bool(quotes) and all(_AT_HOME.search(each) and not _ELSEWHERE.search(each) for each in quotes)


def _anywhere(case: Case) -> Reason:
    """A clause that excludes seat, use, offer and outputs alike."""
    excluded = case.terms.excluded_territories
    names = ", ".join(excluded)
    declared = territories.declared(case.profile)
    missing = territories.undeclared(case.profile)
    touched = territories.shared(excluded, declared)
    if touched:
        return case.reason(
            _FIELD,
            Decision.DENY,
            f"Not in {', '.join(touched)}: the text gives no rights there, and the profile names "
            f"{', '.join(declared)}.",
            "Keep the model and its results out of these territories, or choose another model.",
        )
    if missing:
        unsaid = f"not declared: {', '.join(missing)}" if declared else "the profile names no place"
        return _undeclared(case, f"The text gives no rights in {names}; {unsaid}.", missing)
    return case.reason(
        _FIELD,
        Decision.OBLIGATIONS,
        f"The text gives no rights in {names}.",
        f"Keep the model and what is made with it out of {names}.",
    )


def _at_home(case: Case) -> Reason:
    """A clause that excludes who is at home in a place, wherever the model is used."""
    profile, excluded = case.profile, case.terms.excluded_territories
    names = ", ".join(excluded)
    seat = profile.established_in or (profile.territories if len(profile.territories) == 1 else ())
    touched = territories.shared(excluded, seat)
    if touched:
        return case.reason(
            _FIELD,
            Decision.DENY,
            f"Not for whoever is at home in {', '.join(touched)}; the profile names {', '.join(seat)}.",
            "Choose another model, or ask the licensor for a licence of your own.",
        )
    reached = territories.shared(excluded, territories.declared(profile))
    if not seat and (reached or not profile.territories):
        return _undeclared(
            case,
            f"The text gives no rights to whoever is at home in {names}; not declared: where you are.",
            _SEAT,
        )
    sentence = f"The text gives no rights to whoever is at home in {names}, which you are not."
    return case.reason(_FIELD, Decision.ALLOW, sentence)


def _undeclared(case: Case, sentence: str, missing: tuple[str, ...]) -> Reason:
    """A clause that facts would decide which the profile lacks."""
    every = "" if missing == _SEAT else "; or `territories` for all"
    step = f"Declare in [profiles.{case.profile.name}]: {', '.join(missing)}{every}."
    return case.reason(_FIELD, Decision.REVIEW, sentence, step)
