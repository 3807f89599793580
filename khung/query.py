"""Selecting and walking: the one selector language of queries, views and rules. Knows no rule and no picture.

A selector is a mapping; all its keys must hold:
  kind, id, domain, tag, pack: one value or a list; own: true = not from a pack
  <field>: value | [values] | {in, not, exists, min, max, before, after, contains, lacks, matches}
  any / all: [selectors] · not: selector
  related: {by: field or relation type, direction: out | in | both, to: selector}  (or a list of these)
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from khung.graph import Graph
from khung.model import Element
from khung.vietnamese import fold

Selector = Mapping[str, Any]
MAX_PATTERN = 200
"""The longest regular expression, in characters."""
MAX_PATTERN_MEMORY = 2**20


Test = Callable[[Graph, Element], bool]
Walk = Callable[[Graph, Element], Iterator[Element]]


def select(graph: Graph, selector: Selector) -> list[Element]:
    """The elements that match, in model order. Word by word, each on what the words before it left over; selectors that begin alike share
    what they have looked for already."""
    kinds = tuple(dict.fromkeys(str(k) for k in listed(selector.get("kind") or ())))
    possible = kinds or _possible_kinds(graph, selector)
    key: tuple[str, ...] = (json.dumps(possible), str(bool(kinds)))
    made = graph.selections
    if key not in made:
        made[key] = tuple(graph.of_kind(*kinds) if kinds else (e for e in graph.elements.values() if e.kind in possible))
    found = made[key]
    for word, want in selector.items():
        if word == "kind" and kinds:
            continue
        key = (*key, json.dumps((word, want), default=str))
        if key not in made:
            made[key] = tuple(_left(graph, found, word, want))
        found = made[key]
    return list(found)


def _left(graph: Graph, elements: Sequence[Element], word: str, want: Any) -> list[Element]:
    if word in _TESTS:
        test = _TESTS[word](want)
        return [e for e in elements if test(graph, e)]
    holds = held(want)
    return [e for e in elements if holds(e.fields.get(word))]


def _possible_kinds(graph: Graph, selector: Selector) -> list[str]:
    """The kinds that have every field of which the selector wants a value: nothing else needs a closer look."""
    wanted = [w for w, want in selector.items() if w not in _TESTS and not isinstance(want, dict) and False not in listed(want)]
    return [k for k in graph.by_kind if all(w in graph.metamodel.kinds[k].fields for w in wanted)]


def matches(graph: Graph, element: Element, selector: Selector) -> bool:
    """Whether one element matches; a word that means nothing matches nothing."""
    return compiled(selector)(graph, element)


def related(graph: Graph, element: Element, want: Mapping[str, Any]) -> Iterator[Element]:
    """The neighbours that a `related` part asks for: `by` one or more fields or relation types, all where absent."""
    return walk(want)(graph, element)


def compiled(selector: Any) -> Test:
    """A selector as a function, made once and asked of many elements. What is no selector matches nothing."""
    if not isinstance(selector, Mapping):
        return lambda _graph, _element: False
    tests = [_TESTS[word](want) if word in _TESTS else _field(word, held(want)) for word, want in selector.items()]
    return tests[0] if len(tests) == 1 else _every(tests)


def walk(want: Any) -> Walk:
    """A `related` part as a function: from an element to its neighbours that are asked for."""
    if not isinstance(want, Mapping):
        return lambda _graph, _element: iter(())
    by, direction, to = _members(listed(want.get("by") or ())), want.get("direction", "out"), compiled(want.get("to") or {})

    def walking(graph: Graph, element: Element) -> Iterator[Element]:
        seen = set()
        for r in graph.out.get(element.id, ()) if direction != "in" else ():
            if (not by or r.field in by or r.type in by) and r.target not in seen:
                seen.add(r.target)
                if to(graph, graph.elements[r.target]):
                    yield graph.elements[r.target]
        for r in graph.into.get(element.id, ()) if direction != "out" else ():
            if (not by or r.field in by or r.type in by) and r.source not in seen:
                seen.add(r.source)
                if to(graph, graph.elements[r.source]):
                    yield graph.elements[r.source]

    return walking


def held(want: Any) -> Callable[[Any], bool]:
    """What a selector wants of a field as a function of its value. An absent true/false field counts as false."""
    if not isinstance(want, Mapping):
        return _equal(want)
    tests = [OPERATORS[op](arg) if op in OPERATORS else _no for op, arg in want.items()]
    return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)


def _no(_value: Any) -> bool:
    return False


def _field(name: str, test: Callable[[Any], bool]) -> Test:
    return lambda _graph, element: test(element.fields.get(name))


def _property(of: Callable[[Graph, Element], str]) -> Callable[[Any], Test]:
    def testing(want: Any) -> Test:
        wanted = _members(listed(want))
        return lambda graph, element: of(graph, element) in wanted

    return testing


def _tag(want: Any) -> Test:
    wanted = _members(listed(want))
    return lambda _graph, element: any(tag in wanted for tag in element.fields.get("tags") or ())


def _any(want: Any) -> Test:
    parts = [compiled(part) for part in listed(want)]

    def test(graph: Graph, element: Element) -> bool:
        for part in parts:  # noqa: SIM110 - asked for every element of a model, and twice as fast
            if part(graph, element):
                return True
        return False

    return test


def _all(want: Any) -> Test:
    return _every([compiled(part) for part in listed(want)])


def _every(tests: list[Test]) -> Test:
    def test(graph: Graph, element: Element) -> bool:
        for one in tests:  # noqa: SIM110 - as above
            if not one(graph, element):
                return False
        return True

    return test


def _not(want: Any) -> Test:
    part = compiled(want)
    return lambda graph, element: not part(graph, element)


def _related(want: Any) -> Test:
    return _every([_leads(walk(part)) for part in listed(want)])


def _leads(walking: Walk) -> Test:
    def test(graph: Graph, element: Element) -> bool:
        for _ in walking(graph, element):
            return True
        return False

    return test


_TESTS: dict[str, Callable[[Any], Test]] = {
    "kind": _property(lambda _, e: e.kind),
    "id": _property(lambda _, e: e.id),
    "domain": _property(lambda graph, e: graph.metamodel.kinds[e.kind].domain),
    "tag": _tag,
    "pack": _property(lambda _, e: e.pack),
    "own": lambda want: lambda _, e: (e.pack == "") is want,
    "any": _any,
    "all": _all,
    "not": _not,
    "related": _related,
}
WORDS = tuple(_TESTS)


def _members(values: list[Any]) -> Collection[Any]:
    """A list to look things up in, as a set where its entries allow it."""
    try:
        return frozenset(values)
    except TypeError:
        return values


def _equal(want: Any) -> Callable[[Any], bool]:
    plain = listed(want)
    wanted, absent = _members(plain), want is False or None in plain

    def test(value: Any) -> bool:
        kind = type(value)
        if kind is str:
            return value in wanted
        if value is None:
            return absent
        if kind is list:
            return any(v in plain for v in value)
        return value in plain

    return test


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any], Callable[[Any], bool]]:
    def testing(want: Any) -> Callable[[Any], bool]:
        alike = (str,) if isinstance(want, str) else (int, float)
        return lambda value: type(value) in alike and type(want) in (str, int, float) and compare(value, want)

    return testing


def _contains(want: Any) -> Callable[[Any], bool]:
    words = [fold(str(w)) for w in listed(want)]

    def test(value: Any) -> bool:
        text = fold(" ".join(map(str, value)) if isinstance(value, list) else str(value or ""))
        return any(word in text for word in words)

    return test


def _against(test: Callable[[Any], Callable[[Any], bool]]) -> Callable[[Any], Callable[[Any], bool]]:
    def testing(want: Any) -> Callable[[Any], bool]:
        holds = test(want)
        return lambda value: not holds(value)

    return testing


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


def _matches(want: Any) -> Callable[[Any], bool]:
    wanted = pattern(str(want))
    return lambda value: wanted is not None and any(wanted.search(str(v)) for v in (listed(value) if value is not None else ()))


OPERATORS: dict[str, Callable[[Any], Callable[[Any], bool]]] = {
    "in": _equal,
    "not": _against(_equal),
    "exists": lambda want: lambda value: (value not in (None, [], {}, "")) is want,
    "min": _ordered(lambda value, want: value >= want),
    "max": _ordered(lambda value, want: value <= want),
    "before": _ordered(lambda value, want: value < want),
    "after": _ordered(lambda value, want: value > want),
    "contains": _contains,
    "lacks": _against(_contains),
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
