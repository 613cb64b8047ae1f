"""Models that configurations name: JSON, YAML and TOML, bills of materials, notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor import toml
from monitor.mentions import commands, python
from monitor.mentions.found import IGNORED, Found, packages, repository, together, told_by_comment
from monitor.records import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_REVISIONS = ("revision", "model_revision", "base_model_revision")
_COMMANDS = frozenset({"command", "entrypoint", "args", "cmd", "run", "script", "environment", "env"})
_SPDX_ADDRESSES = frozenset({"downloadlocation", "software_downloadlocation"})


@dataclass(frozen=True, slots=True)
class _Setting:
    """A word of a configuration.

    Parameters:
        keys: of the mappings around it, outermost first.
        text: the value.
        line: counted from 1.
        beside: the other words of the same mapping.
    """

    keys: tuple[str, ...]
    text: str
    line: int
    beside: Mapping[str, str]

    @property
    def key(self) -> str:
        """The nearest key."""
        return self.keys[-1] if self.keys else ""


def read_json(path: str, text: str) -> Found:
    """The models that a JSON file names; a bill of materials among them.

    Parameters:
        path: for what is found.
        text: of the file.
    """
    try:
        tree = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return _unread(path, text, "is no JSON")
    lines = iter(_json_lines(text))
    return _named(path, text, list(_of_json(tree, (), lines)))


def read_yaml(path: str, text: str) -> Found:
    """The models that a YAML file names.

    Parameters:
        path: for what is found.
        text: of the file; several documents are allowed.
    """
    import yaml  # noqa: PLC0415 - only projects with YAML need it

    try:
        roots = list(yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        return _named(path, text, [one for root in roots for one in _of_yaml(root)])
    except (yaml.YAMLError, ValueError, RecursionError):
        return _unread(path, text, "is no YAML")


def read_toml(path: str, text: str) -> Found:
    """The models that a TOML file names.

    Parameters:
        path: for what is found.
        text: of the file.
    """
    try:
        tree = toml.loads(text)
    except (ValueError, RecursionError):
        return _unread(path, text, "is no TOML")
    return _named(path, text, list(_of_toml(tree, (), text)))


def read_notebook(path: str, text: str) -> Found:
    """The models that the code of a notebook loads (Jupyter, https://nbformat.readthedocs.io).

    Parameters:
        path: for what is found.
        text: of the file; lines of what is found are lines of this.
    """
    try:
        tree = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return _unread(path, text, "is no JSON")
    words = list(_of_json(tree, (), iter(_json_lines(text))))
    rows = [
        (row, one.line)
        for one in words
        if one.keys[:1] == ("cells",) and one.key == "source" and one.beside.get("cell_type") == "code"
        for row in one.text.split("\n")[: max(one.text.count("\n"), 1)]
    ]
    shell = [(row, line) for row, line in rows if row.lstrip().startswith(("!", "%"))]
    code = "\n".join(_without_magic(row) for row, _ in rows)
    found = python.read(path, code, lambda line: rows[min(line, len(rows)) - 1][1] if rows else 1)
    told = [Mention(path, line, each) for row, line in shell for each in commands.named(row.lstrip("!% "))]
    return together([found, Found(tuple(told))])


def _without_magic(row: str) -> str:
    """A line of a cell as Python: what only a notebook understands becomes `pass`."""
    bare = row.lstrip()
    return row[: len(row) - len(bare)] + "pass" if bare.startswith(("!", "%", "?")) else row


def _unread(path: str, text: str, reason: str) -> Found:
    """What can be told of a file that is not what its name says: nothing, unless it speaks of models."""
    found = [
        Mention(path, number, each)
        for number, line in enumerate(text.split("\n"), 1)
        for each in packages(line)
    ]
    speaks = any(
        commands.MODEL_KEY.fullmatch(key) for key in re.findall(r"[A-Za-z_-]{3,60}(?=\"? ?[:=])", text)
    )
    return Found(tuple(found), (), ((path, reason),) if speaks else ())


def _named(path: str, text: str, words: Sequence[_Setting]) -> Found:
    rows = text.split("\n")
    mentions, parts = [], []
    for one in words:
        comment = told_by_comment(rows[one.line - 1]) if one.line <= len(rows) else ""
        if comment and comment != IGNORED:
            mentions.append(Mention(path, one.line, comment))
        elif not comment:
            mentions += [Mention(path, one.line, each) for each in _references(one)]
            parts += [one] if _is_command(one) else []
    return together([Found(tuple(mentions)), Found(tuple(_of_commands(path, parts)))])


def _references(one: _Setting) -> Iterator[str]:
    """What a word names by itself."""
    yield from packages(one.text)
    if one.key.lower() in _SPDX_ADDRESSES:
        found = repository(one.text.removeprefix("git+"))
    elif (
        one.key == "name" and one.beside.get("type") == "machine-learning-model" and "purl" not in one.beside
    ):
        group = one.beside.get("group", "")
        found = repository(f"{group}/{one.text}" if group else one.text)
    elif commands.MODEL_KEY.fullmatch(one.key) and "type" not in one.key:
        revision = next((one.beside[key] for key in _REVISIONS if key in one.beside), "")
        found = commands.value(one.text, revision)
    else:
        return
    if found and not found.startswith("pkg:"):
        yield found


def _is_command(one: _Setting) -> bool:
    return any(key.lower() in _COMMANDS for key in one.keys)


def _of_commands(path: str, words: Sequence[_Setting]) -> Iterator[Mention]:
    """What commands name; the items of one list are one command."""
    at = 0
    while at < len(words):
        end = at + 1
        while (
            end < len(words) and words[end].keys == words[at].keys and words[end].beside is words[at].beside
        ):
            end += 1
        lines = {}
        for one in words[at:end]:
            lines.update({piece: one.line + row for row, piece in enumerate(one.text.split("\n"))})
        whole = " ".join(each.text for each in words[at:end])
        for part in whole.split("\n"):
            for reference in commands.named(part):
                name = reference.partition("@")[0].rpartition(":")[2]
                line = next((line for piece, line in lines.items() if name in piece), words[at].line)
                yield Mention(path, line, reference)
        at = end


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its members in order, the same key twice kept."""


def _json_lines(text: str) -> Iterator[int]:
    """The line of each string of a JSON text, keys too, in order."""
    line, at = 1, 0
    for match in _STRING.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield line


def _of_json(
    node: object, keys: tuple[str, ...], lines: Iterator[int], beside: Mapping[str, str] | None = None
) -> Iterator[_Setting]:
    if isinstance(node, str):
        yield _Setting(keys, node, next(lines, 1), beside or {})
    elif isinstance(node, _Pairs):
        around = {key: value for key, value in node if isinstance(value, str)}
        for key, value in node:
            next(lines, 1)
            yield from _of_json(value, (*keys, key), lines, around)
    elif isinstance(node, list):
        for value in node:
            yield from _of_json(value, keys, lines, beside)


def _of_yaml(root: Any) -> Iterator[_Setting]:  # noqa: ANN401 - nodes of a library without types
    """Words of a YAML document; what is referred to twice is read once, or it could take forever."""
    seen: set[int] = set()

    def words(node: Any, keys: tuple[str, ...], beside: Mapping[str, str]) -> Iterator[_Setting]:  # noqa: ANN401 - as above
        if id(node) in seen:
            return
        seen.add(id(node))
        if node.id == "scalar":
            block = int(node.style in {"|", ">"})
            yield _Setting(keys, node.value, node.start_mark.line + 1 + block, beside)
        elif node.id == "sequence":
            for each in node.value:
                yield from words(each, keys, beside)
        else:
            around = {key.value: each.value for key, each in node.value if key.id == each.id == "scalar"}
            for key, each in node.value:
                yield from words(each, (*keys, str(key.value)) if key.id == "scalar" else keys, around)

    yield from words(root, (), {})


def _of_toml(
    node: object, keys: tuple[str, ...], text: str, beside: Mapping[str, str] | None = None
) -> Iterator[_Setting]:
    if isinstance(node, str):
        yield _Setting(keys, node, _toml_line(text, keys[-1] if keys else "", node), beside or {})
    elif isinstance(node, Mapping):
        around = {key: value for key, value in node.items() if isinstance(value, str)}
        for key, value in node.items():
            yield from _of_toml(value, (*keys, key), text, around)
    elif isinstance(node, list):
        for value in node:
            yield from _of_toml(value, keys, text, beside)


def _toml_line(text: str, key: str, value: str) -> int:
    """The line a value stands in, which the library does not tell: the first one with key and value."""
    rows = text.split("\n")
    first = value.partition("\n")[0]
    held = [number for number, row in enumerate(rows, 1) if first in row and not row.lstrip().startswith("#")]
    named = [number for number in held if key in rows[number - 1].partition("=")[0]]
    return next(iter(named or held), 1)
