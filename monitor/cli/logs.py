"""What the package and its libraries log, on standard error."""

from __future__ import annotations

import logging
import sys

from monitor.reports.plain import safe


def to_stderr(verbosity: int) -> None:
    """Write logs to standard error from now on, as loud as asked for.

    Parameters:
        verbosity: below 0 errors only, 0 warnings, 1 more, 2 everything.
    """
    levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain("%(levelname)s %(message)s"))
    logging.basicConfig(level=levels.get(max(verbosity, -1), logging.DEBUG), handlers=[handler], force=True)


class _Plain(logging.Formatter):
    """Log lines in which nothing acts on a terminal; libraries log addresses that strangers chose."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return safe(super().format(record))
