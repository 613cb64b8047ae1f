"""Several looks at the same time: a bounded number is under way, and few wait to be taken."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")


def as_they_come(
    things: Iterable[T], look: Callable[[T], R], workers: int, stop: Callable[[], bool] = lambda: False
) -> Iterator[R]:
    """Look at things in threads; results in the order in which they are there.

    Parameters:
        things: to look at.
        look: is called in threads; what it raises is raised here.
        workers: threads.
        stop: asked before each thing; where it says yes, what is under way is the last.
    """
    waiting = iter(things)
    # Each that is done puts itself here: to watch over all that are under way costs more than a look does.
    done: SimpleQueue[Future[R]] = SimpleQueue()
    # A few wait for the threads, so that none of those waits for this one.
    most = workers + workers // 4
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="look") as pool:
        pending: set[Future[R]] = set()
        try:
            while True:
                if stop():
                    waiting = iter(())
                    _cancel(pending)
                for thing in islice(waiting, most - len(pending)):
                    future = pool.submit(look, thing)
                    pending.add(future)
                    future.add_done_callback(done.put)
                if not pending:
                    return
                ready = done.get()
                pending.discard(ready)
                if not ready.cancelled():
                    yield ready.result()
        finally:
            _cancel(pending)


def _cancel(pending: Iterable[Future[R]]) -> None:
    """Looks that no thread has begun are not begun."""
    for future in tuple(pending):
        future.cancel()
