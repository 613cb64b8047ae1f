"""The words of the project as frozen values; every stage takes some of them and returns new ones.

Field names and vocabularies of `Terms` follow the rubric that licences are labelled by; the meaning of
each word is told beside it.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping  # noqa: TC003 - the store resolves the hints of records at run time
from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - as above
from enum import StrEnum
from typing import TypeAlias

BASE = "base:"
"""What the name of a document begins with that belongs to a base model: `base:owner/name:LICENSE`."""

PROPOSED = "proposed"
"""The relation to a base model that nobody declared."""

Value: TypeAlias = "str | int | float | bool | tuple[str, ...] | None"


class Place(StrEnum):
    """The kind of place a subject lives in; the prefix of its key."""

    HUGGINGFACE = "hf"
    GITHUB = "github"
    MODELSCOPE = "modelscope"
    WEB = "web"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing watched, by reference.

    Parameters:
        place: where it lives.
        name: `owner/name`, an `https://` URL, or a local path.
        revision: branch, tag or commit asked for; None means the place's default.
    """

    place: Place
    name: str
    revision: str | None = None

    @property
    def key(self) -> str:
        """The canonical reference, e.g. `hf:MiniMaxAI/MiniMax-M2@main` or the bare URL."""
        base = self.name if self.place is Place.WEB else f"{self.place}:{self.name}"
        return f"{base}@{self.revision}" if self.revision else base


class Role(StrEnum):
    """What a document is to its subject."""

    METADATA = "metadata"
    CARD = "card"
    LICENSE = "license"
    NOTICE = "notice"
    POLICY = "policy"
    GATE = "gate"
    LINKED = "linked"


class Governs(StrEnum):
    """What a document's terms are about."""

    WEIGHTS = "weights"
    CODE = "code"
    OUTPUTS = "outputs"
    POLICY = "policy"
    THIRD_PARTY = "third-party"
    UNKNOWN = "unknown"


class State(StrEnum):
    """How a document could be had this time."""

    OK = "ok"
    GATED = "gated"
    MISSING = "missing"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    SUSPECT = "suspect"


def own_name(name: str) -> str:
    """The name of a document within the repository that it belongs to, which may be a base model's.

    Parameters:
        name: as the subject calls it.
    """
    return name.removeprefix(BASE).partition(":")[2] if name.startswith(BASE) else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One document as received, before anything is made of it.

    Parameters:
        role: what the document is to its subject.
        name: its stable name within the subject: a path in the repository, `metadata`, `gate`, or a URL.
        url: where it was read (after redirects), or the local path.
        fetched_at: UTC, aware.
        state: whether it was had; `body` is None unless it was (a suspect page keeps its body).
        body: raw bytes as received.
        status: HTTP status, where there was one.
        media_type: as the server declared it, lower case, with parameters.
        headers: response headers worth keeping, in order.
        etag: as received.
        blob_id: git blob SHA-1 (hub, GitHub), where known.
        commit: the commit the place resolved the revision to.
        detail: one sentence on why the state is not ok.
    """

    role: Role
    name: str
    url: str
    fetched_at: datetime
    state: State = State.OK
    body: bytes | None = None
    status: int | None = None
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    blob_id: str | None = None
    commit: str | None = None
    detail: str = ""

    @property
    def sha256(self) -> str | None:
        """SHA-256 of the body in hexadecimal, or None without a body."""
        return None if self.body is None else hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Everything one look at a subject brought.

    Parameters:
        subject: as asked for.
        state: the state of the subject as a whole (gone, unreachable, gated: no terms could be read).
        snapshots: in a stable order: metadata, card, gate, licences, notices, policies, linked.
        commit: the commit all repository files were read at.
        repo_id: the place's own identity of the repository; another id is another repository.
        moved_to: the name the place redirected to, when it differs from the one asked for.
        detail: one sentence on why the state is not ok.
        status: HTTP status of the answer that said so, where there was one for the subject as a whole.
        dated: when the place says that this state began; None where nobody asked.
        past: the states before it, oldest first, as the place's own history tells them.
    """

    subject: Subject
    state: State
    snapshots: tuple[Snapshot, ...] = ()
    commit: str | None = None
    repo_id: str | None = None
    moved_to: str | None = None
    detail: str = ""
    status: int | None = None
    dated: datetime | None = None
    past: tuple[Fetched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a subject says of its own licence in metadata.

    Parameters:
        licenses: ids as declared (`apache-2.0`, `other`); usually one.
        license_name: the free name that goes with `other`.
        license_link: as declared: a relative path or a URL.
        base_models: repositories it is derived from, as declared.
        base_model_relation: `finetune`, `quantized`, `merge`, `adapter` or None.
        gate_prompt: text shown before access, often the whole licence.
        gated: False, `auto` or `manual`.
    """

    licenses: tuple[str, ...] = ()
    license_name: str | None = None
    license_link: str | None = None
    base_models: tuple[str, ...] = ()
    base_model_relation: str | None = None
    gate_prompt: str | None = None
    gated: bool | str = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The readable form of a snapshot.

    Parameters:
        text: extracted text, the one all offsets refer to; None when nothing could be read.
        declared: metadata, for roles metadata and card.
        faults: sentences on what could not be read (bad front matter, binary, truncated).
    """

    role: Role
    name: str
    url: str
    state: State
    governs: Governs = Governs.UNKNOWN
    text: str | None = None
    declared: Declared | None = None
    faults: tuple[str, ...] = ()
    sha256: str | None = None
    commit: str | None = None
    detail: str = ""

    @property
    def base(self) -> str | None:
        """The base model that the document belongs to; None for the subject's own."""
        return self.name.removeprefix(BASE).partition(":")[0] if self.name.startswith(BASE) else None

    @property
    def own_name(self) -> str:
        """Its name within the repository that it belongs to."""
        return own_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a text: `text[start:end] == quote`, in Unicode code points."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One clause found by one rule.

    Parameters:
        rule: the rule's id, `<field>/<name>`.
        field: the field of the terms it speaks to.
        start, end, quote: exact place in the text, code points, and the words there.
        values: what was read out of it; keys depend on the field.
        experimental: found by a rule that may not fail CI.
    """

    rule: str
    field: str
    start: int
    end: int
    quote: str
    # The class's own `field` hides the function of that name.
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    experimental: bool = False


class Commercial(StrEnum):
    """May it be used commercially? `unclear` is what a program adds: something stayed unexplained."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    SEPARATE = "separate-licence"
    PROHIBITED = "prohibited"
    UNCLEAR = "unclear"
    SILENT = "not-addressed"


class Hosting(StrEnum):
    """May it be offered to third parties as a service?"""

    SILENT = "not-addressed"
    ALLOWED = "expressly-allowed"
    RESTRICTED = "restricted"
    PROHIBITED = "prohibited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number at which somebody's rights or duties change.

    Parameters:
        metric: mau, dau, users, revenue, visits, devices, employees, budget or other.
        amount: the number, in units of the metric or of the currency.
        currency: ISO 4217, for money.
        period: month, year, 12-months, total, at-release or None.
        consequence: separate-licence, display, notify, loss-of-rights, review, registration or fee.
        comparator: `>` or `>=`.
        basis: whose number counts: licensee, group, product or employer.
        applies_to: whom it binds: any, commercial-product, hosting or competitor.
        exempt: uses that are free of it, e.g. internal.
        group: thresholds of one clause that are joined carry the same group and `join`.
        join: `or` or `and`.
    """

    metric: str
    amount: float
    currency: str | None = None
    period: str | None = None
    consequence: str = "separate-licence"
    comparator: str = ">"
    basis: str = "licensee"
    applies_to: str = "any"
    exempt: tuple[str, ...] = ()
    group: int | None = None
    join: str = "or"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueShare:
    """Whether the licensee pays the licensor by revenue, and how many percent where told."""

    present: bool = False
    rate: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The structured sheet of one text or of a whole subject. The defaults are the empty values."""

    commercial_use: Commercial = Commercial.SILENT
    thresholds: tuple[Threshold, ...] = ()
    revenue_share: RevenueShare = RevenueShare()
    hosting: Hosting = Hosting.SILENT
    display_attribution: tuple[str, ...] = ()
    name_prefix: str | None = None
    excluded_territories: tuple[str, ...] = ()
    no_training_other_models: bool = False
    acceptable_use: bool = False
    military_ban: bool = False
    unilateral_change: bool = False
    ip_litigation_termination: bool = False
    governing_law: str | None = None
    flow_down: bool = False
    registration_required: bool = False


class How(StrEnum):
    """In what way a text is like its reference."""

    EXACT = "exact"
    WORDS = "words"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The closest known licence of a text, and what that licence does not account for.

    Parameters:
        reference: SPDX id (or `LicenseRef-...`) of the closest reference; None when there is none.
        how: exact (same bytes of words, wrapping aside), words (same words), near, none.
        residue: stretches of the text that the reference does not hold, in order.
        missing: stretches of the reference that the text lacks, as a number of words.
        accounted: stretches of the text that align in order with the reference.
    """

    reference: str | None = None
    how: How = How.NONE
    residue: tuple[Span, ...] = ()
    missing: int = 0
    accounted: tuple[tuple[int, int], ...] = ()

    @property
    def label(self) -> str:
        """What to call the text: never the bare id of a reference it only resembles."""
        if self.reference is None:
            return "unidentified"
        if self.how is How.NEAR:
            extra = len(self.residue)
            parts = [f"+ {extra} passage{'' if extra == 1 else 's'}"] if extra else []
            parts += [f"- {self.missing} words"] if self.missing else []
            return (
                f"modified {self.reference} ({', '.join(parts)})" if parts else f"modified {self.reference}"
            )
        return self.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the rules and the references make of one text.

    Parameters:
        terms: the text's own sheet.
        identity: its closest reference.
        findings: in order of their place.
        unaccounted: sentences with cues of money, commerce, permission or prohibition that nothing explains.
        language: `en`, `zh`, another ISO 639-1 code, or `und`.
    """

    terms: Terms
    identity: Identity
    findings: tuple[Finding, ...] = ()
    unaccounted: tuple[Span, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document with its reading (None when it has no text)."""

    document: Document
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A finding and the document it stands in."""

    document: str
    sha256: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two documents of one subject that do not say the same (tag apache-2.0, text says otherwise).

    Parameters:
        kind: declaration (tag against text), prose (card against text) or lineage (against the base model).
        left, right: names of the documents, with what each says.
    """

    kind: str
    left: str
    left_says: str
    right: str
    right_says: str


class Basis(StrEnum):
    """What the terms of a subject rest on."""

    TEXT = "text"
    DECLARED = "declared"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The terms of a whole subject.

    Parameters:
        terms: per field the most restrictive of all documents but `code` and `third-party`.
        won: per field that is not empty, the findings that decided it.
        basis: read texts, a declared id only, or nothing.
        label: what to call it: an SPDX id, `LicenseRef-...`, "modified MIT (+ 1 passage)", "undeclared".
        conflicts: documents that disagree.
        unaccounted: sentences nobody explained, with the document each stands in.
        not_checked: one sentence for each document or state that kept something from being read.
        gated: one sentence for each document that stands unread behind a gate.
        proposals: one sentence for each base model that something names and the subject does not declare.
    """

    terms: Terms = Terms()
    won: Mapping[str, tuple[Sourced, ...]] = field(default_factory=dict)
    basis: Basis = Basis.NOTHING
    label: str = "undeclared"
    conflicts: tuple[Conflict, ...] = ()
    unaccounted: tuple[tuple[str, Span], ...] = ()
    not_checked: tuple[str, ...] = ()
    gated: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


class Direction(StrEnum):
    """Which way a change goes for the licensee."""

    TIGHTER = "tighter"
    LOOSER = "looser"
    MIXED = "mixed"
    LATERAL = "lateral"
    NONE = "none"
    UNCLEAR = "unclear"


class Use(StrEnum):
    """What an adopter does with a model."""

    INTERNAL = "internal"
    PRODUCT = "product"
    HOSTED_API = "hosted-api"
    REDISTRIBUTE = "redistribute"
    FINE_TUNE = "fine-tune"
    TRAIN_ON_OUTPUTS = "train-on-outputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One difference between two texts.

    Parameters:
        kind: `insert`, `delete`, `replace` or `move`.
        before, after: whole sentences; empty where there is none.
        before_start, after_start: where they stand, code points.
        marks: the words inside: (`equal` | `insert` | `delete`, text) in reading order.
    """

    kind: str
    before: str
    after: str
    before_start: int
    after_start: int
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDiff:
    """What differs between two texts.

    Parameters:
        words_changed: False when the sequences of NFKC-folded word and number tokens, case kept, are equal.
        hunks: the differences in reading order; empty when the words are the same.
    """

    words_changed: bool
    hunks: tuple[Hunk, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of the terms, before and after."""

    field: str
    before: str
    after: str
    direction: Direction
    uses: tuple[Use, ...] = ()
    before_quote: str = ""
    after_quote: str = ""


class Event(StrEnum):
    """What happened to a document or subject."""

    WORDING = "wording"
    EDITORIAL = "editorial"
    RETURNED = "returned"
    ADDED = "document-added"
    REMOVED = "document-removed"
    RENAMED = "document-renamed"
    DECLARATION = "declaration"
    LINK = "link-moved"
    GATED = "gated"
    UNGATED = "ungated"
    MOVED = "subject-moved"
    GONE = "subject-gone"
    READING = "reading"


class Cause(StrEnum):
    """Whose doing a change is: the licensor's, or only our extractor's or rules'."""

    THEIRS = "theirs"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """What happened to one document.

    Parameters:
        event: one of `Event`.
        document: its name (the new one, when renamed).
        before_name: the old name, when renamed.
        before_sha256, after_sha256: of the raw bytes; None where there is none.
        diff: the words, where both texts are known.
        note: one sentence, e.g. "returned to the text of 2026-03-01" or "license mit -> other".
    """

    event: Event
    document: str
    before_name: str | None = None
    before_sha256: str | None = None
    after_sha256: str | None = None
    diff: TextDiff | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event on a subject: what happened to its documents and what that does to its terms.

    Parameters:
        subject: the subject's key.
        seen_at: when we saw it, UTC.
        event: the weightiest of the documents' events.
        cause: theirs or ours.
        direction: overall.
        by_use: per use.
        documents: what happened to each document.
        fields: what that does to the terms.
        before_label, after_label: what the licence was and is called.
        before_commit, after_commit: where known.
        reconstructed: told by the place's own history at the first look, not witnessed by us.
        quiet: one sentence on why nobody is mailed of it; empty for every other change.
        reach: one sentence on whether the revision in use is touched, where one is pinned.
    """

    subject: str
    seen_at: datetime
    event: Event
    cause: Cause
    direction: Direction
    by_use: Mapping[Use, Direction] = field(default_factory=dict)
    documents: tuple[DocumentChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    before_label: str = ""
    after_label: str = ""
    before_commit: str | None = None
    after_commit: str | None = None
    reconstructed: bool = False
    quiet: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Declared facts of the adopter, for one product.

    Parameters:
        name: what the user calls it.
        uses: what is done with the model.
        commercial: False for a private person outside any trade.
        revenue_year: group revenue of the last twelve months, in `currency`; None = not declared.
        revenue_month: in `currency`; None = not declared.
        product_revenue_year, product_revenue_month: of the product alone; None = not declared.
        users_month: monthly active users of the product; None = not declared.
        group_users_month: of all products of the group; None = not declared.
        employees: of the group; None = not declared.
        as_of: the day the figures are of; None = not declared.
        currency: ISO 4217.
        territories: where it is established, used and offered: ISO 3166-1 alpha-2, `EU`, or `*` worldwide.
        established_in, served_from, customers_in, outputs_to: the same apart: the seat, where the model runs,
            where the customers are, where its outputs go.
        model_as_a_service: whether the model itself is offered to third parties as a service.
        business: lines of business in a licence's own words, e.g. `AI Work Assistant`.
    """

    name: str = "default"
    uses: tuple[Use, ...] = (Use.PRODUCT,)
    commercial: bool = True
    revenue_year: float | None = None
    revenue_month: float | None = None
    product_revenue_year: float | None = None
    product_revenue_month: float | None = None
    users_month: float | None = None
    group_users_month: float | None = None
    employees: float | None = None
    as_of: date | None = None
    currency: str = "USD"
    territories: tuple[str, ...] = ()
    established_in: tuple[str, ...] = ()
    served_from: tuple[str, ...] = ()
    customers_in: tuple[str, ...] = ()
    outputs_to: tuple[str, ...] = ()
    model_as_a_service: bool = False
    business: tuple[str, ...] = ()


class Level(StrEnum):
    """What a policy makes of something found."""

    ALLOW = "allow"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the adopter accepts.

    Parameters:
        allow: labels (SPDX ids, shell wildcards) that may be adopted; empty = every label may.
        clauses: per field of the terms `allow`, `warn` or `error`; a field that is not named is judged
            by the profile alone.
        unknown: a text or label nobody knows, and `unclear` terms.
        conflict: documents of the subject that disagree.
        declared_only: a licence that is only named in metadata, with no text in the subject.
        gated: terms that stand behind a gate.
        missing: no licence anywhere.
        incomplete: something could not be reached or read.
    """

    allow: tuple[str, ...] = ()
    clauses: Mapping[str, Level] = field(default_factory=dict)
    unknown: Level = Level.WARN
    conflict: Level = Level.WARN
    declared_only: Level = Level.WARN
    gated: Level = Level.WARN
    missing: Level = Level.ERROR
    incomplete: Level = Level.ERROR


class Decision(StrEnum):
    """The outcome of a policy; `incomplete` means it could not be judged."""

    ALLOW = "allow"
    OBLIGATIONS = "obligations"
    REVIEW = "review"
    DENY = "deny"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a verdict is what it is.

    Parameters:
        code: stable: the field of the terms, or a state (`unaccounted`, `conflict`, `not-allowed`...).
        decision: what this reason alone would lead to.
        sentence: plain words, complete.
        document: where the quote stands.
        quote: the words of the licence; empty where the reason is not in a text.
        next_step: what the user can do; empty where nothing helps.
    """

    code: str
    decision: Decision
    sentence: str
    document: str = ""
    quote: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Policy applied to terms and one profile.

    Parameters:
        decision: the worst of the reasons' decisions.
        profile: the profile's name.
        reasons: worst first.
        obligations: what to do, one imperative sentence each.
    """

    decision: Decision
    profile: str
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[str, ...] = ()


class Settling(StrEnum):
    """In what way somebody has dealt with a reason of a verdict."""

    WAIVED = "waived"
    ACCEPTED = "accepted"
    BASELINED = "baselined"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A reason of a verdict that somebody has dealt with: every report still shows it, and it fails nothing.

    Parameters:
        subject: the subject's key.
        profile: the profile's name.
        reason: exactly as it stands in that profile's verdict.
        how: waived, accepted on review, standing since the baseline, or deferred.
        owner: who answers for it; empty for a baseline that nobody signed.
        justification: why, in one line.
        sha256: of the text that this is bound to; empty where the reason rests on no text.
        until: the last day on which it holds; None where it holds as long as the text stands.
    """

    subject: str
    profile: str
    reason: Reason
    how: Settling
    owner: str = ""
    justification: str = ""
    sha256: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something found about the lock, its texts or a waiver, rather than in a licence.

    Parameters:
        code: stable: `waiver-expired`, `waiver-mismatched`, `waiver-expiring`, `waiver-unused`,
            `lock-stale`, `lock-changed`, `lock-facts`, `lock-text`...
        sentence: what was found, complete.
        subject: the subject's key; empty where it is about the file as a whole.
        decision: what it leads to by itself; `allow` for what is only told.
        next_step: what the user can do.
        sha256: of the text concerned, to be pasted; empty where there is none.
        quotes: words of a text that say so (a sentence that was added), in order.
    """

    code: str
    sentence: str
    subject: str = ""
    decision: Decision = Decision.ALLOW
    next_step: str = ""
    sha256: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One subject from reference to verdict.

    Parameters:
        subject: as asked for.
        seen_at: UTC.
        state: of the subject as a whole.
        commit: resolved, where there is one.
        reads: every document with its reading.
        sheet: the subject's terms.
        verdicts: one a profile.
    """

    subject: Subject
    seen_at: datetime
    state: State
    commit: str | None
    reads: tuple[Read, ...]
    sheet: Sheet
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a change does to one profile's verdict.

    Parameters:
        profile: the profile's name.
        before, after: the decisions; None where there was or is none.
        reason: one sentence: why it is what it is now.
    """

    profile: str
    before: Decision | None
    after: Decision | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNews:
    """A change worth telling, with what it means for each profile."""

    change: Change
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One subject of an inventory that needs somebody's attention.

    Parameters:
        over: the base model whose terms its own are looser than; empty where there is none.
    """

    subject: str
    label: str
    decision: Decision
    reason: str = ""
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the first look at a number of subjects found.

    Parameters:
        seen_at: UTC.
        counts: subjects per decision.
        rows: those that are not simply allowed, worst first.
        more: such rows that were left out, because there were too many.
    """

    seen_at: datetime
    counts: Mapping[Decision, int]
    rows: tuple[InventoryRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One model as a hub's list tells of it.

    Parameters:
        name: `owner/name` as the hub writes it today.
        modified: time of its last commit, UTC.
        told: the item of the list.
    """

    name: str
    modified: datetime
    told: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many requests a hub takes in a window of time.

    Parameters:
        requests: to its API.
        seconds: that the window lasts.
    """

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a hub's list of models.

    Parameters:
        models: in the order of the list.
        allowed: what the hub says of its rate limit; None when it says nothing.
    """

    models: tuple[Listed, ...]
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is on record of a watched model, as far as a hub's list can be compared with it.

    Parameters:
        key: of the subject.
        name: as it is watched.
        revision: as it is watched.
        mark: of its last look (see `monitor.sweep.mark`); None when there was none or something was missed.
        state: of its last look.
        moved_to: the name that the hub gave for it, where it is another.
        tool: what read it.
    """

    key: str
    name: str
    revision: str | None = None
    mark: str | None = None
    state: State | None = None
    moved_to: str | None = None
    tool: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepInfo:
    """What the last sweep through a hub's lists was planned to do and did.

    Parameters:
        hub: its address.
        at: when the sweep began, UTC.
        way: how models were looked for (see `monitor.sweep.Way`).
        subjects: watched models that lists can tell of.
        planned: requests to the API that the lists were expected to cost.
        requests: that they did cost.
        looks: models that are looked at one by one in this pass.
        all_seen_by: when everything will have been seen, by the hub's rate limit, UTC.
        seen_at: when the last sweep began that came to its end; None before the first did.
        watermark: the latest commit on the hub at that time.
        full_at: when the last full pass was; None before the first.
        full_due: when the next one is; None before the first.
        hub_models: on the hub, counted by the last full pass through all pages.
        daily: models that move in a day, measured by the last sweep.
        allowed: requests in a window, as the hub last told.
        fault: why the lists could not be read to their end; empty when they were.
    """

    hub: str
    at: datetime
    way: str
    subjects: int
    planned: int
    requests: int = 0
    looks: int = 0
    all_seen_by: datetime | None = None
    seen_at: datetime | None = None
    watermark: datetime | None = None
    full_at: datetime | None = None
    full_due: datetime | None = None
    hub_models: int | None = None
    daily: float | None = None
    allowed: Allowed | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about the watching itself: a subject that cannot be read, or can be again.

    Parameters:
        subject: the subject's key.
        at: when we noticed, UTC.
        state: the state it is in now; `ok` means that it can be read again.
        since: since when it is in that state, where known.
        sentence: what happened, complete.
    """

    subject: str
    at: datetime
    state: State
    since: datetime | None = None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedAlert:
    """News owed to one recipient (an e-mail address)."""

    recipient: str
    news: ChangeNews | Inventory | Notice


NOT_LEGAL_ADVICE = "Not legal advice; the quoted text governs."
