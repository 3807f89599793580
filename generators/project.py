"""What every generator is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khung.conform import Report
from khung.graph import Graph
from khung.house import WORKSPACE
from khung.model import Element
from khung.trace import Row


@dataclass(frozen=True)
class Project:
    """One model judged on one day. `revision` names the git commit it was read from ("" when unknown)."""

    graph: Graph
    report: Report
    coverage: Sequence[Row]
    day: date
    revision: str = ""

    @property
    def workspace(self) -> Element | None:
        """The element that describes the workspace itself."""
        return next(self.graph.of_kind(WORKSPACE), None)
