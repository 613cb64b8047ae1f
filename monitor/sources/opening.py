"""All places behind one interface: a subject goes to the source of its kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.records import Fetched, Place, State, Subject
from monitor.sources.environment import endpoint_of, github_of, modelscope_of, token_of
from monitor.sources.family import Family
from monitor.sources.files import Files
from monitor.sources.follow import Follower
from monitor.sources.github import GitHub
from monitor.sources.huggingface import HuggingFace
from monitor.sources.listing import HubLists
from monitor.sources.modelscope import ModelScope
from monitor.sources.past import Past, past_on_github
from monitor.sources.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.sources.interface import Answers, Clock, Known, Source
    from monitor.transport import Transport


@dataclass(frozen=True, slots=True)
class Sources:
    """All kinds of places.

    Parameters:
        places: the source of each kind that can be asked.
        follower: adds what licence texts lead to; None when the network may not be used.
        lists: of the hub's models; None when the network may not be used.
        family: adds base models; None when the network may not be used.
    """

    places: Mapping[Place, Source]
    follower: Follower | None = None
    lists: HubLists | None = None
    family: Family | None = None

    def fetch(self, subject: Subject, known: Known) -> Fetched:
        """Look at a subject once, wherever it lives; see `Source.fetch`.

        Parameters:
            subject: of any place.
            known: bytes that are already stored, by git blob id or SHA-256.
        """
        if self.family is None:
            return self._alone(subject, known)
        found = replace(self._alone(self.family.upstream(subject), known), subject=subject)
        return self.family.gather(found, lambda base: self._alone(base, known))

    def with_past(self, fetched: Fetched, known: Known) -> Fetched:
        """A look with the states before it, where its place tells of them.

        Parameters:
            fetched: the present state.
            known: bytes that are already stored.
        """
        place = self.places.get(fetched.subject.place)
        if fetched.state is not State.OK:
            return fetched
        if isinstance(place, HuggingFace):
            *past, present = Past(place, known).before(fetched)
        elif isinstance(place, GitHub):
            *past, present = past_on_github(place, fetched, known)
        else:
            return fetched
        return replace(present, past=tuple(past))

    def _alone(self, subject: Subject, known: Known) -> Fetched:
        """A look at a subject with what its texts lead to, without its base models."""
        source = self.places.get(subject.place)
        if source is None:
            detail = "Network access is off; only local files can be read."
            return Fetched(subject=subject, state=State.UNREACHABLE, detail=detail)
        found = source.fetch(subject, known)
        return self.follower.follow(found) if self.follower and subject.place is not Place.FILE else found


def open_sources(
    transport: Transport | None,
    *,
    endpoint: str | None = None,
    token: str | None = None,
    now: Clock,
    answers: Answers | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Sources:
    """Make the sources ready; GitHub and ModelScope are as the environment says.

    Parameters:
        transport: the guarded session; None when the network may not be used: then only files can be read.
        endpoint: of the hub; None means as the environment says (`HF_ENDPOINT`).
        token: for the hub; None means as the environment says (`HF_TOKEN` or the hub's token file), an empty
            text means none.
        now: the time of a look, UTC and aware.
        answers: keeps answers with their ETags for conditional requests; None keeps none.
        aliases: upstream models by what mirrors and internal names are called (see `monitor.aliases`).

    Raises:
        UsageError: a token in the environment cannot be one.
    """
    files = Files(now)
    if transport is None:
        return Sources({Place.FILE: files})
    web = Web(transport, now)
    hub = HuggingFace(
        transport=transport,
        web=web,
        now=now,
        endpoint=(endpoint or endpoint_of()).rstrip("/"),
        token=(token_of() if token is None else token) or None,
    )
    follower = Follower(web, hub.endpoint)
    api, login = github_of()
    scope, key = modelscope_of()
    return Sources(
        {
            Place.FILE: files,
            Place.WEB: web,
            Place.HUGGINGFACE: hub,
            Place.GITHUB: GitHub(transport=transport, now=now, endpoint=api, token=login, answers=answers),
            Place.MODELSCOPE: ModelScope(transport=transport, web=web, now=now, endpoint=scope, token=key),
        },
        follower,
        HubLists(transport=transport, endpoint=hub.endpoint, token=hub.token),
        Family(now=now, aliases=aliases or {}),
    )
