"""How close to the limit of the network many models are fetched.

    python benchmarks/fetch.py [--models 2000] [--workers 64] [--delay 0.05]

A hub on loopback lets each answer wait. The limit is what the waiting alone takes: the requests that were
made times the delay, shared by the workers. What sockets take that only ask and throw away is told beside it:
on a busy machine they do not reach the limit either. The exit code is 1 when less than 75 % of the limit's
speed is reached.
"""

from __future__ import annotations

import argparse
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

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
        bare = threw_away(hub.url, asked, options.workers)
    limit = asked * options.delay / options.workers
    share = limit / seconds
    print(
        f"{options.models:,} models, {asked:,} requests, {options.workers} workers, {options.delay:g} s each"
    )
    print(f"limit {limit:.2f} s, taken {seconds:.2f} s (CPU {cpu:.2f} s): {share:.0%} of it, bar {BAR:.0%}")
    print(f"bare sockets take {bare:.2f} s here: {limit / bare:.0%} of the limit")
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


def threw_away(url: str, asked: int, workers: int) -> float:
    """Seconds that as many requests take where nothing is made of the answers."""
    place = urlsplit(url)
    request = b"GET /api/models/author-0001/model-000001 HTTP/1.1\r\nHost: hub\r\n\r\n"

    def ask() -> None:
        with socket.create_connection((place.hostname or "", place.port or 80)) as connection:
            for _ in range(-(-asked // workers)):
                connection.sendall(request)
                connection.recv(1 << 16)

    threads = [threading.Thread(target=ask) for _ in range(workers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
