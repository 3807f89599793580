"""Law moves: what is repealed on a day is no basis on that day, and its successor is named."""

from __future__ import annotations

from datetime import date

import pytest

from khung.conform import judge
from khung.diagnostic import Answer, Severity
from khung.law import confidence, fallen, successors
from khung.load import load_texts
from khung.rules import rules

LAW = """
document:
  cu: {name: Văn bản cũ, in_force: "2020-01-01", repealed: "2026-03-01", replaced_by: [giua]}
  giua: {name: Văn bản giữa, in_force: "2026-03-01", repealed: "2026-07-01", replaced_by: [moi]}
  moi: {name: Văn bản mới, name_en: The new text, in_force: "2026-07-01"}
  nghe-noi: {name: Chưa kiểm chứng, confidence: unverified}
clause:
  cu-d1: {name: Điều 1, document: cu, number: Điều 1}
goal:
  muc-tieu: {name: Mục tiêu, source: [moi, cu-d1]}
"""
RULE = """
rule:
  r-one:
    name: Quy tắc
    source: [%s]
    confidence: %s
    why: Vì luật
    profiles: {basic: error, complete: error}
    select: {kind: goal}
    check: {current: {}}
    message: "{name} dẫn {names}"
    message_en: "{name} cites {names}"
    hint: "Dẫn {successors}"
    hint_en: "Cite {successors}"
    examples: {pass: {}, fail: {}}
"""


def graph_of(source: str = "moi", confidence: str = "official"):
    return load_texts({"a.yaml": LAW.encode(), "r.yaml": (RULE % (source, confidence)).encode()}).graph


@pytest.mark.parametrize(
    ("day", "answer", "hint"),
    [
        (date(2026, 2, 28), Answer.CONFORM, None),
        (date(2026, 3, 1), Answer.NOT_CONFORM, "Dẫn Văn bản giữa"),
        (date(2026, 7, 1), Answer.NOT_CONFORM, "Dẫn Văn bản mới"),
    ],
)
def test_what_is_cited_must_stand_on_the_day(day, answer, hint):
    (said,) = judge(graph_of(), day).judgements
    assert said.answer is answer
    assert (said.finding.hint.vi if said.finding else None) == hint
    if said.finding:
        assert said.finding.path == ("goal", "muc-tieu", "source", 1), "the very citation"
        assert said.finding.message.vi == "Mục tiêu dẫn Điều 1"


def test_a_text_of_unknown_end_is_repealed_by_its_status_and_one_that_leads_in_a_circle_has_no_successor():
    text = "document: {a: {name: A, status: repealed, replaced_by: [b]}, b: {name: B, status: repealed, replaced_by: [a]}}"
    graph = load_texts({"a.yaml": text.encode()}).graph
    assert list(fallen(graph, ["a", "no-such"], date(2026, 1, 1))) == ["a"]
    assert successors(graph, graph["a"], date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("source", "day", "held"),
    [
        ("cu-d1", date(2026, 2, 28), ["r-one"]),
        ("cu-d1", date(2026, 3, 1), []),
        ("cu-d1, moi", date(2026, 3, 1), ["r-one"]),
    ],
)
def test_a_rule_falls_with_the_last_instrument_it_rests_on(source, day, held):
    assert [r.id for r in rules(graph_of(source), day)] == held


@pytest.mark.parametrize(
    ("source", "confidence", "weight"),
    [
        ("moi", "official", Severity.ERROR),
        ("moi", "draft", Severity.ERROR),
        ("moi", "unverified", Severity.WARNING),
        ("nghe-noi", "official", Severity.WARNING),
        ("nghe-noi, moi", "official", Severity.WARNING),
    ],
)
def test_what_could_not_be_confirmed_is_never_an_error(source, confidence, weight):
    (held,) = rules(graph_of(source, confidence), date(2026, 11, 23))
    assert held.severity("complete") is weight


@pytest.mark.parametrize(
    ("source", "stated", "known"),
    [("moi", "official", "official"), ("moi", "news", "news"), ("nghe-noi, moi", "official", "unverified"), ("cu-d1", '""', "")],
)
def test_a_rule_is_known_no_better_than_the_weakest_text_it_cites(source, stated, known):
    graph = graph_of(source, stated)
    assert confidence(graph, graph["r-one"]) == known


def test_rules_of_packs_leave_their_confidence_to_the_texts_they_cite(province):
    assert [e.id for e in province.graph.of_kind("rule") if e.pack and e["confidence"]] == []


def test_the_province_tells_the_same_text_apart_by_the_day(province):
    def cited(day: date) -> set[str]:
        report = judge(province.graph, day)
        return {j.subject.id for j in report.by_rule.get("hd-ck-09-repealed", ()) if j.answer is Answer.NOT_CONFORM}

    assert cited(date(2026, 9, 13)) == cited(date(2026, 11, 23))
    assert not judge(province.graph, date(2026, 9, 12)).by_rule.get("hd-ck-09-repealed"), "the guidance did not exist yet"


def test_a_rule_that_still_cites_a_repealed_text_is_told_its_successor():
    about = judge(graph_of("moi, cu-d1"), date(2026, 7, 1)).about
    assert [(f.code, f.severity, f.path) for f in about] == [("K510", Severity.WARNING, ("rule", "r-one", "source", 1))]
    assert "Văn bản mới" in about[0].hint.vi
    assert "The new text" in about[0].hint.en
    assert judge(graph_of("moi, cu-d1"), date(2026, 2, 28)).about == ()


def test_no_rule_in_force_cites_a_text_that_fell(province):
    for day in (date(2026, 6, 30), date(2026, 11, 23), date(2027, 12, 31)):
        assert [f.subject for f in judge(province.graph, day).about if f.code == "K510"] == []
