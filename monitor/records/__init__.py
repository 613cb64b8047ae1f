# ruff: noqa: I001 - one import a module; the sorter wants one a word
"""The words of the project as frozen values; every stage takes some of them and returns new ones.

Field names and vocabularies of `Terms` follow the rubric that licences are labelled by; the meaning of
each word is told beside it. A word is made when it is first asked for: to make all of them takes longer
than to read a licence, and a check of one file needs half.
"""

from __future__ import annotations

from importlib import import_module
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.records.changes import (
        Cause as Cause,
        Change as Change,
        Direction as Direction,
        DocumentChange as DocumentChange,
        Event as Event,
        FieldChange as FieldChange,
        Hunk as Hunk,
        TextDiff as TextDiff,
    )
    from monitor.records.documents import (
        BASE as BASE,
        PROPOSED as PROPOSED,
        Declared as Declared,
        Document as Document,
        Fetched as Fetched,
        Governs as Governs,
        Mention as Mention,
        Place as Place,
        Role as Role,
        Snapshot as Snapshot,
        State as State,
        Subject as Subject,
        own_name as own_name,
    )
    from monitor.records.notice import NOT_LEGAL_ADVICE as NOT_LEGAL_ADVICE
    from monitor.records.profiles import (
        ChangeLevels as ChangeLevels,
        Kind as Kind,
        Level as Level,
        Policy as Policy,
        Profile as Profile,
        Rates as Rates,
        Use as Use,
    )
    from monitor.records.readings import (
        Commercial as Commercial,
        Finding as Finding,
        Hosting as Hosting,
        How as How,
        Identity as Identity,
        Reading as Reading,
        RevenueShare as RevenueShare,
        Span as Span,
        Terms as Terms,
        Threshold as Threshold,
        Value as Value,
    )
    from monitor.records.sheets import (
        Basis as Basis,
        Conflict as Conflict,
        Read as Read,
        Sheet as Sheet,
        Sourced as Sourced,
    )
    from monitor.records.verdicts import (
        Decision as Decision,
        Inspection as Inspection,
        Reason as Reason,
        Remark as Remark,
        Settled as Settled,
        Settling as Settling,
        Verdict as Verdict,
    )
    from monitor.records.watching import (
        Allowed as Allowed,
        ChangeNews as ChangeNews,
        Inventory as Inventory,
        InventoryRow as InventoryRow,
        Listed as Listed,
        ListPage as ListPage,
        Notice as Notice,
        OwedAlert as OwedAlert,
        Shift as Shift,
        Sighting as Sighting,
        SweepInfo as SweepInfo,
    )

_WORDS = {
    "documents": (
        "BASE Declared Document Fetched Governs Mention PROPOSED Place Role Snapshot State Subject own_name"
    ),
    "readings": ("Commercial Finding Hosting How Identity Reading RevenueShare Span Terms Threshold Value"),
    "sheets": "Basis Conflict Read Sheet Sourced",
    "notice": "NOT_LEGAL_ADVICE",
    "profiles": "ChangeLevels Kind Level Policy Profile Rates Use",
    "verdicts": "Decision Inspection Reason Remark Settled Settling Verdict",
    "changes": "Cause Change Direction DocumentChange Event FieldChange Hunk TextDiff",
    "watching": (
        "Allowed ChangeNews Inventory InventoryRow ListPage Listed Notice OwedAlert Shift Sighting SweepInfo"
    ),
}
_HOME = {word: module for module, words in _WORDS.items() for word in words.split()}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found
