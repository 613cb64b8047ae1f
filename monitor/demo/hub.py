"""The loopback hub: a small, honest stand-in for the Hugging Face Hub.

What it answers follows recorded answers, documentation and client source of the real hub (2026); where the
real hub's behaviour is not known the docstring beside the code says what was assumed.
"""

from __future__ import annotations

import time
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import unquote

from flask import Flask, Response, request

from monitor.demo.faults import Fault, Pause, cut
from monitor.demo.folder import load
from monitor.demo.limits import RateLimiter
from monitor.demo.repository import Commit, Content, Repo
from monitor.demo.routing import Page, fresh, other_page, route
from monitor.demo.server import Server
from monitor.demo.shelf import ANYBODY, LARGEST_PAGE, Account, Shelf
from monitor.demo.webhooks import Webhook, Webhooks
from monitor.demo.wire import COMMON_HEADERS, HTML, Refusal, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType


class Seen(NamedTuple):
    """One request as it was answered.

    Parameters:
        path: with the query, as sent.
        bucket: `api`, `resolvers` or `pages`; `cdn` and `web` are not counted by the hub.
        status: of the answer; 0 where the connection was dropped.
    """

    method: str
    path: str
    bucket: str
    status: int


class Hub:
    """The hub, listening on 127.0.0.1 for as long as its `with` block lasts.

    Parameters:
        clock: seconds, for rate limits.
        quota: requests per bucket (`api`, `resolvers`, `pages`) and window, in place of the real hub's.
        window: seconds of a rate-limit window.
        page_size: most models in a page of the list.
        port: 0 takes a free one.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        quota: Mapping[str, int] | None = None,
        window: int = 300,
        page_size: int = LARGEST_PAGE,
        port: int = 0,
    ) -> None:
        self.shelf = Shelf(page_size=page_size)
        self.requests: list[Seen] = []
        self.request_headers: list[dict[str, str]] = []
        self.faults: list[Fault] = []
        self.limits = RateLimiter(clock, quota or {}, window)
        self._pages: dict[str, Page] = {}
        self._lock = RLock()
        self._pause = Pause()
        self._server = Server(self._application(), port)
        self.webhooks = Webhooks(self.url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._pause.end()
        self._server.close()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.port

    @property
    def url(self) -> str:
        """Its address, without a slash at the end: what `HF_ENDPOINT` is set to."""
        return f"http://127.0.0.1:{self.port}"

    def add(self, name: str, files: Mapping[str, Content] | None = None, **facts: Any) -> Repo:  # noqa: ANN401 - fields of Repo
        """Put a new repository on the hub.

        Parameters:
            name: `owner/name`.
            files: of its first commit; a plain `.gitattributes` when there are none.
            facts: further fields of `Repo`.
        """
        repo = self.take(Repo(name=name, **facts))
        repo.commit(files or {".gitattributes": "*.safetensors filter=lfs\n"}, title="initial commit")
        return repo

    def take(self, repo: Repo) -> Repo:
        """Put a repository that was made elsewhere on the hub."""
        repo.on_publish = self.webhooks.published
        self.shelf.repos[repo.name.lower()] = repo
        return repo

    def load(self, folder: Path) -> None:
        """Put the repositories of a folder on the hub; see `monitor.demo.folder`.

        Raises:
            FaultsError: something in it cannot be used.
        """
        repos, moves = load(folder)
        for repo in repos:
            self.take(repo)
        for name, target in moves.items():
            self.redirect(name, target)

    def repo(self, name: str) -> Repo:
        """A repository by name.

        Raises:
            KeyError: it is not there.
        """
        return self.shelf.repos[name.lower()]

    def remove(self, name: str) -> None:
        """Take a repository off the hub."""
        self.webhooks.removed(self.shelf.repos.pop(name.lower()))

    def rename(self, name: str, target: str) -> Repo:
        """Give a repository another name; the old one redirects."""
        repo = self.shelf.repos.pop(name.lower())
        self.webhooks.moved(repo, target)
        repo.name = target
        self.redirect(name, target)
        return self.take(repo)

    def hide(self, name: str, *, private: bool = True) -> None:
        """Make a repository private, or public again."""
        repo = self.repo(name)
        repo.private = private
        self.webhooks.configured(repo)

    def webhook(self, url: str, watched: Sequence[str], *, secret: str = "") -> None:
        """Send events of some owners and repositories to an address; `webhooks.deliveries` tells of each."""
        self.webhooks.hooks.append(Webhook(url=url, watched=frozenset(watched), secret=secret))

    def redirect(self, name: str, target: str) -> None:
        """Let a name lead to a repository, which may be another one than it was."""
        self.shelf.moves[name.lower()] = target

    def advance(self, name: str) -> Commit | None:
        """Publish the next held commit of a repository; None when there is none."""
        return self.repo(name).advance()

    def advance_all(self) -> int:
        """Publish the next held commit of every repository; the number that had one."""
        return sum(repo.advance() is not None for repo in tuple(self.shelf.repos.values()))

    def set_token(
        self, token: str, *, user: str = "reader", grants: Sequence[str] = (), pending: Sequence[str] = ()
    ) -> None:
        """Make a token valid.

        Parameters:
            token: as sent behind `Bearer`.
            user: whose it is.
            grants: private and gated repositories it opens.
            pending: gated repositories whose owner has not answered.
        """
        account = Account(token=token, user=user, grants=frozenset(grants), pending=frozenset(pending))
        self.shelf.accounts[token] = account

    def page(
        self,
        path: str,
        body: bytes | str | Callable[[], Iterable[bytes]],
        content_type: str = HTML,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Serve another web page from the same port and tell its address.

        Parameters:
            path: from the root; the query is not looked at.
            body: a callable is asked for its parts at each request (for bodies that never end).
            content_type, status, headers: of the answer.
        """
        content = body.encode() if isinstance(body, str) else body
        self._pages[path] = Page(content, content_type, status, headers or {})
        return f"{self.url}{path}"

    def fail(self, prefix: str = "/", **how: Any) -> Fault:  # noqa: ANN401 - fields of Fault
        """Let something go wrong with the next requests; see `Fault` for what can."""
        fault = Fault(prefix=prefix, **how)
        self.faults.append(fault)
        return fault

    def _application(self) -> Flask:
        """The WSGI application: one view that sees every path as it was sent."""
        app = Flask("hub", static_folder=None)
        app.url_map.merge_slashes = False
        for rule in ("/", "/<path:path>"):
            app.add_url_rule(rule, "hub", self._view, methods=["GET", "HEAD", "POST"])
        return app

    def _view(self, path: str = "") -> Response:  # noqa: ARG002 - the path is read undecoded
        """Answer a request, with whatever fault is due."""
        target: str = request.environ["REQUEST_URI"]
        parts = [unquote(part) for part in target.partition("?")[0].split("/")[1:]]
        fault = self._fault(target)
        if fault is not None:
            return self._faulty(fault, target, parts)
        answer = self._answer(target, parts)
        self._note(target, parts, answer.status_code)
        return answer

    def _faulty(self, fault: Fault, target: str, parts: list[str]) -> Response:
        """Answer a request with a fault."""
        connection = request.environ["werkzeug.socket"]
        self._pause(0 if fault.drip else fault.delay)
        if fault.drop:
            self._note(target, parts, 0)
            cut(connection)
            return Response(status=204)
        answer = fault.instead() or self._answer(target, parts)
        self._note(target, parts, answer.status_code)
        return fault.spoil(answer, connection, self._pause)

    def _fault(self, target: str) -> Fault | None:
        """The first fault that strikes this request."""
        with self._lock:
            return next((fault for fault in tuple(self.faults) if fault.hits(target)), None)

    def _note(self, target: str, parts: Sequence[str], status: int) -> None:
        """Keep a request for who looks at the hub from the test's side."""
        with self._lock:
            self.requests.append(Seen(request.method, target, self._bucket(target, parts), status))
            self.request_headers.append(dict(request.headers))

    def _bucket(self, target: str, parts: Sequence[str]) -> str:
        """The rate-limit bucket of a path. That the resolve cache counts as a resolver is assumed."""
        if target.partition("?")[0] in self._pages:
            return "web"
        if parts[0] == "xet-bridge-us":
            return "cdn"
        if "resolve" in parts[1:3] or parts[:2] == ["api", "resolve-cache"]:
            return "resolvers"
        return "api" if parts[0] == "api" or "raw" in parts[1:3] else "pages"

    def _answer(self, target: str, parts: list[str]) -> Response:
        """The true answer with the headers that all answers of the hub carry."""
        bucket = self._bucket(target, parts)
        if bucket == "web":
            return other_page(self._pages[target.partition("?")[0]])
        with self._lock:
            if bucket == "cdn":
                return self._true_answer(target, parts, token="")
            token = _token()
            caller = self.shelf.accounts.get(token, ANYBODY)
            allowance = self.limits.take(bucket, caller.token)
            if allowance.granted:
                answer = self._true_answer(target, parts, token)
            else:
                answer = refused(Refusal(429, _too_many(caller)), plain=parts[0] != "api")
            answer.headers.update(COMMON_HEADERS | allowance.headers())
            answer.headers["X-Request-Id"] = f"Root=1-{len(self.requests):08x}-{'0' * 24}"
        return fresh(answer)

    def _true_answer(self, target: str, parts: list[str], token: str) -> Response:
        """The answer to a path, which may be an error."""
        try:
            return route(self.shelf, self.shelf.account(token), target, parts)
        except Refusal as refusal:
            return refused(refusal, plain=parts[0] != "api")


def _token() -> str:
    """The bearer token of the request; empty when there is none."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _too_many(account: Account) -> str:
    """The text of a 429; the real one is not known."""
    who = "your account" if account.user else "your IP address"
    return f"We had to rate limit {who}. Please wait and try again."
