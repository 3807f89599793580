"""Local codes: given once, never again, unique over branches."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cli import console
from khung import numbering
from khung.cache import validated
from khung.load import load

WORKSPACE = "workspace:\n  w:\n    name: W\n    codes:   # sổ mã\n      KT: 7\n"
APPS = """\
# giữ nguyên
application:
  a:
    name: A   # tên
    record: original
    assumed: true

  b: {name: B, record: original, code: KT-3, assumed: true}
  c: {name: C, record: reference, scope: [national], assumed: true}
  d: {name: D, record: reference, assumed: true}
  e: {name: E, record: original, scope: [commune], assumed: true}
  f: {name: Không phải bản ghi, assumed: true}
exchange:
  q: {name: Q, type: other, from: a, to: b, assumed: true}
gap:
  g: {name: G, assumed: true}
"""


@pytest.fixture
def root(workspace) -> Path:
    return workspace(khung=WORKSPACE, a=APPS)


def codes(root: Path) -> dict[str, str]:
    return {e.id: e["code"] for e in load(root).graph.elements.values() if e["code"]}


def test_each_takes_the_prefix_of_its_record(root, khung):
    assert khung("-C", str(root), "code", "assign").code == 0
    assert codes(root) == {"a": "KT-8", "b": "KT-3", "c": "QG-1", "d": "LQ-1", "e": "CX-1", "q": "QH-1", "g": "ND-1"}


def test_nothing_else_of_the_files_changes(root, khung):
    khung("-C", str(root), "code", "assign")
    old, new = APPS.splitlines(), (root / "model" / "a.yaml").read_text().splitlines()
    assert [line for line in old if line not in new and not line.startswith("  ")] == []
    assert "    name: A   # tên" in new
    assert "    code: KT-8" in new
    assert "  c: {name: C, record: reference, scope: [national], assumed: true, code: QG-1}" in new


def test_a_dry_run_only_tells(root, khung):
    ran = khung("-C", str(root), "code", "assign", "--dry-run")
    assert "a: - → KT-8" in ran.out
    assert (root / "model" / "a.yaml").read_text() == APPS


def test_a_second_run_gives_nothing(root, khung):
    khung("-C", str(root), "code", "assign")
    before = (root / "model" / "a.yaml").read_bytes(), (root / "model" / "khung.yaml").read_bytes()
    assert "Không có gì" in khung("-C", str(root), "code", "assign").out
    assert ((root / "model" / "a.yaml").read_bytes(), (root / "model" / "khung.yaml").read_bytes()) == before


def test_a_code_of_what_was_deleted_is_not_given_again(root, khung):
    khung("-C", str(root), "code", "assign")
    path = root / "model" / "a.yaml"
    path.write_text(path.read_text().replace("  c: {name: C, record: reference, scope: [national], assumed: true, code: QG-1}\n", ""))
    (root / "model" / "b.yaml").write_text("platform:\n  p: {name: P, record: reference, scope: [national], assumed: true}\n")
    khung("-C", str(root), "code", "assign")
    assert codes(root)["p"] == "QG-2"


def git(root: Path, *arguments: str) -> None:
    who = {f"GIT_{a}_{b}": "x" for a in ("AUTHOR", "COMMITTER") for b in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, env={**os.environ, **who})


def test_two_branches_that_take_one_code_are_told_when_they_meet(root, khung):
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "1")
    for branch, id in (("mot", "x"), ("hai", "y")):
        git(root, "checkout", "-q", "-b", branch, "main")
        (root / "model" / f"{id}.yaml").write_text(f"platform:\n  {id}: {{name: P, record: original, assumed: true, code: KT-8}}\n")
        git(root, "add", ".")
        git(root, "commit", "-qm", branch)
    git(root, "merge", "-q", "mot")
    told = khung("-C", str(root), "validate")
    assert told.code == 1
    assert "model/y.yaml:2:" in told.out
    assert "K205 y: mã KT-8 đã cấp cho x ở model/x.yaml:2" in told.out
    assert "khung code reassign y" in told.out
    assert khung("-C", str(root), "code", "reassign", "y").code == 0
    assert (codes(root)["x"], codes(root)["y"]) == ("KT-8", "KT-9")
    assert khung("-C", str(root), "validate", "--fail-on", "error").code == 0


def test_a_code_that_is_its_own_is_kept(root, khung):
    ran = khung("-C", str(root), "code", "reassign", "b")
    assert ran.code == 2
    assert "giữ suốt đời" in ran.err


def test_the_index_sees_a_code_that_another_file_bears(root):
    validated(root)
    (root / "model" / "x.yaml").write_text("platform:\n  x: {name: P, record: original, assumed: true, code: KT-3}\n")
    assert [d.code for d in validated(root).findings if d.severity == "error"] == ["K205"]
    (root / "model" / "x.yaml").write_text("platform:\n  x: {name: P, record: original, assumed: true, code: KT-4}\n")
    assert [d.code for d in validated(root).findings if d.severity == "error"] == []


def test_the_province_keeps_a_ledger(province):
    workspace = next(province.graph.of_kind("workspace"))
    assert set(workspace["codes"]) >= {"KT", "QG", "LQ", "CX", "QH", "ND", "NV"}
    assert all(numbering.highest(province.graph)[prefix] >= number for prefix, number in workspace["codes"].items())


def test_writing_several_files_is_all_or_nothing(tmp_path, monkeypatch):
    files = {tmp_path / name: b"new" for name in ("a", "b", "c")}
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    moving, calls = os.replace, []

    def failing(source, target):
        calls.append(target)
        if len(calls) == 3:
            raise OSError("disk full")
        moving(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="disk full"):
        console.write_all(files)
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}
    console.write_all(files)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"new", "b": b"new", "c": b"new"}
