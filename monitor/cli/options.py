"""Options that several commands share, with the same name and meaning everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.app import keep
from monitor.cli.exits import DEFAULT, FailOn

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.cli.formats import Format

F = TypeVar("F", bound="Callable[..., Any]")


class Words(click.Choice[StrEnum]):
    """A choice of members of a vocabulary, typed and shown by their values (click's own takes the names)."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """What is compared and shown."""
        del ctx
        return str(choice)


class _Uses(Words):
    """The uses of a profile; looked up when somebody asks, since a locked check starts faster without."""

    def __init__(self) -> None:
        super().__init__(())

    @property
    def choices(self) -> tuple[StrEnum, ...]:
        """The members of `Use`."""
        from monitor.records import Use  # noqa: PLC0415 - as above

        return tuple(Use)

    @choices.setter
    def choices(self, _: object) -> None:
        """Click's own constructor sets it; there is nothing to be set."""


def reported(*formats: Format) -> Callable[[F], F]:
    """`--format` with these choices (the first is the default) and `--output FILE`."""
    form = click.option(
        "--format",
        "form",
        type=Words(formats),
        default=formats[0].value,
        show_default=True,
        help="How to write the result.",
    )
    output = click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the result here instead of standard output.",
    )
    return lambda command: form(output(command))


def judging(command: F) -> F:
    """Options of commands that judge: policy, profile, use, and what makes the command fail."""
    policy = click.option(
        "--policy",
        "--profiles",
        "config",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=keep,
        expose_value=False,
        is_eager=True,
        metavar="FILE",
        help="Policy and profiles to judge by; another name for --config.",
    )
    profile = click.option(
        "--profile",
        "names",
        multiple=True,
        metavar="NAME",
        help="Judge for this profile only; may be repeated.",
    )
    use = click.option(
        "--use",
        "uses",
        type=_Uses(),
        multiple=True,
        help="Judge for this use instead of the profile's; may be repeated.",
    )
    fail_on = click.option(
        "--fail-on",
        type=Words(FailOn),
        default=DEFAULT.value,
        show_default=True,
        help="The mildest verdict that ends with exit code 1.",
    )
    return policy(profile(use(fail_on(command))))
