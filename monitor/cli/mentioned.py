"""The models that a project names: what `check --from PATH` adds to the references it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor import subjects
from monitor.errors import UsageError
from monitor.mentions import project
from monitor.mentions.found import together
from monitor.records import Decision, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.mentions.found import Found
    from monitor.records import Mention, Subject

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
            remarks.append(_remark(f"{mention.path}:{mention.line} names no model: {error}", _SAY))
    return Named(tuple(pairs), tuple(remarks))


def _unresolved(found: Found) -> Iterator[Remark]:
    for one in found.unresolved:
        sentence = f"{one.path}:{one.line} uses a model whose name is not written there: {one.words}"
        yield _remark(sentence, _SAY)
    for path, reason in found.unread:
        yield _remark(
            f"{path} {reason}; models that it names are not checked.", "Name them on the command line."
        )


def _remark(sentence: str, next_step: str) -> Remark:
    return Remark(code="mention", sentence=sentence, decision=Decision.INCOMPLETE, next_step=next_step)
