"""Clause ↔ element ↔ rule ↔ finding: which clause is answered by what, and which by nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from khung.diagnostic import Diagnostic, Text
from khung.graph import Graph
from khung.house import CLAUSE, DOCUMENT, RULE
from khung.model import Element


class Status(StrEnum):
    """How a clause is answered."""

    COVERED = "covered"
    RULE_ONLY = "rule-only"
    EXPLAINED = "explained"
    GAP = "gap"


STATUSES = {
    Status.COVERED: Text("Có phần tử", "Has elements"),
    Status.RULE_ONLY: Text("Chỉ có quy tắc", "Rules only"),
    Status.EXPLAINED: Text("Có lý do không mô hình hóa", "Explained"),
    Status.GAP: Text("Chưa có phần tử", "Gap"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One clause and what answers it: ids of elements and rules, and the findings of those rules."""

    clause: Element
    elements: tuple[str, ...]
    rules: tuple[str, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def status(self) -> Status:
        """Covered by an element, only by a rule, explained by `no_element`, or a gap."""
        if self.elements:
            return Status.COVERED
        if self.rules:
            return Status.RULE_ONLY
        return Status.EXPLAINED if self.clause["no_element"] else Status.GAP


def trace(graph: Graph, findings: Iterable[Diagnostic] = ()) -> list[Row]:
    """A row for every clause, in model order."""
    by_rule: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for found in findings:
        by_rule[found.code].append(found)
    rows = []
    for clause in graph.of_kind(CLAUSE):
        citing = dict.fromkeys(r.source for r in graph.into.get(clause.id, ()))
        rules = tuple(id for id in citing if graph[id].kind == RULE)
        elements = tuple(id for id in citing if graph[id].kind not in (RULE, CLAUSE, DOCUMENT))
        rows.append(Row(clause, elements, rules, tuple(d for id in rules for d in by_rule[id])))
    return rows


def by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows by the document of their clause, in the order of the text."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row.clause["document"]), []).append(row)
    return found
