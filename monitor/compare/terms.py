"""Terms before and after: which way each field went, per use and in one word.

Tighter is what allows less or asks for more.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from monitor import territories
from monitor.records import (
    Commercial,
    Direction,
    FieldChange,
    Hosting,
    Terms,
    Threshold,
    Use,
)
from monitor.sizes import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from monitor.records import Finding

TIGHTER, LOOSER, MIXED = Direction.TIGHTER, Direction.LOOSER, Direction.MIXED
LATERAL, NONE, UNCLEAR = Direction.LATERAL, Direction.NONE, Direction.UNCLEAR

# A move of one of these never changes by itself what may be done with a model.
LATERAL_FIELDS = frozenset(
    {"ip_litigation_termination", "governing_law", "unilateral_change", "registration_required", "flow_down"}
)
_EVERY_USE = tuple(Use)
_OFFERS = (Use.PRODUCT, Use.HOSTED_API)
_USES: Mapping[str, tuple[Use, ...]] = {
    "thresholds": _OFFERS,
    "revenue_share": _OFFERS,
    "hosting": (Use.HOSTED_API,),
    "display_attribution": _OFFERS,
    "name_prefix": (Use.REDISTRIBUTE, Use.FINE_TUNE),
    "no_training_other_models": (Use.TRAIN_ON_OUTPUTS,),
    "flow_down": (Use.REDISTRIBUTE,),
    "registration_required": _OFFERS,
}
_GRANTED = (Commercial.ALLOWED, Commercial.CONDITIONAL)
_REFUSED = (Commercial.SEPARATE, Commercial.PROHIBITED)
_COMMERCIAL_ORDER = (*_GRANTED, *_REFUSED)
_HOSTING_ORDER = (Hosting.ALLOWED, Hosting.SILENT, Hosting.RESTRICTED, Hosting.PROHIBITED)
_CONSEQUENCES = ("notify", "registration", "display", "review", "fee", "separate-licence", "loss-of-rights")
_BASES = ("product", "licensee", "employer", "group")
_MONTHS = {"month": 12.0}


def compare_terms(
    before: Terms,
    after: Terms,
    before_findings: Sequence[Finding] = (),
    after_findings: Sequence[Finding] = (),
) -> tuple[FieldChange, ...]:
    """Every field that moved, with its direction and the uses it touches.

    Parameters:
        before, after: the terms.
        before_findings, after_findings: what decided them; the first of a field gives the quote.
    """
    quotes = _quotes(before_findings), _quotes(after_findings)
    changes = []
    for each in fields(Terms):
        name = each.name
        old, new = getattr(before, name), getattr(after, name)
        if old == new or _direction(name, before, after) is NONE:
            continue
        change = FieldChange(
            field=name,
            before=told(old),
            after=told(new),
            direction=_direction(name, before, after),
            before_quote=quotes[0].get(name, ""),
            after_quote=quotes[1].get(name, ""),
        )
        changes.append(replace(change, uses=_touched(change, before, after)))
    return tuple(changes)


def overall(
    changes: Sequence[FieldChange], *, words_changed: bool, near_cues: bool, added_cues: bool = False
) -> Direction:
    """One word for all field changes together.

    A move across the grant of commercial use, or of territories, decides alone. The step between `allowed`
    and `conditional` only sums up what the other fields say, so it counts as one of them.

    Parameters:
        changes: from `compare_terms`.
        words_changed: whether the words of the texts differ at all.
        near_cues: whether words changed near cues of commerce, permission or prohibition in a way that no
            field tells.
        added_cues: whether such words were added; then nothing may be called looser.
    """
    if not changes and not words_changed:
        return NONE
    found = _combined(change.direction for change in changes if _dominates(change))
    if found is None:
        found = _combined(change.direction for change in changes if change.field not in LATERAL_FIELDS)
    if (found in (None, LATERAL) and (near_cues or added_cues)) or (found is LOOSER and added_cues):
        return UNCLEAR
    if found is None:
        return LATERAL if changes else NONE
    return found


def by_use(changes: Sequence[FieldChange]) -> dict[Use, Direction]:
    """Direction per use, for the uses that a change touches."""
    touched = {
        use: overall(
            [change for change in changes if use in change.uses], words_changed=True, near_cues=False
        )
        for use in Use
    }
    return {use: direction for use, direction in touched.items() if direction is not NONE}


def _combined(directions: Iterable[Direction]) -> Direction | None:
    """Moves of one rank together; None where nothing moved."""
    found = set(directions)
    if MIXED in found or {TIGHTER, LOOSER} <= found:
        return MIXED
    return next((each for each in (TIGHTER, UNCLEAR, LOOSER, LATERAL) if each in found), None)


def _dominates(change: FieldChange) -> bool:
    """Whether a change decides alone."""
    if change.field == "commercial_use":
        return {change.before, change.after} != {str(each) for each in _GRANTED}
    return change.field == "excluded_territories"


def _quotes(findings: Sequence[Finding]) -> dict[str, str]:
    """The first quote of each field."""
    return {finding.field: finding.quote for finding in reversed(findings)}


def told(value: object) -> str:
    """A value of a field in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return "; ".join(told(each) for each in value)
    if isinstance(value, Threshold):
        return _told_threshold(value)
    rate = getattr(value, "rate", None)
    present = getattr(value, "present", None)
    if present is not None:
        return f"{rate:g} %" if rate is not None else told(present)
    return str(value)


_EFFECTS = {
    "separate-licence": "another licence is needed",
    "display": "a name must be displayed",
    "notify": "the licensor must be told",
    "loss-of-rights": "no rights",
    "review": "the licensor decides",
    "registration": "registration is needed",
    "fee": "a fee is owed",
}
_BOUND = {"hosting": "for hosting it as a service", "commercial-product": "in commercial products"}


def _told_threshold(threshold: Threshold) -> str:
    """A threshold in words, e.g. `more than USD 30,000,000 revenue a year: a name must be displayed`."""
    effect = _EFFECTS.get(threshold.consequence, threshold.consequence)
    bound = _BOUND.get(threshold.applies_to, "")
    free = f"({', '.join(threshold.exempt)} use is free of it)" if threshold.exempt else ""
    return " ".join(part for part in (f"{words(threshold)}: {effect}", bound, free) if part)


def _touched(change: FieldChange, before: Terms, after: Terms) -> tuple[Use, ...]:
    """The uses that a change of a field touches."""
    if change.field == "commercial_use":
        return _EVERY_USE if _dominates(change) else _OFFERS
    if change.field == "thresholds":
        moved = set(before.thresholds) ^ set(after.thresholds)
        return (Use.HOSTED_API,) if all(each.applies_to == "hosting" for each in moved) else _OFFERS
    if change.field == "display_attribution" and "distribut" in f"{change.before_quote} {change.after_quote}":
        return (*_OFFERS, Use.REDISTRIBUTE)
    return _USES.get(change.field, _EVERY_USE)


def _direction(name: str, before: Terms, after: Terms) -> Direction:
    """Which way one field that differs went."""
    judge = _JUDGES.get(name)
    if judge is not None:
        return judge(before, after)
    if name in LATERAL_FIELDS:
        return LATERAL
    return TIGHTER if getattr(after, name) else LOOSER


def _by_order(order: Sequence[object], old: object, new: object) -> Direction:
    """Later in the order is tighter."""
    return TIGHTER if order.index(new) > order.index(old) else LOOSER


def _commercial(before: Terms, after: Terms) -> Direction:
    """`not-addressed` grants nothing and forbids nothing; `unclear` tells nothing."""
    old, new = before.commercial_use, after.commercial_use
    if Commercial.UNCLEAR in (old, new):
        return UNCLEAR
    if Commercial.SILENT not in (old, new):
        return _by_order(_COMMERCIAL_ORDER, old, new)
    if old is Commercial.SILENT:
        return LOOSER if new in _GRANTED else TIGHTER
    return TIGHTER if old in _GRANTED else UNCLEAR


def _hosting(before: Terms, after: Terms) -> Direction:
    """What was expressly allowed and no longer is, is less."""
    return _by_order(_HOSTING_ORDER, before.hosting, after.hosting)


def _revenue_share(before: Terms, after: Terms) -> Direction:
    """A higher rate is tighter; a rate that appears or goes while the share stays tells nothing."""
    old, new = before.revenue_share, after.revenue_share
    if old.present != new.present:
        return TIGHTER if new.present else LOOSER
    if old.rate is None or new.rate is None:
        return UNCLEAR
    return TIGHTER if new.rate > old.rate else LOOSER


def _territories(before: Terms, after: Terms) -> Direction:
    """Compared as countries, so that the Union and one of its members are told apart."""
    old = territories.expand(before.excluded_territories)
    new = territories.expand(after.excluded_territories)
    return _by_set(old, new)


def _by_set(old: frozenset[str], new: frozenset[str]) -> Direction:
    """More is tighter."""
    if old == new:
        return LATERAL
    if old < new:
        return TIGHTER
    return LOOSER if new < old else MIXED


def _display(before: Terms, after: Terms) -> Direction:
    """Another phrase is as good as the old one; more phrases are more to do."""
    old, new = len(before.display_attribution), len(after.display_attribution)
    return LATERAL if old == new else TIGHTER if new > old else LOOSER


def _prefix(before: Terms, after: Terms) -> Direction:
    """Another prefix is as good as the old one."""
    if before.name_prefix is None or after.name_prefix is None:
        return TIGHTER if before.name_prefix is None else LOOSER
    return LATERAL


# ---- Thresholds ----------------------------------------------------------------------------------------


def _thresholds(before: Terms, after: Terms) -> Direction:
    """Thresholds matched by what they count and what they lead to; the rest were added or removed."""
    pairs, added, removed = _matched(before.thresholds, after.thresholds)
    found = [_moved(old, new) for old, new in pairs]
    found += [_added(each, before, after) for each in added]
    found += [_opposite(_added(each, after, before)) for each in removed]
    return _combined(each for each in found if each is not NONE) or NONE


def _matched(
    before: Sequence[Threshold], after: Sequence[Threshold]
) -> tuple[list[tuple[Threshold, Threshold]], list[Threshold], list[Threshold]]:
    """Pairs, added and removed; what agrees in more is matched first."""
    old, new = list(before), list(after)
    pairs = []
    for alike in _LIKENESS:
        for each in list(old):
            partner = next((other for other in new if alike(each) == alike(other)), None)
            if partner is not None:
                pairs.append((each, partner))
                old.remove(each)
                new.remove(partner)
    return pairs, new, old


_LIKENESS: tuple[Callable[[Threshold], object], ...] = (
    lambda each: replace(each, group=None),
    lambda each: (each.metric, each.consequence, each.period, each.currency, each.applies_to),
    lambda each: (each.metric, each.consequence, each.period, each.currency),
    lambda each: (each.metric, each.consequence),
    lambda each: (each.metric, each.amount, each.currency),
)


def _moved(old: Threshold, new: Threshold) -> Direction:
    """Which way a threshold went that stands on both sides."""
    if old.currency != new.currency:
        return UNCLEAR
    was, now = (each.amount * _yearly(each) for each in (old, new))
    strict = ">", ">="
    joined = "and", "or"
    moves = [
        _step(was, now, lower_is_tighter=True),
        _rank(strict, old.comparator, new.comparator),
        _rank(joined, old.join, new.join),
        _rank(_CONSEQUENCES, old.consequence, new.consequence),
        _rank(_BASES, old.basis, new.basis),
        _step(old.applies_to == "any", new.applies_to == "any"),
        _step(len(old.exempt), len(new.exempt), lower_is_tighter=True),
    ]
    aside = LATERAL if replace(old, group=None) != replace(new, group=None) else NONE
    return _combined(move for move in moves if move is not NONE) or aside


def _yearly(threshold: Threshold) -> float:
    """Revenue of a month counts twelve times against revenue of a year; users do not add up."""
    return _MONTHS.get(threshold.period or "", 1.0) if threshold.metric == "revenue" else 1.0


def _step(old: float, new: float, *, lower_is_tighter: bool = False) -> Direction:
    """Which way a number went."""
    if old == new:
        return NONE
    return TIGHTER if (new < old) is lower_is_tighter else LOOSER


def _rank(order: Sequence[str], old: str, new: str) -> Direction:
    """Later in the order is tighter; words that are not in it tell nothing."""
    if old == new:
        return NONE
    return _by_order(order, old, new) if {old, new} <= set(order) else UNCLEAR


def _added(threshold: Threshold, before: Terms, after: Terms) -> Direction:
    """A new threshold is tighter, unless its duty stood for everybody and is now owed by the large only."""
    alike = [each for each in before.thresholds if each.consequence == threshold.consequence]
    if threshold.join == "and" and len(after.thresholds) > len(before.thresholds) and alike:
        return LOOSER
    return LOOSER if not alike and _owed_by_all(threshold.consequence, before) else TIGHTER


def _owed_by_all(consequence: str, terms: Terms) -> bool:
    """Whether terms without a threshold of the kind ask everybody for what it leads to."""
    if consequence == "display":
        return bool(terms.display_attribution)
    if consequence in {"registration", "notify"}:
        return terms.registration_required
    if consequence == "fee" and terms.revenue_share.present:
        return True
    return terms.commercial_use in _REFUSED or (
        terms.commercial_use is Commercial.CONDITIONAL and not _explained(terms)
    )


def _explained(terms: Terms) -> bool:
    """Whether a field tells what commercial use depends on."""
    limited = terms.hosting in {Hosting.RESTRICTED, Hosting.PROHIBITED}
    duties = terms.display_attribution or terms.registration_required or terms.revenue_share.present
    return bool(terms.thresholds or limited or duties)


def _opposite(direction: Direction) -> Direction:
    """The way back."""
    return {TIGHTER: LOOSER, LOOSER: TIGHTER}.get(direction, direction)


_JUDGES: Mapping[str, Callable[[Terms, Terms], Direction]] = {
    "commercial_use": _commercial,
    "thresholds": _thresholds,
    "revenue_share": _revenue_share,
    "hosting": _hosting,
    "display_attribution": _display,
    "name_prefix": _prefix,
    "excluded_territories": _territories,
}
