"""Sources as one: dispatch, the environment, names of files, local files and web pages."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted, redirect, reply

from monitor.records import Place, Role, State, Subject
from monitor.sources import endpoint_of, git_blob_id, open_sources, token_of
from monitor.sources.local import LARGEST, around, body_of, home_of, spelled
from monitor.sources.names import in_order, is_safe, role_of
from monitor.subjects import parse
from monitor.transport import Limits, Transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Fetched

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def nothing(_: str) -> None:
    return None


def offline(reference: str | Path) -> Fetched:
    return open_sources(None, now=lambda: NOW).fetch(parse(str(reference)), nothing)


@pytest.mark.parametrize("reference", ["org/name", "github:a/b", "modelscope:a/b", "https://example.org/"])
def test_without_network_only_files_are_read(reference: str) -> None:
    fetched = offline(reference)
    assert (fetched.state, fetched.snapshots) == (State.UNREACHABLE, ())
    assert fetched.detail == "Network access is off; only local files can be read."


# The environment.


@pytest.mark.parametrize(
    ("environment", "endpoint"),
    [
        ({}, "https://huggingface.co"),
        ({"HF_ENDPOINT": ""}, "https://huggingface.co"),
        ({"HF_ENDPOINT": "https://mirror.example.org/hub/ "}, "https://mirror.example.org/hub"),
    ],
)
def test_endpoint(environment: dict[str, str], endpoint: str) -> None:
    assert endpoint_of(environment) == endpoint


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({"HF_TOKEN_PATH": "{home}/elsewhere"}, "elsewhere"),
        ({"HF_HOME": "{home}/hf"}, "hf/token"),
        ({"XDG_CACHE_HOME": "{home}/cache"}, "cache/huggingface/token"),
        ({}, ".cache/huggingface/token"),
    ],
)
def test_token_of_a_file(
    environment: dict[str, str], path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    told = {name: value.format(home=tmp_path) for name, value in environment.items()}
    assert token_of(told) is None
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("hf_file\n", encoding="utf-8")
    assert token_of(told) == "hf_file"
    assert token_of({**told, "HF_TOKEN": " hf_named "}) == "hf_named"
    assert token_of({**told, "HUGGING_FACE_HUB_TOKEN": "hf_old"}) == "hf_old"
    assert token_of({**told, "HF_TOKEN": "hf_named", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}) is None
    (tmp_path / path).write_bytes(b"\xff\xfe \n")
    assert token_of(told) is None


# Names.


NAMES = {
    Role.LICENSE: """
        LICENSE license LICENCE.md LICENSE.txt License.rst LICENSE-MODEL LICENSE-CODE LICENSE_CODE.txt
        MODEL_LICENSE.pdf GEMMA_MODEL_LICENSE Research-License.docx LICENSE.llama LICENSE.MIT LICENSE2.txt
        COPYING COPYING.LESSER UNLICENSE EULA.html sub/LICENSE licenses/LICENSE-MODEL LICENSES/Apache-2.0.txt
        License/terms TERMS_OF_USE.md LICENSING.md COPYRIGHT license.docx""",
    Role.NOTICE: "NOTICE NOTICE.txt Notice.md THIRD_PARTY_NOTICES THIRD-PARTY-LICENSES.txt sub/NOTICE",
    Role.POLICY: "USE_POLICY.md USE_POLICY ACCEPTABLE_USE.md acceptable_use_policy.txt AUP.md USAGE-POLICY",
    Role.CARD: "README.md readme.md README README.rst",
    None: """
        config.json license.py license_plate.txt licence-plates.md LICENSE.png model.safetensors a/b/LICENSE
        third_party/x/LICENSE sub/README.md relicense.txt notices.json LICENSES/x.json notes.txt policy.md
        user_license_check.sh terms.md tokenizer.model use.txt x/COPYING.py archive.license.tar""",
}


@pytest.mark.parametrize(
    ("role", "path"), [(role, path) for role, paths in NAMES.items() for path in paths.split()]
)
def test_role_of_a_name(role: Role | None, path: str) -> None:
    assert role_of(path) is role


def test_order_is_stable() -> None:
    paths = ["USE_POLICY.md", "b/LICENSE", "NOTICE", "x.py", "LICENSE", "README.md"]
    ordered = [path for _, path in in_order(paths)]
    assert ordered == ["README.md", "LICENSE", "b/LICENSE", "NOTICE", "USE_POLICY.md"]
    assert in_order(reversed(paths)) == in_order(paths)


@pytest.mark.parametrize(
    "path",
    [
        "../LICENSE",
        "a/../LICENSE",
        "/etc/LICENSE",
        "a//LICENSE",
        "./LICENSE",
        "a\\LICENSE",
        "LICENSE\n",
        "",
        "x" * 1025,
        "LICENSE\u202e",
        "\x1b[31mLICENSE",
        "\ud800",
    ],
)
def test_unsafe_paths(path: str) -> None:
    assert not is_safe(path)


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_name_has_a_role_or_none(path: str) -> None:
    role_of(path)
    is_safe(path)


# Files.


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "LICENSE.md"
    path.write_bytes(b"licence\r\n\xff")
    fetched = offline(path)
    (snapshot,) = fetched.snapshots
    assert fetched.state is State.OK
    assert (snapshot.role, snapshot.name, snapshot.url) == (Role.LICENSE, "LICENSE.md", str(path))
    assert (snapshot.body, snapshot.media_type, snapshot.fetched_at) == (
        b"licence\r\n\xff",
        "text/markdown",
        NOW,
    )
    assert snapshot.blob_id == git_blob_id(b"licence\r\n\xff")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("README.md", Role.CARD),
        ("NOTICE", Role.NOTICE),
        ("AUP.txt", Role.POLICY),
        ("anything.xyz", Role.LICENSE),
    ],
)
def test_role_of_a_file(tmp_path: Path, name: str, role: Role) -> None:
    (tmp_path / name).write_bytes(b"")
    (snapshot,) = offline(tmp_path / name).snapshots
    assert (snapshot.role, snapshot.state, snapshot.body) == (role, State.OK, b"")


def test_git_blob_id_is_gits() -> None:
    assert git_blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert git_blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_file_that_is_not_there(tmp_path: Path) -> None:
    fetched = offline(tmp_path / "LICENSE")
    assert fetched.state is fetched.snapshots[0].state is State.MISSING
    assert fetched.detail == f"{tmp_path}/LICENSE does not exist."


def test_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "LICENSE"
    with path.open("wb") as opened:
        opened.truncate(LARGEST)
    assert offline(path).state is State.OK
    with path.open("r+b") as opened:
        opened.truncate(50 << 20)
    fetched = offline(path)
    assert (fetched.state, fetched.snapshots[0].body) == (State.UNREACHABLE, None)
    assert fetched.detail == f"{path} cannot be read: it is larger than 20 MiB."


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "LICENSE")
    fetched = offline(tmp_path)
    assert fetched.state is State.UNREACHABLE
    assert fetched.detail.endswith("it is no regular file.")


def test_name_that_no_file_can_have() -> None:
    fetched = offline("./" + "x" * 2000)
    assert fetched.state is State.UNREACHABLE
    assert fetched.detail.endswith("cannot be read: File name too long.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "LICENSE"
    path.write_bytes(b"licence")
    path.chmod(0)
    assert offline(path).state is State.UNREACHABLE
    assert "Permission denied" in offline(path).detail


def test_folder(tmp_path: Path) -> None:
    for name in (
        "README.md",
        "LICENSE",
        "USE_POLICY.md",
        "code.py",
        "sub/NOTICE",
        "sub/deep/LICENSE",
        ".git/LICENSE",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    fetched = offline(tmp_path)
    assert [one.name for one in fetched.snapshots] == ["README.md", "LICENSE", "sub/NOTICE", "USE_POLICY.md"]
    assert (fetched.state, fetched.detail) == (State.OK, "")
    assert all(one.body == one.name.encode() for one in fetched.snapshots)


def test_folder_without_terms(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_bytes(b"")
    fetched = offline(tmp_path)
    assert (fetched.state, fetched.snapshots) == (State.MISSING, ())
    assert fetched.detail == f"{tmp_path} holds no licence, card or policy."


def test_folder_with_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.sources.files._ENTRIES", 4)
    for number in range(9):
        (tmp_path / f"LICENSE-{number}").write_bytes(b"")
    assert len(offline(tmp_path).snapshots) == 3


def test_folder_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanished(_: Path) -> Iterator[str]:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("monitor.sources.files._listed", vanished)
    fetched = offline(tmp_path)
    assert fetched.state is State.UNREACHABLE
    assert fetched.detail == f"{tmp_path} cannot be read: No such file or directory."


def test_links_do_not_lead_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password", encoding="utf-8")
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "LICENSE").symlink_to(tmp_path / "secret")
    (folder / "NOTICE").symlink_to("text")
    (folder / "text").write_text("notice", encoding="utf-8")
    (tmp_path / "COPYING").write_text("of something else", encoding="utf-8")
    (folder / "sub").symlink_to(tmp_path)
    fetched = offline(folder)
    assert {one.name: (one.state, one.body) for one in fetched.snapshots} == {
        "LICENSE": (State.UNREACHABLE, None),
        "NOTICE": (State.OK, b"notice"),
    }


def test_folder_of_the_hubs_cache_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "models--org--name" / "snapshots" / "0123"
    folder.mkdir(parents=True)
    (folder.parents[1] / "blobs").mkdir()
    (folder.parents[1] / "blobs" / "abc").write_text("licence", encoding="utf-8")
    (folder / "LICENSE").symlink_to("../../blobs/abc")
    assert offline(folder).snapshots[0].body == b"licence"


# Web pages.


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as scripted:
        yield scripted


def page(server: Scripted, url: str) -> Fetched:
    with Transport(Limits(attempts=1), allow_private=frozenset({server.origin})) as transport:
        sources = open_sources(transport, endpoint="https://hub.example.org", token="t", now=lambda: NOW)
        return sources.fetch(Subject(Place.WEB, url), nothing)


def test_page(server: Scripted) -> None:
    url = server.on("/terms", redirect("/terms/2"))
    kept = {
        "Content_Type": "Text/HTML; charset=UTF-8",
        "ETag": '"a"',
        "Last_Modified": "Mon, 05 Jan 2026 09:00:00 GMT",
    }
    server.on("/terms/2", reply(b"<p>Terms", Set_Cookie="a=b", **kept))
    fetched = page(server, url)
    (snapshot,) = fetched.snapshots
    assert (fetched.state, snapshot.state, snapshot.role, snapshot.name) == (
        State.OK,
        State.OK,
        Role.LICENSE,
        url,
    )
    assert (snapshot.url, snapshot.status, snapshot.body) == (f"{url}/2", 200, b"<p>Terms")
    assert (snapshot.media_type, snapshot.etag) == ("text/html; charset=utf-8", '"a"')
    assert [name for name, _ in snapshot.headers] == ["Content-Type", "ETag", "Last-Modified"]
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        ("404 Not Found", State.MISSING, "does not exist (HTTP 404)"),
        ("410 Gone", State.MISSING, "does not exist (HTTP 410)"),
        ("403 Forbidden", State.UNREACHABLE, "may not be read by us (HTTP 403)"),
        ("500 Oops", State.UNREACHABLE, "answers with HTTP 500"),
        ("204 No Content", State.UNREACHABLE, "answers with HTTP 204"),
    ],
)
def test_page_that_is_not_had(server: Scripted, status: str, state: State, words: str) -> None:
    url = server.on("/terms", reply(status=status))
    fetched = page(server, url)
    (snapshot,) = fetched.snapshots
    assert fetched.state is snapshot.state is state
    assert (snapshot.body, snapshot.status) == (None, int(status[:3]))
    assert fetched.detail == snapshot.detail == f"{url} {words}."


def test_page_behind_a_private_address(server: Scripted) -> None:
    fetched = page(server, "http://169.254.169.254/latest")
    assert fetched.state is State.UNREACHABLE
    assert fetched.detail == "http://169.254.169.254/latest points to the private address 169.254.169.254."


@given(st.lists(st.sampled_from(["a", "b.c", "/", "/", ".", "..", "ü"]), max_size=8).map("".join))
def test_paths_are_spelled_as_pathlib_does(path: str) -> None:
    if not path.startswith("//"):  # which POSIX lets mean what it likes
        assert spelled(path) == str(Path(path))


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    body, why = body_of(tmp_path / "loop", home_of(tmp_path))
    assert body is None
    assert "Symlink loop" in why
    with pytest.raises(RuntimeError, match="Symlink loop"):
        around(tmp_path / "loop" / "LICENSE")


def test_a_folder_holds_what_lies_in_it_and_no_neighbour(tmp_path: Path) -> None:
    for name in ("home/LICENSE", "homes/LICENSE"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(name)
    (tmp_path / "home" / "link").symlink_to("../homes/LICENSE")
    home = home_of(tmp_path / "home")
    assert body_of(tmp_path / "home" / "LICENSE", home) == (b"home/LICENSE", "")
    assert body_of(tmp_path / "home" / "LICENSE", "/")[0] == b"home/LICENSE"
    body, why = body_of(tmp_path / "home" / "link", home)
    assert body is None
    assert "outside of its folder" in why
