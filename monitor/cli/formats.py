"""The formats that reports are written in; the table of the README is made from this enumeration."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How a report is written; `meaning` says what for."""

    meaning: str

    def __new__(cls, name: str, meaning: str) -> Format:  # noqa: PYI034 - enumerations are built by value
        """A member is its name; the words ride along."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.meaning = meaning
        return member

    HUMAN = "human", "For a person at a terminal: the answer, the clause that decides, what to do next."
    JSON = "json", "Everything that is known, as one object."
    JSONL = "jsonl", "One object a model and profile, each on its own line."
    CSV = "csv", "One row a model and profile, safe to open in a spreadsheet."
    MARKDOWN = "markdown", "For a comment on a pull request or a job's summary."
    SARIF = "sarif", "SARIF 2.1.0 for code scanning: a result a clause, where the project names the model."
    JUNIT = "junit", "JUnit XML: a suite a profile, a case a model."
    GITHUB = "github", "Annotations of a GitHub workflow, at most ten of a kind."
    SPDX = "spdx", "SPDX 2.3 as JSON: a package a model, with its texts and its lineage."
    CYCLONEDX = (
        "cyclonedx",
        "CycloneDX 1.6 as JSON: a machine-learning model each, with licences and evidence.",
    )


def table() -> str:
    """The Markdown table of formats."""
    rows = (f"| `{form.value}` | {form.meaning} |" for form in Format)
    return "\n".join(("| Format | What for |", "|---|---|", *rows))
