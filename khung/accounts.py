"""Who answers for what: the judgements of every agency and every commune, ranked (objective II.4 of the plan: what each head answers for)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from khung.conform import Judgement, Report
from khung.diagnostic import Answer, Severity
from khung.graph import Graph
from khung.house import ORGANISATION, WORKSPACE
from khung.model import Element
from khung.templates import Expected, Templates
from khung.vietnamese import collation_key

ANSWERABLE = ("owner", "operator", "data_owner", "lead", "responsible", "managed_by", "performed_by", "provided_by", "requested_by")
"""The fields by which an element names the bodies that answer for it. Who coordinates does not."""


@dataclass(frozen=True)
class Account:
    """What one body answers for: its judgements, how many have each answer, and its findings that are not waived, by weight."""

    organisation: Element
    judgements: tuple[Judgement, ...]
    answers: Mapping[Answer, int]
    findings: Mapping[Severity, int]
    waived: int

    @property
    def share(self) -> float:
        """The part of what applies to it that conforms, 0 to 1; 1 where nothing applies."""
        applies = sum(self.answers.values()) - self.answers[Answer.NOT_APPLICABLE]
        return self.answers[Answer.CONFORM] / applies if applies else 1.0


@dataclass(frozen=True)
class Standing:
    """How one body stands against its templates: each block expected of it, and how many have each answer."""

    organisation: Element
    expected: tuple[Expected, ...]
    answers: Mapping[Answer, int]

    def late(self, day: date) -> tuple[Expected, ...]:
        """What does not conform although its deadline has passed."""
        return tuple(e for e in self.expected if e.answer is Answer.NOT_CONFORM and e.due and e.due < day)


def answerable(graph: Graph, element: Element) -> tuple[str, ...]:
    """The bodies that answer for an element: itself where it is one; the province for what is said of the whole workspace."""
    if element.kind == ORGANISATION:
        return (element.id,)
    fields = ("province",) if element.kind == WORKSPACE else ANSWERABLE
    return tuple(dict.fromkeys(id for name in fields for id in element.refs(name) if id in graph and graph[id].kind == ORGANISATION))


def accounts(graph: Graph, report: Report) -> list[Account]:
    """An account for every body that answers for something, the heaviest first: errors, warnings, notes, then by name."""
    mine: defaultdict[str, list[Judgement]] = defaultdict(list)
    bodies = {id: answerable(graph, judgements[0].subject) for id, judgements in report.by_subject.items()}
    for judgement in report.judgements:
        for body in bodies[judgement.subject.id]:
            mine[body].append(judgement)
    return sorted((_account(graph[body], judgements) for body, judgements in mine.items()), key=_weight)


def standings(graph: Graph) -> list[Standing]:
    """Every body that a template applies to, those that lack most first."""
    templates = Templates(graph)
    found = [_standing(graph[id], templates) for id in templates.expected]
    order = (Answer.NOT_CONFORM, Answer.INSUFFICIENT)
    return sorted(found, key=lambda s: (*(-s.answers[a] for a in order), collation_key(s.organisation.name)))


def _account(body: Element, judgements: list[Judgement]) -> Account:
    answers = Counter(j.answer for j in judgements)
    weights = Counter(j.finding.severity for j in judgements if j.finding and not j.waiver)
    counts = {a: answers[a] for a in Answer}, {s: weights[s] for s in Severity}
    return Account(body, tuple(judgements), *counts, sum(bool(j.waiver) for j in judgements))


def _weight(account: Account) -> tuple[object, ...]:
    return (*(-account.findings[s] for s in Severity), collation_key(account.organisation.name))


def _standing(body: Element, templates: Templates) -> Standing:
    expected = tuple(templates.judge(body))
    answers = Counter(e.answer for e in expected)
    return Standing(body, expected, {a: answers[a] for a in Answer})
