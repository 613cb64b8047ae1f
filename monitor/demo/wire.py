"""What every answer of the hub has in common: headers, ETags, dates and the table of errors.

Each shape follows recorded answers of the real hub: errors carry `X-Error-Code` and `X-Error-Message`, JSON
bodies are compact as Express writes them, and their weak ETag is Express's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
BAD_LOGIN = "Invalid username or password."
COMMON_HEADERS = {
    "X-Powered-By": "huggingface-moon",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Max-Age": "86400",
    "Access-Control-Allow-Origin": "https://huggingface.co",
    "Vary": "Origin",
    "Access-Control-Expose-Headers": (
        "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,"
        "Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash"
    ),
}


class Refusal(Exception):  # noqa: N818 - an answer of a server, not an error of ours
    """An answer that is an error.

    Parameters:
        status: HTTP status.
        message: body and `X-Error-Message`.
        code: `X-Error-Code`, where the hub gives one.
        commit: `X-Repo-Commit`, where the hub gives one.
    """

    def __init__(self, status: int, message: str, code: str = "", commit: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.commit = commit


def unknown_login() -> Refusal:
    """The answer to a wrong token, and to anybody without one who asks for a repository that is not there."""
    return Refusal(401, BAD_LOGIN)


def no_entry(commit: str = "") -> Refusal:
    """The answer for a file or folder that is not there."""
    return Refusal(404, "Entry not found", "EntryNotFound", commit)


def refused(refusal: Refusal, *, plain: bool) -> Response:
    """An error as the API (JSON) or a file address (plain text) gives it."""
    body = refusal.message.encode() if plain else compact({"error": refusal.message})
    answer = Response(body, refusal.status, content_type=TEXT if plain else JSON)
    if refusal.message.isascii():
        answer.headers["X-Error-Message"] = refusal.message
    if refusal.code:
        answer.headers["X-Error-Code"] = refusal.code
    if refusal.commit:
        answer.headers["X-Repo-Commit"] = refusal.commit
        if plain:
            answer.headers["Accept-Ranges"] = "bytes"
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Authentication required", charset="UTF-8"'
    answer.headers["ETag"] = weak_etag(body)
    return answer


def replied(value: object, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer of the API with its weak ETag."""
    body = compact(value)
    answer = Response(body, 200, content_type=JSON)
    answer.headers["ETag"] = weak_etag(body)
    answer.headers.update(headers or {})
    return answer


def moved(location: str, status: int = 307) -> Response:
    """A redirect with the short body that Express writes."""
    reason = {302: "Found", 307: "Temporary Redirect"}[status]
    answer = Response(f"{reason}. Redirecting to {location}", status, content_type=TEXT)
    answer.headers["Location"] = location
    answer.autocorrect_location_header = False
    return answer


def compact(value: object) -> bytes:
    """JSON as JavaScript's `JSON.stringify` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def weak_etag(body: bytes) -> str:
    """Express's ETag: the length in hexadecimal and the SHA-1 in base64 without padding."""
    digest = base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode().rstrip("=")
    return f'W/"{len(body):x}-{digest}"'


def stamp(when: datetime) -> str:
    """A date as the hub writes it, e.g. `2024-10-16T22:00:37.000Z`."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def disposition(path: str) -> str:
    """`Content-Disposition` of a file."""
    name = path.rsplit("/", 1)[-1]
    plain = name.encode("ascii", "replace").decode().replace('"', "")
    return f"inline; filename*=UTF-8''{quote(name)}; filename=\"{plain}\";"
