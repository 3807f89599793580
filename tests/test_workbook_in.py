"""Template 03 back in: what people changed reaches the YAML, nothing else does, and what cannot be taken is told at its cell."""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from generators.dossier import intake
from generators.dossier.blank import FIRST
from generators.dossier.columns import tables
from khung.load import load

ROOT = Path(__file__).resolve().parent.parent
MODEL = """\
# Mô hình thử
workspace:
  w: {name: Khung, follow_up: so-a, follow_up_by: 2026-12-31, codes: {KT: 3, QG: 1, QH: 1, ND: 1, NV: 2}}
organisation:
  so-a: {name: Sở A, abbreviation: SA, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, tier: province, system: government, assumed: true}
document:
  qd: {name: Quyết định khung, number: 5/QĐ-UBND, issuer: UBND, issued: 2026-01-02}
block:
  k7: {name: Khối bảy, figure: figure-7, layer: data-core-platforms, component: data, assumed: true}
  k7b: {name: Khối bảy B, figure: figure-7, layer: data-core-platforms, component: data, assumed: true}
  k8: {name: Khối tám, figure: figure-8, layer: data-core-platforms, component: data, assumed: true}
platform:
  p: {name: LGSP, code: KT-3, record: original, assumed: true}
application:
  a:   # hệ thống đầu
    name: Hệ thống A   # tên
    name_en: System A
    code: KT-1
    record: original
    owner: so-a
    scope: [province]
    blocks: [k8, k7]
    undetermined:
      lifecycle: {reason: Chờ kiểm kê}
      operator: {reason: Chờ}
    assumed: true
  b:
    name: Hệ thống B
    code: KT-2
    record: original
    owner: so-b
    lifecycle: operating
    assumed: true
  r: {name: Hệ thống R, code: QG-1, record: reference, assumed: true}
exchange:
  q: {name: Q, code: QH-1, type: data-exchange, from: a, to: b, status: planned, basis: [qd], assumed: true}
gap:
  g: {name: G, code: ND-1, objects: [a], gap: Thiếu, tasks: [t], assumed: true}
transition-task:
  t: {name: T, code: NV-1, lead: [so-a], priority: high, deadline: 2027-03-01, assumed: true}
  u: {name: U, code: NV-2, lead: [so-b], assumed: true}
"""


@pytest.fixture
def root(workspace) -> Path:
    return workspace(a=MODEL)


@pytest.fixture
def exported(root, khung, tmp_path) -> Path:
    ran = khung("-C", str(root), "dossier", "workbook", "-o", str(tmp_path / "bang.xlsx"), "--as-of", "2026-11-27")
    assert ran.code == 0, ran.err
    return tmp_path / "bang.xlsx"


def write(path: Path, *cells: tuple[str, str, str, str]) -> None:
    """Change cells of a workbook: sheet, code of the row, key of the column, text."""
    book = load_workbook(path)
    for sheet, code, key, text in cells:
        book[sheet].cell(row_of(book, sheet, code), column_of(sheet, key)).value = text
    book.save(path)


def column_of(sheet: str, key: str) -> int:
    return [c.key for c in tables()[sheet].columns].index(key) + 1


def row_of(book: Workbook, sheet: str, code: str) -> int:
    """The row of a code (of a pair "ND-1/NV-1"); the first empty row for ""."""
    first, _, second = code.partition("/")
    for row in range(FIRST, 200):
        if (book[sheet].cell(row, 1).value or "") == first and (
            not second or book[sheet].cell(row, column_of(sheet, "task_code")).value == second
        ):
            return row
    raise AssertionError(code)


def graph(root: Path):
    return load(root).graph


def test_an_unchanged_workbook_changes_no_byte_of_the_province(khung, tmp_path):
    shutil.copytree(ROOT / "model", tmp_path / "model")
    before = digest(tmp_path / "model")
    assert khung("-C", str(tmp_path), "dossier", "workbook", "-o", str(tmp_path / "b.xlsx")).code == 0
    ran = khung("-C", str(tmp_path), "import", "workbook", str(tmp_path / "b.xlsx"), "--apply")
    assert ran.code == 0, ran.out
    assert "0 ô, 0 phần tử mới, 0 tệp YAML" in ran.out
    assert digest(tmp_path / "model") == before
    assert not (tmp_path / "b.ghi-chu.xlsx").exists()


def digest(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.yaml"))}


RIGHT = (
    ("DM_DOITUONG", "KT-1", "name", "Hệ thống A mới"),
    ("DM_DOITUONG", "KT-1", "owner", "Sở B"),
    ("DM_DOITUONG", "KT-1", "lifecycle", "Đang vận hành"),
    ("DM_DOITUONG", "KT-1", "scope", "Cấp tỉnh\nCấp xã"),
    ("DM_DOITUONG", "KT-1", "operator", "SA"),
    ("DM_DOITUONG", "KT-2", "sharing", "Dùng chung quốc gia cho các ngành, lĩnh vực - Nhóm A"),
    ("DM_DOITUONG", "KT-2", "lifecycle", "Chưa xác định"),
    ("DM_DOITUONG", "KT-2", "data_owner", "Không áp dụng"),
    ("DM_DOITUONG", "KT-2", "note", "=1+1 là chữ"),
    ("QH_KETNOI", "QH-1", "through", "LGSP (KT-3)"),
    ("QH_KETNOI", "QH-1", "classification", "Dữ liệu cá nhân\nMã hóa khi truyền"),
    ("ANHXA", "KT-1", "general", "Khối bảy B"),
    ("ANHXA", "KT-1", "framework", "5/QĐ-UBND"),
    ("HOANTHIEN_NV", "ND-1/NV-1", "deadline", "30/06/2027"),
    ("HOANTHIEN_NV", "ND-1/NV-1", "priority", "Trung bình\nNV-2"),
)
WRONG = (
    ("DM_DOITUONG", "KT-2", "owner", "Sở Không Có", "K815"),
    ("DM_DOITUONG", "KT-2", "model_state", "Hiện trạn", "K814"),
    ("QH_KETNOI", "QH-1", "to", "KT-99", "K815"),
    ("HOANTHIEN_NV", "ND-1/NV-1", "state", "Xong rồi", "K814"),
    ("ANHXA", "KT-2", "general", "Khối chín", "K815"),
)


def test_of_twenty_edits_fifteen_are_applied_and_five_are_told_at_their_cell(root, exported, khung):
    write(exported, *RIGHT, *(w[:4] for w in WRONG))
    before = (root / "model" / "a.yaml").read_text()
    dry = khung("-C", str(root), "import", "workbook", str(exported))
    assert (root / "model" / "a.yaml").read_text() == before
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert (dry.code, ran.code) == (1, 1)
    assert "15 ô, 0 phần tử mới" in ran.out
    book = load_workbook(exported.with_name("bang.ghi-chu.xlsx"))
    for sheet, code, key, _, finding in WRONG:
        cell = book[sheet].cell(row_of(book, sheet, code), column_of(sheet, key))
        assert cell.comment.text.startswith(f"[{finding}] {sheet}!{cell.coordinate}: ")
        assert f"{sheet}!{cell.coordinate}" in ran.out
    made = graph(root)
    assert made["a"]["name"] == "Hệ thống A mới"
    assert (made["a"]["owner"], made["a"]["lifecycle"], made["a"]["operator"]) == ("so-b", "operating", "so-a")
    assert made["a"]["scope"] == ["province", "commune"]
    assert "undetermined" not in made["a"].fields
    assert made["a"]["blocks"] == ["k7b", "k8"]
    assert made["a"]["mapping_framework"] == "qd"
    assert (made["b"]["owner"], made["b"]["sharing"]) == ("so-b", "national-a")
    assert made["b"].is_undetermined("lifecycle")
    assert made["b"].is_not_applicable("data_owner")
    assert made["b"]["note"] == "=1+1 là chữ"
    assert (made["q"]["through"], made["q"]["classification"], made["q"]["protection"]) == (["p"], "personal", "Mã hóa khi truyền")
    assert (made["t"]["deadline"], made["t"]["priority"], made["t"]["depends_on"]) == ("2027-06-30", "medium", ["u"])


def test_comments_order_and_untouched_lines_stay(root, exported, khung):
    write(exported, *RIGHT)
    khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    after = (root / "model" / "a.yaml").read_text()
    head = MODEL.index("    name: Hệ thống A   # tên")
    assert after.startswith(
        MODEL[:head] + "    name: Hệ thống A mới   # tên\n    name_en: System A\n    code: KT-1\n    record: original\n    owner: so-b\n"
    )
    went = [line[2:] for line in difflib.ndiff(MODEL.splitlines(), after.splitlines()) if line.startswith("- ")]
    assert [line.split(":")[0].strip() for line in went] == [
        "name", "owner", "scope", "blocks", "undetermined", "lifecycle", "operator", "lifecycle", "q", "t",
    ]  # fmt: skip


def test_what_changed_on_both_sides_is_a_conflict_and_stays(root, exported, khung):
    path = root / "model" / "a.yaml"
    path.write_text(path.read_text().replace("    owner: so-b\n    lifecycle: operating", "    owner: so-a\n    lifecycle: trial"))
    write(exported, ("DM_DOITUONG", "KT-2", "lifecycle", "Nâng cấp"), ("DM_DOITUONG", "KT-2", "sharing", "Dùng chung cấp tỉnh"))
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert ran.code == 1
    assert "K816" in ran.out
    assert "mô hình ghi “Thử nghiệm”, bảng ghi “Nâng cấp”" in ran.out
    made = graph(root)
    assert (made["b"]["owner"], made["b"]["lifecycle"], made["b"]["sharing"]) == ("so-a", "trial", "province")


def test_rows_that_were_deleted_delete_nothing(root, exported, khung):
    book = load_workbook(exported)
    book["DM_DOITUONG"].delete_rows(row_of(book, "DM_DOITUONG", "KT-2"))
    book.save(exported)
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert "K823" in ran.out
    assert "KT-2" in ran.out
    assert "b" in graph(root)


def test_rows_may_be_sorted_and_columns_moved(root, exported, khung):
    book = load_workbook(exported)
    sheet = book["DM_DOITUONG"]
    sheet.move_range(f"A{FIRST}:T{FIRST}", rows=60)
    sheet.insert_cols(2)
    sheet.cell(row_of(book, "DM_DOITUONG", "KT-2"), column_of("DM_DOITUONG", "owner") + 1).value = "Sở A"
    book.save(exported)
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert "1 ô, 0 phần tử mới" in ran.out
    assert graph(root)["b"]["owner"] == "so-a"


NEW_ROW = (
    ("DM_DOITUONG", "", "record", "Bản ghi gốc"),
    ("DM_DOITUONG", "", "name", "Cơ sở dữ liệu tưới tiêu"),
    ("DM_DOITUONG", "", "object_type", "Cơ sở dữ liệu/tài sản dữ liệu"),
    ("DM_DOITUONG", "", "owner", "Sở B"),
    ("DM_DOITUONG", "", "lifecycle", "Chưa xác định"),
    ("HOANTHIEN_NV", "ND-1/NV-1", "note", "Ghi chú"),
)


def test_a_new_row_is_a_new_element_with_a_code_and_marked_as_assumed(root, exported, khung):
    write(exported, *NEW_ROW)
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert ran.code == 0, ran.out
    made = graph(root)["co-so-du-lieu-tuoi-tieu"]
    assert (made.kind, made["code"], made["owner"], made["database_type"]) == ("database", "KT-4", "so-b", "provincial")
    assert made.assumed
    assert "bang.xlsx" in made["assumed_note"]
    assert made.is_undetermined("lifecycle")
    assert graph(root)["w"]["codes"]["KT"] == 4
    assert load(root).clean


def test_a_new_pair_links_gap_and_task(root, exported, khung):
    book = load_workbook(exported)
    sheet, row = book["HOANTHIEN_NV"], row_of(book, "HOANTHIEN_NV", "")
    for key, text in (("gap_code", "ND-1"), ("task_name", "Nhiệm vụ mới"), ("lead", "Sở A"), ("priority", "Thấp")):
        sheet.cell(row, column_of("HOANTHIEN_NV", key)).value = text
    book.save(exported)
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert ran.code == 0, ran.out
    made = graph(root)
    assert made["nhiem-vu-moi"]["code"] == "NV-3"
    assert made["g"]["tasks"] == ["t", "nhiem-vu-moi"]


def test_a_new_row_that_says_too_little_is_told_and_not_made(root, exported, khung):
    write(exported, ("QH_KETNOI", "", "type", "Trao đổi dữ liệu"), ("QH_KETNOI", "", "from", "KT-1"))
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert ran.code == 1
    assert "K822" in ran.out
    assert "0 phần tử mới" in ran.out


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (("DM_DOITUONG", "KT-2", "owner", ""), "K818"),
        (("ANHXA", "KT-2", "place_02", "SĐ-99"), "K819"),
        (("HOANTHIEN_NV", "ND-1/NV-1", "deadline", "31/02/2027"), "K821"),
        (("QH_KETNOI", "QH-1", "through", "Sở A"), "K822"),
        (("DM_DOITUONG", "KT-2", "code", "KT-77"), "K811"),
        (("DM_DOITUONG", "KT-2", "code", "KT-1"), "K813"),
        (("DM_DOITUONG", "KT-1", "name", "Tên khác"), "K826"),
    ],
)
def test_each_thing_that_cannot_be_taken_has_its_words(root, exported, khung, cell, code):
    write(exported, cell)
    ran = khung("-C", str(root), "import", "workbook", str(exported))
    assert code in ran.out


def test_a_deleted_object_is_not_brought_back(root, exported, khung):
    path = root / "model" / "a.yaml"
    path.write_text(path.read_text().replace("  r: {name: Hệ thống R, code: QG-1, record: reference, assumed: true}\n", ""))
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert "K812" in ran.out
    assert "r" not in graph(root)


def test_a_component_of_a_pack_is_not_edited(khung, tmp_path, province):
    shutil.copytree(ROOT / "model", tmp_path / "model")
    khung("-C", str(tmp_path), "dossier", "workbook", "-o", str(tmp_path / "b.xlsx"))
    packed = next(e for e in province.graph.elements.values() if e.pack and e["record"] and str(e["code"]).startswith("QG-"))
    book = load_workbook(tmp_path / "b.xlsx")
    book["DM_DOITUONG"].cell(
        next(r for r in range(FIRST, 900) if book["DM_DOITUONG"].cell(r, 1).value == packed["code"]), 4
    ).value = "Tên khác"
    book.save(tmp_path / "b.xlsx")
    assert "K820" in khung("-C", str(tmp_path), "import", "workbook", str(tmp_path / "b.xlsx")).out


def test_an_old_inventory_fills_gaps_and_overwrites_nothing(root, khung, tmp_path):
    """A file that the tool did not export: no hidden sheet, its own order of columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "DM_DOITUONG"
    sheet.append(["STT", "Tên đối tượng", "Mã đối tượng", "Cơ quan chủ quản", "Trạng thái vòng đời"])
    sheet.append([1, "Hệ thống A", "KT-1", "Sở B", "Đang vận hành"])
    book.save(tmp_path / "cu.xlsx")
    ran = khung("-C", str(root), "import", "workbook", str(tmp_path / "cu.xlsx"), "--apply")
    assert "K817" in ran.out
    made = graph(root)
    assert (made["a"]["owner"], made["a"]["lifecycle"]) == ("so-a", "operating")


def test_two_files_that_say_two_things_are_told(root, exported, khung, tmp_path):
    other = tmp_path / "khac.xlsx"
    shutil.copy(exported, other)
    write(exported, ("DM_DOITUONG", "KT-2", "sharing", "Dùng chung cấp tỉnh"))
    write(other, ("DM_DOITUONG", "KT-2", "sharing", "Dùng chung nội bộ"))
    ran = khung("-C", str(root), "import", "workbook", str(exported), str(other), "--apply")
    assert "K824" in ran.out
    assert graph(root)["b"]["sharing"] == "province"


def test_an_import_that_would_break_the_model_writes_nothing(root, exported, khung):
    path = root / "model" / "a.yaml"
    path.write_text(path.read_text().replace("lead: [so-b], assumed", "lead: [so-b], depends_on: [t], assumed"))
    before = path.read_bytes()
    write(exported, ("HOANTHIEN_NV", "ND-1/NV-1", "priority", "Cao\nNV-2"))
    ran = khung("-C", str(root), "import", "workbook", str(exported), "--apply")
    assert ran.code == 1
    assert "K204" in ran.out
    assert path.read_bytes() == before


def test_a_crash_while_writing_leaves_the_model_as_it_was(root, exported, monkeypatch):
    from click.testing import CliRunner

    from cli.main import khung as command

    write(exported, *NEW_ROW, ("DM_DOITUONG", "KT-2", "sharing", "Dùng chung cấp tỉnh"))
    before = digest(root / "model")
    moving = os.replace

    def failing(source, target):
        if str(target).endswith(".yaml"):
            raise OSError("điện tắt")
        moving(source, target)

    monkeypatch.setattr(os, "replace", failing)
    ran = CliRunner().invoke(command, ["-C", str(root), "import", "workbook", str(exported), "--apply"])
    assert isinstance(ran.exception, OSError)
    assert digest(root / "model") == before
    assert [p.name for p in (root / "model").iterdir() if p.name.startswith(".khung-")] == []


def test_a_file_without_a_sheet_of_the_template_is_refused(root, khung, tmp_path):
    book = Workbook()
    book.save(tmp_path / "la.xlsx")
    ran = khung("-C", str(root), "import", "workbook", str(tmp_path / "la.xlsx"))
    assert ran.code == 2
    assert "Mẫu số 03" in ran.err


def test_reading_changes_nothing(root, exported):
    data = io.BytesIO(exported.read_bytes())
    found = intake.read(graph(root), load_workbook(data), "bang.xlsx")
    assert (found.changes, found.new, found.findings) == ((), (), ())
