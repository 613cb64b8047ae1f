"""What servers say about how often they may be asked, and waiting until they may be asked again.

Formats: `RateLimit: "api";r=499;t=295` (IETF draft "RateLimit header fields for HTTP", as the Hugging Face
Hub sends it), `X-RateLimit-Remaining` with `X-RateLimit-Reset` in seconds of the epoch (GitHub), and
`Retry-After` as seconds or as a date (RFC 9110, 10.2.3).
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime

_ITEM = re.compile(r'"?([A-Za-z0-9_-]{1,64})"?\s{0,8};\s{0,8}r=(\d{1,12})\s{0,8};\s{0,8}t=(\d{1,12})')
# Two answers of one fixed window give the same end of it, but for rounding and the time on the way.
_SAME_WINDOW = 5.0


@dataclass(frozen=True, slots=True)
class Window:
    """What is left of a rate limit.

    Parameters:
        remaining: requests that may still be sent.
        ends: when the window ends, in seconds of the clock that the budget is asked with.
    """

    remaining: int
    ends: float


def parse_rate_limit(header: str, now: float) -> dict[str, Window]:
    """Read a `RateLimit` header: one or several items, `"bucket";r=remaining;t=seconds`.

    Parameters:
        header: as received; what is not of the form is passed over.
        now: seconds.
    """
    found = _ITEM.findall(header[:4096])
    return {bucket: Window(int(remaining), now + int(seconds)) for bucket, remaining, seconds in found}


def parse_reset(remaining: str, reset: str) -> Window | None:
    """Read GitHub's headers; None unless they say that nothing is left until a time.

    Parameters:
        remaining: `X-RateLimit-Remaining`.
        reset: `X-RateLimit-Reset`, seconds since the epoch.
    """
    spent = remaining.strip() == "0" and re.fullmatch(r"[0-9]{1,12}", reset.strip())
    return Window(0, float(reset)) if spent else None


def parse_retry_after(header: str, now: float) -> float | None:
    """Read a `Retry-After` header.

    Parameters:
        header: as received, seconds or an HTTP date.
        now: seconds since the epoch.

    Returns:
        Seconds to wait, at least 0; None when the header says nothing readable.
    """
    text = header.strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, when.timestamp() - now)


def bucket_of(path: str) -> str:
    """The hub's bucket that a request to a path is counted in (its documentation of rate limits).

    Parameters:
        path: of the request; on other hosts than a hub the name means nothing, but tells requests apart.
    """
    if "/resolve/" in path or path.startswith("/api/resolve-cache/"):
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"


class Budget:
    """Remembers per host and bucket what is left of the window; shared by all threads of a transport."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], Window] = {}
        self._under_way: Counter[tuple[str, str]] = Counter()

    def take(self, host: str, bucket: str, now: float) -> float:
        """Ask to send one request.

        Parameters:
            host: `host:port`.
            bucket: as `bucket_of` gives it.
            now: seconds.

        Returns:
            0 when it may be sent (it is counted), otherwise the seconds until it is worth asking again.
        """
        with self._lock:
            window = self._windows.get((host, bucket))
            if window is None or window.ends <= now:
                self._windows.pop((host, bucket), None)
            elif window.remaining <= 0:
                return window.ends - now
            else:
                self._windows[host, bucket] = replace(window, remaining=window.remaining - 1)
            self._under_way[host, bucket] += 1
            return 0.0

    def landed(self, host: str, bucket: str) -> None:
        """A request that was taken has its answer, or will have none; whatever it told was noted before."""
        with self._lock:
            self._under_way[host, bucket] -= 1

    def note(self, host: str, header: str, now: float) -> None:
        """Learn from the `RateLimit` header of an answer.

        Answers may overtake each other, so within one window the lower count is kept.
        """
        for bucket, told in parse_rate_limit(header, now).items():
            with self._lock:
                known = self._windows.get((host, bucket))
                same = known is not None and abs(known.ends - told.ends) <= _SAME_WINDOW
                if known is not None and known.remaining > 0 and told.ends < known.ends - _SAME_WINDOW:
                    continue  # overtaken by an answer of the window after its own
                # Others may be under way that the server had not counted yet.
                others = max(self._under_way[host, bucket] - 1, 0)
                left = max(told.remaining - others, 0)
                if known is None or not same or left < known.remaining:
                    self._windows[host, bucket] = replace(told, remaining=left)

    def block(self, host: str, bucket: str, until: float) -> None:
        """Let nobody ask before a time, because the server refused (429) whatever its headers say."""
        with self._lock:
            self._windows[host, bucket] = Window(0, until)
