"""Judged models as a project sees them: named in files, waived, put off, derived; and hostile ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from report_samples import PROFILES, SEEN, TEXT, model, unreachable

from monitor.records import (
    Decision,
    Declared,
    Document,
    Governs,
    How,
    Identity,
    Inspection,
    Mention,
    Place,
    Read,
    Reading,
    Reason,
    Remark,
    Role,
    Settled,
    Settling,
    Sheet,
    State,
    Subject,
    Terms,
    Verdict,
)
from monitor.reports.inputs import Judged

MIT = "Permission is hereby granted, free of charge, to any person.\n"


def licence(
    text: str,
    reference: str | None,
    how: How = How.EXACT,
    *,
    name: str = "LICENSE",
    role: Role = Role.LICENSE,
) -> Read:
    """A licence document and what it was taken for."""
    document = Document(
        role=role,
        name=name,
        url=f"https://hub.example/raw/{name}",
        state=State.OK,
        governs=Governs.WEIGHTS,
        text=text,
        sha256="ab" * 32,
        commit="c0ffee" * 6 + "c0ff",
    )
    return Read(
        document=document, reading=Reading(terms=Terms(), identity=Identity(reference=reference, how=how))
    )


def tagged(
    *licenses: str, bases: tuple[str, ...] = (), relation: str | None = None, name: str = "metadata"
) -> Read:
    """Metadata that declares licences and base models."""
    declared = Declared(licenses=licenses, base_models=bases, base_model_relation=relation)
    return Read(
        document=Document(
            role=Role.METADATA, name=name, url="https://hub.example/api", state=State.OK, declared=declared
        )
    )


def with_reads(name: str, *reads: Read, sheet: Sheet | None = None) -> Inspection:
    """An allowed model that holds these documents."""
    return model(name, Decision.ALLOW, reads=reads, sheet=sheet or Sheet(label="sample"))


def settled(found: Inspection, how: Settling, **more: object) -> Settled:
    """What somebody did about the first reason of a model's first verdict."""
    verdict = found.verdicts[0]
    base = Settled(
        subject=found.subject.key,
        profile=verdict.profile,
        reason=verdict.reasons[0],
        how=how,
        owner="legal@labs.example",
        justification="Licence bought, contract 17",
        until=date(2026, 12, 31),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of it


DENIED = model("labs/one", Decision.DENY)
WAIVED = model("labs/three", Decision.DENY)
MENTIONS = {
    DENIED.subject.key: (Mention("app/serve.py", 12, "labs/one"), Mention("Dockerfile", 3, "labs/one")),
    WAIVED.subject.key: (Mention("app/other.py", 7, "labs/three"),),
}
REMARK = Remark(
    code="waiver-expired",
    sentence="The waiver of legal@labs.example for labs/one ended on 2026-01-31.",
    subject=DENIED.subject.key,
    decision=Decision.DENY,
    next_step="Renew it, or choose another model.",
    quotes=("Any commercial use is prohibited.",),
)
FOUND = Judged(
    inspections=(
        DENIED,
        model("labs/two", Decision.OBLIGATIONS),
        WAIVED,
        model("labs/four", Decision.REVIEW),
        unreachable("labs/five"),
        model("labs/six", Decision.ALLOW),
    ),
    profiles=PROFILES,
    seen_at=SEEN,
    settled=(settled(WAIVED, Settling.WAIVED),),
    remarks=(REMARK,),
    mentions=MENTIONS,
    here="/project/sub",
    root="/project",
)
CLEAN = replace(FOUND, inspections=(model("labs/six", Decision.ALLOW),), settled=(), remarks=(), mentions={})

HOSTILE = st.text(
    alphabet=st.characters()
    | st.sampled_from(
        "\x00\x08\x0b\x1b\x7f\x85\ufffe\uffff\ud800\u202e\u2028\r\n\t%:,|*_`[]()<>&\"'=+-@#\\{}$"
    )
) | st.sampled_from(
    [
        "::error file=x::boo",
        "##[error]boo",
        "##vso[task.complete]",
        "]]>",
        "<!-- -->",
        "-->",
        "<script>alert(1)</script>",
        "[click](https://evil.example)",
        "![x](https://evil.example/pixel)",
        "=cmd|' /C calc'!A0",
        "@everyone #1",
        "${{ secrets.TOKEN }}",
        "{0} {{1}}",
        "<a id=x onclick=y>",
        "&#8203;&lt;",
        "javascript:alert(1)",
        "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
        "%0A::error::boo",
        "a\n::error::boo",
        "| a | b |\n|---|---|",
        "../../etc/passwd",
        "//evil.example/x",
        "a:b/c",
    ]
)


@st.composite
def hostile(draw: st.DrawFn) -> Judged:
    """Judged models in which every word that may come from outside is hostile."""
    word = HOSTILE
    text, quote, name, document = draw(word), draw(word), draw(word) or "x", draw(word) or "LICENSE"
    decision = draw(st.sampled_from(list(Decision)))
    reason = Reason(
        code="commercial_use",
        decision=decision,
        sentence=draw(word) or "A sentence.",
        document=document,
        quote=quote,
        next_step=draw(word),
    )
    verdict = Verdict(
        decision=decision, profile=draw(word) or "default", reasons=(reason,), obligations=(draw(word),)
    )
    address = draw(
        word | st.just("https://hub.example/") | word.map(lambda end: f"https://hub.example/{end}")
    )
    read = Read(
        document=Document(
            role=draw(st.sampled_from([Role.LICENSE, Role.POLICY, Role.GATE])),
            name=document,
            url=address,
            state=State.OK,
            text=draw(st.just(text + quote) | st.just(TEXT)),
            sha256="ab" * 32,
        ),
        reading=Reading(
            terms=Terms(), identity=Identity(reference=draw(st.none() | st.just("MIT") | word), how=How.EXACT)
        ),
    )
    base = draw(word)
    found = Inspection(
        subject=Subject(draw(st.sampled_from(list(Place))), name),
        seen_at=SEEN,
        state=State.OK,
        commit=draw(st.none() | word),
        reads=(tagged(draw(word), bases=(base,), relation=draw(word)), read),
        sheet=Sheet(label=draw(word) or "x", not_checked=(draw(word),)),
        verdicts=(verdict,),
    )
    return Judged(
        inspections=(found,),
        profiles=PROFILES,
        seen_at=SEEN,
        settled=draw(
            st.just(())
            | st.just((settled(found, Settling.WAIVED, owner=draw(word), justification=draw(word)),))
        ),
        remarks=(Remark(code="lock-stale", sentence=draw(word), decision=decision, quotes=(draw(word),)),),
        mentions=draw(st.just({}) | st.just({found.subject.key: (Mention(draw(word) or "a.py", 3, "x"),)})),
        here="/project/sub",
        root="/project",
    )
