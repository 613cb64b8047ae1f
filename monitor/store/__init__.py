"""Everything that is saved and read: one SQLite file, and the only door to it."""

from __future__ import annotations

from .looks import Looks
from .values import Bundle, Failing, PastText, RunInfo, Standing, StatusInfo, Stored, Trouble

__all__ = ["Bundle", "Failing", "PastText", "RunInfo", "Standing", "StatusInfo", "Store", "Stored", "Trouble"]


class Store(Looks):
    """The database: open it with `Store.open(path)` and a `with` statement.

    Every method that writes does so in one transaction, and every fault of the file is a `StoreError`. The
    classes below it are its chapters, each resting on those before: connection, watchlist, troubles,
    intake (raw snapshots), events (the evidence chain), outbox, runs, states (what is on record), lookups and
    looks (of audits).
    """
