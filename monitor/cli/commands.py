"""The commands as click knows them; loaded where a command line needs more than `monitor.cli.front` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import __version__
from monitor.cli.app import global_options
from monitor.cli.exits import Exit
from monitor.cli.lazy import LazyGroup
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPILOG = (
    "Options of this page may also stand after the command. "
    "Exit codes: 0 clean, 1 findings, 2 wrong usage or failure, 3 something could not be checked."
)


@click.group(
    cls=LazyGroup,
    params=global_options(inner=False),
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="licensewatch")
def root() -> None:
    """Watch the licences of AI models, read what they demand, and be told when they change."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code.

    Parameters:
        arguments: those after the program's name.

    Raises:
        UsageError: click cannot read it.
        KeyboardInterrupt: it was stopped.
    """
    try:
        # Not through click's own `main`: it takes a closed pipe for success.
        with root.make_context("licensewatch", list(arguments)) as context:
            return int(root.invoke(context) or Exit.CLEAN)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return int(Exit.FAILED)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        raise UsageError(_usage(error)) from error


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    page = f" See {context.command_path} --help." if context else ""
    message = error.format_message().strip()
    return f"{message}{'' if message.endswith(('.', '?', '!')) else '.'}{page}"
