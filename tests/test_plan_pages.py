"""The plan: who has which part, what is due when, what waits for an event, and what each plateau adds."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cli.workspace import project
from generators.site import Site, pages
from generators.site.choose import of_duties, tokens
from generators.site.duties import duties
from generators.site.stages import stages
from generators.site.timeline import Axis
from khung.load import load_texts

DAY = date(2026, 11, 23)
MODEL = """
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, name_en: Department B, tier: province, system: government, assumed: true}
  so-c: {name: Sở C, name_en: Department C, tier: province, system: government, assumed: true}
document:
  kh: {name: Kế hoạch, name_en: Plan, number: 1/KH}
clause:
  kh-1: {name: Điều, document: kh, number: III.1.a, heading: Về thể chế – Sở A, heading_en: Institutions – A}
  kh-2: {name: Điều, document: kh, number: III.2.b, heading: Về dữ liệu – Sở B, heading_en: Data – B}
task:
  qua-han: {name: Quá hạn, name_en: Late, lead: [so-a], coordinating: [so-b], for_whom: [so-a, so-b], product: P, deadline: 2026-11-01, source: [kh-1]}
  con-han: {name: Còn hạn, name_en: Left, lead: [so-b], product: P, deadline: 2027-03-01, source: [kh-2]}
  su-kien: {name: Sự kiện, name_en: Event, lead: [so-a], product: P, trigger: Khi có luật, trigger_en: When law comes, source: [kh-2]}
  chung: {name: Chung, name_en: Regular, lead: [so-a], product: P, assumed: true}
transition-task:
  nvkt: {name: Làm, name_en: Make, lead: [so-a], deadline: 2026-12-20, adds: [moi-som], assumed: true}
application:
  cu: {name: Cũ, name_en: Old, model_state: as-is, owner: so-a, assumed: true}
  chay: {name: Chạy, name_en: Runs, model_state: both, owner: so-a, assumed: true}
  moi-som: {name: Mới sớm, name_en: New early, model_state: to-be, owner: so-a, assumed: true}
  moi: {name: Mới, name_en: New, model_state: to-be, owner: so-a, assumed: true}
milestone:
  moc: {name: Mốc, name_en: Milestone, date: 2026-12-15, tasks: [con-han], assumed: true}
plateau:
  nay: {name: Hiện trạng, name_en: Today, date: 2026-11-23, assumed: true}
  giua: {name: Cuối năm, name_en: Year end, date: 2026-12-31, assumed: true}
  dich: {name: Mục tiêu, name_en: Target, date: 2027-06-30, assumed: true}
"""


@pytest.fixture(scope="module")
def judged():
    return project(load_texts({"a.yaml": MODEL.encode()}), DAY)


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request, judged):
    return request.param, {p.path: p.body for p in pages(judged, request.param)}


def _rows(body: str) -> list[str]:
    return re.findall(r"<tr data-is=.*?</tr>", body, re.DOTALL)


def test_the_matrix_has_a_letter_for_each_part_and_only_bodies_that_have_one(made):
    _, found = made
    body = found["phan-cong/"]
    heads = re.findall(r'data-col><a href="\.\./phan-tu/([a-z-]+)/"', body)
    assert heads == ["so-a", "so-b"]
    late = next(row for row in _rows(body) if "phan-tu/qua-han/" in row)
    assert re.findall(r"<td[^>]*>(R/A|C|I|)</td>", late) == ["R/A", "C"]


def test_the_matrix_stands_by_section_of_the_plan_with_what_has_none_last(made):
    language, found = made
    parts = re.findall(r"<th scope=\"colgroup\"[^>]*><span>(.*?) <b", found["phan-cong/"])
    assert parts[:2] == (["III.1 Về thể chế", "III.2 Về dữ liệu"] if language == "vi" else ["III.1 Institutions", "III.2 Data"])
    assert len(parts) == 3


def test_rows_are_found_by_body_state_and_section(judged):
    site = Site(judged, "vi")
    found = tokens(site, duties(site))
    assert found["qua-han"].split() == ["u-overdue", "s-kh-iii-1", "o-so-a", "o-so-b"]
    assert "u-event" in found["su-kien"].split()
    choices = {token for chooser in of_duties(site, duties(site)) for token, _ in chooser.options}
    assert {token for line in found.values() for token in line.split()} <= choices
    assert "o-so-c" not in choices


def test_the_timeline_tells_late_left_and_waiting_apart_and_draws_today_once_a_row(made):
    _, found = made
    body = found["tien-do/"]
    rows = {re.search(r"phan-tu/([a-z-]+)/", row).group(1): row for row in _rows(body)}
    assert "k-lane__bar--overdue" in rows["qua-han"]
    assert "k-lane__bar--later" in rows["con-han"]
    assert "k-lane__open--event" in rows["su-kien"]
    assert "k-lane__open--regular" in rows["chung"]
    assert all(row.count("k-lane__today") == 1 for row in rows.values())
    assert body.count("k-lane__moment") >= 4


def test_on_the_axis_days_stand_in_their_quarter_in_order():
    axis = Axis.of([date(2026, 2, 3), date(2027, 1, 29)])
    assert [label for label, _ in axis.labels()] == ["I/2026", "II/2026", "III/2026", "IV/2026", "I/2027"]
    assert axis.at(date(2026, 1, 1)) == 0
    assert axis.at(date(2026, 4, 1)) == 200
    assert axis.at(date(2026, 11, 23)) < axis.at(date(2026, 12, 31)) < 800
    assert sum(quarters for _, quarters in Axis.of([date(2020, 1, 1), date(2030, 1, 1)]).labels()) == 41


def test_elements_belong_to_the_plateaus_that_dates_and_duties_say(judged):
    held = stages(Site(judged, "vi"))
    assert {id: held.tokens(id) for id in ("cu", "chay", "moi-som", "moi")} == {
        "cu": "p-0 p-1",
        "chay": "p-0 p-1 p-2",
        "moi-som": "p-1 p-2",
        "moi": "p-2",
    }


def test_the_page_of_plateaus_tells_what_each_adds_and_ends(made):
    language, found = made
    parts = re.split(r"<section>", found["giai-doan/"])[1:]
    assert len(parts) == 3
    early, late, old = ("Mới sớm", "Mới<", "Cũ<") if language == "vi" else ("New early", "New<", "Old<")
    assert early in parts[1]
    assert late in parts[2]
    assert old in parts[2]
    assert ("Mốc" if language == "vi" else "Milestone") in parts[1]


def test_a_model_without_plan_says_so(load_text):
    judged = project(load_text("organisation:\n  a: {name: A, tier: province, system: government, assumed: true}\n"), DAY)
    found = {p.path: p.body for p in pages(judged, "vi")}
    assert all("Chưa có" in found[path] for path in ("phan-cong/", "tien-do/", "giai-doan/"))
