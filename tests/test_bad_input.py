"""What goes wrong in practice, one thing at a time, through the command line.

Each ends with one clear sentence and the right exit code, and nothing that was received is lost.
"""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor import resources
from monitor.cli import main
from monitor.cli.exits import Exit
from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox, MailFault

if TYPE_CHECKING:
    from collections.abc import Iterator

GRANT = "You may use the Model for any purpose, including commercial purposes.\n"
BAN = "You may not use the Model for any commercial purpose.\n"
CONFIG = """
schema = 1

[watch]
list = "models.txt"

[hub]
endpoint = "{hub}"
"""
MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "licensewatch@firm.example"
recipients = ["legal@firm.example"]
"""


@dataclass
class Console:
    """Runs command lines in an empty folder and holds what the last one wrote."""

    capture: pytest.CaptureFixture[str]
    out: str = ""
    err: str = field(default="")

    def __call__(self, *arguments: str | Path) -> int:
        code = main([str(argument) for argument in arguments])
        self.out, self.err = self.capture.readouterr()
        assert "Traceback" not in self.err
        assert "internal fault" not in self.err
        return code

    def told(self) -> str:
        """The one sentence on standard error."""
        (line,) = self.err.splitlines()
        assert line.startswith("licensewatch: ")
        assert line.endswith((".", "?"))
        return line


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("HF_", "HUGGING_FACE_", "LICENSEWATCH_")) and name != "LICENSEWATCH_SHARED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    return Console(capsys)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub


def written(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def watching(hub: Hub, *names: str, mail: str = "") -> None:
    """A configuration that watches these models on the hub."""
    written("models.txt", "".join(f"{name}\n" for name in names))
    written("licensewatch.toml", CONFIG.format(hub=hub.url) + mail)


def stored(sql: str) -> list[Any]:
    with sqlite3.connect("licensewatch.db") as database:
        rows = database.execute(sql).fetchall()
    database.close()
    return rows


# ---- Lists, policies, rules ----------------------------------------------------------------------------


def test_a_list_that_is_not_there(run: Console, hub: Hub) -> None:
    assert run("audit", "./none.txt") == Exit.INCOMPLETE
    assert "none.txt does not exist" in " ".join(run.out.split())
    watching(hub)
    Path("models.txt").unlink()
    assert run("watch", "--once") == Exit.FAILED
    assert "models.txt" in run.told()


def test_a_list_with_faults_tells_all_of_them(run: Console) -> None:
    written("models.txt", "# ours\norg/name\nnot a model!\n\nhttp:/half\n../up\n a/b/c/d\n")
    assert run("audit", "models.txt") == Exit.FAILED
    told = run.told()
    assert "models.txt" in told
    assert "line 3" in told
    assert "line 5" in told
    assert "line 7" in told


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "\n\n"])
def test_a_list_that_names_nothing(content: str, run: Console, hub: Hub) -> None:
    written("models.txt", content)
    assert run("audit", "models.txt") == Exit.FAILED
    assert "names no model" in run.told()
    watching(hub)
    assert run("watch", "--once") == Exit.FAILED
    assert "Nothing is watched" in run.told()


def test_a_list_that_is_no_text(run: Console) -> None:
    written("models.txt", bytes(range(256)))
    assert run("audit", "models.txt") == Exit.FAILED
    assert "models.txt" in run.told()


def test_a_policy_that_is_not_there(run: Console) -> None:
    text = written("LICENSE", GRANT)
    assert run("check", f"./{text}", "--policy", "none.toml") == Exit.FAILED
    assert "none.toml" in run.told()


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("[policy\n", ["policy.toml", "line 1"]),
        (
            "schema = 1\npolicy = { unknwon = 'warn', missing = 'maybe' }\nprofiles.x.uses = ['flying']\n",
            ["policy.toml", "3 faults", "unknwon", "did you mean", "unknown", "maybe", "flying"],
        ),
        (
            "schema = 1\n[policy.clauses]\nhosting = 3\n[watch]\ninterval = 'soon'\n",
            ["2 faults", "hosting", "interval"],
        ),
    ],
    ids=["syntax", "words", "types"],
)
def test_a_policy_with_faults_tells_all_of_them(policy: str, words: list[str], run: Console) -> None:
    written("policy.toml", policy)
    written("LICENSE", GRANT)
    assert run("check", "./LICENSE", "--policy", "policy.toml") == Exit.FAILED
    told = run.told().lower()
    assert [word for word in words if word.lower() not in told] == []
    assert run.out == ""


def test_a_policy_that_is_no_text(run: Console) -> None:
    written("policy.toml", b"\xff\xfe\x00schema")
    assert run("check", "./LICENSE", "--policy", "policy.toml") == Exit.FAILED
    assert "policy.toml" in run.told()


def test_rule_files_with_faults_tell_all_of_them(run: Console, tmp_path: Path) -> None:
    rules = tmp_path / "rules" / "hosting"
    rules.mkdir(parents=True)
    written("rules/lexicon.toml", 'odd = 3\nwords = ["(open"]\n')
    (rules / "one.toml").write_text('titel = "A rule"\n[[match]]\nall = ["(", "a+"]\n', encoding="utf-8")
    (rules / "two.toml").write_text("[[match", encoding="utf-8")
    assert run("rules", "test", "rules") == Exit.FAILED
    told = run.told()
    for words in ("lexicon.toml: odd", "hosting/one.toml", "did you mean title?", "hosting/two.toml", "'('"):
        assert words in told


def test_rule_files_that_are_not_there(run: Console) -> None:
    assert run("rules", "test", "none") == Exit.FAILED
    assert "none" in run.told()


def test_rules_of_the_package_that_are_broken_stop_every_reader(
    run: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(resources, "rules_folder", lambda: tmp_path / "empty")
    resources.load_rules.cache_clear()
    written("LICENSE", GRANT)
    try:
        assert run("check", "./LICENSE") == Exit.FAILED
        assert "lexicon.toml" in run.told()
        assert run("terms", "LICENSE") == Exit.FAILED
    finally:
        resources.load_rules.cache_clear()


# ---- Texts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "LICENSE is empty"),
        (b"\n \n", "LICENSE is empty"),
        (bytes(range(256)) * 64, "LICENSE is binary"),
        (b"\x7fELF" + b"\0" * 4096, "LICENSE is binary"),
    ],
    ids=["empty", "blank", "bytes", "program"],
)
def test_a_licence_without_words_is_not_checked(body: bytes, words: str, run: Console) -> None:
    written("LICENSE", body)
    assert run("check", "./LICENSE") == Exit.INCOMPLETE
    assert words in " ".join(run.out.split())
    assert run("terms", "--format", "jsonl", "LICENSE") == Exit.INCOMPLETE
    assert words in json.loads(run.out)["error"]


def test_a_file_of_50_megabytes_is_not_checked(run: Console) -> None:
    with Path("LICENSE").open("wb") as big:
        big.truncate(50 << 20)
    assert run("check", "./LICENSE") == Exit.INCOMPLETE
    assert "larger than 20 MiB" in " ".join(run.out.split())
    written("NOTES", GRANT)
    assert run("terms", "--format", "jsonl", "LICENSE", "NOTES") == Exit.INCOMPLETE
    lines = [json.loads(line) for line in run.out.splitlines()]
    assert "larger than 20 MiB" in lines[0]["error"]
    assert lines[1]["terms"]["commercial_use"] == "allowed"


def test_a_licence_of_50_megabytes_on_a_hub_is_not_checked(run: Console, hub: Hub) -> None:
    hub.add("bad/big", {"LICENSE": b"word " * (10 << 20)})
    watching(hub, "bad/big")
    assert run("check", "bad/big") == Exit.INCOMPLETE
    assert "LICENSE" in run.out
    assert run("watch", "--once") == Exit.INCOMPLETE


CARDS = {
    "yaml": b"---\nlicense: [\n---\n# X\n",
    "list": b"---\n- a\n---\n",
    "bytes": b"\xff\xfe",
    "object": b"---\nlicense: !!python/x\n---\n",
}


@pytest.mark.parametrize("fault", CARDS)
def test_a_card_nobody_can_parse_clears_nothing(fault: str, run: Console, hub: Hub) -> None:
    hub.add(f"bad/{fault}", {"README.md": CARDS[fault]})
    watching(hub, f"bad/{fault}")
    assert run("check", f"bad/{fault}") in {Exit.FINDINGS, Exit.INCOMPLETE}


# ---- Links and hubs ------------------------------------------------------------------------------------


def test_a_dead_link_is_told(run: Console, hub: Hub) -> None:
    link = f"{hub.url}/nowhere/terms.html"
    card = f"---\nlicense: other\nlicense_name: ours\nlicense_link: {link}\n---\n# X\n"
    hub.add("bad/link", {"README.md": card})
    watching(hub, "bad/link")
    assert run("check", "bad/link") == Exit.INCOMPLETE
    assert "terms.html" in run.out


def test_a_licence_link_to_a_file_that_is_not_there_is_told(run: Console, hub: Hub) -> None:
    hub.add("bad/file", {"README.md": "---\nlicense: mit\nlicense_link: LICENSE.txt\n---\n# X\n"})
    watching(hub, "bad/file")
    assert run("check", "bad/file") == Exit.INCOMPLETE
    assert "no such file" in " ".join(run.out.split())


def test_a_hub_that_is_down_is_not_checked_and_loses_nothing(run: Console) -> None:
    with Hub() as brief:
        brief.add("a/one", {"LICENSE": GRANT})
        watching(brief, "a/one")
        assert run("watch", "--once") == Exit.CLEAN, run.err
    before = stored("SELECT count(*), max(id) FROM terms")
    written("licensewatch.toml", Path("licensewatch.toml").read_text(encoding="utf-8"))
    assert run("watch", "--once") == Exit.INCOMPLETE
    assert stored("SELECT count(*), max(id) FROM terms") == before
    assert run("check", "a/one") == Exit.INCOMPLETE
    assert run("show", "a/one") == Exit.CLEAN
    assert "commercial" in run.out.lower()


def test_a_hub_that_fails_in_the_middle_of_a_pass(run: Console, hub: Hub) -> None:
    names = [f"mid/m{number}" for number in range(5)]
    for name in names:
        hub.add(name, {"LICENSE": GRANT})
    watching(hub, *names)
    fault = hub.fail("/api/models/mid/m3", status=404, times=99)
    assert run("watch", "--once") == Exit.INCOMPLETE
    assert "mid/m3" in run.out
    assert len(stored("SELECT 1 FROM terms")) == 4
    fault.times = 0
    for name in names:
        hub.repo(name).commit({"LICENSE": BAN})
    assert run("watch", "--once") == Exit.CLEAN
    # Four that were seen, and the past of mid/m3, which was read at its first look.
    assert len(stored("SELECT 1 FROM changes")) == 5
    assert len(stored("SELECT DISTINCT subject_id FROM terms")) == 5


# ---- Mail ----------------------------------------------------------------------------------------------


def test_a_mail_server_that_is_down_loses_no_alert(run: Console, hub: Hub) -> None:
    hub.add("mail/down", {"LICENSE": GRANT})
    with Mailbox() as box:
        port = box.port
    watching(hub, "mail/down", mail=MAIL.format(port=port))
    assert run("watch", "--once", "--now", "2026-03-01T12:00:00Z") == Exit.FAILED
    assert "still owed" in run.err
    assert "127.0.0.1" in run.err
    assert stored("SELECT sent_at, attempts FROM alerts") == [(None, 1)]
    with Mailbox() as box:
        watching(hub, "mail/down", mail=MAIL.format(port=box.port))
        hub.repo("mail/down").commit({"LICENSE": BAN})
        assert run("watch", "--once", "--now", "2026-03-02T12:00:00Z") == Exit.CLEAN
        assert len(box.messages) == 2
        assert run("watch", "--once", "--now", "2026-03-03T12:00:00Z") == Exit.CLEAN
        assert len(box.messages) == 2


def test_a_mail_server_that_is_busy_is_asked_again(run: Console, hub: Hub) -> None:
    hub.add("mail/busy", {"LICENSE": GRANT})
    with Mailbox() as box:
        watching(hub, "mail/busy", mail=MAIL.format(port=box.port))
        box.faults[:] = [MailFault.BUSY]
        assert run("watch", "--once", "--now", "2026-03-01T12:00:00Z") == Exit.FAILED
        box.faults.clear()
        assert run("watch", "--once", "--now", "2026-03-01T18:00:00Z") == Exit.CLEAN
        assert len(box.messages) == 1


# ---- Databases -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("watch", "--once"), ("status",), ("show", "a/one")])
def test_a_database_of_a_newer_version_is_left_alone(
    command: tuple[str, ...], run: Console, hub: Hub
) -> None:
    if "new/one" not in hub.shelf.repos:
        hub.add("new/one", {"LICENSE": GRANT})
    watching(hub, "new/one")
    assert run("watch", "--once") == Exit.CLEAN
    with sqlite3.connect("licensewatch.db") as database:
        database.execute("PRAGMA user_version = 9999")
    database.close()
    before = stored("SELECT * FROM events")
    assert run(*command) == Exit.FAILED
    assert "newer licensewatch" in run.told()
    assert stored("SELECT * FROM events") == before


@pytest.mark.parametrize("content", [b"this is no database at all, whatever its name may say\n" * 40])
def test_a_file_that_is_no_database_is_left_alone(content: bytes, run: Console, hub: Hub) -> None:
    watching(hub, "a/one")
    written("licensewatch.db", content)
    assert run("watch", "--once") == Exit.FAILED
    assert "is not a database" in run.told()
    assert Path("licensewatch.db").read_bytes() == content


def test_a_folder_that_is_not_there(run: Console, hub: Hub) -> None:
    watching(hub, "a/one")
    assert run("watch", "--once", "--db", "none/here.db") == Exit.FAILED
    assert "none" in run.told()
    written("LICENSE", GRANT)
    assert run("check", "./LICENSE", "--output", "none/report.txt") == Exit.FAILED
    assert "report.txt" in run.told()
