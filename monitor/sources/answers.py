"""Answers of the Hugging Face Hub's API, read with suspicion; shapes as in recorded answers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CARD_KEYS = ("base_model", "base_model_relation", "license", "license_link", "license_name", "new_version")
_GATE_KEYS = ("extra_gated_heading", "extra_gated_prompt", "extra_gated_description")
_SHA = re.compile(r"[0-9a-f]{40}")
# Not of dots alone: as a part of an address "." and ".." lead to another one.
_NAME = r"(?!\.{1,96}(?:/|\Z))[A-Za-z0-9._-]{1,96}"
REPOSITORY = re.compile(rf"(?:{_NAME}/)?{_NAME}")
_RELATED = re.compile(r"base_model:(adapter|finetune|merge|quantized):([^:]{1,200})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What the hub says of a model at a revision.

    Parameters:
        name: `owner/name` as the hub writes it today.
        repo_id: the hub's own identity of the repository.
        commit: what the revision resolved to.
        paths: every file.
        card: the front matter of the card, as the hub read it.
        metadata: the part that tells terms, as canonical JSON: the same bytes as long as nobody changes it.
        url: where it was read.
        entries: what git knows of the files, as far as the hub told.
    """

    name: str
    repo_id: str | None
    commit: str
    paths: tuple[str, ...]
    card: Mapping[str, Any]
    metadata: bytes
    url: str
    entries: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What git knows of a file: its blob id, and for a large file the SHA-256 of its content."""

    oid: str
    sha256: str | None = None


def read_info(body: bytes, url: str) -> Info | None:
    """Read the answer of the hub's model-info endpoint.

    Parameters:
        body: as received.
        url: where.

    Returns:
        None when it is not one (a page of an intermediary, another service, cut off).
    """
    info = _json(body)
    if not isinstance(info, dict):
        return None
    name, commit = info.get("id"), info.get("sha")
    if not isinstance(name, str) or not REPOSITORY.fullmatch(name):
        return None
    if not isinstance(commit, str) or not _SHA.fullmatch(commit):
        return None
    repo_id, card = info.get("_id"), info.get("cardData")
    return Info(
        name=name,
        repo_id=repo_id if isinstance(repo_id, str) else None,
        commit=commit,
        paths=tuple(_strings(info.get("siblings"), "rfilename")),
        card=card if isinstance(card, dict) else {},
        metadata=canonical_metadata(info),
        url=url,
        entries=dict(_siblings(info.get("siblings"))),
    )


def canonical_metadata(info: Mapping[str, Any]) -> bytes:
    """The part of a model's info that tells terms, in the hub's own shape; no counters, dates or commits.

    Parameters:
        info: the hub's answer.
    """
    card = info.get("cardData")
    tags = [tag for tag in _strings(info.get("tags")) if tag.startswith(("license:", "base_model:"))]
    told: dict[str, Any] = {
        key: _plain(info.get(key)) for key in ("_id", "disabled", "gated", "id", "private")
    }
    told["tags"] = sorted(set(tags))
    told["cardData"] = {
        key: _plain(card[key]) for key in _CARD_KEYS if isinstance(card, dict) and key in card
    }
    relation, models = _base_models(info.get("baseModels"), told["tags"])
    if models or relation:
        told["baseModels"] = {"relation": relation, "models": [{"id": one} for one in models]}
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
    return written.encode("utf-8", "backslashreplace")


def _base_models(told: object, tags: Iterable[str]) -> tuple[object, list[str]]:
    """The base models with their relation, told apart or by tags: `base_model:quantized:owner/name`."""
    if isinstance(told, dict):
        return _plain(told.get("relation")), sorted(_strings(told.get("models"), "id"))
    found = [match.groups() for tag in tags if (match := _RELATED.fullmatch(tag))]
    return (found[0][0], sorted(name for _, name in found)) if found else (None, [])


def gate_text(card: Mapping[str, Any]) -> str:
    """What the hub shows before it gives access: heading, prompt, description and the boxes to be ticked.

    Parameters:
        card: front matter.
    """
    shown = [card[key].strip() for key in _GATE_KEYS if isinstance(card.get(key), str)]
    fields = card.get("extra_gated_fields")
    if isinstance(fields, dict):
        shown += [f"- {label}" for label, kind in fields.items() if kind == "checkbox"]
    return "\n\n".join(part for part in shown if part)


def read_entries(body: bytes) -> dict[str, Entry]:
    """Read the answer of the hub's paths-info endpoint: what git knows of each path; {} when it is not one.

    Large files behind a gate have their hash masked with asterisks, which tells nothing.

    Parameters:
        body: as received.
    """
    answer = _json(body)
    found = {}
    for item in answer if isinstance(answer, list) else []:
        if not isinstance(item, dict) or not isinstance(item.get("path"), str):
            continue
        if entry := _entry(item.get("oid"), item.get("lfs"), "oid"):
            found[item["path"]] = entry
    return found


def _siblings(listed: object) -> Iterator[tuple[str, Entry]]:
    """What git knows of the files that an info lists."""
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and isinstance(item.get("rfilename"), str):
            entry = _entry(item.get("blobId"), item.get("lfs"), "sha256")
            if entry:
                yield item["rfilename"], entry


def _entry(oid: object, large: object, key: str) -> Entry | None:
    """What git knows of a file; None where the hub does not say.

    Parameters:
        oid: of the blob, which is a pointer where the file is large.
        large: of the file itself then, with its SHA-256 under a key.
        key: the key.
    """
    if not isinstance(oid, str) or not _SHA.fullmatch(oid):
        return None
    sha256 = large.get(key) if isinstance(large, dict) else None
    known = isinstance(sha256, str) and re.fullmatch("[0-9a-f]{64}", sha256)
    return Entry(oid, sha256 if known else "" if large else None)


def _json(body: bytes) -> object:
    """The value, or None when it is not JSON."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _plain(value: object) -> object:
    """Scalars and lists of scalars; anything deeper is not how the hub writes these fields."""
    if isinstance(value, list):
        return [item for item in value[:100] if isinstance(item, str | int | float | bool)]
    return value if isinstance(value, str | int | float | bool) else None


def _strings(value: object, key: str | None = None) -> Iterator[str]:
    """The texts in a list, or under a key of the objects in it."""
    for item in value if isinstance(value, list) else []:
        text = item.get(key) if key and isinstance(item, dict) else item
        if isinstance(text, str):
            yield text
