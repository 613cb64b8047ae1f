"""What every command shares: the global options, the clock, and where output goes."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from monitor.errors import LicensewatchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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


def say(text: str, app: App | None = None) -> None:
    """A line for the person at the terminal, on standard error; nothing with `-q`.

    Whatever stands in it (a mail server's answer, say), nothing of it acts on the terminal.
    """
    from monitor.reports.plain import safe  # noqa: PLC0415 - the group's help needs no reports

    if app is None or app.verbosity >= 0:
        click.echo(safe(text), err=True)


def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:  # noqa: ANN401 - click's callback
    """Put one global option into the context's `App`; a command's own wins over the group's."""
    app = context.obj or App()
    name = parameter.name or ""
    if name in {"quiet", "verbose"}:
        step = value if name == "verbose" else -value
        context.obj = app._replace(verbosity=app.verbosity + step)
    elif name == "no_network":
        context.obj = app._replace(network=app.network and not value)
    elif value is not None:
        context.obj = app._replace(**{name: value})
    else:
        context.obj = app


class _Instant(click.ParamType[datetime]):
    """An ISO 8601 time with its offset."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 - click's signature
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no ISO 8601 time such as 2026-03-01T12:00:00Z.", param, ctx)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def global_options(*, inner: bool) -> list[click.Option]:
    """The options that may stand before or after the command's name.

    Parameters:
        inner: for a command: hidden in its help, and without reading the environment again.
    """
    file = click.Path(path_type=Path, dir_okay=False)

    def option(*names: str, **more: Any) -> click.Option:  # noqa: ANN401 - passed on to click
        more.setdefault("hidden", inner)
        more["envvar"] = None if inner else more.get("envvar")
        more["show_envvar"] = not inner
        return click.Option(list(names), callback=keep, expose_value=False, is_eager=True, **more)

    return [
        option("--db", type=file, envvar="LICENSEWATCH_DB", metavar="FILE", help="Database to use."),
        option(
            "--config",
            type=file,
            envvar="LICENSEWATCH_CONFIG",
            metavar="FILE",
            help="Configuration with policy and profiles [default: licensewatch.toml, where there is one].",
        ),
        option("-q", "--quiet", count=True, help="Say less on standard error."),
        option("-v", "--verbose", count=True, help="Say more; twice for everything."),
        option("--no-network", is_flag=True, help="Ask nothing but local files and the database."),
        option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            metavar="WHEN",
            help="Colours: auto, always or never.",
        ),
        option(
            "--now",
            "fixed_now",
            type=_Instant(),
            hidden=True,
            help="Work at this time instead of the clock's.",
        ),
    ]


class Command(click.Command):
    """A command that takes the global options too.

    Parameters:
        silent: whether nothing that it does is worth a log line.
    """

    def __init__(self, *args: Any, silent: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to click
        super().__init__(*args, **kwargs)
        self.silent = silent
        self.params.extend(global_options(inner=True))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - what the command returns
        """Run it, with logs on standard error as loud as asked for."""
        # What logs nothing unless it is asked for more starts the faster without logs.
        silent = self.silent or ctx.params.get("by_lock")
        if not silent or ctx.obj.verbosity > 0:
            from monitor.cli.logs import to_stderr  # noqa: PLC0415 - as above

            to_stderr(ctx.obj.verbosity)
        return super().invoke(ctx)


pass_app: Callable[..., Any] = click.make_pass_decorator(App, ensure=True)


def require_network(app: App, why: str) -> None:
    """Stop a command that cannot do its work offline.

    Raises:
        UsageError: `--no-network` was given.
    """
    if not app.network:
        raise UsageError(f"{why} needs the network, and --no-network was given.", "Leave --no-network out.")
