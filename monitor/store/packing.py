"""How values are written into few bytes, and read back as they were.

Hashes are stored as bytes, what differs from file to file is taken out of what is told of files, and evidence
is compressed with the words that all of it uses.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHA256 = frozenset({"sha256", "raw_sha256", "text_sha256", "sheet_sha256", "news_sha256", "verdicts"})
HASHES = _SHA256 | {"commit_id", "blob_id", "previous", "hash"}
"""Columns that hold hashes, as bytes where they are ones."""

_HEX = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
# Each thing that may stand beside a text has a control character of its own; those of the text are escaped.
_SIGNS = {name: chr(number) for number, name in enumerate("csdbetm", start=2)}
_NAMES = {sign: name for name, sign in _SIGNS.items()}
_ESCAPE = "\x01"
_CONTROLS = re.compile("[\x01-\x08]")
_SIGNED = re.compile(f"{_ESCAPE}(.)|[\x02-\x08]", re.DOTALL)
_SHORTEST = 4
_FORMAT = b"\x01"
_LARGEST = 64 << 20
# Part of the format: what was packed with it can be read with it only. Another one needs another `_FORMAT`.
_WORDS = (
    b'{"at":"2026-01-01T00:00:00.000000+00:00","change":null,"commit":"","documents":[{"name":"metadata","role":'
    b'"metadata","sha256":"","state":"ok","text_sha256":"","url":"https://www.modelscope.cn/api/v1/models/"},'
    b'{"label":"Apache-2.0","name":"NOTICE","role":"notice","sha256":"","state":"ok","url":"https://api.github.com'
    b'/repos/"},{"name":"config.json","role":"metadata","sha256":"","state":"ok","text_sha256":"","url":'
    b'"https://huggingface.co/api/models/?blobs=true"},{"name":"README.md","role":"card","sha256":"","state":"ok",'
    b'"text_sha256":"","url":"https://huggingface.co//resolve//README.md"},{"label":"unidentified","name":"LICENSE"'
    b',"role":"license","sha256":"","state":"ok","url":"/resolve//LICENSE"}],"kind":"first-seen","run":1,"sheet":""'
    b',"subject":"hf:","terms":1}'
)


def digest(value: str) -> str | bytes:
    """A SHA-1 or SHA-256 as bytes; anything else as it is (commits of other places, what was stored inline).

    Parameters:
        value: as it is known everywhere else, in lower-case hexadecimal.
    """
    return bytes.fromhex(value) if _HEX.fullmatch(value) else value


def as_stored(column: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as its column holds it.

    Parameters:
        column: its name.
        value: to be stored.
    """
    return digest(value) if column in HASHES and isinstance(value, str) else value


def as_known(column: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as it is known everywhere else.

    Parameters:
        column: its name.
        value: as stored.
    """
    return value.hex() if column in HASHES and isinstance(value, bytes) else value


def shaped(text: str, told: Mapping[str, str | None]) -> str:
    """A text with a sign in the place of each thing that is told beside it: equal for all that are alike.

    Parameters:
        text: an address or headers.
        told: what stands beside the text, by one letter each of `csdbetm`.
    """
    shape = _CONTROLS.sub(lambda one: _ESCAPE + one[0], text)
    values = {value: _SIGNS[name] for name, value in told.items() if value and len(value) >= _SHORTEST}
    for value in sorted(values, key=len, reverse=True):
        if not _CONTROLS.search(value):
            shape = shape.replace(value, values[value])
    return shape


def restored(shape: str, told: Mapping[str, str | None]) -> str:
    """The text that `shaped` made a shape of.

    Parameters:
        shape: as stored.
        told: as it was told then.
    """
    return _SIGNED.sub(lambda one: one[1] or told.get(_NAMES[one[0]]) or one[0], shape)


def packed(text: str) -> bytes:
    """Evidence, compressed.

    Parameters:
        text: as it is hashed.
    """
    press = zlib.compressobj(9, wbits=-15, zdict=_WORDS)
    return _FORMAT + press.compress(text.encode()) + press.flush()


def unpacked_text(data: object) -> str:
    """The evidence that `packed` wrote.

    Raises:
        ValueError: it was not written by us.
    """
    if not isinstance(data, bytes) or not data.startswith(_FORMAT):
        raise ValueError("no packed text")
    press = zlib.decompressobj(wbits=-15, zdict=_WORDS)
    try:
        told = press.decompress(data[len(_FORMAT) :], _LARGEST)
    except zlib.error as fault:
        raise ValueError("no packed text") from fault
    if not press.eof:
        raise ValueError("no packed text")
    return told.decode()
