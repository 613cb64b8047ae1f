"""Several looks at the same time: a bounded number is under way, and few wait to be taken."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="look") as pool:
        pending: set[Future[R]] = set()
        more = True
        try:
            while True:
                while more and len(pending) < workers and not stop():
                    for thing in waiting:
                        pending.add(pool.submit(look, thing))
                        break
                    else:
                        more = False
                if not pending:
                    return
                ready, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in ready)
        finally:
            for future in pending:
                future.cancel()
