"""One test a threat of docs/threats.md that no other file holds; each fails when its guard is taken away."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import sqlite3
import threading
import time
import unicodedata
import zlib
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_samples import SEEN
from scripted import Scripted, reply
from store_samples import AT, LIMITED, ORCA, change, document_change, drawn, fetched, hunk, inspection
from store_samples import read as a_read
from store_samples import snapshot as a_snapshot

from monitor import config, rules
from monitor.alerts.mail import ServerError, _told
from monitor.classify import classify
from monitor.cli import main
from monitor.cli.app import say
from monitor.cli.logs import to_stderr
from monitor.config import MailSettings
from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox
from monitor.errors import ConfigError, FetchError, RuleError, StoreError, UsageError
from monitor.identify import load_references
from monitor.inspect import Reader, read
from monitor.records import (
    ChangeNews,
    Commercial,
    Decision,
    Fetched,
    Inspection,
    OwedAlert,
    Place,
    Profile,
    Role,
    Snapshot,
    State,
    Subject,
    Verdict,
)
from monitor.reports import csv_, markdown, structured
from monitor.reports.human import audit, changes, sheet, verdicts
from monitor.reports.inputs import Comparison, Judged
from monitor.reports.layout import Paper
from monitor.reports.plain import safe
from monitor.resources import load_rules
from monitor.sources import open_sources, token_of
from monitor.store import Store
from monitor.transport import Limits, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TOKEN, PASSWORD = "hf_NeverToBeSeen", "pa55-NeverToBeSeen"
PAPER = Paper(width=80)


def unknown(_: str) -> None:
    return None


def judged(text: str | bytes, role: Role = Role.LICENSE, **more: Any) -> Inspection:  # noqa: ANN401 - any field
    body = text if isinstance(text, bytes) else text.encode()
    taken = Snapshot(role=role, name="LICENSE", url="u", fetched_at=NOW, body=body, **more)
    found = Fetched(subject=Subject(Place.FILE, "./LICENSE"), state=State.OK, snapshots=(taken,))
    return read(found, Reader(load_rules(), load_references()), NOW)


# ---- links in cards may not use the hub's token for other addresses ------------------------------


def asked_for(link: str) -> tuple[list[str], list[str]]:
    """Targets that were asked for with the token, and the sentences on what was not read."""
    info = {"id": "a/b", "sha": "c" * 40, "cardData": {"license_link": link}, "siblings": []}
    with Scripted() as server:
        server.on("/api/models/a/b?blobs=true", reply(json.dumps(info).encode()))
        with Transport(Limits(attempts=1), allow_private=frozenset({server.origin})) as transport:
            sources = open_sources(transport, endpoint=server.url, token=TOKEN, now=lambda: NOW)
            found = sources.fetch(Subject(Place.HUGGINGFACE, "a/b"), unknown)
        targets = [asked.target for asked in server.asked if asked.headers.get("authorization")]
    return targets[1:], [one.detail for one in found.snapshots if one.detail]


@pytest.mark.parametrize(
    "link",
    [
        "https://huggingface.co/%2e%2e/%2e%2e/resolve/../api/whoami-v2",
        "https://huggingface.co/../../resolve/main/api/whoami-v2",
        "https://huggingface.co/x/y/resolve/../settings/tokens",
        "https://huggingface.co/x/y/resolve/%2e%2e/settings/tokens",
        "https://huggingface.co/../settings",
        "https://huggingface.co/../../tree/main",
        "https://huggingface.co/x/y/tree/..",
        "https://huggingface.co/x/y/resolve/\ud800/LICENSE",
        "resolve/../LICENSE",
    ],
)
def test_links_with_dots_are_not_asked_for(link: str) -> None:
    targets, told = asked_for(link)
    assert targets == []
    assert len(told) == 1
    assert "not safe to follow" in told[0] or "names no repository" in told[0]


def test_links_without_dots_are() -> None:
    assert asked_for("https://huggingface.co/x/y/resolve/v1.0/LICENSE")[0] == ["/x/y/resolve/v1.0/LICENSE"]


# ---- secrets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["hf_a\nb", "hf_中", "hf a", "hf_é", "hf_\x7f"])
def test_a_token_that_cannot_be_one_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(UsageError, match="The hub's token holds characters") as caught:
        token_of({"HF_TOKEN": token})
    assert token not in str(caught.value)


@pytest.mark.parametrize("token", ["hf_a\nb", "hf_中"])
def test_a_header_that_cannot_be_sent_is_not_quoted(token: str) -> None:
    with (
        Scripted() as server,
        Transport(Limits(attempts=1), allow_private=frozenset({server.origin})) as transport,
    ):
        with pytest.raises(FetchError, match="a header of ours cannot be sent") as caught:
            transport.get(f"{server.url}/x", headers={"Authorization": token})
        assert token[:4] not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_password_that_no_server_takes_is_not_repeated() -> None:
    mail = MailSettings(host="h", port=25, security="none", sender="a@b.example", recipients=("c@d.example",))
    with pytest.raises(ServerError, match="login in ASCII") as caught, _told(mail):
        "gehéim".encode("ascii")
    assert "geh" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("HF_", "HUGGING_FACE_", "LICENSEWATCH_")) and name != "LICENSEWATCH_SHARED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("LICENSEWATCH_SMTP_USER", "watcher")
    monkeypatch.setenv("LICENSEWATCH_SMTP_PASSWORD", PASSWORD)
    return tmp_path


def configure(port: int) -> None:
    Path("licensewatch.toml").write_text(
        'schema = 1\n[watch]\nsubjects = ["a/b", "a/gated", "a/none"]\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\ntimeout = 2\n'
        'sender = "watch@demo.example"\nrecipients = ["legal@demo.example"]\n',
        encoding="utf-8",
    )


def stored(folder: Path) -> bytes:
    """Every byte of the database and its companions, compressed texts unpacked."""
    raw = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    with closing(sqlite3.connect(folder / "licensewatch.db")) as conn:
        return raw + b"".join(zlib.decompress(packed) for (packed,) in conn.execute("SELECT zlib FROM texts"))


def test_secrets_are_neither_printed_nor_stored_nor_mailed(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with Hub() as hub, Mailbox() as box:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.set_token(TOKEN)
        hub.add(
            "a/b", {"LICENSE": "You may use it.", "README.md": "---\nlicense_link: https://10.0.0.1/\n---\n"}
        )
        hub.add("a/gated", {"LICENSE": "You may use it."}, gated="manual")
        configure(box.port)
        for arguments in (
            ["watch", "--once", "-vv"],
            ["status"],
            ["show", "a/b"],
            ["check", "-vv", "a/gated"],
        ):
            main(arguments)
        told = "".join(capfd.readouterr())
        mailed = b"".join(str(message).encode() for message in box.messages)
    assert "1 alert" in told
    for secret in (TOKEN, PASSWORD):
        assert secret not in told
        assert secret.encode() not in stored(place) + mailed


# ---- terminals and build machines ----------------------------------------------------------------


def is_active(char: str) -> bool:
    """Whether a character can steer a terminal, hide or reorder others."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\n\u200c\u200d"


def acts(text: str) -> list[str]:
    """What of a printed text acts on a terminal or on a build machine."""
    commands = re.findall(r"##[\w.]*\[|^[ \t]*::[a-zA-Z]", text, re.MULTILINE)
    return [char for char in text if is_active(char)] + commands


def test_what_is_said_and_logged_does_not_act(capsys: pytest.CaptureFixture[str]) -> None:
    say("550 \x1b[2J\x1b]0;owned\x07 \u202egone ##vso[task.setvariable variable=PATH]/tmp")
    to_stderr(2)
    logging.getLogger("urllib3").warning("GET %s", "/\x1b[2J\u202e\n::add-path::/tmp")
    logging.getLogger().handlers.clear()
    told = capsys.readouterr().err
    assert "\\x1b[2J" in told
    assert acts(told) == []


def test_a_mail_server_cannot_write_on_our_terminal(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    del place

    def talk(server: socket.socket) -> None:
        with suppress(OSError), closing(server.accept()[0]) as peer:
            peer.sendall(b"554 \x1b[2J\xe2\x80\xae::error::go away\r\n")
            peer.recv(100)

    with Hub() as hub, closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(10)
        speaker = threading.Thread(target=talk, args=(server,))
        speaker.start()
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.set_token(TOKEN)
        hub.add("a/b", {"LICENSE": "You may use it."})
        configure(server.getsockname()[1])
        main(["watch", "--once"])
        speaker.join()
        main(["status"])
    told = "".join(capfd.readouterr())
    assert "go away" in told
    assert acts(told) == []


@pytest.mark.parametrize(
    "words",
    ["::error file=x::y", " ::add-mask::y", "##[error]x", "a ##vso[task.x]y", "##teamcity[x]", "###[x]"],
)
def test_build_machines_get_no_commands(words: str) -> None:
    assert acts(safe(words)) == []
    told = structured.dumps({"quote": words})
    assert acts(told) == []
    assert json.loads(told) == {"quote": words}


HOSTILE = st.text(
    st.sampled_from("\r\n\x1b\x00\x85\u202e\u2066\u200b\u2028\ud800\U000e0041<>&=+-@|;:#[]a 许")
    | st.characters(),
    max_size=30,
) | st.sampled_from(["::error::x", "##vso[x]", "=1+1", "\x1b]8;;http://x\x07", "; =cmd|' /C calc'!A0"])


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=30)
@given(drawn(Inspection, HOSTILE), drawn(Verdict, HOSTILE), drawn(ChangeNews, HOSTILE), HOSTILE)
def test_no_report_acts(found: Inspection, verdict: Verdict, news: ChangeNews, words: str) -> None:
    found = replace(found, verdicts=(*found.verdicts, verdict), seen_at=SEEN)
    all_of = Judged(inspections=(found,), profiles=(Profile(name=words),), seen_at=SEEN)
    compared = Comparison(
        before_name=words,
        after_name=words,
        diff=document_change(hunk(words, words)).diff or next(iter(())),
        direction=news.change.direction,
        by_use=news.change.by_use,
        fields=news.change.fields,
        documents=news.change.documents,
    )
    for told in (
        verdicts.check((found,), all_of.profiles, PAPER),
        audit.audit((found,), PAPER),
        sheet.show(found, PAPER),
        changes.comparison(compared, PAPER),
        changes.history(words, (news.change,), PAPER),
        markdown.audit(all_of),
        markdown.check(all_of),
        markdown.comparison(compared),
        csv_.judged(all_of).replace("\r\n", "\n"),
        structured.dumps(structured.judged(all_of)),
        structured.dumps(structured.comparison(compared)),
        structured.dumps(structured.change(news.change)),
    ):
        assert told.encode()
        assert acts(told) == []


@pytest.mark.parametrize("words", ["x;=1+1", "x; =1+1", 'a";=1', "x,@SUM(A1)", "; -2+3", "=1"])
def test_no_cell_calculates_where_semicolons_part_cells(words: str) -> None:
    assert not re.search(r"""(?:^|[;,"])\s*[=+@-]""", csv_.cell(words))


# ---- words only people can read ------------------------------------------------------------------

GRANT = "You may use the model for any purpose, including commercial purposes, free of charge.\n\n"
BAN = "Commercial use is prohibited."


def each(change_one: Callable[[str], str]) -> str:
    return "".join(change_one(char) if char.isalpha() else char for char in BAN)


DISGUISES = {
    "zero width space": each(lambda char: f"{char}\u200b"),
    "word joiner": each(lambda char: f"{char}\u2060"),
    "soft hyphen": each(lambda char: f"{char}\u00ad"),
    "grapheme joiner": each(lambda char: f"{char}\u034f"),
    "variation selector": each(lambda char: f"{char}\ufe0f"),
    "underlined": each(lambda char: f"{char}\u0332"),
    "struck through": each(lambda char: f"{char}\u0336"),
    "tags": each(lambda char: f"{char}\U000e0061"),
    "hangul filler": each(lambda char: f"{char}\u3164"),
    "braille blank": each(lambda char: f"{char}\u2800"),
    "private use": each(lambda char: f"{char}\ue000"),
    "control": each(lambda char: f"{char}\x01"),
    "reversed": f"\u202e{BAN[::-1]}\u202c",
    "isolated": f"\u2068{BAN}\u2069",
    "cyrillic": BAN.translate(str.maketrans("aeopcyxi", "аеорсухі")),
    "greek": BAN.replace("o", "ο"),
    "armenian": BAN.replace("o", "օ").replace("u", "ս"),
    "cherokee": "ᏟᎾᎷᎷᎬᏒᏟᎥᎪᏞ ᏌᏚᎬ ᎥᏚ ᏢᏒᎾᎻᎥᏴᎥᎢᎬᎠ.",
    "small capitals": "Cᴏᴍᴍᴇʀᴄɪᴀʟ ᴜꜱᴇ ɪꜱ ᴘʀᴏʜɪʙɪᴛᴇᴅ.",
    "full width": each(lambda char: chr(ord(char) + 0xFEE0)),
    "mathematical": each(lambda char: chr(0x1D41A + ord(char.lower()) - 97)),
    "in circles": each(lambda char: chr(0x24D0 + ord(char.lower()) - 97)),
    "in parentheses": each(lambda char: chr(0x249C + ord(char.lower()) - 97)),
    "half flags": each(lambda char: chr(0x1F1E6 + ord(char.upper()) - 65)),
    "without dots": BAN.replace("i", "ı"),
    "accents": BAN.replace("o", "ö").replace("i", "í").replace("e", "é"),
    "digits": BAN.replace("o", "0").replace("i", "1"),
    "spaced": " ".join(BAN),
    "dotted": ".".join(BAN),
    "references": "Commerci&#97;l use is prohib&#x69;ted.",
    "markup": "Comm<b></b>ercial use is prohib<!-- -->ited.",
    "upside down": "˙pǝʇıqıɥoɹd sı ǝsn ןɐıɔɹǝɯɯoɔ",
    "another script": "Нельзя зарабатывать на этом.",
}


def test_the_grant_itself_clears() -> None:
    assert judged(GRANT).reads[0].reading.terms.commercial_use is Commercial.ALLOWED  # type: ignore[union-attr] # it has one


@pytest.mark.parametrize("words", DISGUISES.values(), ids=DISGUISES.keys())
def test_no_disguised_ban_is_cleared(words: str) -> None:
    found = judged(f"{GRANT}{words}\n")
    assert found.verdicts[0].decision in {Decision.DENY, Decision.REVIEW}
    assert found.reads[0].reading
    assert found.reads[0].reading.terms.commercial_use is not Commercial.ALLOWED


def test_no_disguised_word_turns_a_condition_into_a_grant() -> None:
    for word in ("n\u034fon-commercial", "n<b></b>on-commercial", "non-com\u0336mercial"):
        found = judged(f"{GRANT}You may use the model for {word} purposes only.\n")
        assert found.verdicts[0].decision in {Decision.DENY, Decision.REVIEW}


def test_ordinary_letters_are_no_disguise() -> None:
    for words in (
        "Copyright (c) 2026 José Müller, Łódź.",
        "许可：可以商用。",
        "A café — “naïve” №5.",
        "🇨🇳 ok",
    ):
        reading = judged(f"{GRANT}{words}\n").reads[0].reading
        assert reading
        assert reading.terms.commercial_use is Commercial.ALLOWED, words


# ---- local files ---------------------------------------------------------------------------------


def test_a_named_link_does_not_lead_out_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    inside = tmp_path / "repo" / "model"
    inside.mkdir(parents=True)
    (tmp_path / "repo" / "TOP").write_text("top", encoding="utf-8")
    (inside / "LICENSE").symlink_to(tmp_path / "secret")
    (inside / "COPYING").symlink_to("../TOP")
    (inside / "NOTICE").symlink_to("NOTICE")

    def look(name: str) -> tuple[State, bytes | None]:
        found = open_sources(None, now=lambda: NOW).fetch(Subject(Place.FILE, str(inside / name)), unknown)
        return found.snapshots[0].state, found.snapshots[0].body

    monkeypatch.chdir(tmp_path / "repo")
    assert look("LICENSE") == (State.UNREACHABLE, None)
    assert look("NOTICE") == (State.UNREACHABLE, None)
    assert look("COPYING") == (State.OK, b"top")
    monkeypatch.chdir("/")
    monkeypatch.chdir(inside)
    assert look("COPYING") == (State.UNREACHABLE, None)


def test_output_goes_where_it_was_told_and_nowhere_else(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "LICENSE").write_text(GRANT, encoding="utf-8")
    (place / "taken").mkdir()
    before = set(place.rglob("*"))
    for wrong in ("taken", "no/such/folder/x", "/proc/nothing/x", "LICENSE/x"):
        assert main(["check", "./LICENSE", "--output", wrong]) == 2
        assert re.search("cannot be written|is a directory", capsys.readouterr().err)
    assert set(place.rglob("*")) == before
    main(["check", "./LICENSE", "--output", "out.txt"])
    assert set(place.rglob("*")) - before == {place / "out.txt"}


# ---- files that take forever or break the parser -------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[profiles.x]\nrevenue_year = " + "9" * 5000,
        "[profiles.x]\nrevenue_year = " + "9" * 400,
        "[watch]\ninterval = " + "9" * 400,
        "[profiles.x]\nusers_month = -inf",
        "a = " + "[" * 50_000,
        "a." * 100_000 + "b = 1",
        '"a".' * 100_000 + "b = 1",
    ],
    ids=["digits", "more than a float", "duration", "infinite", "deep", "dots", "quoted dots"],
)
def test_no_configuration_breaks_or_stalls_us(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ConfigError):
        config.parse(f"schema = 1\n{text}\n", "x.toml")
    assert time.process_time() - started < 2


EXAMPLES = (
    '[{text = "x", source = "s"}, {text = "x", source = "s"},'
    ' {text = "y", match = false, why = "w"}, {text = "y", match = false, why = "w"}]'
)


def test_the_whole_rule_is_one() -> None:
    whole = f'title = "t"\nrationale = "r"\nmatch = {{all = ["x"]}}\nexample = {EXAMPLES}\n'
    assert len(rules.parse({"hosting/x": whole}, "", "digest").rules) == 1


@pytest.mark.parametrize(
    "text",
    [
        "match = 5", "match = {all = 5}", "match = {all = [5]}", 'match = {all = ["x"], values = 5}',
        'match = {all = ["x"], values = {a = {b = 1}}}', 'match = {all = ["x"], capture = ["nothing"]}',
        'match = {all = ["x"], capture = 5}', "languages = 5", "example = 5", "gap = [5]",
        'match = {all = ["' + "(" * 5000 + '"]}', 'match = {all = ["a{1,99999999999999999999}"]}',
        'match = {all = ["[[a]"]}', "a = " + "[" * 50_000, "a = " + "9" * 5000,
    ],
)  # fmt: skip
def test_no_rule_file_breaks_us(text: str) -> None:
    # Whole but for this: the fault that is told is its own.
    key = text.partition(" = ")[0]
    whole = {"title": '"t"', "rationale": '"r"', "match": '{all = ["x"]}', "example": EXAMPLES} | {
        key: text.partition(" = ")[2]
    }
    with pytest.raises(RuleError) as caught:
        rules.parse(
            {"hosting/x": "".join(f"{name} = {held}\n" for name, held in whole.items())}, "", "digest"
        )
    assert all("hosting/x.toml" in fault for fault in caught.value.faults)
    with pytest.raises(RuleError):
        rules.parse({}, text.replace("match", "a"), "digest")


# ---- texts that take forever ---------------------------------------------------------------------

STALLING: dict[str, Callable[[int], str]] = {
    "stem": lambda size: (
        f"You shall not {'use it commercially, ' * (size // 42)}for:\n" + "- a\n" * (size // 8)
    ),
    "stems": lambda size: "".join(f"{' ' * (at % 30)}{at % 9}. you may not:\n" for at in range(size // 20)),
    "tiny sentences": lambda size: "commercial use! " + "pay! " * (size // 5),
    "one sentence": lambda size: "commercial use of the model above 5 USD " * (size // 40),
    "bans": lambda size: "- you may not use it commercially\n" * (size // 34),
    "hyphens": lambda size: "non-\n" * (size // 5),
    "marks": lambda size: "a" + "\u0301" * size,
    "zero width": lambda size: "a\u200b" * (size // 2),
    "look-alikes": lambda size: "аb" * (size // 2),
    "markup": lambda size: "a<b>" * (size // 4),
    "spaced": lambda size: "a " * (size // 2),
    "digits": lambda size: "1 000 " * (size // 6),
}


@pytest.mark.parametrize("make", STALLING.values(), ids=STALLING.keys())
def test_no_text_takes_more_than_linear_time(make: Callable[[int], str]) -> None:
    found, references = load_rules(), load_references()

    def spent(size: int) -> float:
        text = make(size)
        started = time.process_time()
        classify(text, found, references)
        return time.process_time() - started

    # Eight times the text: quadratic time would be 64 times as much. The better of two, for busy machines.
    small, large = (min(spent(size), spent(size)) for size in (8_000, 64_000))
    assert large < 30 * max(small, 0.01)


def test_a_long_stem_is_not_tried_whole_for_each_item() -> None:
    found, references = load_rules(), load_references()
    text = STALLING["stem"](160_000)
    started = time.process_time()
    classify(text, found, references)
    assert time.process_time() - started < 6  # as a whole, 20 kB would be tried 20,000 times: half a minute


def test_every_rule_is_bounded_on_its_own_words() -> None:
    started = time.process_time()
    found, references = load_rules(), load_references()
    for rule in found.rules:
        words = max((one.text for one in rule.examples if one.finds), key=len).split()[:-1]
        one = " ".join(words).replace(".", "").replace("\n", " ")
        classify(f"{one} " * (8_000 // (len(one) + 1)), found, references)
    assert time.process_time() - started < 15


# ---- the database --------------------------------------------------------------------------------


def readers(store: Store) -> list[Callable[[], object]]:
    key = ORCA.key
    return [
        store.subjects, store.runs, store.unfinished_runs, store.status, store.verify_chain, store.head,
        lambda: store.previous(key), lambda: store.inspection(key), lambda: store.history(key),
        lambda: store.changes_in(1), lambda: store.first_seen_in(1), lambda: store.checked_in(1),
        lambda: store.history_texts(key, "LICENSE"), lambda: store.document_at(key, "LICENSE", AT),
        lambda: store.known("c" * 40), lambda: store.owed(AT),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("threats") / "watch.db"
    with Store.open(path) as store:
        store.add_subjects([ORCA], AT)
        run = store.start_run(AT)
        store.receive(run, fetched(a_snapshot(blob_id="c" * 40)))
        store.record(run, inspection(a_read()), None, [], AT)
        news = ChangeNews(change=change())
        store.record(
            run, inspection(a_read(LIMITED)), news.change, [OwedAlert(recipient="a@b.example", news=news)], AT
        )
        store.finish_run(run, AT, {"looked": 1})
    return path


def columns(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            (name, row[1])
            for name in tables
            if not name.startswith(("sqlite", "_"))
            for row in conn.execute(f'PRAGMA table_info("{name}")')
        ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_an_altered_row_is_told_or_read_but_breaks_nothing(database: Path, data: st.DataObject) -> None:
    table, column = data.draw(st.sampled_from(columns(database)))
    value = data.draw(
        st.sampled_from(
            ["", "x", b"\xff", "[" * 5000, '{"a":1}', "null", 2**40, -1, 1.5, "9999-99-99", "\x00", None]
        )
    )
    with closing(sqlite3.connect(":memory:")) as copy, closing(sqlite3.connect(database)) as original:
        original.backup(copy)
        with suppress(sqlite3.IntegrityError), copy:
            copy.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ?', (value,))  # noqa: S608 - our own names
        altered = database.with_name("altered.db")
        altered.unlink(missing_ok=True)
        with closing(sqlite3.connect(altered)) as target:
            copy.backup(target)
    with Store.open(altered) as store:
        for one in readers(store):
            with suppress(StoreError):
                one()


@pytest.mark.parametrize("column", ["payload", "previous", "hash"])
@pytest.mark.parametrize("value", ["x", b"\xff", 5])
def test_an_altered_event_is_told(database: Path, tmp_path: Path, column: str, value: object) -> None:
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(path)) as target, closing(sqlite3.connect(database)) as original:
        original.backup(target)
        target.execute(f"UPDATE events SET {column} = ? WHERE id = 1", (value,))  # noqa: S608 - our own names
        target.commit()
    with Store.open(path) as store:
        assert any("event 1" in fault.lower() or "event 2" in fault.lower() for fault in store.verify_chain())


def test_a_stored_bomb_does_not_go_off(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.connection.LARGEST", 1 << 20)
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(path)) as target, closing(sqlite3.connect(database)) as original:
        original.backup(target)
        target.execute("UPDATE texts SET zlib = ?", (zlib.compress(bytes(50 << 20)),))
        target.commit()
    with Store.open(path) as store:
        started = time.process_time()
        with pytest.raises(StoreError, match="damaged"):
            store.known("c" * 40)
        assert time.process_time() - started < 0.1


# ---- servers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Sign in</title><p>Sign in to continue.</p>",
        b"<!doctype html><p>This page isn't available at the moment.</p>",
        b"<!doctype html><p>We use cookies. Accept all.</p>",
        b"<!doctype html><script>location = '/challenge'</script>",
        b'{"error": "Internal error"}',
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"",
    ],
)
def test_a_page_that_is_no_licence_clears_nothing(body: bytes) -> None:
    found = judged(body, Role.LICENSE, media_type="text/html")
    assert found.verdicts[0].decision not in {Decision.ALLOW, Decision.OBLIGATIONS}


@pytest.mark.parametrize(
    "body", [b"<html>Log in</html>", b"", b"null", b"[]", b"[" * 100_000, b"9" * 5000, b'{"id": "a/b", "sha"']
)
def test_what_is_no_model_info_is_a_state(body: bytes) -> None:
    with Scripted() as server:
        server.on("/api/models/a/b?blobs=true", reply(body))
        with Transport(Limits(attempts=1), allow_private=frozenset({server.origin})) as transport:
            sources = open_sources(transport, endpoint=server.url, token="", now=lambda: NOW)
            found = sources.fetch(Subject(Place.HUGGINGFACE, "a/b"), unknown)
    assert (found.state, found.snapshots) == (State.UNREACHABLE, ())
    assert found.detail


@pytest.mark.parametrize("lines", [200, 5_000])
def test_a_flood_of_headers_is_no_answer(lines: int) -> None:
    flood = "".join(f"X-{number}: y\r\n" for number in range(lines))
    with Scripted() as server:
        url = server.on("/x", f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{flood}\r\n".encode())
        opened = Transport(Limits(attempts=1), allow_private=frozenset({server.origin}))
        with opened as transport, pytest.raises(FetchError, match="got more than 100 headers"):
            transport.get(url)
