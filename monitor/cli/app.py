"""What every command shares: how the global options are read, and what is said at the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.given import App
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


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
