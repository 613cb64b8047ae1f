"""A project with a lock, in a git repository, beside a hub on loopback."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli import main

if TYPE_CHECKING:
    import pytest

    from monitor.demo.hub import Hub
    from monitor.demo.repository import Repo

LOCK = Path("model-licenses.lock")
WAIVERS = Path("model-waivers.toml")
DEMO = Path(__file__).parents[1] / "fixtures" / "demo" / "aurora-ai" / "aurora-2" / "commits"
GRANTED = (DEMO / "0001-release" / "LICENSE").read_text(encoding="utf-8")
TIGHTER = (DEMO / "0002-update-license" / "LICENSE").read_text(encoding="utf-8")
SHARE = f"{GRANTED}\nAnybody who sells the Software has to pay 20 % of the net revenue to Aurora AI.\n"
FORBIDDEN = (
    "Demo Licence\n\nYou may use the Software for research. You may not use it for any commercial purpose.\n"
)
CARD = "---\nlicense: other\n---\n# Model\n"
BIG = """\
schema = 1
[profiles.app]
uses = ["product"]
product_revenue_year = 1_000_000
revenue_year = 1_000_000
users_month = 10_000
"""
"""A profile whose figures are far below what the fixture's clause names."""


class Desk:
    """Runs command lines in a project's folder and holds what the last one wrote."""

    def __init__(self, folder: Path, hub: Hub, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.hub = hub
        self.capture = capture
        self.out = self.err = ""
        self.now = "2026-03-02T12:00:00Z"
        git("init", "--quiet")

    def __call__(self, *arguments: str | Path) -> int:
        code = main(["--now", self.now, *map(str, arguments)])
        self.out, self.err = self.capture.readouterr()
        return code

    def json(self) -> Any:  # noqa: ANN401 - what a program reads
        return json.loads(self.out)

    def model(self, name: str, licence: str = GRANTED) -> Repo:
        return self.hub.add(name, {"README.md": CARD, "LICENSE": licence})


def git(*arguments: str) -> str:
    who = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    done = subprocess.run(
        ["git", *arguments], capture_output=True, text=True, check=True, env={**os.environ, **who}
    )
    return done.stdout


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")
