"""What is published: the wheel holds everything a machine without this repository needs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from monitor import compiled, kept
from monitor.resources import load_rules

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel; built with the build backend of this environment, so that nothing is downloaded."""
    target = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(target)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def data(folder: Path) -> dict[str, str]:
    """Every file below a folder with its digest; what editors and interpreters leave is no data."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("inside", "source"),
    [
        ("monitor/_rules", "rules"),
        ("monitor/_demo", "fixtures/demo"),
        ("monitor/references", "monitor/references"),
    ],
)
def test_wheel_holds_the_data(unpacked: Path, inside: str, source: str) -> None:
    held = data(unpacked / inside)
    assert held
    assert held == data(ROOT / source)


def test_wheel_holds_every_module_and_nothing_of_the_repository_around_it(unpacked: Path) -> None:
    modules = {path.relative_to(ROOT) for path in (ROOT / "monitor").rglob("*.py")}
    assert {path for path in modules if not (unpacked / path).is_file()} == set()
    assert (unpacked / "monitor" / "py.typed").is_file()
    assert {path.name.split("-")[0] for path in unpacked.iterdir()} == {"monitor", "licensewatch"}


def test_wheel_holds_the_rules_as_they_are_once_read(unpacked: Path) -> None:
    held = compiled.opened(kept.file(unpacked / "monitor" / "compiled_rules.bin"))
    assert held is not None
    assert held.digest == load_rules().digest
    assert len(compiled.unpacked(held).finder.tables.known) > 5_000
    assert (unpacked / "monitor" / "compiled_expressions.bin").stat().st_size > 100_000


def test_wheel_installs_the_command(unpacked: Path) -> None:
    (entry,) = unpacked.glob("licensewatch-*.dist-info/entry_points.txt")
    assert entry.read_text().split() == ["[console_scripts]", "licensewatch", "=", "monitor.cli:main"]


def run(unpacked: Path, folder: Path, code: str) -> str:
    """What Python code prints with the wheel's modules instead of this repository's."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=False, env=environment, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_reads_the_same_rules_as_the_repository(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "from monitor import resources\n"
        "rules = resources.load_rules()\n"
        "print(resources.rules_folder())\n"
        "print(rules.digest, len(rules.rules))\n"
    )
    folder, found = run(unpacked, tmp_path, code).splitlines()
    ours = load_rules()
    assert folder == str(unpacked / "monitor" / "_rules")
    assert found == f"{ours.digest} {len(ours.rules)}"


def test_wheel_reads_a_licence(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text(
        "You may not use the model for any commercial purpose.\n", encoding="utf-8"
    )
    code = "from monitor.cli import main; raise SystemExit(main(['terms', '--format', 'jsonl', 'LICENSE']))"
    assert json.loads(run(unpacked, tmp_path, code))["terms"]["commercial_use"] == "prohibited"
