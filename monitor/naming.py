"""What the licence of a subject is called. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import (
    Declared,
    Document,
    Governs,
    Read,
    Role,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.references import References

NO_LICENCE = frozenset({"", "other", "unknown"})
"""Tags that name no licence."""
_WORDS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff.]+")


def main_text(texts: Sequence[Read]) -> Read | None:
    """The text that names the licence: one that governs the weights before others.

    Parameters:
        texts: licence texts with their readings.
    """
    order = {Role.LICENSE: 0, Role.LINKED: 1, Role.GATE: 2}
    ranked = sorted(
        texts, key=lambda read: (read.document.governs is not Governs.WEIGHTS, order[read.document.role])
    )
    return ranked[0] if ranked else None


def metadata_of(reads: Sequence[Read]) -> Document | None:
    """The document that declares a licence: metadata first, then the card's own front matter.

    Parameters:
        reads: all documents with their readings.
    """
    declaring = [
        read.document for read in reads if read.document.declared and read.document.declared.licenses
    ]
    order = {Role.METADATA: 0, Role.CARD: 1}
    return min(declaring, key=lambda document: order.get(document.role, 2), default=None)


def names(reads: Sequence[Read], texts: Sequence[Read]) -> tuple[str, ...]:
    """What the licence of a subject is called already: by its tags, its given name, and its text.

    Parameters:
        reads: all documents with their readings.
        texts: those of them that are licence texts.
    """
    document = metadata_of(reads)
    declared = document.declared if document and document.declared else Declared()
    found = [read.reading.identity.reference for read in texts if read.reading]
    return tuple(name for name in (*declared.licenses, declared.license_name, *found) if name)


def label(reads: Sequence[Read], texts: Sequence[Read], references: References) -> str:
    """What to call the licence of a subject: `MIT`, `modified MIT (+ 1 passage)`, or `LicenseRef-…`.

    Parameters:
        reads: all documents with their readings.
        texts: those of them that are licence texts.
        references: known licences.
    """
    main = main_text(texts)
    document = metadata_of(reads)
    declared = document.declared if document else None
    if main and main.reading:
        identity = main.reading.identity
        if identity.reference is not None:
            return identity.label
        name = (
            declared.license_name if declared and declared.license_name else title(main.document.text or "")
        )
        return f"LicenseRef-{_slug(name)}" if name else "LicenseRef-unidentified"
    if declared is None:
        return "undeclared"
    called = [references.named(name) or name for name in declared.licenses]
    if declared.license_name and declared.licenses[0].lower() in NO_LICENCE:
        called = [f"LicenseRef-{_slug(declared.license_name)}"]
    return " AND ".join(dict.fromkeys(called))


def _slug(name: str) -> str:
    return _WORDS.sub("-", name).strip("-.")[:60] or "unnamed"


def title(text: str) -> str:
    """The first line of a text that looks like one.

    Parameters:
        text: of a licence.
    """
    for line in text.splitlines()[:12]:
        bare = line.strip(" \t#*=-_\ufeff")
        if bare:
            return bare[:80]
    return ""
