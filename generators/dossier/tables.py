"""The rows of template 03 from a model, as values: each cell with its text, its state and where it comes from.

    made = rows(graph, "DM_DOITUONG")       # Row(codes, elements, cells), sorted by code
    made[0].cells[3].text, .state, .element, .field

Workbook, document, check and survey all read these; nobody else knows how a field looks in the dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generators.dossier.cells import BULLET, Cell, State, Words, cell
from generators.dossier.columns import UNDETERMINED, Column, Table, label, tables
from generators.dossier.derived import DERIVED, by_code, gaps
from khung.graph import Graph
from khung.metamodel import Field
from khung.model import Element
from khung.query import select
from khung.vietnamese import format_date


class Row(NamedTuple):
    """One row: the codes it goes by, the ids of its element (two for a pair, "" where one is missing), its cells."""

    codes: tuple[str, ...]
    elements: tuple[str, ...]
    cells: tuple[Cell, ...]


def rows(graph: Graph, sheet: str, words: Words | None = None) -> list[Row]:
    """The rows of a sheet ("DM_DOITUONG", "QH_KETNOI", "ANHXA", "HOANTHIEN_NV"), sorted by code."""
    table = tables()[sheet]
    maker = _Maker(words or Words(graph), table)
    return [maker.row(pair) for pair in sorted(_members(graph, table), key=lambda pair: tuple(map(by_code, pair)))]


def members(graph: Graph, table: Table) -> list[Element]:
    """The elements that are rows of a table (of a pair: its first), in model order."""
    return select(graph, {**table.rows.get("where", {}), "kind": list(table.kinds(graph.metamodel))})


def _members(graph: Graph, table: Table) -> Iterator[tuple[Element | None, ...]]:
    if "pairs" not in table.rows:
        yield from ((element,) for element in members(graph, table))
        return
    met: set[str] = set()
    for first in members(graph, table):
        named = [graph[id] for id in dict.fromkeys(first.refs(table.rows["pairs"])) if id in graph]
        met.update(second.id for second in named)
        yield from ((first, second) for second in named or (None,))
    yield from ((None, second) for second in graph.of_kind(table.rows["with"]) if second.id not in met)


class _Maker:
    """The rows of one table over one graph."""

    def __init__(self, words: Words, table: Table) -> None:
        self.words, self.table = words, table
        self._fields: dict[tuple[str, str], Field | None] = {}

    def row(self, pair: Sequence[Element | None]) -> Row:
        made: list[Cell] = []
        for column in self.table.columns:
            element = pair[-1] if column.second or len(pair) == 1 else pair[0]
            made.append(self._cell(column, element, pair, made))
        codes = tuple(str(e["code"] or "") if e else "" for e in pair)
        return Row(codes, tuple(e.id if e else "" for e in pair), tuple(made))

    def _cell(self, column: Column, element: Element | None, pair: Sequence[Element | None], before: list[Cell]) -> Cell:
        if element is None:
            words = self.words
            text = UNDETERMINED if column.required else ""
            return Cell(text, State.MISSING if text else State.BLANK, own=text, who=words.follow_up, by=words.follow_up_by)
        marks: Iterable[str] = ()
        if column.derive in ("remarks", "comparison"):
            marks = self._remarks(pair, before)
        if column.derive == "comparison":
            marks = (*gaps(self.words, element), *marks)
        elif column.derive in DERIVED:
            marks = DERIVED[column.derive](self.words, element)
        return cell(self.words, column, self._field(element.kind, column.field), element, (BULLET + line for line in marks))

    def _field(self, kind: str, name: str) -> Field | None:
        if (kind, name) not in self._fields:
            self._fields[kind, name] = self.words.graph.metamodel.kinds[kind].fields.get(name) if name else None
        return self._fields[kind, name]

    def _remarks(self, pair: Sequence[Element | None], before: list[Cell]) -> Iterator[str]:
        """What a reader must know of a row: assumptions, what is open with who and by when, why a field does not apply."""
        for element in filter(None, pair):
            yield from self._about(element, f" ({element['code']})" if len(pair) > 1 and element["code"] else "")
        pending: dict[tuple[str, str], list[str]] = {}
        for column, made in zip(self.table.columns, before, strict=False):
            reason = f" ({made.reason.rstrip('.')})" if made.reason else ""
            if made.open:
                pending.setdefault((made.who, made.by), []).append(column.title.vi + reason)
            elif made.state is State.NOT_APPLICABLE and reason:
                yield f"Không áp dụng: {column.title.vi}{reason}"
        for (who, by), titles in pending.items():
            body = f" Đầu mối: {self.words.body(who)}" if who else ""
            day = f"; hạn {format_date(by, 'vi')}" if by else ""
            yield f"Chưa xác định: {'; '.join(titles)}.{body}{day}."

    def _about(self, element: Element, whose: str) -> Iterator[str]:
        if element.assumed:
            yield f"Giả định{whose}: {str(element['assumed_note'] or 'chưa có nguồn nào nêu').rstrip('.')}."
        if element["confidence"] not in (None, "official"):
            yield f"Độ tin cậy{whose}: {label(self.words.graph.metamodel, 'confidence', str(element['confidence']))}."
        if element["nas_code"]:
            yield f"Mã NAS: {element['nas_code']}"
