"""`[policy]`: what the adopter accepts."""

from __future__ import annotations

import fnmatch
from dataclasses import fields
from typing import TYPE_CHECKING

from monitor.config.table import among
from monitor.records import ChangeLevels, Kind, Level, Policy, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.config.table import Table

TEMPLATE = """\
# ---- What is accepted --------------------------------------------------------------------------------
[policy]
# Licences that may be adopted: ids, * and ? as wildcards, or kinds by what the text itself says
# (class:permissive, class:copyleft, class:responsible-use, class:source-available, class:non-commercial).
# Without the line any may. There is no deny list: what nobody thought of would pass it.
#allow = ["MIT", "Apache-2.0", "BSD-*", "class:permissive"]
# allow, warn (a person decides) or error (refused):
unlisted = "error"          # a licence that is not on that list
conflict = "warn"           # documents of one model disagree
declared_only = "warn"      # a licence is named, its text is nowhere
# warn or error; what nobody could read or explain is never cleared:
unknown = "warn"            # sentences or texts that fit no rule
gated = "warn"              # the terms stand behind a gate
missing = "error"           # no licence anywhere
# warn, or error (the verdict is "incomplete", exit code 3):
unreachable = "error"       # something could not be fetched or read
suspect = "error"           # a page that looks like an error or a login
# A number that you are less than this share below is for a person to decide.
margin = 0.2
# Named wherever another model is refused: what to take instead, and whom to ask.
#alternatives = ["hf:example-org/approved-model"]
#contact = "legal@example.org"

# How long a decision may be put off with licensewatch review --defer.
longest_deferral = "14d"

# Per kind of clause: compare (with the profile; so it is without a line), allow (doubts about it are
# accepted; duties and refusals stay), warn or error (wherever there is such a clause).
[policy.clauses]
#commercial_use = "error"
#thresholds = "compare"
#revenue_share = "error"
#hosting = "warn"
#display_attribution = "warn"
#name_prefix = "allow"
#excluded_territories = "compare"
#no_training_other_models = "warn"
#acceptable_use = "allow"
#military_ban = "allow"
#unilateral_change = "warn"
#ip_litigation_termination = "allow"
#governing_law = "allow"
#flow_down = "allow"
#registration_required = "warn"

# A text that reads otherwise than the one that was reviewed: allow, warn or error.
[policy.change]
tighter = "error"
unclear = "warn"
looser = "allow"
cosmetic = "allow"
"""

_CLASS = "class:"
_DAY = 86_400
_STATED = (Level.WARN, Level.ERROR)
_NO_LIST = "list what may be adopted in policy.allow; a list of what may not would pass what it does not name"
_INSTEAD = {
    **dict.fromkeys(("deny", "denied", "forbid", "block"), _NO_LIST),
    **{each.name: f"write policy.clauses.{each.name}" for each in fields(Terms)},
    **{each.name: f"write policy.change.{each.name}" for each in fields(ChangeLevels)},
    "incomplete": "write policy.unreachable and policy.suspect",
}


def read(table: Table) -> Policy:
    """The policy; what was not read can be reviewed or refused, never allowed."""
    default = Policy()
    margin = table.number("margin", 0, 0.9)
    longest = table.duration("longest_deferral", _DAY, 366 * _DAY)
    policy = Policy(
        allow=table.texts("allow", default.allow, _licence_fault),
        unlisted=table.level("unlisted", default.unlisted),
        alternatives=table.texts("alternatives", (), lambda text: None if text.strip() else "is empty"),
        contact=table.text("contact", ""),
        clauses=_clauses(table.table("clauses")),
        margin=default.margin if margin is None else margin,
        unknown=table.level("unknown", default.unknown, allowed=_STATED),
        conflict=table.level("conflict", default.conflict),
        declared_only=table.level("declared_only", default.declared_only),
        gated=table.level("gated", default.gated, allowed=_STATED),
        missing=table.level("missing", default.missing, allowed=_STATED),
        unreachable=table.level("unreachable", default.unreachable, allowed=_STATED),
        suspect=table.level("suspect", default.suspect, allowed=_STATED),
        change=_change(table.table("change")),
        longest_deferral=default.longest_deferral if longest is None else longest // _DAY,
    )
    table.close(_INSTEAD)
    return policy


def _licence_fault(text: str) -> str | None:
    """What is wrong with an entry of the list of licences."""
    if not text.strip():
        return "is empty"
    if not text.startswith(_CLASS):
        return None
    pattern = text.removeprefix(_CLASS)
    known = [kind.value for kind in Kind]
    return None if fnmatch.filter(known, pattern) else among(text, [f"{_CLASS}{name}" for name in known])


def _clauses(table: Table) -> Mapping[str, Level]:
    """Levels per field of the terms."""
    levels = {
        each.name: table.level(each.name, Level.COMPARE, allowed=tuple(Level)) for each in fields(Terms)
    }
    table.close()
    return {name: level for name, level in levels.items() if name in table.data}


def _change(table: Table) -> ChangeLevels:
    """Levels per direction of a change."""
    default = ChangeLevels()
    levels = {each.name: table.level(each.name, getattr(default, each.name)) for each in fields(default)}
    table.close()
    return ChangeLevels(**levels)
