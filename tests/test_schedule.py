"""The clock of `watch`: when runs are due, that they run once, and how they are stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import schedule
from monitor.config import WatchSettings
from monitor.errors import BusyError, StoreError, UsageError
from monitor.holding import hold
from monitor.schedule import next_run, run_schedule
from monitor.stopping import Stop, on_signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BERLIN = "Europe/Berlin"
HOUR = timedelta(hours=1)


def cron(line: str, zone: str = BERLIN, jitter: int = 0) -> WatchSettings:
    return WatchSettings(cron=line, timezone=zone, jitter=jitter)


def every(seconds: int, jitter: int = 0) -> WatchSettings:
    return WatchSettings(interval=seconds, jitter=jitter)


def runs(line: str, start: str, count: int, zone: str = BERLIN) -> list[str]:
    """The first runs after a local time, as local times with their offsets."""
    at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    found = []
    for _ in range(count):
        at = next_run(cron(line, zone), at)
        found.append(at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M%z"))
    return found


@pytest.mark.parametrize(
    ("line", "start", "expected"),
    [
        # 29 March 2026: 02:00 is followed by 03:00. What the clock leaps over runs as soon as it has leapt.
        ("30 2 * * *", "2026-03-28 00:00", ["28 02:30+0100", "29 03:00+0200", "30 02:30+0200"]),
        ("0 0 * * *", "2026-03-28 00:00", ["29 00:00+0100", "30 00:00+0200", "31 00:00+0200"]),
        ("0,30 2 * * *", "2026-03-29 00:00", ["29 03:00+0200", "30 02:00+0200", "30 02:30+0200"]),
        ("30 * * * *", "2026-03-29 00:40", ["29 01:30+0100", "29 03:30+0200", "29 04:30+0200"]),
        # 25 October 2026: 03:00 is followed by 02:00. A daily run comes once, an hourly one every hour.
        ("30 2 * * *", "2026-10-24 00:00", ["24 02:30+0200", "25 02:30+0200", "26 02:30+0100"]),
        ("0 3 * * *", "2026-10-24 12:00", ["25 03:00+0100", "26 03:00+0100", "27 03:00+0100"]),
        ("30 * * * *", "2026-10-25 01:40", ["25 02:30+0200", "25 02:30+0100", "25 03:30+0100"]),
        ("30 * * * *", "2026-10-25 02:40", ["25 02:30+0100", "25 03:30+0100"]),
        ("0,30 * * * *", "2026-10-25 02:10", ["25 02:30+0200", "25 02:00+0100", "25 02:30+0100"]),
    ],
)
def test_clock_change_neither_loses_nor_doubles_a_run(line: str, start: str, expected: list[str]) -> None:
    assert runs(line, start, len(expected)) == expected


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata"]
)
@pytest.mark.parametrize("hour", [0, 1, 2, 3])
def test_daily_run_comes_once_each_day_of_a_year(zone: str, hour: int) -> None:
    at = datetime(2025, 12, 31, 12, tzinfo=ZoneInfo(zone))
    days: list[date] = []
    while not days or days[-1].year < 2027:
        at = next_run(cron(f"15 {hour} * * *", zone), at)
        days.append(at.astimezone(ZoneInfo(zone)).date())
    assert len(days) == len(set(days)) == 366
    assert days[-1] - days[0] == timedelta(days=365)


@settings(max_examples=60)
@given(
    seconds=st.integers(min_value=0, max_value=10 * 365 * 24 * 3600),
    line=st.sampled_from(["*/20 * * * *", "7 2 * * *", "0 0 1 * *", "15,45 1-3 * * *", "0 3 * * 0"]),
    zone=st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_next_run_is_later_and_nothing_lies_between(seconds: int, line: str, zone: str) -> None:
    chosen, start = cron(line, zone), datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    due = next_run(chosen, start)
    assert due > start
    assert next_run(chosen, due - timedelta(seconds=1)) == due
    between = start + (due - start) / 2
    assert next_run(chosen, between) == due


@pytest.mark.parametrize(
    ("field", "weekdays"),
    [
        ("0", [6]),
        ("7", [6]),
        ("1-5", [0, 1, 2, 3, 4]),
        ("5-7", [4, 5, 6]),
        ("1,3", [0, 2]),
        ("*/2", [1, 3, 5, 6]),
        ("3/2", [2, 4]),
        ("mon-wed", [0, 1, 2]),
        ("*", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_weekdays_count_from_sunday_as_in_crontab(field: str, weekdays: list[int]) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    found = set()
    for _ in range(14):
        at = next_run(cron(f"0 6 * * {field}", "UTC"), at)
        found.add(at.weekday())
    assert sorted(found) == weekdays


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "got 0, expected 5"),
        ("* * * *", "got 4, expected 5"),
        ("60 * * * *", "higher than the maximum"),
        ("0 0 * * 8", "higher than the maximum"),
        ("0 0 * * 5-1", "range"),
        ("0 0 1 * 1", "disagree"),
        ("0 0 30 2 *", "names no time at all"),
        ("x 0 * * *", "x"),
    ],
)
def test_cron_line_that_cannot_be_used(line: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        run_schedule(cron(line), lambda: None, stop=Stop())
    assert caught.value.advice


def test_time_zone_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match='no time zone "Mars/Olympus"'):
        next_run(cron("0 0 * * *", "Mars/Olympus"), datetime.now(UTC))


def test_interval_counts_real_time_over_a_clock_change() -> None:
    start = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo(BERLIN))
    due = next_run(WatchSettings(interval=3600, timezone=BERLIN), start)
    assert due.isoformat() == "2026-03-29T01:30:00+00:00"


class Passes:
    """A job that notes when it ran, and asks to stop after so many runs."""

    def __init__(self, stop: Stop, most: int, *, first_takes: float = 0) -> None:
        self.began: list[datetime] = []
        self._stop, self._most, self._takes = stop, most, first_takes

    def __call__(self) -> None:
        self.began.append(datetime.now(UTC))
        threading.Event().wait(self._takes)
        self._takes = 0
        if len(self.began) >= self._most:
            self._stop.ask()


def test_first_run_is_at_once_and_the_next_after_the_interval() -> None:
    stop = Stop()
    job = Passes(stop, 2)
    started = datetime.now(UTC)
    run_schedule(every(1), job, stop=stop)
    assert job.began[0] - started < timedelta(seconds=0.5)
    assert timedelta(seconds=0.9) < job.began[1] - job.began[0] < timedelta(seconds=2)


def test_missed_runs_are_made_up_once() -> None:
    stop = Stop()
    job = Passes(stop, 3, first_takes=2.2)  # two turns fall due meanwhile
    run_schedule(every(1), job, stop=stop, last_run=datetime.now(UTC) - timedelta(days=400))
    first, second, third = job.began
    assert timedelta(seconds=2.1) < second - first < timedelta(seconds=2.7)
    assert timedelta(seconds=0.3) < third - second < timedelta(seconds=1)


def test_late_run_is_never_dropped() -> None:
    stop = Stop()
    seen: list[int | None] = []

    def job() -> None:
        (planned,) = schedule_itself.get_jobs()
        seen.append(planned.misfire_grace_time)
        stop.ask()

    schedule_itself = schedule._Foreground(every(1), job, stop)
    schedule_itself.run(None)
    assert seen == [None]


def test_run_that_is_not_due_yet_waits() -> None:
    stop = Stop()
    job = Passes(stop, 1)
    started = datetime.now(UTC)
    run_schedule(every(2), job, stop=stop, last_run=started - timedelta(seconds=1))
    assert timedelta(seconds=0.8) < job.began[0] - started < timedelta(seconds=2)


def test_job_runs_on_the_calling_thread() -> None:
    stop, seen = Stop(), []

    def job() -> None:
        seen.append(threading.current_thread())
        stop.ask()

    run_schedule(every(1), job, stop=stop)
    assert seen == [threading.current_thread()]


def test_what_a_job_raises_ends_the_schedule() -> None:
    def job() -> None:
        raise StoreError("The database is gone.")

    with pytest.raises(StoreError, match="gone"):
        run_schedule(cron("* * * * *"), job, stop=Stop())


def test_jitter_delays_and_never_hastens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda _low, high: high)
    after = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    trigger = schedule._trigger(cron("30 2 * * *", jitter=600))
    assert trigger.get_next_fire_time(None, after) == datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    interval = schedule._trigger(every(3600, jitter=60))
    assert interval.get_next_fire_time(after, after) == after + HOUR + timedelta(seconds=60)


@pytest.mark.parametrize(("ahead", "mended"), [(timedelta(minutes=90), False), (timedelta(days=900), True)])
def test_clock_that_was_set_back_by_years_does_not_stop_the_watch(ahead: timedelta, *, mended: bool) -> None:
    class Planned:
        next_run_time = datetime.now(UTC) + ahead

        def modify(self, next_run_time: datetime) -> None:
            self.next_run_time = next_run_time

    planned = Planned()
    schedule._Foreground(every(3600), lambda: None, Stop())._mend(planned)
    assert (planned.next_run_time < datetime.now(UTC) + 1.01 * HOUR) is mended


def test_watch_goes_on_after_the_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Stop()
    job = Passes(stop, 2)
    # As if the clock had shown a time three years ahead while the next run was planned.
    monkeypatch.setattr(schedule, "_trigger", lambda _settings: IntervalTrigger(days=1000))
    monkeypatch.setattr(schedule, "NAP", 0.2)
    guard = threading.Timer(10, stop.ask)
    guard.start()
    run_schedule(every(1), job, stop=stop)
    guard.cancel()
    assert len(job.began) == 2


WATCHER = """
import sys, time
from monitor.config import WatchSettings
from monitor.schedule import run_schedule
from monitor.stopping import on_signals

def job():
    for document in range(1000):
        if stop.asked():
            print("finished after a document", flush=True)
            return
        print("document", flush=True)
        time.sleep({pace})
        if {idle}:
            return

with on_signals() as stop:
    run_schedule(WatchSettings(interval=3600, jitter=0), job, stop=stop)
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("idle", [False, True])
def test_signal_ends_a_watch_after_the_current_document(number: int, *, idle: bool) -> None:
    script = WATCHER.format(pace=0.2, idle=idle)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "document\n"
        if idle:
            threading.Event().wait(0.5)
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(10) == 0
    assert rest.endswith("ended\n")
    assert idle or "finished after a document\n" in rest


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Signals as a program in the foreground has them; those of a background job are ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_second_signal_acts_as_without_us() -> None:
    before = signal.getsignal(signal.SIGINT)
    with on_signals() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.wait(5)
        assert signal.getsignal(signal.SIGINT) is before
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_waiting_ends_when_nobody_asks() -> None:
    stop = Stop()
    assert not stop.wait(0.01)
    assert not stop.wait(-1)
    stop.ask()
    assert stop.wait(3600)


HOLDER = """
import sys
from pathlib import Path
from monitor.holding import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_lock_keeps_another_process_out_and_names_it(tmp_path: Path) -> None:
    database = tmp_path / "watch.db"
    command = [sys.executable, "-c", HOLDER, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"Process {process.pid} is watching") as caught, hold(database):
            pass
        assert "--db" in caught.value.advice
        process.kill()
    with hold(database) as path:
        assert path.read_text() == f"{os.getpid()}\n"
    assert list(tmp_path.iterdir()) == []


def test_lock_is_not_taken_twice_in_one_process(tmp_path: Path) -> None:
    with hold(tmp_path / "watch.db") as path:
        path.write_text("")  # its holder has not written its number yet
        with pytest.raises(BusyError, match="Another process"), hold(tmp_path / "watch.db"):
            pass


def test_lock_is_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path / "watch.db"):
        raise ZeroDivisionError
    with hold(tmp_path / "watch.db"):
        pass


def test_lock_in_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="cannot be made: No such file"),
        hold(tmp_path / "nowhere" / "watch.db"),
    ):
        pass


def test_lock_file_that_vanished_while_it_was_taken_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    path, flock, calls = tmp_path / "watch.db.lock", fcntl.flock, []

    def late(handle: int, operation: int) -> None:
        flock(handle, operation)
        calls.append(handle)
        if len(calls) == 1:
            path.unlink()  # as its holder does at the end

    monkeypatch.setattr("fcntl.flock", late)
    with hold(tmp_path / "watch.db"):
        assert path.read_text() == f"{os.getpid()}\n"
    assert len(calls) == 2
