"""One pass over the watch list: fetch, keep, read, compare, judge, record, and owe what is to be told.

What was received is kept before anything is made of it; a change, its evidence and the alerts owed for it
are recorded in one transaction; a pass that was cut short is taken up where it ended.
"""

from __future__ import annotations

from monitor.watch.parts import Report, Watch
from monitor.watch.passes import run_pass

__all__ = ["Report", "Watch", "run_pass"]
