"""Files that were downloaded a moment ago: thousands of models share a licence, and one download does."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.records import Snapshot

_MOST = 512
_LARGEST = 1 << 17


class Blobs:
    """The latest downloads by git blob id, shared by all threads; nobody downloads what another one does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recent: OrderedDict[str, Future[Snapshot]] = OrderedDict()

    def get(self, blob_id: str, download: Callable[[], Snapshot]) -> Snapshot:
        """The file with this id: downloaded now, or waited for where another thread downloads it.

        Parameters:
            blob_id: as the hub gives it.
            download: fetches the file; what it fails to have is not remembered.
        """
        with self._lock:
            taken = self._recent.get(blob_id)
            if taken is None:
                mine: Future[Snapshot] = Future()
                self._recent[blob_id] = mine
            self._recent.move_to_end(blob_id)
        if taken is not None:
            found = taken.result()
            return found if found.body is not None else download()  # another repository may refuse
        try:
            found = download()
        except BaseException as fault:
            self._forget(blob_id)
            mine.set_exception(fault)
            raise
        if found.body is None or len(found.body) > _LARGEST:
            self._forget(blob_id)
        mine.set_result(found)
        with self._lock:
            while len(self._recent) > _MOST:
                self._recent.popitem(last=False)
        return found

    def _forget(self, blob_id: str) -> None:
        with self._lock:
            self._recent.pop(blob_id, None)
