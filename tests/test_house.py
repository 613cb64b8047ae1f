"""What stands around the package: make, the build machine, the container, the documentation."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import monitor

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# --- make and the build machine


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=False, env=clean
    )


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder with what make looks at, and no environment yet."""
    for name in ("Makefile", "pyproject.toml", "tests/requirements-texts.txt"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, target)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "last"),
    [
        ("demo", ".venv/bin/licensewatch demo"),
        ("test", ".venv/bin/python -m pytest"),
        ("check", "--cov-fail-under="),
        ("docs", ".venv/bin/python tools/docs.py"),
    ],
)
def test_target_sets_up_by_itself_on_a_fresh_machine(fresh: Path, target: str, last: str) -> None:
    planned = make(fresh, "--dry-run", target).stdout.splitlines()
    extra = "demo" if target == "demo" else "dev"
    assert any("-m venv" in line for line in planned)
    assert any(f".[{extra}]" in line for line in planned)
    assert last in planned[-1]


def test_second_run_sets_nothing_up(fresh: Path) -> None:
    (fresh / ".venv" / "bin").mkdir(parents=True)
    for name in ("bin/python", "stamp-demo", "stamp-dev"):
        (fresh / ".venv" / name).touch()
    for target, lines in (("test", 1), ("demo", 1), ("check", 5)):
        assert len(make(fresh, "--dry-run", target).stdout.splitlines()) == lines
    os.utime(fresh / "pyproject.toml", (2e9, 2e9))
    assert ".[dev]" in make(fresh, "--dry-run", "test").stdout


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ("exit 1", "Error 2", "needs Python 3.11 or later"),
        ('[ "$1" = -c ] || exit 1', "Error 2", "apt-get install python3-venv"),
    ],
)
def test_machine_that_lacks_something_is_told_what(fresh: Path, body: str, status: str, told: str) -> None:
    python = fresh / "python"
    python.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    python.chmod(0o755)
    done = make(fresh, f"PYTHON={python}", "demo")
    assert done.returncode == 2
    assert status in done.stderr
    assert told in done.stderr
    assert not (fresh / ".venv").exists()


def test_failure_of_a_step_is_the_failure_of_make(fresh: Path) -> None:
    binaries = fresh / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("python", "ruff", "mypy", "licensewatch"):
        (binaries / name).write_text(f"#!/bin/sh\necho {name} $*\nexit $(cat fails-{name} || echo 0)\n")
        (binaries / name).chmod(0o755)
    for name in ("stamp-demo", "stamp-dev"):
        (fresh / ".venv" / name).touch()
    (fresh / "benchmarks").mkdir()
    (fresh / "benchmarks" / "one.py").touch()
    assert make(fresh, "check").returncode == 0
    assert make(fresh, "fuzz", "ROUNDS=2").stdout.count("-m hypothesis") == 2
    for fails, targets in {
        "ruff": ["check"],
        "mypy": ["check"],
        "python": ["check", "test", "docs", "bench", "fuzz"],
        "licensewatch": ["demo"],
    }.items():
        (fresh / f"fails-{fails}").write_text("1")
        assert [make(fresh, target).returncode for target in targets] == [2] * len(targets)
        (fresh / f"fails-{fails}").unlink()


def test_every_target_is_listed_by_help() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: help (.+)$", recipe, re.MULTILINE)
    assert targets
    shown = make(ROOT, "help").stdout
    assert [line.split()[1] for line in shown.splitlines()] == targets[1].split()


def test_build_machine_runs_make_check_and_stops_at_the_first_failure(tmp_path: Path) -> None:
    script = tmp_path / ".ci" / "run"
    script.parent.mkdir()
    shutil.copy(ROOT / ".ci" / "run", script)
    assert script.stat().st_mode & stat.S_IXUSR
    (tmp_path / "Makefile").write_text("check:\n\t@echo checked with CI=$$CI\n\t@exit 3\n")
    # A make that calls the tests must not be heard by the make that they call.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run([str(script)], capture_output=True, text=True, check=False, cwd="/", env=environ)
    assert done.stdout == "checked with CI=true\n"
    assert done.returncode == 2


# --- the package


def test_version_is_told_once() -> None:
    assert monitor.__version__ == PROJECT["project"]["version"]


def test_changelog_has_a_place_for_what_comes_next() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert len(headings) == len(set(headings))


# --- the container


def dockerfile() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile with their arguments, continuation lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def last_stage() -> list[tuple[str, str]]:
    instructions = dockerfile()
    start = max(index for index, (name, _) in enumerate(instructions) if name == "FROM")
    return instructions[start:]


def test_image_is_slim_and_carries_no_build_tools() -> None:
    images = [argument for name, argument in dockerfile() if name == "FROM"]
    assert len(images) == 2
    assert all(re.match(r"python:3\.\d+-slim\b", image) for image in images)
    assert not any(name in {"COPY", "ADD"} for name, _ in last_stage())


def test_image_runs_as_nobody_in_particular() -> None:
    names = [name for name, _ in last_stage()]
    user = dict(last_stage())["USER"]
    assert user not in {"root", "0"}
    assert (
        f"useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin {user}" in dict(last_stage())["RUN"]
    )
    assert names.index("RUN") < names.index("USER") < names.index("ENTRYPOINT")


def test_image_keeps_the_database_and_tells_its_health() -> None:
    stage = dict(last_stage())
    assert stage["VOLUME"] == "/data"
    assert "install --directory --owner licensewatch --group licensewatch /data" in stage["RUN"]
    options, command = stage["HEALTHCHECK"].split("CMD", maxsplit=1)
    assert "--interval=" in options
    assert json.loads(command) == ["licensewatch", "--quiet", "status", "--db", "/data/licensewatch.db"]


def test_image_watches_unless_told_otherwise() -> None:
    stage = dict(last_stage())
    assert json.loads(stage["ENTRYPOINT"]) == ["licensewatch"]
    assert json.loads(stage["CMD"]) == ["watch"]


def test_image_is_built_from_what_the_wheel_needs() -> None:
    copied = {word for name, words in dockerfile() if name == "COPY" for word in words.split()[:-1]}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    forced = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])
    assert copied == allowed
    assert copied >= {"monitor", "pyproject.toml", "README.md", "LICENSE"} | forced
    assert all((ROOT / name).exists() for name in copied)


# --- documentation that would go stale


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs", ROOT / "tools" / "docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def written(docs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one README with one generated part, which is stale."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    readme = tmp_path / "README.md"
    readme.write_text("# Title\n<!-- begin: exit-codes -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    return readme


def test_stale_part_is_shown_and_fails_the_check(
    docs: ModuleType, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written.read_text()
    assert docs.main(["--check"]) == 1
    shown = capsys.readouterr()
    assert "--- README.md\n" in shown.out
    assert "\n-old\n" in shown.out
    assert "+| `0` |" in shown.out
    assert shown.err == "1 file out of date: run `make docs`.\n"
    assert written.read_text() == before


def test_parts_are_written_and_the_rest_is_left_alone(docs: ModuleType, written: Path) -> None:
    assert docs.main([]) == 0
    text = written.read_text()
    assert text.startswith("# Title\n<!-- begin: exit-codes -->\n| Code | Meaning | ")
    assert text.endswith("|\n<!-- end -->\nafter\n")
    assert docs.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<!-- begin: gossip -->\n<!-- end -->\n", "nobody writes the part 'gossip'"),
        ("<!-- begin: exit-codes -->\n", "a part has no end"),
    ],
)
def test_part_that_cannot_be_written(docs: ModuleType, text: str, fault: str) -> None:
    with pytest.raises(SystemExit, match=fault):
        docs.filled(text, "README.md")


def test_rule_is_written_without_becoming_markup(docs: ModuleType) -> None:
    from monitor.rules import parse

    text = """
title = "Names a *number* | of users"
severity = "warn"
rationale = "More than <one> user."
languages = ["en"]
[[match]]
all = ["users"]
[[example]]
text = "More than [100] users."
match = true
source = "made up"
[[example]]
text = "More users_of it."
match = true
source = "made up"
[[example]]
text = "Nobody."
match = false
why = "nobody"
[[example]]
text = "Nothing."
match = false
why = "nothing"
"""
    (rule,) = parse({"thresholds/users": text}, "", "digest").rules
    entry = docs.entry(rule)
    assert '<a id="thresholds-users"></a>' in entry
    assert r"Names a \*number\* \| of users (warn; en)" in entry
    assert r"More than \<one\> user." in entry
    assert "Finds:\n\n- “More than \\[100\\] users.”\n- “More users\\_of it.”\n\n" in entry
    assert "Leaves alone:\n\n- “Nobody.” (nobody)\n- “Nothing.” (nothing)" in entry
    assert "Known miss" not in entry


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path.name}: {target}"
        for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_gaps() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {path.name[:4]} ")
        assert len(lines) <= 60, f"{path.name} is more than half a page"


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of a document in one language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def test_configuration_of_the_readme_is_one() -> None:
    from monitor.config import parse

    (written,) = blocks(ROOT / "README.md", "toml")
    assert [profile.name for profile in parse(written, "README.md").profiles] == ["support-bot"]


def test_rule_of_the_manual_keeps_its_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from monitor.cli import main

    rule = tmp_path / "military_ban" / "documented.toml"
    rule.parent.mkdir()
    rule.write_text(blocks(ROOT / "docs" / "rules.md", "toml")[0], encoding="utf-8")
    shutil.copy(ROOT / "rules" / "lexicon.toml", tmp_path)
    assert main(["rules", "test", str(tmp_path)]) == 0, capsys.readouterr().err


def documented_commands() -> list[str]:
    lines = [line for block in blocks(ROOT / "README.md", "console") for line in block.splitlines()]
    return [line.split("#")[0].strip()[2:] for line in lines if line.startswith("$ licensewatch ")]


@pytest.mark.parametrize("line", documented_commands())
def test_command_of_the_readme_exists_with_its_options(line: str) -> None:
    import click

    from monitor.cli.commands import root

    _, name, *arguments = line.split()
    command = root.get_command(click.Context(root), name)
    assert command
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in arguments if word.startswith("-")} <= known
