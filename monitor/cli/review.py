"""`licensewatch review`: decide on what a lock has waiting, and keep who decided what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from monitor import subjects
from monitor.cli.app import Command, pass_app
from monitor.cli.days import Day, Days
from monitor.cli.exits import Exit
from monitor.cli.given import App, emit
from monitor.cli.locks import by_option, decider, desk, found_entry, lock_option
from monitor.errors import UsageError
from monitor.lock import deciding, files
from monitor.lock.deciding import Review
from monitor.reports.human import locks
from monitor.waivers import ACQUIRED, NO_TEXT, REASONS, Acquired, Waiver

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.lock.model import Entry, Lock, LockedReason, View
    from monitor.lock.settling import Desk


@click.command("review", cls=Command)
@click.argument("reference", metavar="REF")
@click.option("--accept", is_flag=True, help="Take the pending text, or the standing doubts, as read.")
@click.option(
    "--waive", is_flag=True, help="Write a waiver for what still fails; needs --reason and --until."
)
@click.option("--defer", type=Days(), metavar="5d", help="Let nothing fail for it for some days.")
@click.option("--profile", "names", multiple=True, metavar="NAME", help="Decide for this profile only.")
@click.option("--product", default="", metavar="NAME", help="What it is adopted for [default: the profile].")
@click.option("--gate-by", default="", metavar="NAME", help="Who accepted the gate.")
@click.option("--gate-on", type=Day(), metavar="DAY", help="On which day.")
@click.option("--comment", default="", metavar="TEXT", help="Why, in one line.")
@click.option("--reason", type=click.Choice(list(REASONS)), help="Why it may be waived.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Waive this finding only.")
@click.option("--until", type=Day(), metavar="DAY", help="The waiver's last day.")
@click.option("--counterparty", metavar="NAME", help=f"{ACQUIRED}: who granted the licence.")
@click.option("--contract", metavar="TEXT", help=f"{ACQUIRED}: where the contract is kept.")
@click.option(
    "--territory", "territories", multiple=True, metavar="CODE", help=f"{ACQUIRED}: where it holds."
)
@click.option("--end", type=Day(), metavar="DAY", help=f"{ACQUIRED}: its last day.")
@by_option
@lock_option
@pass_app
def command(app: App, *, reference: str, path: Path, by: str | None, **told: Any) -> Exit:  # noqa: ANN401 - one an option
    """Show what waits for a decision on a locked model, or decide: --accept, --waive or --defer 5d.

    What a licence refuses takes a waiver; what could not be checked takes another look.
    """
    lock = files.load(path)
    entry = found_entry(lock, subjects.parse(reference).key, path)
    chosen = [name for name in ("accept", "waive", "defer") if told[name]]
    if len(chosen) > 1:
        raise UsageError("Only one of --accept, --waive and --defer can be done at a time.", "Choose one.")
    if not chosen:
        emit(locks.page(entry, app.paper()))
        return Exit.CLEAN
    on_desk = desk(app, path, told["names"])
    review = Review(
        by=decider(by),
        at=app.now(),
        product=told["product"],
        profiles=told["names"],
        gate_by=told["gate_by"] or decider(by),
        gate_on=told["gate_on"],
        comment=" ".join(told["comment"].split()),
    )
    if chosen == ["waive"]:
        _waive(entry, path, on_desk, {**told, "owner": review.by})
        return _keep(app, lock, deciding.waived(entry, review), path, "waived")
    if chosen == ["accept"]:
        return _keep(app, lock, deciding.accepted(entry, review), path, "accepted")
    return _defer(app, lock, entry, path, review, told["defer"])


def _keep(app: App, lock: Lock, entry: Entry, path: Path, what: str) -> Exit:
    """Write the lock with an entry as it is now."""
    entries = tuple(entry if one.subject == entry.subject else one for one in lock.entries)
    files.save(lock._replace(entries=entries), {}, path)
    emit(locks.written([(what, entry)], str(path), app.paper()))
    return Exit.CLEAN


def _defer(app: App, lock: Lock, entry: Entry, path: Path, review: Review, days: int) -> Exit:
    from monitor.cli.workspace import configured  # noqa: PLC0415 - the others need no configuration

    most = configured(app).policy.longest_deferral
    if days > most:
        raise UsageError(
            f"{days} days are more than policy.longest_deferral allows, which is {most}d.",
            f"Decide within {most} days: --defer {most}d.",
        )
    return _keep(
        app, lock, deciding.deferred(entry, review.on + timedelta(days=days), review), path, "deferred"
    )


def _waive(entry: Entry, path: Path, on_desk: Desk, told: dict[str, Any]) -> None:
    """Write one waiver for each text that findings rest on.

    Raises:
        UsageError: something a waiver needs was not told, or nothing is left to be waived.
    """
    needed = ["reason", "until", "comment"]
    if told["reason"] == ACQUIRED:
        needed += ["counterparty", "contract", "territories", "end"]
    if missing := [name for name in needed if not told[name]]:
        names = ", ".join(f"--{'territory' if name == 'territories' else name}" for name in missing)
        raise UsageError(f"A waiver for this reason also needs {names}.", "See licensewatch review --help.")
    view = entry.pending.view if entry.pending else entry.reviewed
    wanted = _to_waive(view, on_desk, told["codes"])
    if not wanted:
        raise UsageError(
            f"Nothing of {entry.subject} fails that could be waived.", "See licensewatch check --locked."
        )
    for sha, codes in sorted(wanted.items()):
        file = files.add_waiver(path, _waiver(entry, sha, codes, on_desk, told))
    waived = ", ".join(sorted({code for codes in wanted.values() for code in codes}))
    emit(f"Written to {file}: {waived} of {entry.subject}; commit it too.")


def _to_waive(view: View, on_desk: Desk, codes: Sequence[str]) -> dict[str, set[str]]:
    """Codes of the failing findings by the text that each rests on."""
    found: dict[str, set[str]] = {}
    for verdict in view.verdicts:
        for reason in verdict.reasons if verdict.profile in on_desk.facts else ():
            if reason.decision in {"deny", "review"} and (not codes or reason.code in codes):
                found.setdefault(_text_of(view, reason), set()).add(reason.code)
    return found


def _text_of(view: View, reason: LockedReason) -> str:
    """The hash that a waiver for a finding is bound to: its document's, else that of a text of the model."""
    document = view.document(reason.document)
    texts = [one for one in view.documents if one.text and one.role != "metadata"]
    bound = document if document and document.digests else next(iter(texts), None)
    return bound.digests[0] if bound else NO_TEXT


def _waiver(entry: Entry, sha: str, codes: set[str], on_desk: Desk, told: dict[str, Any]) -> Waiver:
    acquired = None
    if told["reason"] == ACQUIRED:
        uses = dict.fromkeys(use for facts in on_desk.facts.values() for use in facts.uses)
        acquired = Acquired(
            counterparty=told["counterparty"],
            contract=told["contract"],
            models=(entry.subject.partition(":")[2].partition("@")[0],),
            uses=tuple(uses),
            territories=told["territories"],
            end=told["end"],
        )
    return Waiver(
        number=0,
        subject=entry.subject,
        owner=told["owner"],
        reason=told["reason"],
        comment=" ".join(told["comment"].split()),
        codes=tuple(sorted(codes)),
        sha256=sha,
        until=told["until"],
        profiles=told["names"],
        license=acquired,
    )
