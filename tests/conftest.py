"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the repository; tests that need it skip without it."""
    place = Path(os.environ.get("LICENSEWATCH_SHARED", Path(__file__).parents[2] / "shared"))
    if not place.is_dir():
        pytest.skip(f"reference material is not at {place} (set LICENSEWATCH_SHARED)")
    return place
