"""Waivers: accepted for a time, never an answer; what is wrong with one is a finding at its line."""

from __future__ import annotations

from datetime import date

import pytest

from khung.conform import Report, judge
from khung.diagnostic import Answer, Severity
from khung.load import load_texts
from khung.waivers import ASKED

DAY = date(2026, 11, 23)
OK, NO, OPEN = Answer.CONFORM, Answer.NOT_CONFORM, Answer.INSUFFICIENT
MODEL = """
document: {luat: {name: Luật}}
organisation:
  so: {name: Sở, tier: province, system: government, source: [luat]}
  nhom: {name: Các sở, tier: province, system: government, group: true, members: [so], source: [luat]}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {complete: error}
    select: {any: [{kind: application}, {id: nhom}]}
    check: {has: [level]}
    message: Thiếu {fields}
    examples: {pass: {}, fail: {}}
"""
FIELDS = {
    "requirement": "Có cấp độ",
    "cause": "Chưa kịp",
    "alternatives": "Không",
    "impact": "Nhỏ",
    "controls": "Giám sát",
    "responsible": "so",
    "deadline": "2027-06-30",
    "review": "2027-03-31",
    "remedy": "Lập hồ sơ",
    "decided_by": "luat",
}
GAP = "gap:\n  nd-1: {name: Nội dung, decision: w, assumed: true}\n"
APP = "application:\n  a: {name: A, assumed: true%s}\n"


def waiver(id: str = "w", rule: str = "r-one", subject: str = "a", expires: str = "2027-06-30", **fields: str) -> str:
    told = ", ".join(f"{name}: {value}" for name, value in {**FIELDS, **fields}.items() if value)
    return f"  {id}: {{name: W, rule: {rule}, subject: {subject}, reason: R, basis: [luat], expires: {expires}, {told}}}\n"


def judged(*waivers: str, app: str = "", gap: str = GAP, day: date = DAY, profile: str = "complete") -> Report:
    texts = {"a.yaml": MODEL + APP % app + "  b: {name: B, level: '1', assumed: true}\n", "w.yaml": "waiver:\n" + "".join(waivers) + gap}
    graph = load_texts({name: text.encode() for name, text in texts.items()}).graph
    return judge(graph.subset(e for e in graph.elements.values() if e.id != "nhom" or "nhom" in texts["w.yaml"]), day, profile)


def about(report: Report) -> list[tuple[str, Severity]]:
    return [(f.code, f.severity) for f in report.about]


@pytest.mark.parametrize(
    ("expires", "app", "found"),
    [
        ("2027-06-30", "", []),
        ("2026-12-23", "", [("K603", Severity.NOTE)]),
        ("2026-12-24", "", []),
        ("2026-11-23", "", [("K603", Severity.NOTE)]),
        ("2026-11-22", "", [("K601", Severity.ERROR)]),
        ("2027-06-30", ", level: '1'", [("K602", Severity.ERROR)]),
        ("2026-11-22", ", level: '1'", [("K601", Severity.ERROR)]),
    ],
    ids=["used", "thirty days", "more than thirty", "last day", "expired", "unused", "expired and unused"],
)
def test_a_waiver_covers_until_it_expires_and_never_changes_the_answer(expires, app, found):
    report = judged(waiver(expires=expires), app=app)
    assert about(report) == found
    (said,) = report.by_subject["a"]
    assert said.answer is (OK if app else NO)
    covered = not app and expires >= "2026-11-23"
    assert said.waiver == ("w" if covered else "")
    assert ("r-one" in [f.code for f in report.findings]) is (not app and not covered)


def test_what_has_no_basis_to_be_assessed_cannot_be_waived():
    report = judged(waiver(), app=", undetermined: {level: {}}")
    assert [j.answer for j in report.by_subject["a"]] == [OPEN]
    assert about(report) == [("K602", Severity.ERROR)]


def test_a_waiver_counts_on_the_days_of_its_own_life():
    early = waiver(since="2026-10-01", expires="2026-11-22")
    assert about(judged(early, day=date(2026, 9, 30))) == []
    assert [f.code for f in judged(early, day=date(2026, 9, 30)).findings] == ["r-one"], "not yet accepted"
    assert judged(early, day=date(2026, 10, 23)).findings[0].code == "K603"
    assert {f.code for f in judged(early).findings} == {"r-one", "K601"}


def test_a_waiver_of_a_rule_that_the_profile_does_not_hold_is_not_useless():
    assert judged(waiver(), profile="basic").about == ()


def test_a_whole_group_is_too_broad():
    report = judged(waiver(subject="nhom"))
    assert about(report) == [("K604", Severity.WARNING)]
    assert report.about[0].path == ("waiver", "w", "subject")
    assert "Các sở" in report.about[0].message.vi


@pytest.mark.parametrize("expires", ["2027-06-30", "2027-01-01"], ids=["twice the same", "contradictory"])
def test_two_waivers_of_one_rule_and_subject_are_found_and_the_first_counts(expires):
    report = judged(waiver(), waiver(id="z", expires=expires))
    assert about(report) == [("K605", Severity.ERROR)]
    assert report.about[0].subject == "z"
    assert expires in report.about[0].message.en
    assert [j.waiver for j in report.by_subject["a"]] == ["w"]


@pytest.mark.parametrize("field", ASKED)
def test_a_waiver_says_all_that_the_guidance_asks(field):
    (found,) = judged(waiver(**{field: ""})).about
    assert (found.code, found.severity) == ("K606", Severity.WARNING)
    assert field in found.message.vi
    assert judged(waiver(**{field: "", "undetermined": f"{{{field}: {{}}}}"})).about == ()


def test_a_waiver_is_in_a_gap_of_table_4():
    (found,) = judged(waiver(), gap="").about
    assert (found.code, found.subject) == ("K607", "w")


@pytest.mark.parametrize(
    ("text", "code"), [(waiver(rule="r-non"), "K202"), (waiver(subject="c"), "K202"), (waiver().replace("subject: a, ", ""), "K112")]
)
def test_an_unknown_rule_or_subject_is_found_at_its_line(text, code):
    loaded = load_texts({"a.yaml": (MODEL + APP % "").encode(), "w.yaml": ("waiver:\n" + text).encode()})
    (found,) = [d for d in loaded.findings if d.file == "w.yaml"]
    assert (found.code, found.line) == (code, 2)
    assert judge(loaded.graph, DAY)


def test_a_waiver_that_expired_yesterday_fails_the_check_and_did_not_last_month(khung, workspace):
    root = workspace(a=MODEL + APP % "" + "  b: {name: B, level: '1', assumed: true}\n" + "waiver:\n" + waiver(expires="2026-11-22") + GAP)
    (root / "model" / "a.yaml").write_text(
        (root / "model" / "a.yaml").read_text().replace("{any: [{kind: application}, {id: nhom}]}", "{kind: application}")
    )
    expired = khung("-C", str(root), "check", "--as-of", "2026-11-23")
    assert expired.code == 1
    assert "K601" in expired.out
    assert khung("-C", str(root), "check", "--as-of", "2026-10-23").code == 0
