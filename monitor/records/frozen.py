"""Frozen data classes that take next to nothing to make.

`dataclasses` writes code for each class and has it compiled, and loads `inspect` for it: for the records of
one reading that takes as long as to read three pages. To whoever uses them these are the same, to `fields`
and `replace` of `dataclasses` too; they are made by keywords alone, and none is made of another.
"""

from __future__ import annotations

from functools import cache, partial

from monitor.typed import TYPE_CHECKING, Any, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Mapping
    from dataclasses import Field
    from typing import ClassVar, TypeVar

    R = TypeVar("R", bound="Record")


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Kind(type):
    """Makes a record class: its annotations are the fields, in slots; what they are set to the defaults."""

    names: tuple[str, ...]
    defaults: Mapping[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], held: dict[str, Any]) -> _Kind:
        names = tuple(held.get("__annotations__", ()))
        defaults = {one: held.pop(one) for one in names if one in held}
        made = super().__new__(cls, name, bases, {"__slots__": names, **held})
        made.names, made.defaults = names, defaults
        return made


class _Fields:
    """What `dataclasses` calls the fields of a class, told when it asks."""

    def __get__(self, record: object, kind: _Kind) -> dict[str, Field[Any]]:
        return _fields(kind)


@cache
def _fields(kind: _Kind) -> dict[str, Field[Any]]:
    from dataclasses import MISSING, field, fields, make_dataclass  # noqa: PLC0415 - to spare it is the point

    def told(name: str) -> Any:  # noqa: ANN401 - to type checkers `field` gives the value of a field
        default = kind.defaults.get(name, MISSING)
        return field(default_factory=default.copy) if _changes(default) else field(default=default)

    listed = [(name, hint, told(name)) for name, hint in kind.__annotations__.items()]
    return {one.name: one for one in fields(make_dataclass(kind.__name__, listed, kw_only=True))}


def _changes(default: object) -> bool:
    """Whether a default is a value that each record needs for itself."""
    return type(default).__hash__ is None


class Record(metaclass=_Kind):
    """A frozen data class: fields with annotations, some with defaults.

    Raises:
        TypeError: a field without a default is missing, or there is no such field.
        FrozenInstanceError: somebody sets or deletes one.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _Fields()

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - whatever the fields hold
        kind = type(self)
        for name in kind.names:
            if name in values:
                value = values.pop(name)
            elif name in kind.defaults:
                value = kind.defaults[name]
                value = value.copy() if _changes(value) else value
            else:
                raise TypeError(f"{kind.__name__} needs {name}")
            object.__setattr__(self, name, value)
        if values:
            raise TypeError(f"{kind.__name__} has no {', '.join(values)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise _frozen(name)

    def __delattr__(self, name: str) -> None:
        raise _frozen(name)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash((*_values(self).values(),))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in _values(self).items())
        return f"{type(self).__name__}({told})"

    def __reduce__(self) -> tuple[partial[Record], tuple[()]]:
        """What `copy` makes another one by."""
        return partial(type(self), **_values(self)), ()


def replace(record: R, **changes: Any) -> R:  # noqa: ANN401 - whatever the fields hold
    """The same as of `dataclasses`.

    Parameters:
        record: any.
        changes: the new values of some fields.
    """
    return type(record)(**{**_values(record), **changes})


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).names}


def _frozen(name: str) -> AttributeError:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - as above

    return FrozenInstanceError(f"cannot change {name!r}")
