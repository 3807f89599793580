"""Profiles: what is judged for whom, and that a profile inherits another so that rules need not list each."""

from __future__ import annotations

import pytest

from khung.diagnostic import Severity
from khung.load import load_texts, shipped_metamodel
from khung.metamodel import Metamodel
from khung.rules import profile_finding, rule
from khung.shipped import derived

RULE = """
document: {luat: {name: Luật}}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: %s
    select: {kind: goal}
    check: {has: [deadline]}
    message: "{name}"
    examples: {pass: {}, fail: {}}
    %s
"""
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("about", "weights"),
    [
        ("", {"basic": WARNING, "complete": ERROR, "province": ERROR, "province-basic": WARNING}),
        ("tiers: [commune]", {"basic": WARNING, "complete": ERROR, "commune": ERROR, "commune-basic": WARNING}),
        ('checklist: "9"', {"basic": WARNING, "complete": ERROR, "province": ERROR, "province-basic": WARNING, "issue": ERROR}),
        (
            "tiers: [province, commune]\n    data_quality: '1'",
            dict.fromkeys(("complete", "province", "commune", "issue"), ERROR)
            | dict.fromkeys(("basic", "province-basic", "commune-basic"), WARNING),
        ),
    ],
)
def test_a_profile_inherits_what_it_selects(about, weights):
    graph = load_texts({"a.yaml": (RULE % ("{basic: warning, complete: error}", about)).encode()}).graph
    assert rule(graph, graph["r-one"]).weights == weights


def test_what_a_rule_says_of_a_profile_itself_comes_first():
    graph = load_texts({"a.yaml": (RULE % ("{complete: error, issue: note}", 'checklist: "1"')).encode()}).graph
    assert rule(graph, graph["r-one"]).severity("issue") is Severity.NOTE
    assert rule(graph, graph["r-one"]).severity("basic") is None


def test_a_profile_that_does_not_exist_is_found_with_what_was_meant():
    loaded = load_texts({"a.yaml": (RULE % ("{complet: error}", "")).encode() + b"workspace: {w: {name: W, profile: isue}}\n"})
    assert [(d.code, d.args["found"]) for d in loaded.findings] == [("K113", "complet"), ("K113", "isue")]
    assert "complete" in loaded.findings[0].hint.vi
    assert "issue" in loaded.findings[1].hint.vi
    assert loaded.findings[0].line > 1
    assert "commune" in profile_finding(loaded.graph, "comune").hint.en
    assert profile_finding(loaded.graph, "commune") is None


def test_profiles_speak_both_languages():
    assert all(p.label.vi and p.label.en for p in shipped_metamodel().values["profile"].values())


def test_profiles_that_inherit_in_a_circle_are_refused():
    data = derived("metamodel")
    circle = {"a": {"vi": "A", "en": "A", "extends": "b"}, "b": {"vi": "B", "en": "B", "extends": "a"}}
    with pytest.raises(ValueError, match="extends"):
        Metamodel.from_data({**data, "values": {**data["values"], "profile": circle}}).verify()


def test_the_command_line_takes_every_profile_and_refuses_others(khung):
    assert khung("check", "--profile", "isue").code == 2
    refused = khung("check", "--profile", "isue").err
    assert "issue" in refused
    assert len(refused.splitlines()) == 1
    assert "quy tắc" in khung("check", "--profile", "issue", "--fail-on", "never").out
