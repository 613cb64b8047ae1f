"""ModelScope, over the API that its own client speaks (modelscope_hub 0.5.1).

One look at a model is: what its page declares, the list of its files with their SHA-256, and a download of
each file that carries terms and is not stored yet. The site names no commit for a branch and sends no ETags.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from monitor.errors import FetchError
from monitor.extract import decode_text, parse_card
from monitor.records import Fetched, Role, Snapshot, State
from monitor.sources.interface import Refused, git_blob_id
from monitor.sources.names import CARD, ORDER, in_order, is_safe
from monitor.sources.web import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import Subject
    from monitor.sources.interface import Clock, Known
    from monitor.sources.web import Web
    from monitor.transport import Response, Transport

BRANCH = "master"
MOST_LISTED = 3_000
"""Entries after which the site cuts its list of files off without a word."""

_NAME = re.compile(r"(?!\.{1,2}/)[\w.-]{1,128}/(?!\.{1,2}\Z)[\w.-]{1,128}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_FILES = 64
_TOLD = ("Id", "Path", "Name", "License", "BaseModel", "BaseModelRelation", "Visibility", "ProtectedMode")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelScope:
    """Reads models of ModelScope.

    Parameters:
        transport: guarded; the endpoint must be allowed there when it is private.
        web: for licence links that leave the site.
        now: the time of a look.
        endpoint: of the site, without a slash at its end.
        token: sent to the endpoint only, as header and as cookie, as the site's client does.
    """

    transport: Transport
    web: Web
    now: Clock
    endpoint: str
    token: str | None = None

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """Read what a model declares and its files that carry terms; see `Source.fetch`.

        Parameters:
            subject: a model, perhaps at a revision; without one the branch `master`.
            known: bytes that are already stored, here by SHA-256.
        """
        try:
            return self._look(subject, known)
        except Refused as refused:
            return Fetched(subject=subject, state=refused.state, detail=refused.detail)
        except FetchError as error:
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=error.problem)

    def _look(self, subject: Subject, known: Known) -> Fetched:
        if not _NAME.fullmatch(subject.name):
            raise Refused(State.MISSING, f"{subject.name!r} is no name of a model on ModelScope.")
        told = self._data(self._model(subject.name), subject.name)
        revision = subject.revision or BRANCH
        files, whole = self._listed(subject.name, revision)
        found = list(self._files(subject.name, revision, files, known))
        snapshots = [self._metadata(subject.name, told), *found, *self._linked(found, files)]
        if not whole:
            snapshots.append(self._cut_off(subject.name))
        number = told.get("Id")
        return Fetched(
            subject=subject,
            state=State.OK,
            snapshots=tuple(sorted(snapshots, key=lambda one: ORDER.index(one.role))),
            repo_id=None if number is None else str(number),
            moved_to=_moved(subject.name, told),
        )

    def _model(self, name: str) -> str:
        return f"/api/v1/models/{quote(name)}"

    def _metadata(self, name: str, told: Mapping[str, Any]) -> Snapshot:
        """The part of the answer that tells terms, in the site's own shape; no counters, no dates."""
        kept = {key: told[key] for key in _TOLD if key in told}
        body = json.dumps({"Data": kept}, ensure_ascii=False, sort_keys=True, indent=1)
        return Snapshot(
            role=Role.METADATA,
            name="metadata",
            url=self.endpoint + self._model(name),
            fetched_at=self.now(),
            body=body.encode("utf-8", "backslashreplace"),
            status=200,
            media_type="application/json",
        )

    def _listed(self, name: str, revision: str) -> tuple[dict[str, str | None], bool]:
        """Paths with their SHA-256, and whether these are all.

        A list that is as long as the site makes them was cut off; the top folder is then asked for alone.
        """
        files = self._list(name, revision, recursive=True)
        if len(files) < MOST_LISTED:
            return dict(_blobs(files)), True
        top = self._list(name, revision, recursive=False)
        return {**dict(_blobs(files)), **dict(_blobs(top))}, False

    def _list(self, name: str, revision: str, *, recursive: bool) -> Sequence[object]:
        query = urlencode({"Revision": revision, "Recursive": str(recursive)})
        files = self._data(f"{self._model(name)}/repo/files?{query}", f"{name}@{revision}").get("Files")
        return files if isinstance(files, list) else []

    def _files(
        self, name: str, revision: str, files: Mapping[str, str | None], known: Known
    ) -> Iterator[Snapshot]:
        """Every file that carries terms."""
        wanted = [(role, path) for role, path in in_order(files) if role is not Role.CARD or path == CARD]
        for role, path in [pair for pair in wanted if is_safe(pair[1])][:_MOST_FILES]:
            yield self._file(name, revision, role, path, files[path], known)

    def _file(
        self, name: str, revision: str, role: Role, path: str, sha256: str | None, known: Known
    ) -> Snapshot:
        """One file, from what is stored if its hash is there, else downloaded and checked."""
        url = f"{self.endpoint}{self._model(name)}/repo?" + urlencode(
            {"Revision": revision, "FilePath": path}
        )
        stored = known(sha256) if sha256 else None
        if stored is not None:
            return Snapshot(
                role=role,
                name=path,
                url=url,
                fetched_at=self.now(),
                body=stored,
                blob_id=git_blob_id(stored),
            )
        try:
            response = self.transport.get(url, headers=self._login())
        except FetchError as error:
            return self._not_had(role, path, url, error.problem)
        snapshot = replace(snapshot_of(response, role, path, self.now), url=url)
        if snapshot.body is None:
            detail = f"{path} of {name}: ModelScope answers with HTTP {response.status}."
            return replace(snapshot, state=State.UNREACHABLE, detail=detail)
        if sha256 and hashlib.sha256(snapshot.body).hexdigest() != sha256:
            detail = f"{path} of {name} arrived damaged: its hash is not the one ModelScope gives."
            return replace(snapshot, state=State.UNREACHABLE, body=None, detail=detail)
        return replace(snapshot, blob_id=git_blob_id(snapshot.body), media_type="")

    def _linked(self, found: Sequence[Snapshot], files: Mapping[str, str | None]) -> Iterator[Snapshot]:
        """What the card names as its licence: an address, or a file that is not there."""
        card = next((one.body for one in found if one.role is Role.CARD and one.body is not None), None)
        link = parse_card(decode_text(card)[0]).declared.license_link if card is not None else None
        if link is None or link.lstrip("./") in files:
            return
        try:
            absolute = urlsplit(link).scheme in {"http", "https"}
        except ValueError:
            absolute = False
        name = link if link.isprintable() else ascii(link)
        if absolute:
            yield self.web.page(link.partition("#")[0], Role.LINKED, name)
        else:
            detail = f"The card names {name} as the licence, but there is no such file."
            yield replace(self._not_had(Role.LINKED, name, self.endpoint, detail), state=State.MISSING)

    def _cut_off(self, name: str) -> Snapshot:
        detail = (
            f"{name} was not read whole: ModelScope cut off the list of its files after {MOST_LISTED:,}, and"
            " folders may hold more licences."
        )
        return self._not_had(Role.LICENSE, "further files", self.endpoint + self._model(name), detail)

    def _not_had(self, role: Role, name: str, url: str, detail: str) -> Snapshot:
        return Snapshot(
            role=role, name=name, url=url, fetched_at=self.now(), state=State.UNREACHABLE, detail=detail
        )

    def _data(self, path: str, what: str) -> Mapping[str, Any]:
        """The `Data` of an answer.

        Raises:
            Refused: the answer is a refusal; the site's own code counts, whatever the HTTP status.
            FetchError: nothing could be had.
        """
        response = self.transport.get(self.endpoint + path, headers=self._login())
        answer = _json(response.body)
        data = answer.get("Data") if isinstance(answer, dict) else None
        code = answer.get("Code") if isinstance(answer, dict) else None
        if response.status == 200 and code == 200 and isinstance(data, dict):
            return data
        raise self._refused(response, code, what)

    def _refused(self, response: Response, code: object, what: str) -> Refused:
        """What a refusal means; missing and private look alike without a token."""
        refusals = {response.status, code}
        if refusals & {401, 403} and self.token:
            return Refused(
                State.UNREACHABLE, f"{what}: ModelScope refuses the token; check MODELSCOPE_API_TOKEN."
            )
        if refusals & {401, 403, 404}:
            more = "" if self.token else "; set MODELSCOPE_API_TOKEN to be told which"
            return Refused(State.MISSING, f"{what} is missing on ModelScope, or private{more}.")
        told = f"code {code}" if response.status == 200 and code is not None else f"HTTP {response.status}"
        return Refused(State.UNREACHABLE, f"{what}: ModelScope answers with {ascii(told)[1:-1][:80]}.")

    def _login(self) -> dict[str, str]:
        if not self.token:
            return {}
        return {"Authorization": f"Bearer {self.token}", "Cookie": f"m_session_id={self.token}"}


def _moved(name: str, told: Mapping[str, Any]) -> str | None:
    """The name that the site gives the model, where it is another one."""
    owner, own = told.get("Path"), told.get("Name")
    if not isinstance(owner, str) or not isinstance(own, str):
        return None
    today = f"{owner}/{own}"
    return today if _NAME.fullmatch(today) and today.lower() != name.lower() else None


def _blobs(files: Sequence[object]) -> Iterator[tuple[str, str | None]]:
    """Files of a list with their SHA-256; None where it is not told."""
    for one in files:
        if not isinstance(one, dict) or one.get("Type") == "tree":
            continue
        path, sha256 = one.get("Path") or one.get("Name"), one.get("Sha256")
        if isinstance(path, str):
            known = isinstance(sha256, str) and _SHA256.fullmatch(sha256)
            yield path, str(sha256) if known else None


def _json(body: bytes) -> object:
    """The value, or None when it is not JSON."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value
