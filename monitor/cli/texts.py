"""Local texts for commands that need neither network nor database: read, extract, classify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.classify import classify
from monitor.extract import extract
from monitor.identify import load_references
from monitor.records import Place, Subject
from monitor.reports.texts import FileReading
from monitor.resources import load_rules
from monitor.sources.files import Files

if TYPE_CHECKING:
    from monitor.cli.app import App
    from monitor.references import References
    from monitor.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads local files with one set of rules and references."""

    app: App
    rules: RuleSet
    references: References

    @classmethod
    def ready(cls, app: App) -> Reader:
        """With the package's own rules and references.

        Raises:
            RuleError: a rule file is wrong.
        """
        return cls(app, load_rules(), load_references())

    def read(self, path: str) -> FileReading:
        """One file; what cannot be read is told in the result, so that the others are still read."""
        fetched = Files(self.app.now, named=False).fetch(Subject(Place.FILE, path), lambda _: None)
        if len(fetched.snapshots) != 1:
            return FileReading(
                path=path, error=fetched.detail or f"{path} is a folder; name the files in it."
            )
        snapshot = fetched.snapshots[0]
        if snapshot.body is None:
            return FileReading(path=path, error=snapshot.detail)
        document = extract(snapshot, hashed=False)
        if document.text is None:
            faults = " ".join(document.faults) or document.detail
            return FileReading(path=path, error=faults or f"{path} holds no text.")
        return FileReading(
            path=path,
            text=document.text,
            reading=classify(document.text, self.rules, self.references),
            extracted=document.text.encode("utf-8", "surrogatepass") != snapshot.body,
        )
