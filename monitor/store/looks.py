"""Looks of an audit that is not done: kept as they came, so that it can go on from there, then forgotten."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.records import Fetched

from .codec import decode, dumps, encode
from .connection import LARGEST, moment, reads
from .lookups import Lookups

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Looks(Lookups):
    """Keeps looks beside the record: they are no part of it, and nobody is told of what they say."""

    def keep_look(self, fetched: Fetched, at: datetime) -> None:
        """Keeps a look, in the place of an earlier one at the same subject.

        Parameters:
            fetched: with everything that was received.
            at: when it was taken, UTC.
        """
        with self._writing():
            values = (fetched.subject.key, moment(at), zlib.compress(_told(fetched).encode()))
            self._do("INSERT OR REPLACE INTO looks VALUES (?, ?, ?)", *values)

    @reads
    def kept_look(self, key: str, since: datetime) -> Fetched | None:
        """A look that was kept; None where there is none, or an older one.

        Parameters:
            key: of the subject.
            since: how old it may be, UTC.

        Raises:
            StoreError: it is damaged.
        """
        row = self._row("SELECT told FROM looks WHERE subject = ? AND at >= ?", key, moment(since))
        return _read(row["told"]) if row else None

    def forget_looks(self, keys: Iterable[str], before: datetime) -> None:
        """Forgets looks.

        Parameters:
            keys: of the subjects of an audit that is done.
            before: whatever is older is forgotten too, UTC.
        """
        with self._writing():
            self._do_each("DELETE FROM looks WHERE subject = ?", ((key,) for key in keys))
            self._do("DELETE FROM looks WHERE at < ?", moment(before))


def _told(fetched: Fetched) -> str:
    """A look as JSON, each body as text whose characters are its bytes."""
    bare = replace(fetched, snapshots=tuple(replace(one, body=None) for one in fetched.snapshots))
    bodies = [None if one.body is None else one.body.decode("latin-1") for one in fetched.snapshots]
    return dumps({"fetched": encode(bare), "bodies": bodies})


def _read(packed: bytes) -> Fetched:
    try:
        text = zlib.decompressobj().decompress(packed, LARGEST).decode()
    except zlib.error as fault:
        raise StoreError("A look that was kept is damaged.", "Run the audit anew.") from fault
    told = json.loads(text)
    bare = decode(Fetched, told["fetched"])
    bodies = [None if one is None else one.encode("latin-1") for one in told["bodies"]]
    snapshots = (replace(one, body=body) for one, body in zip(bare.snapshots, bodies, strict=True))
    return replace(bare, snapshots=tuple(snapshots))
