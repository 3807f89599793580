"""Template 01: what the text says, what the model fills in, and the form of an official document; read back by an independent library."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from generators.dossier.content import Figure, Front, Heading, Paragraph, Table
from generators.dossier.document import content, made, texts
from generators.dossier.docx import document
from generators.dossier.material import Edition, Material
from generators.dossier.prose import AskError, Words, blocks
from generators.pictures import png
from generators.project import Project
from generators.svg import Drawing
from khung.conform import judge
from khung.load import load_texts
from khung.shipped import prose

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
SAMPLE = """
workspace:
  w: {name: Khung kiến trúc Chính quyền số tỉnh Mẫu, province: ubnd, place: Mẫu, version: "1.2", data_date: 2026-11-01,
      follow_up: so, follow_up_by: 2026-12-31}
organisation:
  ubnd: {name: Ủy ban nhân dân tỉnh Mẫu, tier: province, system: government, assumed: true}
  so: {name: Sở Khoa học và Công nghệ, tier: province, system: government, assumed: true}
application:
  thu: {name: Thư điện tử công vụ, code: KT-2, record: original, owner: so, component: applications, model_state: both, lifecycle: operating,
        option: keep, source: [v]}
  hop: {name: "Họp <trực> & tuyến", code: KT-3, record: original, owner: so, model_state: both, assumed: true}
document:
  v: {name: Văn bản, number: 12/QĐ-UBND, issuer: UBND tỉnh, issued: 2026-01-02}
  qd-1425-2026: {name: QĐ, number: 1425/QĐ-TTg}
  qd-2439-2025: {name: QĐ, number: 2439/QĐ-TTg}
  nq-1667-2025-ubtvqh15: {name: NQ, number: 1667/NQ-UBTVQH15}
gap:
  g: {name: Hợp nhất thư, code: ND-1, objects: [thu], current: Hai hệ thống, required: Một, gap: Gộp, option: merge, tasks: [t], assumed: true}
transition-task:
  t: {name: Gộp thư, code: NV-1, lead: [so], result: Một hệ thống, deadline: 2027-06-30, assumed: true}
"""


@pytest.fixture(scope="module")
def material():
    loaded = load_texts({"a.yaml": SAMPLE.encode()})
    assert not [f for f in loaded.findings if f.severity == "error"]
    project = Project(loaded.graph, judge(loaded.graph, DAY, "complete"), (), DAY)
    checks = [(f"Điều {n}", "Đáp ứng", "Có") for n in range(1, 13)]
    return Material(project, Edition("1.2", date(2026, 11, 1)), (), checks)


@pytest.fixture(scope="module")
def written(material):
    artifact, findings = made(material, {}, {})
    assert findings == []
    return artifact.data


def opened(data: bytes):
    return Document(io.BytesIO(data))


# ---------------------------------------------------------------- text


def test_words_within_a_line_are_filled_in_and_unknown_ones_are_told_at_their_place():
    words = Words({"version": lambda _: "1.0"}, {})
    found, findings = blocks({"dossier/a.md": "# I. Tên\n\nPhiên bản {{version}} và {{versoin}}."}, words)
    assert found == [Heading(1, "I. Tên"), Paragraph(found[1].runs)]
    assert found[1].text == "Phiên bản 1.0 và ."
    assert [(f.code, f.file, f.line, f.column) for f in findings] == [("K901", "dossier/a.md", 3, 26)]
    assert "version" in findings[0].hint.vi


def test_a_question_that_cannot_be_answered_is_told_with_its_reason(material):
    text = "# I. A\n\n{{count: {kind: aplication}}} {{name: khong-co}}\n\n{{table: {select: {kind: gap}, columns: [code, khong-co]}}}"
    _, findings = content(material, {"01-muc-dich-pham-vi.md": text})
    told = [(f.code, f.line) for f in findings if f.code == "K902"]
    assert told == [("K902", 3), ("K902", 3), ("K902", 5)]


def test_markdown_makes_items_tables_and_bold_runs():
    found, _ = blocks({"a": "- một **hai**\n- ba\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nĐoạn\ntiếp"}, Words({}, {}))
    assert [b.style for b in found if isinstance(b, Paragraph)] == ["item", "item", "body"]
    assert found[0].runs[1].bold
    assert isinstance(found[2], Table)
    assert found[2].rows == [("1", "2")]
    assert found[3].text == "Đoạn tiếp"


def test_the_provinces_own_file_stands_for_the_shipped_one_and_must_keep_its_headings(material):
    own = {"02-nguyen-tac.md": "# II. NGUYÊN TẮC\n\nRiêng của tỉnh.", "la.md": "x"}
    found, findings = content(material, {**own, "01-muc-dich-pham-vi.md": "# I. MỤC ĐÍCH\n\n## 1. Mục đích\n"})
    assert "Riêng của tỉnh." in [b.text for b in found if isinstance(b, Paragraph)]
    assert [f.code for f in findings if f.file.endswith("la.md")] == ["K905"]
    assert {f.args["found"] for f in findings if f.code == "K904"} >= {"2. Phạm vi áp dụng", "b) Phạm vi phối hợp và liên thông"}


def test_every_part_of_the_template_is_there_in_order(material):
    found, _ = content(material, {})
    parts = [b.text.split(".")[0] for b in found if isinstance(b, Heading) and b.level == 1]
    assert parts == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    appendices = [b.text[:10] for b in found if isinstance(b, Heading) and b.text.startswith("Phụ lục")]
    assert appendices == [f"Phụ lục {n:02}" for n in range(1, 11)]


def test_a_refusal_is_told_as_it_was_said():
    def refuse(_):
        raise AskError("không / no")

    _, findings = blocks({"a": "{{x}}"}, Words({}, {"x": refuse}))
    assert findings[0].message.vi == "Từ “x”: không / no."


def test_the_shipped_text_has_the_same_file_for_each_part():
    chosen, findings = texts({})
    assert not findings
    assert [name.rsplit("/", 1)[1] for name in chosen] == list(prose())


# ---------------------------------------------------------------- what the model says


def rows(data: bytes, title: str):
    for table in opened(data).tables:
        if any(title in c.text for c in table.rows[0].cells):
            yield from ([c.text for c in row.cells] for row in table.rows[1:])


def test_assumed_objects_say_so_and_open_fields_are_never_empty(written):
    told = {row[0]: row for row in rows(written, "Tên đối tượng")}
    assert told["KT-2"][1] == "Thư điện tử công vụ"
    everything = [cell for row in rows(written, "Mã đối tượng") for cell in row]
    assert "Chưa xác định" in everything
    assert any("Họp <trực> & tuyến (giả định)" in cell for row in rows(written, "Mã") for cell in row)


def test_open_fields_are_listed_with_who_and_by_when(written):
    told = list(rows(written, "Đầu mối xác định"))
    assert told
    assert all(row[3] == "Sở Khoa học và Công nghệ" and row[4] == "31/12/2026" for row in told)


def test_gaps_and_tasks_stand_together(written):
    assert any(row[0] == "30/06/2027" and row[1] == "NV-1" and row[3] == "ND-1" for row in rows(written, "Thời hạn"))


# ---------------------------------------------------------------- the form of an official document


def test_paper_margins_font_and_size_are_those_of_the_decree(written):
    made = opened(written)
    first = made.sections[0]
    assert (first.page_width.mm, first.page_height.mm) == pytest.approx((210, 297), abs=0.2)
    assert 20 <= round(first.top_margin.mm) <= 25
    assert 30 <= round(first.left_margin.mm) <= 35
    assert 15 <= round(first.right_margin.mm) <= 20
    assert {s.font.name for s in made.styles if s.name.startswith("Khung")} == {"Times New Roman"}
    assert made.styles["Khung thân bài"].font.size.pt == 14
    assert any(s.orientation == WD_ORIENT.LANDSCAPE for s in made.sections)


def test_the_title_block_stands_first_and_signature_and_recipients_before_the_appendices(written):
    made = opened(written)
    head = [c.text for c in made.tables[0].rows[0].cells]
    assert head[0].startswith("Ủy ban nhân dân\ntỉnh Mẫu")
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc" in head[1]
    assert "Mẫu, ngày" in head[1]
    signed = next(t for t in made.tables if "Nơi nhận:" in t.rows[0].cells[0].text)
    assert signed.rows[0].cells[1].text.startswith("Chủ tịch")


def test_headings_are_real_and_a_field_lists_them(written):
    made = opened(written)
    levels = [p.style.name for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert {"Heading 1", "Heading 2", "Heading 3"} <= set(levels)
    xml = made.element.xml
    assert 'TOC \\o "1-3"' in xml
    assert xml.count("PAGEREF") == sum(p.style.name in ("Heading 1", "Heading 2", "Heading 3") for p in made.paragraphs)


def test_each_line_of_the_contents_leads_to_its_own_heading_whatever_stands_between():
    figure = Figure("SĐ-T-01", "Hình")
    dot = png(Drawing('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>', 2, 2, (), ()))
    blocks = [Heading(1, "I. Một"), figure, Heading(1, "II. Hai"), figure, Heading(2, "1. Ba")]
    front = Front("A", "1", "B", ("T",), (), (), "", DAY)
    xml = opened(document(front, blocks, {"SĐ-T-01": (dot, 2, 2)})).element.xml
    named = dict(re.findall(r'w:name="(_Toc\d+)"/>\s*<w:r>\s*<w:t[^>]*>([^<]+)<', xml))
    listed = re.findall(r'w:anchor="(_Toc\d+)"[^>]*>\s*<w:r>\s*<w:t[^>]*>([^<]+)<', xml)
    assert [(named[mark], text) for mark, text in listed] == [(t, t) for t in ("I. Một", "II. Hai", "1. Ba")]


def test_page_numbers_stand_at_the_top_and_not_on_the_first_page(written):
    section = opened(written).sections[0]
    assert section.different_first_page_header_footer
    assert " PAGE " in section.header._element.xml


def test_tables_repeat_their_heads(written):
    tables = [t for t in opened(written).tables if len(t.rows) > 1]
    assert tables
    assert all("w:tblHeader" in t.rows[0]._tr.xml for t in tables)


def test_the_same_model_gives_the_same_bytes(material, written):
    assert made(material, {}, {})[0].data == written
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
