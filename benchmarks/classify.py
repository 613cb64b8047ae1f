"""What reading clauses costs: a file in a fresh process, a text once warm, ten thousand texts in one call.

    python benchmarks/classify.py [--runs 9] [--texts FOLDER] [--many 10000] [--peers]

Times are wall clock; beside them stands the processor time, which a busy machine distorts less. Whole
processes are measured in turns, beside an empty program and `import click`, and their memory is the most
they ever held. `--texts` names a folder of real licences, of which the one nearest to 35 KB is read by the
whole processes; without it the texts are made of the rules' own examples. Modules are compiled beforehand, as
an installer does. `--peers` measures licenseclassifier and ScanCode too, where they are installed.

Once warm, each text is read five times, the others in between; what is remembered of the clauses of a text,
so that several rules need not ask it anew, is gone by then. Cycles are looked for as seldom as in the process
of the program itself.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import importlib.util
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import monitor
from monitor import resources
from monitor.classify import classify
from monitor.cli import NEW_OBJECTS
from monitor.expressions import CODES
from monitor.identify import identify, load_references
from monitor.resources import COMPILED, load_rules
from monitor.text import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SIZE = 35_000
SMALL = 2_000
ATTEMPTS = 5
TICK = 0.5
PEERS = ("licenseclassifier", "scancode")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run of a process took: seconds of wall clock and of the processor, most memory in MiB."""

    wall: float
    processor: float
    memory: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, help="fresh processes a line (default: 9)")
    parser.add_argument("--texts", type=Path, help="a folder of licence texts (default: the rules' examples)")
    parser.add_argument("--many", type=int, default=10_000, help="texts in one call (default: 10,000)")
    parser.add_argument("--peers", action="store_true", help="measure other programs too")
    options = parser.parse_args()
    compileall.compile_dir(str(Path(monitor.__file__).parent), quiet=1)
    made = list(texts(options.texts))
    print(f"{len(made)} texts of {SIZE:,} characters; rules kept compiled: {kept()}")
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "LICENSE"
        one.write_text(single(options.texts) or made[0], encoding="utf-8")
        print(f"the licence of the whole processes: {one.stat().st_size:,} bytes")
        show(measured(commands(one, peers=options.peers), options.runs))
    warm(made)
    many(made, options.many)


def kept() -> str:
    """Whether a start reads rules as they were kept when the package was built."""
    if not (Path(COMPILED).exists() and Path(CODES).exists()):
        return "no (run tools/build_rules.py)"
    same = resources.kept_digest() == load_rules().digest
    return "yes" if same else "no, rules have changed since (run tools/build_rules.py)"


def single(folder: Path | None) -> str:
    """The licence of a folder that is nearest to the size; empty without a folder."""
    rows = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))] if folder else []
    return min(rows, key=lambda row: abs(len(row) - SIZE), default="")


def texts(folder: Path | None) -> Iterator[str]:
    """Texts of one size: licences one after another, cut; or shuffled examples of rules."""
    rows = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))] if folder else []
    if not rows:
        rows = [example.text for rule in load_rules().rules for example in rule.examples] * 12
        random.Random(1).shuffle(rows)  # noqa: S311 - a shuffle, no secret
    whole = "\n\n".join(rows)
    for at in range(0, len(whole) - SIZE + 1, SIZE):
        yield whole[at : at + SIZE]


def commands(one: Path, *, peers: bool) -> dict[str, list[str]]:
    """What is measured as a whole process, by the name it has in the table."""
    python = sys.executable
    listed = {
        "python -c pass": [python, "-c", "pass"],
        "python -c 'import click'": [python, "-c", "import click"],
        "licensewatch terms FILE": [
            str(Path(python).with_name("licensewatch")), "terms", "--format", "jsonl", str(one),
        ],
    }  # fmt: skip
    if not peers:
        return listed
    if importlib.util.find_spec("licenseclassifier"):
        code = (
            "import sys; from pathlib import Path; from licenseclassifier import identify_license;"
            "print(identify_license(Path(sys.argv[1]).read_text(encoding='utf-8')))"
        )
        listed["licenseclassifier FILE"] = [python, "-c", code, str(one)]
    else:
        print("licenseclassifier is not installed: skipped")
    scancode = Path(python).with_name("scancode")
    if scancode.exists():
        listed["scancode --license FILE"] = [
            str(scancode), "--license", "--quiet", "--json", "-", str(one),
        ]  # fmt: skip
    else:
        print("ScanCode is not installed: skipped")
    return listed


def measured(listed: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[Taken]]:
    """Runs of each command, in turns; one run to warm up is thrown away, and with it a peer that fails.

    Raises:
        RuntimeError: one of our own commands failed.
    """
    taken: dict[str, list[Taken]] = {}
    for name, command in listed.items():
        try:
            process(command)
            taken[name] = []
        except RuntimeError as error:
            if not name.startswith(PEERS):
                raise
            print(f"{name}: {error}; skipped")
    for _ in range(runs):
        for name, runs_of in taken.items():
            runs_of.append(process(listed[name]))
    return taken


# Run by a small interpreter: the most memory a process held begins with what its parent held.
_RUNNER = """
import os, sys, time
began = time.perf_counter()
null = os.open(os.devnull, os.O_WRONLY)
moves = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=moves)
_, status, used = os.wait4(child, 0)
took = time.perf_counter() - began
print(os.waitstatus_to_exitcode(status), took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def process(command: Sequence[str]) -> Taken:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; a failure's time says nothing.
    """
    runner = [sys.executable, "-I", "-S", "-c", _RUNNER, *command]
    done = subprocess.run(runner, check=True, capture_output=True, text=True)
    code, *figures = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"{command[0]} ended with {code}")
    return Taken(*map(float, figures))


def show(taken: Mapping[str, Sequence[Taken]]) -> None:
    """Print the table of whole processes."""
    floor = statistics.median(one.wall for one in next(iter(taken.values())))
    print(f"\n{'whole process':28}{'ms':>8}{'x floor':>9}{'cpu ms':>9}{'MiB':>7}")
    for name, runs in taken.items():
        wall = statistics.median(one.wall for one in runs)
        processor = min(one.processor for one in runs)
        memory = max(one.memory for one in runs)
        print(f"{name:28}{1000 * wall:8.0f}{wall / floor:9.1f}{1000 * processor:9.0f}{memory:7.1f}")


def warm(made: Sequence[str]) -> None:
    """Print what one text costs once everything is loaded, with and without identification."""
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    rules, references = load_rules(), load_references()
    nothing = load_references()
    identified = seconds(lambda text: identify(text, nothing), made)
    whole = seconds(lambda text: classify(text, rules, references), made)
    print(f"\n{'warm, ms a text':28}{'median':>8}{'p95':>9}{'max':>9}")
    for name, times in (
        ("classify", whole),
        ("  of which identify", identified),
        ("  of which rules", [one - other for one, other in zip(whole, identified, strict=True)]),
    ):
        ordered = sorted(1000 * one for one in times)
        late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(f"{name:28}{statistics.median(ordered):8.1f}{late:9.1f}{ordered[-1]:9.1f}")


def seconds(read: Callable[[str], object], made: Sequence[str]) -> list[float]:
    """Processor time for each text, the least of several attempts."""
    least = [float("inf")] * len(made)
    for _ in range(ATTEMPTS):
        for index, text in enumerate(made):
            began = time.process_time()
            read(text)
            least[index] = min(least[index], time.process_time() - began)
    return least


def many(made: Sequence[str], count: int) -> None:
    """Print the memory of one `terms` call over many distinct texts, as it goes on (Linux)."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{number:05}" for number in range(count)]
        for name, text in zip(names, distinct(made), strict=False):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        command = [shutil.which("licensewatch", path=str(Path(sys.executable).parent)) or "licensewatch"]
        command += ["terms", "--format", "jsonl", *names]
        began = time.perf_counter()
        curve = list(memory_of(command, Path(folder)))
        took = time.perf_counter() - began
    print(f"\n{count:,} distinct texts of {SMALL:,} characters in one call: {took:.0f} s")
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        print(f"  MiB after {share:4.0%} of the time: {curve[max(0, int(share * len(curve)) - 1)]:.1f}")


def distinct(made: Sequence[str]) -> Iterator[str]:
    """Texts without end, no two alike: sentences of all texts in ever new order."""
    chance = random.Random(2)  # noqa: S311 - a shuffle, no secret
    pool = [text[start:end] for text in made for start, end in sentences(text)]
    while True:
        size, picked = 0, []
        while size < SMALL:
            picked.append(chance.choice(pool))
            size += len(picked[-1])
        yield "\n\n".join(picked)


def memory_of(command: Sequence[str], folder: Path) -> Iterator[float]:
    """The memory a process holds, in MiB, twice a second until it ends.

    Raises:
        RuntimeError: it failed.
    """
    page = resource.getpagesize()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder) as child:
        while child.poll() is None:
            held = Path(f"/proc/{child.pid}/statm").read_text(encoding="ascii").split()[1:2]
            yield from (int(pages) * page / 2**20 for pages in held)
            time.sleep(TICK)
    if child.returncode:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}")


if __name__ == "__main__":
    main()
