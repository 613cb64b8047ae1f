"""Writes the generated parts of README.md and docs/, or tells which are stale.

A part stands between `<!-- begin: NAME -->` and `<!-- end -->`. `python tools/docs.py` writes every part
anew; with `--check` it changes nothing, prints the difference and ends with 1.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from monitor.cli import formats as forms
from monitor.cli.commands import root
from monitor.cli.exits import table
from monitor.config import template
from monitor.reports import codes
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from monitor.rules import Example, Rule

ROOT = Path(__file__).parents[1]
WIDTH = 100
PART = re.compile(r"(<!-- begin: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
OPENING = re.compile(r"<!-- begin: ")
MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the parts, or check them; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if a part is stale")
    check = parser.parse_args(arguments).check
    stale = 0
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        before = path.read_text(encoding="utf-8")
        after = filled(before, path.name)
        if after != before:
            stale += 1
            sys.stdout.writelines(difference(path.relative_to(ROOT).as_posix(), before, after))
            if not check:
                path.write_text(after, encoding="utf-8")
    if check and stale:
        sys.stderr.write(f"{stale} file{'' if stale == 1 else 's'} out of date: run `make docs`.\n")
    return 1 if check and stale else 0


def filled(text: str, name: str) -> str:
    """The text with every part written anew.

    Raises:
        SystemExit: a part has no end, or a name that nobody writes.
    """
    parts = PART.findall(text)
    unknown = sorted({part for _, part, _, _ in parts} - PARTS.keys())
    if unknown or len(parts) != len(OPENING.findall(text)):
        raise SystemExit(
            f"{name}: {f'nobody writes the part {unknown[0]!r}' if unknown else 'a part has no end'}"
        )
    return PART.sub(lambda match: f"{match[1]}{PARTS[match[2]]().strip()}\n{match[4]}", text)


def difference(name: str, before: str, after: str) -> Iterable[str]:
    """A unified diff from what the file holds to what it should."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return difflib.unified_diff(old, new, name, f"{name} (generated)")


def run(*arguments: str, code: int = 0) -> str:
    """What a command prints that ends with this exit code, in the width of the documentation.

    Raises:
        SystemExit: it ends with another code.
    """
    environment = {"COLUMNS": str(WIDTH), "LICENSEWATCH_CONFIG": None, "LICENSEWATCH_DB": None}
    result = CliRunner().invoke(
        root,
        arguments,
        prog_name="licensewatch",
        terminal_width=WIDTH,
        env=environment,
        standalone_mode=False,
    )
    ended = result.return_value or 0
    if result.exception is not None or ended != code:
        line = f"licensewatch {' '.join(arguments)}"
        raise SystemExit(f"{line} ended with {ended}: {result.exception or result.stderr}")
    return result.stdout


def fenced(text: str, language: str = "text") -> str:
    """A block that Markdown shows as it stands."""
    return f"```{language}\n{text.rstrip()}\n```"


def overview() -> str:
    """The first help screen."""
    return fenced(run("--help"))


def commands() -> str:
    """The help of every command, in the order of the first screen."""
    names = root.list_commands(root.make_context("licensewatch", [], resilient_parsing=True))
    return "\n\n".join(f"## {name}\n\n{fenced(run(name, '--help'))}" for name in names)


def exit_codes() -> str:
    """The table of exit codes."""
    return table()


def formats() -> str:
    """The table of formats."""
    return forms.table()


def reasons() -> str:
    """The code of every reason, in words."""
    return codes.table()


def refusal() -> str:
    """What `check` says of a licence that forbids what is planned."""
    with copied({"LICENSE": "ember/ember-max/commits/0001-release/LICENSE"}):
        return session("check", "--use", "hosted-api", "./LICENSE", code=1)


def change() -> str:
    """What `diff` says of a licence with one paragraph added."""
    commits = "aurora-ai/aurora-2/commits"
    texts = {"before": f"{commits}/0001-release/LICENSE", "after": f"{commits}/0002-update-license/LICENSE"}
    with copied(texts):
        return session("diff", "before", "after")


@contextlib.contextmanager
def copied(texts: Mapping[str, str]) -> Iterator[None]:
    """Work in a folder of its own, with these texts of the demo in it by other names."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, source in texts.items():
            shutil.copy(ROOT / "fixtures" / "demo" / source, name)
        yield


def session(*arguments: str, code: int = 0) -> str:
    """A command and what it prints at a time that does not pass."""
    output = run("--now", "2026-03-01T12:00:00Z", *arguments, code=code)
    return fenced(f"$ licensewatch {' '.join(arguments)}\n{output}", "console")


def configuration() -> str:
    """The configuration that `init` writes, comments included."""
    return fenced(template(), "toml")


def rules() -> str:
    """Every rule: a table of all, then each with its reason and examples."""
    listed = load_rules().rules
    rows = (
        f"| [`{rule.id}`](#{anchor(rule.id)}) | {rule.severity} | {escaped(rule.title)} |" for rule in listed
    )
    head = "\n".join(
        (f"{len(listed)} rules.", "", "| Rule | Severity | What it finds |", "|---|---|---|", *rows)
    )
    return "\n\n".join((head, *(entry(rule) for rule in listed)))


def entry(rule: Rule) -> str:
    """One rule."""
    marks = [str(rule.severity), ", ".join(rule.languages), *(["experimental"] if rule.experimental else [])]
    found = [example for example in rule.examples if example.finds]
    passed = [example for example in rule.examples if not example.finds]
    return "\n\n".join(
        (
            f'<a id="{anchor(rule.id)}"></a>',
            f"### `{rule.id}`",
            f"{escaped(rule.title)} ({'; '.join(marks)})",
            escaped(rule.rationale),
            *quotes("Finds", [one._replace(note="") for one in found]),
            *quotes("Leaves alone", passed),
            *quotes("Known miss", rule.gaps),
        )
    )


SHOWN = 4
"""Examples of each kind that the manual prints; the rule's file holds them all."""


def quotes(heading: str, examples: Sequence[Example]) -> tuple[str, ...]:
    """A list of example sentences under a heading; nothing when there are none."""
    if not examples:
        return ()
    shown = examples[:SHOWN]
    items = [f"- “{escaped(one.text)}”{f' ({escaped(one.note)})' if one.note else ''}" for one in shown]
    more = [f"- {len(examples) - len(shown)} more in the rule's file"] if len(examples) > len(shown) else []
    return (f"{heading}:", "\n".join([*items, *more]))


def anchor(rule: str) -> str:
    """A name for links to a rule that every Markdown renderer keeps."""
    return rule.replace("/", "-").replace("_", "-")


def escaped(text: str) -> str:
    """Text as one line that Markdown does not take for markup."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


PARTS: dict[str, Callable[[], str]] = {
    "change": change,
    "codes": reasons,
    "commands": commands,
    "configuration": configuration,
    "exit-codes": exit_codes,
    "formats": formats,
    "help": overview,
    "refusal": refusal,
    "rules": rules,
}

if __name__ == "__main__":
    sys.exit(main())
