"""Every shipped rule: its examples pass and fail, it can fail, it cites the law, it speaks both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from khung.conform import judge
from khung.diagnostic import Answer
from khung.examples import example_flaws, run
from khung.law import confidence
from khung.load import load_texts
from khung.rules import flaws, rule
from khung.shipped import ROOT

FILES = sorted(p.stem for p in (ROOT / "packs").glob("*/rules/*.yaml"))
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def shipped(province):
    return {e.id: e for e in province.graph.of_kind("rule") if e.pack}


def test_one_file_a_rule(shipped):
    assert len(FILES) >= 40
    assert {id: f"schema/packs/{e.pack}/rules/{id}.yaml" for id, e in shipped.items()} == {id: e.file for id, e in shipped.items()}
    assert set(FILES) == set(shipped)


def test_no_rule_asks_for_what_does_not_exist(province):
    assert [f.message.vi for f in flaws(province.graph) if f.path[0] == "rule"] == []
    assert [e.id for e in province.graph.of_kind("rule") if rule(province.graph, e) is None] == []


def test_examples_do_what_they_say(province):
    assert [f.message.vi for f in example_flaws(province.graph)] == []


@pytest.mark.parametrize("id", FILES)
def test_a_rule_can_fail(id, shipped, province):
    made, failing = rule(province.graph, shipped[id]), shipped[id]["examples"]["fail"]
    said = run(province.graph.metamodel, made, failing)
    assert any(j.answer is Answer.NOT_CONFORM for j in said)
    assert not any(j.finding for j in run(province.graph.metamodel, replace(made, word="has", want=[]), failing)), "not the check finds it"
    for text in (t for j in said if j.finding for t in (*j.finding.message, *j.finding.hint)):
        assert not re.search(r"[{}…]", text.replace("…”", "").replace("… ", "")), text


@pytest.mark.parametrize("id", FILES)
def test_a_rule_says_why_in_both_languages(id, shipped):
    element = shipped[id]
    for field in ("name", "why", "message", "hint"):
        assert element[field], field
        assert element[f"{field}_en"], field
    places = [set(re.findall(r"\{(\w+)\}", element[field])) for field in ("message", "message_en")]
    assert places[0] == places[1]


@pytest.mark.parametrize("id", FILES)
def test_a_rule_rests_on_a_text_and_weighs_no_more_than_it(id, shipped, province):
    element, graph = shipped[id], province.graph
    cited = [graph[s] for s in element.refs("source")]
    assert {c.kind for c in cited} <= {"clause", "document"}
    if confidence(graph, element) == "draft":
        assert element["profiles"].get("basic") != "error"
    if all((c["confidence"] or graph[c["document"]]["confidence"]) == "unverified" for c in cited):
        assert set(element["profiles"].values()) == {"note"}


def test_the_twelve_lines_of_the_checklist_have_rules(shipped):
    lines = {e["checklist"] for e in shipped.values() if e["checklist"]}
    assert lines == {str(n) for n in range(1, 13)}


def test_an_example_that_is_wrong_is_found():
    text = """
document: {luat: {name: Luật}}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning}
    select: {kind: application}
    check: {has: [owner]}
    message: Thiếu {fields}
    examples:
      pass: {application: {a: {code: KT-1}}, bridge: {b: {code: KT-2}}}
      fail: {application: {a: {owner: so, ownr: so}}}
  r-two:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning}
    select: {kind: application}
    check: {has: [owner]}
    message: Thiếu {fields}
    examples: {pass: {}, fail: {platform: {a: {}}}}
"""
    found = list(example_flaws(load_texts({"a.yaml": text.encode()}).graph))
    assert [(f.code, f.subject, f.path[-1]) for f in found] == [
        ("K506", "r-one", "pass"),
        ("K506", "r-one", "pass"),
        ("K506", "r-one", "fail"),
        ("K506", "r-one", "fail"),
        ("K506", "r-two", "pass"),
        ("K506", "r-two", "fail"),
    ]
    assert "bridge" in found[0].message.vi
    assert found[1].message == (
        "r-one: ví dụ đạt (pass) của quy tắc lại bị phát hiện.",
        "r-one: the rule's passing example is found at fault.",
    )
    assert "application.ownr" in found[2].message.vi
    assert "selects no element" in found[5].message.en


def test_the_province_is_judged_by_every_rule_in_force(province):
    report = judge(province.graph, DAY, "complete")
    assert {r.id for r in report.rules} == {e.id for e in province.graph.of_kind("rule") if e.alive(DAY) and "complete" in e["profiles"]}
    for found in report.findings:
        assert found.source, found.code
        assert "…" not in found.message.vi.replace("… ", ""), found.message.vi
        assert found.message.en, found.code
