"""Where a `license_link` of a model card leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
_GITHUB_HOSTS = frozenset({"github.com", "www.github.com"})
_VERBS = frozenset({"blob", "raw", "resolve"})
_NO_MODELS = frozenset({"api", "blog", "collections", "datasets", "docs", "papers", "posts", "spaces"})
# Hosts written without a scheme; any other relative link is a file of the repository.
_BARE_HOST = re.compile(r"(?:www\.[a-z0-9.-]{1,250}|huggingface\.co|hf\.co|github\.com)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RepoFile:
    """A file of a model repository; `repo` and `revision` are None where they are the card's own."""

    path: str
    repo: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class RepoFront:
    """The front page of a model repository: its licence files are meant."""

    repo: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Any other address."""

    url: str


Target: TypeAlias = RepoFile | RepoFront | Page


def target_of(link: str, endpoint: str) -> Target:
    """Read a link as it stands in a card; nothing is looked up.

    Parameters:
        link: relative (`LICENSE`, `./LICENSE.md`), a page of the hub, of GitHub, or any address.
        endpoint: of the hub that the card is read from; links to huggingface.co lead to it too, so that a
            mirror stays whole.
    """
    text = link.strip()
    text = f"https://{text}" if _BARE_HOST.match(text) else text
    try:
        url = urlsplit(text)
        netloc = url.netloc.lower()
    except ValueError:
        return Page(text)
    if not url.scheme and not url.netloc:
        return _relative(unquote(url.path))
    parts = [unquote(part) for part in url.path.split("/") if part]
    if netloc in _HUB_HOSTS or (url.scheme, netloc) == urlsplit(endpoint)[:2]:
        return _on_hub(parts) or Page(text.partition("#")[0])
    if netloc in _GITHUB_HOSTS:
        return _on_github(url, parts)
    return Page(text.partition("#")[0])


def _relative(path: str) -> Target:
    """A path in the card's repository, or one from the hub's root."""
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/"):
        found = _on_hub(parts)
        if isinstance(found, RepoFile):
            return found
    if len(parts) > 2 and parts[0] in _VERBS:
        return RepoFile("/".join(parts[2:]), None, parts[1])
    return RepoFile("/".join(parts))


def _on_hub(parts: list[str]) -> Target | None:
    """`owner/name/blob/revision/path`, the same without an owner (`gpt2`), or a front page."""
    if not parts or parts[0] in _NO_MODELS:
        return None
    for owner in (2, 1):
        repo, rest = "/".join(parts[:owner]), parts[owner:]
        if len(rest) > 2 and rest[0] in _VERBS:
            return RepoFile("/".join(rest[2:]), repo, rest[1])
        if len(rest) == 2 and rest[0] == "tree":
            return RepoFront(repo, rest[1])
    return RepoFront("/".join(parts)) if len(parts) == 2 else None


def _on_github(url: SplitResult, parts: list[str]) -> Page:
    """The raw text behind a file's page on GitHub; other pages as they are."""
    if len(parts) > 4 and parts[2] in {"blob", "raw"}:
        path = "/".join(quote(part, safe="") for part in (*parts[:2], *parts[3:]))
        return Page(f"https://raw.githubusercontent.com/{path}")
    return Page(url._replace(fragment="").geturl())
