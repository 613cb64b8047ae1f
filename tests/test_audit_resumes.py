"""An audit that is cut short goes on from what it had; one that is done leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from store_samples import fetched, snapshot

from monitor import inspect
from monitor.cli import looking, main
from monitor.cli.exits import Exit
from monitor.demo.hub import Hub
from monitor.errors import StoreError
from monitor.records import State
from monitor.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 60
NAMES = tuple(f"acme/model-{number:02}" for number in range(COUNT))
DATABASE = Path("licensewatch.db")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:]{8}Z")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("HF_", "HUGGING_FACE_", "LICENSEWATCH_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    Path("models.txt").write_text("\n".join(NAMES), encoding="utf-8")
    with Hub() as opened:
        for name in NAMES:
            card = f"---\nlicense: other\nlicense_link: LICENSE\n---\n# {name}\n"
            opened.add(name, {"README.md": card, "LICENSE": "You may use the model for any purpose.\n"})
        monkeypatch.setenv("HF_ENDPOINT", opened.url)
        yield opened


def infos(hub: Hub) -> Counter[str]:
    """How often each model was asked about."""
    start = "/api/models/"
    return Counter(
        seen.path.partition("?")[0].removeprefix(start)
        for seen in hub.requests
        if seen.path.startswith(start) and seen.method == "GET"
    )


def kept() -> set[str]:
    with closing(sqlite3.connect(DATABASE)) as conn:
        return {key.removeprefix("hf:") for (key,) in conn.execute("SELECT subject FROM looks")}


def cut_short(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let the user press the keys after so many looks were read."""
    left = iter(range(after))

    def read(*arguments: Any) -> Any:  # noqa: ANN401 - passed on
        if next(left, None) is None:
            raise KeyboardInterrupt
        return inspect.read(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(looking, "read", read)
        assert main(["audit", "models.txt"]) == Exit.INTERRUPTED


def test_a_long_audit_goes_on_from_where_it_was_cut_short(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_short(monkeypatch, 20)
    had = kept()
    assert len(had) >= 20
    hub.requests.clear()
    capsys.readouterr()
    main(["audit", "models.txt"])
    told = capsys.readouterr()
    assert f"{len(had)} of {COUNT} were looked at before this audit was cut short" in told.err
    assert f"{COUNT} models: " in told.out
    assert set(infos(hub)) == set(NAMES) - had
    assert kept() == set()


def test_what_a_resumed_audit_says_is_what_a_whole_one_says(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_short(monkeypatch, 30)
    capsys.readouterr()
    main(["audit", "--format", "csv", "models.txt"])
    resumed = _TIME.sub("", capsys.readouterr().out)
    hub.requests.clear()
    main(["audit", "--format", "csv", "models.txt"])
    assert _TIME.sub("", capsys.readouterr().out) == resumed
    assert set(infos(hub)) == set(NAMES)


def test_a_killed_audit_goes_on(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    start = "import sys; from monitor.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", start, "audit", "--workers", "2", "models.txt"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if DATABASE.is_file() and len(_kept_so_far()) >= 3:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.005)
        process.wait(60)
    assert process.returncode == -signal.SIGKILL
    had = kept()
    assert had
    hub.requests.clear()
    main(["audit", "models.txt"])
    assert f"{COUNT} models: " in capsys.readouterr().out
    assert set(infos(hub)) == set(NAMES) - had


def _kept_so_far() -> set[str]:
    try:
        return kept()
    except sqlite3.OperationalError:  # its tables are being made
        return set()


def test_a_look_that_may_turn_out_better_is_taken_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.fail(f"/{NAMES[0]}/resolve/", status=404, times=99)
    cut_short(monkeypatch, COUNT - 1)
    assert NAMES[0] not in kept()


def test_looks_of_yesterday_are_taken_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(monkeypatch, 20)
    with closing(sqlite3.connect(DATABASE)) as conn, conn:
        conn.execute("UPDATE looks SET at = '2026-01-01T00:00:00.000000+00:00'")
    hub.requests.clear()
    main(["audit", "models.txt"])
    assert set(infos(hub)) == set(NAMES)
    assert kept() == set()


def test_a_short_audit_makes_no_database(hub: Hub) -> None:
    del hub
    main(["audit", *NAMES[:3]])
    assert not DATABASE.exists()
    main(["--db", "own.db", "audit", *NAMES[:3]])
    assert Path("own.db").is_file()


def test_where_no_database_can_be_made_an_audit_does_without(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del hub

    def refuse(*_: object, **__: object) -> Store:
        raise StoreError("No place.")

    monkeypatch.setattr(looking, "open_store", refuse)
    main(["audit", "models.txt"])
    assert f"{COUNT} models: " in capsys.readouterr().out
    assert main(["--db", "own.db", "audit", *NAMES[:3]]) == Exit.FAILED


def test_files_are_read_as_they_are_now(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("LICENSE").write_text("You may use it.", encoding="utf-8")
    Path("models.txt").write_text("\n".join(["./LICENSE", *NAMES]), encoding="utf-8")
    cut_short(monkeypatch, 30)
    assert all(name.startswith("acme/") for name in kept())
    del hub


@pytest.mark.parametrize("workers", ["0", "65", "many"])
def test_workers_are_bounded(workers: str, hub: Hub) -> None:
    del hub
    assert main(["audit", "--workers", workers, NAMES[0]]) == Exit.FAILED


def test_a_kept_look_is_what_it_was(tmp_path: Path) -> None:
    bodies = (bytes(range(256)), b"", "Lizenz \u00e4".encode())
    snapshots = tuple(replace(snapshot(body), name=f"LICENSE-{len(body)}") for body in bodies)
    gated = replace(snapshots[0], name="NOTICE", state=State.GATED, body=None, detail="shut")
    look = fetched(*snapshots, gated)
    with Store.open(tmp_path / "watch.db") as store:
        store.keep_look(look, AT)
        assert store.kept_look(look.subject.key, AT) == look
        assert store.kept_look(look.subject.key, AT + timedelta(seconds=1)) is None
        assert store.kept_look("hf:no/such", AT) is None
        store._do("UPDATE looks SET told = ?", b"\xff")
        with pytest.raises(StoreError, match="damaged"):
            store.kept_look(look.subject.key, AT)
        store.forget_looks([look.subject.key], AT)
        assert store.kept_look(look.subject.key, AT) is None
