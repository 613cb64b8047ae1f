"""The models that a project names: what `check --from PATH` adds to the references it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor import subjects
from monitor.errors import UsageError
from monitor.lock.settling import Note
from monitor.mentions import project
from monitor.mentions.found import together
from monitor.records import Decision, Mention, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.lock.checking import Outcome
    from monitor.mentions.found import Found
    from monitor.records import Subject

_SHOWN = 4
CODE = "mention"
"""Of remarks on how a project names its models."""

_SAY = "Write `# licensewatch: org/name` behind it, or `# licensewatch: ignore` where it loads no model."


@dataclass(frozen=True, slots=True)
class Named:
    """Models that files of a project name.

    Parameters:
        pairs: each model with a place that names it, in order of path and line.
        remarks: what names a model in a way that cannot be followed.
    """

    pairs: tuple[tuple[Subject, Mention], ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The same as references."""
        return tuple(subject.key for subject in self.subjects)

    def places(self, key: str) -> str:
        """`named in app/chat.py:12 and deploy/Dockerfile:3`; empty for a model that no file names.

        Parameters:
            key: of the subject.
        """
        where = [f"{mention.path}:{mention.line}" for subject, mention in self.pairs if subject.key == key]
        if len(where) > _SHOWN:
            where[_SHOWN - 1 :] = [f"{len(where) - _SHOWN + 1} more places"]
        *first, last = where or [""]
        return f"named in {', '.join(first)} and {last}" if first else f"named in {last}" if last else ""

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Every model once, in order of its first mention."""
        return tuple(dict.fromkeys(subject for subject, _ in self.pairs))


def named(paths: Sequence[Path]) -> Named:
    """The models that the files under these paths name.

    Parameters:
        paths: folders or files, as given.

    Raises:
        UsageError: one of them does not exist.
    """
    found = together(project.read(path) for path in paths)
    pairs, remarks = [], list(_unresolved(found))
    for mention in found.mentions:
        try:
            pairs.append((subjects.parse(mention.reference), mention))
        except UsageError as error:
            remarks.append(_remark(f"{mention.path}:{mention.line} names no model: {error}", _SAY, mention))
    if not pairs and not remarks:
        sentence = f"No file under {', '.join(map(str, paths))} names a model."
        remarks.append(Remark(code=CODE, sentence=sentence))
    return Named(tuple(pairs), tuple(remarks))


def beside_lock(outcome: Outcome, project: Named) -> Outcome:
    """The outcome of a locked check, with what a project names in a way that cannot be followed.

    Parameters:
        outcome: of the models that the project names; one that is not in the lock is told with its place.
        project: what names them.
    """
    notes = [note._replace(sentence=_placed(note, project)) for note in outcome.notes]
    notes += [
        Note(code=one.code, sentence=one.sentence, decision=one.decision.value, next_step=one.next_step)
        for one in project.remarks
    ]
    return outcome._replace(notes=tuple(notes))


def _placed(note: Note, project: Named) -> str:
    where = project.places(note.subject) if note.code == "lock-missing" else ""
    return f"{note.sentence[:-1]} ({where})." if where else note.sentence


def _unresolved(found: Found) -> Iterator[Remark]:
    for one in found.unresolved:
        sentence = f"{one.path}:{one.line} uses a model whose name is not written there: {one.words}"
        yield _remark(sentence, _SAY, Mention(one.path, one.line, one.words))
    for path, reason in found.unread:
        yield _remark(
            f"{path} {reason}; models that it names are not checked.", "Name them on the command line."
        )


def _remark(sentence: str, next_step: str, at: Mention | None = None) -> Remark:
    return Remark(code=CODE, sentence=sentence, decision=Decision.INCOMPLETE, next_step=next_step, at=at)
