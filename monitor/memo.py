"""Remembers the latest readings: thousands of models share a licence, and one reading of it does."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.records import Reading

_MOST = 256


class Readings:
    """The latest readings by what read them and what was read; may be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: OrderedDict[tuple[str, bytes], Reading] = OrderedDict()

    def get(self, tool: str, text: str, read: Callable[[], Reading]) -> Reading:
        """The reading of a text.

        Parameters:
            tool: what reads, in a form that differs when it would read differently.
            text: that is read.
            read: makes the reading, where it is not remembered.
        """
        key = (tool, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
        with self._lock:
            found = self._latest.get(key)
            if found is not None:
                self._latest.move_to_end(key)
                return found
        made = read()
        with self._lock:
            self._latest[key] = made
            if len(self._latest) > _MOST:
                self._latest.popitem(last=False)
        return made
