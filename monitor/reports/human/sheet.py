"""The sheet of one model (`show`) and of one file (`terms`): every term, the words that say so, where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Role, State, Terms
from monitor.reports import words
from monitor.reports.cite import Citation, cite, document_named
from monitor.reports.human.verdicts import seen, title
from monitor.reports.layout import Row, flow, labelled, table
from monitor.reports.plain import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import Document, Inspection, Read
    from monitor.reports.layout import Paper
    from monitor.reports.texts import FileReading

_MARGIN = 24
_UNREAD_SHOWN = 5


def show(inspection: Inspection, paper: Paper) -> str:
    """Every field that says something with its winning words, then documents and doubts."""
    sheet = inspection.sheet
    lines = [paper.ink(title(inspection), "bold")]
    lines += labelled("Licence", [(words.licence(sheet.label), "bold")], paper)
    lines += labelled("Basis", [(words.BASES[sheet.basis], "")], paper)
    for verdict in inspection.verdicts:
        symbol, word, ink = words.ANSWERS[verdict.decision]
        lines += labelled(
            "Verdict", [(f"{symbol} {word}", ink), (f" for {one_line(verdict.profile)}", "")], paper
        )
    lines += labelled("Seen", [(seen(inspection), "")], paper)
    cited = {
        field: [
            cite(_text(inspection, one.document), one.document, one.finding.quote, one.finding.start)
            for one in won
        ]
        for field, won in sheet.won.items()
    }
    lines += _fields(sheet.terms, cited, paper)
    lines += _doubts(inspection, paper)
    lines += ["", *_documents(inspection.reads, paper), ""]
    lines += [paper.ink(NOT_LEGAL_ADVICE, "dim"), ""]
    return "\n".join(lines)


def terms(found: FileReading, paper: Paper) -> str:
    """The sheet of one file, read by itself."""
    lines = [paper.ink(one_line(found.path), "bold")]
    if found.reading is None:
        return "\n".join([*lines, *labelled("Unread", [(one_line(found.error), "warn")], paper), ""])
    lines += labelled("Licence", [(words.licence(found.reading.identity.label), "bold")], paper)
    cited: dict[str, list[Citation]] = {}
    for finding in found.findings:
        cited.setdefault(finding.field, []).append(cite(found.text, "", finding.quote, finding.start))
    lines += _fields(found.terms, cited, paper)
    lines += unaccounted([("", span.quote) for span in found.unaccounted], paper)
    return "\n".join([*lines, ""])


def unaccounted(spans: Sequence[tuple[str, str]], paper: Paper) -> Iterator[str]:
    """Sentences nobody explained: the reason why nothing is cleared."""
    if not spans:
        return
    yield ""
    count = words.count(len(spans), "sentence")
    yield paper.ink(f"Not explained by any rule: {count}. A person has to read them.", "warn")
    for document, quote in spans[:_UNREAD_SHOWN]:
        where = f"{one_line(document)}: " if document else ""
        yield from flow([(f"{where}“{clip(quote, 300)}”", "")], paper, first="  ")
    if len(spans) > _UNREAD_SHOWN:
        yield f"  and {len(spans) - _UNREAD_SHOWN} more"


def _fields(terms: Terms, cited: Mapping[str, Sequence[Citation]], paper: Paper) -> Iterator[str]:
    """Every field that says something; words that decide several fields are written out once."""
    shown: set[Citation] = set()
    for field, name in words.FIELDS.items():
        citations = list(dict.fromkeys(cited.get(field, ())))
        told = words.value(field, terms)
        if field == "commercial_use" and terms != Terms():
            told = words.COMMERCIAL[terms.commercial_use]
        if not told:
            continue
        yield ""
        yield from labelled(name, [(one_line(told), "bold")], paper, margin=_MARGIN)
        for citation in citations:
            place = citation.place.removeprefix(", ")
            quote = "the words quoted above, " if citation in shown else f"“{citation.words}” "
            shown.add(citation)
            yield from labelled("", [(quote, ""), (place, "dim")], paper, margin=_MARGIN)


def _doubts(inspection: Inspection, paper: Paper) -> Iterator[str]:
    sheet = inspection.sheet
    for conflict in sheet.conflicts:
        yield ""
        left, right = clip(conflict.left_says, 160), clip(conflict.right_says, 160)
        sides = f"{conflict.left} says {left}; {conflict.right} says {right}"
        yield from labelled("Conflict", [(one_line(sides), "warn")], paper, margin=_MARGIN)
    for note in sheet.not_checked:
        yield ""
        yield from labelled("Not checked", [(one_line(note), "warn")], paper, margin=_MARGIN)
    yield from unaccounted([(name, span.quote) for name, span in sheet.unaccounted], paper)


def _documents(reads: Sequence[Read], paper: Paper) -> list[str]:
    rows = [
        Row(
            (
                (one_line(read.document.name), ""),
                (read.document.role.value, ""),
                (read.document.governs.value, ""),
                (one_line(_read_as(read)), "" if read.document.state is State.OK else "warn"),
                (one_line(read.document.sha256 or "")[:12], "dim"),
            )
        )
        for read in reads
    ]
    return (
        table(["Document", "Role", "Governs", "Read as", "SHA-256"], rows, paper)
        if rows
        else ["No documents."]
    )


def _read_as(read: Read) -> str:
    document = read.document
    if document.state is not State.OK:
        return words.STATES[document.state]
    if document.declared and document.role is Role.METADATA:
        return f"declares {', '.join(document.declared.licenses) or 'nothing'}"
    if read.reading and document.role not in {Role.CARD, Role.METADATA}:
        return words.licence(read.reading.identity.label)
    return "read" if document.text else "no text"


def _text(inspection: Inspection, name: str) -> str | None:
    document: Document | None = document_named(inspection, name)
    return document.text if document else None
