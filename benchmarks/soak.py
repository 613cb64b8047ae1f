"""Thousands of passes over a watch list with faults injected: does anything grow that should not?

The store, the conductor, the comparison and the classifier are the real ones; only the places and the clock
are made up. Run it with `python benchmarks/soak.py [PASSES [SUBJECTS]]`, 400 and 200 unless given; with 5000
it takes about twenty minutes.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

from monitor.identify import load_references
from monitor.inspect import Reader
from monitor.records import Fetched, Place, Role, Snapshot, State, Subject
from monitor.resources import load_rules
from monitor.store import Store
from monitor.watch import Watch, run_pass

if TYPE_CHECKING:
    from monitor.sources import Known, Sources

PASSES, SUBJECTS, WARM = 400, 200, 500
RECIPIENTS = ("ann@example.org", "bob@example.org")
EVERY = timedelta(hours=6)
CHANGED, UNREACHABLE, HIDDEN, PARTLY, BROKEN = 0.001, 0.01, 0.001, 0.005, 0.0002
DOWN_EVERY, DOWN_FOR = 500, 5
TEXTS = tuple(
    f"Licence {number} of the model.\n\n"
    + "Permission is granted to use, copy, modify and sell the model.\n" * (number % 4 + 1)
    + ("You may not offer the model to third parties as a hosted service.\n" if number % 2 else "")
    + (f"Above {number} million monthly active users you need a separate licence.\n" if number % 3 else "")
    for number in range(1, 25)
)


class Made:
    """A place that holds made-up models, changes some, and fails at random."""

    lists = None

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.down = False
        self.texts: dict[str, int] = {}
        self.injected: Counter[str] = Counter()

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """One look; see `monitor.sources.Source.fetch`."""
        del known
        drawn = self.chance.random()
        if self.down or drawn < UNREACHABLE:
            return self._not_had(subject, State.UNREACHABLE, None)
        if drawn < UNREACHABLE + HIDDEN:
            return self._not_had(subject, State.MISSING, 401)
        if drawn > 1 - BROKEN:
            self.injected["exception"] += 1
            raise ValueError(f"made up for {subject.key}")
        text = self.texts.setdefault(subject.key, self.chance.randrange(len(TEXTS)))
        if self.chance.random() < CHANGED:
            self.injected["change"] += 1
            text = self.texts[subject.key] = (text + self.chance.randrange(1, len(TEXTS))) % len(TEXTS)
        return self._had(subject, TEXTS[text])

    def _not_had(self, subject: Subject, state: State, status: int | None) -> Fetched:
        self.injected[f"{state} ({'hub down' if self.down else status or 'timed out'})"] += 1
        detail = f"https://hub.example/{subject.name} could not be fetched."
        return Fetched(subject=subject, state=state, status=status, detail=detail)

    def _had(self, subject: Subject, text: str) -> Fetched:
        def one(role: Role, name: str, body: str) -> Snapshot:
            url = f"https://hub.example/{subject.name}/{name}"
            return Snapshot(
                role=role, name=name, url=url, fetched_at=self.now, body=body.encode(), status=200
            )

        link = one(Role.LINKED, "https://page.example/policy", "Terms of use. Be kind to others.\n")
        if self.chance.random() < PARTLY:
            self.injected["a linked page away"] += 1
            link = Snapshot(
                role=link.role,
                name=link.name,
                url=link.url,
                fetched_at=self.now,
                state=State.UNREACHABLE,
                detail="https://page.example/policy could not be fetched.",
            )
        card = one(Role.CARD, "README.md", f"---\nlicense: other\n---\n# {subject.name}\n\nA model.\n")
        files = (card, one(Role.LICENSE, "LICENSE", text), link)
        return Fetched(subject=subject, state=State.OK, snapshots=files, repo_id=f"id-{subject.name}")


def resident() -> float:
    """Memory held, MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    """File descriptors."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def send(store: Store, made: Made) -> int:
    """A mail server that refuses one message in ten; the number of messages it took."""
    sent = 0
    for bundle in store.owed(made.now):
        if made.chance.random() < 0.1:
            made.injected["mail refused"] += 1
            store.mark_failed(bundle.ids, "refused", made.now)
        else:
            store.mark_sent(bundle.ids, f"<{bundle.key}@example.org>", made.now)
            sent += 1
    return sent


def contents(store: Store) -> dict[str, tuple[int, int]]:
    """Rows, and bytes of all their values, of each table."""
    found = {}
    for row in store._rows("SELECT name FROM sqlite_master WHERE type = 'table'"):  # noqa: SLF001 - a measurement
        table = row["name"]
        columns = [one["name"] for one in store._rows(f'PRAGMA table_info("{table}")')]  # noqa: SLF001 - as above
        size = " + ".join(f'coalesce(length(CAST("{name}" AS BLOB)), 0)' for name in columns)
        counted = store._rows(f'SELECT count(*) AS n, coalesce(sum({size}), 0) AS size FROM "{table}"')[0]  # noqa: S608, SLF001 - as above
        found[table] = (counted["n"], counted["size"])
    return found


def floor() -> float:
    """Seconds this machine takes for a fixed amount of arithmetic, so that figures can be compared."""
    begun = time.perf_counter()
    sum(one * one for one in range(3_000_000))
    return time.perf_counter() - begun


def soak(folder: Path, passes: int, subjects: int) -> None:
    """Run it, and print what was held at each tenth."""
    made = Made(seed=20260301)
    keys = [Subject(Place.HUGGINGFACE, f"acme/m{number}") for number in range(subjects)]
    reader = Reader(load_rules(), load_references())
    counted: Counter[str] = Counter()
    marks = []
    begun = time.perf_counter()
    with Store.open(folder / "soak.db") as store:
        watch = Watch(
            store=store,
            sources=cast("Sources", made),
            reader=reader,
            recipients=RECIPIENTS,
            backfill=False,
            now=lambda: made.now,
            workers=2,
        )
        warm = min(WARM, passes // 2)
        for number in range(1, passes + 1):
            made.now += EVERY
            made.down = number % DOWN_EVERY < DOWN_FOR and number > DOWN_EVERY
            counted.update(run_pass(watch, keys).counters)
            counted["mails"] += send(store, made)
            if number == warm or number % max(passes // 10, 1) == 0:
                marks.append((number, resident(), open_files()))
                size = (folder / "soak.db").stat().st_size / 1e6
                print(
                    f"pass {number:5}: {marks[-1][1]:6.1f} MB resident, {marks[-1][2]} descriptors,"
                    f" database {size:.1f} MB, {time.perf_counter() - begun:.0f} s",
                    flush=True,
                )
        made.now += timedelta(days=1)
        counted["mails"] += sum(send(store, made) for _ in range(6))
        faults = store.verify_chain()
        tables = contents(store)
        owed = store.status().pending + store.status().failed
    report(folder, marks, counted, made.injected, tables)
    print(f"chain and texts: {faults or 'without fault'}; alerts still owed: {owed}")


def report(
    folder: Path,
    marks: list[tuple[int, float, int]],
    counted: Counter[str],
    injected: Counter[str],
    tables: dict[str, tuple[int, int]],
) -> None:
    """Print what came of it."""
    steady = [mark for mark in marks if mark[0] >= min(WARM, marks[0][0])]
    first, last = steady[0], steady[-1]
    print(f"looks: {dict(counted)}")
    print(f"injected: {dict(injected)}")
    print(f"memory: {first[1]:.1f} MB -> {last[1]:.1f} MB ({100 * (last[1] / first[1] - 1):+.1f} %)")
    flat = all(one[2] == two[2] for one, two in pairwise(steady))
    print(f"descriptors: {first[2]} -> {last[2]}, {'flat' if flat else 'not flat'}")
    size = (folder / "soak.db").stat().st_size
    held = sum(size for _, size in tables.values())
    print(f"database: {size / 1e6:.1f} MB, of which values {held / 1e6:.1f} MB; by table:")
    for name, (rows, size) in sorted(tables.items(), key=lambda one: -one[1][1])[:8]:
        print(f"  {name:10} {rows:8} rows {size / 1e6:8.2f} MB")


def main() -> None:
    """Read the two numbers and run."""
    given = [int(one) for one in sys.argv[1:3]]
    passes, subjects = (*given, *(PASSES, SUBJECTS)[len(given) :])
    print(f"floor: {floor():.2f} s; Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        soak(Path(folder), passes, subjects)


if __name__ == "__main__":
    main()
