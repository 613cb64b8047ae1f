"""`[policy]`: what the adopter accepts."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from monitor.records import Level, Policy, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.config.table import Table

TEMPLATE = """\
# ---- What is accepted --------------------------------------------------------------------------------
[policy]
# Licences that may be adopted (ids, * and ? as wildcards); without the line any may. There is no deny list.
#allow = ["MIT", "Apache-2.0", "BSD-*"]
# allow, warn (a person decides) or error (refused):
conflict = "warn"           # documents of one model disagree
declared_only = "warn"      # a licence is named, its text is nowhere
# warn or error; what nobody could read or explain is never cleared:
unknown = "warn"            # sentences or texts that fit no rule
gated = "warn"              # the terms stand behind a gate
missing = "error"           # no licence anywhere
incomplete = "error"        # something could not be fetched or read

# Per kind of clause: allow (doubts about it are accepted), warn, error. Without a line, the profile decides.
[policy.clauses]
#commercial_use = "error"
#thresholds = "warn"
#revenue_share = "error"
#hosting = "warn"
#display_attribution = "warn"
#name_prefix = "allow"
#excluded_territories = "error"
#no_training_other_models = "warn"
#acceptable_use = "allow"
#military_ban = "allow"
#unilateral_change = "warn"
#ip_litigation_termination = "allow"
#governing_law = "allow"
#flow_down = "allow"
#registration_required = "warn"
"""


def read(table: Table) -> Policy:
    """The policy; what was not read can be reviewed or refused, never allowed."""
    default = Policy()
    policy = Policy(
        allow=table.texts("allow", default.allow, lambda text: None if text.strip() else "is empty"),
        clauses=_clauses(table.table("clauses")),
        unknown=table.level("unknown", default.unknown, floor=True),
        conflict=table.level("conflict", default.conflict),
        declared_only=table.level("declared_only", default.declared_only),
        gated=table.level("gated", default.gated, floor=True),
        missing=table.level("missing", default.missing, floor=True),
        incomplete=table.level("incomplete", default.incomplete, floor=True),
    )
    table.close()
    return policy


def _clauses(table: Table) -> Mapping[str, Level]:
    """Levels per field of the terms."""
    levels = {each.name: table.level(each.name, Level.ALLOW) for each in fields(Terms)}
    table.close()
    return {name: level for name, level in levels.items() if name in table.data}
