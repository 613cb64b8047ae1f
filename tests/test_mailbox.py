"""The mailbox is a real SMTP server; Python's own client sends to it."""

from __future__ import annotations

import smtplib
import ssl
import time
from email.message import EmailMessage

import pytest
import trustme

from monitor.demo.mailbox import Mailbox, MailFault


def letter(subject: str = "Licence changed – 许可") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "watch@example.invalid", "ann@example.invalid", subject
    made["Message-ID"] = "<1@example.invalid>"
    made.set_content("Plain: é\n")
    made.add_alternative("<p>HTML</p>", subtype="html")
    return made


def send(box: Mailbox, *recipients: str, message: EmailMessage | None = None) -> None:
    with smtplib.SMTP(box.host, box.port, timeout=10) as client:
        client.send_message(message or letter(), to_addrs=recipients or ("ann@example.invalid",))


def certificates() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts for a server on 127.0.0.1 and for a client that trusts it."""
    authority = trustme.CA()
    server, client = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return server, client


def test_messages_are_parsed_and_kept_with_their_envelope() -> None:
    with Mailbox() as box:
        send(box, "ann@example.invalid", "ben@example.invalid")
    (received,) = box.received
    (message,) = box.messages
    assert message is received.message
    assert message["Subject"] == "Licence changed – 许可"
    body, html = message.get_body(("plain",)), message.get_body(("html",))
    assert body is not None
    assert html is not None
    assert body.get_content() == "Plain: é\n"
    assert html.get_content() == "<p>HTML</p>\n"
    assert received.sender == "watch@example.invalid"
    assert received.recipients == ("ann@example.invalid", "ben@example.invalid")
    assert (received.secure, received.user) == (False, None)


def test_starttls_and_login_as_a_real_server_has_them() -> None:
    server, trusting = certificates()
    with Mailbox(login={"ann": "right"}, tls=server, require_tls=True) as box:
        with smtplib.SMTP(box.host, box.port, timeout=10) as client:
            with pytest.raises(smtplib.SMTPResponseException, match="530"):
                client.send_message(letter())
            client.starttls(context=trusting)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("ann", "wrong")
            client.login("ann", "right")
            client.send_message(letter())
        with (
            smtplib.SMTP(box.host, box.port, timeout=10) as client,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            client.starttls(context=ssl.create_default_context())
    assert [(each.secure, each.user) for each in box.received] == [(True, "ann")]


def test_a_login_is_asked_for_without_tls_too() -> None:
    with Mailbox(login={"ann": "right"}) as box, smtplib.SMTP(box.host, box.port, timeout=10) as client:
        with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
            client.send_message(letter())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("nobody", "right")
        client.login("ann", "right")
        client.send_message(letter())
    assert [each.user for each in box.received] == ["ann"]


@pytest.mark.parametrize(
    ("fault", "error", "kept"),
    [
        (MailFault.REFUSE, smtplib.SMTPRecipientsRefused, 0),
        (MailFault.BUSY, smtplib.SMTPDataError, 0),
        (MailFault.DROP, smtplib.SMTPServerDisconnected, 1),
        (MailFault.CLOSE, smtplib.SMTPServerDisconnected, 0),
    ],
)
def test_each_fault_strikes_once(fault: MailFault, error: type[Exception], kept: int) -> None:
    with Mailbox(faults=[fault]) as box:
        with pytest.raises(error):
            send(box)
        assert len(box.messages) == kept
        send(box)
        assert len(box.messages) == kept + 1


def test_a_server_that_accepts_and_loses() -> None:
    with Mailbox(faults=[MailFault.LOSE]) as box:
        send(box)
        assert box.messages == []


def test_a_server_that_hangs_lets_the_sender_time_out() -> None:
    with Mailbox(faults=[MailFault.HANG]) as box:
        client = smtplib.SMTP(box.host, box.port, timeout=0.3)
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            client.send_message(letter())
        client.close()
        start = time.monotonic()
    assert time.monotonic() - start < 5
    with Mailbox(faults=[MailFault.HANG], hang_seconds=0.1) as box:
        with pytest.raises(smtplib.SMTPDataError):
            send(box)
        assert box.messages == []


def test_unknown_recipients_are_refused_and_the_others_served() -> None:
    with Mailbox(unknown={"gone@example.invalid"}) as box:
        send(box, "ann@example.invalid", "gone@example.invalid")
        assert box.received[0].recipients == ("ann@example.invalid",)


def test_a_mailbox_can_come_back_at_its_old_address() -> None:
    with Mailbox() as box:
        send(box)
    with pytest.raises(ConnectionRefusedError):
        send(box)
    with Mailbox(port=box.port) as again:
        assert again.port == box.port
        send(again)
        assert len(again.messages) == 1
