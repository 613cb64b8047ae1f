"""Files of parts, made when the package is built: mapped, so that of some megabytes a text needs some pages.

A file holds its parts one after another, then a head of plain values with their places, then the length of
all parts. Pure but for one function that reads such a file.
"""

from __future__ import annotations

import marshal
import mmap
import sys
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_TAIL = 8
_UNIT = 4


def packed(head: Any, parts: Mapping[str, bytes]) -> bytes:  # noqa: ANN401 - whatever `marshal` takes
    """The content of a file.

    Parameters:
        head: plain values that are always read.
        parts: by name what is looked into.
    """
    whole, places = bytearray(), {}
    for name, part in parts.items():
        places[name] = len(whole), len(whole) + len(part)
        whole += part + bytes(-len(part) % _UNIT)  # so that numbers stand where numbers may
    return bytes(whole) + marshal.dumps((head, places)) + len(whole).to_bytes(_TAIL, sys.byteorder)


def unpacked(content: bytes | mmap.mmap) -> tuple[Any, dict[str, memoryview]] | None:
    """The head and the parts of a file; None where it is damaged.

    Parameters:
        content: as `packed` made it, or anything.
    """
    raw = memoryview(content)
    begin = int.from_bytes(raw[-_TAIL:], sys.byteorder)
    try:
        head, places = marshal.loads(raw[begin:-_TAIL])  # noqa: S302 - our own file, as a module's bytecode is
        return head, {name: raw[start:end] for name, (start, end) in places.items()}
    except (EOFError, ValueError, TypeError, AttributeError):
        return None


def mapped(file: Path) -> tuple[Any, dict[str, memoryview]] | None:
    """The head and the parts of a file; None where it is missing or damaged.

    Parameters:
        file: its path.
    """
    try:
        with file.open("rb") as opened:
            return unpacked(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None


def numbers(values: Iterable[int]) -> bytes:
    """A part of numbers below 2**32; `cast("I")` of it gives them back.

    Parameters:
        values: any.
    """
    from array import array  # noqa: PLC0415 - only whoever packs needs it

    return array("I", values).tobytes()


def rows(name: str, values: Iterable[Any]) -> dict[str, bytes]:
    """The two parts that `Rows` reads.

    Parameters:
        name: of the parts.
        values: what `marshal` takes.
    """
    each = [marshal.dumps(value) for value in values]
    return {name: b"".join(each), f"{name}.at": numbers(accumulate(map(len, each), initial=0))}


class Rows(Sequence[Any]):
    """Values that are read one by one, when they are looked at.

    Parameters:
        parts: of a file.
        name: as `rows` was given.
        once: whether a value is remembered, since it will be looked at again.
    """

    def __init__(self, parts: Mapping[str, memoryview], name: str, *, once: bool = False) -> None:
        self._raw, self._at = parts[name], parts[f"{name}.at"].cast("I")
        self._read: dict[int, Any] | None = {} if once else None

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - whatever a row holds
        """The value of that number."""
        if self._read is None:
            return self._value(index)
        if index not in self._read:
            self._read[index] = self._value(index)
        return self._read[index]

    def _value(self, index: int) -> Any:  # noqa: ANN401 - as above
        return marshal.loads(self._raw[self._at[index] : self._at[index + 1]])  # noqa: S302 - as above
