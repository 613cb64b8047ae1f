"""The guard against server-side request forgery, each way in by itself.

Every test here fails when the line of `monitor/transport` that it is about is taken out.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted, redirect, reply

from monitor.errors import RefusedError
from monitor.transport import Guard, Limits, Network, Transport, origin
from monitor.transport.dial import connect_to
from monitor.transport.guard import is_public

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.transport.guard import AddressInfo

PUBLIC = "93.184.215.14"  # never asked: the tests put their own network in the place of the real one


def at(address: str, port: int) -> AddressInfo:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, 6, "", (address, port)


class Internet:
    """Names with scripted answers; every public address leads to one loopback server."""

    def __init__(self, server: Scripted | None = None, **names: list[list[str]]) -> None:
        self.server = server
        self.names = {name.replace("_", "."): answers for name, answers in names.items()}
        self.looked_up: list[str] = []
        self.connected: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[AddressInfo]:
        self.looked_up.append(host)
        answers = self.names.get(host)
        if answers is None:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [at(address, port) for address in addresses]

    def connect(self, info: AddressInfo, timeout: float) -> socket.socket:
        self.connected.append(info[4][0])
        if self.server is None or not is_public(info[4][0]):
            raise ConnectionRefusedError
        return connect_to(at("127.0.0.1", self.server.port), timeout)

    def transport(self, *allowed: str) -> Transport:
        network = Network(self.resolve, self.connect)
        return Transport(
            Limits(attempts=1, connect_timeout=5), allow_private=frozenset(allowed), network=network
        )


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as scripted:
        yield scripted


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/LICENSE",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org/LICENSE",
        "LICENSE",
        "javascript:alert(1)",
    ],
)
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="is not an http or https address"):
        Guard().admit(url)


@pytest.mark.parametrize(
    "url", ["https://user@example.org/", "https://user:secret@example.org/", "http://@x.org/"]
)
def test_user_names_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(RefusedError, match="user name") as caught:
        Guard().admit(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org\\@127.0.0.1/",
        "http://exam ple.org/",
        "http://example.org/\r\nX-Header: 1",
        "http://example.org/\u202egnp.exe",
        "http://example.org/\x00",
    ],
)
def test_misleading_characters_are_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="characters that have no place"):
        Guard().admit(url)


@pytest.mark.parametrize(
    "url",
    [
        "http:///x",
        "http://[::1",
        "http://[nonsense]/",
        "http://a..b/",
        "http://exa%6Dple.org/",
        f"http://{'a' * 64}.org/",
        "http://[v1.future]/",
        "http://-a.org/",
        "http://example.org:99999/",
        "http://[fe80::1%25eth0]:x/",
    ],
)
def test_malformed_hosts_are_refused(url: str) -> None:
    with pytest.raises(RefusedError, match=r"is not an address|names no valid host"):
        Guard().admit(url)


@pytest.mark.parametrize(
    "host",
    # Each is 8.8.8.8 to a resolver of C, so only its form can be the reason.
    [
        "134744072",
        "0x08080808",
        "0x8.8.8.8",
        "010.8.8.8",
        "8.8.2056",
        "8.526344",
        "8.8.8.8.",
        "8.8.8.08",
        "１３４７４４０７２",
    ],
)
def test_disguised_addresses_are_refused(host: str) -> None:
    with pytest.raises(RefusedError, match="disguises an IP address"):
        Guard().admit(f"http://{host}/")


@pytest.mark.parametrize("port", [22, 25, 8080, 6379])
def test_other_ports_are_refused_unless_allowed(port: int) -> None:
    with pytest.raises(RefusedError, match=f"asks for port {port}"):
        Guard().admit(f"http://example.org:{port}/")
    assert Guard(frozenset({f"example.org:{port}"})).admit(f"http://example.org:{port}/")


def test_port_0_is_refused() -> None:
    with pytest.raises(RefusedError, match="port 0"):
        Guard().admit("http://example.org:0/")


PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "233.252.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "nonsense",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "2606:4700::6810:84e5", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@settings(max_examples=50)
@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_spelling_of_a_private_address_is_admitted(address: object) -> None:
    number = int(address)  # type: ignore[call-overload] # an IPv4Address
    a, b, c, d = number.to_bytes(4, "big")
    spellings = [
        f"{a}.{b}.{c}.{d}",
        str(number),
        hex(number),
        f"{a}.{(b << 16) + (c << 8) + d}",
    ]
    spellings += [
        f"[::ffff:{a}.{b}.{c}.{d}]",
        f"[64:ff9b::{a:x}{b:02x}:{c:x}{d:02x}]",
        f"0{a:o}.{b:#x}.{c}.{d}",
    ]
    for spelling in spellings:
        with pytest.raises(RefusedError):
            Guard().admit(f"http://{spelling}/")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]", "[fe80::1]"])
def test_private_literals_are_refused_before_anything_is_asked(host: str) -> None:
    internet = Internet()
    with internet.transport() as transport, pytest.raises(RefusedError, match="private address"):
        transport.get(f"http://{host}/")
    assert internet.looked_up == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "169.254.169.254"])
def test_names_of_private_addresses_are_refused_before_connecting(address: str) -> None:
    internet = Internet(inside_example_org=[[address]])
    with internet.transport() as transport, pytest.raises(RefusedError, match="at the private address"):
        transport.get("http://inside.example.org/")
    assert internet.connected == []


def test_one_private_address_among_public_ones_is_refused() -> None:
    internet = Internet(mixed_example_org=[[PUBLIC, "10.0.0.1"]])
    with internet.transport() as transport, pytest.raises(RefusedError, match=r"10\.0\.0\.1"):
        transport.get("http://mixed.example.org/")
    assert internet.connected == []


def test_a_name_that_changes_its_address_gains_nothing(server: Scripted) -> None:
    server.on("/x", reply(b"licence"))
    internet = Internet(server, rebind_example_org=[[PUBLIC], ["127.0.0.1"]])
    with internet.transport() as transport:
        assert transport.get("http://rebind.example.org/x").body == b"licence"
    assert internet.looked_up == ["rebind.example.org"]  # once: what was judged is what was connected to
    assert internet.connected == [PUBLIC]


def test_a_name_that_changed_its_address_is_judged_again(server: Scripted) -> None:
    server.on("/x", reply(b"licence", Connection="close"))
    internet = Internet(server, rebind_example_org=[[PUBLIC], ["127.0.0.1"]])
    with internet.transport() as transport:
        transport.get("http://rebind.example.org/x")
        with pytest.raises(RefusedError, match=r"at the private address 127\.0\.0\.1"):
            transport.get("http://rebind.example.org/x")
    assert internet.connected == [PUBLIC]


def test_host_header_keeps_the_name(server: Scripted) -> None:
    server.on("/x", reply(b"licence"))
    internet = Internet(server, terms_example_org=[[PUBLIC]])
    with internet.transport() as transport:
        transport.get("http://terms.example.org/x")
    assert server.asked[0].headers["host"] == "terms.example.org"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "//10.0.0.1/",
        "ftp://x.org/",
        "http://2130706433/",
        "http://user@example.org/",
        "http://inside.example.org/",
        "http://[bad/",
        "http://x.org:22/",
    ],
)
def test_redirects_are_judged_too(server: Scripted, location: str) -> None:
    server.on("/x", redirect(location))
    internet = Internet(server, example_org=[[PUBLIC]], inside_example_org=[["10.0.0.1"]])
    with internet.transport() as transport, pytest.raises(RefusedError):
        transport.get("http://example.org/x")
    assert [asked.target for asked in server.asked] == ["/x"]


def test_allowed_private_host_is_reached_by_exact_host_and_port(server: Scripted) -> None:
    url = server.on("/x", reply(b"licence"))
    with Transport(allow_private=frozenset({server.origin})) as transport:
        assert transport.get(url).body == b"licence"
        with pytest.raises(RefusedError):
            transport.get(url.replace("127.0.0.1", "localhost"))
    with Transport(allow_private=frozenset({"127.0.0.1:1"})) as transport, pytest.raises(RefusedError):
        transport.get(url)


def test_a_stranger_cannot_redirect_to_the_allowed_private_host(server: Scripted) -> None:
    server.on("/x", redirect(f"{server.url}/admin"))
    server.on("/admin", reply(b"secret"))
    internet = Internet(server, example_org=[[PUBLIC]])
    with (
        internet.transport(server.origin) as transport,
        pytest.raises(RefusedError, match="redirects to the private"),
    ):
        transport.get("http://example.org/x")
    assert [asked.target for asked in server.asked] == ["/x"]


def test_behind_a_proxy_private_names_are_refused_and_unknown_ones_left_to_it(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "direct.example.org")
    server.on("http://far.example.org/x", reply(b"through the proxy"))
    server.on("/x", reply(b"direct"))
    internet = Internet(server, inside_example_org=[["10.0.0.1"]], direct_example_org=[[PUBLIC]])
    with internet.transport() as transport:
        assert transport.get("http://far.example.org/x").body == b"through the proxy"
        assert transport.get("http://direct.example.org/x").body == b"direct"
        with pytest.raises(RefusedError, match="at the private address"):
            transport.get("http://inside.example.org/x")


def test_allowed_private_host_is_not_asked_through_a_proxy(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    url = server.on("/x", reply(b"licence"))
    with Transport(allow_private=frozenset({server.origin})) as transport:
        assert transport.get(url).body == b"licence"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("https://Example.org", "example.org:443"),
        ("http://[0:0:0:0:0:0:0:1]:81/", "[::1]:81"),
        ("http://example.org/", "example.org:80"),
    ],
)
def test_origin_is_what_is_allowed(url: str, found: str) -> None:
    assert origin(url) == found


def test_admitted_address_is_normal() -> None:
    assert Guard().admit("http://8.8.8.8/x") == "http://8.8.8.8/x"
    assert Guard().admit("HTTPS://Bücher.Example?x#part") == "https://xn--bcher-kva.example/?x"
    assert Guard().admit("http://example.org:80/a b") == "http://example.org:80/a b"


def test_real_resolver_is_used_by_default() -> None:
    with (
        Transport(Limits(attempts=1)) as transport,
        pytest.raises(RefusedError, match="at the private address"),
    ):
        transport.get("http://localhost/")
