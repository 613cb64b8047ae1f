"""Documents: where a model's terms stand, as received and as read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the store resolves the hints of records at run time
from enum import StrEnum

BASE = "base:"
"""What the name of a document begins with that belongs to a base model: `base:owner/name:LICENSE`."""

PROPOSED = "proposed"
"""The relation to a base model that nobody declared."""


class Place(StrEnum):
    """The kind of place a subject lives in; the prefix of its key."""

    HUGGINGFACE = "hf"
    GITHUB = "github"
    MODELSCOPE = "modelscope"
    WEB = "web"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing watched, by reference.

    Parameters:
        place: where it lives.
        name: `owner/name`, an `https://` URL, or a local path.
        revision: branch, tag or commit asked for; None means the place's default.
    """

    place: Place
    name: str
    revision: str | None = None

    @property
    def key(self) -> str:
        """The canonical reference, e.g. `hf:MiniMaxAI/MiniMax-M2@main` or the bare URL."""
        base = self.name if self.place is Place.WEB else f"{self.place}:{self.name}"
        return f"{base}@{self.revision}" if self.revision else base


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a file of a project names a model.

    Parameters:
        path: of the file, absolute or from the folder the command runs in, with forward slashes.
        line: counted from 1.
        reference: as it stands there.
    """

    path: str
    line: int
    reference: str


class Role(StrEnum):
    """What a document is to its subject."""

    METADATA = "metadata"
    CARD = "card"
    LICENSE = "license"
    NOTICE = "notice"
    POLICY = "policy"
    GATE = "gate"
    LINKED = "linked"


class Governs(StrEnum):
    """What a document's terms are about."""

    WEIGHTS = "weights"
    CODE = "code"
    OUTPUTS = "outputs"
    POLICY = "policy"
    THIRD_PARTY = "third-party"
    UNKNOWN = "unknown"


class State(StrEnum):
    """How a document could be had this time."""

    OK = "ok"
    GATED = "gated"
    MISSING = "missing"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    SUSPECT = "suspect"


def own_name(name: str) -> str:
    """The name of a document within the repository that it belongs to, which may be a base model's.

    Parameters:
        name: as the subject calls it.
    """
    return name.removeprefix(BASE).partition(":")[2] if name.startswith(BASE) else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One document as received, before anything is made of it.

    Parameters:
        role: what the document is to its subject.
        name: its stable name within the subject: a path in the repository, `metadata`, `gate`, or a URL.
        url: where it was read (after redirects), or the local path.
        fetched_at: UTC, aware.
        state: whether it was had; `body` is None unless it was (a suspect page keeps its body).
        body: raw bytes as received.
        status: HTTP status, where there was one.
        media_type: as the server declared it, lower case, with parameters.
        headers: response headers worth keeping, in order.
        etag: as received.
        blob_id: git blob SHA-1 (hub, GitHub), where known.
        commit: the commit the place resolved the revision to.
        detail: one sentence on why the state is not ok.
    """

    role: Role
    name: str
    url: str
    fetched_at: datetime
    state: State = State.OK
    body: bytes | None = None
    status: int | None = None
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    blob_id: str | None = None
    commit: str | None = None
    detail: str = ""

    @property
    def sha256(self) -> str | None:
        """SHA-256 of the body in hexadecimal, or None without a body."""
        import hashlib  # noqa: PLC0415 - takes long to load, and `licensewatch terms` needs none of it

        return None if self.body is None else hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Everything one look at a subject brought.

    Parameters:
        subject: as asked for.
        state: the state of the subject as a whole (gone, unreachable, gated: no terms could be read).
        snapshots: in a stable order: metadata, card, gate, licences, notices, policies, linked.
        commit: the commit all repository files were read at.
        repo_id: the place's own identity of the repository; another id is another repository.
        moved_to: the name the place redirected to, when it differs from the one asked for.
        detail: one sentence on why the state is not ok.
        status: HTTP status of the answer that said so, where there was one for the subject as a whole.
        dated: when the place says that this state began; None where nobody asked.
        past: the states before it, oldest first, as the place's own history tells them.
    """

    subject: Subject
    state: State
    snapshots: tuple[Snapshot, ...] = ()
    commit: str | None = None
    repo_id: str | None = None
    moved_to: str | None = None
    detail: str = ""
    status: int | None = None
    dated: datetime | None = None
    past: tuple[Fetched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a subject says of its own licence in metadata.

    Parameters:
        licenses: ids as declared (`apache-2.0`, `other`); usually one.
        license_name: the free name that goes with `other`.
        license_link: as declared: a relative path or a URL.
        base_models: repositories it is derived from, as declared.
        base_model_relation: `finetune`, `quantized`, `merge`, `adapter` or None.
        gate_prompt: text shown before access, often the whole licence.
        gated: False, `auto` or `manual`.
    """

    licenses: tuple[str, ...] = ()
    license_name: str | None = None
    license_link: str | None = None
    base_models: tuple[str, ...] = ()
    base_model_relation: str | None = None
    gate_prompt: str | None = None
    gated: bool | str = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The readable form of a snapshot.

    Parameters:
        text: extracted text, the one all offsets refer to; None when nothing could be read.
        declared: metadata, for roles metadata and card.
        faults: sentences on what could not be read (bad front matter, binary, truncated).
    """

    role: Role
    name: str
    url: str
    state: State
    governs: Governs = Governs.UNKNOWN
    text: str | None = None
    declared: Declared | None = None
    faults: tuple[str, ...] = ()
    sha256: str | None = None
    commit: str | None = None
    detail: str = ""

    @property
    def base(self) -> str | None:
        """The base model that the document belongs to; None for the subject's own."""
        return self.name.removeprefix(BASE).partition(":")[0] if self.name.startswith(BASE) else None

    @property
    def own_name(self) -> str:
        """Its name within the repository that it belongs to."""
        return own_name(self.name)
