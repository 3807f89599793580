"""Bad rules, packs, waivers and templates: each is one finding at its place, and nothing that is written makes judging fail or hang."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khung.conform import judge
from khung.diagnostic import Diagnostic
from khung.examples import example_flaws
from khung.load import load, load_texts, positioned

DAY = date(2026, 11, 23)
RULE = """
document: {luat: {name: Luật}}
organisation: {so: {name: Sở, tier: province, system: government, source: [luat]}}
application: {a: {name: A, owner: so, assumed: true}}
rule:
  r-one:
    name: Quy tắc
    source: [SOURCE]
    why: Vì luật
    profiles: {basic: warning, complete: error}
    select: SELECT
    check: CHECK
    message: MESSAGE
    examples: {pass: PASS, fail: {application: {a: {code: KT-1}}}}
"""
GOOD = {
    "SOURCE": "luat",
    "SELECT": "{kind: application}",
    "CHECK": "{has: [owner]}",
    "MESSAGE": "Thiếu",
    "PASS": "{application: {a: {owner: so}}}",
}
TEMPLATES = """
template:
  t-one: {name: Một, extends: t-two, applies_to: {id: so}, expects: {kind: block}, source: [luat]}
  t-two: {name: Hai, extends: t-one, applies_to: {id: so}, expects: {kind: block}, source: [luat]}
"""
WAIVERS = """
waiver:
  w-one: {name: W, rule: r-one, subject: a, reason: R, basis: [luat], expires: 2027-06-30}
  w-two: {name: W, rule: r-one, subject: a, reason: R, basis: [luat], expires: 2027-12-31}
"""


def written(**parts: str) -> str:
    text = RULE
    for name, part in {**GOOD, **parts}.items():
        text = text.replace(name, part)
    return text


def found(text: str) -> list[Diagnostic]:
    """Everything that reading, judging and the test of examples find, each at its line."""
    loaded = load_texts({"a.yaml": text.encode()})
    about = [*judge(loaded.graph, DAY).about, *example_flaws(loaded.graph)]
    return [*loaded.findings, *positioned(about, loaded.texts)]


def test_a_good_rule_has_no_finding():
    assert found(written()) == []


@pytest.mark.parametrize(
    ("parts", "code", "line", "word"),
    [
        ({"SOURCE": "luat-d1"}, "K202", 8, "luat-d1"),
        ({"SELECT": "{kind: aplication}"}, "K401", 11, "application"),
        ({"SELECT": "{kind: application, domain: data}"}, "K404", 11, "kind, domain"),
        ({"SELECT": "{kind: application, name: {matches: '(a+'}}"}, "K403", 11, "(a+"),
        ({"SELECT": "{kind: application, name: {matches: '" + "(a*)*" * 60 + "'}}"}, "K403", 11, "200"),
        ({"SELECT": "application"}, "K114", 11, "select"),
        ({"CHECK": "{has: [ownr]}"}, "K401", 12, "owner"),
        ({"CHECK": "{hass: [owner]}"}, "K503", 12, "has"),
        ({"CHECK": "{has: owner}"}, "K504", 12, "danh sách tên"),
        ({"CHECK": "{relates: {by: owner, min: two}}"}, "K504", 12, "một số từ 0"),
        ({"CHECK": "{relates: {any: [owner]}}"}, "K504", 12, "danh sách bảng"),
        ({"CHECK": "{relates: {any: [{by: owner, min: 1}]}}"}, "K504", 12, "không có tham số “min”"),
        ({"CHECK": "{relates: {by: owner, direction: up}}"}, "K504", 12, "một trong: out, in, both"),
        ({"CHECK": "{compares: {field: level, is: bigger, by: owner}}"}, "K504", 12, "at-least"),
        ({"CHECK": "{reaches: {by: owner}}"}, "K504", 12, "thiếu “to”"),
        ({"CHECK": "{is: {any: 5}}"}, "K504", 12, "danh sách bảng"),
        ({"PASS": "{aplication: {a: {}}}"}, "K506", 14, "aplication"),
        ({"PASS": "{application: {a: {owner: so, tags: 5}}}"}, "K506", 14, "tags"),
        ({"PASS": "{application: 5}"}, "K506", 14, "không có phần tử nào"),
    ],
)
def test_what_is_wrong_with_a_rule_is_found_at_its_line(parts, code, line, word):
    (first, *_) = [d for d in found(written(**parts)) if d.code != "K402"]
    assert (first.code, first.line) == (code, line)
    assert word in f"{first.message.vi} {first.hint.vi}"
    assert first.message.en


def test_what_is_wrong_with_a_parameter_is_told_in_english_too():
    (first, *_) = found(written(CHECK="{relates: {by: owner, min: two}}"))
    assert "needs a number from 0 in “min”" in first.message.en


def test_templates_in_a_circle_and_contradictory_waivers_are_found_at_their_line():
    circle = [d for d in found(written() + TEMPLATES) if d.code == "K204"]
    assert [(d.line, d.subject) for d in circle] == [(17, "t-one")]
    double = [d for d in found(written() + WAIVERS) if d.code == "K605"]
    assert [(d.line, d.subject) for d in double] == [(18, "w-two")]


@pytest.mark.parametrize(("pin", "code", "word"), [('qd-1245: "1.0.0"', "K501", "qd-1425"), ('qd-1425: "0.9"', "K502", "0.9")])
def test_an_unknown_pack_or_another_version_is_found_at_its_pin(workspace, pin, code, word):
    root = workspace(khung=f"workspace:\n  w:\n    name: W\n    packs:\n      {pin}\n")
    (told,) = [d for d in load(root).findings if d.code in ("K501", "K502")]
    assert (told.code, told.file, told.line) == (code, "model/khung.yaml", 5)
    assert word in f"{told.message.vi} {told.hint.vi}"


@pytest.mark.parametrize("message", ["{", "{}", "{0}", "{name.__class__}", "{name!r:>999999999}", "}{", "{{name}}", "{no_such_word}"])
def test_a_hostile_message_is_only_a_text(message):
    graph = load_texts({"a.yaml": written(CHECK="{has: [level]}", MESSAGE=json.dumps(message)).encode()}).graph
    (said,) = [j for j in judge(graph, DAY).judgements if j.finding]
    assert "class '" not in said.finding.message.vi
    assert len(said.finding.message.vi) < 40


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["a", "so", "owner", "application", "luat", "(a+)+$", "2026-01-01", "{"])
)
KEYS = st.sampled_from(
    [
        "kind",
        "any",
        "all",
        "not",
        "related",
        "by",
        "to",
        "direction",
        "min",
        "max",
        "in",
        "matches",
        "owner",
        "tags",
        "first",
        "field",
        "is",
    ]
)
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8)
WORD = st.sampled_from(
    ["has", "is", "relates", "reaches", "unique", "counts", "before", "compares", "acyclic", "cites", "current", "routed", "follows", "no"]
)


@settings(max_examples=150, deadline=None)
@given(
    select=st.dictionaries(KEYS, ANYTHING, max_size=3) | ANYTHING,
    check=st.dictionaries(WORD, ANYTHING, min_size=1, max_size=1) | ANYTHING,
    example=ANYTHING,
    field=ANYTHING,
)
def test_nothing_that_is_written_makes_judging_fail(select, check, example, field):
    parts = {"SELECT": json.dumps(select), "CHECK": json.dumps(check), "PASS": json.dumps(example)}
    text = written(**parts).replace(
        "owner: so, assumed", f"owner: so, tags: {json.dumps(field)}, undetermined: {json.dumps(field)}, assumed"
    )
    loaded = load_texts({"a.yaml": text.encode(), "t.yaml": TEMPLATES.replace("{kind: block}", json.dumps(select)).encode()})
    judge(loaded.graph, DAY)
    list(example_flaws(loaded.graph))
