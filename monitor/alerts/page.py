"""A digest as HTML that mail programs show alike, in light and in dark."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from monitor.records import NOT_LEGAL_ADVICE

if TYPE_CHECKING:
    from jinja2 import Template

    from .digest import Digest


def render_html(digest: Digest) -> str:
    """The whole message as one HTML page without scripts, images or links."""
    return _template().render(digest=digest, notice=NOT_LEGAL_ADVICE)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - heavy; only mail needs it

    environment = Environment(
        loader=PackageLoader("monitor.alerts"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("digest.html")
