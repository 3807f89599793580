"""The graph of a model: elements by id, relations both ways, states in time. Never changed after it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from khung.metamodel import Metamodel
from khung.model import Element, Relation

T = TypeVar("T")


class Graph:
    """Elements in file order. Relations are derived from the reference fields that the metamodel declares.
    `day` is the day whose state this is; None where time was not applied."""

    def __init__(self, metamodel: Metamodel, elements: Mapping[str, Element] | None = None, day: date | None = None) -> None:
        self.metamodel = metamodel
        self.elements: Mapping[str, Element] = {} if elements is None else elements
        self.day = day

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Every reference that resolves, in element order."""
        found, elements = [], self.elements
        specs = {kind: self.metamodel.kinds[kind].references for kind in self.by_kind}
        for element in elements.values():
            for spec in specs[element.kind]:
                if spec.name not in element.fields:
                    continue
                for target in dict.fromkeys(element.refs(spec.name)):
                    if target in elements:
                        found.append(Relation(element.id, spec.name, target, spec.relation, spec.reverse))
        return tuple(found)

    @cached_property
    def out(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by the element that states them."""
        return _grouped((r.source, r) for r in self.relations)

    @cached_property
    def into(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by the element they name."""
        return _grouped((r.target, r) for r in self.relations)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Element, ...]]:
        """Elements by kind."""
        return _grouped((e.kind, e) for e in self.elements.values())

    @cached_property
    def selections(self) -> dict[tuple[str, ...], tuple[Element, ...]]:
        """What selectors have selected so far (`khung.query.select`)."""
        return {}

    def __getitem__(self, id: str) -> Element:
        return self.elements[id]

    def __contains__(self, id: str) -> bool:
        return id in self.elements

    def of_kind(self, *kinds: str) -> Iterator[Element]:
        """The elements of these kinds."""
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    def targets(self, id: str, by: str) -> Iterator[Element]:
        """The elements that `id` names by a field, or by any field standing for that relation type."""
        for relation in self.out.get(id, ()):
            if by in (relation.field, relation.type):
                yield self.elements[relation.target]

    def sources(self, id: str, by: str) -> Iterator[Element]:
        """The elements that name `id` by a field, or by any field standing for that relation type."""
        for relation in self.into.get(id, ()):
            if by in (relation.field, relation.type):
                yield self.elements[relation.source]

    def at(self, day: date) -> Graph:
        """The graph of what is alive on `day`: the one place where time is applied."""
        return Graph(self.metamodel, {e.id: e for e in self.elements.values() if e.alive(day)}, day)

    def stated(self) -> Graph:
        """The graph without assumed elements."""
        return self.subset(e for e in self.elements.values() if not e.assumed)

    def subset(self, elements: Iterable[Element]) -> Graph:
        """A graph of these elements only."""
        return Graph(self.metamodel, {e.id: e for e in elements}, self.day)


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    lists: defaultdict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        lists[key].append(value)
    return {key: tuple(values) for key, values in lists.items()}
