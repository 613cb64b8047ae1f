"""`licensewatch watch` as a process: signals, another process, an injected clock, and `status`."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import pytest
from watcher import Forks, Watcher, until

from monitor.cli import main, watch
from monitor.cli.exits import Exit
from monitor.config import WatchSettings
from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox, MailFault
from monitor.errors import StoreError
from monitor.schedule import GRACE, plan
from monitor.stopping import Stop
from monitor.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODELS = tuple(f"acme/m{number}" for number in range(4))
FREE = "Licence of the model.\n\nPermission is granted to use, copy, modify and sell the model.\n"


def configure(folder: Path, more: str = "", box: Mailbox | None = None) -> None:
    subjects = ", ".join(f'"{name}"' for name in MODELS)
    mail = (
        f'[mail]\nhost = "{box.host}"\nport = {box.port}\nsecurity = "none"\n'
        'sender = "watch@example.org"\nrecipients = ["ann@example.org"]\n'
        if box
        else ""
    )
    text = f"schema = 1\n[watch]\nworkers = 1\njitter = 0\nsubjects = [{subjects}]\n{more}\n{mail}"
    (folder / "licensewatch.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as opened:
        yield opened


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as opened:
        for name in MODELS:
            opened.add(name, {"LICENSE": FREE})
        yield opened


@pytest.fixture
def watcher(forks: Forks, tmp_path: Path, hub: Hub) -> Watcher:
    configure(tmp_path)
    return Watcher(forks, tmp_path, {"HF_ENDPOINT": hub.url})


def runs(folder: Path) -> list[datetime]:
    with Store.open(folder / "licensewatch.db") as store:
        return [one.started_at for one in reversed(store.runs(100))]


# ---- signals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("once", [True, False])
def test_a_signal_lets_the_current_document_be_finished(
    watcher: Watcher, hub: Hub, number: int, *, once: bool
) -> None:
    hub.fail(f"/{MODELS[1]}/resolve/", delay=0.6, times=1)
    process = watcher.start("watch", *(["--once"] if once else []))
    until(lambda: any(seen.path.startswith(f"/api/models/{MODELS[1]}/") for seen in hub.requests))
    process.send(number)
    assert process.wait() == Exit.CLEAN
    assert "Stopped. What was looked at is kept; the next watch goes on from there." in process.told
    with Store.open(watcher.folder / "licensewatch.db") as store:
        assert store.inspection(f"hf:{MODELS[1]}") is not None
        assert store.inspection(f"hf:{MODELS[3]}") is None
        (unfinished,) = store.unfinished_runs()
    code, told = watcher.run("watch", "--once")
    assert code == Exit.CLEAN
    assert "2 done before the interruption" in told
    with Store.open(watcher.folder / "licensewatch.db") as store:
        assert store.unfinished_runs() == ()
        assert store.runs(5)[0].number == unfinished.number


def test_whoever_waits_for_a_server_is_stopped_at_once(watcher: Watcher, hub: Hub) -> None:
    hub.fail("/", status=429, headers={"Retry-After": "300"}, times=100)
    process = watcher.start("watch", "--once")
    until(lambda: hub.requests)
    time.sleep(0.3)
    began = time.monotonic()
    process.send(signal.SIGTERM)
    assert process.wait() == Exit.CLEAN
    assert time.monotonic() - began < 5
    with Store.open(watcher.folder / "licensewatch.db") as store:
        assert store.failing() == ()


def test_an_unfinished_pass_is_gone_on_with_as_soon_as_the_watch_starts(watcher: Watcher, hub: Hub) -> None:
    hub.fail(f"/{MODELS[2]}/resolve/", delay=5, times=1)
    process = watcher.start("watch")
    until(lambda: any(seen.path.startswith(f"/api/models/{MODELS[2]}/") for seen in hub.requests))
    process.kill()
    hub.faults.clear()
    process = watcher.start("watch")
    until(lambda: "subjects looked at" in process.told)
    process.send(signal.SIGTERM)
    assert process.wait() == Exit.CLEAN
    assert len(runs(watcher.folder)) == 1


def test_one_watch_at_a_time_and_the_next_when_it_was_killed(watcher: Watcher) -> None:
    with Forks() as more:
        other = Watcher(more, watcher.folder, watcher.environment)
        first = watcher.start("watch")
        until(lambda: "subjects looked at" in first.told)
        code, told = other.run("watch")
        assert code == Exit.FAILED
        assert f"Process {first.pid} is watching with this database already" in told
        assert other.run("watch", "--once")[0] == Exit.FAILED
        first.kill()
        assert other.run("watch", "--once")[0] == Exit.CLEAN


# ---- an injected clock ---------------------------------------------------------------------------------


class Clock:
    """A clock that moves only when somebody sleeps, and jumps when told to."""

    def __init__(self, start: str) -> None:
        self.time = datetime.fromisoformat(start).astimezone(UTC)
        self.slept = timedelta()
        self.jumps: dict[datetime, timedelta] = {}
        clock = self

        class Shown(datetime):
            """What `datetime` looks like from inside."""

            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Shown:
                at = clock.time.astimezone(tz)
                return cls.fromtimestamp(at.timestamp(), tz)

        self.shown = Shown

    def sleep(self, seconds: float) -> None:
        """Go on, over the jumps that lie on the way."""
        self.time += timedelta(seconds=max(seconds, 0.5))
        self.slept += timedelta(seconds=max(seconds, 0.5))
        for when in [when for when in self.jumps if when <= self.time]:
            self.time += self.jumps.pop(when)


@pytest.fixture
def kept(tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Runs `watch` under a made-up clock until a time, and tells when passes began."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    monkeypatch.setattr("monitor.schedule.NAP", 600.0)

    def keep(clock: Clock, end: str) -> list[str]:
        length = datetime.fromisoformat(end).astimezone(UTC) - clock.time
        began: list[str] = []

        def wait(stop: Stop, seconds: float) -> bool:
            clock.sleep(seconds)
            if clock.slept >= length:
                stop.ask()
            return stop.asked()

        def look(*_: Any) -> Exit:  # noqa: ANN401 - as `_pass`
            began.append(clock.time.strftime("%d %H:%M"))
            with Store.open(tmp_path / "licensewatch.db") as store:
                store.finish_run(store.start_run(clock.time), clock.time, {})
            return Exit.CLEAN

        for module in ("monitor.schedule", "monitor.cli.app", "apscheduler.schedulers.base"):
            monkeypatch.setattr(f"{module}.datetime", clock.shown)
        monkeypatch.setattr(Stop, "wait", wait)
        monkeypatch.setattr(watch, "_pass", look)
        assert main(["watch"]) == Exit.CLEAN
        return began

    return keep


BERLIN = 'cron = "30 2 * * *"\ntimezone = "Europe/Berlin"'


@pytest.mark.parametrize(
    ("start", "end", "began"),
    [
        ("2026-03-28T00:00Z", "2026-03-31T00:00Z", ["28 00:00", "28 01:30", "29 01:00", "30 00:30"]),
        ("2026-10-24T00:10Z", "2026-10-27T00:00Z", ["24 00:10", "24 00:30", "25 00:30", "26 01:30"]),
    ],
    ids=["spring", "autumn"],
)
def test_a_clock_change_neither_loses_nor_doubles_a_pass(
    tmp_path: Path, kept: Callable[..., list[str]], start: str, end: str, began: list[str]
) -> None:
    configure(tmp_path, BERLIN)
    assert kept(Clock(start), end) == began


def test_missed_hours_are_made_up_once(tmp_path: Path, kept: Callable[..., list[str]]) -> None:
    configure(tmp_path, 'interval = "1h"')
    clock = Clock("2026-05-01T00:00Z")
    clock.jumps[datetime(2026, 5, 1, 2, 30, tzinfo=UTC)] = timedelta(hours=9)
    found = kept(clock, "2026-05-01T04:30Z")  # of which four and a half hours are slept through
    assert found == ["01 00:00", "01 01:00", "01 02:00", found[3], "01 12:00", "01 13:00"]
    assert "01 11:30" <= found[3] < "01 11:50"


def test_a_clock_that_was_set_back_does_not_stop_the_watch(
    tmp_path: Path, kept: Callable[..., list[str]]
) -> None:
    configure(tmp_path, 'interval = "6h"')
    clock = Clock("2027-05-01T00:00Z")
    clock.jumps[datetime(2027, 5, 1, 1, tzinfo=UTC)] = -timedelta(days=300)
    found = kept(clock, "2027-05-01T20:00Z")
    assert found[0] == "01 00:00"
    assert [one[:2] for one in found[1:]] == ["05", "05", "05"]


def test_a_process_that_was_away_goes_on_at_once_and_once(
    tmp_path: Path, kept: Callable[..., list[str]]
) -> None:
    configure(tmp_path, 'interval = "6h"')
    assert kept(Clock("2026-05-01T00:00Z"), "2026-05-01T01:00Z") == ["01 00:00"]
    assert kept(Clock("2026-05-01T03:00Z"), "2026-05-01T04:00Z") == []
    assert kept(Clock("2026-05-04T03:00Z"), "2026-05-04T04:00Z") == ["04 03:00"]


# ---- what goes wrong in a turn -------------------------------------------------------------------------


class Turns:
    """Waits that take no time and are noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
        self.waits: list[float] = []

        def wait(stop: Stop, seconds: float) -> bool:
            self.waits.append(seconds)
            if len(self.waits) >= most:
                stop.ask()
            return stop.asked()

        monkeypatch.setattr(Stop, "wait", wait)


@pytest.fixture
def here(tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    configure(tmp_path)
    return tmp_path


def test_a_database_locked_for_a_moment_does_not_end_the_watch(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = Turns(monkeypatch, 3)
    failing = iter([True, True, False])
    real = watch._pass

    def locked(*arguments: Any) -> Exit:  # noqa: ANN401 - passed on
        if next(failing):
            raise StoreError("The database x is locked by another process.")
        return real(*arguments)

    monkeypatch.setattr(watch, "_pass", locked)
    assert main(["watch"]) == Exit.CLEAN
    assert turns.waits[:2] == list(watch.PAUSES[:2])
    told = capsys.readouterr()
    assert told.err.count("is locked by another process. The watch tries again in ") == 2
    assert "4 subjects looked at" in told.out
    assert len(runs(here)) == 1


@pytest.mark.parametrize("most", [1, 10])
def test_a_turn_that_fails_to_its_end_is_told_and_the_next_one_comes(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], most: int
) -> None:
    del here
    turns = Turns(monkeypatch, most)

    def broken(*_: Any) -> Exit:  # noqa: ANN401 - as `_pass`
        raise StoreError("The disk is full.")

    monkeypatch.setattr(watch, "_pass", broken)
    assert main(["watch"]) == Exit.CLEAN
    told = capsys.readouterr().err
    assert ("The watch goes on at its next turn." in told) is (most > len(watch.PAUSES))
    assert sum(one in watch.PAUSES for one in turns.waits) == min(most, len(watch.PAUSES))


def test_what_is_wrong_from_the_start_ends_the_watch_at_once(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "licensewatch.toml").write_text("schema = 1\n", encoding="utf-8")
    assert main(["watch"]) == Exit.FAILED
    assert "Nothing is watched." in capsys.readouterr().err


def test_mail_that_was_not_taken_is_tried_again_before_the_next_turn(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Mailbox(faults=[MailFault.BUSY]) as box:
        configure(here, box=box)

        def wait(stop: Stop, seconds: float) -> bool:
            waits.append(seconds)
            with sqlite3.connect(here / "licensewatch.db") as database:
                database.execute("UPDATE alerts SET next_try_at = owed_at")
            database.close()
            if box.messages:
                stop.ask()
            return stop.asked()

        waits: list[float] = []
        monkeypatch.setattr(Stop, "wait", wait)
        assert main(["watch"]) == Exit.CLEAN
        assert waits[0] == watch.PAUSES[0]
        assert len(box.messages) == 1
    assert "is still owed" in capsys.readouterr().err


# ---- status --------------------------------------------------------------------------------------------


def test_status_tells_the_next_run_and_fails_when_it_is_overdue(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", "--once", "--now", "2026-05-01T00:00Z"]) == Exit.CLEAN
    capsys.readouterr()
    assert main(["status", "--now", "2026-05-01T06:09Z"]) == Exit.CLEAN
    assert "Next run     due since 2026-05-01 06:00 UTC" in capsys.readouterr().out
    assert main(["status", "--now", "2026-05-01T06:11Z"]) == Exit.INCOMPLETE
    assert "overdue: it was due 2026-05-01 06:00 UTC, 11 minutes ago" in capsys.readouterr().out
    assert main(["status", "--format", "json", "--now", "2026-05-01T06:11Z"]) == Exit.INCOMPLETE
    told = json.loads(capsys.readouterr().out)
    assert (told["overdue"], told["next_run"]) == (True, "2026-05-01T06:00:00Z")
    with Store.open(here / "licensewatch.db") as store:
        store.start_run(datetime(2026, 5, 1, 6, tzinfo=UTC))
    assert main(["status", "--now", "2026-05-01T13:00Z"]) == Exit.CLEAN  # it may be under way still
    assert main(["status", "--now", "2026-05-01T18:11Z"]) == Exit.INCOMPLETE


def test_status_tells_what_fails_since_when(here: Path, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    del here
    hub.remove(MODELS[0])
    for hour in range(3):
        main(["watch", "--once", "--now", f"2026-05-01T{hour:02}:00Z"])
    capsys.readouterr()
    assert main(["status", "--now", "2026-05-01T02:30Z"]) == Exit.CLEAN
    assert "missing since 2 hours ago, 3 looks in a row" in " ".join(capsys.readouterr().out.split())


def test_nothing_was_looked_at_yet_is_not_late() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    assert plan(WatchSettings(), None, now).late is False
    late = plan(WatchSettings(interval=3600, jitter=60), now, now + timedelta(hours=1, seconds=61) + GRACE)
    assert late.late
