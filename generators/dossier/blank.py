"""Our blank file of template 03: the sheets that the guidance names, with lists, checks, marks and print set-up, and no data.

The Ministry's own blank file takes its place with `--template`: both are filled by `generators.dossier.workbook`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generators.dossier import looks
from generators.dossier.checks import GOOD, HEADING, OPEN_HEADING, check, still_open
from generators.dossier.columns import NOT_APPLICABLE, UNDETERMINED, Column, Table, label, tables
from khung.diagnostic import Text
from khung.metamodel import Metamodel

HEAD_ROW, DEMAND_ROW, FIRST = 3, 4, 5
GUIDE, VALUES, DICTIONARY, HISTORY = "HUONG_DAN", "DM_GIATRI", "TU_DIEN_TRUONG", "LS_PHIENBAN"
BODIES = "Cơ quan, đơn vị"
_MANY = ("choices", "refs")


def blank(metamodel: Metamodel, about: str, bodies: Iterable[str], rows: Mapping[str, int], least: int = looks.MOST_ROWS) -> Workbook:
    """A new file for `rows` rows a sheet, prepared for `least`. `about` says whose data it is, `bodies` are names to pick from."""
    book = Workbook()
    sheets = {name: book.create_sheet(name) for name in (*tables(), GUIDE, VALUES, DICTIONARY, HISTORY)}
    book.remove(book.worksheets[0])
    lists = _values(sheets[VALUES], metamodel, bodies)
    last = {name: max(least, count + 100) + FIRST - 1 for name, count in rows.items()}
    objects = f"DM_DOITUONG!$A${FIRST}:$A${last['DM_DOITUONG']}"
    for name, table in tables().items():
        _data(sheets[name], metamodel, table, about, lists, last[name], "" if name == "DM_DOITUONG" else objects)
    _guide(sheets[GUIDE], about, last)
    _dictionary(sheets[DICTIONARY], metamodel)
    head(sheets[HISTORY], "Lịch sử phiên bản", about, HISTORY_COLUMNS)
    looks.printed(sheets[HISTORY], about, paper=looks.A4, head=f"1:{HEAD_ROW}")
    return book


HISTORY_COLUMNS: Sequence[tuple[Text, int]] = (
    (Text("Phiên bản", "Version"), 12),
    (Text("Ngày", "Date"), 12),
    (Text("Nội dung thay đổi", "Change"), 60),
    (Text("Căn cứ", "Basis"), 36),
    (Text("Đối tượng liên quan", "Objects"), 44),
    (Text("Cơ quan/đơn vị thực hiện", "Body"), 26),
)


def head(sheet: Worksheet, title: str, about: str, columns: Sequence[tuple[Text, int]]) -> None:
    """Title, what it is about, and the head row of a list."""
    _titled(sheet, title, about)
    for number, (name, width) in enumerate(columns, 1):
        looks.dressed(sheet.cell(HEAD_ROW, number, name.vi), looks.HEAD, looks.CENTRE, looks.HEAD_FILL)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"


def _titled(sheet: Worksheet, title: str, about: str) -> None:
    for row, text, font in ((1, title, looks.TITLE), (2, about, looks.ABOUT)):
        sheet.cell(row, 1, text).font = font
    sheet.row_dimensions[1].height = 22
    sheet.sheet_view.showGridLines = False


def _data(sheet: Worksheet, metamodel: Metamodel, table: Table, about: str, lists: Mapping[str, str], last: int, objects: str) -> None:
    head(sheet, table.title.vi, about, [(c.title, c.width) for c in table.columns])
    count = len(table.columns)
    for number, column in enumerate(table.columns, 1):
        looks.dressed(sheet.cell(DEMAND_ROW, number, column.demand), looks.DEMAND, looks.CENTRE, looks.DEMAND_FILL)
        looks.dressed(sheet.cell(FIRST, number), looks.STRONG if number == 1 else looks.BODY)
        letter = get_column_letter(number)
        _listed(sheet, metamodel, table, column, lists, f"{letter}{FIRST}:{letter}{last}")
    for number, (name, formula, width) in enumerate(
        (
            (HEADING, check(metamodel, table, lists, (HEAD_ROW, FIRST, last), objects), 40),
            (OPEN_HEADING, still_open(table, FIRST), 12),
        ),
        count + 1,
    ):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        for row in (HEAD_ROW, DEMAND_ROW, FIRST):
            looks.dressed(sheet.cell(row, number), looks.HEAD if row == HEAD_ROW else looks.BODY, fill=looks.CHECK_FILL)
        sheet.cell(HEAD_ROW, number, name).alignment = looks.CENTRE
        sheet.cell(FIRST, number, formula)
    _marks(sheet, table, last)
    sheet.row_dimensions[HEAD_ROW].height, sheet.row_dimensions[DEMAND_ROW].height = 48, 64
    sheet.freeze_panes = f"B{FIRST}"
    sheet.auto_filter.ref = f"A{DEMAND_ROW}:{get_column_letter(count + 2)}{last}"
    looks.printed(sheet, about, paper=looks.A3, wide=2, head=f"{HEAD_ROW}:{DEMAND_ROW}", side="A:A", title=table.title.vi)


def _marks(sheet: Worksheet, table: Table, last: int) -> None:
    """Amber: open. Red: required and empty, and rows that do not pass their check."""
    end = get_column_letter(len(table.columns))
    looks.marked(sheet, f"A{FIRST}:{end}{last}", f'LEFT(A{FIRST},{len(UNDETERMINED)})="{UNDETERMINED}"', wrong=False)
    for number, column in enumerate(table.columns, 1):
        if column.required and column.when is None:
            letter = get_column_letter(number)
            test = f'AND(COUNTA($A{FIRST}:${end}{FIRST})>0,TRIM({letter}{FIRST})="")'
            looks.marked(sheet, f"{letter}{FIRST}:{letter}{last}", test, wrong=True)
    looks.ruled(sheet, f"A{FIRST}:{end}{last}", f"COUNTA($A{FIRST}:${end}{FIRST})>0")
    letter = get_column_letter(len(table.columns) + 1)
    looks.marked(sheet, f"{letter}{FIRST}:{letter}{last}", f'AND({letter}{FIRST}<>"",{letter}{FIRST}<>"{GOOD}")', wrong=True)


def _listed(sheet: Worksheet, metamodel: Metamodel, table: Table, column: Column, lists: Mapping[str, str], cells: str) -> None:
    """The drop-down of a column, and the prompt that says what is asked for."""
    field = table.field(metamodel, column)
    source = ""
    if field and not column.figure:
        source = lists.get(field.of, "") or (lists[BODIES] if field.to == ("organisation",) else "")
    one = bool(field and source and field.of and field.type not in _MANY and not column.more)
    rule = DataValidation(type="list" if source else None, formula1=source or None, allow_blank=True)
    rule.promptTitle, rule.prompt = column.title.vi[:32], column.about[:255]
    rule.showInputMessage = True
    if source:
        rule.showErrorMessage, rule.errorStyle = True, "stop" if one else "warning"
        rule.errorTitle = "Giá trị ngoài danh mục"
        rule.error = f"Chọn giá trị tại {VALUES}; chưa biết thì ghi “{UNDETERMINED}”."
    rule.add(cells)
    sheet.add_data_validation(rule)


def _values(sheet: Worksheet, metamodel: Metamodel, bodies: Iterable[str]) -> dict[str, str]:
    """The value lists, one a column; gives their ranges by name."""
    wanted: dict[str, tuple[str, list[str]]] = {}
    for table in tables().values():
        for column in table.columns:
            field = table.field(metamodel, column)
            if field and field.of and field.of not in wanted:
                values = [label(metamodel, field.of, key) for key in metamodel.values[field.of]]
                wanted[field.of] = (column.title.vi, values + [w for w in (UNDETERMINED, NOT_APPLICABLE) if w not in values])
    wanted[BODIES] = (BODIES, list(bodies))
    about = f"Danh mục giá trị chuẩn của các trường; “{UNDETERMINED}” và “{NOT_APPLICABLE}” dùng được ở mọi trường khi đúng điều kiện."
    head(sheet, "Danh mục giá trị", about, [(Text(title, title), 44) for title, _ in wanted.values()])
    ranges = {}
    for number, (name, (_, values)) in enumerate(wanted.items(), 1):
        letter = get_column_letter(number)
        for row, value in enumerate(values, HEAD_ROW + 1):
            looks.dressed(sheet.cell(row, number, value))
        ranges[name] = f"{VALUES}!${letter}${HEAD_ROW + 1}:${letter}${HEAD_ROW + max(1, len(values))}"
    looks.printed(sheet, "Mẫu số 03", paper=looks.A3, wide=2, head=f"{HEAD_ROW}:{HEAD_ROW}")
    return ranges


def _dictionary(sheet: Worksheet, metamodel: Metamodel) -> None:
    """What each column asks for, and where it comes from in the model."""
    columns = (("Trang tính", 16), ("Cột", 6), ("Trường dữ liệu", 34), ("Mức yêu cầu", 30), ("Mô tả", 80), ("Trường của mô hình", 26))
    about = "Tên trường, mức yêu cầu, mô tả theo Mẫu số 03 mục 5 (dự thảo ngày 13/9/2026)"
    head(sheet, "Từ điển trường dữ liệu", about, [(Text(n, n), w) for n, w in columns])
    row = HEAD_ROW
    for table in tables().values():
        for number, column in enumerate(table.columns, 1):
            row += 1
            behind = ", ".join((column.field, *column.more)) if column.field else "(suy ra từ mô hình)"
            said = (table.sheet, get_column_letter(number), column.title.vi, column.demand, column.about, behind)
            for place, text in enumerate(said, 1):
                looks.dressed(sheet.cell(row, place, text), looks.STRONG if place == 3 else looks.BODY)
            sheet.row_dimensions[row].height = looks.height(zip(said, (w for _, w in columns), strict=True))
    looks.printed(sheet, "Mẫu số 03", paper=looks.A4, head=f"{HEAD_ROW}:{HEAD_ROW}")


_HOW = """\
Bộ dữ liệu gồm 04 trang tính chính DM_DOITUONG, QH_KETNOI, ANHXA, HOANTHIEN_NV; không đổi tên, xóa hoặc thay đổi cấu trúc trang, tên trường, danh mục giá trị và công thức kiểm tra.
Mỗi đối tượng có một mã duy nhất, giữ nguyên qua các lần cập nhật; mã KT-, QG-, LQ-, CX-, QH-, ND-, NV- do đầu mối kiến trúc cấp. Dòng mới để trống cột mã.
Trường chưa có dữ liệu ghi “Chưa xác định”, nêu đầu mối và thời hạn ở Ghi chú; trường không áp dụng ghi “Không áp dụng”. Không tự tạo mã nguồn.
Ô có nhiều giá trị: mỗi giá trị một dòng trong ô (Alt+Enter); các mã đối tượng cách nhau bằng dấu chấm phẩy.
Dòng bắt đầu bằng “•” trong ô do công cụ ghi từ mô hình (nguồn, giả định, đầu mối); sửa các dòng này không có tác dụng.
“Giả định” nghĩa là chưa có nguồn nào nêu, cần xác nhận trước khi sử dụng; không được hiểu là thông tin đã xác nhận.
Trước khi gửi: lọc cột “KIỂM TRA” của từng trang, xử lý các dòng khác “Đạt”, rồi đối chiếu bảng kết quả dưới đây.
Không ghi mật khẩu, khóa mã, địa chỉ quản trị, cấu hình nhạy cảm hoặc dữ liệu cá nhân không cần thiết.
"""


def _guide(sheet: Worksheet, about: str, last: Mapping[str, int]) -> None:
    """How to fill it in, and what the check columns say, sheet by sheet."""
    _titled(sheet, "Mẫu số 03 - Bộ dữ liệu kiến trúc: hướng dẫn", about)
    for letter, width in zip("ABCDEF", (6, 44, 16, 16, 20, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    row = HEAD_ROW
    for number, text in enumerate(_HOW.splitlines(), 1):
        sheet.cell(row, 1, number).alignment = looks.TOP_CENTRE
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=6)
        sheet.cell(row, 2, text).alignment = looks.TOP
        sheet.cell(row, 1).font = sheet.cell(row, 2).font = looks.BODY
        sheet.row_dimensions[row].height = 32
        row += 1
    row += 1
    for number, name in enumerate(("", "Trang tính", "Số dòng", "Số dòng cần xử lý", "Số ô “Chưa xác định”", "Nội dung"), 1):
        if name:
            looks.dressed(sheet.cell(row, number, name), looks.HEAD, looks.CENTRE, looks.HEAD_FILL)
    for name, table in tables().items():
        row += 1
        filled, checked, waits = (_span(name, len(table.columns) + n, last[name]) for n in (1, 1, 2))
        rows = f"=ROWS({filled})-COUNTBLANK({filled})"
        said = (name, rows, f'{rows}-COUNTIF({checked},"{GOOD}")', f"=SUM({waits})", table.title.vi)
        for number, text in enumerate(said, 2):
            looks.dressed(sheet.cell(row, number, text))
        sheet.row_dimensions[row].height = 32
    looks.printed(sheet, about, paper=looks.A4)


def _span(sheet: str, number: int, last: int) -> str:
    letter = get_column_letter(number)
    return f"{sheet}!${letter}${FIRST}:${letter}${last}"
