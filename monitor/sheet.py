"""Readings of several documents -> the sheet of one subject. Pure.

Per field the most restrictive of the documents that may govern the weights wins, and the findings that won
are named. What governs code or third-party parts is left aside and never clears the weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.also_bound import also_bound
from monitor.compare.terms import compare_terms
from monitor.conflicts import declaration_conflicts, prose_conflicts
from monitor.naming import NO_LICENCE, label, main_text, metadata_of, names
from monitor.pointers import pointed
from monitor.records import (
    PROPOSED,
    Basis,
    Commercial,
    Conflict,
    Declared,
    Direction,
    Document,
    Finding,
    Governs,
    Hosting,
    Identity,
    Read,
    Reading,
    RevenueShare,
    Role,
    Sheet,
    Sourced,
    State,
    Terms,
)
from monitor.telling import short, telling
from monitor.terms import FLAGS, NEEDS, PATH, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Span
    from monitor.references import References

_ASIDE = frozenset({Governs.CODE, Governs.THIRD_PARTY})
_TEXTS = (Role.LICENSE, Role.LINKED, Role.GATE)
_COMMERCIAL = (
    Commercial.PROHIBITED, Commercial.SEPARATE, Commercial.UNCLEAR,
    Commercial.CONDITIONAL, Commercial.ALLOWED, Commercial.SILENT,
)  # fmt: skip
_HOSTING = (Hosting.PROHIBITED, Hosting.RESTRICTED, Hosting.ALLOWED, Hosting.SILENT)
_WITHHELD = frozenset({Commercial.PROHIBITED, Commercial.SEPARATE})
_LOOSENS = frozenset({Direction.LOOSER, Direction.MIXED})


def combine(reads: Sequence[Read], references: References, *, trouble: str = "") -> Sheet:
    """The sheet of a subject: its own terms, and those of the models that it is made from.

    Parameters:
        reads: all its documents with their readings.
        references: for the meaning of a licence that is only named.
        trouble: one sentence where the subject as a whole could not be had; empty otherwise.
    """
    own = _alone([read for read in reads if read.document.base is None], references, trouble)
    proposed = {name for document in _proposing(reads) for name in document.base_models}
    families: dict[str, list[Read]] = {}
    for read in reads:
        if read.document.base is not None and read.document.base not in proposed:
            families.setdefault(read.document.base, []).append(read)
    bases = [_alone(family, references) for family in families.values()]
    sheet = _under(own, bases) if bases else own.sheet
    return replace(sheet, proposals=tuple(_proposals(reads)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The sheet of some documents, and what it rests on.

    Parameters:
        sheet: their terms, most restrictive first.
        counted: the readings that gave them.
        main: the document that names the licence: its text, else the metadata; None without either.
    """

    sheet: Sheet
    counted: tuple[Read, ...]
    main: Document | None


def _alone(reads: Sequence[Read], references: References, trouble: str = "") -> _Part:
    """The terms of one repository's documents, whatever it was made from."""
    governing = [read for read in reads if read.reading and read.document.governs not in _ASIDE]
    texts = [read for read in governing if _is_licence_text(read)]
    declared = None if texts else _declared(reads, references)
    bound = list(also_bound(governing, names(reads, texts), references))
    counted = [*governing, *([declared] if declared else []), *bound]
    terms = _terms(counted)
    basis = Basis.TEXT if texts else Basis.DECLARED if declared else _prose_basis(governing)
    sheet = Sheet(
        terms=terms,
        won=dict(_won(counted, terms)),
        basis=basis,
        label=label(reads, texts, references),
        conflicts=(
            *declaration_conflicts(reads, texts, references),
            *prose_conflicts(governing, main_text(texts) or declared),
        ),
        unaccounted=tuple(_unaccounted([*governing, *bound])),
        not_checked=tuple(_not_checked(reads, trouble)),
        suspect=tuple(_suspect(reads)),
        gated=tuple(_gated(reads)),
    )
    main = main_text(texts)
    return _Part(sheet=sheet, counted=tuple(counted), main=main.document if main else metadata_of(reads))


def _is_licence_text(read: Read) -> bool:
    """Whether a document is a licence: a file, page or gate that grants, withholds or demands something."""
    if read.document.role not in _TEXTS or read.reading is None:
        return False
    named = read.reading.identity.reference is not None
    if not named and _links(read.document):
        return False
    return named or read.document.role is not Role.GATE or read.reading.terms != Terms()


def _links(document: Document) -> tuple[str, ...]:
    """Where a licence file leads that says nothing by itself; nothing for a text of its own."""
    if document.role not in {Role.LICENSE, Role.LINKED} or document.text is None:
        return ()
    return tuple(link.url for link in pointed(document.text))


def _prose_basis(governing: Sequence[Read]) -> Basis:
    """Without licence text or tag, words of the card that grant or withhold are a basis of their own."""
    speaks = any(
        read.reading and read.reading.terms.commercial_use is not Commercial.SILENT
        for read in governing
        if read.document.role is Role.CARD
    )
    return Basis.TEXT if speaks else Basis.NOTHING


def _declared(reads: Sequence[Read], references: References) -> Read | None:
    """The reading that a declared licence stands for: what our rules read in the reference it names."""
    document = metadata_of(reads)
    if document is None or document.declared is None:
        return None
    named = [name for name in document.declared.licenses if name.lower() not in NO_LICENCE]
    findings = [finding for name in named for finding in _reference_findings(name, document, references)]
    if not named:
        return None
    return Read(
        document=document,
        reading=Reading(terms=terms_of(findings), identity=Identity(), findings=tuple(findings)),
    )


def _reference_findings(name: str, document: Document, references: References) -> Iterator[Finding]:
    """The findings of a reference, told with the line that names it as the quote."""
    reference = references.named(name)
    quote = f"license: {name}"
    text = document.text or ""
    start = max(text.find(quote), 0)
    for row in references.findings(reference) if reference else ():
        yield Finding(
            rule=row.rule,
            field=row.field,
            start=start,
            end=start + len(quote),
            quote=quote,
            values=row.values,
        )


def _terms(reads: Sequence[Read]) -> Terms:
    """Per field the most restrictive of several sheets."""
    sheets = [read.reading.terms for read in reads if read.reading]
    if not sheets:
        return Terms()
    shares = [sheet.revenue_share for sheet in sheets if sheet.revenue_share.present]
    flags = {flag: any(getattr(sheet, flag) for sheet in sheets) for flag in FLAGS}
    return Terms(
        commercial_use=_commercial([read.reading for read in reads if read.reading]),
        thresholds=tuple(dict.fromkeys(each for sheet in sheets for each in sheet.thresholds)),
        revenue_share=max(shares, key=lambda share: share.rate or 0.0, default=RevenueShare()),
        hosting=min((sheet.hosting for sheet in sheets), key=_HOSTING.index),
        display_attribution=tuple(
            dict.fromkeys(each for sheet in sheets for each in sheet.display_attribution)
        ),
        name_prefix=next((sheet.name_prefix for sheet in sheets if sheet.name_prefix), None),
        excluded_territories=tuple(sorted({each for sheet in sheets for each in sheet.excluded_territories})),
        governing_law=next((sheet.governing_law for sheet in sheets if sheet.governing_law), None),
        **flags,
    )


def _commercial(readings: Sequence[Reading]) -> Commercial:
    """The strictest word on commercial use; a path to a licence in one document counts for all."""
    worst = min((reading.terms.commercial_use for reading in readings), key=_COMMERCIAL.index)
    path = worst is Commercial.PROHIBITED and any(_shows_path(reading) for reading in readings)
    return Commercial.SEPARATE if path else worst


def _won(reads: Sequence[Read], terms: Terms) -> Iterator[tuple[str, tuple[Sourced, ...]]]:
    """Per field that is not empty, the findings of the documents that gave it its value."""
    empty = Terms()
    for field in Terms.__dataclass_fields__:
        value = getattr(terms, field)
        if value == getattr(empty, field):
            continue
        found = [
            Sourced(document=read.document.name, sha256=read.document.sha256 or "", finding=finding)
            for read in reads
            if read.reading and _gave(read.reading, field, value)
            for finding in telling(read.reading, field)
        ]
        yield field, tuple(found)


def _gave(reading: Reading, field: str, value: object) -> bool:
    """Whether a document's own value of a field is (part of) the subject's."""
    own = getattr(reading.terms, field)
    if isinstance(value, tuple):
        return bool(set(own) & set(value))
    if field == "commercial_use" and value in _WITHHELD:
        return own in _WITHHELD or (value is Commercial.SEPARATE and _shows_path(reading))
    return bool(own == value)


def _shows_path(reading: Reading) -> bool:
    """Whether a document says that, or from whom, a licence for commercial use can be had."""
    says = {each.values.get("says") for each in reading.findings if each.field == "commercial_use"}
    return bool(says & {NEEDS, PATH})


def _unaccounted(reads: Sequence[Read]) -> Iterator[tuple[str, Span]]:
    """Unexplained sentences of documents whose terms would otherwise be clear."""
    for read in reads:
        for span in read.reading.unaccounted if read.reading else ():
            yield read.document.name, span


_UNREAD = frozenset({State.UNREACHABLE, State.SUSPECT})


def _not_checked(reads: Sequence[Read], trouble: str) -> Iterator[str]:
    """What could not be read and might hold terms; last the subject as a whole, unless that says no more."""
    missed = [
        sentence
        for read in reads
        if read.document.governs not in _ASIDE
        for sentence in _missed(read.document)
    ]
    yield from missed
    yield from _not_followed(reads)
    if trouble and not any(trouble.rstrip(".") in sentence for sentence in missed):
        yield trouble


def _suspect(reads: Sequence[Read]) -> Iterator[str]:
    """Pages that were had and seem to be something else than they were asked for."""
    for read in reads:
        if read.document.state is State.SUSPECT and read.document.governs not in _ASIDE:
            yield from _missed(read.document)


def _not_followed(reads: Sequence[Read]) -> Iterator[str]:
    """Licence files that only point elsewhere, where nobody looked at what they point to."""
    tried = {name for read in reads for name in (read.document.own_name, read.document.url)}
    for read in reads:
        links = () if read.document.governs in _ASIDE else _links(read.document)
        if links and tried.isdisjoint(links):
            yield f"{read.document.name} only points to {links[0]}, which was not read."


def _missed(document: Document) -> Iterator[str]:
    """What of a document could not be read; a licence or policy that is named and not there counts too."""
    carries_terms = document.role in {*_TEXTS, Role.POLICY}
    if document.state in _UNREAD or (document.state is State.MISSING and carries_terms):
        yield f"{document.name} could not be read: {(document.detail or document.state).rstrip('.')}."
    elif carries_terms:
        yield from document.faults


def _gated(reads: Sequence[Read]) -> Iterator[str]:
    for read in reads:
        if read.document.state is State.GATED and read.document.governs not in _ASIDE:
            yield f"{read.document.name} stands behind a gate and could not be read."


# ---- Lineage -------------------------------------------------------------------------------------------


def _under(own: _Part, bases: Sequence[_Part]) -> Sheet:
    """The sheet of a model that is held to its own terms and to those of every model it is made from.

    A base model only takes away: what the derivative itself does not grant, no base grants for it.
    """
    counted = [read for part in (own, *bases) for read in part.counted]
    terms = _terms(counted)
    said = own.sheet.terms
    if said.commercial_use is Commercial.SILENT and terms.commercial_use not in _WITHHELD:
        terms = replace(terms, commercial_use=said.commercial_use)
    if terms.hosting is Hosting.ALLOWED:
        terms = replace(terms, hosting=said.hosting)
    sheets = [part.sheet for part in bases]
    known = {span.quote for _, span in own.sheet.unaccounted}
    left_over = [each for sheet in sheets for each in sheet.unaccounted if each[1].quote not in known]
    return replace(
        own.sheet,
        terms=terms,
        won=dict(_won(counted, terms)),
        conflicts=(*own.sheet.conflicts, *(each for base in bases for each in _looser(own, base))),
        unaccounted=(*own.sheet.unaccounted, *left_over),
        not_checked=_joined(own.sheet.not_checked, *(sheet.not_checked for sheet in sheets)),
        suspect=_joined(own.sheet.suspect, *(sheet.suspect for sheet in sheets)),
        gated=_joined(own.sheet.gated, *(sheet.gated for sheet in sheets)),
    )


def _joined(*sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence for told in sentences for sentence in told))


def _looser(own: _Part, base: _Part) -> Iterator[Conflict]:
    """A derivative that allows more, or asks for less, than the model it is made from."""
    if own.main is None or base.main is None or own.sheet.terms == Terms():
        return
    if own.sheet.label == base.sheet.label:
        return
    sides = [[each.finding for found in part.sheet.won.values() for each in found] for part in (base, own)]
    moved = compare_terms(base.sheet.terms, own.sheet.terms, *sides)
    looser = [each for each in moved if each.direction in _LOOSENS]
    if not looser:
        return
    told = next((each for each in looser if each.before_quote), looser[0])
    right = base.sheet.won.get(told.field, ())
    yield Conflict(
        kind="lineage",
        left=own.main.name,
        left_says=_own_words(own),
        right=right[0].document if right else base.main.name,
        right_says=f"“{short(told.before_quote)}”" if told.before_quote else base.sheet.label,
    )


def _own_words(own: _Part) -> str:
    """What a derivative says of its own licence."""
    main = own.main
    if main is not None and own.sheet.basis is not Basis.TEXT and main.declared:
        return f"license: {', '.join(main.declared.licenses)}"
    grant = own.sheet.won.get("commercial_use", ())
    return f"“{short(grant[0].finding.quote)}” ({own.sheet.label})" if grant else own.sheet.label


def _proposing(reads: Sequence[Read]) -> Iterator[Declared]:
    """Declarations that only propose a base model."""
    for read in reads:
        declared = read.document.declared
        if declared and declared.base_model_relation == PROPOSED and read.document.base is None:
            yield declared


def _proposals(reads: Sequence[Read]) -> Iterator[str]:
    """One sentence for each proposal; what was proposed never clears anything."""
    for read in reads:
        declared = read.document.declared
        if declared and declared.base_model_relation == PROPOSED and read.document.base is None:
            yield f"{read.document.detail}; the card declares no base model."
