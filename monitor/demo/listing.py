"""The list of models: filters, sorting and pages with opaque cursors."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from monitor.demo.metadata import EXPANDABLE, LIST_FULL, LIST_ITEM, card_data, describe, tags
from monitor.demo.wire import Refusal, replied, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Request, Response
    from werkzeug.datastructures import MultiDict

    from monitor.demo.repository import Repo
    from monitor.demo.shelf import Account, Shelf

SORTS: Mapping[str, Callable[[Repo], int | str]] = {
    "createdAt": lambda repo: stamp(repo.created),
    "lastModified": lambda repo: stamp(repo.head.date),
    "likes": lambda repo: repo.likes,
    "downloads": lambda repo: repo.downloads,
    "trendingScore": lambda repo: repo.trending,
}


def expanded(arguments: MultiDict[str, str]) -> tuple[str, ...]:
    """The properties asked for, in either spelling, in the hub's own order.

    Raises:
        Refusal: one of them is unknown, or they stand beside `full`, `cardData` or `config`.
    """
    asked = arguments.getlist("expand") + arguments.getlist("expand[]")
    for number, name in enumerate(asked):
        if name not in EXPANDABLE:
            known = "|".join(f'"{each}"' for each in EXPANDABLE)
            raise Refusal(400, f"✖ Invalid option: expected one of {known}\n  → at expand[{number}]")
    if asked and any(truth(arguments, name) for name in ("full", "cardData", "config")):
        raise Refusal(400, "✖ expand cannot be used together with full, cardData or config")
    return tuple(name for name in EXPANDABLE if name in asked)


def truth(arguments: MultiDict[str, str], name: str) -> bool:
    """Whether a yes-or-no argument says yes."""
    return arguments.get(name, "").lower() in {"true", "1"}


def whole_number(arguments: MultiDict[str, str], name: str, default: int, most: int) -> int:
    """A number from the arguments, at most `most`.

    Raises:
        Refusal: it is no whole number from 0 up.
    """
    text = arguments.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit():
        raise Refusal(400, f"✖ Invalid input: expected number, received NaN\n  → at {name}")
    return min(int(text), most)


def list_models(shelf: Shelf, account: Account, request: Request) -> Response:
    """Answer `GET /api/models`."""
    arguments = request.args
    wanted = expanded(arguments) or _item(arguments)
    sort = arguments.get("sort", "trendingScore")
    if sort not in SORTS:
        raise Refusal(400, f"✖ Invalid sort: {sort}")
    limit = max(1, whole_number(arguments, "limit", shelf.page_size, shelf.page_size))
    rising = arguments.get("direction", "-1") == "1"
    order = _order(SORTS[sort], rising=rising)
    found = sorted((repo for repo in shelf.visible(account) if _fits(repo, arguments)), key=order)
    if cursor := arguments.get("cursor"):
        found = [repo for repo in found if order(repo) > _after(cursor, sort, rising=rising)]
    page, more = found[:limit], found[limit:]
    rows = [describe(repo, repo.head, wanted, find=shelf.find, derived=shelf.children) for repo in page]
    return replied(rows, _next(request, page[-1], sort) if more else None)


def _item(arguments: MultiDict[str, str]) -> tuple[str, ...]:
    """The properties of an item of the list when no property is asked for by name."""
    full = [*LIST_FULL, *LIST_ITEM] if truth(arguments, "full") else LIST_ITEM
    extra = [name for name in ("cardData", "config") if truth(arguments, name)]
    return (*full, *extra)


def _fits(repo: Repo, arguments: MultiDict[str, str]) -> bool:
    """Whether a repository passes every filter."""
    gate = arguments.get("gated")
    filters = arguments.getlist("filter") + arguments.getlist("filter[]")
    pipeline = arguments.get("pipeline_tag")
    if arguments.get("author", repo.owner) != repo.owner:
        return False
    if arguments.get("search", "").lower() not in repo.name.lower():
        return False
    if gate is not None and (gate.lower() == "true") != bool(repo.gated):
        return False
    if not filters and not pipeline:
        return True
    card = card_data(repo.head)
    known = tags(repo.head, card)
    return all(each in known for each in filters) and pipeline in {None, card.get("pipeline_tag")}


class _Falling(str):
    """A text that sorts the other way round."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)


def _key(value: int | str, repo_id: str, *, rising: bool) -> tuple[Any, ...]:
    """What a place in the order is: the sorted value, then the id."""
    if isinstance(value, int):
        return (value if rising else -value, repo_id)
    return (value if rising else _Falling(value), repo_id)


def _order(value: Callable[[Repo], int | str], *, rising: bool) -> Callable[[Repo], tuple[Any, ...]]:
    return lambda repo: _key(value(repo), repo.repo_id, rising=rising)


def _next(request: Request, last: Repo, sort: str) -> dict[str, str]:
    """The `Link` header to the page behind this repository; clients follow it as it stands."""
    place = {sort: SORTS[sort](last), "_id": last.repo_id}
    cursor = base64.b64encode(json.dumps(place, separators=(",", ":")).encode()).decode()
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    query = urlencode([*kept, ("cursor", cursor)])
    return {"Link": f'<{request.host_url}api/models?{query}>; rel="next"'}


def _after(cursor: str, sort: str, *, rising: bool) -> tuple[Any, ...]:
    """The place in the order that a cursor stands for.

    Raises:
        Refusal: it is none of ours, or of another order.
    """
    try:
        place = json.loads(base64.b64decode(cursor, validate=True))
        value, repo_id = place[sort], place["_id"]
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise Refusal(400, "✖ Invalid cursor") from error
    if not isinstance(value, int | str) or not isinstance(repo_id, str):
        raise Refusal(400, "✖ Invalid cursor")
    return _key(value, repo_id, rising=rising)
