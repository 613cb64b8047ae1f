"""From what a lock keeps back to the records of the middle: to be read again, or to be reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import (
    Basis,
    Decision,
    Declared,
    Document,
    Governs,
    Inspection,
    Place,
    Read,
    Reason,
    Role,
    Sheet,
    State,
    Subject,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.lock.model import LockedDocument, LockedReason, LockedVerdict, View

_HOSTS = ("hf:", "github:", "modelscope:")


def subject_of(key: str) -> Subject:
    """The subject of a key.

    Parameters:
        key: as `Subject.key` writes it.
    """
    place, _, name = key.partition(":")
    if key.startswith(_HOSTS):
        name, _, revision = name.partition("@")
        return Subject(Place(place), name, revision or None)
    return Subject(Place.FILE, name) if place == Place.FILE else Subject(Place.WEB, key)


def inspection_of(subject: str, view: View, texts: Mapping[str, str]) -> Inspection:
    """A model as it was seen, with its verdicts; what the rules found is not kept and has to be read anew.

    Parameters:
        subject: its key.
        view: as locked.
        texts: committed texts by their SHA-256; those that are missing leave their documents without.
    """
    return Inspection(
        subject=subject_of(subject),
        seen_at=view.seen_at,
        state=State(view.state),
        commit=view.commit,
        reads=tuple(Read(document=_document(one, view.commit, texts)) for one in view.documents),
        sheet=Sheet(label=view.label, basis=Basis(view.basis)),
        verdicts=tuple(map(verdict_of, view.verdicts)),
    )


def verdict_of(locked: LockedVerdict) -> Verdict:
    """The verdict that was locked.

    Parameters:
        locked: as locked.
    """
    return Verdict(
        decision=Decision(locked.decision),
        profile=locked.profile,
        reasons=tuple(map(reason_of, locked.reasons)),
        obligations=locked.obligations,
    )


def reason_of(locked: LockedReason) -> Reason:
    """The reason that was locked.

    Parameters:
        locked: as locked.
    """
    return Reason(
        code=locked.code,
        decision=Decision(locked.decision),
        sentence=locked.sentence,
        document=locked.document,
        quote=locked.quote,
        next_step=locked.next_step,
    )


def _document(locked: LockedDocument, commit: str | None, texts: Mapping[str, str]) -> Document:
    return Document(
        role=Role(locked.role),
        name=locked.name,
        url=locked.url,
        state=State(locked.state),
        governs=Governs(locked.governs),
        text=texts.get(locked.text) if locked.text else None,
        declared=_declared(locked) if locked.role in {Role.METADATA, Role.CARD} else None,
        faults=locked.faults,
        sha256=locked.body,
        commit=locked.commit or commit,
        detail=locked.detail,
    )


def _declared(locked: LockedDocument) -> Declared:
    single = dict(locked.declared)
    gated = single.get("gated", "")
    return Declared(
        licenses=tuple(value for key, value in locked.declared if key == "license"),
        license_name=single.get("name"),
        license_link=single.get("link"),
        base_models=tuple(value for key, value in locked.declared if key == "base"),
        base_model_relation=single.get("relation"),
        gate_prompt=single.get("gate"),
        gated=True if gated == str(True) else gated or False,
    )
