"""The loopback hub by itself: what it holds, what it answers, and the faults it commits on request."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests
from flask import Request
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from monitor.demo.faults import cut
from monitor.demo.git import File, blob_id, tree_ids
from monitor.demo.hub import Hub, Seen
from monitor.demo.listing import list_models
from monitor.demo.repository import Content, Repo
from monitor.demo.shelf import ANYBODY, Shelf
from monitor.demo.wire import weak_etag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CARD = """---
license: mit
language: [en, de]
base_model: lab/base
released: 2026-01-02
---
# Tiny arxiv.org/abs/2601.00001
"""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as made:
        made.add("acme/tiny", {"README.md": CARD, "LICENSE": "First.\n"}, likes=3)
        yield made


def get(hub: Hub, path: str, **options: Any) -> requests.Response:  # noqa: ANN401 - passed on to requests
    return requests.get(hub.url + path, allow_redirects=options.pop("follow", False), timeout=10, **options)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


# Git ids


TREE = {"README.md": "# A\n", "a.txt": "1\n", "a/x": "2\n", "a/y": "3\n", "a0/b/c": "4\n"}


def test_ids_are_those_of_git(tmp_path: Path) -> None:
    repo = Repo(name="acme/tiny")
    first = repo.commit(TREE, title="First")
    second = repo.commit({"a/x": None, "README.md": "é\n"}, title="Second", message="Why.")

    def git(*arguments: str, **more: str) -> str:
        settings = {
            "HOME": str(tmp_path),
            "GIT_DIR": str(tmp_path / "git"),
            "GIT_WORK_TREE": str(tmp_path / "work"),
        }
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=settings | more, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    (tmp_path / "work").mkdir()
    git("init", "-q")
    parent: list[str] = []
    for commit in (first, second):
        git("rm", "-rq", "--cached", "--ignore-unmatch", ".")
        for path, file in commit.files.items():
            place = tmp_path / "work" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.data)
            git("add", "-f", str(place))
        assert git("write-tree") == commit.folders[""]
        who = {
            "NAME": "acme",
            "EMAIL": "acme@example.invalid",
            "DATE": f"{int(commit.date.timestamp())} +0000",
        }
        roles = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        message = [part for text in (commit.title, commit.message) if text for part in ("-m", text)]
        assert git("commit-tree", *message, *parent, commit.folders[""], **roles) == commit.sha
        parent = ["-p", commit.sha]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-c]{1,2}(/[a-c]{1,2}){0,2}", fullmatch=True), st.binary(max_size=3)))
def test_any_files_have_ids_for_every_folder(files: dict[str, bytes]) -> None:
    """Every parent of a path has an id, and the root's depends on every byte."""
    whole = {path: File.of(path, data) for path, data in files.items()}
    ids = tree_ids(whole)
    for path in whole:
        parents = path.split("/")[:-1]
        assert all("/".join(parents[:depth]) in ids for depth in range(len(parents) + 1))
    for path, file in whole.items():
        assert tree_ids(whole | {path: File(file.data + b"!")})[""] != ids[""]


def test_large_and_binary_files_are_lfs_with_a_pointer() -> None:
    file = File.of("a/model.safetensors", b"123")
    assert file.lfs
    assert file.stored.startswith(b"version https://git-lfs.github.com/spec/v1\noid sha256:a665a459")
    assert file.oid == blob_id(file.stored)
    assert File.of("notes.txt", bytes(10 * 1024 * 1024 + 1)).lfs
    assert not File.of("notes.txt", b"123").lfs


# Repositories


def test_a_repository_publishes_held_commits_one_at_a_time() -> None:
    repo = Repo(name="acme/tiny", created=datetime(2026, 1, 1, tzinfo=UTC))
    first = repo.commit({"a": "1", "b": "1"})
    second = repo.commit({"a": "2", "b": None}, hold=True)
    third = repo.commit({"c": "3"}, hold=True)
    assert (repo.head, repo.waiting) == (first, 2)
    assert repo.at(second.sha) is None
    assert repo.advance() is second is repo.head
    assert repo.at("main") is repo.at("refs/heads/main") is repo.at(second.sha) is second
    assert repo.advance() is third
    assert repo.advance() is None
    assert [commit.sha for commit in repo.history(second)] == [second.sha, first.sha]
    assert (third.touched["a"], third.touched["c"], list(third.files)) == (1, 2, ["a", "c"])
    assert repo.repo_id.startswith(f"{int(repo.created.timestamp()):08x}")
    assert len(repo.repo_id) == 24


def test_a_repository_refuses_what_git_would() -> None:
    repo = Repo(name="acme/tiny")
    repo.commit({"a": "1"})
    with pytest.raises(ValueError, match="b is to be deleted but is not in the repository"):
        repo.commit({"b": None})
    repo.commit({"a": "2"}, hold=True)
    with pytest.raises(ValueError, match="acme/tiny: publish the held commits"):
        repo.commit({"a": "3"})


def test_the_hub_advances_every_repository_at_once(hub: Hub) -> None:
    hub.repo("acme/tiny").commit({"LICENSE": "Second.\n"}, hold=True)
    before = get(hub, "/api/models/acme/tiny").json()["sha"]
    assert hub.advance_all() == 1
    assert hub.advance_all() == 0
    assert hub.advance("acme/tiny") is None
    assert get(hub, "/api/models/acme/tiny").json()["sha"] not in {before, ""}


# Metadata


def test_metadata_is_computed_from_the_card(hub: Hub) -> None:
    told = get(hub, "/api/models/acme/tiny?expand=tags&expand[]=cardData&expand=likes").json()
    assert list(told) == ["_id", "id", "cardData", "tags", "likes"]
    assert told["cardData"]["released"] == "2026-01-02T00:00:00.000Z"
    assert told["tags"] == [
        "en",
        "de",
        "arxiv:2601.00001",
        "base_model:lab/base",
        "base_model:finetune:lab/base",
        "license:mit",
        "region:us",
    ]


@pytest.mark.parametrize(
    ("files", "relation"),
    [
        ({"m.gguf": b"0"}, "quantized"),
        ({"adapter_config.json": "{}"}, "adapter"),
        ({"README.md": "---\nbase_model: [lab/base, lab/other]\n---\n"}, "merge"),
        ({"README.md": "---\nbase_model: lab/base\nbase_model_relation: adapter\n---\n"}, "adapter"),
    ],
)
def test_base_models_carry_ids_and_a_relation(hub: Hub, files: dict[str, Content], relation: str) -> None:
    base = hub.add("lab/base")
    hub.add("acme/derived", {"README.md": CARD, **files})
    told = get(hub, "/api/models/acme/derived?expand=baseModels").json()["baseModels"]
    assert told == {"relation": relation, "models": [{"_id": base.repo_id, "id": "lab/base"}]}
    children = get(hub, "/api/models/lab/base?expand=childrenModelCount").json()["childrenModelCount"]
    assert children[relation] == (2 if relation == "finetune" else 1)
    assert sum(children.values()) == 2


def test_card_data_is_json_whatever_the_card_holds(hub: Hub) -> None:
    """Dates, infinities and tables of YAML have a form in JSON; what is not a table has none."""
    card = "---\nwhen: 2026-01-02T03:04:05+02:00\nscore: .inf\nnested: {a: [1, {2: x}]}\nlanguage: 3\n---\n"
    hub.add("acme/odd", {"README.md": card})
    told = get(hub, "/api/models/acme/odd?expand=cardData&expand=tags").json()
    assert told["cardData"] == {
        "when": "2026-01-02T01:04:05.000Z",
        "score": None,
        "nested": {"a": [1, {"2": "x"}]},
        "language": 3,
    }
    assert told["tags"] == ["region:us"]
    assert "baseModels" not in get(hub, "/api/models/acme/tiny?expand=baseModels").json()  # it is not here
    hub.add("acme/broken", {"README.md": "---\na: b: c\n---\n"})
    assert "cardData" not in get(hub, "/api/models/acme/broken?expand=cardData").json()


def test_metadata_without_a_card_leaves_out_what_does_not_apply(hub: Hub) -> None:
    hub.add("acme/bare", facts={"pipeline_tag": "text-generation"})
    told = get(hub, "/api/models/acme/bare").json()
    assert told["pipeline_tag"] == "text-generation"
    assert told["model-index"] is None
    assert "cardData" not in told
    assert told["tags"] == ["region:us"]


def test_blobs_and_masks_on_siblings(hub: Hub) -> None:
    hub.add("lab/gated", {"m.bin": b"123", "a.txt": "1"}, gated="auto")
    hub.set_token("hf_guest", grants=["lab/gated"])
    path = "/api/models/lab/gated?blobs=true"
    masked = get(hub, path).json()["siblings"]
    clear = get(hub, path, headers=bearer("hf_guest")).json()["siblings"]
    assert masked[1]["lfs"]["sha256"] == "*" * 64
    assert clear[1]["lfs"]["sha256"] == File.of("m.bin", b"123").sha256
    assert masked[0] == clear[0] == {"rfilename": "a.txt", "size": 1, "blobId": blob_id(b"1")}


# The list


def test_the_list_filters_sorts_and_pages(hub: Hub) -> None:
    for number in range(5):
        hub.add(f"many/m{number}", {"README.md": CARD}, likes=number % 2, gated=number == 4 and "auto")
    hub.add("lab/secret", private=True)
    hub.set_token("hf_guest", grants=["lab/secret"])

    def names(query: str, **options: Any) -> list[str]:  # noqa: ANN401 - passed on to requests
        return [each["id"] for each in get(hub, f"/api/models?{query}", **options).json()]

    assert len(names("")) == 6
    assert "lab/secret" in names("", headers=bearer("hf_guest"))
    assert len(names("author=many&filter=license:mit")) == 5
    assert names("filter=gguf") == []
    assert names("search=TINY") == ["acme/tiny"]
    assert names("gated=true") == ["many/m4"]
    assert len(names("gated=false")) == 5
    assert names("pipeline_tag=text-generation") == []
    assert names("sort=likes&direction=1")[-1] == "acme/tiny"
    page = get(hub, "/api/models?sort=lastModified&direction=-1&limit=4&expand[]=sha")
    link = page.headers["link"]
    assert link.startswith(f"<{hub.url}/api/models?")
    assert link.endswith('>; rel="next"')
    hub.add("new/one", created=datetime(2026, 2, 1, tzinfo=UTC))  # a newcomer does not shift the page behind
    rest = requests.get(link[1:].partition(">")[0], timeout=10)
    seen = [each["id"] for each in page.json() + rest.json()]
    assert len(seen) == len(set(seen)) == 6
    assert "link" not in rest.headers


@settings(max_examples=40, deadline=None)
@given(
    likes=st.lists(st.integers(0, 2), min_size=1, max_size=6),
    limit=st.integers(1, 4),
    sort=st.sampled_from(["createdAt", "lastModified", "likes", "trendingScore"]),
    direction=st.sampled_from(["1", "-1"]),
)
def test_pages_hold_every_model_once_and_in_order(
    likes: list[int], limit: int, sort: str, direction: str
) -> None:
    """However the pages are cut, together they are the whole list."""
    shelf = Shelf()
    for number, liked in enumerate(likes):
        repo = Repo(name=f"acme/m{number}", likes=liked)
        repo.commit({"a": "b"})
        shelf.repos[repo.name] = repo
    seen: list[str] = []
    address: str | None = f"http://hub.invalid/api/models?limit={limit}&sort={sort}&direction={direction}"
    while address is not None:
        answer = list_models(shelf, ANYBODY, Request(EnvironBuilder(address).get_environ()))
        seen += [each["id"] for each in json.loads(answer.get_data())]
        link = answer.headers.get("link")
        address = link[1:].partition(">")[0] if link else None
    assert sorted(seen) == sorted(shelf.repos)
    if sort == "likes":
        ordered = [shelf.repos[name].likes for name in seen]
        assert ordered == sorted(ordered, reverse=direction == "-1")


def test_items_of_the_list_have_the_recorded_keys(hub: Hub) -> None:
    assert list(get(hub, "/api/models").json()[0]) == [
        *["_id", "id", "likes", "trendingScore", "private", "downloads", "tags", "createdAt", "modelId"]
    ]
    full = get(hub, "/api/models?full=true&cardData=true&config=true").json()[0]
    assert {"sha", "lastModified", "gated", "siblings", "cardData", "config"} <= full.keys()


@pytest.mark.parametrize(
    "query",
    [
        "expand=nonsense",
        "expand[]=cardData.license",
        "expand=_id",
        "expand=sha&full=true",
        "sort=nonsense",
        "limit=many",
        "cursor=%00",
        "cursor=e30=",
        "sort=likes&cursor=eyJsaWtlcyI6W10sIl9pZCI6MX0=",
    ],
)
def test_what_the_list_does_not_understand_is_a_400(hub: Hub, query: str) -> None:
    answer = get(hub, f"/api/models?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("✖ ")


# Trees, paths, commits


def test_trees_page_with_cursors_of_their_own(hub: Hub) -> None:
    repo = hub.add("acme/pages", {f"d/{number}.txt": "1" for number in range(5)} | {"top": "1"})
    first = get(hub, "/api/models/acme/pages/tree/main?recursive=true&limit=4")
    assert [each["type"] for each in first.json()] == ["directory", *["file"] * 3]
    second = requests.get(first.headers["link"][1:].partition(">")[0], timeout=10)
    assert len(second.json()) == 3
    assert "link" not in second.headers
    assert first.json()[0]["oid"] == repo.head.folders["d"]
    assert len(get(hub, "/api/models/acme/pages/tree/main/d").json()) == 5
    assert len(get(hub, "/api/models/acme/pages/tree/main").json()) == 2
    for path in ("tree/main/none", "tree/main/top"):
        assert get(hub, f"/api/models/acme/pages/{path}").headers["x-error-code"] == "EntryNotFound"
    for cursor in ("%00", "e30=", "OjE="):
        assert get(hub, f"/api/models/acme/pages/tree/main?cursor={cursor}").status_code == 400


def test_trees_date_every_entry_by_the_commit_that_touched_it(hub: Hub) -> None:
    repo = hub.repo("acme/tiny")
    repo.commit({"docs/a": "1"}, title="Docs")
    rows = {each["path"]: each for each in get(hub, "/api/models/acme/tiny/tree/main?expand=true").json()}
    assert rows["LICENSE"]["lastCommit"]["title"] == "initial commit"
    assert rows["docs"]["lastCommit"] == {
        "id": repo.head.sha,
        "title": "Docs",
        "date": "2026-01-05T10:00:00.000Z",
    }
    assert rows["LICENSE"]["securityFileStatus"]["status"] == "safe"
    assert "securityFileStatus" not in rows["docs"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": [("paths", "LICENSE"), ("paths", "none"), ("expand", "true")]},
        {"json": {"paths": ["LICENSE", "none"], "expand": True}},
        {"json": {"paths": "LICENSE", "expand": True}},
    ],
)
def test_paths_info_takes_forms_and_json_and_omits_what_is_missing(hub: Hub, sent: dict[str, Any]) -> None:
    answer = requests.post(f"{hub.url}/api/models/acme/tiny/paths-info/main", timeout=10, **sent)
    (row,) = answer.json()
    assert (row["path"], row["oid"]) == ("LICENSE", blob_id(b"First.\n"))
    assert row["lastCommit"]["title"] == "initial commit"


@pytest.mark.parametrize("sent", ["[]", "{}", '{"paths": [1]}', "{"])
def test_paths_info_refuses_json_without_paths(hub: Hub, sent: str) -> None:
    url = f"{hub.url}/api/models/acme/tiny/paths-info/main"
    answer = requests.post(url, data=sent, headers={"Content-Type": "application/json"}, timeout=10)
    assert answer.status_code == 400


def test_commits_page_by_number(hub: Hub) -> None:
    repo = hub.repo("acme/tiny")
    for number in range(4):
        repo.commit({"n": str(number)}, title=f"T{number}", message="" if number else "Body")
    first = get(hub, "/api/models/acme/tiny/commits/main?limit=2&expand[]=formatted")
    assert first.headers["x-total-count"] == "5"
    assert first.headers["link"] == (
        f'<{hub.url}/api/models/acme/tiny/commits/main?p=1&limit=2&expand%5B%5D=formatted>; rel="next"'
    )
    last = get(hub, "/api/models/acme/tiny/commits/main?limit=2&p=2")
    assert [each["title"] for each in last.json()] == ["initial commit"]
    assert "link" not in last.headers
    assert first.json()[0]["formatted"] == {"title": "T3", "message": ""}
    assert get(hub, f"/api/models/acme/tiny/commits/{repo.commits[1].sha}").headers["x-total-count"] == "2"


def test_refs_name_branches_and_tags(hub: Hub) -> None:
    repo = hub.repo("acme/tiny")
    repo.tag("v1")
    told = get(hub, "/api/models/acme/tiny/refs?include_prs=1").json()
    assert told["branches"] == [{"name": "main", "ref": "refs/heads/main", "targetCommit": repo.head.sha}]
    assert told["tags"] == [{"name": "v1", "ref": "refs/tags/v1", "targetCommit": repo.head.sha}]
    assert told["pullRequests"] == []
    assert "pullRequests" not in get(hub, "/api/models/acme/tiny/refs").json()
    assert (
        get(hub, "/api/models/acme/tiny/revision/refs%2Ftags%2Fv1?expand=sha").json()["sha"] == repo.head.sha
    )


# Files


def test_a_small_open_file_is_reached_through_the_cache_with_its_blob_id(hub: Hub) -> None:
    first = get(hub, "/acme/tiny/resolve/main/LICENSE")
    assert first.status_code == 307
    assert first.headers["x-repo-commit"] == hub.repo("acme/tiny").head.sha
    assert first.headers["location"].startswith("/api/resolve-cache/models/acme/tiny/")
    second = get(hub, first.headers["location"])
    etag = '"' + blob_id(b"First.\n") + '"'
    assert (second.status_code, second.text, second.headers["etag"]) == (200, "First.\n", etag)
    assert get(hub, first.headers["location"], headers={"If-None-Match": etag}).status_code == 304
    part = get(hub, first.headers["location"], headers={"Range": "bytes=1-3"})
    assert (part.status_code, part.text) == (206, "irs")


def test_the_cache_wants_a_commit_and_an_open_repository(hub: Hub) -> None:
    hub.add("lab/gated", {"LICENSE": "1"}, gated="auto")
    hub.repo("acme/tiny").commit({"m.bin": b"1"})
    sha = hub.repo("acme/tiny").head.sha
    assert get(hub, "/api/resolve-cache/models/acme/tiny/main/LICENSE").status_code == 400
    assert (
        get(hub, f"/api/resolve-cache/models/acme/tiny/{sha}/none").headers["x-error-code"] == "EntryNotFound"
    )
    assert get(hub, f"/api/resolve-cache/models/acme/tiny/{sha}/m.bin").status_code == 404
    gated = hub.repo("lab/gated").head.sha
    assert get(hub, f"/api/resolve-cache/models/lab/gated/{gated}/LICENSE").status_code == 404


def test_an_lfs_file_is_reached_through_a_signed_address_of_another_host(hub: Hub) -> None:
    hub.add("acme/large", {"LICENSE.pdf": b"%PDF-1.7"})
    first = get(hub, "/acme/large/resolve/main/LICENSE.pdf")
    file = File.of("LICENSE.pdf", b"%PDF-1.7")
    assert first.status_code == 302
    assert first.headers["x-linked-etag"] == f'"{file.sha256}"'
    assert first.headers["x-linked-size"] == "8"
    assert first.headers["location"].startswith(f"http://localhost:{hub.port}/xet-bridge-us/")
    second = requests.get(first.headers["location"].replace("localhost", "127.0.0.1"), timeout=10)
    assert second.content == b"%PDF-1.7"
    assert "ratelimit" not in second.headers
    assert requests.get(second.url.partition("?")[0], timeout=10).status_code == 403
    assert get(hub, "/acme/large/raw/main/LICENSE.pdf").content == file.stored


def test_raw_and_blob_addresses(hub: Hub) -> None:
    hub.repo("acme/tiny").commit({"odd <name>.md": "a <b>\n"})
    raw = get(hub, "/acme/tiny/raw/main/odd%20%3Cname%3E.md")
    assert raw.text == "a <b>\n"
    assert raw.headers["content-disposition"].startswith("inline; filename*=UTF-8''odd%20%3Cname%3E.md")
    page = get(hub, "/acme/tiny/blob/main/odd%20%3Cname%3E.md")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "a &lt;b&gt;" in page.text
    assert "<b>" not in page.text
    assert get(hub, "/acme/tiny/blob/main/none").status_code == 404
    assert get(hub, "/acme/tiny/raw/none/LICENSE").text == "Revision not found"
    assert "acme/tiny" in get(hub, "/acme/tiny").text
    assert "LICENSE" in get(hub, "/acme/tiny/tree/main").text


@pytest.mark.parametrize(
    ("path", "anonymous", "token"),
    [
        ("/lab/gated/resolve/main/LICENSE", 200, 200),
        ("/lab/gated/resolve/main/README.md", 404, 404),
        ("/lab/gated/resolve/main/USE_POLICY.md", 401, 403),
        ("/lab/gated/raw/main/LICENSE", 401, 403),
        ("/lab/gated/blob/main/LICENSE", 401, 403),
        ("/lab/gated/resolve/none/USE_POLICY.md", 401, 403),
        ("/lab/gated/resolve/none/LICENSE", 404, 404),
        ("/api/models/lab/gated/commits/main", 401, 403),
        ("/api/models/lab/gated/tree/main", 200, 200),
        ("/api/models/lab/gated", 200, 200),
        ("/lab/private/resolve/main/LICENSE", 401, 404),
        ("/api/models/lab/private", 401, 404),
        ("/api/models/nobody/nothing", 401, 404),
    ],
)
def test_gates_and_walls(hub: Hub, path: str, anonymous: int, token: int) -> None:
    hub.add("lab/gated", {"LICENSE": "1", "USE_POLICY.md": "2"}, gated="manual")
    hub.add("lab/private", {"LICENSE": "1"}, private=True)
    hub.set_token("hf_reader")
    hub.set_token("hf_waiting", pending=["lab/gated"])
    hub.set_token("hf_guest", grants=["lab/gated", "lab/private"])
    assert get(hub, path).status_code == anonymous
    answer = get(hub, path, headers=bearer("hf_reader"))
    assert answer.status_code == token
    assert get(hub, path, headers=bearer("hf_wrong")).status_code == 401
    opened = 404 if "nobody" in path or "none" in path or "README" in path else 200
    assert get(hub, path, headers=bearer("hf_guest")).status_code == opened
    if answer.headers.get("x-error-code") == "GatedRepo":
        waiting = get(hub, path, headers=bearer("hf_waiting"))
        assert "awaiting a review" in waiting.headers["x-error-message"]


def test_a_missing_file_names_the_commit_only_where_the_repository_is_open(hub: Hub) -> None:
    hub.add("lab/gated", gated="auto")
    assert "x-repo-commit" not in get(hub, "/lab/gated/resolve/main/LICENSE").headers
    head = hub.repo("acme/tiny").head.sha
    assert get(hub, "/acme/tiny/resolve/main/none").headers["x-repo-commit"] == head


def test_a_disabled_repository_tells_of_itself_but_gives_no_files(hub: Hub) -> None:
    hub.add("acme/taken-down", {"LICENSE": "1"}, disabled=True)
    assert get(hub, "/api/models/acme/taken-down").json()["disabled"] is True
    answer = get(hub, "/acme/taken-down/resolve/main/LICENSE")
    assert (answer.status_code, answer.text) == (403, "Access to this resource is disabled.")


def test_old_names_and_other_cases_redirect_with_the_query(hub: Hub) -> None:
    hub.rename("acme/tiny", "acme/small")
    for path in (
        "/api/models/{}?expand=sha",
        "/api/models/{}/tree/main?expand=true",
        "/{}/resolve/main/LICENSE",
    ):
        for old in ("acme/tiny", "ACME/Tiny", "Acme/small", "%61cme/t%69ny"):
            answer = get(hub, path.format(old))
            assert (answer.status_code, answer.headers["location"]) == (307, path.format("acme/small"))
    other = hub.add("other/thing")
    hub.redirect("acme/small-1", "other/thing")
    assert get(hub, "/api/models/acme/small-1", follow=True).json()["_id"] == other.repo_id
    hub.redirect("small", "acme/small")
    assert get(hub, "/api/models/small/refs").headers["location"] == "/api/models/acme/small/refs"
    hub.remove("acme/small")
    assert get(hub, "/api/models/acme/small").status_code == 401


@pytest.mark.parametrize("path", ["/api/none", "/api/models/acme/tiny/none", "/acme/tiny/none/x"])
def test_unknown_addresses_are_404(hub: Hub, path: str) -> None:
    assert get(hub, path).status_code == 404


def test_whoami_and_the_front_page(hub: Hub) -> None:
    assert get(hub, "/api/models/acme/tiny/auth-check").text == "OK"
    hub.set_token("hf_x", user="ann")
    assert get(hub, "/api/whoami-v2", headers=bearer("hf_x")).json()["name"] == "ann"
    assert get(hub, "/api/whoami-v2").status_code == 401
    assert get(hub, "/").headers["x-frame-options"] == "DENY"


def test_api_answers_have_expresss_etag_and_304(hub: Hub) -> None:
    first = get(hub, "/api/models/acme/tiny?expand=sha")
    assert first.headers["etag"] == weak_etag(first.content)
    second = get(hub, "/api/models/acme/tiny?expand=sha", headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ratelimit"] == '"api";r=498;t=300'


# Rate limits


def test_rate_limits_count_per_bucket_and_caller_and_end_with_429() -> None:
    now = [100.0]
    with Hub(clock=lambda: now[0], quota={"api": 3}, window=60) as hub:
        hub.add("acme/tiny", {"LICENSE": "1"})
        hub.set_token("hf_x")
        path = "/api/models/acme/tiny"
        assert get(hub, path).headers["ratelimit"] == '"api";r=2;t=60'
        now[0] += 10.5
        assert get(hub, "/api/models/none/none").headers["ratelimit"] == '"api";r=1;t=50'
        assert get(hub, path, headers=bearer("hf_wrong")).headers["ratelimit"] == '"api";r=0;t=50'
        refused = get(hub, path)
        assert (refused.status_code, refused.headers["ratelimit"]) == (429, '"api";r=0;t=50')
        assert refused.headers["retry-after"] == "50"
        assert refused.headers["ratelimit-policy"] == '"fixed window";"api";q=3;w=60'
        assert get(hub, path, headers=bearer("hf_x")).headers["ratelimit"] == '"api";r=2;t=60'
        assert get(hub, "/acme/tiny/resolve/main/LICENSE").headers["ratelimit"] == '"resolvers";r=2999;t=60'
        assert get(hub, "/acme/tiny").headers["ratelimit"] == '"pages";r=99;t=60'
        now[0] += 49.5
        assert get(hub, path).headers["ratelimit"] == '"api";r=2;t=60'


# Other pages, faults, the log


def test_other_pages_are_served_from_the_same_port(hub: Hub) -> None:
    url = hub.page("/terms.html", "<p>Terms</p>", headers={"X-Test": "1"})
    first = requests.get(url, params={"lang": "en"}, timeout=10)
    assert (first.text, first.headers["content-type"]) == ("<p>Terms</p>", "text/html; charset=utf-8")
    assert first.headers["x-test"] == "1"
    assert "ratelimit" not in first.headers
    assert requests.get(url, headers={"If-None-Match": first.headers["etag"]}, timeout=10).status_code == 304
    hub.page("/gone", "", status=410)
    assert requests.get(f"{hub.url}/gone", timeout=10).status_code == 410
    endless = hub.page("/endless", lambda: iter(lambda: b"x" * 1000, b""), "text/plain")
    with requests.get(endless, stream=True, timeout=10) as answer:
        assert len(answer.raw.read(50_000)) == 50_000
    assert hub.requests[0] == Seen("GET", "/terms.html?lang=en", "web", 200)


def test_requests_are_kept_with_their_headers(hub: Hub) -> None:
    get(hub, "/api/models/acme/tiny", headers=bearer("hf_wrong"))
    requests.head(f"{hub.url}/acme/tiny/resolve/main/LICENSE", timeout=10)
    assert hub.requests == [
        Seen("GET", "/api/models/acme/tiny", "api", 401),
        Seen("HEAD", "/acme/tiny/resolve/main/LICENSE", "resolvers", 307),
    ]
    assert hub.request_headers[0]["Authorization"] == "Bearer hf_wrong"


def test_a_fault_strikes_as_often_as_told_and_no_other_path(hub: Hub) -> None:
    hub.fail("/api/", status=503, times=2, skip=1, headers={"Retry-After": "7"}, body=b"busy")
    statuses = [get(hub, path).status_code for path in ("/api/models", "/acme/tiny", *["/api/models"] * 3)]
    assert statuses == [200, 200, 503, 503, 200]
    hub.fail(status=429)
    assert "ratelimit" not in get(hub, "/api/models").headers


def test_dropped_and_halved_answers(hub: Hub) -> None:
    hub.fail(drop=True)
    with pytest.raises(requests.ConnectionError):
        get(hub, "/api/models")
    assert hub.requests[-1].status == 0
    hub.fail(half=True)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        get(hub, "/api/models")


@pytest.mark.parametrize("length", [-10, 10])
def test_wrong_lengths(hub: Hub, length: int) -> None:
    whole = len(get(hub, "/api/models").content)
    hub.fail(length=length)
    if length > 0:
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get(hub, "/api/models")
    else:
        assert len(get(hub, "/api/models").content) == whole - 10


def test_delays_error_pages_and_changed_headers(hub: Hub) -> None:
    hub.fail(html=True)
    page = get(hub, "/api/models")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    hub.fail(replace={"Content-Type": "text/plain; charset=nonsense", "ETag": ""})
    spoiled = get(hub, "/api/models")
    assert spoiled.headers["content-type"] == "text/plain; charset=nonsense"
    assert "etag" not in spoiled.headers
    hub.fail(delay=0.2)
    start = time.monotonic()
    get(hub, "/api/models")
    assert time.monotonic() - start >= 0.2
    hub.fail(drip=True, delay=0.001)
    assert get(hub, "/acme/tiny/raw/main/LICENSE").text == "First.\n"


def test_closing_ends_every_wait_and_frees_the_port() -> None:
    with Hub() as hub:
        hub.fail(delay=60)
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{hub.url}/api/models", timeout=0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 5
    with Hub(port=hub.port) as again:
        assert get(again, "/api/models").json() == []


def test_cutting_a_connection_that_is_gone_is_no_error() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    ours.close()
    cut(ours)
