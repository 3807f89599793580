"""Data: quality by criterion, connection of the priority databases, who provides what to whom over which platform, lineage."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cli.workspace import project
from generators.site import Site, pages
from generators.site.exchanges import exchanges
from generators.site.place import Place
from khung.load import load_texts

DAY = date(2026, 11, 23)
MODEL = """
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, name_en: Department B, tier: province, system: government, assumed: true}
platform:
  truc: {name: Trục chia sẻ (LGSP), name_en: Sharing platform (LGSP), integration: true, owner: so-a, assumed: true}
database:
  quoc-gia: {name: CSDL quốc gia, name_en: National, database_type: national, priority_12: true, owner: so-a, assumed: true, syncs_to: [kho]}
  khac: {name: CSDL khác, name_en: Other, database_type: national, priority_12: true, assumed: true}
  kho: {name: Kho, name_en: Store, database_type: provincial, owner: so-b, assumed: true, quality: {correct: {value: 90}, complete: {value: 70}}}
dataset:
  tap: {name: Tập dữ liệu, name_en: Dataset, database: kho, terms: [tu], assumed: true, quality: {correct: {value: 60}}}
term:
  tu: {name: Công dân, name_en: Citizen, definition: Người **có** quốc tịch, definition_en: A national, datatype: chuỗi, assumed: true}
application:
  nguon: {name: Hệ thống nguồn, name_en: Source system, owner: so-a, stores: [tap], assumed: true}
  dung: {name: Hệ thống dùng, name_en: Using system, owner: so-b, reads: [tap], assumed: true}
exchange:
  x-1: {name: Luồng một, name_en: Flow one, type: data-exchange, from: quoc-gia, to: dung, through: [truc], status: planned, assumed: true}
  x-2: {name: Luồng hai, name_en: Flow two, type: data-exchange, from: quoc-gia, to: kho, through: [truc], status: in-use, assumed: true}
  x-3: {name: Luồng ba, name_en: Flow three, type: data-exchange, from: nguon, to: dung, data: [tap], status: not-connected, assumed: true}
"""


@pytest.fixture(scope="module")
def judged():
    return project(load_texts({"a.yaml": MODEL.encode()}), DAY)


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request, judged):
    return request.param, {p.path: p.body for p in pages(judged, request.param)}


def test_the_catalogue_tells_each_criterion_and_the_mean_of_what_is_measured(made):
    language, found = made
    body = found["du-lieu/"]
    assert re.findall(r"<b>(75|70|–)", body) == ["75", "70", "–", "–", "–", "–"]
    assert "3 / 24" in body
    row = next(r for r in re.findall(r"<tr data-is.*?</tr>", body, re.DOTALL) if "phan-tu/kho/" in r)
    assert re.findall(r"k-heat--(good|fair|poor|none)", row) == ["good", "fair", "none", "none", "none", "none"]
    assert ("Cơ sở dữ liệu quốc gia" if language == "vi" else "National database") in body


def test_a_priority_database_has_the_state_of_its_best_exchange_or_says_that_there_is_none(made):
    language, found = made
    cards = re.findall(r"<article.*?</article>", found["csdl-trong-yeu/"], re.DOTALL)
    assert len(cards) == 2
    by_id = {re.search(r"phan-tu/([a-z-]+)/", card).group(1): card for card in cards}
    assert "k-dash--good" in by_id["quoc-gia"]
    assert ("Chưa ghi nhận luồng" if language == "vi" else "No exchange recorded") in by_id["khac"]
    assert ("Chưa xác định" if language == "vi" else "Not determined") in by_id["khac"]


def test_an_end_of_an_exchange_is_answered_for_by_its_owner(judged):
    found = {x.element.id: (x.provider, x.consumer) for x in exchanges(Place(Site(judged, "vi"), "chia-se/"))}
    assert found == {"x-1": ("so-a", "so-b"), "x-2": ("so-a", "so-b"), "x-3": ("so-a", "so-b")}


def test_the_matrix_counts_exchanges_of_a_pair_and_shows_the_state_nearest_to_use(made):
    _, found = made
    assert re.findall(r'<td class="k-heat k-heat--(\w+)" title="[^"]+">(\d)</td>', found["chia-se/"]) == [("good", "3")]


def test_exchanges_stand_by_route_with_those_of_no_platform_last(made):
    language, found = made
    assert re.findall(r"<summary>(.*?) <b", found["chia-se/"]) == [
        "LGSP",
        "Không ghi nền tảng" if language == "vi" else "No platform stated",
    ]
    assert len(re.findall(r'data-is="r-truc x-', found["chia-se/"])) == 2


def test_the_lineage_of_a_dataset_tells_where_it_is_kept_and_who_uses_it(made):
    _, found = made
    picture = re.search(r'<svg class="k-mini".*?</svg>', found["phan-tu/tap/"], re.DOTALL).group(0)
    assert set(re.findall(r'href="\.\./\.\./phan-tu/([a-z-]+)/"', picture)) == {"kho", "nguon", "dung"}
    assert picture.count("k-mini__line") == 3
    assert 'class="k-mini"' not in found["phan-tu/truc/"]


def test_the_dictionary_defines_terms_and_tells_where_they_are_used(made):
    language, found = made
    assert ("Người <strong>có</strong> quốc tịch" if language == "vi" else "A national") in found["tu-dien/"]
    assert "phan-tu/tap/" in found["tu-dien/"]
