"""Fixtures that every test may use, and how many examples property tests draw."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# `make test` draws anew, `make check` the same examples each time, `make fuzz` many. No deadlines: a
# busy build machine is no fault. Tests that name a number of examples of their own keep it.
settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "fuzz", max_examples=1500, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("quick")

# A build machine of GitHub is told more than others; the tests that look at that say so themselves.
for _name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "LICENSEWATCH_DOCS"):
    os.environ.pop(_name, None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the repository; tests that need it skip without it."""
    place = Path(os.environ.get("LICENSEWATCH_SHARED", Path(__file__).parents[2] / "shared"))
    if not place.is_dir():
        pytest.skip(f"reference material is not at {place} (set LICENSEWATCH_SHARED)")
    return place
