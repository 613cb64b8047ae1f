"""`watch` on a clock: one job, on the calling thread, never twice at once.

APScheduler keeps the plan and decides what is due. Two things are ours. Its cron trigger skips or doubles
runs where the clock changes (its issues 606 and 1021), so `_WallClock` asks it about bare wall-clock times
and finds the instants itself. And the job runs on the calling thread, which alone receives signals and owns
the database's connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.config import WatchSettings
    from monitor.stopping import Stop

# The longest sleep: a clock that was set, or a machine that slept, is noticed after this many seconds.
NAP = 30.0
# More than any clock is set forward or back by for daylight saving.
STEP = timedelta(hours=3)
MINUTE = timedelta(minutes=1)
# What a run may be late, jitter aside, before anybody should worry.
GRACE = timedelta(minutes=10)
# Crontab's names of the days by their numbers; APScheduler counts from Monday, crontab from Sunday.
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERED_DAYS = re.compile(r"(?:\*(?=/)|([0-7])(?:-([0-7]))?)(?:/([1-9]))?")


def run_schedule(
    settings: WatchSettings,
    job: Callable[[], None],
    *,
    stop: Stop,
    last_run: datetime | None = None,
) -> None:
    """Run a job on its schedule until somebody asks to stop.

    A run that was missed, by a run that took too long, a machine that slept or a process that was not there,
    is made up at once, and once only.

    Parameters:
        settings: interval or cron line, time zone, jitter.
        job: one pass; it looks at `stop` itself to end early. What it raises ends the schedule.
        stop: asked for by signals; the job that runs is not interrupted.
        last_run: when the last run was due or began, from an earlier process; None means never.

    Raises:
        UsageError: the cron line or time zone cannot be used.
    """
    _Foreground(settings, job, stop).run(last_run)


def next_run(settings: WatchSettings, after: datetime) -> datetime:
    """When the first run after an instant is due, jitter aside.

    Parameters:
        settings: interval or cron line, and time zone.
        after: aware.

    Returns:
        An instant in UTC: arithmetic on times of a zone goes astray where its clock changes.

    Raises:
        UsageError: the cron line or time zone cannot be used, or names no time at all.
    """
    if settings.cron is None:
        return after.astimezone(UTC) + timedelta(seconds=settings.interval)
    found = _WallClock(settings.cron, _zone(settings.timezone)).after(after)
    if found is None:
        raise UsageError(f'The cron line "{settings.cron}" names no time at all.', "Check day and month.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When the next run is due.

    Parameters:
        due: UTC.
        late: since then, for longer than any jitter and start takes.
    """

    due: datetime
    late: bool


def plan(settings: WatchSettings, began: datetime | None, now: datetime, *, finished: bool = True) -> Plan:
    """When the next run is due, and whether it should have been there by now.

    Parameters:
        settings: interval or cron line, time zone, jitter.
        began: the last run; None means never: then it is due now.
        now: aware.
        finished: whether the last run came to its end. One that did not may still be under way, and is given
            another turn.

    Raises:
        UsageError: the cron line or time zone cannot be used, or names no time at all.
    """
    if began is None:
        return Plan(due=now.astimezone(UTC), late=False)
    due = next_run(settings, began)
    end = due if finished else next_run(settings, due)
    return Plan(due=due, late=now > end + timedelta(seconds=settings.jitter) + GRACE)


class _Foreground(BaseScheduler):  # type: ignore[misc] # APScheduler ships no types
    """A scheduler in its caller's thread, as APScheduler's manual describes making one."""

    def __init__(self, settings: WatchSettings, job: Callable[[], None], stop: Stop) -> None:
        super().__init__(timezone=UTC, executors={"default": DebugExecutor()})
        self._settings = settings
        self._job = job
        self._stop = stop
        self._failure: BaseException | None = None

    def run(self, last_run: datetime | None) -> None:
        """Keep the schedule until asked to stop; raise what the job raised."""
        now = datetime.now(UTC)
        turn = next_run(self._settings, last_run or now)
        first = now if last_run is None else max(now, turn)
        planned = self.add_job(
            self._guarded,
            _trigger(self._settings),
            next_run_time=first,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self.start()
        while not self._stop.asked():
            wait = self._process_jobs()
            self._stop.wait(min(wait, NAP))
            self._mend(planned)
        self.shutdown()
        if self._failure is not None:
            raise self._failure

    def wakeup(self) -> None:
        """Do nothing: there is one thread, and it is awake when it plans."""

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - APScheduler's signature
        """Let go of the job store; no job runs by now."""
        super().shutdown(wait)

    def _guarded(self) -> None:
        """Run the job; APScheduler would log what it raises and go on."""
        try:
            self._job()
        except BaseException as failure:  # noqa: BLE001 - raised again by `run`
            self._failure = failure
            self._stop.ask()

    def _mend(self, planned: Any) -> None:  # noqa: ANN401 - APScheduler ships no types
        """Plan anew after the clock was set back: nothing is ever due later than the turn after the next."""
        now = datetime.now(UTC)
        turn = next_run(self._settings, now)
        latest = next_run(self._settings, turn) + timedelta(seconds=self._settings.jitter)
        if planned.next_run_time > latest:
            planned.modify(next_run_time=turn)


class _WallClock(BaseTrigger):  # type: ignore[misc] # APScheduler ships no types
    """A cron line in a time zone: every wall-clock time it names gets one run, also where the clock changes.

    As cron(8) has it: a time that the clock leaps over runs as soon as it has leapt, a time that comes twice
    runs the first time only; a line that runs every hour simply goes on every hour.
    """

    def __init__(self, line: str, zone: ZoneInfo, jitter: int = 0) -> None:
        self._zone = zone
        self._jitter = jitter
        self._plan = _plan(line)
        self._hourly = line.split()[1] in {"*", "*/1", "0-23"}

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """When to run next (the name is APScheduler's)."""
        found: datetime | None = self._apply_jitter(self.after(previous_fire_time or now), self._jitter, now)
        return found

    def after(self, instant: datetime) -> datetime | None:
        """The first run after an instant, in UTC, jitter aside; None when there is none."""
        instant = instant.astimezone(UTC)
        here = instant.astimezone(self._zone).replace(tzinfo=UTC, fold=0)
        found: list[datetime] = []
        for wall in self._walls(here - STEP):
            if found and wall > here + STEP:
                break
            found += [one for one in self._instants(wall) if one > instant]
        return min(found, default=None)

    def _walls(self, after: datetime) -> Iterator[datetime]:
        """The wall-clock times that the line names, written as if the wall hung in Greenwich."""
        found = self._plan.get_next_fire_time(None, after)
        while found is not None:
            yield found
            found = self._plan.get_next_fire_time(None, found + timedelta(seconds=1))

    def _instants(self, wall: datetime) -> Iterator[datetime]:
        """When to run for this time on the wall clock: usually once."""
        local = wall.replace(tzinfo=self._zone)
        if not self._hourly:
            while not _exists(local):
                local += MINUTE
            yield local.astimezone(UTC)
        elif _exists(local):
            yield local.astimezone(UTC)
            yield local.replace(fold=1).astimezone(UTC)


def _exists(local: datetime) -> bool:
    """Whether the wall clock of its zone ever shows this time."""
    return local.astimezone(UTC).astimezone(local.tzinfo) == local


def _trigger(settings: WatchSettings) -> BaseTrigger:
    if settings.cron is not None:
        return _WallClock(settings.cron, _zone(settings.timezone), settings.jitter)
    return IntervalTrigger(seconds=settings.interval, timezone=UTC, jitter=settings.jitter or None)


def _plan(line: str) -> CronTrigger:
    """APScheduler's reading of a crontab line, its days of the week as crontab(5) numbers them."""
    fields = line.split()
    try:
        if len(fields) == 5:
            fields[4] = ",".join(_days(part) for part in fields[4].split(","))
            if "*" not in (fields[2], fields[4]):
                raise ValueError("programs disagree on what a day of month together with a day of week means")  # noqa: TRY301 - one sentence for all faults
        return CronTrigger.from_crontab(" ".join(fields), timezone=UTC)
    except ValueError as error:
        raise UsageError(
            f'The cron line "{line}" cannot be used: {error}.',
            'Write minute, hour, day of month, month and day of week, e.g. "30 6 * * 1-5".',
        ) from error


def _days(part: str) -> str:
    """One part of a crontab line's fifth field with names for numbers; anything else is left as it is."""
    match = _NUMBERED_DAYS.fullmatch(part)
    if match is None:
        return part
    first, last, step = match.groups()
    upto = last or (first if first and not step else "6")
    return ",".join(DAYS[int(first or 0) : int(upto) + 1 : int(step or 1)]) or part


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise UsageError(
            f'There is no time zone "{name}".', 'Write one as the time zone database does: "Europe/Berlin".'
        ) from error
