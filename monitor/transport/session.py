"""One guarded HTTP session: limits, time-outs, redirects, retries, rate limits, conditional requests."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import time
import zlib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import getproxies

import requests
import urllib3.exceptions
from requests.utils import get_environ_proxies

from monitor import __version__
from monitor.errors import FetchError, RefusedError, TooLargeError
from monitor.transport.budget import (
    Budget,
    Window,
    bucket_of,
    parse_rate_limit,
    parse_reset,
    parse_retry_after,
)
from monitor.transport.dial import Adapter, Allowance, Connect, Dialer, TooMuchError, connect_to
from monitor.transport.guard import Guard, Resolver, origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from urllib3.response import BaseHTTPResponse

    from monitor.transport.guard import AddressInfo

MIB = 1 << 20
_CHUNK = 64 * 1024
_HEADERS = MIB  # room for headers and chunk sizes beside the body
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization"})
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much.

    Parameters:
        connect_timeout: seconds to open a connection.
        read_timeout: seconds of silence.
        total_timeout: seconds for one attempt with all its redirects, waiting for rate limits aside.
        body: bytes of a body, as sent and unpacked.
        redirects: hops followed.
        attempts: how often a request is made when trouble may pass.
        backoff: seconds before the second attempt; doubled for each further one.
        longest_wait: seconds that a server may ask us to wait; the hub's windows are 300 s.
        workers: threads that use the transport at once.
    """

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    body: int = 20 * MIB
    redirects: int = 8
    attempts: int = 4
    backoff: float = 0.5
    longest_wait: float = 330.0
    workers: int = 8


def _look_up(host: str, port: int) -> Sequence[AddressInfo]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@dataclass(frozen=True, slots=True)
class Network:
    """What is used of the operating system's network; tests put their own in its place.

    Parameters:
        resolve: looks up a host and port.
        connect: opens a connection to an address that was looked up.
    """

    resolve: Resolver = _look_up
    connect: Connect = connect_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, read to its end.

    Parameters:
        status: HTTP status; 304 and errors are answers too.
        url: where it came from, after redirects.
        headers: in order, names as received.
        body: unpacked; empty where there is none.
    """

    status: int
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name; None when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class _PassingError(FetchError):
    """Trouble that another attempt may not meet."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request to one address."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Transport:
    """A guarded HTTP session, safe to share between threads; a context manager.

    Parameters:
        limits: how long and how much.
        allow_private: `host:port` that may be private and of any port, because the user's own configuration
            names them (a self-hosted hub). A redirect from any other host does not lead there.
        sleep: waits, in seconds.
        now: seconds since the epoch.
        network: the operating system's.

    Proxies (`HTTPS_PROXY`, `NO_PROXY`...) and the certificate bundle (`REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`)
    come from the environment. Through a proxy the name is looked up by the proxy, which then decides
    what may be reached; a name that is private when looked up here is refused there too. Allowed private
    hosts are asked directly.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        allow_private: frozenset[str] = frozenset(),
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
        network: Network = Network(),
    ) -> None:
        self.limits = limits
        self._sleep = sleep
        self._now = now
        self._guard = Guard(allow_private, network.resolve)
        self._budget = Budget()
        self._allowance = Allowance()
        self._adapter = Adapter(Dialer(self._guard, network.connect, self._allowance), limits.workers)
        self._proxied = bool(getproxies())
        self._verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._adapter.close()

    def get(self, url: str, *, etag: str | None = None, headers: Mapping[str, str] = _NONE) -> Response:
        """Fetch an address.

        Parameters:
            url: absolute, http or https.
            etag: of what is already there; the answer is 304 when it still holds.
            headers: to be sent beside our own; `Authorization` does not follow a redirect to another host.

        Returns:
            Whatever the server said in the end, also 304, 4xx and, after all attempts, 429 and 5xx.

        Raises:
            RefusedError: when the guard refuses the address or a redirect.
            FetchError: when nothing could be had: unreachable, too large, too slow, cut off, or redirected in
                a circle.
        """
        asked = {**headers, **({"If-None-Match": etag} if etag else {})}
        return self._request(_Ask("GET", url, asked))

    def post_form(
        self, url: str, fields: Sequence[tuple[str, str]], *, headers: Mapping[str, str] = _NONE
    ) -> Response:
        """Send a form that only asks and changes nothing, so that it may be sent again.

        Parameters:
            url: absolute, http or https.
            fields: in order; names may repeat.
            headers: as in `get`.

        Raises:
            RefusedError: as `get`.
            FetchError: as `get`.
        """
        typed = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        return self._request(_Ask("POST", url, typed, urlencode(fields).encode()))

    def _request(self, ask: _Ask) -> Response:
        """Attempts until one is final."""
        ask = replace(ask, url=self._guard.admit(ask.url))
        attempt = 1
        while True:
            pause = self.limits.backoff * 2 ** (attempt - 1)
            last = attempt >= self.limits.attempts
            try:
                response = self._attempt(ask)
            except _PassingError:
                if last:
                    raise
            else:
                if response.status not in _AGAIN:
                    return response
                pause = self._pause(response, pause)
                if last or pause > self.limits.longest_wait:
                    return response
            self._sleep(pause)
            attempt += 1

    def _pause(self, response: Response, backoff: float) -> float:
        """Seconds until a refused request is made again, as the server asks or by our own back-off."""
        now = self._now()
        told = parse_retry_after(response.header("Retry-After") or "", now)
        windows = [*parse_rate_limit(response.header("RateLimit") or "", now).values(), _reset(response)]
        spent = [window.ends - now for window in windows if window and window.remaining == 0]
        if told is None and not spent and response.status != 429:
            return backoff
        # A 429 of the hub's content network carries no headers and passes slowly.
        pause = told if told is not None else max(spent, default=4 * backoff)
        if response.status == 429:
            parts = urlsplit(response.url)
            self._budget.block(origin(response.url), bucket_of(parts.path), now + pause)
        return pause

    def _attempt(self, ask: _Ask) -> Response:
        """One request with its redirects."""
        first, seen = ask.url, {ask.url}
        self._allowance.until = time.monotonic() + self.limits.total_timeout
        for _ in range(self.limits.redirects + 1):
            response = self._send(ask)
            location = response.header("Location")
            if response.status not in _REDIRECTS or not location:
                return response
            ask = self._redirected(ask, response.status, location, first)
            if ask.url in seen:
                raise FetchError(f"{first} redirects in a circle.")
            seen.add(ask.url)
        raise FetchError(f"{first} redirects more than {self.limits.redirects} times.")

    def _redirected(self, ask: _Ask, status: int, location: str, first: str) -> _Ask:
        """The next hop: guarded, and without secrets where it leads to another host."""
        try:
            joined = urljoin(ask.url, location)
        except ValueError as error:
            raise RefusedError(f"{ask.url} redirects to something that is not an address.") from error
        url = self._guard.admit(joined)
        here, there = origin(ask.url), origin(url)
        if there in self._guard.allowed and origin(first) not in self._guard.allowed:
            raise RefusedError(f"{first} redirects to the private address {there}.")
        headers = ask.headers
        if (here, urlsplit(ask.url).scheme) != (there, urlsplit(url).scheme):
            headers = {name: value for name, value in headers.items() if name.lower() not in _SECRETS}
        if status in {307, 308} or ask.method == "GET":
            return replace(ask, url=url, headers=headers)
        plain = {name: value for name, value in headers.items() if name != "Content-Type"}
        return _Ask("GET", url, plain)

    def _send(self, ask: _Ask) -> Response:
        """One request, without redirects; waits first where the rate limit is spent."""
        here, bucket = origin(ask.url), bucket_of(urlsplit(ask.url).path)
        self._wait_for_turn(here, bucket)
        try:
            response = self._answered(ask)
            self._budget.note(here, response.header("RateLimit") or "", self._now())
        finally:
            self._budget.landed(here, bucket)
        if window := _reset(response):
            self._budget.block(here, bucket, window.ends)
        return response

    def _answered(self, ask: _Ask) -> Response:
        """Send a request and read its answer to the end."""
        self._allowance.left = self.limits.body + _HEADERS
        try:
            raw = self._open(ask)
            try:
                headers = tuple((str(name), str(value)) for name, value in raw.headers.items())
                body = self._body(raw, ask.url)
            except BaseException:
                raw.close()  # read to its end, it has gone back to its pool by itself
                raise
        except TooMuchError as error:
            raise self._too_large(ask.url) from error
        except requests.exceptions.InvalidURL as error:
            raise FetchError(f"{ask.url} cannot be asked for: {error}.") from error
        except (requests.exceptions.InvalidHeader, UnicodeError):
            # The library quotes the header, and the header may be a token.
            raise FetchError(f"{ask.url} cannot be asked for: a header of ours cannot be sent.") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, zlib.error) as error:
            raise _PassingError(f"{ask.url} could not be fetched: {_cause(error)}.") from error
        return Response(status=raw.status, url=ask.url, headers=headers, body=body)

    def _wait_for_turn(self, here: str, bucket: str) -> None:
        while wait := self._budget.take(here, bucket, self._now()):
            if wait > self.limits.longest_wait:
                raise FetchError(f"{here} asks us to wait {wait:.0f} s.")
            self._sleep(wait)
            self._allowance.until += wait

    def _open(self, ask: _Ask) -> BaseHTTPResponse:
        """Send a request and read the head of its answer."""
        ours = {"User-Agent": f"licensewatch/{__version__}", "Accept-Encoding": "gzip", "Accept": "*/*"}
        return self._adapter.open(
            ask.method,
            ask.url,
            {**ours, **ask.headers},
            ask.body,
            timeout=(self.limits.connect_timeout, self.limits.read_timeout),
            verify=self._verify,
            proxies=self._proxies_for(ask.url),
        )

    def _proxies_for(self, url: str) -> dict[str, str]:
        """The proxies for an address, after the address was judged here as well as it can be."""
        if not self._proxied or (here := origin(url)) in self._guard.allowed:
            return {}
        proxies: dict[str, str] = get_environ_proxies(url)
        if proxies:
            host, _, port = here.rpartition(":")
            with contextlib.suppress(OSError):  # behind a proxy, names of the internet need not be known here
                self._guard.resolve(host, int(port))
        return proxies

    def _too_large(self, url: str) -> TooLargeError:
        return TooLargeError(f"{url} is larger than {self.limits.body / MIB:g} MiB.")

    def _body(self, raw: BaseHTTPResponse, url: str) -> bytes:
        """The whole body, unpacked, or an error; never a part of it."""
        limit = self.limits.body
        announced = raw.headers.get("Content-Length") or ""
        if re.fullmatch("[0-9]{1,18}", announced) and int(announced) > limit:
            raise self._too_large(url)
        body = bytearray()
        packed = raw.stream(_CHUNK, decode_content=False)
        for chunk in _unpacked(packed, raw.headers.get("Content-Encoding") or "", url):
            self._allowance.seconds()
            body += chunk
            if len(body) > limit:
                raise self._too_large(url)
        return bytes(body)


def _reset(response: Response) -> Window | None:
    """What GitHub says of a rate limit that is used up."""
    told = (response.header(f"X-RateLimit-{name}") or "" for name in ("Remaining", "Reset"))
    return parse_reset(*told)


def _unpacked(chunks: Iterable[bytes], encoding: str, url: str) -> Iterator[bytes]:
    """The body in small pieces, so that a bomb is seen before it has gone off (RFC 9110, 8.4)."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        yield from chunks
        return
    if name not in {"gzip", "x-gzip"}:
        raise FetchError(f'{url} answers in the encoding "{name[:40]}", which was not asked for.')
    unzip = zlib.decompressobj(wbits=31)
    empty = True
    for chunk in chunks:
        empty = False
        pending = chunk
        while True:
            piece = unzip.decompress(pending, _CHUNK)
            yield piece
            pending = unzip.unconsumed_tail
            if unzip.eof and unzip.unused_data:  # RFC 1952, 2.2: further members may follow
                pending, unzip = unzip.unused_data, zlib.decompressobj(wbits=31)
            elif not pending and len(piece) < _CHUNK:
                break
    if not empty and not unzip.eof:
        raise _PassingError(f"{url} could not be fetched: the answer ends early.")


def _cause(error: BaseException) -> str:
    """The innermost reason, in the words of whoever saw it."""
    deeper: BaseException | None = error
    while deeper is not None:
        error = deeper
        if isinstance(error, (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)):
            return "no answer in time"
        inside = (getattr(error, "reason", None), *error.args)
        deeper = next((one for one in inside if isinstance(one, BaseException)), None)
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return told.strip().rstrip(".") or type(error).__name__
