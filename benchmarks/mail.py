"""A thousand messages through a mail server that fails at random, from a watcher that is killed ten times.

The same as tests/test_mail_torture.py, by another seed, and with the figures told.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from torture import RECIPIENTS, torture

CHANGES = 200


def main() -> None:
    """Run it and print what arrived."""
    begun = time.perf_counter()
    sum(one * one for one in range(3_000_000))
    took = time.perf_counter() - begun
    print(f"floor: {took:.2f} s; Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        found = torture(Path(folder), rounds=CHANGES, per_round=1, kills=10, seed=7)
    messages = len(found.arrived)
    print(
        f"{found.changes} changes, {len(RECIPIENTS)} recipients, {found.alerts} alerts, {found.seconds:.0f} s"
    )
    print(f"killed {found.killed} times; {found.failures} attempts to send an alert failed")
    print(f"{messages} messages arrived, {found.twice} of them twice ({found.twice / messages:.2%})")
    print(f"{found.unsent} alerts unsent, {len(found.lost)} lost")


if __name__ == "__main__":
    main()
