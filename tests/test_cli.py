"""The command line as people and CI use it: answers, exit codes, no traceback, nothing lost."""

from __future__ import annotations

import json

import pytest

from cli.main import COMMANDS

from .conftest import start_khung

APP = "application:\n  app-a:\n    name: Hệ thống A\n    assumed: true\n"
BAD = APP + "    owner: so-y-te\n"


def test_a_process_of_its_own_says_the_same(khung, workspace):
    root = str(workspace(a=BAD))
    for arguments in (
        ("-C", root, "validate"),
        ("-C", root, "show", "app-a"),
        ("-C", root, "query", "{kind: application}", "--json"),
        ("-C", f"{root}-khong-co", "validate"),
        ("--version",),
    ):
        assert start_khung(*arguments) == khung(*arguments)


def test_every_command_explains_itself(khung):
    for command in COMMANDS:
        ran = khung(command, "--help")
        assert ran.code == 0
        assert len(ran.out.splitlines()) > 3


def test_exit_codes(khung, workspace, tmp_path):
    clean = workspace(a=APP)
    assert khung("-C", str(clean), "validate").code == 0
    workspace(b=BAD.replace("app-a", "app-b"))
    assert khung("-C", str(clean), "validate").code == 1
    assert khung("-C", str(clean), "validate", "--fail-on", "never").code == 0
    nowhere = khung("-C", str(tmp_path / "nowhere"), "validate")
    assert nowhere.code == 2
    assert "nowhere" in nowhere.err
    assert khung("valdate").code == 2
    assert "validate" in khung("valdate").err


def test_a_finding_is_printed_with_its_place_and_its_line(khung, workspace):
    ran = khung("-C", str(workspace(a=BAD)), "validate")
    assert "model/a.yaml:5:5: lỗi K202" in ran.out
    assert ">    5 │     owner: so-y-te" in ran.out


def test_validate_json(khung, workspace):
    (found,) = json.loads(khung("-C", str(workspace(a=BAD)), "validate", "--json").out)
    keys = ["code", "severity", "message", "file", "line", "column", "subject", "hint", "source", "answer", "lacking", "fingerprint"]
    assert list(found) == keys
    assert (found["code"], found["file"], found["line"], found["column"]) == ("K202", "model/a.yaml", 5, 5)


def test_language_of_messages(khung, workspace):
    assert "which no element has as its id" in khung("--lang", "en", "-C", str(workspace(a=BAD)), "validate").out


def test_show_query_and_impact(khung, workspace):
    root = str(workspace(a=APP + "    depends_on: [app-b]\n  app-b:\n    name: Hệ thống B\n    assumed: true\n"))
    assert "Hệ thống B" in khung("-C", root, "show", "app-a").out
    (element,) = json.loads(khung("-C", root, "query", "{id: app-a}", "--json").out)
    assert list(element) == ["id", "kind", "name", "name_en", "assumed", "source", "fields"]
    assert json.loads(khung("-C", root, "impact", "app-b", "--json").out) == [
        {"id": "app-a", "kind": "application", "distance": 1, "via": "app-b"}
    ]
    assert json.loads(khung("-C", root, "impact", "app-b", "--up", "--json").out) == []
    assert json.loads(khung("-C", root, "impact", "app-a", "--up", "--depth", "1", "--json").out)[0]["id"] == "app-b"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("show", "app-aa"), "app-a"),
        (("query", "{kind: aplication}"), "application"),
        (("query", "{kind: application, lifecycel: operating}"), "lifecycle"),
        (("query", "[1]"), "{kind: organisation}"),
        (("query", "{"), "{kind: organisation}"),
        (("check", "--as-of", "31/12/2026"), "YYYY-MM-DD"),
        (("new", "aplication", "x"), "application"),
        (("new", "application", "App A"), "app-a"),
        (("new", "application", "app-a"), "model/a.yaml"),
    ],
)
def test_what_cannot_be_answered_says_why_in_one_line(khung, workspace, arguments, hint):
    ran = khung("-C", str(workspace(a=APP)), *arguments)
    assert ran.code == 2
    assert hint in ran.err
    assert "Traceback" not in ran.err


def test_a_new_element_validates_and_overwrites_nothing(khung, workspace):
    root = workspace(a=APP)
    for kind in ("application", "organisation", "exchange", "task", "database"):
        assert khung("-C", str(root), "new", kind, f"moi-{kind}", "--name", "Mới").code == 0
    assert khung("-C", str(root), "validate").code == 0
    path = root / "model" / "application" / "moi-application.yaml"
    before = path.read_bytes()
    assert khung("-C", str(root), "new", "application", "moi-application").code == 2
    assert path.read_bytes() == before


def test_init_starts_a_province_that_validates(khung, tmp_path):
    name = 'tỉnh "Thử" \\ nghiệm'
    assert khung("init", str(tmp_path / "demo"), "--name", name).code == 0
    assert khung("-C", str(tmp_path / "demo"), "validate").code == 0
    shown = json.loads(khung("-C", str(tmp_path / "demo"), "show", "ubnd-tinh", "--json").out)
    assert shown["name"] == f"Ủy ban nhân dân {name}"
    again = khung("init", str(tmp_path / "demo"))
    assert again.code == 2


def test_derived_files_are_fresh(khung):
    assert khung("derive", "--check").code == 0


def test_a_broken_model_is_not_built_and_nothing_is_written(khung, workspace):
    root = workspace(a=BAD)
    assert khung("-C", str(root), "build").code == 1
    assert not (root / "site").exists()
