"""The models that a model is made from: resolved, fetched, and put beside its own documents.

Documents of a base model are called `base:<owner/name>:<their own name>`, so that its terms are recorded,
compared and quoted like any other of the subject's. Chains are climbed and bounded, circles are cut.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from monitor.extract.metadata import parse_metadata
from monitor.records import BASE, PROPOSED, Declared, Fetched, Place, Role, Snapshot, State, Subject
from monitor.sources.answers import REPOSITORY
from monitor.sources.origins import clues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.sources.interface import Clock

Look: TypeAlias = Callable[[Subject], Fetched]

MOST = 8
"""Most base models of one model that are read, however long and branched the chain is."""

_PLACES = frozenset({Place.HUGGINGFACE, Place.MODELSCOPE})
_TEXTS = frozenset({Role.LICENSE, Role.GATE, Role.LINKED, Role.POLICY})
_FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Adds base models to looks; one base model is fetched once, however many models are made from it.

    Parameters:
        now: the time of a look.
        aliases: upstream models by what mirrors and internal names are called, in lower case.
    """

    now: Clock
    aliases: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "memory", Memory(self.now))

    def gather(self, fetched: Fetched, look: Look) -> Fetched:
        """The look with the documents of the models that this one is made from.

        Parameters:
            fetched: as its place gave it.
            look: looks at one model, without its bases.
        """
        declared = _declared(fetched)
        if fetched.subject.place not in _PLACES or declared is None:
            return fetched
        name = (fetched.moved_to or fetched.subject.name).lower()
        if declared.base_models:
            return _with(fetched, self._chain(name, self._upstream(declared.base_models), look))
        found = clues(name, fetched.snapshots)
        if not found:
            return fetched
        named = tuple(dict.fromkeys(clue.model for clue in found if clue.model))
        known = self._upstream([model for model in named if model.lower() in self.aliases])
        proposed = [] if known else [model for model in named if REPOSITORY.fullmatch(model) and "/" in model]
        about = self._lineage(known or tuple(proposed[:1]), found[0].sentence, certain=bool(known))
        bases = self._chain(name, known, look) if known else list(self._proposed(proposed[:1], look))
        return _with(fetched, [about, *bases])

    def upstream(self, subject: Subject) -> Subject:
        """The subject that is read for a watched one: its upstream, where the name stands for one.

        Parameters:
            subject: as watched.
        """
        named = self.aliases.get(subject.name.lower()) if subject.place in _PLACES else None
        if named is None:
            return subject
        name, _, revision = named.partition("@")
        return Subject(Place.HUGGINGFACE, name, subject.revision or revision or None)

    def _upstream(self, names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        """Names as the hub knows them."""
        return tuple(dict.fromkeys(self.aliases.get(name.lower(), name) for name in names))

    def _lineage(self, models: tuple[str, ...], sentence: str, *, certain: bool) -> Snapshot:
        """What was found out about the origin, as a document of its own."""
        told = {"base_model": list(models), "base_model_relation": "alias" if certain else PROPOSED}
        return Snapshot(
            role=Role.METADATA,
            name="lineage",
            url="",
            fetched_at=self.now(),
            body=json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
            media_type="application/json",
            detail=sentence,
        )

    def _chain(self, name: str, bases: tuple[str, ...], look: Look) -> list[Snapshot]:
        """The documents of all ancestors, nearest first."""
        found: list[Snapshot] = []
        seen = {name}
        waiting = deque(bases)
        left = MOST
        while waiting:
            model = waiting.popleft()
            bare = model.partition("@")[0].lower()
            if bare in seen:
                continue
            seen.add(bare)
            if not left:
                detail = f"more than {MOST} base models; {model} and others were not read."
                found.append(self._not_had(model, detail))
                break
            left -= 1
            base = self._base(model, look)
            found += (
                self._renamed(model, base) if base else [self._not_had(model, "it is no model of a hub.")]
            )
            above = _declared(base) if base else None
            waiting += self._upstream(above.base_models) if above else ()
        return found

    def _proposed(self, models: list[str], look: Look) -> Iterator[Snapshot]:
        """The documents of a model that may be the base, as far as they can be had."""
        for model in models:
            base = self._base(model, look)
            if base and base.state in {State.OK, State.GATED}:
                yield from self._renamed(model, base)

    def _base(self, model: str, look: Look) -> Fetched | None:
        """One look at a model by its name, perhaps with a commit; None for what cannot be a name."""
        name, _, revision = model.partition("@")
        if not REPOSITORY.fullmatch(name):
            return None
        subject = Subject(Place.HUGGINGFACE, name, revision or None)
        return self.memory.get(subject.key, lambda: look(subject))

    def _renamed(self, model: str, base: Fetched) -> Iterator[Snapshot]:
        """The documents of a base model, each called after it; its card where nothing else speaks."""
        if base.state in {State.MISSING, State.GONE, State.UNREACHABLE} and not base.snapshots:
            yield self._not_had(model, base.detail or f"the base model {model} is {base.state}.")
        speaks = any(one.role in _TEXTS and one.state is State.OK for one in base.snapshots)
        for one in base.snapshots:
            about = one.role is Role.METADATA and one.name == "metadata"
            if about or one.role in _TEXTS or (one.role is Role.CARD and not speaks):
                yield replace(one, name=f"{BASE}{model}:{one.name}")

    def _not_had(self, model: str, detail: str) -> Snapshot:
        return Snapshot(
            role=Role.LICENSE,
            name=f"{BASE}{model.replace(':', '_')[:200]}:LICENSE",
            url="",
            fetched_at=self.now(),
            state=State.UNREACHABLE,
            detail=detail,
        )


class Memory:
    """The last looks at base models, shared by all threads of a pass; nobody looks twice at the same time.

    Parameters:
        now: the clock; a look is as good as a new one for some minutes.
        limit: most looks that are kept.
    """

    def __init__(self, now: Clock, limit: int = 256) -> None:
        self._now = now
        self._limit = limit
        self._lock = threading.Lock()
        self._looks: OrderedDict[str, tuple[datetime, Future[Fetched]]] = OrderedDict()

    def get(self, key: str, look: Callable[[], Fetched]) -> Fetched:
        """The look of this key; taken now if there is none, or waited for if another thread takes it."""
        now = self._now()
        with self._lock:
            taken = self._looks.get(key)
            if taken is not None and now - taken[0] < _FRESH:
                mine, known = None, taken[1]
            else:
                mine = known = Future()
                self._looks[key] = now, mine
                while len(self._looks) > self._limit:
                    self._looks.popitem(last=False)
        if mine is not None:
            try:
                mine.set_result(look())
            except BaseException as error:
                mine.set_exception(error)
                raise
        return known.result()


def _declared(fetched: Fetched) -> Declared | None:
    """What the metadata of a model declare."""
    body = next((one.body for one in fetched.snapshots if one.name == "metadata" and one.body), None)
    return parse_metadata(body)[0] if body else None


def _with(fetched: Fetched, more: list[Snapshot]) -> Fetched:
    return replace(fetched, snapshots=(*fetched.snapshots, *more))
