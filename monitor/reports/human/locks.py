"""Locks for a person: what a locked check found, what waits for a review, who adopted what.

Like the check itself it loads nothing that a build would wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.lock.checking import typed
from monitor.records import NOT_LEGAL_ADVICE
from monitor.reports.layout import flow, labelled
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.lock.checking import Checked, Outcome
    from monitor.lock.model import Adoption, Entry, LockedReason, View
    from monitor.lock.settling import Judgement, Note, Ruling
    from monitor.records import Remark, Settled
    from monitor.reports.layout import Paper

SYMBOLS = {
    "allow": ("✓", "good"),
    "obligations": ("✓", "good"),
    "review": ("?", "warn"),
    "deny": ("✗", "bad"),
    "incomplete": ("!", "warn"),
}
"""What a line begins with, by decision."""
ANSWERS = {
    "allow": "yes",
    "obligations": "yes, with duties",
    "review": "not decided",
    "deny": "no",
    "incomplete": "not checked",
}


def check(outcome: Outcome, lock: str, paper: Paper) -> str:
    """The report of `check --locked`: a line a model, more where something is not as it should be.

    Parameters:
        outcome: of the check.
        lock: path of the lock.
        paper: what is written on.
    """
    lines = [line for one in outcome.checked for line in _checked(one, paper)]
    lines += [line for note in outcome.notes for line in told(note, paper)]
    failed = sum(decision in {"deny", "review", "incomplete"} for decision in outcome.decisions)
    count = len(outcome.checked)
    state = "all as reviewed" if not failed else f"{failed} not settled"
    models = f"{count} model{'' if count == 1 else 's'}"
    lines.append(paper.ink(f"{models} in {one_line(lock)}, refreshed {outcome.refreshed}: {state}.", "bold"))
    return "\n".join([*lines, paper.ink(NOT_LEGAL_ADVICE, "dim")]) + "\n"


def _checked(one: Checked, paper: Paper) -> Iterator[str]:
    """One model: its line, what fails it, what was settled for a time, what is to be said of it."""
    entry = one.entry
    symbol, ink = SYMBOLS[one.decision]
    answers = ", ".join(f"{judged.verdict.profile}: {_answer(judged)}" for judged in one.judgements)
    by = f"reviewed {entry.reviewed_on} by {entry.reviewer}"
    kept = [ruling.how for judged in one.judgements for ruling in judged.rulings.values() if not ruling.until]
    count = "".join(f"; {kept.count(how)} {how}" for how in ("accepted", "baselined") if how in kept)
    told_of = one_line(f"{entry.reviewed.label}; {answers or 'no verdict'}; {by}{count}")
    runs = [(f"{symbol} ", ink), (one_line(f"{typed(entry.subject)}{_at(entry.reviewed)}"), "bold")]
    yield from flow([*runs, (f" {told_of}", "")], paper, rest="  ")
    failing: list[LockedReason] = []
    settled: list[str] = []
    for judged in one.judgements:
        for place, reason in enumerate(judged.verdict.reasons):
            ruling = judged.rulings.get(place)
            if ruling is not None and ruling.until:
                settled += _settled(judged, reason, ruling, paper)
            elif ruling is None and reason.decision in {"deny", "review", "incomplete"}:
                failing.append(reason)
                yield from _failing(judged, reason, entry.reviewed, paper)
    yield from _way_out(entry, failing, paper)
    yield from dict.fromkeys(settled)
    for note in one.notes:
        yield from told(note, paper)


def _answer(judged: Judgement) -> str:
    """The verdict; where something of it was settled, what is left as well."""
    left, was = ANSWERS[judged.decision], ANSWERS[judged.verdict.decision]
    return left if left == was else f"{left} ({was} before it was settled)"


def _at(view: View) -> str:
    return f" @{view.commit[:7]}" if view.commit else ""


def _failing(judged: Judgement, reason: LockedReason, view: View, paper: Paper) -> Iterator[str]:
    """A reason that nobody has dealt with, with all it takes to do so."""
    head = f"{reason.code} for {judged.verdict.profile}: {reason.sentence}"
    yield from labelled("  " + ANSWERS[reason.decision], [(one_line(head), "")], paper, margin=15)
    if reason.quote:
        yield from labelled("", [(f"“{one_line(reason.quote)}”", "")], paper, margin=15)
    document = view.document(reason.document)
    digests = document.digests if document else ()
    if digests:
        yield from labelled(
            "", [(f"{one_line(reason.document)}, sha256 {digests[0]}", "dim")], paper, margin=15
        )
    if reason.next_step:
        yield from labelled("  Next", [(one_line(reason.next_step), "")], paper, margin=15)


def _way_out(entry: Entry, failing: Sequence[LockedReason], paper: Paper) -> Iterator[str]:
    """What settles the reasons that fail, as one would type it."""
    decisions = {reason.decision for reason in failing}
    ways = ["--accept (read and accepted)"] if decisions == {"review"} else []
    ways += ["--waive", "--defer 5d"] if decisions & {"review", "deny"} else []
    if ways:
        way = f"licensewatch review {typed(entry.subject)} {' | '.join(ways)}"
        yield from labelled("  Settle", [(one_line(way), "")], paper, margin=15)


def _settled(judged: Judgement, reason: LockedReason, ruling: Ruling, paper: Paper) -> Iterator[str]:
    until = f" until {ruling.until}" if ruling.until else ""
    by = f" by {ruling.owner}" if ruling.owner else ""
    said = f"{reason.code} for {judged.verdict.profile}{by}{until}: {ruling.justification}"
    yield from labelled(f"  {ruling.how}", [(one_line(said), "dim")], paper, margin=15)


def told(note: Note | Remark, paper: Paper) -> Iterator[str]:
    """Something found about the lock or a waiver.

    Parameters:
        note: what was found.
        paper: what is written on.
    """
    ink = "bad" if note.decision in {"deny", "review", "incomplete"} else "warn"
    yield from flow(
        [("! ", ink), (one_line(note.sentence), ""), (f" [{note.code}]", "dim")], paper, rest="  "
    )
    for quote in note.quotes:
        color = "insert" if quote.startswith("+ ") else "delete" if quote.startswith("- ") else ""
        yield from flow([(one_line(quote), color)], paper, first="    ", rest="      ")
    if note.sha256:
        yield paper.ink(f"  sha256 {note.sha256}", "dim")
    if note.next_step:
        yield from labelled("  Next", [(one_line(note.next_step), "")], paper)


def settled(found: Sequence[Settled], paper: Paper) -> str:
    """What somebody has dealt with, beneath another report; empty where there is nothing.

    Parameters:
        found: in order.
        paper: what is written on.
    """
    lines = []
    for one in found:
        until = f" until {one.until}" if one.until else ""
        by = f" by {one.owner}" if one.owner else ""
        said = f"{typed(one.subject)}, {one.reason.code} for {one.profile}{by}{until}: {one.justification}"
        lines += flow([(f"{one.how.value.capitalize()}: ", "label"), (one_line(said), "")], paper, rest="  ")
    return "\n".join(["", *lines]) + "\n" if lines else ""


def notes(found: Sequence[Note | Remark], paper: Paper) -> str:
    """What is to be said of lock and waivers, beneath another report; empty where there is nothing.

    Parameters:
        found: in order.
        paper: what is written on.
    """
    lines = [line for note in found for line in told(note, paper)]
    return "\n".join(["", *lines]) + "\n" if lines else ""


def written(entries: Iterable[tuple[str, Entry]], lock: str, paper: Paper) -> str:
    """What `lock` and `review` did: a line a model, with what waits and who adopted it.

    Parameters:
        entries: what was done, in a word, and the entry as it is now.
        lock: path of the lock.
        paper: what is written on.
    """
    lines = []
    for done, entry in entries:
        verdicts = ", ".join(f"{one.profile}: {ANSWERS[one.decision]}" for one in entry.reviewed.verdicts)
        title = one_line(f"{typed(entry.subject)}{_at(entry.reviewed)}")
        runs = [(title, "bold"), (" " + one_line(f"{entry.reviewed.label}; {verdicts}"), "")]
        lines += labelled(done, runs, paper, margin=11)
        if entry.pending:
            lines += _waiting(entry, paper)
    lines.append(paper.ink(f"Written to {one_line(lock)}; commit it with its texts.", "dim"))
    return "\n".join([*lines, paper.ink(NOT_LEGAL_ADVICE, "dim")]) + "\n"


def _waiting(entry: Entry, paper: Paper) -> Iterator[str]:
    from monitor.lock.checking import pending_note  # noqa: PLC0415 - as the check has it

    if entry.pending:
        yield from told(pending_note(entry, entry.pending), paper)


def page(entry: Entry, paper: Paper) -> str:
    """Everything a reviewer needs of one model: what is open, its texts, who adopted it.

    Parameters:
        entry: of the lock.
        paper: what is written on.
    """
    view = entry.pending.view if entry.pending else entry.reviewed
    lines = flow([(f"{typed(entry.subject)}{_at(view)}", "bold"), (f" {one_line(view.label)}", "")], paper)
    lines += _waiting(entry, paper)
    for verdict in view.verdicts:
        symbol, ink = SYMBOLS[verdict.decision]
        lines += flow([(f"{symbol} ", ink), (f"{verdict.profile}: {ANSWERS[verdict.decision]}", "")], paper)
        for reason in verdict.reasons:
            if reason.decision in {"deny", "review", "incomplete"}:
                lines += _open(reason, view, paper)
    for document in view.documents:
        if document.text:
            lines += labelled("Text", [(f"{one_line(document.name)}, {document.text}.txt", "dim")], paper)
    lines += [line for one in entry.adoptions for line in adoption(one, paper)]
    return "\n".join([*lines, paper.ink(NOT_LEGAL_ADVICE, "dim")]) + "\n"


def _open(reason: LockedReason, view: View, paper: Paper) -> Iterator[str]:
    document = view.document(reason.document)
    digests = document.digests if document else ()
    yield from labelled("", [(one_line(f"{reason.code}: {reason.sentence}"), "")], paper)
    if reason.quote:
        yield from labelled("", [(f"“{one_line(reason.quote)}”", "")], paper)
    if digests:
        yield from labelled("", [(f"{one_line(reason.document)}, sha256 {digests[0]}", "dim")], paper)


def adoption(one: Adoption, paper: Paper) -> Iterator[str]:
    """Who took a model for what, by which texts.

    Parameters:
        one: the record.
        paper: what is written on.
    """
    gate = f", gate accepted {one.gate_on} by {one.gate_by}" if one.gate_on else ""
    comment = f": {one.comment}" if one.comment else ""
    at = f" at {one.commit[:7]}" if one.commit else ""
    judged = f"{one.profile}: {ANSWERS[one.decision]}"
    said = f"{one.at:%Y-%m-%d %H:%M} UTC by {one.reviewer} for {one.product} ({judged}){at}{gate}{comment}"
    yield from labelled("Adopted", [(one_line(said), "")], paper)
    for name, sha in one.texts:
        yield from labelled("", [(one_line(f"{name}, {sha}.txt"), "dim")], paper)
