"""How long a command takes to start, beside what this machine takes for an empty program.

    python benchmarks/startup.py [--runs 15] [FILE]

Every line is the median of fresh processes, taken in turns so that a busy moment does not hit one line only.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAMPLE = (
    "You may use, copy and modify the Model for any purpose.\n"
    "You may not use the Model for any commercial purpose without our prior written permission.\n"
)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="fresh processes a line (default: 15)")
    parser.add_argument("file", nargs="?", type=Path, help="a licence text (default: two sentences)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "LICENSE"
        sample.write_text(SAMPLE, encoding="utf-8")
        times = measured(commands(options.file or sample), options.runs)
    show(times)


def commands(file: Path) -> dict[str, list[str]]:
    """What is measured, by the name it has in the table."""
    python = sys.executable
    licensewatch = str(Path(python).with_name("licensewatch"))
    return {
        "python -c pass": [python, "-c", "pass"],
        "python -c 'import click'": [python, "-c", "import click"],
        "licensewatch --help": [licensewatch, "--help"],
        "licensewatch terms FILE": [licensewatch, "terms", "--format", "jsonl", str(file)],
        "licensewatch check FILE": [licensewatch, "check", "--fail-on", "never", str(file)],
    }


def measured(listed: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[float]]:
    """Seconds of wall clock for each run of each command; one run to warm up is thrown away."""
    times: dict[str, list[float]] = {name: [] for name in listed}
    for _ in range(runs + 1):
        for name, command in listed.items():
            times[name].append(seconds(command))
    return {name: taken[1:] for name, taken in times.items()}


def seconds(command: Sequence[str]) -> float:
    """Seconds of wall clock that a process takes.

    Raises:
        subprocess.CalledProcessError: it failed; a failure's time says nothing.
    """
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - began


def show(times: Mapping[str, Sequence[float]]) -> None:
    """Print the table, in milliseconds."""
    floor = statistics.median(next(iter(times.values())))
    print(f"{'':28}{'median':>8}{'least':>8}{'over floor':>12}   ms")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:28}{1000 * median:8.0f}{1000 * min(taken):8.0f}{1000 * (median - floor):12.0f}")


if __name__ == "__main__":
    main()
