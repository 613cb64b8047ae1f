"""Formats through the command line, and what is told to a build machine of GitHub besides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from monitor.cli import main
from monitor.cli.exits import Exit
from monitor.cli.formats import Format, table
from monitor.cli.writing import SUMMARY_BYTES, WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
LICENSE = (ROOT / "fixtures/demo/ember/ember-max/commits/0001-release/LICENSE").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a licence and a list in a folder below its root."""
    (tmp_path / ".git").mkdir()
    below = tmp_path / "models"
    below.mkdir()
    (below / "LICENSE").write_text(LICENSE, encoding="utf-8")
    (below / "list.txt").write_text("# ours\n\n./LICENSE  # the big one\n./LICENSE\n", encoding="utf-8")
    monkeypatch.chdir(below)
    return tmp_path


CHECKS: dict[Format, Callable[[str], object]] = {
    Format.JSON: json.loads,
    Format.JSONL: lambda text: [json.loads(line) for line in text.splitlines()],
    Format.SARIF: json.loads,
    Format.SPDX: json.loads,
    Format.CYCLONEDX: json.loads,
    Format.JUNIT: ET.fromstring,
    Format.CSV: lambda text: text.startswith("subject,"),
    Format.GITHUB: lambda text: text.startswith("::error file=models/"),
    Format.MARKDOWN: lambda text: text.startswith("<!-- licensewatch -->"),
    Format.HUMAN: lambda text: "NO." in text or "✗ no" in text,
}


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("command", [("check", "./LICENSE", "--use", "hosted-api"), ("audit", "list.txt")])
def test_every_format_of_both_commands(
    command: tuple[str, ...], form: Format, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--format", form]) == Exit.FINDINGS
    told, noise = capsys.readouterr()
    assert CHECKS[form](told)
    assert noise == ""
    assert str(project) not in told


def test_a_list_says_where_it_names_a_model(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "list.txt", "--format", "json"]) == Exit.FINDINGS
    (model,) = json.loads(capsys.readouterr().out)["models"]
    assert [(one["path"], one["line"], one["reference"]) for one in model["mentions"]] == [
        ("list.txt", 3, "./LICENSE"),
        ("list.txt", 4, "./LICENSE"),
    ]
    assert main(["audit", "list.txt", "--format", "github"]) == Exit.FINDINGS
    assert "file=models/list.txt,line=3," in capsys.readouterr().out
    del project


def test_fail_on_decides_the_kind(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["check", "./LICENSE", "--use", "hosted-api", "--format", "github", "--fail-on", "never"]) == 0
    )
    assert capsys.readouterr().out.startswith("::warning ")
    del project


# ---- Within GitHub Actions -------------------------------------------------------------------------------


@pytest.fixture
def actions(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a step; the path of its summary."""
    summary = project / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    return summary


def test_annotations_come_by_themselves_on_standard_error(
    actions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "./LICENSE", "--use", "hosted-api", "--format", "json"]) == Exit.FINDINGS
    told, noise = capsys.readouterr()
    assert json.loads(told)["schema"]
    assert noise.startswith("::error file=models/LICENSE,line=")
    assert "### ✗ ./LICENSE" in actions.read_text(encoding="utf-8")


def test_they_come_once_and_not_at_all_when_quiet(actions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "./LICENSE", "--use", "hosted-api", "--format", "github"]) == Exit.FINDINGS
    assert capsys.readouterr().err == ""
    assert main(["check", "./LICENSE", "--use", "hosted-api", "-q"]) == Exit.FINDINGS
    assert capsys.readouterr().err == ""
    assert main(["audit", "list.txt", "--format", "github", "--output", "x.txt"]) == Exit.FINDINGS
    assert capsys.readouterr().err.startswith("::error ")
    told = actions.read_text(encoding="utf-8")
    assert told.count("### ✗ ./LICENSE") == 2
    assert "| Model |" in told


def test_a_summary_that_is_full_or_cannot_be_written_is_said_and_fails_nothing(
    actions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.write_bytes(b"x" * (SUMMARY_BYTES - 10))
    assert main(["check", "./LICENSE", "--use", "hosted-api"]) == Exit.FINDINGS
    assert "the summary of this step is full" in capsys.readouterr().err
    assert actions.stat().st_size == SUMMARY_BYTES - 10
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(actions.parent))
    assert main(["check", "./LICENSE", "--use", "hosted-api"]) == Exit.FINDINGS
    assert "the summary of this step cannot be written" in capsys.readouterr().err
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert main(["check", "./LICENSE", "--use", "hosted-api"]) == Exit.FINDINGS


def test_the_manual_is_linked_where_its_address_is_known(
    actions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LICENSEWATCH_DOCS", "https://docs.example/licensewatch")
    main(["check", "./LICENSE", "--use", "hosted-api", "--format", "sarif", "-q"])
    rules = json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    assert rules[0]["helpUri"].startswith("https://docs.example/licensewatch/codes.md#")
    del actions


# ---- The table -------------------------------------------------------------------------------------------


def test_the_table_tells_every_format() -> None:
    assert all(f"| `{form.value}` | {form.meaning} |" in table() for form in Format)
    assert set(WRITERS) | {Format.HUMAN, Format.MARKDOWN} == set(Format)


def test_the_spdx_library_is_loaded_by_bills_of_materials_only(project: Path) -> None:
    script = (
        "import sys\nfrom monitor.cli import main\n"
        "main(['check', './LICENSE', '--format', sys.argv[1], '--output', 'out'])\n"
        "print('spdx_tools' in sys.modules)\n"
    )
    for form, loaded in (("sarif", "False"), ("junit", "False"), ("github", "False"), ("spdx", "True")):
        done = subprocess.run(
            [sys.executable, "-c", script, form],
            capture_output=True,
            text=True,
            check=True,
            cwd=project / "models",
        )
        assert done.stdout.strip() == loaded
