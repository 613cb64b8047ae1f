"""`licensewatch watch`: look at everything on the watch list, now or on a schedule, and send alerts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from monitor.cli.app import Command, pass_app, require_network, say
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.looking import reach, reader
from monitor.cli.options import reported
from monitor.cli.progress import progress
from monitor.cli.reminders import reminders
from monitor.cli.workspace import configured, open_store, watched
from monitor.errors import FetchError, LicensewatchError, StoreError, UsageError
from monitor.holding import hold
from monitor.reports import structured
from monitor.reports.human import passes
from monitor.reports.inputs import Passed
from monitor.stopping import on_signals

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.alerts.mail import Delivery
    from monitor.config import Config
    from monitor.records import Subject
    from monitor.stopping import Stop
    from monitor.store import Store

PAUSES = (60.0, 300.0, 900.0)
"""Seconds until a turn that failed is tried again, and again; the store plans a mail's attempts alike."""


@click.command("watch", cls=Command)
@click.option("--once", is_flag=True, help="Look once and end, instead of keeping the schedule.")
@click.option("--no-backfill", is_flag=True, help="At a first look, leave a model's own past unread.")
@reported(Format.HUMAN, Format.JSONL)
@pass_app
def command(app: App, *, once: bool, no_backfill: bool, form: Format, output: Path | None) -> Exit:
    """Look at everything on the watch list, record what changed, and send the alerts that are owed.

    Without --once it keeps the schedule of the configuration until it is stopped. With --once the exit code
    is 3 when something could not be read, and 2 when an alert could not be sent; it stays owed. SIGTERM and
    SIGINT let it finish the documents under way and end with 0; the next watch goes on from there.
    """
    require_network(app, "watch")
    app = app._replace(backfill=not no_backfill)
    config = configured(app)
    with on_signals() as stop, hold(app.db or config.database):
        if once:
            return _pass(app, config, stop, form, output)
        _scheduled(app, config, stop, form, output)
    return Exit.CLEAN


def _scheduled(app: App, config: Config, stop: Stop, form: Format, output: Path | None) -> None:
    from monitor.schedule import run_schedule  # noqa: PLC0415 - brings the scheduler, which --once does not need

    _subjects(app, config)  # what is wrong from the start is told at once, not at every turn
    reader(config, config.profiles)
    with open_store(app, config, create=True) as store:
        last = next(iter(store.runs(1)), None)

    def turn() -> None:
        _turn(app, config, stop, form, output)

    # A pass that was cut short is gone on with at once.
    began = last.started_at if last and last.finished_at else None
    run_schedule(config.watch, turn, stop=stop, last_run=began)


def _turn(app: App, config: Config, stop: Stop, form: Format, output: Path | None) -> None:
    """One turn of the schedule; what goes wrong in it is told and does not end the watch."""
    try:
        code = _pass_in_the_end(app, config, stop, form, output)
        if code is Exit.FAILED:
            _send_in_the_end(app, config, stop)
    except LicensewatchError as error:
        say(f"licensewatch: {error} The watch goes on at its next turn.")


def _pass_in_the_end(app: App, config: Config, stop: Stop, form: Format, output: Path | None) -> Exit:
    """A pass; one that the database cut short is gone on with a little later."""
    for pause in PAUSES:
        try:
            return _pass(app, config, stop, form, output)
        except StoreError as error:
            say(f"licensewatch: {error} The watch tries again in {pause:g} s.")
            if stop.wait(pause):
                return Exit.CLEAN
    return _pass(app, config, stop, form, output)


def _send_in_the_end(app: App, config: Config, stop: Stop) -> None:
    """Try again to send what a mail server did not take, until the next turn at most."""
    from monitor.schedule import next_run  # noqa: PLC0415 - as in `_scheduled`

    turn = next_run(config.watch, app.now())
    for pause in PAUSES:
        if app.now() + timedelta(seconds=pause) >= turn or stop.wait(pause):
            return
        with open_store(app, config) as store:
            if not _sent(app, config, store, stop).failures:
                return


def _sent(app: App, config: Config, store: Store, stop: Stop) -> Delivery:
    """Send what is owed, unless somebody asked to stop: it stays owed."""
    from monitor.alerts.mail import Delivery, deliver  # noqa: PLC0415 - brings templates and SMTP

    return deliver(store, config.mail, app.now(), stop=stop.asked) if config.mail else Delivery()


def _subjects(app: App, config: Config) -> tuple[Subject, ...]:
    """The watch list.

    Raises:
        UsageError: there is nothing on it.
    """
    listed = watched(app, config)
    if not listed:
        raise UsageError("Nothing is watched.", "Put models on the watch list: licensewatch add ORG/NAME.")
    return listed


def _nap(stop: Stop, seconds: float) -> None:
    """Wait for a server; somebody who asks to stop does not wait for it.

    Raises:
        FetchError: somebody asked.
    """
    if stop.wait(seconds):
        raise FetchError("Stopped while waiting for a server.")


def _pass(app: App, config: Config, stop: Stop, form: Format, output: Path | None) -> Exit:
    """One pass, its report, and the code that `--once` ends with."""
    from monitor.watch import Watch, run_pass  # noqa: PLC0415 - brings the store

    listed = _subjects(app, config)
    recipients = config.mail.recipients if config.mail else ()

    def pause() -> None:
        stop.wait(config.watch.confirm_after)

    with (
        open_store(app, config, create=True) as store,
        reach(
            app, config, listed, answers=store, nap=partial(_nap, stop), workers=config.watch.workers
        ) as sources,
        progress(app, len(listed)) as tell,
    ):
        watch = Watch(
            store=store,
            sources=sources,
            reader=reader(config, config.profiles),
            recipients=recipients,
            now=app.now,
            workers=config.watch.workers,
            pause=pause,
            backfill=app.backfill,
            reminders=reminders(app, recipients),
        )
        done = run_pass(watch, listed, stop=stop.asked, progress=tell)
        sent = _sent(app, config, store, stop)
    told = Passed(
        run=done.run,
        counters=done.counters,
        changes=done.changes,
        unread=done.unread,
        stopped=done.stopped,
        sent=sent.sent,
        owed=tuple((failure.recipient, failure.error) for failure in sent.failures),
    )
    _tell(app, told, form, output)
    return _code(told)


def _tell(app: App, done: Passed, form: Format, output: Path | None) -> None:
    for recipient, error in done.owed:
        say(f"The alert to {recipient} is still owed: {error}")
    if done.stopped:
        say("Stopped. What was looked at is kept; the next watch goes on from there.", app)
    if form is Format.JSONL:
        emit(structured.lines([structured.passed(done)]), output)
    else:
        emit(passes.passed(done, app.paper(output)), output)


def _code(done: Passed) -> Exit:
    if done.stopped:
        return Exit.CLEAN  # being told to end is no failure; see docs/decisions/0004
    if done.owed:
        return Exit.FAILED
    return Exit.INCOMPLETE if done.unread else Exit.CLEAN
