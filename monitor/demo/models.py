"""The hub's JSON answers about one model: info, tree, paths, commits, refs."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Request, Response

from monitor.demo.git import blob_id
from monitor.demo.listing import expanded, truth, whole_number
from monitor.demo.metadata import FULL_INFO, describe
from monitor.demo.shelf import Account, Shelf, check_folder, may_read, pass_gate, revision_of
from monitor.demo.wire import TEXT, Refusal, replied, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.demo.repository import Commit, Repo

MASK = "*" * 64


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about one model.

    Parameters:
        rest: the parts of the path behind the model's name and the verb, decoded.
    """

    shelf: Shelf
    account: Account
    request: Request
    repo: Repo
    rest: Sequence[str]

    def commit(self) -> Commit:
        """The commit that the first part of the rest means; the head where there is no rest."""
        return revision_of(self.repo, self.rest[0]) if self.rest else self.repo.head


def info(asked: Asked) -> Response:
    """`/api/models/{id}` and `/api/models/{id}/revision/{rev}`."""
    commit = asked.commit()
    wanted = expanded(asked.request.args) or tuple(FULL_INFO)
    find, derived = asked.shelf.find, asked.shelf.children
    told = describe(asked.repo, commit, wanted, find=find, derived=derived)
    if truth(asked.request.args, "blobs") and "siblings" in told:
        told["siblings"] = [_sibling(asked, commit, path) for path in commit.files]
    if truth(asked.request.args, "securityStatus"):
        told["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
    return replied(told)


def _sibling(asked: Asked, commit: Commit, path: str) -> dict[str, object]:
    """A file as `blobs=true` lists it."""
    file = commit.files[path]
    told: dict[str, object] = {"rfilename": path, "size": file.size, "blobId": file.oid}
    if file.lfs:
        sha256 = file.sha256 if may_read(asked.repo, asked.account) else MASK
        told["lfs"] = {"sha256": sha256, "size": file.size, "pointerSize": len(file.stored)}
    return told


def tree(asked: Asked) -> Response:
    """`/api/models/{id}/tree/{rev}[/{path}]`."""
    commit, arguments = asked.commit(), asked.request.args
    folder = "/".join(asked.rest[1:]).strip("/")
    check_folder(commit, folder)
    expand = truth(arguments, "expand")
    limit = max(1, whole_number(arguments, "limit", 50 if expand else 1000, 1000))
    paths = _below(commit, folder, recursive=truth(arguments, "recursive"))
    start = _tree_start(arguments["cursor"]) if "cursor" in arguments else 0
    page = paths[start : start + limit]
    headers = _tree_next(asked.request, start + limit, limit) if start + limit < len(paths) else None
    return replied([_entry(asked, commit, path, expand=expand) for path in page], headers)


def _below(commit: Commit, folder: str, *, recursive: bool) -> list[str]:
    """Paths inside a folder, folders first."""
    start = f"{folder}/" if folder else ""
    folders = sorted(path for path in commit.folders if path and path.startswith(start))
    files = [path for path in commit.files if path.startswith(start)]
    return [path for path in folders + files if recursive or "/" not in path[len(start) :]]


def _tree_next(request: Request, start: int, limit: int) -> dict[str, str]:
    """The `Link` header to the next page of a tree; the cursor is coded twice, as the hub does."""
    inner = base64.b64encode(json.dumps({"start": start}).encode()).decode()
    cursor = base64.b64encode(f"{inner}:{limit}".encode()).decode()
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return {"Link": f'<{request.base_url}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}


def _tree_start(cursor: str) -> int:
    """Where the page of a cursor begins.

    Raises:
        Refusal: it is none of ours.
    """
    try:
        inner, _, _ = base64.b64decode(cursor, validate=True).decode().partition(":")
        return int(json.loads(base64.b64decode(inner, validate=True))["start"])
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise Refusal(400, "✖ Invalid cursor") from error


def _entry(asked: Asked, commit: Commit, path: str, *, expand: bool) -> dict[str, object]:
    """A file or folder as trees list it; LFS hashes are masked for callers behind the gate."""
    file = commit.files.get(path)
    told: dict[str, object]
    if file is None:
        told = {"type": "directory", "oid": commit.folders[path], "size": 0}
    else:
        told = {"type": "file", "oid": file.oid, "size": file.size}
        if file.lfs:
            clear = may_read(asked.repo, asked.account)
            oid = file.sha256 if clear else MASK
            told["lfs"] = {"oid": oid, "size": file.size, "pointerSize": len(file.stored)}
            told["xetHash"] = xet_hash(file.sha256) if clear else MASK
    told["path"] = path
    if expand:
        last = asked.repo.commits[commit.touched[path]]
        told["lastCommit"] = {"id": last.sha, "title": last.title, "date": stamp(last.date)}
        if file is not None:
            scan = {"status": "unscanned"}
            told["securityFileStatus"] = {"status": "safe", "avScan": scan, "pickleImportScan": scan}
    return told


def xet_hash(sha256: str) -> str:
    """A stand-in for the Xet hash: of the right form, and different from the SHA-256."""
    return blob_id(sha256.encode()) + sha256[:24]


def paths_info(asked: Asked) -> Response:
    """`POST /api/models/{id}/paths-info/{rev}`: the entries that exist, of those named."""
    commit = asked.commit()
    paths, expand = _paths_asked(asked.request)
    known = [path for path in paths if path and (path in commit.files or path in commit.folders)]
    return replied([_entry(asked, commit, path, expand=expand) for path in known])


def _paths_asked(request: Request) -> tuple[list[str], bool]:
    """Paths and `expand` from a form or a JSON body.

    Raises:
        Refusal: no paths can be read from it.
    """
    if not request.is_json:
        return request.form.getlist("paths"), truth(request.form, "expand")
    sent: Any = request.get_json(silent=True)
    paths = sent.get("paths") if isinstance(sent, dict) else None
    listed = [paths] if isinstance(paths, str) else paths
    if not isinstance(listed, list) or not all(isinstance(path, str) for path in listed):
        raise Refusal(400, "✖ Invalid input: expected array\n  → at paths")
    return listed, bool(sent.get("expand"))


def commits(asked: Asked) -> Response:
    """`/api/models/{id}/commits/{rev}`: pages by number; behind the gate on gated models."""
    pass_gate(asked.repo, asked.account)
    arguments = asked.request.args
    history = asked.repo.history(asked.commit())
    limit = max(1, whole_number(arguments, "limit", 50, 1000))
    number = whole_number(arguments, "p", 0, len(history))
    formatted = "formatted" in arguments.getlist("expand") + arguments.getlist("expand[]")
    rows = [_commit_row(made, formatted=formatted) for made in history[number * limit :][:limit]]
    headers = {"X-Total-Count": str(len(history))}
    if (number + 1) * limit < len(history):
        kept = [(name, value) for name, value in arguments.items(multi=True) if name != "p"]
        query = urlencode([("p", str(number + 1)), *kept])
        headers["Link"] = f'<{asked.request.base_url}?{query}>; rel="next"'
    return replied(rows, headers)


def _commit_row(made: Commit, *, formatted: bool) -> dict[str, object]:
    avatar = f"/avatars/{blob_id(made.author.encode())[:32]}.svg"
    told: dict[str, object] = {
        "id": made.sha,
        "title": made.title,
        "message": made.message,
        "authors": [{"user": made.author, "avatar": avatar}],
        "date": stamp(made.date),
    }
    if formatted:
        told["formatted"] = {"title": made.title, "message": f"<p>{made.message}</p>" if made.message else ""}
    return told


def refs(asked: Asked) -> Response:
    """`/api/models/{id}/refs`."""
    main = {"name": "main", "ref": "refs/heads/main", "targetCommit": asked.repo.head.sha}
    named = asked.repo.named.items()
    tags = [{"name": name, "ref": f"refs/tags/{name}", "targetCommit": sha} for name, sha in named]
    told: dict[str, object] = {"branches": [main], "converts": [], "tags": tags}
    if asked.request.args.get("include_prs") in {"1", "true"}:
        told["pullRequests"] = []
    return replied(told)


def auth_check(asked: Asked) -> Response:
    """`/api/models/{id}/auth-check`: whether the files may be read."""
    pass_gate(asked.repo, asked.account)
    return Response("OK", 200, content_type=TEXT)
