"""From the tree of words that a lock's lines make to its values."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from monitor.lock.model import (
    Adoption,
    Deferral,
    Entry,
    LockedDocument,
    LockedReason,
    LockedVerdict,
    Mark,
    Passage,
    Pending,
    View,
)
from monitor.lock.shapes import SEVERITY, is_fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    # A name's facts: the values of each, or the tree below it.
    Tree = Mapping[str, Any]

_VIEW = ("seen", "rules", "label", "basis", "state")
_VERDICT = ("is", "facts")
_ADOPTED = ("decision", "reviewer")


def entry_of(subject: str, tree: Tree, faults: list[str]) -> Entry | None:
    """One model; None where a fact is missing that everything else hangs on.

    Parameters:
        subject: its key.
        tree: its facts.
        faults: gains one sentence for each fact that is missing.
    """
    reviewed = _view(f"{subject} reviewed", tree.get("reviewed", {}), faults)
    known = _complete(f"{subject} reviewed", tree.get("reviewed", {}), ("by", "on"), faults)
    pending = _pending(subject, tree["pending"], faults) if "pending" in tree else None
    adoptions = _adoptions(subject, tree.get("adopted", {}), faults)
    if reviewed is None or not known:
        return None
    return Entry(
        subject=subject,
        reviewed=reviewed,
        reviewer=tree["reviewed"]["by"][0],
        reviewed_on=date.fromisoformat(tree["reviewed"]["on"][0]),
        pending=pending,
        marks=tuple(_marks(tree.get("settled", {}))),
        deferral=_deferral(tree["deferred"]["until"]) if "deferred" in tree else None,
        adoptions=adoptions,
    )


def _complete(where: str, tree: Tree, needed: tuple[str, ...], faults: list[str]) -> bool:
    """Whether the facts are all there; each that is not becomes a fault."""
    missing = [name for name in needed if name not in tree]
    faults += [f"{where} lacks its line `{name}`" for name in missing]
    return not missing


def _one(tree: Tree, name: str, default: str = "") -> str:
    """The value of a fact that has one."""
    return str(tree[name][0]) if name in tree else default


def _view(where: str, tree: Tree, faults: list[str]) -> View | None:
    found = _complete(where, tree, _VIEW, faults)
    documents = [
        _document(f"{where} document {name}", name, facts, faults) for name, facts in _named(tree, "document")
    ]
    verdicts = [
        _verdict(f"{where} verdict {name}", name, facts, faults) for name, facts in _named(tree, "verdict")
    ]
    if not found:
        return None
    return View(
        seen_at=datetime.fromisoformat(tree["seen"][0]),
        rules=tree["rules"][0],
        label=tree["label"][0],
        basis=tree["basis"][0],
        commit=_one(tree, "commit") or None,
        state=tree["state"][0],
        documents=tuple(one for one in documents if one),
        terms=tuple(sorted(tree.get("term", ()))),
        verdicts=tuple(one for one in verdicts if one),
    )


def _named(tree: Tree, kind: str) -> list[tuple[str, Tree]]:
    return sorted(tree.get(kind, {}).items())


def _document(where: str, name: str, tree: Tree, faults: list[str]) -> LockedDocument | None:
    if not _complete(where, tree, ("role",), faults):
        return None
    return LockedDocument(
        name=name,
        role=tree["role"][0],
        governs=_one(tree, "governs", "unknown"),
        state=_one(tree, "state", "ok"),
        url=_one(tree, "url"),
        detail=_one(tree, "detail"),
        commit=_one(tree, "commit") or None,
        body=_one(tree, "body") or None,
        text=_one(tree, "text") or None,
        words=_one(tree, "words") or None,
        declared=tuple(sorted(tree.get("declared", ()))),
        faults=tuple(sorted(values[0] for values in tree.get("fault", ()))),
    )


def _verdict(where: str, name: str, tree: Tree, faults: list[str]) -> LockedVerdict | None:
    if not _complete(where, tree, _VERDICT, faults):
        return None
    reasons = [
        LockedReason(
            code=code,
            decision=decision,
            digest=digest,
            document=document,
            sentence=sentence,
            quote=quote,
            next_step=next_step,
        )
        for code, decision, digest, document, sentence, quote, next_step in tree.get("reason", ())
    ]
    return LockedVerdict(
        profile=name,
        decision=tree["is"][0],
        facts=tree["facts"][0],
        reasons=in_order(reasons),
        obligations=tuple(sorted(values[0] for values in tree.get("duty", ()))),
    )


def in_order(reasons: Iterable[LockedReason]) -> tuple[LockedReason, ...]:
    """Reasons as a lock holds them: worst first, those alike by their words.

    Parameters:
        reasons: in any order.
    """

    def place(one: LockedReason) -> tuple[int, str, str, str, str, str]:
        return SEVERITY.index(one.decision), one.code, one.document, one.sentence, one.quote, one.next_step

    return tuple(sorted(reasons, key=place))


def _pending(subject: str, tree: Tree, faults: list[str]) -> Pending | None:
    where = f"{subject} pending"
    view = _view(where, tree, faults)
    if not _complete(where, tree, ("cause", "direction"), faults) or view is None:
        return None
    passages = [
        Passage(document=document, position=int(position), added=sign == "+", sentence=sentence)
        for document, position, sign, sentence in tree.get("passage", ())
    ]
    passages.sort(key=lambda one: (one.document, one.position, one.added, one.sentence))
    return Pending(
        view=view,
        cause=tree["cause"][0],
        direction=tree["direction"][0],
        passages=tuple(passages),
        moved=tuple(sorted(tree.get("moved", ()))),
        notes=tuple(sorted(values[0] for values in tree.get("note", ()))),
    )


def _marks(tree: Tree) -> list[Mark]:
    return [
        Mark(
            profile=profile,
            code=code,
            digest=digest,
            decision=values[0],
            how=values[1],
            by=values[3],
            on=date.fromisoformat(values[5]),
        )
        for profile, codes in sorted(tree.items())
        for code, digests in sorted(codes.items())
        for digest, values in sorted(digests.items())
    ]


def _deferral(values: list[str]) -> Deferral:
    until, _, by, _, on, _, over = values
    return Deferral(until=date.fromisoformat(until), by=by, on=date.fromisoformat(on), over=over)


def _adoptions(subject: str, tree: Tree, faults: list[str]) -> tuple[Adoption, ...]:
    found = []
    listed = [
        (product, time, profile, facts)
        for product, times in tree.items()
        for time, profiles in times.items()
        for profile, facts in profiles.items()
    ]
    for product, time, profile, facts in listed:
        where = f"{subject} adopted {product} {time} {profile}"
        if not is_fit("TIME", time):
            faults.append(f"{where} names no time such as 2026-03-01T12:00:00+00:00")
        elif _complete(where, facts, _ADOPTED, faults):
            found.append(_adoption(product, time, profile, facts))
    return tuple(sorted(found, key=lambda one: (one.product, one.at, one.profile)))


def _adoption(product: str, time: str, profile: str, facts: Tree) -> Adoption:
    gate = facts.get("gate")
    return Adoption(
        product=product,
        at=datetime.fromisoformat(time),
        profile=profile,
        decision=facts["decision"][0],
        reviewer=facts["reviewer"][0],
        commit=_one(facts, "commit") or None,
        texts=tuple(sorted(facts.get("text", ()))),
        gate_by=gate[0] if gate else "",
        gate_on=date.fromisoformat(gate[1]) if gate else None,
        comment=_one(facts, "comment"),
    )
