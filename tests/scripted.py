"""A web server on loopback that answers byte for byte as it is told, also against the rules of HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TypeAlias

if TYPE_CHECKING:
    import ssl
    from io import BufferedReader
    from types import TracebackType

Answer: TypeAlias = bytes | Callable[[socket.socket], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An orderly answer; underscores in header names stand for hyphens."""
    lines = {
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def redirect(location: str, status: str = "307 Temporary Redirect") -> bytes:
    return reply(status=status, Location=location)


@dataclass
class Scripted:
    """Answers each target from its list, the last answer again and again.

    Parameters:
        answers: by target (path with query): raw bytes, or a function that is handed the connection.
        tls: wraps every connection, for https.
    """

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    @property
    def port(self) -> int:
        port: int = self._listening.getsockname()[1]
        return port

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.origin}"

    def on(self, target: str, *answers: Answer) -> str:
        """Set what a target answers; returns its address."""
        self.answers[target] = list(answers)
        return self.url + target

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            if self.tls is not None:
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
                self._open.append(connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection.makefile("rb") as incoming:
                while (asked := _read(incoming)) is not None:
                    self.asked.append(asked)
                    answers = self.answers.get(asked.target, [reply(status="404 Not Found")])
                    answer = answers.pop(0) if len(answers) > 1 else answers[0]
                    if not isinstance(answer, bytes):
                        answer(connection)
                        return
                    connection.sendall(answer)


def _read(incoming: BufferedReader) -> Asked | None:
    readline, read = incoming.readline, incoming.read
    first = readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = {}
    while line := readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Asked(first[0], first[1], headers, read(int(headers.get("content-length", 0))))
