"""Mail through a real SMTP server: everything owed arrives, and every way to fail leaves it owed."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from store_samples import AT, change, inspection, later, read

from monitor.alerts.digest import build_digest
from monitor.alerts.mail import Delivery, compose, deliver, send
from monitor.config import MailSettings
from monitor.demo.mailbox import Mailbox, MailFault
from monitor.errors import MailError
from monitor.records import ChangeNews, Decision, Inventory, OwedAlert, Place, Subject
from monitor.store import Store

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@example.org"
LOGIN = {"LICENSEWATCH_SMTP_USER": "watch", "LICENSEWATCH_SMTP_PASSWORD": "s3cret-pass"}


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with Mailbox() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "watch.db") as opened:
        yield opened


@dataclass(frozen=True)
class Certified:
    """A server's context, and the file of the authority that vouches for it."""

    context: ssl.SSLContext
    authority: Path


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate for a TLS server")
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *(
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
            ),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return Certified(context, certificate)


def to(box: Mailbox, *recipients: str, **told: Any) -> MailSettings:  # noqa: ANN401 - any setting
    settings = MailSettings(
        host="127.0.0.1",
        port=box.port,
        security="none",
        sender="watch@example.net",
        recipients=recipients or (ANN,),
        timeout=5,
    )
    return replace(settings, **told)


def owe(store: Store, recipients: Sequence[str], names: Sequence[str] = ("orca",), at: datetime = AT) -> None:
    run = store.start_run(at)
    for name in names:
        subject = Subject(Place.HUGGINGFACE, f"example-lab/{name}")
        alerts = [
            OwedAlert(recipient=one, news=ChangeNews(change=change(subject=subject.key)))
            for one in recipients
        ]
        store.record(run, inspection(read(), subject=subject), change(subject=subject.key), alerts, at)
    store.finish_run(run, at, {})


def message(recipient: str = ANN) -> EmailMessage:
    news = Inventory(seen_at=AT, counts={Decision.ALLOW: 3})
    return compose(build_digest([news]), "watch@example.net", recipient, "k" * 32, AT)


def part(received: EmailMessage, subtype: str) -> str:
    body = received.get_body((subtype,))
    assert body is not None
    return str(body.get_content())


# The message.


def test_message_is_text_and_html_with_the_headers_of_a_machine() -> None:
    sent = message()
    assert sent["Subject"] == "[licensewatch] 3 models: 3 yes"
    assert sent["From"] == "licensewatch <watch@example.net>"
    assert sent["To"] == ANN
    assert sent["Message-ID"] == f"<{'k' * 32}@example.net>"
    assert sent["List-Id"] == "licensewatch alerts <alerts.licensewatch.example.net>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Date"] == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert sent.get_content_type() == "multipart/alternative"
    assert part(sent, "plain").startswith("3 models: 3 yes")
    assert part(sent, "html").startswith("<!DOCTYPE html>")
    assert max(map(len, sent.as_bytes().split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nBcc: eve@example.org\r\n\r\nhello",
        "a\nBcc: x",
        "\u202egro.live",
        "许可" * 80,
        "x" * 5000,
        "\ud800",
    ],
)
def test_no_name_gets_out_of_its_header(name: str) -> None:
    found = ChangeNews(change=change(subject=f"hf:{name}", before_label=name))
    raw = compose(build_digest([found]), "watch@example.net", ANN, "k", AT).as_bytes()
    read_back = message_from_bytes(raw, policy=policy.default)
    names = {"Subject", "From", "To", "Date", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version"}
    assert set(read_back.keys()) == names | {"X-Auto-Response-Suppress", "Content-Type"}
    assert read_back["Subject"].startswith("[licensewatch] TIGHTER: ")
    assert len(read_back["Subject"]) < 200
    assert not set("\r\n\u202e") & set(read_back["Subject"])
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("address", ["a@b\r\nBcc: eve@example.org", "a\nb@example.org"])
def test_address_that_is_none_is_named(address: str) -> None:
    with pytest.raises(MailError, match="Correct the addresses under"):
        message(address)


# Delivery.


def test_each_recipient_gets_one_message_of_a_run(box: Mailbox, store: Store) -> None:
    owe(store, [ANN, BOB], ["orca", "wren", "finch"])
    assert deliver(store, to(box), AT, {}) == Delivery(sent=2)
    assert [received.recipients for received in box.received] == [(ANN,), (BOB,)]
    ann, bob = box.messages
    assert ann["Subject"] == "[licensewatch] TIGHTER: example-lab/orca (+2 tighter)"
    assert "example-lab/orca, example-lab/wren, example-lab/finch" in part(ann, "plain")
    assert "You may use the model up to 1 million users." in part(ann, "html")
    assert ann["Message-ID"] != bob["Message-ID"]
    assert deliver(store, to(box), later(9999), {}) == Delivery()
    assert store.status().pending == 0


def test_text_part_survives_the_way_in_any_script(box: Mailbox, store: Store) -> None:
    owe(store, [ANN], ["中文模型-é"])
    deliver(store, to(box), AT, {})
    assert "example-lab/中文模型-é" in box.messages[0]["Subject"]
    assert "example-lab/中文模型-é" in part(box.messages[0], "plain")


def test_refused_recipient_keeps_nobody_else_waiting(box: Mailbox, store: Store) -> None:
    box.unknown.add(ANN)
    owe(store, [ANN, BOB])
    done = deliver(store, to(box), AT, {})
    assert done.sent == 1
    assert [one.recipient for one in done.failures] == [ANN]
    assert (
        "refuses ann@example.org: 550 5.1.1 No such mailbox. Check the recipients" in done.failures[0].error
    )
    assert box.received[0].recipients == (BOB,)
    status = store.status()
    assert (status.pending, status.failed) == (0, 1)
    assert "No such mailbox" in status.last_error


@pytest.mark.parametrize("fault", [MailFault.REFUSE, MailFault.BUSY, MailFault.CLOSE, MailFault.HANG])
def test_what_the_server_does_not_take_is_sent_again(box: Mailbox, store: Store, fault: MailFault) -> None:
    box.faults.append(fault)
    box.hang_seconds = 2
    owe(store, [ANN, BOB])
    first = deliver(store, to(box, timeout=0.5), AT, {})
    assert first.sent == 1
    assert len(first.failures) == 1
    assert deliver(store, to(box), later(0.5), {}) == Delivery()
    assert deliver(store, to(box), later(1), {}) == Delivery(sent=1)
    assert sorted(received.recipients[0] for received in box.received) == [ANN, BOB]


def test_lost_answer_repeats_the_same_message(box: Mailbox, store: Store) -> None:
    box.faults.append(MailFault.DROP)
    owe(store, [ANN])
    assert deliver(store, to(box), AT, {}).sent == 0
    owe(store, [ANN], ["wren"], later(1))
    assert deliver(store, to(box), later(2), {}).sent == 2
    ids = [received["Message-ID"] for received in box.messages]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert box.messages[0]["Subject"] == box.messages[1]["Subject"]


def test_crash_between_sending_and_marking_repeats_one_message(
    box: Mailbox, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(store, [ANN, BOB])

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "mark_sent", crash)
    with pytest.raises(KeyboardInterrupt):
        deliver(store, to(box), AT, {})
    monkeypatch.undo()
    assert deliver(store, to(box), later(1), {}).sent == 2
    assert [received.recipients for received in box.received] == [(ANN,), (ANN,), (BOB,)]
    assert box.messages[0]["Message-ID"] == box.messages[1]["Message-ID"]


def test_server_that_is_down_is_asked_once(
    store: Store, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.alerts import mail

    asked: list[str] = []
    connect = mail._connect

    def counted(settings: MailSettings) -> smtplib.SMTP:
        asked.append(settings.host)
        return connect(settings)

    monkeypatch.setattr(mail, "_connect", counted)
    settings = to(box)
    box.__exit__(None, None, None)
    owe(store, [ANN, BOB, EVE])
    done = deliver(store, settings, AT, {})
    box.__enter__()
    assert done.sent == 0
    assert [one.recipient for one in done.failures] == [ANN, BOB, EVE]
    assert "cannot be reached: " in done.failures[2].error
    assert "stays in the outbox" in done.failures[0].error
    assert asked == ["127.0.0.1"]
    assert deliver(store, to(box), later(1), {}).sent == 3


def test_server_that_speaks_no_tls_is_told(box: Mailbox) -> None:
    with pytest.raises(MailError, match="cannot be reached"):
        send(to(box, security="tls"), message(), {})


@pytest.mark.parametrize("security", ["none", "tls"])
def test_server_that_says_nothing_is_left_in_time(box: Mailbox, security: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings = to(box, port=mute.getsockname()[1], security=security, timeout=0.2)
        with pytest.raises(MailError, match=r"cannot be reached: .*(no answer in time|timed out)\."):
            send(settings, message(), {})


def test_address_nobody_can_write_to_keeps_nobody_else_waiting(box: Mailbox, store: Store) -> None:
    owe(store, ["a\nb@example.org", BOB])
    done = deliver(store, to(box), AT, {})
    assert (done.sent, len(done.failures)) == (1, 1)
    assert "Correct the addresses" in done.failures[0].error


def test_nothing_owed_connects_to_nobody(store: Store, box: Mailbox) -> None:
    assert deliver(store, to(box, port=1), AT, {}) == Delivery()


# Security and login.


def test_starttls_and_login(certified: Certified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    with Mailbox(login={"watch": "s3cret-pass"}, tls=certified.context, require_tls=True) as box:
        send(to(box, security="starttls"), message(), LOGIN)
        assert [(one.secure, one.user) for one in box.received] == [(True, "watch")]


def test_wrong_password_is_told_without_it_and_tried_once(
    certified: Certified, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    wrong = LOGIN | {"LICENSEWATCH_SMTP_PASSWORD": "wr0ng-pass"}
    owe(store, [ANN, BOB])
    with Mailbox(login={"watch": "s3cret-pass"}, tls=certified.context) as box:
        done = deliver(store, to(box, security="starttls"), AT, wrong)
        assert box.received == []
    told = {one.error for one in done.failures}
    assert len(done.failures) == 2
    assert len(told) == 1
    assert (
        "refuses the login (535). Check LICENSEWATCH_SMTP_USER and LICENSEWATCH_SMTP_PASSWORD." in told.pop()
    )
    assert "wr0ng" not in str(done)


def test_login_that_the_server_asks_for_is_named() -> None:
    with (
        Mailbox(login={"watch": "x"}) as strict,
        pytest.raises(MailError, match=r"did not take the message: 530 5\.7\.0 Authentication required"),
    ):
        send(to(strict), message(), {})


def test_untrusted_certificate_is_refused(certified: Certified) -> None:
    with Mailbox(tls=certified.context) as box:
        with pytest.raises(MailError, match="certificate that cannot be trusted"):
            send(to(box, security="starttls"), message(), LOGIN)
        assert box.received == []


def test_missing_starttls_is_never_made_up_for_by_plain_text(box: Mailbox) -> None:
    with pytest.raises(MailError, match=r"offers no STARTTLS\. .* nothing was sent unencrypted"):
        send(to(box, security="starttls"), message(), LOGIN)
    assert box.received == []


def test_password_does_not_travel_unencrypted() -> None:
    settings = MailSettings(
        host="mail.example.org", port=25, security="none", sender="w@example.net", recipients=(ANN,)
    )
    with pytest.raises(MailError, match="would travel unencrypted") as caught:
        send(settings, message(), LOGIN)
    assert "s3cret" not in str(caught.value)


def test_implicit_tls(certified: Certified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    taken: list[str] = []

    class Handler:
        """Takes every message."""

        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ANN401, ARG002, N802 - aiosmtpd's
            taken.extend(envelope.rcpt_tos)
            return "250 OK"

    with Mailbox() as free:
        port = free.port
    server = Controller(Handler(), hostname="127.0.0.1", port=port, ssl_context=certified.context)
    server.start()
    try:
        send(to(free, security="tls", port=port), message(), {})
    finally:
        server.stop()
    assert taken == [ANN]
