"""A repository's metadata as the hub tells it: computed tags, card data, siblings and counters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from monitor.demo.wire import stamp

if TYPE_CHECKING:
    from monitor.demo.git import File
    from monitor.demo.repository import Commit, Repo

FORMATS = {"safetensors": "safetensors", "gguf": "gguf", "bin": "pytorch", "onnx": "onnx"}
COUNTERS = ("adapter", "merge", "quantized", "finetune")
ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")

# The order in which the hub writes the properties it is asked for; also its list of valid ones.
EXPANDABLE = (
    "author",
    "private",
    "disabled",
    "gated",
    "cardData",
    "lastModified",
    "sha",
    "pipeline_tag",
    "tags",
    "likes",
    "downloads",
    "downloadsAllTime",
    "trendingScore",
    "baseModels",
    "spaces",
    "createdAt",
    "childrenModelCount",
    "config",
    "evalResults",
    "inference",
    "inferenceProviderMapping",
    "library_name",
    "mask_token",
    "model-index",
    "safetensors",
    "siblings",
    "transformersInfo",
    "widgetData",
    "gguf",
    "resourceGroup",
    "xetEnabled",
    "usedStorage",
)
FULL_INFO = (
    "private",
    "pipeline_tag",
    "library_name",
    "tags",
    "downloads",
    "likes",
    "modelId",
    "author",
    "sha",
    "lastModified",
    "gated",
    "disabled",
    "model-index",
    "config",
    "cardData",
    "siblings",
    "spaces",
    "createdAt",
    "usedStorage",
)
LIST_ITEM = (
    "likes",
    "trendingScore",
    "private",
    "downloads",
    "tags",
    "pipeline_tag",
    "library_name",
    "createdAt",
    "modelId",
)
LIST_FULL = ("author", "sha", "lastModified", "gated", "disabled", "siblings")


def card_data(commit: Commit) -> dict[str, Any]:
    """The front matter of the card as JSON can hold it; empty where there is none or it cannot be read."""
    readme = commit.files.get("README.md")
    return {} if readme is None else _front_matter(readme.data)


@lru_cache(maxsize=4096)
def _front_matter(readme: bytes) -> dict[str, Any]:
    """Front matter by the card's bytes, remembered: a list of models asks for every card again and again."""
    from monitor.extract.card import parse_card  # noqa: PLC0415 - imports YAML: only where a card is read

    return {
        str(key): _plain(value) for key, value in parse_card(readme.decode("utf-8", "replace")).data.items()
    }


def _plain(value: object) -> object:
    """A YAML value as JSON has it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return stamp(value.astimezone(UTC) if value.tzinfo else value)
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00.000Z"
    if isinstance(value, float):
        return value if isfinite(value) else None  # as JSON.stringify does
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _listed(value: object) -> list[str]:
    """A card's value that may be one string or several."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def relation(card: Mapping[str, object], files: Mapping[str, File]) -> str:
    """How a model is derived: as its card says, else guessed from its files as the hub does."""
    said = card.get("base_model_relation")
    if said in COUNTERS:
        return str(said)
    if len(_listed(card.get("base_model"))) > 1:
        return "merge"
    if any(path.endswith(".gguf") for path in files):
        return "quantized"
    return "adapter" if "adapter_config.json" in files else "finetune"


def tags(commit: Commit, card: Mapping[str, object]) -> list[str]:
    """The computed tags, in the hub's order."""
    library = _listed(card.get("library_name"))
    endings = {path.rsplit(".", 1)[-1] for path in commit.files}
    found = [*library, *(tag for ending, tag in FORMATS.items() if ending in endings)]
    found += _listed(card.get("pipeline_tag")) + _listed(card.get("tags")) + _listed(card.get("language"))
    readme = commit.files.get("README.md")
    if readme is not None:
        found += [f"arxiv:{number}" for number in ARXIV.findall(readme.data.decode("utf-8", "replace"))]
    found += [f"dataset:{name}" for name in _listed(card.get("datasets"))]
    for base in _listed(card.get("base_model")):
        found += [f"base_model:{base}", f"base_model:{relation(card, commit.files)}:{base}"]
    found += [f"license:{name}" for name in _listed(card.get("license"))]
    return list(dict.fromkeys([*found, "region:us"]))


def describe(
    repo: Repo,
    commit: Commit,
    wanted: tuple[str, ...],
    *,
    find: Callable[[str], Repo | None],
    derived: Callable[[Repo], Mapping[str, int]],
) -> dict[str, Any]:
    """The properties asked for, behind `_id` and `id`; those that do not apply are left out.

    Parameters:
        repo, commit: whose, and in which state.
        wanted: names of properties, in the order to write them.
        find: a repository by name, to give base models their `_id`.
        derived: how many models name this one as their base, by relation.
    """

    def card(name: str) -> object:
        return card_data(commit).get(name)

    known: dict[str, Callable[[], object]] = {
        "author": lambda: repo.owner,
        "private": lambda: repo.private,
        "disabled": lambda: repo.disabled,
        "gated": lambda: repo.gated,
        "cardData": lambda: card_data(commit) or None,
        "lastModified": lambda: stamp(commit.date),
        "sha": lambda: commit.sha,
        "pipeline_tag": lambda: card("pipeline_tag"),
        "tags": lambda: tags(commit, card_data(commit)),
        "likes": lambda: repo.likes,
        "downloads": lambda: repo.downloads,
        "downloadsAllTime": lambda: repo.downloads * 12,
        "trendingScore": lambda: repo.trending,
        "baseModels": lambda: _base_models(commit, card_data(commit), find),
        "spaces": list,
        "createdAt": lambda: stamp(repo.created),
        "childrenModelCount": lambda: dict(dict.fromkeys(COUNTERS, 0), **derived(repo)),
        "config": dict,
        "library_name": lambda: card("library_name"),
        "siblings": lambda: [{"rfilename": path} for path in commit.files],
        "xetEnabled": lambda: True,
        "usedStorage": lambda: sum(file.size for file in commit.files.values() if file.lfs),
        "modelId": lambda: repo.name,
    }
    told: dict[str, Any] = {"_id": repo.repo_id, "id": repo.name}
    for name in wanted:
        value = repo.facts[name] if name in repo.facts else known.get(name, _nothing)()
        if value is not None or name == "model-index":
            told[name] = value
    return told


def _nothing() -> None:
    """A property that this repository does not have."""


def _base_models(
    commit: Commit, card: Mapping[str, object], find: Callable[[str], Repo | None]
) -> dict[str, object] | None:
    """The base models that are on the hub, or None."""
    found = [repo for name in _listed(card.get("base_model")) if (repo := find(name))]
    if not found:
        return None
    models = [{"_id": repo.repo_id, "id": repo.name} for repo in found]
    return {"relation": relation(card, commit.files), "models": models}


def base_names(commit: Commit) -> list[tuple[str, str]]:
    """Base models a card names, with the relation to each."""
    card = card_data(commit)
    return [(name, relation(card, commit.files)) for name in _listed(card.get("base_model"))]
