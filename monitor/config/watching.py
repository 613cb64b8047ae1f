"""`[watch]`: what is watched, and when."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from monitor import subjects
from monitor.config.files import read_subject
from monitor.config.settings import WatchSettings
from monitor.config.table import Table, toml_kind
from monitor.errors import UsageError
from monitor.records import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEMPLATE = """\
# ---- What is watched, and when -----------------------------------------------------------------------
[watch]
# A file with one reference a line, or the references themselves, or both.
#list = "models.txt"
#subjects = ["hf:example-org/example-model"]
# Either an interval (90s, 15m, 6h, 1d) or a cron line of five fields in the time zone below.
interval = "6h"
timezone = "UTC"
# A pass starts up to this much later, at random, so that not everybody asks at the same minute.
jitter = "5m"
# Subjects that are fetched at the same time, at most 64.
workers = 4
# A web page that changed is asked for again after this long, before anybody is told.
confirm_after = "10s"
# Where the terms stand on a page, if its own marks do not tell (CSS):
#[[watch.pages]]
#url = "https://example.org/terms"
#selector = "div.legal-text"
"""

SHORTEST_INTERVAL = 60
LONGEST_INTERVAL = 31 * 86_400
LONGEST_CONFIRM = 300
MAX_SELECTOR = 500
MOST_WORKERS = 64
_CRON_FIELD = re.compile(r"[0-9A-Za-z*/,#?-]{1,64}")


def read(table: Table, base: Path) -> WatchSettings:
    """What is watched, and when."""
    default = WatchSettings()
    told: list[str] = []
    listed = table.text("list", "")
    found = [
        read_subject(table.name(f"subjects[{index}]"), reference, told)
        for index, reference in enumerate(table.texts("subjects", (), lambda _: None))
    ]
    table.faults.extend(told)
    interval = table.duration("interval", SHORTEST_INTERVAL, LONGEST_INTERVAL)
    cron = table.text("cron", "", _cron_fault)
    if "interval" in table.data and "cron" in table.data:
        table.fault("cron", f"and {table.name('interval')} exclude each other; keep one")
    jitter = table.duration("jitter", 0, 86_400)
    workers = table.whole("workers", default.workers, 1, MOST_WORKERS)
    confirm = table.duration("confirm_after", 0, LONGEST_CONFIRM)
    settings = WatchSettings(
        list=base / listed if listed else None,
        subjects=tuple(dict.fromkeys(subject for subject in found if subject)),
        interval=interval or default.interval,
        cron=cron or None,
        timezone=table.text("timezone", default.timezone, _timezone_fault),
        jitter=default.jitter if jitter is None else jitter,
        workers=workers or default.workers,
        pages=_pages(table),
        confirm_after=default.confirm_after if confirm is None else confirm,
    )
    table.close()
    return settings


def _pages(table: Table) -> Mapping[str, str]:
    """Selectors by address, from `[[watch.pages]]`."""
    found: dict[str, str] = {}
    for index, value in enumerate(table.take("pages", list, "a list of tables") or ()):
        name = f"pages[{index}]"
        if not isinstance(value, dict):
            table.fault(name, f"must be a table, not {toml_kind(value)}")
            continue
        page = Table(value, table.name(name), table.faults)
        url = page.text("url", "", _page_fault)
        selector = page.text("selector", "", _selector_fault)
        for key in ("url", "selector"):
            if key not in value:
                page.fault(key, "is missing")
        page.close()
        if url in found:
            page.fault("url", f"names {url} a second time")
        if url and selector:
            found |= dict.fromkeys((url, subjects.parse(url).name), selector)
    return found


def _page_fault(text: str) -> str | None:
    """What is wrong with the address of a page."""
    try:
        good = subjects.parse(text).place is Place.WEB
    except UsageError:
        good = False
    return None if good else f'is "{text}"; write the address of a page such as https://example.org/terms'


def _selector_fault(text: str) -> str | None:
    """What is plainly wrong with a CSS selector; the reader of pages looks closer."""
    return None if len(text) <= MAX_SELECTOR else f"is longer than {MAX_SELECTOR} characters"


def _cron_fault(text: str) -> str | None:
    """What is plainly wrong with a cron line; the scheduler looks closer."""
    parts = text.split()
    if len(parts) != 5:
        return f"has {len(parts)} of the five fields minute, hour, day, month, day of week"
    wrong = [part for part in parts if not _CRON_FIELD.fullmatch(part)]
    return f'has "{wrong[0]}", which is no field of a cron line' if wrong else None


def _timezone_fault(text: str) -> str | None:
    """What is wrong with a time zone."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        close = difflib.get_close_matches(text, available_timezones(), n=1, cutoff=0.6)
        hint = f" (did you mean {close[0]}?)" if close else ""
        return f'is "{text}"; write an IANA time zone such as UTC or Europe/Berlin{hint}'
    return None
