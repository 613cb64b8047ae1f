"""Whom `watch` tells that a waiver ends soon or has ended: its owner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.app import say
from monitor.errors import LicensewatchError
from monitor.lock import files
from monitor.lock.settling import ending
from monitor.records import Notice, OwedAlert, State
from monitor.waivers import WARNED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.cli.given import App
    from monitor.waivers import Waiver

_ADDRESS = re.compile(r"[^\s@<>\",;]{1,64}@[^\s@<>\",;]{1,255}")


def reminders(app: App, recipients: tuple[str, ...]) -> tuple[OwedAlert, ...]:
    """Word of each waiver that ends within two weeks or has ended, the same at every call.

    Parameters:
        app: knows the day.
        recipients: who is told where an owner is no e-mail address; nobody is where this is empty.
    """
    if not recipients:
        return ()
    try:
        waivers = files.waivers(Path(files.FILE_NAME))
    except LicensewatchError as error:  # a pass is not lost for it; `check` fails on it
        say(f"licensewatch: nobody is told of waivers that end: {error}", app)
        return ()
    return tuple(alert for waiver in waivers for alert in _of(waiver, app.now(), recipients))


def _of(waiver: Waiver, now: datetime, recipients: tuple[str, ...]) -> Iterator[OwedAlert]:
    for note in ending([waiver], now.date()):
        over = now.date() > waiver.ends
        day = waiver.ends + timedelta(days=1) if over else waiver.ends - WARNED
        news = Notice(
            subject=waiver.subject,
            at=datetime.combine(day, time(), UTC),  # not the time of the call: it would be told anew
            state=State.OK,
            sentence=f"{note.sentence} {note.next_step}",
            tag="waiver",
        )
        told = (waiver.owner,) if _ADDRESS.fullmatch(waiver.owner) else recipients
        yield from (OwedAlert(recipient=one, news=news) for one in told)
