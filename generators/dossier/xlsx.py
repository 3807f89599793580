"""XLSX files as bytes: the same workbook gives the same bytes, and text stays text whatever it starts with."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.writer.excel import ExcelWriter

LONGEST = 32767
"""Characters that a cell can hold."""
_FIXED = (1980, 1, 1, 0, 0, 0)
_STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f￾￿\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str) -> str:
    """Text as a cell can hold it: no control characters, Unix line ends, not too long."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]


def put(cell: Cell | Any, text: str) -> None:
    """Write text that no program takes for a formula."""
    cell.value = text or None
    if text.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True


def sealed(book: Workbook) -> bytes:
    """The workbook as bytes without a clock in them."""
    book.properties.created = _STAMP
    book.properties.creator = book.properties.lastModifiedBy = "Khung"
    raw, made = BytesIO(), BytesIO()
    ExcelWriter(book, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED)).save()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(entry, data)
    return made.getvalue()
