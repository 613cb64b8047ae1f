"""`[hub]` and `[store]`: where from, and where to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.config.settings import DATABASE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config.table import Table

TEMPLATE = """\
# ---- Where from, and where to ------------------------------------------------------------------------
[hub]
#endpoint = "https://hub.example.org"

[store]
path = "licensewatch.db"
"""


def read_database(table: Table, base: Path) -> Path:
    """The SQLite file."""
    path = base / table.text("path", DATABASE_NAME)
    table.close()
    return path


def read_endpoint(table: Table) -> str | None:
    """The base URL of the hub."""
    endpoint = table.text("endpoint", "", _url_fault)
    table.close()
    return endpoint.rstrip("/") or None


def _url_fault(text: str) -> str | None:
    """What is wrong with a base URL."""
    problem = f'is "{text}"; write an address such as https://hub.example.org'
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        return problem
    return None if good and not re.search(r"\s", text) else problem
