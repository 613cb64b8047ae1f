"""What a place tells of a file (address, type, headers), the same for all that are alike.

What differs from file to file stands beside it: the names of the subject and the document, commit, blob,
ETag, and the dates that headers tell.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .packing import restored, shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATES = ("date", "last-modified")


def packed_receipt(row: Mapping[str, Any]) -> dict[str, str | None]:
    """Columns as they are stored: those of the receipt, and `etag` and `dates` that stand beside it.

    Parameters:
        row: `url`, `media_type`, `headers` (JSON) and `etag` as received, with what `_signs` asks for.
    """
    signs, dates = _signs(row), _dates(row["headers"])
    etag = row["etag"]
    beside = {**signs, **_varying(etag, dates)}
    return {
        "url": shaped(row["url"], beside),
        "media_type": row["media_type"],
        "headers": shaped(row["headers"], beside),
        "etag": etag if etag is None else shaped(etag, signs),
        "dates": dates,
    }


def unpacked_receipt(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same row with address, headers and ETag as they were received; what was not asked for is left away.

    Parameters:
        row: columns of a receipt, its `etag` and `dates`, with what `_signs` asks for.
    """
    signs = _signs(row)
    etag = row["etag"] if row["etag"] is None else restored(row["etag"], signs)
    beside = {**signs, **_varying(etag, row["dates"])}
    told = {name: restored(row[name], beside) for name in ("url", "headers") if name in row}
    return {**row, **told, "etag": etag}


def _signs(row: Mapping[str, Any]) -> dict[str, str | None]:
    """What stands beside a receipt, by its sign."""
    return {"c": row["commit_id"], "s": row["subject"], "d": row["document"], "b": row["blob_id"]}


def _varying(etag: str | None, dates: str | None) -> dict[str, str | None]:
    """What differs from answer to answer, by its sign."""
    date, _, modified = (dates or "").partition("\n")
    return {"e": (etag or "").removeprefix("W/").strip('"'), "t": date, "m": modified}


def _dates(headers: str) -> str | None:
    """The dates that headers tell, in a fixed order."""
    told = {name.lower(): value for name, value in json.loads(headers)}
    found = [told.get(name, "").replace("\n", " ") for name in _DATES]
    return "\n".join(found) if any(found) else None
