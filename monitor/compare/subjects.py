"""Two looks at a subject: what happened to its documents, and what that does to its terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.compare.terms import LATERAL, NONE, UNCLEAR, by_use, compare_terms, overall, told
from monitor.compare.texts import compare_texts
from monitor.diff import diff as diff_texts
from monitor.records import (
    Cause,
    Change,
    Declared,
    Direction,
    Document,
    DocumentChange,
    Event,
    FieldChange,
    Governs,
    Role,
    State,
)
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.records import Finding, Inspection, Read, Sheet, TextDiff


# The weightiest names the change as a whole.
_WEIGHT = (
    Event.GONE,
    Event.MOVED,
    Event.WORDING,
    Event.RETURNED,
    Event.ADDED,
    Event.REMOVED,
    Event.RENAMED,
    Event.LINK,
    Event.DECLARATION,
    Event.GATED,
    Event.UNGATED,
    Event.READING,
    Event.EDITORIAL,
)
_ASIDE = frozenset({Governs.CODE, Governs.THIRD_PARTY})
_UNHAD = frozenset({State.GATED, State.UNREACHABLE, State.SUSPECT})
_ABSENT = frozenset({State.MISSING, State.GONE})


def compare_subjects(
    before: Inspection,
    after: Inspection,
    *,
    seen_at: datetime,
    earlier: Mapping[str, datetime] | None = None,
) -> Change | None:
    """What happened to a subject between two looks at it; None where nothing did.

    A document that merely could not be had this time did not change, and neither did what it said.

    Parameters:
        before: the last look at which things were had (see `carry_over`).
        after: the look now.
        seen_at: when it was taken, UTC.
        earlier: SHA-256 of texts that stood in the subject before, with the day they were last seen.
    """
    events = _events(before, after, earlier or {})
    fields_moved = _sheet_changes(before, after)
    # A text without a known name is called by its first line: another layout may change that line.
    ours = bool(fields_moved) or (_relabelled(before, after) and not events)
    if any(each.words for each in events):
        ours = False
    if not events and not ours:
        return None
    kinds = [each.change.event for each in events] + ([Event.READING] if ours else [])
    return Change(
        subject=after.subject.key,
        seen_at=seen_at,
        event=min(kinds, key=_WEIGHT.index),
        cause=Cause.OURS if ours else Cause.THEIRS,
        direction=_subject_direction(fields_moved, events),
        by_use=by_use(fields_moved),
        documents=tuple(each.change for each in events),
        fields=fields_moved,
        before_label=before.sheet.label,
        after_label=after.sheet.label,
        before_commit=before.commit,
        after_commit=after.commit,
    )


def carry_over(before: Inspection, after: Inspection) -> tuple[Read, ...]:
    """The documents of a look, with those that could not be had this time as they were last had.

    Parameters:
        before: the look before, itself carried over.
        after: the look now.
    """
    last = {read.document.name: read for read in before.reads if _had(read.document)}
    if after.state is not State.OK and after.state not in _ABSENT:
        now = {read.document.name: read for read in after.reads if _had(read.document)}
        return tuple({**last, **now}.values())
    return tuple(
        last.get(read.document.name, read) if read.document.state in _UNHAD else read for read in after.reads
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    """What happened to a document.

    Parameters:
        change: as it is told.
        direction: which way the document's own terms went.
        words: False when nothing but layout differs, so that it cannot be why the terms read otherwise.
    """

    change: DocumentChange
    direction: Direction = NONE
    words: bool = True


def _had(document: Document) -> bool:
    """Whether a document could be read."""
    return document.state is State.OK


def _events(before: Inspection, after: Inspection, earlier: Mapping[str, datetime]) -> list[_Happened]:
    """What happened to each document, and to the subject as a whole."""
    old = {read.document.name: read for read in before.reads if _had(read.document)}
    new = {read.document.name: read for read in after.reads if _had(read.document)}
    gone = after.state in _ABSENT and before.state not in _ABSENT
    if gone:
        return [_Happened(change=DocumentChange(event=Event.GONE, document=after.subject.key))]
    missed = _missed(before, after)
    lost = [name for name in old if name not in new and name not in missed]
    came = [name for name in new if name not in old]
    renamed = _renamed([old[name] for name in lost], [new[name] for name in came])
    events = [
        happened
        for name, read in new.items()
        if name in old
        for happened in _stayed(old[name], read, earlier)
    ]
    events += [each for was, now in renamed for each in _renamed_as(was, now, earlier)]
    settled = {read.document.name for pair in renamed for read in pair}
    gone_too = [old[name].document for name in lost if name not in settled]
    # Clues to the origin come and go; what they lead to is a document of its own.
    settled |= {name for name, read in (old | new).items() if read.document.role is Role.METADATA}
    events += [_arrived(new[name], before, earlier, gone_too) for name in came if name not in settled]
    events += [_left(old[name]) for name in lost if name not in settled]
    return [*_told_once(events), *_gates(before, after)]


def _told_once(events: Sequence[_Happened]) -> Iterator[_Happened]:
    """Without what the front matter of a card repeats of the metadata."""
    told = set()
    for each in sorted(events, key=lambda one: one.change.document != "metadata"):
        declared = each.change.event in {Event.LINK, Event.DECLARATION}
        if not declared or each.change.note not in told:
            yield each
        told |= {each.change.note} if declared else set()


def _renamed(lost: list[Read], came: list[Read]) -> list[tuple[Read, Read]]:
    """Documents that went under one name and came under another, with the same or nearly the same words."""
    pairs = []
    left, waiting = list(lost), list(came)
    for alike in (_same_words, _near_words):
        for was in list(left):
            now = next((each for each in waiting if _same_shelf(was, each) and alike(was, each)), None)
            if now is not None:
                left.remove(was)
                waiting.remove(now)
                pairs.append((was, now))
    return pairs


def _same_shelf(one: Read, other: Read) -> bool:
    """Whether both are files of the repository, or both stand elsewhere; what moved between is no rename."""
    return (one.document.role is Role.LINKED) is (other.document.role is Role.LINKED)


def _same_words(one: Read, other: Read) -> bool:
    """Whether two documents have the same bytes, or at least the same words."""
    if one.document.sha256 is not None and one.document.sha256 == other.document.sha256:
        return True
    if not one.document.text or not other.document.text:
        return False
    return word_tokens(one.document.text) == word_tokens(other.document.text)


def _near_words(one: Read, other: Read) -> bool:
    """Whether most runs of words of two documents are the same (their Jaccard index is above a half)."""
    runs = [_runs(read.document.text or "") for read in (one, other)]
    return len(runs[0] & runs[1]) * 2 > len(runs[0] | runs[1])


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words."""
    tokens = word_tokens(text)
    return frozenset(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))


def _renamed_as(was: Read, now: Read, earlier: Mapping[str, datetime]) -> Iterator[_Happened]:
    """A rename, and the change of words that came with it."""
    yield _Happened(change=_rename(was, now), direction=_governs(was, now))
    if not _same_words(was, now) and was.document.text and now.document.text:
        yield _reworded(was, now, diff_texts(was.document.text, now.document.text), earlier)


def _rename(was: Read, now: Read) -> DocumentChange:
    """A document under another name, and what it governs if that moved with it."""
    note = f"{was.document.name} is now {now.document.name}"
    if was.document.governs is not now.document.governs:
        note += f" and governs {now.document.governs} instead of {was.document.governs}"
    return DocumentChange(
        event=Event.RENAMED,
        document=now.document.name,
        before_name=was.document.name,
        before_sha256=was.document.sha256,
        after_sha256=now.document.sha256,
        note=note,
    )


def _governs(was: Read, now: Read) -> Direction:
    """A document that governs something else now is more than a new name."""
    return NONE if was.document.governs is now.document.governs else LATERAL


def _arrived(
    read: Read, before: Inspection, earlier: Mapping[str, datetime], lost: Sequence[Document]
) -> _Happened:
    """A document that was not there, or that could not be had until now.

    Parameters:
        read: the document.
        before: the look before.
        earlier: texts that stood in the subject before, with their day.
        lost: documents that went at the same time; the words of one may have moved here.
    """
    document = read.document
    states = {each.document.name: each.document.state for each in before.reads}
    state = states.get(document.name, before.state)
    moved = next((each.name for each in lost if each.sha256 and each.sha256 == document.sha256), None)
    note = f"with the words that stood in {moved}" if moved else f"governs {document.governs}"
    note = _returned_note(earlier.get(document.sha256 or "")) or note
    change = DocumentChange(
        event=Event.UNGATED if state is State.GATED else Event.ADDED,
        document=document.name,
        after_sha256=document.sha256,
        note="could be read for the first time" if state in _UNHAD else note,
    )
    return _Happened(change=change, direction=_own(document))


def _left(read: Read) -> _Happened:
    """A document that is there no more."""
    document = read.document
    change = DocumentChange(event=Event.REMOVED, document=document.name, before_sha256=document.sha256)
    return _Happened(change=change, direction=_own(document))


def _own(document: Document) -> Direction:
    """The least that can be said of a whole document that came or went: licence terms moved, or not."""
    return NONE if document.governs in _ASIDE or document.role is Role.METADATA else LATERAL


def _stayed(was: Read, now: Read, earlier: Mapping[str, datetime]) -> Iterator[_Happened]:
    """What happened to a document that stands on both sides."""
    events = list(_declared(was, now))
    yield from events
    if was.document.role is Role.METADATA or was.document.sha256 == now.document.sha256:
        return
    if now.document.text is None or was.document.text is None:
        if not events:
            note = "its words cannot be compared"
            yield _Happened(change=_document(Event.WORDING, was, now, note), direction=UNCLEAR)
        return
    if was.document.text == now.document.text:  # front matter, markup or the shell of a page
        return
    changed = diff_texts(was.document.text, now.document.text)
    if not changed.words_changed:
        yield _Happened(change=_document(Event.EDITORIAL, was, now, "layout only"), words=False)
        return
    yield _reworded(was, now, changed, earlier)


def _reworded(was: Read, now: Read, changed: TextDiff, earlier: Mapping[str, datetime]) -> _Happened:
    """A document with other words: a return, a change of terms, or one that touches nothing commercial."""
    direction = UNCLEAR
    if was.reading is not None and now.reading is not None:
        direction = compare_texts(was.reading, now.reading, changed).direction
    note = _returned_note(earlier.get(now.document.sha256 or ""))
    event = Event.RETURNED if note else Event.EDITORIAL if direction is NONE else Event.WORDING
    if event is Event.EDITORIAL:
        note = "words that bear on no term"
    return _Happened(change=replace(_document(event, was, now, note), diff=changed), direction=direction)


def _document(event: Event, was: Read, now: Read, note: str) -> DocumentChange:
    """A change of a document that kept its name."""
    return DocumentChange(
        event=event,
        document=now.document.name,
        before_sha256=was.document.sha256,
        after_sha256=now.document.sha256,
        note=note,
    )


def _returned_note(day: datetime | None) -> str:
    """How a return to an earlier text is told."""
    return f"returned to the text of {day:%Y-%m-%d}" if day else ""


def _declared(was: Read, now: Read) -> Iterator[_Happened]:
    """What moved in the declared metadata: the link to the licence, the licence, the base models."""
    old, new = was.document.declared, now.document.declared
    if old is None or new is None or old == new:
        return
    for event, note in ((Event.LINK, _link_note(old, new)), (Event.DECLARATION, _declared_note(old, new))):
        if note:
            yield _Happened(change=_document(event, was, now, note), direction=LATERAL)


def _link_note(old: Declared, new: Declared) -> str:
    """A link that leads elsewhere: `license link LICENSE -> https://example.org/x (another host)`."""
    before, after = old.license_link, new.license_link
    if before == after:
        return ""
    hosts = [urlsplit(link).netloc if link and "://" in link else "" for link in (before, after)]
    elsewhere = " (another host)" if after and hosts[0] != hosts[1] else ""
    return f"license link {told(before)} -> {told(after)}{elsewhere}"


def _declared_note(old: Declared, new: Declared) -> str:
    """What else moved, e.g. `license mit -> other`; the gate is told apart."""
    names = {
        "licenses": "license",
        "license_name": "license name",
        "base_models": "base models",
        "base_model_relation": "relation to the base model",
        "gate_prompt": "gate prompt",
    }
    moved = ((shown, getattr(old, name), getattr(new, name)) for name, shown in names.items())
    return "; ".join(
        f"{shown} changed" if shown == "gate prompt" else f"{shown} {told(one)} -> {told(two)}"
        for shown, one, two in moved
        if one != two
    )


def _gates(before: Inspection, after: Inspection) -> Iterator[_Happened]:
    """Gates that were set up or taken down."""
    was, now = _gated(before), _gated(after)
    for name in sorted(now - was):
        yield _Happened(change=DocumentChange(event=Event.GATED, document=name), direction=LATERAL)
    had = {read.document.name for read in before.reads if _had(read.document)}
    for name in sorted((was - now) & had):  # one that was behind the gate itself has arrived
        yield _Happened(change=DocumentChange(event=Event.UNGATED, document=name), direction=LATERAL)


def _gated(inspection: Inspection) -> frozenset[str]:
    """Documents that stand behind a gate, and metadata that declares one."""
    return frozenset(
        read.document.name
        for read in inspection.reads
        if read.document.state is State.GATED or (read.document.declared and read.document.declared.gated)
    )


def _sheet_changes(before: Inspection, after: Inspection) -> tuple[FieldChange, ...]:
    """Field changes of the sheets, without those that only a document not read this time would explain."""
    if not any(_had(read.document) for read in after.reads):
        return ()
    changes = compare_terms(before.sheet.terms, after.sheet.terms, _won(before.sheet), _won(after.sheet))
    missed = _missed(before, after)
    return tuple(change for change in changes if not _rests_on(before.sheet, change.field, missed))


def _relabelled(before: Inspection, after: Inspection) -> bool:
    """Whether the same documents are called otherwise now."""
    return before.sheet.label != after.sheet.label and after.state is State.OK and not _missed(before, after)


def _missed(before: Inspection, after: Inspection) -> frozenset[str]:
    """Documents that could not be had now, or have no words that could be read.

    Where the subject as a whole could not be had, what is not there is not known to be gone.
    """
    documents = [read.document for read in after.reads]
    missed = {
        each.name
        for each in documents
        if each.state in _UNHAD or (_had(each) and each.text is None and each.role is not Role.METADATA)
    }
    if after.state is not State.OK:
        missed |= {read.document.name for read in before.reads} - {
            each.name for each in documents if _had(each)
        }
    return frozenset(missed)


def _rests_on(sheet: Sheet, name: str, documents: frozenset[str]) -> bool:
    """Whether a field was decided by some of these documents alone."""
    won = sheet.won.get(name, ())
    return bool(won) and all(sourced.document in documents for sourced in won)


def _won(sheet: Sheet) -> list[Finding]:
    """The findings that decided a sheet."""
    return [sourced.finding for found in sheet.won.values() for sourced in found]


def _subject_direction(changes: Sequence[FieldChange], events: Sequence[_Happened]) -> Direction:
    """One word for a subject: its sheet decides; what moved in documents without moving it is lateral."""
    near = any(each.direction is UNCLEAR for each in events)
    found = overall(changes, words_changed=bool(events), near_cues=near)
    if found is NONE and any(each.direction is not NONE for each in events):
        return LATERAL
    return found
