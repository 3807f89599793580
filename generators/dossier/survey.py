"""Survey workbooks: what the model knows of the records of one body, for it to confirm or correct; and what it said.

A survey is template 03 with the rows of that body, a sheet XAC_NHAN (who confirms, when, on what evidence) and a column
XÁC NHẬN on each main sheet. It comes back as any workbook does; the confirmation becomes an element of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generators.dossier import looks
from generators.dossier.blank import DEMAND_ROW, FIRST, HEAD_ROW, HISTORY, blank
from generators.dossier.cells import Words
from generators.dossier.columns import Table, tables
from generators.dossier.intake import Confirmed, at
from generators.dossier.layout import Lists, found, head
from generators.dossier.parse import Wrong, day, shown
from generators.dossier.tables import Row, rows
from generators.dossier.trace import write_trace
from generators.dossier.workbook import about, fill, lay_out
from generators.dossier.xlsx import clean, put, sealed
from generators.project import Project
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.graph import Graph
from khung.house import ORGANISATION
from khung.model import Element
from khung.vietnamese import collation_key, fold

COVER, HEADING = "XAC_NHAN", "XÁC NHẬN"
RIGHT, CORRECTED, NOT_OURS = "Đúng", "Đã sửa", "Không thuộc cơ quan"
_BODY, _ID, _PERSON, _DATE, _EVIDENCE = (
    "Cơ quan",
    "Mã cơ quan trong mô hình",
    "Người xác nhận (họ tên, chức vụ)",
    "Ngày xác nhận",
    "Văn bản, minh chứng",
)
_ROLES = ("owner", "operator", "data_owner", "lead", "coordinating", "users")
_HOW = """\
Xem các dòng ở bốn trang tính chính: đây là điều mô hình của tỉnh đang biết về đối tượng, quan hệ và nhiệm vụ của cơ quan.
Đúng thì chọn “Đúng” ở cột XÁC NHẬN; cần sửa thì sửa ngay tại ô rồi chọn “Đã sửa”; không thuộc cơ quan thì chọn “Không thuộc cơ quan”.
Còn thiếu đối tượng thì thêm dòng mới, để trống cột mã.
Điền người xác nhận, ngày và văn bản ở trên rồi gửi lại tệp này."""


def bodies(graph: Graph) -> list[Element]:
    """The bodies of the province and its communes of which the model knows a record, relation, gap or task."""
    asked = [o for o in graph.of_kind(ORGANISATION) if not o.pack and not o["group"] and o["tier"] in ("province", "commune")]
    return sorted((o for o in asked if _concerned(graph, o)), key=lambda o: (o["tier"] != "province", collation_key(o.name)))


def survey(project: Project, body: Element, made: Mapping[str, list[Row]] | None = None) -> bytes:
    """The survey workbook of one body. `made` holds the rows of the whole model where they were worked out before."""
    graph = project.graph
    mine = _concerned(graph, body)
    made = made or all_rows(graph)
    own = {sheet: [row for row in listed if any(id in mine for id in row.elements)] for sheet, listed in made.items()}
    title = f"{body.name} · {about(project)}"
    names = sorted({o.name for o in graph.of_kind(ORGANISATION)}, key=collation_key)
    book = blank(graph.metamodel, title, names, {sheet: len(listed) for sheet, listed in own.items()}, least=100)
    book.remove(book[HISTORY])
    lists, findings = Lists(book), list[Diagnostic]()
    placed = {}
    for sheet, table in tables().items():
        layout = found(book, table)
        if layout is not None:
            placed[sheet] = fill(layout, table, own[sheet], lists, findings, "")
            lay_out(layout, table, own[sheet])
            _column(book[sheet], table, len(own[sheet]))
    _cover(book, body, title)
    write_trace(book, project, placed)
    return sealed(book)


def all_rows(graph: Graph) -> dict[str, list[Row]]:
    """The rows of every sheet, for many surveys of one model."""
    words = Words(graph)
    return {sheet: rows(graph, sheet, words) for sheet in tables()}


def _concerned(graph: Graph, body: Element) -> frozenset[str]:
    """What a body has to say something about: what it owns, runs, leads or uses, alone or as one of a group; the relations of
    what it owns or runs, and the gaps about it."""
    selves = {body.id} | {r.source for r in graph.into.get(body.id, ()) if r.field == "members"}
    named = {r.source: r.field for id in selves for r in graph.into.get(id, ()) if r.field in _ROLES and not graph[r.source].pack}
    held = {id for id, field in named.items() if field in _ROLES[:3]}
    around = {r.source for id in held for r in graph.into.get(id, ()) if r.field in ("from", "to", "objects")}
    return frozenset(named) | frozenset(around)


def _column(sheet: Worksheet, table: Table, count: int) -> None:
    """The column in which the body answers, row by row."""
    number = len(table.columns) + 3
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].width = 22
    looks.dressed(sheet.cell(HEAD_ROW, number, HEADING), looks.HEAD, looks.CENTRE, looks.CHECK_FILL)
    looks.dressed(sheet.cell(DEMAND_ROW, number, "Chọn một giá trị"), looks.DEMAND, looks.CENTRE, looks.CHECK_FILL)
    for row in range(FIRST, FIRST + count):
        looks.dressed(sheet.cell(row, number), looks.STRONG)
    rule = DataValidation(type="list", formula1=f'"{RIGHT},{CORRECTED},{NOT_OURS}"', allow_blank=True, showErrorMessage=True)
    rule.add(f"{letter}{FIRST}:{letter}{FIRST + max(1, count) - 1}")
    sheet.add_data_validation(rule)
    sheet.auto_filter.ref = f"A{DEMAND_ROW}:{letter}{FIRST + max(1, count) - 1}"


def _cover(book: Workbook, body: Element, title: str) -> None:
    sheet = book.create_sheet(COVER, 0)
    sheet.sheet_view.showGridLines = False
    sheet.cell(1, 1, "Phiếu xác nhận thông tin kiến trúc").font = looks.TITLE
    sheet.cell(2, 1, title).font = looks.ABOUT
    for letter, width in (("A", 36), ("B", 90)):
        sheet.column_dimensions[letter].width = width
    for row, (name, value) in enumerate(((_BODY, body.name), (_ID, body.id), (_PERSON, ""), (_DATE, ""), (_EVIDENCE, "")), 4):
        looks.dressed(sheet.cell(row, 1, name), looks.HEAD, fill=looks.HEAD_FILL)
        looks.dressed(sheet.cell(row, 2))
        put(sheet.cell(row, 2), clean(value))
    for row, text in enumerate(_HOW.split("\n"), 10):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        sheet.cell(row, 1, f"{row - 9}. {text}").alignment = looks.TOP
        sheet.cell(row, 1).font = looks.BODY
        sheet.row_dimensions[row].height = looks.height([(text, 126)])
    looks.printed(sheet, title, paper=looks.A4)
    book.active = 0


def confirmed(graph: Graph, book: Workbook, name: str) -> tuple[Confirmed | None, list[Diagnostic]]:
    """What a survey that came back confirms; None where it is no survey, confirms nothing or does not say who and when."""
    if COVER not in book.sheetnames:
        return None, []
    said = {fold(shown(a)): (row, shown(b)) for row, (a, b) in enumerate(book[COVER].iter_rows(max_col=2, values_only=True), 1) if a}
    answers = list(_answers(graph, book))
    findings = [
        finding("K827", name, line=row, column=column, subject=at(sheet, row, column), sheet=sheet, found=element.name)
        for sheet, row, column, element, word in answers
        if fold(word) == fold(NOT_OURS)
    ]
    findings += [
        finding(
            "K814",
            name,
            line=r,
            column=c,
            subject=at(s, r, c),
            sheet=s,
            found=w,
            column_name=HEADING,
            near=_WORDS,
            allowed="; ".join(_WORDS),
        )
        for s, r, c, _, w in answers
        if fold(w) not in map(fold, _WORDS)
    ]
    right = tuple(e for _, _, _, e, w in answers if fold(w) in (fold(RIGHT), fold(CORRECTED)))
    disclaimed = tuple(e for _, _, _, e, w in answers if fold(w) == fold(NOT_OURS))
    if not right and not disclaimed:
        return None, findings
    body = said.get(fold(_ID), (0, ""))[1]
    row, text = said.get(fold(_DATE), (1, ""))
    try:
        date = day(text) if text else ""
    except Wrong:
        findings.append(finding("K821", name, line=row, column=2, subject=at(COVER, row, 2), sheet=COVER, found=text, column_name=_DATE))
        return None, findings
    person = said.get(fold(_PERSON), (0, ""))[1]
    lacking = [n for n, v in ((_ID, body if body in graph else ""), (_PERSON, person), (_DATE, date)) if not v]
    if lacking:
        words = {"subject": COVER, "sheet": COVER, "wanted": "; ".join(lacking)}
        findings.append(finding("K828", name, line=row, column=2, **words))
        return None, findings
    return Confirmed(graph[body], person, date, said.get(fold(_EVIDENCE), (0, ""))[1], right, disclaimed), findings


_WORDS = (RIGHT, CORRECTED, NOT_OURS)


def _answers(graph: Graph, book: Workbook) -> Iterator[tuple[str, int, int, Element, str]]:
    """The rows that were answered: sheet, row, column, element, word. Of a pair, the task; else its first element."""
    codes = {str(e["code"]): e for e in graph.elements.values() if graph.metamodel.kinds[e.kind].coded and e["code"]}
    for sheet, table in tables().items():
        layout = found(book, table)
        if layout is None:
            continue
        place = next((c.column for c in layout.sheet[layout.head] if isinstance(c.value, str) and head(c.value) == head(HEADING)), None)
        keys = [c.key for c in table.columns if c.field == "code"]
        if place is None:
            continue
        for row in range(layout.first, layout.sheet.max_row + 1):
            word = shown(layout.sheet.cell(row, place).value)
            code = next((c for k in reversed(keys) if (c := shown(layout.sheet.cell(row, layout.columns.get(k, 1)).value)) in codes), "")
            if word and code:
                yield sheet, row, int(place), codes[code], word
