"""Local codes of Mẫu số 03 (KT-, QG-, LQ-, CX-, QH-, ND-, NV-): who has none, and which is next. Given once, never again.

The workspace's field `codes` is the ledger: the highest number ever given of each prefix. A code of an element that was
deleted stays below it and is not given again; two branches that give the same code are told when they meet (K205).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from khung.graph import Graph
from khung.house import WORKSPACE
from khung.model import Element
from khung.query import matches
from khung.shipped import derived

_CODE = re.compile(r"([A-Z]+)-([0-9]+)")
_PREFIX = re.compile(r"[A-Z]{2,}")


class Given(NamedTuple):
    """One element and the code it is given."""

    element: Element
    code: str


def missing(graph: Graph) -> list[Given]:
    """A code for each of the province's own records, relations, gaps and tasks that has none, in model order."""
    ledger = highest(graph)
    return [Given(e, _next(graph, e, ledger)) for e in graph.elements.values() if _wants(graph, e)]


def next_code(graph: Graph, element: Element) -> str:
    """The code that an element would be given now."""
    return _next(graph, element, highest(graph))


def next_for(graph: Graph, kind: str, fields: Mapping[str, Any], ledger: dict[str, int]) -> str:
    """The code for an element that is yet to be written; `ledger` (of `highest`) is brought forward."""
    return _next(graph, Element("", kind, fields), ledger)


def highest(graph: Graph) -> dict[str, int]:
    """By prefix, the highest number ever given: of the ledger and of the codes in use."""
    workspace = next(graph.of_kind(WORKSPACE), None)
    stated = workspace["codes"] if workspace else None
    numbers = {k: v for k, v in stated.items() if isinstance(v, int)} if isinstance(stated, dict) else {}
    for prefix, number in _used(graph):
        numbers[prefix] = max(numbers.get(prefix, 0), number)
    return numbers


def shared(graph: Graph, element: Element) -> list[Element]:
    """The other elements that bear the code of this one."""
    coded = graph.of_kind(*(k for k, kind in graph.metamodel.kinds.items() if kind.coded))
    return [e for e in coded if e.id != element.id and element["code"] and e["code"] == element["code"]]


def _used(graph: Graph) -> Iterator[tuple[str, int]]:
    for kind in graph.by_kind:
        if graph.metamodel.kinds[kind].coded:
            for element in graph.by_kind[kind]:
                match = _CODE.fullmatch(str(element["code"] or ""))
                if match:
                    yield match[1], int(match[2])


def _wants(graph: Graph, element: Element) -> bool:
    kind = graph.metamodel.kinds[element.kind]
    return kind.coded and not element.pack and not element["code"] and ("record" not in kind.fields or bool(element["record"]))


def _next(graph: Graph, element: Element, ledger: dict[str, int]) -> str:
    prefix = _prefix(graph, element)
    ledger[prefix] = ledger.get(prefix, 0) + 1
    return f"{prefix}-{ledger[prefix]}"


def _prefix(graph: Graph, element: Element) -> str:
    """The one prefix of the kind; of several, the first whose selector matches."""
    allowed = _PREFIX.findall(graph.metamodel.kinds[element.kind].fields["code"].pattern)
    if len(allowed) == 1:
        return str(allowed[0])
    rules: Mapping[str, Any] = derived("mau-03")["prefixes"]
    return next((p for p, selector in rules.items() if p in allowed and matches(graph, element, selector)), str(allowed[0]))
