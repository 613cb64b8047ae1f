"""Sockets and connections that look a name up once, connect to what was judged, and cannot be kept waiting.

requests and urllib3 bound single reads only: a server that sends one byte a second, or a header line that
never ends, would hold a worker for hours. Here every read of a socket is charged to the allowance of the
request that the thread is making.
"""

from __future__ import annotations

import functools
import math
import re
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.utils import check_header_validity
from urllib3 import HTTPConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Timeout
from urllib3.util.ssl_ import create_urllib3_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from urllib3.response import BaseHTTPResponse

    from monitor.transport.guard import AddressInfo, Guard

Connect: TypeAlias = "Callable[[AddressInfo, float], socket.socket]"
_HOSTS = 32  # pools kept open; each holds as many connections as there are workers
# An address that requests would send as it stands: nothing to be quoted, no dots to be resolved.
_PLAIN = re.compile(r"(https?://[a-z0-9.:-]+)(/(?:[A-Za-z0-9_~!$&'()*+,;=:@/?-]|(?<!/)\.|%[0-9A-Fa-f]{2})*)")


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

    def settimeout(self, value: float | None) -> None:
        """Set how long to wait, where that is another time: each setting asks the operating system."""
        if value != self.gettimeout():
            super().settimeout(value)

    def recv_into(self, *args: Any, **options: Any) -> int:  # noqa: ANN401 - the standard library's own signature
        """Receive within the time that is left."""
        left = self.allowance.seconds()
        if left < (self.gettimeout() or math.inf):
            self.settimeout(left)
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
        self._latest: tuple[str, HTTPConnectionPool] | None = None
        super().__init__(pool_connections=_HOSTS, pool_maxsize=workers, max_retries=0, pool_block=True)

    def open(  # noqa: PLR0913 - what a request is made of
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        timeout: tuple[float, float],
        verify: bool | str,
        proxies: Mapping[str, str],
    ) -> BaseHTTPResponse:
        """Sends a request and reads the head of its answer.

        A plain address is asked for without the general machinery around it, which costs as much time as the
        rest of a request does.

        Parameters:
            method, url, headers, body: of the request; the guard has admitted the address.
            timeout: seconds to connect, and of silence.
            verify: as requests takes it.
            proxies: by scheme; empty for none.

        Raises:
            InvalidURL: the address cannot be sent.
            InvalidHeader: a header cannot be.
        """
        plain = None if proxies else _PLAIN.fullmatch(url)
        if plain is None:
            prepared = PreparedRequest()
            prepared.prepare(method=method, url=url, headers=headers, data=body)
            answer = self.send(prepared, stream=True, timeout=timeout, verify=verify, proxies=dict(proxies))
            raw: BaseHTTPResponse = answer.raw
            return raw
        for header in headers.items():
            check_header_validity(header)
        return self._pool(plain[1], verify).urlopen(
            method,
            plain[2],
            body=body,
            headers=headers,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            decode_content=False,
            retries=self.max_retries,
            timeout=Timeout(connect=timeout[0], read=timeout[1]),
        )

    def _pool(self, place: str, verify: bool | str) -> HTTPConnectionPool:  # noqa: FBT001 - as requests takes it
        """The connections to one place; nearly always those that were asked for last.

        Parameters:
            place: scheme, host and port.
            verify: the same each time.
        """
        latest = self._latest
        if latest is not None and latest[0] == place and latest[1].pool is not None:
            return latest[1]
        asked = PreparedRequest()
        asked.url = f"{place}/"
        pool = cast("HTTPConnectionPool", self.get_connection_with_tls_context(asked, verify))
        self.cert_verify(pool, asked.url, verify, None)  # type: ignore[no-untyped-call] # requests' own
        self._latest = place, pool
        return pool

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
