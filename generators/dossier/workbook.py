"""Template 03 out: a blank file (ours or the Ministry's) filled with the rows of a project, and a note of what it was made from.

The structure of the blank file is never changed: values go into cells whose head names the column, the look and the
formulas of its first data row go down with them, and what does not fit is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from generators.dossier import looks
from generators.dossier.blank import HEAD_ROW, HISTORY, HISTORY_COLUMNS, blank
from generators.dossier.cells import Words
from generators.dossier.columns import Column, Table, tables
from generators.dossier.layout import Layout, Lists, found
from generators.dossier.tables import Row, rows
from generators.dossier.trace import write_trace
from generators.dossier.xlsx import clean, put, sealed
from generators.project import Project
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.house import ORGANISATION
from khung.vietnamese import collation_key, format_date

SPARE = 40
"""Empty rows that are prepared for people to add to."""
_RELATIVE = re.compile(r"(?<=[A-Z])(?<![A-Z]{4})(\d+)(?![\d(A-Za-z])")


class Edition(NamedTuple):
    """One line of the version history, as people read it."""

    version: str
    date: str
    change: str
    basis: str
    objects: str
    body: str


class Made(NamedTuple):
    """A workbook and what did not fit into it."""

    data: bytes
    findings: tuple[Diagnostic, ...]


def workbook(project: Project, template: Workbook | None = None, name: str = "", history: Sequence[Edition] = ()) -> Made:
    """Template 03 of a project. `template` is the official blank file (`name` for findings), our own where there is none."""
    words = Words(project.graph)
    made = {sheet: rows(project.graph, sheet, words) for sheet in tables()}
    book = template or _own(project, {sheet: len(listed) for sheet, listed in made.items()})
    findings: list[Diagnostic] = []
    placed: dict[str, dict[int, Row]] = {}
    lists = Lists(book)
    for sheet, table in tables().items():
        layout = found(book, table)
        if layout is None:
            findings.append(finding("K801", name, line=1, column=1, sheet=sheet))
            continue
        findings += _misfits(name, table, layout)
        placed[sheet] = fill(layout, table, made[sheet], lists, findings, name, framed=template is not None)
        if template is None:
            lay_out(layout, table, made[sheet])
    if template is None:
        _history(book[HISTORY], history)
    write_trace(book, project, placed)
    return Made(sealed(book), tuple(findings))


def about(project: Project) -> str:
    """Whose data it is, which version, of which day."""
    workspace = project.workspace
    if workspace is None:
        return ""
    province = next((p.name for p in project.graph.targets(workspace.id, "province")), "")
    day = workspace.day("data_date")
    parts = (
        workspace.name,
        province,
        f"Phiên bản {workspace['version'] or 'chưa xác định'}",
        f"Ngày chốt dữ liệu: {format_date(day or project.day, 'vi')}",
    )
    return " · ".join(filter(None, parts))


def _own(project: Project, count: Mapping[str, int]) -> Workbook:
    bodies = sorted({o.name for o in project.graph.of_kind(ORGANISATION)}, key=collation_key)
    return blank(project.graph.metamodel, about(project), bodies, count)


def fill(
    layout: Layout, table: Table, made: Sequence[Row], lists: Lists, findings: list[Diagnostic], name: str, *, framed: bool = False
) -> dict[int, Row]:
    """Write rows into a sheet; gives the rows by their number. Values take the spelling of the sheet's own lists.
    `framed`: empty cells take the look of the first row too; our own sheets draw their lines by a rule instead."""
    sheet, first = layout.sheet, layout.first
    pattern: tuple[Any, ...] = sheet[first]
    extra = {int(c.column): _Moving(str(c.value), first) for c in pattern if c.data_type == "f"}
    placed = {}
    fitting = {c.key: lists.of(sheet, layout.columns[c.key], first) for c in table.columns if c.key in layout.columns}
    styles = {number: sheet.cell(first, number) for number in (*layout.columns.values(), *extra)}
    for row, listed in enumerate(made, first):
        placed[row] = listed
        for column, cell in zip(table.columns, listed.cells, strict=True):
            number = layout.columns.get(column.key)
            if number is None:
                continue
            text = clean(cell.text)
            if not text and not framed and row != first:
                continue
            target = sheet.cell(row, number)
            if text and fitting[column.key]:
                text = _spelled(column, text, fitting[column.key], findings, name, target.coordinate)
            put(target, text)
            _styled(target, styles[number])
        _follow(sheet, row, first, extra, styles)
    for row in range(first + len(made), first + len(made) + SPARE):
        for number in layout.columns.values() if framed else ():
            _styled(sheet.cell(row, number), styles[number])
        _follow(sheet, row, first, extra, styles)
    return placed


def lay_out(layout: Layout, table: Table, made: Sequence[Row]) -> None:
    """Row heights that show every line, and what is printed: neither title nor check columns."""
    for row, listed in enumerate(made, layout.first):
        texts = ((cell.text, column.width) for column, cell in zip(table.columns, listed.cells, strict=True))
        layout.sheet.row_dimensions[row].height = looks.height(texts)
    end = layout.first + max(1, len(made)) - 1
    layout.sheet.print_area = f"A{layout.head}:{get_column_letter(len(table.columns))}{end}"


def _follow(sheet: Worksheet, row: int, first: int, extra: Mapping[int, _Moving], styles: Mapping[int, Any]) -> None:
    """The formulas of the first data row, moved to this one."""
    if row == first:
        return
    for number, formula in extra.items():
        target = sheet.cell(row, number)
        if target.value is None:
            target.value = formula.at(row)
            _styled(target, styles[number])


class _Moving:
    """A formula that goes down with its row: rows that are not fixed by $ move along, words in quotes stay."""

    def __init__(self, formula: str, first: int) -> None:
        self._first = first
        self._parts: list[str | int] = []
        for number, part in enumerate(formula.split('"')):
            self._parts.append('"' if number else "")
            if number % 2:
                self._parts.append(part)
                continue
            pieces = _RELATIVE.split(part)
            self._parts += [int(p) if n % 2 else p for n, p in enumerate(pieces)]

    def at(self, row: int) -> str:
        """The formula in this row."""
        return "".join(p if isinstance(p, str) else str(p + row - self._first) for p in self._parts)


def _styled(target: Any, pattern: Any) -> None:
    """The look of the pattern, unless the cell has one of its own or must be kept from being a formula."""
    if target is pattern or target.has_style:
        if target.quotePrefix and not target.border.left.style:
            target.font, target.border, target.alignment = copy(pattern.font), copy(pattern.border), copy(pattern.alignment)
        return
    target._style = pattern._style  # noqa: SLF001 - openpyxl has no public way to share a look between a million cells


def _spelled(column: Column, text: str, allowed: Mapping[str, str], findings: list[Diagnostic], name: str, place: str) -> str:
    """Each line as the file's own list spells it; what the list does not have is told and written all the same."""
    lines = []
    for number, line in enumerate(text.split("\n")):
        known = allowed.get(line.casefold())
        if known is None and (number == 0 or not column.more):
            findings.append(finding("K804", name, subject=place, found=line, column_name=column.title.vi, near=allowed.values()))
        lines.append(known or line)
    return "\n".join(lines)


def _misfits(name: str, table: Table, layout: Layout) -> Iterator[Diagnostic]:
    for column in table.columns:
        if column.key not in layout.columns:
            yield finding("K802", name, line=1, column=1, sheet=table.sheet, column_name=column.title.vi)
    for title in layout.unknown:
        yield finding("K803", name, line=1, column=1, sheet=table.sheet, column_name=title)


def _history(sheet: Worksheet, editions: Sequence[Edition]) -> None:
    for row, edition in enumerate(editions, HEAD_ROW + 1):
        for number, text in enumerate(edition, 1):
            cell = sheet.cell(row, number)
            looks.dressed(cell)
            put(cell, clean(text))
        widths = (width for _, width in HISTORY_COLUMNS)
        sheet.row_dimensions[row].height = looks.height(zip(edition, widths, strict=True))
