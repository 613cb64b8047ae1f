"""How close to the limit of the network many models are fetched.

    python benchmarks/fetch.py [--models 2000] [--workers 64] [--delay 0.05]

A hub on loopback lets each answer wait. The limit is what the waiting alone takes: the requests that were
made times the delay, shared by the workers. The exit code is 1 when less than 75 % of that speed is reached.
"""

from __future__ import annotations

import argparse
import sys
import time

from synthetic_hub import SyntheticHub

from monitor.inspect import nothing_known
from monitor.pool import as_they_come
from monitor.records import Place, State, Subject
from monitor.sources import open_sources
from monitor.transport import Limits, Transport, origin

BAR = 0.75


def main() -> None:
    """Measure, print, and end with 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--delay", type=float, default=0.05)
    options = parser.parse_args()
    with SyntheticHub(options.models, 50, delay=options.delay, limited=False) as hub:
        limits = Limits(workers=options.workers)
        with Transport(limits, allow_private=frozenset({origin(hub.url)})) as transport:
            seconds, cpu = fetched(hub, transport, options.models, options.workers)
        counts = hub.counts()
    asked = counts["api"] + counts["resolvers"]
    limit = asked * options.delay / options.workers
    share = limit / seconds
    print(
        f"{options.models:,} models, {asked:,} requests, {options.workers} workers, {options.delay:g} s each"
    )
    print(f"limit {limit:.2f} s, taken {seconds:.2f} s (CPU {cpu:.2f} s): {share:.0%} of it, bar {BAR:.0%}")
    sys.exit(0 if share >= BAR else 1)


def fetched(hub: SyntheticHub, transport: Transport, models: int, workers: int) -> tuple[float, float]:
    """Fetch every model once; seconds by the clock and of this process."""
    sources = open_sources(transport, endpoint=hub.url, token="", now=hub.clock.now)
    subjects = [Subject(Place.HUGGINGFACE, hub.name(number)) for number in range(models)]
    began, cpu = time.perf_counter(), time.process_time()
    looks = as_they_come(subjects, lambda one: sources.fetch(one, nothing_known), workers)
    had = sum(look.state is State.OK for look in looks)
    if had != models:
        sys.exit(f"Only {had} of {models} models could be had.")
    return time.perf_counter() - began, time.process_time() - cpu


if __name__ == "__main__":
    main()
