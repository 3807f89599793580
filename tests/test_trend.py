"""Conformance over the plateaus of the plan, and on stated facts beside everything."""

from __future__ import annotations

from datetime import date

from khung.conform import judge
from khung.diagnostic import Answer
from khung.load import load_texts
from khung.trend import beside, trend

OK, NO, NA = Answer.CONFORM, Answer.NOT_CONFORM, Answer.NOT_APPLICABLE
MODEL = """
document: {luat: {name: Luật}}
plateau:
  sau: {name: Sau, date: "2027-12-31", assumed: true}
  truoc: {name: Trước, date: "2026-06-30", assumed: true}
application:
  cu: {name: Cũ, until: "2027-06-30", source: [luat]}
  moi: {name: Mới, code: KT-1, since: "2026-09-01", assumed: true}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning, complete: error}
    select: {kind: application}
    check: {has: [code]}
    message: Thiếu
    examples: {pass: {}, fail: {}}
  r-two:
    name: Quy tắc sau
    source: [luat]
    since: "2027-01-01"
    why: Vì luật
    profiles: {complete: error}
    select: {kind: goal}
    check: {has: [deadline]}
    message: Thiếu
    examples: {pass: {}, fail: {}}
"""


def test_each_plateau_is_judged_by_the_rules_and_elements_of_its_day():
    graph = load_texts({"a.yaml": MODEL.encode()}).graph
    found = trend(graph, date(2026, 11, 23))
    assert [(str(m.day), m.plateau.id if m.plateau else "") for m in found] == [
        ("2026-06-30", "truoc"),
        ("2026-11-23", ""),
        ("2027-12-31", "sau"),
    ]
    assert [(m.counts[OK], m.counts[NO]) for m in found] == [(0, 1), (1, 1), (1, 0)]
    assert [m.rules for m in found] == [{"r-one": NO}, {"r-one": NO}, {"r-one": OK, "r-two": NA}]
    assert [sum(m.findings.values()) for m in found] == [1, 1, 0]


def test_a_plateau_of_the_very_day_stands_for_it():
    graph = load_texts({"a.yaml": MODEL.encode()}).graph
    assert [m.plateau.id for m in trend(graph, date(2026, 6, 30)) if m.plateau] == ["truoc", "sau"]


def test_stated_facts_are_judged_beside_everything():
    graph = load_texts({"a.yaml": MODEL.encode()}).graph
    day = date(2027, 12, 31)
    (one, two) = beside(judge(graph, day), judge(graph.stated(), day))
    assert (one.rule, one.full, one.stated) == ("r-one", OK, NA), "what conforms is only assumed"
    assert (one.full_counts[OK], one.stated_counts[OK]) == (1, 0)
    assert (two.full, two.stated) == (NA, NA)


def test_the_province_differs_before_the_framework_and_after(province):
    """What the dates in the model say: rules bite from their law, tasks end, plateaus come."""
    before, after = (judge(province.graph, day) for day in (date(2026, 6, 30), date(2027, 12, 31)))
    held, holds = ({r.id for r in report.rules} for report in (before, after))
    assert {"pl-qd3090-layers", "pl-nd85-level"} <= held - holds, "they fell with the texts they rest on"
    assert "qd1425-gov-owner" in holds - held, "the framework of 29/07/2026 had yet to be issued"
    assert before.counts() != after.counts()
