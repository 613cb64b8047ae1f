"""The hub's webhooks: payloads of version 3, sent to a URL when something happens to a repository.

Source of the format: the hub's documentation of webhooks and the payload classes of huggingface_hub 2.4. The
real hub sends in the background; here an event is delivered before the call that caused it returns, so that
a test knows when to look. Retries are not documented and not made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.demo.wire import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.demo.repository import Commit, Repo

TIMEOUT = 5.0
MAIN = "refs/heads/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Who wants to be told.

    Parameters:
        url: http address that takes the POST.
        watched: owners and repositories.
        secret: sent as it is in `X-Webhook-Secret`; no header when empty.
    """

    url: str
    watched: frozenset[str]
    secret: str = ""

    def watches(self, name: str) -> bool:
        """Whether events of this repository are sent."""
        return not self.watched.isdisjoint({name, name.partition("/")[0]})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload sent, and the receiver's status; 0 where it could not be reached."""

    url: str
    payload: Mapping[str, object]
    status: int


@dataclass(slots=True)
class Webhooks:
    """All webhooks of a hub and what was sent.

    Parameters:
        address: the hub's own address, for the links in payloads.
    """

    address: str
    hooks: list[Webhook] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def published(self, repo: Repo, before: Commit | None, after: Commit) -> None:
        """Tell of a new head, and of the repository itself when it is the first."""
        if before is None:
            self._send(repo, "create", "repo")
        old = before.sha if before else None
        refs = [{"ref": MAIN, "oldSha": old, "newSha": after.sha}]
        self._send(repo, "update", "repo.content", updatedRefs=refs)

    def moved(self, repo: Repo, target: str) -> None:
        """Tell of a new name; called while the repository still has the old one."""
        owner, _, name = target.partition("/")
        self._send(repo, "move", "repo", movedTo={"name": name, "owner": {"id": _owner_id(owner)}})

    def removed(self, repo: Repo) -> None:
        """Tell that a repository is gone."""
        self._send(repo, "delete", "repo")

    def configured(self, repo: Repo) -> None:
        """Tell of a change of who may see a repository; gating sends no event."""
        self._send(repo, "update", "repo.config", updatedConfig={"private": repo.private})

    def _send(self, repo: Repo, action: str, scope: str, **more: object) -> None:
        """Send an event to everybody who watches this repository."""
        for number, hook in enumerate(self.hooks, 1):
            if hook.watches(repo.name):
                event = {"action": action, "scope": scope}
                sender = {"id": f"{number:024x}", "version": 3}
                payload = {"event": event, "repo": self._repo(repo), **more, "webhook": sender}
                self.deliveries.append(Delivery(hook.url, payload, _post(hook, payload)))

    def _repo(self, repo: Repo) -> dict[str, object]:
        """A repository as payloads have it."""
        return {
            "type": "model",
            "name": repo.name,
            "id": repo.repo_id,
            "private": repo.private,
            "url": {
                "web": f"{self.address}/{repo.name}",
                "api": f"{self.address}/api/models/{repo.name}",
            },
            "headSha": repo.head.sha,
            "owner": {"id": _owner_id(repo.owner)},
        }


def _owner_id(owner: str) -> str:
    """An id for an owner: 24 hexadecimal digits."""
    return hashlib.sha256(owner.encode()).hexdigest()[:24]


def _post(hook: Webhook, payload: Mapping[str, object]) -> int:
    """Send one payload; the status, or 0."""
    parts = urlsplit(hook.url)
    headers = {"Content-Type": "application/json"} | (
        {"X-Webhook-Secret": hook.secret} if hook.secret else {}
    )
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", path, compact(payload), headers)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
