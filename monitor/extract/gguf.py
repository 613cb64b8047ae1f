"""What the header of a GGUF file says of the model's origin and licence.

Format: ggml's gguf.md, versions 2 and 3, little-endian: magic, version, counts, then keys with typed values.
Only the beginning of the file is read; what of it cannot be read is passed over.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = 128 << 10
"""Bytes of a file that are asked for: the keys about the model stand before the vocabulary."""

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9
_KEYS = ("general.license", "general.base_model.", "general.source.")
_MOST_KEYS = 200
_LONGEST = 4096


def header_json(data: bytes) -> bytes | None:
    """The keys that tell of origin and licence, as canonical JSON; None when the bytes are no GGUF file.

    Parameters:
        data: the first bytes of a file.
    """
    if data[:4] != b"GGUF" or len(data) < 24 or struct.unpack_from("<I", data, 4)[0] not in {2, 3}:
        return None
    told = {key: value for key, value in _strings(data) if key.startswith(_KEYS)}
    return json.dumps({"gguf": told}, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _strings(data: bytes) -> Iterator[tuple[str, str]]:
    """Keys whose value is text, until the bytes or the keys end."""
    count, at = struct.unpack_from("<Q", data, 16)[0], 24
    for _ in range(min(count, _MOST_KEYS)):
        try:
            key, at = _text(data, at)
            kind, at = struct.unpack_from("<I", data, at)[0], at + 4
            if kind == _STRING:
                value, at = _text(data, at)
                yield key, value
            elif kind in _SIZES:
                at += _SIZES[kind]
            else:
                at = _after_array(data, at, kind)
        except (struct.error, ValueError):
            return


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text and where it ends.

    Raises:
        ValueError: it goes on beyond the bytes, or is longer than any that tells something.
    """
    length = struct.unpack_from("<Q", data, at)[0]
    end = at + 8 + length
    if length > _LONGEST or end > len(data):
        raise ValueError("the text does not end here")
    return data[at + 8 : end].decode("utf-8", "replace"), end


def _after_array(data: bytes, at: int, kind: int) -> int:
    """Where an array ends.

    Raises:
        ValueError: it is of another kind, or nested.
    """
    inner, count = struct.unpack_from("<IQ", data, at)
    if kind != _ARRAY or count > len(data) or (inner not in _SIZES and inner != _STRING):
        raise ValueError("no array that can be passed over")
    at += 12
    if inner in _SIZES:
        return int(at + _SIZES[inner] * count)
    for _ in range(count):
        _, at = _text(data, at)
    return at
