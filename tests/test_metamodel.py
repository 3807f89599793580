"""The metamodel is data: one entry makes a kind, and JSON Schema says the same as the judge."""

from __future__ import annotations

import copy
from datetime import date

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khung.conform import judge
from khung.load import load_texts, shipped_metamodel
from khung.metamodel import Metamodel
from khung.query import select
from khung.selectors import problems
from khung.shape import Shape, derive
from khung.shipped import derived

SCHEMA = derived("model.schema")
KINDS = shipped_metamodel().kinds
TOY = {
    "domain": "technology",
    "archimate": "Device",
    "groups": ["object"],
    "vi": "Trạm quan trắc",
    "en": "Sensor station",
    "fields": {"watches": {"type": "refs", "to": ["organisation"], "relation": "serving", "vi": "Theo dõi", "en": "Watches", "back": {"vi": "Được theo dõi bởi", "en": "Watched by"}}},
}  # fmt: skip
MODEL = """
organisation:
  xa-a: {name: Xã A, name_en: Commune A, tier: commune, system: government, assumed: true}
sensor-station:
  tram-1: {name: Trạm số 1, name_en: Station 1, owner: xa-a, watches: [xa-a], assumed: true}
"""


@pytest.fixture(scope="module")
def toy() -> Metamodel:
    """The shipped metamodel with one more kind, added in one place."""
    data = copy.deepcopy(derived("metamodel"))
    data["kinds"]["sensor-station"] = TOY
    made = Metamodel.from_data(data)
    made.verify()
    return made


def test_the_shipped_metamodel_keeps_its_own_grammar():
    shipped_metamodel().verify()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_kinds_and_fields_that_others_rely_on():
    assert {"organisation", "application", "platform", "database", "exchange", "task", "document", "clause", "view", "waiver"} <= set(KINDS)
    assert {"tier", "system", "code"} <= set(KINDS["organisation"].fields)
    assert {"lead", "coordinating", "deadline", "trigger", "product"} <= set(KINDS["task"].fields)
    assert {"document", "number"} <= set(KINDS["clause"].fields)


def test_every_kind_speaks_both_languages_and_archimate():
    for kind in KINDS.values():
        assert kind.label.vi
        assert kind.label.en
        assert kind.archimate
        for field in kind.fields.values():
            assert field.label.vi
            assert field.label.en
            assert not field.is_reference or field.name == "source" or field.back.vi, f"{kind.key}.{field.name}"


def test_a_toy_kind_is_read_checked_queried_and_judged(toy):
    assert "sensor-station" in derive(toy)["properties"]
    loaded = load_texts({"a.yaml": MODEL.encode()}, toy)
    assert loaded.findings == ()
    graph = loaded.graph
    assert [e.id for e in select(graph, {"kind": "sensor-station", "domain": "technology"})] == ["tram-1"]
    assert not list(problems(toy, {"kind": "sensor-station", "watches": "xa-a"}))
    assert [r.field for r in graph.into["xa-a"]] == ["owner", "watches"]
    wrong = load_texts({"a.yaml": MODEL.replace("watches: [xa-a]", "watches: [tram-1]").encode()}, toy)
    assert [d.code for d in wrong.findings] == ["K203"]
    assert judge(graph, date(2026, 11, 23)).findings == ()


def test_a_toy_kind_appears_in_pictures_and_pages(toy):
    from generators.pictures import pictures
    from generators.project import Project
    from generators.site.pages import pages

    view = "view:\n  so-do: {name: Sơ đồ, name_en: Picture, layout: %s, select: {own: true, not: {kind: view}}}\n"
    for layout in ("blocks", "graph"):
        graph = load_texts({"a.yaml": MODEL.encode(), "b.yaml": (view % layout).encode()}, toy).graph
        project = Project(graph, judge(graph, date(2026, 11, 23)), [], date(2026, 11, 23))
        for language, word in (("vi", "Trạm số 1"), ("en", "Station 1")):
            (picture,) = pictures(project, language)
            assert "tram-1" in picture.drawing.svg
            assert any(word in cell for row in picture.drawing.rows for cell in row)
            made = list(pages(project, language, [picture]))
            assert any(word in page.title for page in made)
            assert any("Trạm quan trắc" in page.body or "Sensor station" in page.body for page in made)


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda d: d["kinds"]["task"].update(domain="x"), "task: unknown domain"),
        (lambda d: d["kinds"]["task"]["fields"]["trigger"].update(type="x"), "task.trigger: unknown field type"),
        (lambda d: d["kinds"]["task"]["fields"]["goals"].update(to=["x"]), "task.goals: unknown kind"),
        (lambda d: d["kinds"]["task"]["fields"]["goals"].update(relation="x"), "task.goals: unknown relation"),
        (lambda d: d["groups"]["duty"]["state"].update(of="x"), "unknown value list"),
    ],
)
def test_a_metamodel_that_breaks_its_grammar_is_told(break_it, told):
    data = copy.deepcopy(derived("metamodel"))
    break_it(data)
    with pytest.raises(ValueError, match=told):
        Metamodel.from_data(data).verify()


JUDGE = jsonschema.Draft202012Validator(SCHEMA)
SHAPE = Shape(shipped_metamodel(), lambda: SCHEMA)
VALUES = st.sampled_from(
    ["A", "", "2026-01-31", "2026-1-1", "so-y-te", "Sở", "operating", "province", 12, True, None, [], ["a"], ["a", "a"], {}, {"owner": {}}]
)
ELEMENT = st.dictionaries(st.sampled_from([*KINDS["application"].fields, "ower"]), VALUES, max_size=6)
FILES = st.dictionaries(
    st.sampled_from([*KINDS, "x"]), st.dictionaries(st.sampled_from(["app-a", "App", "a_b"]), ELEMENT, max_size=2), max_size=3
)


@given(FILES)
@settings(max_examples=200, deadline=None)
def test_our_fast_validator_agrees_with_the_judge(data):
    ours = {(d.path if d.code != "K112" else (*d.path, d.args["field"])) for d in SHAPE.check(data, "a.yaml")}
    theirs = list(JUDGE.iter_errors(data))
    assert bool(ours) == bool(theirs)
    assert len(ours) >= len(
        {tuple(e.absolute_path) for e in theirs if e.validator not in ("required", "additionalProperties", "propertyNames")}
    )
