"""Few bytes a model: what is packed reads as it was; a database of the form before is carried over whole."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from watching import Desk

from monitor.demo.hub import Hub
from monitor.store import Store
from monitor.store.codec import canonical
from monitor.store.packing import as_known, as_stored, packed, restored, shaped, unpacked_text
from monitor.store.receipts import packed_receipt, unpacked_receipt

FORM_4 = Path(__file__).parents[1] / "fixtures" / "database"
LATER = datetime(2026, 3, 3, 12, tzinfo=UTC)

words = st.text(st.sampled_from('ab/\x01cesd.-"\\\né'), max_size=12)
maybe = st.none() | words


@given(text=st.lists(words, max_size=6).map("".join), told=st.dictionaries(st.sampled_from("csdb"), maybe))
def test_a_shape_gives_back_its_text(text: str, told: dict[str, str | None]) -> None:
    assert restored(shaped(text, told), told) == text


def test_files_that_are_alike_have_one_shape() -> None:
    shapes = {
        shaped(f"http://hub/{name}/resolve/{commit}/LICENSE", {"s": name, "c": commit, "d": "LICENSE"})
        for name, commit in (("acme/one", "a" * 40), ("other/model", "b" * 40))
    }
    assert shapes == {"http://hub/\x03/resolve/\x02/\x04"}


@given(st.text(st.characters(codec="utf-8")))
def test_packed_evidence_gives_back_its_text(text: str) -> None:
    assert unpacked_text(packed(text)) == text


@pytest.mark.parametrize("data", ["text", None, 5, b"", b"\x01", b"\x01\xff\xff", b"\x02" + packed("x")[1:]])
def test_what_is_no_packed_evidence(data: object) -> None:
    with pytest.raises(ValueError, match="no packed text"):
        unpacked_text(data)


@given(st.text("0123456789abcdefg", min_size=39, max_size=65) | st.sampled_from(["a" * 40, "b" * 64]))
def test_hashes_are_bytes_where_they_are_hashes(value: str) -> None:
    stored = as_stored("sha256", value)
    assert as_known("sha256", stored) == value
    assert isinstance(stored, bytes) == (len(value) in {40, 64} and "g" not in value)
    assert as_stored("name", value) == value


@given(
    headers=st.lists(st.tuples(st.sampled_from(["Date", "ETag", "Last-Modified", "X"]), words), max_size=4),
    url=words,
    etag=maybe,
    commit=st.none() | st.just("a" * 40),
)
def test_a_receipt_gives_back_what_was_received(
    headers: list[tuple[str, str]], url: str, etag: str | None, commit: str | None
) -> None:
    beside = {"commit_id": commit, "blob_id": "b" * 40, "subject": "acme/one", "document": "LICENSE"}
    row = {"url": f"{url}{commit}", "media_type": "x", "headers": json.dumps(headers), "etag": etag, **beside}
    told = unpacked_receipt({**row, **packed_receipt(row)})
    assert {name: told[name] for name in row} == row


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the release of the fourth form wrote it."""
    path = tmp_path / "watch.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript((FORM_4 / "form-4.sql").read_text("utf-8"))
    return path


@pytest.fixture
def told() -> Any:  # noqa: ANN401 - what that release read out of it
    return json.loads((FORM_4 / "form-4.json").read_text("utf-8"))


def plain(value: object) -> Any:  # noqa: ANN401 - the JSON form of any record
    return json.loads(canonical(value))


def test_everything_is_carried_over(old: Path, told: dict[str, Any]) -> None:
    with Store.open(old) as store:
        assert store.verify_chain() == ()
        assert store.head() == told["head"]
        for key in told["keys"]:
            was = told[key]
            previous = store.previous(key)
            assert previous
            assert plain(previous) == was["previous"]
            assert plain(store.history(key)) == was["history"]
            assert plain(store.history_texts(key, "LICENSE")) == was["texts"]
            kept = [store.snapshot(key, read.document) for read in previous.inspection.reads]
            assert [one and one.body and one.body.decode() for one in kept] == [
                one and one["body"] for one in was["snapshots"]
            ]
            fields = ("url", "etag", "blob_id", "commit", "media_type", "status")
            assert [one and [getattr(one, name) for name in fields] for one in kept] == [
                one and [one.get(name) for name in fields] for one in was["snapshots"]
            ]
        assert plain(store.owed(LATER)) == told["owed"]


def test_what_was_received_is_carried_over(old: Path, told: dict[str, Any]) -> None:
    sql = (
        "SELECT url, media_type, headers, etag, dates, commit_id, blob_id, subjects.name AS subject,"
        " documents.name AS document FROM snapshots JOIN receipts ON receipts.id = receipt_id"
        " JOIN documents ON documents.id = document_id JOIN subjects ON subjects.id = subject_id"
        " ORDER BY snapshots.id"
    )
    with Store.open(old) as store:
        found = [unpacked_receipt(row) for row in store._rows(sql)]
    names = ("url", "media_type", "headers", "etag")
    assert [[row[name] for name in names] for row in found] == told["headers"]


def test_a_database_that_was_carried_over_is_sound_and_goes_on(old: Path, told: dict[str, Any]) -> None:
    with Store.open(old) as store:
        assert store._rows("PRAGMA foreign_key_check") == []
        assert store._rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert store._rows("PRAGMA foreign_keys") == [{"foreign_keys": 1}]
        run = store.start_run(LATER)
        previous = store.previous(told["keys"][0])
        assert previous
        store.record(run, previous.inspection, None, (), LATER, tool=previous.tool)
        assert store.verify_chain() == ()
        again = store.previous(told["keys"][0])
        assert again
        assert again.inspection == previous.inspection
    with Store.open(old) as store:
        assert store.document_at(told["keys"][0], "LICENSE", str(previous.inspection.commit)[:9])


def test_versions_do_not_repeat_their_snapshots(old: Path) -> None:
    with Store.open(old) as store:
        rows = store._rows("SELECT url, raw_sha256, snapshot_id FROM versions WHERE state = 'ok'")
    assert rows
    assert {(row["url"], row["raw_sha256"]) for row in rows} == {(None, None)}


def test_evidence_of_a_first_look_is_packed_into_half(old: Path) -> None:
    with closing(sqlite3.connect(old)) as conn:
        texts = [row[0] for row in conn.execute("SELECT payload FROM events WHERE kind = 'first-seen'")]
    assert sum(map(len, map(packed, texts))) < sum(map(len, texts)) / 2


def test_a_model_takes_few_bytes(tmp_path: Path) -> None:
    """The bar is 4 KiB beside the texts themselves."""

    def size(store: Store) -> int:
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return store.path.stat().st_size - int(
            store._rows("SELECT sum(length(zlib)) AS n FROM texts")[0]["n"]
        )

    with Hub() as hub, Desk(tmp_path, hub) as desk:
        for number in range(100):
            readme = f"---\nlicense: other\nlicense_link: LICENSE\n---\n# Model {number}\n"
            hub.add(f"acme/model-{number:03}", {"README.md": readme, "LICENSE": "You may use the model."})
        desk.backfill = False
        names = [f"acme/model-{number:03}" for number in range(100)]
        desk.look(*names[:20])
        before = size(desk.store)
        desk.look(*names[20:])
        assert (size(desk.store) - before) / 80 <= 4096
