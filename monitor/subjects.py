"""References as people write them -> subjects. Pure: nothing is looked up, a path need not exist."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from monitor.errors import UsageError
from monitor.records import Place, Subject

_LONGEST = 2048
_FORMS = (
    "Write org/name, hf:org/name@revision, github:owner/repo, modelscope:owner/name, an https:// address,"
    " or ./path for a local file."
)

# The hub's own rule for names (at most 96 characters, no "--" at the ends) is stricter for new repositories
# than for old ones, so only what would be unsafe in an address is refused here.
_NAME = r"[A-Za-z0-9._-]{1,96}"
_REPOSITORY = re.compile(rf"{_NAME}/{_NAME}")
_SINGLE = re.compile(_NAME)
# What git forbids in the name of a ref (git-check-ref-format), as far as it could mislead.
_REVISION = re.compile(r"[^\s~^:?*\[\\@]{1,255}")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,31}):")

_PLACES = {
    "hf": Place.HUGGINGFACE,
    "huggingface": Place.HUGGINGFACE,
    "github": Place.GITHUB,
    "modelscope": Place.MODELSCOPE,
}
_HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
# First folders of addresses that look like owner/name and are none.
_PAGES = {
    Place.HUGGINGFACE: re.compile(
        "api|blog|chat|collections|datasets|docs|enterprise|join|kernels|learn|login|models|new|organizations"
        "|papers|posts|pricing|settings|spaces|tasks"
    ),
    Place.GITHUB: re.compile(
        "about|apps|collections|enterprise|events|explore|features|issues|login|marketplace|notifications|orgs"
        "|pulls|search|security|settings|site|sponsors|stars|topics|trending|users"
    ),
    Place.MODELSCOPE: re.compile("models"),
}
_PORTS = {"http": 80, "https": 443}


def parse(reference: str) -> Subject:
    """Read one reference; `parse(subject.key) == subject` for every subject it returns.

    Parameters:
        reference: `org/name[@revision]` or `hf:...` (Hugging Face), `github:owner/repo[@ref]`,
            `modelscope:owner/name[@revision]`, an `http(s)://` address (a repository's front page there is
            taken as the repository), `./path`, `../path`, `/path` or `file:path`, or a package URL
            (https://github.com/package-url/purl-spec) of type `huggingface` or `github`.

    Raises:
        UsageError: when it is none of these, with the form that was probably meant.
    """
    text = reference.strip()
    _refuse_unprintable(text)
    if _is_path(text):
        return _file(text)
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _bare(text)
    kind, rest = scheme[1].lower(), text[scheme.end() :]
    if kind in _PORTS:
        return _address(text)
    if kind == "pkg":
        return _package_url(text, rest)
    if kind == "file":
        return _file(_file_address(text, rest))
    if kind in _PLACES:
        return _repository(_PLACES[kind], rest.removeprefix("//"), text)
    raise UsageError(f'"{text}": the scheme "{kind}:" is not known.', _FORMS)


def _refuse_unprintable(text: str) -> None:
    if not text:
        raise UsageError("The reference is empty.", _FORMS)
    if len(text) > _LONGEST:
        raise UsageError(
            f'"{text[:60]}...": the reference has {len(text)} characters; {_LONGEST} are allowed.', _FORMS
        )
    if not text.isprintable():
        raise UsageError(f"{text!a}: the reference holds a control character.", "Type it by hand.")


def _is_path(text: str) -> bool:
    return (
        text in {".", ".."} or text.startswith(("/", "./", "../", ".\\", "..\\")) or bool(_DRIVE.match(text))
    )


def _file(path: str) -> Subject:
    # "//x" is the same file as "/x" and would read back as a file address with a host.
    return Subject(Place.FILE, "/" + path.lstrip("/") if path.startswith("//") else path)


def _file_address(text: str, rest: str) -> str:
    """The path in `file:path` (as it stands) or in `file:///path` (percent-decoded)."""
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        if host not in {"", "localhost"} or not slash:
            raise UsageError(f'"{text}" names a file on another machine.', "Write ./path or /path.")
        rest = unquote("/" + path)
        _refuse_unprintable(rest)
    if not rest.strip():
        raise UsageError(f'"{text}" names no file.', "Write ./path or /path.")
    return rest


def _bare(text: str) -> Subject:
    """A reference without any prefix: a repository of the hub, or a helpful refusal."""
    name = text.partition("@")[0]
    if text.startswith("~"):
        raise UsageError(f'"{text}": "~" is not read here.', "Write the whole path.")
    if text.startswith("git@"):
        raise UsageError(f'"{text}" is an address of git over SSH.', "Write github:owner/repo.")
    if "/" not in text:
        raise UsageError(
            f'"{text}" has no owner.',
            f'Write "org/{name}", "hf:{name}" for a model without an owner, or "./{text}" for a local file.',
        )
    if "." in name.partition("/")[0] and not _REPOSITORY.fullmatch(name):
        raise UsageError(f'"{text}" is not of the form org/name.', f'Did you mean "https://{text}"?')
    return _repository(Place.HUGGINGFACE, text, text)


def _repository(place: Place, rest: str, text: str) -> Subject:
    """`owner/name[@revision]` at a place; `text` is what the user wrote."""
    name, at, revision = rest.partition("@")
    name = name.removesuffix("/")
    whole = bool(_REPOSITORY.fullmatch(name)) or (
        # Models of the hub's first years have no owner (`gpt2`); the hub redirects to their owner today.
        place is Place.HUGGINGFACE and bool(_SINGLE.fullmatch(name))
    )
    if not whole or any(set(part) <= {"."} for part in name.split("/")):
        raise UsageError(f'"{text}" is not of the form {place}:owner/name.', _advice(place, name, text))
    if at and not _is_revision(revision):
        raise UsageError(
            f'"{text}": "{revision}" cannot be a branch, tag or commit.',
            f'Write "{place}:{name}@main", or leave "@{revision}" away for the default branch.',
        )
    return Subject(place, name, revision or None)


def _is_revision(revision: str) -> bool:
    return bool(_REVISION.fullmatch(revision)) and ".." not in revision and revision[0] not in "-/"


def _advice(place: Place, name: str, text: str) -> str:
    parts = [part for part in name.split("/") if part]
    if parts[:1] in (["datasets"], ["spaces"]):
        return "Data sets and spaces are not watched; name a model."
    if place is Place.HUGGINGFACE and len(parts) > 2 and not text.startswith("hf:"):
        return f'Write "./{text}" for a local file, or "{"/".join(parts[:2])}" for the repository.'
    if len(parts) > 2:
        return f'Did you mean "{place}:{"/".join(parts[:2])}"?'
    return _FORMS


def _address(text: str) -> Subject:
    """An http(s) address: a repository's front page is the repository, anything else the page itself."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise UsageError(f'"{text}" is not an address: {error}.', "Copy it from the browser.") from error
    if not url.hostname:
        raise UsageError(f'"{text}" names no host.', "Copy the address from the browser.")
    if url.username is not None or url.password is not None:
        raise UsageError(
            f'"{url.scheme}://...@{url.hostname}" carries a user name.',
            "Write it without; tokens are set apart.",
        )
    return _front_page(url) or Subject(Place.WEB, _canonical(url, port))


def _canonical(url: SplitResult, port: int | None) -> str:
    """Lower case where case means nothing, no default port, no fragment."""
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    scheme = url.scheme.lower()
    netloc = host if port is None or port == _PORTS[scheme] else f"{host}:{port}"
    return urlunsplit((scheme, netloc, url.path or "/", url.query, ""))


def _front_page(url: SplitResult) -> Subject | None:
    """The repository whose front page an address is; None for every other page."""
    parts = [unquote(part) for part in url.path.split("/") if part]
    place = _place_of((url.hostname or "").lower(), parts)
    if place is None or url.query or url.port not in {None, _PORTS[url.scheme.lower()]}:
        return None
    if place is Place.MODELSCOPE:
        parts = parts[1:]
    revision = parts[3] if len(parts) == 4 and parts[2] == "tree" else None
    if (len(parts) != 2 and revision is None) or _PAGES[place].fullmatch(parts[0]):
        return None
    name = "/".join(parts[:2])
    name = name.removesuffix(".git") if place is Place.GITHUB else name
    written = f"{name}@{revision}" if revision else name
    try:
        return _repository(place, written, written)
    except UsageError:
        return None


def _place_of(host: str, parts: list[str]) -> Place | None:
    if host in _HUB_HOSTS:
        return Place.HUGGINGFACE
    if host in {"github.com", "www.github.com"}:
        return Place.GITHUB
    if host in {"modelscope.cn", "www.modelscope.cn"} and parts[:1] == ["models"]:
        return Place.MODELSCOPE
    return None


def _package_url(text: str, rest: str) -> Subject:
    """`pkg:type/namespace/name@version?qualifiers#subpath`, each part percent-encoded."""
    core, _, qualifiers = rest.partition("#")[0].partition("?")
    kind, _, path = core.strip("/").partition("/")
    place = {"huggingface": Place.HUGGINGFACE, "github": Place.GITHUB}.get(kind.lower())
    if place is None:
        raise UsageError(
            f'"{text}": package URLs of type "{kind}" are not read.', "pkg:huggingface and pkg:github are."
        )
    if "repository_url=" in qualifiers:
        raise UsageError(
            f'"{text}" names a registry of its own.', "Set HF_ENDPOINT instead and leave repository_url away."
        )
    path, at, version = path.rpartition("@") if "@" in path else (path, "", "")
    written = "/".join(unquote(part) for part in path.split("/")) + (f"@{unquote(version)}" if at else "")
    _refuse_unprintable(written)
    return _repository(place, written, text)
