"""A glance at a small file may say "sound" only where the real validator would: its no costs time, a wrong yes would cost the truth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from benchmarks import synthetic
from khung.cache import validated
from khung.load import load_texts, shipped_metamodel
from khung.shape import Shape, field_schema, fits

METAMODEL = shipped_metamodel()
FIELDS = {(f.type, f.of, f.pattern): f for kind in METAMODEL.kinds.values() for f in kind.fields.values()}
VALUES = [
    None, True, False, 0, 1, 1.5, -3, "", "a", "A b", "so-tai-chinh", "KT-1", "2026-01-31", "2026-01-31\n", "31/01/2026", "https://a.vn", "operating",
    [], ["a"], ["a", "a"], ["a", 1], [[]], [True, "True"], {}, {"a": 1}, {"a": {}}, {"pass": {}, "fail": {}}, {"basic": "error"}, {1: 2},
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda f: f"{f.type} {f.of} {f.pattern}".strip())
def test_what_a_glance_takes_the_judge_takes(field):
    schema = field_schema(METAMODEL, field)
    judge = jsonschema.Draft202012Validator(schema)
    every = [*VALUES, *METAMODEL.values.get(field.of, {}), list(METAMODEL.values.get(field.of, {}))]
    for value in every:
        if fits(schema, value):
            assert judge.is_valid(value), (schema, value)


def test_a_glance_takes_what_is_common(province):
    """Else it would be no use: nine fields in ten of the real model, at least."""
    kinds = province.graph.metamodel.kinds
    fields = [(kinds[e.kind].fields.get(n), v) for e in province.graph.elements.values() if not e.pack for n, v in e.fields.items()]
    taken = [fits(field_schema(METAMODEL, field), value) for field, value in fields if field]
    assert sum(taken) > 0.9 * len(taken)


def test_it_overlooks_nothing_in_a_small_file():
    """The first files of a run are glanced at; a wrong one among them is told as any other."""
    for wrong in ("    ower: a\n", "    lifecycle: flying\n", "    note: 1\n", "    since: 31/01/2026\n"):
        found = load_texts({"a.yaml": f"application:\n  app-a:\n    name: A\n    assumed: true\n{wrong}".encode()}).findings
        shape = Shape(METAMODEL)
        shape._glances = 10**6
        judged = shape.check({"application": {"app-a": {"name": "A", "assumed": True} | _field(wrong)}}, "a.yaml")
        assert [d.code for d in found] == [d.code for d in judged] != []
    assert [d.code for d in load_texts({"a.yaml": b"application:\n  app-a:\n    assumed: true\n"}).findings] == ["K112"]


def _field(line: str) -> dict[str, object]:
    name, value = line.strip().split(": ")
    return {name: int(value) if value.isdigit() else value}


def test_one_changed_file_wakes_no_validator(tmp_path: Path):
    synthetic.write(tmp_path, 100)
    validated(tmp_path)
    part = tmp_path / "model" / "parts" / "part-00001.yaml"
    part.write_text(part.read_text().replace("name_en: Information system", "name_en: A system"))
    code = "import sys; from khung.cache import validated; from pathlib import Path; print(validated(Path(sys.argv[1])).elements, 'jsonschema_rs' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent
    )
    assert done.stdout.split() == ["101", "False"]
