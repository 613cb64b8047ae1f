"""What a text asks for in return, and what it keeps back: each clause for the uses it binds."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from monitor.records import Commercial, Decision, Hosting, Use
from monitor.verdict.bound import hosts_only, refers_back
from monitor.verdict.case import MAKES_MODELS, OFFERS, SHOWS, WITHHELD, whom_to_ask
from monitor.verdict.grant import conditions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Reason, Sourced
    from monitor.verdict.case import Case

# A duty that is no field of the terms: some texts ask that changes be marked when copies are passed on.
STATE_CHANGES = "state_changes"
# Licences of the SPDX list that ask for it ("document changes" at choosealicense.com), by their own text.
_MARK_CHANGES = (
    "AFL-3.0", "AGPL-3.0*", "Apache-2.0", "CC-BY-*", "ECL-2.0", "EUPL-1.*", "GPL-*", "LGPL-*", "OSL-3.0",
)  # fmt: skip
_SERVICES = re.compile(
    r"network|remote|host|service|mak(?:e|ing) available|interact|服务|网络", re.IGNORECASE
)
_PRODUCTS = re.compile(r"\bsell\b|\bsale\b|\bfee\b|product|销售|产品", re.IGNORECASE)
# Products that the same words leave free, or that merely contain the model.
_FREE_PRODUCTS = re.compile(
    r"(?:may|can) (?:\w+ ){0,3}(?:used|embedded|built|incorporated|integrated) (?:\w+ ){0,5}?"
    r"products?(?: (?:or|and) services?)?"
    r"|(?:within|inside|part of|embedded in|integrated into) (?:\w+ ){0,4}?(?:products?|applications?)",
    re.IGNORECASE,
)
# What has to be had before, from the licensor.
_CONSENT = re.compile(
    r"(?:written|prior|separate|express|explicit|additional|commercial)\s+(?:\w+\s+){0,2}"
    r"(?:consent|permission|authori[sz]ation|approval|agreement|licen[sc]e)"
    r"|without (?:our|the licensor's|its) (?:consent|permission|approval)"
    r"|书面(?:同意|授权|许可)|(?:事先|另行|单独)\w{0,4}(?:同意|授权|许可)",
    re.IGNORECASE,
)
_HOSTS_DO = "it is owed by those who offer the model as a service, and you do not"
_COMMERCE = re.compile(r"commerc|商业|商用", re.IGNORECASE)


def hosting(case: Case) -> Iterator[Reason]:
    """Offering the model itself to third parties."""
    hosting = case.terms.hosting
    if hosting not in {Hosting.RESTRICTED, Hosting.PROHIBITED}:
        return
    if not case.hosts:
        limited = _FREE_PRODUCTS.sub(" ", " ".join(case.quotes("hosting").split()))
        if Use.PRODUCT in case.profile.uses and _PRODUCTS.search(limited):
            yield case.reason(
                "hosting",
                Decision.REVIEW,
                "The words that limit hosting also speak of products or sale, and may reach yours.",
                "Decide whether what you sell is the model, or gets its value mostly from it.",
            )
    elif hosting is Hosting.PROHIBITED:
        yield case.reason(
            "hosting",
            Decision.DENY,
            "Not as a service: the text forbids offering the model to third parties.",
            whom_to_ask(case, "the licensor"),
        )
    elif not any(threshold.applies_to == "hosting" for threshold in case.terms.thresholds):
        yield _hosting_condition(case)


def _hosting_condition(case: Case) -> Reason:
    """Offering the model to third parties on a condition; consent that has to be had first is a no so far."""
    if _CONSENT.search(case.quotes("hosting")):
        return case.reason(
            "hosting",
            Decision.DENY,
            "Not as a service without a separate licence or written consent.",
            whom_to_ask(case, "the licensor"),
        )
    return case.reason(
        "hosting",
        Decision.REVIEW,
        "Offering the model to third parties is allowed under a condition only.",
        "Decide whether you meet the condition of the quoted clause.",
    )


def revenue_share(case: Case) -> Iterator[Reason]:
    """A payment tied to revenue; one that falls due at a number is judged with the number."""
    share = case.terms.revenue_share
    by_number = any(threshold.consequence == "fee" for threshold in case.terms.thresholds)
    if not (share.present and case.profile.commercial and case.grants) or by_number:
        return
    if share.rate is None:
        sentence = "The text provides for a payment by revenue and does not name the rate."
        yield case.reason("revenue_share", Decision.REVIEW, sentence, "Ask the licensor what is due.")
    else:
        sentence = f"The text asks for {share.rate:g} % of revenue."
        yield case.reason(
            "revenue_share", Decision.OBLIGATIONS, sentence, f"Pay the licensor {share.rate:g} % of revenue."
        )


def display(case: Case) -> Iterator[Reason]:
    """A name to be shown, unless only numbers make it due (then it is judged with them)."""
    phrases = case.terms.display_attribution
    by_number = any(threshold.consequence == "display" for threshold in case.terms.thresholds)
    if not phrases or by_number or not case.does(SHOWS):
        return
    if not case.hosts and hosts_only(case, "display_attribution"):
        yield case.reason("display_attribution", Decision.ALLOW, f"A name has to be displayed; {_HOSTS_DO}.")
        return
    # Where display is all that makes the grant conditional, it binds commercial products only.
    commercial_only = case.terms.commercial_use is Commercial.CONDITIONAL and not conditions(
        case.terms, without_display=True
    )
    if case.profile.commercial or not commercial_only:
        yield case.reason(
            "display_attribution",
            Decision.OBLIGATIONS,
            "The text asks for a name to be displayed.",
            display_duty(phrases),
        )


def display_duty(phrases: tuple[str, ...]) -> str:
    """The duty to display, as an order."""
    fixed = [f"“{phrase}”" for phrase in phrases if phrase != "*"]
    what = " or ".join(fixed) if fixed else "the model's own name"
    return f"Display {what} prominently, where the clause says (user interface, website or documentation)."


def naming(case: Case) -> Iterator[Reason]:
    """The name that derived models must bear."""
    prefix = case.terms.name_prefix
    if prefix is not None and case.does(MAKES_MODELS):
        yield case.reason(
            "name_prefix",
            Decision.OBLIGATIONS,
            f"Models made from it must bear the name {prefix}.",
            f"Begin the name of every model you make from it with “{prefix}”.",
        )


def training(case: Case) -> Iterator[Reason]:
    """Training of other models on this one or its outputs."""
    if not case.terms.no_training_other_models:
        return
    if Use.TRAIN_ON_OUTPUTS in case.profile.uses:
        yield case.reason(
            "no_training_other_models",
            Decision.DENY,
            "Not for training other models: the text forbids it for the model or its outputs.",
            "Read the quoted clause for exceptions, or train on another model's outputs.",
        )
    else:
        yield case.reason(
            "no_training_other_models",
            Decision.OBLIGATIONS,
            "The text forbids training other models on it or its outputs.",
            "Train no other model on it or on its outputs.",
        )


def purposes(case: Case) -> Iterator[Reason]:
    """Restrictions on what it is used for."""
    if case.terms.acceptable_use:
        passed_on = case.does(OFFERS | {Use.REDISTRIBUTE})
        step = "Keep to the use restrictions" + (" and bind your users to them." if passed_on else ".")
        sentence = "The text restricts what the model may be used for."
        yield case.reason("acceptable_use", Decision.OBLIGATIONS, sentence, step)
    if case.terms.military_ban:
        yield case.reason(
            "military_ban",
            Decision.OBLIGATIONS,
            "The text forbids military use.",
            "Keep it out of military use.",
        )


def passing_on(case: Case) -> Iterator[Reason]:
    """What goes along when the model, or something made with it, reaches others."""
    passes_on = Use.REDISTRIBUTE in case.profile.uses
    offers = case.does(OFFERS) and bool(_SERVICES.search(case.quotes("flow_down")))
    if case.terms.flow_down and (passes_on or offers):
        yield case.reason(
            "flow_down",
            Decision.OBLIGATIONS,
            "The terms go along to whoever receives the model or what is made from it.",
            "Give recipients a copy of the licence and bind them to its terms.",
        )
    known = any(fnmatch.fnmatchcase(case.sheet.label, pattern) for pattern in _MARK_CHANGES)
    if passes_on and (known or STATE_CHANGES in case.sheet.won):
        yield case.reason(
            STATE_CHANGES,
            Decision.OBLIGATIONS,
            "The text asks that changes be marked.",
            "State prominently what you changed.",
        )


def registration(case: Case) -> Iterator[Reason]:
    """Registering, asking or confirming before use."""
    if not case.terms.registration_required or case.terms.commercial_use in WITHHELD:
        return
    quotes = case.quotes("registration_required")
    if not case.profile.commercial and _COMMERCE.search(quotes):
        return
    if _same_clause(case, "registration_required", "thresholds") or refers_back(
        case, "registration_required"
    ):
        return
    if not case.hosts and hosts_only(case, "registration_required"):
        yield case.reason("registration_required", Decision.ALLOW, f"Registration is due; {_HOSTS_DO}.")
        return
    yield case.reason(
        "registration_required",
        Decision.OBLIGATIONS,
        "The text asks for registration or a request before use.",
        "Register with the licensor, or ask it, before use.",
    )


def _same_clause(case: Case, field: str, other: str) -> bool:
    """Whether all findings of a field overlap those of another: then one clause says both."""
    own, others = case.sheet.won.get(field, ()), case.sheet.won.get(other, ())
    return bool(own) and all(any(_overlap(one, two) for two in others) for one in own)


def _overlap(one: Sourced, two: Sourced) -> bool:
    """Whether two findings stand in the same words of the same document."""
    apart = one.finding.end <= two.finding.start or two.finding.end <= one.finding.start
    return one.document == two.document and not apart
