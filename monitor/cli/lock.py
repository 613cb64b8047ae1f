"""`licensewatch lock`: write down which texts a project adopts, and keep that up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor import subjects
from monitor.cli.app import Command, pass_app
from monitor.cli.exits import Exit
from monitor.cli.given import App, emit
from monitor.cli.locks import by_option, config_path, decider, lock_option
from monitor.cli.looking import judge, reader
from monitor.cli.workspace import configured, listed
from monitor.errors import TextsError, UsageError
from monitor.lock import deciding, files
from monitor.lock.deciding import Review
from monitor.lock.model import Lock
from monitor.lock.restoring import subject_of
from monitor.lock.viewing import texts_of, view_of
from monitor.locking import beside, renew
from monitor.records import State
from monitor.reports.human import locks
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.config import Config
    from monitor.inspect import Reader
    from monitor.lock.model import Entry
    from monitor.records import Inspection, Subject

_ABSENT = frozenset({State.MISSING, State.GONE})


@click.command("lock", cls=Command)
@click.argument("references", nargs=-1, metavar="[REF]...")
@click.option("--refresh", is_flag=True, help="Look at all that is locked; what changed becomes pending.")
@click.option("--baseline", is_flag=True, help="Take what stands today: only new or worse findings fail.")
@click.option("--product", default="", metavar="NAME", help="What it is adopted for [default: the profile].")
@click.option("--comment", default="", metavar="TEXT", help="Kept with the record of the adoption.")
@by_option
@lock_option
@pass_app
def command(  # noqa: PLR0913 - one parameter an option
    app: App,
    *,
    references: tuple[str, ...],
    refresh: bool,
    baseline: bool,
    product: str,
    comment: str,
    by: str | None,
    path: Path,
) -> Exit:
    """Lock models: commit, texts, terms and verdicts into model-licenses.lock, to be committed.

    Without REF the watch list of the configuration is locked. A model that is locked already is compared with
    what was reviewed: what changed waits as pending for licensewatch review.
    """
    config = configured(app)
    decided = references or baseline or not refresh  # a refresh decides nothing
    review = Review(
        by=decider(by) if decided else "",
        at=app.now(),
        product=product,
        comment=" ".join(comment.split()),
    )
    work = _Work(app, config, path, review)
    asked = _asked(work.lock, config, references, refresh=refresh, baseline=baseline)
    work.look(asked)
    if baseline:
        work.take_as_baseline(references)
    if refresh and not references and not work.unread:
        work.lock = work.lock._replace(refreshed=review.on)
    work.save()
    emit(locks.written(work.done.values(), str(path), app.paper()) + "".join(work.unread))
    return Exit.INCOMPLETE if work.unread else Exit.CLEAN


def _asked(
    lock: Lock, config: Config, references: Sequence[str], *, refresh: bool, baseline: bool
) -> list[Subject]:
    """The models to look at.

    Raises:
        UsageError: there are none.
    """
    if references:
        return [subjects.parse(reference) for reference in references]
    if refresh:
        return [subject_of(entry.subject) for entry in lock.entries]
    if baseline:
        return []
    if found := list(listed(config)):
        return found
    raise UsageError(
        "No model was named, and none is on the watch list.", "Name one: licensewatch lock org/name"
    )


class _Work:
    """One run over a lock: the lock as it becomes, the texts it gains, what was done to each model.

    Parameters:
        app: network or none, and the clock.
        config: profiles and policy.
        path: of the lock.
        review: who locks, and when.
    """

    def __init__(self, app: App, config: Config, path: Path, review: Review) -> None:
        self.app = app
        self.config = config
        self.path = path
        self.review = review
        self.lock = files.load(path) if path.exists() else Lock(refreshed=review.on)
        self.facts = {name: facts.digest for name, facts in files.facts(config_path(app)).items()}
        self.texts: dict[str, bytes] = {}
        self.done: dict[str, tuple[str, Entry]] = {}
        self.unread: list[str] = []

    def look(self, asked: Sequence[Subject]) -> None:
        """Look at models: new ones are locked, those locked are compared with what was reviewed."""
        if not asked:
            return
        reads = reader(self.config, self.config.profiles)
        for inspection in judge(self.app, self.config, asked, self.config.profiles).inspections:
            key = inspection.subject.key
            entry = self.lock.entry(key)
            had = any(read.document.state is State.OK for read in inspection.reads)
            # That a locked model is gone is news; that one was never there, or nothing answers, is none.
            if not had and (entry is None or inspection.state not in _ABSENT):
                why = "; ".join(inspection.sheet.not_checked) or f"It is {inspection.state}."
                self.unread.append(f"Not looked at: {one_line(key)}. {one_line(why)}\n")
            elif entry is not None:
                self._renew(entry, inspection, reads)
            else:
                view = view_of(inspection, self.facts, reads.version)
                self._put("locked", deciding.first(key, view, self.review), inspection)

    def _renew(self, entry: Entry, inspection: Inspection, reads: Reader) -> None:
        wanted = {one.text for one in entry.reviewed.documents if one.text}
        try:
            texts = files.texts(self.path, wanted)
        except TextsError as error:
            self.unread.append(f"Not compared: {one_line(entry.subject)}. {one_line(str(error))}\n")
            return
        found = beside(entry, inspection, texts, reads, self.facts)
        if found.unread:
            missed = "; ".join(inspection.sheet.not_checked)
            self.unread.append(f"Not all of it was had: {one_line(entry.subject)}. {one_line(missed)}\n")
        done = renew(entry, found)
        self._put("pending" if done.pending else "as before", done, found.now)

    def _put(self, what: str, entry: Entry, inspection: Inspection) -> None:
        self.texts |= texts_of(inspection)
        self._replace(what, entry)

    def _replace(self, what: str, entry: Entry) -> None:
        others = {one.subject: one for one in self.lock.entries} | {entry.subject: entry}
        self.lock = self.lock._replace(entries=tuple(others[key] for key in sorted(others)))
        self.done[entry.subject] = (what, entry)

    def take_as_baseline(self, references: Sequence[str]) -> None:
        """Mark what stands, of the models named or of all."""
        named = {subjects.parse(reference).key for reference in references}
        for entry in self.lock.entries:
            if not named or entry.subject in named:
                self._replace("baseline", deciding.baselined(entry, self.review))

    def save(self) -> None:
        """Write the lock and the texts it has gained."""
        files.save(self.lock, self.texts, self.path)
