"""The closed vocabulary of checks. Each word is one function: (graph, selected elements, what is wanted) → verdicts.

A word yields a verdict only for an element that does not plainly conform; everyone else selected does.
A pack can use these words and nothing else: it never runs code.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khung.diagnostic import Answer
from khung.graph import Graph
from khung.house import CLAUSE, DOCUMENT, WORKSPACE
from khung.metamodel import Field
from khung.model import Element
from khung.query import condition, matches, related

Want = Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one element does not plainly conform: `path` is the place inside it, `args` fill the rule's message."""

    element: Element
    answer: Answer = Answer.NOT_CONFORM
    args: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()


Word = Callable[[Graph, Sequence[Element], Want], Iterator[Verdict]]


def has(graph: Graph, selected: Sequence[Element], want: list[str]) -> Iterator[Verdict]:
    """The fields named are filled. "Chưa xác định" gives no basis to assess; "Không áp dụng" counts as filled."""
    for element in selected:
        yield from _unfilled(element, want)


def complete(graph: Graph, selected: Sequence[Element], want: Mapping[str, str]) -> Iterator[Verdict]:
    """Every field whose requirement level in the metamodel is `level` is filled (Mẫu số 03, Bảng 1-4)."""
    for element in selected:
        fields = graph.metamodel.kinds[element.kind].fields.values()
        yield from _unfilled(element, [f.name for f in fields if f.level == want["level"] and _applies(f, element)])


def is_(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Each field named is as its condition says (same conditions as in a selector)."""
    for element in selected:
        for name, wanted in want.items():
            if element.is_undetermined(name):
                yield Verdict(element, Answer.INSUFFICIENT, {"fields": name}, ("undetermined", name))
            elif not condition(element, name, wanted):
                yield Verdict(
                    element, args={"field": name, "found": _shown(element[name]), "wanted": _shown(wanted)}, path=_at(element, name)
                )


def relates(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Between `min` (1) and `max` neighbours along `by` match `to`; `max: 0` forbids them."""
    least, most = want.get("min", 0 if "max" in want else 1), want.get("max")
    for element in selected:
        found = list(related(graph, element, want))
        if len(found) < least or (most is not None and len(found) > most):
            by = want.get("by", "")
            by = by if isinstance(by, str) else ""
            if len(found) < least and element.is_undetermined(by):
                yield Verdict(element, Answer.INSUFFICIENT, {"fields": by}, ("undetermined", by))
            elif not (len(found) < least and element.is_not_applicable(by)):
                wanted = least if len(found) < least else most
                names = ", ".join(e.name for e in found)
                yield Verdict(element, args={"found": str(len(found)), "wanted": str(wanted), "names": names}, path=_at(element, by))


def reaches(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """An element matching `to` is reached within `within` (4) steps along `by`."""
    for element in selected:
        seen, edge = {element.id}, [element]
        for _ in range(want.get("within", 4)):
            edge = [n for e in edge for n in related(graph, e, {**want, "to": {}}) if n.id not in seen]
            seen.update(e.id for e in edge)
            if any(matches(graph, e, want["to"]) for e in edge):
                break
        else:
            yield Verdict(element)


def unique(graph: Graph, selected: Sequence[Element], want: list[str]) -> Iterator[Verdict]:
    """No two selected elements share the values of these fields; elements that lack one are left out."""
    first: dict[tuple[str, ...], Element] = {}
    for element in selected:
        if any(element[name] in (None, [], "") for name in want):
            continue
        key = tuple(_shown(element[name]) for name in want)
        other = first.setdefault(key, element)
        if other is not element:
            yield Verdict(element, args={"found": ", ".join(key), "other": other.id, "other_name": other.name}, path=_at(element, want[-1]))


def counts(graph: Graph, selected: Sequence[Element], want: Mapping[str, int]) -> Iterator[Verdict]:
    """The model holds between `min` and `max` selected elements; the finding is about the workspace."""
    subject = next(graph.of_kind(WORKSPACE), None) or next(iter(graph.elements.values()), None)
    if subject and not want.get("min", 0) <= len(selected) <= want.get("max", len(selected)):
        wanted = want.get("min", 0) if len(selected) < want.get("min", 0) else want["max"]
        yield Verdict(subject, args={"found": str(len(selected)), "wanted": str(wanted)})


def before(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Date field `first` is not after date `second`: a field of the same element, of the neighbours along `by`, or a date."""
    for element in selected:
        if element.is_undetermined(want["first"]):
            yield Verdict(element, Answer.INSUFFICIENT, {"fields": want["first"]}, ("undetermined", want["first"]))
            continue
        others = list(related(graph, element, {"by": want["by"]})) if "by" in want else [element]
        first = element[want["first"]]
        for other in others:
            limit = want.get("date") or other[want["second"]]
            if isinstance(first, str) and isinstance(limit, str) and first > limit:
                words = {"found": first, "wanted": limit, "other": other.id, "other_name": other.name}
                yield Verdict(element, args=words, path=_at(element, want["first"]))


def compares(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Field `field` stands to the same field (or `other`) of each neighbour along `by` as `is` says: equal, at-least, at-most."""
    relation: Callable[[Any, Any], bool] = _COMPARISONS.get(want["is"], operator.eq)
    for element in selected:
        mine = element[want["field"]]
        for other in related(graph, element, {k: want[k] for k in ("by", "direction", "to") if k in want}):
            theirs = other[want.get("other", want["field"])]
            if mine is not None and theirs is not None and type(mine) is type(theirs) and not relation(mine, theirs):
                words = {"found": _shown(mine), "wanted": _shown(theirs), "other": other.id, "other_name": other.name}
                yield Verdict(element, args=words, path=_at(element, want["field"]))


def acyclic(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """No selected element comes back to itself along `by`."""
    for element in selected:
        seen: set[str] = set()
        edge = [element]
        while edge:
            edge = [n for e in edge for n in related(graph, e, {"by": want["by"]}) if n.id not in seen]
            seen.update(e.id for e in edge)
        if element.id in seen:
            yield Verdict(element)


def cites(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """At least one clause or document matching `to` is cited in one of the fields `by` (source)."""
    by = want.get("by", "source")
    for element in selected:
        if not any(t.kind in (CLAUSE, DOCUMENT) for t in related(graph, element, {"by": by, "to": want.get("to") or {}})):
            undetermined = isinstance(by, str) and element.is_undetermined(by)
            yield Verdict(element, Answer.INSUFFICIENT if undetermined else Answer.NOT_CONFORM, {"fields": str(by)})


WORDS: dict[str, Word] = {
    "has": has,
    "complete": complete,
    "is": is_,
    "relates": relates,
    "reaches": reaches,
    "unique": unique,
    "counts": counts,
    "before": before,
    "compares": compares,
    "acyclic": acyclic,
    "cites": cites,
}

PARAMETERS: dict[str, tuple[type, frozenset[str], frozenset[str]]] = {
    "has": (list, frozenset(), frozenset()),
    "complete": (dict, frozenset({"level"}), frozenset()),
    "is": (dict, frozenset(), frozenset()),
    "relates": (dict, frozenset(), frozenset({"by", "direction", "to", "min", "max"})),
    "reaches": (dict, frozenset({"to"}), frozenset({"by", "direction", "within"})),
    "unique": (list, frozenset(), frozenset()),
    "counts": (dict, frozenset(), frozenset({"min", "max"})),
    "before": (dict, frozenset({"first"}), frozenset({"second", "by", "date"})),
    "compares": (dict, frozenset({"field", "is", "by"}), frozenset({"other", "direction", "to"})),
    "acyclic": (dict, frozenset({"by"}), frozenset()),
    "cites": (dict, frozenset(), frozenset({"by", "to"})),
}
"""Of each word: the type of its parameter, the keys it needs and those it may have besides (free keys for `is`)."""


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"equal": operator.eq, "at-least": operator.ge, "at-most": operator.le}


def _unfilled(element: Element, names: Sequence[str]) -> Iterator[Verdict]:
    empty = [n for n in names if element[n] in (None, "", [], {}) and not element.is_not_applicable(n)]
    missing = [n for n in empty if not element.is_undetermined(n)]
    if missing:
        yield Verdict(element, args={"fields": ", ".join(missing)})
    elif empty:
        yield Verdict(element, Answer.INSUFFICIENT, {"fields": ", ".join(empty)}, ("undetermined", empty[0]))


def _applies(field: Field, element: Element) -> bool:
    return all(element[name] == value for name, value in field.when)


def _at(element: Element, name: str) -> tuple[str, ...]:
    return (name,) if name and name in element.fields else ()


def _shown(value: Any) -> str:
    grouped: defaultdict[str, str] = defaultdict(str, {"True": "có", "False": "không", "None": "không có"})
    return ", ".join(map(str, value)) if isinstance(value, list) else grouped[str(value)] or str(value)
