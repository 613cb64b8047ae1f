"""CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/): a component a model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from monitor import __version__
from monitor.records import NOT_LEGAL_ADVICE, Place
from monitor.reports import licensing, structured
from monitor.reports.plain import one_line
from monitor.reports.spots import documented, home, mentioned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Document, Inspection
    from monitor.reports.inputs import Judged
    from monitor.reports.licensing import LicenceText, Licensing, Model
    from monitor.reports.structured import Json

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"


def judged(found: Judged) -> str:
    """The models asked for, each with its base models as ancestors; the same input gives the same bytes.

    Parameters:
        found: judged models; their time is the document's.
    """
    listed = licensing.models(found)
    by_name = licensing.by_name(listed)
    components: list[Json] = [_component(one, by_name, found) for one in listed if one.inspection]
    bom: dict[str, Json] = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": structured.plain(found.seen_at.replace(microsecond=0)),
            "tools": {
                "components": [{"type": "application", "name": "licensewatch", "version": __version__}]
            },
            "properties": [_property("notice", NOT_LEGAL_ADVICE)],
        },
        "components": components,
    }
    number = uuid5(NAMESPACE_URL, structured.dumps(bom))
    return structured.dumps({**bom, "serialNumber": f"urn:uuid:{number}"})


def _component(one: Model, by_name: dict[str, Model], found: Judged) -> Json:
    inspection = one.inspection
    told = _identity(one)
    if inspection is None:
        return told
    told["bom-ref"] = inspection.subject.key
    evidence = _evidence(one, found)
    ancestors = [_ancestor(by_name[name], by_name, {one.name}) for name, _ in one.bases]
    return {
        **told,
        **({"pedigree": {"ancestors": ancestors}} if ancestors else {}),
        "externalReferences": list(_references(inspection, one.licensing, found)),
        "properties": list(_properties(one)),
        **({"evidence": evidence} if evidence else {}),
    }


def _identity(one: Model) -> dict[str, Json]:
    """Name, version, package URL and licences."""
    told: dict[str, Json] = {"type": "machine-learning-model", "name": one_line(one.name)}
    told |= {"version": one.version} if one.version else {}
    told |= {"purl": one.purl} if one.purl else {}
    held = one.licensing
    declared = [_license(text, "declared") for text in held.declared]
    # A text that was given in full a line above is not given again.
    concluded = [_license(text, "concluded", full=text not in held.declared) for text in held.concluded]
    return told | ({"licenses": [*declared, *concluded]} if declared or concluded else {})


def _ancestor(one: Model, by_name: dict[str, Model], seen: set[str]) -> Json:
    """A base model, with its own base models; a circle ends where it closes."""
    further = [by_name[name] for name, _ in one.bases if name not in seen | {one.name}]
    inner = [_ancestor(base, by_name, seen | {one.name}) for base in further]
    return _identity(one) | ({"pedigree": {"ancestors": inner}} if inner else {})


def _license(text: LicenceText, acknowledgement: str, *, full: bool = True) -> Json:
    """An id of the SPDX list, or a name with the whole text."""
    named: dict[str, Json] = {"id": text.id} if text.listed else {"name": text.name}
    if full and not text.listed:
        named["text"] = {"contentType": "text/plain", "content": text.text}
    return {"license": {**named, "acknowledgement": acknowledgement}}


def _evidence(one: Model, found: Judged) -> dict[str, Json]:
    """Where the project names the model, and which texts were read."""
    spots = mentioned(one.inspection.subject.key, found) if one.inspection else ()
    occurrences: list[Json] = [{"location": spot.path, "line": spot.line} for spot in spots]
    texts: list[Json] = [
        {"license": {"id": text.id} if text.listed else {"name": text.name}} for text in one.licensing.found
    ]
    return {
        **({"licenses": texts} if texts else {}),
        **({"occurrences": occurrences} if occurrences else {}),
    }


def _references(inspection: Inspection, held: Licensing, found: Judged) -> Iterator[Json]:
    """The model's page, then its licence texts with their checksums."""
    page = home(inspection.subject.place, inspection.subject.name)
    if page:
        kind = "website" if inspection.subject.place is Place.WEB else "distribution"
        yield {"type": kind, "url": page}
    # Checksums are of what was received there, not of a text that was kept of it.
    received = replace(found, texts="")
    for text in held.found:
        spot = documented(inspection, text.document, None, received)
        if spot is not None:
            yield {"type": "license", "url": spot.uri, **_hashes(text.document)}


def _hashes(document: Document) -> dict[str, Json]:
    return {"hashes": [{"alg": "SHA-256", "content": document.sha256}]} if document.sha256 else {}


def _properties(one: Model) -> Iterator[Json]:
    """Verdicts, and what is not known."""
    for verdict in one.verdicts:
        yield _property(f"verdict:{one_line(verdict.profile)}", verdict.decision.value)
    notes: Sequence[str] = one.inspection.sheet.not_checked if one.inspection else ()
    yield from (_property("not-checked", one_line(note)) for note in notes)
    if one.licensing.comment:
        yield _property("licence-comment", one.licensing.comment)


def _property(name: str, value: str) -> Json:
    return {"name": f"licensewatch:{name}", "value": value}
