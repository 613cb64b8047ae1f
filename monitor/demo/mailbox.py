"""A real SMTP server on loopback that keeps what it is given, and fails when told to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from email.message import EmailMessage
    from types import TracebackType


class MailFault(StrEnum):
    """What can go wrong with a message."""

    REFUSE = "refuse"
    """550 to the recipient."""
    BUSY = "busy"
    """451 after the message: it is not kept, and the sender should try again."""
    DROP = "drop"
    """The message is kept but the connection closes without the answer that says so."""
    LOSE = "lose"
    """250 to the message, which is not kept."""
    CLOSE = "close"
    """The connection closes when the message begins; it is not kept."""
    HANG = "hang"
    """No answer to the message until the mailbox closes or `hang_seconds` are over; it is not kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    secure: bool
    user: str | None


# No slots: the server looks at every attribute, and Python 3.11.2 trips over those of a slotted class.
@dataclass
class _Handler:
    """Takes messages for the mailbox."""

    box: Mailbox

    async def handle_MAIL(  # noqa: N802 - the hook's name and signature are aiosmtpd's
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take a sender who has logged in, where a login is asked for."""
        if self.box.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the hook's name and signature are aiosmtpd's
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Take or refuse a recipient."""
        if self.box.faults and self.box.faults[0] is MailFault.REFUSE:
            self.box.faults.pop(0)
            return "550 5.7.1 Mailbox refuses"
        if address in self.box.unknown:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep a message, or do what the next fault says."""
        fault = self.box.faults.pop(0) if self.box.faults else None
        if fault in {None, MailFault.DROP}:
            self.box.keep(session, envelope)
        if fault in {MailFault.DROP, MailFault.CLOSE}:
            cast("asyncio.Transport", server.transport).abort()
        if fault is MailFault.HANG:
            await asyncio.sleep(self.box.hang_seconds)
        return "451 4.3.0 Try again later" if fault in {MailFault.BUSY, MailFault.HANG} else "250 OK"


class _AnyPortController(Controller):
    """A controller that may be given port 0: it learns its port before it first speaks to itself."""

    def _trigger_server(self) -> None:
        self.port = cast("asyncio.Server", self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class Mailbox:
    """An SMTP server for as long as its `with` block lasts.

    Parameters:
        login: passwords by user; anybody may send when empty.
        tls: certificate and key of the server, for STARTTLS; the connection stays plain when None.
        require_tls: refuse mail before STARTTLS.
        faults: what happens to the next messages, first come first served.
        unknown: recipients that are refused.
        hang_seconds: how long a `HANG` lasts at most.
        port: 0 takes a free one; a fixed one lets a mailbox come back at its old address.
    """

    login: Mapping[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    require_tls: bool = False
    faults: list[MailFault] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    hang_seconds: float = 60.0
    port: int = 0
    host: str = "127.0.0.1"
    received: list[Received] = field(default_factory=list)
    _controller: Any = None

    def __enter__(self) -> Self:
        options: dict[str, Any] = {"tls_context": self.tls, "require_starttls": self.require_tls}
        if self.login:
            options |= {"authenticator": self._check, "auth_require_tls": self.tls is not None}
        self._controller = _AnyPortController(_Handler(self), hostname=self.host, port=self.port, **options)
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages received, in order."""
        return [each.message for each in self.received]

    def keep(self, session: Session, envelope: Envelope) -> None:
        """Keep a message with its envelope."""
        content = (envelope.original_content or b"").replace(b"\r\n", b"\n")
        message = message_from_bytes(content, policy=policy.default)
        who = cast("LoginPassword", session.auth_data).login.decode() if session.authenticated else None
        secure = session.ssl is not None
        recipients = tuple(envelope.rcpt_tos)
        self.received.append(Received(envelope.mail_from or "", recipients, message, secure, who))

    def _check(
        self,
        server: SMTP,  # noqa: ARG002 - aiosmtpd's signature
        session: Session,  # noqa: ARG002
        envelope: Envelope,  # noqa: ARG002
        mechanism: str,  # noqa: ARG002
        data: LoginPassword,
    ) -> AuthResult:
        """Whether a login is known."""
        right = self.login.get(data.login.decode("utf-8", "replace"))
        good = right is not None and right.encode() == data.password
        return AuthResult(success=good, handled=False, auth_data=data if good else None)
