"""Regular expressions as the engine's own code, kept when the package is built.

Compiling those that one licence needs takes longer than reading it. The code depends on the interpreter:
where it was made by another one, or was not made at all, expressions are compiled as ever. Pure but for one
function that reads the file. `tools/build_rules.py` writes it.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from bisect import bisect_left
from functools import cache, cached_property

from monitor import kept
from monitor.typed import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What `re.compile` does with a parse tree; there is no public door to it.
_compiler: Any = re._compiler  # type: ignore[attr-defined]  # noqa: SLF001 - as the comment above says

CODES = kept.beside(__file__, "compiled_expressions.bin")
"""Where the code is kept; missing in a fresh checkout."""
_FORMAT = 5  # counts up whenever `packed` comes out otherwise
MADE_BY = (_FORMAT, sys.implementation.cache_tag, _compiler.MAGIC, _compiler._sre.CODESIZE, sys.byteorder)  # noqa: SLF001 - as above
"""What the code depends on."""

Key: TypeAlias = "tuple[str, int | str]"
_Kept: TypeAlias = "tuple[array[int], kept.Rows]"

_asked: dict[Key, Callable[[], str]] = {}


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, made when it is first used: most texts need few of those that modules name.

    Parameters:
        pattern: a regular expression, always the same one.
        flags: as of `re`.
    """
    return _later((pattern, int(flags)), lambda: pattern)


def of_words(words: Iterable[str], write: Callable[[], str]) -> re.Pattern[str]:
    """The same of a pattern that takes long to write: what is kept is known by the words it is made of.

    Parameters:
        words: that it is made of.
        write: gives the pattern; always the same one for these words.
    """
    return _later(("\n".join(words), 0), write)


def _later(key: Key, write: Callable[[], str]) -> re.Pattern[str]:
    _asked[key] = write
    return cast("re.Pattern[str]", _Later(key, write))


class _Later:
    """Does what an expression does, and from the second time on without asking for it.

    Parameters:
        key: what it is kept by.
        write: gives the pattern.
    """

    def __init__(self, key: Key, write: Callable[[], str]) -> None:
        self._key, self._write = key, write

    @cached_property
    def _made(self) -> re.Pattern[str]:
        return restored(self._key) or re.compile(self._write(), int(self._key[1]))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever expressions have
        value = getattr(self._made, name)
        setattr(self, name, value)
        return value


def restored(key: Key) -> re.Pattern[str] | None:
    """An expression from its kept code; None where there is none.

    Parameters:
        key: what it was kept by: of a rule's pattern, its source and the digest of all rules.
    """
    found = _kept()
    if found is None:
        return None
    hashes, rows = found
    known = _hash(key)
    at = bisect_left(hashes, known)
    while at < len(hashes) and hashes[at] == known:
        same, flags, groups, code = rows[at]
        if same == key:
            names = {name: number for number, name in enumerate(groups, 1) if name}
            made: re.Pattern[str] = _compiler._sre.compile(  # noqa: SLF001 - as above
                key[0], flags, array("I", code).tolist(), len(groups), names, (None, *groups)
            )
            return made
        at += 1
    return None


def _hash(key: Key) -> int:
    return zlib.crc32(key[0].encode("utf-8", "surrogatepass"))


@cache
def _kept() -> _Kept | None:
    """Hashes of all expressions in order, and a row for each; None where none is of use here."""
    made_by, parts = kept.file(CODES) or (None, {})
    return (kept.numbers_of(parts["hashes"]), kept.Rows(parts, "rows")) if made_by == MADE_BY else None


def packed(trees: Iterable[tuple[Key, Any]]) -> bytes:
    """The file's content.

    Parameters:
        trees: per key the parse tree of an expression, as `re` makes it.
    """
    from monitor.branches import code  # noqa: PLC0415 - only a build needs it

    told: list[tuple[int, int, Any]] = []
    for number, (key, tree) in enumerate(dict(trees).items()):
        names = {at: name for name, at in tree.state.groupdict.items()}
        groups = tuple(names.get(at) for at in range(1, tree.state.groups))
        row = (key, int(tree.state.flags), groups, array("I", map(int, code(tree))).tobytes())
        told.append((_hash(key), number, row))
    told.sort()
    hashes = kept.numbers(known for known, _, _ in told)
    return kept.packed(MADE_BY, {"hashes": hashes, **kept.rows("rows", (row for _, _, row in told))})


def asked() -> dict[Key, str]:
    """The patterns that were asked for so far by what they are kept by, for whoever keeps them."""
    return {key: write() for key, write in _asked.items()}
