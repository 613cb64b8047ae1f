"""What was found in a file, and how names of models are told from other words with a stroke in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.records import Mention

IGNORED = "ignore"
"""What a comment `licensewatch: ignore` says instead of a reference."""

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_REPOSITORY = re.compile(rf"{_NAME}/{_NAME}")
_HUB = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/"
    rf"(?P<name>{_NAME}/{_NAME})(?:/(?:resolve|blob|raw|tree)/(?P<revision>[A-Za-z0-9._-]{{1,100}}))?"
)
_MODELSCOPE = re.compile(rf"https?://(?:www\.)?modelscope\.(?:cn|ai)/models/(?P<name>{_NAME}/{_NAME})")
# First folders of the hub's pages that are no organisations (see monitor.subjects).
_PAGES = re.compile(
    r"(?:api|blog|chat|collections|datasets|docs|enterprise|join|kernels|learn|login|models|new|organizations"
    r"|papers|posts|pricing|settings|spaces|tasks)/"
)
PACKAGE_URL = re.compile(
    r"pkg:(?:huggingface|github)/[A-Za-z0-9._%-]{1,200}(?:/[A-Za-z0-9._%-]{1,200})?(?:@[A-Za-z0-9._%-]{1,100})?"
)
# Names with one part that the hub knows from its first years; every other one may be a folder.
_FIRST_NAMES = re.compile(
    r"(?:distil)?gpt2(?:-medium|-large|-xl)?|openai-gpt|(?:distil)?bert-(?:base|large)-[a-z0-9-]{2,60}"
    r"|(?:distil|xlm-)?roberta-(?:base|large)[a-z0-9-]{0,30}|t5-(?:small|base|large|3b|11b)"
    r"|albert-(?:base|large|xlarge|xxlarge)-v[12]|xlnet-(?:base|large)-cased|camembert-base"
)
# What ends the name of a file rather than that of a model.
_FILES = re.compile(
    r"\.(?:py|ipynb|json|jsonl|ya?ml|toml|txt|md|csv|parquet|sh|gguf|bin|pt|pth|ckpt|onnx|safetensors|h5|pkl"
    r"|png|jpe?g|wav|mp3|zip|gz|tar|html?|log|cfg|ini|sql|db|js|ts)$",
    re.IGNORECASE,
)
# Names that a router of paid services takes: "azure/gpt-4" is no repository.
_ROUTED = re.compile(
    r"(?:azure|azure_ai|bedrock|vertex_ai|vertexai|gemini|groq|together_ai|openrouter|ollama|ollama_chat"
    r"|anthropic|litellm_proxy|fireworks_ai|replicate|perplexity|xai|watsonx|sagemaker|text-completion-openai)/"
    r"|openai/(?:gpt-[345]|o\d\b|chatgpt|text-|dall-e|tts-)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"(?:#|//|<!--|;)\s*licensewatch:\s*(\S{1,300})")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A place that uses a model and does not name it.

    Parameters:
        path: of the file, as in `Mention`.
        line: counted from 1.
        words: what stands there.
    """

    path: str
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What files of a project name.

    Parameters:
        mentions: in the order of files and lines, none twice.
        unresolved: places that use a model whose name is not written there.
        unread: files that could not be read, with the reason as the end of a sentence.
    """

    mentions: tuple[Mention, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


def together(parts: Iterable[Found]) -> Found:
    """All that was found, in order of path and line.

    Parameters:
        parts: of several readers or files.
    """
    every = list(parts)
    mentions = dict.fromkeys(each for part in every for each in part.mentions)
    unresolved = dict.fromkeys(each for part in every for each in part.unresolved)
    return Found(
        tuple(sorted(mentions, key=lambda each: (each.path, each.line))),
        tuple(sorted(unresolved, key=lambda each: (each.path, each.line))),
        tuple(dict.fromkeys(each for part in every for each in part.unread)),
    )


def repository(text: str, revision: str = "") -> str:
    """The reference that a word stands for, when it can be a repository of the hub; empty when it cannot.

    Parameters:
        text: a whole value: `org/name`, `hf_hub:org/name`, or an address of the hub or of ModelScope.
        revision: that is asked for beside it; one within the address wins.
    """
    named = text.strip().removeprefix("hf_hub:").removeprefix("hf-hub:").removeprefix("hf://")
    if package := PACKAGE_URL.fullmatch(named):
        return package.group()
    if there := _MODELSCOPE.match(named):
        return f"modelscope:{there['name']}"
    if (here := _HUB.match(named)) and not _PAGES.match(here["name"]):
        return _at(here["name"].removesuffix(".git"), here["revision"] or revision)
    name, _, at = named.partition("@")
    if not _REPOSITORY.fullmatch(name) or _FILES.search(name) or _ROUTED.match(name) or ".." in name:
        return ""
    return _at(name, at or revision)


def first_name(text: str, revision: str = "") -> str:
    """The reference of a name without an organisation that the hub knows from its first years, or empty.

    Parameters:
        text: a whole value.
        revision: that is asked for beside it.
    """
    return _at(f"hf:{text}", revision) if _FIRST_NAMES.fullmatch(text) else ""


def addresses(text: str) -> list[str]:
    """Repositories whose addresses stand somewhere in a text.

    Parameters:
        text: any, such as a command.
    """
    found = [match.group() for match in _HUB.finditer(text) if _is_address(text, match)]
    found += [match.group() for match in _MODELSCOPE.finditer(text)]
    return [reference for reference in map(repository, found) if reference]


def _is_address(text: str, match: re.Match[str]) -> bool:
    """Whether it is not the end of another host's name, nor of an e-mail address."""
    before = text[match.start() - 1] if match.start() else " "
    return match.group().startswith("http") or not (before.isalnum() or before in "@.-_/")


def packages(text: str) -> list[str]:
    """Package URLs of models that stand somewhere in a text; `pkg:github/` is mostly no model.

    Parameters:
        text: any.
    """
    return [found for found in PACKAGE_URL.findall(text) if found.startswith("pkg:huggingface/")]


def told_by_comment(line: str) -> str:
    """What a comment on a line says the model is: a reference, `ignore`, or empty.

    Parameters:
        line: of source text, e.g. `model = load(name)  # licensewatch: org/name`.
    """
    comment = _COMMENT.search(line)
    return comment[1] if comment else ""


def _at(name: str, revision: str) -> str:
    return f"{name}@{revision}" if revision else name
