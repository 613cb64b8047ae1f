"""Changes, recipients, a moody mail server and a watcher that is killed: what arrives, and how often."""

from __future__ import annotations

import random
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import trustme
from watcher import Forks, Watcher

from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox, MailFault
from monitor.store import Store

if TYPE_CHECKING:
    from pathlib import Path

FREE = "Licence of the model.\n\n" + "Permission is granted to use, copy, modify and sell the model.\n" * 4
TIGHT = FREE + "\nYou may not offer the model to third parties as a hosted service.\n"
MODELS = tuple(f"acme/m{number}" for number in range(10))
RECIPIENTS = tuple(f"{name}@example.org" for name in ("ann", "bob", "cleo", "dan", "eve"))
LOGIN = {"LICENSEWATCH_SMTP_USER": "watch", "LICENSEWATCH_SMTP_PASSWORD": "s3cret"}
QUOTA = {"api": 100_000, "resolvers": 100_000}
"""The hub's clock does not run ahead with ours: its own quota would make the watcher wait for real."""
SPAN = timedelta(hours=5)
"""Between two passes: longer than any wait before another attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it.

    Parameters:
        changes: on record.
        alerts: owed, one a change and recipient.
        unsent: of them, still owed in the end.
        arrived: how often each Message-ID is in the mailbox.
        lost: Message-IDs marked as sent that are not in the mailbox.
        killed: passes that were killed before they ended.
        failures: attempts that the watcher saw fail.
        seconds: it took.
    """

    changes: int
    alerts: int
    unsent: int
    arrived: Counter[str]
    lost: tuple[str, ...]
    killed: int
    failures: int
    seconds: float

    @property
    def twice(self) -> int:
        """Messages that arrived more than once."""
        return sum(number > 1 for number in self.arrived.values())


class Moody(dict[str, str]):
    """Passwords that are sometimes refused."""

    def __init__(self, chance: random.Random, refusals: float, **passwords: str) -> None:
        super().__init__(passwords)
        self.chance = chance
        self.refusals = refusals

    def get(self, user: str, default: str | None = None) -> str | None:  # type: ignore[override] # narrower
        return default if self.chance.random() < self.refusals else super().get(user)


def moods(chance: random.Random, number: int) -> list[MailFault]:
    """What happens to the next messages; None lets one through."""
    kinds = [None, MailFault.REFUSE, MailFault.BUSY, MailFault.CLOSE, MailFault.HANG]
    return cast("list[MailFault]", chance.choices(kinds, [80, 6, 6, 6, 2], k=number))


def torture(folder: Path, *, rounds: int, per_round: int, kills: int, seed: int) -> Outcome:
    """Change models in rounds, and let a watcher tell of it while everything goes wrong.

    Parameters:
        folder: where it works.
        rounds: passes that see changes.
        per_round: models changed in each.
        kills: passes that are killed at a random moment, and gone on with afterwards.
        seed: of everything random but time.
    """
    begun = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    login = Moody(chance, 0.0, watch="s3cret")
    killed = due = 0
    with (
        Hub(quota=QUOTA) as hub,
        Mailbox(login=login, tls=server, require_tls=True, hang_seconds=5) as box,
        Forks() as forks,
    ):
        configure(folder, box)
        for name in MODELS:
            hub.add(name, {"LICENSE": FREE})
        environment = {**LOGIN, "HF_ENDPOINT": hub.url, "SSL_CERT_FILE": str(folder / "authority.pem")}
        watcher = Watcher(forks, folder, environment)
        at = datetime(2026, 3, 1, tzinfo=UTC)
        assert watch(watcher, at) == 0
        login.refusals = 0.03
        deadly = set(chance.sample(range(rounds * 9 // 10), kills))
        dropped = chance.randrange(rounds)
        longest = 1.0
        for number in range(rounds):
            for name in chance.sample(MODELS, per_round):
                now = hub.repo(name).head.files["LICENSE"].data
                hub.repo(name).commit({"LICENSE": TIGHT if now == FREE.encode() else FREE})
            box.faults[:] = moods(chance, 2 * len(RECIPIENTS))
            if number == dropped:  # taken, but the answer that says so never comes: nobody can tell
                box.faults.insert(0, MailFault.DROP)
            at += SPAN
            due += number in deadly
            if due > killed:  # also where a pass that was to be killed had ended before
                process = watcher.start("watch", "--once", "--now", at.isoformat())
                time.sleep(chance.uniform(0.1, max(longest, 0.2)))
                killed += process.kill() < 0
            started = time.monotonic()
            watch(watcher, at + timedelta(minutes=1))
            longest = min(time.monotonic() - started, 2.0)
        box.faults.clear()
        login.refusals = 0.0
        for _ in range(3):
            at += SPAN
            watch(watcher, at)
        arrived = Counter(str(message["Message-ID"]) for message in box.messages)
    return outcome(folder, arrived, killed, time.monotonic() - begun)


def configure(folder: Path, box: Mailbox) -> None:
    models, people = (", ".join(f'"{one}"' for one in names) for names in (MODELS, RECIPIENTS))
    (folder / "licensewatch.toml").write_text(
        f"schema = 1\n[watch]\nsubjects = [{models}]\n"
        f'[mail]\nhost = "{box.host}"\nport = {box.port}\nsecurity = "starttls"\n'
        f'sender = "watch@example.org"\nrecipients = [{people}]\ntimeout = 1\n',
        encoding="utf-8",
    )


def watch(watcher: Watcher, at: datetime) -> int:
    """One pass; its exit code, which tells of mail that is still owed but of nothing worse."""
    code, told = watcher.run("watch", "--once", "--now", at.isoformat())
    assert code in {0, 2}, told
    assert code == 0 or "is still owed" in told, told
    return code


def outcome(folder: Path, arrived: Counter[str], killed: int, seconds: float) -> Outcome:
    """Hold the mailbox against the database."""
    with Store.open(folder / "licensewatch.db") as store:
        assert store.verify_chain() == ()
        news = store._rows("SELECT message_id, sent_at, attempts FROM alerts WHERE kind = 'change'")
        every = {
            row["message_id"] for row in store._rows("SELECT message_id FROM alerts") if row["message_id"]
        }
        changes = store._rows("SELECT count(*) AS n FROM changes")[0]["n"]
    assert set(arrived) <= every, "a message arrived that nobody has marked as sent"
    return Outcome(
        changes=changes,
        alerts=len(news),
        unsent=sum(row["sent_at"] is None for row in news),
        arrived=arrived,
        lost=tuple(sorted(every - set(arrived))),
        killed=killed,
        failures=sum(row["attempts"] for row in news),
        seconds=seconds,
    )
