"""Model cards: front matter by the hub's own rule, and the licence keys in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.extract.plain import scrubbed
from monitor.records import Declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    import yaml

MAX_FRONT_MATTER = 1_000_000
"""Most characters of front matter that are read (cards with long benchmark tables have 400,000)."""
MAX_DEPTH = 50
MAX_ALIASES = 20
"""With so few aliases, merged mappings can grow by a factor of about a thousand at most."""
MAX_DIGITS = 400
"""Longest number that is read: numbers of base 60 (`1:59:59`) take quadratic time."""

_KEYS = frozenset(
    ("license", "license_name", "license_link", "base_model", "base_model_relation", "extra_gated_prompt")
)


_NOTHING = Declared()
_FENCE = re.compile(r"[\r\n]---[ \t]*+(?:\r\n|\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A model card taken apart.

    Parameters:
        declared: what its front matter says of the licence.
        data: the whole front matter as YAML 1.1 reads it; empty when there is none.
        prose: the card behind the front matter, as it stands.
        prose_start: where the prose begins in the card's text, code points.
        fault: why the front matter could not be read ("no front matter"), or None.
    """

    declared: Declared = _NOTHING
    data: Mapping[str, Any] = field(default_factory=dict)
    prose: str = ""
    prose_start: int = 0
    fault: str | None = None


def parse_card(text: str) -> Card:
    """Take a card apart by the hub's rule; never raises, whatever a stranger wrote.

    The rule is the expression `REGEX_YAML_BLOCK` of huggingface_hub ("the exact same regex as in the
    Hub server"), read in linear time; the block is YAML 1.1, as PyYAML's safe loader reads it.

    Parameters:
        text: the card's text; a byte-order mark before it is passed over.
    """
    place = front_matter(text)
    if place is None:
        return Card(prose=text, fault="no front matter")
    start, end, after = place
    node, data, fault = _load(text[start:end])
    declared, odd = (_declared(node), _odd(node)) if node else (_NOTHING, None)
    return Card(declared=declared, data=data, prose=text[after:], prose_start=after, fault=fault or odd)


def front_matter(text: str) -> tuple[int, int, int] | None:
    r"""Where the hub finds a card's front matter: (start, end, end of the closing line); None: nowhere.

    Equal to `^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))`, whose second group
    is `text[start:end]`, but for a byte-order mark at the very beginning.

    Parameters:
        text: the card's text.
    """
    begin = 1 if text.startswith("\ufeff") else 0
    fence = begin + len(text) - begin - len(text[begin:].lstrip())
    if not text.startswith("---", fence):
        return None
    fence += 3
    # After CRLF the expression tries both ends of line: `---\r` may open and `\n---` close.
    openings = [end for end in ("\r\n", "\r", "\n") if text.startswith(end, fence)]
    closed = (_closing(text, fence + len(opening)) for opening in openings)
    return next((place for place in closed if place), None)


def _closing(text: str, start: int) -> tuple[int, int, int] | None:
    """The front matter that begins at `start`, up to the first fence on a line of its own."""
    fence = _FENCE.search(text, start)
    if fence is None:
        return None
    end = fence.start()
    return start, end - text.startswith("\r\n", max(start, end - 1)), fence.end()


class _RefusedError(ValueError):
    """The front matter is YAML that is not read, to keep time and memory bounded."""


def _load(block: str) -> tuple[yaml.MappingNode | None, Mapping[str, Any], str | None]:
    """The front matter as nodes and as values, or why there is neither."""
    import yaml  # noqa: PLC0415 - keeps commands that meet no card fast

    if len(block) > MAX_FRONT_MATTER:
        return (
            None,
            {},
            f"front matter is too large ({len(block):,} characters, {MAX_FRONT_MATTER:,} are read)",
        )
    try:
        _check_shape(block)
        node, data = _composed(block)
    except _RefusedError as error:
        return None, {}, f"front matter {error}"
    # Beside its own errors the loader lets out those of the numbers and dates it builds.
    except (
        yaml.YAMLError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        return None, {}, f"front matter is not YAML ({_reason(error)})"
    if node is None:
        return None, {}, "front matter is empty"
    if not isinstance(node, yaml.MappingNode):
        return None, {}, "front matter is not a mapping of keys to values"
    return node, data, None


def _loader_class() -> type[yaml.SafeLoader]:
    """The safe loader, in C where PyYAML was built with it (ten times as fast)."""
    import yaml  # noqa: PLC0415 - see _load

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _composed(block: str) -> tuple[yaml.Node | None, Any]:
    """The only document of the block as nodes (what was written) and values (what YAML makes of it)."""
    loader = _loader_class()(block)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _check_shape(block: str) -> None:
    """Refuse a block that is small to write and large to build, before anything is built.

    Raises:
        _RefusedError: it is nested too deeply, has too many aliases, one of them inside its own anchor,
            or a number that is too long.
    """
    import yaml  # noqa: PLC0415 - see _load

    aliases = 0
    open_anchors: list[str | None] = []
    for event in yaml.parse(block, Loader=_loader_class()):
        if isinstance(event, yaml.CollectionStartEvent):
            open_anchors.append(event.anchor)
            if len(open_anchors) > MAX_DEPTH:
                raise _RefusedError(f"is nested more than {MAX_DEPTH} deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            open_anchors.pop()
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > MAX_ALIASES or event.anchor in open_anchors:
                raise _RefusedError(f"has more than {MAX_ALIASES} aliases, or one that holds itself")
        elif isinstance(event, yaml.ScalarEvent) and _is_long_number(event):
            raise _RefusedError(f"holds a number of more than {MAX_DIGITS} characters")


def _is_long_number(event: yaml.ScalarEvent) -> bool:
    """Whether building a scalar could mean arithmetic on a very long number."""
    may_be_number = event.implicit[0] or event.tag is not None
    return may_be_number and len(event.value) > MAX_DIGITS and not event.value.strip("+-.:_eExob0123456789")


def _reason(error: Exception) -> str:
    """What went wrong, on one line."""
    problem = getattr(error, "problem", None) or str(error) or type(error).__name__
    mark = getattr(error, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    return " ".join(scrubbed(problem).split())[:200] + where


def _declared(node: yaml.MappingNode) -> Declared:
    """The licence keys as written: `license: no` stays `no`, `license: 3.0` stays `3.0`."""
    values = {key: _scalars(value) for key, value in _last_values(node).items()}

    def first(key: str) -> str | None:
        return next(iter(values.get(key, ())), None)

    return Declared(
        licenses=values.get("license", ()),
        license_name=first("license_name"),
        license_link=first("license_link"),
        base_models=values.get("base_model", ()),
        base_model_relation=first("base_model_relation"),
        gate_prompt=first("extra_gated_prompt"),
    )


def _last_values(node: yaml.MappingNode) -> dict[str, yaml.Node]:
    """The top-level keys that declare something; of a key given twice the last counts, as in YAML 1.1."""
    return {key.value: value for key, value in node.value if key.value in _KEYS}


def _scalars(node: yaml.Node) -> tuple[str, ...]:
    """The words of a value: one, or those of a list; nothing for null, "" and mappings."""
    words = (
        scrubbed(item.value).strip() for item in _listed(node) if _is_scalar(item) and not _is_null(item)
    )
    return tuple(word for word in words if word)


def _is_null(node: yaml.Node) -> bool:
    """Whether YAML reads the scalar as no value."""
    return bool(node.tag == "tag:yaml.org,2002:null")


def _listed(node: yaml.Node) -> list[yaml.Node]:
    """The items of a list; any other value is a list of one."""
    return list(node.value) if node.tag == "tag:yaml.org,2002:seq" else [node]


def _is_scalar(node: yaml.Node) -> bool:
    """Whether a value is one word or text."""
    return isinstance(node.value, str)


def _odd(node: yaml.MappingNode) -> str | None:
    """The fault of a licence key whose value is a mapping, or a list of such."""
    for key, value in _last_values(node).items():
        if not all(_is_scalar(item) for item in _listed(value)):
            return f"front matter gives {key} as neither a word nor a list of words"
    return None
