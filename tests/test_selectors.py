"""Selectors: regular expressions in linear time, and what no element could ever match."""

from __future__ import annotations

import pytest

from khung.load import load_texts
from khung.query import select
from khung.rules import flaws
from khung.selectors import problems

MODEL = b"""
goal:
  a: {name: So 12, tags: [x-1, y], assumed: true}
  b: {name: Muc tieu, assumed: true}
"""
HOSTILE = "(a+)+$"


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ({"name": {"matches": "^So [0-9]+$"}}, ["a"]),
        ({"tags": {"matches": "^y$"}}, ["a"]),
        ({"tags": {"matches": "z"}}, []),
        ({"name": {"matches": "("}}, []),
        ({"deadline": {"matches": "."}}, []),
    ],
)
def test_a_field_may_match_a_pattern(selector, found):
    assert [e.id for e in select(load_texts({"a.yaml": MODEL}).graph, {"kind": "goal", **selector})] == found


def test_a_hostile_pattern_takes_no_longer_than_any_other():
    """A backtracking engine would need more than the age of the universe for this one."""
    text = f"goal: {{a: {{name: {'a' * 5000}b, assumed: true}}}}"
    graph = load_texts({"a.yaml": text.encode()}).graph
    assert select(graph, {"kind": "goal", "name": {"matches": HOSTILE}}) == []


@pytest.mark.parametrize(
    ("selector", "code", "path"),
    [
        ({"name": {"matches": "("}}, "K403", ("name", "matches")),
        ({"name": {"matches": "a" * 201}}, "K403", ("name", "matches")),
        ({"name": {"matches": r"(a)\1"}}, "K403", ("name", "matches")),
        ({"name": {"matches": "((a{1,99}){1,99}){1,99}"}}, "K403", ("name", "matches")),
        ({"kind": "goal", "domain": "data"}, "K404", ()),
        ({"any": []}, "K404", ()),
        ({"not": {}}, "K404", ()),
        ({"related": {"by": "source", "to": {"kind": []}}}, "K404", ("related", "to")),
        ({"kind": "application", "level": {"in": ["1"], "not": ["1", "2"]}}, "K404", ("level",)),
        ({"deadline": {"min": "2027-01-01", "max": "2026-01-01"}}, "K404", ("deadline",)),
        ({"deadline": {"exists": False, "min": "2027-01-01"}}, "K404", ("deadline",)),
    ],
)
def test_what_means_nothing_is_found(selector, code, path):
    graph = load_texts({"a.yaml": MODEL}).graph
    assert [(p.code, p.path) for p in problems(graph.metamodel, selector)] == [(code, path)]


def test_a_rule_that_could_select_nothing_is_found_at_its_line():
    text = """
document: {luat: {name: Luật}}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning}
    select: {kind: goal, domain: data}
    check: {is: {name: {matches: "("}}}
    message: Sai
    examples: {pass: {}, fail: {}}
"""
    graph = load_texts({"a.yaml": text.encode()}).graph
    assert [(f.code, f.path[2:]) for f in flaws(graph)] == [("K404", ("select",)), ("K403", ("check", "is", "name", "matches"))]


def test_the_command_line_refuses_a_pattern_in_one_line(khung):
    ran = khung("query", "{name: {matches: '('}}")
    assert ran.code == 2
    assert "RE2" in ran.err
    assert "Traceback" not in ran.err
