"""Records to JSON and back, by their type hints.

Fields at their default are left out: rows stay short, and a record that gains a field can still be read
from an older row. A key that no field answers to is a fault, never skipped.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from _typeshed import DataclassInstance

T = TypeVar("T")
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_SCALARS = (str, int, float, bool, type(None))
_ADVICE = "Run `licensewatch verify`, and restore the database from a backup if it is damaged."


def encode(value: object) -> Json:
    """The JSON form of a record, or of anything that records hold."""
    if isinstance(value, Enum):
        return cast("str", value.value)
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: encode(held) for one, held in _told(value)}
    if isinstance(value, Mapping):
        return {str(encode(key)): encode(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [encode(held) for held in value]
    if isinstance(value, _SCALARS):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def decode(kind: type[T], data: Json) -> T:
    """The value of type `kind` that `encode` made `data` of.

    Raises:
        StoreError: the data is not of that type.
    """
    try:
        return cast("T", _decoder(cast("Hashable", kind))(data))
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as fault:
        name = getattr(kind, "__name__", str(kind))
        raise StoreError(f"A stored {name} cannot be read: {fault}.", _ADVICE) from fault


def dumps(value: object) -> str:
    """A record as one line of JSON, non-ASCII characters as they are."""
    return _line(encode(value), sort=False)


def canonical(value: object) -> str:
    """As `dumps`, with sorted keys: equal values give equal text, so that it can be hashed."""
    return _line(encode(value), sort=True)


def loads(kind: type[T], text: str) -> T:
    """The value that `dumps` or `canonical` wrote.

    Raises:
        StoreError: the text is not JSON, or not of that type.
    """
    try:
        data = cast("Json", json.loads(text))
    except (RecursionError, TypeError, ValueError) as fault:
        raise StoreError(f"A stored value is not JSON: {fault}.", _ADVICE) from fault
    return decode(kind, data)


def _line(data: Json, *, sort: bool) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=sort, separators=(",", ":"))
    if text.isascii() or _is_unicode(text):
        return text
    return json.dumps(data, sort_keys=sort, separators=(",", ":"))


def _is_unicode(text: str) -> bool:
    """Whether SQLite can hold the text: lone surrogates (from bytes nobody could decode) it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _told(record: DataclassInstance) -> list[tuple[Field[Any], object]]:
    held = ((one, getattr(record, one.name)) for one in fields(record))
    return [(one, value) for one, value in held if not _is_default(one, value)]


def _is_default(one: Field[Any], value: object) -> bool:
    default = one.default
    if default is MISSING and one.default_factory is not MISSING:
        default = one.default_factory()
    # Types too: 1, 1.0 and True are equal, but not the same value.
    return type(default) is type(value) and default == value


@cache
def _decoder(kind: Hashable) -> Callable[[Json], object]:
    """The function that reads one type; built once a type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_decoder(inner)
    if origin in {Mapping, dict}:
        return _mapping_decoder(*inner)
    if origin in {typing.Union, types.UnionType}:
        return _union_decoder(inner)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record_decoder(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is datetime:
        return lambda data: datetime.fromisoformat(cast("str", data))
    if kind is float:
        return _scalar_decoder(int, float)  # a whole number may stand where a fraction could
    if kind in _SCALARS:
        return _scalar_decoder(cast("type", kind))
    raise TypeError(f"{kind} has no JSON form")


def _scalar_decoder(*kinds: type) -> Callable[[Json], object]:
    def read(data: Json) -> object:
        if type(data) not in kinds:
            raise TypeError(f"{type(data).__name__} stands where {kinds[-1].__name__} is expected")
        return data

    return read


def _tuple_decoder(inner: tuple[object, ...]) -> Callable[[Json], object]:
    if inner[1:] == (...,):
        each = _decoder(inner[0])
        return lambda data: tuple(each(held) for held in _list(data))
    parts = [_decoder(one) for one in inner]
    return lambda data: tuple(read(held) for read, held in zip(parts, _list(data), strict=True))


def _list(data: Json) -> list[Json]:
    if not isinstance(data, list):
        raise TypeError(f"{type(data).__name__} stands where a list is expected")
    return data


def _mapping_decoder(key: object, held: object) -> Callable[[Json], object]:
    read_key, read = _decoder(key), _decoder(held)
    return lambda data: {read_key(name): read(value) for name, value in cast("dict[str, Json]", data).items()}


def _union_decoder(inner: tuple[object, ...]) -> Callable[[Json], object]:
    """Reads the first kind that fits: records hold only unions whose kinds JSON keeps apart."""
    readers = [_decoder(one) for one in inner]

    def read(data: Json) -> object:
        for reader in readers:
            try:
                return reader(data)
            except (AttributeError, TypeError, ValueError):
                continue
        raise TypeError(f"{type(data).__name__} is none of {' | '.join(map(_name, inner))}")

    return read


def _name(kind: object) -> str:
    return getattr(kind, "__name__", str(kind))


def _record_decoder(kind: type) -> Callable[[Json], object]:
    hints = typing.get_type_hints(kind)
    names = {one.name for one in fields(kind)}

    @cache
    def reader(name: str) -> Callable[[Json], object]:
        return _decoder(hints[name])

    def read(data: Json) -> object:
        told = cast("dict[str, Json]", data)
        if unknown := told.keys() - names:
            raise ValueError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
        return kind(**{name: reader(name)(value) for name, value in told.items()})

    return read
