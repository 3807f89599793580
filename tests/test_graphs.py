"""Relation graphs, charts and technology pictures: nothing overlaps or is lost, flows run through platforms, few processes, same bytes."""

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

from generators import graphs, render, technology, tree
from generators.net import Net
from generators.project import Project
from generators.render import Engine
from generators.svg import Drawing
from generators.text import width
from khung.conform import judge
from khung.diagnostic import KhungError
from khung.load import load_texts

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
COMMUNES = "".join(
    f"  dv-{n}: {{name: Đơn vị {n}, name_en: Unit {n}, tier: commune, system: government, parent: ubnd, assumed: true,"
    f" unit_type: {'ward' if n % 4 == 0 else 'commune'}}}\n"
    for n in range(65)
)
SAMPLE = f"""
organisation:
  ubnd: {{name: Ủy ban nhân dân tỉnh, name_en: Provincial committee, tier: province, system: government, source: [v]}}
  so: {{name: Sở Khoa học và Công nghệ, name_en: Department, tier: province, system: government, parent: ubnd, source: [v]}}
  ban: {{name: Ban Chỉ đạo về dữ liệu, name_en: Committee, tier: province, system: government, parent: so, source: [v]}}
{COMMUNES}
database:
  dan-cu: {{name: Cơ sở dữ liệu quốc gia về dân cư, name_en: Population database, code: QG-1, database_type: national, source: [v]}}
  kho: {{name: Kho dữ liệu dùng chung, name_en: Warehouse, code: KT-9, database_type: provincial, zone: z-dl, hosted_on: [ttdl], assumed: true}}
application:
  tthc: {{name: "Hệ thống thông tin giải quyết thủ tục hành chính <b>&\\"tỉnh\\"", name_en: Procedures <b>&, code: KT-1, owner: so, zone: z-ud,
         depends_on: [lgsp], assumed: true}}
  le: {{name: Thư điện tử công vụ, name_en: Mail, code: KT-2, owner: so, zone: z-ud, assumed: true}}
  le-2: {{name: Hội nghị truyền hình, name_en: Video, code: KT-3, owner: so, zone: z-ud, assumed: true}}
platform:
  lgsp: {{name: "Nền tảng tích hợp, chia sẻ dữ liệu tỉnh", name_en: Provincial platform, code: KT-4, owner: so, zone: z-dmz, source: [v]}}
  ndxp: {{name: Nền tảng tích hợp quốc gia, name_en: National platform, code: QG-2, source: [v]}}
exchange:
  x-1: {{name: Tra cứu dân cư, name_en: Lookup, code: QH-1, type: data-exchange, from: dan-cu, to: tthc, through: [ndxp, lgsp],
        status: in-use, mode: real-time, assumed: true}}
  x-2: {{name: Đồng bộ hồ sơ, name_en: Sync, code: QH-2, type: data-exchange, from: tthc, to: kho, status: planned, mode: batch, source: [v]}}
  x-3: {{name: Mất đầu, name_en: Lost end, type: data-exchange, from: tthc, to: khong-co, status: planned, source: [v]}}
data-centre:
  ttdl: {{name: Trung tâm dữ liệu tỉnh, name_en: Data centre, code: KT-5, networks: [mang], assumed: true}}
network:
  mang: {{name: Mạng truyền số liệu chuyên dùng, name_en: Network, code: KT-6, icon: generic.network.Router, assumed: true}}
node:
  tuong: {{name: Tường lửa, name_en: Firewall, code: KT-7, networks: [mang], zone: z-dmz, part_of: ttdl, icon: generic.network.Firewall, source: [v]}}
  may: {{name: Máy chủ, name_en: Server, code: KT-8, networks: [mang], zone: z-ud, part_of: ttdl, icon: khong.co.Dau, assumed: true}}
zone:
  z-dmz: {{name: Vùng DMZ, name_en: DMZ, zone_type: dmz, reaches: [z-ud], assumed: true}}
  z-ud: {{name: Vùng ứng dụng, name_en: Application zone, zone_type: application, reaches: [z-dl], assumed: true}}
  z-dl: {{name: Vùng dữ liệu, name_en: Data zone, zone_type: data, assumed: true}}
  z-qt: {{name: Vùng quản trị, name_en: Management zone, zone_type: management, reaches: [z-ud], assumed: true}}
document:
  v: {{name: Văn bản, name_en: Document, number: 12/QĐ-UBND}}
view:
  trao-doi: {{name: Trao đổi dữ liệu, name_en: Exchanges, code: SĐ-05, layout: graph, select: {{kind: exchange}}}}
  theo-vung: {{name: Vùng mạng, name_en: Zones, layout: graph, select: {{any: [{{kind: zone}}, {{zone: {{exists: true}}}}]}}, group_by: [zone]}}
  tat-ca: {{name: Tất cả, name_en: All, layout: graph, select: {{domain: [application, data, technology]}}, direction: lr}}
  it: {{name: Ít, name_en: Few, layout: graph, select: {{domain: [application, data, technology]}}, limit: 4}}
  chum: {{name: Chùm, name_en: Fan, layout: graph, select: {{kind: organisation}}, limit: 90}}
  rong: {{name: Rỗng, name_en: Empty, layout: graph, select: {{kind: gap}}}}
  to-chuc: {{name: Tổ chức hai cấp, name_en: Organisation, layout: tree, select: {{kind: organisation}}}}
  trong: {{name: Trống, name_en: Nothing, layout: tree, select: {{kind: gap}}}}
  cong-nghe: {{name: Công nghệ, name_en: Technology, layout: icons,
              select: {{any: [{{domain: technology}}, {{id: [kho, tthc]}}]}}}}
"""
DRAWERS = {"graph": graphs.draw_all, "tree": tree.draw_all, "icons": technology.draw_all}


@cache
def project() -> Project:
    graph = load_texts({"a.yaml": SAMPLE.encode()}).graph
    return Project(graph, judge(load_texts({}).graph, DAY, "complete"), (), DAY)


def views(layout: str):
    return [v for v in project().graph.of_kind("view") if v["layout"] == layout]


@cache
def drawn(language: str = "vi") -> dict[str, Drawing]:
    return {id: d for layout, draw in DRAWERS.items() for id, d in draw(project(), views(layout), language).items()}


def root(name: str, language: str = "vi") -> ET.Element:
    return ET.fromstring(drawn(language)[name].svg)


def linked(name: str, kind: str, language: str = "vi") -> dict[str, list[ET.Element]]:
    """The links of a class ("node", "edge") by the id of their element."""
    found: dict[str, list[ET.Element]] = {}
    for a in root(name, language).iter(f"{SVG}a"):
        if kind in a.get("class", "").split():
            found.setdefault(a.get(LINK).removeprefix("khung:"), []).append(a)
    return found


def box(a: ET.Element) -> tuple[float, float, float, float] | None:
    """The rectangle of a card, from its outline; None for headings of frames and for rounded paths."""
    shape = a[1]
    if shape.tag == f"{SVG}rect" and shape.get("fill-opacity") is None:
        x, y, w, h = (float(shape.get(k)) for k in ("x", "y", "width", "height"))
        return x, y, x + w, y + h
    if shape.tag == f"{SVG}path" and "a" not in shape.get("d").lower():
        points = [tuple(map(float, p.split())) for p in re.split("[MLZ]", shape.get("d")) if p]
        return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)
    return None


def texts(under: ET.Element):
    """Every line of text with its left, right, base line and size."""
    for parent in under.iter(f"{SVG}text"):
        for line in [parent, *parent.iter(f"{SVG}tspan")]:
            if line.text:
                size, bold = float(parent.get("font-size")), parent.get("font-weight") == "700"
                long, x = width(line.text, size, bold=bold), float(line.get("x") or parent.get("x"))
                left = {"middle": x - long / 2, "end": x - long}.get(parent.get("text-anchor", ""), x)
                yield line.text, left, left + long, float(line.get("y") or parent.get("y")), size


NAMES = ("trao-doi", "theo-vung", "tat-ca", "it", "chum", "rong", "to-chuc", "trong", "cong-nghe")
pairs = pytest.mark.parametrize(("name", "language"), [(n, lang) for n in NAMES for lang in ("vi", "en")])


@pairs
def test_every_label_fits_its_box_and_the_sheet(name, language):
    drawing = drawn(language)[name]
    for text, left, right, base, _ in texts(root(name, language)):
        assert left >= 0, text
        assert right <= drawing.width + 0.1, text
        assert 0 < base < drawing.height, text
    for a in (a for found in linked(name, "node", language).values() for a in found if box(a)):
        left, top, right, bottom = box(a)
        for text, start, end, base, size in texts(a):
            assert left + 2 <= start, text
            assert end <= right - 2, text
            assert top + size * 0.7 <= base <= bottom - size * 0.2, text


@pairs
def test_boxes_and_labels_do_not_overlap(name, language):
    boxes = [box(a) for found in linked(name, "node", language).values() for a in found if box(a)]
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
    edges = [g for g in root(name, language).iter() if g.get("class", "").split()[:1] == ["edge"]]
    words = [(left, base - size, right, base, text) for g in edges for text, left, right, base, size in texts(g)]
    for a, b in [*combinations(words, 2), *((w, b) for w in words for b in boxes)]:
        assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1, (a, b)


@pairs
def test_everything_drawn_is_in_the_table(name, language):
    drawing, graph = drawn(language)[name], project().graph
    cells = {cell for row in drawing.rows for cell in row}
    assert all(len(row) == len(drawing.headings) for row in drawing.rows)
    ids = {*linked(name, "node", language), *linked(name, "edge", language)}
    assert {id for id in ids if id not in cells and not any(graph[id].names.get(language) in c for c in cells)} == set()


@pairs
def test_a_picture_is_one_safe_group_with_a_name(name, language):
    made, raw = root(name, language), drawn(language)[name].svg
    assert made.get("role") == "group"
    assert made.find(f"{SVG}title").text == made.get("aria-label")
    assert made.get("viewBox") == f"0 0 {made.get('width')} {made.get('height')}"
    assert made.get("font-family") == "Be Vietnam Pro"
    assert not re.search(r"<(script|style|foreignObject|b)\b|<!--|<\?xml|\son\w+=", raw)
    assert str(ROOT) not in raw
    assert "site-packages" not in raw
    assert all(e.get(LINK).startswith("khung:") for e in made.iter() if e.get(LINK))
    assert all(e.get("href").startswith(("data:image/png;base64,", "#khung-")) for e in made.iter() if e.get("href"))


def test_a_flow_runs_from_its_source_through_its_platforms_to_its_target():
    nodes, edges = linked("trao-doi", "node"), linked("trao-doi", "edge")
    assert set(nodes) == {"dan-cu", "ndxp", "lgsp", "tthc", "kho"}
    assert set(edges) == {"x-1", "x-2"}
    assert sum(bool(list(a.iter(f"{SVG}path"))) for a in edges["x-1"]) == 3
    row = next(r for r in drawn()["trao-doi"].rows if r[-1] == "x-1")
    assert row[0] == "Cơ sở dữ liệu quốc gia về dân cư"
    assert "Nền tảng tích hợp quốc gia; Nền tảng tích hợp, chia sẻ dữ liệu tỉnh" in row
    assert "(giả định)" in row


def test_a_line_tells_state_mode_and_assumption_without_colour():
    assumed, planned = (linked("trao-doi", "edge")[id] for id in ("x-1", "x-2"))
    assert any(list(a.iter(f"{SVG}circle")) for a in assumed)
    assert not any(list(a.iter(f"{SVG}circle")) for a in planned)
    assert not any(p.get("stroke-dasharray") for a in assumed for p in a.iter(f"{SVG}path"))
    assert any(p.get("stroke-dasharray") for a in planned for p in a.iter(f"{SVG}path"))
    assert any("(giả định)" in text for a in assumed for text, *_ in texts(a))
    said = " ".join(text for text, *_ in texts(root("trao-doi")))
    assert all(word in said for word in ("Đang khai thác", "Dự kiến", "Theo thời gian thực", "Theo lô/định kỳ"))


def test_a_zone_is_a_frame_and_lines_between_zones_join_the_frames():
    net = Net(project(), project().graph["theo-vung"], "vi")
    assert {c.id: {m.id for m in c.members} for c in net.clusters} == {
        "z-dmz": {"lgsp", "tuong"}, "z-ud": {"tthc", "le", "le-2", "may"}, "z-dl": {"kho"},
    }  # fmt: skip
    made = graphs.dot(graphs.wiring(net), "TB")
    assert re.search(r"ltail=cluster_\d lhead=cluster_\d", made)
    cards = {id for id, found in linked("theo-vung", "node").items() if any(box(a) for a in found)}
    assert "z-qt" in cards
    assert not cards & {"z-dmz", "z-ud", "z-dl"}


def test_what_is_left_out_by_a_limit_is_counted_and_in_the_table():
    assert len(linked("it", "node")) == 4
    left_out = next(int(m[1]) for text, *_ in texts(root("it")) if (m := re.fullmatch(r"\+(\d+) đối tượng khác", text)))
    assert left_out + 4 == len({row[0] for row in drawn()["it"].rows})


def test_many_with_the_same_line_share_one():
    assert len(linked("chum", "node")) == 68
    lines = [g for g in root("chum").iter(f"{SVG}g") if g.get("class") == "edge"]
    assert len(lines) == 3
    assert drawn()["chum"].height < 1500


def test_a_chart_puts_communes_in_a_grid_by_type_below_their_head():
    made = drawn()["to-chuc"]
    assert made.width <= 1680
    assert len(linked("to-chuc", "node")) == 68
    said = [text for text, *_ in texts(root("to-chuc"))]
    assert "Xã (48)" in said
    assert "Phường (17)" in said
    assert {row[0] for row in made.rows if row[-1].startswith("dv-")} == {"Ủy ban nhân dân tỉnh"}
    tops = {id: box(found[0])[1] for id, found in linked("to-chuc", "node").items()}
    assert tops["ubnd"] < tops["so"] < tops["ban"]


def test_icons_are_inside_the_picture_and_an_unknown_one_is_told():
    icons = {e.get("id") for e in root("cong-nghe").iter(f"{SVG}image")}
    assert {"khung-generic-network-Firewall", "khung-generic-network-Router"} <= icons
    used = {e.get("href").removeprefix("#") for e in root("cong-nghe").iter(f"{SVG}use")}
    assert used == icons
    told = {row[-1]: row[-2] for row in drawn("en")["cong-nghe"].rows}
    assert told["tuong"] == "generic.network.Firewall"
    assert "no icon “khong.co.Dau”" in told["may"]


@pytest.mark.parametrize(
    "path", ["os.path.join", "generic.network.Nothing", "generic.network", "..generic.Firewall", "a.b.c\n", "c4.c4.Node", ""]
)
def test_only_an_icon_of_the_library_is_an_icon(path):
    assert technology.icon_class(path) is None


def test_the_library_writes_the_dot_text_the_same_each_time_and_without_paths():
    plan = technology.wiring(Net(project(), project().graph["cong-nghe"], "vi", technology.GROUPS, technology.RELATIONS))
    first, second = (technology.dot(plan, "TB") for _ in range(2))
    assert first == second
    assert "digraph khung" in first
    assert "/" not in re.sub(r"<<TABLE.*?</TABLE>>", "", first)
    assert set(re.findall(r"^\s*(n\d+) \[", first, re.MULTILINE)) == {c.name for c in plan.cells}


def script(path: Path, body: str) -> str:
    """A layout program of our own, that can misbehave."""
    path.write_text(f"#!{sys.executable}\nimport subprocess, sys, time\ntext = sys.stdin.read()\n{body}\n")
    path.chmod(0o755)
    return str(path)


PASS_ON = f"sys.stdout.buffer.write(subprocess.run([{Engine().program!r}, '-Tjson0'], input=text.encode(), capture_output=True).stdout)"
DOTS = {f"v-{n}": f"digraph {{ a{n} -> b{n} [id=e0] }}" for n in range(9)}


def test_a_program_that_dies_on_many_graphs_is_asked_for_fewer(tmp_path):
    dying = script(tmp_path / "dying", f"if text.count('digraph') > 3: sys.exit(-6)\n{PASS_ON}")
    assert Engine(dying).lay_out(DOTS) == Engine().lay_out(DOTS)


def test_a_view_that_cannot_be_laid_out_is_named(tmp_path, monkeypatch):
    broken = script(tmp_path / "broken", f"text = text.replace('digraph {{ a4', 'nonsense')\n{PASS_ON}")
    with pytest.raises(KhungError, match="v-4"):
        Engine(broken).lay_out(DOTS)
    monkeypatch.setattr(render, "_PATIENCE", -0.5)
    slow = script(tmp_path / "slow", "time.sleep(30)")
    with pytest.raises(KhungError, match="v-0"):
        Engine(slow).lay_out({"v-0": DOTS["v-0"]})


def test_a_missing_program_says_what_to_install(tmp_path):
    with pytest.raises(KhungError, match="pip install graphviz-pure"):
        _ = Engine(str(tmp_path / "none")).program


def test_many_views_take_one_process_and_unchanged_ones_none(monkeypatch):
    kept: dict[str, bytes] = {}

    def keep(key, make):
        if key not in kept:
            kept[key] = make()
        return kept[key]

    started = []
    run = subprocess.run
    monkeypatch.setattr(render.subprocess, "run", lambda *a, **k: started.append(a) or run(*a, **k))
    first = graphs.draw_all(project(), views("graph"), "vi", Engine(keep=keep))
    assert len(started) == 1
    assert graphs.draw_all(project(), views("graph"), "vi", Engine(keep=keep)) == first
    assert len(started) == 1
    damaged = dict.fromkeys(kept, b"{")
    assert graphs.draw_all(project(), views("graph"), "vi", Engine(keep=lambda key, make: damaged.get(key) or make())) == first
    assert first == {id: drawn()[id] for id in first}


def test_renaming_without_a_change_of_size_changes_no_layout():
    graph = project().graph
    tthc = graph["tthc"]
    again = graph.subset([replace(e, fields={**e.fields, "name": e.name[::-1]}) if e is tthc else e for e in graph.elements.values()])
    dots = [graphs.dot(graphs.wiring(Net(p, graph["it"], "en")), "TB") for p in (project(), replace(project(), graph=again))]
    assert dots[0] == dots[1]


def test_every_run_gives_the_same_bytes():
    code = (
        "import sys, hashlib; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/tests'];"
        "import test_graphs as t; print(hashlib.sha256(''.join(d.svg for d in t.drawn().values()).encode()).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code, str(ROOT)], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
