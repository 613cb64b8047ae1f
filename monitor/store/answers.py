"""Answers of servers with their ETags, kept so that asking again may cost nothing."""

from __future__ import annotations

from .connection import reads
from .watchlist import Watchlist


class Answers(Watchlist):
    """One answer a slot; no evidence, only a saving: what a look brought is in the snapshots."""

    @reads
    def answer(self, slot: str, url: str) -> tuple[str, bytes] | None:
        """The ETag and body that an address gave when the slot was filled; None where another one filled it.

        Parameters:
            slot: what is asked for.
            url: the address asked now.
        """
        row = self._row("SELECT etag, body FROM answers WHERE slot = ? AND url = ?", slot, url)
        return (row["etag"], row["body"]) if row else None

    def keep_answer(self, slot: str, url: str, etag: str, body: bytes) -> None:
        """Fills a slot, in the place of what was in it.

        Parameters:
            slot: what was asked for.
            url: the address that gave it.
            etag: as received.
            body: as received.
        """
        with self._writing():
            self._do("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", slot, url, etag, body)
