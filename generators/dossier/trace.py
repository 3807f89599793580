"""What a workbook was made from: a hidden sheet with the model's revision and, of each row, its elements and a mark of
each cell, so that a workbook that comes back tells which cells people changed and which the model changed since."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from openpyxl import Workbook

from generators.dossier.columns import tables
from generators.dossier.tables import Row
from generators.dossier.xlsx import clean
from generators.project import Project

SHEET = "_KHUNG"
_FORM = "khung-workbook-1"
_PART = "|"


class Traced(NamedTuple):
    """What one row was when it was written: its elements and the mark of each cell by the key of its column."""

    elements: tuple[str, ...]
    marks: Mapping[str, str]


class Trace(NamedTuple):
    """What a workbook was made from. Rows by sheet and by their elements."""

    revision: str
    rows: Mapping[str, Mapping[tuple[str, ...], Traced]]
    numbers: Mapping[str, Mapping[int, tuple[str, ...]]]


@lru_cache(maxsize=65536)
def mark(text: str) -> str:
    """A short mark of what a cell says; white space does not count."""
    whole = text if text.isprintable() else clean(text)
    return format(zlib.crc32(" ".join(whole.split()).encode()), "x")


def write_trace(book: Workbook, project: Project, placed: Mapping[str, Mapping[int, Row]]) -> None:
    """Add the hidden sheet: a head, then a cell for each row: sheet, number, elements, marks."""
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.append([_FORM, project.revision, str((project.workspace and project.workspace.id) or "")])
    for name, listed in placed.items():
        sheet.append([_PART.join((name, "0", "", " ".join(c.key for c in tables()[name].columns)))])
        for number, row in listed.items():
            marks = " ".join([mark(c.text) for c in row.cells])
            sheet.append([_PART.join((name, str(number), " ".join(row.elements), marks))])


def read_trace(book: Workbook) -> Trace | None:
    """What the hidden sheet says; None where there is none or it is not ours."""
    if SHEET not in book.sheetnames:
        return None
    lines = book[SHEET].iter_rows(values_only=True)
    first = next(lines, ())
    if not first or first[0] != _FORM:
        return None
    rows: dict[str, dict[tuple[str, ...], Traced]] = {}
    numbers: dict[str, dict[int, tuple[str, ...]]] = {}
    keys: dict[str, list[str]] = {}
    for line in lines:
        name, number, elements, marks, *_ = (*_plain(line[0]).split(_PART), "", "", "", "")
        if number == "0":
            keys[name] = marks.split(" ")
        elif name in keys and number.isdigit():
            ids = tuple(elements.split(" "))
            rows.setdefault(name, {})[ids] = Traced(ids, dict(zip(keys[name], marks.split(" "), strict=False)))
            numbers.setdefault(name, {})[int(number)] = ids
    return Trace(_plain(first[1]) if len(first) > 1 else "", rows, numbers)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
