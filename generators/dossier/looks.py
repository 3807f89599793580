"""How the workbook of template 03 looks: fonts, fills, borders, print. One place, so that every sheet looks the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Times New Roman"  # Decree 30/2020/NĐ-CP, Appendix I
_LINE = Side(style="thin", color="9AA5B1")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
TITLE = Font(name=FONT, size=14, bold=True, color="12395B")
ABOUT = Font(name=FONT, size=11, italic=True, color="444444")
HEAD = Font(name=FONT, size=11, bold=True)
DEMAND = Font(name=FONT, size=9, italic=True, color="555555")
BODY = Font(name=FONT, size=11)
STRONG = Font(name=FONT, size=11, bold=True)
HEAD_FILL = PatternFill("solid", start_color="D6E4F0")
DEMAND_FILL = PatternFill("solid", start_color="F2F6FA")
CHECK_FILL = PatternFill("solid", start_color="FFF7E0")
OPEN_SOLID = PatternFill("solid", start_color="FFE8B3")
OPEN = PatternFill("solid", bgColor="FFE8B3")
WRONG = PatternFill("solid", bgColor="F8C9C4")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)
TOP_CENTRE = Alignment(vertical="top", horizontal="center", wrap_text=True)
A3, A4 = 8, 9
_LINE_HEIGHT, _TALLEST, _LETTERS = 14.5, 409.0, 1.3
MOST_ROWS = 1000
"""Rows for which lists and marks are prepared at least: people add rows."""


def dressed(cell: Any, font: Font = BODY, alignment: Alignment = TOP, fill: PatternFill | None = None) -> None:
    """Give a cell its font, place and border, and a ground where one is named."""
    cell.font, cell.alignment, cell.border = font, alignment, BORDER
    if fill is not None:
        cell.fill = fill


def height(texts: Iterable[tuple[str, int]]) -> float:
    """The height of a row that shows every line of these texts in columns of these widths: programs do not agree on
    working it out themselves."""
    most = max((sum(-(-len(line) // round(width * _LETTERS)) or 1 for line in text.split("\n")) for text, width in texts), default=1)
    return min(_TALLEST, _LINE_HEIGHT * most + 3)


def printed(sheet: Worksheet, about: str, *, paper: int, wide: int = 1, head: str = "", side: str = "", title: str = "") -> None:
    """Landscape, `wide` pages across, head rows and code column repeated; title above, what it is and page numbers below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = head or None
    sheet.print_title_cols = side or None
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    header: Any = sheet.oddHeader
    footer: Any = sheet.oddFooter
    header.center.text = f'&"{FONT},Bold"{title.replace("&", "&&")}' if title else None
    footer.left.text, footer.right.text = about.replace("&", "&&"), f"{sheet.title} - trang &P/&N"


def marked(sheet: Worksheet, cells: str, formula: str, *, wrong: bool) -> None:
    """Colour cells where a formula holds: red where something is wrong, amber where something is open."""
    sheet.conditional_formatting.add(
        cells, Rule(type="expression", formula=[formula], dxf=DifferentialStyle(fill=WRONG if wrong else OPEN))
    )


def ruled(sheet: Worksheet, cells: str, formula: str) -> None:
    """Lines around cells where a formula holds, so that empty ones need no look of their own."""
    sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=DifferentialStyle(border=BORDER)))
