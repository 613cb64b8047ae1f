"""A lock on disk: written whole or not at all, held against its texts, and checked in no time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lock_samples import sample, sample_entry

from monitor.errors import ConfigError, LockError, TextsError
from monitor.lock import files, form
from monitor.lock.files import FOLDER, add_waiver, facts, load, save, spoilt, waivers
from monitor.waivers import Waiver

if TYPE_CHECKING:
    from monitor.lock.model import Lock

HEAVY = (
    *("requests", "bs4", "spdx_tools", "apscheduler", "sqlite_utils", "flask", "jinja2", "rich", "yaml"),
    *("monitor.rules", "monitor.classify", "monitor.verdict", "monitor.store", "monitor.sources"),
    *("monitor.transport", "monitor.config", "monitor.extract", "monitor.watch", "monitor.records.verdicts"),
)
TEXTS = {name: f"Licence {name}\n".encode() for name in ("one", "two", "three")}
SHAS = {name: hashlib.sha256(body).hexdigest() for name, body in TEXTS.items()}
BODIES = {SHAS[name]: body for name, body in TEXTS.items()}


def lock_of(*names: str) -> Lock:
    entries = tuple(sample_entry(f"hf:org/{name}", SHAS[name]) for name in sorted(names))
    return sample()._replace(entries=entries)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model-licenses.lock"


def kept(path: Path) -> set[str]:
    return {file.stem for file in path.with_name(FOLDER).glob("*.txt")}


def test_what_is_saved_is_loaded(path: Path) -> None:
    lock = lock_of("one", "two")
    save(lock, BODIES, path)
    assert load(path) == lock
    assert kept(path) == {SHAS["one"], SHAS["two"]}, "a text nobody refers to is not written"
    assert spoilt(path, lock.texts) == {}
    assert files.texts(path, lock.texts) == {sha: BODIES[sha].decode() for sha in lock.texts}


def test_two_models_share_one_text(path: Path) -> None:
    lock = sample()._replace(entries=tuple(sample_entry(f"hf:org/{name}", SHAS["one"]) for name in "ab"))
    save(lock, BODIES, path)
    assert kept(path) == {SHAS["one"]}


def test_a_text_stays_when_its_model_moves_on(path: Path) -> None:
    save(lock_of("one"), BODIES, path)
    save(lock_of("two"), BODIES, path)
    assert kept(path) == {SHAS["one"], SHAS["two"]}


def test_a_text_that_was_touched_is_put_right_by_who_has_it(path: Path) -> None:
    lock = lock_of("one")
    save(lock, BODIES, path)
    file = path.with_name(FOLDER) / f"{SHAS['one']}.txt"
    file.write_bytes(b"Licence one, and you owe us 20 %.\n")
    assert spoilt(path, lock.texts)[SHAS["one"]].endswith("is another text than was reviewed")
    with pytest.raises(TextsError):
        files.texts(path, lock.texts)
    save(lock, {}, path)
    assert spoilt(path, lock.texts), "nobody has the true text"
    save(lock, BODIES, path)
    assert spoilt(path, lock.texts) == {}


def test_missing_and_foreign_texts_are_told_together(path: Path) -> None:
    lock = lock_of("one", "two", "three")
    save(lock, BODIES, path)
    folder = path.with_name(FOLDER)
    (folder / f"{SHAS['one']}.txt").unlink()
    (folder / f"{SHAS['two']}.txt").write_bytes(TEXTS["three"])
    with pytest.raises(TextsError) as told:
        files.texts(path, lock.texts)
    assert len(told.value.faults) == 2


@pytest.mark.parametrize("step", ["write", "flush", "replace"])
def test_a_write_that_is_cut_short_leaves_the_old_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    save(lock_of("one"), BODIES, path)
    before = path.read_bytes()

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    places = {"write": (form, "write"), "flush": (os, "fsync"), "replace": (Path, "replace")}
    monkeypatch.setattr(*places[step], broken)
    with pytest.raises(KeyboardInterrupt):
        save(lock_of("one", "two"), BODIES, path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert load(path) == lock_of("one")
    assert sorted(file.name for file in path.parent.iterdir()) == [FOLDER, path.name]
    assert [one for one in path.with_name(FOLDER).iterdir() if one.suffix not in {".txt", ""}] == []


def test_the_lock_is_written_last(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    whole = files.replace

    def noted(file: Path, body: bytes) -> None:
        order.append(file.name)
        whole(file, body)

    monkeypatch.setattr(files, "replace", noted)
    save(lock_of("one"), BODIES, path)
    assert order == [".gitattributes", f"{SHAS['one']}.txt", path.name]


def test_a_link_is_replaced_and_not_followed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("precious", encoding="utf-8")
    path.symlink_to(target)
    save(lock_of("one"), BODIES, path)
    assert target.read_text(encoding="utf-8") == "precious"
    assert not path.is_symlink()
    path.chmod(0o664)
    save(lock_of("one"), BODIES, path)
    assert path.stat().st_mode & 0o777 == 0o664


def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(LockError, match="is no regular file"):
        load(path)
    path.unlink()
    lock = lock_of("one")
    save(lock, BODIES, path)
    text = path.with_name(FOLDER) / f"{SHAS['one']}.txt"
    text.unlink()
    os.mkfifo(text)
    assert spoilt(path, lock.texts)[SHAS["one"]].endswith("is no regular file")


def test_what_cannot_be_written_is_one_sentence(path: Path) -> None:
    path.with_name(FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(LockError, match="cannot be written"):
        save(lock_of("one"), BODIES, path)


def test_what_cannot_be_read_is_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LockError, match="there is no such file"):
        load(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LockError, match="it is not UTF-8"):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(LockError, match="cannot be read"):
        load(path)
    path.rmdir()
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    path.write_text("licensewatch-lock 1\n", encoding="utf-8")
    with pytest.raises(LockError, match="is larger than 10 bytes"):
        load(path)


def test_waivers_are_added_behind_those_there_are(path: Path) -> None:
    waiver = Waiver(
        number=1,
        subject="hf:org/one",
        owner="jane@firm.example",
        reason="MISREAD",
        comment='It says "may".',
        codes=("hosting",),
        sha256=SHAS["one"],
        until=date(2027, 1, 1),
    )
    assert waivers(path) == ()
    file = add_waiver(path, waiver)
    file.write_text(f"{file.read_text(encoding='utf-8')}# A note of ours.", encoding="utf-8")
    add_waiver(path, waiver)
    assert waivers(path) == (waiver, waiver._replace(number=2))
    assert "# A note of ours.\n" in file.read_text(encoding="utf-8")
    file.write_text("schema = 1\nwaiver = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        add_waiver(path, waiver)
    file.unlink()
    file.mkdir()
    with pytest.raises(ConfigError):
        add_waiver(path, waiver)


def test_facts_move_with_the_profile_and_the_policy_alone(tmp_path: Path) -> None:
    def of(text: str) -> str:
        file = tmp_path / "licensewatch.toml"
        file.write_text(text, encoding="utf-8")
        return facts(file)["app"].digest

    base = "[profiles.app]\nusers_month = 1_000\n"
    same = (
        f"# a comment\n{base}",
        base.replace("1_000", "1000"),
        f"{base}[profiles.other]\nusers_month = 3\n",
        f"{base}[watch]\ninterval = '3h'\n[mail]\nhost = 'x'\n[hub]\nendpoint = 'x'\n[store]\npath = 'x'\n",
    )
    other = (
        base.replace("1_000", "1_001"),
        f"{base}[policy]\nallow = ['MIT']\n",
        f"{base}[policy.clauses]\nhosting = 'error'\n",
        f"{base}[rates]\nEUR = 2\n",
    )
    assert {of(text) for text in same} == {of(base)}
    assert len({of(text) for text in other} | {of(base)}) == len(other) + 1
    assert of(f"{base}[policy]\nlongest_deferral = '3d'\n") == of(f"{base}[policy]\n")
    found = facts(tmp_path / "licensewatch.toml")["app"]
    assert found.uses == ("product",)
    assert facts(None)["default"].territories == ()


def test_a_locked_check_loads_next_to_nothing(path: Path, tmp_path: Path) -> None:
    save(lock_of("one", "two"), BODIES, path)
    (tmp_path / "model-waivers.toml").write_text("schema = 1\n", encoding="utf-8")
    (tmp_path / "licensewatch.toml").write_text("schema = 1\n", encoding="utf-8")
    script = (
        "import sys; from monitor.cli import main; main(['--now', '2026-03-02', 'check', '--locked']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "2 models in model-licenses.lock" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_key_of_many_parts_is_refused_in_no_time(path: Path, tmp_path: Path) -> None:
    hostile = f"a{'.a' * 20_000} = 1\n"
    (tmp_path / "model-waivers.toml").write_text(hostile, encoding="utf-8")
    with pytest.raises(ConfigError, match="a key of too many parts"):
        waivers(path)
    (tmp_path / "licensewatch.toml").write_text(hostile, encoding="utf-8")
    with pytest.raises(ConfigError, match="a key of too many parts"):
        facts(tmp_path / "licensewatch.toml")
