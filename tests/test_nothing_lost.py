"""The worst nights: killed, locked out, out of room, lied to. Nothing that was seen or owed is lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
import zlib
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from watcher import NOBODY, Forks, Watcher, until

from monitor.cli import main
from monitor.cli.exits import Exit
from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox, MailFault
from monitor.records import Direction
from monitor.store import Store
from monitor.transport import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.records import Change

FREE = "Licence of the model.\n\n" + "Permission is granted to use, copy, modify and sell the model.\n" * 4
TIGHT = FREE + "\nYou may not offer the model to third parties as a hosted service.\n"
MODELS = tuple(f"acme/m{number}" for number in range(6))
RECIPIENTS = ("ann@example.org", "bob@example.org")
KILLS = 40
PER_ROUND = 4


def configure(folder: Path, box: Mailbox | None = None, more: str = "") -> None:
    subjects = ", ".join(f'"{name}"' for name in MODELS)
    text = f"schema = 1\n[watch]\nworkers = 2\nsubjects = [{subjects}]\n{more}"
    if box:
        people = ", ".join(f'"{name}"' for name in RECIPIENTS)
        text += (
            f'[mail]\nhost = "{box.host}"\nport = {box.port}\nsecurity = "none"\n'
            f'sender = "watch@example.org"\nrecipients = [{people}]\ntimeout = 2\n'
        )
    (folder / "licensewatch.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub(quota={"api": 100_000, "resolvers": 100_000}) as opened:
        for name in MODELS:
            opened.add(name, {"LICENSE": FREE})
        yield opened


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with Mailbox() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, box: Mailbox) -> Path:
    configure(tmp_path, box)
    return tmp_path


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as opened:
        yield opened


@pytest.fixture
def watcher(forks: Forks, folder: Path, hub: Hub) -> Watcher:
    return Watcher(forks, folder, {"HF_ENDPOINT": hub.url})


def opened(folder: Path) -> Store:
    return Store.open(folder / "licensewatch.db")


def changes(folder: Path) -> list[Change]:
    with opened(folder) as store:
        return [change for name in MODELS for change in store.history(f"hf:{name}")]


def sound(folder: Path) -> None:
    """The database is whole, and so is all that it tells of."""
    with opened(folder) as store:
        assert store._rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert store._rows("PRAGMA foreign_key_check") == []
        assert store.verify_chain() == ()
        halves = "SELECT id FROM snapshots WHERE state = 'ok' AND sha256 NOT IN (SELECT sha256 FROM texts)"
        assert store._rows(halves) == []
        unowed = (
            "SELECT event_id FROM changes LEFT JOIN alerts USING (event_id)"
            " GROUP BY event_id HAVING count(recipient) != ?"
        )
        assert store._rows(unowed, len(RECIPIENTS)) == []


def arrived(box: Mailbox) -> Counter[str]:
    return Counter(str(message["Message-ID"]) for message in box.messages)


# ---- killed --------------------------------------------------------------------------------------------


def test_forty_kills_lose_nothing(folder: Path, hub: Hub, box: Mailbox, watcher: Watcher) -> None:
    """Each round changes licences, kills the pass four times at random moments, then lets it end.

    Nothing changes while a pass is cut short: what it has looked at by then is left to the pass after it.
    """
    chance = random.Random(20260301)  # noqa: S311 - reproducible, no secret
    expected: list[tuple[str, str]] = []
    still: list[str] = []  # one that changes twice between two looks would be seen to change once

    def change() -> None:
        if not still:
            return
        repository = hub.repo(still.pop())
        free = repository.head.files["LICENSE"].data == FREE.encode()
        made = repository.commit({"LICENSE": TIGHT if free else FREE})
        expected.append((f"hf:{repository.name}", made.sha))

    def full() -> float:
        started = time.monotonic()
        code, told = watcher.run("watch", "--once")
        assert code == Exit.CLEAN, told
        return time.monotonic() - started

    begun, longest = time.monotonic(), full()
    for _ in range(KILLS // PER_ROUND):
        still[:] = chance.sample(MODELS, len(MODELS))
        change()
        change()
        for _ in range(PER_ROUND):
            kill_at_random(watcher, chance, longest, change)
            sound(folder)
        longest = full()
    assert sorted((one.subject, one.after_commit or "") for one in changes(folder)) == sorted(expected)
    with opened(folder) as store:
        assert store._rows("SELECT id FROM alerts WHERE sent_at IS NULL") == []
        sent = {row["message_id"] for row in store._rows("SELECT message_id FROM alerts")}
    assert set(arrived(box)) == sent
    assert time.monotonic() - begun < 120


def kill_at_random(
    watcher: Watcher, chance: random.Random, longest: float, change: Callable[[], None]
) -> None:
    """Kill a pass that is under way; where one has ended by then, a licence changes and another is begun."""
    while True:
        process = watcher.start("watch", "--once")
        wait = chance.uniform(0, longest)
        time.sleep(wait)
        if process.kill() < 0:
            return
        longest = wait
        change()


def test_a_kill_after_the_mail_was_taken_repeats_it_under_its_name(
    folder: Path, hub: Hub, box: Mailbox, watcher: Watcher
) -> None:
    watcher.run("watch", "--once")
    hub.repo(MODELS[0]).commit({"LICENSE": TIGHT})
    with sqlite3.connect(folder / "licensewatch.db") as blocking:
        seen = len(box.received)
        process = watcher.start("watch", "--once")
        until(lambda: len(changes(folder)) == 1)
        until(lambda: not blocking.execute("SELECT 1 FROM runs WHERE finished_at IS NULL").fetchall())
        blocking.execute("BEGIN IMMEDIATE")  # nothing can be marked as sent now
        until(lambda: len(box.received) > seen or not alive(process.pid))
        process.kill()
        blocking.rollback()
    blocking.close()
    assert watcher.run("watch", "--once")[0] == Exit.CLEAN
    counts = arrived(box)
    assert max(counts.values()) <= 2
    assert {message["To"] for message in box.messages[2:]} == set(RECIPIENTS)
    sound(folder)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# ---- the database --------------------------------------------------------------------------------------


def test_a_reader_keeps_nobody_from_watching(folder: Path, hub: Hub, watcher: Watcher) -> None:
    watcher.run("watch", "--once")
    with sqlite3.connect(folder / "licensewatch.db", isolation_level=None) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM snapshots").fetchall()
        hub.repo(MODELS[0]).commit({"LICENSE": TIGHT})
        assert watcher.run("watch", "--once")[0] == Exit.CLEAN
        assert reading.execute("SELECT count(*) FROM changes").fetchall() == [(0,)]
        reading.execute("COMMIT")
        assert reading.execute("SELECT count(*) FROM changes").fetchall() == [(1,)]
    reading.close()


def locked(folder: Path, seconds: float) -> threading.Thread:
    """Another program writes for a while."""
    taken = threading.Event()

    def hold() -> None:
        with sqlite3.connect(folder / "licensewatch.db", isolation_level=None) as writing:
            writing.execute("BEGIN IMMEDIATE")
            taken.set()
            time.sleep(seconds)
            writing.execute("ROLLBACK")
        writing.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    return thread


def test_a_database_locked_for_a_moment_is_waited_for(folder: Path, hub: Hub, watcher: Watcher) -> None:
    watcher.run("watch", "--once")
    hub.repo(MODELS[0]).commit({"LICENSE": TIGHT})
    thread = locked(folder, 1.5)
    assert watcher.run("watch", "--once")[0] == Exit.CLEAN
    thread.join()
    assert len(changes(folder)) == 1


def test_a_database_that_stays_locked_is_one_sentence(
    folder: Path, run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("watch", "--once")
    monkeypatch.setitem(Store.open.__func__.__kwdefaults__, "timeout", 0.2)  # type: ignore[attr-defined] # a class method's
    thread = locked(folder, 1.5)
    code, told = run("watch", "--once")
    thread.join()
    assert code == Exit.FAILED
    assert told.strip() == (
        "licensewatch: The database licensewatch.db is locked by another process. "
        "Wait until the other licensewatch is done, or stop it."
    )
    assert run("watch", "--once")[0] == Exit.CLEAN


def test_a_full_disk_keeps_what_was_received_before(folder: Path, hub: Hub, watcher: Watcher) -> None:
    """The file-size limit of the process stands for a disk that is full: the write is refused."""
    assert watcher.run("watch", "--once")[0] == Exit.CLEAN
    rows = count(folder, "snapshots")
    for name in MODELS:
        noise = random.Random(name).randbytes(40_000).hex()  # noqa: S311 - as above
        hub.repo(name).commit({"LICENSE": f"{TIGHT}\n{noise}\n"})
    room = (folder / "licensewatch.db").stat().st_size + 100_000
    code, told = watcher.run("watch", "--once", fsize=room)
    assert code == Exit.FAILED
    assert told.startswith("licensewatch: The database licensewatch.db cannot ")
    assert told.count("\n") == 1
    sound(folder)
    assert count(folder, "snapshots") >= rows
    assert watcher.run("watch", "--once")[0] == Exit.CLEAN
    assert len(changes(folder)) == len(MODELS)
    sound(folder)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_is_really_full_is_told(forks: Forks, hub: Hub) -> None:
    place = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], check=False, capture_output=True
    )
    if mounted.returncode:
        shutil.rmtree(place)
        pytest.skip("a small disk cannot be mounted here")
    try:
        configure(place)
        watcher = Watcher(forks, place, {"HF_ENDPOINT": hub.url})
        assert watcher.run("watch", "--once")[0] == Exit.CLEAN
        for name in MODELS:
            noise = random.Random(name).randbytes(60_000).hex()  # noqa: S311 - as above
            hub.repo(name).commit({"LICENSE": f"{TIGHT}\n{noise}\n"})
        code, told = watcher.run("watch", "--once")
        assert code == Exit.FAILED
        assert "cannot grow: the disk is full. Free some space" in told
        with opened(place) as store:
            assert store.verify_chain() == ()
            assert len(store.subjects()) == 0
            assert store.inspection(f"hf:{MODELS[0]}") is not None
    finally:
        subprocess.run(["umount", place], check=True)
        shutil.rmtree(place)


def count(folder: Path, table: str) -> int:
    with opened(folder) as store:
        return int(store._rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])  # noqa: S608 - our own word


def test_a_folder_that_may_not_be_written_is_one_sentence(forks: Forks, hub: Hub) -> None:
    place = Path(tempfile.mkdtemp())
    try:
        configure(place)
        place.chmod(0o555)
        watcher = Watcher(forks, place, {"HF_ENDPOINT": hub.url})
        code, told = watcher.run("watch", "--once", user=0 if os.getuid() else NOBODY)
        assert code == Exit.FAILED
        assert told == (
            "licensewatch: The lock file licensewatch.db.lock cannot be made: Permission denied. "
            "Make its folder writable.\n"
        )
        assert [path.name for path in place.iterdir()] == ["licensewatch.toml"]
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


def test_two_watchers_do_not_share_a_database(folder: Path, hub: Hub, watcher: Watcher) -> None:
    hub.fail("/api/models", delay=1.0, times=2)
    with Forks() as more:
        second = Watcher(more, folder, watcher.environment)
        first = watcher.start("watch", "--once")
        until((folder / "licensewatch.db.lock").exists)
        code, told = second.run("watch", "--once")
    assert code == Exit.FAILED
    assert f"licensewatch: Process {first.pid} is watching with this database already" in told
    assert first.wait() == Exit.CLEAN
    assert count(folder, "runs") == 1
    assert not (folder / "licensewatch.db.lock").exists()


# ---- the mail server -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kept"),
    [
        (MailFault.DROP, 1),
        (MailFault.CLOSE, 0),
        (MailFault.BUSY, 0),
        (MailFault.HANG, 0),
        (MailFault.REFUSE, 0),
    ],
)
def test_a_mail_that_was_not_acknowledged_stays_owed(
    folder: Path, box: Mailbox, watcher: Watcher, fault: MailFault, kept: int
) -> None:
    box.hang_seconds = 3.0
    box.faults.append(fault)
    code, told = watcher.run("watch", "--once")
    assert code == Exit.FAILED
    assert "The alert to ann@example.org is still owed: The mail server " in told
    assert len(box.received) == 1 + kept
    with sqlite3.connect(folder / "licensewatch.db") as database:
        database.execute("UPDATE alerts SET next_try_at = owed_at")  # as if the minute was over
    database.close()
    assert watcher.run("watch", "--once")[0] == Exit.CLEAN
    assert sorted(arrived(box).values()) == [1, 1 + kept]
    assert {message["To"] for message in box.messages} == set(RECIPIENTS)


# ---- the hub -------------------------------------------------------------------------------------------

NAME = MODELS[0]
FILE, CACHE, INFO = f"/{NAME}/resolve/", "/api/resolve-cache/", f"/api/models/{NAME}?"


def bomb() -> Iterator[bytes]:
    """Gzip that never ends."""
    packer = zlib.compressobj(wbits=31)
    while True:
        yield packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)


@pytest.fixture
def run(
    folder: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Runs a command here, by servers that are given little time and no second chance later."""
    monkeypatch.chdir(folder)
    for name in list(os.environ):
        if name.startswith(("HF_", "LICENSEWATCH_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr("monitor.cli.watch._nap", lambda _stop, _seconds: None)
    hasty = partial(Limits, attempts=2, read_timeout=0.5, total_timeout=1.0)
    monkeypatch.setattr("monitor.transport.Limits", hasty)

    def command(*arguments: str) -> tuple[int, str]:
        code = main([*arguments])
        told = capsys.readouterr()
        return code, " ".join(f"{told.out} {told.err}".split())

    return command


FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "no answer": (INFO, {"drop": True}, "could not be fetched"),
    "too slow": (INFO, {"delay": 0.8}, "could not be fetched: no answer in time."),
    "byte by byte": (INFO, {"drip": True, "delay": 0.05}, "could not be fetched: no answer in time."),
    "half of it": (CACHE, {"half": True}, "could not be fetched"),
    "half of the metadata": (INFO, {"half": True}, "could not be fetched"),
    "a wrong length": (CACHE, {"length": 100}, "could not be fetched"),
    "HTML for JSON": (INFO, {"html": True}, "answers about acme/m0 with something that is no model."),
    "JSON of another kind": (
        INFO,
        {"status": 200, "body": b'{"error": "soon"}'},
        "answers about acme/m0 with something that is no model.",
    ),
    "an error page for a file": (FILE, {"html": True}, "LICENSE of acme/m0 arrived damaged"),
    "a circle": (
        FILE,
        {"status": 307, "headers": {"Location": f"{FILE}main/LICENSE"}},
        "redirects in a circle.",
    ),
    "endless gzip": (FILE, {"status": 307, "headers": {"Location": "/bomb"}}, "is larger than 20 MiB."),
    "broken gzip": (
        FILE,
        {"status": 200, "headers": {"Content-Encoding": "gzip"}, "body": b"no gzip at all"},
        "could not be fetched",
    ),
    "a strange encoding": (
        FILE,
        {"status": 200, "headers": {"Content-Encoding": "br"}, "body": b"x"},
        'answers in the encoding "br", which was not asked for.',
    ),
    "an answer for nobody": (INFO, {"status": 403}, "the hub has shut the access (HTTP 403)."),
    "trouble of its own": (INFO, {"status": 500}, "the hub answers with HTTP 500."),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_hub_that_misbehaves_is_a_sentence_and_nothing_is_lost(
    name: str, folder: Path, hub: Hub, box: Mailbox, run: Callable[..., tuple[int, str]]
) -> None:
    prefix, how, why = FAULTS[name]
    assert run("watch", "--once")[0] == Exit.CLEAN
    with opened(folder) as store:
        before = store.inspection(f"hf:{NAME}")
    mails = len(box.messages)
    hub.page("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    hub.repo(NAME).commit({"LICENSE": TIGHT})
    fault = hub.fail(prefix, **{"times": 50, **how})
    if prefix in {FILE, CACHE}:  # what is compared with the hash that git gives is not stored yet
        assert fault.times == 50
    code, told = run("watch", "--once")
    assert code == Exit.INCOMPLETE
    assert why in told
    assert told.count("hf:acme/m0: ") == 1
    assert f"{len(MODELS) - 1} as before" in told
    assert fault.times < 50
    with opened(folder) as store:
        assert store.inspection(f"hf:{NAME}") == before
    assert len(box.messages) == mails
    hub.faults.clear()
    assert run("watch", "--once")[0] == Exit.CLEAN
    (change,) = changes(folder)
    assert change.direction is Direction.TIGHTER
    assert len(box.messages) == mails + len(RECIPIENTS)
    sound(folder)


def test_an_error_page_in_place_of_everything_is_no_licence(
    folder: Path, hub: Hub, run: Callable[..., tuple[int, str]]
) -> None:
    run("watch", "--once")
    hub.repo(NAME).commit({"LICENSE": TIGHT})
    hub.fail(FILE, html=True, times=50)
    code, told = run("watch", "--once")
    assert code == Exit.INCOMPLETE
    assert f"LICENSE of {NAME} arrived damaged: its hash is not the one the hub gives." in told
    assert changes(folder) == []


@pytest.mark.parametrize("charset", ["utf-16", "ascii", "no-such-charset", '"; drop'])
def test_a_wrong_charset_changes_no_words(
    charset: str, folder: Path, hub: Hub, run: Callable[..., tuple[int, str]]
) -> None:
    run("watch", "--once")
    wrong = {"Content-Type": f"text/plain; charset={charset}"}
    hub.repo(NAME).commit({"LICENSE": f"{TIGHT}\nGruß, 许可\n"})
    hub.fail(FILE, replace=wrong, times=50)
    hub.fail(CACHE, replace=wrong, times=50)
    assert run("watch", "--once")[0] == Exit.CLEAN
    (change,) = changes(folder)
    assert change.direction is Direction.TIGHTER
    with opened(folder) as store:
        text = store.document_at(f"hf:{NAME}", "LICENSE", change.seen_at)
        assert text is not None
        assert "Gruß, 许可" in (text.text or "")


def test_a_slow_hub_is_waited_for(hub: Hub, run: Callable[..., tuple[int, str]]) -> None:
    hub.fail("/", delay=0.1, times=1000)
    assert run("watch", "--once")[0] == Exit.CLEAN
