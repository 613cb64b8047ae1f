"""Pages that are not what they are asked for: error pages, logins, walls, and texts that shrank."""

from __future__ import annotations

import re

from monitor.text import word_tokens

SHRUNK = 0.4
"""Of the words that a page had: what has fewer is not believed at once."""

_SHORT = 400
_ERROR = re.compile(
    r"page (?:cannot be|could not be|can't be) found|not found|(?:page|content) (?:isn't|is not) available"
    r"|access (?:was |is )?denied|forbidden|just a moment|enable (?:javascript|cookies)|captcha"
    r"|(?:are you|verify (?:that )?you are) (?:a )?(?:human|robot)|(?:log|sign) ?in to (?:continue|view|your)"
    r"|temporarily (?:unavailable|down)|(?:down for|under|scheduled) maintenance|service unavailable"
    r"|something went wrong|internal server error|bad gateway|too many requests|accept (?:all )?cookies",
    re.IGNORECASE,
)
_ANCHORS = re.compile(
    r"licen[cs]|terms|agreement|copyright|permi(?:t|ss)|warrant|grant|许可|协议|条款|版权", re.IGNORECASE
)


def is_no_licence(before: str, after: str) -> str:
    """Why a page cannot be the new text of one that held terms; empty when it may be.

    Parameters:
        before: the text it had.
        after: the text that came.
    """
    found = _ERROR.search(after)
    if found and len(word_tokens(after)) < _SHORT and not _ERROR.search(before):
        return f'looks like an error page or a wall ("{found.group()}")'
    if _ANCHORS.search(before) and not _ANCHORS.search(after):
        return "speaks of no licence, terms or permission any more"
    return ""


def has_shrunk(before: str, after: str) -> bool:
    """Whether a page lost most of its words.

    Parameters:
        before: the text it had.
        after: the text that came.
    """
    return len(word_tokens(after)) < SHRUNK * len(word_tokens(before))
