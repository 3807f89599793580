"""What one field of one element looks like in template 03: its text, its state, and where it came from.

A text that people write (`own`) is kept apart from the lines that the tool adds (`marks`, each starting with "•"),
so that a workbook that comes back says what people changed and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from generators.dossier.columns import NOT_APPLICABLE, UNDETERMINED, Column, figures, label
from khung.graph import Graph
from khung.house import BLOCK, CLAUSE, DOCUMENT, ORGANISATION, VIEW, WORKSPACE
from khung.metamodel import Field
from khung.model import Element
from khung.query import matches, select
from khung.vietnamese import format_date

BULLET = "• "


class State(StrEnum):
    """What a cell rests on."""

    STATED = "stated"
    ASSUMED = "assumed"
    DERIVED = "derived"
    UNDETERMINED = "undetermined"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
    BLANK = "blank"


class Cell(NamedTuple):
    """One cell: what it shows, why, and the element and field it comes from ("" where it is worked out).
    `who` (an id), `by` (a date as written) and `reason` say who determines what is not determined yet.
    UNDETERMINED is stated in the model; MISSING is required and nowhere stated, so it is shown as undetermined."""

    text: str
    state: State
    element: str = ""
    field: str = ""
    own: str = ""
    marks: tuple[str, ...] = ()
    who: str = ""
    by: str = ""
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether it still has to be determined."""
        return self.state in (State.UNDETERMINED, State.MISSING)


class Words:
    """The words of one graph: names, codes, citations, values. Made once, asked for every cell."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._cited: dict[str, str] = {}
        workspace = next(graph.of_kind(WORKSPACE), None)
        self.follow_up = str((workspace and workspace["follow_up"]) or "")
        self.follow_up_by = str((workspace and workspace["follow_up_by"]) or "")

    def value(self, element: Element, field: Field, *, codes: bool = False) -> str:
        """A field's value as text; "" where it has none. `codes`: elements are named by their codes alone."""
        value = element.fields.get(field.name)
        if value in (None, "", [], {}):
            return ""
        if field.of:
            return "\n".join(label(self.graph.metamodel, field.of, str(v)) for v in (value if isinstance(value, list) else (value,)))
        if field.is_reference:
            named = (self.named(id, field, codes=codes) for id in element.refs(field.name))
            return ("; " if codes else "\n").join(named)
        if field.type == "date":
            return format_date(value, "vi") if element.day(field.name) else str(value)
        return str(value).strip()

    def named(self, id: str, field: Field, *, codes: bool = False) -> str:
        """How a column names an element: an object by its code, a body by its name, law as it is cited, else name and code."""
        if id not in self.graph:
            return id
        element = self.graph[id]
        if element.kind in (CLAUSE, DOCUMENT):
            return element.name if field.type == "ref" else self.cited(id)
        code = str(element["code"] or "")
        if element.kind in (ORGANISATION, BLOCK) or not code:
            return element.name
        return code if codes else f"{element.name} ({code})"

    def cited(self, id: str) -> str:
        """A clause or document with number, issuer, date and place: "1425/QĐ-TTg (Thủ tướng Chính phủ, 29/07/2026), Điều 2"."""
        if id not in self._cited:
            self._cited[id] = self._cite(id)
        return self._cited[id]

    def _cite(self, id: str) -> str:
        if id not in self.graph:
            return id
        element = self.graph[id]
        if element.kind == CLAUSE:
            return f"{self.cited(str(element['document']))}, {element['number']}"
        title = str(element["number"] or element["short_name"] or element.name)
        issued = element.day("issued")
        about = ", ".join(filter(None, (str(element["issuer"] or ""), format_date(issued, "vi") if issued else "")))
        return f"{title} ({about})" if about else title

    def body(self, id: str) -> str:
        """The name of a body."""
        return self.graph[id].name if id in self.graph else id

    @cached_property
    def blocks(self) -> Mapping[str, str]:
        """Each block of the figures as a cell names it: after its code, where the framework gives one."""
        return {b.id: f"{b['code']}. {b.name}" if b["code"] else b.name for b in self.graph.of_kind(BLOCK)}

    @cached_property
    def drawn(self) -> Mapping[str, tuple[str, ...]]:
        """By element, the codes of the diagrams of template 02 that show it."""
        graph, found = self.graph, dict[str, dict[str, None]]()
        order = {code: number for number, code in enumerate(figures())}
        for view in sorted((v for v in graph.of_kind(VIEW) if v["code"] in order), key=lambda v: order[str(v["code"])]):
            shown = {e.id for e in select(graph, view["select"])} if isinstance(view["select"], dict) else set()
            if view["figure"]:
                blocks = (b for b in shown if graph[b]["figure"] == view["figure"])
                shown = {r.source for b in blocks for r in graph.into.get(b, ()) if r.field == "blocks"}
            for id in shown:
                found.setdefault(id, {})[str(view["code"])] = None
        return {id: tuple(codes) for id, codes in found.items()}


def cell(words: Words, column: Column, field: Field | None, element: Element, marks: Iterable[str] = ()) -> Cell:
    """The cell of a column for an element. A required field that nothing states is "Chưa xác định", never empty."""
    lines = tuple(marks)
    if field is None:
        text = "\n".join(lines).replace(BULLET, "")
        return Cell(text, State.DERIVED, element.id) if text else _empty(words, column, None, element)
    own = _own(words, column, field, element)
    if own:
        state = State.ASSUMED if element.assumed else State.STATED
        return Cell("\n".join((own, *lines)), state, element.id, field.name, own, lines)
    if element.is_undetermined(field.name):
        return _pending(words, element, field.name, lines)
    if lines:
        text = lines[0].removeprefix(BULLET) if len(lines) == 1 else "\n".join(lines)
        return Cell(text, State.DERIVED, element.id, field.name, "", lines)
    return _empty(words, column, field, element)


def _own(words: Words, column: Column, field: Field, element: Element) -> str:
    if column.figure:
        of = (id for id in element.refs(field.name) if id in words.graph and words.graph[id]["figure"] == column.figure)
        return "\n".join(words.blocks.get(id, id) for id in of)
    own = words.value(element, field, codes=column.codes)
    fields = words.graph.metamodel.kinds[element.kind].fields
    more = [words.value(element, fields[name], codes=column.codes) for name in column.more if name in fields]
    if not own and any(more):
        own = UNDETERMINED
    return "\n".join(filter(None, (own, *more)))


def _pending(words: Words, element: Element, field: str, lines: tuple[str, ...]) -> Cell:
    about: Any = element.fields["undetermined"][field] or {}
    who, by = str(about.get("who") or words.follow_up), str(about.get("by") or words.follow_up_by)
    text = "\n".join((UNDETERMINED, *lines))
    return Cell(text, State.UNDETERMINED, element.id, field, UNDETERMINED, lines, who, by, str(about.get("reason") or ""))


def _empty(words: Words, column: Column, field: Field | None, element: Element) -> Cell:
    name = field.name if field else ""
    if name and element.is_not_applicable(name):
        reason = str(element.fields["not_applicable"][name])
        return Cell(NOT_APPLICABLE, State.NOT_APPLICABLE, element.id, name, NOT_APPLICABLE, reason=reason)
    applies = column.when is None or matches(words.graph, element, column.when)
    if not applies and column.otherwise:
        return Cell(NOT_APPLICABLE, State.NOT_APPLICABLE, element.id, name, NOT_APPLICABLE)
    if column.figure and column.otherwise and element.refs("blocks"):
        return Cell(NOT_APPLICABLE, State.NOT_APPLICABLE, element.id, name, NOT_APPLICABLE)
    if column.required and applies:
        return Cell(UNDETERMINED, State.MISSING, element.id, name, UNDETERMINED, who=words.follow_up, by=words.follow_up_by)
    return Cell("", State.BLANK, element.id, name)
