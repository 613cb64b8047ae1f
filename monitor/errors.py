"""One root exception and its children; only `monitor.cli` turns them into words and exit codes."""

from __future__ import annotations

from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class LicensewatchError(Exception):
    """Anything that stops a command, told in one sentence.

    Parameters:
        problem: one sentence that names the file, key or URL concerned.
        advice: what the user can do next; empty where nothing helps.
    """

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.problem} {self.advice}".strip()


class UsageError(LicensewatchError):
    """The command line or a reference on it cannot be understood."""


class FaultsError(LicensewatchError):
    """A file with one or more faults, all of them reported at once.

    Parameters:
        source: the file's path as the user wrote it.
        faults: one sentence a fault, each naming the key or line.
        advice: what to do next.
    """

    def __init__(self, source: str, faults: Sequence[str], advice: str = "") -> None:
        self.source = source
        self.faults = tuple(faults)
        count = len(self.faults)
        listed = "; ".join(self.faults)
        super().__init__(f"{source}: {count} fault{'' if count == 1 else 's'}: {listed}.", advice)


class ConfigError(FaultsError):
    """A configuration, policy or list file is wrong."""


class RuleError(FaultsError):
    """One or more rule files are wrong."""


class LockError(FaultsError):
    """A lock is wrong: merged by halves, edited, or of another version."""


class TextsError(FaultsError):
    """Texts that a lock refers to are missing, or are not what they were."""


class ReadError(LicensewatchError):
    """A local file or a received body cannot be read as text."""


class FetchError(LicensewatchError):
    """A URL could not be fetched; the state of what stands behind it is unknown."""


class TooLargeError(FetchError):
    """More came than is read."""


class RefusedError(FetchError):
    """A URL was refused before any request: it is private, malformed, or of another scheme."""


class StoreError(LicensewatchError):
    """The database cannot be opened, read or written."""


class MailError(LicensewatchError):
    """An alert could not be handed to the mail server; it stays in the outbox."""


class BusyError(LicensewatchError):
    """Another process is doing this already."""
