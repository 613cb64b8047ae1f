"""`licensewatch watch`: look at everything on the watch list, now or on a schedule, and send alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, Command, emit, pass_app, require_network, say
from monitor.cli.exits import Exit
from monitor.cli.looking import reach, reader
from monitor.cli.options import Format, reported
from monitor.cli.progress import progress
from monitor.cli.workspace import configured, open_store, watched
from monitor.errors import UsageError
from monitor.lockfile import hold
from monitor.reports import structured
from monitor.reports.human import passes
from monitor.reports.inputs import Passed
from monitor.stopping import on_signals

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config
    from monitor.stopping import Stop


@click.command("watch", cls=Command)
@click.option("--once", is_flag=True, help="Look once and end, instead of keeping the schedule.")
@reported(Format.HUMAN, Format.JSONL)
@pass_app
def command(app: App, *, once: bool, form: Format, output: Path | None) -> Exit:
    """Look at everything on the watch list, record what changed, and send the alerts that are owed.

    Without --once it keeps the schedule of the configuration until it is stopped. With --once the exit code
    is 3 when something could not be read, and 2 when an alert could not be sent; it stays owed.
    """
    require_network(app, "watch")
    config = configured(app)
    with on_signals() as stop, hold(app.db or config.database):
        if once:
            return _pass(app, config, stop, form, output)
        _scheduled(app, config, stop, form, output)
    return Exit.CLEAN


def _scheduled(app: App, config: Config, stop: Stop, form: Format, output: Path | None) -> None:
    from monitor.schedule import run_schedule  # noqa: PLC0415 - brings the scheduler, which --once does not need

    with open_store(app, config, create=True) as store:
        last = store.runs(1)

    def job() -> None:
        _pass(app, config, stop, form, output)

    run_schedule(config.watch, job, stop=stop, last_run=last[0].started_at if last else None)


def _pass(app: App, config: Config, stop: Stop, form: Format, output: Path | None) -> Exit:
    """One pass, its report, and the code that `--once` ends with."""
    from monitor.alerts.mail import Delivery, deliver  # noqa: PLC0415 - brings templates and SMTP
    from monitor.watch import Watch, run_pass  # noqa: PLC0415 - as above

    listed = watched(app, config)
    if not listed:
        raise UsageError("Nothing is watched.", "Put models on the watch list: licensewatch add ORG/NAME.")
    recipients = config.mail.recipients if config.mail else ()
    with (
        open_store(app, config, create=True) as store,
        reach(app, config, listed) as sources,
        progress(app, len(listed)) as tell,
    ):
        watch = Watch(
            store=store,
            sources=sources,
            reader=reader(config, config.profiles),
            recipients=recipients,
            now=app.now,
            workers=config.watch.workers,
        )
        done = run_pass(watch, listed, stop=stop.asked, progress=tell)
        sent = deliver(store, config.mail, app.now()) if config.mail else Delivery()
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
        return Exit.INTERRUPTED
    if done.owed:
        return Exit.FAILED
    return Exit.INCOMPLETE if done.unread else Exit.CLEAN
