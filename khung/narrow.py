"""A report about part of the whole: the rules of some packs, or what one body answers for. Knows no format."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from khung.accounts import answerable
from khung.conform import Report
from khung.graph import Graph
from khung.house import WAIVER


def narrowed(report: Report, graph: Graph, packs: Collection[str] = (), agency: str = "") -> Report:
    """The report with the rules of `packs` only (all where none is named), about what `agency` answers for (all where "")."""
    if not packs and not agency:
        return report
    rules = tuple(r for r in report.rules if not packs or r.element.pack in packs)
    ids = {r.id for r in rules}
    subjects = answered_for(graph, agency) if agency else None
    return replace(
        report,
        rules=rules,
        judgements=tuple(j for j in report.judgements if j.rule.id in ids and (subjects is None or j.subject.id in subjects)),
        about=tuple(d for d in report.about if _concerns(graph, d.subject, ids, subjects)),
    )


def answered_for(graph: Graph, agency: str) -> frozenset[str]:
    """The body itself and every element that it is answerable for: its own, those it runs, leads or performs."""
    named = (r.source for r in graph.into.get(agency, ()))
    return frozenset((agency, *(id for id in named if agency in answerable(graph, graph[id]))))


def _concerns(graph: Graph, about: str, rules: Collection[str], subjects: Collection[str] | None) -> bool:
    """Whether a finding about a rule or a waiver concerns these rules and subjects."""
    element = graph.elements.get(about)
    if element is None or element.kind != WAIVER:
        return subjects is None and about in rules
    return element["rule"] in rules and (subjects is None or element["subject"] in subjects)
