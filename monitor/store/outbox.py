"""Alerts owed: written with what they tell of, settled into messages, marked once accepted."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.records import ChangeNews, Inventory, Notice, OwedAlert

from .codec import canonical, loads
from .connection import Row, moment, reads
from .events import Events
from .packing import digest
from .values import Bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KINDS = {"change": ChangeNews, "inventory": Inventory, "notice": Notice}

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after the first, second ... failed attempt; the last one is repeated."""


class Outbox(Events):
    """Messages owed to recipients; one row an event and recipient."""

    def owe(self, run: int, alerts: Sequence[OwedAlert], at: datetime) -> None:
        """Owes news that belong to no subject's record (an inventory, a notice), as events of their own."""
        with self._writing():
            self._owe_alone(run, alerts, at)

    @reads
    def owed(self, now: datetime) -> tuple[Bundle, ...]:
        """The messages that are due, oldest first.

        What one run owes one recipient becomes one message. Which alerts it carries is settled here, before
        the first attempt, so that a repeated message is the same message.
        """
        with self._writing():
            self._settle()
            rows = self._rows(
                "SELECT * FROM alerts WHERE sent_at IS NULL AND bundle IS NOT NULL"
                " AND (coalesce(next_try_at, '') <= ? OR next_try_at > ?)"
                " ORDER BY run_id, recipient, bundle, id",
                moment(now),
                moment(now + _WAITS[-1]),  # planned by a clock that was set back since
            )
        return tuple(
            self._bundle(key, list(group)) for key, group in groupby(rows, lambda row: row["bundle"])
        )

    @reads
    def was_owed(self, alert: OwedAlert) -> bool:
        """Whether the same news was ever owed to the same recipient, sent or not.

        Parameters:
            alert: news that say the same whenever they are made.
        """
        sha256 = hashlib.sha256(canonical(alert.news).encode()).hexdigest()
        query = "SELECT 1 FROM alerts WHERE recipient = ? AND news_sha256 = ?"
        return self._row(query, alert.recipient, digest(sha256)) is not None

    def mark_sent(self, ids: Sequence[int], message_id: str, at: datetime) -> None:
        """Notes that the mail server took the message that carries these alerts."""
        with self._writing():
            for one in ids:
                self._do(
                    "UPDATE alerts SET sent_at = ?, message_id = ?, error = NULL WHERE id = ?",
                    moment(at),
                    message_id,
                    one,
                )

    def mark_failed(self, ids: Sequence[int], error: str, at: datetime) -> None:
        """Notes a failed attempt, and when to try again; an alert is never given up."""
        with self._writing():
            for one in ids:
                row = self._rows("SELECT attempts FROM alerts WHERE id = ?", one)[0]
                wait = _WAITS[min(row["attempts"], len(_WAITS) - 1)]
                self._do(
                    "UPDATE alerts SET attempts = attempts + 1, next_try_at = ?, error = ? WHERE id = ?",
                    moment(at + wait),
                    error,
                    one,
                )

    def _owe_alone(self, run: int, alerts: Iterable[OwedAlert], at: datetime) -> None:
        """One event for each different news; in an open transaction."""
        by_news: dict[str, list[OwedAlert]] = {}
        for alert in alerts:
            by_news.setdefault(canonical(alert.news), []).append(alert)
        for same in by_news.values():
            news = same[0].news
            key = news.subject if isinstance(news, Notice) else None
            payload = {"kind": _kind(same[0]), "news": news}
            event = self._append_event(run, payload, at, subject=key)
            self._owe(run, event, same, at)

    def _owe(self, run: int, event: int, alerts: Iterable[OwedAlert], at: datetime) -> None:
        """Alerts of one event; in the transaction that records the event."""
        for alert in alerts:
            self._insert(
                "alerts",
                event_id=event,
                recipient=alert.recipient,
                run_id=run,
                kind=_kind(alert),
                news_sha256=self._keep(canonical(alert.news).encode()),
                owed_at=moment(at),
            )

    def _settle(self) -> None:
        """Gives each alert that is in no message yet its message."""
        rows = self._rows(
            "SELECT alerts.id, alerts.run_id, recipient, hash FROM alerts JOIN events ON events.id = event_id"
            " WHERE sent_at IS NULL AND bundle IS NULL ORDER BY alerts.run_id, recipient, alerts.id"
        )
        for (_, recipient), group in groupby(rows, lambda row: (row["run_id"], row["recipient"])):
            alerts = list(group)
            told = "\n".join([recipient, *(row["hash"] for row in alerts)])
            key = hashlib.sha256(told.encode()).hexdigest()[:32]
            for row in alerts:
                self._do("UPDATE alerts SET bundle = ? WHERE id = ?", key, row["id"])

    def _bundle(self, key: str, rows: Sequence[Row]) -> Bundle:
        return Bundle(
            key=key,
            recipient=rows[0]["recipient"],
            ids=tuple(row["id"] for row in rows),
            news=tuple(self._news(row) for row in rows),
            attempts=rows[0]["attempts"],
        )

    def _news(self, row: Mapping[str, str]) -> ChangeNews | Inventory | Notice:
        return loads(KINDS[row["kind"]], self._kept(row["news_sha256"]).decode())


def _kind(alert: OwedAlert) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(alert.news, kind))
