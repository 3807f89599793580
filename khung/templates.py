"""What every one of many bodies must have, said once: templates of reference blocks, and how single bodies differ.

A body is judged block by block with the official answers; nothing is written for a body that does not differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from khung.catalogue import finding
from khung.diagnostic import Answer, Diagnostic
from khung.graph import Graph
from khung.house import BLOCK, DEVIATION, ORGANISATION, TEMPLATE
from khung.model import Element
from khung.query import select

IN_PLACE = frozenset(("operating", "upgrading", "merging", "replacing", "in-use", "partly-used"))
"""States of life or of local use in which a thing serves its users."""


class Expected(NamedTuple):
    """What one body is expected to have, and whether it has it. `elements` are those that answer for the block, `deviation` how the
    body differs (None where it does not), `due` the day by which it must be so (None where no text says)."""

    organisation: Element
    block: Element
    template: Element | None
    deviation: Element | None
    answer: Answer
    elements: tuple[str, ...]
    due: date | None


class Templates:
    """The templates of a model over all bodies. Build one and ask it of each body: what is shared is worked out once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._serving: dict[str, list[_Serving]] = {}

    @cached_property
    def expected(self) -> Mapping[str, Mapping[str, Element]]:
        """By body the blocks expected of it, each with the template that says so; a template comes before those it extends."""
        found: dict[str, dict[str, Element]] = {}
        for template in self._graph.of_kind(TEMPLATE):
            blocks: dict[str, Element] = {}
            for one in self._lineage(template):
                for block in select(self._graph, {**(one["expects"] or {}), "kind": BLOCK}):
                    blocks.setdefault(block.id, one)
            for body in select(self._graph, template["applies_to"] or {}):
                mine = found.setdefault(body.id, {})
                for id, one in blocks.items():
                    mine.setdefault(id, one)
        return found

    @cached_property
    def deviations(self) -> Mapping[tuple[str, str], Element]:
        """How bodies differ, by body and block; the first where two say something of the same."""
        found: dict[tuple[str, str], Element] = {}
        for deviation in self._graph.of_kind(DEVIATION):
            found.setdefault((deviation["organisation"], deviation["block"]), deviation)
        return found

    def judge(self, organisation: Element) -> list[Expected]:
        """What one body is expected to have, in the order of the templates; what it adds itself comes last."""
        expected = self.expected.get(organisation.id, {})
        extra = [block for block in self._differing.get(organisation.id, ()) if block not in expected]
        return [self._judged(organisation, self._graph[id], expected.get(id)) for id in (*expected, *extra) if id in self._graph]

    def flaws(self) -> Iterator[Diagnostic]:
        """What is wrong with deviations: from nothing (K701), said twice (K702), or without what its way of differing needs (K703)."""
        for deviation in self._graph.of_kind(DEVIATION):
            body, block, how = deviation["organisation"], deviation["block"], deviation["how"]
            path = (deviation.kind, deviation.id)
            if how != "extra" and block not in self.expected.get(body, {}):
                yield finding("K701", deviation.file, (*path, "block"), subject=deviation.id, organisation=body, block=block)
            first = self.deviations[body, block]
            if first is not deviation:
                yield finding("K702", deviation.file, path, subject=deviation.id, first=first.id, organisation=body, block=block)
            needed = {"instead": "met_by", "later": "due"}.get(how)
            if needed and not deviation[needed] and not deviation.is_undetermined(needed):
                label = self._graph.metamodel.kinds[deviation.kind].fields[needed].label
                yield finding("K703", deviation.file, (*path, "how"), subject=deviation.id, field=needed, label=label.vi)

    @cached_property
    def _differing(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for body, block in self.deviations:
            found.setdefault(body, []).append(block)
        return found

    def _lineage(self, template: Element) -> Iterator[Element]:
        seen: set[str] = set()
        todo: Element | None = template
        while todo and todo.id not in seen:
            seen.add(todo.id)
            yield todo
            todo = self._graph.elements.get(todo["extends"] or "")

    def _judged(self, body: Element, block: Element, template: Element | None) -> Expected:
        deviation = self.deviations.get((body.id, block.id))
        how = deviation["how"] if deviation else ""
        due = (deviation.day("due") if deviation else None) or (template.day("due") if template else None)
        if how == "not-applicable":
            return Expected(body, block, template, deviation, Answer.NOT_APPLICABLE, (), None)
        if deviation and how == "instead":
            met = [self._graph[id] for id in deviation.refs("met_by") if id in self._graph]
            serving = [_Serving(e.id, frozenset(), _in_place(e)) for e in met]
        else:
            tier = body["tier"]
            serving = [s for s in self._served(block) if body.id in s.bodies or tier in s.bodies]
        return Expected(body, block, template, deviation, _answer(serving), tuple(s.element for s in serving), due)

    def _served(self, block: Element) -> list[_Serving]:
        """What serves in a block, each with the bodies it names (members of groups too); where it names none, with its scope of use."""
        if block.id not in self._serving:
            elements = self._graph.sources(block.id, "blocks")
            self._serving[block.id] = [_Serving(e.id, self._bodies(e) or frozenset(e["scope"] or ()), _in_place(e)) for e in elements]
        return self._serving[block.id]

    def _bodies(self, element: Element) -> frozenset[str]:
        named = [r.target for r in self._graph.out.get(element.id, ()) if self._graph[r.target].kind == ORGANISATION]
        todo = list(dict.fromkeys(named))
        for id in todo:  # grows while it is walked
            todo += [m for m in self._graph[id].refs("members") if m in self._graph and m not in todo]
        return frozenset(todo) & self.expected.keys()


class _Serving(NamedTuple):
    """An element that answers for a block: the bodies or tiers it serves, and whether it is in place."""

    element: str
    bodies: frozenset[str]
    answer: Answer


def _answer(serving: Iterable[_Serving]) -> Answer:
    """The answer for one block: one element in place is enough; what is not determined is no basis; a plan is not yet there."""
    answers = {s.answer for s in serving}
    return next((a for a in (Answer.CONFORM, Answer.INSUFFICIENT) if a in answers), Answer.NOT_CONFORM)


def _in_place(element: Element) -> Answer:
    if element["model_state"] == "to-be":
        return Answer.NOT_CONFORM
    states = [element[name] for name in ("lifecycle", "local_use") if element[name]]
    if states:
        return Answer.CONFORM if any(state in IN_PLACE for state in states) else Answer.NOT_CONFORM
    unknown = any(element.is_undetermined(name) for name in ("lifecycle", "local_use", "model_state"))
    return Answer.INSUFFICIENT if unknown else Answer.CONFORM
