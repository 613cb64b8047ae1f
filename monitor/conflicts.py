"""Documents of one subject that do not say the same of its licence. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.naming import main_text, metadata_of, title
from monitor.records import (
    Commercial,
    Conflict,
    Finding,
    How,
    Read,
    Reading,
    Role,
)
from monitor.telling import short, telling
from monitor.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.references import References

_SAYS_NOTHING = frozenset({Commercial.SILENT, Commercial.UNCLEAR})


def declaration_conflicts(
    reads: Sequence[Read], texts: Sequence[Read], references: References
) -> Iterator[Conflict]:
    """A tag that names another licence than the text beside it.

    Parameters:
        reads: all documents with their readings.
        texts: those of them that are licence texts.
        references: known licences.
    """
    document, main = metadata_of(reads), main_text(texts)
    if document is None or document.declared is None or main is None or main.reading is None:
        return
    identity = main.reading.identity
    for name in document.declared.licenses:
        reference = references.named(name)
        if reference is None:
            continue
        near = identity.how is How.NEAR and not _adds_nothing(main.reading, reference, references)
        if identity.reference == reference and not near:
            continue
        yield Conflict(
            kind="declaration",
            left=document.name,
            left_says=f"license: {name}",
            right=main.document.name,
            right_says=identity.label if identity.reference else f"“{title(main.document.text or '')}”",
        )


def _adds_nothing(reading: Reading, reference: str, references: References) -> bool:
    """Whether a text that is only near to its reference still asks for the same."""
    own = terms_of(
        tuple(
            Finding(rule=row.rule, field=row.field, start=0, end=0, quote="", values=row.values)
            for row in references.findings(reference)
        )
    )
    return own == reading.terms and not reading.unaccounted


def prose_conflicts(governing: Sequence[Read], licence: Read | None) -> Iterator[Conflict]:
    """A card whose words on commercial use are not those of the licence text, or of the licence it names.

    Parameters:
        governing: documents that may govern the weights, with their readings.
        licence: the text, or what the tag stands for; None where there is neither.
    """
    if licence is None or licence.reading is None:
        return
    says = licence.reading.terms.commercial_use
    for read in governing:
        if read.document.role is not Role.CARD or read.reading is None:
            continue
        card = read.reading.terms.commercial_use
        if {card, says} & _SAYS_NOTHING or card is says:
            continue
        yield Conflict(
            kind="prose",
            left=read.document.name,
            left_says=_said(read.reading),
            right=licence.document.name,
            right_says=_said(licence.reading),
        )


def _said(reading: Reading) -> str:
    """What a document says on commercial use, with the words that decide it."""
    quote = telling(reading, "commercial_use")[0].quote
    return f"“{short(quote)}” (commercial use {reading.terms.commercial_use})"
