"""How long `check --locked` of a project with many models takes, beside what an empty program takes here.

Processor time of fresh processes, taken in turns so that a busy moment does not hit one line only.

    python benchmarks/locked.py [--models 20] [--runs 15]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BAR = 10
"""Times the floor that a locked check of twenty models may take."""
LICENCE = """\
Licence of model {number}

Permission is granted to use, copy, modify and distribute the Model for any purpose, commercial or not.
If the Model is used in a product with more than {number}00 million monthly active users, you must prominently
display the name "Model {number}" in the user interface of that product.
You may not use the Model for military purposes. You must pass these terms on to everybody you give it to.
"""
CONFIG = """\
schema = 1
[profiles.app]
uses = ["product"]
users_month = 40_000
[profiles.api]
uses = ["hosted-api"]
users_month = 5_000_000
"""


def main() -> int:
    """Measure, print a table, and tell by the exit code whether the bar is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", type=int, default=20, help="models in the lock (default: 20)")
    parser.add_argument("--runs", type=int, default=15, help="fresh processes a line (default: 15)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        lines = prepare(project, options.models)
        times = measured(project, options.runs)
    floor, locked = (statistics.median(taken) for taken in times.values())
    print(f"{options.models} models, {lines} lines of lock; medians of {options.runs}, ms of processor time")
    for name, taken in times.items():
        print(f"{name:28}{1000 * statistics.median(taken):8.0f}  least {1000 * min(taken):.0f}")
    print(f"{'ratio':28}{locked / floor:8.1f}  bar {BAR}")
    return 0 if locked <= BAR * floor else 1


def prepare(project: Path, models: int) -> int:
    """Write a project and lock its models; the number of lines of the lock."""
    (project / "licensewatch.toml").write_text(CONFIG, encoding="utf-8")
    names = [f"model-{number}" for number in range(1, models + 1)]
    for number, name in enumerate(names, start=1):
        (project / name).mkdir()
        (project / name / "LICENSE").write_text(LICENCE.format(number=number), encoding="utf-8")
    made = ["lock", "--by", "benchmark", *(f"./{name}/LICENSE" for name in names)]
    subprocess.run([program(), *made], cwd=project, check=True, capture_output=True)
    subprocess.run(
        [program(), "lock", "--by", "benchmark", "--baseline"], cwd=project, check=True, capture_output=True
    )
    return (project / "model-licenses.lock").read_text(encoding="utf-8").count("\n")


def program() -> str:
    """The console command beside this interpreter."""
    return str(Path(sys.executable).with_name("licensewatch"))


def measured(project: Path, runs: int) -> Mapping[str, Sequence[float]]:
    """Seconds of processor time for each run of each line; one run to warm up is thrown away."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "licensewatch check --locked": [program(), "check", "--locked"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            times[name].append(seconds(command, project))
    return {name: taken[1:] for name, taken in times.items()}


def seconds(command: Sequence[str], project: Path) -> float:
    """Processor seconds, user and system, of one process.

    Raises:
        subprocess.CalledProcessError: it failed; a failure's time says nothing.
    """
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=project, env=kept, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
