"""What is drawn of the province itself: in every view and every figure of a page, in both languages, all sizes are true, boxes stand
apart and labels are whole."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

from generators.text import width
from tests.test_graphs import SVG, box
from tests.test_pictures import texts

LENGTHS = re.compile(r'\s(?:width|height|rx|ry|r|stroke-width|font-size)="([^"]*)"')
PLACES = re.compile(r'\s(?:x|y|cx|cy|x1|x2|y1|y2|d|points|transform|viewBox)="([^"]*)"')
DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def untrue(text: str) -> list[str]:
    """The sizes below zero and the places that are no numbers, in all that is drawn in a text."""
    found = []
    for drawn in DRAWN.findall(text):
        shapes = re.sub(r">[^<]*<", "><", drawn)  # what is said is no shape
        found += [size for size in LENGTHS.findall(shapes) if re.search(r"^-|nan|inf", size)]
        found += [place for place in PLACES.findall(shapes) if re.search(r"nan|inf", place)]
    return found


@pytest.fixture(scope="module")
def site(built) -> Path:
    return built / "tinh" / "khung"


@pytest.fixture(scope="module")
def views(site) -> dict[str, ET.Element]:
    """The pictures of the views by language and id."""
    return {f"{path.parts[-3]} {path.stem}": ET.fromstring(path.read_bytes()) for path in sorted(site.glob("*/so-do/*.svg"))}


def test_a_size_below_zero_and_a_place_that_is_no_number_would_be_seen():
    assert untrue('<svg viewBox="0 0 9 9"><rect x="-1" width="2" height="-1.88"/><path d="M0 nan"/></svg>') == ["-1.88", "M0 nan"]
    assert untrue('<svg viewBox="-1 -1 9 9"><rect x="-1" width="2" height="1"/><text x="1">height="-1"</text></svg>') == []


def test_every_size_on_every_page_is_true(site):
    drawn = [path for end in ("html", "svg") for path in site.rglob(f"*.{end}")]
    assert len(drawn) > 1000
    assert {str(path): found for path in drawn if (found := untrue(path.read_text()))} == {}


Rectangle = tuple[float, float, float, float]


def outline(a: ET.Element) -> Rectangle | None:
    """Left, top, right, bottom of the box that a link draws; None where it draws none, as a bar or a heading."""
    shape = a[1]
    if shape.get("data-shape") != "drum":
        return box(a)
    x, y, side, half, lid = map(float, re.findall(r"-?[\d.]+", shape.get("d"))[:5])
    return x, y - lid, x + 2 * half, y + side + lid


def boxes(view: ET.Element) -> list[tuple[ET.Element, Rectangle]]:
    """The boxes that stand for elements."""
    nodes = [a for a in view.iter(f"{SVG}a") if "node" in a.get("class", "").split() and len(a) > 1]
    return [(a, found) for a in nodes if (found := outline(a))]


def test_no_two_boxes_of_a_view_overlap(views):
    assert len(views) > 30
    for name, view in views.items():
        for a, b in combinations([spot for _, spot in boxes(view)], 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            inside = any(o[0] <= i[0] and o[1] <= i[1] and i[2] <= o[2] and i[3] <= o[3] for o, i in ((a, b), (b, a)))
            assert apart or inside, (name, a, b)


def test_no_label_of_a_view_is_cut_by_its_box_or_the_sheet(views):
    checked = 0
    for name, view in views.items():
        wide, high = float(view.get("width")), float(view.get("height"))
        for text, left, right, base, size in texts(view):
            assert left >= -0.1, (name, text)
            assert right <= wide + 0.1, (name, text)
            assert size * 0.7 <= base <= high - size * 0.2, (name, text)
        for a, (left, top, right, bottom) in boxes(view):
            for text, start, end, base, size in texts(a):
                checked += 1
                assert left <= start, (name, text)
                assert end <= right + 0.1, (name, text)
                assert top + size * 0.7 <= base <= bottom - size * 0.2, (name, text)
            for turned in a.iterfind(f"{SVG}text[@transform]"):
                said = [turned.text, *(span.text for span in turned)]
                assert max(width(t, float(turned.get("font-size")), bold=True) for t in said if t) <= bottom - top, (name, said)
    assert checked > 1000
