"""A wish to stop that a signal handler may utter at any moment and that work looks at between two steps."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """Asked for once, it stays asked for.

    A `threading.Event` would not do: setting it in a signal handler can wait for a lock that the interrupted
    code holds. `SimpleQueue.put` is reentrant for this purpose (Python's documentation of `queue`).
    """

    def __init__(self) -> None:
        self._asked = False
        self._bell: SimpleQueue[None] = SimpleQueue()

    def ask(self) -> None:
        """Ask to stop, from a signal handler or from another thread."""
        self._asked = True
        self._bell.put(None)

    def asked(self) -> bool:
        """Whether anybody asked."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Sleep until somebody asks, at most for `seconds`; tells whether anybody has asked."""
        if not self._asked:
            with suppress(Empty):
                self._bell.get(timeout=max(seconds, 0.0))
                self._bell.put(None)  # whoever else waits is to wake as well
        return self._asked


@contextmanager
def on_signals() -> Iterator[Stop]:
    """A `Stop` that SIGTERM and SIGINT ask for while the block runs; only in the main thread.

    The first signal lets the current document be finished. The second one acts as it did before the block, so
    that an impatient user still gets out: nothing is lost by that, since what was received is stored already.
    """
    stop = Stop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def ask(_number: int, _frame: object) -> None:
        restore()
        stop.ask()

    for number in SIGNALS:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        restore()
