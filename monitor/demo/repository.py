"""A repository of the loopback hub: a list of commits with files, of which the first ones are published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from monitor.demo.git import File, commit_id, tree_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Content: TypeAlias = bytes | str | None
FIRST_DATE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One state of a repository.

    Parameters:
        sha: its id.
        title, message: first line and the rest.
        author: user name.
        date: UTC, whole seconds.
        files: every file of this state.
        folders: tree id of every folder, the root being the empty path.
        touched: for every file and folder, the number of the commit that last changed it.
    """

    sha: str
    title: str
    message: str
    author: str
    date: datetime
    files: Mapping[str, File]
    folders: Mapping[str, str]
    touched: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class Repo:
    """A model repository that grows by commits and publishes them one at a time.

    Parameters:
        name: `owner/name`.
        created: UTC.
        repo_id: 24 hexadecimal digits; made of `created` and the name when not given.
        gated: False, `auto` or `manual`.
        private: readable only by tokens with a grant.
        disabled: taken down: its files are refused.
        likes, downloads, trending: counters as they are shown.
        facts: overrides and additions to the metadata, by the hub's names (`pipeline_tag`, `tags`, ...).
        on_publish: called with the repository, the head before and the head after, when the head moves.
    """

    name: str
    created: datetime = FIRST_DATE
    repo_id: str = ""
    gated: bool | str = False
    private: bool = False
    disabled: bool = False
    likes: int = 0
    downloads: int = 0
    trending: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    commits: list[Commit] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    published: int = 0
    on_publish: Callable[[Repo, Commit | None, Commit], None] | None = None

    def __post_init__(self) -> None:
        if not self.repo_id:
            rest = hashlib.sha256(self.name.encode()).hexdigest()[:16]
            self.repo_id = f"{int(self.created.timestamp()):08x}{rest}"

    @property
    def owner(self) -> str:
        """The part of the name before the slash."""
        return self.name.split("/", maxsplit=1)[0]

    @property
    def head(self) -> Commit:
        """The newest published commit."""
        return self.commits[self.published - 1]

    @property
    def waiting(self) -> int:
        """How many commits are held back."""
        return len(self.commits) - self.published

    def commit(  # noqa: PLR0913 - each is one fact of a commit, by keyword
        self,
        files: Mapping[str, Content],
        *,
        title: str = "Update files",
        message: str = "",
        date: datetime | None = None,
        author: str | None = None,
        sha: str | None = None,
        hold: bool = False,
    ) -> Commit:
        """Add a commit and, unless it is held back, publish it.

        Parameters:
            files: what changes: bytes or text by path; None deletes.
            title, message: first line and the rest.
            date: UTC; an hour after the commit before when not given.
            author: user name; the owner when not given.
            sha: an id to claim instead of the true one (to replay a recording).
            hold: keep it back until `advance`.

        Raises:
            ValueError: a held commit stands before this one, or a path to delete is not there.
        """
        if self.waiting and not hold:
            raise ValueError(f"{self.name}: publish the held commits before adding a published one")
        before = self.commits[-1] if self.commits else None
        when = date or (before.date + timedelta(hours=1) if before else self.created)
        state = _changed(dict(before.files) if before else {}, files)
        folders = tree_ids(state)
        writer = author or self.owner
        body = f"{title}\n\n{message}" if message else title
        parent = before.sha if before else None
        true_id = commit_id(tree=folders[""], parent=parent, author=writer, date=when, message=body)
        made = Commit(
            sha=sha or true_id,
            title=title,
            message=message,
            author=writer,
            date=when,
            files=state,
            folders=folders,
            touched=_touched(before, state, folders, len(self.commits)),
        )
        self.commits.append(made)
        if not hold:
            self.advance()
        return made

    def advance(self) -> Commit | None:
        """Publish the next held commit; None when there is none."""
        if not self.waiting:
            return None
        before = self.head if self.published else None
        self.published += 1
        if self.on_publish:
            self.on_publish(self, before, self.head)
        return self.head

    def tag(self, name: str, sha: str | None = None) -> None:
        """Give a commit (the head when not told) a tag."""
        self.named[name] = sha or self.head.sha

    def at(self, revision: str) -> Commit | None:
        """The published commit a branch, tag or full commit id means; None when there is none."""
        if revision in {"main", "refs/heads/main"}:
            return self.head
        wanted = self.named.get(revision.removeprefix("refs/tags/"), revision)
        return next((made for made in self.commits[: self.published] if made.sha == wanted), None)

    def history(self, until: Commit) -> Sequence[Commit]:
        """Commits from this one back to the first, newest first."""
        return tuple(reversed(self.commits[: self.commits.index(until) + 1]))


def _changed(state: dict[str, File], files: Mapping[str, Content]) -> dict[str, File]:
    """A state with some files written and some deleted, in order of path."""
    for path, content in files.items():
        if content is None:
            if path not in state:
                raise ValueError(f"{path} is to be deleted but is not in the repository")
            del state[path]
        else:
            state[path] = File.of(path, content.encode() if isinstance(content, str) else content)
    return dict(sorted(state.items()))


def _touched(
    before: Commit | None, files: Mapping[str, File], folders: Mapping[str, str], number: int
) -> dict[str, int]:
    """For each path the number of the commit that last changed it."""
    oids = {path: file.oid for path, file in files.items()} | dict(folders)
    if before is None:
        return dict.fromkeys(oids, number)
    old = {path: file.oid for path, file in before.files.items()} | dict(before.folders)
    return {path: before.touched[path] if old.get(path) == oid else number for path, oid in oids.items()}
