"""The verdict: what the terms of a subject and a policy mean for one profile.

The decisions are those of a careful reader: `allow` only where the text grants the use and nothing is left
unexplained; a duty gives `obligations`; a right withheld gives `deny`; a point that the text or the declared
facts do not decide gives `review`; something that could not be read gives `incomplete`.
"""

from __future__ import annotations

from .case import SEVERITY
from .changes import moved
from .duties import STATE_CHANGES
from .judging import headline, judge

__all__ = ["SEVERITY", "STATE_CHANGES", "headline", "judge", "moved"]
