"""Repositories read from a folder, and the demo's own six."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.demo.folder import load
from monitor.demo.hub import Hub
from monitor.errors import FaultsError
from monitor.resources import folder


def put(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def test_commits_are_read_in_order_with_their_facts(tmp_path: Path) -> None:
    place = put(
        tmp_path,
        {
            "acme/tiny/repo.toml": (
                "created = 2026-01-01T00:00:00Z\npublished = 2\ngated = 'auto'\n[facts]\nx = 1\n"
            ),
            "acme/tiny/commits/0001-first-one/LICENSE": "1",
            "acme/tiny/commits/0001-first-one/docs/NOTICE": "n",
            "acme/tiny/commits/0002-x/commit.toml": (
                "title = 'Second'\ndate = 2026-02-01T00:00:00Z\nrename = {LICENSE = 'LICENSE.md'}\n"
                "delete = ['docs/NOTICE']\n"
            ),
            "acme/tiny/commits/0003-x/LICENSE.md": "3",
            "acme/old/repo.toml": "moved_to = 'acme/tiny'\n",
        },
    )
    (repo,), moves = load(place)
    first, second, third = repo.commits
    assert moves == {"acme/old": "acme/tiny"}
    assert (repo.name, repo.gated, repo.facts, repo.published) == ("acme/tiny", "auto", {"x": 1}, 2)
    assert (first.title, list(first.files)) == ("First one", ["LICENSE", "docs/NOTICE"])
    assert (second.title, second.date.month, list(second.files)) == ("Second", 2, ["LICENSE.md"])
    assert second.files["LICENSE.md"].data == b"1"
    assert third.files["LICENSE.md"].data == b"3"


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    place = put(
        tmp_path,
        {
            "a/toml/repo.toml": "created = ",
            "a/key/repo.toml": "nonsense = 1",
            "a/empty/repo.toml": "",
            "a/rename/repo.toml": "",
            "a/rename/commits/0001-x/commit.toml": "rename = {a = 'b'}",
            "a/commit/repo.toml": "",
            "a/commit/commits/0001-x/commit.toml": "nonsense = 1",
        },
    )
    with pytest.raises(FaultsError) as caught:
        load(place)
    told = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 5
    for words in (
        "a/key/repo.toml: unknown nonsense",
        "a/empty/repo.toml: it has no commits/<NNNN>-<slug> folder",
        "a/rename/repo.toml: 0001-x renames a, which is not in the repository",
        "a/commit/repo.toml: unknown nonsense (known: author, date, message, sha, title)",
        "a/toml/repo.toml: Invalid value",
    ):
        assert words in told


def test_a_folder_without_repositories_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match=r"there is no <owner>/<name>/repo\.toml in it"):
        load(tmp_path)


def test_the_demo_holds_six_models_of_which_three_change() -> None:
    with Hub() as hub:
        hub.load(Path(folder("_demo", "fixtures/demo")))
        names = [repo.name for repo in hub.shelf.repos.values()]
        assert names == [
            "aurora-ai/aurora-2",
            "blueriver/river-7b",
            "cobalt/cobalt-vl",
            "delta-lab/delta-chat",
            "ember/ember-max",
            "fjord/fjord-mini-gguf",
        ]
        assert hub.advance_all() == 3
        assert hub.advance_all() == 0
        river = hub.repo("blueriver/river-7b").commits
        before, after = (commit.files["LICENSE"].data for commit in river[-2:])
        assert before != after
        assert before.split() == after.split()
        aurora = [commit.files["LICENSE"].data for commit in hub.repo("aurora-ai/aurora-2").commits]
        assert b"100 million monthly active users" in aurora[1]
        assert b"million" not in aurora[0]


def test_old_names_of_a_folder_redirect(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "a/new/repo.toml": "",
            "a/new/commits/0001-x/LICENSE": "1",
            "a/old/repo.toml": "moved_to = 'a/new'",
        },
    )
    with Hub() as hub:
        hub.load(tmp_path)
        assert hub.shelf.present_name("a/old") == "a/new"
