"""What a subject's licence texts lead to: the licence behind a file that only points to one, and policies.

Whatever place a text comes from, a policy that it takes in by link is part of its terms. Few links are
followed, one step from each text and two in all, through the guarded web source.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitor.extract.paper import kind_of, paper_text
from monitor.pointers import incorporated, pointed
from monitor.records import Role
from monitor.sources.links import Page, RepoFile, target_of
from monitor.sources.names import ORDER

if TYPE_CHECKING:
    from monitor.pointers import Link
    from monitor.records import Fetched, Snapshot
    from monitor.sources.web import Web

MOST = 5
"""Most links that are followed for one subject."""

_TEXTS = frozenset({Role.LICENSE, Role.GATE, Role.LINKED})
_READ = 400_000


@dataclass(frozen=True, slots=True)
class Follower:
    """Adds to a look what its licence texts lead to.

    Parameters:
        web: fetches pages.
        endpoint: of the hub; links to huggingface.co lead to it.
    """

    web: Web
    endpoint: str

    def follow(self, fetched: Fetched) -> Fetched:
        """The look with the linked licences and policies, in the stable order.

        Parameters:
            fetched: as its place gave it.
        """
        found = list(fetched.snapshots)
        known = {name for one in found for name in (one.name, one.url)}
        waiting = deque((one, 2) for one in found if one.role in _TEXTS)
        left = MOST
        while waiting and left:
            snapshot, depth = waiting.popleft()
            for link in _links(snapshot) if depth else ():
                url = self._address(link.url)
                if not left or url is None or {link.url, url} & known:
                    continue
                left -= 1
                role = Role.POLICY if link.is_policy else Role.LINKED
                page = self.web.page(url, role, link.url)
                known |= {link.url, url, page.url}
                found.append(page)
                waiting.append((page, depth - 1))
        ordered = sorted(found, key=lambda one: ORDER.index(one.role))
        return replace(fetched, snapshots=tuple(ordered))

    def _address(self, url: str) -> str | None:
        """Where a link's text is read; None for the front page of a model or an odd address."""
        target = target_of(url, self.endpoint)
        if isinstance(target, Page):
            return target.url if target.url.isprintable() else None
        if not isinstance(target, RepoFile) or target.repo is None:
            return None
        revision = quote(target.revision or "main", safe="")
        return f"{self.endpoint}/{quote(target.repo)}/resolve/{revision}/{quote(target.path)}"


def _links(snapshot: Snapshot) -> tuple[Link, ...]:
    """What a text leads to; a text that only points elsewhere is followed to everything it names."""
    if snapshot.body is None or snapshot.role not in _TEXTS:
        return ()
    kind = kind_of(snapshot.body)
    if kind:
        text, _ = paper_text(snapshot.body, kind)
    else:
        text = snapshot.body[:_READ].decode("utf-8", "replace")
    return pointed(text) or incorporated(text)
