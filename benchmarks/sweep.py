"""What it costs to watch a hundred thousand models of a hub.

    python benchmarks/sweep.py [--models 200000] [--authors 2000] [--watched 100000]

A hub on loopback with made-up models keeps the rate limits of an unknown visitor; waiting for a window moves
the clock on, so that hours pass in minutes. Each line tells what a pass cost, beside what arithmetic expects
and the bar that is set. The exit code is 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from synthetic_hub import ALLOWED, WINDOW, Models, SyntheticHub

from monitor.identify import load_references
from monitor.inspect import Reader
from monitor.records import ChangeNews, Place, Subject
from monitor.resources import load_rules
from monitor.sources import open_sources
from monitor.store import Store
from monitor.sweep import FULL_EVERY, PAGE, PER_LOOK
from monitor.transport import Limits, Transport, origin
from monitor.watch import Report, Watch, run_pass

MIB = 1 << 20
HEAD = 169
"""Bytes of the head of an answer, about."""
EXTRA = 152
"""More of it where the answer is a file."""
RECIPIENT = "legal@firm.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a pass cost.

    Parameters:
        report: of the pass.
        asked: requests and bytes by kind.
        seconds: that it took.
        waited: seconds by the clock of the hub.
        grown: bytes that the database grew by.
        alerts: changes that are owed.
    """

    report: Report
    asked: dict[str, int]
    seconds: float
    waited: float
    grown: int
    alerts: int


class Bench:
    """A watch over a made-up hub.

    Parameters:
        hub: that is watched.
        folder: of the database.
        watched: how many of its models are, spread over all of them.
        models: that the hub has.
    """

    def __init__(self, hub: SyntheticHub, folder: Path, watched: int, models: int) -> None:
        self.hub = hub
        self.path = folder / "watch.db"
        self.store = Store.open(self.path)
        self.transport = Transport(
            Limits(workers=8),
            allow_private=frozenset({origin(hub.url)}),
            sleep=hub.clock.sleep,
            now=hub.clock,
        )
        self.models = models
        sample = Models(3, 1)
        self.item = len(json.dumps(sample.told(2))) + 2 * len(", ")
        self.info = len(json.dumps(sample.info(2))) + HEAD
        self.file = len(sample.file(2, "README.md") or b"") + HEAD + EXTRA
        self.numbers = [number * models // watched for number in range(watched)]
        self.subjects = [Subject(Place.HUGGINGFACE, hub.name(number)) for number in self.numbers]
        self.watch = Watch(
            store=self.store,
            sources=open_sources(self.transport, endpoint=hub.url, token="", now=hub.clock.now),
            reader=Reader(load_rules(), load_references()),
            recipients=(RECIPIENT,),
            now=hub.clock.now,
            workers=8,
            backfill=False,
        )
        self.missed = 0

    def run(self, title: str) -> Cost:
        """One pass, and the line that tells of it."""
        before, size = self.hub.counts(), self.size()
        began, clock = time.monotonic(), self.hub.clock()
        report = run_pass(self.watch, self.subjects)
        seconds, waited = time.monotonic() - began, self.hub.clock() - clock
        after = self.hub.counts()
        asked = {key: count - before.get(key, 0) for key, count in after.items()}
        cost = Cost(
            report=report,
            asked=asked,
            seconds=seconds,
            waited=waited,
            grown=self.size() - size,
            alerts=self.mailed(),
        )
        outcome = ", ".join(f"{count:,} {name}" for name, count in report.counters.items() if count)
        print(f"\n{title} ({outcome})")
        print(f"          {seconds:.1f} s here, {waited / 3600:.2f} h by the hub's clock")
        last = self.store.last_sweep(self.hub.url)
        if last:
            print(f"          planned: {last.way}, {last.planned:,} requests to lists, {last.looks:,} looks")
        return cost

    def size(self) -> int:
        """Bytes of the database, with nothing left beside it."""
        self.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001 - a benchmark may
        return self.path.stat().st_size

    def mailed(self) -> int:
        """The changes that are owed; they count as sent from then on."""
        changes = 0
        for bundle in self.store.owed(self.hub.clock.now()):
            changes += sum(isinstance(news, ChangeNews) for news in bundle.news)
            self.store.mark_sent(bundle.ids, "<sent>", self.hub.clock.now())
        return changes

    def costs(self, cost: Cost, lists: int, looks: int, downloads: int) -> None:
        """What a pass cost, each beside what arithmetic expects of it."""
        listed = min(lists * PAGE, self.models)
        size = listed * self.item + looks * self.info + downloads * self.file + lists * HEAD
        windows = max((lists + looks - 1) // ALLOWED["api"], (downloads - 1) // ALLOWED["resolvers"], 0)
        self.told("requests to the API", cost.asked["api"], lists + looks)
        self.told("of them to lists", cost.asked.get("list", 0), lists)
        self.told("downloads (resolvers)", cost.asked.get("resolvers", 0), downloads)
        self.told("bytes that came", cost.asked["bytes"], size)
        self.told("seconds of waiting for windows", cost.waited, windows * WINDOW)
        self.told("bytes that the database grew by", cost.grown)

    def told(self, what: str, found: float, expected: float | None = None) -> None:
        """A figure without a bar."""
        beside = "" if expected is None else f", by arithmetic {expected:,.0f}"
        print(f"          {what}: {found:,.0f}{beside}")

    def bar(self, what: str, found: float, bar: float, expected: float | None = None) -> None:
        """Say whether a bar is kept."""
        beside = "" if expected is None else f", by arithmetic {expected:,.0f}"
        print(f"  {'ok    ' if found <= bar else 'MISSED'}  {what}: {found:,.1f}{beside}, bar {bar:,.0f}")
        self.missed += found > bar

    def exactly(self, what: str, found: int, expected: int) -> None:
        """Say whether something is as it must be."""
        print(f"  {'ok    ' if found == expected else 'MISSED'}  {what}: {found:,}, must be {expected:,}")
        self.missed += found != expected


def main() -> None:
    """Measure, print, and end with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--authors", type=int, default=2_000)
    parser.add_argument("--watched", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, SyntheticHub(options.models, options.authors) as hub:
        bench = Bench(hub, Path(folder), options.watched, options.models)
        scenes(bench, options.models)
        bench.transport.close()
        bench.store.close()
    sys.exit(1 if bench.missed else 0)


def scenes(bench: Bench, models: int) -> None:
    """Every pass of the benchmark."""
    first(bench)
    pause(bench, timedelta(hours=6))
    watched = set(bench.numbers)
    others = [number for number in range(models) if number not in watched]
    bench.hub.move(others[: min(5_000, len(others))])
    idle = bench.run("Idle: only models that nobody watches moved")
    pages = 1 + min(5_000, len(others)) // PAGE
    bench.costs(idle, pages, 0, 0)
    bench.bar("API requests", idle.asked["api"], pages + 10, pages)
    bench.exactly("downloads", idle.asked["resolvers"], 0)
    bench.bar("bytes that the database grew by", idle.grown, 1024)
    pause(bench, timedelta(hours=6))
    still = bench.run("Still: nothing moved")
    bench.costs(still, 1, 0, 0)
    bench.bar("API requests", still.asked["api"], 5, 1)
    bench.exactly("downloads", still.asked["resolvers"], 0)
    growth(bench)
    changes(bench)
    pause(bench, FULL_EVERY)
    whole = bench.run("The full pass")
    pages = -(-models // PAGE)
    bench.costs(whole, pages + 1, 0, 0)
    bench.bar("API requests", whole.asked["api"], pages + 10, pages + 1)
    bench.exactly("looks", whole.report.counters.get("looked", 0), 0)
    print()
    bench.bar("memory, MiB", peak(), 400)
    bench.exactly("requests that the hub refused", bench.hub.counts().get("refused", 0), 0)


def first(bench: Bench) -> None:
    """Everything is seen for the first time."""
    count = len(bench.subjects)
    cost = bench.run("First pass, no backfill")
    licences = len({number % 200 for number in bench.numbers})
    bench.costs(cost, 1, count, count + licences + 1)
    bench.exactly("models read", cost.report.counters.get("first", 0), count)
    bench.bar("API requests", cost.asked["api"], PER_LOOK * count + 1, PER_LOOK * count + 1)
    bench.exactly("downloads of licences", cost.asked["LICENSE"], licences)
    rows = bench.store._rows("SELECT sum(length(zlib)) AS size FROM texts")  # noqa: SLF001 - a benchmark may
    texts = rows[0]["size"]
    size = bench.size()
    print(f"          database {size / MIB:.1f} MiB; {texts / MIB:.1f} MiB are distinct texts, compressed")
    bench.bar("bytes a model beside distinct texts", (size - texts) / count, 4096)
    print(f"          memory so far {peak():.0f} MiB")


def growth(bench: Bench) -> None:
    """Ten passes in which nothing moves."""
    before = bench.size()
    for _ in range(10):
        pause(bench, timedelta(hours=6))
        run_pass(bench.watch, bench.subjects)
    bench.bar("bytes that the database grew by in an idle pass", (bench.size() - before) / 10, 1024)


def changes(bench: Bench) -> None:
    """Fifty licences change among two thousand commits to watched models that change nothing."""
    pause(bench, timedelta(hours=6))
    fifty = bench.numbers[:: max(len(bench.numbers) // 50, 1)][:50]
    rest = [number for number in bench.numbers if number not in set(fifty)][:2_000]
    bench.hub.move(rest)
    bench.hub.move(fifty, [1 + place % 10 for place in range(len(fifty))])
    cost = bench.run(f"Changes: {len(fifty)} licences, {len(rest):,} other commits")
    moved = len(fifty) + len(rest)
    expected = 1 + moved // PAGE + PER_LOOK * moved
    bench.costs(cost, 1 + moved // PAGE, PER_LOOK * moved, min(10, len(fifty)))
    bench.bar("API requests", cost.asked["api"], expected + 10, expected)
    bench.exactly("downloads", cost.asked["resolvers"], min(10, len(fifty)))
    bench.exactly("alerts", cost.alerts, len(fifty))
    bench.exactly("changes on record", len(cost.report.changes), len(fifty))


def pause(bench: Bench, span: timedelta) -> None:
    """Let time pass."""
    bench.hub.clock.sleep(span.total_seconds())


def peak() -> float:
    """The most memory that this process had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
