"""SPDX 2.3 as JSON (https://spdx.github.io/spdx-spec/v2.3/), through spdx-tools: a package a model.

The library takes a quarter of a second to load: nothing but this format imports this module.
"""

from __future__ import annotations

import re
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from spdx_tools.common.spdx_licensing import spdx_licensing
from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
from spdx_tools.spdx.model.actor import Actor, ActorType
from spdx_tools.spdx.model.annotation import Annotation, AnnotationType
from spdx_tools.spdx.model.document import CreationInfo, Document
from spdx_tools.spdx.model.extracted_licensing_info import ExtractedLicensingInfo
from spdx_tools.spdx.model.package import (
    ExternalPackageRef,
    ExternalPackageRefCategory,
    Package,
    PackagePurpose,
)
from spdx_tools.spdx.model.relationship import Relationship, RelationshipType
from spdx_tools.spdx.model.spdx_no_assertion import SpdxNoAssertion
from spdx_tools.spdx.validation.uri_validators import validate_url

from monitor import __version__
from monitor.records import NOT_LEGAL_ADVICE, Place
from monitor.reports import licensing, structured, words
from monitor.reports.plain import one_line
from monitor.reports.settling import excuse
from monitor.reports.spots import home

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from spdx_tools.spdx.jsonschema.converter import TypedConverter

    from monitor.records import Verdict
    from monitor.reports.inputs import Judged
    from monitor.reports.licensing import LicenceText, Model

_TOOL = f"licensewatch-{__version__}"
_ROOT = "SPDXRef-DOCUMENT"
_CONVERTER: TypedConverter[Document] = DocumentConverter()  # type: ignore[no-untyped-call]  # as shipped
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")


def judged(found: Judged) -> str:
    """The models asked for and their base models; the same input gives the same bytes.

    Parameters:
        found: judged models; their time is the document's.
    """
    listed = licensing.models(found)
    ids = {one.key: _package_id(one) for one in listed}
    document = _document(listed, ids, found)
    content = structured.dumps(_CONVERTER.convert(document))
    document.creation_info.document_namespace = (
        f"https://spdx.org/spdxdocs/licensewatch-{uuid5(NAMESPACE_URL, content)}"
    )
    return structured.dumps(_CONVERTER.convert(document))


def _document(listed: Sequence[Model], ids: Mapping[str, str], found: Judged) -> Document:
    creation = CreationInfo(
        spdx_version="SPDX-2.3",
        spdx_id=_ROOT,
        name="licensewatch",
        document_namespace="https://spdx.org/spdxdocs/licensewatch",
        creators=[Actor(ActorType.TOOL, _TOOL)],
        created=_moment(found.seen_at),
        document_comment=NOT_LEGAL_ADVICE,
    )
    return Document(
        creation_info=creation,
        packages=[_package(one, ids[one.key]) for one in listed],
        extracted_licensing_info=_extracted(listed),
        relationships=[*_described(listed, ids), *_lineage(listed, ids)],
        annotations=[
            _annotation(verdict, one, ids[one.key], found) for one in listed for verdict in one.verdicts
        ],
    )


def _package(one: Model, spdx_id: str) -> Package:
    manager = ExternalPackageRefCategory.PACKAGE_MANAGER
    return Package(
        spdx_id=spdx_id,
        name=one_line(one.name),
        download_location=_download(one),
        version=one.version or None,
        supplier=SpdxNoAssertion(),
        files_analyzed=False,
        license_concluded=_expression(one.licensing.concluded),
        license_declared=_expression(one.licensing.declared),
        license_comment=one.licensing.comment or None,
        copyright_text=SpdxNoAssertion(),
        external_references=[ExternalPackageRef(manager, "purl", one.purl)] if one.purl else [],
        primary_package_purpose=PackagePurpose.OTHER,
        comment=None if one.inspection else "A base model; it was not asked for by itself.",
    )


def _download(one: Model) -> str | SpdxNoAssertion:
    """The repository at its commit, in the form of version control systems (section 7.7)."""
    subject = one.inspection.subject if one.inspection else None
    page = home(one.place, one.name)
    if not page or validate_url(page):
        return SpdxNoAssertion()
    if subject is not None and subject.place is Place.WEB:
        return page
    return f"git+{page}@{one.version}" if one.version else f"git+{page}"


def _expression(texts: Sequence[LicenceText]) -> object:
    """All texts hold together; none gives NOASSERTION."""
    if not texts:
        return SpdxNoAssertion()
    return spdx_licensing.parse(" AND ".join(one.id for one in texts))


def _extracted(listed: Sequence[Model]) -> list[ExtractedLicensingInfo]:
    """Every text that is not of the SPDX list, in full, each once."""
    texts = {text.id: text for one in listed for text in one.licensing.found}
    return [
        ExtractedLicensingInfo(
            license_id=key,
            extracted_text=text.text,
            license_name=text.name,
            cross_references=[text.document.url] if text.document.url.startswith("https://") else [],
        )
        for key, text in sorted(texts.items())
        if not text.listed
    ]


def _described(listed: Sequence[Model], ids: Mapping[str, str]) -> Iterator[Relationship]:
    for one in listed:
        if one.inspection:
            yield Relationship(_ROOT, RelationshipType.DESCRIBES, ids[one.key])


def _lineage(listed: Sequence[Model], ids: Mapping[str, str]) -> Iterator[Relationship]:
    """A quantised copy is generated from its base, everything else descends from it (section 11.1)."""
    named = licensing.by_name(listed)
    for one in listed:
        for name, relation in one.bases:
            made = relation == "quantized"
            kind = RelationshipType.GENERATED_FROM if made else RelationshipType.DESCENDANT_OF
            yield Relationship(ids[one.key], kind, ids[named[name].key], one_line(relation) or None)


def _annotation(verdict: Verdict, one: Model, spdx_id: str, found: Judged) -> Annotation:
    """The verdict of one profile."""
    subject = one.inspection.subject.key if one.inspection else ""
    _, answer, _ = words.ANSWERS[verdict.decision]
    reason = f" {one_line(verdict.reasons[0].sentence)}" if verdict.reasons else ""
    excuses = [
        f" {each.reason.code}: {excuse(each)}."
        for each in found.settled
        if (each.subject, each.profile) == (subject, verdict.profile)
    ]
    said = f"For {one_line(verdict.profile)}: {answer}.{reason}{''.join(excuses)}"
    return Annotation(
        spdx_id, AnnotationType.REVIEW, Actor(ActorType.TOOL, _TOOL), _moment(found.seen_at), said
    )


def _package_id(one: Model) -> str:
    digest = sha256(one.key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"SPDXRef-{_NOT_IN_AN_ID.sub('-', one.name)[-60:].strip('-') or 'model'}-{digest}"


def _moment(when: datetime) -> datetime:
    """UTC without zone and parts of a second, as the library writes it."""
    return when.astimezone(UTC).replace(tzinfo=None, microsecond=0)
