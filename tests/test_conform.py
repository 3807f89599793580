"""The words of the vocabulary, each on its own, and how a report is made: answers, profiles, days."""

from __future__ import annotations

from datetime import date

import pytest

from khung.conform import apply, judge
from khung.diagnostic import Answer
from khung.graph import Graph
from khung.load import load_texts, shipped_metamodel
from khung.model import Element
from khung.rules import flaws, rule

DAY = date(2026, 11, 23)
OK, NO, OPEN, NA = Answer.CONFORM, Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.NOT_APPLICABLE
RULE = """
document: {luat: {name: Luật}}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning, complete: error}
    select: %s
    check: %s
    message: "“{name}” thấy {found}"
    message_en: "“{name}” found {found}"
    examples: {pass: {}, fail: {}}
"""


def graph_of(model: str, check: str, select: str = "{kind: [application, platform]}") -> Graph:
    return load_texts({"a.yaml": model.encode(), "r.yaml": (RULE % (select, check)).encode()}).graph


def answers(model: str, check: str, select: str = "{kind: [application, platform]}") -> dict[str, Answer]:
    return {j.subject.id: j.answer for j in judge(graph_of(model, check, select), DAY).judgements}


def members(kind: str, common: str = "assumed: true", **fields: str) -> str:
    """Elements of one kind as YAML: the same fields for all, and the text given for each id."""
    return f"{kind}:\n" + "".join(f"  {id}: {{name: {id}, {common}, {text}}}\n" for id, text in fields.items())


def apps(**fields: str) -> str:
    return members("application", **fields)


ORGS = "organisation:\n  so: {name: Sở, name_en: Department, tier: province, system: government}\n  bo: {name: Bộ, tier: central, system: government}\n"
CASES = {
    "has": (
        "{has: [owner, level]}",
        apps(
            full='owner: so, level: "3"',
            empty="owner: so",
            later="owner: so, undetermined: {level: {}}",
            never="owner: so, not_applicable: {level: Không có}",
            both="undetermined: {level: {}}",
        ),
        {"full": OK, "empty": NO, "later": OPEN, "never": OK, "both": NO},
    ),
    "has an entry": (
        "{has: [quality.correct, quality.clean]}",
        members(
            "database",
            "database_type: sector",
            a="quality: {correct: {value: 9}, clean: {value: 9}}",
            b="quality: {correct: {value: 9}}",
            c="undetermined: {quality: {}}",
        ),
        {"a": OK, "b": NO, "c": OPEN},
    ),
    "complete": (
        "{complete: {level: required}}",
        members(
            "exchange",
            "from: x, to: y, status: in-use, basis: [luat]",
            a="type: data-exchange, contact: Sở, classification: shared",
            b="type: data-exchange, contact: Sở",
            c="type: technical-connection, contact: Sở",
            d="type: technical-connection, undetermined: {contact: {}}",
        ),
        {"a": OK, "b": NO, "c": OK, "d": OPEN},
    ),
    "is": (
        '{is: {level: ["3", "4"]}}',
        apps(a='level: "3"', b='level: "1"', c="owner: so", d="undetermined: {level: {}}", e="not_applicable: {level: Không có}"),
        {"a": OK, "b": NO, "c": NO, "d": OPEN, "e": NA},
    ),
    "is any": (
        "{is: {any: [{owner: {exists: true}}, {operator: {exists: true}, note: {contains: thuê}}]}}",
        apps(a="owner: so", b="operator: so, note: Thuê dịch vụ", c="operator: so", d="undetermined: {owner: {}}"),
        {"a": OK, "b": OK, "c": NO, "d": OPEN},
    ),
    "relates": (
        "{relates: {by: owner, to: {tier: province}}}",
        ORGS + apps(a="owner: so", b="owner: bo", c="record: original", d="undetermined: {owner: {}}", e="not_applicable: {owner: Không}"),
        {"a": OK, "b": NO, "c": NO, "d": OPEN, "e": NA},
    ),
    "relates at most": (
        "{relates: {by: [owner, operator], to: {tier: central}, max: 0}}",
        ORGS + apps(a="owner: so, operator: so", b="owner: so, operator: bo", c="undetermined: {owner: {}}"),
        {"a": OK, "b": NO, "c": OK},
    ),
    "relates from outside": (
        "{relates: {by: depends_on, direction: in, min: 1, max: 1}}",
        apps(a="record: original", b="depends_on: [a]", c="depends_on: [b]", d="depends_on: [b]"),
        {"a": OK, "b": NO, "c": NO, "d": NO},
    ),
    "relates from outside, where one who should name others does not know whom yet": (
        "{relates: {by: covers, direction: in, to: {kind: incident-response}}}",
        apps(a="record: original", b="record: original") + members("incident-response", p="covers: [a]", q="undetermined: {covers: {}}"),
        {"a": OK, "b": OPEN},
    ),
    "relates from outside, where another kind does not know whom it names": (
        "{relates: {by: covers, direction: in, to: {kind: incident-response}}}",
        apps(a="record: original", b="record: original")
        + members("incident-response", p="covers: [a]")
        + members("control", q="undetermined: {covers: {}}"),
        {"a": OK, "b": NO},
    ),
    "relates along any path": (
        "{relates: {any: [{by: depends_on}, {by: owner, to: {tier: province}}]}}",
        ORGS + apps(a="owner: so", b="depends_on: [a]", c="owner: bo", d="owner: bo, undetermined: {depends_on: {}}"),
        {"a": OK, "b": OK, "c": NO, "d": OPEN},
    ),
    "reaches": (
        "{reaches: {by: depends_on, to: {id: end}, within: 2}}",
        apps(
            end="depends_on: [one]",
            one="depends_on: [end]",
            two="depends_on: [one]",
            three="depends_on: [two]",
            d="undetermined: {depends_on: {}}",
        ),
        {"end": NO, "one": OK, "two": OK, "three": NO, "d": OPEN},
    ),
    "unique": (
        "{unique: [code]}",
        apps(a="code: KT-1", b="code: KT-2", c="code: KT-1", d="record: original", e="undetermined: {code: {}}"),
        {"a": OK, "b": OK, "c": NO, "d": OK, "e": OPEN},
    ),
    "before": (
        "{before: {first: since, second: until}}",
        apps(a="since: 2026-01-01, until: 2027-01-01", b="since: 2026-02-01", c="until: 2027-01-01, undetermined: {since: {}}"),
        {"a": OK, "b": OK, "c": OPEN},
    ),
    "before a date": (
        "{before: {first: deadline, date: 2026-12-31}}",
        members("task", "lead: [so], product: P", a="deadline: 2026-12-31", b="deadline: 2027-01-01"),
        {"a": OK, "b": NO},
    ),
    "before a neighbour's": (
        "{before: {first: deadline, second: deadline, by: depends_on, direction: in}}",
        members(
            "transition-task",
            "lead: [so]",
            a="deadline: 2027-03-01",
            b="deadline: 2027-02-01, depends_on: [a]",
            c="deadline: 2027-04-01, depends_on: [a, b]",
        ),
        {"a": NO, "b": OK, "c": OK},
    ),
    "compares": (
        "{compares: {field: level, is: at-least, by: depends_on}}",
        apps(
            low='level: "2"',
            a='level: "3", depends_on: [low]',
            b='level: "1", depends_on: [low]',
            c="depends_on: [low], undetermined: {level: {}}",
            d="depends_on: [low]",
        ),
        {"low": OK, "a": OK, "b": NO, "c": OPEN, "d": OK},
    ),
    "acyclic": (
        "{acyclic: {by: next}}",
        members("process", a="next: [b]", b="next: [c]", c="next: [b]", d="next: [d]", e="tiers: [province]"),
        {"a": OK, "b": NO, "c": NO, "d": NO, "e": OK},
    ),
    "cites": (
        "{cites: {by: source, to: {number: Điều 1}}}",
        "clause: {d1: {name: K, document: luat, number: Điều 1}}\n"
        + apps(a="source: [d1]", b="source: [luat]", c="undetermined: {source: {}}"),
        {"a": OK, "b": NO, "c": OPEN},
    ),
}


@pytest.mark.parametrize(("check", "model", "expected"), CASES.values(), ids=CASES)
def test_a_word_gives_its_answers(check, model, expected):
    select = "{kind: [application, platform, database, exchange, task, transition-task, process]}"
    assert answers(model, check, select) == expected


@pytest.mark.parametrize(
    ("check", "found", "wanted"),
    [
        ("{min: 2, max: 3}", [], []),
        ("{min: 4}", ["3"], ["4"]),
        ("{max: 2}", ["3"], ["2"]),
        ("{min: 2, by: level, values: ['3', '1', '5']}", ["1", "0"], ["2", "2"]),
    ],
)
def test_counts_speaks_of_the_workspace(check, found, wanted):
    model = "workspace: {w: {name: Tỉnh}}\n" + apps(a='level: "3"', b='level: "3"', c='level: "1"')
    said = [j for j in judge(graph_of(model, f"{{counts: {check}}}"), DAY).judgements if j.answer is NO]
    assert {j.subject.id for j in said} <= {"w"}
    assert [j.finding.args["found"] for j in said] == found
    assert [j.finding.args["wanted"] for j in said] == wanted


def test_what_a_pack_states_comes_first():
    model = graph_of("", "{unique: [name]}")
    own, theirs = ((Element(id, "platform", {"name": "NDXP"}, pack=pack)) for id, pack in (("own", ""), ("ndxp", "quoc-gia")))
    said = list(apply(Graph(model.metamodel, {"own": own, "ndxp": theirs}), rule(model, model["r-one"]), "basic"))
    assert {j.subject.id: j.answer for j in said} == {"own": NO, "ndxp": OK}


def test_a_long_chain_is_walked_once():
    count = 3000
    steps = "".join(f"  b{i}: {{name: B, next: [b{i + 1}]}}\n" for i in range(count)) + f"  b{count}: {{name: B}}\n"
    assert set(answers("process:\n" + steps, "{acyclic: {by: next}}", "{kind: process}").values()) == {OK}


def test_messages_use_labels_in_both_languages():
    finding = judge(graph_of(apps(a="sharing: own"), "{is: {sharing: [province]}}"), DAY).findings[0]
    assert finding.message == ("“a” thấy Dùng riêng/đặc thù", "“a” found Own or specific use")
    finding = judge(graph_of(apps(a="owner: so"), "{is: {sharing: [province]}}"), DAY).findings[0]
    assert finding.message == ("“a” thấy chưa ghi", "“a” found not stated")


def test_insufficient_tells_who_and_by_when():
    model = "workspace: {w: {name: W, follow_up: so, follow_up_by: 2026-12-31}}\n" + ORGS
    model += apps(a="undetermined: {level: {who: bo, by: 2026-12-01}}", b="undetermined: {level: {}}")
    said = {f.subject: f for f in judge(graph_of(model, "{has: [level]}"), DAY).findings}
    assert said["a"].severity == said["b"].severity == "note"
    assert "Cấp độ an toàn" in said["a"].message.vi
    assert "Bộ, hạn 2026-12-01" in said["a"].message.vi
    assert "Department, due 2026-12-31" in said["b"].message.en
    assert said["a"].code == "r-one"
    assert said["a"].source == ("luat",)


def test_a_profile_holds_what_it_names():
    text = RULE.replace("profiles: {basic: warning, complete: error}", "profiles: {complete: error}") % (
        "{kind: application}",
        "{has: [owner]}",
    )
    graph = load_texts({"a.yaml": (apps(a="record: original") + text).encode()}).graph
    assert [f.severity for f in judge(graph, DAY, "complete").findings] == ["error"]
    assert judge(graph, DAY, "basic").rules == ()
    assert [f.severity for f in judge(graph_of(apps(a="x: y"), "{has: [owner]}"), DAY, "basic").findings] == ["warning"]


def test_a_rule_bites_from_its_day():
    text = RULE.replace("why: Vì luật", "why: Vì luật\n    since: 2027-01-01") % ("{kind: application}", "{has: [owner]}")
    graph = load_texts({"a.yaml": (apps(a="record: original") + text).encode()}).graph
    assert judge(graph, date(2026, 12, 31)).findings == ()
    assert [f.subject for f in judge(graph, date(2027, 1, 1)).findings] == ["a"]


def test_only_what_is_alive_is_judged():
    graph = graph_of(apps(a="until: 2026-01-01", b="since: 2027-01-01", c="record: original"), "{has: [owner]}")
    assert [f.subject for f in judge(graph, DAY).findings] == ["c"]
    assert [f.subject for f in judge(graph, date(2025, 6, 1)).findings] == ["a", "c"]


def test_the_answer_of_a_rule_is_its_worst():
    every = apps(a="owner: so", b="undetermined: {owner: {}}", c="record: original")
    for model, worst in ((every, NO), (every.replace("c:", "c-gone:").replace("record: original", "owner: so"), OPEN), ("", NA)):
        report = judge(graph_of(model, "{has: [owner]}"), DAY)
        assert report.answer("r-one") is worst
    report = judge(graph_of(every, "{has: [owner]}"), DAY)
    assert report.counts() == {OK: 1, NO: 1, OPEN: 1, NA: 0}
    assert [j.answer for j in report.by_subject["c"]] == [NO]


@pytest.mark.parametrize(
    ("select", "check", "code"),
    [
        ("{kind: application}", "{has: [ownr]}", "K401"),
        ("{kind: application}", '{is: {level: ["9"]}}', "K401"),
        ("{kind: application}", "{is: {any: [{ownr: so}]}}", "K401"),
        ("{kind: application}", "{relates: {by: ownr}}", "K401"),
        ("{kind: application}", "{relates: {any: [{by: owner, to: {tier: ward}}]}}", "K401"),
        ("{kind: application}", "{counts: {by: level, values: ['9'], min: 1}}", "K401"),
        ("{kind: application}", "{compares: {field: levl, is: equal, by: owner}}", "K401"),
        ("{kind: aplication}", "{has: [owner]}", "K401"),
        ("{kind: application}", "{had: [owner]}", "K503"),
        ("{kind: application}", "{has: owner}", "K504"),
        ("{kind: application}", "{reaches: {by: owner}}", "K504"),
        ("{kind: application}", "{relates: {by: owner, most: 1}}", "K504"),
    ],
)
def test_a_badly_made_rule_is_a_finding_and_judges_nothing_wrongly(select, check, code):
    found = list(flaws(graph_of("", check, select)))
    assert [f.code for f in found] == [code]
    assert found[0].path[:2] == ("rule", "r-one")


def test_every_shipped_kind_can_be_judged_complete():
    metamodel = shipped_metamodel()
    model = graph_of("", "{complete: {level: required}}", "{}")
    elements = {f"x-{kind}": Element(f"x-{kind}", kind, {}) for kind in metamodel.kinds if kind != "rule"}
    assert {j.subject.id for j in apply(Graph(metamodel, elements), rule(model, model["r-one"]), "basic")} == set(elements)


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("{is: {level: ['1']}}", ("Không có máy chủ", "No server")),
        ("{relates: {by: owner}}", ("Dùng chung", "")),
        ("{cites: {by: source}}", ("", "")),
    ],
)
def test_what_does_not_apply_says_why(check, reason):
    excused = "not_applicable: {level: Không có máy chủ, owner: Dùng chung}, not_applicable_en: {level: No server}"
    (said,) = judge(graph_of(apps(a=excused), check), DAY).judgements
    assert (said.answer is NA) is bool(reason[0])
    assert said.reason == reason
    assert said.finding is None or not reason[0]
