"""Who answers for what: per agency and per commune, ranked; what to do next, by legal deadline and impact."""

from __future__ import annotations

from datetime import date

from khung.accounts import accounts, answerable, standings
from khung.conform import judge
from khung.diagnostic import Answer, Severity
from khung.load import load_texts
from khung.steps import deadlines, next_steps

DAY = date(2026, 11, 23)
OK, NO, OPEN, NA = Answer.CONFORM, Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.NOT_APPLICABLE
MODEL = """
workspace: {w: {name: Mô hình, province: tinh}}
document: {luat: {name: Luật}}
clause:
  d1: {name: Điều 1, document: luat, number: Điều 1, due: "2026-12-31"}
  d2: {name: Điều 2, document: luat, number: Điều 2, due: "2026-06-30"}
organisation:
  tinh: {name: Tỉnh, tier: province, system: government, source: [luat]}
  so-a: {name: Sở Á, tier: province, system: government, source: [luat]}
  so-b: {name: Sở B, tier: province, system: government, source: [luat]}
application:
  mot: {name: Một, owner: so-a, operator: so-b, assumed: true}
  hai: {name: Hai, owner: so-a, level: "1", depends_on: [mot], assumed: true}
  ba: {name: Ba, owner: so-b, undetermined: {level: {}}, assumed: true}
  bon: {name: Bốn, owner: so-b, coordinating: so-a, not_applicable: {level: Không}, assumed: true}
rule:
"""
RULE = """
  %s:
    name: Quy tắc
    source: [%s]
    why: Vì luật
    profiles: {complete: %s}
    select: %s
    check: %s
    message: Sai
    examples: {pass: {}, fail: {}}
"""


def graph_of(*rules: tuple[str, str, str, str, str], more: str = ""):
    return load_texts({"a.yaml": (MODEL + "".join(RULE % r for r in rules)).encode(), "b.yaml": more.encode()}).graph


LEVEL = ("r-level", "luat", "error", "{kind: application}", "{is: {level: ['1', '2']}}")
COUNT = ("r-count", "d1", "warning", "{kind: platform}", "{counts: {min: 1}}")


def test_a_body_answers_for_what_it_owns_or_runs_and_not_for_what_it_coordinates():
    graph = graph_of(LEVEL)
    assert answerable(graph, graph["mot"]) == ("so-a", "so-b")
    assert answerable(graph, graph["bon"]) == ("so-b",)
    assert answerable(graph, graph["so-a"]) == ("so-a",)
    assert answerable(graph, graph["w"]) == ("tinh",), "the province answers for what is said of the whole"


def test_accounts_are_ranked_by_weight_then_by_name():
    graph = graph_of(LEVEL, COUNT)
    found = accounts(graph, judge(graph, DAY))
    assert [a.organisation.id for a in found] == ["so-b", "so-a", "tinh"], "an error and a note, an error, a warning"
    first = found[0]
    assert first.answers == {OK: 0, NO: 1, OPEN: 1, NA: 1}
    assert first.findings == {Severity.ERROR: 1, Severity.WARNING: 0, Severity.NOTE: 1}
    assert first.share == 0.0
    assert found[1].share == 0.5


def test_what_is_waived_weighs_nothing_and_is_counted():
    waiver = "waiver: {x: {name: X, rule: r-level, subject: mot, reason: R, basis: [luat], expires: 2027-06-30}}"
    graph = graph_of(LEVEL, more=waiver)
    (a,) = [a for a in accounts(graph, judge(graph, DAY)) if a.organisation.id == "so-a"]
    assert (a.waived, a.findings[Severity.ERROR], a.answers[NO]) == (1, 0, 1)


def test_next_steps_come_by_legal_deadline_then_weight_then_impact():
    graph = graph_of(
        ("r-later", "d1", "error", "{kind: application}", "{has: [code]}"),
        ("r-never", "luat", "error", "{id: hai}", "{has: [code]}"),
        ("r-never-light", "luat", "warning", "{id: mot}", "{has: [code]}"),
        ("r-never-more", "luat", "error", "{id: mot}", "{has: [code]}"),
        ("r-overdue", "d1, d2", "note", "{id: mot}", "{has: [code]}"),
        ("r-open", "luat", "error", "{id: ba}", "{has: [level]}"),
        ("r-good", "d2", "error", "{id: hai}", "{has: [level]}"),
    )
    steps = next_steps(graph, judge(graph, DAY))
    assert [s.rule.id for s in steps] == ["r-overdue", "r-later", "r-never-more", "r-never", "r-never-light", "r-open"]
    assert [(s.due and str(s.due), s.overdue) for s in steps[:3]] == [("2026-06-30", True), ("2026-12-31", False), (None, False)]
    assert [s.touched for s in steps[2:4]] == [1, 0], "what depends on the subject is touched"
    assert steps[1].bodies == ("so-a", "so-b")
    assert (steps[-1].failing, steps[-1].open, steps[-1].severity) == ((), ("ba",), Severity.NOTE)


def test_a_rule_may_state_its_own_deadline():
    text = (MODEL + RULE % ("r-one", "d2", "error", "{id: mot}", "{has: [code]}")).replace(
        "    why: Vì luật\n", '    why: Vì luật\n    due: "2028-01-01"\n'
    )
    graph = load_texts({"a.yaml": text.encode()}).graph
    assert str(next_steps(graph, judge(graph, DAY))[0].due) == "2028-01-01"


def test_communes_stand_by_what_they_lack(province):
    """65 communes against the blocks of figure 9; the one that deviates stands alone."""
    found = standings(province.graph.at(DAY))
    assert len(found) == 65
    assert {len(s.expected) for s in found} == {len(found[0].expected)}
    assert [s.answers[NO] for s in found] == sorted((s.answers[NO] for s in found), reverse=True)
    differing = [s.organisation.id for s in found if any(e.deviation for e in s.expected)]
    assert differing == ["dac-khu-truong-sa"]
    assert {tuple(sorted(s.answers.items())) for s in found if s.organisation.id not in differing} == {
        tuple(sorted(found[-1].answers.items()))
    }


def test_what_is_late_is_what_fails_after_its_day():
    more = """
block: {b: {name: B, figure: figure-9, layer: data-core-platforms, component: data, source: [luat]}}
template: {t: {name: T, applies_to: {id: so-a}, expects: {figure: figure-9}, due: "2026-11-22", source: [luat]}}
"""
    (standing,) = standings(graph_of(LEVEL, more=more))
    assert [e.block.id for e in standing.late(DAY)] == ["b"]
    assert standing.late(date(2026, 11, 22)) == ()


def test_steps_are_counted_by_deadline_and_told_under_a_check(khung, workspace):
    rules = (
        ("r-soon", "d1", "error", "{id: mot}", "{has: [code]}"),
        ("r-late", "d2", "note", "{id: hai}", "{has: [code]}"),
        ("r-open", "d1", "error", "{id: ba}", "{has: [level]}"),
    )
    graph = graph_of(*rules)
    assert [(str(d.due), d.failing, d.open) for d in deadlines(next_steps(graph, judge(graph, DAY)))] == [
        ("2026-06-30", 1, 0),
        ("2026-12-31", 1, 1),
    ]
    root = workspace(a=MODEL + "".join(RULE % r for r in rules))
    told = khung("-C", str(root), "check", "--as-of", "2026-11-23", "--fail-on", "never").out
    assert "Thời hạn pháp lý 30/06/2026 (quá 146 ngày): 1 quy tắc chưa đáp ứng, 0 quy tắc chưa đủ cơ sở." in told
    assert "Thời hạn pháp lý 31/12/2026 (còn 38 ngày): 1 quy tắc chưa đáp ứng, 1 quy tắc chưa đủ cơ sở." in told
