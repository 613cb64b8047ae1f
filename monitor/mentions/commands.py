"""Models that commands name: Dockerfiles, shell scripts, Makefiles, the command of a compose file."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from monitor.mentions.found import (
    IGNORED,
    Found,
    Unresolved,
    addresses,
    packages,
    repository,
    told_by_comment,
)
from monitor.records import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODEL_KEY = re.compile(
    r"(?:[a-z0-9]+[_-])*(?:models?|base|adapters?|loras?|tokenizer|checkpoint|encoder|reranker|embeddings?|llm)"
    r"(?:[_-](?:ids?|names?|paths?|repos?|ref|checkpoint|name[_-]or[_-]path|model))*|_?name_or_path"
    r"|(?:hf[_-])?repo[_-]?(?:id)?|pretrained(?:[_-]model)?(?:[_-]name[_-]or[_-]path)?"
    r"|(?:base|pretrained)[_-]model[_-]name[_-]or[_-]path",
    re.IGNORECASE,
)
"""A key of a configuration, a variable or an option whose value names a model."""

_WIDEST = 90
_OPTION = re.compile(r"--?(?P<key>[A-Za-z][A-Za-z0-9_-]{0,60})(?:=(?P<value>.{0,300}))?")
_SETTING = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_]{0,60})=(?P<value>.{1,300})")
_DEFAULT = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]{0,60}:?-(?P<value>[^}]{1,300})\}")
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]|\{\{|<[a-z]")
_NO_MODELS = frozenset({"dataset", "space"})
_SEPARATORS = frozenset({"&&", "||", ";", "|", "&", "RUN", "CMD", "ENTRYPOINT"})
_SERVERS = (("vllm", "serve"), ("huggingface-cli", "download"), ("hf", "download"), ("mlx_lm.server",))
_IN_CODE = re.compile(r"""from_pretrained\(\s*['"]([^'"\s]{3,200})['"]""")


def read(path: str, text: str) -> Found:
    """The models that the commands of a file name.

    Parameters:
        path: for what is found.
        text: a Dockerfile, script, Makefile or file of settings.
    """
    mentions, unresolved = [], []
    for line, words in _commands(text):
        comment = told_by_comment(words)
        if comment and comment != IGNORED:
            mentions.append(Mention(path, line, comment))
        if comment or words.lstrip().startswith(("#", "//")):
            continue
        found = list(named(words))
        mentions += [Mention(path, _line_of(line, words, each), each) for each in found]
        if not found and unnamed(words):
            shown = " ".join(words.split())
            unresolved.append(
                Unresolved(path, line, shown if len(shown) <= _WIDEST else f"{shown[:_WIDEST]}…")
            )
    return Found(tuple(mentions), tuple(unresolved))


def named(command: str) -> Iterator[str]:
    """References that one command names.

    Parameters:
        command: with its continued lines, or the items of a list joined by spaces.
    """
    yield from packages(command)
    yield from addresses(command)
    yield from (each for each in map(repository, _IN_CODE.findall(command)) if each)
    for words in _parts(_words(command)):
        yield from _of_words(words)


def unnamed(command: str) -> bool:
    """Whether a command serves or downloads a model that only a variable names.

    Parameters:
        command: as in `named`.
    """
    for words in _parts(_words(command)):
        served = _served(words)
        if served is not None and _VARIABLE.search(served):
            return True
    return False


def value(text: str, revision: str = "") -> str:
    """The reference that a setting's value is, or that it takes when nothing else is said (`${X:-org/name}`).

    Parameters:
        text: the value.
        revision: that is set beside it.
    """
    default = _DEFAULT.fullmatch(text.strip())
    return repository(default["value"] if default else text, revision)


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Each command with the line it begins in; a backslash continues it."""
    begun, parts = 0, []
    for number, line in enumerate(text.split("\n"), 1):
        begun = begun or number
        parts.append(line.rstrip("\r"))
        if not parts[-1].endswith("\\"):
            yield begun, "\n".join(parts)
            begun, parts = 0, []
    if parts:
        yield begun, "\n".join(parts)


def _line_of(begun: int, command: str, reference: str) -> int:
    """The line of a continued command that a reference stands in."""
    name = reference.partition("@")[0].rpartition(":")[2]
    at = command.find(name)
    return begun + command.count("\n", 0, max(at, 0))


def _words(command: str) -> list[str]:
    """The words of a command or of a JSON list (`CMD ["vllm", "serve"]`)."""
    plain = re.sub(r"\\\n", " ", command)
    if "[" in plain:
        plain = re.sub(
            r"^\s*(CMD|ENTRYPOINT|RUN|SHELL)?\s*\[(.*)\]\s*$", lambda m: m[2].replace('",', '" '), plain
        )
    try:
        return shlex.split(plain, comments=True)
    except ValueError:  # a quotation that does not end
        return plain.split()


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    """One list of words for each of the commands that a line joins."""
    part: list[str] = []
    for word in words:
        if word in _SEPARATORS:
            yield part
            part = []
        else:
            part.append(word.rstrip(";"))
    yield part


def _of_words(words: list[str]) -> Iterator[str]:
    options = dict(_options(words))
    if options.get("repo-type", options.get("repo_type", "")) in _NO_MODELS:
        return
    revision = options.get("revision", "")
    served = _served(words)
    if served and (found := value(served, revision)):
        yield found
    for key, given in _options(words):
        if MODEL_KEY.fullmatch(key) and (found := value(given, revision)):
            yield found


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Options and settings with their values: `--model X`, `--model=X`, `MODEL=X`, `ENV MODEL X`."""
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if option := _OPTION.fullmatch(word):
            given = option["value"] if option["value"] is not None else following
            yield option["key"], given
        elif setting := _SETTING.fullmatch(word):
            yield setting["key"], setting["value"]
        elif at and words[at - 1] in {"ENV", "ARG"} and following:
            yield word, following


def _served(words: Sequence[str]) -> str | None:
    """What a command that serves or downloads a model takes as its first argument."""
    for start in _SERVERS:
        for at in range(len(words) - len(start)):
            if tuple(words[at : at + len(start)]) == start:
                rest = words[at + len(start) :]
                return next(iter(_arguments(rest)), None)
    return None


def _arguments(words: Sequence[str]) -> Iterator[str]:
    """Words that are neither options nor their values."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = "=" not in word
        else:
            yield word
