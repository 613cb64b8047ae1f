"""Whether what came may be believed: what vanished from a hub, and web pages that changed.

In a repository the commit says that a text is what it is. A web page says nothing of the kind: one that
turned into an error page, lost most of its words, or reads otherwise when it is asked for again, is suspect
and not changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.extract import extract
from monitor.extract.suspicion import has_shrunk, is_no_licence
from monitor.records import Place, Role, State
from monitor.text import word_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.records import Fetched, Read, Snapshot

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
    fetched: Fetched, last: Mapping[str, Read], again: Callable[[], Fetched], *, shrinking: bool
) -> Fetched:
    """A look with those web pages marked as suspect that may not be what they seem.

    Parameters:
        fetched: as it came.
        last: the documents as last had, by name.
        again: looks once more; called only where a page says something else than before.
        shrinking: whether a page that lost most of its words is taken for what it is.
    """
    pages = {
        one.name: text
        for one in fetched.snapshots
        if (text := _new_page(one, last.get(one.name), fetched.subject.place))
    }
    if not pages:
        return fetched
    doubts = {name: _doubt(_text(last[name]), text, shrinking=shrinking) for name, text in pages.items()}
    if not all(doubts.values()):
        second = {one.name: one for one in again().snapshots}
        for name in [name for name in pages if not doubts[name]]:
            if not _confirms(second.get(name), pages[name]):
                doubts[name] = "gave two different texts within one look"
    snapshots = tuple(_suspect(one, doubts.get(one.name, "")) for one in fetched.snapshots)
    state, detail = fetched.state, fetched.detail
    if fetched.subject.place is Place.WEB and snapshots[0].state is State.SUSPECT:
        state, detail = State.SUSPECT, snapshots[0].detail
    return replace(fetched, snapshots=snapshots, state=state, detail=detail)


def _new_page(snapshot: Snapshot, last: Read | None, place: Place) -> str:
    """The text of a web page whose words are not those that it last had."""
    is_page = place is Place.WEB or snapshot.role is Role.LINKED
    if not is_page or snapshot.blob_id or snapshot.state is not State.OK or last is None:
        return ""
    if snapshot.sha256 == last.document.sha256 or not last.document.text:
        return ""
    text = extract(snapshot).text or " "
    return "" if word_tokens(text) == word_tokens(last.document.text) else text


def _text(read: Read) -> str:
    return read.document.text or ""


def _doubt(before: str, after: str, *, shrinking: bool) -> str:
    told = is_no_licence(before, after)
    if not told and not shrinking and has_shrunk(before, after):
        return "lost most of its words"
    return told


def _confirms(second: Snapshot | None, text: str) -> bool:
    """Whether the second look found the same words."""
    if second is None or second.state is not State.OK:
        return False
    return word_tokens(extract(second).text or " ") == word_tokens(text)


def _suspect(snapshot: Snapshot, doubt: str) -> Snapshot:
    if not doubt:
        return snapshot
    return replace(snapshot, state=State.SUSPECT, detail=f"{snapshot.url} {doubt}.")
