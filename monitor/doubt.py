"""Whether what came may be believed: what vanished from a hub, and web pages that changed.

In a repository the commit says that a text is what it is. A web page says nothing of the kind: one that
turned into an error page, lost most of its words, or reads otherwise when it is asked for again, is suspect
and not changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.edits import weight
from monitor.noise import Kind, fingerprint, judge, suspicion
from monitor.records import Direction, Event, Place, Role, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.records import Change, Document, DocumentChange, Fetched, Inspection, Read, Snapshot

_TEXTS = frozenset({Role.LICENSE, Role.NOTICE, Role.POLICY, Role.GATE, Role.LINKED})
_REWORDED = (Event.WORDING, Event.RETURNED, Event.EDITORIAL)

VANISHED_AFTER = 3
"""Looks in a row that must find the hub's answer to strangers, before a repository counts as gone: the same
answer is given for a private repository, and was given by mistake."""


def vanished(fetched: Fetched, looks: int) -> Fetched:
    """A look that says that a repository is gone, where the hub's plain 401 has stood long enough.

    Parameters:
        fetched: as it came; any other state than `missing` stays.
        looks: how many in a row found it missing before.
    """
    hidden = fetched.state is State.MISSING and fetched.status == 401
    if not hidden or fetched.subject.place is not Place.HUGGINGFACE or looks + 1 < VANISHED_AFTER:
        return fetched
    detail = (
        f"{fetched.subject.name} is no longer shown to anybody on the hub: it was removed or made private."
    )
    return replace(fetched, state=State.GONE, detail=detail)


def believed(
    fetched: Fetched,
    last: Mapping[str, Read],
    again: Callable[[], Fetched],
    text_of: Callable[[Snapshot], str],
    *,
    shrinking: bool,
) -> Fetched:
    """A look with those web pages marked as suspect that may not be what they seem.

    Parameters:
        fetched: as it came.
        last: the documents as last had, by name.
        again: looks once more; called only where a page says something else than before.
        text_of: the text of a snapshot, empty where it has none.
        shrinking: whether a page that lost most of its words is taken for what it is.
    """
    place = fetched.subject.place
    pages = {
        one.name: text
        for one in fetched.snapshots
        if is_page(one, place) and not one.blob_id and (text := _new_text(one, last.get(one.name), text_of))
    }
    if not pages:
        return fetched
    doubts = {name: suspicion(_text(last[name]), text, shrinking=shrinking) for name, text in pages.items()}
    if not all(doubts.values()):
        second = {one.name: one for one in again().snapshots}
        for name in [name for name in pages if not doubts[name]]:
            if not _confirms(second.get(name), pages[name], text_of):
                doubts[name] = "gave two different texts within one look"
    snapshots = tuple(_suspect(one, doubts.get(one.name, "")) for one in fetched.snapshots)
    state, detail = fetched.state, fetched.detail
    if place is Place.WEB and snapshots[0].state is State.SUSPECT:
        state, detail = State.SUSPECT, snapshots[0].detail
    return replace(fetched, snapshots=snapshots, state=state, detail=detail)


def is_page(one: Snapshot | Document, place: Place) -> bool:
    """Whether something was read from the web, and not from a repository, whose commits speak for it.

    Parameters:
        one: a document of a subject.
        place: of the subject.
    """
    linked = one.role is Role.LINKED or one.name.startswith(("http://", "https://"))
    return one.commit is None and (place is Place.WEB or linked)


def without_noise(before: Inspection, after: Inspection) -> tuple[Read, ...]:
    """The documents of a look, with web pages that only differ in noise as they were.

    Parameters:
        before: the look before.
        after: the look now.
    """
    last = {read.document.name: read for read in before.reads}
    return tuple(_as_it_was(read, last.get(read.document.name), after.subject.place) for read in after.reads)


def _as_it_was(read: Read, last: Read | None, place: Place) -> Read:
    if last is None or not is_page(read.document, place) or State.OK is not read.document.state:
        return read
    if last.document.state is not State.OK or last.document.text is None or read.document.text is None:
        return read
    return last if fingerprint(read.document.text) == fingerprint(last.document.text) else read


def weighed(
    change: Change,
    before: Inspection,
    after: Inspection,
    memory: Callable[[str], Sequence[tuple[datetime, str]]],
) -> Change:
    """A change with words of weight that no rule knows; a web page that flaps is not told.

    Parameters:
        change: between the two looks.
        before: the look before.
        after: the look now.
        memory: by a document's name, the texts it has had with their day, oldest first.
    """
    old = {read.document.name: read.document for read in before.reads}
    new = {read.document.name: read.document for read in after.reads}
    told, reasons = [], []
    for one in change.documents:
        was, now = old.get(one.document), new.get(one.document)
        if was and now and one.event in _REWORDED and is_page(now, after.subject.place):
            one, reason = _page_change(one, change, was, now, memory(one.document))  # noqa: PLW2901 - as told
            reasons.append(reason)
        elif was and now and one.event is Event.EDITORIAL:
            one = _edited(one, was, now)  # noqa: PLW2901 - as told
        told.append(one)
    loud = [one for one in told if one.event is not Event.EDITORIAL]
    quiet = reasons[0] if reasons and all(reasons) and len(loud) <= len(reasons) else ""
    found = replace(change, documents=tuple(told), quiet=quiet)
    if change.event not in _REWORDED:
        return found
    events = {one.event for one in told}
    event = next((one for one in _REWORDED if one in events), change.event)
    unsaid = change.direction is Direction.NONE and event is not Event.EDITORIAL and not quiet
    return replace(found, event=event, direction=Direction.LATERAL if unsaid else change.direction)


def _page_change(
    one: DocumentChange,
    change: Change,
    was: Document,
    now: Document,
    past: Sequence[tuple[datetime, str]],
) -> tuple[DocumentChange, str]:
    """What happened to a page, and why it is not mailed; empty where it is."""
    days = {fingerprint(text): day for day, text in past}
    found = judge(
        was.text or "", now.text or "", list(map(fingerprint, (text for _, text in past))), shrinking=True
    )
    day = days.get(fingerprint(now.text or ""))
    if day and one.event is not Event.EDITORIAL:
        one = replace(one, event=Event.RETURNED, note=f"returned to the text of {day:%Y-%m-%d}")
    if found.kind is Kind.KNOWN:
        return one, f"The page {found.reason}."
    if found.kind is Kind.CHANGED and one.event is Event.EDITORIAL:
        note = f"the page {found.reason}; no term that is read here"
        return replace(one, event=Event.WORDING, note=note), ""
    if found.kind is not Kind.CHANGED and change.direction is Direction.NONE:
        return one, f"The page {found.reason or 'says the same'}."
    return one, ""


def _edited(one: DocumentChange, was: Document, now: Document) -> DocumentChange:
    """An edit of a file, which is more than editorial where its few words weigh."""
    if was.sha256 == now.sha256 or now.role not in _TEXTS:
        return one
    why = weight(was.text or "", now.text or "")
    return (
        replace(one, event=Event.WORDING, note=f"the text {why}; no term that is read here") if why else one
    )


def _new_text(snapshot: Snapshot, last: Read | None, text_of: Callable[[Snapshot], str]) -> str:
    """The text of a web page that says something else than it last did."""
    if snapshot.state is not State.OK or last is None or not last.document.text:
        return ""
    if snapshot.sha256 == last.document.sha256:
        return ""
    text = text_of(snapshot) or " "
    return "" if fingerprint(text) == fingerprint(last.document.text) else text


def _text(read: Read) -> str:
    return read.document.text or ""


def _confirms(second: Snapshot | None, text: str, text_of: Callable[[Snapshot], str]) -> bool:
    """Whether the second look found the same words."""
    if second is None or second.state is not State.OK:
        return False
    return fingerprint(text_of(second) or " ") == fingerprint(text)


def _suspect(snapshot: Snapshot, doubt: str) -> Snapshot:
    if not doubt:
        return snapshot
    return replace(snapshot, state=State.SUSPECT, detail=f"{snapshot.url} {doubt}.")
