"""Routes of exchanges: which integration platforms may carry one, and the shortest allowed way between its two ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from khung.graph import Graph
from khung.model import Element


def border(exchange: Element) -> str:
    """Which border an exchange passes: a value of the list `border`."""
    return "across" if exchange["crosses_province"] is True else "inside"


def allowed(platform: Element, passed: str, classification: str | None) -> bool:
    """Whether a platform may carry data of a class over a border. What a platform does not state does not limit it."""
    borders, carries = platform["borders"], platform["carries"]
    return platform["integration"] is True and (not borders or passed in borders) and (not carries or classification in carries)


class Network:
    """What is connected with what in a model: the ends of its exchanges and links, by way of the platforms these name."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def platforms(self) -> tuple[Element, ...]:
        """The integration platforms."""
        kinds = [k.key for k in self._graph.metamodel.kinds.values() if "integration" in k.fields]
        return tuple(e for e in self._graph.of_kind(*kinds) if e["integration"] is True)

    @cached_property
    def _links(self) -> Mapping[str, list[str]]:
        links: defaultdict[str, dict[str, None]] = defaultdict(dict)
        kinds = [k.key for k in self._graph.metamodel.kinds.values() if "relation" in k.groups]
        for element in self._graph.of_kind(*kinds):
            for here, there in pairwise((*element.refs("from"), *element.refs("through"), *element.refs("to"))):
                links[here][there] = links[there][here] = None
        return {id: list(others) for id, others in links.items()}

    def shortest(self, start: str, end: str, by: Collection[str]) -> tuple[str, ...]:
        """The way from `start` to `end` over platforms of `by` only, both ends included: the fewest new connections first, then the
        fewest steps. Platforms go on over connections that exist; only the ends may be connected anew. Empty where there is no way."""
        queue: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, (start,))]
        done: set[str] = set()
        while queue:
            fresh, steps, way = heappop(queue)
            here = way[-1]
            if here == end:
                return way
            if here in done:
                continue
            done.add(here)
            known = self._links.get(here, ())
            onward = [*by, *([end] if here in by else [])]
            for there in onward:
                if there not in done and (there in known or start == here or there == end):
                    heappush(queue, (fresh + (there not in known), steps + 1, (*way, there)))
        return ()
