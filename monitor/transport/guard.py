"""The guard against server-side request forgery: which addresses may be asked at all.

Addresses come from model cards that strangers write. A URL is judged by its form before anything is sent
(`Guard.admit`), and every IP address that its name resolves to is judged right before connecting
(`Guard.resolve`), so that a name server which changes its answer in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import SplitResult, urlsplit, urlunsplit

from monitor.errors import RefusedError

AddressInfo: TypeAlias = "tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]"
Resolver: TypeAlias = Callable[[str, int], Sequence[AddressInfo]]
Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"

PORTS = {"http": 80, "https": 443}
_ADVICE = "If it is yours and meant, allow it by its host and port."
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?\.?")
# A last label that is a number makes a host an IPv4 address (WHATWG URL, "ends in a number checker"),
# whatever the resolver thinks of octal, hexadecimal or fewer than four parts.
_NUMBER = re.compile(r"(?:0x[0-9a-f]{0,32}|[0-9]{1,32})\.?")
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits
# Not private by IANA's registry (or not in every Python's copy of it), and still no public web server.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # the host of a virtual machine in Azure
        "192.0.0.0/24",  # IETF protocol assignments; a metadata service of Oracle's cloud is in it
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "::/96",  # IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "64:ff9b:1::/48",  # local NAT64, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 7526
        "fec0::/10",  # site-local, RFC 3879
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address may be that of a public web server.

    Parameters:
        address: IPv4 or IPv6 as the resolver gives it, possibly with a zone (`fe80::1%eth0`).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip in _NAT64:
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not _is_special(ip)


def _is_special(ip: Address) -> bool:
    return (
        ip.is_multicast
        or ip.is_reserved
        or ip.is_loopback
        or ip.is_link_local
        or ip.is_unspecified
        or any(ip in network for network in _NEVER)
    )


def origin(url: str) -> str:
    """The `host:port` of an address, as `Guard.allowed` takes it.

    Parameters:
        url: an http or https address.

    Raises:
        RefusedError: when it is not one.
    """
    parts = _split(url)
    return _origin(parts, _host_of(parts, url))


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be asked for.

    Parameters:
        allowed: `host:port`, exact and lower case, that may be private and of any port, because the
            user's own configuration names them.
        resolver: looks up a host and port; `socket.getaddrinfo` but in tests.
    """

    allowed: frozenset[str] = frozenset()
    resolver: Resolver = field(
        default=lambda host, port: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    )

    def admit(self, url: str) -> str:
        """Judge an address by its form.

        Parameters:
            url: absolute, as found in a card or in a `Location`.

        Returns:
            The address as it will be asked for: host in ASCII, no fragment.

        Raises:
            RefusedError: another scheme than http and https, a user name, a malformed or disguised host, a
                private IP address, or another port than 80 and 443.
        """
        parts = _split(url)
        host = _host_of(parts, url)
        if _origin(parts, host) not in self.allowed:
            self._admit_host(host, url)
            if (parts.port or PORTS[parts.scheme]) not in PORTS.values():
                raise RefusedError(f"{url} asks for port {parts.port}; only 80 and 443 are asked.", _ADVICE)
        netloc = host if parts.port is None else f"{host}:{parts.port}"
        return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))

    @staticmethod
    def _admit_host(host: str, url: str) -> None:
        if host.startswith("["):
            literal = host[1:-1]
        elif _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
            if not _DOTTED.fullmatch(host):
                raise RefusedError(f"{url} disguises an IP address.", "Write it as four decimal numbers.")
            literal = host
        else:
            return
        if not is_public(literal):
            raise RefusedError(f"{url} points to the private address {literal}.", _ADVICE)

    def resolve(self, host: str, port: int) -> Sequence[AddressInfo]:
        """Look a host up once and judge every address it has.

        Parameters:
            host: a name or an IP address, IPv6 with or without brackets.
            port: where a connection is about to be made.

        Returns:
            What to connect to; none of it is to be looked up again.

        Raises:
            RefusedError: when one of the addresses is not public, unless `host:port` is allowed.
            OSError: when the name is not known.
        """
        bare = host.strip("[]").lower()
        found = self.resolver(bare, port)
        named = f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"
        if named not in self.allowed:
            for *_, address in found:
                if not is_public(str(address[0])):
                    raise RefusedError(f"The host {host} is at the private address {address[0]}.", _ADVICE)
        return found


def _split(url: str) -> SplitResult:
    """The parts of an address whose scheme, authority and characters are sound."""
    if (
        not url.isprintable()
        or "\\" in url
        or " " in url.partition("?")[0].partition("//")[2].partition("/")[0]
    ):
        raise RefusedError(f"{url!a} holds characters that have no place in an address.")
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme.lower(), parts.port
    except ValueError as error:
        raise RefusedError(f"{url} is not an address: {error}.") from error
    if scheme not in PORTS:
        raise RefusedError(f"{url} is not an http or https address.")
    if "@" in parts.netloc:
        raise RefusedError("An address with a user name or password in it is not followed.")
    if port == 0:
        raise RefusedError(f"{url} asks for port 0.")
    return parts._replace(scheme=scheme)


def _host_of(parts: SplitResult, url: str) -> str:
    """The host in lower-case ASCII; IPv6 in brackets."""
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError as error:
            raise RefusedError(f"{url} names no valid host: {error}.") from error
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise RefusedError(f"{url} names no valid host: {error}.") from error
    if not _HOST.fullmatch(name) or ".." in name:
        raise RefusedError(f"{url} names no valid host.")
    return name


def _origin(parts: SplitResult, host: str) -> str:
    return f"{host}:{parts.port or PORTS[parts.scheme]}"
