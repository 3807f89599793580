"""What the text of the document may ask the model: the closed list of words in double braces, and what each answers.

Within a line: framework, body, place, version, data-date, effective, count, name, cite, list. On a line of its own: table, objects,
balance, sheet, options, roadmap, pending, assessment, standards, checklist, versions, figure, figures, arrows, lying, standing, signature.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators.dossier import listings
from generators.dossier.columns import UNDETERMINED, tables
from generators.dossier.content import Block, Figure, Signature, Turn, plain
from generators.dossier.material import Material, named
from generators.dossier.prose import Ask, AskError, Words
from generators.findings import legal_source
from khung.graph import Graph
from khung.model import Element
from khung.query import select
from khung.selectors import problems
from khung.vietnamese import collation_key, format_date


@dataclass(frozen=True)
class Vocabulary:
    """The answers of one model."""

    material: Material

    @property
    def graph(self) -> Graph:
        """The model."""
        return self.material.graph

    @cached_property
    def words(self) -> Words:
        """The closed list."""
        within: dict[str, Callable[[Ask], str]] = {
            "framework": lambda _: self.material.framework,
            "body": lambda _: self.material.body,
            "place": lambda _: self.material.place,
            "version": lambda _: self.material.edition.version,
            "data-date": lambda _: format_date(self.material.edition.data_date, "vi"),
            "effective": lambda _: format_date(self.material.edition.effective, "vi") if self.material.edition.effective else UNDETERMINED,
            "count": lambda asked: f"{len(self._selected(asked))}",
            "name": lambda asked: named(self._element(asked)),
            "cite": lambda asked: legal_source(self.graph, self._element(asked).id, "vi"),
            "list": lambda asked: "; ".join(named(e) for e in self._selected(asked)) or "chưa có",
        }
        alone: dict[str, Callable[[Ask], Sequence[Block]]] = {
            "table": self._table,
            "objects": lambda asked: listings.objects(self.material, *self._component(asked)),
            "balance": lambda _: listings.balance(self.material),
            "sheet": self._sheet,
            "options": lambda _: listings.options(self.material),
            "roadmap": lambda _: listings.roadmap(self.material),
            "pending": lambda _: listings.pending(self.material),
            "assessment": lambda _: listings.assessment(self.material),
            "standards": lambda _: listings.standards(self.material),
            "checklist": lambda _: listings.checklist(self.material.checks),
            "versions": lambda _: listings.versions(self.material),
            "figure": self._figure,
            "figures": lambda _: listings.diagrams(self.material),
            "arrows": lambda _: listings.arrows(self.material),
            "lying": lambda asked: [Turn(lying=True, size=str(asked or "A4"))],
            "standing": lambda _: [Turn(lying=False)],
            "signature": lambda _: [Signature()],
        }
        return Words(within, alone)

    def _selected(self, asked: Ask) -> list[Element]:
        for problem in problems(self.graph.metamodel, asked):
            raise AskError(f"bộ chọn không hiểu “{problem.word}” / the selector does not know “{problem.word}”")
        return sorted(select(self.graph, asked), key=lambda e: (collation_key(e.name), e.id))

    def _element(self, asked: Ask) -> Element:
        if asked not in self.graph:
            raise AskError(f"không có phần tử “{asked}” / there is no element “{asked}”")
        return self.graph[asked]

    def _component(self, asked: Ask) -> tuple[str, str]:
        """A component (or a cross-cutting layer) and a state."""
        values = self.graph.metamodel.values
        if not isinstance(asked, dict) or asked.get("state") not in ("now", "target"):
            raise AskError("cần {in: thành phần, state: now hoặc target} / needs {in: component, state: now or target}")
        place = str(asked.get("in"))
        if place not in (*values["component"], *values["layer"]):
            raise AskError(f"không có thành phần “{place}” / there is no component “{place}”")
        return place, asked["state"]

    def _table(self, asked: Ask) -> Sequence[Block]:
        """Elements of the model by chosen fields."""
        if not isinstance(asked, dict) or not isinstance(asked.get("columns"), list) or "select" not in asked:
            raise AskError("cần {select: …, columns: […]} / needs {select: …, columns: […]}")
        found = self._selected(asked["select"])
        kinds = {e.kind for e in found}
        known = {name for kind in kinds for name in self.graph.metamodel.kinds[kind].fields}
        for name in asked["columns"]:
            if kinds and name not in known:
                raise AskError(f"không có trường “{name}” / there is no field “{name}”")
        return listings.elements(self.material, found, asked["columns"], str(asked.get("caption") or ""))

    def _sheet(self, asked: Ask) -> Sequence[Block]:
        """Columns of a sheet of template 03, of the rows whose element matches."""
        if not isinstance(asked, dict) or asked.get("name") not in tables():
            raise AskError("cần {name: tên trang của Mẫu số 03} / needs {name: a sheet of template 03}")
        keys = {c.key for c in tables()[asked["name"]].columns} | {"name"}
        for key in asked.get("columns") or ():
            if key not in keys:
                raise AskError(f"trang {asked['name']} không có cột “{key}” / the sheet has no column “{key}”")
        chosen = {e.id for e in self._selected(asked["where"])} if "where" in asked else None
        return listings.sheet(self.material, asked["name"], asked.get("columns") or sorted(keys), chosen, str(asked.get("caption") or ""))

    def _figure(self, asked: Ask) -> Sequence[Block]:
        made = [f for f in self.material.figures if f.needed.code == asked]
        if not made:
            return [plain(f"Sơ đồ {asked}: hồ sơ này không có, vì điều kiện của hướng dẫn không phát sinh.", "note")]
        return [Figure(f.code, f"{f.code}. {f.view.name}") for f in made]
