"""Places where terms are published, behind one small interface: `open_sources(...).fetch(subject, known)`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import Fetched, Place, State, Subject
from monitor.sources.environment import endpoint_of, token_of
from monitor.sources.files import Files
from monitor.sources.huggingface import HuggingFace
from monitor.sources.interface import Clock, Known, Source, git_blob_id
from monitor.sources.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.transport import Transport

__all__ = ["Clock", "Known", "Source", "Sources", "endpoint_of", "git_blob_id", "open_sources", "token_of"]


@dataclass(frozen=True, slots=True)
class Sources:
    """All kinds of places.

    Parameters:
        places: the source of each kind that can be asked.
        otherwise: why the others cannot be, as one sentence.
    """

    places: Mapping[Place, Source]
    otherwise: str

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """Look at a subject once, wherever it lives; see `Source.fetch`.

        Parameters:
            subject: of any place.
            known: bytes that are already stored, by git blob id.
        """
        source = self.places.get(subject.place)
        if source is None:
            detail = self.otherwise.format(place=subject.place)
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=detail)
        return source.fetch(subject, known)


def open_sources(
    transport: Transport | None, *, endpoint: str | None = None, token: str | None = None, now: Clock
) -> Sources:
    """Make the sources ready.

    Parameters:
        transport: the guarded session; None when the network may not be used: then only files can be read.
        endpoint: of the hub; None means as the environment says (`HF_ENDPOINT`).
        token: for the hub; None means as the environment says (`HF_TOKEN` or the hub's token file), an empty
            text means none.
        now: the time of a look, UTC and aware.
    """
    files = Files(now)
    if transport is None:
        return Sources({Place.FILE: files}, "Network access is off; only local files can be read.")
    web = Web(transport, now)
    hub = HuggingFace(
        transport=transport,
        web=web,
        now=now,
        endpoint=(endpoint or endpoint_of()).rstrip("/"),
        token=(token_of() if token is None else token) or None,
    )
    places: dict[Place, Source] = {Place.FILE: files, Place.WEB: web, Place.HUGGINGFACE: hub}
    return Sources(places, "Subjects of the place {place} are not supported yet.")
