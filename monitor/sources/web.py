"""Web pages: licences published outside of a repository, and what model cards link to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.errors import FetchError
from monitor.records import Fetched, Role, Snapshot, State, Subject

if TYPE_CHECKING:
    from monitor.sources.interface import Clock, Known
    from monitor.transport import Response, Transport

_KEPT = frozenset({"content-language", "content-type", "date", "etag", "last-modified", "x-repo-commit"})


@dataclass(frozen=True, slots=True)
class Web:
    """Reads single pages.

    Parameters:
        transport: guarded.
        now: the time of a look.
    """

    transport: Transport
    now: Clock

    def fetch(self, subject: Subject, known: Known) -> Fetched:  # noqa: ARG002 - pages have no blob ids
        """Read the page a subject is; see `Source.fetch`."""
        snapshot = self.page(subject.name, Role.LICENSE)
        return Fetched(subject=subject, state=snapshot.state, snapshots=(snapshot,), detail=snapshot.detail)

    def page(self, url: str, role: Role, name: str | None = None) -> Snapshot:
        """Read one page.

        Parameters:
            url: absolute; judged by the transport's guard.
            role: what it is to its subject.
            name: how to call it; the address when left away.
        """
        try:
            response = self.transport.get(url)
        except FetchError as error:
            return Snapshot(
                role=role,
                name=name or url,
                url=url,
                fetched_at=self.now(),
                state=State.UNREACHABLE,
                detail=error.problem,
            )
        return _looked_through(snapshot_of(response, role, name or url, self.now))


def _looked_through(snapshot: Snapshot) -> Snapshot:
    """A page as it came; an error page, a login or a cookie wall is suspect, whatever its status."""
    from monitor.extract import extract  # noqa: PLC0415 - no page was read until now
    from monitor.noise import wall  # noqa: PLC0415 - as above

    if snapshot.state is not State.OK or "html" not in snapshot.media_type:
        return snapshot
    told = wall(extract(snapshot).text or "")
    if not told:
        return snapshot
    return replace(snapshot, state=State.SUSPECT, detail=f"{snapshot.url} {told}.")


def snapshot_of(response: Response, role: Role, name: str, now: Clock) -> Snapshot:
    """An answer as a document; anything but 200 has no body.

    Parameters:
        response: as received.
        role: what it is to its subject.
        name: how to call it.
        now: the time of a look.
    """
    state, detail = _state_of(response)
    return Snapshot(
        role=role,
        name=name,
        url=response.url,
        fetched_at=now(),
        state=state,
        body=response.body if state is State.OK else None,
        status=response.status,
        media_type=(response.header("Content-Type") or "").strip().lower(),
        headers=tuple((key, value) for key, value in response.headers if key.lower() in _KEPT),
        etag=response.header("ETag"),
        detail=detail,
    )


def _state_of(response: Response) -> tuple[State, str]:
    """What a status means for a page: only 404 and 410 say that there is none."""
    if response.status == 200:
        return State.OK, ""
    if response.status in {404, 410}:
        return State.MISSING, f"{response.url} does not exist (HTTP {response.status})."
    if response.status in {401, 403, 451}:
        return State.UNREACHABLE, f"{response.url} may not be read by us (HTTP {response.status})."
    return State.UNREACHABLE, f"{response.url} answers with HTTP {response.status}."
