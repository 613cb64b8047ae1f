"""What stood on a day, by the lock and by the database: what somebody saw apart from what was told later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE
from monitor.reports import structured
from monitor.reports.human import locks, sheet
from monitor.reports.layout import flow, labelled
from monitor.reports.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from monitor.lock.model import Adoption, Entry
    from monitor.records import Inspection
    from monitor.reports.layout import Paper
    from monitor.reports.structured import Json

_TOLD = {
    True: "Witnessed: it was looked at by then, and stood so since {day}.",
    False: "Reconstructed: by the place's own history it stood so since {day}; nobody had looked by then.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What the lock says of a day.

    Parameters:
        entry: as it is now; reviewed by then, or later.
        adoptions: the latest by then, one a product and profile.
        spoilt: their committed texts that are missing or are not what they were, with what is wrong.
    """

    entry: Entry
    adoptions: tuple[Adoption, ...]
    spoilt: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One model as of a day.

    Parameters:
        subject: its key.
        day: its end counts, UTC.
        adopted: by the lock; None where it knows of no adoption by then.
        recorded: by the database, and whether it was witnessed; None where nothing is on record of then.
    """

    subject: str
    day: date
    adopted: Adopted | None
    recorded: tuple[Inspection, bool] | None


def of_entry(entry: Entry, when: datetime, spoilt: Mapping[str, str]) -> Adopted | None:
    """What the lock says of a time.

    Parameters:
        entry: of the model.
        when: the time.
        spoilt: committed texts that cannot be trusted.
    """
    latest = {(one.product, one.profile): one for one in entry.adoptions if one.at <= when}
    if not latest and entry.reviewed_on > when.date():
        return None
    texts = {sha for one in latest.values() for _, sha in one.texts}
    return Adopted(
        entry=entry,
        adoptions=tuple(latest.values()),
        spoilt={sha: problem for sha, problem in spoilt.items() if sha in texts},
    )


def human(found: Past, paper: Paper) -> str:
    """Both records, one beneath the other.

    Parameters:
        found: of a day.
        paper: what is written on.
    """
    lines = flow([(one_line(found.subject), "bold"), (f" as of {found.day}", "")], paper)
    lines += ["", paper.ink("By the lock", "bold"), *_by_lock(found.adopted, paper), ""]
    lines.append(paper.ink("By the database", "bold"))
    if found.recorded is None:
        lines += flow([("Nothing is on record of that day.", "")], paper)
        return "\n".join([*lines, "", paper.ink(NOT_LEGAL_ADVICE, "dim")]) + "\n"
    inspection, witnessed = found.recorded
    told = _TOLD[witnessed].format(day=f"{inspection.seen_at:%Y-%m-%d}")
    lines += flow([(told, "good" if witnessed else "warn")], paper)
    return "\n".join(lines) + "\n" + sheet.show(inspection, paper)


def _by_lock(adopted: Adopted | None, paper: Paper) -> Iterator[str]:
    if adopted is None:
        yield from flow([("Nothing was reviewed by that day.", "")], paper)
        return
    if not adopted.adoptions:
        entry = adopted.entry
        judged = ", ".join(f"{one.profile}: {locks.ANSWERS[one.decision]}" for one in entry.reviewed.verdicts)
        said = f"{entry.reviewed_on} by {entry.reviewer}, and not adopted ({judged}): {entry.reviewed.label}"
        yield from labelled("Reviewed", [(one_line(said), "")], paper)
    for one in adopted.adoptions:
        yield from locks.adoption(one, paper)
    for problem in adopted.spoilt.values():
        yield from labelled("Beware", [(one_line(problem), "bad")], paper)


def plain(found: Past) -> Json:
    """Both records, for programs.

    Parameters:
        found: of a day.
    """
    recorded = None
    if found.recorded:
        inspection, witnessed = found.recorded
        recorded = {"witnessed": witnessed, **structured.inspection(inspection)}
    return {
        "schema": structured.SCHEMA,
        "subject": found.subject,
        "as_of": found.day.isoformat(),
        "adoptions": [_adoption(one, found.adopted.spoilt) for one in found.adopted.adoptions]
        if found.adopted
        else [],
        "recorded": recorded,
        "notice": NOT_LEGAL_ADVICE,
    }


def _adoption(one: Adoption, spoilt: Mapping[str, str]) -> Json:
    return {
        "product": one.product,
        "profile": one.profile,
        "at": structured.plain(one.at),
        "verdict": one.decision,
        "reviewer": one.reviewer,
        "commit": one.commit,
        "gate": {"by": one.gate_by, "on": one.gate_on.isoformat()} if one.gate_on else None,
        "comment": one.comment,
        "texts": [{"document": name, "sha256": sha, "fault": spoilt.get(sha)} for name, sha in one.texts],
    }
