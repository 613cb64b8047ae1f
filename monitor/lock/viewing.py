"""What a lock keeps of an inspection."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import TYPE_CHECKING

from monitor import sizes
from monitor.lock.building import in_order
from monitor.lock.model import LockedDocument, LockedReason, LockedVerdict, View
from monitor.records import RevenueShare, Terms, Threshold
from monitor.tokens import word_tokens, words_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.records import Declared, Document, Inspection, Reason, Verdict


def view_of(inspection: Inspection, facts: Mapping[str, str], rules: str) -> View:
    """What was seen and judged, without the texts.

    Parameters:
        inspection: of one model.
        facts: digest of what each profile was judged by, by the profile's name.
        rules: what read it.
    """
    documents = [_document(read.document, inspection.commit) for read in inspection.reads]
    verdicts = [_verdict(verdict, facts[verdict.profile]) for verdict in inspection.verdicts]
    return View(
        seen_at=inspection.seen_at.replace(microsecond=0),
        rules=rules,
        label=inspection.sheet.label,
        basis=inspection.sheet.basis.value,
        commit=inspection.commit,
        state=inspection.state.value,
        documents=tuple(sorted(documents, key=lambda one: one.name)),
        terms=tuple(sorted(_terms(inspection.sheet.terms))),
        verdicts=tuple(sorted(verdicts, key=lambda one: one.profile)),
    )


def texts_of(inspection: Inspection) -> dict[str, bytes]:
    """Every text of a model as it is committed, by its SHA-256.

    Parameters:
        inspection: of one model.
    """
    bodies = (_body(read.document.text) for read in inspection.reads if read.document.text is not None)
    return {hashlib.sha256(body).hexdigest(): body for body in bodies}


def digest_of(reason: Reason) -> str:
    """What a reason is recognised by: its kind and the words it rests on, wherever they stand.

    A reason that rests on no words is known by its document and its sentence.

    Parameters:
        reason: of any verdict.
    """
    rest = word_tokens(reason.quote) if reason.quote else (reason.document, *word_tokens(reason.sentence))
    return _short("\n".join((reason.code, *rest)))


def _short(text: str) -> str:
    return hashlib.sha256(_body(text)).hexdigest()[:16]


def _body(text: str) -> bytes:
    """A text as committed; what no decoder could read stays what it was."""
    return text.encode("utf-8", "surrogatepass")


def _document(document: Document, commit: str | None) -> LockedDocument:
    text = document.text
    return LockedDocument(
        name=document.name,
        role=document.role.value,
        governs=document.governs.value,
        state=document.state.value,
        url=document.url,
        detail=document.detail,
        commit=document.commit if document.commit != commit else None,
        body=document.sha256,
        text=None if text is None else hashlib.sha256(_body(text)).hexdigest(),
        words=None if text is None else words_sha256(text),
        declared=tuple(sorted(_declared(document.declared))) if document.declared else (),
        faults=tuple(sorted(set(document.faults))),
    )


def _declared(declared: Declared) -> Iterator[tuple[str, str]]:
    yield from (("license", one) for one in dict.fromkeys(declared.licenses))
    yield from (("base", one) for one in dict.fromkeys(declared.base_models))
    single = {
        "name": declared.license_name,
        "link": declared.license_link,
        "relation": declared.base_model_relation,
        "gate": declared.gate_prompt,
        "gated": str(declared.gated) if declared.gated else None,
    }
    yield from ((key, value) for key, value in single.items() if value is not None)


def _verdict(verdict: Verdict, facts: str) -> LockedVerdict:
    reasons = {_reason(reason) for reason in verdict.reasons}
    return LockedVerdict(
        profile=verdict.profile,
        decision=verdict.decision.value,
        facts=facts,
        reasons=in_order(reasons),
        obligations=tuple(sorted(set(verdict.obligations))),
    )


def _reason(reason: Reason) -> LockedReason:
    return LockedReason(
        code=reason.code,
        decision=reason.decision.value,
        digest=digest_of(reason),
        sentence=reason.sentence,
        document=reason.document,
        quote=reason.quote,
        next_step=reason.next_step,
    )


def _terms(terms: Terms) -> Iterator[tuple[str, str]]:
    """What the clauses say: a line for each field that says something, or for each of its values."""
    empty = Terms()
    for one in fields(Terms):
        value = getattr(terms, one.name)
        if value != getattr(empty, one.name):
            yield from ((one.name, said) for said in _said(value))


def _said(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [said for one in value for said in _said(one)]
    if isinstance(value, Threshold):
        return [f"{sizes.words(value)}: {value.consequence} ({value.applies_to})"]
    if isinstance(value, RevenueShare):
        return [f"{value.rate:g} %" if value.rate is not None else "yes"]
    return ["yes" if value is True else str(value)]
