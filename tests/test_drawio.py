"""DRAWIO: the same boxes and lines as the picture, really editable: bound lines, nested containers, labels that fit, Vietnamese intact."""

from __future__ import annotations

import html
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from generators import drawio
from generators.pictures import pictures
from generators.project import Project
from generators.scene import boxes, scene
from generators.text import width
from khung.conform import judge
from khung.load import load_texts

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
SAMPLE = """
workspace:
  w: {name: Khung mẫu, version: "1.2", data_date: 2026-11-01}
organisation:
  ubnd: {name: Ủy ban nhân dân tỉnh, tier: province, system: government, abbreviation: UBND, assumed: true}
  xa: {name: Xã Cam Lâm, tier: commune, system: government, assumed: true}
database:
  dan-cu: {name: Cơ sở dữ liệu quốc gia về dân cư, code: QG-1, database_type: national, assumed: true}
  kho: {name: Kho dữ liệu dùng chung, code: KT-9, database_type: provincial, assumed: true}
application:
  tthc: {name: "Hệ thống thông tin giải quyết thủ tục hành chính <b>&\\"tỉnh\\"", code: KT-1, owner: ubnd, blocks: [h8-ioc], assumed: true}
  thu: {name: Thư điện tử công vụ, code: KT-2, owner: xa, sharing: internal, lifecycle: operating, blocks: [h8-ioc], assumed: true}
platform:
  lgsp: {name: "Nền tảng tích hợp, chia sẻ dữ liệu tỉnh", code: KT-4, owner: ubnd, assumed: true}
exchange:
  x-1: {name: Tra cứu dân cư, code: QH-1, type: data-exchange, from: dan-cu, to: tthc, through: [lgsp], status: in-use, mode: real-time, assumed: true}
  x-2: {name: Đồng bộ hồ sơ, code: QH-2, type: data-exchange, from: tthc, to: kho, status: planned, mode: batch, assumed: true}
task:
  tre: {name: Việc trễ, lead: [ubnd], product: P, deadline: 2026-10-01, assumed: true}
  cho: {name: Việc chờ, lead: [xa], product: P, trigger: khi có nghị định, assumed: true}
view:
  h8: {name: Hình 8, code: SĐ-T-02, layout: blocks, figure: figure-8, select: {kind: block}, order: 2}
  lop: {name: Lớp, layout: blocks, select: {domain: application}, group_by: [owner, kind], order: 4}
  dong: {name: Dòng dữ liệu, code: SĐ-05, layout: graph, select: {kind: exchange}, group_by: [owner]}
  lo-trinh: {name: Lộ trình, layout: roadmap, select: {kind: [task]}}
"""
NAMES = ("h8", "lop", "dong", "lo-trinh")


@cache
def drawn():
    blocks = {p.name: p.read_bytes() for p in sorted((ROOT / "schema/packs/qd-1425").glob("blocks-*.yaml"))}
    project = Project(load_texts({"a.yaml": SAMPLE.encode(), **blocks}).graph, judge(load_texts({}).graph, DAY, "complete"), (), DAY)
    return {p.view.id: p.drawing for p in pictures(project, "vi")}


SMALLEST = 1.5


@cache
def page(name: str):
    """A file as a strict reader of mxGraph sees it: cells by id, with the object around them."""
    drawing = drawn()[name]
    root = fromstring(drawio.document({name: scene(drawing)}))
    diagram = root.find("diagram")
    assert root.tag == "mxfile"
    assert diagram.get("name") == name
    cells = {}
    for holder in diagram.find("mxGraphModel/root"):
        cell = holder if holder.tag == "mxCell" else holder.find("mxCell")
        id = holder.get("id")
        assert id not in cells, "an id twice"
        cells[id] = (cell, holder.get("value") or holder.get("label") or "", holder)
    return cells


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_bound_at_both_ends(name):
    cells = page(name)
    lines = [(cell, holder) for cell, _, holder in cells.values() if cell.get("edge")]
    assert len(lines) == len(scene(drawn()[name]).lines)
    for cell, holder in lines:
        assert cells[cell.get("source")][0].get("vertex") == "1"
        assert cells[cell.get("target")][0].get("vertex") == "1"
        assert holder.get("type"), "a line says what kind of relation it is"


def test_a_picture_of_flows_has_lines_with_type_and_data():
    lines = [holder for cell, _, holder in page("dong").values() if cell.get("edge")]
    assert lines
    assert all(line.get("type") and line.get("tooltip") for line in lines)
    assert any(line.get("data") for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_children_stand_inside_their_containers(name):
    cells = page(name)
    for cell, _, _ in cells.values():
        parent = cell.get("parent")
        if not cell.get("vertex") or parent == "1":
            continue
        inner, outer = (c.find("mxGeometry") for c in (cell, cells[parent][0]))
        assert "container=1" in cells[parent][0].get("style")
        for at, size in (("x", "width"), ("y", "height")):
            assert float(inner.get(at)) >= 0
            assert float(inner.get(at)) + float(inner.get(size)) <= float(outer.get(size)) + SMALLEST


def said(label: str):
    """The lines of a label: text, size, bold."""
    for line in label.split("<br>"):
        yield html.unescape(re.sub(r"<[^>]+>", "", line)), "<b>" in line


@pytest.mark.parametrize("name", NAMES)
def test_labels_fit_their_boxes(name):
    for cell, label, _ in page(name).values():
        if not cell.get("vertex") or not label:
            continue
        style = dict(part.partition("=")[::2] for part in cell.get("style").split(";"))
        size, place = float(style["fontSize"]), cell.find("mxGeometry")
        wide, high = float(place.get("width")), float(place.get("height"))
        if style.get("horizontal") == "0":
            wide, high = high, wide
        left, top = float(style.get("spacingLeft", 0)), float(style.get("spacingTop", 0))
        lines = list(said(label))
        assert all(left + width(text, size, bold=bold) <= wide + 6 for text, bold in lines), label
        assert top + ((len(lines) - 1) * 1.25 + 1) * size <= high + 4, label


@pytest.mark.parametrize("name", NAMES)
def test_what_the_picture_says_the_file_says(name):
    drawing = drawn()[name]
    there = " ".join(text for _, label, _ in page(name).values() for text, _ in said(label))
    spoken = re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", drawing.svg)
    words = {w for text in spoken for w in html.unescape(text).split()}
    lines = " ".join(holder.get("label") or "" for cell, _, holder in page(name).values() if cell.get("edge"))
    assert words <= set(f"{there} {lines}".split()) | {"…"}


@pytest.mark.parametrize("name", NAMES)
def test_every_element_of_the_picture_is_a_box_of_its_own(name):
    drawing = drawn()[name]
    shown = set(re.findall(r'khung:([a-z0-9-]+)" class="node', drawing.svg))
    boxed = {item.element for item in boxes(scene(drawing).sheet)}
    assert {holder.get("element") for _, _, holder in page(name).values()} >= boxed & shown
    assert len(boxed & shown) >= len(shown) * 0.5


def test_the_same_picture_gives_the_same_bytes():
    drawing = drawn()["h8"]
    assert drawio.document({"a": scene(drawing)}) == drawio.document({"a": scene(drawing)})
