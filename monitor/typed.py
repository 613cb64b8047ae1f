"""What modules ask of `typing`, without loading it.

To load `typing` and to have code compiled for each named tuple, as it does, takes longer than to read five
pages. Type checkers see `typing` itself behind these names. A named tuple made here is one to whoever uses
it; none is made of another.
"""

from __future__ import annotations

import collections
from operator import itemgetter

__all__ = [
    "TYPE_CHECKING",
    "Any",
    "NamedTuple",
    "TypeAlias",
    "TypeGuard",
    "cast",
    "dataclass_transform",
    "overload",
]

TYPE_CHECKING = False
"""True to type checkers, which know it by this name."""

_getter = getattr(collections, "_tuplegetter", lambda at, doc: property(itemgetter(at), doc=doc))


class _Kind(type):
    """Makes a class of tuples: its annotations are the names, what they are set to the defaults."""

    def __new__(cls, name: str, bases: tuple[type, ...], held: dict[str, object]) -> type:
        hints: object = held.get("__annotations__", {})
        names = tuple(hints) if isinstance(hints, dict) else ()
        defaults = {one: held.pop(one) for one in names if one in held}
        own = {one: _getter(at, f"Field number {at}") for at, one in enumerate(names)}
        told = {"__slots__": (), "_fields": names, "_field_defaults": defaults, "__match_args__": names}
        return super().__new__(cls, name, bases, {**told, **own, **held})


class _Named(tuple[object, ...], metaclass=_Kind):  # noqa: SLOT001 - its kind gives it none
    """A named tuple.

    Raises:
        TypeError: a value without a default is missing, is one too many, or has no such name.
    """

    if TYPE_CHECKING:
        _fields: tuple[str, ...]
        _field_defaults: dict[str, object]

    def __new__(cls, *values: object, **named: object) -> _Named:  # noqa: PYI034 - of `typing` to checkers
        if named or len(values) != len(cls._fields):
            values = _completed(cls, values, named)
        return tuple.__new__(cls, values)

    @classmethod
    def _make(cls, values: Iterable[object]) -> _Named:
        return cls(*values)

    def _replace(self, **changes: object) -> _Named:
        values = [changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)]
        if changes:
            raise TypeError(f"{type(self).__name__} has no {', '.join(changes)}")
        return tuple.__new__(type(self), values)

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{type(self).__name__}({told})"

    def __getnewargs__(self) -> tuple[object, ...]:
        """What `copy` makes another one of."""
        return tuple(self)


def _completed(
    kind: type[_Named], values: tuple[object, ...], named: dict[str, object]
) -> tuple[object, ...]:
    """The values of all names, by place, by name or by default."""
    names, defaults = kind._fields, kind._field_defaults
    rest = names[len(values) :]
    told = {**defaults, **named} if len(named) < len(rest) else named
    try:
        found = (*values, *[told[name] for name in rest])
    except KeyError as error:
        raise TypeError(f"{kind.__name__} needs {error.args[0]}") from None
    if len(found) > len(names) or not named.keys() <= set(rest):
        raise TypeError(f"{kind.__name__} has {', '.join(names)} and nothing else, each once")
    return found


if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NamedTuple, TypeAlias, TypeGuard, cast, dataclass_transform, overload
else:
    Any = TypeAlias = TypeGuard = object
    NamedTuple = _Named

    def cast(_: object, value: object) -> object:
        """The value."""
        return value

    def overload(told: object) -> object:
        """What it is given: what was written last is what runs."""
        return told

    def dataclass_transform(**_: object) -> object:
        """A decorator that tells types alone."""
        return lambda kind: kind
