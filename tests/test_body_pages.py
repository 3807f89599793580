"""The page of a body answers what it must do, with what, by when, under which clause, and how far it is."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cli.workspace import project
from generators.site import pages
from khung.load import load_texts

DAY = date(2026, 11, 23)
MODEL = """
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, name_en: Department B, abbreviation: SB, tier: province, system: government, assumed: true}
  cac-xa: {name: Các xã, name_en: Communes, tier: commune-group, system: government, group: true, members: [xa-c], assumed: true}
  xa-c: {name: Xã C, name_en: Commune C, tier: commune, system: government, area_type: rural, assumed: true}
database:
  csdl: {name: CSDL của A, name_en: Data of A, owner: so-a, database_type: provincial, assumed: true, quality: {correct: {value: 91.5}, clean: {value: 40}}}
  csdl-b: {name: CSDL của B, name_en: Data of B, owner: so-b, database_type: provincial, assumed: true}
exchange:
  luong: {name: Luồng, name_en: Flow, type: data-exchange, from: csdl, to: csdl-b, status: planned, assumed: true}
task:
  viec: {name: Việc chung, name_en: Shared task, lead: [so-a], coordinating: [so-b, cac-xa], product: P, deadline: 2026-12-01, source: [dieu]}
budget-line:
  tien: {name: Tiền, name_en: Money, fund: state-budget, requested_by: [cac-xa], finances: [], assumed: true}
document:
  vb: {name: Kế hoạch, number: 1/KH}
clause:
  dieu: {name: Điều, document: vb, number: III.2.a}
block:
  b-tinh: {name: Khối của tỉnh, name_en: Province block, figure: figure-9, code: DL1, layer: data-core-platforms, component: data, provided_by: province, source: [dieu]}
  b-xa: {name: Khối của xã, name_en: Commune block, figure: figure-9, layer: data-core-platforms, component: data, provided_by: commune, source: [dieu]}
  b-nong: {name: Khối nông thôn, name_en: Rural block, figure: figure-9, layer: data-core-platforms, component: data, provided_by: area, area_type: rural, source: [dieu]}
  b-do: {name: Khối đô thị, name_en: Urban block, figure: figure-9, layer: data-core-platforms, component: data, provided_by: area, area_type: urban, source: [dieu]}
"""


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request):
    judged = project(load_texts({"a.yaml": MODEL.encode()}), DAY)
    return request.param, {p.path: p.body for p in pages(judged, request.param)}


def test_the_first_screen_tells_the_next_duty_its_part_deadline_and_clause(made):
    language, found = made
    first = re.search(r'<ol class="k-next">(.*?)</ol>', found["phan-tu/so-a/"], re.DOTALL).group(1)
    assert ("Việc chung" if language == "vi" else "Shared task") in first
    assert ("01/12/2026" if language == "vi" else "1 December 2026") in first
    assert ("Chủ trì" if language == "vi" else "Lead") in first
    assert "III.2.a" in first


def test_the_picture_shows_partners_assets_and_what_they_exchange_with(made):
    language, found = made
    picture = re.search(r'<svg class="k-mini".*?</svg>', found["phan-tu/so-a/"], re.DOTALL).group(0)
    assert set(re.findall(r'href="\.\./\.\./phan-tu/([a-z-]+)/"', picture)) == {"so-b", "cac-xa", "csdl", "csdl-b"}
    assert picture.count("k-mini__line") == 4
    assert (">SB<" if language == "vi" else ">Department B<") in picture  # an abbreviation is Vietnamese


def test_quality_is_told_by_number_and_by_word_where_it_is_not_measured(made):
    language, found = made
    assert ("91,5&nbsp;%" if language == "vi" else "91.5&nbsp;%") in found["phan-tu/so-a/"]
    assert "k-heat--poor" in found["phan-tu/so-a/"]
    assert ("Chưa có giá trị đo" if language == "vi" else "has been measured yet") in found["phan-tu/so-b/"]


def test_a_commune_sees_what_it_is_given_must_have_and_the_blocks_of_its_area_only(made):
    language, found = made
    body = found["phan-tu/xa-c/"]
    names = ("Khối của tỉnh", "Khối của xã", "Khối nông thôn") if language == "vi" else ("Province block", "Commune block", "Rural block")
    assert all(name in body for name in names)
    assert ("Khối đô thị" if language == "vi" else "Urban block") not in body
    assert ("Việc chung" if language == "vi" else "Shared task") in body
    assert ("Tiền" if language == "vi" else "Money") in body


def test_a_rule_that_is_not_met_stands_once_with_everyone_it_finds_wanting(site_pages):
    body = next(p.body for p in site_pages("vi") if p.path == "phan-tu/so-tai-chinh/")
    rules = re.findall(r'<p class="k-meta"><a href="\.\./([a-z0-9-]+)/"', body)
    assert rules
    assert len(rules) == len(set(rules))
