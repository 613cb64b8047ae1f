"""Sockets and connections that look a name up once, connect to what was judged, and cannot be kept waiting.

requests and urllib3 bound single reads only: a server that sends one byte a second, or a header line that
never ends, would hold a worker for hours. Here every read of a socket is charged to the allowance of the
request that the thread is making.
"""

from __future__ import annotations

import functools
import math
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any, TypeAlias

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.transport.guard import AddressInfo, Guard

Connect: TypeAlias = "Callable[[AddressInfo, float], socket.socket]"
_HOSTS = 32  # pools kept open; each holds as many connections as there are workers


class TooMuchError(Exception):
    """More bytes came than the request may receive."""


class Allowance(threading.local):
    """What the request that this thread is making may still take; each thread sees its own.

    Parameters:
        until: `time.monotonic()` at which it must be over.
        left: bytes it may still receive, headers included.
    """

    until = math.inf
    left = math.inf

    def seconds(self) -> float:
        """The time left.

        Raises:
            TimeoutError: when there is none.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        return left

    def spend(self, count: int) -> None:
        """Charge received bytes.

        Raises:
            TooMuchError: when more came than may come.
        """
        self.left -= count
        if self.left < 0:
            raise TooMuchError


class _Meter(socket.socket):
    """Charges reads to an allowance; stands before the kind of socket it meters."""

    allowance = Allowance()

    def recv_into(self, *args: Any, **options: Any) -> int:  # noqa: ANN401 - the standard library's own signature
        """Receive within the time that is left."""
        self.settimeout(min(self.gettimeout() or math.inf, self.allowance.seconds()))
        count = super().recv_into(*args, **options)
        self.allowance.spend(count)
        return count


class _MeteredTLS(_Meter, ssl.SSLSocket):
    """An encrypted one; made by the context (`sslsocket_class`)."""


def connect_to(info: AddressInfo, timeout: float) -> socket.socket:
    """Connect to one address that was looked up before.

    Parameters:
        info: as `socket.getaddrinfo` gives it; its address is numeric, so nothing is looked up again.
        timeout: seconds.

    Raises:
        OSError: when nobody answers.
    """
    family, kind, protocol, _, address = info
    connection = _Meter(family, kind, protocol)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(timeout)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


class Dialer:
    """Opens connections for the pools.

    Parameters:
        guard: judges every address a name has.
        connect: opens one of them; `connect_to` but in tests.
        allowance: shared with the transport that sets it.
    """

    def __init__(self, guard: Guard, connect: Connect, allowance: Allowance) -> None:
        self._guard = guard
        self._connect = connect
        self.allowance = allowance

    def dial(self, host: str, port: int, timeout: float) -> socket.socket:
        """Look a host up once, judge what comes, and connect to the first address that answers.

        Raises:
            RefusedError: when the guard refuses one of the addresses.
            OSError: when the name is not known or nobody answers.
        """
        fault = OSError(f"{host} has no address")
        for info in self._guard.resolve(host, port):
            try:
                return self._connect(info, min(timeout, self.allowance.seconds()))
            except OSError as error:
                fault = error
        raise fault


class _Dialled(HTTPConnection):
    """A connection whose socket comes from a dialer. Host header and SNI keep the name."""

    def __init__(self, *args: Any, dialer: Dialer, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(*args, **options)
        self._dialer = dialer

    def _new_conn(self) -> socket.socket:
        return self._dialer.dial(self._dns_host, self.port, float(self.timeout or math.inf))

    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _Meter):
            self.sock.allowance = self._dialer.allowance


class _DialledTLS(_Dialled, HTTPSConnection):
    """As `_Dialled`, over TLS."""


class _Pools(PoolManager):
    """Pools whose connections are dialled."""

    def __init__(self, dialer: Dialer, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(**options)
        self._dialer = dialer

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, host, port, request_context)
        kind = _DialledTLS if scheme == "https" else _Dialled
        pool.ConnectionCls = functools.partial(kind, dialer=self._dialer)  # type: ignore[assignment] # a factory will do
        return pool


class Adapter(HTTPAdapter):
    """requests' adapter over dialled connections, one pool a host, as many connections as workers.

    Parameters:
        dialer: opens the connections.
        workers: threads that use the transport at once.
    """

    def __init__(self, dialer: Dialer, workers: int) -> None:
        self._dialer = dialer
        super().__init__(pool_connections=_HOSTS, pool_maxsize=workers, max_retries=0, pool_block=True)

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,  # noqa: FBT001, FBT002 - as the overridden method has it
        **options: Any,  # noqa: ANN401 - urllib3's own
    ) -> None:
        """Called by requests once, when the adapter is made."""
        context = create_urllib3_context()
        context.sslsocket_class = _MeteredTLS
        self.poolmanager = _Pools(
            self._dialer, num_pools=connections, maxsize=maxsize, block=block, ssl_context=context, **options
        )
