"""How judged models leave the process: the report that was asked for, and what build machines get besides."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.app import say
from monitor.cli.exits import failing
from monitor.cli.formats import Format
from monitor.cli.given import emit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.cli.exits import FailOn
    from monitor.cli.given import App
    from monitor.records import Mention, Subject
    from monitor.reports.inputs import Judged
    from monitor.reports.layout import Paper

WRITERS = {
    Format.JSON: "structured.judged_text",
    Format.JSONL: "structured.judged_texts",
    Format.CSV: "csv_.judged",
    Format.SARIF: "sarif.judged",
    Format.JUNIT: "junit.judged",
    Format.GITHUB: "github.judged",
    Format.SPDX: "spdx.judged",
    Format.CYCLONEDX: "cyclonedx.judged",
}
"""The formatter of each format that does not depend on the command; the one that is asked for is imported."""

SUMMARY_BYTES = 1 << 20
"""What GitHub takes of a step's summary; it drops one that is larger altogether."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The two reports for people, which differ by command.

    Parameters:
        human: for the terminal.
        markdown: the name of the function in `monitor.reports.markdown`.
    """

    human: Callable[[Judged, Paper], str]
    markdown: str


def placed(
    found: Judged,
    fail_on: FailOn,
    named: Iterable[tuple[Subject, Mention]] = (),
    lock: Path | None = None,
) -> Judged:
    """Judged models, with what reports have to know of the project and of the command.

    Parameters:
        found: as judged.
        fail_on: the mildest verdict that fails.
        named: where files of the project name the models.
        lock: beside which they were judged, where there is one.
    """
    mentions: dict[str, tuple[Mention, ...]] = {}
    for subject, mention in named:
        mentions[subject.key] = (*mentions.get(subject.key, ()), mention)
    here = Path.cwd()
    return replace(
        found,
        failing=failing(fail_on),
        mentions=mentions,
        lock=lock.as_posix() if lock is not None and lock.is_file() else "",
        here=here.as_posix(),
        root=_root(here).as_posix(),
        manual=os.environ.get("LICENSEWATCH_DOCS", ""),
    )


def _root(here: Path) -> Path:
    """The project's root: GitHub's workspace, the nearest folder with a `.git`, else this folder."""
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    if workspace and here.is_relative_to(workspace):
        return Path(workspace)
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def publish(app: App, found: Judged, form: Format, output: Path | None, pages: Pages) -> None:
    """Write the report; within GitHub Actions also annotations, and the summary of the step.

    Annotations go to standard error, which the runner reads as well: what stands on standard output stays
    what was asked for.

    Parameters:
        app: paper, and whether anything is said besides.
        found: judged models, placed.
        form: how to write them.
        output: where to; None for standard output.
        pages: the reports for people.
    """
    emit(written(app, found, form, output, pages), output)
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    if app.verbosity >= 0 and (form is not Format.GITHUB or output is not None):
        sys.stderr.write(_formatted(found, Format.GITHUB))
    _summarize(app, _page(found, pages))


def written(app: App, found: Judged, form: Format, output: Path | None, pages: Pages) -> str:
    """Judged models in one format.

    Parameters:
        app: knows the paper.
        found: judged models, placed.
        form: the format.
        output: where it goes; None for standard output.
        pages: the reports for people.
    """
    if form is Format.HUMAN:
        return pages.human(found, app.paper(output))
    return _page(found, pages) if form is Format.MARKDOWN else _formatted(found, form)


def _formatted(found: Judged, form: Format) -> str:
    module, function = WRITERS[form].split(".")
    writer: Callable[[Judged], str] = getattr(import_module(f"monitor.reports.{module}"), function)
    return writer(found)


def _page(found: Judged, pages: Pages) -> str:
    from monitor.reports import markdown  # noqa: PLC0415 - one format is written, the others need no time

    writer: Callable[[Judged], str] = getattr(markdown, pages.markdown)
    return writer(found)


def _summarize(app: App, page: str) -> None:
    """Add the report to the step's summary, where there is one; that this fails is no reason to fail."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not path:
        return
    try:
        with Path(path).open("ab") as file:
            left = SUMMARY_BYTES - file.tell()
            body = f"{page}\n".encode()
            if len(body) <= left:
                file.write(body)
            else:
                say("licensewatch: the summary of this step is full; the log has the report.", app)
    except OSError as error:
        say(f"licensewatch: the summary of this step cannot be written: {error.strerror}.", app)
