"""Regular expressions as the engine's own code, kept when the package is built.

Compiling those that one licence needs takes longer than reading it. The code depends on the interpreter:
where it was made by another one, or was not made at all, expressions are compiled as ever. Pure but for one
function that reads the file. `tools/build_rules.py` writes it.
"""

from __future__ import annotations

import marshal
import mmap
import re
import sys
import zlib
from array import array
from bisect import bisect_left
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

# What `re.compile` does with a parse tree; there is no public door to it.
_compiler: Any = re._compiler  # type: ignore[attr-defined]  # noqa: SLF001 - as the comment above says

CODES = Path(__file__).parent / "compiled_expressions.bin"
"""Where the code is kept; missing in a fresh checkout."""
MADE_BY = (sys.implementation.cache_tag, _compiler.MAGIC, _compiler._sre.CODESIZE, sys.byteorder)  # noqa: SLF001 - as above
"""What the code depends on."""

Key: TypeAlias = "tuple[str, int | str]"
_Kept: TypeAlias = "tuple[memoryview, memoryview, memoryview, memoryview]"

_TAIL = 8
_NOTHING = memoryview(b"")

_asked: dict[Key, None] = {}


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`.

    Parameters:
        pattern: a regular expression, always the same one.
        flags: as of `re`.
    """
    key: Key = (pattern, int(flags))
    _asked[key] = None
    return restored(key) or re.compile(pattern, flags)


def restored(key: Key) -> re.Pattern[str] | None:
    """An expression from its kept code; None where there is none.

    Parameters:
        key: what it was kept by: of a rule's pattern, its source and the digest of all rules.
    """
    hashes, starts, rows, codes = _kept()
    known = _hash(key)
    at = bisect_left(hashes, known)
    while at < len(hashes) and hashes[at] == known:
        row = marshal.loads(rows[starts[at] : starts[at + 1]])  # noqa: S302 - our own file, as a module's bytecode is
        kept, flags, groups, start, end = row
        if kept == key:
            names = {name: number for number, name in enumerate(groups, 1) if name}
            made: re.Pattern[str] = _compiler._sre.compile(  # noqa: SLF001 - as above
                key[0], flags, codes[start:end].tolist(), len(groups), names, (None, *groups)
            )
            return made
        at += 1
    return None


def _hash(key: Key) -> int:
    return zlib.crc32(key[0].encode("utf-8", "surrogatepass"))


@cache
def _kept() -> _Kept:
    """Hashes of all expressions in order, where the row of each begins, the rows, and the code.

    The file is mapped: of some megabytes a text needs some pages.
    """
    try:
        with CODES.open("rb") as file:
            raw = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        begin = int.from_bytes(raw[-_TAIL:], sys.byteorder)
        made_by, *ends = marshal.loads(raw[begin:-_TAIL])  # noqa: S302 - our own file, as a module's bytecode is
        if made_by == MADE_BY:
            code, hashes, starts, rows = (raw[at:end] for at, end in pairwise([0, *ends]))
            return hashes.cast("I"), starts.cast("I"), rows, code.cast("I")
    except (OSError, EOFError, ValueError, TypeError):
        pass
    return _NOTHING, _NOTHING, _NOTHING, _NOTHING


def packed(trees: Iterable[tuple[Key, Any]]) -> bytes:
    """The file's content: all code, then what `_kept` reads, then where each of these ends.

    Parameters:
        trees: per key the parse tree of an expression, as `re` makes it.
    """
    codes: array[int] = array("I")
    rows: list[tuple[int, bytes]] = []
    for key, tree in dict(trees).items():
        code = _compiler._code(tree, tree.state.flags)  # noqa: SLF001 - as above
        names = {at: name for name, at in tree.state.groupdict.items()}
        groups = tuple(names.get(at) for at in range(1, tree.state.groups))
        row = (key, tree.state.flags, groups, len(codes), len(codes) + len(code))
        rows.append((_hash(key), marshal.dumps(row)))
        codes.extend(code)
    rows.sort()
    hashes = array("I", [known for known, _ in rows])
    starts = array("I", accumulate((len(row) for _, row in rows), initial=0))
    parts = [codes.tobytes(), hashes.tobytes(), starts.tobytes(), b"".join(row for _, row in rows)]
    ends = accumulate(map(len, parts))
    whole = b"".join(parts)
    return whole + marshal.dumps((MADE_BY, *ends)) + len(whole).to_bytes(_TAIL, sys.byteorder)


def asked() -> tuple[Key, ...]:
    """What was asked for so far, for whoever keeps it."""
    return tuple(_asked)
