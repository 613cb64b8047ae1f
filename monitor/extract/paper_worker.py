"""The process that opens one PDF or Word document: bytes on standard input, JSON on standard output.

    python -m monitor.extract.paper_worker pdf < LICENSE.pdf

Started by `monitor.extract.paper`, never imported by anything that holds a token or a database.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import zipfile

MEMORY = 1 << 30
PROCESSOR_SECONDS = 30
PAGES = 300
UNPACKED = 64 << 20
_TEXT = 4_000_000


def main() -> None:
    """Read what the first argument says from standard input."""
    _bound()
    logging.disable()  # the libraries warn about files; the faults below are what is told
    text, faults = _READERS[sys.argv[1]](sys.stdin.buffer.read())
    sys.stdout.write(json.dumps({"text": text[:_TEXT], "faults": faults}))


def _bound() -> None:
    """Take away memory and processor time beyond what a document may need, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def read_pdf(data: bytes) -> tuple[str, list[str]]:
    """The running text of a PDF.

    Parameters:
        data: the whole file.
    """
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - only one of the two libraries is needed

    from monitor.extract.layout import flowing  # noqa: PLC0415 - as above

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            return "", ["is a PDF that asks for a password"]
        pages = [page.extract_text() for page in reader.pages[:PAGES]]
        cut = len(reader.pages) > PAGES
    except Exception as error:  # noqa: BLE001 - a hostile file may raise anything; only this process is concerned
        return "", [f"is a PDF that could not be read ({type(error).__name__})"]
    text = flowing(pages)
    if not text.strip():
        return "", ["is a PDF without text (its pages may be pictures)"]
    empty = sum(not page.strip() for page in pages)
    faults = [f"is cut off: {PAGES} pages of the PDF were read"] if cut else []
    return text, [*faults, *([f"has {empty} pages without text (they may be pictures)"] if empty else [])]


def read_docx(data: bytes) -> tuple[str, list[str]]:
    """The text of a Word document, with its headings, lists, tables and footnotes.

    Parameters:
        data: the whole file.
    """
    import mammoth  # noqa: PLC0415 - only one of the two libraries is needed

    from monitor.extract.html import page_text  # noqa: PLC0415 - as above

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if "word/document.xml" not in parts.namelist():
                return "", ["is a ZIP archive, but no Word document"]
            # Members are cut off at their declared size when read, so that this sum cannot be exceeded.
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                return "", [f"is a Word document larger than {UNPACKED >> 20} MiB when unpacked"]
            if any(_declares_a_type(parts.read(name)) for name in parts.namelist()):
                return "", ["is a Word document with entities, which the format forbids"]
        markup = mammoth.convert_to_html(io.BytesIO(data), convert_image=_no_image).value
    except Exception as error:  # noqa: BLE001 - as for PDF
        return "", [f"is a Word document that could not be read ({type(error).__name__})"]
    text, faults = page_text(f"<html><body><main>{markup}</main></body></html>")
    return text, list(faults) if text else ["is a Word document without text"]


def _declares_a_type(part: bytes) -> bool:
    """Whether a part declares a document type, where entities are made; ECMA-376, part 2, forbids it."""
    return any("<!DOCTYPE".encode(coding) in part for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def _no_image(_: object) -> list[object]:
    """Pictures are left out, and what they link to is not opened."""
    return []


_READERS = {"pdf": read_pdf, "docx": read_docx}

if __name__ == "__main__":
    main()
