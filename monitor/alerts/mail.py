"""Digests by e-mail: one message a run and recipient, through SMTP, from the outbox."""

from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from monitor.errors import MailError

from .digest import Digest, build_digest
from .page import render_html
from .text import render_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.config import MailSettings
    from monitor.store import Bundle

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Outbox(Protocol):
    """What delivery needs of the store."""

    def owed(self, now: datetime) -> tuple[Bundle, ...]:
        """The messages that are due."""

    def mark_sent(self, ids: Sequence[int], message_id: str, at: datetime) -> None:
        """Notes what the server took."""

    def mark_failed(self, ids: Sequence[int], error: str, at: datetime) -> None:
        """Notes a failed attempt."""


class ServerError(MailError):
    """The mail server serves nobody now: another recipient would fare no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A recipient who was not served this time, and why."""

    recipient: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of the messages that were due.

    Parameters:
        sent: messages that the server took.
        failures: those that stay in the outbox.
    """

    sent: int = 0
    failures: tuple[Failure, ...] = ()


def deliver(
    outbox: Outbox,
    settings: MailSettings,
    now: datetime,
    environ: Mapping[str, str] = os.environ,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> Delivery:
    """Sends what is owed, and marks each message once the server has taken it.

    A crash between the two repeats that one message, under the same Message-ID. A recipient that is refused
    does not keep others from their mail; a server that cannot be reached is not tried again for each.

    Parameters:
        outbox: the store.
        settings: the server, and who writes.
        now: UTC; decides what is due and is the date of the messages.
        environ: where the login is.
        stop: asked before each message; where it says yes, the rest stays owed.
    """
    sent = 0
    failures: list[Failure] = []
    down = ""
    for bundle in outbox.owed(now):
        if stop():
            break
        try:
            if down:
                raise ServerError(down)
            message = compose(build_digest(bundle.news), settings.sender, bundle.recipient, bundle.key, now)
            taken = partial(outbox.mark_sent, bundle.ids, str(message["Message-ID"]), now)
            send(settings, message, environ, taken=taken)
        except MailError as fault:
            down = str(fault) if isinstance(fault, ServerError) else ""
            outbox.mark_failed(bundle.ids, str(fault), now)
            failures.append(Failure(recipient=bundle.recipient, error=str(fault)))
        else:
            sent += 1
    return Delivery(sent=sent, failures=tuple(failures))


def compose(digest: Digest, sender: str, recipient: str, key: str, at: datetime) -> EmailMessage:
    """The message that carries a digest to one recipient, as text and as HTML.

    Parameters:
        digest: what it says.
        sender, recipient: bare addresses.
        key: what it is about, as a hash: the Message-ID is made of it, so that a repeated message can be
            told from a new one.
        at: its date, UTC.

    Raises:
        MailError: an address cannot stand in a header.
    """
    domain = sender.rpartition("@")[2]
    headers = {
        "Subject": digest.subject,
        "From": f"licensewatch <{sender}>",
        "To": recipient,
        "Date": format_datetime(at),
        "Message-ID": f"<{key}@{domain}>",
        "List-Id": f"licensewatch alerts <alerts.licensewatch.{domain}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no vacation note comes back
        "X-Auto-Response-Suppress": "All",  # the same for Exchange
    }
    message = EmailMessage(policy=SMTP)
    try:
        for name, value in headers.items():
            message[name] = value
    except (MessageError, ValueError, IndexError) as fault:
        raise MailError(
            f"No message can be addressed from {sender!r} to {recipient!r}: {fault}.",
            "Correct the addresses under [mail] in the configuration.",
        ) from fault
    message.set_content(render_text(digest), cte="quoted-printable")
    message.add_alternative(render_html(digest), subtype="html", cte="quoted-printable")
    return message


def send(
    settings: MailSettings,
    message: EmailMessage,
    environ: Mapping[str, str] = os.environ,
    *,
    taken: Callable[[], None] = lambda: None,
) -> None:
    """Hands one message to the mail server.

    Parameters:
        settings: the server; the login comes from the environment variables that it names.
        message: with From and To.
        environ: the environment.
        taken: called as soon as the server has taken the message, before anything else is said to it: what
            comes between the two is what a crash can repeat.

    Raises:
        MailError: the server did not take it, or may not be told the password.
    """
    login = _login(settings, environ)
    with _connected(settings) as server:
        with _told(settings):
            if login:
                server.login(*login)
            server.send_message(message)
        taken()


@contextmanager
def _connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A connection in the wanted security; whatever keeps it from standing is one sentence."""
    where = f"{settings.host}:{settings.port}"
    try:
        server = _connect(settings)
    except ssl.SSLCertVerificationError as fault:
        raise ServerError(
            f"The mail server {where} shows a certificate that cannot be trusted: {fault.verify_message}.",
            "Give its name as in the certificate, or name its authority in SSL_CERT_FILE.",
        ) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise ServerError(
            f"The mail server {where} offers no STARTTLS.",
            'Set security = "tls" or "none" under [mail]; nothing was sent unencrypted.',
        ) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise ServerError(
            f"The mail server {where} cannot be reached: {_words(fault)}.",
            "The mail stays in the outbox and is tried again.",
        ) from fault
    try:
        yield server
    finally:
        _leave(server)


def _connect(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    """Says goodbye; whether the server still listens does not matter any more."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _login(settings: MailSettings, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """User and password, where the environment has them and the way to the server may carry them."""
    user, password = environ.get(settings.username_env), environ.get(settings.password_env)
    if not user:
        return None
    if settings.security == "none" and settings.host not in _LOOPBACK:
        raise ServerError(
            f"The password for {settings.host} would travel unencrypted.",
            'Set security = "starttls" or "tls" under [mail].',
        )
    return user, password or ""


@contextmanager
def _told(settings: MailSettings) -> Iterator[None]:
    """Turns what the server refuses into sentences; none of them holds the login."""
    where = f"The mail server {settings.host}:{settings.port}"
    try:
        yield
    except smtplib.SMTPAuthenticationError as fault:
        raise ServerError(
            f"{where} refuses the login ({fault.smtp_code}).",
            f"Check {settings.username_env} and {settings.password_env}.",
        ) from fault
    except smtplib.SMTPRecipientsRefused as fault:
        told = "; ".join(
            f"{name}: {code} {_decoded(text)}" for name, (code, text) in fault.recipients.items()
        )
        raise MailError(f"{where} refuses {told}.", "Check the recipients under [mail].") from fault
    except UnicodeError:
        # The error holds the text that it stumbled over, which may be the password.
        raise ServerError(
            f"{where} can only be told a login in ASCII.",
            f"Check {settings.username_env} and {settings.password_env}.",
        ) from None
    except (OSError, smtplib.SMTPException) as fault:
        raise MailError(
            f"{where} did not take the message: {_words(fault)}.",
            "It stays in the outbox and is tried again.",
        ) from fault


def _words(fault: Exception) -> str:
    """What went wrong, in one line."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_decoded(fault.smtp_error)}"
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    return " ".join(str(fault).split()).rstrip(".") or type(fault).__name__


def _decoded(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split()).rstrip(".")
