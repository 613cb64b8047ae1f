"""GitHub, over its REST API (version 2022-11-28).

One look at a repository is: the repository, the commit that the revision names, the licence that GitHub sees
there, the list of files, and the blob of each file that carries terms and is not stored yet. All but the
blobs are asked conditionally: with a token an answer 304 costs nothing of the rate limit.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monitor.errors import FetchError
from monitor.records import Fetched, Role, Snapshot, State
from monitor.sources.interface import Refused, git_blob_id
from monitor.sources.names import in_order, is_safe
from monitor.sources.web import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import Subject
    from monitor.sources.interface import Answers, Clock, Known
    from monitor.transport import Response, Transport

_JSON = "application/vnd.github+json"
_SHA_ONLY = "application/vnd.github.sha"
_RAW = "application/vnd.github.raw+json"
_SHA = re.compile(r"[0-9a-f]{40}")
_NAME = re.compile(r"(?!\.{1,2}/)[A-Za-z0-9_.-]{1,100}/(?!\.{1,2}\Z)[A-Za-z0-9_.-]{1,100}")
_MOST_FILES = 64
_FILES = frozenset({"100644", "100755"})
_LARGEST_KEPT = 256 << 10
_TOLD = ("id", "node_id", "full_name", "private", "archived", "disabled")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as GitHub tells of it: its own identity, its name today, and its default branch."""

    number: str
    name: str
    branch: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a path's history: id, date as written (ISO 8601), first line of its message."""

    sha: str
    date: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """Reads repositories.

    Parameters:
        transport: guarded; the endpoint must be allowed there when it is private.
        now: the time of a look.
        endpoint: of the API, without a slash at its end.
        token: sent to the endpoint only.
        answers: keeps answers with their ETags from one pass to the next; None keeps none.
    """

    transport: Transport
    now: Clock
    endpoint: str
    token: str | None = None
    answers: Answers | None = None

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """Read what a repository declares and its files that carry terms, at one commit."""
        try:
            return self._look(subject, known)
        except Refused as refused:
            return Fetched(subject=subject, state=refused.state, detail=refused.detail)
        except FetchError as error:
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=error.problem)

    def commits(self, name: str, path: str, *, revision: str = "", most: int = 100) -> tuple[Commit, ...]:
        """The commits that touched a path, newest first; () when they cannot be had.

        Parameters:
            name: `owner/repo`.
            path: in the repository.
            revision: where to begin; empty means the default branch.
            most: how many at most, up to 100: one request.
        """
        start = f"&sha={quote(revision, safe='')}" if revision else ""
        query = f"path={quote(path, safe='')}&per_page={most}{start}"
        try:
            response = self._send(f"/repos/{quote(name)}/commits?{query}", _JSON, None)
        except FetchError:
            return ()
        listed = _json(response.body) if response.status == 200 else None
        return tuple(_commits(listed if isinstance(listed, list) else []))

    def _look(self, subject: Subject, known: Known) -> Fetched:
        repository = self._repository(subject.name)
        commit = self._commit(repository, subject.revision)
        license_ = self._license(repository, commit, subject.revision) if commit else {}
        snapshots = (
            self._metadata(repository, license_, commit),
            *(self._files(repository, commit, subject.revision, license_, known) if commit else ()),
        )
        return Fetched(
            subject=subject,
            state=State.OK,
            snapshots=snapshots,
            commit=commit,
            repo_id=repository.number,
            moved_to=None if repository.name.lower() == subject.name.lower() else repository.name,
        )

    def _repository(self, name: str) -> Repository:
        if not _NAME.fullmatch(name):
            raise Refused(State.MISSING, f"{name!r} is no name of a repository on GitHub.")
        response = self._ask(f"/repos/{quote(name)}", f"{name} repository")
        told = _json(response.body) if response.status == 200 else None
        if response.status != 200:
            raise self._refused(response, name)
        if not isinstance(told, dict) or not _NAME.fullmatch(str(told.get("full_name"))):
            raise Refused(State.UNREACHABLE, f"{self.endpoint} answers about {name} with no repository.")
        return Repository(
            number=str(told.get("id")),
            name=str(told["full_name"]),
            branch=str(told.get("default_branch") or "HEAD"),
            told=told,
        )

    def _commit(self, repository: Repository, revision: str | None) -> str | None:
        """The commit that a branch, tag or commit names; None in a repository without any."""
        wanted = revision or repository.branch
        path = f"/repos/{quote(repository.name)}/commits/{quote(wanted, safe='')}"
        response = self._ask(path, f"{repository.name} commit {wanted}", _SHA_ONLY)
        if response.status == 409:  # "Git Repository is empty."
            return None
        if response.status in {404, 422}:
            raise Refused(
                State.MISSING, f"{repository.name} has no branch, tag or commit {ascii(wanted)[1:-1]}."
            )
        if response.status != 200:
            raise self._refused(response, repository.name)
        sha = response.body.decode("ascii", "replace").strip()
        if not _SHA.fullmatch(sha):
            raise Refused(State.UNREACHABLE, f"{self.endpoint} names no commit for {wanted!r}.")
        return sha

    def _license(self, repository: Repository, commit: str, revision: str | None) -> Mapping[str, Any]:
        """What GitHub takes for the licence at a commit; {} where it sees none.

        Raises:
            Refused: it cannot be had; a licence that is not seen must not look like none.
        """
        path = f"/repos/{quote(repository.name)}/license?ref={commit}"
        response = self._ask(path, f"{repository.name} license {revision}")
        if response.status == 404:
            return {}
        found = _json(response.body) if response.status == 200 else None
        if not isinstance(found, dict):
            raise self._refused(response, repository.name)
        return found

    def _metadata(self, repository: Repository, found: Mapping[str, Any], commit: str | None) -> Snapshot:
        """The part of the answers that tells terms, in GitHub's own shape; no counters, no dates."""
        told = {key: repository.told.get(key) for key in _TOLD}
        seen = found.get("license")
        if isinstance(seen, dict):
            told["license"] = {key: seen.get(key) for key in ("key", "name", "spdx_id")}
        body = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
        return Snapshot(
            role=Role.METADATA,
            name="metadata",
            url=f"{self.endpoint}/repos/{repository.name}",
            fetched_at=self.now(),
            body=body.encode("utf-8", "backslashreplace"),
            status=200,
            media_type="application/json",
            commit=commit,
        )

    def _files(
        self,
        repository: Repository,
        commit: str,
        revision: str | None,
        found: Mapping[str, Any],
        known: Known,
    ) -> Iterator[Snapshot]:
        """Every file that carries terms."""
        blobs, whole = self._tree(repository, commit, revision)
        named = found.get("path")
        if isinstance(named, str) and _SHA.fullmatch(str(found.get("sha"))):
            blobs.setdefault(named, str(found["sha"]))
        given = _content(found)
        wanted = list(in_order(blobs))
        if isinstance(named, str) and named in blobs and named not in {path for _, path in wanted}:
            wanted.append((Role.LICENSE, named))
        safe = [(role, path) for role, path in wanted if is_safe(path)][:_MOST_FILES]
        for role, path in safe:
            at_hand = given if given is not None and git_blob_id(given) == blobs[path] else known(blobs[path])
            yield self._file(repository, commit, role, path, blobs[path], at_hand)
        if not whole:
            why = "GitHub cut off the list of its files, and folders were not looked into"
            yield self._not_had(repository, commit, why)
        if len(safe) < len(wanted):
            yield self._not_had(repository, commit, "it has too many such files, or with unsafe names")

    def _tree(self, repository: Repository, commit: str, revision: str | None) -> tuple[dict[str, str], bool]:
        """Paths with their blob ids, and whether these are all; of a huge repository only the top folder."""
        url = f"/repos/{quote(repository.name)}/git/trees/{commit}"
        slot = f"{repository.name} files {revision}"
        response = self._ask(f"{url}?recursive=1", slot)
        answer = _json(response.body) if response.status == 200 else None
        whole = isinstance(answer, dict) and answer.get("truncated") is not True
        if not whole:
            response = self._ask(url, slot)
            answer = _json(response.body) if response.status == 200 else None
        if not isinstance(answer, dict):
            raise self._refused(response, repository.name)
        return dict(_blobs(answer.get("tree"))), whole

    def _file(
        self, repository: Repository, commit: str, role: Role, path: str, blob: str, body: bytes | None
    ) -> Snapshot:
        """One file, from what is at hand, else downloaded and checked."""
        url = f"{self.endpoint}/repos/{quote(repository.name)}/contents/{quote(path)}?ref={commit}"
        if body is not None:
            return Snapshot(
                role=role, name=path, url=url, fetched_at=self.now(), body=body, blob_id=blob, commit=commit
            )
        try:
            response = self._send(f"/repos/{quote(repository.name)}/git/blobs/{blob}", _RAW, None)
        except FetchError as error:
            return Snapshot(
                role=role,
                name=path,
                url=url,
                fetched_at=self.now(),
                state=State.UNREACHABLE,
                commit=commit,
                detail=error.problem,
            )
        snapshot = replace(snapshot_of(response, role, path, self.now), url=url, commit=commit, media_type="")
        if snapshot.body is None:
            refused = self._refused(response, f"{path} of {repository.name}")
            return replace(snapshot, state=State.UNREACHABLE, detail=refused.detail)
        if git_blob_id(snapshot.body) != blob:
            detail = f"{path} of {repository.name} arrived damaged: its hash is not the one git has."
            return replace(snapshot, state=State.UNREACHABLE, body=None, detail=detail)
        return replace(snapshot, blob_id=blob)

    def _not_had(self, repository: Repository, commit: str, why: str) -> Snapshot:
        return Snapshot(
            role=Role.LICENSE,
            name="further files",
            url=f"{self.endpoint}/repos/{repository.name}",
            fetched_at=self.now(),
            state=State.UNREACHABLE,
            commit=commit,
            detail=f"{repository.name} was not read whole: {why}.",
        )

    def _ask(self, path: str, slot: str, accept: str = _JSON) -> Response:
        """Ask for what may be at hand already; an answer 304 becomes the one that is kept.

        Raises:
            FetchError: nothing could be had.
        """
        url = self.endpoint + path
        kept = self.answers.answer(slot, url) if self.answers else None
        response = self._send(path, accept, kept[0] if kept else None)
        if response.status == 304 and kept:
            return replace(response, status=200, body=kept[1])
        etag = response.header("ETag")
        if self.answers and etag and response.status == 200 and len(response.body) <= _LARGEST_KEPT:
            self.answers.keep_answer(slot, url, etag, response.body)
        return response

    def _send(self, path: str, accept: str, etag: str | None) -> Response:
        headers = {"Accept": accept, "X-GitHub-Api-Version": "2022-11-28"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.transport.get(self.endpoint + path, etag=etag, headers=headers)

    def _refused(self, response: Response, what: str) -> Refused:
        """What an answer other than the one hoped for means.

        GitHub answers 404 for what is missing and for what is private alike, whoever asks.
        """
        status = response.status
        if status == 404:
            more = "" if self.token else "; set GITHUB_TOKEN if it is private"
            return Refused(State.MISSING, f"{what} is missing on GitHub, or private (HTTP 404){more}.")
        if status == 451:
            return Refused(State.GONE, f"{what} was taken down on GitHub for legal reasons (HTTP 451).")
        if status == 401:
            return Refused(State.UNREACHABLE, f"{what}: GitHub refuses the token; check GITHUB_TOKEN.")
        if status in {403, 429}:
            more = "try again later" if self.token else "set GITHUB_TOKEN for a higher one"
            return Refused(
                State.UNREACHABLE, f"{what}: GitHub's rate limit is used up (HTTP {status}); {more}."
            )
        return Refused(State.UNREACHABLE, f"{what}: GitHub answers with HTTP {status}.")


def _blobs(tree: object) -> Iterator[tuple[str, str]]:
    """Files of a tree with their blob ids; links and submodules hold no text of their own."""
    for one in tree if isinstance(tree, list) else []:
        if not isinstance(one, dict) or one.get("type") != "blob" or one.get("mode") not in _FILES:
            continue
        path, sha = one.get("path"), one.get("sha")
        if isinstance(path, str) and isinstance(sha, str) and _SHA.fullmatch(sha):
            yield path, sha


def _content(found: Mapping[str, Any]) -> bytes | None:
    """The licence file that comes with GitHub's word on it; None when it is too large to come along."""
    if found.get("encoding") != "base64" or not isinstance(found.get("content"), str):
        return None
    try:
        return base64.b64decode(found["content"])
    except ValueError:
        return None


def _commits(listed: Sequence[object]) -> Iterator[Commit]:
    """Commits as the API lists them."""
    for one in listed:
        told = one.get("commit") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(told, dict):
            continue
        by = told.get("committer")
        title = str(told.get("message") or "").partition("\n")[0]
        yield Commit(str(one.get("sha")), str(by.get("date")) if isinstance(by, dict) else "", title[:200])


def _json(body: bytes) -> object:
    """The value, or None when it is not JSON."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value
