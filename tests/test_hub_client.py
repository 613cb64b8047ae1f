"""The official client drives the loopback hub: whatever it reads, it reads as from the real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.demo.git import blob_id
from monitor.demo.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("huggingface_hub", reason="the official client is in the extra `dev`")

TOKEN = "hf_reader"
CARD = "---\nlicense: other\nlicense_name: acme\npipeline_tag: text-generation\n---\n# Tiny\n"


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with Hub() as made:
        tiny = made.add(
            "acme/tiny", {"README.md": CARD, "LICENSE": "First.\n", "model.safetensors": b"0" * 99}
        )
        tiny.commit({"LICENSE": "Second.\n"}, title="Second licence", message="And why.")
        tiny.commit({"docs/NOTICE": "Third.\n"}, title="Add a notice")
        tiny.tag("v1", tiny.commits[0].sha)
        for number in range(7):
            made.add(f"many/model-{number}", {"README.md": CARD}, likes=number % 3)
        made.add("lab/gated", {"LICENSE": "Gated.\n", "USE_POLICY.md": "Be kind.\n"}, gated="manual")
        made.add("lab/private", {"LICENSE": "Private.\n"}, private=True)
        made.add("acme/former", {"LICENSE": "Moved.\n"})
        made.rename("acme/former", "acme/present")
        made.set_token(TOKEN, user="reader")
        made.set_token("hf_guest", user="guest", grants=["lab/gated", "lab/private"])
        yield made


DRIVER = """
import datetime, dataclasses, json, sys
from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import HfHubHTTPError

def plain(value):
    if dataclasses.is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else repr(value)

def call(api, name, *args, **options):
    try:
        answer = getattr(api, name)(*args, **options)
        return plain(list(answer) if hasattr(answer, "__next__") else answer)
    except HfHubHTTPError as error:
        return {"error": type(error).__name__, "status": error.response.status_code}

api = HfApi(endpoint=sys.argv[1])
calls = json.loads(sys.argv[2])
print(json.dumps([call(api, name, *args, **options) for name, args, options in calls]))
"""


def drive(hub: Hub, home: Path, *calls: tuple[str, list[Any], dict[str, Any]]) -> list[Any]:
    """What the client makes of some calls, in a process whose settings are its own."""
    settings = {
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, hub.url, json.dumps(calls)],
        env=settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    assert len(answers) == len(calls)
    return answers


def test_the_official_client_reads_what_is_there(hub: Hub, tmp_path: Path) -> None:
    tiny = hub.repo("acme/tiny")
    paths = ["LICENSE", "NOTICE", "model.safetensors", "docs"]
    seven, sorted_seven, info, old, tree, expanded, found, commits, refs, user = drive(
        hub,
        tmp_path,
        (
            "list_models",
            [],
            {"author": "many", "sort": "created_at", "expand": ["sha", "lastModified", "gated"]},
        ),
        ("list_models", [], {"author": "many", "sort": "likes", "full": True, "cardData": True, "limit": 2}),
        ("model_info", ["acme/tiny"], {"files_metadata": True, "securityStatus": True}),
        ("model_info", ["acme/tiny"], {"revision": "v1", "expand": ["sha", "siblings"]}),
        ("list_repo_tree", ["acme/tiny"], {"recursive": True}),
        ("list_repo_tree", ["acme/tiny"], {"path_in_repo": "docs", "expand": True}),
        ("get_paths_info", ["acme/tiny", paths], {"expand": True}),
        ("list_repo_commits", ["acme/tiny"], {"formatted": True}),
        ("list_repo_refs", ["acme/tiny"], {"include_pull_requests": True}),
        ("whoami", [], {"token": TOKEN}),
    )
    assert sorted(each["id"] for each in seven) == [f"many/model-{number}" for number in range(7)]
    assert {len(each["sha"]) for each in seven} == {40}
    assert [each["likes"] for each in sorted_seven] == [2, 2]
    assert info["sha"] == tiny.head.sha
    assert info["card_data"]["license_name"] == "acme"
    assert "license:other" in info["tags"]
    sizes = {each["rfilename"]: each["size"] for each in info["siblings"]}
    assert sizes == {"LICENSE": 8, "README.md": len(CARD), "docs/NOTICE": 7, "model.safetensors": 99}
    assert old["sha"] == tiny.commits[0].sha
    assert [each["path"] for each in tree] == [
        "docs",
        "LICENSE",
        "README.md",
        "docs/NOTICE",
        "model.safetensors",
    ]
    assert tree[1]["blob_id"] == blob_id(b"Second.\n")
    assert expanded[0]["last_commit"]["title"] == "Add a notice"
    assert [each["path"] for each in found] == ["LICENSE", "model.safetensors", "docs"]
    assert found[0]["last_commit"]["oid"] == tiny.commits[1].sha
    assert found[1]["lfs"]["size"] == 99
    assert [each["title"] for each in commits] == ["Add a notice", "Second licence", "initial commit"]
    assert commits[1]["message"] == "And why."
    assert refs["branches"][0]["target_commit"] == tiny.head.sha
    assert refs["tags"][0]["ref"] == "refs/tags/v1"
    assert user["name"] == "reader"


def test_the_official_client_follows_every_page(hub: Hub, tmp_path: Path) -> None:
    many = hub.add("acme/pages", {f"{number:03}.txt": str(number) for number in range(120)})
    before = len(hub.requests)
    tree, commits = drive(
        hub,
        tmp_path,
        ("list_repo_tree", ["acme/pages"], {"expand": True}),
        ("list_repo_commits", ["acme/pages"], {}),
    )
    assert [each["path"] for each in tree] == list(many.head.files)
    assert len(commits) == 1
    assert [seen.path.partition("?")[0] for seen in hub.requests[before:]] == [
        *["/api/models/acme/pages/tree/main"] * 3,
        "/api/models/acme/pages/commits/main",
    ]


def test_the_official_client_follows_pages_of_models(tmp_path: Path) -> None:
    with Hub(page_size=3) as hub:
        for number in range(8):
            hub.add(f"acme/m{number}", likes=number % 2)
        liked, named = drive(
            hub,
            tmp_path,
            ("list_models", [], {"sort": "likes"}),
            ("list_models", [], {"sort": "last_modified", "search": "M"}),
        )
        assert [each["likes"] for each in liked] == [1] * 4 + [0] * 4
        assert len({each["id"] for each in liked}) == len({each["id"] for each in named}) == 8
        assert [seen.status for seen in hub.requests] == [200] * 6


def test_the_official_client_downloads(hub: Hub, tmp_path: Path) -> None:
    small, large, by_tag, renamed, gated = drive(
        hub,
        tmp_path,
        ("hf_hub_download", ["acme/tiny", "LICENSE"], {}),
        ("hf_hub_download", ["acme/tiny", "model.safetensors"], {}),
        ("hf_hub_download", ["acme/tiny", "LICENSE"], {"revision": "v1"}),
        ("hf_hub_download", ["acme/former", "LICENSE"], {}),
        ("hf_hub_download", ["lab/gated", "USE_POLICY.md"], {"token": "hf_guest"}),
    )
    assert Path(small).read_text("utf-8") == "Second.\n"
    assert Path(large).read_bytes() == b"0" * 99
    assert Path(by_tag).read_text("utf-8") == "First.\n"
    assert Path(renamed).read_text("utf-8") == "Moved.\n"
    assert Path(gated).read_text("utf-8") == "Be kind.\n"


def test_the_official_client_names_errors_as_it_does_for_the_real_hub(hub: Hub, tmp_path: Path) -> None:
    with_token = {"token": TOKEN}
    answers = drive(
        hub,
        tmp_path,
        ("model_info", ["acme/none"], with_token),
        ("model_info", ["lab/private"], with_token),
        ("model_info", ["acme/tiny"], {"revision": "none"}),
        ("list_repo_tree", ["acme/tiny", "none"], {}),
        ("list_repo_commits", ["lab/gated"], {}),
        ("auth_check", ["lab/gated"], with_token),
        ("list_repo_commits", ["lab/gated"], {"token": "hf_guest"}),
        ("model_info", ["acme/former"], {"expand": ["sha"]}),
        ("model_info", ["acme/tiny"], {"token": "hf_wrong"}),
    )
    assert answers[:6] == [
        {"error": "RepositoryNotFoundError", "status": 404},
        {"error": "RepositoryNotFoundError", "status": 404},
        {"error": "RevisionNotFoundError", "status": 404},
        {"error": "RemoteEntryNotFoundError", "status": 404},
        {"error": "GatedRepoError", "status": 401},
        {"error": "GatedRepoError", "status": 403},
    ]
    assert answers[6][0]["title"] == "initial commit"
    assert answers[7]["id"] == "acme/present"
    assert answers[8]["status"] == 401
