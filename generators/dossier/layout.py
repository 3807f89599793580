"""Where the columns of template 03 stand in a given file: by their heads, wherever the file puts them. Reads, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from generators.dossier.checks import HEADING, OPEN_HEADING
from generators.dossier.columns import Table, tables
from khung.vietnamese import fold

_LOOK_FOR = 15
"""Rows among which the head row is looked for."""
_OWN = frozenset((fold(HEADING), fold(OPEN_HEADING), "stt", "so tt", "xac nhan"))
_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
_RANGE = re.compile(r"'?([^'!]+)'?!(\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+)")


class Layout(NamedTuple):
    """A sheet, the column number of each key, the row of heads, the first data row, and heads that name no column of ours."""

    sheet: Worksheet
    columns: Mapping[str, int]
    head: int
    first: int
    unknown: tuple[str, ...]


def found(book: Workbook, table: Table) -> Layout | None:
    """The layout of a table in a workbook; None where it has no such sheet or no head row."""
    sheet = next((s for s in book.worksheets if fold(s.title).strip() == fold(table.sheet)), None)
    if sheet is None:
        return None
    return laid_out(sheet, table)


def laid_out(sheet: Worksheet, table: Table) -> Layout | None:
    """The layout of a table in a sheet; None where no row names at least its first column and one more."""
    wanted = {head(c.title.vi): c.key for c in table.columns}
    best: tuple[int, dict[str, int], tuple[str, ...]] = (0, {}, ())
    listed: list[Any] = list(sheet.iter_rows(min_row=1, max_row=_LOOK_FOR))
    for cells in listed:
        named = {wanted[head(c.value)]: c.column for c in cells if isinstance(c.value, str) and head(c.value) in wanted}
        if len(named) > len(best[1]):
            texts = (c.value for c in cells if isinstance(c.value, str) and head(c.value) not in wanted)
            best = (cells[0].row, named, tuple(t for t in texts if head(t) and head(t) not in _OWN))
    row, columns, unknown = best
    if len(columns) < 2:
        return None
    return Layout(sheet, columns, row, _first(listed, row, columns), unknown)


def _first(listed: list[Any], head_row: int, columns: Mapping[str, int]) -> int:
    """The row after the heads and after rows that repeat requirement levels or number the columns."""
    demands = {head(c.demand) for table in tables().values() for c in table.columns}
    row = head_row + 1
    for cells in (c for c in listed if c[0].row > head_row):
        texts = [str(c.value).strip() for c in cells if c.value is not None and c.column in columns.values()]
        if not texts or not all(head(t) in demands or _NUMBERS.fullmatch(t) for t in texts):
            break
        row = cells[0].row + 1
    return row


def head(text: str) -> str:
    """A head as it is compared: no accents, no marks, one space, without a star or a number before it."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


class Lists:
    """The drop-down lists of a workbook: what a cell may hold, by its casefolded text."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[str, Mapping[str, str]] = {}

    def of(self, sheet: Worksheet, column: int, row: int) -> Mapping[str, str]:
        """The values that a cell of this column may hold; empty where it has no list that must be kept to."""
        for rule in sheet.data_validations.dataValidation:
            inside = any(r.min_col <= column <= r.max_col and r.min_row <= row <= r.max_row for r in rule.sqref.ranges)
            if inside and rule.type == "list" and rule.formula1 and rule.errorStyle in (None, "stop"):
                return self._values(rule.formula1)
        return {}

    def _values(self, formula: str) -> Mapping[str, str]:
        if formula not in self._known:
            texts = self._read(formula.lstrip("="))
            self._known[formula] = {t.casefold(): t for t in texts}
        return self._known[formula]

    def _read(self, formula: str) -> list[str]:
        if formula.startswith('"'):
            return [t.strip() for t in formula.strip('"').split(",")]
        named = self._book.defined_names.get(formula)
        match = _RANGE.fullmatch(named.attr_text if named else formula)
        if match is None or match[1] not in self._book.sheetnames:
            return []
        left, top, right, bottom = range_boundaries(match[2].replace("$", ""))
        rows = self._book[match[1]].iter_rows(min_col=left, min_row=top, max_col=right, max_row=bottom, values_only=True)
        return [str(v).strip() for line in rows for v in line if v is not None]
