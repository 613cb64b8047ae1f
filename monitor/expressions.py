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
from array import array
from functools import cache
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
_Row: TypeAlias = "tuple[int, int, int, tuple[str | None, ...]]"

_Rows: TypeAlias = "dict[int | str, dict[str, _Row]]"
_TAIL = 8

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
    rows, codes = _kept()
    row = rows.get(key[1], {}).get(key[0])
    if row is None:
        return None
    start, end, flags, groups = row
    names = {name: at for at, name in enumerate(groups, 1) if name}
    made: re.Pattern[str] = _compiler._sre.compile(  # noqa: SLF001 - as above
        key[0], flags, codes[start:end].tolist(), len(groups), names, (None, *groups)
    )
    return made


@cache
def _kept() -> tuple[_Rows, memoryview]:
    """Per flags or digest, and per expression, where its code stands, its flags and the names of its groups.

    The code is mapped: of some megabytes a text needs some pages.
    """
    try:
        with CODES.open("rb") as file:
            raw = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        end = int.from_bytes(raw[-_TAIL:], sys.byteorder)
        made_by, rows = marshal.loads(raw[end:-_TAIL])  # noqa: S302 - our own file, as a module's bytecode is
        if made_by == MADE_BY:
            return rows, raw[:end].cast("I")
    except (OSError, EOFError, ValueError, TypeError):
        pass
    return {}, memoryview(b"")


def packed(trees: Iterable[tuple[Key, Any]]) -> bytes:
    """The file's content: all code, where it stands, and where it ends.

    Parameters:
        trees: per key the parse tree of an expression, as `re` makes it.
    """
    rows: _Rows = {}
    codes: array[int] = array("I")
    for (pattern, state), tree in trees:
        code = _compiler._code(tree, tree.state.flags)  # noqa: SLF001 - as above
        names = {at: name for name, at in tree.state.groupdict.items()}
        groups = tuple(names.get(at) for at in range(1, tree.state.groups))
        row = (len(codes), len(codes) + len(code), tree.state.flags, groups)
        rows.setdefault(state, {})[pattern] = row
        codes.extend(code)
    raw = codes.tobytes()
    return raw + marshal.dumps((MADE_BY, rows)) + len(raw).to_bytes(_TAIL, sys.byteorder)


def asked() -> tuple[Key, ...]:
    """What was asked for so far, for whoever keeps it."""
    return tuple(_asked)
