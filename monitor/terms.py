"""Findings -> terms of a text; readings of several documents -> the sheet of a subject. Pure."""

from __future__ import annotations

import re

from monitor.expressions import expression
from monitor.kinds import is_an_offer
from monitor.records import (
    Commercial,
    Finding,
    Hosting,
    RevenueShare,
    Terms,
    Threshold,
)
from monitor.records.frozen import replace
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a finding of commercial_use may say, in values["says"].
GRANTED, NONCOMMERCIAL, WITHHELD, NEEDS, PATH, CONDITION, ADDITIONAL = (
    "granted", "noncommercial", "withheld", "needs-licence", "path", "condition", "additional",
)  # fmt: skip
# What a finding of hosting says where it is one of the kinds of commerce that the text names.
IN_TRADE = "in-trade"
FLAGS = (
    "no_training_other_models", "acceptable_use", "military_ban", "unilateral_change",
    "ip_litigation_termination", "flow_down", "registration_required",
)  # fmt: skip
# Where a name is shown to those who use a product; a line in the notes of a copy binds no business.
_PRODUCT = expression(
    r"product|service|\bapp(?:s|lications?)?\b|interface|website|产品|服务|应用|界面|网站", re.IGNORECASE
)
# The clauses of old licences about acknowledgements, and those that bind who passes copies on.
_COPIES = expression(r"distribut|advertis|promotional|acknowledg|product includes|分发|广告", re.IGNORECASE)
_QUOTED = expression(r"[\"“][^\"”]{1,200}[\"”]")
_HOSTING_RANK = (Hosting.RESTRICTED, Hosting.ALLOWED)
_TRADE_HAS_A_CONDITION = frozenset({Commercial.CONDITIONAL, Commercial.SEPARATE, Commercial.PROHIBITED})


def _says(findings: Iterable[Finding]) -> set[object]:
    return {finding.values.get("says") for finding in findings if finding.field == "commercial_use"}


def derived(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, with those that a clause of another field implies for commercial use.

    A threshold, a restriction on hosting, a revenue share, a duty to register first, or one to show a name
    in a product makes commercial use conditional; the clause is then a finding of commercial use as well.

    Parameters:
        findings: in order of their place.
    """
    implied = {
        (finding.start, finding.end): replace(finding, field="commercial_use", values={"says": CONDITION})
        for finding in findings
        if _implies_condition(finding)
    }
    told = [
        replace(finding, field="registration_required", values={})
        for finding in findings
        if _is_telling(finding)
    ]
    return tuple(
        sorted([*findings, *implied.values(), *told], key=lambda each: (each.start, each.end, each.rule))
    )


def _implies_condition(finding: Finding) -> bool:
    if finding.field in {"thresholds", "revenue_share"}:
        return True
    if finding.field == "registration_required":
        return True
    if finding.field == "display_attribution":
        return _shows_in_a_product(finding.quote)
    return finding.field == "hosting" and finding.values.get("says") in {
        Hosting.RESTRICTED,
        Hosting.PROHIBITED,
    }


def _is_telling(finding: Finding) -> bool:
    """Whether the licensor has to be told above a size: registration, at some size."""
    return finding.field == "thresholds" and finding.values.get("consequence") in {"registration", "notify"}


def _shows_in_a_product(quote: str) -> bool:
    """Whether whoever puts the model into a product has to show a name, and not only who passes copies on."""
    words = _QUOTED.sub(" ", quote)
    return _PRODUCT.search(words) is not None and _COPIES.search(words) is None


def commercial(findings: Sequence[Finding]) -> Commercial:
    """What the findings add up to for commercial use.

    Parameters:
        findings: of one text, implied ones included.
    """
    says = _says(findings)
    if NONCOMMERCIAL in says and not says & {WITHHELD, NEEDS} and _is_for_commerce(findings):
        return Commercial.CONDITIONAL if CONDITION in says else Commercial.UNCLEAR  # one grant beside another
    if ADDITIONAL in says and not says & {WITHHELD, NEEDS}:  # beside a grant for non-production use only
        return Commercial.CONDITIONAL
    if NONCOMMERCIAL in says and not says & {WITHHELD, NEEDS} and _is_paid_for(findings):
        return Commercial.CONDITIONAL
    if WITHHELD not in says and _is_for_small_ones(findings):  # the licence that is needed is for the others
        return Commercial.CONDITIONAL
    if _is_decided_by_size(findings):
        return Commercial.CONDITIONAL
    if says & {NONCOMMERCIAL, WITHHELD, NEEDS}:
        return Commercial.SEPARATE if says & {NEEDS, PATH} else Commercial.PROHIBITED
    if CONDITION in says:
        return Commercial.CONDITIONAL
    if PATH in says and not _is_open(findings):  # "for commercial use write to us": who else granted it?
        return Commercial.UNCLEAR
    return Commercial.ALLOWED if GRANTED in says else Commercial.SILENT


def _is_for_commerce(findings: Iterable[Finding]) -> bool:
    """Whether rights are granted for commercial purposes in so many words."""
    return any(each.field == "commercial_use" and each.values.get("use") == "commercial" for each in findings)


def _is_open(findings: Iterable[Finding]) -> bool:
    """Whether commerce is permitted in so many words, and the licences on offer are for something else."""
    said = [each for each in findings if each.field == "commercial_use"]
    return any(each.values.get("use") == "open" for each in said) and all(
        is_an_offer(each.quote) for each in said if each.values.get("says") == PATH
    )


def _is_paid_for(findings: Iterable[Finding]) -> bool:
    """Whether commerce is open to whoever registers and pays a share that the text itself names."""
    rated = any(each.field == "revenue_share" and each.values.get("rate") for each in findings)
    return rated and any(each.field == "registration_required" for each in findings)


_MONEY = frozenset({"revenue", "budget"})
_FOR_ALL = expression(r"\b(?:nobody|no[ -]one|everybody|everyone)\b|任何人|所有人", re.IGNORECASE)
_MOST_BARS = 3
"""A text that bars commerce more often does so for all, whatever it says of large businesses."""


def _is_decided_by_size(findings: Sequence[Finding]) -> bool:
    """Whether what bars commerce binds those who take in more than a sum, though not told in one breath."""
    bars = [each for each in findings if each.values.get("says") in {NONCOMMERCIAL, WITHHELD}]
    if len(bars) > _MOST_BARS or any(_FOR_ALL.search(each.quote) for each in bars):
        return False
    return any(each.field == "thresholds" and each.values.get("metric") in _MONEY for each in findings)


def _is_for_small_ones(findings: Iterable[Finding]) -> bool:
    """Whether it may be used below a size of the business, whatever is needed above it."""
    return any(
        each.values.get("use") == "below" and each.values.get("metric") in {"revenue", "budget", "other"}
        for each in findings
        if each.field == "thresholds"
    )


def terms_of(findings: Sequence[Finding]) -> Terms:
    """The sheet that findings of one text add up to.

    Parameters:
        findings: of one text, implied ones included (see `derived`).
    """
    by_field: dict[str, list[Finding]] = {}
    for finding in findings:
        by_field.setdefault(finding.field, []).append(finding)
    flags = {flag: flag in by_field for flag in FLAGS}
    trade = commercial(findings)
    return Terms(
        commercial_use=trade,
        thresholds=_thresholds(by_field.get("thresholds", [])),
        revenue_share=_revenue_share(by_field.get("revenue_share", [])),
        hosting=_hosting(by_field.get("hosting", []), trade),
        display_attribution=_phrases(by_field.get("display_attribution", [])),
        name_prefix=next(iter(_each(by_field.get("name_prefix", []), "prefix")), None),
        excluded_territories=tuple(sorted(_each(by_field.get("excluded_territories", []), "code"))),
        governing_law=next(iter(_each(by_field.get("governing_law", []), "law")), None),
        **flags,
    )


def _each(findings: Iterable[Finding], key: str) -> tuple[str, ...]:
    """The distinct values of a key, in order."""
    return tuple(dict.fromkeys(str(each.values[key]) for each in findings if each.values.get(key)))


def _phrases(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The distinct phrases to show; that a name has to be shown says nothing more where one is fixed."""
    told = _each(findings, "phrase")
    return tuple(each for each in told if each != "*") or told


def _thresholds(findings: Iterable[Finding]) -> tuple[Threshold, ...]:
    """Distinct thresholds; those of one clause share a group."""
    groups: dict[tuple[int, int], int] = {}
    found: dict[tuple[object, ...], Threshold] = {}
    for finding in findings:
        values = finding.values
        group = groups.setdefault((finding.start, finding.end), len(groups) + 1)
        key = tuple(values.get(name) for name in ("metric", "amount", "currency", "period", "consequence"))
        found.setdefault(key, _threshold(finding, group))
    return tuple(each for each in found.values() if not _is_told_better(each, found.values()))


def _is_told_better(threshold: Threshold, all_of_them: Iterable[Threshold]) -> bool:
    """Whether another one says the same and more: the period beside it, or what follows above the size.

    "Free below one million; above it a licence is needed" is one threshold, told twice: that there are no
    rights above it is only the other side of the duty.
    """
    same = [each for each in all_of_them if _size_of(each) == _size_of(threshold)]
    if threshold.period is None and any(
        each.period and each.consequence == threshold.consequence for each in same
    ):
        return True
    if threshold.period == "year" and any(
        each.period == "12-months" and each.consequence == threshold.consequence for each in same
    ):
        return True
    weightier = _WEIGHTIER.get(threshold.consequence, frozenset())
    return any(_span_of(each) == _span_of(threshold) and each.consequence in weightier for each in same)


def _span_of(threshold: Threshold) -> str | None:
    """The period of a threshold; any twelve months are a year."""
    return "year" if threshold.period == "12-months" else threshold.period


# Whoever needs a licence or has to pay from a size on tells the licensor of it anyway.
_LICENCE_OR_FEE = frozenset({"separate-licence", "fee"})
_WEIGHTIER = {
    "loss-of-rights": _LICENCE_OR_FEE | {"display", "notify", "review", "registration"},
    "notify": _LICENCE_OR_FEE,
    "registration": _LICENCE_OR_FEE,
}


def _size_of(threshold: Threshold) -> tuple[str, float, str | None]:
    return threshold.metric, threshold.amount, threshold.currency


def _threshold(finding: Finding, group: int) -> Threshold:
    values = finding.values
    exempt, currency, period = values.get("exempt"), values.get("currency"), values.get("period")
    return Threshold(
        metric=str(values["metric"]),
        amount=float(str(values["amount"])),
        currency=None if currency is None else str(currency),
        period=None if period is None else str(period),
        consequence=str(values.get("consequence") or "separate-licence"),
        comparator=str(values.get("comparator") or ">"),
        basis=str(values.get("basis") or "licensee"),
        applies_to=str(values.get("applies_to") or "any"),
        exempt=exempt if isinstance(exempt, tuple) else (),
        group=group,
        join=str(values.get("join") or "or"),
    )


def _revenue_share(findings: Sequence[Finding]) -> RevenueShare:
    rates = [float(str(each.values["rate"])) for each in findings if each.values.get("rate") is not None]
    return RevenueShare(present=bool(findings), rate=rates[0] if rates else None)


def _hosting(findings: Sequence[Finding], trade: Commercial) -> Hosting:
    """What is said of hosting; of one kind allowed and of another one not is a condition.

    What a text counts as commerce (`IN_TRADE`) has a condition where commerce has one.
    """
    by_says: dict[str, list[Finding]] = {}
    for finding in findings:
        by_says.setdefault(str(finding.values.get("says")), []).append(finding)
    traded = by_says.get(IN_TRADE, []) if trade in _TRADE_HAS_A_CONDITION else []
    barred = _apart_from(traded, by_says.pop(Hosting.PROHIBITED.value, []))
    free = _apart_from(barred, by_says.get(Hosting.ALLOWED.value, []))
    if barred:
        return Hosting.RESTRICTED if free else Hosting.PROHIBITED
    if traded:
        return Hosting.RESTRICTED
    return next((each for each in _HOSTING_RANK if each.value in by_says), Hosting.SILENT)


def _apart_from(others: Sequence[Finding], findings: Iterable[Finding]) -> list[Finding]:
    """The findings that share no words with the others."""
    return [
        one for one in findings if all(one.end <= other.start or other.end <= one.start for other in others)
    ]
