"""Two hundred changes, five recipients, a mail server that fails at random, a watcher killed ten times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torture import RECIPIENTS, torture

if TYPE_CHECKING:
    from pathlib import Path

CHANGES = 200
KILLS = 10
MOST_TWICE = 0.01


def test_every_owed_alert_arrives_and_hardly_one_twice(tmp_path: Path) -> None:
    """One change a pass: each of the thousand alerts is a message of its own, counted by Message-ID."""
    found = torture(tmp_path, rounds=CHANGES, per_round=1, kills=KILLS, seed=20260301)
    assert found.changes == CHANGES
    assert found.alerts == CHANGES * len(RECIPIENTS)
    assert found.unsent == 0
    assert found.lost == ()
    assert found.failures > 100, "the mail server was too friendly: this proves too little"
    assert found.killed == KILLS
    assert len(found.arrived) == (CHANGES + 1) * len(RECIPIENTS)
    assert found.twice <= MOST_TWICE * len(found.arrived)
