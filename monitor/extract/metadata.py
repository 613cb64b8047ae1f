"""Declared metadata: what a place's API says of a subject's licence, as `Declared` and as a short text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from monitor.extract.plain import scrubbed
from monitor.records import Declared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# ModelScope writes some licences by their titles and others by their ids.
_SPELLED = {
    "apache license 2.0": "apache-2.0",
    "bsd 2-clause license": "bsd-2-clause",
    "bsd 3-clause license": "bsd-3-clause",
    "gnu affero general public license v3.0": "agpl-3.0",
    "gnu general public license v2.0": "gpl-2.0",
    "gnu general public license v3.0": "gpl-3.0",
    "mit license": "mit",
    "mozilla public license 2.0": "mpl-2.0",
}


_MODEL = re.compile(r"(?:https://huggingface\.co/)?([\w.-]{1,96}/[\w.-]{1,96})/?")


def parse_metadata(data: bytes) -> tuple[Declared | None, tuple[str, ...]]:
    """Read the answer of a hub's model-info endpoint; never raises.

    Read are the hub's model info (`cardData`, `gated`, and the computed tags `license:...` and
    `base_model:...` where `cardData` is silent), ModelScope's (`Data.License`), GitHub's licence answer
    (`license.spdx_id`), and a bare mapping with the keys of a model card.

    Parameters:
        data: JSON as received.

    Returns:
        The declaration and clauses that go on from the document's name; None exactly when there are
        clauses.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None, ("is not JSON",)
    if not isinstance(value, dict):
        return None, ("is JSON, but not an object",)
    return _declared(value), ()


def canonical_text(declared: Declared) -> str:
    """The declaration as text that two times can be compared by: one `key: value` a line, in fixed order.

    The gate prompt is a document of its own and not repeated here.

    Parameters:
        declared: what was read.
    """
    pairs = [
        *(("license", name) for name in declared.licenses),
        ("license_name", declared.license_name),
        ("license_link", declared.license_link),
        *(("base_model", name) for name in declared.base_models),
        ("base_model_relation", declared.base_model_relation),
        ("gated", None if declared.gated is False else str(declared.gated).lower()),
    ]
    return "\n".join(f"{key}: {' '.join(value.split())}" for key, value in pairs if value)


def _declared(info: Mapping[str, Any]) -> Declared:
    """The declaration in any of the known shapes of answer."""
    modelscope = info.get("Data")
    if isinstance(modelscope, dict):
        return Declared(
            licenses=tuple(_SPELLED.get(word.lower(), word) for word in _words(modelscope.get("License"))),
            base_models=_words(modelscope.get("BaseModel")),
        )
    origin = _origin(info)
    if origin:
        return origin
    card = info.get("cardData")
    data = card if isinstance(card, dict) else {} if "cardData" in info else info
    relation, models = _base_models(info)
    gated = info.get("gated")
    return Declared(
        licenses=_licenses(data.get("license")) or _tagged(info, "license:"),
        license_name=_word(data.get("license_name")),
        license_link=_word(data.get("license_link")),
        base_models=_words(data.get("base_model")) or models or _tagged(info, "base_model:"),
        base_model_relation=_word(data.get("base_model_relation")) or relation,
        gate_prompt=_word(data.get("extra_gated_prompt")),
        gated=gated if isinstance(gated, str) else gated is True,
    )


def _origin(info: Mapping[str, Any]) -> Declared | None:
    """What a configuration or a GGUF header says of a model's origin; None for any other object."""
    header = info.get("gguf")
    if isinstance(header, dict) and "cardData" not in info:
        return Declared(licenses=_words(header.get("general.license")), base_models=tuple(_in_header(header)))
    for key in ("base_model_name_or_path", "_name_or_path"):
        if isinstance(info.get(key), str) and "license" not in info:
            return Declared(base_models=_words(info[key].strip()))
    return None


def _in_header(header: Mapping[str, Any]) -> Iterator[str]:
    """Models that a GGUF header names as base or source, by address or by owner and name."""
    for number in range(8):
        key = f"general.base_model.{number}"
        named = _from_address(header.get(f"{key}.repo_url"))
        owner, name = (_word(header.get(f"{key}.{part}")) for part in ("organization", "name"))
        if not named and owner and name:
            named = f"{owner}/{name}".replace(" ", "-")
        if named:
            yield named
    for key in ("general.source.huggingface.repository", "general.source.repo_url", "general.source.url"):
        named = _from_address(header.get(key))
        if named:
            yield named


def _from_address(value: object) -> str:
    """`owner/name` out of an address of the hub, or as it stands; empty for anything else."""
    found = _MODEL.fullmatch(value) if isinstance(value, str) else None
    return found.group(1) if found else ""


def _licenses(value: object) -> tuple[str, ...]:
    """The declared ids; GitHub gives an object, whose `NOASSERTION` means that it knows none."""
    if isinstance(value, dict):
        return tuple(word for word in _words(value.get("spdx_id")) if word != "NOASSERTION") or ("other",)
    return _words(value)


def _tagged(info: Mapping[str, Any], prefix: str) -> tuple[str, ...]:
    """What the hub computed into its tags; `base_model:quantized:x` repeats `base_model:x`."""
    tags = (tag.removeprefix(prefix) for tag in _words(info.get("tags")) if tag.startswith(prefix))
    return tuple(tag for tag in tags if ":" not in tag)


def _base_models(info: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """The base models that the hub resolved, with their relation."""
    base = info.get("baseModels")
    if not isinstance(base, dict):
        return None, ()
    models = base.get("models")
    listed = models if isinstance(models, list) else []
    return _word(base.get("relation")), _words([item.get("id") for item in listed if isinstance(item, dict)])


def _words(value: object) -> tuple[str, ...]:
    """The words of a value that is one or a list of some."""
    listed: Iterable[object] = value if isinstance(value, list) else [value]
    words = (_word(item) for item in listed)
    return tuple(word for word in words if word)


def _word(value: object) -> str | None:
    """A scalar as it would be written; None for nothing and for what is no scalar."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return scrubbed(str(value)).strip() or None
