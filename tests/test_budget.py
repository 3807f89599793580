"""The budget workbook: only figures that the model has, nothing divided that was not divided."""

from __future__ import annotations

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from generators.dossier.budget import budget
from generators.project import Project
from khung.conform import judge

DAY = date(2026, 11, 27)
MODEL = """
workspace:
  w: {name: Khung, follow_up: so-khcn, follow_up_by: 2026-12-31}
organisation:
  so-khcn: {name: Sở KHCN, tier: province, system: government, assumed: true}
  so-yt: {name: Sở Y tế, tier: province, system: government, assumed: true}
  cac-so: {name: Các sở, tier: province, system: government, group: true, members: [so-khcn, so-yt], assumed: true}
  xa: {name: Xã A, tier: commune, system: government, assumed: true}
budget-line:
  a: {name: Phần mềm, fund: state-budget, year: 2027, amount: 1200.5, requested_by: [so-khcn], finances: [t], assumed: true}
  b: {name: Hạ tầng, fund: state-budget, year: 2027, amount: 300, requested_by: [cac-so], assumed: true}
  c: {name: Số hóa, fund: state-budget, requested_by: [xa], undetermined: {amount: {reason: Chưa lập dự toán}}, assumed: true}
  d: {name: "=Thuê dịch vụ", fund: public-private, year: 2028, requested_by: [cac-so], assumed: true}
task:
  t: {name: Nhiệm vụ T, product: P, lead: [so-yt], deadline: 2027-06-30, assumed: true}
  u: {name: Nhiệm vụ U, product: P, lead: [xa], assumed: true}
"""


@pytest.fixture
def book(load_text) -> CalamineWorkbook:
    graph = load_text(MODEL).graph
    return CalamineWorkbook.from_filelike(io.BytesIO(budget(Project(graph, judge(graph, DAY, "complete"), (), DAY))))


def rows(book: CalamineWorkbook, sheet: str) -> list[list[object]]:
    return book.get_sheet_by_name(sheet).to_python()[3:]


def test_totals_are_of_known_figures_only(book):
    heads = book.get_sheet_by_name("TONG_HOP").to_python()[2]
    assert heads[:5] == ["Nguồn kinh phí", "2027", "2028", "Chưa xác định năm", "Cộng số đã có"]
    assert rows(book, "TONG_HOP") == [
        ["Ngân sách nhà nước", 1500.5, "", "Chưa xác định", 1500.5, 3, 1],
        ["Hợp tác công tư", "", "Chưa xác định", "", "Chưa xác định", 1, 1],
        ["Tổng cộng", 1500.5, "Chưa xác định", "Chưa xác định", 1500.5, 4, 2],
    ]


def test_a_line_without_a_figure_says_who_and_by_when(book):
    line = next(r for r in rows(book, "HANG_MUC") if r[1] == "Số hóa")
    assert line[6] == "Chưa xác định"
    assert line[8] == "Đầu mối: Sở KHCN; hạn 31/12/2026; Chưa lập dự toán"


def test_an_amount_of_several_bodies_is_not_divided(book):
    said = {(r[1], r[5]): (r[4], r[6], r[7]) for r in rows(book, "CO_QUAN")}
    assert said["Sở KHCN", "Phần mềm"] == (1200.5, "", "")
    assert said["Sở Y tế", "Hạ tầng"] == ("Chưa xác định", "Các sở", "Chưa phân bổ cho từng cơ quan")
    assert said["Xã A", "Số hóa"][0] == "Chưa xác định"


def test_a_task_names_what_pays_for_it(book):
    said = {r[1]: r[5] for r in rows(book, "NHIEM_VU")}
    assert said == {"Nhiệm vụ T": "Phần mềm (Ngân sách nhà nước)", "Nhiệm vụ U": "Chưa xác định"}


def test_text_stays_text(book):
    assert any(r[1] == "=Thuê dịch vụ" for r in rows(book, "HANG_MUC"))


def test_the_province_has_its_65_communes_and_invents_no_figure(khung, tmp_path):
    ran = khung("report", "budget", "-o", str(tmp_path / "b.xlsx"))
    assert ran.code == 0, ran.err
    book = CalamineWorkbook.from_path(tmp_path / "b.xlsx")
    assert len({r[1] for r in rows(book, "CO_QUAN") if r[0] == "Cấp xã"}) >= 65
    assert not any(isinstance(v, float) for r in rows(book, "HANG_MUC") for v in r)
