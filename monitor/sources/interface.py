"""What every kind of place offers, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.records import Fetched, State, Subject

Known: TypeAlias = Callable[[str], bytes | None]
"""Git blob id or SHA-256 -> bytes that are already stored, so that no download is needed; else None."""

Clock: TypeAlias = "Callable[[], datetime]"
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


class Refused(Exception):  # noqa: N818 - a state on its way into `Fetched`, not an error
    """Why a look cannot go on.

    Parameters:
        state: of the subject.
        detail: one sentence on why.
    """

    def __init__(self, state: State, detail: str) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail


class Answers(Protocol):
    """Keeps answers with their ETags, so that asking again may cost nothing."""

    def answer(self, slot: str, url: str) -> tuple[str, bytes] | None:
        """The ETag and body that an address gave when the slot was filled; None where another one filled it.

        Parameters:
            slot: what is asked for, in a form that stays when its address moves on with every commit.
            url: the address asked now.
        """

    def keep_answer(self, slot: str, url: str, etag: str, body: bytes) -> None:
        """Fills a slot, in the place of what was in it."""


def git_blob_id(body: bytes) -> str:
    """The id git gives a file's content, which the hub and GitHub also use as its ETag.

    Parameters:
        body: the whole content.
    """
    import hashlib  # noqa: PLC0415 - takes long to load, and `licensewatch terms` needs none of it

    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
