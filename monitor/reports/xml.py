"""XML 1.0 written by hand, since it is little: escaping, and nothing that the format does not allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.reports.plain import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to hold, not even escaped (production 2, Char)."""

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})


def escape(text: str) -> str:
    """Text as character data or an attribute's value: markup escaped, what acts or is illegal made visible.

    Parameters:
        text: any, lone surrogates included.
    """
    return _ILLEGAL.sub("\ufffd", safe(text)).translate(_MARKUP)


def element(name: str, attributes: Mapping[str, str], inside: Iterable[str] = (), *, indent: int = 0) -> str:
    """An element on lines of its own, with what is inside indented.

    Parameters:
        name: of the element.
        attributes: in order; values are escaped here.
        inside: elements that are written already.
        indent: spaces before it.
    """
    before = " " * indent
    head = f"{before}<{name}{_attributes(attributes)}"
    lines = list(inside)
    return "\n".join((f"{head}>", *lines, f"{before}</{name}>")) if lines else f"{head}/>"


def leaf(name: str, attributes: Mapping[str, str], text: str, *, indent: int = 0) -> str:
    """An element that holds text, which keeps its lines.

    Parameters:
        name: of the element.
        attributes: in order; values are escaped here.
        text: escaped here.
        indent: spaces before it.
    """
    return f"{' ' * indent}<{name}{_attributes(attributes)}>{escape(text)}</{name}>"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(_flat(value))}"' for name, value in attributes.items())


def _flat(value: str) -> str:
    """One line: a parser makes spaces of line ends in attributes anyway (section 3.3.3)."""
    return " ".join(value.split())
