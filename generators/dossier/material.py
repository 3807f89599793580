"""What the document is made from: one judged model, the edition that every file bears, its diagrams, and the rows of template 03."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from generators.dossier import workbook
from generators.dossier.cells import Words
from generators.dossier.columns import UNDETERMINED
from generators.dossier.figures import Made
from generators.dossier.tables import Row, rows
from generators.project import Project
from khung.graph import Graph
from khung.model import Element

ASSUMED = "(giả định)"


@dataclass(frozen=True)
class Edition:
    """What every file of one dossier bears: version, data date, date of effect (None while not issued)."""

    version: str
    data_date: date
    effective: date | None = None


@dataclass(frozen=True)
class Material:
    """All that the document says beyond its own text. `checks` are the twelve lines of the list before issue: what is asked, the
    answer, the evidence; `history` the versions so far."""

    project: Project
    edition: Edition
    figures: Sequence[Made]
    checks: Sequence[tuple[str, str, str]] = ()
    history: Sequence[workbook.Edition] = ()
    _sheets: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The model."""
        return self.project.graph

    @cached_property
    def cells(self) -> Words:
        """The words of template 03, the same here as there."""
        return Words(self.graph)

    @cached_property
    def framework(self) -> str:
        """The name of the framework."""
        work = self.project.workspace
        return work.name if work else UNDETERMINED

    @cached_property
    def body(self) -> str:
        """The name of the body that issues the framework."""
        work = self.project.workspace
        owner = next(self.graph.targets(work.id, "province"), None) if work else None
        return owner.name if owner else UNDETERMINED

    @cached_property
    def place(self) -> str:
        """The name of the place that stands before the date."""
        work = self.project.workspace
        return str((work and work["place"]) or UNDETERMINED)

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a sheet of template 03, made once."""
        if sheet not in self._sheets:
            self._sheets[sheet] = rows(self.graph, sheet, self.cells)
        return self._sheets[sheet]


def named(element: Element) -> str:
    """An element by its name and code; what no source states says so."""
    code = f" ({element['code']})" if element["code"] else ""
    return f"{marked(element)}{code}"


def marked(element: Element) -> str:
    """An element by its name; what no source states says so."""
    return f"{element.name} {ASSUMED}" if element.assumed else element.name
