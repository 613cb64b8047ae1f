"""Bytes to text without a parser: character sets, binary files, and the bounds every text has.

Only the standard library, so that `licensewatch terms` starts fast.
"""

from __future__ import annotations

import codecs
import re

from monitor.expressions import expression

MAX_TEXT = 2_000_000
"""Most characters of one document that are read; the longest licence text known to us has 60,000."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTAINERS = (
    (b"%PDF-", "is a PDF, not text"),
    (b"PK\x03\x04", "is a ZIP archive, not text"),
    (b"\xd0\xcf\x11\xe0", "is an old Word document, which this version does not read"),
    (b"{\\rtf", "is an RTF document, which this version does not read"),
)
# Character sets a page may declare; Python knows more codecs, some of them slow or no character sets.
_CHARSETS = expression(
    r"iso-?8859-?\d{1,2}|latin-?1|(?:windows|cp)-?125\d|gb2312|gbk|gb18030|big5(?:-?hkscs)?"
    r"|euc-?(?:jp|kr)|shift[-_]?jis|koi8-?[ru]",
    re.IGNORECASE,
)
_BINARY = "is binary, not text"
_HIGH_BYTES = bytes(range(0x80, 0x100))
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))
_MOSTLY = 0.3
_FEW = 0.05
_SURROGATES = expression("[\ud800-\udfff]")


def decode_text(data: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The characters of a text file, and what is wrong with it.

    UTF-8 is taken as it stands: a byte-order mark and CRLF stay, so that offsets count the code points
    of the file. UTF-16 and UTF-32 need their mark. Then the declared character set is tried, then
    GB18030 (older Chinese licences) where most bytes are beyond ASCII, then Windows-1252.

    Parameters:
        data: the file, any bytes.
        charset: as declared by a server or a page; a name that is not known is passed over.

    Returns:
        The text and clauses that go on from the file's name ("is empty"). The text is "" exactly
        when nothing could be read. Never raises.
    """
    text, faults = decode_whole(data, charset)
    short, cut = bounded(text)
    return short, faults + cut


def decode_whole(data: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """As `decode_text`, of any length: for markup and cards, whose text is shorter than they are.

    Parameters:
        data: the file, any bytes.
        charset: as for `decode_text`.
    """
    fault = _unreadable(data)
    if fault:
        return "", (fault,)
    text, faults = _decoded(data, charset)
    if not text.strip("\ufeff \t\r\n"):
        return "", ("is empty",)
    return text, faults


def bounded(text: str) -> tuple[str, tuple[str, ...]]:
    """A text of at most `MAX_TEXT` characters, with the fault that says so when it was longer.

    Parameters:
        text: any text.
    """
    if len(text) <= MAX_TEXT:
        return text, ()
    return text[:MAX_TEXT], (f"is cut off: {MAX_TEXT:,} of {len(text):,} characters were read",)


def scrubbed(text: str) -> str:
    r"""The text without lone surrogates, which no file can hold and no database takes.

    Parameters:
        text: characters that came out of an escape (`\ud800` in JSON or YAML).
    """
    return _SURROGATES.sub("\ufffd", text)


def _unreadable(data: bytes) -> str | None:
    """Why there is no text in the bytes; None when there may be."""
    if not data:
        return "is empty"
    for magic, fault in _CONTAINERS:
        if data.startswith(magic):
            return fault
    if _marked(data) is None and (b"\0" in data or _share(data, _CONTROLS) > _MOSTLY):
        return _BINARY
    return None


def _marked(data: bytes) -> str | None:
    """The character set that a byte-order mark other than UTF-8's names."""
    return next((name for mark, name in _BOMS if data.startswith(mark)), None)


def _share(data: bytes, kind: bytes) -> float:
    """Which part of the bytes is of a kind."""
    return 1 - len(data.translate(None, kind)) / len(data)


def _decoded(data: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """The text by the first character set that fits."""
    marked = _marked(data)
    if marked:
        text = data.decode(marked, errors="replace")
        damaged = ("holds bytes that are no characters",) if "\ufffd" in text else ()
        return text, damaged
    high = _share(data, _HIGH_BYTES)
    declared = charset if charset and _CHARSETS.fullmatch(charset) else None
    for name in ("utf-8", declared, "gb18030" if high > _MOSTLY else None):
        strict = _strictly(data, name)
        if strict is not None:
            return strict, ()
    guessed = data.decode("cp1252", errors="replace")
    if high > _FEW or "\ufffd" in guessed:
        return guessed, ("is in no character set this version knows and was read as Windows-1252",)
    return guessed, ()


def _strictly(data: bytes, charset: str | None) -> str | None:
    """The text if every byte of it belongs to the character set."""
    if charset is None:
        return None
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):  # unknown name (iso-8859-99), or other bytes than its own
        return None
