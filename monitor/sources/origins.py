"""Where a model that declares no base model says what it was made from: proposals, never proofs.

Read are `base_model_name_or_path` of an adapter's configuration (PEFT), `_name_or_path` of a model's
(transformers), the header of a GGUF file, the words of the card, and the ending of the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.extract.metadata import parse_metadata
from monitor.records import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.records import Snapshot

CONFIGS = ("adapter_config.json", "config.json")

_MADE = (
    r"(?:quanti[sz]\w{1,8}|quants?|fine-?\s?tun\w{1,4}|distill\w{1,6}|merge\w?|conver\w{1,6}|derived|adapters?|lora"
    r"|abliterat\w{1,4}|based|built|trained|continu\w{1,5}|uncensored|gguf|version)"
)
_NAME = r"([A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})"
_PROSE = re.compile(
    rf"\b{_MADE}\b[^.\n|]{{0,80}}?\b(?:of|from|on|for|upon)\b[^.\n|/]{{0,60}}?"
    rf"(?:\]\(https://huggingface\.co/{_NAME}\)|`{_NAME}`|\*\*{_NAME}\*\*|https://huggingface\.co/{_NAME})",
    re.IGNORECASE,
)
_REPACK = re.compile(
    r"(.{3,}?)[-_.](?:i?gguf|awq|gptq|exl[23]|mlx|onnx|bnb|[48]-?bits?|fp8|nf4|int[48]|abliterated|uncensored)\b.*",
    re.IGNORECASE,
)
_SCANNED = 200_000


@dataclass(frozen=True, slots=True)
class Clue:
    """One place that names a model as the origin.

    Parameters:
        model: as it is named there: `owner/name`, a path, or empty where only a copy is said to be one.
        sentence: what names it, a clause with the place first.
    """

    model: str
    sentence: str


def files_to_ask(paths: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """The configurations, and the GGUF file, that may tell the origin of a model.

    Parameters:
        paths: every file of the repository.
    """
    held = frozenset(paths)
    large = sorted(path for path in held if path.lower().endswith(".gguf"))
    return tuple(path for path in CONFIGS if path in held), next(iter(large), None)


def clues(name: str, snapshots: Iterable[Snapshot]) -> tuple[Clue, ...]:
    """What a model's files and name say of its origin, the surest first.

    Parameters:
        name: `owner/name`.
        snapshots: its documents, with the files of `files_to_ask` as metadata.
    """
    found = [clue for one in snapshots if one.body is not None for clue in _clues_in(one)]
    others = [clue for clue in found if clue.model.lower() != name.lower()]
    repack = _REPACK.fullmatch(name.rpartition("/")[2])
    if repack and not others:
        others.append(Clue("", f"Its name says that it is a repack of {repack.group(1)}"))
    return tuple(others)


def _clues_in(snapshot: Snapshot) -> Iterator[Clue]:
    if snapshot.role is Role.METADATA and snapshot.name != "metadata":
        declared, _ = parse_metadata(snapshot.body or b"")
        for model in declared.base_models if declared else ():
            yield Clue(model, f"{snapshot.name} names {model} as what it was made from")
    elif snapshot.role is Role.CARD:
        text = (snapshot.body or b"")[:_SCANNED].decode("utf-8", "replace")
        for each in _PROSE.finditer(text):
            model = next(group for group in each.groups() if group).rstrip(".")
            yield Clue(model, f"{snapshot.name} calls it made from {model}")
