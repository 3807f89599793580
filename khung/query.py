"""Selecting and walking: the one selector language of queries, views and rules. Knows no rule and no picture.

A selector is a mapping; all its keys must hold:
  kind, id, domain, tag, pack: one value or a list; own: true = not from a pack
  <field>: value | [values] | {in, not, exists, min, max, before, after, contains, lacks, matches}
  any / all: [selectors] · not: selector
  related: {by: field or relation type, direction: out | in | both, to: selector}  (or a list of these)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from khung.graph import Graph
from khung.model import Element
from khung.vietnamese import fold

Selector = Mapping[str, Any]
MAX_PATTERN = 200
"""The longest regular expression, in characters."""
MAX_PATTERN_MEMORY = 2**20


def select(graph: Graph, selector: Selector) -> list[Element]:
    """The elements that match, in model order."""
    kinds = selector.get("kind")
    if not kinds:
        possible = _possible_kinds(graph, selector)
        return [e for e in graph.elements.values() if e.kind in possible and matches(graph, e, selector)]
    rest = {word: want for word, want in selector.items() if word != "kind"}
    return [e for e in graph.of_kind(*listed(kinds)) if matches(graph, e, rest)]


def _possible_kinds(graph: Graph, selector: Selector) -> frozenset[str]:
    """The kinds that have every field of which the selector wants a value: nothing else needs a closer look."""
    wanted = [w for w, want in selector.items() if w not in _TESTS and not isinstance(want, dict) and False not in listed(want)]
    return frozenset(k for k in graph.by_kind if all(w in graph.metamodel.kinds[k].fields for w in wanted))


def matches(graph: Graph, element: Element, selector: Selector) -> bool:
    """Whether one element matches; a word that means nothing matches nothing."""
    for word, want in selector.items():
        holds = _TESTS.get(word)
        if not (holds(graph, element, want) if holds else condition(element, word, want)):
            return False
    return True


_TESTS: dict[str, Callable[[Graph, Element, Any], bool]] = {
    "kind": lambda _, e, want: e.kind in listed(want),
    "id": lambda _, e, want: e.id in listed(want),
    "domain": lambda graph, e, want: graph.metamodel.kinds[e.kind].domain in listed(want),
    "tag": lambda _, e, want: any(tag in (e["tags"] or ()) for tag in listed(want)),
    "pack": lambda _, e, want: e.pack in listed(want),
    "own": lambda _, e, want: (e.pack == "") is want,
    "any": lambda graph, e, want: any(matches(graph, e, s) for s in want),
    "all": lambda graph, e, want: all(matches(graph, e, s) for s in want),
    "not": lambda graph, e, want: not matches(graph, e, want),
    "related": lambda graph, e, want: all(
        any(True for _ in related(graph, e, one)) for one in (want if isinstance(want, list) else [want])
    ),
}
WORDS = tuple(_TESTS)


def related(graph: Graph, element: Element, want: Mapping[str, Any]) -> Iterator[Element]:
    """The neighbours that a `related` part asks for: `by` one or more fields or relation types, all where absent."""
    by, direction, to = listed(want.get("by") or ()), want.get("direction", "out"), want.get("to") or {}
    seen = set()
    for neighbour, field, kind in _neighbours(graph, element.id, direction):
        if (not by or field in by or kind in by) and neighbour not in seen and matches(graph, graph[neighbour], to):
            seen.add(neighbour)
            yield graph[neighbour]


def _neighbours(graph: Graph, id: str, direction: str) -> Iterator[tuple[str, str, str]]:
    if direction in ("out", "both"):
        for r in graph.out.get(id, ()):
            yield r.target, r.field, r.type
    if direction in ("in", "both"):
        for r in graph.into.get(id, ()):
            yield r.source, r.field, r.type


def condition(element: Element, field: str, want: Any) -> bool:
    """Whether a field's value is as wanted. An absent true/false field counts as false."""
    value = element[field]
    if isinstance(want, dict):
        return all(OPERATORS[op](value, arg) if op in OPERATORS else False for op, arg in want.items())
    return _equals(value, want)


def _equals(value: Any, want: Any) -> bool:
    wanted = want if isinstance(want, list) else [want]
    if isinstance(value, list):
        return any(v in wanted for v in value)
    return (False if value is None and want is False else value) in wanted


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, want: type(value) in (int, float, str) and isinstance(value, str) == isinstance(want, str) and compare(value, want)


def _contains(value: Any, want: Any) -> bool:
    text = fold(" ".join(map(str, value)) if isinstance(value, list) else str(value or ""))
    return any(fold(str(w)) in text for w in listed(want))


@lru_cache(maxsize=256)
def pattern(text: str) -> Any:
    """A compiled regular expression, or None where it is too long or malformed. Linear in time whatever the pattern: a pack is untrusted."""
    import re2  # noqa: PLC0415 - only a model that uses patterns pays for it

    options = re2.Options()
    options.log_errors, options.max_mem = False, MAX_PATTERN_MEMORY
    if len(text) > MAX_PATTERN:
        return None
    try:
        return re2.compile(text, options)
    except re2.error:
        return None


def _matches(value: Any, want: Any) -> bool:
    wanted = pattern(str(want))
    return wanted is not None and any(wanted.search(str(v)) for v in (listed(value) if value is not None else ()))


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "in": _equals,
    "not": lambda value, want: not _equals(value, want),
    "exists": lambda value, want: (value not in (None, [], {}, "")) is want,
    "min": _ordered(lambda value, want: value >= want),
    "max": _ordered(lambda value, want: value <= want),
    "before": _ordered(lambda value, want: value < want),
    "after": _ordered(lambda value, want: value > want),
    "contains": _contains,
    "lacks": lambda value, want: not _contains(value, want),
    "matches": _matches,
}


class Step(NamedTuple):
    """One element reached on an impact walk: how far, and over which element and field."""

    id: str
    kind: str
    distance: int
    via: str
    field: str


_TO_TARGET = frozenset(("serving", "influence", "realization", "triggering", "flow"))


def impact(graph: Graph, start: str, direction: str = "down", depth: int | None = None) -> list[Step]:
    """What a change of `start` touches ("down"), or what it rests on ("up"), nearest first.

    Whoever names an element rests on it, save where the relation says the opposite: a platform serves its users,
    a control protects a system, so there the named one rests on the naming one."""
    steps: list[Step] = []
    seen = {start}
    queue = deque([(start, 0)])
    while queue:
        here, distance = queue.popleft()
        if depth is not None and distance >= depth:
            continue
        for neighbour, field in _dependants(graph, here, up=direction == "up"):
            if neighbour not in seen:
                seen.add(neighbour)
                steps.append(Step(neighbour, graph[neighbour].kind, distance + 1, here, field))
                queue.append((neighbour, distance + 1))
    return steps


def _dependants(graph: Graph, id: str, *, up: bool) -> Iterator[tuple[str, str]]:
    for r in graph.into.get(id, ()):
        if (r.type in _TO_TARGET and not r.reverse) is up:
            yield r.source, r.field
    for r in graph.out.get(id, ()):
        if (r.type in _TO_TARGET and not r.reverse) is not up:
            yield r.target, r.field


def listed(value: Any) -> list[Any]:
    """One value or a list of them, as a list."""
    return list(value) if isinstance(value, (list, tuple)) else [value]
