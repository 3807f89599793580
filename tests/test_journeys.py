"""What readers come for, from end to end in a real browser: a director, a commune officer with a phone, an auditor."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def find(page, typed: str) -> None:
    """Type into the search of the page and take the first answer, by keys alone."""
    page.keyboard.press("/")
    page.keyboard.type(typed)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_director_finds_the_agency_without_accents_and_what_it_must_do(page, address):
    page.goto(f"{address}vi/")
    find(page, "so tai chinh")
    page.wait_for_url("**/phan-tu/so-tai-chinh/**")
    assert "Sở Tài chính" in page.inner_text("h1")
    duties = page.locator("section", has=page.locator("#viec"))
    expect(duties).to_contain_text("Chủ trì")
    row = duties.locator("tbody tr").first
    clause = row.locator("td a").last
    clause.click()
    page.wait_for_url("**/phan-tu/**")
    assert page.locator("h1").count() == 1


def test_overdue_tasks_are_told_first_with_who_and_when(page, address):
    page.goto(f"{address}vi/")
    page.locator("a[href*='ke-hoach']").first.click()
    page.wait_for_url("**/ke-hoach/**")
    late = page.locator("section", has=page.locator("#overdue"))
    rows = late.locator("tbody tr")
    assert rows.count() > 0
    for text in rows.all_inner_texts():
        assert re.search(r"quá [\d.]+ ngày", text), text


def test_an_auditor_walks_from_an_element_to_the_explorer_and_finds_a_path(page, address):
    page.goto(f"{address}vi/phan-tu/lgsp-tinh/")
    page.click(".k-explore")
    expect(page.locator(".k-node").first).to_be_visible()
    page.get_by_role("button", name="Tìm đường từ đây").click()
    page.fill("#x-path_to", "trung tam dieu hanh thong minh")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    steps = page.locator(".k-steps li")
    expect(steps.first).to_contain_text("LGSP")
    assert steps.count() >= 2
    assert "a=lgsp-tinh" in page.url


def test_the_page_and_its_language_are_switched_and_switched_back(page, address):
    page.goto(f"{address}vi/phan-tu/lgsp-tinh/")
    page.click(".k-language")
    page.wait_for_url(f"{address}en/phan-tu/lgsp-tinh/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.click(".k-language")
    page.wait_for_url(f"{address}vi/phan-tu/lgsp-tinh/")


def test_a_picture_is_walked_by_keys_alone(page, address):
    page.goto(f"{address}vi/phan-tu/sd-t-02/")
    expect(page.locator(".k-figure__tools").first).to_be_visible()
    view = page.locator(".k-figure__view").first
    svg = view.locator("svg").first
    whole = svg.get_attribute("viewBox")
    view.focus()
    for _ in range(6):
        page.keyboard.press("+")
    near = svg.get_attribute("viewBox")
    page.keyboard.press("ArrowRight")
    assert len({whole, near, svg.get_attribute("viewBox")}) == 3
    for _ in range(12):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.k-figure__view') !== null")
    inside = page.evaluate("""() => {
      const outer = document.querySelector(".k-figure__view").getBoundingClientRect(), at = document.activeElement.getBoundingClientRect();
      return at.left < outer.right && at.right > outer.left && at.top < outer.bottom && at.bottom > outer.top;
    }""")
    assert inside, "what has the focus is brought into view"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("sd-t-02/"))
    assert page.locator("h1").count() == 1


def test_a_picture_can_be_taken_away_and_read_as_text(page, address):
    page.goto(f"{address}vi/phan-tu/sd-t-02/")
    for kind, begins in (("SVG", b"<"), ("PNG", b"\x89PNG")):
        with page.expect_download() as taken:
            page.locator(".k-files a", has_text=kind).first.click()
        with open(taken.value.path(), "rb") as file:
            assert file.read(4).startswith(begins)
    page.locator("article a", has_text="Nội dung sơ đồ bằng chữ").click()
    page.wait_for_url("**/so-do/sd-t-02/")
    assert page.locator("tbody tr").count() > 100
    page.locator(".k-filter input").fill("lgsp")
    shown = page.locator("tbody tr:visible")
    assert 0 < shown.filter(has_not=page.locator("[scope=rowgroup]")).count() < 100
    page.goto(f"{address}vi/phan-tu/so-do-cong-nghe/")
    page.locator("summary", has_text="Nội dung sơ đồ bằng chữ").click()
    assert page.locator("details[open] tbody tr").count() > 3


def test_an_officer_finds_the_commune_on_a_phone(opening, address):
    page = opening(address, **PHONE)
    page.goto(f"{address}vi/")
    page.locator("label[for='__search']").first.tap()
    page.locator(".md-search__input").focus()
    page.keyboard.type("dien khanh")
    page.locator(".md-search-result__item a").first.tap()
    page.wait_for_url("**/phan-tu/xa-dien-khanh/**")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for link in page.locator(".k-jump a").all()[:3]:
        assert link.bounding_box()["height"] >= 24


def test_no_page_is_heavier_than_500_kb_but_the_data_of_the_explorer(opening, address, kinds_of_page):
    """What a first visit transfers, as a host with gzip sends it."""
    import gzip

    page, heavy, sizes = opening(address), [], {}
    page.on("response", lambda answer: sizes.__setitem__(answer.url, len(gzip.compress(answer.body())) if answer.ok else 0))
    for path in kinds_of_page[:: max(1, len(kinds_of_page) // 18)]:
        sizes.clear()
        page.goto(f"{address}vi/{path}", wait_until="networkidle")
        total = sum(size for url, size in sizes.items() if not url.endswith("graph.json"))
        if total > 500_000:
            heavy.append((path, total))
    assert heavy == []
