"""Faults that the hub commits on request, to try what a client makes of them."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from flask import Response

from monitor.demo.wire import HTML

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ERROR_PAGE = (
    b"<!doctype html><html><head><title>Oops</title></head><body>"
    b"<h1>This page isn't available</h1></body></html>"
)


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next requests.

    Parameters:
        prefix: path (with query) that the request must start with.
        times: how many requests are hit before the fault is over.
        skip: how many matching requests pass before the first one is hit.
        status: answer with this status and nothing else of the hub, not even its rate-limit headers.
        headers, body: of that answer.
        drop: close the connection without an answer.
        half: send half of the true body, then close.
        length: added to the true `Content-Length`.
        delay: seconds before the answer, or between single bytes where `drip` is set.
        drip: send the body byte by byte.
        html: an error page with status 200 in place of the answer.
        replace: a header's value by name, in the true answer; an empty value takes the header out.
    """

    prefix: str = "/"
    times: int = 1
    skip: int = 0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    drop: bool = False
    half: bool = False
    length: int = 0
    delay: float = 0.0
    drip: bool = False
    html: bool = False
    replace: Mapping[str, str] = field(default_factory=dict)

    def hits(self, path: str) -> bool:
        """Whether it strikes this request; counts the request when it matches."""
        if not path.startswith(self.prefix) or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True

    def instead(self) -> Response | None:
        """The answer that stands in for the hub's, where there is one."""
        if self.html:
            return Response(ERROR_PAGE, 200, content_type=HTML)
        if self.status is not None:
            return Response(self.body, self.status, headers=dict(self.headers))
        return None

    def spoil(self, answer: Response, connection: socket.socket, pause: Pause) -> Response:
        """The hub's answer, spoiled as the fault says."""
        for name, value in self.replace.items():
            answer.headers.pop(name, None)
            if value:
                answer.headers[name] = value
        if not (self.half or self.length or self.drip):
            return answer
        body = answer.get_data()
        kept = body[: len(body) // 2] if self.half else body
        spoiled = Response(self._send(kept, connection, pause), answer.status_code, headers=answer.headers)
        spoiled.headers["Content-Length"] = str(len(body) + self.length)
        return spoiled

    def _send(self, body: bytes, connection: socket.socket, pause: Pause) -> Iterator[bytes]:
        if self.drip:
            for at in range(len(body)):
                yield body[at : at + 1]
                pause(self.delay)
        else:
            yield body
        if self.half or self.length:
            cut(connection)


class Pause:
    """A wait that ends early when the hub is closed."""

    def __init__(self) -> None:
        self._over = Event()

    def __call__(self, seconds: float) -> None:
        """Wait."""
        self._over.wait(seconds)

    def end(self) -> None:
        """Let every wait end now."""
        self._over.set()


def cut(connection: socket.socket) -> None:
    """Close a connection for both sides at once."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was faster
        return
