"""The house rules that a reader relies on, kept by the build."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from khung import house
from khung.load import shipped_metamodel
from khung.shipped import derived

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(p for folder in ("khung", "generators", "cli") for p in (ROOT / folder).rglob("*.py"))
WRITERS = {"khung/sources.py", "khung/revisions.py", "khung/kept.py", "khung/shipped.py", "khung/cache.py", "khung/recheck.py"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_file_passes_400_lines(path):
    assert len(path.read_text().splitlines()) <= 400


ENGLISH = {"gap", "link", "node", "role", "task", "project"}  # kinds whose name is also a plain English word


def test_no_kind_is_named_in_code():
    """Kinds are data: only those the tool gives a meaning to may be written, and only in khung/house.py."""
    own = {value for name, value in vars(house).items() if name.isupper()}
    fields = {name for kind in shipped_metamodel().kinds.values() for name in kind.fields}
    kinds = set(shipped_metamodel().kinds) - own - fields - set(shipped_metamodel().domains) - ENGLISH
    assert len(kinds) > 15
    named = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in kinds
    ]
    assert named == []


def test_house_kinds_exist():
    named = {value for name, value in vars(house).items() if name.isupper() and isinstance(value, str)}
    assert named <= set(shipped_metamodel().kinds)


def test_the_core_prints_and_writes_nothing():
    for path in FILES:
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text()
        assert not re.search(r"^\s*print\(", text, re.MULTILINE), name
        if name.startswith("khung/") and name not in WRITERS:
            assert not re.search(r"\bopen\(|\.write_(text|bytes)\(|subprocess|\bclick\b", text), name


def test_every_code_is_complete_and_used():
    text = "\n".join(p.read_text() for p in FILES)
    for code, entry in derived("codes").items():
        assert entry["vi"], code
        assert entry["en"], code
        assert set(re.findall(r"{(\w+)}", entry["vi"])) == set(re.findall(r"{(\w+)}", entry["en"])), code
        assert f'"{code}"' in text, f"{code} is never reported"


def test_no_machine_path_or_unfinished_mark_in_the_tree():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|/home/\w+/|/Users/\w+/")
    for path in FILES:
        assert not marks.search(path.read_text()), path


@pytest.mark.parametrize("name", sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if p.stem != "__main__"))
def test_every_benchmark_finds_what_it_calls(name):
    """No other test runs them: what they import is there still."""
    import_module(f"benchmarks.{name}")
