"""`licensewatch` in processes of its own, so that tests can kill them: one that has imported all forks each.

A fresh interpreter would spend most of its time importing, and so would be killed there most of the time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SERVER = """
import json, os, resource, sys
import encodings.idna, encodings.utf_8_sig  # so that a child without our rights need not read them
import bs4, requests, sqlite_utils, yaml
import monitor.alerts.mail, monitor.cli.status, monitor.cli.watch, monitor.schedule, monitor.watch
from monitor.cli import main
from monitor.identify import load_references
from monitor.resources import load_rules
from monitor.store.schema import migrations
load_rules(), load_references()
print("ready", flush=True)
for line in sys.stdin:
    job = json.loads(line)
    pid = os.fork()
    if pid == 0:
        os.chdir(job["folder"])
        os.environ.update(job["environment"])
        told = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(told, 1), os.dup2(told, 2)
        if job["fsize"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (job["fsize"], job["fsize"]))
        if job["user"]:
            os.setgroups([]), os.setgid(job["user"]), os.setuid(job["user"])
        os._exit(main(job["arguments"]))
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
NOBODY = 65534


class Process:
    """One command under way."""

    def __init__(self, pid: int, end: Callable[[], int], log: Path) -> None:
        self.pid = pid
        self._end = end
        self._log = log

    def kill(self) -> int:
        """End it at once, if it has not ended; its exit code, negative when it was killed."""
        self.send(signal.SIGKILL)
        return self.wait()

    def send(self, number: int) -> None:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def wait(self) -> int:
        return self._end()

    @property
    def told(self) -> str:
        """What it wrote so far, on both streams."""
        try:
            return self._log.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:  # it has only just been forked
            return ""


class Forks:
    """The process that has imported everything."""

    def __init__(self) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HF_", "LICENSEWATCH_", "COVERAGE"))
        }
        self._server = subprocess.Popen(
            [sys.executable, "-c", _SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**kept, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "COLUMNS": "160"},
        )
        self._place = tempfile.TemporaryDirectory()
        self.under_way: Process | None = None
        assert self.line() == "ready"

    def __enter__(self) -> Self:
        return self

    @property
    def place(self) -> Path:
        """A folder for what commands tell."""
        return Path(self._place.name)

    def __exit__(self, *_: object) -> None:
        if self.under_way is not None:  # a test has failed and left it
            self.under_way.send(signal.SIGKILL)
        for stream in (self._server.stdin, self._server.stdout):
            assert stream is not None
            stream.close()
        self._server.wait(30)
        self._place.cleanup()

    def line(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline().strip()

    def ask(self, job: Mapping[str, Any]) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(f"{json.dumps(job)}\n")
        self._server.stdin.flush()


class Watcher:
    """Starts commands in a folder, one at a time.

    Parameters:
        forks: the process that forks them.
        folder: where they work.
        environment: on top of the test's own, without settings that would lead elsewhere.
    """

    def __init__(self, forks: Forks, folder: Path, environment: Mapping[str, str]) -> None:
        self.forks = forks
        self.folder = folder
        self.environment = dict(environment)

    def start(self, *arguments: str, fsize: int = 0, user: int = 0) -> Process:
        """Start a command.

        Parameters:
            arguments: of `licensewatch`.
            fsize: most bytes of any file it writes; 0 means no limit.
            user: whose rights it has; 0 means ours.
        """
        log = self.forks.place / "told.txt"
        log.unlink(missing_ok=True)
        job = {"arguments": arguments, "fsize": fsize, "user": user, "log": str(log)}
        self.forks.ask({**job, "folder": str(self.folder), "environment": self.environment})
        process = Process(int(self.forks.line()), self._ended, log)
        self.forks.under_way = process
        return process

    def _ended(self) -> int:
        code = int(self.forks.line())
        self.forks.under_way = None
        return code

    def run(self, *arguments: str, **how: Any) -> tuple[int, str]:  # noqa: ANN401 - options of `start`
        """Run a command to its end; its exit code and what it told."""
        process = self.start(*arguments, **how)
        return process.wait(), process.told


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
