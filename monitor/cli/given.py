"""What every command is given: the global options, the clock, and where output goes."""

from __future__ import annotations

import os
import sys

from monitor.errors import LicensewatchError
from monitor.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from monitor.reports.layout import Paper

_PIPED_WIDTH = 100
_NARROWEST = 40
_WIDEST = 160


class App(NamedTuple):
    """The global options as given.

    Parameters:
        db: the database; None means what the configuration says.
        config: the configuration file; None means `licensewatch.toml`, where there is one.
        verbosity: below 0 quiet, 0 normal, above 0 more.
        network: whether anything but local files may be asked.
        color: auto, always or never.
        fixed_now: the time to work at, in tests.
        backfill: whether a model's own past is read at a first look (`watch --no-backfill`).
    """

    db: Path | None = None
    config: Path | None = None
    verbosity: int = 0
    network: bool = True
    color: str = "auto"
    fixed_now: datetime | None = None
    backfill: bool = True

    def now(self) -> datetime:
        """The time, UTC, aware."""
        from datetime import UTC, datetime  # noqa: PLC0415 - to read a file needs no clock

        return self.fixed_now or datetime.now(UTC)

    def paper(self, output: Path | None = None) -> Paper:
        """What human output is written on: the terminal's width and colours, or plain paper."""
        import shutil  # noqa: PLC0415 - brings archives along; not every command writes on paper

        from monitor.reports.layout import Paper  # noqa: PLC0415 - the group's help needs no reports

        terminal = output is None and sys.stdout.isatty()
        asked = os.environ.get("COLUMNS", "")
        measured = shutil.get_terminal_size().columns if terminal or asked.isdigit() else _PIPED_WIDTH
        colored = self.color == "always" or (
            self.color == "auto" and terminal and "NO_COLOR" not in os.environ
        )
        return Paper(width=min(max(measured, _NARROWEST), _WIDEST), color=colored)


def emit(text: str, output: Path | None = None) -> None:
    """Write a report to standard output or to a file, with a newline at its end.

    Raises:
        LicensewatchError: the file cannot be written.
    """
    ended = text if text.endswith("\n") or not text else f"{text}\n"
    if output is None:
        sys.stdout.write(ended)
        return
    try:
        output.write_text(ended, encoding="utf-8", newline="")
    except OSError as error:
        raise _unwritable(output, error) from error


def stream(parts: Iterable[str], output: Path | None = None) -> None:
    """Write a long report part by part, each as soon as it is there, so that none has to be kept.

    Raises:
        LicensewatchError: the file cannot be written.
    """
    if output is None:
        sys.stdout.writelines(parts)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
    except OSError as error:
        raise _unwritable(output, error) from error


def _unwritable(output: Path, error: OSError) -> LicensewatchError:
    return LicensewatchError(f"{output} cannot be written: {error.strerror}.", "Name another --output FILE.")
