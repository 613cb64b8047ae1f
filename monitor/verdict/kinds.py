"""What kind of licence a subject is under, by what its terms say and not by what it is called.

The kinds are those that people who sort licences use: permissive, copyleft (share-alike), responsible-use
(OpenRAIL and the like: use restrictions that are passed on), source-available (commercial use on conditions
of size, business or place) and non-commercial. A doubtful text is of no kind.
"""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from monitor.records import Commercial, Hosting, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.records import Sheet, Terms

_CLASS = "class:"
_AND = re.compile(r" AND ", re.IGNORECASE)


def kind_of(sheet: Sheet) -> Kind | None:
    """The kind of a subject's terms; None where nothing was granted, or doubt is left.

    Parameters:
        sheet: all its documents together.
    """
    terms = sheet.terms
    if terms.commercial_use in {Commercial.SEPARATE, Commercial.PROHIBITED}:
        return Kind.NONCOMMERCIAL
    if terms.commercial_use in {Commercial.SILENT, Commercial.UNCLEAR} or sheet.unaccounted:
        return None
    if terms.commercial_use is Commercial.CONDITIONAL or _limited(terms):
        return Kind.SOURCE_AVAILABLE
    if terms.acceptable_use or terms.military_ban:
        return Kind.RESPONSIBLE
    return Kind.COPYLEFT if terms.flow_down else Kind.PERMISSIVE


def _limited(terms: Terms) -> bool:
    """Whether something beside the purpose is held back, or paid for."""
    return bool(
        terms.thresholds
        or terms.hosting in {Hosting.RESTRICTED, Hosting.PROHIBITED}
        or terms.excluded_territories
        or terms.revenue_share.present
        or terms.no_training_other_models
        or terms.registration_required
    )


def is_listed(sheet: Sheet, allow: Iterable[str]) -> bool:
    """Whether a policy's list holds the licence: its label, each part of it, or its kind.

    Parameters:
        sheet: the subject's terms, with the label.
        allow: shell patterns for labels, and `class:` before patterns for kinds.
    """
    patterns = tuple(allow)
    kind = kind_of(sheet)
    classes = [pattern.removeprefix(_CLASS) for pattern in patterns if pattern.startswith(_CLASS)]
    if kind is not None and any(fnmatch.fnmatchcase(kind, pattern) for pattern in classes):
        return True
    labels = [pattern for pattern in patterns if not pattern.startswith(_CLASS)]
    named = (sheet.label, *([] if len(parts := _AND.split(sheet.label)) == 1 else parts))
    whole, *each = (any(fnmatch.fnmatchcase(name, pattern) for pattern in labels) for name in named)
    return whole or (bool(each) and all(each))
