"""Template 03 back in: what a workbook asks of the model, cell by cell. Nothing is changed here: the answer is a value.

A cell counts as changed where it differs from what was exported (the hidden sheet tells), or, in a file that the tool did
not export, from the model. What changed on both sides is a conflict and stays as the model has it. Nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from generators.dossier.cells import Cell, State, Words
from generators.dossier.columns import Column, Table, tables
from generators.dossier.layout import Layout, found
from generators.dossier.parse import Edits, Reader, Wrong, shown, written
from generators.dossier.tables import Row, rows
from generators.dossier.trace import Trace, Traced, mark, read_trace
from khung.catalogue import finding
from khung.diagnostic import Diagnostic, KhungError
from khung.graph import Graph
from khung.model import Element

_SAID = 60
_MOST_NAMED = 12


class Change(NamedTuple):
    """One cell whose content the model takes over: where it stands, whose field it is, what it says before and after."""

    sheet: str
    row: int
    column: int
    element: Element
    title: str
    before: str
    after: str
    edits: Edits

    @property
    def place(self) -> str:
        """The cell as people name it."""
        return at(self.sheet, self.row, self.column)


class NewRow(NamedTuple):
    """A row without a code: texts by the key of its column, and the elements of the codes that it does name."""

    table: Table
    row: int
    texts: Mapping[str, str]
    columns: Mapping[str, int]
    known: tuple[Element | None, ...]


class Confirmed(NamedTuple):
    """What a body says of its records in a survey: who, when, on what evidence, and of which elements."""

    body: Element
    person: str
    date: str
    evidence: str
    right: tuple[Element, ...]
    disclaimed: tuple[Element, ...]


class Proposal(NamedTuple):
    """What a workbook asks for: changes of fields, rows that are new, and what could not be taken, each at its cell."""

    name: str
    changes: tuple[Change, ...]
    new: tuple[NewRow, ...]
    findings: tuple[Diagnostic, ...]
    confirmed: Confirmed | None = None


def at(sheet: str, row: int, column: int) -> str:
    """A cell as people name it: DM_DOITUONG!K12."""
    return f"{sheet}!{get_column_letter(column)}{row}"


def read(graph: Graph, book: Workbook, name: str) -> Proposal:
    """What the workbook `name` asks of the model. Raises KhungError where it has no sheet of template 03."""
    intake = _Intake(graph, name, read_trace(book))
    layouts = {sheet: found(book, table) for sheet, table in tables().items()}
    if not any(layouts.values()):
        raise KhungError(f"{name}: không có trang tính nào của Mẫu số 03 ({', '.join(tables())}). / No sheet of template 03.")
    for sheet, layout in layouts.items():
        if layout is not None:
            intake.sheet(tables()[sheet], layout)
    return Proposal(name, tuple(intake.changes.values()), tuple(intake.new), tuple(intake.findings))


class _Intake:
    """One workbook being compared with one graph."""

    def __init__(self, graph: Graph, name: str, trace: Trace | None) -> None:
        self.graph, self.name, self.trace = graph, name, trace
        self.words = Words(graph)
        self.reader = Reader(self.words)
        self.changes: dict[tuple[str, str], Change] = {}
        self.new: list[NewRow] = []
        self.findings: list[Diagnostic] = []

    def sheet(self, table: Table, layout: Layout) -> None:
        """Compare one sheet."""
        current = {row.codes: row for row in rows(self.graph, table.sheet, self.words)}
        exported = self.trace.rows.get(table.sheet, {}) if self.trace else {}
        met: set[tuple[str, ...]] = set()
        for number, texts in _texts(layout):
            codes = tuple(self._code(texts.get(c.key, "")) for c in _code_columns(table))
            if not all(codes) and ("pairs" in table.rows or not codes[0]):
                self._unnamed(table, layout, number, texts, codes, current)
                continue
            if codes in met:
                self.tell("K813", table.sheet, number, layout.columns[_code_columns(table)[0].key], " / ".join(codes))
                continue
            met.add(codes)
            if codes in current:
                row = current[codes]
                self._row(table, layout, number, texts, row, exported.get(row.elements))
            else:
                self._unknown(table, layout, number, texts, codes, current)
        self._gone(table, exported, {current[codes].elements for codes in met if codes in current})

    def _row(self, table: Table, layout: Layout, number: int, texts: Mapping[str, str], row: Row, exported: Traced | None) -> None:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if column.key not in texts:
                continue
            text, place = texts[column.key], layout.columns[column.key]
            said, base = mark(text), exported.marks.get(column.key) if exported else None
            if said == base or (exported is None and not text) or said == mark(cell.text):
                continue
            self._cell(table, column, cell, (number, place), text, base)

    def _cell(self, table: Table, column: Column, cell: Cell, place: tuple[int, int], text: str, base: str | None) -> None:
        where = (table.sheet, *place)
        element = self.graph[cell.element] if cell.element else None
        field = table.field(self.graph.metamodel, column) if element else None
        if element is None or field is None:
            self.tell("K819", *where, text, column_name=column.title.vi)
        elif element.pack:
            self.tell("K820", *where, element.name, pack=element.pack)
        elif not text:
            self.tell("K818", *where, "", column_name=column.title.vi)
        elif written(text) == written(cell.text) or (cell.state is State.DERIVED and written(text) == ""):
            self.tell("K819", *where, text, column_name=column.title.vi)
        elif base is not None and mark(cell.text) != base:
            self.tell("K816", *where, _short(text), column_name=column.title.vi, model=_short(cell.text))
        elif base is None and cell.state in (State.STATED, State.ASSUMED, State.NOT_APPLICABLE):
            self.tell("K817", *where, _short(text), column_name=column.title.vi, model=_short(cell.text))
        else:
            self._take(table, column, cell, element, where, text)

    def _take(self, table: Table, column: Column, cell: Cell, element: Element, where: tuple[str, int, int], text: str) -> None:
        field = table.field(self.graph.metamodel, column)
        own = written(text)
        if cell.state is State.DERIVED:  # the tool's one line stands without its mark; what people added stands beside it
            own = "\n".join(line for line in own.split("\n") if line not in cell.text.split("\n"))
        try:
            edits = self.reader.edits(column, field, element, own) if field else {}
        except Wrong as wrong:
            self.wrong(wrong, *where, column)
            return
        change = Change(*where, element, column.title.vi, _short(cell.text), _short(own), edits)
        first = self.changes.setdefault((element.id, column.key), change)
        if first.edits != edits:
            self.tell("K824", *where, str(element["code"] or element.id), column_name=column.title.vi)
        elif first is change and f"{column.field}_en" in element.fields and edits.get((column.field,)) is not None:
            self.tell("K826", *where, own, column_name=column.title.vi)

    def _unnamed(
        self,
        table: Table,
        layout: Layout,
        number: int,
        texts: Mapping[str, str],
        codes: tuple[str, ...],
        current: Mapping[tuple[str, ...], Row],
    ) -> None:
        """A row in which a code is missing: a new one, unless the model has it like this."""
        filled = {k: v for k, v in texts.items() if v}
        if codes in current and any(codes):
            absent = [
                c.key
                for c in table.columns
                if c.second == (not codes[1]) and c.field in ("name", "gap") and not filled.get(c.key, "Chưa").startswith("Chưa")
            ]
            if not absent:
                row = current[codes]
                exported = self.trace.rows.get(table.sheet, {}).get(row.elements) if self.trace else None
                self._row(table, layout, number, texts, row, exported)
                return
        if "pairs" not in table.rows and any(mark(v) == m for m in self._names(table) for v in [texts.get("name", "")] if v):
            return
        self._new(table, layout, number, filled, codes)

    def _names(self, table: Table) -> set[str]:
        """Marks of the names of records that have no code yet."""
        if not any(c.key == "name" for c in table.columns):
            return set()
        return {
            mark(r.cells[[c.key for c in table.columns].index("name")].text)
            for r in rows(self.graph, table.sheet, self.words)
            if not r.codes[0]
        }

    def _unknown(
        self,
        table: Table,
        layout: Layout,
        number: int,
        texts: Mapping[str, str],
        codes: tuple[str, ...],
        current: Mapping[tuple[str, ...], Row],
    ) -> None:
        """A row whose code, or whose pair of codes, the model does not have."""
        place = layout.columns[_code_columns(table)[0].key]
        absent = [c for c in codes if c not in self.reader.codes]
        if not absent and "pairs" in table.rows:
            self._new(table, layout, number, {k: v for k, v in texts.items() if v}, codes)
        elif absent and self.trace and any(self._was(table, c) for c in absent):
            self.tell("K812", table.sheet, number, place, " / ".join(absent))
        else:
            self.tell("K811", table.sheet, number, place, " / ".join(absent or codes), near=[c for row in current for c in row])

    def _was(self, table: Table, code: str) -> bool:
        """Whether the export had a row of this code."""
        key = _code_columns(table)[0].key
        return any(t.marks.get(key) == mark(code) for t in (self.trace.rows.get(table.sheet, {}).values() if self.trace else ()))

    def _new(self, table: Table, layout: Layout, number: int, filled: Mapping[str, str], codes: tuple[str, ...]) -> None:
        known = tuple(self.graph[self.reader.codes[c]] if c in self.reader.codes else None for c in codes)
        self.new.append(NewRow(table, number, filled, layout.columns, known))

    def _gone(self, table: Table, exported: Mapping[tuple[str, ...], Traced], met: Iterable[tuple[str, ...]]) -> None:
        there = set(met)
        left = [ids for ids in exported if ids not in there and all(id in self.graph or not id for id in ids)]
        named = [ids for ids in left if all(id and self.graph[id]["code"] for id in ids)]
        if named:
            texts = ["/".join(str(self.graph[id]["code"]) for id in ids) for ids in named]
            said = ", ".join(texts[:_MOST_NAMED]) + (" …" if len(texts) > _MOST_NAMED else "")
            self.findings.append(finding("K823", self.name, line=1, column=1, subject=table.sheet, count=len(texts), found=said))

    def _code(self, text: str) -> str:
        return "" if text.startswith("Chưa") else text.strip()

    def tell(self, code: str, sheet: str, row: int, column: int, found: str, near: Iterable[str] = (), **words: Any) -> None:
        """A finding at a cell."""
        self.findings.append(
            finding(code, self.name, line=row, column=column, subject=at(sheet, row, column), found=found, near=near, sheet=sheet, **words)
        )

    def wrong(self, wrong: Wrong, sheet: str, row: int, column: int, about: Column) -> None:
        """A finding for a cell that could not be read."""
        self.tell(wrong.code, sheet, row, column, wrong.found, wrong.near, column_name=about.title.vi, **wrong.words)


def _code_columns(table: Table) -> list[Column]:
    return [c for c in table.columns if c.field == "code"]


def _texts(layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say anything, by number: texts by the key of their column."""
    places = sorted((n, key) for key, n in layout.columns.items())
    last = places[-1][0]
    for number, values in enumerate(layout.sheet.iter_rows(min_row=layout.first, max_col=last, values_only=True), layout.first):
        texts = {key: shown(values[n - 1]) for n, key in places}
        if any(texts.values()):
            yield number, texts


def _short(text: str) -> str:
    one = " / ".join(text.split("\n"))
    return one if len(one) <= _SAID else one[: _SAID - 1] + "…"
