"""What a hub's lists are compared with, and how far they were read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.records import BASE, Place, Sighting, State, SweepInfo

from .codec import dumps, loads
from .connection import moment, reads
from .runs import Runs

if TYPE_CHECKING:
    from collections.abc import Sequence

_OUTSIDE = (
    f"(role = 'linked' OR documents.name GLOB '{BASE}*' OR documents.name GLOB 'http*://*')"
    " AND documents.state IS NOT NULL"
)
"""Documents that change without a commit to the model that names them."""


class Sweeps(Runs):
    """Sweeps through the lists of hubs."""

    @reads
    def sightings(self) -> tuple[Sighting, ...]:
        """Every model of the hub that was ever looked at or added, as a list can be compared with it."""
        rows = self._tuples(
            "SELECT key, name, revision, mark, subjects.state, moved_to, told FROM subjects"
            " LEFT JOIN terms ON terms.id = terms_id LEFT JOIN tools ON tools.id = tool_id WHERE place = ?",
            Place.HUGGINGFACE.value,
        )
        return tuple(
            Sighting(
                key=key,
                name=name,
                revision=revision,
                mark=mark,
                state=State(state) if state else None,
                moved_to=moved_to,
                tool=tool,
            )
            for key, name, revision, mark, state, moved_to, tool in rows
        )

    @reads
    def sharing(self, names: Sequence[str] | None = None) -> tuple[tuple[str, str], ...]:
        """Linked documents and those of base models, each with the key of every subject that has it.

        Parameters:
            names: of the documents; None means all.
        """
        asked = "" if names is None else " AND documents.name IN (SELECT value FROM json_each(?))"
        sql = (
            "SELECT documents.name, key FROM documents JOIN subjects ON subjects.id = subject_id"  # noqa: S608 - constant parts
            f" WHERE {_OUTSIDE}{asked} ORDER BY documents.id"
        )
        rows = self._tuples(sql, *([] if names is None else [json.dumps(list(names))]))
        return tuple((name, key) for name, key in rows)

    @reads
    def last_sweep(self, hub: str | None = None) -> SweepInfo | None:
        """The last sweep through the lists of a hub.

        Parameters:
            hub: its address; None means whichever was swept last.
        """
        row = self._row(
            "SELECT told FROM sweeps WHERE hub = ?1 OR ?1 IS NULL ORDER BY seen_at DESC LIMIT 1", hub
        )
        return loads(SweepInfo, row["told"]) if row else None

    def keep_sweep(self, info: SweepInfo) -> None:
        """Keeps what a sweep did, in the place of the one before it."""
        with self._writing():
            seen_at = moment(info.seen_at) if info.seen_at else None
            self._do("INSERT OR REPLACE INTO sweeps VALUES (?, ?, ?)", info.hub, seen_at, dumps(info))
