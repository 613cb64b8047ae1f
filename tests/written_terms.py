"""Terms of a text as the files of labelled texts write them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.records import Terms


def plain(terms: Terms) -> dict[str, Any]:
    """The terms as the files write them; of a threshold what the rubric names."""
    found = dataclasses.asdict(terms)
    names = ("metric", "amount", "currency", "period", "consequence")
    found["thresholds"] = [{name: each[name] for name in names if each[name]} for each in found["thresholds"]]
    found["revenue_share"] = {key: each for key, each in found["revenue_share"].items() if each is not None}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}
