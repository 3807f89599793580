"""The closed vocabulary of checks. Each word is one function: (graph, selected elements, what is wanted) → verdicts.

A word yields a verdict only for an element that does not plainly conform; everyone else selected does.
A pack can use these words and nothing else: it never runs code.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from khung.diagnostic import Answer
from khung.graph import Graph
from khung.house import CLAUSE, DOCUMENT, WORKSPACE
from khung.law import fallen, successors
from khung.metamodel import Field
from khung.model import Element
from khung.query import Walk, compiled, held, select, walk
from khung.routes import Network, allowed, border
from khung.templates import Templates

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
    """The fields named are filled; `quality.correct` names one entry of a map.
    "Chưa xác định" gives no basis to assess; "Không áp dụng" counts as filled."""
    for element in selected:
        yield from _unfilled(element, want)


def complete(graph: Graph, selected: Sequence[Element], want: Mapping[str, str]) -> Iterator[Verdict]:
    """Every field whose requirement level in the metamodel is `level` is filled (Mẫu số 03, Bảng 1-4)."""
    kinds = graph.metamodel.kinds
    asked = {kind: [f for f in kinds[kind].fields.values() if f.level == want["level"]] for kind in {e.kind for e in selected}}
    for element in selected:
        yield from _unfilled(element, [f.name for f in asked[element.kind] if not f.when or _applies(f, element)])


def is_(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Each field named is as its condition says (same conditions as in a selector); `any` lists alternatives, one of which holds."""
    asked = [(name, _alternatives(name, wanted)) for name, wanted in want.items()]
    for element in selected:
        for name, alternatives in asked:
            if any(all(holds(element.fields.get(n)) for n, holds in one) for one in alternatives):
                continue
            fields = list(dict.fromkeys(n for one in alternatives for n, _ in one))
            words = {"field": name, "found": _shown(element[name])} if name != "any" else {"fields": ", ".join(fields)}
            yield _open(element, fields) or Verdict(element, args=words, path=_at(element, name))


def relates(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Between `min` (1) and `max` neighbours along `by` match `to`; `max: 0` forbids them; `any` lists several such paths."""
    least, most = want.get("min", 0 if "max" in want else 1), want.get("max")
    paths = want.get("any", [want])
    fields = [name for path in paths for name in _stated(path)]
    walks = [walk(path) for path in paths]
    for element in selected:
        found = {n.id: n for walking in walks for n in walking(graph, element)}
        few = len(found) < least
        if few or (most is not None and len(found) > most):
            words = {"found": str(len(found)), "wanted": str(least if few else most), "others": ", ".join(found)}
            excuse = _open(element, fields) or _yet_to_name(graph, element, paths) if few else None
            yield excuse or Verdict(element, args=words, path=_at(element, fields[0] if fields else ""))


def reaches(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Another element, matching `to`, is reached within `within` (4) steps along `by`."""
    step, arrived = walk({**want, "to": {}}), compiled(want["to"])
    for element in selected:
        seen, edge = {element.id}, [element]
        for _ in range(want.get("within", 4)):
            edge = [n for n in _beyond(graph, edge, step) if n.id not in seen]
            seen.update(e.id for e in edge)
            if any(arrived(graph, e) for e in edge):
                break
        else:
            yield _open(element, _stated(want)) or Verdict(element)


def unique(graph: Graph, selected: Sequence[Element], want: list[str]) -> Iterator[Verdict]:
    """No two selected elements share the values of these fields; elements that lack one are left out.
    What a pack states comes first, so that the province's own record is the one at fault."""
    first: dict[tuple[str, ...], Element] = {}
    for element in sorted(selected, key=lambda e: e.pack == ""):
        lacking = [name for name in want if element[name] in (None, [], "")]
        if lacking:
            unknown = _open(element, lacking)
            if unknown:
                yield unknown
            continue
        key = tuple(_shown(element[name]) for name in want)
        other = first.setdefault(key, element)
        if other is not element:
            yield Verdict(element, args={"found": ", ".join(key), "other": other.id}, path=_at(element, want[-1]))


def counts(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """The model holds between `min` and `max` selected elements; with `by` and `values`, so many for each value of that field.
    The finding is about the workspace."""
    subject = next(graph.of_kind(WORKSPACE), None) or next(iter(graph.elements.values()), None)
    field = want.get("by", "")
    for value in want.get("values", [""]):
        holds = held(value)
        found = sum(holds(e.fields.get(field)) for e in selected) if field else len(selected)
        few = found < want.get("min", 0)
        if subject and (few or found > want.get("max", found)):
            words = {"found": str(found), "wanted": str(want["min"] if few else want["max"])}
            yield Verdict(subject, args={**words, "of": field, "value": value} if field else words)


def before(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Date field `first` is not after date `second`: a field of the same element, of the neighbours along `by`, or a `date`."""
    walking = walk(_path(want))
    for element in selected:
        first = element[want["first"]]
        if first is None and element.is_undetermined(want["first"]):
            yield Verdict(element, Answer.INSUFFICIENT, {"fields": want["first"]}, ("undetermined", want["first"]))
            continue
        others = list(walking(graph, element)) if "by" in want else [element]
        for other in others:
            limit = want.get("date") or other[want["second"]]
            if isinstance(first, str) and isinstance(limit, str) and first > limit:
                yield Verdict(element, args={"found": first, "wanted": limit, "other": other.id}, path=_at(element, want["first"]))


def compares(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Field `field` stands to the same field (or `other`) of each neighbour along `by` as `is` says: equal, at-least, at-most.
    A neighbour that lacks the field is left out."""
    relation: Callable[[Any, Any], bool] = _COMPARISONS.get(want["is"], operator.eq)
    name, walking = want["field"], walk(_path(want))
    for element in selected:
        mine = element[name]
        if mine is None and element.is_undetermined(name):
            yield Verdict(element, Answer.INSUFFICIENT, {"fields": name}, ("undetermined", name))
            continue
        for other in walking(graph, element):
            theirs = other[want.get("other", name)]
            if mine is not None and theirs is not None and type(mine) is type(theirs) and not relation(mine, theirs):
                words = {"field": name, "found": _shown(mine), "wanted": _shown(theirs), "other": other.id}
                yield Verdict(element, args=words, path=_at(element, name))


def acyclic(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """No selected element comes back to itself along `by`."""
    onward: dict[str, list[str]] = {}
    walking = walk(_path(want))
    edge = list(selected)
    while edge:
        for element in edge:
            onward[element.id] = [n.id for n in walking(graph, element)]
        edge = [graph[id] for id in dict.fromkeys(n for e in edge for n in onward[e.id]) if id not in onward]
    _trim(onward)  # what leads nowhere is in no cycle, so that only suspects are walked
    for element in selected:
        seen: set[str] = set()
        step = onward.get(element.id, [])
        while step:
            seen.update(step)
            step = list(dict.fromkeys(n for id in step for n in onward[id] if n not in seen))
        if element.id in seen:
            yield Verdict(element)


def cites(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """At least one clause or document matching `to` is cited in one of the fields `by` (source)."""
    by = want.get("by", "source")
    walking = walk({"by": by, "to": want.get("to") or {}})
    for element in selected:
        if not any(t.kind in (CLAUSE, DOCUMENT) for t in walking(graph, element)):
            fields = _stated({"by": by})
            yield _open(element, fields) or Verdict(element, args={"fields": ", ".join(fields)})


def current(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """Nothing cited in the fields `by` (source and basis) belongs to an instrument that is repealed on the day; without a day, ever.
    `{names}` are the clauses or documents cited, `{successors}` what stands in their place."""
    day = graph.day or date.max
    by = want.get("by") or ["source", "basis"]
    for element in selected:
        cited = fallen(graph, (id for name in _listed(by) for id in element.refs(name)), day)
        if cited:
            later = dict.fromkeys(s.id for document in cited.values() for s in successors(graph, document, day))
            at = next((name, element.refs(name).index(id)) for id in cited for name in _listed(by) if id in element.refs(name))
            place = at if isinstance(element[at[0]], list) else at[:1]
            yield Verdict(element, args={"others": ", ".join(cited), "successors": ", ".join(later)}, path=place)


def routed(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """The exchange goes through (or ends at) an integration platform that may carry its class of data over its border, and through no
    other; `border` says which border where the exchange itself does not. `{route}` is the shortest allowed way, `{names}` what may not carry it."""
    network = Network(graph)
    for element in selected:
        passed, data = want.get("border") or border(element), element["classification"]
        on_the_way = [graph[id] for name in ("from", "through", "to") for id in element.refs(name) if id in graph]
        carriers = [e for e in on_the_way if e["integration"] is True]
        unfit = [e.id for e in carriers if not allowed(e, passed, data)]
        if len(unfit) < len(carriers) and not unfit:
            continue
        by = [e.id for e in network.platforms if allowed(e, passed, data)]
        way = network.shortest(str(element["from"]), str(element["to"]), by)
        words = {"others": ", ".join(unfit), "route": ", ".join(way)}
        yield _open(element, ["through"]) or Verdict(element, args=words, path=_at(element, "through"))


def follows(graph: Graph, selected: Sequence[Element], want: Mapping[str, Any]) -> Iterator[Verdict]:
    """The organisation has every block that its templates expect (only those of `template`, where one is named), its deviations heeded.
    `{names}` are the blocks it lacks. One that no template applies to is answered "Không áp dụng"."""
    templates = Templates(graph)
    for element in selected:
        expected = [e for e in templates.judge(element) if e.template and want.get("template", e.template.id) == e.template.id]
        lacking = [e.block.id for e in expected if e.answer is Answer.NOT_CONFORM]
        unknown = [e.block.id for e in expected if e.answer is Answer.INSUFFICIENT]
        if lacking:
            yield Verdict(element, args={"found": str(len(lacking)), "wanted": str(len(expected)), "others": ", ".join(lacking)})
        elif unknown:
            yield Verdict(element, Answer.INSUFFICIENT, {"fields": ", ".join(unknown)})
        elif not expected:
            yield Verdict(element, Answer.NOT_APPLICABLE)


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
    "current": current,
    "routed": routed,
    "follows": follows,
}

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"equal": operator.eq, "at-least": operator.ge, "at-most": operator.le}


def _unfilled(element: Element, names: Sequence[str]) -> Iterator[Verdict]:
    fields = element.fields
    empty = [n for n in names if (fields.get(n) or _value(element, n)) in (None, "", [], {}) and not element.is_not_applicable(n)]
    missing = [n for n in empty if not element.is_undetermined(n.partition(".")[0])]
    if missing:
        yield Verdict(element, args={"fields": ", ".join(missing)})
    elif empty:
        yield Verdict(element, Answer.INSUFFICIENT, {"fields": ", ".join(empty)}, ("undetermined", empty[0].partition(".")[0]))


def _value(element: Element, name: str) -> Any:
    field, _, entry = name.partition(".")
    value = element[field]
    return value.get(entry) if entry and isinstance(value, dict) else value


def _open(element: Element, fields: Sequence[str]) -> Verdict | None:
    """What is said instead of a finding where one of the fields is stated as "Chưa xác định" or "Không áp dụng"."""
    unknown = [n for n in fields if element.is_undetermined(n)]
    if unknown:
        return Verdict(element, Answer.INSUFFICIENT, {"fields": ", ".join(unknown)}, ("undetermined", unknown[0]))
    excused = next((n for n in fields if element.is_not_applicable(n)), None)
    return Verdict(element, Answer.NOT_APPLICABLE, {"fields": excused}) if excused else None


def _yet_to_name(graph: Graph, element: Element, paths: Sequence[Mapping[str, Any]]) -> Verdict | None:
    """What is said instead of a finding where an element of the kind that should name this one has not determined whom it names."""
    asked = [(path["to"], name) for path in paths if _named_by_kind(path) for name in _listed(path.get("by") or [])]
    unknown = [name for to, name in asked if any(other.is_undetermined(name) for other in select(graph, to))]
    return Verdict(element, Answer.INSUFFICIENT, {"fields": ", ".join(unknown)}) if unknown else None


def _named_by_kind(path: Mapping[str, Any]) -> bool:
    """Whether the rule says which kind of element has to name the one judged."""
    return path.get("direction") == "in" and "kind" in (path.get("to") or {})


def _stated(want: Mapping[str, Any]) -> list[str]:
    """The fields of the element itself that a path starts with; none where others name it."""
    return [] if want.get("direction") == "in" else _listed(want.get("by") or [])


def _listed(by: str | Sequence[str]) -> list[str]:
    return [by] if isinstance(by, str) else list(by)


def _path(want: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: want[key] for key in ("by", "direction", "to") if key in want}


def _beyond(graph: Graph, edge: Sequence[Element], step: Walk) -> list[Element]:
    """What one step reaches from any element of `edge`, each once."""
    return list({n.id: n for e in edge for n in step(graph, e)}.values())


def _trim(onward: dict[str, list[str]]) -> None:
    """Take out, again and again, what leads nowhere. Linear in the number of links."""
    back: defaultdict[str, list[str]] = defaultdict(list)
    open_ends = {id: len(targets) for id, targets in onward.items()}
    for id, targets in onward.items():
        for target in targets:
            back[target].append(id)
    dead = [id for id, left in open_ends.items() if not left]
    for id in dead:  # grows while it is walked
        del onward[id]
        for earlier in back[id]:
            open_ends[earlier] -= 1
            if not open_ends[earlier]:
                dead.append(earlier)
    for id, targets in onward.items():
        onward[id] = [t for t in targets if t in onward]


def _applies(field: Field, element: Element) -> bool:
    return all(element[name] == value for name, value in field.when)


def _alternatives(name: str, wanted: Any) -> list[list[tuple[str, Callable[[Any], bool]]]]:
    """What `is` wants as lists of fields and tests, one of which must hold in full."""
    stated = wanted if name == "any" else [{name: wanted}]
    return [[(n, held(w)) for n, w in one.items()] for one in stated]


def _at(element: Element, name: str) -> tuple[str, ...]:
    return (name,) if name and name in element.fields else ()


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
