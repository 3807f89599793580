"""The layers: every block of the national figures opens what the province has there; maps of capabilities, data and technology."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cli.workspace import project
from generators.site import Site, pages
from generators.site.catalogue import _MOST
from generators.site.stages import life_of
from khung.load import load_texts

DAY = date(2026, 11, 23)
MODEL = """
organisation:
  so-a: {name: Sở A, name_en: Department A, abbreviation: SA, tier: province, system: government, assumed: true}
block:
  b-chay: {name: Khối chạy, name_en: Running block, figure: figure-8, layer: applications-business, component: applications, provided_by: province, order: 1, assumed: true}
  b-rong: {name: Khối trống, name_en: Empty block, figure: figure-8, layer: channels-measurement, component: channels, provided_by: central, order: 2, assumed: true}
  b-do: {name: Khối đô thị, name_en: Urban block, figure: figure-9, layer: data-core-platforms, component: data, provided_by: area, area_type: urban, code: DL1, assumed: true}
application:
  he: {name: Hệ thống, name_en: System, owner: so-a, blocks: [b-chay], lifecycle: operating, model_state: both, supports: [nl-con], stores: [kho], zone: vung, level: "3", assumed: true}
  sau: {name: Hệ thống sau, name_en: Later system, owner: so-a, blocks: [b-do], model_state: to-be, reads: [kho], assumed: true}
database:
  kho: {name: Kho, name_en: Store, database_type: provincial, owner: so-a, assumed: true}
gap:
  nd: {name: Nội dung thiếu, name_en: What is missing, code: ND-1, objects: [he], assumed: true}
task:
  viec: {name: Việc nâng cấp, name_en: Upgrade, lead: [so-a], product: P, deadline: 2026-12-01, concerns: [he], assumed: true}
field:
  lv: {name: Lĩnh vực, name_en: Field, assumed: true}
capability:
  nl: {name: Năng lực, name_en: Capability, field: lv, assumed: true}
  nl-con: {name: Năng lực con, name_en: Sub-capability, parent: nl, assumed: true}
zone:
  vung: {name: Vùng ứng dụng, name_en: Application zone, zone_type: application, assumed: true}
plateau:
  nay: {name: Nay, name_en: Now, date: 2026-11-23, assumed: true}
  dich: {name: Đích, name_en: Target, date: 2027-01-29, assumed: true}
"""


@pytest.fixture(scope="module")
def judged():
    return project(load_texts({"a.yaml": MODEL.encode()}), DAY)


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request, judged):
    return request.param, {p.path: p.body for p in pages(judged, request.param)}


def _pieces(body: str) -> dict[str, str]:
    found = re.findall(r'<details class="k-piece k-piece--(?:.*?)</details>', body, re.DOTALL)
    return {re.findall(r"phan-tu/([a-z-]+)/", piece)[-1]: piece for piece in found}


def test_a_block_opens_state_owner_gap_and_task_of_what_the_province_has(made):
    language, found = made
    piece = _pieces(found["hinh-8/"])["b-chay"]
    assert "k-piece--good" in piece
    wanted = (
        ("Đang vận hành", "Nội dung thiếu", "Việc nâng cấp", ">SA<")
        if language == "vi"
        else ("In operation", "What is missing", "Upgrade", ">Department A<")
    )
    assert all(word in piece for word in wanted)


def test_a_block_that_nothing_fills_says_so(made):
    language, found = made
    piece = _pieces(found["hinh-8/"])["b-rong"]
    assert "k-piece--poor" in piece
    assert ("Chưa có phần tử" if language == "vi" else "Nothing") in piece


def test_layers_stand_as_in_the_figure_from_the_channels_down(made):
    _, found = made
    assert re.findall(r'<h2><a href="\.\./lop/([a-z-]+)/"', found["hinh-8/"]) == ["channels-measurement", "applications-business"]


def test_blocks_are_chosen_by_who_provides_area_and_state_their_elements_by_plateau(made):
    _, found = made
    urban = _pieces(found["hinh-9/"])["b-do"]
    assert re.findall(r'data-is="([^"]+)"', urban) == ["t-fair v-area a-urban", "p-1"]
    assert re.findall(r'data-is="([^"]+)"', _pieces(found["hinh-8/"])["b-chay"])[1] == "p-0 p-1"


def test_a_capability_counts_the_systems_that_support_it_and_its_parent_shows_that_a_part_is_supported(made):
    _, found = made
    assert re.findall(r"k-piece--(\w+)", found["nang-luc/"]) == ["fair", "good"]


def test_the_map_of_systems_by_data_has_a_letter_for_each_use(made):
    language, found = made
    keeps, reads = ("L", "X") if language == "vi" else ("K", "R")
    assert sorted(re.findall(r'<td class="k-heat k-heat--\w+">(\w)</td>', found["ung-dung-du-lieu/"])) == [keeps, reads]


def test_the_technology_page_tells_what_stands_in_a_zone_and_which_level_it_has(made):
    language, found = made
    assert found["cong-nghe/"].count("phan-tu/he/") == 2
    assert ("Cấp độ 3" if language == "vi" else "Level 3") in found["cong-nghe/"]


def test_a_picture_knows_what_is_not_there_all_the_time(judged):
    assert life_of(Site(judged, "vi"), ["he", "sau", "so-a"]) == "sau=1-2"


def test_a_long_list_takes_several_pages_each_linked_from_the_others(load_text):
    count = _MOST + 1
    units = "\n".join(f"  x-{n}: {{name: Đơn vị {n:04}, tier: province, system: government, assumed: true}}" for n in range(count))
    found = {p.path: p.body for p in pages(project(load_text(f"organisation:\n{units}\n"), DAY), "vi")}
    first, second = found["danh-muc/organisation/"], found["danh-muc/organisation-2/"]
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (_MOST, 1)
    assert "../../danh-muc/organisation-2/" in first
    assert "../../danh-muc/organisation/" in second
