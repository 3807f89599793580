"""On a phone what is long folds, and what a reader came for is seen first; the explorer's drawing can be taken away."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("figure", ["hinh-7", "hinh-8", "hinh-9"])
def test_the_parts_of_a_figure_fold_on_a_phone_and_stand_open_on_a_desk(opening, address, figure):
    desk = opening(address)
    desk.goto(f"{address}vi/{figure}/")
    assert desk.locator(".k-floor__part:not([open])").count() == 0
    phone = opening(address, **PHONE)
    phone.goto(f"{address}vi/{figure}/")
    assert phone.locator(".k-floor__part[open]").count() == 0
    assert phone.evaluate("document.documentElement.scrollHeight") < 4 * 844
    part = phone.locator(".k-floor__part").first
    part.locator("summary").first.tap()
    expect(part.locator(".k-piece").first).to_be_visible()


def test_choosing_opens_the_parts_that_fit(opening, address):
    phone = opening(address, **PHONE)
    phone.goto(f"{address}vi/hinh-9/")
    phone.locator("[data-choose] select").first.select_option(index=1)
    expect(phone.locator(".k-piece:visible").first).to_be_visible()


def test_the_explorer_shows_its_drawing_on_the_first_screen_of_a_phone(opening, address):
    phone = opening(address, **PHONE)
    phone.goto(f"{address}vi/kham-pha/")
    card = phone.locator(".k-node").first
    card.wait_for()
    assert card.bounding_box()["y"] < 844
    expect(phone.locator("[data-only=agency]")).to_be_hidden()
    phone.locator(".k-explorer__more > summary").tap()
    expect(phone.locator("[data-only=agency]")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_long_tables_of_clauses_and_of_pictures_stay_inside_a_phone(opening, address):
    phone = opening(address, **PHONE)
    for path in ("phan-tu/qd-1425-2026/", "so-do/sd-t-03/", "quy-tac/"):
        phone.goto(f"{address}vi/{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_of_the_explorer_can_be_taken_away(opening, address, scheme):
    page = opening(address, color_scheme=scheme)
    page.goto(f"{address}vi/kham-pha/#e=lgsp-tinh")
    page.locator(".k-node").first.wait_for()
    shown = page.locator(".k-node").count()
    files = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as taken:
            page.locator(".k-files a", has_text=kind).click()
        assert taken.value.suggested_filename == f"e-lgsp-tinh.{kind.lower()}"
        with open(taken.value.path(), "rb") as file:
            files[kind] = file.read()
    drawing = ET.fromstring(files["SVG"])
    boxes = [e for e in drawing.iter(f"{SVG}rect") if e.get("rx") == "4"]
    assert len(boxes) == shown
    text = next(drawing.iter(f"{SVG}text"))
    assert text.get("class") is None
    assert "Be Vietnam Pro" in drawing.get("font-family", "") + text.get("font-family", "")
    assert files["PNG"].startswith(b"\x89PNG")
    assert len(files["PNG"]) > 5000
