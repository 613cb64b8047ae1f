"""Where a project names models: a sample project by hand, each kind of file, and texts made to mislead."""

from __future__ import annotations

import json
import re
import struct
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.mentions import commands, python
from monitor.mentions import settings as configurations
from monitor.mentions.files import reader_of
from monitor.mentions.found import Found, first_name, repository, together, told_by_comment
from monitor.mentions.project import LARGEST, read

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[1] / "fixtures" / "project"
QUICK = settings(max_examples=80, deadline=None)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{1,12}/[a-z][a-z0-9-]{1,12}", fullmatch=True)


def rows(found: Found) -> list[str]:
    told = [f"{one.path}:{one.line} {one.reference}" for one in found.mentions]
    return told + [f"{one.path}:{one.line} ? {one.words}" for one in found.unresolved]


def references(found: Found) -> list[str]:
    return [one.reference for one in found.mentions]


def test_the_sample_project_names_what_was_written_down_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    found = read(Path())
    expected = (Path(__file__).parent / "mentions" / "project.txt").read_text("utf-8").splitlines()
    assert sorted(rows(found)) == sorted(expected)
    assert found.unread == ()


def test_every_line_holds_the_name_it_is_told_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    for one in read(Path()).mentions:
        path = Path(one.path)
        if path.is_dir() or path.suffix == ".gguf":
            continue
        last = re.split(r"[/@]", one.reference.removeprefix("pkg:huggingface/"))[1]
        line = path.read_text("utf-8").splitlines()[one.line - 1]
        assert last in line or last.removeprefix("sentence-transformers/") in line or "licensewatch:" in line


PYTHON = [
    ('AutoModel.from_pretrained("org/name")', ["org/name"]),
    ('AutoModel.from_pretrained(pretrained_model_name_or_path="org/name", revision="v1")', ["org/name@v1"]),
    ('AutoModel.from_pretrained("bert-base-uncased")', ["hf:bert-base-uncased"]),
    ('AutoModel.from_pretrained("checkpoint")', []),
    ('AutoModel.from_pretrained("models/a/b")', []),
    ('AutoModel.from_pretrained("runs/model.bin")', []),
    ('x = "org/name"\nAutoModel.from_pretrained(x)', ["org/name"]),
    ('def f(x):\n    AutoModel.from_pretrained(x)\nf("org/name")', ["org/name"]),
    ('def f(x="org/name"):\n    AutoModel.from_pretrained(x)', ["org/name"]),
    ('class C:\n    model = "org/name"\nAutoModel.from_pretrained(C.model)', ["org/name"]),
    ('for x in ["org/a", "org/b"]:\n    AutoModel.from_pretrained(x)', ["org/a", "org/b"]),
    ('for k, x in {"a": "org/a"}.items():\n    AutoModel.from_pretrained(x)', ["org/a"]),
    ('for x in {"a": "org/a"}.values():\n    AutoModel.from_pretrained(x)', ["org/a"]),
    ('M = {"a": "org/a", "b": "org/b"}\nAutoModel.from_pretrained(M["b"])', ["org/b"]),
    ('a, b = "org", "name"\nAutoModel.from_pretrained(a + "/" + b)', ["org/name"]),
    ('AutoModel.from_pretrained("org/a" if big else "org/b")', ["org/a", "org/b"]),
    ('AutoModel.from_pretrained(given or "org/a")', ["org/a"]),
    ('timm.create_model("hf_hub:org/name")', []),
    ('import timm\ntimm.create_model("hf_hub:org/name")', ["org/name"]),
    ('import timm\ntimm.create_model("resnet50")', []),
    ('import open_clip\nopen_clip.create_model_and_transforms("hf-hub:org/name")', ["org/name"]),
    ('pipeline("x", "org/name")', []),
    ('from transformers import pipeline\npipeline("x", "org/name")', ["org/name"]),
    ('from vllm import LLM as Engine\nEngine("org/name")', []),
    ('from modelscope import snapshot_download\nsnapshot_download("org/name")', ["modelscope:org/name"]),
    ('f("https://huggingface.co/org/name/resolve/v1/x.safetensors")', []),
    ('P.from_single_file("https://huggingface.co/org/name/resolve/v1/x.safetensors")', ["org/name@v1"]),
    ('P.from_single_file("https://huggingface.co/docs/hub")', []),
    ('hf_hub_download("org/name", "x", repo_type="space")', []),
    ('AutoModel.from_pretrained("org/name")  # licensewatch: ignore', []),
    ("AutoModel.from_pretrained(\n    name,  # licensewatch: org/name\n)", ["org/name"]),
    ("AutoModel.from_pretrained(*names)", []),
    ('def f(x="org/name"):\n    return x\ndef g(x):\n    AutoModel.from_pretrained(x)', []),
    ('x = "org/a"\ndef g():\n    def h():\n        AutoModel.from_pretrained(x)', ["org/a"]),
    ('def f(*, x="org/a"):\n    AutoModel.from_pretrained(x)', ["org/a"]),
    ('def f(x):\n    AutoModel.from_pretrained(x)\nf(x="org/a")', ["org/a"]),
    ("for x in names():\n    AutoModel.from_pretrained(x)", []),
    ('for i, x in enumerate(["org/a"]):\n    AutoModel.from_pretrained(x)', []),
    ('a, *b = ["org/a"]\nAutoModel.from_pretrained(b)', []),
    ('self.model = "org/a"\nAutoModel.from_pretrained(self.model)', ["org/a"]),
    ('AutoModel.from_pretrained(["org/a"][0])', ["org/a"]),
    ('AutoModel.from_pretrained(Field(default="org/a"))', ["org/a"]),
    ('AutoModel.from_pretrained(os.getenv("X"))', []),
    ('AutoModel.from_pretrained((x := "org/a"))\nAutoModel.from_pretrained(x)', ["org/a"]),
    ('p.add_argument("-m", dest="judge", default="org/a")\nAutoModel.from_pretrained(p.judge)', ["org/a"]),
    ('P.from_single_file("https://modelscope.cn/models/org/a")', ["modelscope:org/a"]),
    ('AutoModel.from_pretrained("pkg:huggingface/org/a@v1")', ["pkg:huggingface/org/a@v1"]),
]


@pytest.mark.parametrize(("code", "expected"), PYTHON)
def test_python(code: str, expected: list[str]) -> None:
    assert references(python.read("a.py", code)) == expected


DYNAMIC = [
    "AutoModel.from_pretrained(name)",
    "def f(name):\n    AutoModel.from_pretrained(name)",
    'AutoModel.from_pretrained(f"org/{name}")',
    'AutoModel.from_pretrained("org/%s" % name)',
    "AutoModel.from_pretrained(read())",
    "a = b\nb = a\nAutoModel.from_pretrained(a)",
    'from transformers import pipeline\npipeline("summarization")',
]


@pytest.mark.parametrize("code", DYNAMIC)
def test_names_of_run_time_are_told_and_not_guessed(code: str) -> None:
    found = python.read("a.py", code)
    assert not found.mentions
    assert [one.line for one in found.unresolved] == [code.count("\n") + 1]


def test_a_name_that_is_only_partly_written_is_told_both_ways() -> None:
    found = python.read("a.py", 'AutoModel.from_pretrained("org/a" if x else name)')
    assert references(found) == ["org/a"]
    assert len(found.unresolved) == 1


def test_names_that_stand_for_each_other_a_thousandfold_take_no_time() -> None:
    lines = [f"x{i} = [x{j}, x{j}, x{j}, x{j}, x{j}, x{j}]" for i in range(40) for j in (i + 1, i + 2)]
    found = python.read("a.py", "\n".join([*lines, "AutoModel.from_pretrained(x0)"]))
    assert len(found.unresolved) == 1


@pytest.mark.parametrize("code", ["def (", "\0", "(" * 5000, "x = " + "-" * 20_000 + "1"])
def test_what_is_no_python_is_told(code: str) -> None:
    assert [path for path, _ in python.read("a.py", code).unread] == ["a.py"]


COMMANDS = [
    ("vllm serve org/name --port 1", ["org/name"]),
    ("vllm serve --port 1 org/name", ["org/name"]),
    ("exec huggingface-cli download org/name --revision v1", ["org/name@v1"]),
    ("hf download org/name --repo-type dataset", []),
    ("hf download --repo-type=model org/name && hf download org/other", ["org/name", "org/other"]),
    ("ENV HF_MODEL_ID org/name", ["org/name"]),
    ("export MODEL_NAME='org/name'", ["org/name"]),
    ("MODEL=${X:-org/name}", ["org/name"]),
    ("MODEL=models/x.gguf", []),
    ("IMAGE=org/name", []),
    ("docker run vendor/image --model-id org/name", ["org/name"]),
    ('CMD ["--model", "org/name"]', ["org/name"]),
    ("git clone https://huggingface.co/org/name.git", ["org/name"]),
    ("curl https://huggingface.co/datasets/org/name", []),
    ("curl https://nothuggingface.co/org/name", []),
    ("ollama run hf.co/org/name", ["org/name"]),
    ("python -c \"AutoModel.from_pretrained('org/name')\"", ["org/name"]),
    ("echo 'open", []),
    ("# vllm serve org/name", []),
    ("serve $X # licensewatch: org/name", ["org/name"]),
]


@pytest.mark.parametrize(("text", "expected"), COMMANDS)
def test_commands(text: str, expected: list[str]) -> None:
    assert references(commands.read("x.sh", text)) == expected


@pytest.mark.parametrize("text", ['vllm serve "$MODEL"', "hf download {{ model }}", "vllm serve ${MODEL}"])
def test_commands_with_a_variable_are_told(text: str) -> None:
    assert [one.words for one in commands.read("x.sh", text).unresolved] == [text]


def test_a_download_is_told_once_for_each_name() -> None:
    text = "exec vllm serve org/name --model org/name"
    assert [one.reference for one in together([commands.read("x.sh", text)]).mentions] == ["org/name"]


def test_toml_with_lists_and_tables() -> None:
    text = '[[llm]]\n# model = "org/b"\nmodels = [\n  "org/a",\n  "org/b",\n]\n'
    found = configurations.read_toml("a.toml", text)
    assert [(one.line, one.reference) for one in found.mentions] == [(4, "org/a"), (5, "org/b")]


def test_long_commands_are_cut_where_they_are_told() -> None:
    (one,) = commands.read("x.sh", f'vllm serve "$MODEL" {"x" * 200}').unresolved
    assert len(one.words) == 91


def test_a_continued_command_is_told_in_the_line_of_the_name() -> None:
    found = commands.read("x.sh", "hf download \\\n  org/a && \\\n  hf download org/b")
    assert [(one.line, one.reference) for one in found.mentions] == [(2, "org/a"), (3, "org/b")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": 1, "model": "org/name"}', 1),
        ('{"b": ["x",\n "model"],\n "model":\n "org/name"}', 4),
        ('{"model": "x", "model": "org/name"}', 1),
    ],
)
def test_json(text: str, line: int) -> None:
    found = configurations.read_json("a.json", text)
    assert [(one.line, one.reference) for one in found.mentions] == [(line, "org/name")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nmodel: org/name", 2),
        ("x: &a\n  model: org/name\ny: *a", 2),
        ("---\na: 1\n---\nllm:\n  model_name: org/name", 5),
        ("run: |\n  ls\n  vllm serve org/name", 3),
        ("model: ${X:-org/name}", 1),
        ("model: $X # licensewatch: org/name", 1),
    ],
)
def test_yaml(text: str, line: int) -> None:
    found = configurations.read_yaml("a.yaml", text)
    assert [(one.line, one.reference) for one in found.mentions] == [(line, "org/name")]


@pytest.mark.parametrize(
    "text",
    [
        "model: azure/gpt-4",
        "model: data/train.jsonl",
        "image: org/name",
        "models: [x, y]",
        "model: org/a # licensewatch: ignore",
    ],
)
def test_yaml_invents_nothing(text: str) -> None:
    assert references(configurations.read_yaml("a.yaml", text)) == []


@pytest.mark.parametrize(
    ("read_one", "text"),
    [
        (configurations.read_json, '{"model": "a/b",}'),
        (configurations.read_yaml, "model: {{ .Values.model }}: ["),
        (configurations.read_toml, 'model = "a/b'),
        (configurations.read_notebook, "{"),
        (configurations.read_json, "[" * 100_000 + '"model":'),
    ],
)
def test_what_cannot_be_parsed_is_told_where_it_speaks_of_models(
    read_one: Callable[[str, str], Found], text: str
) -> None:
    found = read_one("a", text)
    assert bool(found.unread) == ("model" in text)
    assert references(found) == []


def test_a_file_that_cannot_be_parsed_still_gives_its_package_urls() -> None:
    found = configurations.read_json("a.json", 'x "pkg:huggingface/org/name@v1"')
    assert references(found) == ["pkg:huggingface/org/name@v1"]
    assert found.unread == ()


def test_aliases_of_yaml_are_read_once() -> None:
    names = "abcdefghijklmnopqrstuvwxy"
    rows = [f"{name}: &{name} [*{last}, *{last}]" for last, name in pairwise(names)]
    bomb = "\n".join(["a: &a [x, x]", *rows])
    assert references(configurations.read_yaml("a.yaml", bomb)) == []


@QUICK
@given(NAMES, st.integers(0, 30), st.sampled_from(["json", "yaml", "toml", "py", "ipynb", "sh"]))
def test_a_name_is_found_in_its_line(name: str, before: int, kind: str) -> None:
    text, line = {
        "json": ("{" + "\n" * before + f'"model": "{name}"}}', before + 1),
        "yaml": ("\n" * before + f"model: {name}", before + 1),
        "toml": ("\n" * before + f'model = "{name}"', before + 1),
        "py": ("\n" * before + f'AutoModel.from_pretrained("{name}")', before + 1),
        "sh": ("\n" * before + f"hf download {name}", before + 1),
        "ipynb": (
            '{"cells": [{"cell_type": "code", "source": ['
            + "\n" * before
            + json.dumps(f'M.from_pretrained("{name}")')
            + "]}]}",
            before + 1,
        ),
    }[kind]
    reader = reader_of(f"a.{kind}")
    assert reader is not None
    found = reader("a", text)
    assert [(one.line, one.reference) for one in found.mentions] == [(line, name)] if repository(name) else []


@QUICK
@given(
    st.text(),
    st.sampled_from(["a.json", "a.yaml", "a.toml", "a.py", "a.ipynb", "a.sh", "Dockerfile", "a.spdx"]),
)
def test_any_text_is_read_without_an_exception(text: str, name: str) -> None:
    reader = reader_of(name)
    assert reader is not None
    lines = text.count("\n") + 1
    found = reader(name, text)
    assert all(1 <= one.line <= lines + 1 for one in found.mentions)


@pytest.mark.parametrize("name", ["poetry.lock", "package-lock.json", "a.txt", "README.md", "a"])
def test_files_without_models_are_left_alone(name: str) -> None:
    assert reader_of(name) is None


def test_names_of_the_first_years_are_the_hubs() -> None:
    assert first_name("gpt2-medium") == "hf:gpt2-medium"
    assert first_name("my-output") == ""


def test_comments_tell() -> None:
    assert told_by_comment("x  # licensewatch: org/name@v1 because") == "org/name@v1"
    assert told_by_comment("# about licensewatch") == ""


def test_a_project_is_read_with_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "a.json").write_text('{"model": "org/hidden"}')
    (tmp_path / "large.json").write_bytes(b" " * (LARGEST + 1))
    (tmp_path / "latin.py").write_bytes(b"x = '\xe4'")
    (tmp_path / "crlf.py").write_bytes(b"\xef\xbb\xbfx = 1\r\nM.from_pretrained('org/name')\r\n")
    (tmp_path / "models--org--cached").mkdir()
    (tmp_path / "link.py").symlink_to(tmp_path / "crlf.py")
    found = read(tmp_path)
    base = tmp_path.as_posix()
    assert rows(found) == [f"{base}/crlf.py:2 org/name", f"{base}/models--org--cached:1 org/cached@main"]
    assert found.unread == (
        (f"{base}/large.json", "is larger than 8 MiB"),
        (f"{base}/latin.py", "is no UTF-8 text"),
    )


def test_a_model_file_is_told_by_what_its_header_names(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    keys = {
        "general.source.huggingface.repository": "org/name",
        "general.base_model.0.repo_url": "https://huggingface.co/org/base",
        "general.base_model.1.name": "org/other",
    }
    rows = b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in keys.items())
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(keys)) + rows)
    assert sorted(references(read(tmp_path))) == ["org/base", "org/name"]
    path.write_bytes(b"GGUF")
    assert references(read(path)) == [path.as_posix()]


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def test_one_file_is_read_and_a_missing_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("M.from_pretrained('org/name')")
    assert references(read(path)) == ["org/name"]
    with pytest.raises(UsageError, match=r"gone does not exist"):
        read(tmp_path / "gone")


def test_folders_that_cannot_be_opened_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("monitor.mentions.project.os.scandir", refuse)
    assert read(tmp_path).unread == ((tmp_path.as_posix(), "cannot be read: Permission denied"),)


def test_files_that_cannot_be_opened_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "a.py").write_text("")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert read(tmp_path).unread == ((f"{tmp_path.as_posix()}/a.py", "cannot be read: Permission denied"),)


def test_a_project_without_end_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.mentions.project.MOST", 2)
    for number in range(3):
        (tmp_path / f"{number}.py").write_text("")
    ((path, reason),) = read(tmp_path).unread
    assert path == tmp_path.as_posix()
    assert "beyond the first" in reason
