"""The hub as a source, against the loopback hub and against servers that only pretend to be one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted, reply

from monitor.demo.hub import Hub
from monitor.records import Place, Role, State, Subject
from monitor.sources import git_blob_id, open_sources
from monitor.sources.answers import gate_text, read_entries, read_info
from monitor.sources.links import Page, RepoFile, RepoFront, target_of
from monitor.transport import Limits, Transport, origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.records import Fetched, Snapshot
    from monitor.sources import Known

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
COMMIT = "a" * 40


def card(**keys: object) -> str:
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in keys.items())
    return f"---\n{lines}---\n# A model\n"


def unknown(_: str) -> None:
    return None


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as opened:
        yield opened


@pytest.fixture
def fetch(hub: Hub) -> Callable[..., Fetched]:
    """Looks at a model of the hub once."""

    def look(name: str, revision: str | None = None, *, token: str = "", known: Known = unknown) -> Fetched:
        # The hub's large files come from another host, here the same port by another name.
        allowed = frozenset({origin(hub.url), f"localhost:{hub.port}"})
        limits = Limits(attempts=2, backoff=0, read_timeout=5)
        with Transport(limits, allow_private=allowed, sleep=lambda _: None) as transport:
            sources = open_sources(transport, endpoint=f"{hub.url}/", token=token, now=lambda: NOW)
            return sources.fetch(Subject(Place.HUGGINGFACE, name, revision), known)

    return look


def named(fetched: Fetched, name: str) -> Snapshot:
    (snapshot,) = (one for one in fetched.snapshots if one.name == name)
    return snapshot


def states(fetched: Fetched) -> dict[str, State]:
    return {one.name: one.state for one in fetched.snapshots}


FILES = {
    "README.md": card(
        license="other", license_name="acme", license_link="LICENSE", extra_gated_prompt="Agree?"
    ),
    "LICENSE": "The licence.",
    "NOTICE": "A notice.",
    "USE_POLICY.md": "A policy.",
    "sub/LICENSE-CODE": "For the code.",
    "vendor/deep/LICENSE": "Of a third party.",
    "config.json": "{}",
}


def test_model_is_read_at_one_commit(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    repo = hub.add("acme/model", FILES)
    fetched = fetch("acme/model")
    assert (fetched.state, fetched.detail) == (State.OK, "")
    assert (fetched.commit, fetched.repo_id, fetched.moved_to) == (repo.head.sha, repo.repo_id, None)
    assert [(one.role, one.name) for one in fetched.snapshots] == [
        (Role.METADATA, "metadata"),
        (Role.METADATA, "config.json"),
        (Role.CARD, "README.md"),
        (Role.GATE, "gate"),
        (Role.LICENSE, "LICENSE"),
        (Role.LICENSE, "sub/LICENSE-CODE"),
        (Role.NOTICE, "NOTICE"),
        (Role.POLICY, "USE_POLICY.md"),
    ]
    assert all(one.commit == repo.head.sha and one.fetched_at == NOW for one in fetched.snapshots)
    licence = named(fetched, "LICENSE")
    assert licence.body == b"The licence."
    assert licence.blob_id == git_blob_id(b"The licence.")
    assert licence.media_type == "text/plain; charset=utf-8"
    assert licence.etag == f'"{licence.blob_id}"'
    assert named(fetched, "gate").body == b"Agree?"


def test_requests_are_few(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/model", FILES)
    stored = {one.blob_id: one.body for one in fetch("acme/model").snapshots}
    hub.requests.clear()
    fetched = fetch("acme/model", known=stored.get)
    assert [(seen.method, seen.bucket) for seen in hub.requests] == [("GET", "api")]
    assert named(fetched, "LICENSE").body == b"The licence."
    assert named(fetched, "LICENSE").blob_id == git_blob_id(b"The licence.")


def test_only_the_unknown_blob_is_downloaded(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    repo = hub.add("acme/model", FILES)
    stored = {one.blob_id: one.body for one in fetch("acme/model").snapshots}
    repo.commit({"LICENSE": "The other licence."})
    hub.requests.clear()
    fetched = fetch("acme/model", known=stored.get)
    asked = [
        seen.path for seen in hub.requests if seen.bucket == "resolvers" and "/resolve/" in seen.path[:30]
    ]
    assert asked == [f"/acme/model/resolve/{repo.head.sha}/LICENSE"]
    assert named(fetched, "LICENSE").body == b"The other licence."


def test_revision_is_read(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    repo = hub.add("acme/model", FILES)
    first = repo.head.sha
    repo.commit({"LICENSE": "The other licence."})
    assert named(fetch("acme/model"), "LICENSE").body == b"The other licence."
    fetched = fetch("acme/model", first)
    assert (fetched.commit, named(fetched, "LICENSE").body) == (first, b"The licence.")


def test_metadata_changes_only_with_the_terms(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    repo = hub.add("acme/model", {"README.md": card(license="mit", base_model="acme/base", tags=["x"])})
    before = named(fetch("acme/model"), "metadata")
    repo.likes = 99
    repo.downloads = 99
    repo.commit({"config.json": "{}"})
    after = named(fetch("acme/model"), "metadata")
    assert before.body == after.body
    assert before.commit != after.commit
    told = json.loads(before.body or b"")
    assert told["cardData"] == {"license": "mit", "base_model": "acme/base"}
    assert told["id"] == "acme/model"
    assert "license:mit" in told["tags"]
    assert not {"x", "region:us"} & set(told["tags"])
    assert not {"sha", "lastModified", "downloads", "likes", "siblings"} & set(told)
    repo.gated = "manual"
    assert named(fetch("acme/model"), "metadata").body != before.body


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ({}, ""),
        ({"extra_gated_prompt": " "}, ""),
        ({"extra_gated_prompt": 5}, ""),
        (
            {"extra_gated_prompt": "P", "extra_gated_heading": "H", "extra_gated_description": "D"},
            "H\n\nP\n\nD",
        ),
        ({"extra_gated_fields": {"Name": "text", "No commercial use": "checkbox"}}, "- No commercial use"),
        ({"extra_gated_fields": ["Name"]}, ""),
    ],
)
def test_gate(keys: dict[str, object], text: str) -> None:
    assert gate_text(keys) == text


# Gates, tokens and the table of errors.


def test_gated_model_without_access(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/model", FILES, gated="manual")
    fetched = fetch("acme/model")
    assert fetched.state is State.OK  # the licence and the gate prompt could be read
    assert states(fetched)["LICENSE"] is State.OK
    assert states(fetched)["USE_POLICY.md"] is State.GATED
    assert named(fetched, "USE_POLICY.md").detail == (
        "USE_POLICY.md is behind a gate on the hub; accept its terms there and set HF_TOKEN."
    )
    assert named(fetched, "USE_POLICY.md").blob_id == git_blob_id(b"A policy.")  # so that a change is seen


def test_model_whose_terms_are_all_gated(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/model", {"README.md": card(license="other"), "COPYING": "x"}, gated="auto")
    assert fetch("acme/model").state is State.GATED
    hub.set_token("hf_pending", pending=["acme/model"])
    fetched = fetch("acme/model", token="hf_pending")
    assert fetched.state is State.GATED
    assert "the token's account has no access" in fetched.detail
    hub.set_token("hf_granted", grants=["acme/model"])
    assert fetch("acme/model", token="hf_granted").state is State.OK


@pytest.mark.parametrize(
    ("name", "revision", "token", "state", "words"),
    [
        ("acme/none", None, "", State.MISSING, "acme/none is missing or private (HTTP 401)"),
        ("acme/private", None, "", State.MISSING, "is missing or private"),
        ("acme/none", None, "hf_good", State.GONE, "acme/none is no longer on the hub"),
        ("acme/private", None, "hf_good", State.GONE, "is no longer on the hub"),
        ("acme/model", None, "hf_expired", State.UNREACHABLE, "the hub refuses the token; check HF_TOKEN"),
        ("acme/model", "v9", "", State.MISSING, "acme/model@v9: the hub knows no such branch, tag or commit"),
        ("acme/model", "refs/pr/1", "", State.MISSING, "acme/model@refs/pr/1: the hub knows no such"),
    ],
)
def test_model_that_is_not_had(  # noqa: PLR0913, PLR0917 - one row of the hub's table of errors
    hub: Hub,
    fetch: Callable[..., Fetched],
    name: str,
    revision: str | None,
    token: str,
    state: State,
    words: str,
) -> None:
    hub.set_token("hf_good")
    hub.add("acme/model", FILES)
    hub.add("acme/private", FILES, private=True)
    fetched = fetch(name, revision, token=token)
    assert (fetched.state, fetched.snapshots, fetched.commit) == (state, (), None)
    assert words in fetched.detail


def test_private_model_with_a_token_that_opens_it(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/private", FILES, private=True)
    hub.set_token("hf_good", grants=["acme/private"])
    assert fetch("acme/private", token="hf_good").state is State.OK


def test_disabled_model(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/model", FILES, disabled=True)
    fetched = fetch("acme/model")
    assert states(fetched)["metadata"] is State.OK
    assert states(fetched)["LICENSE"] is not State.OK


def test_renamed_model(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    repo = hub.add("acme/model", FILES)
    hub.rename("acme/model", "apex/model")
    fetched = fetch("acme/model")
    assert (fetched.state, fetched.moved_to, fetched.repo_id) == (State.OK, "apex/model", repo.repo_id)
    assert named(fetched, "LICENSE").body == b"The licence."


def test_token_is_sent_to_the_hub_only(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.set_token("hf_secret")
    with Scripted() as other:
        link = other.on("/terms", reply(b"terms"))
        hub.add("acme/model", {"README.md": card(license_link=link), "LICENSE.pdf": b"%PDF\0" * 9})
        fetch("acme/model", token="hf_secret")
        assert other.asked == []  # refused: it is private and not the hub
    sent = [headers.get("Authorization") for headers in hub.request_headers]
    by_bucket = dict(zip((seen.bucket for seen in hub.requests), sent, strict=True))
    assert by_bucket == {"api": "Bearer hf_secret", "resolvers": "Bearer hf_secret", "cdn": None}


# Trouble on the way.


def test_hub_that_is_down() -> None:
    with Transport(Limits(attempts=1), allow_private=frozenset({"127.0.0.1:1"})) as transport:
        sources = open_sources(transport, endpoint="http://127.0.0.1:1", token="", now=lambda: NOW)
        fetched = sources.fetch(Subject(Place.HUGGINGFACE, "acme/model"), unknown)
    assert (fetched.state, fetched.snapshots) == (State.UNREACHABLE, ())
    assert "could not be fetched: Connection refused." in fetched.detail


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500, "times": 9}, "the hub answers with HTTP 500"),
        ({"status": 429, "times": 9}, "the hub answers with HTTP 429"),
        ({"status": 403}, "the hub has shut the access (HTTP 403)"),
        ({"drop": True, "times": 9}, "could not be fetched"),
        ({"half": True, "times": 9}, "could not be fetched"),
        ({"html": True}, "with something that is no model"),
    ],
)
def test_info_that_is_not_had(
    hub: Hub, fetch: Callable[..., Fetched], fault: dict[str, object], words: str
) -> None:
    hub.add("acme/model", FILES)
    hub.fail("/api/models/acme/model", **fault)
    fetched = fetch("acme/model")
    assert (fetched.state, fetched.snapshots) == (State.UNREACHABLE, ())
    assert words in fetched.detail


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 503, "times": 99}, "the hub answers with HTTP 503"),
        ({"drop": True, "times": 99}, "could not be fetched"),
        ({"half": True, "times": 99}, "could not be fetched"),
        ({"length": 10, "times": 99}, "could not be fetched"),
        ({"html": True, "times": 99}, "LICENSE of acme/model arrived damaged"),
    ],
)
def test_hub_that_goes_down_in_the_middle(
    hub: Hub, fetch: Callable[..., Fetched], fault: dict[str, object], words: str
) -> None:
    hub.add("acme/model", {"README.md": card(license="mit"), "LICENSE": "The licence."})
    prefix = "/acme/model/resolve/" if "html" in fault or "status" in fault else "/api/resolve-cache/"
    hub.fail(prefix, **fault)
    fetched = fetch("acme/model")
    assert fetched.state is State.UNREACHABLE
    assert states(fetched) == {
        "metadata": State.OK,
        "README.md": State.UNREACHABLE,
        "LICENSE": State.UNREACHABLE,
    }
    assert words in named(fetched, "LICENSE").detail
    assert named(fetched, "LICENSE").body is None


def test_large_file_comes_from_elsewhere_and_is_checked(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/model", {"LICENSE.pdf": b"%PDF\0" * 9})
    licence = named(fetch("acme/model"), "LICENSE.pdf")
    assert (licence.state, licence.body) == (State.OK, b"%PDF\0" * 9)
    assert licence.url.startswith(f"http://localhost:{hub.port}/")
    hub.fail("/xet-bridge-us/", html=True)
    assert "arrived damaged" in named(fetch("acme/model"), "LICENSE.pdf").detail


# Links.


@pytest.mark.parametrize("link", ["LICENSE", "./LICENSE", "LICENSE#section", "/acme/model/blob/main/LICENSE"])
def test_link_to_a_file_that_is_read_anyhow(hub: Hub, fetch: Callable[..., Fetched], link: str) -> None:
    hub.add("acme/model", {"README.md": card(license_link=link), "LICENSE": "x"})
    assert list(states(fetch("acme/model"))) == ["metadata", "README.md", "LICENSE"]


@pytest.mark.parametrize(
    "link",
    [
        "docs/a b/terms.txt",
        "docs/a%20b/terms.txt",
        "blob/main/docs/a%20b/terms.txt",
        "https://huggingface.co/acme/model/blob/main/docs/a%20b/terms.txt",
        "{hub}/acme/model/raw/{sha}/docs/a b/terms.txt",
    ],
)
def test_link_to_a_file_with_another_name(hub: Hub, fetch: Callable[..., Fetched], link: str) -> None:
    repo = hub.add("acme/model", {"docs/a b/terms.txt": "The licence."})
    repo.commit({"README.md": card(license_link="x")})
    whole = link.format(hub=hub.url, sha=repo.head.sha)
    repo.commit({"README.md": card(license_link=whole)})
    fetched = fetch("acme/model", repo.head.sha if "{sha}" not in link else None)
    if "{sha}" not in link:
        terms = named(fetched, "docs/a b/terms.txt")
        assert (terms.role, terms.body) == (Role.LICENSE, b"The licence.")
    else:  # an older commit of the same repository is another text
        terms = named(fetched, whole)
        assert (terms.role, terms.body) == (Role.LINKED, b"The licence.")


def test_link_to_a_file_that_is_not_there(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    hub.add("acme/model", {"README.md": card(license_link="LICENCE.md"), "config.json": "{}"})
    licence = named(fetch("acme/model"), "LICENCE.md")
    assert (licence.role, licence.state) == (Role.LICENSE, State.MISSING)
    assert licence.detail == "The card names LICENCE.md as the licence, but there is no such file."


@pytest.mark.parametrize("verb", ["blob", "resolve", "raw"])
def test_link_to_another_repository(hub: Hub, fetch: Callable[..., Fetched], verb: str) -> None:
    link = f"https://huggingface.co/acme/base/{verb}/main/Research%20License.docx"
    repo = hub.add("acme/base", {"Research License.docx": b"PK\x03\x04"})
    hub.add("acme/model", {"README.md": card(license_link=link)})
    linked = named(fetch("acme/model"), link)
    assert (linked.role, linked.state, linked.body) == (Role.LINKED, State.OK, b"PK\x03\x04")
    assert linked.blob_id == git_blob_id(b"PK\x03\x04")
    assert linked.commit in {repo.head.sha, None}  # the other host that serves large files does not tell


def test_link_to_another_repository_that_is_not_there(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    link = "https://huggingface.co/acme/base/blob/main/LICENSE"
    hub.add("acme/model", {"README.md": card(license_link=link)})
    assert "is missing or private" in named(fetch("acme/model"), link).detail
    hub.add("acme/base", {"README.md": ""})
    missing = named(fetch("acme/model"), link)
    assert (missing.state, missing.detail) == (State.MISSING, f"{link} is not in the repository.")


def test_link_to_a_front_page(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    link = "https://huggingface.co/acme/base"
    hub.add("acme/model", {"README.md": card(license_link=link)})
    assert named(fetch("acme/model"), link).state is State.MISSING
    base = hub.add("acme/base", {"README.md": card(license="mit")})
    assert named(fetch("acme/model"), link).detail == "acme/base holds no licence file."
    base.commit({"LICENSE": "The licence."})
    linked = named(fetch("acme/model"), f"{hub.url}/acme/base/LICENSE")
    assert (linked.role, linked.body, linked.commit) == (Role.LINKED, b"The licence.", base.head.sha)


def test_link_to_a_page_with_an_address_like_a_repository(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    link = hub.page("/legal/terms", "<p>Terms</p>")
    hub.add("acme/model", {"README.md": card(license_link=f"{link}#part")})
    linked = named(fetch("acme/model"), f"{link}#part")
    assert (linked.role, linked.url, linked.body) == (Role.LINKED, link, b"<p>Terms</p>")


def test_link_to_the_own_front_page(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    link = "https://huggingface.co/Acme/Model/"
    repo = hub.add("acme/model", {"README.md": card(license_link=link)})
    assert named(fetch("acme/model"), link).state is State.MISSING
    repo.commit({"LICENSE": "x"})
    assert list(states(fetch("acme/model"))) == ["metadata", "README.md", "LICENSE"]


def test_link_to_another_host(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    link = hub.page("/pages/terms/acme", "<p>Terms</p>")
    hub.add("acme/model", {"README.md": card(license_link=f"{link}#part")})
    linked = named(fetch("acme/model"), f"{link}#part")
    assert (linked.role, linked.url, linked.body) == (Role.LINKED, link, b"<p>Terms</p>")
    assert linked.media_type.startswith("text/html")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("http://169.254.169.254/latest/meta-data/", "private address"),
        ("http://127.0.0.1:22/", "private address"),
        ("file:///etc/passwd", "is not an http or https address"),
        ("../../../etc/passwd", "its name is not safe"),
        ("https://huggingface.co/acme/base/blob/main/../../x", "is not safe to follow"),
        ("https://huggingface.co/ac me/ba$e/blob/main/x", "is not safe to follow"),
        ("https://huggingface.co/ac me/ba$e", "names no repository"),
        ("https://example.org/\u202e", "characters that have no place"),
        ("http://[bad", "is not an address"),
    ],
)
def test_link_that_is_not_followed(hub: Hub, fetch: Callable[..., Fetched], link: str, words: str) -> None:
    hub.add("acme/model", {"README.md": card(license_link=link), "LICENSE": "x"})
    hub.requests.clear()
    fetched = fetch("acme/model")
    (refused,) = (one for one in fetched.snapshots if one.name not in {"metadata", "README.md", "LICENSE"})
    assert refused.state is State.UNREACHABLE
    assert words in refused.detail
    assert refused.name.isprintable()
    assert all("passwd" not in seen.path and "/base/" not in seen.path for seen in hub.requests)


def test_several_links_and_links_of_other_kinds(hub: Hub, fetch: Callable[..., Fetched]) -> None:
    links = [hub.page(f"/pages/terms/{number}", "x") for number in range(9)]
    repo = hub.add("acme/model", {"README.md": card(license_link=[*links, 5, ""])})
    assert [one.name for one in fetch("acme/model").snapshots if one.role is Role.LINKED] == links[:5]
    repo.commit({"README.md": card(license_link={"a": "b"})})
    assert list(states(fetch("acme/model"))) == ["metadata", "README.md"]


ENDPOINT = "https://hub.example.org:8443/mirror"


@pytest.mark.parametrize(
    ("link", "target"),
    [
        (" LICENSE ", RepoFile("LICENSE")),
        ("./docs//LICENSE.md?x#y", RepoFile("docs/LICENSE.md")),
        ("/LICENSE", RepoFile("LICENSE")),
        ("resolve/main/LICENSE", RepoFile("LICENSE", None, "main")),
        ("/org/name/blob/main/a/LICENSE", RepoFile("a/LICENSE", "org/name", "main")),
        ("https://huggingface.co/org/name/resolve/refs%2Fpr%2F1/x", RepoFile("x", "org/name", "refs/pr/1")),
        ("huggingface.co/org/name/blob/main/LICENSE", RepoFile("LICENSE", "org/name", "main")),
        ("https://hf.co/gpt2/blob/main/LICENSE", RepoFile("LICENSE", "gpt2", "main")),
        ("https://huggingface.co/org/name", RepoFront("org/name")),
        ("https://huggingface.co/org/name/tree/v1", RepoFront("org/name", "v1")),
        ("https://huggingface.co/org/name/discussions", Page("https://huggingface.co/org/name/discussions")),
        ("https://huggingface.co/datasets/org/name", Page("https://huggingface.co/datasets/org/name")),
        ("https://huggingface.co/", Page("https://huggingface.co/")),
        ("https://hub.example.org:8443/org/name", RepoFront("org/name")),
        ("http://hub.example.org/org/name", Page("http://hub.example.org/org/name")),
        (
            "https://github.com/o/r/blob/main/a b/LICENSE#L3",
            Page("https://raw.githubusercontent.com/o/r/main/a%20b/LICENSE"),
        ),
        ("www.github.com/o/r/raw/v1/LICENSE", Page("https://raw.githubusercontent.com/o/r/v1/LICENSE")),
        ("https://github.com/o/r#licence", Page("https://github.com/o/r")),
        ("https://ai.example.org/terms#part", Page("https://ai.example.org/terms")),
        ("www.example.org/terms", Page("https://www.example.org/terms")),
        ("mailto:legal@example.org", Page("mailto:legal@example.org")),
        ("//example.org/x", Page("//example.org/x")),
        ("http://[bad", Page("http://[bad")),
    ],
)
def test_target_of_a_link(link: str, target: object) -> None:
    assert target_of(link, ENDPOINT) == target


@settings(max_examples=200)
@given(
    st.text(max_size=60) | st.lists(st.sampled_from("/.:#?@[%a") | st.just("blob"), max_size=20).map("".join)
)
def test_any_link_leads_somewhere(link: str) -> None:
    target_of(link, ENDPOINT)
    target_of(f"https://huggingface.co/{link}", ENDPOINT)
    target_of(f"https://github.com/{link}", ENDPOINT)


# Answers of servers that are no hub, or a hostile one.


INFO = "/api/models/acme/model?blobs=true"


def info(**fields: object) -> bytes:
    return json.dumps({"id": "acme/model", "sha": COMMIT, **fields}).encode()


@pytest.fixture
def pretender() -> Iterator[Scripted]:
    with Scripted() as scripted:
        yield scripted


def fetch_from(server: Scripted, body: bytes) -> Fetched:
    server.on(INFO, reply(body))
    return look_at(server)


def look_at(server: Scripted, known: Callable[[str], bytes | None] = unknown, body: int = 1 << 20) -> Fetched:
    limits = Limits(attempts=1, body=body)
    with Transport(limits, allow_private=frozenset({server.origin})) as transport:
        sources = open_sources(transport, endpoint=server.url, token="", now=lambda: NOW)
        return sources.fetch(Subject(Place.HUGGINGFACE, "acme/model"), known)


PLAIN = info(siblings=[{"rfilename": "LICENSE"}])
RESOLVED = f"/acme/model/resolve/{COMMIT}/LICENSE"
PATHS = f"/api/models/acme/model/paths-info/{COMMIT}"


@pytest.mark.parametrize("answer", [reply(b"x", "404 Not Found"), reply(b"<html>"), b""])
def test_without_what_git_knows_everything_is_downloaded(pretender: Scripted, answer: bytes) -> None:
    pretender.on(INFO, reply(PLAIN))
    pretender.on(PATHS, answer)
    pretender.on(RESOLVED, reply(b"The licence.", Content_Type="text/plain"))
    licence = named(look_at(pretender, known=lambda _: b"must not be asked for"), "LICENSE")
    assert (licence.body, licence.blob_id) == (b"The licence.", git_blob_id(b"The licence."))


def test_an_error_page_that_no_hash_tells_from_a_licence(pretender: Scripted) -> None:
    pretender.on(INFO, reply(PLAIN))
    pretender.on(RESOLVED, reply(b"<p>Maintenance</p>", Content_Type="text/html"))
    licence = named(look_at(pretender), "LICENSE")
    assert (licence.state, licence.body) == (State.UNREACHABLE, None)
    assert licence.detail == f"LICENSE was not had: {pretender.url} answers with a web page in its place."


@pytest.mark.parametrize(
    "refusal",
    [
        reply(b"{}", "400 Bad Request"),
        reply(b" " * 5000),
        reply(b"{}", "401 Unauthorized", X_Error_Code="GatedRepo"),
    ],
)
def test_a_hub_that_tells_no_git_ids_with_the_info_is_asked_for_them(
    pretender: Scripted, refusal: bytes
) -> None:
    """A model with very many files, a hub that does not know the question, and a gate before the ids."""
    query = ("baseModels", "cardData", "disabled", "gated", "private", "sha", "siblings", "tags")
    expanded = "/api/models/acme/model?" + "&".join(f"expand={field}" for field in query)
    oid = git_blob_id(b"The licence.")
    pretender.on(INFO, refusal)
    pretender.on(expanded, reply(PLAIN))
    pretender.on(PATHS, reply(json.dumps([{"path": "LICENSE", "oid": oid}]).encode()))
    fetched = look_at(pretender, known={oid: b"The licence."}.get, body=4096)
    assert named(fetched, "LICENSE").body == b"The licence."
    assert [asked.target for asked in pretender.asked] == [INFO, expanded, PATHS]


def test_unsafe_file_names_are_not_asked_for(pretender: Scripted) -> None:
    paths = ["../LICENSE", "LICENSE\\..", "LICENSE\x1b[2J", "/LICENSE", "LICENSE\ud800"]
    fetched = fetch_from(pretender, info(siblings=[{"rfilename": path} for path in paths]))
    refused = [one for one in fetched.snapshots if one.role is Role.LICENSE]
    assert len(refused) == 5
    assert {one.state for one in refused} == {State.UNREACHABLE}
    assert all(one.name.isprintable() and "its name is not safe" in one.detail for one in refused)
    assert len(pretender.asked) == 1


def test_too_many_files_are_said_to_be(pretender: Scripted) -> None:
    paths = [f"LICENSE-{number:03}" for number in range(70)]
    fetched = fetch_from(pretender, info(siblings=[{"rfilename": path} for path in paths]))
    left = [one for one in fetched.snapshots if "too many such files" in one.detail]
    assert [one.name for one in left] == paths[64:]
    assert len(pretender.asked) == 1 + 1 + 64


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"error":"x"}',
        b"[" * 100_000,
        b"\xff\xfe",
        info(id=5),
        info(id="../../etc"),
        info(id="a/b/c"),
        info(sha=None),
        info(sha="main"),
        info(sha="../" * 13 + "a"),
    ],
)
def test_answer_that_is_no_model(pretender: Scripted, body: bytes) -> None:
    fetched = fetch_from(pretender, body)
    assert (fetched.state, fetched.snapshots) == (State.UNREACHABLE, ())
    assert "something that is no model" in fetched.detail


def test_fields_of_other_kinds_are_passed_over() -> None:
    odd = {
        "_id": 5,
        "siblings": [{"rfilename": 5}, {}, "LICENSE", None],
        "tags": ["license:mit", 5, "license:mit"],
        "cardData": {
            "license": {"deep": {"er": 1}},
            "base_model": ["a", {"b": 1}, 3],
            "license_name": "\ud800",
        },
        "baseModels": {"relation": "finetune", "models": [{"id": "b"}, {"id": "a", "_id": "x"}, 5]},
        "gated": "auto",
    }
    read = read_info(info(**odd), "http://hub")
    assert read is not None
    assert (read.repo_id, read.paths) == (None, ("LICENSE",))
    told = json.loads(read.metadata)
    assert told["cardData"] == {"license": None, "base_model": ["a", 3], "license_name": "\ud800"}
    assert told["baseModels"] == {"relation": "finetune", "models": [{"id": "a"}, {"id": "b"}]}
    assert told["tags"] == ["license:mit"]


def test_base_models_are_told_apart_or_by_tags_in_the_same_bytes() -> None:
    tags = ["base_model:b/y", "base_model:a/x", "base_model:merge:b/y", "base_model:merge:a/x"]
    apart = {"relation": "merge", "models": [{"id": "b/y"}, {"id": "a/x"}]}
    told = [read_info(info(tags=tags, **more), "") for more in ({}, {"baseModels": apart})]
    assert told[0]
    assert told[1]
    assert told[0].metadata == told[1].metadata
    assert json.loads(told[0].metadata)["baseModels"]["relation"] == "merge"
    plain = read_info(info(tags=["base_model:a/x", "base_model:odd:a/x"]), "")
    assert plain
    assert "baseModels" not in json.loads(plain.metadata)


def test_what_git_knows_comes_with_the_info() -> None:
    large = {"sha256": "ab" * 32, "size": 5, "pointerSize": 3}
    listed = [
        {"rfilename": "LICENSE", "blobId": COMMIT},
        {"rfilename": "LICENSE.pdf", "blobId": COMMIT, "lfs": large},
        {"rfilename": "masked.pdf", "blobId": COMMIT, "lfs": {"sha256": "*" * 64}},
        {"rfilename": "none"},
        {"rfilename": "odd", "blobId": "main"},
        {"rfilename": 5, "blobId": COMMIT},
        5,
    ]
    read = read_info(info(siblings=listed), "")
    assert read is not None
    found = {path: (entry.oid, entry.sha256) for path, entry in read.entries.items()}
    assert found == {
        "LICENSE": (COMMIT, None),
        "LICENSE.pdf": (COMMIT, "ab" * 32),
        "masked.pdf": (COMMIT, ""),
    }


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        (b"", set()),
        (b"{}", set()),
        (b'[5, {}, {"path": 5}]', set()),
        (b'[{"path": "a", "oid": "main"}]', set()),
        (b'[{"path": "a", "oid": "%s"}]' % COMMIT.encode(), {"a"}),
    ],
)
def test_paths_info_of_any_kind(body: bytes, paths: set[str]) -> None:
    assert set(read_entries(body)) == paths


def test_masked_hash_is_not_a_hash() -> None:
    item = {"path": "LICENSE.pdf", "oid": COMMIT, "lfs": {"oid": "*" * 64}}
    assert read_entries(json.dumps([item]).encode())["LICENSE.pdf"].sha256 == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("cardData", "siblings", "tags", "baseModels", "gated"), JSON)
    )
)
def test_any_model_info_is_read(fields: dict[str, object]) -> None:
    read = read_info(info(**fields), "http://hub")
    assert read is not None
    gate_text(read.card)
    again = read_info(info(**fields), "http://hub")
    assert again is not None
    assert again.metadata == read.metadata
