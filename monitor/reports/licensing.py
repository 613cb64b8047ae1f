"""What a bill of materials may say of a model's licence: declared, concluded, or that it is not known.

An id of the SPDX list is written only where a text was read whose words are that licence's. What a hub's tag
says by itself is a remark, never a licence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from spdx_tools.common.spdx_licensing import spdx_licensing

from monitor.records import BASE, PROPOSED, Basis, Governs, How, Place, Role, State, Subject, Terms
from monitor.reports import words
from monitor.reports.plain import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Declared, Document, Inspection, Read, Verdict
    from monitor.reports.inputs import Judged

_TEXTS = frozenset({Role.LICENSE, Role.LINKED, Role.GATE, Role.POLICY})
_ASIDE = frozenset({Governs.CODE, Governs.THIRD_PARTY})
_SAME_WORDS = frozenset({How.EXACT, How.WORDS})
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_PLAIN_ID = re.compile(r"[A-Za-z0-9.+-]{1,100}")
_IN_DOUBT = frozenset({"conflict", "gated", "incomplete"})
_TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceText:
    """One text that a model stands under.

    Parameters:
        id: of the SPDX list, or `LicenseRef-...`.
        name: for people.
        document: holds the text.
    """

    id: str
    name: str
    document: Document

    @property
    def text(self) -> str:
        """All of its words."""
        return self.document.text or ""

    @property
    def listed(self) -> bool:
        """Whether the id is one of the SPDX list."""
        return not self.id.startswith("LicenseRef-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Licensing:
    """The licence of one model, its base models left aside.

    Parameters:
        declared: texts that the publisher put there, none of which a tag contradicts; empty = not known.
        concluded: texts that hold; empty while documents disagree or something was not read.
        found: every text that was read.
        comment: why something is not known; empty where all is.
    """

    declared: tuple[LicenceText, ...] = ()
    concluded: tuple[LicenceText, ...] = ()
    found: tuple[LicenceText, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model of a bill of materials.

    Parameters:
        key: of the subject, or `base:owner/name` of a base model that was not asked for by itself.
        place: where it lives; base models live on the hub.
        name: as its place calls it.
        purl: its package URL; empty for what has none.
        version: the resolved commit; empty where none is known.
        licensing: its own.
        bases: models it is made from, each with the declared relation.
        inspection: None for a base model that was not asked for by itself.
        verdicts: none for such a base model.
    """

    key: str
    place: Place
    name: str
    purl: str = ""
    version: str = ""
    licensing: Licensing = Licensing()
    bases: tuple[tuple[str, str], ...] = ()
    inspection: Inspection | None = None
    verdicts: tuple[Verdict, ...] = ()


def models(found: Judged) -> tuple[Model, ...]:
    """The models asked for, then base models that were not, each once.

    Parameters:
        found: judged models.
    """
    asked = [_asked(one) for one in found.inspections]
    names = {
        one.name for one in asked if one.inspection and one.inspection.subject.place is Place.HUGGINGFACE
    }
    others: dict[str, Model] = {}
    for inspection in found.inspections:
        for name in _family(inspection):
            if name not in names:
                base = _base(inspection, name)
                known = others.get(name)
                others[name] = base if known is None or not known.licensing.found else known
    return (*asked, *others.values())


def by_name(listed: Sequence[Model]) -> dict[str, Model]:
    """Models of the hub by their name; of several revisions the one that stands first.

    Parameters:
        listed: as `models` lists them.
    """
    return {one.name: one for one in reversed(listed) if one.place is Place.HUGGINGFACE}


def purl(subject: Subject, commit: str | None = None) -> str:
    """The package URL of a model or repository (https://github.com/package-url/purl-spec); empty without one.

    Parameters:
        subject: of any place; only Hugging Face and GitHub have a type of their own.
        commit: becomes the version.
    """
    kinds = {Place.HUGGINGFACE: "huggingface", Place.GITHUB: "github"}
    if subject.place not in kinds:
        return ""
    # GitHub's names do not tell case apart, and its type wants them in lower case.
    name = subject.name.lower() if subject.place is Place.GITHUB else subject.name
    path = "/".join(quote(part, safe="", errors="replace") for part in name.split("/"))
    version = f"@{quote(commit.lower(), safe='', errors='replace')}" if commit else ""
    return f"pkg:{kinds[subject.place]}/{path}{version}"


def _asked(inspection: Inspection) -> Model:
    sheet = inspection.sheet
    return Model(
        key=inspection.subject.key,
        place=inspection.subject.place,
        name=inspection.subject.name,
        purl=purl(inspection.subject, inspection.commit),
        version=one_line(inspection.commit or ""),
        licensing=_licensing(inspection, None, (*sheet.not_checked, *sheet.gated)),
        bases=tuple(_bases(inspection, None)),
        inspection=inspection,
        verdicts=inspection.verdicts,
    )


def _base(inspection: Inspection, name: str) -> Model:
    commits = [read.document.commit for read in _reads(inspection, name) if read.document.commit]
    commit = one_line(commits[0] or "") if commits else ""
    unread = tuple(
        read.document.detail or words.STATES[read.document.state]
        for read in _reads(inspection, name)
        if read.document.state is not State.OK
    )
    return Model(
        key=f"{BASE}{name}",
        place=Place.HUGGINGFACE,
        name=name,
        purl=purl(Subject(Place.HUGGINGFACE, name), commit),
        version=commit,
        licensing=_licensing(inspection, name, unread),
        bases=tuple(_bases(inspection, name)),
    )


def _reads(inspection: Inspection, base: str | None) -> list[Read]:
    return [read for read in inspection.reads if read.document.base == base]


def _declarations(inspection: Inspection, base: str | None) -> Iterator[Declared]:
    for read in _reads(inspection, base):
        declared = read.document.declared
        if declared and declared.base_model_relation != PROPOSED:
            yield declared


def _bases(inspection: Inspection, base: str | None) -> Iterator[tuple[str, str]]:
    """Models that one of the family declares to be made from, with the relation; each once."""
    seen: set[str] = set()
    for declared in _declarations(inspection, base):
        for name in declared.base_models:
            if name.strip() and name not in seen and name != (base or inspection.subject.name):
                seen.add(name)
                yield name, declared.base_model_relation or ""


def _family(inspection: Inspection) -> list[str]:
    """Every base model that is declared, or read, behind a model."""
    pending = [name for name, _ in _bases(inspection, None)]
    found: dict[str, None] = {}
    while pending:
        name = pending.pop(0)
        if name not in found:
            found[name] = None
            pending += [base for base, _ in _bases(inspection, name)]
    return list(found)


def _licensing(inspection: Inspection, base: str | None, unread: tuple[str, ...]) -> Licensing:
    reads = _reads(inspection, base)
    texts = {text.id: text for read in reads if (text := _text(read) or _unread(read, inspection))}
    found = tuple(texts[key] for key in sorted(texts))
    named = {read.document.name for read in reads}
    conflicts = [one for one in inspection.sheet.conflicts if named & {one.left, one.right}]
    tags = list(dict.fromkeys(tag for one in _declarations(inspection, base) for tag in one.licenses))
    sides = [f"{one.left} says {one.left_says}, {one.right} says {one.right_says}." for one in conflicts]
    kept = _kept_doubts(inspection) if base is None else {}
    remarks = [*sides, *(f"Not read: {note}" for note in unread), *kept]
    if tags and not found:
        remarks.append(f"The tag says {', '.join(tags)}; no text was read that agrees.")
    agreed = "conflict" not in kept.values() and not any(one.kind == "declaration" for one in conflicts)
    return Licensing(
        declared=found if agreed else (),
        concluded=found if not (conflicts or unread or kept) else (),
        found=found,
        comment=one_line(" ".join(remarks)),
    )


def _kept_doubts(inspection: Inspection) -> dict[str, str]:
    """What was in doubt, and its code, where nothing but the reasons tell of it: a lock keeps no more."""
    sheet = inspection.sheet
    if sheet.conflicts or sheet.not_checked or sheet.gated:
        return {}
    reasons = (reason for verdict in inspection.verdicts for reason in verdict.reasons)
    return {reason.sentence: reason.code for reason in reasons if reason.code in _IN_DOUBT}


def _text(read: Read) -> LicenceText | None:
    """A document as a licence text; None for what is none, or is about something else."""
    document, reading = read.document, read.reading
    if document.role not in _TEXTS or document.governs in _ASIDE or document.state is not State.OK:
        return None
    if reading is None or not _words(document):
        return None
    identity = reading.identity
    if identity.reference is None and reading.terms == Terms() and document.role is not Role.LICENSE:
        return None
    if identity.reference is not None and identity.how in _SAME_WORDS:
        return LicenceText(
            id=_id(identity.reference), name=words.licence(identity.reference), document=document
        )
    return _own(document, words.licence(identity.label) if identity.reference else "")


def _unread(read: Read, inspection: Inspection) -> LicenceText | None:
    """A licence of a lock, which keeps texts and the name of the whole, and no reading of each.

    The name is the text's where it is the only one.
    """
    document, sheet = read.document, inspection.sheet
    if read.reading is not None or document.role is not Role.LICENSE or not _words(document):
        return None
    if document.governs in _ASIDE or document.state is not State.OK:
        return None
    alike = [one for one in inspection.reads if one.document.role in _TEXTS and one.document.text]
    if len(alike) == 1 and sheet.basis is Basis.TEXT and _PLAIN_ID.fullmatch(sheet.label):
        return LicenceText(id=_id(sheet.label), name=words.licence(sheet.label), document=document)
    return _own(document)


def _own(document: Document, name: str = "") -> LicenceText:
    """A text under an id of its own."""
    text = document.text or ""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return LicenceText(id=f"LicenseRef-licensewatch-{digest}", name=name or _title(text), document=document)


def _words(document: Document) -> bool:
    return bool(document.text and document.text.strip())


def _id(reference: str) -> str:
    """A reference's id; behind `LicenseRef-` where the library's copy of the list does not have it (yet)."""
    if not reference.startswith("LicenseRef-") and reference in spdx_licensing.known_symbols:
        return reference
    return f"LicenseRef-{_NOT_IN_AN_ID.sub('-', reference.removeprefix('LicenseRef-')) or 'unnamed'}"


def _title(text: str) -> str:
    line = next(line for line in text.splitlines() if line.strip())
    return clip(line.strip(" #*_="), _TITLE) or "untitled"
