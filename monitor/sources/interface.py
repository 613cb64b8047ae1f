"""What every kind of place offers, and what they share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from monitor.records import Fetched, Subject

Known: TypeAlias = Callable[[str], bytes | None]
"""Git blob id -> bytes that are already stored, so that no download is needed; None when they are not."""

Clock: TypeAlias = Callable[[], datetime]
"""The time of a look, UTC and aware."""


class Source(Protocol):
    """One kind of place."""

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """Look at a subject once.

        Parameters:
            subject: of this place.
            known: bytes that are already stored.

        Returns:
            What there was; trouble of any kind is a state with a sentence, never an exception.
        """


def git_blob_id(body: bytes) -> str:
    """The id git gives a file's content, which the hub and GitHub also use as its ETag.

    Parameters:
        body: the whole content.
    """
    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
