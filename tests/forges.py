"""GitHub and ModelScope on loopback, as far as licences are read from them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from monitor.demo.server import Server
from monitor.sources import git_blob_id

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = "2026-01-0{}T09:00:00Z"


def answered(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value), status, content_type="application/json; charset=utf-8")


@dataclass
class Forge:
    """What both have in common: a server, a token, and a memory of what was asked."""

    token: str = "secret"
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = Server(self.application)
        self.url = f"http://127.0.0.1:{self.server.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()

    def application(self, environ: Any, start: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI
        request = Request(environ)
        self.asked.append(request.full_path.rstrip("?"))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        response = self.answer(request, unquote(environ.get("RAW_URI", request.full_path)).partition("?")[0])
        return response(environ, start)

    def login(self, request: Request) -> str | None:
        """None without a token, else whether it is the right one."""
        header = request.headers.get("Authorization")
        return None if header is None else "good" if header == f"Bearer {self.token}" else "bad"

    def answer(self, request: Request, path: str) -> Response:
        raise NotImplementedError


@dataclass
class Code:
    """A repository: each commit is its files."""

    number: int
    private: bool = False
    commits: list[dict[str, bytes]] = field(default_factory=list)
    license: dict[str, Any] | None = None
    truncated: bool = False
    branch: str = "trunk"

    def sha(self, index: int) -> str:
        return hashlib.sha1(f"{self.number} {index}".encode(), usedforsecurity=False).hexdigest()

    def index(self, ref: str) -> int | None:
        """The commit that a branch, `v<n>` or id names."""
        names = {self.branch: len(self.commits) - 1, **{f"v{n}": n for n in range(len(self.commits))}}
        names |= {self.sha(n): n for n in range(len(self.commits))}
        return names.get(ref)


@dataclass
class GitHubServer(Forge):
    """The REST API; 304 is free only with a token, a used-up limit is 403, a rename is 301."""

    repositories: dict[str, Code] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    remaining: int = 60
    damaged: set[str] = field(default_factory=set)
    broken: dict[str, int] = field(default_factory=dict)

    def answer(self, request: Request, path: str) -> Response:
        login = self.login(request)
        if login == "bad":
            return answered({"message": "Bad credentials"}, 401)
        if self.remaining <= 0:
            response = answered({"message": "API rate limit exceeded"}, 403)
            return self.limited(response)
        response = self.found(request, path, login)
        response.add_etag(weak=True)
        if response.status_code == 200:
            response.make_conditional(request)
        if response.status_code != 304 or login is None:
            self.remaining -= 1
        return self.limited(response)

    def limited(self, response: Response) -> Response:
        response.headers["X-RateLimit-Remaining"] = str(max(self.remaining, 0))
        response.headers["X-RateLimit-Reset"] = str(int(time.time()) + 3000)
        return response

    def found(self, request: Request, path: str, login: str | None) -> Response:
        for end, status in self.broken.items():
            if end in path:
                return answered({"message": "broken"}, status)
        by_number = re.fullmatch(r"/repositories/(\d+)(/.*)?", path)
        if by_number:
            name = next(name for name, one in self.repositories.items() if one.number == int(by_number[1]))
            path = f"/repos/{name}{by_number[2] or ''}"
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)
        assert match is not None, path
        name, rest = match[1], match[2] or ""
        if name in self.renamed:
            number = self.repositories[self.renamed[name]].number
            location = f"{self.url}/repositories/{number}{rest}"
            response = answered({"message": "Moved Permanently", "url": location}, 301)
            response.headers["Location"] = location
            return response
        code = self.repositories.get(name)
        if code is None or (code.private and login is None):
            return answered({"message": "Not Found"}, 404)
        return self.inside(request, name, code, rest)

    def inside(self, request: Request, name: str, code: Code, rest: str) -> Response:
        if not rest:
            told = {"id": code.number, "full_name": name, "private": code.private}
            return answered({**told, "default_branch": code.branch, "stargazers_count": len(self.asked)})
        kind, _, more = rest[1:].partition("/")
        if kind == "license":
            return self.license(code, request.args["ref"])
        if kind == "commits" and not more:
            return self.history(code, request.args["path"])
        if kind == "commits":
            if not code.commits:
                return answered({"message": "Git Repository is empty."}, 409)
            index = code.index(more)
            if index is None:
                return answered({"message": f"No commit found for SHA: {more}"}, 422)
            return Response(code.sha(index), content_type="application/vnd.github.sha")
        what, _, sha = more.partition("/")
        if what == "trees":
            return self.tree(code, sha, recursive="recursive" in request.args)
        return self.blob(code, sha)

    def license(self, code: Code, ref: str) -> Response:
        index = code.index(ref)
        files = code.commits[index or 0]
        path = next((path for path in files if "LICENSE" in path or path == "TERMS"), None)
        if path is None:
            return answered({"message": "Not Found"}, 404)
        body = files[path]
        content = {"encoding": "base64", "content": base64.encodebytes(body).decode()}
        if len(body) > 1_000_000:
            content = {"encoding": "none", "content": ""}
        return answered({"path": path, "sha": git_blob_id(body), **content, "license": code.license})

    def history(self, code: Code, path: str) -> Response:
        found = []
        for index, files in enumerate(code.commits):
            if files.get(path) != (code.commits[index - 1].get(path) if index else None):
                commit = {"message": f"Change {path}\n\nlong", "committer": {"date": DAY.format(index + 1)}}
                found.append({"sha": code.sha(index), "commit": commit})
        return answered(found[::-1])

    def tree(self, code: Code, ref: str, *, recursive: bool) -> Response:
        files = code.commits[code.index(ref) or 0]
        if code.truncated and recursive:
            return answered({"tree": [], "truncated": True})
        tree = [
            {"path": path, "mode": "100644", "type": "blob", "sha": git_blob_id(body), "size": len(body)}
            for path, body in files.items()
            if recursive or "/" not in path
        ]
        tree.append({"path": "LICENSE-module", "mode": "160000", "type": "commit", "sha": "0" * 40})
        tree.append({"path": "LICENSE-link", "mode": "120000", "type": "blob", "sha": "0" * 40})
        return answered({"tree": tree, "truncated": False})

    def blob(self, code: Code, sha: str) -> Response:
        bodies = (body for files in code.commits for body in files.values())
        body = next(body for body in bodies if git_blob_id(body) == sha)
        return Response(body + b"!" * (sha in self.damaged), content_type="application/vnd.github.raw+json")


@dataclass
class Model:
    """A model of ModelScope: its page's data and its files by branch or tag."""

    data: dict[str, Any]
    files: dict[str, bytes]
    private: bool = False
    hashes: bool = True


@dataclass
class ModelScopeServer(Forge):
    """The site's API: everything wrapped in `Data`, its own `Code`, lists cut off after 3,000 entries."""

    models: dict[str, Model] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    broken: dict[str, Response] = field(default_factory=dict)

    def wrapped(self, data: object, code: int = 200, status: int = 200) -> Response:
        return answered({"Code": code, "Success": code == 200, "Message": "", "Data": data}, status)

    def answer(self, request: Request, path: str) -> Response:
        if path in self.broken:
            return self.broken[path]
        match = re.fullmatch(r"/api/v1/models/([^/]+/[^/]+)(/.*)?", path)
        assert match is not None, path
        model, login = self.models.get(match[1]), self.login(request)
        if login == "bad":
            return self.wrapped(None, 401, 401)
        if model is None or (model.private and login is None):
            return self.wrapped(None, 404, 404)
        if not match[2]:
            return self.wrapped(
                {"Path": match[1].partition("/")[0], "Name": match[1].partition("/")[2], **model.data}
            )
        if request.args["Revision"] not in {"master", "v1.0"}:
            return self.wrapped(None, 404, 404)
        if match[2] == "/repo/files":
            return self.listed(model, recursive=request.args["Recursive"] == "True")
        body = model.files[request.args["FilePath"]]
        return Response(body + b"!" * (request.args["FilePath"] in self.damaged), content_type="text/plain")

    def listed(self, model: Model, *, recursive: bool) -> Response:
        files: list[dict[str, Any]] = [{"Path": "sub", "Name": "sub", "Type": "tree"}]
        for path, body in sorted(model.files.items()):
            if recursive or "/" not in path:
                told = {"Path": path, "Type": "blob", "Size": len(body), "Revision": "0" * 40}
                files.append(
                    {**told, **({"Sha256": hashlib.sha256(body).hexdigest()} if model.hashes else {})}
                )
        return self.wrapped({"Files": files[:3000]})
