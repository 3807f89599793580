"""Template 03 as values: the guidance's columns, nothing empty that is required, nothing assumed that passes as stated."""

from __future__ import annotations

import pytest

from generators.dossier.cells import State
from generators.dossier.columns import NOT_APPLICABLE, UNDETERMINED, tables
from generators.dossier.tables import Row, rows

SHEETS = {
    "DM_DOITUONG": "Mã đối tượng|Loại bản ghi|Mã định danh gốc/mã nguồn|Tên đối tượng|Loại đối tượng|Lớp kiến trúc/thành phần xuyên suốt|"
    "Thành phần trong lớp|Trạng thái mô hình|Phạm vi sử dụng|Phạm vi/hình thức dùng chung|Cơ quan chủ quản|Đơn vị vận hành|"
    "Đầu mối kỹ thuật/vận hành|Chủ quản dữ liệu|Trạng thái vòng đời|Tình trạng khai thác tại cơ quan|Phương án hoàn thiện|"
    "Nguồn/minh chứng|Đầu mối xác nhận|Ghi chú",
    "QH_KETNOI": "Mã quan hệ|Đối tượng nguồn|Loại quan hệ|Đối tượng đích|Dữ liệu/dịch vụ trao đổi|Cơ chế/kênh kết nối|Trạng thái|"
    "Tần suất/mức dịch vụ|Căn cứ/nguồn xác nhận|Phân loại và yêu cầu bảo vệ dữ liệu|Cơ quan/đầu mối phối hợp|Ghi chú",
    "ANHXA": "Mã đối tượng|Mô hình khái quát|Mô hình thành phần do cơ quan triển khai|Kiến trúc cấp xã|Khung/tài liệu nguồn|"
    "Cơ quan ban hành/chủ quản tài liệu nguồn|Phiên bản/ngày hiệu lực của tài liệu nguồn|Mã/tên đối tượng nguồn|Quan hệ ánh xạ|"
    "Vị trí trong Mẫu số 01|Vị trí trong Mẫu số 02|Kết quả đối chiếu/ghi chú",
    "HOANTHIEN_NV": "Mã nội dung|Đối tượng liên quan|Hiện trạng|Yêu cầu cần đạt|Nội dung cần hoàn thiện|Phương án xử lý ở mức kiến trúc|"
    "Phạm vi quản trị|Mã nhiệm vụ chuyển đổi kiến trúc|Tên/mục tiêu nhiệm vụ chuyển đổi kiến trúc|Kết quả kiến trúc cần đạt|"
    "Cơ quan/đơn vị chủ trì nhiệm vụ chuyển đổi kiến trúc|Cơ quan phối hợp|Mức ưu tiên/phụ thuộc|Thời hạn/giai đoạn chuyển đổi dự kiến|"
    "Nguồn lực dự kiến|Tình trạng cụ thể hóa nhiệm vụ|Chương trình/kế hoạch/đề án/nhiệm vụ/dự án liên quan|Tiến độ thực hiện|"
    "Tiêu chí và nguồn dữ liệu kiểm chứng kết quả kiến trúc|Mức sẵn sàng dữ liệu|Trạng thái thực hiện|Ghi chú",
}
"""The guidance's own column names (Mẫu số 03, section 5, Bảng 1-4), copied by hand from its text."""
MODEL = """
workspace:
  w: {name: W, follow_up: so-khcn, follow_up_by: 2026-12-31}
organisation:
  so-khcn: {name: Sở Khoa học và Công nghệ, tier: province, system: government, assumed: true}
application:
  b:
    name: Hệ thống B
    code: KT-10
    record: original
    assumed: true
    assumed_note: Chưa có nguồn nêu
    evidence: Biên bản 1
  a:
    name: Hệ thống A
    code: KT-9
    record: reference
    source: [vb]
    owner: so-khcn
    scope: [province, commune]
    undetermined:
      source_code: {who: so-khcn, by: 2027-01-05, reason: Chờ bộ cấp mã}
    not_applicable: {option: Do bộ quyết định}
  hidden: {name: Không phải bản ghi, assumed: true}
document:
  vb: {name: Quyết định 5, number: 5/QĐ, issuer: Bộ A, issued: 2026-01-02}
exchange:
  q: {name: Q, code: QH-2, type: data-exchange, from: a, to: b, status: planned, assumed: true}
gap:
  g: {name: G, code: ND-1, objects: [b, a], tasks: [t, u], assumed: true}
  h: {name: H, code: ND-2, objects: [a], assumed: true}
transition-task:
  t: {name: T, code: NV-1, lead: [so-khcn], priority: high, depends_on: [u], deadline: 2027-03-01, assumed: true}
  u: {name: U, code: NV-2, lead: [so-khcn], assumed: true}
  v: {name: V, code: NV-3, lead: [so-khcn], assumed: true}
"""


@pytest.fixture
def cells(load_text):
    """The cells of a sheet of the small model, by the codes of the row and the key of the column."""
    graph = load_text(MODEL).graph

    def reading(sheet: str) -> dict[tuple[str, ...], dict[str, object]]:
        return {row.codes: dict(zip((c.key for c in tables()[sheet].columns), row.cells, strict=True)) for row in rows(graph, sheet)}

    return reading


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_columns_are_the_guidance_s(sheet):
    assert [c.title.vi for c in tables()[sheet].columns] == SHEETS[sheet].split("|")


def test_rows_are_records_sorted_by_code(cells):
    assert list(cells("DM_DOITUONG")) == [("KT-9",), ("KT-10",)]


def test_a_pair_of_gap_and_task_is_a_row_and_nothing_is_lost(cells):
    made = cells("HOANTHIEN_NV")
    assert set(made) == {("ND-1", "NV-1"), ("ND-1", "NV-2"), ("ND-2", ""), ("", "NV-3")}
    assert made["ND-2", ""]["task_code"].text == UNDETERMINED
    assert made["ND-1", "NV-1"]["priority"].text == "Cao\nNV-2"
    assert made["ND-1", "NV-1"]["deadline"].text == "01/03/2027"
    assert made["ND-1", "NV-1"]["objects"].text == "KT-10; KT-9"


def test_what_is_undetermined_names_who_and_by_when(cells):
    row = cells("DM_DOITUONG")["KT-9",]
    assert (row["source_code"].text, row["source_code"].state) == (UNDETERMINED, State.UNDETERMINED)
    note = row["note"].text
    assert "Mã định danh gốc/mã nguồn (Chờ bộ cấp mã). Đầu mối: Sở Khoa học và Công nghệ; hạn 05/01/2027" in note
    assert (row["sharing"].text, row["sharing"].state) == (UNDETERMINED, State.MISSING)
    assert "hạn 31/12/2026" in note


def test_what_does_not_apply_says_so(cells):
    made = cells("DM_DOITUONG")
    assert made["KT-9",]["option"].text == NOT_APPLICABLE
    assert "Phương án hoàn thiện (Do bộ quyết định)" in made["KT-9",]["note"].text
    assert made["KT-10",]["local_use"].text == NOT_APPLICABLE
    assert made["KT-10",]["source_code"].state is State.BLANK


def test_an_assumption_is_marked_in_the_note_and_in_the_source(cells):
    made = cells("DM_DOITUONG")
    assert "Giả định: Chưa có nguồn nêu." in made["KT-10",]["note"].text
    assert "Giả định, chưa có nguồn xác nhận" in made["KT-10",]["evidence"].text
    assert made["KT-10",]["evidence"].own == "Biên bản 1"
    assert "Giả định" not in made["KT-9",]["note"].text
    assert "Giả định" in cells("QH_KETNOI")["QH-2",]["basis"].text


def test_a_citation_names_number_issuer_and_date(cells):
    assert cells("DM_DOITUONG")["KT-9",]["evidence"].text == "Nguồn: 5/QĐ (Bộ A, 02/01/2026)"


def test_ends_of_a_relation_are_codes_in_the_direction_of_the_guidance(cells):
    row = cells("QH_KETNOI")["QH-2",]
    assert (row["from"].text, row["to"].text, row["type"].text) == ("KT-9", "KT-10", "Trao đổi dữ liệu")


def test_every_cell_knows_where_it_comes_from(cells):
    cell = cells("DM_DOITUONG")["KT-9",]["scope"]
    assert (cell.text, cell.element, cell.field) == ("Cấp tỉnh\nCấp xã", "a", "scope")


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_province_leaves_no_required_cell_empty(province, sheet):
    made: list[Row] = rows(province.graph, sheet)
    assert made
    empty = [
        (row.elements, c.key)
        for row in made
        for c, cell in zip(tables()[sheet].columns, row.cells, strict=True)
        if c.required and c.when is None and not cell.text
    ]
    assert empty == []
