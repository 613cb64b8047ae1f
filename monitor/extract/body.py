"""The text of a file that is no card and no metadata, from its bytes: plain, a page, or paper.

Knows none of the records, so that `licensewatch terms` starts fast; never raises.
"""

from __future__ import annotations

import re

from monitor.expressions import expression
from monitor.extract.paper import kind_of, paper_text
from monitor.extract.plain import decode_whole

_CHARSET = expression(r"charset\s{0,4}=\s{0,4}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META = expression(r"<meta\s[^>]{0,200}charset[^>]{0,200}>", re.IGNORECASE)
_HTML_NAME = expression(r"\.x?html?$", re.IGNORECASE)
_HTML_START = expression(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype\s+html|<html|<head|<body)\b", re.IGNORECASE
)
_ANY_TAG = expression(r"</?[a-zA-Z][^<>]{0,500}>")
_SNIFFED = 4_000


def body_text(body: bytes, name: str, media_type: str, selector: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of a file, of any length, and clauses that go on from its name on what could not be read.

    Parameters:
        body: the file, any bytes.
        name: its name or address.
        media_type: as declared, lower case, with parameters.
        selector: as for `extract`.
    """
    if kind := kind_of(body):
        return paper_text(body, kind)
    text, faults = decode_whole(body, charset(body, media_type))
    if not is_page(text, name, media_type):
        return text, faults
    from monitor.extract.html import page_text  # noqa: PLC0415 - plain text needs none of it

    text, more = page_text(text, selector=selector)
    return text, faults + more


def charset(body: bytes, media_type: str) -> str | None:
    """The character set that the server, or else the page itself, declares.

    Parameters:
        body: the file, any bytes.
        media_type: as declared.
    """
    declared = _CHARSET.search(media_type)
    if declared is None:
        meta = _META.search(body[:_SNIFFED].decode("latin-1"))
        declared = _CHARSET.search(meta.group()) if meta else None
    return declared.group(1) if declared else None


def is_page(text: str, name: str, media_type: str) -> bool:
    """Whether a text is HTML: by its beginning, or by declaration or name if there is any tag in it.

    Parameters:
        text: as decoded.
        name: of the file.
        media_type: as declared.
    """
    if _HTML_START.match(text[:_SNIFFED].lstrip("\ufeff")):
        return True
    said = "html" in media_type.partition(";")[0] or _HTML_NAME.search(name)
    return bool(said and _ANY_TAG.search(text))
