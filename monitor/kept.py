"""Files of parts, made when the package is built, of which what is looked at is read and nothing else.

A file holds its parts one after another, then a head of plain values with their places, then the length of
all parts. It is not mapped: systems map it by pieces so large that all of it counts as memory.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from monitor.typed import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from os import PathLike

_TAIL = 8
_CODES = ("H", "I", "Q")
"""Kinds of numbers, the smallest first; the first byte of a part of numbers tells which it holds."""
_BETWEEN = "\0"
_FEW = 3_000
"""So many words are looked up where they stand; from then on it pays to have all in a dictionary."""

Part: TypeAlias = "Callable[[int, int], bytes]"
"""Reads a part from one place to another; to -1 for its end."""


def packed(head: Any, parts: Mapping[str, bytes]) -> bytes:  # noqa: ANN401 - whatever `marshal` takes
    """The content of a file.

    Parameters:
        head: plain values that are always read.
        parts: by name what is looked into.
    """
    ends = accumulate(map(len, parts.values()), initial=0)
    places = dict(zip(parts, pairwise(ends), strict=True))
    whole = b"".join(parts.values())
    return whole + marshal.dumps((head, places)) + len(whole).to_bytes(_TAIL, sys.byteorder)


def opened(read: Part, size: int) -> tuple[Any, dict[str, Part]] | None:
    """The head and the parts of a file; None where it is damaged.

    Parameters:
        read: the file, as `packed` made it, or any other.
        size: of the file.
    """
    tail = max(0, size - _TAIL)
    begin = int.from_bytes(read(tail, size), sys.byteorder)
    try:
        head, places = marshal.loads(read(begin, tail) if begin < tail else b"")  # noqa: S302 - our own file, as a module's bytecode is
        return head, {name: _part(read, *place) for name, place in places.items()}
    except (EOFError, ValueError, TypeError, AttributeError):
        return None


def _part(whole: Part, first: int, last: int) -> Part:
    return lambda start, end: whole(first + start, last if end < 0 else first + end)


def beside(module: str, name: str = "") -> str:
    """The path of a file beside a module, or of the folder that both lie in.

    Parameters:
        module: the path of the module.
        name: of the file.
    """
    folder = os.path.dirname(module)
    return os.path.join(folder, name) if name else folder


def whole(path: str | PathLike[str]) -> bytes:
    """All that a file holds.

    Parameters:
        path: of the file.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as opened:
        return opened.read()


def file(path: str | PathLike[str]) -> tuple[Any, dict[str, Part]] | None:
    """The head and the parts of a file; None where it is missing or damaged.

    Parameters:
        path: of the file.
    """
    try:
        found = File(path)
    except OSError:
        return None
    return opened(found.read, found.size)


class File:
    """A file that is read here and there, by several threads if need be.

    Parameters:
        path: of the file.

    Raises:
        OSError: it cannot be read.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._descriptor, self._whole = -1, b""
        if hasattr(os, "pread"):
            self._descriptor = os.open(path, os.O_RDONLY)
            self.size = os.fstat(self._descriptor).st_size
        else:  # the system does not read by place
            self._whole = whole(path)
            self.size = len(self._whole)

    def read(self, start: int, end: int) -> bytes:
        """What stands between two places."""
        if self._descriptor < 0:
            return self._whole[start:end]
        return os.pread(self._descriptor, end - start, start)

    def __del__(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)


def numbers(values: Iterable[int]) -> bytes:
    """A part of numbers below 2**64, for `numbers_of`.

    Parameters:
        values: any that are not negative.
    """
    made = array("Q", values)
    size = max(made, default=0).bit_length()
    code = next(code for code in _CODES if size <= 8 * array(code).itemsize)
    return code.encode().ljust(_TAIL) + array(code, made).tobytes()


def numbers_of(part: Part) -> array[int]:
    """The numbers of a part.

    Parameters:
        part: as `numbers` made it.
    """
    return array(chr(part(0, 1)[0]), part(_TAIL, -1))


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
        whole: whether the part is read as a whole, since so much of it will be looked at.
    """

    def __init__(
        self, parts: Mapping[str, Part], name: str, *, once: bool = False, whole: bool = False
    ) -> None:
        self._at = numbers_of(parts[f"{name}.at"])
        self._part, self._held = parts[name], parts[name](0, -1) if whole else None
        self._known: dict[int, Any] | None = {} if once else None

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - whatever a row holds
        """The value of that number."""
        known, held = self._known, self._held
        if known is not None and index in known:
            return known[index]
        start, end = self._at[index], self._at[index + 1]
        value = marshal.loads(self._part(start, end) if held is None else held[start:end])  # noqa: S302 - as above
        if known is not None:
            known[index] = value
        return value


def words(name: str, values: Mapping[str, int]) -> dict[str, bytes]:
    """The parts that `Words` reads.

    Parameters:
        name: of the parts.
        values: the number of each word.

    Raises:
        ValueError: a word holds U+0000.
    """
    if any(_BETWEEN in word for word in values):
        raise ValueError("a word holds U+0000")
    told = [word.encode("utf-8", "surrogatepass") for word in values]
    slots = [0] * (2 << len(told).bit_length())
    for number, word in enumerate(told, 1):
        slot = zlib.crc32(word) % len(slots)
        while slots[slot]:
            slot = (slot + 1) % len(slots)
        slots[slot] = number
    return {
        name: b"".join(word + b"\0" for word in told),
        f"{name}.at": numbers(accumulate((len(word) + 1 for word in told), initial=0)),
        f"{name}.slots": numbers(slots),
        f"{name}.numbers": numbers(values.values()),
    }


class Words(Mapping[str, int]):
    """Numbers of words, looked up where they stand until many were: to have all in a dictionary takes long.

    Parameters:
        parts: of a file.
        name: as `words` was given.
    """

    def __init__(self, parts: Mapping[str, Part], name: str) -> None:
        self._told = parts[name](0, -1)
        self._at, self._slots, self._numbers = (
            numbers_of(parts[f"{name}.{one}"]) for one in ("at", "slots", "numbers")
        )
        self._last = len(self._slots) - 1
        self._looks = 0

    @cached_property
    def _all(self) -> dict[str, int]:
        listed = self._told.decode("utf-8", "surrogatepass").split(_BETWEEN)
        return dict(zip(listed, self._numbers, strict=False))

    def get(self, word: str, default: Any = None) -> Any:  # noqa: ANN401 - as of any mapping
        """The number of a word; something else where it has none."""
        if self._looks > _FEW:
            return self._all.get(word, default)
        self._looks += 1
        told, slots, last = word.encode("utf-8", "surrogatepass"), self._slots, self._last
        slot = zlib.crc32(told) & last
        while number := slots[slot]:
            if self._told[self._at[number - 1] : self._at[number] - 1] == told:
                return self._numbers[number - 1]
            slot = (slot + 1) & last
        return default

    def __getitem__(self, word: str) -> int:
        """The number of a word."""
        found = self.get(word)
        if found is None:
            raise KeyError(word)
        return int(found)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._numbers)
