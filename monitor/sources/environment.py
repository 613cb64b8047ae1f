"""How the ecosystem is told of another hub and of a token."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDPOINT = "https://huggingface.co"


def endpoint_of(environment: Mapping[str, str] = os.environ) -> str:
    """The hub's address as the ecosystem sets it (`HF_ENDPOINT`), without a slash at its end.

    Parameters:
        environment: variables.
    """
    return (environment.get("HF_ENDPOINT") or ENDPOINT).strip().rstrip("/")


def token_of(environment: Mapping[str, str] = os.environ) -> str | None:
    """The token as the ecosystem keeps it; None when there is none or it may not be sent unasked.

    Looked at, in the order of huggingface_hub: `HF_TOKEN`, `HUGGING_FACE_HUB_TOKEN`, and the file named by
    `HF_TOKEN_PATH`, `HF_HOME` or `XDG_CACHE_HOME`, else `~/.cache/huggingface/token`. With
    `HF_HUB_DISABLE_IMPLICIT_TOKEN` nothing is sent.

    Parameters:
        environment: variables.

    Raises:
        UsageError: what stands there cannot be a token.
    """
    if environment.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "").upper() in {"1", "ON", "YES", "TRUE"}:
        return None
    named = environment.get("HF_TOKEN") or environment.get("HUGGING_FACE_HUB_TOKEN")
    if not named:
        cache = environment.get("XDG_CACHE_HOME") or "~/.cache"
        home = environment.get("HF_HOME") or f"{cache}/huggingface"
        path = environment.get("HF_TOKEN_PATH") or f"{home}/token"
        try:
            named = Path(path).expanduser().read_text(encoding="utf-8")
        except (OSError, RuntimeError, ValueError):
            return None
    return _sound(named.strip()) or None


def _sound(token: str) -> str:
    """A token that can be sent.

    Raises:
        UsageError: it holds characters that no token has; they are not repeated.
    """
    if not all("!" <= char <= "~" for char in token):
        raise UsageError(
            "The hub's token holds characters that no token has.",
            "Copy it anew into HF_TOKEN, or log in again.",
        )
    return token
