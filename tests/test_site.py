"""The pages of the site as values: complete in both languages, linked, escaped, told as of a day, found by search."""

from __future__ import annotations

import json
import os
import posixpath
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cli.workspace import project
from generators.site import Entry, Page, Site, landing_paths, pages
from generators.site.duties import by_urgency, duties, duties_of
from generators.site.figures import inline
from generators.site.place import Place
from generators.site.search import document, index
from generators.site.shell import MARKS, Shell
from generators.site.values import prose
from generators.site.words import _WORDS
from generators.svg import Drawing
from khung.diagnostic import Answer
from khung.load import load_texts, shipped_metamodel
from khung.metamodel import Metamodel
from khung.shipped import derived

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
SAMPLE = """
workspace:
  w: {name: Khung mẫu, name_en: Sample, follow_up: so-b, follow_up_by: 2026-12-15}
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, name_en: Department B, tier: province, system: government, assumed: true}
  cac-so: {name: Các Sở, name_en: Departments, tier: province, system: government, group: true, members: [so-a, so-b], assumed: true}
application:
  he-thong: {name: Hệ thống, name_en: System, owner: so-a, code: KT-1, assumed: true, undetermined: {lifecycle: {reason: chờ}}}
task:
  qua-han: {name: Việc quá hạn, name_en: Late, lead: [cac-so], coordinating: [so-a], product: P, deadline: 2026-11-01, assumed: true}
  sap-den: {name: Việc sắp đến, name_en: Soon, lead: [so-a], product: P, deadline: 2026-12-01, assumed: true}
  su-kien: {name: Việc sự kiện, name_en: Event, lead: [so-b], product: P, trigger: Khi có nghị định, assumed: true}
  xong: {name: Việc xong, name_en: Done, lead: [so-b], product: P, deadline: 2026-01-01, state: done-verified, assumed: true}
"""


@dataclass(frozen=True)
class Picture:
    view: object
    drawing: Drawing


def made(text: str = SAMPLE, metamodel: Metamodel | None = None):
    return project(load_texts({"a.yaml": text.encode()}, metamodel=metamodel), DAY)


def page_of(found, path: str) -> Page:
    return next(p for p in found if p.path == path)


class Markup(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(page.body)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module", params=["vi", "en"])
def whole(request, site_pages):
    return request.param, site_pages(request.param)


def test_every_element_kind_and_landing_has_a_page(whole, province):
    paths = {p.path for p in whole[1]}
    assert len(paths) == len(whole[1])
    assert paths >= set(landing_paths())
    assert paths >= {f"phan-tu/{id}/" for id in province.graph.elements}
    assert paths >= {f"danh-muc/{kind}/" for kind in province.graph.by_kind}
    assert paths >= {f"lop/{key}/" for key in province.graph.metamodel.values["layer"]}


def test_every_link_leads_to_a_page_of_the_site(whole):
    paths = {p.path: set(re.findall(r' id="([^"]+)"', p.body)) for p in whole[1]}
    for page in whole[1]:
        anchors = paths[page.path]
        for href in re.findall(r' href="([^"]*)"', page.body):
            if href.startswith("#"):
                assert href[1:] in anchors, (page.path, href)
            elif not href.startswith("http"):
                path, _, anchor = href.partition("#")
                target = posixpath.normpath(posixpath.join("/", page.path, path)).lstrip("/")
                assert (f"{target}/" if target else "") in paths, (page.path, href)
                known = page.path if anchor.startswith("e=") else f"{target}/"  # the explorer reads what to show from there
                assert not anchor or anchor in paths[known] or f"phan-tu/{anchor[2:]}/" == page.path, (page.path, href)


def test_no_page_asks_for_anything_outside_or_runs_a_script(whole):
    for page in whole[1]:
        assert not re.search(r"<script|<style|<iframe|\son\w+=|javascript:", page.body), page.path
        assert not re.search(r'(src|srcset|data)="(https?:)?//', page.body), page.path
        assert len(page.body) < 450_000, page.path


def test_both_languages_have_the_same_pages_and_no_word_is_missing(site_pages):
    assert [p.path for p in site_pages("vi")] == [p.path for p in site_pages("en")]
    same = {key for key, (vi, en) in _WORDS.items() if vi == en}
    assert same == set()
    assert all(vi and en for vi, en in _WORDS.values())


def test_the_site_is_the_same_bytes_whatever_the_order_of_sets(tmp_path):
    script = """
import hashlib, sys
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from cli.site import build
from cli.workspace import project
from khung.load import load_texts
out = Path(sys.argv[2])
build(out, project(load_texts({"a.yaml": sys.stdin.buffer.read()}), date(2026, 11, 23)), out / "site")
for path in sorted((out / "site").rglob("*")):
    if path.is_file():
        print(path.relative_to(out), hashlib.sha256(path.read_bytes()).hexdigest())
"""
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script, str(ROOT), str(tmp_path / seed)]
        done = subprocess.run(command, input=SAMPLE.encode(), capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append(done.stdout)
    assert made[0].count(b"\n") > 60
    assert made[0] == made[1]


@pytest.mark.parametrize("text", ["", "organisation:\n  a: {name: A, tier: province, system: government}\n", SAMPLE])
def test_a_model_that_has_hardly_begun_has_a_site(text):
    for language in ("vi", "en"):
        assert set(landing_paths()) <= {p.path for p in pages(made(text), language)}


def test_duties_are_told_by_urgency_on_the_day():
    found = {urgency: [d.element.id for d in members] for urgency, members in by_urgency(duties(Site(made(), "vi"))).items()}
    assert found == {"overdue": ["qua-han"], "soon": ["sap-den"], "event": ["su-kien"], "done": ["xong"]}


def test_a_body_answers_for_what_its_group_must_do_once_and_in_its_strongest_part():
    found = duties_of(Site(made(), "vi"), "so-a")
    assert [(d.element.id, d.part, d.through) for d in found] == [("qua-han", "lead", "cac-so"), ("sap-den", "lead", "")]


def test_an_agency_page_tells_tasks_deadlines_and_assets():
    text = Markup(page_of(pages(made(), "vi"), "phan-tu/so-a/")).text
    assert "Việc quá hạn" in text
    assert "quá 22 ngày" in text
    assert "còn 8 ngày" in text
    assert "Hệ thống" in text


def test_an_open_field_names_who_determines_it_and_by_when():
    body = page_of(pages(made(), "vi"), "phan-tu/he-thong/").body
    assert re.search(r'Trạng thái vòng đời</dt><dd><span class="k-open">Chưa xác định</span>.*?Sở B.*?15/12/2026.*?chờ', body)
    english = page_of(pages(made(), "en"), "phan-tu/he-thong/").body
    assert "15 December 2026" in english


def test_relations_are_told_both_ways_and_assumptions_are_marked():
    body = page_of(pages(made(), "vi"), "phan-tu/so-b/").body
    assert "Thuộc nhóm: Tổ chức" in body
    assert '<a href="../cac-so/">Các Sở</a> <abbr class="k-as" title="Giả định">GĐ</abbr>' in body


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "</dd></body>",
    "javascript:alert(1)",
    "@@khung-body@@",
]


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_text_of_the_model_is_only_text(bad, language):
    words = json.dumps(bad)
    model = f"""
organisation:
  co-quan: {{name: {words}, name_en: {words}, description: {words}, description_en: {words}, abbreviation: {words}, note: {words}, tags: [{words}],
    tier: province, system: government, assumed: true, assumed_note: {words}, undetermined: {{code: {{reason: {words}}}}}, not_applicable: {{parent: {words}}}}}
document:
  van-ban: {{name: {words}, number: {words}, issuer: {words}}}
clause:
  dieu: {{name: {words}, document: van-ban, number: {words}, no_element: {words}}}
task:
  viec: {{name: {words}, lead: [co-quan], product: {words}, trigger: {words}, source: [dieu]}}
"""
    for page in pages(made(model), language):
        found = Markup(page)
        assert not {"script", "img", "body"} & {tag for tag, _ in found.tags}, page.path
        assert not any(name.startswith("on") or "javascript:" in value[:20] for _, attrs in found.tags for name, value in attrs.items()), (
            page.path
        )
    assert bad in Markup(page_of(pages(made(model), language), "phan-tu/co-quan/")).text


def test_markdown_of_the_model_is_a_safe_subset():
    assert prose("Một **đậm** `mã`\n\n- a\n- <b>") == "<p>Một <strong>đậm</strong> <code>mã</code></p><ul><li>a</li><li>&lt;b&gt;</li></ul>"
    assert prose("[x](javascript:alert(1)) <a href=x>") == "<p>[x](javascript:alert(1)) &lt;a href=x&gt;</p>"


def test_a_new_kind_of_the_metamodel_is_on_the_site_at_once():
    data = json.loads(json.dumps(derived("metamodel")))
    data["kinds"]["drone"] = {
        "domain": "technology",
        "archimate": "Device",
        "vi": "Máy bay",
        "en": "Drone",
        "fields": {
            "owner_org": {
                "type": "ref",
                "to": ["organisation"],
                "relation": "assignment",
                "vi": "Đội",
                "en": "Team",
                "back": {"vi": "Có máy bay", "en": "Has drones"},
            }
        },
    }
    text = SAMPLE + "drone:\n  mot: {name: Máy bay Một, name_en: Drone one, owner_org: so-a, assumed: true}\n"
    found = list(pages(made(text, Metamodel.from_data(data)), "vi"))
    assert "Máy bay Một" in page_of(found, "danh-muc/drone/").body
    assert "Máy bay" in page_of(found, "danh-muc/").body
    assert "Có máy bay: Máy bay" in page_of(found, "phan-tu/so-a/").body
    assert "Sở A" in page_of(found, "phan-tu/mot/").body


def test_a_rule_page_tells_its_answer_and_findings_with_their_place(judged_province, site_pages):
    report = judged_province.report
    wrong = next((j for j in report.judgements if j.answer is Answer.NOT_CONFORM and j.finding), None)
    if wrong is None:
        assert not report.rules
        return
    page = page_of(site_pages("vi"), f"phan-tu/{wrong.rule.id}/")
    assert "Chưa đáp ứng" in page.body
    assert wrong.finding.file in page.body


def test_the_index_holds_names_codes_and_abbreviations():
    entries = [("a/", Entry("Cơ sở dữ liệu dân cư", "một <b>", ("KT-1",))), ("b/", Entry("CSDL đất đai"))]
    small, documents = index(document(*entry) for entry in entries)
    docs = json.loads(documents.data)
    assert json.loads(small.data)["docs"] == []
    assert docs[0] == {"location": "a/", "title": "Cơ sở dữ liệu dân cư", "text": "một <b>", "keys": "KT-1 CSDL"}
    assert docs[1]["keys"] == "cơ sở dữ liệu"


def test_the_home_page_is_in_the_index_under_an_empty_path():
    assert json.loads(list(index([document("", Entry("Trang chủ"))]))[1].data)[0]["location"] == ""


def test_a_shell_is_filled_once_a_mark_and_refuses_a_page_without_marks():
    shell = Shell("<title>{title}</title><i href='../{path}'>{body}".format(**MARKS))
    assert (
        shell.fill(Page("x/y/", "A & B", "<p>@@khung-title@@</p>", "who"))
        == b"<title>A &amp; B</title><i href='../x/y/'><p>@@khung-title@@</p>"
    )
    with pytest.raises(ValueError, match="body"):
        Shell("<title>@@khung-title@@ @@khung-path@@")


def test_links_in_pictures_lead_to_pages_and_unknown_ones_nowhere():
    place = Place(Site(made(), "vi"), "phan-tu/x/")
    drawing = Drawing('<?xml version="1.0"?><svg><a xlink:href="khung:so-a"/><a href="khung:lac"/></svg>', 1, 1, (), ())
    assert inline(place, drawing) == '<svg><a xlink:href="../so-a/"/><a data-unknown="lac"/></svg>'


def test_a_view_page_shows_its_picture_and_the_same_in_words():
    text = SAMPLE + "view:\n  so-do: {name: Sơ đồ, name_en: View, layout: graph, select: {kind: organisation}}\n"
    judged = made(text)
    drawn = Picture(judged.graph["so-do"], Drawing('<svg><a xlink:href="khung:so-a"/></svg>', 10, 10, (("Sở A", "x"),), ("Tên", "Vai trò")))
    found = list(pages(judged, "vi", [drawn]))
    body = page_of(found, "phan-tu/so-do/").body
    assert '<a xlink:href="../so-a/"/>' in body
    assert '<th scope="col">Vai trò</th>' in body
    assert "Sơ đồ" in page_of(found, "phan-tu/so-a/").body.split("Có trong sơ đồ")[1]


def test_every_field_type_of_the_metamodel_is_shown():
    from generators.site.values import _SHOWN

    assert {f.type for k in shipped_metamodel().kinds.values() for f in k.fields.values()} <= set(_SHOWN)
