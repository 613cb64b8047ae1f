"""A progress bar on standard error, where somebody can see it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.cli.given import App


@contextmanager
def progress(app: App, total: int) -> Iterator[Callable[[str], None]]:
    """A function to be told each finished subject; silent with `-q` and where nobody looks.

    Parameters:
        app: tells whether it is to be quiet.
        total: how many there are.
    """
    if app.verbosity < 0 or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only a terminal needs it
    from rich.markup import escape  # noqa: PLC0415 - as above
    from rich.progress import (  # noqa: PLC0415 - as above
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text  # noqa: PLC0415 - as above

    from monitor.reports.plain import clip  # noqa: PLC0415 - as above

    class Rate(ProgressColumn):
        """How many a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")

    columns = (
        TextColumn("Looking"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(
        *columns, console=Console(stderr=True, no_color=app.color == "never"), transient=True
    ) as bar:
        task = bar.add_task("", total=total)
        yield lambda key: bar.update(task, advance=1, description=escape(clip(key, 50)))
