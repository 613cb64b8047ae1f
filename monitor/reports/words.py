"""The vocabulary of the records in plain English, the same in every output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import (
    Basis,
    Commercial,
    Decision,
    Direction,
    Hosting,
    Inspection,
    RevenueShare,
    State,
    Terms,
    Threshold,
    Use,
)
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIELDS = {
    "commercial_use": "Commercial use",
    "thresholds": "Size limits",
    "revenue_share": "Revenue share",
    "hosting": "Hosting for others",
    "display_attribution": "Must display",
    "name_prefix": "Name of derivatives",
    "excluded_territories": "Territories excluded",
    "no_training_other_models": "Training other models",
    "acceptable_use": "Purposes of use",
    "military_ban": "Military use",
    "unilateral_change": "Changes by licensor",
    "ip_litigation_termination": "Suing ends the grant",
    "governing_law": "Governing law",
    "flow_down": "Passing it on",
    "registration_required": "Registration",
}
"""The fields of the terms, in the order they are shown in."""

FLAGS = {
    "no_training_other_models": "materials or outputs must not train other models",
    "acceptable_use": "restricted beyond obeying the law",
    "military_ban": "forbidden",
    "unilateral_change": "may change these terms or a policy they name",
    "ip_litigation_termination": "yes",
    "flow_down": "recipients must be bound by the same terms",
    "registration_required": "needed, at some or any size",
}

COMMERCIAL = {
    Commercial.ALLOWED: "allowed",
    Commercial.CONDITIONAL: "allowed under conditions",
    Commercial.SEPARATE: "needs a separate licence",
    Commercial.PROHIBITED: "prohibited",
    Commercial.UNCLEAR: "unclear: something stayed unexplained",
    Commercial.SILENT: "not addressed",
}

HOSTING = {
    Hosting.SILENT: "not addressed",
    Hosting.ALLOWED: "expressly allowed",
    Hosting.RESTRICTED: "restricted",
    Hosting.PROHIBITED: "prohibited",
}

ANSWERS = {
    Decision.ALLOW: ("✓", "yes", "good"),
    Decision.OBLIGATIONS: ("✓", "yes, with duties", "good"),
    Decision.REVIEW: ("?", "ask", "warn"),
    Decision.DENY: ("✗", "no", "bad"),
    Decision.INCOMPLETE: ("…", "not checked", "warn"),
}
"""Symbol, word and ink of each decision; the word alone says it."""

GRAVITY = (Decision.ALLOW, Decision.OBLIGATIONS, Decision.REVIEW, Decision.INCOMPLETE, Decision.DENY)
"""Decisions from the lightest to the gravest."""

DIRECTIONS = {
    Direction.TIGHTER: ("▲", "tighter", "bad"),
    Direction.LOOSER: ("▼", "looser", "good"),
    Direction.MIXED: ("◆", "tighter and looser", "warn"),
    Direction.LATERAL: ("•", "different, neither tighter nor looser", ""),
    Direction.NONE: ("•", "nothing for the terms", "dim"),
    Direction.UNCLEAR: ("?", "unclear", "warn"),
}

STATES = {
    State.OK: "read",
    State.GATED: "behind a gate",
    State.MISSING: "missing",
    State.GONE: "gone",
    State.UNREACHABLE: "unreachable",
    State.SUSPECT: "suspect (looks like an error or login page)",
}

BASES = {
    Basis.TEXT: "licence text read",
    Basis.DECLARED: "declared in metadata only, no text",
    Basis.NOTHING: "nothing found",
}

METRICS = {
    "mau": "monthly active users",
    "dau": "daily active users",
    "users": "users",
    "revenue": "revenue",
    "visits": "visits",
    "devices": "devices",
    "employees": "employees",
    "budget": "of budget",
    "other": "of the measure the clause names",
}

PERIODS = {
    "month": "a month",
    "year": "a year",
    "12-months": "in 12 months",
    "total": "in total",
    "at-release": "at the release date",
}

BOUND = {
    "commercial-product": "commercial products",
    "hosting": "hosting for others",
    "competitor": "competitors of the licensor",
}
"""Whom a limit binds, where not everybody."""

CONSEQUENCES = {
    "separate-licence": "a separate licence is needed",
    "display": "a name must be displayed",
    "notify": "the licensor must be notified",
    "loss-of-rights": "the rights end",
    "review": "a review is due",
    "registration": "registration is due",
    "fee": "a fee is due",
}


def number(amount: float) -> str:
    """`100 million`, `1.5 billion`, `700 million`, `20,000`: as licences write them."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if amount >= size:
            return f"{amount / size:.4g} {name}"
    return f"{amount:,.12g}"


def threshold(limit: Threshold) -> str:
    """One limit as a clause, e.g. `above 100 million monthly active users: a name must be displayed`."""
    edge = "from" if limit.comparator == ">=" else "above"
    amount = f"{limit.currency} {number(limit.amount)}" if limit.currency else number(limit.amount)
    measure = METRICS.get(limit.metric, limit.metric)
    # A monthly user count says its period in its name.
    when = (
        ""
        if limit.metric in {"mau", "dau"} and limit.period == "month"
        else PERIODS.get(limit.period or "", "")
    )
    bound = BOUND.get(limit.applies_to, limit.applies_to)
    binds = "" if limit.applies_to == "any" else f" (only {bound})"
    head = " ".join(part for part in (edge, amount, measure, when) if part)
    return f"{head}{binds}: {CONSEQUENCES.get(limit.consequence, limit.consequence)}"


def value(field: str, terms: Terms) -> str:
    """What a field of the terms says, in words; empty when it is at its empty value."""
    held = getattr(terms, field)
    if held == getattr(Terms(), field):
        return ""
    if isinstance(held, Commercial):
        return COMMERCIAL[held]
    if isinstance(held, Hosting):
        return HOSTING[held]
    if isinstance(held, RevenueShare):
        rate = "" if held.rate is None else f", {held.rate:g} %"
        return f"owed to the licensor{rate}"
    if field == "thresholds":
        return "; ".join(threshold(limit) for limit in held)
    if field == "display_attribution":
        return ", ".join("the model's name" if phrase == "*" else f"“{phrase}”" for phrase in held)
    if field == "name_prefix":
        return f"must begin with “{held}”"
    if field in FLAGS:
        return FLAGS[field]
    return ", ".join(held) if isinstance(held, tuple) else str(held)


def told(field: str, held: str) -> str:
    """A field's value in words where a change tells it by its name in the vocabulary."""
    if field == "commercial_use" and held in set(Commercial):
        return COMMERCIAL[Commercial(held)]
    if field == "hosting" and held in set(Hosting):
        return HOSTING[Hosting(held)]
    return held


def licence(label: str) -> str:
    """A licence's name for people: an SPDX `LicenseRef-` id without its prefix and its list's name."""
    return one_line(label.replace("LicenseRef-scancode-", "").replace("LicenseRef-", ""))


def count(amount: int, noun: str, plural: str = "") -> str:
    """`1 model`, `2 models`, `2 licences`."""
    return f"{amount} {noun if amount == 1 else plural or noun + 's'}"


def listing(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def uses(names: Iterable[Use]) -> str:
    """Uses by their names, in the order of the vocabulary."""
    held = set(names)
    return ", ".join(use.value for use in Use if use in held)


def gravest(decisions: Iterable[Decision]) -> Decision | None:
    """The gravest of them, or None of none."""
    return max(decisions, key=GRAVITY.index, default=None)


def summary(inspections: Sequence[Inspection]) -> str:
    """`6 models: 2 yes, 1 with duties, 1 needs a decision, 2 no`, each counted by its gravest verdict."""
    return tally([[verdict.decision for verdict in one.verdicts] for one in inspections])


def tally(decided: Sequence[Iterable[Decision]]) -> str:
    """As `summary`, from the decisions of each model.

    Parameters:
        decided: of one model after the other; one without any was not checked.
    """
    counted = dict.fromkeys(GRAVITY, 0)
    for decisions in decided:
        counted[gravest(decisions) or Decision.INCOMPLETE] += 1
    asks = counted[Decision.REVIEW]
    parts = (
        (counted[Decision.ALLOW], "yes"),
        (counted[Decision.OBLIGATIONS], "with duties"),
        (asks, "needs a decision" if asks == 1 else "need a decision"),
        (counted[Decision.DENY], "no"),
        (counted[Decision.INCOMPLETE], "not checked"),
    )
    told = ", ".join(f"{amount} {word}" for amount, word in parts if amount)
    return f"{count(len(decided), 'model')}: {told}" if told else count(0, "model")
