"""The verdict: what the terms of a subject and a policy mean for one profile.

The decisions are those of a careful reader: `allow` only where the text grants the use and nothing is left
unexplained; a duty gives `obligations`; a right withheld gives `deny`; a point that the text or the declared
facts do not decide gives `review`; something that could not be read gives `incomplete`.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor import sizes, territories
from monitor.records import (
    Basis,
    Commercial,
    Decision,
    Hosting,
    Level,
    Policy,
    Profile,
    Reason,
    Sheet,
    Sourced,
    Terms,
    Threshold,
    Use,
    Verdict,
)
from monitor.sizes import Measure, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Worst first. A refusal that was read stands, whatever else could not be read.
SEVERITY = (Decision.DENY, Decision.INCOMPLETE, Decision.REVIEW, Decision.OBLIGATIONS, Decision.ALLOW)

# A duty that is no field of the terms: some texts ask that changes be marked when copies are passed on.
STATE_CHANGES = "state_changes"
# Licences of the SPDX list that ask for it ("document changes" at choosealicense.com), by their own text.
_MARK_CHANGES = (
    "AFL-3.0", "AGPL-3.0*", "Apache-2.0", "CC-BY-*", "ECL-2.0", "EUPL-1.*", "GPL-*", "LGPL-*", "OSL-3.0",
)  # fmt: skip

_LEVELS = {Level.ALLOW: Decision.ALLOW, Level.WARN: Decision.REVIEW, Level.ERROR: Decision.DENY}
_OFFERS = frozenset({Use.PRODUCT, Use.HOSTED_API})
_MAKES_MODELS = frozenset({Use.REDISTRIBUTE, Use.FINE_TUNE, Use.TRAIN_ON_OUTPUTS})
_SHOWS = _OFFERS | {Use.REDISTRIBUTE, Use.TRAIN_ON_OUTPUTS}
_WITHHELD = frozenset({Commercial.SEPARATE, Commercial.PROHIBITED})
_REMOVES_RIGHTS = frozenset({"separate-licence", "loss-of-rights"})

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_RESEARCH = re.compile(r"research|academic|scientific|科研|研究", re.IGNORECASE)
_PERSONAL = re.compile(
    r"personal|private|hobby|individual|non-?commercial (?:use|purpose)|\bor non-?commercial"
    r"|个人|非商业(?:用途|使用)",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"network|remote|host|service|mak(?:e|ing) available|interact|服务|网络", re.IGNORECASE
)
_PRODUCTS = re.compile(r"\bsell\b|\bsale\b|\bfee\b|product|销售|产品", re.IGNORECASE)
# "A Model as a Service or AI Work Assistant business": it binds others than those who host.
_BUSINESS = re.compile(r"\bor\s+(?:an?\s+|any\s+)?(?P<name>\w[\w -]{1,60}?)\s+business\b", re.IGNORECASE)
_COMMERCE = re.compile(r"commerc|商业|商用", re.IGNORECASE)

_WHICH_HOLDS = "Ask the publisher which of them holds; until then the stricter one is taken."
_BOTH_HOLD = "Keep to the base model's terms too: a derivative cannot free itself from them."

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


def judge(sheet: Sheet, policy: Policy, profile: Profile) -> Verdict:
    """Applies a policy and one profile to the terms of a subject.

    Parameters:
        sheet: the subject's terms, with the findings that decided each field.
        policy: what the adopter accepts. It can make a verdict stricter, and it can accept what would be
            reviewed, but it never grants a right that the licence withholds and never clears doubt.
        profile: declared facts; a fact that a clause needs and that is not declared gives `review`.
    """
    case = _Case(sheet=sheet, policy=policy, profile=profile)
    reasons = sorted(
        (case.settled(reason) for rule in _RULES for reason in rule(case)),
        key=lambda reason: SEVERITY.index(reason.decision),
    )
    duties = (reason.next_step for reason in reasons if reason.decision is Decision.OBLIGATIONS)
    return Verdict(
        decision=reasons[0].decision,
        profile=profile.name,
        reasons=tuple(reasons),
        obligations=tuple(dict.fromkeys(duties)),
    )


def headline(verdict: Verdict) -> str:
    """The verdict in one line that begins with the answer: YES, NO, NOT DECIDED or NOT CHECKED."""
    if verdict.decision is Decision.ALLOW:
        return "YES, nothing to do beyond keeping licence and copyright notices."
    if verdict.decision is Decision.OBLIGATIONS:
        count = len(verdict.obligations)
        return f"YES, with {count} {'duty' if count == 1 else 'duties'}."
    sentence = verdict.reasons[0].sentence
    if verdict.decision is not Decision.DENY:
        return f"{'NOT DECIDED' if verdict.decision is Decision.REVIEW else 'NOT CHECKED'}: {sentence}"
    return f"NO, n{sentence[1:]}" if sentence.startswith("Not ") else f"NO: {sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One question: this sheet, under this policy, for this profile."""

    sheet: Sheet
    policy: Policy
    profile: Profile

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


def _states(case: _Case) -> Iterator[Reason]:
    """What kept the terms from being read, or from being sure."""
    sheet, policy = case.sheet, case.policy
    for sentence in sheet.not_checked:
        yield Reason(
            code="incomplete",
            decision=Decision.INCOMPLETE,
            sentence=sentence,
            next_step="Run the check again when it can be reached, or read it by hand.",
        )
    for sentence in sheet.gated:
        yield Reason(
            code="gated",
            decision=_at_least_review(policy.gated),
            sentence=sentence,
            next_step="Accept the gate with your own account and give its token, or read the terms there.",
        )
    if sheet.basis is Basis.NOTHING and not (sheet.not_checked or sheet.gated):
        yield Reason(
            code="missing",
            decision=_at_least_review(policy.missing),
            sentence="No licence was found anywhere: without one, nothing is granted.",
            next_step="Ask the publisher for a licence, or choose another model.",
        )
    if sheet.basis is Basis.DECLARED:
        yield Reason(
            code="declared-only",
            decision=_LEVELS[policy.declared_only],
            sentence=f"The licence is only named ({sheet.label}); its text does not stand beside the model.",
            next_step="Ask the publisher to add the licence text.",
        )


def _doubts(case: _Case) -> Iterator[Reason]:
    """What was read and is not understood, or is said in two ways."""
    for document, span in case.sheet.unaccounted:
        yield Reason(
            code="unaccounted",
            decision=_at_least_review(case.policy.unknown),
            sentence="A sentence about money, permission or prohibition fits no rule.",
            document=document,
            quote=span.quote,
            next_step="Read the quoted sentence.",
        )
    for conflict in case.sheet.conflicts:
        left = f"{conflict.left} says {conflict.left_says}"
        yield Reason(
            code="conflict",
            decision=_LEVELS[case.policy.conflict],
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
    if case.terms.commercial_use is Commercial.UNCLEAR:
        yield replace(
            case.reason(
                "commercial_use",
                _at_least_review(case.policy.unknown),
                "Whether commercial use is granted could not be read with certainty.",
                "Read the text, or have it read.",
            ),
            code="unclear",
        )


def _label(case: _Case) -> Iterator[Reason]:
    """The policy's list of licences that may be adopted."""
    allow, label = case.policy.allow, case.sheet.label
    if allow and not any(fnmatch.fnmatchcase(label, pattern) for pattern in allow):
        yield Reason(
            code="not-allowed",
            decision=Decision.DENY,
            sentence=f"The policy allows {', '.join(allow)}; this is {label}.",
            next_step="Choose a model under an allowed licence, or have this one added to policy.allow.",
        )


def _clauses(case: _Case) -> Iterator[Reason]:
    """Clauses that the policy itself looks at or refuses, whatever the profile."""
    empty = Terms()
    for field, level in case.policy.clauses.items():
        value = getattr(case.terms, field)
        granted = field == "commercial_use" and value is Commercial.ALLOWED
        if level is Level.ALLOW or granted or value == getattr(empty, field):
            continue
        verb = "refuses" if level is Level.ERROR else "asks a person to look at"
        yield case.reason(
            field,
            _LEVELS[level],
            f"The policy {verb} {_CLAUSES[field]} (policy.clauses.{field}).",
            "Choose another model, or have the policy changed.",
        )


def _commercial(case: _Case) -> Iterator[Reason]:
    """The grant itself."""
    use = case.terms.commercial_use
    if use is Commercial.SILENT and case.sheet.basis is not Basis.NOTHING:
        yield replace(
            case.reason(
                "commercial_use",
                Decision.REVIEW,
                "The text grants nothing by itself: it does not say whether the model may be used like this.",
                "Find the licence that this text belongs to.",
            ),
            code="no-grant",
        )
    elif use in _WITHHELD:
        yield _withheld(case) if case.profile.commercial else _private(case)
    elif use is Commercial.ALLOWED:
        yield case.reason("commercial_use", Decision.ALLOW, "The text grants the use, commercial or not.")
    elif use is Commercial.CONDITIONAL:
        yield _conditional(case)


def _withheld(case: _Case) -> Reason:
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
        _whom_to_ask(case, licensor),
    )


def _whom_to_ask(case: _Case, licensor: str) -> str:
    """Where a licence can be asked for, as far as the clauses say."""
    told = case.value("commercial_use", "contact") or case.value("registration_required", "contact")
    seen = _MAIL.search(f"{case.quotes('commercial_use')}\n{case.quotes('registration_required')}")
    contact = told or (seen.group() if seen else "")
    return f"Write to {contact} for a licence." if contact else f"Ask {licensor} for a licence."


def _private(case: _Case) -> Reason:
    """Use outside any trade under a text that withholds commercial use."""
    quotes = case.quotes("commercial_use")
    if _RESEARCH.search(quotes) and not _PERSONAL.search(quotes):
        return case.reason(
            "commercial_use",
            Decision.REVIEW,
            "The text grants use for research; whether yours is research was not declared.",
            "Decide whether the use is research in the sense of the text.",
        )
    return case.reason(
        "commercial_use", Decision.ALLOW, "The text grants the use as long as it is not commercial."
    )


def _conditional(case: _Case) -> Reason:
    """A grant with conditions: fine where they are known, for they are judged one by one."""
    if case.profile.commercial and not _conditions(case.terms):
        return case.reason(
            "commercial_use",
            Decision.REVIEW,
            "Commercial use is granted under a condition that no other clause explains.",
            "Read the quoted clause.",
        )
    return case.reason(
        "commercial_use", Decision.ALLOW, "The text grants the use under conditions, each judged here."
    )


def _conditions(terms: Terms, *, without_display: bool = False) -> bool:
    """Whether a field of the terms tells what commercial use depends on."""
    display = terms.display_attribution and not without_display
    limited = terms.hosting in {Hosting.RESTRICTED, Hosting.PROHIBITED}
    duties = terms.registration_required or terms.revenue_share.present or terms.no_training_other_models
    return bool(terms.thresholds or display or limited or duties)


def _territories(case: _Case) -> Iterator[Reason]:
    """Places in which the text gives no rights."""
    excluded = case.terms.excluded_territories
    if not excluded:
        return
    names = ", ".join(excluded)
    declared = territories.declared(case.profile)
    missing = territories.undeclared(case.profile)
    touched = territories.shared(excluded, declared)
    if touched:
        yield case.reason(
            "excluded_territories",
            Decision.DENY,
            f"Not in {', '.join(touched)}: the text gives no rights there, and the profile names "
            f"{', '.join(declared)}.",
            "Keep the model and its results out of these territories, or choose another model.",
        )
    elif missing:
        unsaid = f"not declared: {', '.join(missing)}" if declared else "the profile names no place"
        yield case.reason(
            "excluded_territories",
            Decision.REVIEW,
            f"The text gives no rights in {names}; {unsaid}.",
            f"Declare in the profile {case.profile.name}: {', '.join(missing)}; or `territories` for all.",
        )
    else:
        yield case.reason(
            "excluded_territories",
            Decision.OBLIGATIONS,
            f"The text gives no rights in {names}.",
            f"Keep the model and what is made with it out of {names}.",
        )


def _thresholds(case: _Case) -> Iterator[Reason]:
    """Numbers that change rights or duties, against the declared facts."""
    for group in sizes.grouped(case.terms.thresholds):
        bound = [threshold for threshold in group if sizes.binds(threshold, case.profile)]
        business = "" if bound else _named_business(case, group)
        bound = list(group) if business else bound
        if len(bound) < len(group) or (group[0].consequence == "display" and not case.does(_SHOWS)):
            continue
        measure = sizes.weakest([sizes.measure(threshold, case.profile) for threshold in bound])
        number = " and ".join(sizes.words(threshold) for threshold in bound)
        if business and not case.conducts(business) and measure.standing is Standing.ABOVE:
            fact = f"business (whether you conduct {business})"
            measure = replace(measure, standing=Standing.UNKNOWN, fact=fact)
        yield _passed(case, number, measure)


def _named_business(case: _Case, group: tuple[Threshold, ...]) -> str:
    """The line of business that a clause for services binds beside them, where it may be the adopter's.

    Who declares lines of business declares that there are no others.
    """
    if not case.profile.commercial or any(threshold.applies_to != "hosting" for threshold in group):
        return ""
    source = _source(case, group[0])
    match = _BUSINESS.search(source.finding.quote if source else "")
    name = " ".join(match["name"].split()) if match else ""
    return "" if case.profile.business and not case.conducts(name) else name


def _passed(case: _Case, number: str, measure: Measure) -> Reason:
    """What it means to stand so to a threshold."""
    consequence = measure.threshold.consequence
    effect = _EFFECTS.get(consequence, f"the text says: {consequence}")
    dated = f" as of {case.profile.as_of}" if case.profile.as_of else ""
    yours = f"you declared {measure.yours}{dated}" if measure.yours else "the profile does not say"
    source = _source(case, measure.threshold)
    duty = _duty(case, consequence)
    if measure.standing is Standing.UNKNOWN and duty and measure.yours:
        # Doing what may be owed is safe, and asks for less than finding out.
        sentence = (
            f"At {number} {effect}; {yours}, which does not rule it out ({measure.fact} is not declared)."
        )
        return case.reason("thresholds", Decision.OBLIGATIONS, sentence, duty, source)
    if measure.standing is Standing.UNKNOWN:
        sentence = f"At {number} {effect}; {yours}; not declared: {measure.fact}."
        step = f"Declare for the profile {case.profile.name}: {measure.fact}."
        return case.reason("thresholds", Decision.REVIEW, sentence, step, source)
    if measure.standing is Standing.BELOW:
        sentence = f"Only at {number} {effect}; {yours if measure.yours else 'it does not reach you'}."
        return case.reason("thresholds", Decision.ALLOW, sentence, source=source)
    if measure.standing is Standing.NEAR:
        sentence = f"Only at {number} {effect}; {yours}, which is near."
        return case.reason("thresholds", Decision.ALLOW, sentence, "Watch the number.", source)
    sentence = f"At {number} {effect}; {yours}."
    if duty:
        return case.reason("thresholds", Decision.OBLIGATIONS, sentence, duty, source)
    decision = Decision.DENY if consequence in _REMOVES_RIGHTS else Decision.REVIEW
    return case.reason("thresholds", decision, sentence, _whom_to_ask(case, "the licensor"), source)


_EFFECTS = {
    "separate-licence": "a separate licence is needed first",
    "loss-of-rights": "the rights end",
    "display": "a name has to be displayed",
    "notify": "the licensor has to be told",
    "registration": "registration is due",
    "fee": "a fee is due",
    "review": "the licensor decides anew",
}


def _duty(case: _Case, consequence: str) -> str:
    """What a passed threshold obliges to do; empty where it takes rights away or leaves the matter open."""
    duties = {
        "display": _display_duty(case.terms.display_attribution),
        "notify": "Notify the licensor of the size of the business.",
        "registration": "Register with the licensor.",
        "fee": "Pay the licensor's fee.",
    }
    return duties.get(consequence, "")


def _source(case: _Case, threshold: Threshold) -> Sourced | None:
    """The finding that tells this number, where a rule kept the amount with it."""
    won = case.sheet.won.get("thresholds", ())
    return next(
        (sourced for sourced in won if sourced.finding.values.get("amount") == threshold.amount), None
    )


def _hosting(case: _Case) -> Iterator[Reason]:
    """Offering the model itself to third parties."""
    hosting = case.terms.hosting
    if hosting not in {Hosting.RESTRICTED, Hosting.PROHIBITED}:
        return
    if not case.hosts:
        if Use.PRODUCT in case.profile.uses and _PRODUCTS.search(case.quotes("hosting")):
            yield case.reason(
                "hosting",
                Decision.REVIEW,
                "The words that limit hosting also speak of products or sale, and may reach yours.",
                "Read the quoted clause.",
            )
    elif hosting is Hosting.PROHIBITED:
        yield case.reason(
            "hosting",
            Decision.DENY,
            "Not as a service: the text forbids offering the model to third parties.",
            _whom_to_ask(case, "the licensor"),
        )
    elif not any(threshold.applies_to == "hosting" for threshold in case.terms.thresholds):
        yield case.reason(
            "hosting",
            Decision.REVIEW,
            "Offering the model to third parties is allowed under a condition only.",
            "Read the quoted clause.",
        )


def _revenue_share(case: _Case) -> Iterator[Reason]:
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


def _display(case: _Case) -> Iterator[Reason]:
    """A name to be shown, unless only numbers make it due (then it is judged with them)."""
    phrases = case.terms.display_attribution
    by_number = any(threshold.consequence == "display" for threshold in case.terms.thresholds)
    if not phrases or by_number or not case.does(_SHOWS):
        return
    # Where display is all that makes the grant conditional, it binds commercial products only.
    commercial_only = case.terms.commercial_use is Commercial.CONDITIONAL and not _conditions(
        case.terms, without_display=True
    )
    if case.profile.commercial or not commercial_only:
        yield case.reason(
            "display_attribution",
            Decision.OBLIGATIONS,
            "The text asks for a name to be displayed.",
            _display_duty(phrases),
        )


def _display_duty(phrases: tuple[str, ...]) -> str:
    """The duty to display, as an order."""
    fixed = [f"“{phrase}”" for phrase in phrases if phrase != "*"]
    what = " or ".join(fixed) if fixed else "the model's own name"
    return f"Display {what} prominently, where the clause says (user interface, website or documentation)."


def _naming(case: _Case) -> Iterator[Reason]:
    """The name that derived models must bear."""
    prefix = case.terms.name_prefix
    if prefix is not None and case.does(_MAKES_MODELS):
        yield case.reason(
            "name_prefix",
            Decision.OBLIGATIONS,
            f"Models made from it must bear the name {prefix}.",
            f"Begin the name of every model you make from it with “{prefix}”.",
        )


def _training(case: _Case) -> Iterator[Reason]:
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


def _purposes(case: _Case) -> Iterator[Reason]:
    """Restrictions on what it is used for."""
    if case.terms.acceptable_use:
        passed_on = case.does(_OFFERS | {Use.REDISTRIBUTE})
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


def _passing_on(case: _Case) -> Iterator[Reason]:
    """What goes along when the model, or something made with it, reaches others."""
    passes_on = Use.REDISTRIBUTE in case.profile.uses
    offers = case.does(_OFFERS) and bool(_SERVICES.search(case.quotes("flow_down")))
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


def _registration(case: _Case) -> Iterator[Reason]:
    """Registering, asking or confirming before use."""
    if not case.terms.registration_required or case.terms.commercial_use in _WITHHELD:
        return
    quotes = case.quotes("registration_required")
    if not case.profile.commercial and _COMMERCE.search(quotes):
        return
    if _same_clause(case, "registration_required", "thresholds"):
        return
    yield case.reason(
        "registration_required",
        Decision.OBLIGATIONS,
        "The text asks for registration or a request before use.",
        "Register with the licensor, or ask it, before use.",
    )


def _same_clause(case: _Case, field: str, other: str) -> bool:
    """Whether all findings of a field overlap those of another: then one clause says both."""
    own, others = case.sheet.won.get(field, ()), case.sheet.won.get(other, ())
    return bool(own) and all(any(_overlap(one, two) for two in others) for one in own)


def _overlap(one: Sourced, two: Sourced) -> bool:
    """Whether two findings stand in the same words of the same document."""
    apart = one.finding.end <= two.finding.start or two.finding.end <= one.finding.start
    return one.document == two.document and not apart


def _at_least_review(level: Level) -> Decision:
    """A level for something unread or unexplained, which no policy can make `allow`."""
    return Decision.DENY if level is Level.ERROR else Decision.REVIEW


_RULES: tuple[Callable[[_Case], Iterator[Reason]], ...] = (
    _commercial,
    _territories,
    _thresholds,
    _hosting,
    _revenue_share,
    _training,
    _display,
    _naming,
    _registration,
    _passing_on,
    _purposes,
    _label,
    _clauses,
    _doubts,
    _states,
)
