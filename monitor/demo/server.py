"""An HTTP server on loopback that runs in a thread and leaves nothing behind."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class _QuietHandler(WSGIRequestHandler):
    """A handler that writes no log; requests are kept by the hub itself."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401 - werkzeug's own signature
        """Say nothing."""


class Server:
    """A WSGI application on a free port of 127.0.0.1.

    Parameters:
        application: any WSGI callable.
        port: 0 takes a free one.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], port: int = 0) -> None:
        self._server = ThreadedWSGIServer("127.0.0.1", port, application, handler=_QuietHandler)
        # Requests still under way are waited for on closing, so that no socket outlives the server.
        self._server.daemon_threads = False
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.port

    def close(self) -> None:
        """Stop listening, wait for requests under way, free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
