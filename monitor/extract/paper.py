"""PDF and Word documents to text, each in a process of its own that may be slow, greedy or die.

Both formats are programs more than texts, and anybody can publish one. The child has no more than its bytes,
a bounded memory and a bounded time; whatever becomes of it, the parent has a text or a sentence.
"""

from __future__ import annotations

import json
import sys

PDF, DOCX = "pdf", "docx"
SECONDS = 20
"""How long one document may take; the longest licence published as PDF that we know takes one second."""

_MAGIC = {b"%PDF-": PDF, b"PK\x03\x04": DOCX}
_NAMES = {PDF: "PDF", DOCX: "Word document"}


def kind_of(data: bytes) -> str | None:
    """`pdf`, or `docx` for what may be one (any ZIP archive); None for everything else.

    Parameters:
        data: as received.
    """
    start = data[:1024].lstrip()
    return next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), None)


def paper_text(data: bytes, kind: str, *, seconds: float = SECONDS) -> tuple[str, tuple[str, ...]]:
    """The text of a PDF or Word document, and what is wrong with it; never raises for what is in it.

    Parameters:
        data: the whole file.
        kind: `PDF` or `DOCX`.
        seconds: after which it is given up.

    Returns:
        As `decode_text`: the text, "" when there is none, and clauses that go on from the file's name.
    """
    import subprocess  # noqa: PLC0415 - takes long to load, and plain text needs none of it

    command = [sys.executable, "-I", "-m", "monitor.extract.paper_worker", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return "", (f"is a {_NAMES[kind]} that could not be read within {seconds:g} seconds",)
    except (OSError, ValueError):
        return "", (f"is a {_NAMES[kind]} that could not be read; it may be damaged, or too large",)
    return str(told["text"]), tuple(str(fault) for fault in told["faults"])
