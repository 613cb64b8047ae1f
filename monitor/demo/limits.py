"""The hub's rate limits: fixed windows that count per bucket and caller.

Quotas and the form of the headers: the hub's documentation of rate limits, 2026.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ANONYMOUS = {"api": 500, "resolvers": 3000, "pages": 100}
FREE = {"api": 1000, "resolvers": 5000, "pages": 200}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller after a request.

    Parameters:
        granted: whether this request may pass.
        left: further requests in this window.
        reset: seconds to its end, at least 1.
    """

    bucket: str
    granted: bool
    left: int
    reset: int
    quota: int
    window: int

    def headers(self) -> dict[str, str]:
        """The two headers that every answer carries, and `Retry-After` on a refusal."""
        told = {
            "RateLimit": f'"{self.bucket}";r={self.left};t={self.reset}',
            "RateLimit-Policy": f'"fixed window";"{self.bucket}";q={self.quota};w={self.window}',
        }
        return told if self.granted else told | {"Retry-After": str(self.reset)}


@dataclass(slots=True)
class RateLimiter:
    """Counts requests.

    Parameters:
        clock: seconds, any origin.
        quota: per bucket, in place of the hub's own; a bucket that is not named keeps its own.
        window: seconds.
    """

    clock: Callable[[], float]
    quota: Mapping[str, int] = field(default_factory=dict)
    window: int = 300
    _counts: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def take(self, bucket: str, caller: str) -> Allowance:
        """Count one request of a caller (empty for anonymous ones)."""
        now = self.clock()
        start, used = self._counts.get((bucket, caller), (now, 0))
        if now - start >= self.window:
            start, used = now, 0
        quota = self.quota.get(bucket, (FREE if caller else ANONYMOUS)[bucket])
        granted = used < quota
        used = min(used + 1, quota)
        self._counts[bucket, caller] = (start, used)
        reset = max(1, math.ceil(start + self.window - now))
        return Allowance(bucket, granted, quota - used, reset, quota, self.window)
