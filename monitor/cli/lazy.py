"""A group whose commands are imported when they are called, and listed without being imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Look once": {
        "check": "Judge models or licence files and say why; for one model and for CI.",
        "audit": "Judge a whole list of models in one table.",
        "terms": "What the clauses of licence texts say, field by field.",
        "diff": "What changed between two texts, and in whose favour.",
        "explain": "What a rule looks for, or what was read in a text and what was not.",
    },
    "Adopt": {
        "lock": "Write down which texts a project adopts, and compare them with today's.",
        "review": "Decide on what a lock has waiting: accept, waive or put off.",
    },
    "Watch": {
        "init": "Write a commented configuration and an empty watch list.",
        "add": "Put models on the watch list.",
        "remove": "Take models off the watch list.",
        "list": "Show the watch list.",
        "watch": "Look at everything on the watch list, now or on a schedule, and send alerts.",
        "status": "When was last looked, what failed, what is owed.",
    },
    "Look back": {
        "show": "Everything known of one model: terms, quotes, documents.",
        "history": "Every change of one model that was seen.",
    },
    "About": {
        "rules": "List the rules, or run the examples they carry.",
        "demo": "Play the whole story on this machine, with a hub and a mailbox of its own.",
    },
}
"""The commands under their headings, with the line that tells what each is for."""

_MODULES = {"list": "list_"}


class LazyGroup(click.Group):
    """A group over `SECTIONS`: the module `monitor.cli.<name>` holds the command as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the sections."""
        del ctx
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"monitor.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, or what may have been meant.

        Raises:
            click.UsageError: there is no such command.
        """
        if args[0] not in self.list_commands(ctx):
            from difflib import get_close_matches  # noqa: PLC0415 - only a misspelt name needs it

            close = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of the help screen, from the table alone."""
        del ctx
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(list(section.items()))
