"""From a path to the handler that answers it, and what every answer goes through on its way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from flask import Response, request

from monitor.demo import files, models
from monitor.demo.listing import list_models
from monitor.demo.models import Asked
from monitor.demo.wire import Refusal, moved, replied, unknown_login, weak_etag

if TYPE_CHECKING:
    from monitor.demo.shelf import Account, Shelf

Handler = Callable[[Asked], Response]

API_VERBS: Mapping[str, Handler] = {
    "revision": models.info,
    "tree": models.tree,
    "paths-info": models.paths_info,
    "commits": models.commits,
    "refs": models.refs,
    "auth-check": models.auth_check,
    "discussions": lambda _: replied({"discussions": [], "count": 0, "start": 0}),
}
FILE_VERBS: Mapping[str, Handler] = {
    "resolve": files.resolve,
    "raw": files.raw,
    "blob": files.blob,
    "tree": files.model_page,
}


class Page(NamedTuple):
    """A web page that is not the hub's. A callable body is asked for its parts at each request."""

    body: bytes | Callable[[], Iterable[bytes]]
    content_type: str
    status: int
    headers: Mapping[str, str]


def route(shelf: Shelf, account: Account, target: str, parts: list[str]) -> Response:
    """The true answer to a request.

    Parameters:
        shelf: what the hub holds.
        account: who calls.
        target: path and query as sent.
        parts: of the path, decoded.

    Raises:
        Refusal: the answer is an error.
    """
    match parts:
        case ["api", "whoami-v2"]:
            return _whoami(account)
        case ["api", "models"]:
            return list_models(shelf, account, request)
        case ["api", "models", *rest]:
            return _about_model(shelf, target, rest, account, API_VERBS, models.info)
        case ["api", "resolve-cache", "models", *rest]:
            return files.cached(shelf, request, rest)
        case ["api", *_]:
            raise Refusal(404, "Not Found")
        case ["xet-bridge-us", sha256]:
            return files.from_cdn(shelf, request, sha256)
        case [""]:
            return files.html_page("The AI community", "<h1>Models</h1>")
        case _:
            return _about_model(shelf, target, parts, account, FILE_VERBS, files.model_page)


def _about_model(
    shelf: Shelf,
    target: str,
    parts: list[str],
    account: Account,
    verbs: Mapping[str, Handler],
    default: Handler,
) -> Response:
    """The answer to a path that begins with a model's name, or a redirect to its present name."""
    length = 1 if len(parts) > 1 and parts[1] in verbs else 2
    name, rest = "/".join(parts[:length]), [part for part in parts[length:] if part]
    if (present := shelf.present_name(name)) is not None:
        return moved(_renamed(target, len(parts), length, present))
    repo = shelf.look_up(name, account)
    verb = rest.pop(0) if rest else ""
    handler = verbs.get(verb) if verb else default
    if handler is None:
        raise Refusal(404, "Not Found")
    return handler(Asked(shelf, account, request, repo, rest))


def _renamed(target: str, left: int, length: int, present: str) -> str:
    """A path and query as sent, with another name in it.

    Parameters:
        target: path and query.
        left: how many parts of the path there are from the name on.
        length: how many of them are the name.
        present: the other name.
    """
    path, mark, query = target.partition("?")
    sent = path.split("/")
    start = len(sent) - left
    return "/".join([*sent[:start], present, *sent[start + length :]]) + mark + query


def _whoami(account: Account) -> Response:
    """`GET /api/whoami-v2`."""
    if not account.user:
        raise unknown_login()
    return replied(
        {"type": "user", "id": "0" * 24, "name": account.user, "fullname": account.user, "orgs": []}
    )


def other_page(page: Page) -> Response:
    """A page that is not the hub's own, with a strong ETag where the body is known."""
    answer = Response(
        page.body if isinstance(page.body, bytes) else page.body(),
        page.status,
        content_type=page.content_type,
    )
    if isinstance(page.body, bytes) and page.status == 200:
        answer.set_etag(weak_etag(page.body)[3:-1])
    answer.headers.update(page.headers)
    return fresh(answer)


def fresh(answer: Response) -> Response:
    """304 in place of a 200 that the caller already has, as Express and CDNs do (weak comparison)."""
    if answer.status_code != 200 or request.method not in {"GET", "HEAD"}:
        return answer
    etag, _ = answer.get_etag()
    if etag and request.if_none_match.contains_weak(etag):
        headers = {name: value for name, value in answer.headers if not name.lower().startswith("content-")}
        return Response(status=304, headers=headers)
    return answer
