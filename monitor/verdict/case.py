"""One question of a verdict, and what its rules share: the case, and how a reason rests on a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.records import Commercial, Decision, Level, Policy, Profile, Reason, Sheet, Sourced, Terms, Use

if TYPE_CHECKING:
    from datetime import date

# Worst first. A refusal that was read stands, whatever else could not be read.
SEVERITY = (Decision.DENY, Decision.INCOMPLETE, Decision.REVIEW, Decision.OBLIGATIONS, Decision.ALLOW)
OFFERS = frozenset({Use.PRODUCT, Use.HOSTED_API})
MAKES_MODELS = frozenset({Use.REDISTRIBUTE, Use.FINE_TUNE, Use.TRAIN_ON_OUTPUTS})
SHOWS = OFFERS | {Use.REDISTRIBUTE, Use.TRAIN_ON_OUTPUTS}
WITHHELD = frozenset({Commercial.SEPARATE, Commercial.PROHIBITED})
LEVELS = {Level.ALLOW: Decision.ALLOW, Level.WARN: Decision.REVIEW, Level.ERROR: Decision.DENY}
# Clauses that may name whom to ask.
_TELLING = ("commercial_use", "registration_required", "thresholds", "hosting", "revenue_share")
_PAGE = re.compile(r"https?://[^\s<>\"'()\[\]{}，。；、）」]{4,200}[^\s<>\"'()\[\]{}，。；、）」.,;:]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question: this sheet, under this policy, for this profile; `today` None where no day matters."""

    sheet: Sheet
    policy: Policy
    profile: Profile
    today: date | None = None

    @property
    def terms(self) -> Terms:
        """The terms in question."""
        return self.sheet.terms

    @property
    def grants(self) -> bool:
        """Whether commercial use is granted, with or without conditions."""
        return self.terms.commercial_use in {Commercial.ALLOWED, Commercial.CONDITIONAL}

    def does(self, uses: frozenset[Use]) -> bool:
        """Whether the profile has one of the uses."""
        return not uses.isdisjoint(self.profile.uses)

    @property
    def hosts(self) -> bool:
        """Whether the profile offers the model itself to third parties."""
        return self.profile.model_as_a_service or Use.HOSTED_API in self.profile.uses

    def conducts(self, business: str) -> bool:
        """Whether the profile declares a line of business, in whatever case."""
        return business.casefold() in {declared.casefold() for declared in self.profile.business}

    def quotes(self, field: str) -> str:
        """All words that decided a field, for looking closer."""
        return "\n".join(sourced.finding.quote for sourced in self.sheet.won.get(field, ()))

    def value(self, field: str, key: str) -> str:
        """What a rule read out of a field's clauses, e.g. the licensor's name; empty where there is none."""
        values = (sourced.finding.values.get(key) for sourced in self.sheet.won.get(field, ()))
        return next((value for value in values if isinstance(value, str)), "")

    def reason(
        self,
        field: str,
        decision: Decision,
        sentence: str,
        next_step: str = "",
        source: Sourced | None = None,
    ) -> Reason:
        """A reason that rests on a field, with the words that decided the field."""
        won = self.sheet.won.get(field, ())
        shown = source or next(iter(won), None)
        if decision is Decision.DENY and won and all(sourced.finding.experimental for sourced in won):
            decision = Decision.REVIEW
        return Reason(
            code=field,
            decision=decision,
            sentence=sentence,
            document=shown.document if shown else "",
            quote=shown.finding.quote if shown else "",
            next_step=next_step,
        )

    def settled(self, reason: Reason) -> Reason:
        """The reason after the policy's word: a doubt about a clause that the policy accepts is settled."""
        accepted = self.policy.clauses.get(reason.code) is Level.ALLOW
        if not accepted or reason.decision is not Decision.REVIEW:
            return reason
        return replace(
            reason, decision=Decision.ALLOW, sentence=f"{reason.sentence} The policy accepts this."
        )


def whom_to_ask(case: Case, licensor: str) -> str:
    """Where a licence can be asked for, as far as the clauses say: an address, a page, or who grants it."""
    told = case.value("commercial_use", "contact") or case.value("registration_required", "contact")
    quotes = "\n".join(case.quotes(field) for field in _TELLING)
    mail = _MAIL.search(quotes)
    contact = told or (mail.group() if mail else "")
    if contact:
        return f"Write to {contact} for a licence."
    page = _PAGE.search(quotes)
    return f"Ask for a licence at {page.group()}." if page else f"Ask {licensor} for a licence."


def at_least_review(level: Level) -> Decision:
    """A level for something unread or unexplained, which no policy can make `allow`."""
    return Decision.DENY if level is Level.ERROR else Decision.REVIEW
