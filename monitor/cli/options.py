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

F = TypeVar("F", bound="Callable[..., Any]")


class Format(StrEnum):
    """How a report is written; `meaning` says what for. The table of the README is made from this."""

    meaning: str

    def __new__(cls, name: str, meaning: str) -> Format:  # noqa: PYI034 - enumerations are built by value
        """A member is its name; the words ride along."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.meaning = meaning
        return member

    HUMAN = "human", "For a person at a terminal: the answer, the clause that decides, what to do next."
    JSON = "json", "Everything that is known, as one object."
    JSONL = "jsonl", "One object a model and profile, each on its own line."
    CSV = "csv", "One row a model and profile, safe to open in a spreadsheet."
    MARKDOWN = "markdown", "For a comment on a pull request or a job's summary."
    SARIF = "sarif", "SARIF 2.1.0 for code scanning: a result a clause, where the project names the model."
    JUNIT = "junit", "JUnit XML: a suite a profile, a case a model."
    GITHUB = "github", "Annotations of a GitHub workflow, at most ten of a kind."
    SPDX = "spdx", "SPDX 2.3 as JSON: a package a model, with its texts and its lineage."
    CYCLONEDX = (
        "cyclonedx",
        "CycloneDX 1.6 as JSON: a machine-learning model each, with licences and evidence.",
    )


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


def table() -> str:
    """The Markdown table of formats."""
    rows = (f"| `{form.value}` | {form.meaning} |" for form in Format)
    return "\n".join(("| Format | What for |", "|---|---|", *rows))
