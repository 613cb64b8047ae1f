"""Web pages to text: the main content, with its headings, list items, table rows and links' words.

Always by `html.parser`: a faster parser that happens to be installed reads broken pages differently,
and the text of a page must not depend on the machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.markup import tame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup, Tag
    from bs4.element import PageElement

_DROPPED = frozenset(
    [
        "noscript",
        "template",
        "svg",
        "canvas",
        "object",
        "embed",
        "nav",
        "button",
        "input",
        "select",
        "datalist",
        "dialog",
        "audio",
        "video",
    ]
)
_AROUND = frozenset(("header", "footer", "aside", "form"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "legend",
        "li",
        "main",
        "menu",
        "summary",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    ]
)
_PARAGRAPHS = frozenset(
    [
        "blockquote",
        "dl",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "textarea",
        "ul",
    ]
)
_ROLES = frozenset(("banner", "complementary", "contentinfo", "navigation", "search"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_AS_WRITTEN = frozenset(("pre", "textarea"))
_MAIN_SHARE = 0.3
_BANNER = re.compile(
    r"onetrust|(?:cookie|consent|gdpr)s?[-_ ]{0,2}"
    r"(?:banner|bar|consent|dialog|law|manager|message|modal|notice|notification|overlay|popup|pref|setting)",
    re.IGNORECASE,
)
_SMALL = 6_000
_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"\r\n|\r|\n")


def page_text(markup: str, *, keep_lines: bool = False, selector: str = "") -> tuple[str, tuple[str, ...]]:
    """The readable text of a page, and what is wrong with it; never raises, in time linear in the page.

    Main content is the longest `main` (or `role="main"`), else the longest `article`, that holds at
    least three tenths of the words; else the body without what stands around a page's content
    (header, footer, aside, small forms). Menus, buttons and cookie banners go everywhere. Headings are
    marked with `#`, list items with `-`, table cells with `|`.

    Parameters:
        markup: HTML, any characters.
        keep_lines: a fragment inside Markdown: its line breaks count, unknown tags are words.
        selector: CSS: what it finds is the main content, and nothing else is; empty means as told above.

    Returns:
        The text and clauses that go on from the page's name.
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415 - keeps commands that meet no page fast

    finished, whole = tame(markup.lstrip("\ufeff"), known_only=keep_lines)
    faults = () if whole else ("is a page too large to be read whole",)
    # The line break keeps bs4 from taking short words for a file name, with a warning.
    soup = BeautifulSoup("\n" + finished, "html.parser")
    if selector:
        return _selected(soup, selector, faults)
    text = _render(soup, _sizes(soup), inside=True, as_written=True) if keep_lines else _content(soup)
    return text, faults if text else (*faults, "is a page without text (its content may need a browser)")


def _selected(soup: BeautifulSoup, selector: str, faults: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The text of what a selector finds, in order; what stands in another find is not told twice."""
    from soupsieve import SelectorSyntaxError  # noqa: PLC0415 - comes with bs4

    try:
        wanted = {id(tag) for tag in soup.select(selector)}
    except (SelectorSyntaxError, NotImplementedError):
        return "", (*faults, f'cannot be read by the selector "{selector}", which is no CSS')
    sizes = _sizes(soup)
    found = (_render(tag, sizes, inside=True) for tag in _outermost(soup, lambda tag: id(tag) in wanted))
    text = "\n\n".join(part for part in found if part)
    return text, faults if text else (*faults, f'has no text where the selector "{selector}" looks for it')


def _content(soup: BeautifulSoup) -> str:
    """The text of the main content of a page."""
    sizes = _sizes(soup)
    body = _render(soup, sizes)
    for is_main in (_is_main, _is_article):
        roots = _outermost(soup, is_main)
        longest = max(roots, key=lambda root: sizes[id(root)], default=None)
        main = "" if longest is None else _render(longest, sizes, inside=True)
        if main and len(main) >= _MAIN_SHARE * len(body):
            return main
    return body or _render(soup, sizes, inside=True)


def _is_main(tag: Tag) -> bool:
    return tag.name == "main" or tag.get("role") == "main"


def _is_article(tag: Tag) -> bool:
    return tag.name == "article"


def _sizes(soup: BeautifulSoup) -> Mapping[int, int]:
    """How many characters every element holds, by its identity."""
    sizes: dict[int, int] = {id(soup): 0}
    for element in reversed(list(soup.descendants)):
        own = sizes.setdefault(id(element), 0) + (len(element) if isinstance(element, str) else 0)
        sizes[id(element)] = own
        sizes[id(element.parent)] = sizes.get(id(element.parent), 0) + own
    return sizes


def _outermost(soup: BeautifulSoup, wanted: Callable[[Tag], bool]) -> list[Tag]:
    """The elements that are wanted and stand in no other such element, in order."""
    from bs4 import Tag  # noqa: PLC0415 - see page_text

    found: list[Tag] = []
    waiting: list[PageElement] = [soup]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Tag):
            continue
        if wanted(element):
            found.append(element)
        else:
            waiting.extend(reversed(element.contents))
    return found


def _render(root: Tag, sizes: Mapping[int, int], *, inside: bool = False, as_written: bool = False) -> str:
    """The text below an element; the walk keeps its own stack, so that depth costs nothing.

    Parameters:
        root: where to begin.
        sizes: of all elements; what holds most of the root's characters is never taken for chrome.
        inside: the root is the main content: its own header and footer belong to it.
        as_written: line breaks count.
    """
    from bs4 import Tag  # noqa: PLC0415 - see page_text

    lines = _Lines(as_written=as_written)
    most = sizes[id(root)] / 2
    waiting: list[tuple[PageElement, bool]] = [(root, False)]
    while waiting:
        element, left = waiting.pop()
        if not isinstance(element, Tag):
            lines.text(str(element))
        elif left:
            lines.leave(element.name)
        elif element is root or sizes[id(element)] > most or not _is_chrome(element, sizes, inside=inside):
            lines.enter(element.name)
            waiting.append((element, True))
            waiting.extend((child, False) for child in reversed(element.contents))
    return lines.finished()


def _is_chrome(tag: Tag, sizes: Mapping[int, int], *, inside: bool) -> bool:
    """Whether an element belongs to the site and not to the content of the page."""
    if tag.name in _DROPPED or (tag.name in _AROUND and (not inside or tag.name in {"aside", "form"})):
        return True
    if tag.get("role") in _ROLES and not inside:
        return True
    marks = f"{tag.get('id', '')} {tag.get('class', '')}"
    return sizes[id(tag)] <= _SMALL and bool(_BANNER.search(marks))


class _Lines:
    """Collects the text of a page line by line; lives inside `_render` only."""

    def __init__(self, *, as_written: bool) -> None:
        self.out: list[str] = []
        self.breaks = 0
        self.gap = ""
        self.prefix = ""
        self.left = self.entered = False
        self.kept = int(as_written)

    def enter(self, name: str) -> None:
        """An element begins."""
        self._edge(name)
        self.entered = True
        if name == "li":
            self.prefix = "- "
        elif name in _HEADINGS:
            self.prefix = "#" * int(name[1]) + " "
        elif name == "br":
            self.breaks = min(self.breaks + 1, 2)
        elif name in {"td", "th"}:
            self.gap = " | "
        self.kept += name in _AS_WRITTEN

    def leave(self, name: str) -> None:
        """An element ends; a mark that found no words goes with it."""
        self._edge(name)
        self.left = True
        if name == "li" or name in _HEADINGS:
            self.prefix = ""
        self.kept -= name in _AS_WRITTEN

    def text(self, text: str) -> None:
        """Words inside an element."""
        if not self.kept:
            self._words(text)
            return
        for count, line in enumerate(_BREAKS.split(text)):
            self.breaks = min(self.breaks + 1, 2) if count else self.breaks
            self._words(line)

    def finished(self) -> str:
        """All lines."""
        return "".join(self.out)

    def _edge(self, name: str) -> None:
        """A block starts or ends a line; a paragraph has an empty line around it."""
        self.breaks = max(self.breaks, 2 if name in _PARAGRAPHS else int(name in _BLOCKS))

    def _words(self, text: str) -> None:
        """Text on one line, with white space folded."""
        words = _SPACES.sub(" ", text)
        bare = words.strip()
        if not bare:
            self.gap = self.gap or words
            return
        if self.out:
            apart = words[0] == " " or self._is_seam(bare)
            self.out.append("\n" * self.breaks or self.gap or " " * apart)
        self.out.extend((self.prefix, bare))
        self.breaks, self.prefix, self.left, self.entered = 0, "", False, False
        self.gap = " " if words[-1] == " " else ""

    def _is_seam(self, words: str) -> bool:
        """Whether two elements meet here that a style sheet shows apart ("Prohibited Uses" + "We want")."""
        return self.left and self.entered and words[0].isupper() and not self.out[-1][-1:].isupper()
