"""Verdicts as a list of results, one a clause: what code scanners, annotations and test reports show."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor.records import Decision
from monitor.reports import words
from monitor.reports.cite import cite_reason, document_named
from monitor.reports.human.verdicts import title
from monitor.reports.plain import one_line
from monitor.reports.settling import dealt
from monitor.reports.spots import Spot, documented, in_project, mentioned, pointed
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Document, Inspection, Reason, Remark, Settled, Verdict
    from monitor.reports.inputs import Judged

_TOLD = frozenset({Decision.OBLIGATIONS, Decision.REVIEW, Decision.INCOMPLETE, Decision.DENY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One clause, or one thing that kept a text from being read or sure, for all profiles it matters to.

    Parameters:
        code: of the reason or remark.
        decision: the gravest that it leads to and that nobody has dealt with; else the gravest of all.
        name: the model, as one would type it; what the remark is about.
        told: each sentence with the profiles that it holds for.
        several: whether profiles differ, so that they have to be named.
        cited: the sentence that it rests on, and where it stands, fit to be shown.
        snippet: that sentence as it stands in the text; empty where there is none.
        next_steps: what to do, each once.
        named: where the project names the model.
        own: where the words stand; None for what stands in no text.
        document: that the words stand in.
        fingerprint: the same for the same clause of the same model, wherever it is named or moved to.
        settled: for each profile that somebody has dealt with it for.
        live: whether it counts for at least one profile.
    """

    code: str
    decision: Decision
    name: str
    told: tuple[tuple[tuple[str, ...], str], ...]
    several: bool = False
    cited: str = ""
    snippet: str = ""
    next_steps: tuple[str, ...] = ()
    named: tuple[Spot, ...] = ()
    own: Spot | None = None
    document: Document | None = None
    fingerprint: str = ""
    settled: tuple[Settled, ...] = ()
    live: bool = True

    @property
    def spot(self) -> Spot | None:
        """Where to point: where the project names the model, since that can be changed, else at the words."""
        return self.named[0] if self.named else self.own

    @property
    def others(self) -> tuple[Spot, ...]:
        """Further places, that of the words last."""
        own = () if self.own is None or not self.named else (self.own,)
        return (*self.named[1:], *own)

    @property
    def sentence(self) -> str:
        """All sentences, each with its profiles where there are several."""
        if not self.several:
            return " ".join(sentence for _, sentence in self.told)
        return " ".join(f"For {words.listing(profiles)}: {sentence}" for profiles, sentence in self.told)

    @property
    def parts(self) -> tuple[str, ...]:
        """Sentence, clause and next steps; one line each."""
        steps = f"Next: {' '.join(self.next_steps)}" if self.next_steps else ""
        return tuple(filter(None, (self.sentence, self.cited, steps)))


def results(found: Judged) -> tuple[Result, ...]:
    """Everything that is not simply allowed, models in order, then remarks about lock and waivers.

    Parameters:
        found: judged models.
    """
    settled = dealt(found)
    clauses = [
        _result(model, group, found, settled) for model in found.inspections for group in _groups(model)
    ]
    return (*clauses, *(_remark(one, found) for one in found.remarks))


Told = tuple["Verdict", "Reason"]
"""A reason and the verdict that it stands in."""


def _groups(model: Inspection) -> Iterator[list[Told]]:
    """Reasons of all profiles that rest on the same words."""
    groups: dict[tuple[str, str, str], list[Told]] = {}
    for verdict in model.verdicts:
        # Where the answer is no there is nothing yet that duties could come with.
        told = _TOLD - {Decision.OBLIGATIONS} if verdict.decision is Decision.DENY else _TOLD
        for reason in verdict.reasons:
            if reason.decision in told:
                key = (reason.code, reason.document, reason.quote or reason.sentence)
                groups.setdefault(key, []).append((verdict, reason))
    yield from groups.values()


def _result(
    model: Inspection,
    group: Sequence[Told],
    found: Judged,
    settled: dict[tuple[str, str, Reason], Settled],
) -> Result:
    """One result of the reasons that rest on the same words."""
    key = model.subject.key
    excused = [settled.get((key, verdict.profile, reason)) for verdict, reason in group]
    open_ = [reason for (_, reason), one in zip(group, excused, strict=True) if one is None]
    reasons = [reason for _, reason in group]
    first = max(open_ or reasons, key=lambda reason: words.GRAVITY.index(reason.decision))
    cited = cite_reason(model, first)[0] if first.quote else None
    document = document_named(model, cited.document if cited else first.document)
    span = cited.span if cited else None
    return Result(
        code=first.code,
        decision=first.decision,
        name=title(model),
        told=_told(group),
        several=len(group) < len(model.verdicts) or len(_told(group)) > 1,
        cited=f"“{cited.words}” ({cited.place})" if cited else "",
        snippet=(document.text or "")[slice(*span)] if document and span else "",
        next_steps=_next_steps(group),
        named=mentioned(model.subject.key, found),
        own=documented(model, document, span, found),
        document=document,
        fingerprint=_fingerprint(model, first),
        settled=tuple(one for one in excused if one is not None),
        live=bool(open_),
    )


def _told(group: Sequence[Told]) -> tuple[tuple[tuple[str, ...], str], ...]:
    profiles: dict[str, list[str]] = {}
    for verdict, reason in group:
        profiles.setdefault(one_line(reason.sentence), []).append(one_line(verdict.profile))
    return tuple((tuple(dict.fromkeys(names)), said) for said, names in profiles.items())


def _next_steps(group: Sequence[Told]) -> tuple[str, ...]:
    """The reasons' own steps, then how the first verdict that rests on one of them is got to a yes."""
    steps = [reason.next_step for _, reason in group]
    ways = (verdict.way_out for verdict, reason in group if reason.decision is verdict.decision)
    return tuple(dict.fromkeys(one_line(step) for step in (*steps, *next(ways, ())) if step))


def _fingerprint(model: Inspection, reason: Reason) -> str:
    """Of model, document, code and words; not of revision, line, layout or profile."""
    subject = model.subject
    document = document_named(model, reason.document)
    said = " ".join(word_tokens(reason.quote or reason.sentence)).casefold()
    where = document.own_name if document else reason.document
    return _hashed(subject.place.value, subject.name, where, reason.code, said)


def _hashed(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _remark(remark: Remark, found: Judged) -> Result:
    """A remark as a result, at its own place, else where the project names the model, else at the lock."""
    model = next((one for one in found.inspections if one.subject.key == remark.subject), None)
    quotes = " ".join(f"“{one_line(quote)}”" for quote in remark.quotes)
    return Result(
        code=remark.code,
        decision=remark.decision,
        name=title(model) if model else one_line(remark.subject),
        told=(((), one_line(remark.sentence)),),
        cited=quotes,
        next_steps=(one_line(remark.next_step),) if remark.next_step else (),
        named=(pointed(remark.at, found),) if remark.at else mentioned(remark.subject, found),
        own=Spot(path=in_project(found.lock, found)) if found.lock and not remark.at else None,
        fingerprint=_hashed("remark", remark.code, remark.subject, one_line(remark.sentence)),
        live=remark.decision is not Decision.ALLOW,
    )
