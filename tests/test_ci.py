"""The step for GitHub, the component for GitLab and the hooks for pre-commit: each run as its host would, in a repository of its own."""

from __future__ import annotations

import importlib.resources
import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
MODEL = """\
workspace: {tinh: {name: Tỉnh mẫu, version: "1"}}
document: {luat: {name: Luật mẫu, number: 1/2026/QH15}}
organisation: {so-a: {name: Sở A, tier: province, system: government, assumed: true}}
application:
  cong:
    name: Cổng dữ liệu
    owner: so-a
    assumed: true
  kho: {name: Kho dữ liệu, assumed: true}
rule:
  r-owner:
    name: Có cơ quan chủ quản
    source: [luat]
    why: Vì luật
    profiles: {complete: error}
    select: {kind: application}
    check: {has: [owner]}
    message: “{name}” chưa ghi {fields}.
    examples: {pass: {application: {a: {owner: so}}}, fail: {application: {a: {}}}}
"""


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t.vn", *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A province whose main has one finding; the branch is as main until a test edits it."""
    root = tmp_path / "tinh"
    (root / "model").mkdir(parents=True)
    (root / "model" / "a.yaml").write_text(MODEL)
    (root / ".gitignore").write_text(".khung/\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "switch", "-qc", "branch")
    return root


def break_rule(root: Path) -> None:
    path = root / "model" / "a.yaml"
    path.write_text(path.read_text().replace("    owner: so-a\n", ""))


@pytest.fixture
def machine(tmp_path: Path):
    """What a runner has: `khung` as installed, and a pip that only writes down what it was asked for."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def program(name: str, text: str) -> None:
        path = folder / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    program("pip", f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "installed"))}\n')
    program("khung", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "from cli.main import main; main()" "$@"\n')
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_", "GIT_"))}
    return {**kept, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def vendored(name: str) -> jsonschema.protocols.Validator:
    folder = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((folder / f"{name}.json").read_bytes())
    return jsonschema.validators.validator_for(schema)(schema)


ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def run_action(root: Path, machine: dict[str, str], **given: str) -> subprocess.CompletedProcess[str]:
    """The shell steps of the action in order, as a runner starts them; `actions/setup-python` is what the machine has."""
    inputs = {name: about.get("default", "") for name, about in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    words = {f"inputs.{name}": value for name, value in inputs.items()} | {"github.action_path": str(ROOT)}
    host = {"GITHUB_STEP_SUMMARY": str(root.parent / "summary"), "GITHUB_OUTPUT": str(root.parent / "output")}
    done = None
    for step in ACTION["runs"]["steps"]:
        if "uses" in step:
            assert step["uses"].startswith("actions/setup-python@")
            continue
        env = {k: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda m: words[m[1]], v) for k, v in step["env"].items()}
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(script, cwd=root, env={**machine, **host, **env}, capture_output=True, text=True, check=False)
        if done.returncode:
            break
    return done


def test_the_action_is_well_made():
    assert list(vendored("github-actions").iter_errors(ACTION)) == []
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "inputs reach a shell by its environment only"


def test_the_action_tells_only_what_a_branch_brings_in(clone, machine, tmp_path):
    clean = run_action(clone, machine, changed_since="main")
    assert (clean.returncode, clean.stdout) == (0, "")
    assert (tmp_path / "installed").read_text().split()[-1] == str(ROOT)
    break_rule(clone)
    broken = run_action(clone, machine, changed_since="main")
    assert broken.returncode == 1
    assert broken.stdout.startswith("::error file=model/a.yaml,line=5,col=3,title=r-owner cong,")
    assert len(broken.stdout.splitlines()) == 1
    (found,) = json.loads((clone / "khung.sarif").read_text())["runs"][0]["results"]
    assert found["baselineState"] == "new"
    assert re.findall(r"^### Khung: (\S.*?) \(", (tmp_path / "summary").read_text(), re.MULTILINE) == ["đạt", "không đạt"]
    assert (tmp_path / "output").read_text().splitlines()[-1] == "sarif=khung.sarif"


def test_the_action_fails_as_it_is_told_and_proves_what_it_found(clone, machine):
    assert run_action(clone, machine).returncode == 1
    assert run_action(clone, machine, fail_on="never", evidence="out/khung.zip", language="en").returncode == 0
    assert (clone / "out" / "khung.zip").is_file()


def test_what_an_input_says_is_never_run(clone, machine, tmp_path):
    hostile = f'"; touch {tmp_path}/ran; echo $(touch {tmp_path}/ran) `touch {tmp_path}/ran`'
    done = run_action(clone, machine, changed_since=hostile, sarif=f"x$(touch {tmp_path}/ran).sarif")
    assert done.returncode == 2
    assert not (tmp_path / "ran").exists()


def gitlab_parts() -> tuple[dict, dict]:
    head, body = yaml.safe_load_all((ROOT / "templates" / "khung-check.yml").read_text())
    return head["spec"]["inputs"], body


def run_component(root: Path, machine: dict[str, str], **given: str) -> subprocess.CompletedProcess[str]:
    """The script of the job as a runner starts it: one shell, stopped by the first failure."""
    inputs, body = gitlab_parts()
    values = {name: (about or {}).get("default", "") for name, about in inputs.items()} | given
    job = body["khung-check"]

    def filled(text: str) -> str:
        text = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: values[m[1]], text)
        return "" if text == "$CI_MERGE_REQUEST_DIFF_BASE_SHA" else text  # unset outside of a merge request

    env = {**machine, **{name: filled(value) for name, value in job["variables"].items()}}
    script = "set -eo pipefail\n" + "\n".join(map(filled, job["script"]))
    return subprocess.run(["bash", "-c", script], cwd=root, env=env, capture_output=True, text=True, check=False)


def test_the_component_is_well_made():
    inputs, body = gitlab_parts()
    assert list(vendored("gitlab-ci").iter_errors(body)) == []
    assert [name for name, about in inputs.items() if "default" not in about] == ["install"], "no package of that name is guessed at"
    named = set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", json.dumps(body)))
    assert named == set(inputs)


def test_the_component_reports_what_a_branch_brings_in(clone, machine):
    assert run_component(clone, machine, **{"changed-since": "main"}).returncode == 0
    break_rule(clone)
    broken = run_component(clone, machine, **{"changed-since": "main"})
    assert broken.returncode == 1
    (row,) = json.loads((clone / "gl-code-quality-report.json").read_text())
    assert (row["check_name"], row["location"]["path"], row["location"]["lines"]["begin"]) == ("r-owner", "model/a.yaml", 5)
    assert ET.parse(clone / "khung-junit.xml").getroot().get("failures") == "1"
    assert "So với main: 1 phát hiện mới" in broken.stdout
    assert run_component(clone, machine).returncode == 1, "outside of a merge request everything counts"


HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def run_hook(root: Path, machine: dict[str, str], id: str) -> int:
    """As pre-commit does: from the top of the repository, without file names, with git's own variables of a commit."""
    hook = HOOKS[id]
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "model/a.yaml")
    env = {**machine, "GIT_INDEX_FILE": ".git/index", "GIT_DIR": ".git"}
    return subprocess.run(shlex.split(hook["entry"]), cwd=root, env=env, capture_output=True, check=False).returncode


def test_hooks_judge_as_they_say(clone, machine):
    assert {id: run_hook(clone, machine, id) for id in HOOKS} == {"khung-validate": 0, "khung-check": 1, "khung-check-new": 0}
    break_rule(clone)
    assert run_hook(clone, machine, "khung-check-new") == 1
    (clone / "model" / "a.yaml").write_text(MODEL.replace("owner: so-a", "owner: so-b"))
    assert run_hook(clone, machine, "khung-validate") == 1


def test_hooks_start_what_this_project_installs():
    scripts = (ROOT / "pyproject.toml").read_text()
    for hook in HOOKS.values():
        assert hook["language"] == "python"
        assert f"\n{shlex.split(hook['entry'])[0]} = " in scripts
