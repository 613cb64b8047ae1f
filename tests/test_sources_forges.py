"""GitHub and ModelScope as sources, against loopback servers that behave as the real ones are known to."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from forges import Code, Forge, GitHubServer, Model, ModelScopeServer, answered
from werkzeug.wrappers import Response

from monitor.cli.commands import root
from monitor.errors import UsageError
from monitor.extract import extract
from monitor.records import Place, Role, State, Subject
from monitor.sources import git_blob_id, github_of, modelscope_of, open_sources
from monitor.sources.github import Commit, GitHub
from monitor.store import Store
from monitor.transport import Limits, Transport, origin
from monitor.transport.budget import Window, parse_reset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.records import Fetched, Snapshot
    from monitor.sources import Known

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MIT = {"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": "", "node_id": "x"}
OTHER = {"key": "other", "name": "Other", "spdx_id": "NOASSERTION"}
FILES = {
    "README.md": b"# Tool",
    "LICENSE": b"Do what you like.",
    "LICENSE-MODEL": b"Ask us first.",
    "LICENSES/X.txt": b"Some more.",
    "a/b/LICENSE": b"Too deep.",
    "main.py": b"",
}


class Kept:
    """Answers in memory."""

    def __init__(self) -> None:
        self.slots: dict[str, tuple[str, str, bytes]] = {}

    def answer(self, slot: str, url: str) -> tuple[str, bytes] | None:
        at, etag, body = self.slots.get(slot, ("", "", b""))
        return (etag, body) if at == url else None

    def keep_answer(self, slot: str, url: str, etag: str, body: bytes) -> None:
        self.slots[slot] = (url, etag, body)


def unknown(_: str) -> None:
    return None


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with GitHubServer() as server:
        yield server


@pytest.fixture
def scope() -> Iterator[ModelScopeServer]:
    with ModelScopeServer() as server:
        yield server


def look(
    server: Forge,
    name: str,
    revision: str | None = None,
    *,
    token: str = "",
    known: Known = unknown,
    kept: Kept | None = None,
) -> Fetched:
    """One look at a subject of whichever place the server is."""
    place = Place.GITHUB if isinstance(server, GitHubServer) else Place.MODELSCOPE
    named = (
        ("GITHUB_API_URL", "GITHUB_TOKEN")
        if place is Place.GITHUB
        else ("MODELSCOPE_ENDPOINT", "MODELSCOPE_API_TOKEN")
    )
    limits = Limits(attempts=1, read_timeout=5)
    with (
        pytest.MonkeyPatch.context() as patch,
        Transport(limits, allow_private=frozenset({origin(server.url)})) as transport,
    ):
        patch.setenv(named[0], f"{server.url}/")
        patch.setenv(named[1], token)
        sources = open_sources(transport, token="", now=lambda: NOW, answers=kept)
        return sources.fetch(Subject(place, name, revision), known)


def named(fetched: Fetched, name: str) -> Snapshot:
    (snapshot,) = (one for one in fetched.snapshots if one.name == name)
    return snapshot


# GitHub.


def test_repository_is_read_at_one_commit(github: GitHubServer) -> None:
    code = github.repositories["o/r"] = Code(7, commits=[FILES], license=MIT)
    fetched = look(github, "o/r")
    assert (fetched.state, fetched.repo_id, fetched.moved_to) == (State.OK, "7", None)
    assert fetched.commit == code.sha(0)
    assert [(one.role, one.name) for one in fetched.snapshots] == [
        (Role.METADATA, "metadata"),
        (Role.CARD, "README.md"),
        (Role.LICENSE, "LICENSE"),
        (Role.LICENSE, "LICENSE-MODEL"),
        (Role.LICENSE, "LICENSES/X.txt"),
    ]
    assert all(one.commit == fetched.commit and one.state is State.OK for one in fetched.snapshots)
    licence = named(fetched, "LICENSE")
    assert (licence.body, licence.blob_id) == (b"Do what you like.", git_blob_id(b"Do what you like."))
    declared = extract(named(fetched, "metadata")).declared
    assert declared is not None
    assert declared.licenses == ("MIT",)
    # The licence came with GitHub's word on it; only the others were downloaded.
    assert sum("/git/blobs/" in asked for asked in github.asked) == 3
    again = look(github, "o/r", known={git_blob_id(body): body for body in FILES.values()}.get)
    assert named(again, "metadata").body == named(fetched, "metadata").body
    assert sum("/git/blobs/" in asked for asked in github.asked) == 3


def test_no_assertion_is_no_name(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES], license=OTHER)
    declared = extract(named(look(github, "o/r"), "metadata")).declared
    assert declared is not None
    assert declared.licenses == ("other",)


@pytest.mark.parametrize("revision", ["v0", None, "trunk"])
def test_revision(github: GitHubServer, revision: str | None) -> None:
    code = github.repositories["o/r"] = Code(7, commits=[{"LICENSE": b"old"}, {"LICENSE": b"new"}])
    fetched = look(github, "o/r", revision)
    first = revision == "v0"
    assert (fetched.commit, named(fetched, "LICENSE").body) == (
        code.sha(0 if first else 1),
        b"old" if first else b"new",
    )


def test_commit_id_as_revision(github: GitHubServer) -> None:
    code = github.repositories["o/r"] = Code(7, commits=[{"LICENSE": b"old"}, {"LICENSE": b"new"}])
    assert named(look(github, "o/r", code.sha(0)), "LICENSE").body == b"old"


def test_rename_is_followed_and_told(github: GitHubServer) -> None:
    github.repositories["o/new"] = Code(7, commits=[FILES])
    github.renamed["o/old"] = "o/new"
    fetched = look(github, "o/old", token="secret")
    assert (fetched.state, fetched.moved_to, fetched.repo_id) == (State.OK, "o/new", "7")
    assert all("authorization" in headers for headers in github.headers)


def test_a_second_look_is_conditional_and_free_with_a_token(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES], license=MIT)
    kept = Kept()
    first = look(github, "o/r", token="secret", kept=kept)
    # The count of stars changes the repository's own answer; it is not what we keep.
    left, known = github.remaining, {git_blob_id(body): body for body in FILES.values()}.get
    second = look(github, "o/r", token="secret", kept=kept, known=known)
    assert github.remaining == left - 1
    assert [(one.name, one.body) for one in second.snapshots] == [
        (one.name, one.body) for one in first.snapshots
    ]
    github.repositories["o/r"].commits.append({**FILES, "LICENSE": b"Changed."})
    third = look(github, "o/r", token="secret", kept=kept, known=known)
    assert named(third, "LICENSE").body == b"Changed."
    assert len(kept.slots) == 4


def test_empty_repository_and_one_without_licence(github: GitHubServer) -> None:
    github.repositories["o/empty"] = Code(7)
    github.repositories["o/bare"] = Code(8, commits=[{"main.py": b""}])
    assert [one.name for one in look(github, "o/empty").snapshots] == ["metadata"]
    assert [one.name for one in look(github, "o/bare").snapshots] == ["metadata"]


def test_a_licence_that_only_github_knows_by_its_name(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[{"TERMS": b"Terms."}], license=OTHER)
    assert named(look(github, "o/r"), "TERMS").role is Role.LICENSE


def test_large_licence_is_downloaded(github: GitHubServer) -> None:
    body = b"x" * 1_000_001
    github.repositories["o/r"] = Code(7, commits=[{"LICENSE": body}])
    assert named(look(github, "o/r"), "LICENSE").body == body


def test_a_list_that_was_cut_off_is_said_to_be(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES], truncated=True)
    fetched = look(github, "o/r")
    assert [one.name for one in fetched.snapshots][1:] == [
        "README.md",
        "LICENSE",
        "LICENSE-MODEL",
        "further files",
    ]
    assert named(fetched, "further files").state is State.UNREACHABLE
    assert "cut off" in named(fetched, "further files").detail


def test_too_many_files_are_said_to_be(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[{f"LICENSE-{n:03}": b"x" for n in range(80)}])
    fetched = look(github, "o/r")
    assert len(fetched.snapshots) == 1 + 64 + 1
    assert "too many" in named(fetched, "further files").detail


def test_damage_is_seen(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES])
    github.damaged.add(git_blob_id(FILES["LICENSE-MODEL"]))
    damaged = named(look(github, "o/r"), "LICENSE-MODEL")
    assert (damaged.state, damaged.body) == (State.UNREACHABLE, None)
    assert "damaged" in damaged.detail


@pytest.mark.parametrize(
    ("broken", "status", "state", "told"),
    [
        ("/repos", 500, State.UNREACHABLE, "HTTP 500"),
        ("/repos", 451, State.GONE, "legal reasons"),
        ("/repos", 429, State.UNREACHABLE, "set GITHUB_TOKEN"),
        ("/commits", 500, State.UNREACHABLE, "HTTP 500"),
        ("/license", 500, State.UNREACHABLE, "HTTP 500"),
        ("/trees", 502, State.UNREACHABLE, "HTTP 502"),
    ],
)
def test_trouble_is_a_state(github: GitHubServer, broken: str, status: int, state: State, told: str) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES])
    github.broken[broken] = status
    fetched = look(github, "o/r")
    assert (fetched.state, fetched.snapshots) == (state, ())
    assert told in fetched.detail


def test_a_file_that_cannot_be_had_does_not_hide_the_others(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES])
    github.broken["/blobs"] = 503
    fetched = look(github, "o/r")
    assert named(fetched, "LICENSE").state is State.OK
    assert named(fetched, "LICENSE-MODEL").state is State.UNREACHABLE


def test_missing_private_and_refused(github: GitHubServer) -> None:
    github.repositories["o/secret"] = Code(7, private=True, commits=[FILES])
    hidden = look(github, "o/secret")
    assert (hidden.state, "set GITHUB_TOKEN" in hidden.detail) == (State.MISSING, True)
    assert look(github, "o/secret", token="secret").state is State.OK
    assert look(github, "o/none", token="secret").detail.endswith("(HTTP 404).")
    wrong = look(github, "o/secret", token="wrong")
    assert (wrong.state, "check GITHUB_TOKEN" in wrong.detail) == (State.UNREACHABLE, True)
    unknown_revision = look(github, "o/secret", "no/such", token="secret")
    assert (unknown_revision.state, "no/such" in unknown_revision.detail) == (State.MISSING, True)
    assert look(github, "../x").state is State.MISSING


def test_a_spent_limit_is_not_asked_against(github: GitHubServer) -> None:
    github.repositories["o/r"] = Code(7, commits=[FILES])
    github.remaining = 1
    fetched = look(github, "o/r")
    assert (fetched.state, len(github.asked)) == (State.UNREACHABLE, 1)
    assert "asks us to wait" in fetched.detail


def test_something_that_is_not_github(github: GitHubServer) -> None:
    github.found = lambda *_: Response("<html>")  # type: ignore[method-assign]
    assert "no repository" in look(github, "o/r").detail


def test_commits_of_a_path(github: GitHubServer) -> None:
    code = github.repositories["o/r"] = Code(
        7, commits=[{"LICENSE": b"1"}, {"LICENSE": b"1", "x": b""}, {"LICENSE": b"2"}]
    )
    with Transport(Limits(attempts=1), allow_private=frozenset({origin(github.url)})) as transport:
        source = GitHub(transport=transport, now=lambda: NOW, endpoint=github.url)
        assert source.commits("o/r", "LICENSE") == (
            Commit(code.sha(2), "2026-01-03T09:00:00Z", "Change LICENSE"),
            Commit(code.sha(0), "2026-01-01T09:00:00Z", "Change LICENSE"),
        )
        assert source.commits("o/none", "LICENSE", revision="v0") == ()
        github.server.close()
        assert source.commits("o/r", "LICENSE") == ()
        assert source.fetch(Subject(Place.GITHUB, "o/r"), unknown).state is State.UNREACHABLE


# ModelScope.


def test_model_is_read(scope: ModelScopeServer) -> None:
    scope.models["o/m"] = Model({"Id": 5, "License": "Apache License 2.0", "Downloads": 1}, FILES)
    fetched = look(scope, "o/m")
    assert (fetched.state, fetched.repo_id, fetched.commit, fetched.moved_to) == (State.OK, "5", None, None)
    assert [one.name for one in fetched.snapshots] == [
        "metadata", "README.md", "LICENSE", "LICENSE-MODEL", "LICENSES/X.txt",
    ]  # fmt: skip
    assert "Revision=master" in scope.asked[1]
    assert b"Downloads" not in (named(fetched, "metadata").body or b"")
    assert named(fetched, "LICENSE").blob_id == git_blob_id(FILES["LICENSE"])
    stored = {hashlib.sha256(body).hexdigest(): body for body in FILES.values()}
    asked = len(scope.asked)
    assert look(scope, "o/m", "v1.0", known=stored.get).snapshots[2].body == FILES["LICENSE"]
    assert len(scope.asked) == asked + 2


@pytest.mark.parametrize(
    ("license_", "declared"),
    [
        ("Apache License 2.0", "apache-2.0"),
        ("Apache-2.0", "Apache-2.0"),
        ("MIT License", "mit"),
        ("other", "other"),
    ],
)
def test_both_spellings_of_a_licence(scope: ModelScopeServer, license_: str, declared: str) -> None:
    scope.models["o/m"] = Model({"License": license_}, {})
    found = extract(named(look(scope, "o/m"), "metadata")).declared
    assert found is not None
    assert found.licenses == (declared,)


def test_a_list_that_the_site_cuts_off_is_said_to_be(scope: ModelScopeServer) -> None:
    files = {f"a/{n:04}": b"" for n in range(3100)} | {"LICENSE": b"Hidden.", "README.md": b"# M"}
    scope.models["o/m"] = Model({}, dict(files))
    fetched = look(scope, "o/m")
    assert named(fetched, "LICENSE").body == b"Hidden."
    further = named(fetched, "further files")
    assert (further.state, "3,000" in further.detail) == (State.UNREACHABLE, True)


def card(link: str) -> bytes:
    return f"---\nlicense: other\nlicense_link: {json.dumps(link)}\n---\n# M\n".encode()


def test_what_the_card_names_as_the_licence(scope: ModelScopeServer) -> None:
    scope.models["o/own"] = Model({}, {"README.md": card("./LICENSE"), "LICENSE": b"x"})
    scope.models["o/none"] = Model({}, {"README.md": card("TERMS.pdf")})
    scope.broken["/terms"] = Response("The terms.", content_type="text/plain")
    scope.models["o/page"] = Model({}, {"README.md": card(f"{scope.url}/terms")})
    assert [one.name for one in look(scope, "o/own").snapshots] == ["metadata", "README.md", "LICENSE"]
    assert named(look(scope, "o/none"), "TERMS.pdf").state is State.MISSING
    page = named(look(scope, "o/page", token="secret"), f"{scope.url}/terms")
    assert (page.role, page.body) == (Role.LINKED, b"The terms.")
    assert "authorization" not in scope.headers[-1]
    assert named(look(scope, "o/none"), "TERMS.pdf").role is Role.LINKED
    scope.models["o/odd"] = Model({}, {"README.md": card("http://[")})
    assert look(scope, "o/odd").snapshots[-1].state is State.MISSING


def test_damaged_and_unhashed_files(scope: ModelScopeServer) -> None:
    scope.models["o/m"] = Model({}, {"LICENSE": b"x"})
    scope.damaged.add("LICENSE")
    assert "damaged" in named(look(scope, "o/m"), "LICENSE").detail
    scope.models["o/m"].hashes = False
    assert named(look(scope, "o/m"), "LICENSE").body == b"x!"
    scope.broken["/api/v1/models/o/m/repo"] = Response(status=500)
    assert named(look(scope, "o/m"), "LICENSE").state is State.UNREACHABLE


def test_missing_private_refused_and_broken_models(scope: ModelScopeServer) -> None:
    scope.models["o/secret"] = Model({}, {}, private=True)
    assert "MODELSCOPE_API_TOKEN" in look(scope, "o/secret").detail
    assert look(scope, "o/secret", token="secret").state is State.OK
    assert scope.headers[-1]["cookie"] == "m_session_id=secret"
    wrong = look(scope, "o/secret", token="wrong")
    assert (wrong.state, "check MODELSCOPE_API_TOKEN" in wrong.detail) == (State.UNREACHABLE, True)
    assert look(scope, "o/none").state is State.MISSING
    assert look(scope, "o/secret", "nope", token="secret").state is State.MISSING
    assert look(scope, "../..").state is State.MISSING
    for answer, told in [
        (answered({"Code": 10010, "Data": None}), "code 10010"),
        (Response("<html>", 200), "HTTP 200"),
        (Response(status=500), "HTTP 500"),
    ]:
        scope.broken["/api/v1/models/o/m"] = answer
        fetched = look(scope, "o/m")
        assert (fetched.state, told in fetched.detail) == (State.UNREACHABLE, True)


def test_a_model_that_goes_by_another_name(scope: ModelScopeServer) -> None:
    scope.models["o/old"] = Model({"Path": "o", "Name": "new", "Id": 5}, {})
    assert look(scope, "o/old").moved_to == "o/new"
    scope.models["o/odd"] = Model({"Path": None, "Name": "../x"}, {})
    assert look(scope, "o/odd").moved_to is None


def test_server_that_is_not_there(scope: ModelScopeServer) -> None:
    scope.server.close()
    assert look(scope, "o/m").state is State.UNREACHABLE


# The environment.


def test_environment() -> None:
    assert github_of({}) == ("https://api.github.com", None)
    assert github_of({"GITHUB_API_URL": "https://ghe.example/api/v3/ ", "GITHUB_TOKEN": " t "}) == (
        "https://ghe.example/api/v3",
        "t",
    )
    assert modelscope_of({"MODELSCOPE_API_TOKEN": "t"}) == ("https://modelscope.cn", "t")
    with pytest.raises(UsageError, match="MODELSCOPE_API_TOKEN"):
        modelscope_of({"MODELSCOPE_API_TOKEN": "a b"})


# What is kept from one pass to the next.


def test_the_store_keeps_answers_and_finds_bytes_by_their_hash(
    tmp_path: Path, scope: ModelScopeServer
) -> None:
    scope.models["o/m"] = Model({}, {"LICENSE": b"x"})
    with Store.open(tmp_path / "a.db") as store:
        assert store.answer("slot", "url") is None
        store.keep_answer("slot", "url", '"1"', b"one")
        store.keep_answer("slot", "url", '"2"', b"two")
        assert store.answer("slot", "url") == ('"2"', b"two")
        assert store.answer("slot", "other") is None
        look(scope, "o/m", known=store.known)
        store.receive(store.start_run(NOW), look(scope, "o/m", known=store.known))
        asked = len(scope.asked)
        assert named(look(scope, "o/m", known=store.known), "LICENSE").body == b"x"
        assert len(scope.asked) == asked + 2
        assert store.known("0" * 64) is None


def test_github_s_headers_of_a_spent_limit() -> None:
    assert parse_reset("0", "1700000000") == Window(0, 1_700_000_000.0)
    assert parse_reset("1", "1700000000") is None
    assert parse_reset("0", "soon") is None
    assert parse_reset("", "") is None


# As commands call them.


def test_check_and_watch_a_repository(
    github: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = github.repositories["o/r"] = Code(7, commits=[{"LICENSE": b"You may use it, commercially too."}])
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    checked = run.invoke(root, ["check", "github:o/r", "--format", "json"])
    assert '"github:o/r"' in checked.output
    assert run.invoke(root, ["add", "github:o/r"]).exit_code == 0
    watched = run.invoke(root, ["watch", "--once"])
    assert watched.exit_code == 0, watched.output
    left = github.remaining
    assert run.invoke(root, ["watch", "--once"]).exit_code == 0
    # Only the count of stars is another one; all else that was asked again was free.
    assert github.remaining == left - 1
    code.commits.append({"LICENSE": b"You may use it, but not commercially."})
    assert run.invoke(root, ["watch", "--once"]).exit_code == 0
    assert "tighter" in run.invoke(root, ["history", "github:o/r"]).output
