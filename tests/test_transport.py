"""The transport against servers that behave, refuse, stall, lie and flood; all on loopback."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted, redirect, reply

from monitor import __version__
from monitor.errors import FetchError
from monitor.transport import Limits, Network, Response, Transport
from monitor.transport.budget import Budget, Window, bucket_of, parse_rate_limit, parse_retry_after
from monitor.transport.dial import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from monitor.transport.guard import AddressInfo

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC).timestamp()


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as scripted:
        yield scripted


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(server: Scripted, clock: Clock) -> Iterator[Callable[..., Transport]]:
    """Makes transports that may ask the server, with a clock that does not wait."""
    made: list[Transport] = []

    def make(*, allowed: tuple[str, ...] = (), **limits: float) -> Transport:
        allow = frozenset({server.origin, *allowed})
        made.append(
            Transport(
                Limits(**{"attempts": 1, **limits}),  # type: ignore[arg-type] # numbers of both kinds
                allow_private=allow,
                sleep=clock.sleep,
                now=lambda: clock.now,
            )
        )
        return made[-1]

    yield make
    for transport in made:
        transport.close()


def test_answer_is_read_whole(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/LICENSE?x=1", reply(b"licence", Content_Type="text/plain", ETag='"abc"'))
    response = opened().get(url)
    assert (response.status, response.url, response.body) == (200, url, b"licence")
    assert response.header("etag") == '"abc"'
    assert response.header("X-Missing") is None
    asked = server.asked[0]
    assert asked.headers["user-agent"] == f"licensewatch/{__version__}"
    assert asked.headers["accept-encoding"] == "gzip"
    assert "if-none-match" not in asked.headers


def test_connection_is_kept(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/x", reply(b"a"), reply(b"b" * 100_000), reply(status="304 Not Modified"), reply(b"c"))
    transport = opened()
    assert [transport.get(url).status for _ in range(4)] == [200, 200, 304, 200]
    assert server.connections == 1


@pytest.mark.parametrize(
    "status", ["304 Not Modified", "404 Not Found", "401 Unauthorized", "204 No Content"]
)
def test_other_statuses_are_answers(server: Scripted, opened: Callable[..., Transport], status: str) -> None:
    url = server.on("/x", reply(status=status))
    assert opened(attempts=3).get(url, etag='"abc"').status == int(status[:3])
    assert server.asked[0].headers["if-none-match"] == '"abc"'
    assert len(server.asked) == 1


def test_form_is_posted(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/api", reply(b"[]"))
    response = opened().post_form(url, [("paths", "LICENSE"), ("paths", "a b&c")], headers={"X-A": "1"})
    assert response.body == b"[]"
    asked = server.asked[0]
    assert (asked.method, asked.body) == ("POST", b"paths=LICENSE&paths=a+b%26c")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["x-a"] == "1"


def test_cookies_are_not_kept(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/x", reply(b"a", Set_Cookie="id=1; Path=/"))
    transport = opened()
    transport.get(url)
    transport.get(url)
    assert "cookie" not in server.asked[1].headers


def test_netrc_is_not_read(
    server: Scripted, opened: Callable[..., Transport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    opened().get(server.on("/x", reply(b"a")))
    assert "authorization" not in server.asked[0].headers


# Redirects.


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_redirect_is_followed(server: Scripted, opened: Callable[..., Transport], status: str) -> None:
    url = server.on("/a/x", redirect("../b?c=d", status))
    server.on("/b?c=d", reply(b"there"))
    response = opened().get(url, headers={"Authorization": "Bearer t"})
    assert (response.url, response.body) == (f"{server.url}/b?c=d", b"there")
    assert server.asked[1].headers["authorization"] == "Bearer t"


@pytest.mark.parametrize(("status", "method"), [("307 Temporary", "POST"), ("302 Found", "GET")])
def test_redirected_form(
    server: Scripted, opened: Callable[..., Transport], status: str, method: str
) -> None:
    url = server.on("/a", redirect("/b", status))
    server.on("/b", reply(b"there"))
    opened().post_form(url, [("a", "b")])
    assert server.asked[1].method == method
    assert server.asked[1].body == (b"a=b" if method == "POST" else b"")
    assert ("content-type" in server.asked[1].headers) == (method == "POST")


def test_authorization_does_not_leave_the_host(server: Scripted, opened: Callable[..., Transport]) -> None:
    with Scripted() as other:
        url = server.on("/a", redirect(f"{other.url}/b"))
        other.on("/b", redirect(f"{server.url}/c"))
        server.on("/c", reply(b"there"))
        opened(allowed=(other.origin,)).get(url, headers={"Authorization": "Bearer t", "X-A": "1"})
        assert "authorization" not in other.asked[0].headers
        assert other.asked[0].headers["x-a"] == "1"
    assert "authorization" not in server.asked[1].headers  # once gone it does not come back


def test_redirects_in_a_circle(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a#again"))
    with pytest.raises(FetchError, match=r"/a redirects in a circle"):
        opened(attempts=3).get(url)
    assert len(server.asked) == 2


def test_redirects_without_end(server: Scripted, opened: Callable[..., Transport]) -> None:
    for number in range(10):
        server.on(f"/{number}", redirect(f"/{number + 1}"))
    with pytest.raises(FetchError, match="redirects more than 3 times"):
        opened(redirects=3).get(f"{server.url}/0")
    assert len(server.asked) == 4


def test_redirect_without_a_place_is_an_answer(server: Scripted, opened: Callable[..., Transport]) -> None:
    assert opened().get(server.on("/a", reply(status="302 Found"))).status == 302


# Sizes.


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"x" * 2000),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000 + b"\r\n0\r\n\r\n",
        reply(gzip.compress(b"x" * 2000), Content_Encoding="gzip"),
    ],
    ids=["announced", "until the end", "in chunks", "packed"],
)
def test_large_body_is_refused(server: Scripted, opened: Callable[..., Transport], answer: bytes) -> None:
    def send(connection: socket.socket) -> None:
        connection.sendall(answer)

    url = server.on("/x", send)
    with pytest.raises(FetchError, match=r"is larger than 0\.000976562 MiB"):
        opened(body=1024).get(url)


def test_body_of_exactly_the_limit_is_read(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/x", reply(gzip.compress(b"x" * 1024), Content_Encoding="gzip"), reply(b"x" * 1024))
    transport = opened(body=1024)
    assert transport.get(url).body == transport.get(url).body == b"x" * 1024


def test_announced_size_is_believed_before_anything_is_read(
    server: Scripted, opened: Callable[..., Transport]
) -> None:
    url = server.on("/x", b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n")
    with pytest.raises(FetchError, match="is larger than 20 MiB"):
        opened().get(url)


def test_bomb_is_seen_before_it_has_gone_off(server: Scripted, opened: Callable[..., Transport]) -> None:
    bomb = gzip.compress(bytes(200 << 20), 9)  # 200 MiB in 200 KiB
    url = server.on("/x", reply(bomb, Content_Encoding="gzip"))
    started = time.process_time()
    with pytest.raises(FetchError, match="is larger than 1 MiB"):
        opened(body=1 << 20).get(url)
    assert time.process_time() - started < 0.2  # all of it takes longer


def flood(connection: socket.socket, head: bytes, more: bytes) -> None:
    with suppress(OSError):
        connection.sendall(head)
        while True:
            connection.sendall(more)


GZIP = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\0\0\0\0\0\xff"


@pytest.mark.parametrize(
    ("head", "more", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536, "could not be fetched: got more than 65536 bytes"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"0" * 65536,
            "is larger than 1 MiB|size line",
        ),
        (GZIP, b"\0\0\0\xff\xff" * 9999, "is larger than 1 MiB"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536, "is larger than 1 MiB"),
    ],
    ids=["header line", "chunk size", "gzip of nothing", "body"],
)
def test_flood_ends_at_the_limit(
    server: Scripted, opened: Callable[..., Transport], head: bytes, more: bytes, words: str
) -> None:
    url = server.on("/x", lambda connection: flood(connection, head, more))
    with pytest.raises(FetchError, match=words):
        opened(body=1 << 20, total_timeout=20).get(url)


# Half bodies and broken answers.


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"licence" * 99)[:30],
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed at all",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"nonsense\r\n\r\n",
        b"",
    ],
    ids=["length", "chunks", "gzip", "no gzip", "no chunk", "no http", "nothing"],
)
def test_half_an_answer_is_asked_for_again(
    server: Scripted, opened: Callable[..., Transport], clock: Clock, answer: bytes
) -> None:
    url = server.on("/x", lambda connection: connection.sendall(answer), reply(b"whole"))
    assert opened(attempts=2).get(url).body == b"whole"
    assert clock.slept == [0.5]


def test_half_an_answer_is_never_a_body(
    server: Scripted, opened: Callable[..., Transport], clock: Clock
) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    url = server.on("/x", lambda connection: connection.sendall(half))
    with pytest.raises(FetchError, match=f"{url} could not be fetched"):
        opened(attempts=4).get(url)
    assert len(server.asked) == 4
    assert clock.slept == [0.5, 1, 2]


@pytest.mark.parametrize("name", ["gzip", "X-GZIP", "identity", ""])
def test_encodings_that_are_unpacked(server: Scripted, opened: Callable[..., Transport], name: str) -> None:
    body = (
        gzip.compress(b"licence") + gzip.compress(b" of two members") if "g" in name.lower() else b"licence"
    )
    url = server.on("/x", reply(body, Content_Encoding=name))
    assert opened().get(url).body.startswith(b"licence")
    assert opened().get(url).body.endswith(b"members" if "g" in name.lower() else b"licence")


def test_empty_packed_body(server: Scripted, opened: Callable[..., Transport]) -> None:
    assert opened().get(server.on("/x", reply(b"", Content_Encoding="gzip"))).body == b""


def test_encoding_that_was_not_asked_for(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/x", reply(zlib.compress(b"licence"), Content_Encoding="deflate"))
    with pytest.raises(FetchError, match='in the encoding "deflate"'):
        opened(attempts=3).get(url)
    assert len(server.asked) == 1


def test_nobody_there(opened: Callable[..., Transport], clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(
        FetchError, match=rf"http://127\.0\.0\.1:{port}/ could not be fetched: Connection refused\."
    ):
        opened(allowed=(f"127.0.0.1:{port}",), attempts=2).get(f"http://127.0.0.1:{port}/")
    assert clock.slept == [0.5]


def test_header_that_cannot_be_sent(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/x", reply(b"a"))
    with pytest.raises(FetchError, match="cannot be asked for"):
        opened(attempts=3).get(url, headers={"Authorization": "Bearer a\nb"})
    assert server.asked == []


# Time.


def drip(connection: socket.socket, head: bytes, ended: threading.Event) -> None:
    with suppress(OSError):
        connection.sendall(head)
        for _ in range(100):
            if ended.wait(0.05):
                break
            connection.sendall(b"x")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"H",
    ],
    ids=["in a header", "in a body", "in an endless body", "in the status"],
)
def test_dripping_server_is_left_in_time(
    server: Scripted, opened: Callable[..., Transport], head: bytes
) -> None:
    ended = threading.Event()
    url = server.on("/x", lambda connection: drip(connection, head, ended))
    started = time.monotonic()
    with pytest.raises(FetchError, match="no answer in time"):
        opened(total_timeout=0.4, read_timeout=5).get(url)
    ended.set()
    assert 0.3 < time.monotonic() - started < 2


def test_silent_server_is_left_in_time(server: Scripted, opened: Callable[..., Transport]) -> None:
    ended = threading.Event()

    def wait(_: socket.socket) -> None:
        ended.wait(5)

    url = server.on("/x", wait)
    started = time.monotonic()
    with pytest.raises(FetchError, match="no answer in time"):
        opened(read_timeout=0.2).get(url)
    ended.set()
    assert time.monotonic() - started < 2


def test_time_is_one_for_all_redirects(server: Scripted, opened: Callable[..., Transport]) -> None:
    ended = threading.Event()

    def slowly(connection: socket.socket) -> None:
        ended.wait(0.3)
        there = f"/{len(server.asked)}"  # the server closes after it, and says so
        connection.sendall(reply(status="307 Temporary Redirect", Location=there, Connection="close"))

    for number in range(20):
        server.on(f"/{number}", slowly)
    started = time.monotonic()
    with pytest.raises(FetchError, match="no answer in time"):
        opened(total_timeout=0.7, redirects=19).get(f"{server.url}/0")
    ended.set()
    assert time.monotonic() - started < 3


def test_nothing_is_read_when_the_time_is_over() -> None:
    allowance = Allowance()
    allowance.until = time.monotonic() - 1
    with pytest.raises(TimeoutError):
        allowance.seconds()


def test_sockets_of_another_kind_will_do(server: Scripted) -> None:
    def connect(info: AddressInfo, timeout: float) -> socket.socket:
        return socket.create_connection(info[4], timeout)

    url = server.on("/x", reply(b"a"))
    allowed = frozenset({server.origin})
    with Transport(Limits(attempts=1), allow_private=allowed, network=Network(connect=connect)) as transport:
        assert transport.get(url).body == b"a"


# Retries and rate limits.


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_passing_trouble_is_tried_again(
    server: Scripted, opened: Callable[..., Transport], clock: Clock, status: int
) -> None:
    url = server.on("/x", reply(status=f"{status} Trouble"), reply(status=f"{status} Trouble"), reply(b"a"))
    assert opened(attempts=4).get(url).body == b"a"
    assert clock.slept == [0.5, 1.0]


def test_last_answer_is_given_back(server: Scripted, opened: Callable[..., Transport], clock: Clock) -> None:
    url = server.on("/x", reply(b"down", status="503 Service Unavailable"))
    response = opened(attempts=2).get(url)
    assert (response.status, response.body, clock.slept) == (503, b"down", [0.5])


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": format_datetime(datetime.fromtimestamp(NOW + 11, UTC), usegmt=True)}, 11.0),
        ({"RateLimit": '"api";r=0;t=42'}, 42.0),
        ({"RateLimit": '"api";r=0;t=42, "pages";r=3;t=99', "Retry-After": "5"}, 5.0),
        ({"RateLimit": '"api";r=3;t=42'}, 2.0),
        ({}, 2.0),
        ({"Retry-After": "soon"}, 2.0),
    ],
)
def test_too_many_requests_waits_as_told(
    server: Scripted, opened: Callable[..., Transport], clock: Clock, headers: dict[str, str], pause: float
) -> None:
    url = server.on("/api/x", reply(b"", "429 Too Many Requests", **headers), reply(b"a"))
    assert opened(attempts=2).get(url).body == b"a"
    assert clock.slept == [pause]


def test_service_that_names_a_time_is_obeyed(
    server: Scripted, opened: Callable[..., Transport], clock: Clock
) -> None:
    url = server.on("/x", reply(status="503 Unavailable", Retry_After="9"), reply(b"a"))
    assert opened(attempts=2).get(url).body == b"a"
    assert clock.slept == [9.0]


def test_too_long_a_wait_is_not_waited(
    server: Scripted, opened: Callable[..., Transport], clock: Clock
) -> None:
    url = server.on("/x", reply(status="429 Too Many", Retry_After="86400"))
    transport = opened(attempts=4)
    assert transport.get(url).status == 429
    with pytest.raises(FetchError, match="asks us to wait 86400 s"):
        transport.get(url)
    assert clock.slept == []
    assert len(server.asked) == 1


def test_spent_bucket_is_waited_for(server: Scripted, opened: Callable[..., Transport], clock: Clock) -> None:
    for target, limit in (
        ("/api/a", '"api";r=1;t=100'),
        ("/api/b", '"api";r=0;t=90'),
        ("/o/n/resolve/x", ""),
    ):
        server.on(target, reply(b"a", RateLimit=limit))
    transport = opened()
    for target in ("/api/a", "/api/b", "/o/n/resolve/x"):
        transport.get(server.url + target)
    assert clock.slept == []
    transport.get(f"{server.url}/api/a")
    assert clock.slept == [90.0]


def test_waiting_does_not_count_as_the_server_being_slow(
    server: Scripted, opened: Callable[..., Transport], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.on("/api/a", reply(b"a", RateLimit='"api";r=0;t=90'))
    transport = opened(total_timeout=30)
    transport.get(url)
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + sum(clock.slept))
    assert transport.get(url).body == b"a"


def test_refusal_holds_for_all_threads(server: Scripted, opened: Callable[..., Transport]) -> None:
    url = server.on("/api/x", reply(status="429 Too Many", Retry_After="60"))
    other = server.on("/api/y", reply(b"a"))
    transport = opened(longest_wait=10)
    assert transport.get(url).status == 429
    with ThreadPoolExecutor(1) as pool, pytest.raises(FetchError, match="asks us to wait 60 s"):
        pool.submit(transport.get, other).result()


def test_threads_share_a_session(server: Scripted, opened: Callable[..., Transport]) -> None:
    urls = [server.on(f"/{number}", reply(b"%d" % number)) for number in range(40)]
    transport = opened(workers=4)
    with ThreadPoolExecutor(4) as pool:
        answers: list[Response] = list(pool.map(transport.get, urls))
    assert [answer.body for answer in answers] == [b"%d" % number for number in range(40)]
    assert server.connections <= 4


# TLS.


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for localhost, made for the occasion."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, and Python makes no certificates")
    made = tmp_path_factory.mktemp("tls") / "both.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(made), "-out", str(made) + ".crt"]
    subprocess.run(command, check=True, capture_output=True)
    with made.open("ab") as opened:
        opened.write(made.with_name("both.pem.crt").read_bytes())
    return made


@pytest.fixture
def secure(certificate: Path) -> Iterator[Scripted]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Scripted(tls=context) as scripted:
        yield scripted


def test_https_with_the_bundle_of_the_environment(
    secure: Scripted, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    secure.on("/x", reply(b"licence"))
    with Transport(Limits(attempts=1), allow_private=frozenset({f"localhost:{secure.port}"})) as transport:
        assert transport.get(f"https://localhost:{secure.port}/x").body == b"licence"
        assert transport.get(f"https://localhost:{secure.port}/x").body == b"licence"
    assert secure.connections == 1


def test_https_with_an_unknown_certificate_is_not_trusted(secure: Scripted) -> None:
    secure.on("/x", reply(b"licence"))
    with (
        Transport(Limits(attempts=1), allow_private=frozenset({f"localhost:{secure.port}"})) as transport,
        pytest.raises(FetchError, match="certificate verify failed"),
    ):
        transport.get(f"https://localhost:{secure.port}/x")
    assert secure.asked == []


def test_dripping_https_server_is_left_in_time(
    secure: Scripted, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("CURL_CA_BUNDLE", str(certificate))
    ended = threading.Event()
    secure.on("/x", lambda connection: drip(connection, b"HTTP/1.1 200 OK\r\nX: ", ended))
    limits = Limits(attempts=1, total_timeout=0.6)
    with (
        Transport(limits, allow_private=frozenset({f"localhost:{secure.port}"})) as transport,
        pytest.raises(FetchError, match="no answer in time"),
    ):
        transport.get(f"https://localhost:{secure.port}/x")
    ended.set()


# The budget by itself.


@pytest.mark.parametrize(
    ("header", "windows"),
    [
        ('"api";r=499;t=295', {"api": Window(499, 395)}),
        ('"api";r=0;t=1, "resolvers" ; r=3 ; t=2', {"api": Window(0, 101), "resolvers": Window(3, 102)}),
        ("api;r=1;t=2", {"api": Window(1, 102)}),
        ('"api";q=500;w=300', {}),
        ("", {}),
        ('"api";r=-1;t=5', {}),
    ],
)
def test_rate_limit_header(header: str, windows: dict[str, Window]) -> None:
    assert parse_rate_limit(header, 100) == windows


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 05 Jan 2026 09:00:30 GMT", 30.0),
        ("Mon, 05 Jan 2026 09:00:30 -0000", 30.0),
        ("Mon, 05 Jan 2026 08:00:00 GMT", 0.0),
        ("-5", None),
        ("1e9", None),
        ("tomorrow", None),
        ("", None),
        ("Mon, 99 Jan 2026 09:00:30 GMT", None),
    ],
)
def test_retry_after_header(header: str, seconds: float | None) -> None:
    assert parse_retry_after(header, NOW) == seconds


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_headers_of_any_kind_are_read_without_a_fault(header: str) -> None:
    parse_rate_limit(header, 0)
    assert (parse_retry_after(header, 0) or 0) >= 0


@pytest.mark.parametrize(
    ("path", "bucket"),
    [
        ("/api/models/a/b", "api"),
        ("/a/b/resolve/main/LICENSE", "resolvers"),
        ("/api/resolve-cache/models/a/b/c/LICENSE", "resolvers"),
        ("/a/b", "pages"),
    ],
)
def test_bucket_of_a_path(path: str, bucket: str) -> None:
    assert bucket_of(path) == bucket


def test_budget_counts_down_and_forgets() -> None:
    budget = Budget()
    assert budget.take("hub", "api", 0) == 0
    budget.note("hub", '"api";r=2;t=100', 0)
    assert [budget.take("hub", "api", now) for now in (1, 2, 3, 99)] == [0, 0, 97, 1]
    assert budget.take("other", "api", 3) == 0
    assert budget.take("hub", "resolvers", 3) == 0
    assert [budget.take("hub", "api", now) for now in (100, 101)] == [0, 0]


def test_late_answer_does_not_give_back_what_was_spent() -> None:
    budget = Budget()
    budget.note("hub", '"api";r=1;t=100', 0)
    budget.note("hub", '"api";r=5;t=99', 1)  # sent before the other one, arrived after it
    assert [budget.take("hub", "api", 2) for _ in range(2)] == [0, 98]
    budget.note("hub", '"api";r=5;t=300', 2)  # a new window
    assert budget.take("hub", "api", 3) == 0


# ---- Addresses that are sent as they stand ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/a/b.txt?x=1&y=%2F", "/a/b.txt?x=1&y=%2F"),
        ("/a/.hidden", "/a/.hidden"),
        ("/a/../b", "/b"),
        ("/a/./b", "/a/b"),
        ("/a b", "/a%20b"),
        ("/\u00fc", "/%C3%BC"),
        ("/100%", "/100%25"),
        ("", "/"),
    ],
)
def test_any_address_is_sent_as_the_library_would(
    server: Scripted, opened: Callable[..., Transport], asked: str, target: str
) -> None:
    server.on(target, reply(b"x"))
    prepared = requests.Request("GET", f"{server.url}{asked}").prepare()
    assert prepared.path_url == target
    assert opened().get(f"{server.url}{asked}").body == b"x"
    assert [one.target for one in server.asked] == [target]


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX: y", " lead"])
def test_a_header_that_is_two_is_not_sent(
    server: Scripted, opened: Callable[..., Transport], value: str
) -> None:
    with pytest.raises(FetchError, match="a header of ours cannot be sent"):
        opened().get(f"{server.url}/x", headers={"X": value})
    assert server.asked == []


def test_connections_are_found_again_after_they_were_closed(
    server: Scripted, opened: Callable[..., Transport]
) -> None:
    server.on("/x", reply(b"x"))
    transport = opened()
    assert transport.get(f"{server.url}/x").body == b"x"
    transport.close()
    assert transport.get(f"{server.url}/x").body == b"x"
