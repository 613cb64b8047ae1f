"""References: every form, every refusal with its advice, and the way back from a key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.records import Place, Subject
from monitor.subjects import parse

HF, GITHUB, MODELSCOPE = Place.HUGGINGFACE, Place.GITHUB, Place.MODELSCOPE
WEB, FILE = Place.WEB, Place.FILE


@pytest.mark.parametrize(
    ("reference", "subject"),
    [
        ("org/name", Subject(HF, "org/name")),
        ("  org/name \n", Subject(HF, "org/name")),
        ("org/name/", Subject(HF, "org/name")),
        ("org/name@v1.0", Subject(HF, "org/name", "v1.0")),
        ("org/name@refs/pr/1", Subject(HF, "org/name", "refs/pr/1")),
        ("hf:org/name@main", Subject(HF, "org/name", "main")),
        ("HF:org/Name", Subject(HF, "org/Name")),
        ("huggingface:org/name", Subject(HF, "org/name")),
        ("hf://org/name@main", Subject(HF, "org/name", "main")),
        ("hf:gpt2", Subject(HF, "gpt2")),
        ("MiniMaxAI/MiniMax-M2.5", Subject(HF, "MiniMaxAI/MiniMax-M2.5")),
        ("github:owner/repo", Subject(GITHUB, "owner/repo")),
        ("github:owner/.github@v2", Subject(GITHUB, "owner/.github", "v2")),
        ("modelscope:Qwen/Qwen3@master", Subject(MODELSCOPE, "Qwen/Qwen3", "master")),
        # Addresses.
        ("https://example.org", Subject(WEB, "https://example.org/")),
        ("HTTPS://Example.ORG:443/Terms?v=2#part", Subject(WEB, "https://example.org/Terms?v=2")),
        ("http://example.org:8080/a@b", Subject(WEB, "http://example.org:8080/a@b")),
        ("https://[::1]:8443/x", Subject(WEB, "https://[::1]:8443/x")),
        # Front pages of repositories.
        ("https://huggingface.co/org/name", Subject(HF, "org/name")),
        ("https://hf.co/org/name/", Subject(HF, "org/name")),
        ("https://huggingface.co:443/org/name#top", Subject(HF, "org/name")),
        ("https://huggingface.co/org/name/tree/refs%2Fpr%2F1", Subject(HF, "org/name", "refs/pr/1")),
        ("https://github.com/owner/repo.git", Subject(GITHUB, "owner/repo")),
        ("https://www.github.com/owner/repo/tree/v1", Subject(GITHUB, "owner/repo", "v1")),
        ("https://modelscope.cn/models/Qwen/Qwen3", Subject(MODELSCOPE, "Qwen/Qwen3")),
        # Pages that are not front pages stay pages.
        (
            "https://huggingface.co/org/name/blob/main/LICENSE",
            Subject(WEB, "https://huggingface.co/org/name/blob/main/LICENSE"),
        ),
        ("https://huggingface.co/datasets/x", Subject(WEB, "https://huggingface.co/datasets/x")),
        ("https://huggingface.co/org/name?x=1", Subject(WEB, "https://huggingface.co/org/name?x=1")),
        ("https://huggingface.co/org", Subject(WEB, "https://huggingface.co/org")),
        ("https://github.com/features/actions", Subject(WEB, "https://github.com/features/actions")),
        ("https://github.com/owner/.git", Subject(WEB, "https://github.com/owner/.git")),
        ("https://modelscope.cn/datasets/a/b", Subject(WEB, "https://modelscope.cn/datasets/a/b")),
        # Files.
        ("./LICENSE", Subject(FILE, "./LICENSE")),
        ("../a@b/LICENSE", Subject(FILE, "../a@b/LICENSE")),
        ("/etc/LICENSE", Subject(FILE, "/etc/LICENSE")),
        ("//etc/LICENSE", Subject(FILE, "/etc/LICENSE")),
        (".", Subject(FILE, ".")),
        (r".\LICENSE", Subject(FILE, r".\LICENSE")),
        (r"C:\models\LICENSE", Subject(FILE, r"C:\models\LICENSE")),
        ("file:LICENSE", Subject(FILE, "LICENSE")),
        ("file:///a%20b/LICENSE", Subject(FILE, "/a b/LICENSE")),
        ("file://localhost/LICENSE", Subject(FILE, "/LICENSE")),
        # Package URLs.
        ("pkg:huggingface/org/name@0123abcd", Subject(HF, "org/name", "0123abcd")),
        ("pkg:huggingface/org/name", Subject(HF, "org/name")),
        ("pkg:huggingface/org/name@refs%2Fpr%2F1?x=y#sub/path", Subject(HF, "org/name", "refs/pr/1")),
        ("pkg:HuggingFace/o%72g/name", Subject(HF, "org/name")),
        ("pkg://github/owner/repo@v1", Subject(GITHUB, "owner/repo", "v1")),
    ],
)
def test_reference_is_read(reference: str, subject: Subject) -> None:
    assert parse(reference) == subject
    assert parse(subject.key) == subject


@pytest.mark.parametrize(
    ("reference", "problem", "advice"),
    [
        ("", "is empty", "org/name"),
        ("  ", "is empty", "org/name"),
        ("x" * 3000, "3000 characters", "org/name"),
        ("org/na\u202eme", r"org/na\u202eme", "by hand"),
        ("org/na\x1b[31mme", r"\x1b[31m", "by hand"),
        ("gpt2", "has no owner", '"hf:gpt2"'),
        ("LICENSE.txt", "has no owner", '"./LICENSE.txt"'),
        ("models/a/LICENSE", "not of the form", '"./models/a/LICENSE"'),
        ("hf:a/b/c", "not of the form", 'Did you mean "hf:a/b"?'),
        ("github:owner", "not of the form", "github:owner/repo"),
        ("github:owner/repo/tree/main", "not of the form", 'Did you mean "github:owner/repo"?'),
        ("hf:datasets/a/b", "not of the form", "name a model"),
        ("org/..", "not of the form", "org/name"),
        ("hf:..", "not of the form", "org/name"),
        ("org/name@", "cannot be a branch", '@main"'),
        ("org/name@a b", "cannot be a branch", '@main"'),
        ("org/name@../x", "cannot be a branch", '@main"'),
        ("org/name@-x", "cannot be a branch", '@main"'),
        ("org/name@a@b", "cannot be a branch", '@main"'),
        ("org/na me", "not of the form", "org/name"),
        ("org/näme", "not of the form", "org/name"),
        ("example.org/a/b/c", "not of the form", '"https://example.org/a/b/c"'),
        ("~/LICENSE", '"~" is not read', "whole path"),
        ("git@github.com:owner/repo", "over SSH", "github:owner/repo"),
        ("ftp://example.org/x", '"ftp:" is not known', "https://"),
        ("https://", "names no host", "browser"),
        ("https://example.org:port/", "not an address", "browser"),
        ("https://[::1/", "not an address", "browser"),
        ("https://user:secret@example.org/", "carries a user name", "without"),
        ("pkg:pypi/requests", '"pypi" are not read', "pkg:huggingface"),
        ("pkg:huggingface/org/name?repository_url=https://x", "registry of its own", "HF_ENDPOINT"),
        ("pkg:huggingface/org/na%0Ame", r"org/na\nme", "by hand"),
        ("file:", "names no file", "./path"),
        ("file://server/share", "another machine", "./path"),
        ("file:///%00", r"/\x00", "by hand"),
    ],
)
def test_reference_is_refused_with_advice(reference: str, problem: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(reference)
    assert problem in caught.value.problem
    assert advice in caught.value.advice


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse("https://user:secret@example.org/")
    assert "secret" not in str(caught.value)


# fmt: off
PIECES = st.sampled_from([
    "org", "name", "/", "//", "@", ":", "hf", "github", "file", "pkg", "huggingface.co", "https", "tree",
    "main", ".", "..", "%2F", "%40", "?", "#", "~", " ", ":443", "[", "]", "-", ".git", "models", "\\",
    "modelscope.cn",
])
# fmt: on


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=10).map("".join) | st.text(max_size=30))
def test_what_can_be_read_can_be_read_back(reference: str) -> None:
    try:
        subject = parse(reference)
    except UsageError:
        return
    assert parse(subject.key) == subject
