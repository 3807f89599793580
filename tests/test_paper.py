"""On paper: a page begins with what it is about, not with an empty sheet, and a wide table stays on it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["hinh-9/", "du-lieu/", "quy-tac/", "phan-cong/", "so-do/sd-t-03/"])
def test_the_first_sheet_is_filled(page, address, path):
    """A long fold or a floor of a figure breaks over sheets; it is not pushed to the next one whole."""
    page.goto(f"{address}vi/{path}")
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    first = sheets[0].extract_text()
    assert page.inner_text("h1") in first
    assert len(first) > 900, first


def test_the_matrix_fits_the_sheet(page, address):
    """The last column of the responsibility matrix is on the paper."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1040})
    page.goto(f"{address}vi/phan-cong/")
    table = page.locator(".k-table--matrix table").bounding_box()
    assert table["width"] <= 1.15 * 718, "Chromium shrinks a page by up to a quarter to fit its width"
