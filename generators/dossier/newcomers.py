"""New rows of a workbook as new elements: kind, id, code, file and fields. What no source states is marked as assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generators.dossier.columns import Column, newcomers
from generators.dossier.intake import NewRow, at
from generators.dossier.parse import Reader, Wrong, written
from khung import numbering
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.graph import Graph
from khung.model import Element
from khung.query import matches
from khung.vietnamese import slug

_LONGEST_ID, _LONGEST_NAME = 60, 120
_FILE = "nhap-tu-bang.yaml"


class Newcomer(NamedTuple):
    """An element that a row asks for: where it is to be written, and the row it comes from."""

    element: Element
    place: str


class Made(NamedTuple):
    """The elements of new rows, references to add to known ones by (id, field), and what could not be taken."""

    elements: tuple[Newcomer, ...]
    linked: Mapping[tuple[str, str], tuple[str, ...]]
    findings: tuple[Diagnostic, ...]


def welcome(reader: Reader, name: str, rows: tuple[NewRow, ...], ledger: dict[str, int], taken: set[str]) -> Made:
    """The elements that the new rows of workbook `name` ask for. `ledger` and `taken` (ids) are brought forward."""
    made = _Welcome(reader, name, ledger, taken)
    for row in rows:
        made.row(row)
    return Made(tuple(made.elements), {k: tuple(v) for k, v in made.linked.items()}, tuple(made.findings))


class _Welcome:
    def __init__(self, reader: Reader, name: str, ledger: dict[str, int], taken: set[str]) -> None:
        self.reader, self.graph, self.name = reader, reader.graph, name
        self.ledger, self.taken = ledger, taken
        self.elements: list[Newcomer] = []
        self.linked: dict[tuple[str, str], list[str]] = {}
        self.findings: list[Diagnostic] = []
        self._files = _files(self.graph)

    def row(self, row: NewRow) -> None:
        if "pairs" not in row.table.rows:
            self._one(row, None, second=False)
            return
        first, second = row.known
        kind, partner, field = row.table.rows["kind"], row.table.rows["with"], row.table.rows["pairs"]
        if second is None:
            second = self._one(row, partner, second=True)
        if second is None:
            return
        if first is None:
            self._one(row, kind, second=False, also={field: [second.id]})
        else:
            self.linked.setdefault((first.id, field), []).append(second.id)

    def _one(self, row: NewRow, kind: str | None, *, second: bool, also: Mapping[str, Any] | None = None) -> Element | None:
        columns = [c for c in row.table.columns if c.second == second and c.field and c.field != "code" and c.key in row.texts]
        kind, fields = (kind, {}) if kind else self._kind(row, columns)
        if kind is None:
            self._tell("K822", row, row.table.columns[1], "", wanted="đủ loại để biết đây là đối tượng gì")
            return None
        draft = Element("", kind, fields)
        for column in columns:
            fields |= self._read(row, column, draft)
        fields |= also or {}
        self._named(row, kind, fields)
        lacking = [f for f in self.graph.metamodel.kinds[kind].fields.values() if f.required and not fields.get(f.name)]
        for field in lacking:
            column = next((c for c in row.table.columns if c.field == field.name and c.second == second), row.table.columns[0])
            self._tell("K822", row, column, "", wanted=field.label.vi)
        return None if lacking else self._added(row, kind, fields)

    def _kind(self, row: NewRow, columns: list[Column]) -> tuple[str | None, dict[str, Any]]:
        """What the row becomes, by the choices that it states."""
        kind = row.table.kinds(self.graph.metamodel)[0]
        said: dict[str, Any] = {}
        for column in columns:
            field = row.table.field(self.graph.metamodel, column)
            if field and field.type == "choice":
                said |= self._read(row, column, Element("", kind, {}), quiet=True)
        rule = next((r for r in newcomers() if matches(self.graph, Element("", kind, said), r["when"])), None)
        return (str(rule["kind"]), dict(rule.get("fields", {}))) if rule else (None, {})

    def _read(self, row: NewRow, column: Column, draft: Element, *, quiet: bool = False) -> dict[str, Any]:
        field = self.graph.metamodel.kinds[draft.kind].fields.get(column.field)
        if field is None:
            return {}
        try:
            edits = self.reader.edits(column, field, draft, written(row.texts[column.key]))
        except Wrong as wrong:
            if not quiet:
                self._tell(wrong.code, row, column, wrong.found, near=wrong.near, **wrong.words)
            return {}
        made: dict[str, Any] = {}
        for path, value in edits.items():
            if value is not None and len(path) == 1:
                made[path[0]] = [*draft.fields.get(path[0], ()), *value] if column.figure else value
            elif value is not None:
                made[path[0]] = {**draft.fields.get(path[0], {}), path[1]: value}
        draft.fields.update(made)  # type: ignore[attr-defined]
        return made

    def _named(self, row: NewRow, kind: str, fields: dict[str, Any]) -> None:
        """Relations and gaps have no column for a name: it is what they are about."""
        if "name" not in fields:
            said = fields.get("content") or fields.get("gap") or " → ".join(str(fields[k]) for k in ("from", "to") if fields.get(k))
            if said:
                fields["name"] = str(said).split("\n")[0][:_LONGEST_NAME]

    def _added(self, row: NewRow, kind: str, fields: dict[str, Any]) -> Element:
        code = numbering.next_for(self.graph, kind, fields, self.ledger)
        stem = slug(str(fields["name"]))[:_LONGEST_ID].strip("-") or code.lower()
        id = next(i for i in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if i not in self.taken)
        self.taken.add(id)
        note = f"Theo tệp {self.name}, trang {row.table.sheet}, dòng {row.row}; chưa có nguồn xác nhận"
        whole = {"name": fields.pop("name"), "code": code, **fields, "assumed": True, "assumed_note": note}
        for last in ("undetermined", "not_applicable"):
            if last in whole:
                whole[last] = whole.pop(last)
        made = Element(id, kind, whole, self._files.get(kind) or f"model/{self.graph.metamodel.kinds[kind].domain}/{_FILE}")
        self.elements.append(Newcomer(made, at(row.table.sheet, row.row, min(row.columns.values()))))
        return made

    def _tell(self, code: str, row: NewRow, column: Column, found: str, near: tuple[str, ...] = (), **words: str) -> None:
        place = row.columns.get(column.key, 1)
        where = at(row.table.sheet, row.row, place)
        words = {"column_name": column.title.vi, "found": found, "sheet": row.table.sheet, **words}
        self.findings.append(finding(code, self.name, line=row.row, column=place, subject=where, near=near, **words))


def _files(graph: Graph) -> Mapping[str, str]:
    """By kind, the file that holds most of the province's own elements of it."""
    counted = Counter((e.kind, e.file) for e in graph.elements.values() if not e.pack)
    return dict(_most(counted))


def _most(counted: Counter[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for (kind, file), _ in sorted(counted.items(), key=lambda c: (c[1], c[0][1])):
        yield kind, file
