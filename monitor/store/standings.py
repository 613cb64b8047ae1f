"""What is on record of a subject in short: all that it takes to see that nothing has changed."""

from __future__ import annotations

from monitor.records import Role, State

from .states import States
from .values import Standing

_DOCUMENTS = """SELECT role, name, versions.state,
        iif(snapshot_id IS NULL, raw_sha256, snapshots.sha256) AS raw_sha256 FROM json_each(?)
    JOIN versions ON versions.id = json_extract(value, '$.version')
    JOIN documents ON documents.id = versions.document_id LEFT JOIN snapshots ON snapshots.id = snapshot_id"""


class Standings(States):
    """Reads the few columns that an unchanged look is held against, without texts, sheets and verdicts."""

    def standing(self, key: str) -> Standing | None:
        """The state on record in short; None before the first. See `previous` for the whole of it."""
        row = self._row(
            "SELECT terms.state, repo_id, moved_to, told AS tool, documents FROM subjects"
            " JOIN terms ON terms.id = terms_id JOIN tools ON tools.id = tool_id WHERE key = ?",
            key,
        )
        if row is None:
            return None
        documents = self._rows(_DOCUMENTS, row["documents"])
        return Standing(
            state=State(row["state"]),
            repo_id=row["repo_id"],
            moved_to=row["moved_to"],
            tool=row["tool"],
            documents={
                (Role(one["role"]), one["name"]): (one["raw_sha256"], State(one["state"]))
                for one in documents
            },
        )
