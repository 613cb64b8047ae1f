"""What the hub holds and who may see it: repositories, their old names, accounts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.demo.metadata import base_names
from monitor.demo.wire import Refusal, no_entry, unknown_login

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.demo.repository import Commit, Repo

LARGEST_PAGE = 1000
"""Most models in a page of the list, and (assumed) how many when no number is asked for."""
OPEN_WHEN_GATED = frozenset({"README.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody with a token.

    Parameters:
        token: the bearer token; empty for the anonymous caller.
        user: name.
        grants: repositories (private or gated) that may be read.
        pending: gated repositories whose owner has not answered yet.
    """

    token: str = ""
    user: str = ""
    grants: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()


ANYBODY = Account()


@dataclass(slots=True)
class Shelf:
    """Repositories by name.

    Parameters:
        repos: by lower-case name.
        moves: the new name by the lower-case old one.
        accounts: by token.
        page_size: most models in a page of the list.
    """

    repos: dict[str, Repo] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    page_size: int = LARGEST_PAGE

    def account(self, token: str) -> Account:
        """Who calls with this token, which is empty for anonymous callers.

        Raises:
            Refusal: the token is nobody's.
        """
        if not token:
            return ANYBODY
        if token not in self.accounts:
            raise unknown_login()
        return self.accounts[token]

    def find(self, name: str) -> Repo | None:
        """A published repository by its present name."""
        repo = self.repos.get(name.lower())
        return repo if repo is not None and repo.published else None

    def visible(self, account: Account) -> Iterator[Repo]:
        """Every repository this caller may know of."""
        for repo in self.repos.values():
            if repo.published and (not repo.private or repo.name in account.grants):
                yield repo

    def present_name(self, name: str) -> str | None:
        """Where a name leads that is not the repository's present one, letter for letter."""
        if (target := self.moves.get(name.lower())) is not None:
            return target
        repo = self.repos.get(name.lower())
        return repo.name if repo is not None and repo.name != name and not repo.private else None

    def look_up(self, name: str, account: Account) -> Repo:
        """A repository that this caller may know of.

        Raises:
            Refusal: it is not there, or private and not theirs: the hub does not tell which.
        """
        repo = self.find(name)
        if repo is not None and (not repo.private or repo.name in account.grants):
            return repo
        raise Refusal(404, "Repository not found", "RepoNotFound") if account.user else unknown_login()

    def children(self, repo: Repo) -> Mapping[str, int]:
        """How many public models name this one as their base, by relation."""
        others = (other for other in self.visible(ANYBODY) if other is not repo)
        return Counter(kind for other in others for name, kind in base_names(other.head) if name == repo.name)


def may_read(repo: Repo, account: Account) -> bool:
    """Whether the gate, if there is one, is open to this caller."""
    return not repo.gated or repo.name in account.grants


def pass_gate(repo: Repo, account: Account) -> None:
    """Let a caller pass the gate.

    Raises:
        Refusal: access was not granted.
    """
    if may_read(repo, account):
        return
    if not account.user:
        advice = "You must have access to it and be authenticated to access it. Please log in."
        raise Refusal(401, f"Access to model {repo.name} is restricted. {advice}", "GatedRepo")
    if repo.name in account.pending:
        told = f"Your request to access model {repo.name} is awaiting a review from the repo authors."
    else:
        told = (
            f"Access to model {repo.name} is restricted and you are not in the authorized list. "
            f"Visit https://huggingface.co/{repo.name} to ask for access."
        )
    raise Refusal(403, told, "GatedRepo")


def revision_of(repo: Repo, revision: str, *, plain: bool = False) -> Commit:
    """The commit a revision means.

    Raises:
        Refusal: there is none.
    """
    found = repo.at(revision)
    if found is None:
        told = "Revision not found" if plain else f"Invalid rev id: {revision}"
        raise Refusal(404, told, "RevisionNotFound")
    return found


def check_folder(commit: Commit, path: str) -> None:
    """See that a folder is there.

    Raises:
        Refusal: it is not.
    """
    if path not in commit.folders:
        raise no_entry(commit.sha)
