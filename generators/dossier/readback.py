"""The three files of a dossier as they were written: what a document, a workbook and the diagrams say of each code. Knows no model."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generators.dossier.columns import tables
from khung.artifact import Artifact

CODE = re.compile(r"\b(?:KT|QG|LQ|CX|QH|ND|NV)-[0-9]+\b")
_VERSION = re.compile(r"Phiên bản:?\s*\(?([0-9][0-9A-Za-z.\-]*)")
_DATE = re.compile(r"Ngày chốt dữ liệu:?\s*([0-9]{2}/[0-9]{2}/[0-9]{4})")
_TITLES = {"Mã": "Mã đối tượng"}
"""Short titles of the document's tables, and the title of template 03 that they stand for."""


@dataclass(frozen=True)
class Told:
    """What one file says: of each code, its texts by the title of their column; every code named anywhere; versions and data dates."""

    file: str
    records: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


def document(data: bytes, file: str) -> Told:
    """A DOCX: its tables whose first column, or the one after the row number, holds codes; and all its text."""
    listed, texts = docx_tables(data), docx_texts(data)
    records: dict[str, dict[str, str]] = defaultdict(dict)
    for titles, cells in listed:
        place = next((n for n, title in enumerate(titles) if title in ("Mã", "Mã đối tượng", "Mã quan hệ")), None)
        code = cells[place] if place is not None else ""
        if place is not None and CODE.fullmatch(code):
            for title, said in zip(titles, cells, strict=True):
                records[code].setdefault(_TITLES.get(title, title), said)
    return _told(file, records, "\n".join(texts))


def workbook(data: bytes, file: str) -> Told:
    """An XLSX: the records of the main sheets, by the column titles of template 03."""
    from openpyxl import load_workbook  # noqa: PLC0415

    from generators.dossier.layout import found  # noqa: PLC0415

    book = load_workbook(io.BytesIO(data))
    records: dict[str, dict[str, str]] = defaultdict(dict)
    for table in tables().values():
        layout = found(book, table)
        if layout is None:
            continue
        titled = {c.title.vi: layout.columns[c.key] - 1 for c in table.columns if c.key in layout.columns}
        coded = [layout.columns[key] - 1 for key in ("code", "gap_code", "task_code") if key in layout.columns]
        for row in layout.sheet.iter_rows(min_row=layout.first, values_only=True):
            for code in {str(row[place] or "") for place in coded}:
                if CODE.fullmatch(code):
                    records[code] = {title: str(row[place] or "") for title, place in titled.items()} | records.get(code, {})
    words = "\n".join(str(v) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for v in row if v is not None)
    return _told(file, records, words)


def diagrams(files: Sequence[Artifact]) -> list[Told]:
    """The DRAWIO files: each box that bears a code, with the name and the owner that its label gives; the SVG of the same name beside it."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    found = []
    svgs = {made.path.stem: made.data.decode() for made in files if made.path.suffix == ".svg"}
    for made in (m for m in files if m.path.suffix == ".drawio"):
        records: dict[str, dict[str, str]] = {}
        for holder in fromstring(made.data).iter("object"):
            label = holder.get("label", "")
            told = re.match(r"(?:<span[^>]*>)?<b>(" + CODE.pattern + r")</b>", label)
            if told:
                records[told[1]] = {"tooltip": holder.get("tooltip", "")}
        drawn = re.sub(r"<[^>]+>", " ", svgs.get(made.path.stem, ""))
        texts = " ".join(filter(None, (drawn, *(holder.get("data", "") for holder in fromstring(made.data).iter("object")))))
        found.append(_told(str(made.path), records, texts))
    return found


def _told(file: str, records: Mapping[str, Mapping[str, str]], text: str) -> Told:
    return Told(file, dict(records), frozenset(CODE.findall(text)), frozenset(_VERSION.findall(text)), frozenset(_DATE.findall(text)))


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_body(data: bytes) -> Any:
    """The body of a DOCX from outside as XML, no entity followed. Raises ValueError where it is none."""
    import zipfile  # noqa: PLC0415

    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entry = package.getinfo("word/document.xml")
            if entry.file_size > _MOST:
                raise ValueError("word/document.xml quá lớn / too large")
            return fromstring(package.read(entry)).find(f"{W}body")
    except (zipfile.BadZipFile, KeyError, SyntaxError) as error:
        raise ValueError("không phải tệp DOCX / not a DOCX file") from error


_MOST = 200 * 2**20
"""The largest text of a document that is read, in bytes."""


def docx_texts(data: bytes) -> list[str]:
    """Every paragraph of a DOCX as text, in reading order, those in tables too."""
    return [said for node in docx_body(data).iter(f"{W}p") if (said := text(node))]


def docx_tables(data: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """Every row of every table of a DOCX with the titles of its table."""
    for table in docx_body(data).iter(f"{W}tbl"):
        titles, *others = rows(table)
        for cells in others:
            if len(cells) == len(titles):
                yield titles, cells


def rows(table: Any) -> list[list[str]]:
    """The cells of a table, row by row."""
    return [["\n".join(text(p) for p in cell.iter(f"{W}p")) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]


def style(paragraph: Any) -> str:
    """The id of a paragraph's style, "" where it has none."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(found.get(f"{W}val")) if found is not None else ""


def text(paragraph: Any) -> str:
    """What a paragraph says."""
    parts = []
    for part in paragraph.iter():
        if part.tag == f"{W}t":
            parts.append(part.text or "")
        elif part.tag in _BREAKS:
            parts.append(_BREAKS[part.tag])
    return "".join(parts)


_BREAKS = {f"{W}br": "\n", f"{W}tab": "\t"}
