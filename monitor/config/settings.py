"""The configuration as frozen values, with the bounds of what may stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.records import Policy, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.records import Subject

SCHEMA = 1
FILE_NAME = "licensewatch.toml"
DATABASE_NAME = "licensewatch.db"
SMTP_TIMEOUT = 30.0
USERNAME_ENV = "LICENSEWATCH_SMTP_USER"
PASSWORD_ENV = "LICENSEWATCH_SMTP_PASSWORD"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """What is watched, and when.

    Parameters:
        list: file with one reference a line.
        subjects: references given in the configuration itself.
        interval: seconds between two passes; of no effect where `cron` says when.
        cron: five fields, in `timezone`.
        timezone: IANA name.
        jitter: seconds that a pass may start later, at random.
        workers: subjects fetched at the same time.
        pages: CSS selectors of the main content, by the address of a page.
        confirm_after: seconds until a web page that changed is asked for again.
    """

    list: Path | None = None
    subjects: tuple[Subject, ...] = ()
    interval: int = 6 * 3600
    cron: str | None = None
    timezone: str = "UTC"
    jitter: int = 300
    workers: int = 4
    pages: Mapping[str, str] = field(default_factory=dict)
    confirm_after: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where alerts go. The login is never in the file: it comes from the environment.

    Parameters:
        host: SMTP server.
        port: 25, 587 or 465 by `security`, unless told.
        security: `none`, `starttls` or `tls`.
        sender: the address in From.
        recipients: one mail each.
        timeout: seconds for each answer of the server.
        username_env, password_env: names of the environment variables that hold the login.
    """

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    timeout: float = SMTP_TIMEOUT
    username_env: str = USERNAME_ENV
    password_env: str = PASSWORD_ENV


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One configuration, whole and checked.

    Parameters:
        profiles: at least one; in the order of the file.
        policy: what the adopter accepts.
        watch: what is watched, and when.
        mail: where alerts go; None means nowhere.
        database: the SQLite file.
        endpoint: base URL of the hub, where it is not the public one.
    """

    profiles: tuple[Profile, ...] = (Profile(),)
    policy: Policy = field(default_factory=Policy)
    watch: WatchSettings = WatchSettings()
    mail: MailSettings | None = None
    database: Path = Path(DATABASE_NAME)
    endpoint: str | None = None
