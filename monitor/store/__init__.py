"""Everything that is saved and read: one SQLite file, and the only door to it."""

from __future__ import annotations

from .lookups import Lookups
from .values import Bundle, Failing, PastText, RunInfo, Standing, StatusInfo, Stored, Trouble

__all__ = ["Bundle", "Failing", "PastText", "RunInfo", "Standing", "StatusInfo", "Store", "Stored", "Trouble"]


class Store(Lookups):
    """The database: open it with `Store.open(path)` and a `with` statement.

    Every method that writes does so in one transaction, and every fault of the file is a `StoreError`. The
    classes below it are its chapters, each resting on those before: connection, watchlist, troubles,
    intake (raw snapshots), events (the evidence chain), outbox, runs, states (what is on record) and lookups.
    """
