"""`licensewatch.toml` and lists of subjects: read, checked as a whole, and turned into frozen values.

Every fault of a file is reported at once, by the path of its key. A key that is not known is a fault, since
a misspelt `policy.clauses.hostng` would otherwise clear what it was meant to stop. Each section of the file
has a module: what it reads and the commented lines that `init` writes for it.
"""

from __future__ import annotations

from .files import MAX_BYTES, read_list, read_mentions
from .reading import load, parse, template
from .settings import (
    DATABASE_NAME,
    FILE_NAME,
    PASSWORD_ENV,
    SCHEMA,
    SMTP_TIMEOUT,
    USERNAME_ENV,
    Config,
    MailSettings,
    WatchSettings,
)

__all__ = [
    "DATABASE_NAME",
    "FILE_NAME",
    "MAX_BYTES",
    "PASSWORD_ENV",
    "SCHEMA",
    "SMTP_TIMEOUT",
    "USERNAME_ENV",
    "Config",
    "MailSettings",
    "WatchSettings",
    "load",
    "parse",
    "read_list",
    "read_mentions",
    "template",
]
