"""The snippets of docs/ci.md, the action and the hooks: each is taken out and run as it stands.

Installing is left to stand-ins for pip and venv, GitHub's command line to one for gh; everything else is what
a build machine would do, against a hub on loopback.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from monitor.demo.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
MANUAL = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SNIPPET = re.compile(r"<!-- (run|file): (\S+) -->\n```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SNIPPETS = {match[2]: match[4] for match in SNIPPET.finditer(MANUAL)}
WORKFLOWS = [name for name in SNIPPETS if name.startswith(".github/workflows/")]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CONFIG = """\
schema = 1

[profiles.support-bot]
uses = ["product"]
revenue_year = 3_000_000
users_month = 40_000
territories = ["DE"]

[watch]
list = "models.txt"
"""

CODE = """\
from transformers import AutoModel

model = AutoModel.from_pretrained("aurora-ai/aurora-2")
draft = AutoModel.from_pretrained("blueriver/river-7b")
"""

# What stands in for installing: an environment whose pip does nothing and whose command is ours.
STAND_INS = {
    "pip": '#!/bin/sh\necho "pip $*" >> "$STAND_INS.log"\n',
    "gh": '#!/bin/sh\necho "gh $*" >> "$STAND_INS.log"\n[ "$2" != view ]\n',
    "python3": (
        '#!/bin/sh\nif [ "$1 $2" = "-m venv" ]; then\n'
        '  mkdir -p "$3/bin" && cp "$STAND_INS/pip" "$STAND_INS/licensewatch" "$3/bin/"\n'
        'else exec "$REAL_PYTHON" "$@"; fi\n'
    ),
    "licensewatch": '#!/bin/sh\nexec "$REAL_PYTHON" -m licensewatch_stand_in "$@"\n',
}
STAND_IN_MODULE = "import sys\nfrom monitor.cli import main\nsys.exit(main())\n"


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    with Hub() as served:
        served.load(ROOT / "fixtures" / "demo")
        yield served.url


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stand-ins") / "bin"
    folder.mkdir()
    (folder / "licensewatch_stand_in.py").write_text(STAND_IN_MODULE, encoding="utf-8")
    for name, text in STAND_INS.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def locked(hub: str, stand_ins: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose models are locked as the manual says, by its own snippet."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "licensewatch.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "serve.py").write_text(CODE, encoding="utf-8")
    (folder / "models.txt").write_text("# ours\naurora-ai/aurora-2\nblueriver/river-7b\n", encoding="utf-8")
    environment = environment_of(folder, hub, stand_ins)
    for line in ("git init --quiet", "git add .", "git commit --quiet --message begin"):
        done(shlex.split(line), folder, environment)
    done(["bash", "-euo", "pipefail", "-c", SNIPPETS["once"]], folder, environment)
    return folder


@pytest.fixture
def project(locked: Path, tmp_path: Path) -> Path:
    """A copy of the locked project, with a remote of its own."""
    folder = tmp_path / "project"
    shutil.copytree(locked, folder)
    origin = tmp_path / "origin.git"
    for line in (f"git init --quiet --bare {origin}", f"git remote add origin {origin}"):
        done(shlex.split(line), folder, dict(os.environ))
    return folder


def environment_of(folder: Path, hub: str, stand_ins: Path) -> dict[str, str]:
    """What a step finds: the tools, the hub, and a name for commits."""
    return {
        **{
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GITHUB_", "LICENSEWATCH_"))
        },
        "PATH": f"{stand_ins}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{stand_ins}{os.pathsep}{ROOT}",
        "STAND_INS": str(stand_ins),
        "REAL_PYTHON": sys.executable,
        "HF_ENDPOINT": hub,
        "RUNNER_TEMP": str(folder.parent / "runner"),
        "NUMBER": "7",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in NAME.items()},
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.email",
        "GIT_CONFIG_VALUE_0": NAME["EMAIL"],
    }


NAME = {"NAME": "Legal", "EMAIL": "legal@labs.example"}


def done(
    command: list[str], folder: Path, environment: dict[str, str], code: int = 0
) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == code, f"{command}: {ran.stdout}\n{ran.stderr}"
    return ran


def steps(workflow: str) -> list[dict[str, Any]]:
    (job,) = yaml.safe_load(SNIPPETS[workflow])["jobs"].values()
    return list(job["steps"])


def refused(project: Path, environment: dict[str, str]) -> None:
    """The project uses a model that is locked and not allowed."""
    done(["licensewatch", "lock", "ember/ember-max", "--by", "legal"], project, environment)
    with (project / "serve.py").open("a", encoding="utf-8") as code:
        code.write('judge = AutoModel.from_pretrained("ember/ember-max")\n')


# ---- Form ------------------------------------------------------------------------------------------------


@cache
def schema(name: str) -> Any:  # noqa: ANN401 - a schema
    path = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def valid(value: object, name: str) -> None:
    jsonschema.validate(value, schema(name), cls=jsonschema.validators.validator_for(schema(name)))


def test_every_block_of_the_manual_is_run() -> None:
    assert len(SNIPPETS) == MANUAL.count("\n```") // 2
    assert {"once", "shell", "junit", "sbom", "Makefile", ".gitlab-ci.yml", ".pre-commit-config.yaml"} <= set(
        SNIPPETS
    )
    assert len(WORKFLOWS) == 5


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_have_the_form_of_github(name: str) -> None:
    workflow = yaml.safe_load(SNIPPETS[name])
    # YAML 1.1 reads `on` as a truth value; GitHub does not.
    valid({("on" if key is True else key): value for key, value in workflow.items()}, "github-workflows")
    assert workflow["permissions"]
    assert "${{" not in "".join(step.get("run", "") for step in steps(name))


def test_the_action_has_the_form_of_github() -> None:
    valid(ACTION, "github-actions")
    told = [step["run"] for step in ACTION["runs"]["steps"]]
    assert all("${{" not in script for script in told), "an input would become part of a script"
    assert not any("uses" in step for step in ACTION["runs"]["steps"])


def test_the_pipeline_has_the_form_of_gitlab() -> None:
    valid(yaml.safe_load(SNIPPETS[".gitlab-ci.yml"]), "gitlab-ci")


def test_hooks_have_the_form_of_pre_commit() -> None:
    known = {
        "id", "name", "description", "entry", "language", "language_version", "pass_filenames", "files",
        "require_serial",
    }  # fmt: skip
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= set(hook) <= known
        re.compile(hook["files"])
    (used,) = yaml.safe_load(SNIPPETS[".pre-commit-config.yaml"])["repos"]
    assert {one["id"] for one in used["hooks"]} <= {hook["id"] for hook in HOOKS}


# ---- Running ---------------------------------------------------------------------------------------------


@pytest.fixture
def environment(project: Path, hub: str, stand_ins: Path) -> dict[str, str]:
    return environment_of(project, hub, stand_ins)


@pytest.mark.parametrize("name", ["shell", "junit", "sbom"])
def test_shell_snippets_run(name: str, project: Path, environment: dict[str, str]) -> None:
    done(["bash", "-c", SNIPPETS[name]], project, environment)
    if name == "junit":
        assert ET.parse(project / "licences.xml").getroot().tag == "testsuites"  # noqa: S314 - our own
    if name == "sbom":
        spdx = json.loads((project / "models.spdx.json").read_text(encoding="utf-8"))
        assert [one["licenseConcluded"] for one in spdx["packages"]] == ["MIT", "MIT"]


def test_the_shell_snippet_is_red_when_a_locked_model_is_not_allowed(
    project: Path, environment: dict[str, str]
) -> None:
    refused(project, environment)
    done(["bash", "-c", SNIPPETS["shell"]], project, environment, code=1)


@pytest.mark.parametrize("name", [name for name in WORKFLOWS if "refresh" not in name])
def test_the_steps_of_a_workflow_run(
    name: str, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    for step in steps(name):
        if "run" in step:
            done(["bash", "-e", "-c", step["run"]], project, {**environment, **github})
        elif "OWNER/licensewatch" in step["uses"]:
            act(step["with"], project, {**environment, **github}, tmp_path)
    assert "2 models: 2 yes" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    if "scanning" in name:
        assert (
            json.loads((project / "licences.sarif").read_text(encoding="utf-8"))["runs"][0]["results"] == []
        )
    if "comment" in name:
        assert (project / "comment.md").read_text(encoding="utf-8").startswith("<!-- licensewatch -->")


def test_a_refresh_arrives_as_a_pull_request_that_shows_what_was_added(
    project: Path, environment: dict[str, str], stand_ins: Path
) -> None:
    with Hub() as later:
        later.load(ROOT / "fixtures" / "demo")
        later.advance("aurora-ai/aurora-2")
        for step in steps(".github/workflows/licences-refresh.yml"):
            if "run" in step:
                done(["bash", "-e", "-c", step["run"]], project, {**environment, "HF_ENDPOINT": later.url})
    shown = done(["git", "log", "-1", "-p", "origin/licence-refresh"], project, environment).stdout
    assert "you must prominently display the name" in shown
    assert "gh pr create --head licence-refresh" in stand_ins.with_name("bin.log").read_text(encoding="utf-8")
    done(["bash", "-c", SNIPPETS["shell"]], project, environment)


def test_the_pipeline_of_gitlab_runs(project: Path, environment: dict[str, str]) -> None:
    for line in yaml.safe_load(SNIPPETS[".gitlab-ci.yml"])["licences"]["script"]:
        done(["sh", "-e", "-c", line], project, environment)
    assert (project / "licences.xml").is_file()


def test_make_runs(project: Path, environment: dict[str, str]) -> None:
    (project / "Makefile").write_text(SNIPPETS["Makefile"], encoding="utf-8")
    clean = {key: value for key, value in environment.items() if not key.startswith("MAKE")}
    done(["make", "licences"], project, clean)
    refused(project, environment)
    done(["make", "licences"], project, clean, code=2)


def test_hooks_run(project: Path, environment: dict[str, str]) -> None:
    entries = {hook["id"]: shlex.split(hook["entry"]) for hook in HOOKS}
    done(entries["licensewatch"], project, environment)
    done([*entries["licensewatch-audit"], "models.txt"], project, environment)
    (project / "models.txt").write_text("ember/ember-max\n", encoding="utf-8")
    done([*entries["licensewatch-audit"], "models.txt"], project, environment, code=1)


@pytest.mark.parametrize(
    "name", ["licensewatch.toml", "model-licenses.lock", "model-waivers.toml", "model-licenses/ab.txt"]
)
def test_the_hook_runs_for_what_decides(name: str) -> None:
    assert re.search(HOOKS[0]["files"], name)
    assert not re.search(HOOKS[0]["files"], f"{name}.orig/x")


# ---- The action ------------------------------------------------------------------------------------------


def act(
    given: dict[str, str], project: Path, environment: dict[str, str], tmp_path: Path, code: int = 0
) -> dict[str, str]:
    """Run the action's steps as the runner does; the outputs it wrote."""
    output = tmp_path / "output.txt"
    output.write_text("", encoding="utf-8")
    inputs = {name: told.get("default", "") for name, told in ACTION["inputs"].items()} | given
    for step in ACTION["runs"]["steps"]:
        context = {
            **environment,
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_SERVER_URL": "https://github.example",
            **{key: filled(told, inputs) for key, told in step["env"].items()},
        }
        place = project / filled(step.get("working-directory", "."), inputs)
        done(
            ["bash", "--noprofile", "--norc", "-c", step["run"]], place, context, code if "id" in step else 0
        )
    lines = output.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def filled(told: str, inputs: dict[str, str]) -> str:
    """An expression of the action, as the runner fills it in."""
    context = {"github.action_ref": "v1", "github.action_repository": "labs/licensewatch"}
    context |= {f"inputs.{name}": value for name, value in inputs.items()}
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: context[match[1]], told)


def test_the_action_installs_itself(
    project: Path, environment: dict[str, str], tmp_path: Path, stand_ins: Path
) -> None:
    act({"locked": "true"}, project, environment, tmp_path)
    assert (
        f"pip install --quiet --disable-pip-version-check {ROOT}"
        in stand_ins.with_name("bin.log").read_text()
    )


def test_the_action_writes_sarif_that_links_to_its_manual(
    project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    given = {
        "lists": "models.txt\n",
        "models": "\nember/ember-max\n",
        "sarif": "out.sarif",
        "profile": "support-bot",
    }
    told = act(given, project, environment, tmp_path, code=1)
    assert told == {"exit-code": "1", "sarif": "out.sarif"}
    (run,) = json.loads((project / "out.sarif").read_text(encoding="utf-8"))["runs"]
    rule = run["tool"]["driver"]["rules"][0]
    assert rule["helpUri"] == f"https://github.example/labs/licensewatch/blob/v1/docs/codes.md#{rule['id']}"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"models": "aurora-ai/aurora-2"}, 0),
        ({"models": "ember/ember-max", "fail-on": "never"}, 0),
        ({"models": "nobody/nothing"}, 3),
        ({"models": ""}, 2),
        ({"models": "$(touch pwned)"}, 2),
        ({"models": "--help; touch pwned"}, 2),
        ({"models": "aurora-ai/aurora-2", "config": "missing.toml"}, 2),
        ({"from": ".\n"}, 0),
        ({"locked": "true", "working-directory": "sub"}, 2),
        ({"locked": "true", "lists": "models.txt"}, 2),
        ({"from": ".", "lists": "models.txt"}, 2),
    ],
)
def test_the_action_ends_as_the_command_does_and_runs_no_input(
    given: dict[str, str], code: int, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    (project / "sub").mkdir()
    told = act(given, project, environment, tmp_path, code)
    assert told.get("exit-code", "2") == str(code)
    assert not list(project.rglob("pwned"))
