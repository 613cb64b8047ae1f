"""Repositories read from a folder: `<owner>/<name>/repo.toml` and one folder a commit."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from monitor.demo.repository import Repo
from monitor.errors import FaultsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.demo.repository import Content

REPO_KEYS = frozenset(
    {"created", "repo_id", "gated", "private", "disabled", "likes", "downloads", "trending", "facts"}
)
COMMIT_KEYS = frozenset({"title", "message", "author", "date", "sha"})


def load(folder: Path) -> tuple[tuple[Repo, ...], dict[str, str]]:
    """Every repository below a folder, and the old names that lead elsewhere.

    Parameters:
        folder: laid out as `fixtures/demo/README.md` tells.

    Returns:
        The repositories in order of name, and new names by old ones (`moved_to`).

    Raises:
        FaultsError: something in it cannot be used; all faults are told at once.
    """
    repos, moves, faults = [], {}, []
    for place in sorted(folder.glob("*/*/repo.toml")):
        name = f"{place.parent.parent.name}/{place.parent.name}"
        try:
            table = tomllib.loads(place.read_text(encoding="utf-8"))
            if (target := table.pop("moved_to", None)) is not None:
                moves[name] = str(target)
            else:
                repos.append(_repository(place.parent, name, table))
        except (ValueError, TypeError) as error:
            faults.append(f"{place.relative_to(folder)}: {error}")
    if faults or not (repos or moves):
        raise FaultsError(str(folder), faults or ["there is no <owner>/<name>/repo.toml in it"])
    return tuple(repos), moves


def _repository(place: Path, name: str, table: dict[str, Any]) -> Repo:
    """One repository with its commits, of which the first `published` ones are published."""
    published = table.pop("published", None)
    _refuse_unknown(table, REPO_KEYS)
    repo = Repo(name=name, **table)
    steps = sorted(step for step in (place / "commits").glob("*") if step.is_dir())
    if not steps:
        raise ValueError("it has no commits/<NNNN>-<slug> folder")
    for number, step in enumerate(steps):
        _commit(repo, step, hold=published is not None and number >= published)
    return repo


def _commit(repo: Repo, step: Path, *, hold: bool) -> None:
    """Add the commit that a folder describes."""
    told = step / "commit.toml"
    table = tomllib.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    deleted, renamed = table.pop("delete", []), table.pop("rename", {})
    _refuse_unknown(table, COMMIT_KEYS)
    changes: dict[str, Content] = dict.fromkeys([*deleted, *renamed])
    for old, new in renamed.items():
        if not repo.commits or old not in repo.commits[-1].files:
            raise ValueError(f"{step.name} renames {old}, which is not in the repository")
        changes[new] = repo.commits[-1].files[old].data
    table.setdefault("title", step.name.partition("-")[2].replace("-", " ").capitalize() or "Update files")
    repo.commit(changes | dict(_files(step)), hold=hold, **table)


def _files(step: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a commit's folder by their path in the repository."""
    for path in sorted(step.rglob("*")):
        if path.is_file() and path != step / "commit.toml":
            yield path.relative_to(step).as_posix(), path.read_bytes()


def _refuse_unknown(table: dict[str, Any], known: frozenset[str]) -> None:
    """See that a table has no keys but these.

    Raises:
        ValueError: it has.
    """
    unknown = sorted(table.keys() - known)
    if unknown:
        raise ValueError(f"unknown {', '.join(unknown)} (known: {', '.join(sorted(known))})")
