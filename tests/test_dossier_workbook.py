"""Template 03 as a workbook: read back by an independent reader, the same bytes twice, text that stays text."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

from generators.dossier.blank import FIRST, HEAD_ROW
from generators.dossier.columns import NOT_APPLICABLE, UNDETERMINED, tables
from generators.dossier.tables import rows
from generators.dossier.workbook import Made, workbook
from generators.project import Project
from khung.conform import judge

DAY = date(2026, 11, 27)
MODEL = """
workspace:
  w: {name: Khung, follow_up: so, follow_up_by: 2026-12-31, version: "1.0", data_date: 2026-11-23}
organisation:
  so: {name: Sở A, tier: province, system: government, assumed: true}
application:
  a: {name: "=HYPERLINK(\\"http://x\\")", code: KT-1, record: original, owner: so, sharing: national-a, assumed: true, evidence: "+1", confirmed_by: "@SUM(A1)", note: "-2"}
  b: {name: "Tab\\tvà\\a chuông", code: KT-2, record: original, assumed: true}
exchange:
  q: {name: Q, code: QH-1, type: data-exchange, from: a, to: b, status: planned, assumed: true}
gap:
  g: {name: G, code: ND-1, objects: [a, b], tasks: [t], option: keep, assumed: true}
transition-task:
  t: {name: T, code: NV-1, lead: [so], priority: high, deadline: 2027-01-29, assumed: true}
"""


def project(graph) -> Project:
    return Project(graph, judge(graph, DAY, "complete"), (), DAY)


@pytest.fixture
def small(load_text) -> Project:
    return project(load_text(MODEL).graph)


@pytest.fixture(scope="module")
def official(province) -> Made:
    """The workbook of the province."""
    return workbook(project(province.graph))


def read_back(made: Made) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(made.data))


def test_the_sheets_are_those_of_the_guidance(official):
    names = read_back(official).sheet_names
    assert names[:8] == ["DM_DOITUONG", "QH_KETNOI", "ANHXA", "HOANTHIEN_NV", "HUONG_DAN", "DM_GIATRI", "TU_DIEN_TRUONG", "LS_PHIENBAN"]
    assert official.findings == ()


@pytest.mark.parametrize("sheet", tables())
def test_what_is_written_is_what_the_tables_say(official, province, sheet):
    table, made = tables()[sheet], rows(province.graph, sheet)
    back = read_back(official).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    assert back[HEAD_ROW - 1][: len(table.columns)] == [c.title.vi for c in table.columns]
    assert [row[: len(table.columns)] for row in back[FIRST - 1 : FIRST - 1 + len(made)]] == [[c.text for c in row.cells] for row in made]


@pytest.mark.parametrize("sheet", tables())
def test_a_required_field_is_there_or_undetermined_with_who_and_by_when(official, sheet):
    columns = tables()[sheet].columns
    back = read_back(official).get_sheet_by_name(sheet).to_python(skip_empty_area=False)[FIRST - 1 :]
    for row in (r for r in back if any(r[: len(columns)])):
        for place, column in enumerate(columns):
            if column.required and column.when is None:
                assert row[place], (row[0], column.key)
        if UNDETERMINED in row[:-1]:
            note = row[len(columns) - 1]
            assert "Chưa xác định:" in note, row[0]
            assert "Đầu mối:" in note, row[0]
            assert "hạn " in note, row[0]


def test_the_same_model_gives_the_same_bytes(small):
    assert workbook(small).data == workbook(small).data
    times = {e.date_time for e in zipfile.ZipFile(io.BytesIO(workbook(small).data)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_text_that_looks_like_a_formula_stays_text(small):
    sheet = load_workbook(io.BytesIO(workbook(small).data))["DM_DOITUONG"]
    row = {c.key: sheet.cell(FIRST, n) for n, c in enumerate(tables()["DM_DOITUONG"].columns, 1)}
    assert row["name"].value == '=HYPERLINK("http://x")'
    assert [row[k].data_type for k in ("name", "evidence", "confirmed_by")] == ["s", "s", "s"]
    assert [row[k].quotePrefix for k in ("name", "evidence", "confirmed_by", "note")] == [True, True, True, True]


def test_control_characters_do_not_break_the_file(small):
    back = read_back(workbook(small)).get_sheet_by_name("DM_DOITUONG").to_python(skip_empty_area=False)
    assert back[FIRST][3] == "Tab\tvà chuông"


def test_lists_checks_marks_and_print_are_set_up(official):
    book = load_workbook(io.BytesIO(official.data))
    for name, table in tables().items():
        sheet = book[name]
        assert sheet.freeze_panes == f"B{FIRST}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
        assert sheet.conditional_formatting
        lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
        fields = [f for c in table.columns if (f := table.field(book_metamodel(), c)) and f.of]
        assert len(lists) >= len(fields)
        formula = sheet.cell(FIRST + 3, len(table.columns) + 1).value
        assert formula.startswith(f"=IF(COUNTA(A{FIRST + 3}:")
        assert len(formula) < 8192
        assert {sheet.cell(FIRST, n).font.name for n in range(1, 5)} == {"Times New Roman"}
    assert book["_KHUNG"].sheet_state == "veryHidden"


def book_metamodel():
    from khung.load import shipped_metamodel

    return shipped_metamodel()


def template(*, drop: str = "", rename: str = "", add: str = "", allowed: str = "") -> Workbook:
    """A blank file as a ministry might issue: heads in row 6, columns in another order, its own list of sharing values."""
    book = Workbook()
    for name, table in tables().items():
        if name == drop:
            continue
        sheet = book.create_sheet(name)
        sheet["B2"] = "MẪU SỐ 03"
        titles = [c.title.vi.upper() for c in reversed(table.columns) if c.title.vi != rename] + ([add] if add else [])
        for place, title in enumerate(titles, 2):
            sheet.cell(6, place, f"{title} (*)")
            sheet.cell(7, place, f"({place - 1})")
        if allowed and name == "DM_DOITUONG":
            rule = DataValidation(type="list", formula1=f'"{allowed}"')
            rule.add("A8:Z99")
            sheet.add_data_validation(rule)
        sheet.cell(8, 1, "=ROW()-7")
    return book


def test_an_official_blank_file_is_filled_where_its_heads_say(small):
    made = workbook(small, template(), "mau.xlsx")
    assert made.findings == ()
    sheet = load_workbook(io.BytesIO(made.data))["DM_DOITUONG"]
    by_title = {sheet.cell(6, n).value: n for n in range(2, 22)}
    assert sheet.cell(8, by_title["MÃ ĐỐI TƯỢNG (*)"]).value == "KT-1"
    assert sheet.cell(9, by_title["MÃ ĐỐI TƯỢNG (*)"]).value == "KT-2"
    assert sheet["B2"].value == "MẪU SỐ 03"
    assert sheet.cell(7, 2).value == "(1)"
    assert [sheet.cell(n, 1).value for n in (8, 9)] == ["=ROW()-7", "=ROW()-7"]


def test_what_does_not_fit_an_official_file_is_told(small):
    made = workbook(small, template(drop="ANHXA", rename="Ghi chú", add="Mã NAS"), "mau.xlsx")
    told = [(d.code, d.args.get("sheet"), d.args.get("column_name")) for d in made.findings]
    assert ("K801", "ANHXA", None) in told
    assert ("K802", "DM_DOITUONG", "Ghi chú") in told
    assert ("K803", "QH_KETNOI", "Mã NAS (*)") in told


def test_values_take_the_spelling_of_the_official_list(small):
    made = workbook(small, template(allowed="DÙNG CHUNG QUỐC GIA CHO CÁC NGÀNH - A,bản ghi gốc"), "mau.xlsx")
    sheet = load_workbook(io.BytesIO(made.data))["DM_DOITUONG"]
    texts = {c.value for c in sheet[8]}
    assert "bản ghi gốc" in texts
    assert any(d.code == "K804" and d.args["found"].endswith("Nhóm A") for d in made.findings)


def test_not_applicable_is_written_as_the_guidance_asks(small):
    back = read_back(workbook(small)).get_sheet_by_name("DM_DOITUONG").to_python(skip_empty_area=False)
    keys = [c.key for c in tables()["DM_DOITUONG"].columns]
    assert back[FIRST - 1][keys.index("local_use")] == NOT_APPLICABLE


def test_the_command_writes_the_workbook(khung, workspace, tmp_path):
    ran = khung("-C", str(workspace(a=MODEL)), "dossier", "workbook", "-o", str(tmp_path / "m.xlsx"))
    assert ran.code == 0, ran.err
    assert CalamineWorkbook.from_path(tmp_path / "m.xlsx").sheet_names[0] == "DM_DOITUONG"


def test_the_history_names_the_working_edition(khung, workspace, tmp_path):
    khung("-C", str(workspace(a=MODEL)), "dossier", "workbook", "-o", str(tmp_path / "m.xlsx"))
    history = CalamineWorkbook.from_path(tmp_path / "m.xlsx").get_sheet_by_name("LS_PHIENBAN").to_python()
    assert history[HEAD_ROW][:3] == ["1.0", "23/11/2026", "Bản làm việc, chưa ban hành"]


def test_what_is_restricted_stays_out_of_the_public_copy(khung, workspace, tmp_path):
    secret = MODEL.replace("code: KT-2, record", "code: KT-2, classification: secret, record")
    root = str(workspace(a=secret))
    for copy in ("public", "restricted"):
        khung("-C", root, "dossier", "workbook", "-o", str(tmp_path / f"{copy}.xlsx"), "--copy", copy)
    seen = {
        copy: str(CalamineWorkbook.from_path(tmp_path / f"{copy}.xlsx").get_sheet_by_name("DM_DOITUONG").to_python())
        for copy in ("public", "restricted")
    }
    assert "KT-2" in seen["restricted"]
    assert "Tab\\tvà chuông" not in seen["public"]
