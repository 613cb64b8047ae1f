"""A watch that tests conduct: a store in a folder, a hub on loopback, and a clock that moves on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from monitor import subjects
from monitor.identify import load_references
from monitor.inspect import Reader
from monitor.records import ChangeNews, Inventory
from monitor.resources import load_rules
from monitor.sources import Sources, open_sources
from monitor.store import Store
from monitor.transport import Limits, Transport, origin
from monitor.watch import Report, Watch, run_pass

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.demo.hub import Hub
    from monitor.records import Change, Inspection

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECIPIENT = "legal@firm.example"


class Desk:
    """Everything a pass needs, for one test.

    Parameters:
        folder: where the database lies.
        hub: where models are fetched.
        recipients: who is told.
    """

    def __init__(self, folder: Path, hub: Hub, recipients: tuple[str, ...] = (RECIPIENT,)) -> None:
        self.hub = hub
        self.time = START
        self.path = folder / "watch.db"
        self.store = Store.open(self.path)
        limits = Limits(attempts=1, connect_timeout=3.0, read_timeout=3.0)
        self.transport = Transport(limits, allow_private=frozenset({origin(hub.url)}))
        self.reader = Reader(load_rules(), load_references())
        self.sources: Sources = open_sources(self.transport, endpoint=hub.url, token="", now=self.now)
        self.recipients = recipients
        self.backfill = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.transport.close()
        self.store.close()

    def now(self) -> datetime:
        return self.time

    def watch(self) -> Watch:
        return Watch(
            store=self.store,
            sources=self.sources,
            reader=self.reader,
            recipients=self.recipients,
            now=self.now,
            workers=2,
            backfill=self.backfill,
        )

    def look(self, *names: str, **how: Any) -> Report:  # noqa: ANN401 - options of `run_pass`
        """One pass, a day after the one before."""
        self.time += timedelta(days=1)
        return run_pass(self.watch(), [subjects.parse(name) for name in names], **how)

    def rejudge(self, **parts: Any) -> None:  # noqa: ANN401 - fields of `Reader`
        """Go on with other rules, policy or profiles."""
        self.reader = replace(self.reader, **parts)

    def state(self, name: str) -> Inspection:
        """What is on record of a subject."""
        found = self.store.inspection(subjects.parse(name).key)
        assert found is not None
        return found

    def rows(self) -> dict[str, int]:
        """The number of rows of every table."""
        counts = {}
        for table in self.store._db.table_names():
            counts[table] = self.store._db[table].count
        return counts

    def mail(self) -> list[tuple[str, ChangeNews | Inventory | Any]]:
        """What is owed to whom, which counts as sent from then on."""
        owed = []
        for bundle in self.store.owed(self.time):
            owed += [(bundle.recipient, news) for news in bundle.news]
            self.store.mark_sent(bundle.ids, "<sent>", self.time)
        return owed

    def news(self) -> list[Change]:
        """The changes that are owed to the first recipient; they count as sent from then on."""
        return [
            told.change
            for recipient, told in self.mail()
            if recipient == self.recipients[0] and isinstance(told, ChangeNews)
        ]
