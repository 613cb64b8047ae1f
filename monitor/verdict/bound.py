"""Whom a duty binds, where its own sentence does not say it in words of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import Hosting

if TYPE_CHECKING:
    from monitor.verdict.case import Case

# "Every Operator shows ...", "4. A hosting provider must ...": who has the duty, at the head of its sentence.
_BEARER = re.compile(
    r"^[\W_]{0,8}(?:\(?\w{1,4}[.)]\W{0,3})?(?:every|each|any|an?|all|the)?\s*(?:[\w-]{1,20}\s+){0,4}?"
    r"(?P<actor>operator|provider|host|reseller|distributor)s?\b",
    re.IGNORECASE,
)
# "Send the request for such an agreement to ...": a step on the way that another clause asks for.
_BACKWARDS = re.compile(
    r"\bsuch (?:an? )?(?:\w+ )?"
    r"(?:agreement|licen[cs]e|authori[sz]ation|permission|consent|approval|request)s?\b"
    r"|(?:上述|该等?)(?:授权|许可|协议|同意)",
    re.IGNORECASE,
)
_LIMITED = frozenset({Hosting.RESTRICTED, Hosting.PROHIBITED})


def hosts_only(case: Case, field: str) -> bool:
    """Whether a duty is only that of those who offer the model as a service.

    So it is where its sentence begins with who has it, and the clauses on services are about the same.

    Parameters:
        case: the terms with the words that decided them.
        field: of the duty.
    """
    won = case.sheet.won.get(field, ())
    actors = [match["actor"].lower() if (match := _BEARER.match(one.finding.quote)) else "" for one in won]
    about = _on_services(case).lower()
    return bool(actors) and all(actor and actor in about for actor in actors)


def refers_back(case: Case, field: str) -> bool:
    """Whether a duty is a step that another clause, judged by itself, leads to.

    Parameters:
        case: the terms with the words that decided them.
        field: of the duty.
    """
    won = case.sheet.won.get(field, ())
    led = bool(case.terms.thresholds) or case.terms.hosting in _LIMITED
    return led and bool(won) and all(_BACKWARDS.search(one.finding.quote) for one in won)


def _on_services(case: Case) -> str:
    """The words of the clauses that limit offering the model as a service."""
    hosting = case.quotes("hosting") if case.terms.hosting in _LIMITED else ""
    by_number = any(threshold.applies_to == "hosting" for threshold in case.terms.thresholds)
    return f"{hosting}\n{case.quotes('thresholds') if by_number else ''}"
