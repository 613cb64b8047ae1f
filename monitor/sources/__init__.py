"""Places where terms are published, behind one small interface: `open_sources(...).fetch(subject, known)`.

What asks the network is imported when it is first named: a command that reads a local file needs none of it.
"""

from __future__ import annotations

from importlib import import_module

from monitor.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.sources.environment import endpoint_of, github_of, modelscope_of, token_of
    from monitor.sources.interface import Answers, Clock, Known, Source, git_blob_id
    from monitor.sources.listing import HubLists
    from monitor.sources.opening import Sources, open_sources

__all__ = [
    "Answers",
    "Clock",
    "HubLists",
    "Known",
    "Source",
    "Sources",
    "endpoint_of",
    "git_blob_id",
    "github_of",
    "modelscope_of",
    "open_sources",
    "token_of",
]

_HOMES = {
    "Answers": "interface",
    "Clock": "interface",
    "HubLists": "listing",
    "Known": "interface",
    "Source": "interface",
    "Sources": "opening",
    "endpoint_of": "environment",
    "git_blob_id": "interface",
    "github_of": "environment",
    "modelscope_of": "environment",
    "open_sources": "opening",
    "token_of": "environment",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type checker reads the imports above
    """One of the names of this package that live in a module of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
