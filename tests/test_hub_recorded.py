"""The loopback hub answers recorded requests as the real hub did.

Errors must be the same to the letter, ETags and lengths too where the whole body is recorded; other bodies
are compared by keys and types, since counters and contents of other people's models are not ours to copy.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests

from monitor.demo.git import File
from monitor.demo.hub import Hub
from monitor.demo.wire import compact, weak_etag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitor.demo.repository import Repo

VOLATILE = frozenset({"date", "x-cache", "via", "x-amz-cf-pop", "x-hub-cache", "age"})
"""What a content network or a clock adds."""
BY_FORM = frozenset({"ratelimit", "ratelimit-policy", "x-request-id", "link"})
"""Headers with numbers or a host of the moment: compared with digits and host taken out."""
TINY = "OwnerOfTheGatedModel/tiny-gated-model"
OWNER, PENDING, BAD = "hf_owner", "hf_pending", "hf_bad"
TOKENS = {
    "raw-readme-owner": OWNER,
    "resolve-readme-with-access": OWNER,
    "raw-readme-pending": PENDING,
    "whoami-bad-token": BAD,
}
PATHS = {  # of recorded requests that are told in words, by name or by those words
    "raw-readme-pending": f"/{TINY}/raw/main/README.md",
    "whoami-bad-token": "/api/whoami-v2",
    "/tree/main": "/api/models/meta-llama/Llama-3.2-1B/tree/main",
}
README = (
    "---\nlicense: mit\n---\n\n# tiny-gated-model\n\n"
    "A tiny, randomly initialised GPT-2 (2 layers, 64 dims, vocab 1000). Its weights are untrained.\n"
    "It exists as a sandbox for testing gated-model access requests.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(File):
    """A file known by its ids alone."""

    claimed_oid: str = ""
    claimed_size: int = 0

    @property
    def oid(self) -> str:
        return self.claimed_oid

    @property
    def size(self) -> int:
        return self.claimed_size


@dataclass(frozen=True, slots=True)
class Case:
    """One recorded request and its answer."""

    name: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: Any = None
    token: str = ""


def recorded_cases(folder: Path) -> Iterator[Case]:
    """Every request of the three recordings; one record may hold several."""
    for file in ("hf_recorded_api.json", "hf_recorded_gated.json"):
        for record in json.loads((folder / file).read_text("utf-8"))["records"]:
            name = record["id"].split(" ")[0]
            for request in record["request"].split(" ; "):
                sent = re.search(r"(?:GET )?(/\S+)", request)
                path = PATHS.get(name) or PATHS.get(request) or (sent.group(1) if sent else "")
                headers, body = record.get("headers", {}), record.get("body")
                yield Case(name, "GET", path, record["status"], headers, body, TOKENS.get(name, ""))
    for record in json.loads((folder / "hf_recorded_headers.json").read_text("utf-8")):
        path = re.search(r"HEAD (?:https://huggingface.co)?(/[^\s,]*)?", record["req"])
        lines = record["raw"].split("\n\n")[0].splitlines()
        first = re.match(r"HTTP/2 (\d+)", lines[0])
        assert path
        assert first
        headers = dict(line.split(": ", 1) for line in lines[1:])
        yield Case("header-dump", "HEAD", path.group(1) or "/", int(first.group(1)), headers)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with Hub() as made:
        fill_open_models(made)
        fill_gated_models(made)
        yield made


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fill_open_models(hub: Hub) -> None:
    """Models of the recordings that anybody may read, with the recorded ids and dates."""
    gguf = hub.add(
        "TheBloke/Llama-2-7B-GGUF",
        {"README.md": card("llama2", base_model="meta-llama/Llama-2-7b-hf"), "m.gguf": b"0"},
        created=when("2023-09-04T15:53:57"),
        repo_id="64f5fd954d3b1dd311d30e28",
    )
    gguf.commit({"config.json": "{}"}, sha="b4e04e128f421c93a5f1e34ac4d7ca9b0af47b80")
    hub.add("meta-llama/Llama-2-7b-hf", repo_id="64b0234d53bd91402e6ad49c")
    gpt2 = hub.add("openai-community/gpt2", {"merges.txt": "a b"})
    for number in range(24):
        gpt2.commit({"notes.txt": f"{number}"})
    gpt2.commit({"config.json": "{}"}, sha="607a30d783dfa663caf39e06633721c8d4cfcd7e")
    claim(gpt2, "config.json", "10c66461e4c109db5a2196bff4bb59be30396ed8")
    hub.add("mistralai/Mistral-7B-v0.1", repo_id="650aedb6238a644cb93a52c3")
    qwen = hub.add("Qwen/Qwen3-32B")
    qwen.commit({"config.json": "{}"}, sha="9216db5781bf21249d130ec9da846c4624c16137")
    claim(qwen, "config.json", "d66d65fbc7960c2b3c254293f74df73b47fef6d3")
    index = "model.safetensors.index.json"
    tuned = hub.add("groxaxo/Qwen3-14B-8K-Reasoning-v2-interim")
    tuned.commit({index: "{}"}, sha="5bedfd096acd665c6d49c3d6cbe5065b18cc573d")
    claim(tuned, index, "484e703ce7071c77d4ba392b45cadeae9769aaef")
    hub.add("Qwen/Qwen3.5-0.8B-Base").commit({"a": "b"}, sha="dc7cdfe2ee4154fa7e30f5b51ca41bfa40174e68")


def claim(repo: Repo, path: str, oid: str) -> None:
    """Give a file of the head a recorded id."""
    claimed = Claimed(data=b"{}", claimed_oid=oid, claimed_size=2)
    repo.commits[-1] = replace(repo.head, files={**repo.head.files, path: claimed})


def fill_gated_models(hub: Hub) -> None:
    """Models of the recordings behind a gate, one of them also disabled."""
    llama = hub.add(
        "meta-llama/Llama-3.1-8B",
        {"README.md": card("llama3.1"), "config.json": "{}"},
        gated="manual",
        created=when("2024-07-14T22:20:15"),
        repo_id="66944f1fe0c5c2e493a804f5",
    )
    llama.commit({"a": "b"}, sha="d04e592bb4f6aa9cfee91e2e20afa771667e1d4b")
    hub.redirect("meta-llama/Meta-Llama-3.1-8B", "meta-llama/Llama-3.1-8B")
    hub.add("meta-llama/Llama-3.1-8B-Instruct", gated="manual")
    hub.add(
        "meta-llama/Llama-3.2-1B",
        {"README.md": card("llama3.2"), "LICENSE.txt": "terms", "config.json": "{}"},
        gated="manual",
        repo_id="66eaebb25fcdca258b9576cb",
    )
    hub.add("bigcode/starcoder", gated="auto", repo_id="644677e41173e85ac7f10745")
    hub.add(
        "ykilcher/gpt-4chan",
        {"README.md": card("apache-2.0")},
        gated="auto",
        disabled=True,
        repo_id="6283a9b7806a1feb9fbacf18",
    )
    fill_tiny(hub)
    hub.set_token(OWNER, grants=[TINY])
    hub.set_token(PENDING, pending=[TINY])


def card(license_id: str, **more: str) -> str:
    lines = [f"license: {license_id}", "pipeline_tag: text-generation"]
    return "\n".join(["---", *lines, *(f"{key}: {value}" for key, value in more.items()), "---", "# Card"])


def fill_tiny(hub: Hub) -> None:
    """The one model whose whole listing is recorded: its ids are claimed, all else is computed."""
    repo = hub.add(
        TINY,
        {"README.md": README},
        gated="manual",
        created=when("2026-10-06T13:24:35"),
        repo_id="6ac4f6932fb5557d4ceee81f",
    )
    commit = repo.commit(
        {"a": "b"}, date=when("2026-10-06T13:24:38"), sha="5bb9fc53add422c252f7351a8e28c438cb98ea21"
    )
    recorded = (
        (".gitattributes", "a6344aac8c09253b3b630fb776ae94478aa0275b", 1519, False),
        ("README.md", "", 0, False),
        ("checkpoint-0/config.json", "1a78b7e6c35fa843b214689706ce9398ac8fc761", 819, False),
        ("checkpoint-0/generation_config.json", "ad61e9690fadc7132837a8a037197af97061bd5f", 195, False),
        ("checkpoint-0/model.safetensors", "73500655b76ca057265c754b218fbfab58751f0b", 691784, True),
    )
    files = {
        path: Claimed(data=b"", lfs=lfs, claimed_oid=oid, claimed_size=size) if oid else File(README.encode())
        for path, oid, size, lfs in recorded
    }
    folders = {"": "0" * 40, "checkpoint-0": "05c7a8877e37d8cefdc36a9b918bf77f187f3ed6"}
    repo.commits[-1] = replace(commit, files=files, folders=folders)


def asked(hub: Hub, case: Case) -> requests.Response:
    headers = {"Authorization": f"Bearer {case.token}"} if case.token else {}
    return requests.request(
        case.method, hub.url + case.path, headers=headers, allow_redirects=False, timeout=10
    )


def form(value: object) -> object:
    """A body with keys and types alone; lists by the forms of their items."""
    if isinstance(value, dict):
        return {key: form(inner) for key, inner in value.items() if key != "spaces"}
    if isinstance(value, list):
        return sorted({json.dumps(form(inner), sort_keys=True) for inner in value})
    return type(value).__name__


def without_moment(text: str) -> str:
    """A header without digits, ids and the host."""
    hostless = re.sub(r"https?://[^/]+", "", text)
    policy = re.sub(r"\b([rt])=\d+", r"\1=", hostless)
    return re.sub(r"1-[0-9a-f]{8}-[0-9a-f]{24}", "", policy)


def check_headers(case: Case, answer: requests.Response) -> None:
    """Each recorded header has its recorded value; those of the moment have its form."""
    for name, recorded in case.headers.items():
        got = answer.headers.get(name, "")
        if name in VOLATILE or (case.path == "/" and name in {"content-length", "etag"}):
            continue
        if name in BY_FORM:
            assert without_moment(got) == without_moment(recorded), (case.name, name)
        else:
            assert got == recorded, (case.name, name)


def check_body(case: Case, answer: requests.Response) -> None:
    """An error's body is recorded to the letter; of others keys and types are compared."""
    if case.body is None:
        return
    if isinstance(case.body, str):
        assert answer.text == case.body
    elif case.status >= 400 or "etag" in case.headers:
        assert answer.json() == case.body
        assert answer.content == compact(case.body)
    else:
        assert form(answer.json()) == form(case.body), case.name


def test_recorded_requests_get_recorded_answers(hub: Hub, shared: Path) -> None:
    cases = list(recorded_cases(shared / "hub" / "recorded"))
    assert len(cases) == 55
    for case in cases:
        answer = asked(hub, case)
        assert answer.status_code == case.status, case
        check_headers(case, answer)
        check_body(case, answer)


def test_both_kinds_of_etag_are_computed_as_recorded(shared: Path) -> None:
    cases = [case for case in recorded_cases(shared / "hub" / "recorded") if "etag" in case.headers]
    weak = [
        case for case in cases if case.headers["etag"].startswith("W/") and isinstance(case.body, dict | list)
    ]
    assert len(weak) >= 5
    for case in weak:
        assert weak_etag(compact(case.body)) == case.headers["etag"], case.name
    assert File(README.encode()).oid == "0c14ad74222fd13bc2b768196169ee7285f2f1c0"


def test_the_second_hop_gives_the_recorded_headers_and_304(hub: Hub) -> None:
    first = requests.head(f"{hub.url}/openai-community/gpt2/resolve/main/config.json", timeout=10)
    second = requests.get(hub.url + first.headers["location"], timeout=10)
    assert second.status_code == 200
    assert second.headers["etag"] == '"10c66461e4c109db5a2196bff4bb59be30396ed8"'
    assert second.headers["x-repo-commit"] == "607a30d783dfa663caf39e06633721c8d4cfcd7e"
    assert second.headers["accept-ranges"] == "bytes"
    assert second.headers["content-type"] == "text/plain; charset=utf-8"
    third = requests.get(second.url, headers={"If-None-Match": second.headers["etag"]}, timeout=10)
    assert (third.status_code, third.content) == (304, b"")
