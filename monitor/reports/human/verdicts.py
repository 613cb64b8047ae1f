"""The answer of `check`: may we use this model, why, and what to do next."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE, Commercial, Decision, How, State
from monitor.reports import words
from monitor.reports.cite import cite_reason, document_named
from monitor.reports.layout import MARGIN, Paper, cells, flow, labelled
from monitor.reports.plain import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import Document, Inspection, Mention, Profile, Reason, Verdict

_HEADLINES = {
    Decision.ALLOW: "YES",
    Decision.OBLIGATIONS: "YES, with duties",
    Decision.REVIEW: "ASK FIRST",
    Decision.DENY: "NO",
    Decision.INCOMPLETE: "NOT CHECKED",
}
_DUTIES = {
    Decision.ALLOW: "Do",
    Decision.OBLIGATIONS: "Do",
    Decision.REVIEW: "If yes",
    Decision.INCOMPLETE: "If yes",
}
"""What the duties are called; where the answer is no there is nothing yet that they could come with."""

_BORROWED = re.compile(r"(?<![a-z])(?:mit|apache|bsd)(?![a-z])", re.IGNORECASE)
_WITHHELD = frozenset({Commercial.PROHIBITED, Commercial.SEPARATE})
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NEAR = 500
"""Characters behind a clause that still speak of it."""
_CONTACTS_SHOWN = 2
_REASONS_SHOWN = 4
_QUOTES_SHOWN = 2
_TEXTS_SHOWN = 3
_PLACES_SHOWN = 4
_GRANT_SHOWN = 140
"""Characters of a clause that gives the right."""


def check(
    inspections: Sequence[Inspection],
    profiles: Sequence[Profile],
    paper: Paper,
    mentions: Mapping[str, Sequence[Mention]] = MappingProxyType({}),
) -> str:
    """One block a model, a blank line between, the legal line once at the end.

    Parameters:
        inspections: judged models.
        profiles: for whom.
        paper: what is written on.
        mentions: by a subject's key, where files of a project name it.
    """
    blocks = [
        "\n".join((*_subject(one, profiles, paper), *_used(mentions.get(one.subject.key, ()), paper)))
        for one in inspections
    ]
    return "\n\n".join([*blocks, paper.ink(NOT_LEGAL_ADVICE, "dim")]) + "\n"


def _used(mentions: Sequence[Mention], paper: Paper) -> list[str]:
    """Where a project names the model."""
    if not mentions:
        return []
    places = [f"{one_line(mention.path)}:{mention.line}" for mention in mentions[:_PLACES_SHOWN]]
    more = len(mentions) - len(places)
    told = ", ".join(places) + (f" and {words.count(more, 'more place')}" if more else "")
    return labelled("Used in", [(told, "dim")], paper)


def title(inspection: Inspection, *, commit: bool = True) -> str:
    """`MiniMaxAI/MiniMax-M2 @9a8b7c6`: the reference as one would type it, and what was looked at."""
    subject = inspection.subject
    prefix = "" if subject.place in {"hf", "web", "file"} else f"{subject.place}:"
    asked = f"@{subject.revision}" if subject.revision else ""
    resolved = (inspection.commit or "") if commit else ""
    at = f" @{resolved[:7]}" if resolved and not resolved.startswith(subject.revision or " ") else ""
    return one_line(f"{prefix}{subject.name}{asked}{at}")


def seen(inspection: Inspection) -> str:
    """`2026-03-01 12:00 UTC`."""
    return f"{inspection.seen_at:%Y-%m-%d %H:%M} UTC"


def _subject(inspection: Inspection, profiles: Sequence[Profile], paper: Paper) -> Iterator[str]:
    uses = {profile.name: words.uses(profile.uses) for profile in profiles}
    borrowed = list(_not_what_it_seems(inspection, paper))
    for position, alike in enumerate(_alike(inspection.verdicts)):
        whom = words.listing([_whom(verdict.profile, uses) for verdict in alike])
        if position:
            yield ""
        yield from flow([(title(inspection), "bold"), (f" for {whom}", "")], paper, rest="  ")
        yield from _verdict(inspection, alike[0], paper, unlike=() if position else borrowed)
    if not inspection.verdicts:
        yield paper.ink(title(inspection), "bold")
        yield from borrowed
    yield from _tail(inspection, paper, renamed=bool(borrowed))


def _alike(verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """Verdicts that say the same to several profiles, together."""
    groups: dict[object, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault((verdict.decision, verdict.reasons, verdict.obligations), []).append(verdict)
    return list(groups.values())


def _whom(profile: str, uses: Mapping[str, str]) -> str:
    name, doing = one_line(profile), uses.get(profile, "")
    return name if doing in {"", name} else f"{name} ({doing})"


def _verdict(
    inspection: Inspection, verdict: Verdict, paper: Paper, *, unlike: Sequence[str]
) -> Iterator[str]:
    symbol, _, ink = words.ANSWERS[verdict.decision]
    yield from flow(
        [(f"{symbol} {_HEADLINES[verdict.decision]}.", ink), (f" {headline(inspection, verdict)}", "bold")],
        paper,
        rest="  ",
    )
    yield ""
    deciding = [reason for reason in verdict.reasons if reason.decision is verdict.decision]
    beside = [reason for reason in verdict.reasons if reason.decision is not verdict.decision]
    yield from _why(inspection, deciding, paper, told=headline(inspection, verdict))
    yield from unlike
    if verdict.decision in _DUTIES:
        yield from _list(_DUTIES[verdict.decision], verdict.obligations, paper)
    yield from _also(beside, paper)
    steps = [*next_steps(deciding, verdict.decision), *contacts(inspection, deciding), *verdict.way_out]
    yield from _list("Next", steps, paper)


def headline(inspection: Inspection, verdict: Verdict) -> str:
    """The gravest reason in one sentence, or what a verdict without reasons means."""
    label = words.licence(inspection.sheet.label)
    if verdict.decision is Decision.OBLIGATIONS:
        return f"{words.count(len(verdict.obligations), 'thing')} to do under {label}."
    if verdict.reasons and verdict.decision is not Decision.ALLOW:
        return one_line(verdict.reasons[0].sentence)
    if verdict.decision is Decision.ALLOW:
        return f"{label} allows it; keep its licence and copyright notices."
    return one_line(
        inspection.sheet.not_checked[0] if inspection.sheet.not_checked else words.STATES[inspection.state]
    )


def _why(inspection: Inspection, reasons: Sequence[Reason], paper: Paper, *, told: str) -> Iterator[str]:
    """Each deciding reason: its sentence where the headline did not say it, the clause, where it stands."""
    label = "Why"
    shown: set[str] = set()
    codes = Counter(reason.code for reason in reasons)
    for reason in reasons[:_REASONS_SHOWN]:
        sentence = one_line(reason.sentence)
        if sentence != told:
            yield from labelled(label, [(sentence, "")], paper)
            label = ""
        # Findings beside the reason's own belong to it only where no other reason is of its kind.
        most = _QUOTES_SHOWN if codes[reason.code] == 1 else 1
        for citation in cite_reason(inspection, reason, most=most) if reason.quote else ():
            if citation.words not in shown:
                shown.add(citation.words)
                # What grants is evidence; what withholds or demands has to be read.
                granted = reason.decision is Decision.ALLOW
                quote = clip(citation.words, _GRANT_SHOWN) if granted else citation.words
                yield from labelled(label, [(f"“{quote}”", "")], paper)
                yield from labelled("", [(citation.place, "dim")], paper)
                label = ""
    more = len(reasons) - _REASONS_SHOWN
    if more > 0:
        yield from labelled(
            "", [(f"and {words.count(more, 'more reason')}; --format json lists all.", "dim")], paper
        )


def _also(reasons: Sequence[Reason], paper: Paper) -> Iterator[str]:
    """Lighter reasons, one line each, duties excepted since they are listed as such."""
    lighter = [
        reason
        for reason in reasons
        if reason.decision in {Decision.REVIEW, Decision.INCOMPLETE, Decision.DENY}
    ]
    yield from _list("Also", [reason.sentence for reason in lighter], paper)


def next_steps(reasons: Sequence[Reason], decision: Decision) -> list[str]:
    """What the user can do now, each step once; a general one where no reason names any."""
    # What a duty asks for stands in the list of duties.
    told = [reason for reason in reasons if reason.decision is not Decision.OBLIGATIONS]
    steps = list(dict.fromkeys(one_line(reason.next_step) for reason in told if reason.next_step))
    if steps or decision in {Decision.ALLOW, Decision.OBLIGATIONS}:
        return steps
    if decision is Decision.INCOMPLETE:
        return [
            "Run the command again once the text can be reached; until then treat the model as not allowed."
        ]
    return ["Read the quoted words, ask the licensor, or choose another model."]


def _list(label: str, items: Sequence[str], paper: Paper) -> Iterator[str]:
    """A labelled list; numbered from two items on."""
    for position, item in enumerate(items):
        margin = label if position == 0 else ""
        number = f"{position + 1}. " if len(items) > 1 else ""
        lines = flow([(one_line(item), "")], Paper(paper.width - MARGIN), first=number)
        yield from labelled(margin, [(lines[0], "")], paper)
        yield from (" " * MARGIN + line for line in lines[1:])


def contacts(inspection: Inspection, reasons: Sequence[Reason]) -> Iterator[str]:
    """Whom the licence says to ask, where no step names anybody: addresses close to the deciding clauses."""
    denied = [reason for reason in reasons if reason.decision is Decision.DENY]
    if any("@" in reason.next_step for reason in denied):
        return
    found: dict[str, str] = {}
    for won in (one for reason in denied for one in inspection.sheet.won.get(reason.code, ())):
        document = document_named(inspection, won.document)
        if document and document.text:
            near = document.text[won.finding.start : won.finding.end + _NEAR]
            found |= dict.fromkeys(_ADDRESS.findall(near), won.document)
    for address, name in list(found.items())[:_CONTACTS_SHOWN]:
        yield f"Write to {address}, named in {name}."


def _tail(inspection: Inspection, paper: Paper, *, renamed: bool) -> Iterator[str]:
    """Who disagrees, what was not read, and the evidence."""
    told = {reason.sentence for verdict in inspection.verdicts for reason in verdict.reasons}
    for conflict in inspection.sheet.conflicts:
        sides = (conflict.left_says, conflict.right_says)
        said = any(all(side in sentence for side in sides) for sentence in told)
        if said or (renamed and conflict.kind == "declaration"):
            continue
        left, right = clip(conflict.left_says, 80), clip(conflict.right_says, 80)
        disagree = one_line(f"{conflict.left} says {left}; {conflict.right} says {right}")
        yield from labelled("But", [(disagree, "")], paper)
    for note in inspection.sheet.not_checked:
        if note in told:
            continue
        yield from labelled("Unread", [(one_line(note), "warn")], paper)
    label = "Text"
    for document in _evidence(inspection)[:_TEXTS_SHOWN]:
        # In full: a waiver is bound to it, and people paste it.
        digest = f", sha256 {one_line(document.sha256)}" if document.sha256 else ""
        evidence = f"{one_line(document.name)}, seen {seen(inspection)}{digest}"
        yield from labelled(label, [(evidence, "dim")], paper)
        label = ""


def _not_what_it_seems(inspection: Inspection, paper: Paper) -> Iterator[str]:
    """A text that resembles a licence it is not, and a name that borrows from one."""
    declared = [read.document.declared for read in inspection.reads if read.document.declared]
    near = [
        (read.document.name, read.reading.identity)
        for read in inspection.reads
        if read.reading and read.reading.identity.how is How.NEAR and read.reading.identity.reference
    ]
    for name, identity in near:
        tags = one_line(", ".join(sorted({tag for one in declared for tag in one.licenses})))
        despite = f"despite the tag “{tags}”: " if tags else ""
        reference = words.licence(identity.reference or "")
        yield from _not(reference, f"{despite}{one_line(name)} is {words.licence(identity.label)}", paper)
    if not near and inspection.sheet.terms.commercial_use in _WITHHELD:
        names = {one_line(one.license_name): None for one in declared if one.license_name}
        for borrowed, name in ((_BORROWED.search(name), name) for name in names):
            if borrowed:
                yield from _not(borrowed.group().upper(), f"despite the name “{name}”", paper)


def _not(reference: str, told: str, paper: Paper) -> list[str]:
    label = f"Not {reference}"
    if cells(label) < MARGIN:
        return labelled(label, [(told, "")], paper)
    return labelled("Not", [(f"{reference}: {told}", "")], paper)


def _evidence(inspection: Inspection) -> list[Document]:
    """The documents the verdict rests on first, then the others that have a text."""
    cited = {reason.document for verdict in inspection.verdicts for reason in verdict.reasons if reason.quote}
    named = [found for name in sorted(cited) if (found := document_named(inspection, name))]
    rest = [
        read.document
        for read in inspection.reads
        if read.document.text
        and read.document.state is State.OK
        and read.document.role in {"license", "policy", "gate"}
    ]
    return list({document.name: document for document in (*named, *rest)}.values())
