"""Made-up models and verdicts that the tests of the reports share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.records import (
    Basis,
    Commercial,
    Conflict,
    Decision,
    Declared,
    Document,
    Finding,
    Governs,
    Hosting,
    How,
    Identity,
    Inspection,
    Place,
    Profile,
    Read,
    Reading,
    Reason,
    Role,
    Sheet,
    Sourced,
    Span,
    State,
    Subject,
    Terms,
    Threshold,
    Use,
    Verdict,
)
from monitor.reports.texts import FileReading

SEEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TEXT = (
    "MADE-UP COMMUNITY LICENSE\n\n"
    "1. Grant. You may use the weights free of charge.\n\n"
    "3. Commercial Use\n\n"
    "Any commercial use of the weights or of any derivative of them is prohibited without obtaining\n"
    "a separate, prior written authorization from Example Labs. Ask at licensing@labs.example.\n"
)
QUOTE = "prohibited without obtaining\na separate, prior written authorization"
PROFILES = (Profile(name="support-bot", uses=(Use.PRODUCT, Use.HOSTED_API), users_month=40_000),)


def finding(quote: str = QUOTE, text: str = TEXT, field: str = "commercial_use") -> Finding:
    start = text.index(quote)
    return Finding(
        rule=f"{field}/sample",
        field=field,
        start=start,
        end=start + len(quote),
        quote=quote,
        values={"value": "x"},
    )


def model(name: str, decision: Decision, **more: object) -> Inspection:
    """A model whose LICENSE is `TEXT`, judged as told."""
    reason = Reason(
        code="commercial_use",
        decision=decision,
        sentence="Commercial use needs a prior written authorisation from the licensor.",
        document="LICENSE",
        quote=QUOTE,
        next_step="Write to licensing@labs.example and keep the answer with your records.",
    )
    verdict = Verdict(
        decision=decision,
        profile="support-bot",
        reasons=() if decision is Decision.ALLOW else (reason,),
        obligations=(
            "Show “Built with Example” on a page of the product.",
            "Hand the agreement on with the weights.",
        )
        if decision is Decision.OBLIGATIONS
        else (),
    )
    base = Inspection(
        subject=Subject(Place.HUGGINGFACE, name),
        seen_at=SEEN,
        state=State.OK,
        commit="0f3a91c2b4d5e6f708192a3b4c5d6e7f80912a3b",
        reads=(_metadata(), _license()),
        sheet=_sheet(),
        verdicts=(verdict,),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of an inspection


def unreachable(name: str) -> Inspection:
    """A model that could not be looked at."""
    sentence = "The hub did not answer within 10 seconds."
    return Inspection(
        subject=Subject(Place.HUGGINGFACE, name),
        seen_at=SEEN,
        state=State.UNREACHABLE,
        commit=None,
        reads=(),
        sheet=Sheet(not_checked=(sentence,)),
        verdicts=(
            Verdict(
                decision=Decision.INCOMPLETE,
                profile="support-bot",
                reasons=(Reason(code="unreachable", decision=Decision.INCOMPLETE, sentence=sentence),),
            ),
        ),
    )


def _metadata() -> Read:
    return Read(
        document=Document(
            role=Role.METADATA,
            name="metadata",
            url="https://hub.example/api/models/labs/one",
            state=State.OK,
            declared=Declared(licenses=("mit",)),
        )
    )


def _license() -> Read:
    return Read(
        document=Document(
            role=Role.LICENSE,
            name="LICENSE",
            url="https://hub.example/labs/one/LICENSE",
            state=State.OK,
            governs=Governs.WEIGHTS,
            text=TEXT,
            sha256="3f2a91b0c4d5e6f7" * 4,
        ),
        reading=Reading(
            terms=_sheet().terms,
            identity=Identity(reference="MIT", how=How.NEAR, residue=(Span(start=0, end=4, quote="MADE"),)),
            findings=(finding(),),
        ),
    )


def _sheet() -> Sheet:
    return Sheet(
        terms=Terms(
            commercial_use=Commercial.SEPARATE,
            hosting=Hosting.RESTRICTED,
            thresholds=(
                Threshold(metric="mau", amount=1e8, period="month", consequence="display", group=1),
                Threshold(
                    metric="revenue",
                    amount=3e7,
                    currency="USD",
                    period="year",
                    consequence="display",
                    group=1,
                ),
            ),
            display_attribution=("Built with Example",),
        ),
        won={"commercial_use": (Sourced(document="LICENSE", sha256="3f2a" * 16, finding=finding()),)},
        basis=Basis.TEXT,
        label="modified MIT (+ 1 passage)",
        conflicts=(
            Conflict(
                kind="declaration",
                left="metadata",
                left_says="mit",
                right="LICENSE",
                right_says="modified MIT",
            ),
        ),
        unaccounted=(("LICENSE", Span(start=0, end=4, quote="MADE")),),
    )


def file_reading() -> FileReading:
    """`TEXT` as a local file, its title unexplained."""
    title = "MADE-UP COMMUNITY LICENSE"
    reading = Reading(
        terms=Terms(commercial_use=Commercial.SEPARATE),
        identity=Identity(),
        findings=(finding(),),
        unaccounted=(Span(start=0, end=len(title), quote=title),),
    )
    return FileReading(path="LICENSE.txt", text=TEXT, reading=reading)
