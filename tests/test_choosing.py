"""Rows are chosen by body, state, section and plateau in a real browser, without a network; folds open for links and for paper."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from cli.site import build
from cli.workspace import project
from khung.load import load_texts

from . import test_layer_pages, test_plan_pages

pytestmark = pytest.mark.browser
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def place(tmp_path_factory, serving):
    """Where a small plan and a small landscape are served, by name."""
    folder = tmp_path_factory.mktemp("www")
    for name, model in (("plan", test_plan_pages.MODEL), ("layer", test_layer_pages.MODEL)):
        build(folder / f".{name}", project(load_texts({"a.yaml": model.encode()}), DAY), folder / name)
    with serving(folder) as root:
        yield root


@pytest.fixture
def page(opening, place):
    return opening(place)


def _choice(page, label):
    return page.locator(".k-choose label", has_text=label).locator("select")


def test_the_matrix_shows_what_a_body_does_and_only_the_columns_that_have_a_part_in_it(page, place):
    page.goto(f"{place}plan/vi/phan-cong/")
    rows, columns = page.locator("tbody tr[data-is]"), page.locator("thead th[data-col]")
    assert (rows.count(), columns.count()) == (5, 2)
    _choice(page, "Cơ quan").select_option("o-so-b")
    expect(page.locator("tbody tr[data-is]:visible")).to_have_count(2)
    _choice(page, "Trạng thái").select_option("u-later")
    expect(page.locator("tbody tr[data-is]:visible")).to_have_count(1)
    expect(page.locator("thead th[data-col]:visible")).to_have_count(1)
    expect(page.locator("tbody[data-part]:visible")).to_have_count(1)
    expect(page.locator(".k-choose [role=status]")).to_have_text("1 / 5 dòng")
    _choice(page, "Cơ quan").select_option("")
    _choice(page, "Trạng thái").select_option("")
    expect(page.locator("thead th[data-col]:visible")).to_have_count(2)


def test_the_timeline_is_narrowed_to_a_section_and_its_folds_open(page, place):
    page.goto(f"{place}plan/vi/tien-do/")
    expect(page.locator("#tien-do-bang tbody tr:visible")).to_have_count(3)
    _choice(page, "Mục của kế hoạch").select_option("s-kh-iii-2")
    expect(page.locator("#tien-do-bang tbody tr:visible")).to_have_count(2)


def test_blocks_show_what_is_there_at_a_plateau(page, place):
    page.goto(f"{place}layer/vi/hinh-9/")
    count = page.locator("[data-count]")
    expect(count).to_have_text("1")
    _choice(page, "Giai đoạn").select_option("p-0")
    expect(count).to_have_text("0")
    _choice(page, "Giai đoạn").select_option("p-1")
    expect(count).to_have_text("1")


def test_a_link_into_a_fold_opens_it_and_so_does_paper(page, place):
    page.goto(f"{place}plan/vi/ke-hoach/#event")
    expect(page.locator("details:has(#event)")).to_have_attribute("open", "")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 0
