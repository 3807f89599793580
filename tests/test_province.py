"""The real model: what the plan says is in it, to the letter, and an expert recognises a province."""

from __future__ import annotations

import pytest
from vietnam_provinces import ProvinceCode, Ward

from khung.query import select
from khung.trace import Status, trace

PLAN = "kh-214-khanh-hoa"
NUMBERS = (
    "I.1 I.2 I.3 II.1 II.2 II.3 II.4 II.5 III.1.a.1 III.1.a.2 III.1.b III.1.c III.1.d III.1.đ.1 III.1.đ.2 "
    "III.2.a.1 III.2.a.2 III.2.b.1 III.2.b.2 III.2.b.3 III.2.b.4 III.3.a.1 III.3.a.2 III.3.a.3 III.3.b "
    "III.4.a.1 III.4.a.2 III.4.a.3.1 III.4.a.3.2 III.4.a.4 III.4.b III.4.c III.5.a.1 III.5.a.2 III.5.a.3 III.5.b.1 III.5.b.2 "
    "IV.1.1 IV.1.2 IV.1.3 IV.1.4 IV.2.1 IV.2.2 IV.2.3 IV.3.1 IV.3.2 V.1 V.2"
).split()


def test_the_model_is_clean(province):
    assert [f"{d.file}:{d.line} {d.code}" for d in province.findings] == []


def test_it_is_a_whole_province(province):
    own = [e for e in province.graph.elements.values() if not e.pack]
    ids = {e.id for e in own}
    assert len(own) >= 400
    assert sum(r.source in ids for r in province.graph.relations) >= 900
    domains = {province.graph.metamodel.kinds[e.kind].domain for e in own}
    assert domains >= {"business", "data", "application", "technology", "security", "plan", "organisation", "motivation"}


def test_every_clause_of_the_plan_is_an_element_and_is_answered(province):
    rows = [r for r in trace(province.graph) if r.clause["document"] == PLAN]
    assert [r.clause["number"] for r in rows] == NUMBERS
    assert len(rows) == 48
    assert [r.clause["number"] for r in rows if r.status is Status.GAP] == []


@pytest.mark.parametrize(
    ("clause", "lead", "coordinating", "timing"),
    [
        ("III.1.a.1", {"cong-an-tinh"}, {"so-khoa-hoc-va-cong-nghe", "cac-co-quan-don-vi-lien-quan"}, "khi Chính phủ ban hành"),
        ("III.1.b", {"so-khoa-hoc-va-cong-nghe"}, {"cac-co-quan-don-vi-lien-quan"}, "theo yêu cầu của Bộ Khoa học và Công nghệ"),
        ("III.1.c", {"so-tai-chinh"}, {"so-khoa-hoc-va-cong-nghe"}, None),
        ("III.1.d", {"vien-kiem-sat-nhan-dan-tinh", "toa-an-nhan-dan-tinh"}, {"cac-co-quan-don-vi-lien-quan"}, None),
        ("III.1.đ.1", {"cac-so-ban-nganh"}, set(), "2026-12-31"),
        (
            "III.4.a.3.1",
            {"cac-so-ban-nganh"},
            {"cong-an-tinh", "so-tai-chinh", "so-khoa-hoc-va-cong-nghe", "doanh-nghiep-dong-hanh"},
            "2026-03-31",
        ),
        ("III.4.c", {"so-khoa-hoc-va-cong-nghe", "cong-an-tinh"}, None, "2026-02-28"),
        ("IV.2.1", {"cong-an-tinh"}, None, "2026-01-31"),
    ],
)
def test_lead_coordinators_and_time_agree_with_the_plan(province, clause, lead, coordinating, timing):
    (element,) = select(province.graph, {"kind": "clause", "document": PLAN, "number": clause})
    tasks = select(province.graph, {"kind": "task", "source": element.id})
    assert any(
        set(t.refs("lead")) == lead
        and (coordinating is None or set(t.refs("coordinating")) == coordinating)
        and timing in (t["deadline"], t["trigger"])
        for t in tasks
    ), [(t.id, t.refs("lead"), t.refs("coordinating"), t["deadline"], t["trigger"]) for t in tasks]


def test_every_task_has_a_time_or_says_that_none_is_stated(province):
    for task in province.graph.of_kind("task"):
        assert task["deadline"] or task["trigger"] or task.is_undetermined("deadline"), task.id
        assert task["product"], task.id


def test_the_65_communes_are_those_of_the_package(province):
    official = {f"{int(w.code):05d}": w.name for w in Ward.iter_by_province(ProvinceCode(56))}
    ours = {e["code"]: e.name for e in select(province.graph, {"kind": "organisation", "tier": "commune"})}
    assert len(ours) == 65
    assert ours == official
    units = [e["unit_type"] for e in select(province.graph, {"kind": "organisation", "tier": "commune"})]
    assert (units.count("commune"), units.count("ward"), units.count("special-zone")) == (48, 16, 1)


def test_the_twelve_priority_databases(province):
    assert len(select(province.graph, {"kind": "database", "priority_12": True})) == 12


def test_codes_are_unique(province):
    codes = [e["code"] for e in province.graph.elements.values() if "object" in province.graph.metamodel.kinds[e.kind].groups and e["code"]]
    assert len(codes) == len(set(codes))


def test_every_element_has_both_names(province):
    for element in province.graph.elements.values():
        assert element.names.en, element.id


def test_every_bilingual_text_has_its_english_twin(province):
    missing = []
    for element in province.graph.elements.values():
        fields = province.graph.metamodel.kinds[element.kind].fields
        missing += [f"{element.id}.{f}" for f in element.fields if f"{f}_en" in fields and not element[f"{f}_en"]]
        for field, about in (element["undetermined"] or {}).items():
            if about.get("reason") and not about.get("reason_en"):
                missing.append(f"{element.id}.undetermined.{field}")
    assert missing == []


def test_figures_7_8_and_9_are_made_concrete(province):
    views = {e["code"]: e["figure"] for e in province.graph.of_kind("view") if e["figure"]}
    assert views == {"SĐ-T-01": "figure-7", "SĐ-T-02": "figure-8", "SĐ-T-03": "figure-9"}
