"""The Hugging Face Hub, over plain HTTP.

One look at a model is its info with the git ids of its files (one request to the API), and a download of
each file that carries terms and whose id is not stored yet, all at the commit that the info names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from monitor.errors import FetchError, TooLargeError
from monitor.extract.gguf import HEADER, header_json
from monitor.records import Fetched, Role, Snapshot, State, Subject
from monitor.sources.answers import REPOSITORY, Entry, Info, gate_text, read_entries, read_info
from monitor.sources.blobs import Blobs
from monitor.sources.interface import git_blob_id
from monitor.sources.links import Page, RepoFile, RepoFront, target_of
from monitor.sources.names import CARD, ORDER, in_order, is_safe
from monitor.sources.origins import files_to_ask
from monitor.sources.web import Web, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.sources.interface import Clock, Known
    from monitor.transport import Response, Transport

_EXPAND = ("baseModels", "cardData", "disabled", "gated", "private", "sha", "siblings", "tags")
_MOST_FILES = 64
_MOST_LINKED = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the hub did not tell of a model.

    Parameters:
        state: what that makes of the model.
        detail: one sentence.
        status: of the answer, where there was one.
    """

    state: State
    detail: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HuggingFace:
    """Reads models of a hub.

    Parameters:
        transport: guarded; the endpoint must be allowed there when it is private.
        web: for links that leave the hub.
        now: the time of a look.
        endpoint: the hub's address, without a slash at its end.
        token: sent to the endpoint only.
        recent: files that were just downloaded.
    """

    transport: Transport
    web: Web
    now: Clock
    endpoint: str
    token: str | None = None
    recent: Blobs = field(default_factory=Blobs)

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """Read a model's metadata, card, gate, licences, notices, policies and what its card links to.

        Parameters:
            subject: a model, perhaps at a revision.
            known: bytes that are already stored, by git blob id.
        """
        info = self.info(subject.name, subject.revision)
        if not isinstance(info, Info):
            return Fetched(subject=subject, state=info.state, detail=info.detail, status=info.status)
        snapshots = tuple(self._snapshots(info, subject.revision, known))
        state, detail = _overall(snapshots)
        return Fetched(
            subject=subject,
            state=state,
            snapshots=snapshots,
            commit=info.commit,
            repo_id=info.repo_id,
            moved_to=None if info.name == subject.name else info.name,
            detail=detail,
        )

    def info(self, name: str, revision: str | None) -> Info | Refusal:
        """Ask what a model is at a revision.

        Parameters:
            name: `owner/name`.
            revision: None means the default branch.

        Returns:
            The answer, or why there is none.
        """
        at = f"/revision/{quote(revision, safe='')}" if revision else ""
        url = f"{self.endpoint}/api/models/{quote(name)}{at}"
        try:
            response = self._info_at(url)
        except FetchError as error:
            return Refusal(State.UNREACHABLE, error.problem)
        if response.status != 200:
            told = f"{name}@{revision}" if revision else name
            return Refusal(*self._trouble(response, told), response.status)
        return read_info(response.body, response.url) or Refusal(
            State.UNREACHABLE, f"{self.endpoint} answers about {name} with something that is no model."
        )

    def _info_at(self, url: str) -> Response:
        """An info with the git ids of all files; without them where that is too much, or not for us."""
        try:
            response = self._get(f"{url}?blobs=true")
        except TooLargeError:
            response = None
        shut = response is not None and response.header("X-Error-Code") == "GatedRepo"
        if response is not None and response.status != 400 and not shut:
            return response
        return self._get(f"{url}?{urlencode([('expand', field) for field in _EXPAND])}")

    def entries(self, info: Info, paths: Sequence[str]) -> Mapping[str, Entry]:
        """What git knows of some files; {} when that cannot be had, and the files are then downloaded.

        Parameters:
            info: of their model; where it tells of no file, the hub is asked again.
            paths: at most a few dozen.
        """
        if info.entries:
            return info.entries
        url = f"{self.endpoint}/api/models/{quote(info.name)}/paths-info/{info.commit}"
        try:
            response = self.transport.post_form(
                url, [("paths", path) for path in paths], headers=self._login()
            )
        except FetchError:
            return {}
        return read_entries(response.body) if response.status == 200 else {}

    def ask(self, url: str, fields: Sequence[tuple[str, str]] | None = None) -> Response:
        """Ask the hub for something else, as whoever the token is.

        Parameters:
            url: on the endpoint.
            fields: of a form that only asks; None means a plain request.

        Raises:
            FetchError: nothing could be had.
        """
        if fields is None:
            return self._get(url)
        return self.transport.post_form(url, fields, headers=self._login())

    def own_documents(self, info: Info, known: Known) -> tuple[Snapshot, ...]:
        """The documents of the repository itself at the commit of an info, without what links lead to.

        Parameters:
            info: of the model at that commit.
            known: bytes that are already stored.
        """
        return tuple(self._snapshots(info, info.commit, known, whole=False))

    def _snapshots(
        self, info: Info, revision: str | None, known: Known, *, whole: bool = True
    ) -> Iterator[Snapshot]:
        """Every document, in the stable order; if not `whole`, without what links and clues lead to."""
        yield self._made(info, Role.METADATA, "metadata", info.metadata, "application/json")
        link = info.card.get("license_link")
        links = [
            one
            for one in (link if isinstance(link, list) else [link])
            if isinstance(one, str) and one.strip()
        ]
        targets = [(one.strip()[:2048], target_of(one[:2048], self.endpoint)) for one in links[:_MOST_LINKED]]
        own = [
            target.path
            for _, target in targets
            if isinstance(target, RepoFile) and _is_own(target, info, revision)
        ]
        configs, header = (
            files_to_ask(info.paths) if whole and not info.card.get("base_model") else ((), None)
        )
        files = list(self._files(info, own, configs, known))
        if header and is_safe(header):
            files.extend(self._header(info, header))
        gate = gate_text(info.card)
        if gate:
            body = gate.encode("utf-8", "backslashreplace")
            files.append(self._made(info, Role.GATE, "gate", body, "text/markdown"))
        yield from sorted(files, key=lambda snapshot: ORDER.index(snapshot.role))
        for text, target in targets if whole else ():
            if not (isinstance(target, RepoFile) and _is_own(target, info, revision)):
                yield from self._linked(text, target, info, has_license=_has_license(files))

    def _made(self, info: Info, role: Role, name: str, body: bytes, media_type: str) -> Snapshot:
        """A document that is part of the info."""
        return Snapshot(
            role=role,
            name=name,
            url=info.url,
            fetched_at=self.now(),
            body=body,
            status=200,
            media_type=media_type,
            commit=info.commit,
        )

    def _files(
        self, info: Info, own: Sequence[str], configs: Sequence[str], known: Known
    ) -> Iterator[Snapshot]:
        """The files that carry terms, that the card names as its licence, or that give clues."""
        wanted = [
            (role, path) for role, path in in_order(info.paths) if role is not Role.CARD or path == CARD
        ]
        named = [path for path in dict.fromkeys(own) if path not in {path for _, path in wanted}]
        wanted += [(Role.LICENSE, path) for path in named]
        wanted += [(Role.METADATA, path) for path in configs]
        safe = [(role, path) for role, path in wanted if is_safe(path)][:_MOST_FILES]
        entries = self.entries(info, [path for _, path in safe]) if safe else {}
        for role, path in safe:
            if path in info.paths:
                snapshot = self._file(info, role, path, entries.get(path), known)
                if role is not Role.METADATA or snapshot.state is State.OK:  # only a clue, not a document
                    yield snapshot
            else:
                yield self._not_had(
                    role,
                    path,
                    State.MISSING,
                    f"The card names {path} as the licence, but there is no such file.",
                )
        for role, path in wanted:
            if (role, path) not in safe:
                reason = "it has too many such files" if is_safe(path) else "its name is not safe"
                name = quote(path[:1024], safe="/", errors="replace")
                yield self._not_had(role, name, State.UNREACHABLE, f"{name} was not read: {reason}.")

    def _not_had(self, role: Role, name: str, state: State, detail: str) -> Snapshot:
        return Snapshot(
            role=role, name=name, url=self.endpoint, fetched_at=self.now(), state=state, detail=detail
        )

    def _file(self, info: Info, role: Role, path: str, entry: Entry | None, known: Known) -> Snapshot:
        """One file, from what is stored if its blob is there, else downloaded and checked."""
        url = self._resolve(info.name, info.commit, path)
        stored = known(entry.oid) if entry else None
        if entry and stored is not None:
            return Snapshot(
                role=role,
                name=path,
                url=url,
                fetched_at=self.now(),
                body=stored,
                blob_id=entry.oid,
                commit=info.commit,
            )
        if entry is None:
            return self._download(url, role, path, info.commit)

        def download() -> Snapshot:
            snapshot = self._download(url, role, path, info.commit, checked=True)
            if snapshot.body is None or _is_whole(snapshot.body, entry):
                return snapshot
            detail = f"{path} of {info.name} arrived damaged: its hash is not the one the hub gives."
            return replace(snapshot, state=State.UNREACHABLE, body=None, detail=detail)

        if entry.sha256 is not None:  # a large file: its id is that of a pointer to it
            return replace(download(), blob_id=entry.oid)
        found = self.recent.get(entry.oid, download)
        own = found.name == path and found.commit == info.commit
        return replace(
            found, role=role, name=path, url=found.url if own else url, commit=info.commit, blob_id=entry.oid
        )

    def _header(self, info: Info, path: str) -> Iterator[Snapshot]:
        """What the beginning of a GGUF file says of its origin; nothing when it cannot be had."""
        url = self._resolve(info.name, info.commit, path)
        try:
            asked = {**self._login(), "Range": f"bytes=0-{HEADER - 1}"}
            response = self.transport.get(url, headers=asked)
        except FetchError:
            return
        told = header_json(response.body) if response.status in {200, 206} else None
        if told is not None:
            made = self._made(info, Role.METADATA, path, told, "application/json")
            yield replace(made, url=url, status=response.status)

    def _download(
        self, url: str, role: Role, name: str, commit: str | None = None, *, checked: bool = False
    ) -> Snapshot:
        """A file of some repository on this hub.

        Parameters:
            url: where it is resolved.
            role: what it is to its subject.
            name: how to call it.
            commit: that it is read at, where known.
            checked: the caller knows its hash.
        """
        try:
            response = self._get(url)
        except FetchError as error:
            return Snapshot(
                role=role,
                name=name,
                url=url,
                fetched_at=self.now(),
                state=State.UNREACHABLE,
                commit=commit,
                detail=error.problem,
            )
        snapshot = snapshot_of(response, role, name, self.now)
        if snapshot.body is None:
            state, detail = self._trouble(response, name)
            return replace(snapshot, state=state, commit=commit, detail=detail)
        blob_id = git_blob_id(snapshot.body)
        if (
            not checked
            and snapshot.media_type.startswith("text/html")
            and blob_id not in (snapshot.etag or "")
        ):
            # The hub serves files, pages among them, as plain text: this is somebody's error page.
            detail = f"{name} was not had: {self.endpoint} answers with a web page in its place."
            return replace(snapshot, state=State.UNREACHABLE, body=None, commit=commit, detail=detail)
        at = commit or response.header("X-Repo-Commit")
        return replace(snapshot, blob_id=blob_id, commit=at)

    def _linked(
        self, link: str, target: RepoFile | RepoFront | Page, info: Info, *, has_license: bool
    ) -> Iterator[Snapshot]:
        """What a link that leaves the repository leads to."""
        if isinstance(target, Page):
            yield self.web.page(target.url, Role.LINKED, link if link.isprintable() else ascii(link))
        elif isinstance(target, RepoFile):
            yield self._linked_file(link, target, info)
        elif target.repo.lower() != info.name.lower() or not has_license:
            yield from self._linked_front(link, target)

    def _linked_file(self, link: str, target: RepoFile, info: Info) -> Snapshot:
        repo, revision = target.repo or info.name, target.revision or "main"
        # A revision of ".." would ask for another address of the hub, with the token.
        if not (is_safe(target.path) and is_safe(revision) and REPOSITORY.fullmatch(repo)):
            name = quote(link, safe=":/", errors="replace")
            return self._not_had(
                Role.LINKED, name, State.UNREACHABLE, f"The link {name} is not safe to follow."
            )
        return self._download(self._resolve(repo, revision, target.path), Role.LINKED, link)

    def _linked_front(self, link: str, target: RepoFront) -> Iterator[Snapshot]:
        """The licence files of a repository that a link names as a whole."""
        name = link if link.isprintable() else ascii(link)
        if not (REPOSITORY.fullmatch(target.repo) and is_safe(target.revision or "main")):
            yield self._not_had(Role.LINKED, name, State.UNREACHABLE, f"{name} names no repository.")
            return
        info = self.info(target.repo, target.revision)
        if not isinstance(info, Info):
            # A page of the hub itself may have an address like a repository's.
            page = self.web.page(link.partition("#")[0], Role.LINKED, name)
            had = page.state is State.OK
            yield page if had else self._not_had(Role.LINKED, name, info.state, info.detail)
            return
        files = [path for role, path in in_order(info.paths) if role is Role.LICENSE and is_safe(path)]
        if not files:
            yield self._not_had(Role.LINKED, name, State.MISSING, f"{info.name} holds no licence file.")
        for path in files[:_MOST_LINKED]:
            url = self._resolve(info.name, info.commit, path)
            yield self._download(url, Role.LINKED, f"{self.endpoint}/{info.name}/{path}", info.commit)

    def _resolve(self, repo: str, revision: str, path: str) -> str:
        return f"{self.endpoint}/{quote(repo)}/resolve/{quote(revision, safe='')}/{quote(path)}"

    def _login(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _get(self, url: str) -> Response:
        return self.transport.get(url, headers=self._login())

    def _trouble(self, response: Response, what: str) -> tuple[State, str]:
        """What an answer other than 200 means, by the hub's table of errors.

        Only `RepoNotFound` to somebody who is logged in says that a repository is gone: without a token the
        hub gives the same 401 for missing and for private ones, and with a bad token for all.
        """
        status, code = response.status, response.header("X-Error-Code") or ""
        if code == "GatedRepo":
            asked = (
                "the token's account has no access"
                if self.token
                else "accept its terms there and set HF_TOKEN"
            )
            return State.GATED, f"{what} is behind a gate on the hub; {asked}."
        if code == "RevisionNotFound":
            return State.MISSING, f"{what}: the hub knows no such branch, tag or commit."
        if code == "EntryNotFound":
            return State.MISSING, f"{what} is not in the repository."
        if code == "RepoNotFound" and self.token:
            return State.GONE, f"{what} is no longer on the hub."
        if status == 401 and self.token:
            return State.UNREACHABLE, f"{what}: the hub refuses the token; check HF_TOKEN."
        if status in {400, 401, 404}:
            return (
                State.MISSING,
                f"{what} is missing or private (HTTP {status}); set HF_TOKEN to be told which.",
            )
        if status == 403:
            return State.UNREACHABLE, f"{what}: the hub has shut the access (HTTP 403)."
        return State.UNREACHABLE, f"{what}: the hub answers with HTTP {status}."


def _overall(snapshots: Sequence[Snapshot]) -> tuple[State, str]:
    """The state of a model: what kept all of its terms from being read, or ok."""
    terms = [one for one in snapshots if one.role not in {Role.METADATA, Role.CARD}]
    if any(one.state is State.OK for one in terms):
        return State.OK, ""
    for state in (State.GATED, State.UNREACHABLE):
        kept = next((one for one in terms if one.state is state), None)
        if kept:
            return state, kept.detail
    return State.OK, ""


def _has_license(snapshots: Iterable[Snapshot]) -> bool:
    return any(one.role is Role.LICENSE for one in snapshots)


def _is_own(target: RepoFile, info: Info, revision: str | None) -> bool:
    """Whether a link leads to a file of the same repository, at the commit that is read anyhow."""
    same = target.repo is None or target.repo.lower() == info.name.lower()
    return same and target.revision in {None, "main", revision, info.commit}


def _is_whole(body: bytes, entry: Entry) -> bool:
    """Whether a download is what git has; a large file whose hash is masked cannot be checked."""
    if entry.sha256 is None:
        return git_blob_id(body) == entry.oid
    return not entry.sha256 or hashlib.sha256(body).hexdigest() == entry.sha256
