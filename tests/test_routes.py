"""Routes of exchanges: an integration platform that may carry them, and the shortest allowed way as the hint."""

from __future__ import annotations

import pytest

from khung.conform import apply
from khung.diagnostic import Answer
from khung.load import load_texts
from khung.routes import Network, allowed
from khung.rules import rule

MODEL = """
document: {luat: {name: Luật}}
platform:
  trong: {name: Trục tỉnh, name_en: Provincial bus, integration: true, borders: [inside, across], assumed: true}
  ngoai: {name: Trục quốc gia, name_en: National bus, integration: true, borders: [across], carries: [shared, open], assumed: true}
  mo: {name: Trục nội bộ, integration: true, borders: [inside], assumed: true}
  khac: {name: Nền tảng khác, assumed: true}
application:
  a: {name: Hệ thống A, assumed: true}
  b: {name: Hệ thống B, assumed: true}
link:
  noi: {name: Nối trục, from: trong, to: ngoai, type: technical-connection, assumed: true}
exchange:
  cu: {name: Đã nối, from: a, to: trong, type: data-exchange, assumed: true}
  ra: {name: Ra ngoài, from: ngoai, to: b, type: data-exchange, assumed: true}
  x: {name: Trao đổi, from: a, to: b, type: data-exchange, crosses_province: true, assumed: true, %s}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning}
    select: {id: x}
    check: {routed: {}}
    message: "{name}: {names}"
    message_en: "{name}: {names}"
    hint: "Đi {route}"
    hint_en: "Go {route}"
    examples: {pass: {}, fail: {}}
"""


def said(fields: str):
    graph = load_texts({"a.yaml": (MODEL % fields).encode()}).graph
    (judgement,) = apply(graph, rule(graph, graph["r-one"]), "basic")
    return judgement


@pytest.mark.parametrize(
    ("fields", "answer", "way"),
    [
        ("through: [trong]", Answer.CONFORM, None),
        ("through: [trong, khac]", Answer.CONFORM, None),
        ("through: [khac], classification: shared", Answer.NOT_CONFORM, "Hệ thống A → Trục tỉnh → Trục quốc gia → Hệ thống B"),
        ("classification: shared", Answer.NOT_CONFORM, "Hệ thống A → Trục tỉnh → Trục quốc gia → Hệ thống B"),
        ("classification: personal", Answer.NOT_CONFORM, "Hệ thống A → Trục tỉnh → Hệ thống B"),
        ("through: [mo], classification: open", Answer.NOT_CONFORM, "Hệ thống A → Trục tỉnh → Trục quốc gia → Hệ thống B"),
        ("through: [trong, ngoai], classification: personal", Answer.NOT_CONFORM, "Hệ thống A → Trục tỉnh → Hệ thống B"),
        ("undetermined: {through: {}}", Answer.INSUFFICIENT, None),
        ("not_applicable: {through: Trong cùng hệ thống}", Answer.NOT_APPLICABLE, None),
    ],
)
def test_an_exchange_goes_where_it_may(fields, answer, way):
    """What exists already is preferred to a new connection, and a way that one's class of data may not take is never offered."""
    judgement = said(fields)
    assert judgement.answer is answer
    if way:
        assert judgement.finding.hint.vi == f"Đi {way}"
        assert "→" in judgement.finding.hint.en


def test_what_may_not_carry_it_is_named():
    assert said("through: [trong, ngoai], classification: personal").finding.message.vi == "Trao đổi: Trục quốc gia"


def test_where_no_platform_may_there_is_no_way():
    graph = load_texts({"a.yaml": (MODEL % "status: in-use").encode()}).graph
    network = Network(graph)
    assert network.shortest("a", "b", []) == ()
    assert network.shortest("a", "b", ["mo"]) == ("a", "mo", "b"), "the ends may be connected anew"
    assert network.shortest("a", "b", ["mo", "ngoai"]) == ("a", "ngoai", "b"), "one new connection rather than two"
    assert [p.id for p in network.platforms] == ["trong", "ngoai", "mo"]


def test_what_a_platform_does_not_state_does_not_limit_it():
    graph = load_texts({"a.yaml": (MODEL % "status: in-use").encode()}).graph
    assert allowed(graph["trong"], "across", "secret")
    assert not allowed(graph["ngoai"], "across", "personal")
    assert not allowed(graph["khac"], "inside", None)


def test_a_circle_of_platforms_does_not_hang():
    more = "status: in-use}\n  y1: {name: Y, from: trong, to: ngoai, type: data-exchange}\n  y2: {name: Y, from: ngoai, to: trong, type: data-exchange"
    network = Network(load_texts({"a.yaml": (MODEL % more).encode()}).graph)
    assert network.shortest("a", "khac", ["trong", "ngoai"]) == ("a", "trong", "khac")
