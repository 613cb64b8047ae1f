"""A hub on loopback with any number of made-up models, lean enough to answer for hundreds of thousands.

It answers the list of models, a model's info, paths-info and files as the Hugging Face Hub does, counts what
is asked of each of its buckets, and refuses whoever exceeds one. Time is the caller's: whoever waits for a
window to end moves the clock on instead. It runs in a process of its own: only the client is measured.
"""

from __future__ import annotations

import hashlib
import json
import math
import multiprocessing
import re
import socket
import threading
import time
from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, unquote, urlencode

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized

WINDOW = 300.0
ALLOWED = {"api": 500, "resolvers": 3000, "pages": 100}
_SPREAD = 5 * 3600.0
START = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
_REQUEST = re.compile(rb"(\w+) (\S+) HTTP/1\.1\r\n")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_MODEL = re.compile(r"/api/models/([^/]+/model-(\d+))(?:/(paths-info)/[0-9a-f]+)?")
_FILE = re.compile(r"/[^/]+/model-(\d+)/resolve/[0-9a-f]+/(.+)")

_LICENSE = """Licence of the family {family}, version {version}

1. Grant. The licensor grants you a worldwide, royalty-free, non-exclusive licence to use, copy, modify and
distribute the Model for any purpose, including commercial purposes, subject to the conditions below.

2. Conditions. You must keep this licence with every copy of the Model. If your products have more than
{users} monthly active users, you must request a separate licence from the licensor.

3. No warranty. The Model is provided "as is", without warranty of any kind.
"""


class Clock:
    """A clock shared by both processes: real time, and what was waited for without waiting.

    Parameters:
        ahead: seconds that were skipped.
        began: the real time that stands for `START`.
    """

    def __init__(self, ahead: Synchronized[float], began: float) -> None:
        self._ahead = ahead
        self._began = began

    def __call__(self) -> float:
        """Seconds since the epoch."""
        return START + time.time() - self._began + self._ahead.value

    def now(self) -> datetime:
        """The same as a date."""
        return datetime.fromtimestamp(self(), UTC)

    def sleep(self, seconds: float) -> None:
        """Wait, without waiting."""
        until = self() + seconds
        with self._ahead.get_lock():
            self._ahead.value += max(0.0, until - self())


@dataclass(slots=True)
class Models:
    """The models of the hub, each told by its number and how often it moved.

    Parameters:
        count: of models.
        authors: that share them.
        families: of licences that they share.
    """

    count: int
    authors: int
    families: int = 200
    commits: dict[int, int] = field(default_factory=dict)
    licences: dict[int, tuple[int, int]] = field(default_factory=dict)
    moved: dict[int, float] = field(default_factory=dict)
    newest: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order()

    def order(self) -> None:
        """Put models newest first, after some moved."""
        self.newest = sorted((-self.modified(number), -number) for number in range(self.count))

    def name(self, number: int) -> str:
        """What a model is called."""
        return name_of(number, self.authors)

    def modified(self, number: int) -> float:
        """Time of the last commit; before the first move models lie a minute apart."""
        return self.moved.get(number, START - 60.0 * (self.count - number))

    def sha(self, number: int) -> str:
        """The commit a model is at."""
        return hashlib.sha1(b"%d %d" % (number, self.commits.get(number, 0))).hexdigest()  # noqa: S324 - a name

    def move(self, numbers: list[int], at: float, licences: list[int] | None = None) -> None:
        """One commit to each of these models.

        Parameters:
            numbers: of the models.
            at: now; the commits are spread over the hours before.
            licences: versions of the new licence, one a model; None leaves the terms as they are.
        """
        for place, number in enumerate(numbers):
            self.commits[number] = self.commits.get(number, 0) + 1
            self.moved[number] = at - _SPREAD * (1 - place / len(numbers))
            if licences is not None:
                self.licences[number] = (0, licences[place])
        self.order()

    def file(self, number: int, path: str) -> bytes | None:
        """The content of a file."""
        if path == "README.md":
            return (
                f"---\nlicense: other\nlicense_name: family\nlicense_link: LICENSE\n---\n# Model {number}\n\n"
                f"A made-up model, number {number} of the shelf, with nothing to say about itself.\n"
            ).encode()
        if path == "config.json":
            return b'{"model_type": "made-up"}'
        if path == "LICENSE":
            family, version = self.licences.get(number, (number % self.families, 0))
            users = 1_000_000 * (family + 1) if version == 0 else 500_000 * version + 7
            return _LICENSE.format(family=family, version=version, users=f"{users:,}").encode()
        return None

    def told(self, number: int) -> dict[str, Any]:
        """What lists and info share."""
        return {
            "_id": f"{number:024x}",
            "id": self.name(number),
            "sha": self.sha(number),
            "lastModified": stamp(self.modified(number)),
            "gated": False,
            "private": False,
            "disabled": False,
            "tags": ["pytorch", "text-generation", "license:other", "region:us", "en"],
        }

    def info(self, number: int) -> dict[str, Any]:
        """A model's info."""
        card = {"license": "other", "license_name": "family", "license_link": "LICENSE"}
        files = (".gitattributes", "README.md", "LICENSE", "config.json", "model.safetensors")
        siblings = [self._sibling(number, name) for name in files]
        return {**self.told(number), "cardData": card, "siblings": siblings}

    def _sibling(self, number: int, path: str) -> dict[str, Any]:
        """A file as `blobs=true` lists it."""
        data = self.file(number, path) or b"not to be read"
        return {"rfilename": path, "size": len(data), "blobId": blob_id(data)}


def blob_id(data: bytes) -> str:
    """The id that git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - as git does


def name_of(number: int, authors: int) -> str:
    """`author/model`, by the number of the model and how many authors there are."""
    return f"author-{number % authors:04}/model-{number:06}"


def stamp(seconds: float) -> str:
    """A time as the hub writes it."""
    whole = datetime.fromtimestamp(math.floor(seconds * 1000) / 1000, UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{whole.microsecond // 1000:03}Z"


class _Server:
    """Answers connections, one thread each.

    Parameters:
        models: what there is.
        clock: of the rate limits.
        delay: seconds that each answer waits.
        limited: whether windows are kept.
    """

    def __init__(self, models: Models, clock: Clock, delay: float, *, limited: bool) -> None:
        self.models = models
        self.clock = clock
        self.delay = delay
        self.limited = limited
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._window = dict.fromkeys(ALLOWED, (0.0, 0))
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        waiting = b""
        with suppress(OSError), connection:
            while True:
                while b"\r\n\r\n" not in waiting:
                    came = connection.recv(65536)
                    if not came:
                        return
                    waiting += came
                head, _, waiting = waiting.partition(b"\r\n\r\n")
                length = _LENGTH.search(head)
                size = int(length[1]) if length else 0
                while len(waiting) < size:
                    waiting += connection.recv(65536)
                body, waiting = waiting[:size], waiting[size:]
                if self.delay:
                    time.sleep(self.delay)
                answer = self._answer(head + b"\r\n", body)
                with self._lock:
                    self.counts["bytes"] += len(answer)
                connection.sendall(answer)

    def _answer(self, head: bytes, body: bytes) -> bytes:
        asked = _REQUEST.match(head)
        target = asked[2].decode() if asked else "/"
        path, _, query = target.partition("?")
        bucket = "resolvers" if "/resolve/" in path else "api" if path.startswith("/api/") else "pages"
        limits, within = self._count(bucket)
        if not within:
            return _reply(b"too many", "429 Too Many Requests", limits)
        if path == "/api/models":
            return self._list(query, limits)
        if model := _MODEL.fullmatch(unquote(path)):
            return self._model(int(model[2]), body if model[3] else None, limits)
        if file := _FILE.fullmatch(unquote(path)):
            return self._file(int(file[1]), file[2], limits)
        return _reply(b'{"error":"not found"}', "404 Not Found", limits)

    def _count(self, bucket: str) -> tuple[dict[str, str], bool]:
        """Count a request, and tell what is left of the window."""
        now = self.clock()
        with self._lock:
            self.counts[bucket] += 1
            began, used = self._window[bucket]
            if now - began >= WINDOW:
                began, used = now, 0
            self._window[bucket] = began, used + 1
        most = ALLOWED[bucket]
        if not self.limited:
            return {}, True
        within = used < most
        self.counts["refused"] += not within
        left = max(most - used - 1, 0)
        told = f'"{bucket}";r={left};t={math.ceil(began + WINDOW - now)}'
        return {"RateLimit": told, "RateLimit-Policy": f'"fixed window";"{bucket}";q={most};w=300'}, within

    def _list(self, query: str, headers: dict[str, str]) -> bytes:
        fields = dict(parse_qsl(query))
        limit, cursor = int(fields["limit"]), fields.get("cursor")
        models = self.models
        self.counts["list"] += 1
        if fields["sort"] == "lastModified":
            at = 0
            if cursor:
                modified, number = cursor.split(":")
                at = bisect_left(models.newest, (-float(modified), -int(number))) + 1
            page = [-number for _, number in models.newest[at : at + limit]]
            last = f"{models.modified(page[-1])!r}:{page[-1]}" if at + limit < models.count else None
        else:
            every = models.authors if "author" in fields else 1
            first = int(cursor) if cursor else int(fields.get("author", "author-0")[7:])
            page = list(range(first, min(first + limit * every, models.count), every))
            after = first + limit * every
            last = str(after) if after < models.count else None
        body = json.dumps([models.told(number) for number in page]).encode()
        self.counts["list bytes"] += len(body)
        if last is not None:
            kept = [pair for pair in parse_qsl(query) if pair[0] != "cursor"]
            link = urlencode([*kept, ("cursor", last)])
            headers = {**headers, "Link": f'<http://127.0.0.1:{self.port}/api/models?{link}>; rel="next"'}
        return _reply(body, headers=headers)

    def _model(self, number: int, form: bytes | None, headers: dict[str, str]) -> bytes:
        if form is None:
            self.counts["info"] += 1
            return _reply(json.dumps(self.models.info(number)).encode(), headers=headers)
        self.counts["paths-info"] += 1
        entries = []
        for name, path in parse_qsl(form.decode()):
            data = self.models.file(number, path) if name == "paths" else None
            if data is not None:
                entries.append({"type": "file", "oid": blob_id(data), "size": len(data), "path": path})
        return _reply(json.dumps(entries).encode(), headers=headers)

    def _file(self, number: int, path: str, headers: dict[str, str]) -> bytes:
        data = self.models.file(number, path)
        if data is None:
            return _reply(b"Entry not found", "404 Not Found", {**headers, "X-Error-Code": "EntryNotFound"})
        self.counts[path] += 1
        told = {
            "X-Repo-Commit": self.models.sha(number),
            "ETag": f'"{blob_id(data)}"',
            "Date": formatdate(self.clock(), usegmt=True),
        }
        return _reply(data, headers={**headers, **told}, media="text/plain")


def _reply(
    body: bytes,
    status: str = "200 OK",
    headers: dict[str, str] | None = None,
    media: str = "application/json",
) -> bytes:
    told = {"Content-Length": str(len(body)), "Content-Type": f"{media}; charset=utf-8", **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def _run(wire: Connection, models: tuple[int, int], clock: Clock, how: tuple[float, bool]) -> None:
    """What the process of the hub does."""
    server = _Server(Models(*models), clock, how[0], limited=how[1])
    wire.send(server.port)
    while True:
        order = wire.recv()
        if order is None:
            return
        if order[0] == "move":
            server.models.move(order[1], clock(), order[2])
        wire.send(dict(server.counts))


class SyntheticHub:
    """The hub as its user sees it: an address, a clock, counters and a way to make models move.

    Parameters:
        count: of models.
        authors: that share them.
        delay: seconds that each answer waits.
        limited: whether the windows of an unknown visitor are kept.
    """

    def __init__(self, count: int, authors: int, *, delay: float = 0.0, limited: bool = True) -> None:
        self.clock = Clock(multiprocessing.Value("d", 0.0), time.time())
        self.authors = authors
        self._wire, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(
            target=_run, args=(theirs, (count, authors), self.clock, (delay, limited)), daemon=True
        )
        self._process.start()
        self.url = f"http://127.0.0.1:{self._wire.recv()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.send(None)
        self._process.join(10)

    def name(self, number: int) -> str:
        """What a model is called."""
        return name_of(number, self.authors)

    def counts(self) -> dict[str, int]:
        """What was asked so far, by bucket and kind."""
        self._wire.send(("counts",))
        told: dict[str, int] = self._wire.recv()
        return told

    def move(self, numbers: list[int], licences: list[int] | None = None) -> None:
        """One commit to each of these models; see `Models.move`."""
        self._wire.send(("move", numbers, licences))
        self._wire.recv()
