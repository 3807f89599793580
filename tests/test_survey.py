"""Survey workbooks: each body sees its own records, and what it confirms is recorded with who, when and on what evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from generators.dossier.blank import FIRST
from generators.dossier.columns import tables
from generators.dossier.survey import COVER
from khung.load import load

MODEL = """\
workspace:
  w: {name: Khung, follow_up: so-a, follow_up_by: 2026-12-31}
organisation:
  so-a: {name: Sở A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, tier: province, system: government, assumed: true}
  xa-1: {name: Xã Một, tier: commune, system: government, assumed: true}
  xa-2: {name: Xã Hai, tier: commune, system: government, assumed: true}
  cac-xa: {name: Các xã, tier: commune-group, system: government, group: true, members: [xa-1, xa-2], assumed: true}
application:
  a: {name: Hệ thống A, code: KT-1, record: original, owner: so-a, users: [cac-xa], assumed: true, undetermined: {confirmed_by: {reason: Chưa có}}}
  b: {name: Hệ thống B, code: KT-2, record: original, owner: so-b, assumed: true}
exchange:
  q: {name: Q, code: QH-1, type: data-exchange, from: b, to: a, status: planned, assumed: true}
"""


@pytest.fixture
def root(workspace) -> Path:
    return workspace(a=MODEL)


@pytest.fixture
def sent(root, khung, tmp_path) -> Path:
    ran = khung("-C", str(root), "survey", "export", "--all", "-o", str(tmp_path / "phieu"))
    assert ran.code == 0, ran.err
    return tmp_path / "phieu"


def answer(
    path: Path, *, person: str = "Nguyễn Văn A, Phó Giám đốc", day: str = "05/12/2026", word: str = "Đúng", evidence: str = "CV 12/SA"
) -> None:
    """Fill in a survey as a body would: the cover, and one word in every row of the objects."""
    book = load_workbook(path)
    for row, text in ((6, person), (7, day), (8, evidence)):
        book[COVER].cell(row, 2).value = text
    sheet, place = book["DM_DOITUONG"], len(tables()["DM_DOITUONG"].columns) + 3
    for row in range(FIRST, 50):
        if sheet.cell(row, 1).value:
            sheet.cell(row, place).value = word
    book.save(path)


def codes(path: Path, sheet: str = "DM_DOITUONG") -> list[str]:
    book = load_workbook(path)
    return [str(v) for (v,) in book[sheet].iter_rows(min_row=FIRST, max_col=1, values_only=True) if v]


def test_each_body_concerned_gets_one_with_its_own_rows(sent):
    assert sorted(p.name for p in sent.iterdir()) == ["so-a.xlsx", "so-b.xlsx", "xa-1.xlsx", "xa-2.xlsx"]
    assert codes(sent / "so-a.xlsx") == ["KT-1"]
    assert codes(sent / "so-b.xlsx") == ["KT-2"]
    assert codes(sent / "xa-1.xlsx") == ["KT-1"]
    assert codes(sent / "so-b.xlsx", "QH_KETNOI") == ["QH-1"]
    book = load_workbook(sent / "so-a.xlsx")
    assert book.sheetnames[0] == COVER
    assert [book[COVER].cell(n, 2).value for n in (4, 5)] == ["Sở A", "so-a"]


def test_one_that_comes_back_unanswered_changes_nothing(root, sent, khung):
    before = (root / "model" / "a.yaml").read_bytes()
    ran = khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    assert ran.code == 0
    assert "0 ô, 0 phần tử mới, 0 tệp" in ran.out
    assert (root / "model" / "a.yaml").read_bytes() == before


def test_a_confirmation_records_who_when_and_on_what(root, sent, khung):
    answer(sent / "so-a.xlsx")
    ran = khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    assert ran.code == 0, ran.out
    graph = load(root).graph
    made = graph["xac-nhan-so-a-2026-12-05"]
    assert (made.kind, made["by"], made["person"], made["date"], made["evidence"], made["concerns"]) == (
        "confirmation", "so-a", "Nguyễn Văn A, Phó Giám đốc", "2026-12-05", "CV 12/SA", ["a"],
    )  # fmt: skip
    assert graph["a"]["confirmed_by"] == "Sở A"
    assert not graph["a"].is_undetermined("confirmed_by")
    assert load(root).clean


def test_it_shows_in_the_next_workbook(root, sent, khung, tmp_path):
    answer(sent / "so-a.xlsx")
    khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    khung("-C", str(root), "dossier", "workbook", "-o", str(tmp_path / "b.xlsx"))
    sheet = load_workbook(tmp_path / "b.xlsx")["DM_DOITUONG"]
    place = [c.key for c in tables()["DM_DOITUONG"].columns].index("confirmed_by") + 1
    assert sheet.cell(FIRST, place).value == "Sở A\n• Sở A xác nhận ngày 05/12/2026 (Nguyễn Văn A, Phó Giám đốc; CV 12/SA)"


def test_two_communes_confirm_one_shared_object_without_conflict(root, sent, khung):
    answer(sent / "xa-1.xlsx")
    answer(sent / "xa-2.xlsx", person="Trần Thị B")
    ran = khung("-C", str(root), "import", "workbook", *(str(sent / f"xa-{n}.xlsx") for n in (1, 2)), "--apply")
    assert ran.code == 0, ran.out
    graph = load(root).graph
    assert {graph[f"xac-nhan-xa-{n}-2026-12-05"]["person"] for n in (1, 2)} == {"Nguyễn Văn A, Phó Giám đốc", "Trần Thị B"}
    assert not graph["a"]["confirmed_by"]  # only its owner's word is the contact


def test_a_second_time_changes_nothing(root, sent, khung):
    answer(sent / "so-a.xlsx")
    for _ in range(2):
        ran = khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    assert "0 tệp YAML" in ran.out


def test_a_correction_and_a_confirmation_come_together(root, sent, khung):
    answer(sent / "so-a.xlsx", word="Đã sửa")
    book = load_workbook(sent / "so-a.xlsx")
    book["DM_DOITUONG"].cell(FIRST, 4).value = "Hệ thống A của tỉnh"
    book.save(sent / "so-a.xlsx")
    khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    graph = load(root).graph
    assert graph["a"].name == "Hệ thống A của tỉnh"
    assert graph["xac-nhan-so-a-2026-12-05"]["concerns"] == ["a"]


def test_what_is_not_theirs_is_told_and_recorded(root, sent, khung):
    answer(sent / "so-a.xlsx", word="Không thuộc cơ quan")
    ran = khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    assert "K827 DM_DOITUONG!W5" in ran.out
    graph = load(root).graph
    assert graph["xac-nhan-so-a-2026-12-05"]["disclaims"] == ["a"]
    assert graph["a"]["owner"] == "so-a"


@pytest.mark.parametrize(
    ("change", "code"), [({"person": ""}, "K828"), ({"day": ""}, "K828"), ({"day": "32/12/2026"}, "K821"), ({"word": "ừ"}, "K814")]
)
def test_without_who_or_when_nothing_is_recorded(root, sent, khung, change, code):
    answer(sent / "so-a.xlsx", **change)
    ran = khung("-C", str(root), "import", "workbook", str(sent / "so-a.xlsx"), "--apply")
    assert ran.code == 1
    assert code in ran.out
    assert not any(e.kind == "confirmation" for e in load(root).graph.elements.values())


def test_every_department_and_commune_of_the_province_gets_one(province):
    from generators.dossier.survey import bodies

    found = bodies(province.graph)
    assert sum(b["tier"] == "commune" for b in found) == 65
    assert sum(b["tier"] == "province" for b in found) >= 20
