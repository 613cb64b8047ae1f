"""SARIF 2.1.0 for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/).

Addresses are told as paths below a base address (section 3.14.14): GitHub refuses a whole file in which one
artifact location is an `https` address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from monitor import __version__
from monitor.records import NOT_LEGAL_ADVICE, Decision, Settling, State
from monitor.reports import codes, structured
from monitor.reports.plain import clip, one_line
from monitor.reports.results import Result, results
from monitor.reports.settling import excuse
from monitor.reports.spots import Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records import Settled
    from monitor.reports.inputs import Judged
    from monitor.reports.structured import Json

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PROJECT = "%SRCROOT%"
"""The base of paths in the project, by the name that readers know (section 3.14.14)."""

NOWHERE = "licensewatch.toml"
"""Where results stand that no place belongs to: GitHub shows none without one."""

_LEVELS = {
    Decision.ALLOW: "note",
    Decision.OBLIGATIONS: "note",
    Decision.REVIEW: "warning",
    Decision.INCOMPLETE: "error",
    Decision.DENY: "error",
}
_LONGEST = 1000
"""Characters of a message or snippet; GitHub shows the first lines of it."""

FINGERPRINT = "licensewatch/v1"


def judged(found: Judged) -> str:
    """One run with a result a clause; no results, and valid, where nothing is found.

    Parameters:
        found: judged models.
    """
    told = results(found)
    rules = sorted({one.code for one in told})
    bases: dict[str, str] = {}
    compared = any(one.how is Settling.BASELINED for one in found.settled)
    listed: list[Json] = [_result(one, rules, bases, compared=compared) for one in told]
    run: dict[str, Json] = {
        "tool": {"driver": _driver(rules, found)},
        "automationDetails": {"id": "licensewatch/"},
        "invocations": [_invocation(found)],
        "columnKind": "unicodeCodePoints",
        "results": listed,
        "properties": {"notice": NOT_LEGAL_ADVICE, "profiles": [one.name for one in found.profiles]},
    }
    names: dict[str, Json] = {PROJECT: {"description": {"text": "The root of the project."}}}
    run["originalUriBaseIds"] = names | {name: {"uri": address} for address, name in bases.items()}
    return structured.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(rules: Sequence[str], found: Judged) -> Json:
    return {
        "name": "licensewatch",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code, found.manual) for code in rules],
    }


def _rule(code: str, manual: str) -> Json:
    told = codes.told(code)
    page = f"{manual.rstrip('/')}/{codes.MANUAL}#{code}" if manual else f"urn:licensewatch:code:{code}"
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in told.title.split()),
        "shortDescription": {"text": told.title},
        "fullDescription": {"text": told.meaning},
        "help": {"text": f"{told.meaning} {told.remedy}", "markdown": f"{told.meaning}\n\n{told.remedy}"},
        "helpUri": page,
        "properties": {"tags": ["licence", "ai-model"]},
    }


def _invocation(found: Judged) -> Json:
    """When it was looked, and what could not be."""
    unread: list[Json] = [
        {
            "level": "error",
            "message": {"text": clip(_plain(note), _LONGEST)},
            "descriptor": {"id": "incomplete"},
        }
        for model in found.inspections
        for note in model.sheet.not_checked
    ]
    done = all(model.state is State.OK for model in found.inspections)
    told: dict[str, Json] = {
        "executionSuccessful": True,
        "startTimeUtc": structured.plain(found.seen_at),
        "properties": {"everythingRead": done and not unread},
    }
    return {**told, "toolExecutionNotifications": unread} if unread else told


def _result(one: Result, rules: Sequence[str], bases: dict[str, str], *, compared: bool) -> Json:
    told: dict[str, Json] = {
        "ruleId": one.code,
        "ruleIndex": rules.index(one.code),
        "level": _LEVELS[one.decision],
        "message": {"text": clip(_plain(_said(one)), _LONGEST)},
        "locations": _locations([one.spot or Spot(path=NOWHERE)], one, bases),
        # GitHub follows alerts by the name that it computes from the line where none is given.
        "partialFingerprints": {
            FINGERPRINT: one.fingerprint,
            "primaryLocationLineHash": f"{one.fingerprint[:16]}:1",
        },
        "properties": _properties(one),
    }
    related = _locations(one.others, one, bases)
    if related:
        told["relatedLocations"] = [
            {**place, "id": number}
            for number, place in enumerate(related, start=1)
            if isinstance(place, dict)
        ]
    if one.settled and not one.live:
        # Each may stand once; one person may have dealt with it for several profiles.
        told["suppressions"] = list({excuse(each): _suppression(each) for each in one.settled}.values())
    if compared:
        told["baselineState"] = "new" if one.live else "unchanged"
    return told


def _said(one: Result) -> str:
    """Model, sentence, clause and next steps in one paragraph."""
    said = " ".join(one.parts)
    return f"{one.name}: {said}" if one.name else said


def _properties(one: Result) -> Json:
    document = one.document
    return {
        "model": one.name,
        "verdict": one.decision.value,
        "profiles": [profile for profiles, _ in one.told for profile in profiles],
        **({"document": document.name, "sha256": document.sha256} if document else {}),
    }


def _suppression(settled: Settled) -> Json:
    status = "underReview" if settled.how is Settling.DEFERRED else "accepted"
    return {"kind": "external", "status": status, "justification": clip(_plain(excuse(settled)), _LONGEST)}


def _locations(spots: Sequence[Spot], one: Result, bases: dict[str, str]) -> list[Json]:
    """Places, with a snippet only where the words themselves stand."""
    told: list[Json] = []
    for spot in spots:
        physical: dict[str, Json] = {"artifactLocation": _artifact(spot, bases)}
        if spot.line is not None:
            region: dict[str, Json] = {"startLine": spot.line}
            region |= {"endLine": spot.end} if spot.end is not None else {}
            if spot == one.own and one.snippet:
                region["snippet"] = {"text": one.snippet[:_LONGEST]}
            physical["region"] = region
        told.append({"physicalLocation": physical})
    return told


def _artifact(spot: Spot, bases: dict[str, str]) -> Json:
    if spot.inside:
        return {"uri": spot.uri, "uriBaseId": PROJECT}
    if not spot.url:
        return {"uri": spot.uri}
    parts = urlsplit(spot.uri)
    base = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
    name = bases.setdefault(base, f"WEB{len(bases) + 1}")
    below = urlunsplit(("", "", parts.path.lstrip("/"), parts.query, ""))
    # A first segment with a colon would be read as a scheme.
    return {"uri": below.replace(":", "%3A"), "uriBaseId": name}


def _plain(text: str) -> str:
    """Words that no reader takes for a link: `[text](address)` is one in messages (section 3.11.6)."""
    return one_line(text).replace("](", "] (")
