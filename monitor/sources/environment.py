"""How the ecosystem is told of other addresses of the places, and of tokens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDPOINT = "https://huggingface.co"
GITHUB = "https://api.github.com"
MODELSCOPE = "https://modelscope.cn"


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


def github_of(environment: Mapping[str, str] = os.environ) -> tuple[str, str | None]:
    """GitHub's API (`GITHUB_API_URL`, as its own runners set it) and the token for it (`GITHUB_TOKEN`).

    Parameters:
        environment: variables.

    Raises:
        UsageError: what stands there cannot be a token.
    """
    return _place(environment, "GITHUB_API_URL", GITHUB, "GITHUB_TOKEN")


def modelscope_of(environment: Mapping[str, str] = os.environ) -> tuple[str, str | None]:
    """ModelScope's address and token, named as its own client does (`MODELSCOPE_ENDPOINT`, `..._API_TOKEN`).

    Parameters:
        environment: variables.

    Raises:
        UsageError: what stands there cannot be a token.
    """
    return _place(environment, "MODELSCOPE_ENDPOINT", MODELSCOPE, "MODELSCOPE_API_TOKEN")


def _place(environment: Mapping[str, str], named: str, otherwise: str, token: str) -> tuple[str, str | None]:
    endpoint = (environment.get(named) or otherwise).strip().rstrip("/")
    return endpoint, _sound((environment.get(token) or "").strip(), token) or None


def _sound(token: str, variable: str = "HF_TOKEN") -> str:
    """A token that can be sent.

    Raises:
        UsageError: it holds characters that no token has; they are not repeated.
    """
    if not all("!" <= char <= "~" for char in token):
        whose = "hub's token" if variable == "HF_TOKEN" else f"token in {variable}"
        advice = f"Copy it anew into {variable}" + (", or log in again." if variable == "HF_TOKEN" else ".")
        raise UsageError(f"The {whose} holds characters that no token has.", advice)
    return token
