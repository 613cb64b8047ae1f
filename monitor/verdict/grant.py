"""The grant itself: commercial use, and what it depends on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.records import Basis, Commercial, Decision, Hosting, Reason, Terms
from monitor.verdict.case import WITHHELD, whom_to_ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.verdict.case import Case

_FIND_GRANT = "See whether one of the sentences that fit no rule grants the use."
_RESEARCH = re.compile(r"research|academic|scientific|科研|研究", re.IGNORECASE)
_PERSONAL = re.compile(
    r"personal|private|hobby|individual|non-?commercial (?:use|purpose)|\bor non-?commercial"
    r"|个人|非商业(?:用途|使用)",
    re.IGNORECASE,
)


def commercial(case: Case) -> Iterator[Reason]:
    """The grant itself."""
    use = case.terms.commercial_use
    if use is Commercial.SILENT and case.sheet.basis is not Basis.NOTHING:
        yield replace(
            case.reason(
                "commercial_use",
                Decision.REVIEW,
                "The text grants nothing by itself: it does not say whether the model may be used like this.",
                _FIND_GRANT if case.sheet.unaccounted else "Find the licence that this text belongs to.",
            ),
            code="no-grant",
        )
    elif use in WITHHELD:
        yield _withheld(case) if case.profile.commercial else _private(case)
    elif use is Commercial.ALLOWED:
        yield case.reason("commercial_use", Decision.ALLOW, "The text grants the use, commercial or not.")
    elif use is Commercial.CONDITIONAL:
        yield _conditional(case)


def _withheld(case: Case) -> Reason:
    """Commercial use that is not granted."""
    if case.terms.commercial_use is Commercial.PROHIBITED:
        return case.reason(
            "commercial_use",
            Decision.DENY,
            "Commercial use is not granted, and the text offers no way to get it.",
            "Choose another model.",
        )
    licensor = case.value("commercial_use", "licensor") or "the licensor"
    return case.reason(
        "commercial_use",
        Decision.DENY,
        f"Not without a separate licence or written authorisation from {licensor}: "
        "commercial use is not granted.",
        whom_to_ask(case, licensor),
    )


def _private(case: Case) -> Reason:
    """Use outside any trade under a text that withholds commercial use."""
    quotes = case.quotes("commercial_use")
    if _RESEARCH.search(quotes) and not _PERSONAL.search(quotes) and not case.profile.research:
        return _not_research(case)
    return case.reason(
        "commercial_use", Decision.ALLOW, "The text grants the use as long as it is not commercial."
    )


def _not_research(case: Case) -> Reason:
    """Private use under a text for research, where the profile does not say that it is research."""
    if case.profile.research is None:
        return case.reason(
            "commercial_use",
            Decision.REVIEW,
            "The text grants use for research; whether yours is research was not declared.",
            f"Decide whether it is in the sense of the text, and declare research in "
            f"[profiles.{case.profile.name}].",
        )
    return case.reason(
        "commercial_use",
        Decision.DENY,
        "The text grants use for research only, and the profile says that yours is none.",
        "Ask the licensor for another licence, or choose another model.",
    )


def _conditional(case: Case) -> Reason:
    """A grant with conditions: fine where they are known, for they are judged one by one."""
    if case.profile.commercial and not conditions(case.terms):
        return case.reason(
            "commercial_use",
            Decision.REVIEW,
            "Commercial use is granted under a condition that no other clause explains.",
            "Decide whether you meet what the quoted clause makes commercial use depend on.",
        )
    return case.reason(
        "commercial_use", Decision.ALLOW, "The text grants the use under conditions, each judged here."
    )


def conditions(terms: Terms, *, without_display: bool = False) -> bool:
    """Whether a field of the terms tells what commercial use depends on."""
    display = terms.display_attribution and not without_display
    limited = terms.hosting in {Hosting.RESTRICTED, Hosting.PROHIBITED}
    duties = terms.registration_required or terms.revenue_share.present or terms.no_training_other_models
    return bool(terms.thresholds or display or limited or duties)
