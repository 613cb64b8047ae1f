"""The hub's addresses of file content: resolve, its cache, the CDN, raw, and the pages people look at."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Request, Response

from monitor.demo.models import Asked, xet_hash
from monitor.demo.shelf import OPEN_WHEN_GATED, Shelf, pass_gate, revision_of
from monitor.demo.wire import HTML, TEXT, Refusal, disposition, moved, no_entry, weak_etag

if TYPE_CHECKING:
    from monitor.demo.git import File
    from monitor.demo.repository import Commit, Repo

BINARY = "application/octet-stream"


def resolve(asked: Asked) -> Response:
    """`/{id}/resolve/{rev}/{path}`: a redirect to the cache or the CDN, or the file itself when gated.

    The gate is looked at before revision and file; the allow-list is the root's, letter for letter.
    """
    repo, path = asked.repo, "/".join(asked.rest[1:])
    if repo.disabled:
        raise Refusal(403, "Access to this resource is disabled.")
    if path not in OPEN_WHEN_GATED:
        pass_gate(repo, asked.account)
    commit = revision_of(repo, asked.rest[0] if asked.rest else "", plain=True)
    file = commit.files.get(path)
    if file is None:
        raise no_entry("" if repo.gated else commit.sha)
    if file.lfs:
        return _to_cdn(asked.request, commit, path, file)
    if repo.gated or repo.private:
        return _content(asked.request, commit, path, file.data, file.oid)
    return _to_cache(asked.request, repo, commit, path)


def _to_cache(request: Request, repo: Repo, commit: Commit, path: str) -> Response:
    """The redirect that a small file of an open repository gets."""
    oid = commit.files[path].oid
    here = quote(request.environ["REQUEST_URI"].partition("?")[0], safe="")
    target = f"/api/resolve-cache/models/{repo.name}/{commit.sha}/{quote(path)}"
    answer = moved(f"{target}?{here}=&etag=%22{oid}%22")
    answer.headers.update(_headers(commit, path))
    answer.headers["X-Linked-ETag"] = f'"{oid}"'
    answer.headers["X-Linked-Size"] = str(commit.files[path].size)
    return answer


def _to_cdn(request: Request, commit: Commit, path: str, file: File) -> Response:
    """The redirect that an LFS file gets: to another host, signed."""
    port = request.host.partition(":")[2]
    target = f"http://localhost:{port}/xet-bridge-us/{file.sha256}?Signature={file.oid}"
    answer = moved(target, 302)
    answer.headers.update(_headers(commit, path))
    answer.headers["X-Linked-ETag"] = f'"{file.sha256}"'
    answer.headers["X-Linked-Size"] = str(file.size)
    answer.headers["X-Xet-Hash"] = xet_hash(file.sha256)
    answer.headers["Link"] = f'<{request.host_url}api/models/xet-read-token>; rel="xet-auth"'
    return answer


def _headers(commit: Commit, path: str) -> dict[str, str]:
    """Headers that every answer about a file carries."""
    return {
        "X-Repo-Commit": commit.sha,
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(path),
    }


def _content(request: Request, commit: Commit, path: str, data: bytes, oid: str) -> Response:
    """A file's bytes, or 304 when the caller has them."""
    answer = Response(data, 200, content_type=TEXT)
    answer.headers.update(_headers(commit, path))
    answer.set_etag(oid)
    answer.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return answer


def cached(shelf: Shelf, request: Request, parts: list[str]) -> Response:
    """`/api/resolve-cache/models/{id}/{sha}/{path}`; a branch's name in place of the commit is a 400."""
    repo = shelf.find("/".join(parts[:2]))
    if repo is None or repo.gated or repo.private or len(parts) < 4:
        raise Refusal(404, "Repository not found", "RepoNotFound")
    commit = next((made for made in repo.commits[: repo.published] if made.sha == parts[2]), None)
    if commit is None:
        raise Refusal(400, f"Invalid commit: {parts[2]}")
    path = "/".join(parts[3:])
    if path not in commit.files or commit.files[path].lfs:
        raise no_entry(commit.sha)
    return _content(request, commit, path, commit.files[path].data, commit.files[path].oid)


def from_cdn(shelf: Shelf, request: Request, sha256: str) -> Response:
    """An LFS file's bytes from the CDN; the signature in the address stands for permission."""
    files = (file for repo in shelf.repos.values() for made in repo.commits for file in made.files.values())
    found = next((file for file in files if file.lfs and file.sha256 == sha256), None)
    if found is None or request.args.get("Signature") != found.oid:
        raise Refusal(403, "Access denied")
    answer = Response(found.data, 200, content_type=BINARY)
    answer.set_etag(sha256)
    answer.make_conditional(request, accept_ranges=True, complete_length=len(found.data))
    return answer


def raw(asked: Asked) -> Response:
    """`/{id}/raw/{rev}/{path}`: what git stores; behind the gate for every file."""
    commit, path = _behind_gate(asked)
    file = commit.files[path]
    return _content(asked.request, commit, path, file.stored, file.oid)


def blob(asked: Asked) -> Response:
    """`/{id}/blob/{rev}/{path}`: a page about the file, with its text inside."""
    commit, path = _behind_gate(asked)
    file = commit.files[path]
    lines = enumerate(file.stored.decode("utf-8", "replace").splitlines(), 1)
    rows = "".join(f'<tr id="L{at}"><td>{at}</td><td>{escape(line)}</td></tr>' for at, line in lines)
    links = f'<a href="/{asked.repo.name}/raw/{commit.sha}/{quote(path)}">raw</a> <a href="#">history</a>'
    return html_page(f"{path} · {asked.repo.name}", f"<p>{links}</p><table>{rows}</table>")


def _behind_gate(asked: Asked) -> tuple[Commit, str]:
    """The commit and path of an address that has no allow-list.

    Raises:
        Refusal: the gate is closed, or revision or file are not there.
    """
    pass_gate(asked.repo, asked.account)
    commit = revision_of(asked.repo, asked.rest[0] if asked.rest else "", plain=True)
    path = "/".join(asked.rest[1:])
    if path not in commit.files:
        raise no_entry(commit.sha)
    return commit, path


def model_page(asked: Asked) -> Response:
    """`/{id}` and `/{id}/tree/{rev}`: pages about the model, public even when it is gated."""
    files = "".join(f"<li>{escape(path)}</li>" for path in asked.repo.head.files)
    return html_page(asked.repo.name, f"<h1>{escape(asked.repo.name)}</h1><ul>{files}</ul>")


def html_page(title: str, inner: str) -> Response:
    """A page of the hub with its frame."""
    links = '<a href="/models">Models</a> <a href="/login">Log In</a> <a href="/join">Sign Up</a>'
    menu = f"<header><nav>{links}</nav></header>"
    foot = "<footer><p>Terms of service · Privacy · About</p></footer>"
    body = (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f"<title>{escape(title)} · Hugging Face</title></head>"
        f"<body>{menu}<main>{inner}</main>{foot}</body></html>"
    )
    answer = Response(body, 200, content_type=HTML)
    answer.headers["ETag"] = weak_etag(body.encode())
    answer.headers["X-Frame-Options"] = "DENY"
    return answer
