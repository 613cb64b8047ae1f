"""Pages of a hub's list of models, read with suspicion; shapes as in recorded answers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from monitor.errors import FetchError
from monitor.records import Allowed, Listed, ListPage
from monitor.sources.answers import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.transport import Response, Transport

_EXPAND = ("sha", "lastModified", "gated", "private", "disabled", "tags")
_POLICY = re.compile(r'"api"\s{0,8};\s{0,8}q=(\d{1,9})\s{0,8};\s{0,8}w=(\d{1,9})')
_NEXT = re.compile(r'<([^<>]{1,4096})>\s{0,8};\s{0,8}rel="?next"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLists:
    """The lists of models of a hub, one request a page.

    Parameters:
        transport: guarded; the endpoint must be allowed there when it is private.
        endpoint: the hub's address, without a slash at its end.
        token: sent to the endpoint only.
    """

    transport: Transport
    endpoint: str
    token: str | None = None

    def pages(self, *, sort: str, limit: int, author: str | None = None) -> Iterator[ListPage]:
        """Read a list from its beginning to its end.

        Parameters:
            sort: `lastModified` (newest first) or `createdAt` (nothing moves while it is read).
            limit: models a page.
            author: whose models; None means everybody's.

        Raises:
            FetchError: a page cannot be had or is no list.
        """
        login = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url: str | None = address(self.endpoint, sort=sort, limit=limit, author=author)
        seen = set()
        while url:
            if url in seen:
                raise FetchError(f"The list of models of {self.endpoint} goes in a circle.")
            seen.add(url)
            response = self.transport.get(url, headers=login)
            yield read_page(response)
            url = next_page(response, self.endpoint)


def address(endpoint: str, *, sort: str, limit: int, author: str | None = None) -> str:
    """The address of a list's first page.

    Parameters:
        endpoint: of the hub.
        sort: `lastModified` (newest first) or `createdAt` (nothing moves while it is read).
        limit: models a page.
        author: whose models; None means everybody's.
    """
    asked = [("author", author)] if author else []
    asked += [("sort", sort), ("direction", "-1"), ("limit", str(limit))]
    return f"{endpoint}/api/models?{urlencode([*asked, *(('expand', one) for one in _EXPAND)])}"


def read_page(response: Response) -> ListPage:
    """Read the answer of the hub's list of models.

    Raises:
        FetchError: it is not one: a model that cannot be read might be a watched one.
    """
    try:
        items = json.loads(response.body)
    except (ValueError, RecursionError):
        items = None
    if response.status != 200 or not isinstance(items, list):
        raise FetchError(f"{response.url} answers with HTTP {response.status} and no list of models.")
    policy = _POLICY.search((response.header("RateLimit-Policy") or "")[:4096])
    allowed = Allowed(int(policy[1]), int(policy[2])) if policy else None
    return ListPage(models=tuple(_listed(items, response.url)), allowed=allowed)


def next_page(response: Response, endpoint: str) -> str | None:
    """The address of the page behind this one, always at the same hub: it is asked with the token.

    Parameters:
        response: a page.
        endpoint: of the hub.

    Returns:
        None after the last page.
    """
    link = _NEXT.search((response.header("Link") or "")[:8192])
    return f"{endpoint}/api/models?{urlsplit(link[1]).query}" if link else None


def _listed(items: list[object], url: str) -> Iterator[Listed]:
    """The models; what has no name of a model cannot be a watched one."""
    for told in items:
        name = told.get("id") if isinstance(told, dict) else None
        if isinstance(told, dict) and isinstance(name, str) and REPOSITORY.fullmatch(name):
            yield Listed(name=name, modified=_moment(told.get("lastModified"), name, url), told=told)


def _moment(text: object, name: str, url: str) -> datetime:
    try:
        when = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise FetchError(f"{url} lists {name} without a time of its last commit.")
    return when
