"""Places that machine formats point to: a line of a file of the project, or a document on the web."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.records import Place, Role

if TYPE_CHECKING:
    from monitor.records import Document, Inspection, Mention
    from monitor.reports.inputs import Judged

_TEXTUAL = ("", ".md", ".markdown", ".txt", ".rst")
"""Endings of files whose lines are the lines of the text that was read."""

_SPARED = "/!$&'()*+,;=@~"
"""What may stand in a path as it is (RFC 3986, section 3.3), the colon excepted: a scheme could end in it."""


_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to point to.

    Parameters:
        path: of a file, from the project's root or absolute, with forward slashes; empty for a web address.
        url: an absolute web address; empty for a file.
        line: counted from 1; None where lines mean nothing.
        end: the last line of it; None for that line alone.
    """

    path: str = ""
    url: str = ""
    line: int | None = None
    end: int | None = None

    @property
    def inside(self) -> bool:
        """Whether it is a file of the project."""
        return bool(self.path) and not self.path.startswith("/")

    @property
    def uri(self) -> str:
        """As a URI reference of ASCII letters: relative for a file of the project (RFC 3986)."""
        if self.url:
            return web(self.url)
        path = quote(self.path, safe=_SPARED, errors="replace")
        return path if self.inside else f"file://{path}"


def web(address: str) -> str:
    """A web address with everything escaped that a URI may not hold, and nothing escaped twice.

    Parameters:
        address: absolute, as it was read, hostile letters included; one that `is_web`.
    """
    parts = urlsplit(address.strip())
    port = f":{parts.port}" if parts.port is not None else ""
    path, query = (
        quote(_STRAY.sub("%25", part), safe=f"{_SPARED}:?%", errors="replace")
        for part in (parts.path, parts.query)
    )
    # Who asks (`user@`) is nobody's business.
    return urlunsplit((parts.scheme, f"{parts.hostname}{port}", path.replace("?", "%3F"), query, ""))


def is_web(address: str) -> bool:
    """Whether it is the address of a host on the web by name or number.

    Parameters:
        address: any text.
    """
    try:
        parts = urlsplit(address.strip())
        named = parts.scheme in {"http", "https"} and _HOST.fullmatch(parts.hostname or "")
        return bool(named) and parts.port != 0
    except ValueError:
        return False


def in_project(path: str, found: Judged) -> str:
    """A path from the project's root where it lies in it, else absolute.

    Parameters:
        path: absolute, or from the folder the command runs in.
        found: knows both folders.
    """
    whole = posixpath.normpath(posixpath.join(found.here, path))
    # POSIX gives a path that begins with two slashes a meaning of its own; here it has none.
    whole = "/" + whole.lstrip("/")
    root = posixpath.normpath(found.root).rstrip("/")
    return whole[len(root) + 1 :] if whole.startswith(f"{root}/") and len(whole) > len(root) + 1 else whole


def mentioned(key: str, found: Judged) -> tuple[Spot, ...]:
    """Where the project names a model, in the order given.

    Parameters:
        key: of the subject.
        found: knows the mentions and the project.
    """
    return tuple(pointed(one, found) for one in found.mentions.get(key, ()))


def pointed(mention: Mention, found: Judged) -> Spot:
    """The place of a mention.

    Parameters:
        mention: in a file of the project.
        found: knows the project.
    """
    return Spot(path=in_project(mention.path, found), line=max(mention.line, 1))


def documented(
    inspection: Inspection, document: Document | None, span: tuple[int, int] | None, found: Judged
) -> Spot | None:
    """Where words of a document stand, or the subject itself where there is no document; None for neither.

    Parameters:
        inspection: of the model.
        document: that the words stand in.
        span: where in its text.
        found: knows the project.
    """
    if found.texts and document and document.text:
        return _kept(document.text, span, found)
    place, name = inspection.subject.place, inspection.subject.name
    line, end = _lines(document, span)
    address = page(inspection, document) if document else ""
    if place is Place.FILE:
        return Spot(path=in_project(address or name, found), line=line, end=end)
    if is_web(address):
        return Spot(url=address, line=line, end=end)
    around = home(place, name)
    return Spot(url=around) if around else None


def _kept(text: str, span: tuple[int, int] | None, found: Judged) -> Spot:
    """Where words stand in the text that is committed beside the lock, whatever the document was."""
    name = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    line, end = _counted(text, span) if span else (None, None)
    return Spot(path=in_project(f"{found.texts}/{name}.txt", found), line=line, end=end)


_IN_REPOSITORY = frozenset({Role.CARD, Role.LICENSE, Role.NOTICE, Role.POLICY})
_HUB = ("huggingface.co", "hf.co")


def page(inspection: Inspection, document: Document) -> str:
    """The address that shows a document to a person, at its commit; where it was read for all others.

    Parameters:
        inspection: of the model.
        document: of it, or of a base model.
    """
    subject = inspection.subject
    commit = document.commit or (None if document.base else inspection.commit)
    if document.role not in _IN_REPOSITORY or not commit or not is_web(document.url):
        return document.url
    if subject.place not in {Place.HUGGINGFACE, Place.GITHUB} or "://" in document.own_name:
        return document.url
    base = f"https://github.com/{subject.name}"
    if document.base is not None or subject.place is Place.HUGGINGFACE:
        base = f"{_hub(document.url)}/{document.base or subject.name}"
    path = quote(f"/blob/{commit}/{document.own_name}", safe=_SPARED, errors="replace")
    return f"{base}{path}"


def _hub(address: str) -> str:
    """The hub that a file was read from; its own stores for large files are other hosts."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    ours = any(host == hub or host.endswith(f".{hub}") for hub in _HUB)
    return f"https://{_HUB[0]}" if ours else f"{parts.scheme}://{parts.netloc}"


def home(place: Place, name: str) -> str:
    """The web page of a model, as a URI; empty for a local file.

    Parameters:
        place: where it lives.
        name: as its place calls it, or the address itself.
    """
    bases = {
        Place.HUGGINGFACE: "https://huggingface.co/",
        Place.GITHUB: "https://github.com/",
        Place.MODELSCOPE: "https://modelscope.cn/models/",
    }
    if place is Place.WEB:
        return web(name) if is_web(name) else ""
    return "" if place is Place.FILE else bases[place] + quote(name, safe=_SPARED, errors="replace")


def _lines(document: Document | None, span: tuple[int, int] | None) -> tuple[int, int] | tuple[None, None]:
    """The first and last line of a stretch, where lines of the text are lines of the file."""
    if document is None or document.text is None or span is None:
        return None, None
    if document.role in {Role.METADATA, Role.GATE, Role.LINKED}:
        return None, None
    name = document.own_name.rpartition("/")[2].lower()
    stem, dot, suffix = name.rpartition(".")
    ending = f".{suffix}" if dot and stem and len(suffix) <= 8 and suffix.isalpha() else ""
    if ending not in _TEXTUAL:
        return None, None
    return _counted(document.text, span)


def _counted(text: str, span: tuple[int, int]) -> tuple[int, int]:
    first = text.count("\n", 0, span[0]) + 1
    return first, first + text[slice(*span)].rstrip().count("\n")
