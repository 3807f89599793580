"""What to do next: the rules that are not answered with "Đáp ứng", ranked by legal deadline, weight and what rests on their subjects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from khung.accounts import answerable
from khung.conform import Judgement, Report
from khung.diagnostic import Answer, Severity
from khung.graph import Graph
from khung.query import impact
from khung.rules import Rule

_FAR = 2
"""How many steps away an element still counts as touched."""


@dataclass(frozen=True)
class NextStep:
    """One rule to be met: by when the law wants it (None where no text says), whether that day is past, what it weighs, which subjects
    fail it or lack the basis to be judged, who answers for them, and how many further elements they touch."""

    rule: Rule
    due: date | None
    overdue: bool
    severity: Severity
    failing: tuple[str, ...]
    open: tuple[str, ...]
    bodies: tuple[str, ...]
    touched: int


class Deadline(NamedTuple):
    """What is still to be met by one legal deadline (None: no text sets one): rules that fail, and rules that only lack their basis."""

    due: date | None
    failing: int
    open: int


def deadlines(steps: Iterable[NextStep]) -> list[Deadline]:
    """The steps counted by deadline, the nearest first."""
    found: dict[date | None, list[NextStep]] = {}
    for step in steps:
        found.setdefault(step.due, []).append(step)
    return [Deadline(day, sum(bool(s.failing) for s in mine), sum(not s.failing for s in mine)) for day, mine in found.items()]


def due(graph: Graph, rule: Rule) -> date | None:
    """The legal deadline of a rule: its own, else the earliest of the clauses it rests on."""
    days = [day for id in rule.element.refs("source") if id in graph and (day := graph[id].day("due"))]
    return rule.element.day("due") or min(days, default=None)


def next_steps(graph: Graph, report: Report) -> list[NextStep]:
    """A step for every rule with an open or failing subject that no waiver covers: the nearest deadline first, then the heaviest, then what
    touches most. What fails comes before what only lacks its basis."""
    found = []
    for rule in report.rules:
        judgements = [j for j in report.by_rule.get(rule.id, ()) if not j.waiver]
        failing, unknown = (_subjects(judgements, a) for a in (Answer.NOT_CONFORM, Answer.INSUFFICIENT))
        if failing or unknown:
            weight = (rule.severity(report.profile) or Severity.NOTE) if failing else Severity.NOTE
            found.append(_step(graph, report, rule, weight, failing, unknown))
    return sorted(found, key=lambda s: (s.due or date.max, s.severity.rank, -s.touched, -len(s.failing), s.rule.id))


def _step(graph: Graph, report: Report, rule: Rule, weight: Severity, failing: tuple[str, ...], unknown: tuple[str, ...]) -> NextStep:
    limit = due(graph, rule)
    subjects = [graph[id] for id in (*failing, *unknown) if id in graph]
    bodies = dict.fromkeys(id for e in subjects for id in answerable(graph, e))
    return NextStep(rule, limit, bool(limit and limit < report.day), weight, failing, unknown, tuple(bodies), _touched(graph, failing))


def _subjects(judgements: Iterable[Judgement], answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(j.subject.id for j in judgements if j.answer is answer))


def _touched(graph: Graph, ids: Iterable[str]) -> int:
    return len({step.id for id in ids if id in graph for step in impact(graph, id, depth=_FAR)})
