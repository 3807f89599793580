"""Conformance over time, and on stated facts alone: the same rules on other days and on another graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from khung.conform import Report, judge
from khung.diagnostic import Answer, Severity
from khung.graph import Graph
from khung.house import PLATEAU
from khung.model import Element


@dataclass(frozen=True)
class Moment:
    """The state on one day: the plateau that sets the day (None for the day asked), the counts, and the answer of each rule in force."""

    day: date
    plateau: Element | None
    counts: Mapping[Answer, int]
    findings: Mapping[Severity, int]
    rules: Mapping[str, Answer]
    waived: int


class Beside(NamedTuple):
    """One rule judged on everything and on stated facts only: the answers, and how many subjects have each."""

    rule: str
    full: Answer
    stated: Answer
    full_counts: Mapping[Answer, int]
    stated_counts: Mapping[Answer, int]


def trend(graph: Graph, day: date, profile: str = "complete") -> list[Moment]:
    """The state on `day` and on the day of every plateau, in order of time; a plateau of that very day stands for it."""
    days: dict[date, Element | None] = {day: None}
    for plateau in graph.of_kind(PLATEAU):
        if when := plateau.day("date"):
            days[when] = plateau
    return [_moment(judge(graph, when, profile), plateau) for when, plateau in sorted(days.items(), key=lambda pair: pair[0])]


def beside(full: Report, stated: Report) -> list[Beside]:
    """Rule by rule, what the report says of everything beside what it says of stated facts, in the order of the rules."""
    ids = dict.fromkeys((*(r.id for r in full.rules), *(r.id for r in stated.rules)))

    def counts(report: Report, id: str) -> Mapping[Answer, int]:
        return report.counts(report.by_rule.get(id, ()))

    return [Beside(id, full.answer(id), stated.answer(id), counts(full, id), counts(stated, id)) for id in ids]


def _moment(report: Report, plateau: Element | None) -> Moment:
    weights = Counter(d.severity for d in report.findings)
    answers = {r.id: report.answer(r.id) for r in report.rules}
    waived = sum(bool(j.waiver) for j in report.judgements)
    return Moment(report.day, plateau, report.counts(), {s: weights[s] for s in Severity}, answers, waived)
