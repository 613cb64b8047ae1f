"""Options that several commands share, with the same name and meaning everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.app import keep
from monitor.cli.exits import FailOn
from monitor.records import Use

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


class Format(StrEnum):
    """How a report is written."""

    HUMAN = "human"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"


class Words(click.Choice[StrEnum]):
    """A choice of members of a vocabulary, typed and shown by their values (click's own takes the names)."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """What is compared and shown."""
        del ctx
        return str(choice)


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
        type=Words(Use),
        multiple=True,
        help="Judge for this use instead of the profile's; may be repeated.",
    )
    fail_on = click.option(
        "--fail-on",
        type=Words(FailOn),
        default=FailOn.REVIEW.value,
        show_default=True,
        help="The mildest verdict that ends with exit code 1.",
    )
    return policy(profile(use(fail_on(command))))
