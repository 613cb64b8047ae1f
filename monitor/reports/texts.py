"""One local text and what the rules made of it; apart from `inputs`, so that `terms` starts fast."""

from __future__ import annotations

from monitor.records import Terms
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from monitor.records import Finding, Reading, Span


class FileReading(NamedTuple):
    """One local file and what the rules made of it.

    Parameters:
        path: as the user wrote it.
        text: what offsets refer to; None when the file could not be read.
        reading: None when the file could not be read.
        extracted: whether `text` is not simply the decoded file (PDF, DOCX, HTML).
        error: one sentence on why it could not be read.
    """

    path: str
    text: str | None = None
    reading: Reading | None = None
    extracted: bool = False
    error: str = ""

    @property
    def terms(self) -> Terms:
        """The sheet; empty when nothing was read."""
        return self.reading.terms if self.reading else Terms()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In order of their place."""
        return self.reading.findings if self.reading else ()

    @property
    def unaccounted(self) -> tuple[Span, ...]:
        """Sentences with cues that nothing explains."""
        return self.reading.unaccounted if self.reading else ()
