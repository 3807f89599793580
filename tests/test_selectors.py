"""Selectors: regular expressions in linear time, and what no element could ever match."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khung.load import load_texts
from khung.query import matches, select
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


FIELDS = st.sampled_from(["name", "code", "level", "owner", "sharing", "scope", "lifecycle", "tier", "integration", "group"])
WANTED = st.one_of(
    st.sampled_from(["province", "commune", "operating", "national-a", "3", "so-khoa-hoc-va-cong-nghe", True, False]),
    st.lists(st.sampled_from(["province", "commune", "operating", "2", "3"]), min_size=1, max_size=2),
    st.fixed_dictionaries({"exists": st.booleans()}),
    st.fixed_dictionaries({"not": st.sampled_from(["province", "3"])}),
    st.fixed_dictionaries({"contains": st.sampled_from(["du lieu", "KT", "xã"])}),
)
KINDS = st.sampled_from(["application", "platform", "database", "organisation", "exchange", ["application", "platform"]])
BASE = st.dictionaries(FIELDS, WANTED, max_size=2)
SELECTORS = st.recursive(
    BASE,
    lambda inner: st.one_of(
        st.builds(lambda kind, rest: {"kind": kind, **rest}, KINDS, inner),
        st.builds(lambda one, rest: {**rest, "not": one}, inner, inner),
        st.builds(lambda parts, rest: {**rest, "any": parts}, st.lists(inner, min_size=1, max_size=2), inner),
        st.builds(
            lambda to, way, rest: {**rest, "related": {"direction": way, "to": to}}, inner, st.sampled_from(["out", "in", "both"]), inner
        ),
        st.builds(lambda own, rest: {"own": own, **rest}, st.booleans(), inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def own(province):
    """Some elements of every kind of the province."""
    kinds = province.graph.by_kind.values()
    return province.graph.subset(e for members in kinds for e in members[:25] if not e.pack)


@settings(max_examples=50, deadline=None)
@given(selector=SELECTORS)
def test_selecting_and_matching_are_one_thing(own, selector):
    """Selecting looks word by word and keeps what it found; asking each element by itself must give the same."""
    graph = own
    selected = [e.id for e in select(graph, selector)]
    assert len(selected) == len(set(selected))
    assert set(selected) == {id for id, e in graph.elements.items() if matches(graph, e, selector)}
