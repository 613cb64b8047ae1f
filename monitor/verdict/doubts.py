"""What kept the terms from being read or from being sure, and what the policy itself looks at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.records import Basis, Commercial, Decision, Level, Reason, Terms
from monitor.terms import GRANTED
from monitor.verdict.case import LEVELS, at_least_review
from monitor.verdict.kinds import is_listed, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.verdict.case import Case

_WHICH_HOLDS = "Ask the publisher which of them holds; until then the stricter one is taken."
_BOTH_HOLD = "Keep to the base model's terms too: a derivative cannot free itself from them."
_FINE = frozenset({Decision.ALLOW, Decision.OBLIGATIONS})
_ANSWER = "Answer what is asked about the sentences that fit no rule."
_LOOK_AGAIN = {
    "unreachable": "Run the check again when it can be reached, or read it by hand.",
    "suspect": "Open the page in a browser: it looks like an error or a login, and not like terms.",
}
_CLAUSES = {
    "commercial_use": "conditions on commercial use",
    "thresholds": "numbers above which rights or duties change",
    "revenue_share": "a payment by revenue",
    "hosting": "terms for offering it as a service",
    "display_attribution": "a duty to display a name",
    "name_prefix": "a rule for naming derivatives",
    "excluded_territories": "excluded territories",
    "no_training_other_models": "a ban on training other models",
    "acceptable_use": "restrictions on the purpose of use",
    "military_ban": "a ban on military use",
    "unilateral_change": "the right of the licensor to change the terms",
    "ip_litigation_termination": "an end of the rights on suing",
    "governing_law": "a governing law",
    "flow_down": "a duty to pass the terms on",
    "registration_required": "a duty to register or ask first",
}


def states(case: Case) -> Iterator[Reason]:
    """What kept the terms from being read, or from being sure."""
    sheet, policy = case.sheet, case.policy
    for sentence in sheet.not_checked:
        code = "suspect" if sentence in sheet.suspect else "unreachable"
        level = policy.suspect if sentence in sheet.suspect else policy.unreachable
        yield Reason(
            code=code,
            decision=Decision.INCOMPLETE if level is Level.ERROR else Decision.REVIEW,
            sentence=sentence,
            next_step=_LOOK_AGAIN[code],
        )
    for sentence in sheet.gated:
        yield Reason(
            code="gated",
            decision=at_least_review(policy.gated),
            sentence=sentence,
            next_step="Accept the gate with your own account and give its token, or read the terms there.",
        )
    if sheet.basis is Basis.NOTHING and not (sheet.not_checked or sheet.gated):
        yield Reason(
            code="missing",
            decision=at_least_review(policy.missing),
            sentence="No licence was found anywhere: without one, nothing is granted.",
            next_step="Ask the publisher for a licence, or choose another model.",
        )
    if sheet.basis is Basis.DECLARED:
        yield Reason(
            code="declared-only",
            decision=LEVELS[policy.declared_only],
            sentence=f"The licence is only named ({sheet.label}); its text does not stand beside the model.",
            next_step="Ask the publisher to add the licence text.",
        )


def doubts(case: Case) -> Iterator[Reason]:
    """What was read and is not understood, or is said in two ways."""
    unread = tuple(_unaccounted(case))
    yield from unread
    for conflict in case.sheet.conflicts:
        left = f"{conflict.left} says {conflict.left_says}"
        yield Reason(
            code="conflict",
            decision=LEVELS[case.policy.conflict],
            sentence=f"{left}, but {conflict.right} says {conflict.right_says}.",
            document=conflict.right,
            next_step=_BOTH_HOLD if conflict.kind == "lineage" else _WHICH_HOLDS,
        )
    for sentence in case.sheet.proposals:
        yield Reason(
            code="lineage",
            decision=Decision.REVIEW,
            sentence=sentence,
            next_step="Find out what the model was made from: the terms of its base model bind it too.",
        )
    if case.terms.commercial_use is Commercial.UNCLEAR and _leaves_nothing_open(case, unread):
        yield case.reason(
            "commercial_use",
            Decision.ALLOW,
            "The text grants the use, and what fits no rule in it does not stand against yours.",
        )
    elif case.terms.commercial_use is Commercial.UNCLEAR:
        yield replace(
            case.reason(
                "commercial_use",
                at_least_review(case.policy.unknown),
                "Whether commercial use is granted could not be read with certainty.",
                _ANSWER if case.sheet.unaccounted else "Have it read by somebody who knows its language.",
            ),
            code="unclear",
        )


def _leaves_nothing_open(case: Case, left: tuple[Reason, ...]) -> bool:
    """Whether a grant is only in doubt for sentences that are settled for this profile."""
    won = case.sheet.won.get("commercial_use", ())
    granted = bool(won) and all(each.finding.values.get("says") == GRANTED for each in won)
    return granted and bool(left) and all(reason.decision in _FINE for reason in left)


def _unaccounted(case: Case) -> Iterator[Reason]:
    """One question for each sentence that nobody explained; words that stand in two documents ask once."""
    if not case.sheet.unaccounted:
        return
    from monitor.verdict.belonging import belongs  # noqa: PLC0415 - most texts leave no sentence open
    from monitor.verdict.questions import question  # noqa: PLC0415 - as above
    from monitor.verdict.reaching import settled  # noqa: PLC0415 - as above

    asked = set()
    for document, span in case.sheet.unaccounted:
        words = " ".join(span.quote.split())
        if words in asked:
            continue
        asked.add(words)
        open_question = question(span.quote)
        field = belongs(case, span.quote)
        found = None if field else settled(case, span.quote)
        told = (
            f", but speaks of {_CLAUSES[field]}, which was found"
            if field
            else f"; {found.why}"
            if found
            else ""
        )
        still_open = not (field or found)
        yield Reason(
            code="unaccounted",
            decision=at_least_review(case.policy.unknown)
            if still_open
            else found.decision
            if found
            else Decision.ALLOW,
            sentence=f"A sentence about {open_question.about} fits no rule{told}.",
            document=document,
            quote=span.quote,
            next_step=open_question.of(span.quote) if still_open else found.duty if found else "",
        )


def label(case: Case) -> Iterator[Reason]:
    """The policy's list of licences that may be adopted."""
    policy = case.policy
    if policy.allow and not is_listed(case.sheet, policy.allow):
        kind = kind_of(case.sheet)
        called = f"{case.sheet.label} ({kind})" if kind else case.sheet.label
        yield Reason(
            code="not-allowed",
            decision=LEVELS[policy.unlisted],
            sentence=f"The policy allows {', '.join(policy.allow)}; this is {called}.",
            next_step="Choose a model under an allowed licence, or have this one added to policy.allow.",
        )


def clauses(case: Case) -> Iterator[Reason]:
    """Clauses that the policy itself looks at or refuses, whatever the profile."""
    empty = Terms()
    for field, level in case.policy.clauses.items():
        value = getattr(case.terms, field)
        granted = field == "commercial_use" and value is Commercial.ALLOWED
        told = level in {Level.WARN, Level.ERROR}
        if not told or granted or value == getattr(empty, field):
            continue
        verb = "refuses" if level is Level.ERROR else "asks a person to look at"
        yield case.reason(
            field,
            LEVELS[level],
            f"The policy {verb} {_CLAUSES[field]} (policy.clauses.{field}).",
            "Choose another model, or have the policy changed.",
        )
