"""What a policy makes of a text that reads otherwise than the one that was reviewed."""

from __future__ import annotations

from monitor.records import Decision, Direction, Policy
from monitor.verdict.case import LEVELS

_TIGHTER = frozenset({Direction.TIGHTER, Direction.MIXED})


def moved(direction: Direction, policy: Policy, *, words: bool = True) -> Decision:
    """The decision that a change leads to, by which way it goes for the licensee.

    Parameters:
        direction: of the change as a whole. What is tighter in one thing and looser in another counts as
            tighter; what lies aside of what is allowed and owed (a governing law) counts as unclear.
        policy: its `change` levels.
        words: whether words moved at all; without, it is cosmetic whatever else is said.
    """
    levels = policy.change
    if not words or direction is Direction.NONE:
        return LEVELS[levels.cosmetic]
    if direction in _TIGHTER:
        return LEVELS[levels.tighter]
    return LEVELS[levels.looser if direction is Direction.LOOSER else levels.unclear]
