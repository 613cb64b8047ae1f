"""One subject, from reference to verdict, without a database: what `audit` and `check` call.

`read` makes an inspection of what was fetched; `monitor.watch` puts the store between fetching and reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor.classify import classify
from monitor.extract import EXTRACTOR_VERSION, extract, licence_sections
from monitor.memo import Readings
from monitor.records import Document, Inspection, Place, Policy, Profile, Read, Role, State
from monitor.sheet import combine
from monitor.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.records import Fetched, Snapshot, Subject
    from monitor.references import References
    from monitor.rules import RuleSet
    from monitor.sources import Sources

_CLASSIFIED = frozenset({Role.CARD, Role.LICENSE, Role.NOTICE, Role.POLICY, Role.GATE, Role.LINKED})


@dataclass(frozen=True, slots=True)
class Reader:
    """What it takes to read terms: rules, references, and what the adopter accepts.

    Parameters:
        rules: the clause rules.
        references: known licences.
        policy: what is accepted.
        profiles: for whom a verdict is wanted; one verdict each.
        pages: CSS selectors of the main content, by the address of a page.
        readings: the latest ones.
    """

    rules: RuleSet
    references: References
    policy: Policy = field(default_factory=Policy)
    profiles: tuple[Profile, ...] = (Profile(),)
    pages: Mapping[str, str] = field(default_factory=dict)
    readings: Readings = field(default_factory=Readings, compare=False, repr=False)

    @property
    def version(self) -> str:
        """What reads, in a form that differs when the same bytes could be read differently."""
        pages = repr(sorted(self.pages.items())).encode()
        selectors = sha256(pages).hexdigest()[:8] if self.pages else "none"
        return (
            f"extractor {EXTRACTOR_VERSION}, selectors {selectors}, rules {self.rules.digest},"
            f" references {self.references.version}"
        )

    def extract(self, snapshot: Snapshot) -> Document:
        """The readable form of a snapshot, by the selector of its page where there is one.

        Parameters:
            snapshot: as received, in any state.
        """
        named = (self.pages.get(address) for address in (snapshot.name, snapshot.url))
        return extract(snapshot, next((selector for selector in named if selector), ""))


def nothing_known(blob_id: str) -> bytes | None:
    """No stored bytes: everything is downloaded."""
    del blob_id
    return None


def inspect(
    subject: Subject,
    sources: Sources,
    reader: Reader,
    now: Callable[[], datetime],
    known: Callable[[str], bytes | None] = nothing_known,
) -> Inspection:
    """Fetch a subject and read its terms; trouble on the way is a state, never an exception.

    Parameters:
        subject: what to look at.
        sources: the places it may live in.
        reader: rules, references, policy and profiles.
        now: the clock, UTC.
        known: bytes already at hand, by git blob id.
    """
    fetched = sources.fetch(subject, known)
    return read(fetched, reader, now())


def read(fetched: Fetched, reader: Reader, seen_at: datetime) -> Inspection:
    """Make an inspection of what was fetched.

    Parameters:
        fetched: one look at a subject.
        reader: rules, references, policy and profiles.
        seen_at: when the look was taken, UTC.
    """
    reads = tuple(read_one(snapshot, reader) for snapshot in fetched.snapshots)
    return judged(
        Inspection(
            subject=fetched.subject,
            seen_at=seen_at,
            state=fetched.state,
            commit=fetched.commit,
            reads=reads,
            sheet=combine(reads, reader.references, trouble=_trouble(fetched)),
        ),
        reader,
    )


def read_one(snapshot: Snapshot, reader: Reader) -> Read:
    """A document with its reading, when it has words that may be terms.

    Parameters:
        snapshot: as received, in any state.
        reader: rules, references and selectors.
    """
    return _read(reader.extract(snapshot), reader)


def read_again(inspection: Inspection, reader: Reader) -> Inspection:
    """The same documents, read by another reader.

    Parameters:
        inspection: any; of its documents only the texts count.
        reader: rules, references, policy and profiles.
    """
    reads = tuple(_read(read.document, reader) for read in inspection.reads)
    state = inspection.state
    trouble = "" if state is State.OK else f"{inspection.subject.key} is {state}."
    sheet = combine(reads, reader.references, trouble=trouble)
    return judged(replace(inspection, reads=reads, sheet=sheet), reader)


def judged(inspection: Inspection, reader: Reader) -> Inspection:
    """The inspection with the verdicts of a reader's policy and profiles.

    Parameters:
        inspection: any; its own verdicts are replaced.
        reader: policy and profiles.
    """
    subject, today = inspection.subject, inspection.seen_at.date()
    reference = subject.name if subject.place is Place.FILE else subject.key
    verdicts = tuple(
        judge(inspection.sheet, reader.policy, profile, today=today, reference=reference)
        for profile in reader.profiles
    )
    return replace(inspection, verdicts=verdicts)


def _trouble(fetched: Fetched) -> str:
    """Why the subject as a whole was not read; empty when it was."""
    if fetched.state is State.OK:
        return ""
    return fetched.detail or f"{fetched.subject.key} is {fetched.state}."


def _read(document: Document, reader: Reader) -> Read:
    """A document with its reading, when it has words that may be terms."""
    heard = _heard(document)
    if not heard:
        return Read(document=document)
    tool = f"{reader.rules.digest} {reader.references.version}"
    reading = reader.readings.get(tool, heard, lambda: classify(heard, reader.rules, reader.references))
    return Read(document=document, reading=reading)


def _heard(document: Document) -> str:
    """The words of a document that may be terms; of a card only the passages that speak of its licence."""
    if document.text is None or document.role not in _CLASSIFIED:
        return ""
    if document.role is not Role.CARD:
        return document.text
    spans = licence_sections(document.text)
    return only(document.text, [(span.start, span.end) for span in spans]) if spans else ""


def only(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with everything outside the spans blanked, so that offsets stay.

    Parameters:
        text: any text.
        spans: stretches to keep, in order, not overlapping.
    """
    parts, at = [], 0
    for start, end in spans:
        parts += [_blank(text[at:start]), text[start:end]]
        at = end
    return "".join([*parts, _blank(text[at:])])


def _blank(text: str) -> str:
    """Spaces of the same length, line ends kept: a passage must not run into the next one."""
    return "".join(char if char == "\n" else " " for char in text)
