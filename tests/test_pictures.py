"""Pictures: everything that is drawn fits, nothing overlaps, nothing is lost, and every run gives the same bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from generators.pictures import LAYOUTS, pictures, png
from generators.project import Project
from generators.sheet import ASPECT, WIDTHS
from generators.svg import Drawing, escape, tag
from generators.text import width
from khung.conform import judge
from khung.load import load_texts

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
LONG = "Hệ thống thông tin tổng hợp, phân tích, dự báo và cảnh báo phục vụ chỉ đạo, điều hành của Ủy ban nhân dân tỉnh"
SAMPLE = f"""
workspace:
  w: {{name: Khung mẫu, name_en: Sample framework, province: ubnd, version: "1.2", data_date: 2026-11-01}}
organisation:
  ubnd: {{name: Ủy ban nhân dân tỉnh, name_en: Provincial committee, tier: province, system: government, abbreviation: UBND, assumed: true}}
  bo: {{name: Bộ Công an, name_en: Ministry, tier: central, system: government, abbreviation: BCA, assumed: true}}
  xa: {{name: Xã Cam Lâm, name_en: Cam Lam commune, tier: commune, system: government, assumed: true}}
  dang: {{name: Tỉnh ủy, name_en: Party committee, tier: province, system: party, assumed: true}}
application:
  dai: {{name: "{LONG}", name_en: A long-named system, code: KT-1, owner: ubnd, record: original, lifecycle: operating, sharing: province,
        model_state: both, blocks: [h8-ioc, h9-hts1], assumed: true}}
  ngan: {{name: Dịch vụ công, name_en: Services, code: KT-2, owner: xa, record: original, lifecycle: planned, model_state: to-be,
         blocks: [h8-ioc, h7-mo-hinh-cap-xa], source: [v]}}
  dung: {{name: VNeID, name_en: VNeID, code: QG-1, owner: bo, record: reference, local_use: in-use, sharing: national-a, blocks: [h7-ioc],
         assumed: true}}
platform:
{"".join(f"  p-{n}: {{name: Nền tảng số {n}, name_en: Platform {n}, code: KT-{n + 10}, owner: dang, blocks: [h8-ioc], assumed: true}}" + chr(10) for n in range(40))}
task:
  tre: {{name: Việc trễ, name_en: Late, lead: [ubnd], product: P, deadline: 2026-10-01, assumed: true}}
  xong: {{name: Việc xong, name_en: Done, lead: [ubnd], product: P, deadline: 2026-10-01, state: done-verified, assumed: true}}
  cho: {{name: Việc chờ, name_en: Waiting, lead: [xa, bo], product: P, trigger: khi có nghị định, assumed: true}}
milestone:
  moc: {{name: Mốc ban hành, name_en: Issue, date: 2027-01-29, assumed: true}}
document:
  v: {{name: Văn bản, name_en: Document, number: 12/QĐ-UBND}}
view:
  h7: {{name: Hình 7, name_en: Figure seven, code: SĐ-T-01, layout: blocks, figure: figure-7, select: {{kind: block}}, order: 1, source: [v]}}
  h8: {{name: Hình 8, name_en: Figure eight, code: SĐ-T-02, layout: blocks, figure: figure-8, select: {{kind: block}}, order: 2,
       undetermined: {{owner: {{reason: Chờ, who: ubnd, by: 2026-12-31}}}}}}
  h9: {{name: Hình 9, name_en: Figure nine, code: SĐ-T-03, layout: blocks, figure: figure-9, select: {{kind: block}}, order: 3}}
  lop: {{name: Lớp, name_en: Layer, layout: blocks, select: {{domain: application}}, group_by: [owner, kind], order: 4}}
  it: {{name: Ít, name_en: Few, layout: blocks, select: {{domain: application}}, group_by: [kind], limit: 5, order: 5}}
  rong: {{name: Rỗng, name_en: Empty, layout: blocks, select: {{kind: control}}, order: 6}}
  lo-trinh: {{name: Lộ trình, name_en: Roadmap, layout: roadmap, select: {{kind: [task, milestone]}}, order: 7}}
"""


@cache
def project() -> Project:
    blocks = {p.name: p.read_bytes() for p in sorted((ROOT / "schema/packs/qd-1425").glob("blocks-*.yaml"))}
    return Project(load_texts({"a.yaml": SAMPLE.encode(), **blocks}).graph, judge(load_texts({}).graph, DAY, "complete"), (), DAY)


def drawn(language: str = "vi") -> dict[str, Drawing]:
    return _drawn(language)


@cache
def _drawn(language: str) -> dict[str, Drawing]:
    return {p.view.id: p.drawing for p in pictures(project(), language) if p.view["layout"] in ("blocks", "roadmap")}


@cache
def tree(name: str, language: str = "vi") -> ET.Element:
    return ET.fromstring(drawn(language)[name].svg)


def nodes(name: str, language: str = "vi") -> list[ET.Element]:
    return [a for a in tree(name, language).iter(f"{SVG}a") if "node" in a.get("class", "").split()]


def box(shape: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a rectangle or of a path of straight lines and of the drum's arcs."""
    if shape.tag == f"{SVG}rect":
        x, y, w, h = (float(shape.get(k)) for k in ("x", "y", "width", "height"))
        return x, y, x + w, y + h
    points = [tuple(map(float, p.split())) for p in re.split("[MLZ]", shape.get("d")) if p]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def texts(under: ET.Element):
    """Every line of text with its left, right, base line and size; turned ones left out."""
    for parent in under.iter(f"{SVG}text"):
        if parent.get("transform"):
            continue
        for line in [parent, *parent.iter(f"{SVG}tspan")]:
            if line.text:
                size, bold = float(parent.get("font-size")), parent.get("font-weight") == "700"
                long, x = width(line.text, size, bold=bold), float(line.get("x") or parent.get("x"))
                left = {"middle": x - long / 2, "end": x - long}.get(parent.get("text-anchor", ""), x)
                yield line.text, left, left + long, float(line.get("y") or parent.get("y")), size


PAIRS = [(name, language) for name in ("h7", "h8", "h9", "lop", "it", "rong", "lo-trinh") for language in ("vi", "en")]
pairs = pytest.mark.parametrize(("name", "language"), PAIRS)


@pairs
def test_every_label_stands_inside_its_box_and_the_sheet(name, language):
    drawing = drawn(language)[name]
    for text, left, right, base, size in texts(tree(name, language)):
        assert left >= 0, text
        assert right <= drawing.width, text
        assert size <= base <= drawing.height - size * 0.3, text
    for node in nodes(name, language):
        shapes = [s for s in node if s.tag in (f"{SVG}rect", f"{SVG}path") and "A" not in (s.get("d") or "").upper()]
        if shapes and name != "lo-trinh":
            left, top, right, bottom = box(shapes[0])
            for text, start, end, base, size in texts(node):
                assert left + 2 <= start, text
                assert end <= right - 2, text
                assert top + size * 0.7 <= base <= bottom - size * 0.2, text


@pairs
def test_no_two_boxes_overlap(name, language):
    boxes = [box(node.find(f"{SVG}rect")) for node in nodes(name, language) if node.find(f"{SVG}rect") is not None]
    for a, b in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        inside = any(o[0] <= i[0] and o[1] <= i[1] and i[2] <= o[2] and i[3] <= o[3] for o, i in ((a, b), (b, a)))
        assert apart or inside, (a, b)


@pairs
def test_everything_drawn_is_in_the_table(name, language):
    drawing = drawn(language)[name]
    ids = {a.get(LINK).removeprefix("khung:") for a in nodes(name, language)}
    cells = {cell for row in drawing.rows for cell in row}
    named = {project().graph[id].names.get(language) for id in ids if id not in cells}
    assert all(len(row) == len(drawing.headings) for row in drawing.rows)
    assert {n for n in named if not any(n in cell for cell in cells)} == set()


@pairs
def test_a_picture_is_one_safe_group_with_a_name(name, language):
    root, raw = tree(name, language), drawn(language)[name].svg
    assert root.get("role") == "group"
    assert root.get("aria-label")
    assert root.find(f"{SVG}title").text == root.get("aria-label")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.get("font-family") == "Be Vietnam Pro"
    assert not re.search(r"<(script|style|image|use|foreignObject)|url\(|\son\w+=", raw)
    assert all(link.get(LINK).startswith("khung:") for link in root.iter() if link.get(LINK))
    assert set(re.findall(r"#[0-9a-fA-F]+\b", raw)) <= set(re.findall(r"#[0-9a-f]{6}\b", raw))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["h7", "h8", "h9"])
def test_a_figure_fills_a_lying_a3_with_text_of_seven_points(name, language):
    drawing = drawn(language)[name]
    assert drawing.width / drawing.height == pytest.approx(ASPECT, rel=0.02)
    assert drawing.width <= WIDTHS[-1]
    points = 420 / 25.4 * 72 / drawing.width
    assert min(size for *_, size in texts(tree(name, language))) * points >= 7


def test_the_english_pictures_hold_no_vietnamese():
    letters = re.compile("[ăâđêôơưạảãấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏõốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
    codes = re.compile(r"SĐ-T-\d+|[A-ZƯĐ]{2,}\d*\.?|12/QĐ-UBND")
    for name in ("h7", "h9", "lop", "lo-trinh"):
        said = [codes.sub("", text) for text, *_ in texts(tree(name, "en"))]
        assert [text for text in said if letters.search(text) and "khi có nghị định" not in text] == []


def test_assumed_elements_are_dashed_and_named_so():
    by_id = {a.get(LINK): a for a in nodes("h8")}
    assumed, stated = by_id["khung:dai"], by_id["khung:ngan"]
    assert "assumed" in assumed.get("class")
    assert assumed[1].get("stroke-dasharray")
    assert any("(giả định)" in text or text.endswith("định)") for text, *_ in texts(assumed))
    assert "assumed" not in stated.get("class")
    assert stated[1].get("stroke-dasharray") is None


def test_a_block_that_nobody_realises_says_so_and_many_are_counted():
    row = next(r for r in drawn()["h8"].rows if r[-1] == "h8-nen-tang-ai")
    assert "Chưa có" in " ".join(row)
    assert any(text == "chưa có" for text, *_ in texts(tree("h8")))
    hidden = sum(int(m[1]) for text, *_ in texts(tree("h8")) if (m := re.fullmatch(r"\+(\d+) đối tượng khác", text)))
    shown = sum(a.get(LINK).startswith("khung:p-") for a in nodes("h8"))
    assert shown + hidden >= 40
    assert sum(row[-1].startswith("p-") for row in drawn()["h8"].rows) == 40


def test_the_title_data_are_there_or_said_to_be_unknown_with_who_and_when():
    said = " ".join(text for text, *_ in texts(tree("h8")))
    assert "SĐ-T-02" in said
    assert "1.2" in said
    assert "01/11/2026" in said
    assert "Ủy ban nhân dân tỉnh, 31/12/2026" in said.replace("  ", " ")
    assert "12/QĐ-UBND" in " ".join(text for text, *_ in texts(tree("h7")))


def test_a_picture_of_today_leaves_out_what_is_only_a_target():
    view = project().graph["h8"]
    today = replace(view, fields={**view.fields, "model_state": "as-is"})
    rows = {row[-1] for row in LAYOUTS["blocks"](project(), [today], "vi")["h8"].rows}
    assert "dai" in rows
    assert "ngan" not in rows


def test_a_block_without_room_for_its_official_name_shows_the_short_one():
    graph = project().graph
    block = graph["h9-hts1"]
    short = replace(block, fields={**block.fields, "short_name": "HTS quốc gia"})
    changed = replace(project(), graph=graph.subset([*graph.elements.values(), short]))
    made = LAYOUTS["blocks"](changed, [graph["h9"]], "vi")["h9"].svg
    assert "HTS1. HTS quốc gia<" in made


def test_a_limit_is_kept_and_the_rest_counted():
    assert len(nodes("it")) <= 5
    assert any(re.fullmatch(r"\+\d+ đối tượng khác", text) for text, *_ in texts(tree("it")))
    assert len(drawn()["it"].rows) == 43


def test_overdue_is_told_apart_from_done_and_from_waiting_for_an_event():
    rows = {row[-1]: row for row in drawn()["lo-trinh"].rows}
    assert "Quá thời hạn" in " ".join(rows["tre"])
    assert "Hoàn thành" in " ".join(rows["xong"])
    assert "khi có nghị định" in rows["cho"]
    later = replace(project(), day=date(2026, 9, 1))
    made = LAYOUTS["roadmap"](later, [later.graph["lo-trinh"]], "vi")["lo-trinh"]
    assert not any("Quá thời hạn" in " ".join(row) for row in made.rows)


def test_pictures_come_in_the_order_of_their_views_and_every_layout_has_a_drawer():
    assert list(drawn()) == ["h7", "h8", "h9", "lop", "it", "rong", "lo-trinh"]
    assert set(LAYOUTS) == set(project().graph.metamodel.values["layout"])


def test_hostile_text_stays_text():
    nasty = "<script>alert(1)</script>\"'&]]>\x0b\ufffe"
    assert ET.fromstring(tag("text", escape(nasty), x=1)).text == "<script>alert(1)</script>\"'&]]>"
    assert ET.fromstring(tag("a", title=nasty)).get("title") == "<script>alert(1)</script>\"'&]]>"
    graph = load_texts({"a.yaml": f"application:\n  x: {{name: \"<b onload='x'>{'W' * 300}\", assumed: true}}\n".encode()}).graph
    view = load_texts({"b.yaml": b"view:\n  v: {name: '</svg>', layout: blocks, select: {kind: application}}\n"}).graph
    both = graph.subset([*graph.elements.values(), *view.elements.values()])
    made = pictures(replace(project(), graph=both), "vi")[0].drawing
    assert {e.tag for e in ET.fromstring(made.svg).iter()} <= {
        f"{SVG}{t}" for t in ("svg", "title", "rect", "path", "text", "tspan", "a", "circle")
    }


def few() -> list[str]:
    views = [project().graph[id] for id in ("h8", "lop", "lo-trinh")]
    return [LAYOUTS[v["layout"]](project(), [v], "vi")[v.id].svg for v in views]


def test_every_run_gives_the_same_bytes():
    """In two processes whose hashing differs, so that no set or dictionary order can reach a picture."""
    code = (
        "import sys, hashlib; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/tests'];"
        "import test_pictures as t; print(hashlib.sha256(''.join(t.few()).encode()).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code, str(ROOT)], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout


def test_png_is_sharp_and_white():
    drawing = drawn()["lo-trinh"]
    made = png(drawing)
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20]) == round(drawing.width * 2)
