"""TOML that a stranger may have written: what the standard library takes too long over is refused first."""

from __future__ import annotations

import re
import tomllib
from typing import Any

# tomllib takes quadratic time over a key of many parts. Possessive, and only where a part begins.
LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""")
"""A key of more parts than anybody writes."""


def loads(text: str) -> dict[str, Any]:
    """The values of a TOML 1.0 text.

    Parameters:
        text: any.

    Raises:
        ValueError: it is no TOML, holds a number that is too long, or a key of too many parts.
        RecursionError: its values are nested too deeply.
    """
    if LONG_KEY.search(text):
        raise ValueError("it holds a key of too many parts")
    return tomllib.loads(text)
