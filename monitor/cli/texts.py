"""Local texts for commands that need neither network nor database: read, extract, classify."""

from __future__ import annotations

import os

from monitor.classify import classify
from monitor.extract.body import body_text
from monitor.extract.plain import bounded
from monitor.identify import load_references
from monitor.reports.texts import FileReading
from monitor.resources import load_rules
from monitor.sources.local import CARDS, around, body_of, fault, media_type_of, missing, spelled
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from monitor.cli.given import App
    from monitor.references import References
    from monitor.rules import RuleSet


class Reader(NamedTuple):
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
        file = spelled(path)
        name = os.path.basename(file)
        try:
            is_folder, home = os.path.isdir(file), around(file)
        except (OSError, RuntimeError, ValueError) as error:  # a link to itself is a RuntimeError
            return FileReading(path=path, error=fault(path, error))
        if is_folder or name.lower() in CARDS:
            return self._looked_at(path)
        try:
            body, why = body_of(file, home)
        except FileNotFoundError:
            body, why = None, missing(file)
        if body is None:
            return FileReading(path=path, error=why)
        text, faults = body_text(body, name, media_type_of(file))
        told = " ".join(f"{name} {each}." for each in faults)
        return self._classified(path, body, bounded(text)[0], told)

    def _looked_at(self, path: str) -> FileReading:
        """A card, or the one file of a folder that carries terms; as any subject is looked at."""
        from monitor.extract import extract  # noqa: PLC0415 - a licence file by itself needs none of it
        from monitor.records import Place, Subject  # noqa: PLC0415 - as above
        from monitor.sources.files import Files  # noqa: PLC0415 - as above

        fetched = Files(self.app.now).fetch(Subject(Place.FILE, path), lambda _: None)
        if len(fetched.snapshots) != 1:
            error = fetched.detail or f"{path} is a folder; name the files in it."
            return FileReading(path=path, error=error)
        snapshot = fetched.snapshots[0]
        if snapshot.body is None:
            return FileReading(path=path, error=snapshot.detail)
        document = extract(snapshot)
        told = " ".join(document.faults) or document.detail
        return self._classified(path, snapshot.body, document.text or "", told)

    def _classified(self, path: str, body: bytes, text: str, why: str) -> FileReading:
        """What the rules make of a text; why there is none where it is empty."""
        if not text:
            return FileReading(path=path, error=why or f"{path} holds no text.")
        return FileReading(
            path=path,
            text=text,
            reading=classify(text, self.rules, self.references),
            extracted=text.encode("utf-8", "surrogatepass") != body,
        )
